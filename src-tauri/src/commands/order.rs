//! Sending made-up data. What leaves is shown by the engine before; that it leaves is a person's word, natively, each time.

use engine::view::{OrderInput, OrderPreview, OrderView, SendView};
use tauri::{AppHandle, State};
use uuid::Uuid;

use crate::native::{self, Question};
use crate::rack::Rack;
use crate::refused::{Answer, Refused};

#[tauri::command]
pub(crate) async fn order(rack: State<'_, Rack>, integration: Uuid) -> Answer<OrderView> {
    Ok(rack.engine().await?.order(integration).await?)
}

#[tauri::command]
pub(crate) async fn order_save(
    rack: State<'_, Rack>,
    integration: Uuid,
    revision: u32,
    input: OrderInput,
) -> Answer<OrderView> {
    Ok(rack.engine().await?.save_order(integration, revision, input).await?)
}

#[tauri::command]
pub(crate) async fn order_preview(
    rack: State<'_, Rack>,
    integration: Uuid,
    seed: u32,
    input: Option<OrderInput>,
) -> Answer<OrderPreview> {
    Ok(rack.engine().await?.preview_order(integration, seed, input).await?)
}

#[tauri::command]
pub(crate) async fn order_send(
    app: AppHandle,
    rack: State<'_, Rack>,
    integration: Uuid,
    seed: u32,
) -> Answer<SendView> {
    let engine = rack.engine().await?;
    let dialog = rack.dialog()?;
    let offer = engine.offer_order(integration, seed, None).await?;
    if !native::confirm(&app, Question::order(&offer.view())).await {
        return Err(Refused::declined());
    }
    drop(dialog);
    let running = rack.running(Some(integration));
    Ok(engine.send_order(offer, running.cancel.clone()).await?)
}
