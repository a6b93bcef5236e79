//! Keyrack's own data is never looked through for keys: the page writes notes into it, and a finding there would tell it that
//! a note had been a right guess.

use super::scans::{ended, scanned};
use super::{Kit, made_up, open};
use crate::Engine;
use crate::view::{ScanInput, ScanState, ScanView};

async fn unread(engine: &Engine, scan: &ScanView) -> Vec<(String, String)> {
    let page = engine.scan_unread(scan.id, 0, 100).await.unwrap();
    page.rows.into_iter().map(|row| (row.place, row.code)).collect()
}

#[tokio::test]
async fn own_data_is_not_read_when_it_is_chosen() {
    let kit = Kit::new().await;
    let client = kit.add("Acme").await;
    let shop = kit.shop(client, "Shop").await;
    let key = kit.take_key(shop.id, "consumer_secret").await;
    let copies = kit.dir().join("copies");
    std::fs::create_dir(&copies).unwrap();
    std::fs::write(copies.join("guess.txt"), format!("SECRET={key}\n")).unwrap();
    for chosen in [kit.dir().to_owned(), copies.clone(), copies.join("guess.txt")] {
        let scan = scanned(&kit, &chosen, client).await;
        assert_eq!((scan.state, scan.held, scan.files), (ScanState::Failed, 0, 0), "{chosen:?}");
        let name = chosen.file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(unread(&kit.engine, &scan).await, [(name, "own_data".to_owned())]);
    }
}

#[tokio::test]
async fn own_data_is_not_read_within_another_folder() {
    let kit = Kit::new().await;
    let around = tempfile::tempdir().unwrap();
    let engine = open(&around.path().join("a/data"), &kit.clock, &kit.keyring).await;
    let leak = || format!("x('sk_{}_{}')\n", "live", &made_up("")[..24]);
    std::fs::write(around.path().join("a/data/guess.js"), leak()).unwrap();
    std::fs::write(around.path().join("a/b.js"), leak()).unwrap();
    let mut changes = engine.subscribe();
    let chosen = engine.open_scan_folder(around.path()).await.unwrap();
    let input = ScanInput { client: None, git: false, shapes: true, rack: true };
    let begun = engine.scan_folder(chosen.handle, input).await.unwrap();
    let scan = ended(&engine, &mut changes, begun.id).await;
    assert_eq!((scan.state, scan.secrets, scan.files), (ScanState::Done, 1, 1));
    let data = format!("{}/a/data", chosen.name);
    assert_eq!(unread(&engine, &scan).await, [(data, "own_data".to_owned())]);
}
