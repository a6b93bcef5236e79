//! Requests from curl or a Postman collection: read by the vault, shown by their public shape, and made integrations and
//! keys of on a person's word.

use std::path::Path;

use uuid::Uuid;

use crate::cancel::Cancel;
use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::view::{RequestDoneView, RequestImportView, RequestPicks, RequestPlanView};

/// Picked requests that wait for a person's word. Neither `Clone` nor `Debug`.
pub struct RequestOffer {
    view: RequestOfferView,
}

/// What the native confirmation names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestOfferView {
    /// `curl on the clipboard`, `Postman collection shop.json`.
    pub source: String,
    /// Whose integrations they become.
    pub client: String,
    /// Parts of keys that would be kept.
    pub keys: u32,
    /// A line for each integration, `Client / Integration → https://origin`, and one below it for each part that is kept,
    /// by its mask.
    pub lines: Vec<String>,
    /// Sentences about keys that a person should know first.
    pub warnings: Vec<String>,
}

impl RequestOffer {
    /// What the native confirmation names.
    #[must_use]
    pub fn view(&self) -> RequestOfferView {
        self.view.clone()
    }
}

impl Engine {
    /// Reads requests from the clipboard, for this client.
    ///
    /// # Errors
    /// When there are none, or the keyring does not answer: masks need the workspace's own key.
    pub async fn open_requests_clipboard(&self, client: Uuid) -> Result<RequestImportView> {
        self.store().client(client).await?;
        Err(Code::FileFormat.into())
    }

    /// Reads requests from a file, for this client.
    ///
    /// # Errors
    /// As [`Engine::open_requests_clipboard`], and when it cannot be read.
    pub async fn open_requests_file(&self, client: Uuid, _path: &Path) -> Result<RequestImportView> {
        self.store().client(client).await?;
        Err(Code::FileFormat.into())
    }

    /// Reads a Postman environment: its values stand for the variables of the requests that are open.
    ///
    /// # Errors
    /// [`Code::HandleUnknown`]; when the file cannot be read.
    pub async fn read_request_variables(&self, _handle: Uuid, _path: &Path) -> Result<RequestImportView> {
        Err(Code::HandleUnknown.into())
    }

    /// Another page of the requests that are open.
    ///
    /// # Errors
    /// [`Code::HandleUnknown`].
    pub async fn requests_page(&self, _handle: Uuid, _offset: u32, _limit: u32) -> Result<RequestImportView> {
        Err(Code::HandleUnknown.into())
    }

    /// What these picks come to.
    ///
    /// # Errors
    /// [`Code::HandleUnknown`]; [`Code::TooMany`] for more than 200 integrations.
    pub async fn plan_requests(&self, _handle: Uuid, _picks: &RequestPicks) -> Result<RequestPlanView> {
        Err(Code::HandleUnknown.into())
    }

    /// Offers what these picks come to.
    ///
    /// # Errors
    /// As [`Engine::plan_requests`]; [`Code::NothingReady`] when nothing of it can be taken in.
    pub async fn offer_requests(&self, _handle: Uuid, _picks: &RequestPicks) -> Result<RequestOffer> {
        Err(Code::HandleUnknown.into())
    }

    /// Makes integrations and keys of what a person has confirmed: each whole or not at all.
    ///
    /// # Errors
    /// Only when the log cannot be written; what was taken in until then is kept.
    pub async fn take_in_requests(
        &self,
        _offer: RequestOffer,
        _cancel: Cancel,
        _progress: impl Fn(u32, u32) + Send + Sync,
    ) -> Result<RequestDoneView> {
        Err(Code::HandleUnknown.into())
    }
}
