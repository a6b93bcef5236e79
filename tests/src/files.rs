//! Searching everything below a directory: SQLite, its WAL, logs, whatever else lies there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::needle::{Hit, Search};

/// What a search went through.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    pub hits: Vec<(PathBuf, Hit)>,
    pub files: Vec<PathBuf>,
    pub bytes: u64,
}

/// Reads every file below `directory` whole. Names are searched as well as contents.
pub fn search(directory: &Path, needles: &Search) -> io::Result<Searched> {
    let mut searched = Searched::default();
    walk(directory, needles, &mut searched)?;
    Ok(searched)
}

fn walk(directory: &Path, needles: &Search, searched: &mut Searched) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.as_os_str().as_encoded_bytes();
        searched.hits.extend(needles.find(name).into_iter().map(|hit| (path.clone(), hit)));
        let Ok(facts) = fs::symlink_metadata(&path) else { continue };
        if facts.is_dir() {
            walk(&path, needles, searched)?;
        } else if facts.is_file() {
            // Files of SQLite come and go while the app runs.
            let contents = match fs::read(&path) {
                Err(gone) if gone.kind() == io::ErrorKind::NotFound => continue,
                read => read?,
            };
            searched.bytes += contents.len() as u64;
            searched.hits.extend(needles.find(&contents).into_iter().map(|hit| (path.clone(), hit)));
            searched.files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::needle::Needle;

    #[test]
    fn a_key_in_a_file_below_is_found_and_a_clean_directory_is_clean() {
        let needle = Needle::letters("key", "sk_");
        let needles = Search::of([&needle]);
        let directory = tempfile::tempdir().expect("a directory");
        fs::create_dir(directory.path().join("deep")).expect("a directory");
        fs::write(directory.path().join("deep/log.txt"), "nothing").expect("a file");
        let clean = search(directory.path(), &needles).expect("readable");
        assert!(clean.hits.is_empty() && clean.files.len() == 1 && clean.bytes == 7, "{clean:?}");

        fs::write(directory.path().join("deep/keyrack.db-wal"), format!("\0\0{}\0", needle.key()))
            .expect("a file");
        let dirty = search(directory.path(), &needles).expect("readable");
        assert_eq!(dirty.hits.len(), 1);
        assert!(dirty.hits[0].0.ends_with("deep/keyrack.db-wal"), "{dirty:?}");
    }
}
