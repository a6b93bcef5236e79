//! The same request as code: without any key.

use engine::view::{SnippetInput, SnippetView};
use tauri::{AppHandle, State};
use uuid::Uuid;

use crate::native;
use crate::rack::Rack;
use crate::refused::Answer;

#[tauri::command]
pub(crate) async fn snippet(
    rack: State<'_, Rack>,
    integration: Uuid,
    input: SnippetInput,
) -> Answer<SnippetView> {
    Ok(rack.engine().await?.snippet(integration, input).await?)
}

/// Puts a snippet on the clipboard. The page asks for it by what it is: what is put there is the engine's text.
#[tauri::command]
pub(crate) async fn snippet_copy(
    app: AppHandle,
    rack: State<'_, Rack>,
    integration: Uuid,
    input: SnippetInput,
) -> Answer<()> {
    let text = rack.engine().await?.snippet_for_copy(integration, input).await?;
    native::copy(&app, &rack, text).await
}
