//! What is said when the program itself is at fault.

use std::io::Write as _;

/// From here on a panic names its place in the source and nothing else: its text may quote what was being read.
pub(crate) fn say_where_alone() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // Standard error may be closed; there is nobody else to tell.
        drop(writeln!(std::io::stderr(), "keyrack: internal error at {place}"));
    }));
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    /// Set in the process that is to panic.
    const PANICS: &str = "KEYRACK_TEST_PANICS";

    #[test]
    fn a_panic_never_says_what_was_being_read() {
        let text = "text that \u{fc}berall".repeat(3);
        if std::env::var_os(PANICS).is_some() {
            super::say_where_alone();
            // Within a character.
            let _ = std::hint::black_box(&text[..std::hint::black_box(11)]);
        }
        let program = std::env::current_exe().expect("this program");
        let own = ["--exact", "panics::tests::a_panic_never_says_what_was_being_read", "--nocapture"];
        let ran = Command::new(program).args(own).env(PANICS, "1").output().expect("a run");
        let said =
            [ran.stdout, ran.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert!(!ran.status.success() && said.contains("keyrack: internal error at "), "{said}");
        assert!(said.contains("panics.rs:") && !said.contains("text that"), "{said}");
    }
}
