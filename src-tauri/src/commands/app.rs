//! The app as a whole: keyring, settings, sample workspace, doctor.

use engine::Engine;
use engine::view::{AppView, DoctorView, KeyringView, Settings};
use tauri::{AppHandle, State};

use crate::rack::Rack;
use crate::refused::Answer;
use crate::{start, window};

#[tauri::command]
pub(crate) async fn app(rack: State<'_, Rack>) -> Answer<AppView> {
    Ok(rack.engine().await?.app().await?)
}

/// The page says that its first board row is painted.
#[tauri::command]
pub(crate) async fn board_painted(app: AppHandle, rack: State<'_, Rack>) -> Answer<()> {
    rack.painted();
    window::painted(&app);
    Ok(())
}

#[tauri::command]
pub(crate) async fn settings_save(rack: State<'_, Rack>, settings: Settings) -> Answer<Settings> {
    Ok(rack.engine().await?.save_settings(settings).await?)
}

#[tauri::command]
pub(crate) async fn keyring_check(rack: State<'_, Rack>) -> Answer<KeyringView> {
    Ok(rack.engine().await?.check_keyring().await)
}

#[tauri::command]
pub(crate) async fn keyring_unlock(rack: State<'_, Rack>) -> Answer<KeyringView> {
    Ok(rack.engine().await?.unlock_keyring().await)
}

#[tauri::command]
pub(crate) async fn doctor(rack: State<'_, Rack>) -> Answer<DoctorView> {
    Ok(rack.engine().await?.doctor().await?)
}

#[tauri::command]
pub(crate) async fn sample_open(app: AppHandle, rack: State<'_, Rack>) -> Answer<AppView> {
    if !rack.shows_sample().await {
        let sample = Engine::open_sample(&rack.data_dir).await?;
        start::forward_topics(&app, &sample);
        rack.show_sample(Some(sample)).await;
    }
    Ok(rack.engine().await?.app().await?)
}

#[tauri::command]
pub(crate) async fn sample_leave(rack: State<'_, Rack>) -> Answer<AppView> {
    if let Some(sample) = rack.show_sample(None).await {
        sample.close().await;
    }
    Ok(rack.engine().await?.app().await?)
}

#[tauri::command]
pub(crate) async fn sample_remove(rack: State<'_, Rack>) -> Answer<AppView> {
    let sample = match rack.show_sample(None).await {
        Some(sample) => Some(sample),
        None if Engine::sample_exists(&rack.data_dir) => Some(Engine::open_sample(&rack.data_dir).await?),
        None => None,
    };
    if let Some(sample) = sample {
        sample.remove_sample().await?;
    }
    Ok(rack.engine().await?.app().await?)
}
