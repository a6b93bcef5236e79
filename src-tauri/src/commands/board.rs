//! The board and the provider catalogue.

use engine::view::{BoardQuery, BoardView, CardView, ProviderView};
use tauri::State;
use uuid::Uuid;

use crate::rack::Rack;
use crate::refused::Answer;

#[tauri::command]
pub(crate) async fn board(rack: State<'_, Rack>, query: BoardQuery) -> Answer<BoardView> {
    let engine = rack.engine().await?;
    match rack.first_board(&query).await {
        Some(board) => Ok(board),
        None => Ok(engine.board(&query).await?),
    }
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
