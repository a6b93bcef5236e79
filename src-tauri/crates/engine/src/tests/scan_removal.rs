//! Where held keys were found leaves the history by a person's word alone, whoever scans and whenever it ends.

use super::Kit;
use super::scans::{leaky, scanned};
use crate::Code;
use crate::view::ScanState;

#[tokio::test]
async fn a_scan_that_runs_elsewhere_is_not_removed() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (client, ..) = leaky(&kit, folder.path()).await;
    let scan = scanned(&kit, folder.path(), client).await;
    // As another process leaves it while it scans: no finding has been kept yet.
    for change in ["UPDATE scan SET state = 'running', ended_at = NULL", "DELETE FROM finding"] {
        sqlx::query(change).execute(kit.engine.store().writer()).await.unwrap();
    }
    assert_eq!(kit.engine.scan(scan.id).await.unwrap().held, 0, "so nobody is asked");
    let refused = kit.engine.remove_scan(scan.id, 0).await.map_err(|e| e.code());
    assert_eq!(refused, Err(Code::ScanRunning));
    assert_eq!(kit.engine.scan(scan.id).await.unwrap().state, ScanState::Running);

    kit.pass(chrono::Duration::seconds(40));
    kit.engine.remove_scan(scan.id, 0).await.unwrap();
    assert_eq!(kit.engine.scans(None, 0, 10).await.unwrap().total, 0, "its process is gone");
}

#[tokio::test]
async fn a_scan_that_has_found_more_than_was_asked_about_is_not_removed() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (client, ..) = leaky(&kit, folder.path()).await;
    let scan = scanned(&kit, folder.path(), client).await;
    assert_eq!(scan.held, 1);
    // Asked while it ran, answered when it had ended.
    let refused = kit.engine.remove_scan(scan.id, 0).await.map_err(|e| e.code());
    assert_eq!(refused, Err(Code::ScanGrown));
    let found = kit.engine.scan_findings(scan.id, 0, 10).await.unwrap();
    assert_eq!(found.total, 2, "what it found stands");
    assert!(!kit.deeds().await.contains(&"scan_removed".to_owned()));

    kit.engine.remove_scan(scan.id, 1).await.unwrap();
    assert!(kit.deeds().await.contains(&"scan_removed".to_owned()));
}

#[tokio::test]
async fn what_the_scans_of_a_client_found_is_counted_before_it_goes() {
    let kit = Kit::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (client, ..) = leaky(&kit, folder.path()).await;
    assert_eq!(kit.engine.held_found(client).await.unwrap(), 0);
    scanned(&kit, folder.path(), client).await;
    assert_eq!(kit.engine.held_found(client).await.unwrap(), 1);
    let other = kit.add("Other").await;
    assert_eq!(kit.engine.held_found(other).await.unwrap(), 0);
}
