//! A `.env` or JSON file that was opened for one key: names outside, values inside.

use std::path::Path;

use serde_json::Value;
use zeroize::{Zeroize, Zeroizing};

use super::{Intake, dotenv, source};
use crate::IntakeRefusal;
use crate::secret::Secret;

/// A name longer than this is none, and could be a key by itself.
const LONGEST_NAME: usize = 128;
/// More variables than this are no settings file.
const MOST_NAMES: usize = 10_000;

/// A `.env` or JSON file that was opened: names outside, values inside, wiped when dropped.
pub struct KeyFile {
    values: Vec<(String, Secret)>,
}

impl KeyFile {
    pub(crate) fn open(path: &Path) -> Result<Self, IntakeRefusal> {
        Self::read(source::read_file(path, source::LARGEST_FILE)?)
    }

    fn read(bytes: Zeroizing<Vec<u8>>) -> Result<Self, IntakeRefusal> {
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Err(IntakeRefusal::NotText);
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| IntakeRefusal::NotText)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut values = Vec::new();
        if text.trim_start().starts_with(['{', '[']) {
            let mut json: Value = serde_json::from_str(text).map_err(|_| IntakeRefusal::FileFormat)?;
            flatten(&json, String::new(), &mut values);
            wipe(&mut json);
        } else {
            values.extend(dotenv::parse(text).into_iter().map(|variable| (variable.name, variable.value)));
        }
        // The names go out to be chosen from. A bare key with `=` at its end reads like a name, and must not.
        values.retain(|(name, value)| {
            !value.is_empty() && name.len() <= LONGEST_NAME && redaction::inspect(name).is_none()
        });
        // Where a name comes twice, the last one counts, as it does for those who load such files.
        let mut seen = std::collections::HashSet::new();
        let mut kept: Vec<_> =
            values.into_iter().rev().filter(|(name, _)| seen.insert(name.clone())).collect();
        kept.reverse();
        if kept.is_empty() || kept.len() > MOST_NAMES {
            return Err(IntakeRefusal::FileFormat);
        }
        Ok(Self { values: kept })
    }

    /// The names in it; those within JSON objects read like `a.b.c`.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.values.iter().map(|(name, _)| name.clone()).collect()
    }

    /// A copy of the value under `name`, on its way in.
    pub fn take(&self, name: &str) -> Result<Intake, IntakeRefusal> {
        let (_, value) =
            self.values.iter().find(|(known, _)| known == name).ok_or(IntakeRefusal::NameMissing)?;
        // EXPOSE: copied into the wiped intake.
        Ok(Intake { value: Secret::copy_of(value.expose()), from_clipboard: false })
    }
}

fn flatten(value: &Value, name: String, into: &mut Vec<(String, Secret)>) {
    let join = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| flatten(value, join(key), into)),
        Value::Array(values) => {
            values
                .iter()
                .enumerate()
                .for_each(|(index, value)| flatten(value, join(&index.to_string()), into));
        }
        Value::String(text) => into.push((name, Secret::copy_of(text.as_bytes()))),
        Value::Number(number) => into.push((name, Secret::new(number.to_string().into_bytes()))),
        Value::Null | Value::Bool(_) => {}
    }
}

pub(super) fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(map) => map.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<KeyFile, IntakeRefusal> {
        KeyFile::read(Zeroizing::new(text.as_bytes().to_vec()))
    }

    fn value(file: &KeyFile, name: &str) -> String {
        // EXPOSE: a test compares made-up text.
        String::from_utf8(file.take(name).ok().unwrap().value.expose().to_vec()).unwrap()
    }

    #[test]
    fn json_names_are_nested() {
        let file = read(r#"{"shop":{"keys":[{"id":"a"},{"id":"b"}]},"port":8080,"on":true,"x":null,"e":""}"#)
            .ok()
            .unwrap();
        let mut names = file.names();
        names.sort();
        assert_eq!(names, ["port", "shop.keys.0.id", "shop.keys.1.id"]);
        assert_eq!(value(&file, "shop.keys.1.id"), "b");
        assert_eq!(file.take("shop").err(), Some(IntakeRefusal::NameMissing));
    }

    #[test]
    fn the_last_of_two_equal_names_counts() {
        let file = read("A=1\nB=2\nA=3").ok().unwrap();
        assert_eq!(file.names(), ["B", "A"]);
        assert_eq!(value(&file, "A"), "3");
    }

    #[test]
    fn what_is_no_settings_file_is_refused() {
        for text in ["", "\n\n", "just words", "{\"a\":", "[]", "{\"a\":{}}"] {
            assert_eq!(read(text).err(), Some(IntakeRefusal::FileFormat), "{text:?}");
        }
        assert_eq!(KeyFile::read(Zeroizing::new(b"A=\xe4".to_vec())).err(), Some(IntakeRefusal::NotText));
        assert_eq!(
            KeyFile::read(Zeroizing::new(b"\xff\xfeA\0".to_vec())).err(),
            Some(IntakeRefusal::NotText)
        );
    }

    #[test]
    fn a_name_that_is_a_key_does_not_get_out() {
        let key = format!("sk_{}_{}", "live", "4eC39HqLyjWDarjtT1zdp7dcQm8Zr2Xv");
        let file = read(&format!("GOOD=abc\n{key}=x\n")).ok().unwrap();
        assert_eq!(file.names(), ["GOOD"]);
        assert_eq!(read(&format!("{{\"{key}\":\"x\"}}")).err(), Some(IntakeRefusal::FileFormat));
    }

    #[test]
    fn only_regular_files_of_a_sensible_size_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let refusal = |path: &Path| KeyFile::open(path).err();
        assert_eq!(refusal(folder.path()), Some(IntakeRefusal::FileUnreadable));
        assert_eq!(refusal(&folder.path().join("none")), Some(IntakeRefusal::FileUnreadable));
        let large = folder.path().join("large");
        std::fs::File::create(&large).unwrap().set_len(source::LARGEST_FILE + 1).unwrap();
        assert_eq!(refusal(&large), Some(IntakeRefusal::FileTooLarge));
        #[cfg(unix)]
        {
            assert_eq!(refusal(Path::new("/dev/zero")), Some(IntakeRefusal::FileUnreadable));
            let pipe = folder.path().join("pipe");
            assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            assert_eq!(refusal(&pipe), Some(IntakeRefusal::FileUnreadable));
        }
        let good = folder.path().join(".env");
        std::fs::write(&good, "KEY=value").unwrap();
        assert_eq!(value(&KeyFile::open(&good).ok().unwrap(), "KEY"), "value");
    }
}
