//! The log.

use engine::view::{LogEntryView, LogPage, LogQuery};
use tauri::State;
use uuid::Uuid;

use crate::rack::Rack;
use crate::refused::Answer;

/// Rows that one page may hold at most.
const PAGE: u32 = 500;

#[tauri::command]
pub(crate) async fn log(rack: State<'_, Rack>, query: LogQuery, offset: u32, limit: u32) -> Answer<LogPage> {
    Ok(rack.engine().await?.log(&query, offset, limit.min(PAGE)).await?)
}

#[tauri::command]
pub(crate) async fn log_entry(rack: State<'_, Rack>, id: Uuid) -> Answer<LogEntryView> {
    Ok(rack.engine().await?.log_entry(id).await?)
}
