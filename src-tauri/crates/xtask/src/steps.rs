//! Steps of a check: one line each with its time; a failing one shows its output and how to repeat it.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use crate::Result;
use crate::process::{fresh_dir, shown};

/// Counts what passed and what did not.
pub(crate) struct Steps {
    passed: u32,
    failed: Vec<String>,
    not_run: u32,
    logs: PathBuf,
    since: Instant,
}

impl Steps {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self::logging_to(fresh_dir("logs")?))
    }

    fn logging_to(logs: PathBuf) -> Self {
        Self { passed: 0, failed: Vec::new(), not_run: 0, logs, since: Instant::now() }
    }

    /// Runs a program; it passes when the program does.
    pub(crate) fn command(&mut self, name: &str, mut command: Command) -> bool {
        let repeat = shown(&command);
        let log = self.logs.join(format!("{}.log", name.replace(|c: char| !c.is_alphanumeric(), "-")));
        self.check(name, &repeat, || {
            let file = File::create(&log).map_err(|e| format!("cannot write {}: {e}", log.display()))?;
            let both = file.try_clone().map_err(|e| format!("cannot write {}: {e}", log.display()))?;
            let status = command.stdin(Stdio::null()).stdout(file).stderr(both).status();
            match status {
                Ok(status) if status.success() => Ok(()),
                Ok(status) => {
                    let said = std::fs::read(&log).unwrap_or_default();
                    Err(format!("{}\n({status})", String::from_utf8_lossy(&said).trim_end()))
                }
                Err(e) => Err(format!("cannot be started: {e}")),
            }
        })
    }

    /// Runs a check of our own; `repeat` is the command that shows the same again.
    pub(crate) fn check(&mut self, name: &str, repeat: &str, check: impl FnOnce() -> Result<()>) -> bool {
        print!("{name:<44}");
        // A step that hangs should be readable by its name; a closed output is no reason to fail.
        let _ = std::io::stdout().flush();
        let began = Instant::now();
        let came = check();
        let took = began.elapsed().as_secs_f32();
        match came {
            Ok(()) => {
                println!("ok      {took:>7.1} s");
                self.passed += 1;
                true
            }
            Err(words) => {
                println!("FAILED  {took:>7.1} s");
                println!("{words}\n\nrepeat with: {repeat}\n");
                self.failed.push(name.to_owned());
                false
            }
        }
    }

    /// Notes a step that makes no sense after an earlier one failed.
    pub(crate) fn not_run(&mut self, name: &str, because: &str) {
        println!("{name:<44}not run (after: {because})");
        self.not_run += 1;
    }

    /// Whether every step ran and passed, and there was one.
    fn all_good(&self) -> bool {
        self.failed.is_empty() && self.not_run == 0 && self.passed > 0
    }

    pub(crate) fn finish(self) -> ExitCode {
        let took = self.since.elapsed().as_secs();
        println!("\nlogs: {}   time: {} min {:02} s", self.logs.display(), took / 60, took % 60);
        for name in &self.failed {
            println!("failed: {name}");
        }
        let rest = if self.not_run > 0 { format!(", {} not run", self.not_run) } else { String::new() };
        println!("{} passed, {} failed{rest}", self.passed, self.failed.len());
        if self.all_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::program;

    fn steps(dir: &tempfile::TempDir) -> Steps {
        Steps::logging_to(dir.path().to_owned())
    }

    #[test]
    fn one_failure_fails_the_whole() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut all = steps(&dir);
        assert!(all.command("good", program("true", &[])));
        assert!(all.all_good());
        assert!(!all.command("bad", program("false", &[])));
        assert!(!all.command("not there", program("no-such-program", &[])));
        assert!(!all.all_good());
        assert_eq!((all.passed, all.failed.len()), (1, 2));
    }

    #[test]
    fn what_was_not_run_or_never_asked_is_no_success() {
        let dir = tempfile::tempdir().expect("a folder");
        assert!(!steps(&dir).all_good());
        let mut all = steps(&dir);
        all.command("good", program("true", &[]));
        all.not_run("next", "good");
        assert!(!all.all_good());
    }
}
