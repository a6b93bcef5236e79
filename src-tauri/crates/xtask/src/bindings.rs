//! The page's types, written by the engine's export tests, one file a type.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::Result;
use crate::process::{fresh_dir, locked_cargo, root, run};

/// Where the page looks for them.
fn kept() -> PathBuf {
    root().join("ui/src/ipc/bindings")
}

/// Writing into a folder of its own shows what is stale as well as what is missing.
pub(crate) fn export_into(command: &mut Command, dir: &Path) {
    command.env("TS_RS_EXPORT_DIR", dir).env("TS_RS_LARGE_INT", "number");
}

/// `cargo xtask bindings`: what the types say now, and nothing else.
pub(crate) fn write() -> Result<ExitCode> {
    let dir = fresh_dir("bindings")?;
    let mut export = locked_cargo(&["test", "--quiet", "-p", "engine", "--lib", "export_bindings"]);
    export_into(&mut export, &dir);
    run(export)?;
    let (new, old) = (read(&dir)?, read(&kept())?);
    if new.is_empty() {
        return Err("the engine exported no type at all: is `#[ts(export)]` still on its views?".into());
    }
    let (mut written, mut removed) = (0, 0);
    for (name, text) in &new {
        if old.get(name) != Some(text) {
            let path = kept().join(name);
            let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
            made.and_then(|()| std::fs::write(&path, text))
                .map_err(|e| format!("cannot write {}: {e}", path.display()))?;
            written += 1;
        }
    }
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        let path = kept().join(name);
        std::fs::remove_file(&path).map_err(|e| format!("cannot remove {}: {e}", path.display()))?;
        removed += 1;
    }
    println!(
        "{} types: {written} written, {removed} removed, {} as they were",
        new.len(),
        new.len() - written
    );
    Ok(ExitCode::SUCCESS)
}

/// Compares what was exported into `fresh` with what the page uses.
pub(crate) fn compare(fresh: &Path) -> Result<()> {
    let differences = differences(&read(fresh)?, &read(&kept())?);
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
}

fn differences(new: &BTreeMap<String, String>, old: &BTreeMap<String, String>) -> Vec<String> {
    if new.is_empty() {
        return vec!["the engine exported no type at all".into()];
    }
    let mut all = Vec::new();
    for (name, text) in new {
        match old.get(name) {
            None => all.push(format!("missing:   ui/src/ipc/bindings/{name}")),
            Some(there) if there != text => all.push(format!("different: ui/src/ipc/bindings/{name}")),
            Some(_) => {}
        }
    }
    all.extend(
        old.keys().filter(|n| !new.contains_key(*n)).map(|n| format!("no type:   ui/src/ipc/bindings/{n}")),
    );
    all
}

/// Every generated file below `dir`, by its path in it.
fn read(dir: &Path) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        let say = |e: std::io::Error| format!("cannot read {}: {e}", folder.display());
        if !folder.exists() {
            continue;
        }
        for entry in std::fs::read_dir(&folder).map_err(say)? {
            let path = entry.map_err(say)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(dir) {
                files.insert(
                    name.to_string_lossy().into_owned(),
                    std::fs::read_to_string(&path).map_err(say)?,
                );
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn every_kind_of_staleness_is_named() {
        let new = files(&[("A.ts", "1"), ("B.ts", "1"), ("C.ts", "1")]);
        let old = files(&[("A.ts", "1"), ("B.ts", "2"), ("D.ts", "1")]);
        let found = differences(&new, &old);
        assert_eq!(found.len(), 3);
        assert!(
            found[0].starts_with("different")
                && found[1].starts_with("missing")
                && found[2].starts_with("no type")
        );
        assert!(differences(&new, &new).is_empty());
    }

    #[test]
    fn an_empty_export_is_no_agreement() {
        assert!(!differences(&BTreeMap::new(), &BTreeMap::new()).is_empty());
    }
}
