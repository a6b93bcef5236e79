//! What a flood costs: the most memory that this process had while every scheme was sent into one, provider included.
#![cfg(target_os = "linux")]

use crate::rig::Rig;
use crate::rows::rows;
use crate::{ALONE, tell};

const MIB: u64 = 1024 * 1024;
/// One send may read 1 MiB of body and 64 KiB of head, and masks them in a few copies.
const EACH: u64 = 12 * MIB;

/// Those that would be gigabytes if anybody took them whole.
const FLOODS: [&str; 12] = [
    "huge_body",
    "bomb_gzip",
    "bomb_deflate",
    "bomb_brotli",
    "bomb_nested",
    "head_endless",
    "header_endless",
    "long_header",
    "trailers_endless",
    "chunk_extension_endless",
    "http2_head_bomb",
    "http2_endless_head",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_costs_no_more_than_its_limits() {
    let _alone = ALONE.lock().await;
    let mut rig = Rig::new(|_| true).await;
    let mut lane = rig.lane("Floods").await;
    let all = rows();
    // What is loaded and kept once is not the flood's.
    rig.settle(&mut lane).await;
    for name in FLOODS {
        let row = all.iter().find(|row| row.name() == name).unwrap();
        let before = status("VmRSS:");
        // Linux, proc(5): 5 lets the peak begin anew.
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        rig.row(&mut lane, row).await;
        let more = status("VmHWM:").saturating_sub(before);
        let most = EACH * rig.columns.len() as u64;
        tell(&format!("{name}: {} MiB more at the peak", more / MIB));
        assert!(more <= most, "{name}: {} MiB more", more / MIB);
    }
}

/// A line of `/proc/self/status`, in bytes.
fn status(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
