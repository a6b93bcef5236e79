//! An X server for tests that need a display.

use std::process::{Child, Command, Stdio};

/// An X server of its own, on a display that is free.
pub(crate) struct Server {
    process: Child,
    pub(crate) display: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        // By default a server starts over when its last client leaves, and turns the next one away meanwhile.
        let mut process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "320x240x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(process.stdout.take().unwrap()), &mut said)
            .unwrap();
        Self { process, display: format!(":{}", said.trim()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
