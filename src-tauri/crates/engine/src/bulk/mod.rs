//! Bulk intake: a file with many clients and keys, mapped to columns, previewed by masks, confirmed once, then taken in
//! row by row. A row is stored whole or not at all.

mod cells;
mod columns;
mod described;
mod env_file;
mod env_name;
mod known;
mod offer;
mod plans;
mod rows;
mod shown;
mod take_in;
mod twins;

use std::path::Path;
use std::sync::{Arc, Mutex};

use uuid::Uuid;

pub use offer::{BulkOffer, BulkOfferView};

use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::files::OpenBulkFile;
use crate::view::{BulkColumn, BulkRow, BulkView};
pub(crate) use plans::Mapped;

/// Rows of the first page.
const FIRST_PAGE: u32 = 50;
/// Rows of any page.
const MOST_ROWS: u32 = 500;

impl Engine {
    /// Opens a CSV or `.env` file and guesses by its headings what each column means.
    ///
    /// # Errors
    /// When it cannot be read or understood, or the keyring does not answer: masks need the workspace's own key.
    pub async fn open_bulk_file(&self, path: &Path) -> Result<BulkView> {
        let file = self.vault().open_bulk_file(path).await?;
        let columns = columns::guess(file.headings());
        let open = OpenBulkFile { name: crate::files::shown_name(path), file, mapped: Mutex::new(None) };
        let handle = self.store().new_id();
        let mapped = self.mapped(&open, columns).await?;
        let view = page(&open, handle, &mapped, 0, FIRST_PAGE);
        self.inner.files.open_bulk(handle, open, self.store().now());
        Ok(view)
    }

    /// The same file with other meanings of its columns, and another page of its rows.
    ///
    /// # Errors
    /// [`Code::HandleUnknown`] for a file that is closed.
    pub async fn map_bulk(
        &self,
        handle: Uuid,
        columns: Vec<BulkColumn>,
        offset: u32,
        limit: u32,
    ) -> Result<BulkView> {
        let open = self.inner.files.bulk(handle, self.store().now())?;
        if columns.len() != open.file.headings().len() {
            return Err(Code::TooMany.into());
        }
        let mapped = self.mapped(&open, columns).await?;
        Ok(page(&open, handle, &mapped, offset, limit.min(MOST_ROWS)))
    }

    /// What the file comes to with these columns. Worked out once, and again when the columns or the rack change.
    async fn mapped(&self, open: &OpenBulkFile, columns: Vec<BulkColumn>) -> Result<Arc<Mapped>> {
        let known = self.known_rack().await?;
        if let Some(before) = crate::files::lock(&open.mapped).clone()
            && before.columns == columns
            && before.known == known
        {
            return Ok(before);
        }
        let mapped = Arc::new(self.map_rows(open, columns, known).await?);
        *crate::files::lock(&open.mapped) = Some(Arc::clone(&mapped));
        Ok(mapped)
    }
}

fn page(open: &OpenBulkFile, handle: Uuid, mapped: &Mapped, offset: u32, limit: u32) -> BulkView {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let good = mapped.rows.iter().filter(|row| row.problems.is_empty()).count();
    let idle = mapped.idle();
    let held = idle.iter().filter(|idle| **idle).count();
    let rows = (0..mapped.rows.len()).skip(offset as usize).take(limit as usize);
    BulkView {
        handle,
        file_name: open.name.clone(),
        headings: open.file.headings().to_vec(),
        columns: mapped.columns.clone(),
        rows_total: number(mapped.rows.len()),
        rows_ready: number(good - held),
        rows_with_problems: number(mapped.rows.len() - good),
        rows_held: number(held),
        new_clients: number(mapped.new_clients()),
        new_integrations: number(mapped.new_integrations()),
        keys: number(mapped.coming().count()),
        keys_replacing: number(mapped.coming().filter(|key| key.replaces().is_some()).count()),
        keys_held: number(mapped.held()),
        offset,
        rows: rows.map(|at| shown(open, mapped, at, idle[at])).collect(),
    }
}

fn shown(open: &OpenBulkFile, mapped: &Mapped, at: usize, all_held: bool) -> BulkRow {
    let row = &mapped.rows[at];
    BulkRow {
        line: row.line,
        cells: shown::cells(&open.file, mapped, at),
        problems: row.problems.iter().cloned().map(Into::into).collect(),
        warnings: shown::warnings(&open.file, mapped, at).into_iter().map(Into::into).collect(),
        held: shown::held(row),
        all_held,
    }
}
