use super::*;
use crate::Code;
use crate::view::{KeyringState, Settings, Theme};
use vault::MemoryState;

#[tokio::test]
async fn settings_are_kept_within_their_ranges() {
    let kit = Kit::new().await;
    assert_eq!(kit.settings().await.unwrap(), Settings::default());
    let dark = Settings {
        theme: Theme::Dark,
        clipboard_seconds: 10,
        keep_days: 365,
        unsafe_loopback_http: true,
        strict_bodies: true,
    };
    assert_eq!(kit.save_settings(dark.clone()).await.unwrap(), dark);
    assert_eq!(kit.second().await.settings().await.unwrap(), dark);
    for (field, wrong) in [
        ("clipboard_seconds", Settings { clipboard_seconds: 61, ..dark.clone() }),
        ("clipboard_seconds", Settings { clipboard_seconds: 9, ..dark.clone() }),
        ("keep_days", Settings { keep_days: 0, ..dark.clone() }),
    ] {
        let refused = kit.save_settings(wrong).await.unwrap_err();
        assert_eq!((refused.code(), refused.refusal().field.as_deref()), (Code::OutOfRange, Some(field)));
    }
    assert_eq!(kit.app().await.unwrap().settings, dark);
}

#[tokio::test]
async fn the_app_opens_without_asking_the_keyring() {
    let kit = Kit::new().await;
    kit.keyring.set_state(MemoryState::Slow);
    let app = kit.app().await.unwrap();
    assert_eq!(app.keyring.state, KeyringState::Unknown);
    assert_eq!((app.clients, app.integrations, app.keys, app.sample), (0, 0, 0, false));
    kit.keyring.set_state(MemoryState::Locked);
    let mut changes = kit.subscribe();
    assert_eq!(kit.check_keyring().await.state, KeyringState::Locked);
    assert_eq!(changes.recv().await.unwrap(), crate::view::Topic::Keyring);
    assert_eq!(kit.unlock_keyring().await.state, KeyringState::Ready);
    assert_eq!(kit.app().await.unwrap().keyring.state, KeyringState::Ready);
}
