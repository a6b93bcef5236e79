//! What the compiler refuses: nothing that can hold a key can be printed, copied, serialised, opened or exposed.

#[test]
fn the_compiler_holds_the_walls() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/walls/no_*.rs");
}

/// The same bounds hold for what may leave: else the walls could stand for a reason of their own.
#[test]
fn what_may_leave_passes_the_same_gates() {
    fn leaves<T: std::fmt::Debug + Clone + serde::Serialize>() {}
    leaves::<vault::Binding>();
    leaves::<vault::Redacted>();
    fn travels<T: Send + Sync>() {}
    travels::<vault::Vault>();
    travels::<vault::Offer>();
    travels::<vault::KeyFile>();
    travels::<vault::BulkFile>();
    travels::<vault::KeysFile>();
    travels::<vault::KeySeeker>();
    travels::<vault::RackSeeker>();
    drop(vault::Intake::from_bytes(Vec::new()));
}

/// Each exposure says why: on its own line, or in a comment just above.
#[test]
fn every_exposure_says_why() {
    let mut exposures = 0;
    let mut folders = vec![std::path::PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            for (index, line) in lines.iter().enumerate() {
                if !line.contains(".expose()") || line.trim_start().starts_with("//") {
                    continue;
                }
                exposures += 1;
                let above = &lines[index.saturating_sub(6)..=index];
                assert!(
                    above.iter().any(|line| line.contains("// EXPOSE: ")),
                    "{}:{} exposes a key and does not say why",
                    path.display(),
                    index + 1
                );
            }
        }
    }
    assert!(exposures > 20, "the search itself must find something: {exposures}");
}
