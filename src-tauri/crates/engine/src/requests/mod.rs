//! Requests from curl or a Postman collection: read by the vault, shown by their public shape, and made integrations and
//! keys of on a person's word. Their secrets pass through here as opaque offers.

mod headers;
mod host;
mod offer;
mod picked;
mod schemes;
mod shown;
mod suggest;
mod take_in;
mod twins;

use std::path::Path;
use std::sync::Arc;

use uuid::Uuid;
use vault::RequestFile;

pub use offer::{RequestOffer, RequestOfferView};

use self::suggest::{Group, Worked};
use self::twins::Twins;
use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::view::RequestImportView;

/// Requests of the first page.
const FIRST_PAGE: u32 = 50;
/// Requests of any page.
const MOST_ROWS: u32 = 500;

/// Requests that are open, with what each would come to.
pub(crate) struct OpenRequests {
    /// A file's name without its folder; `None`: the clipboard.
    name: Option<String>,
    client: (Uuid, String),
    file: Arc<RequestFile>,
    worked: Vec<Worked>,
    groups: Vec<Group>,
    twins: Twins,
}

impl Engine {
    /// Reads requests from the clipboard, for this client.
    ///
    /// # Errors
    /// [`Code::NoRequest`]; [`Code::RequestsTooLarge`]; what the clipboard or the keyring say: masks need the workspace's own
    /// key.
    pub async fn open_requests_clipboard(&self, client: Uuid) -> Result<RequestImportView> {
        let client = self.client_for_requests(client).await?;
        let file = self.vault().read_request_clipboard().await?;
        self.open_requests(client, None, file, None).await
    }

    /// The same of text that a native call gave, such as standard input.
    ///
    /// # Errors
    /// As [`Engine::open_requests_clipboard`].
    pub async fn open_requests_intake(
        &self,
        client: Uuid,
        intake: vault::Intake,
    ) -> Result<RequestImportView> {
        let client = self.client_for_requests(client).await?;
        let file = self.vault().read_requests(intake).await?;
        self.open_requests(client, None, file, None).await
    }

    /// Reads requests from a file, for this client.
    ///
    /// # Errors
    /// As [`Engine::open_requests_clipboard`], and when the file cannot be read.
    pub async fn open_requests_file(&self, client: Uuid, path: &Path) -> Result<RequestImportView> {
        let client = self.client_for_requests(client).await?;
        let file = self.vault().open_request_file(path).await?;
        self.open_requests(client, Some(crate::files::shown_name(path)), file, None).await
    }

    /// Reads a Postman environment: its values stand for the variables of the requests that are open. Their handle stays.
    ///
    /// # Errors
    /// [`Code::HandleUnknown`]; [`Code::FileFormat`] for a file that is no environment; when it cannot be read.
    pub async fn read_request_variables(&self, handle: Uuid, path: &Path) -> Result<RequestImportView> {
        let open = self.inner.files.requests(handle, self.store().now())?;
        let file = self.vault().read_request_environment(&open.file, path).await?;
        self.open_requests(open.client.clone(), open.name.clone(), file, Some(handle)).await
    }

    /// Another page of the requests that are open.
    ///
    /// # Errors
    /// [`Code::HandleUnknown`].
    pub async fn requests_page(&self, handle: Uuid, offset: u32, limit: u32) -> Result<RequestImportView> {
        let open = self.inner.files.requests(handle, self.store().now())?;
        self.page_of_requests(handle, &open, offset, limit.min(MOST_ROWS)).await
    }

    async fn client_for_requests(&self, client: Uuid) -> Result<(Uuid, String)> {
        let client = self.store().client(client).await?;
        if client.archived {
            return Err(Code::Archived.into());
        }
        Ok((client.id, client.input.name))
    }

    async fn open_requests(
        &self,
        client: (Uuid, String),
        name: Option<String>,
        file: RequestFile,
        handle: Option<Uuid>,
    ) -> Result<RequestImportView> {
        let there = self.store().all_integrations().await?;
        let loopback_http = self.store().settings().await?.unsafe_loopback_http;
        let of_client = there.iter().filter(|one| one.client.0 == client.0);
        let taken: Vec<String> = of_client.map(|one| one.input.name.clone()).collect();
        let file = Arc::new(file);
        // Thousands of requests take a moment, in which a small machine goes on painting.
        let reading = Arc::clone(&file);
        let work = move || suggest::work_out(&reading, &taken, loopback_http);
        let (worked, groups) =
            tokio::task::spawn_blocking(work).await.map_err(|_| crate::error::Error::new(Code::NoRequest))?;
        let twins = Twins::of(&there);
        let open = Arc::new(OpenRequests { name, client, file, worked, groups, twins });
        let handle = handle.unwrap_or_else(|| self.store().new_id());
        let view = self.page_of_requests(handle, &open, 0, FIRST_PAGE).await?;
        self.inner.files.open_requests(handle, open, self.store().now());
        Ok(view)
    }
}
