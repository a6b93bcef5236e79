//! The board and the provider catalogue.

use engine::view::{BoardQuery, BoardView, CardView, ProviderView};
use tauri::State;
use uuid::Uuid;

use crate::rack::Rack;
use crate::refused::Answer;

#[tauri::command]
pub(crate) async fn board(rack: State<'_, Rack>, query: BoardQuery) -> Answer<BoardView> {
    Ok(rack.engine().await?.board(&query).await?)
}

#[tauri::command]
pub(crate) async fn board_cards(
    rack: State<'_, Rack>,
    query: BoardQuery,
    clients: Vec<Uuid>,
) -> Answer<Vec<CardView>> {
    Ok(rack.engine().await?.cards(&query, &clients).await?)
}

#[tauri::command]
pub(crate) async fn providers(rack: State<'_, Rack>) -> Answer<Vec<ProviderView>> {
    Ok(rack.engine().await?.providers())
}
