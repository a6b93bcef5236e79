//! What a baseline file calls the places of a scan: the same for every way in which a path can be typed, and the same on
//! another machine, where the folders above lie elsewhere.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use vault::KeySeeker;

/// Names places from the folder of a baseline file on, with `..` for a file beside it. What shares no folder with it keeps
/// its whole path; what follows a file's path in an archive, and addresses, stay as they are.
pub struct BaselineNames {
    /// Where the file lies; `None` where that is not there.
    folder: Option<PathBuf>,
    /// What was named for the scan: how findings show it, without a slash at its end, and where it is.
    roots: Vec<(String, PathBuf)>,
    seeker: Arc<KeySeeker>,
}

impl BaselineNames {
    /// For the baseline `file` and the paths of a job, each with its name there. The seeker masks keys in paths.
    #[must_use]
    pub fn new(file: &Path, paths: &[(PathBuf, String)], seeker: Arc<KeySeeker>) -> Self {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = std::fs::canonicalize(folder.unwrap_or(Path::new("."))).ok();
        let mut roots = Vec::new();
        for (path, shown) in paths {
            let Ok(real) = std::fs::canonicalize(path) else { continue };
            let shown = shown.trim_end_matches('/');
            // A history is named from the folder of a file on.
            if let (true, Some(above)) = (real.is_file(), real.parent()) {
                let shown = shown.rsplit_once('/').map_or(".", |(above, _)| above);
                roots.push((seeker.mask_place(shown), above.to_owned()));
            }
            roots.push((seeker.mask_place(shown), real));
        }
        roots.sort_by_key(|(shown, _)| std::cmp::Reverse(shown.len()));
        Self { folder, roots, seeker }
    }

    /// The name of a place that a finding has.
    pub(super) fn of(&self, place: &str) -> String {
        if is_address(place) {
            return place.to_owned();
        }
        let root = self.roots.iter().find_map(|(shown, real)| {
            let rest = place.strip_prefix(shown.as_str())?;
            (rest.is_empty() || rest.starts_with(['/', '!'])).then_some((real, rest))
        });
        match root {
            Some((real, rest)) => self.name(real, rest),
            None if place.starts_with('/') => self.name(Path::new("/"), place),
            None => match std::env::current_dir().and_then(std::fs::canonicalize) {
                Ok(here) => self.name(&here, place),
                Err(_) => place.to_owned(),
            },
        }
    }

    /// The name of what another file calls `path`.
    pub(super) fn moved(&self, path: &str, from: &Self) -> String {
        match &from.folder {
            Some(folder) if !is_address(path) && !path.starts_with('/') => self.name(folder, path),
            _ => path.to_owned(),
        }
    }

    fn name(&self, start: &Path, rest: &str) -> String {
        // Within an archive names are no paths of this machine.
        let (path, inner) = rest.split_at(rest.find('!').unwrap_or(rest.len()));
        let mut real = start.to_owned();
        for step in path.split('/') {
            match step {
                "" | "." => {}
                ".." => _ = real.pop(),
                step => real.push(step),
            }
        }
        let mut name = self.folder.as_ref().map_or_else(|| joined(real.components()), |f| from(f, &real));
        if path.ends_with('/') && !inner.is_empty() {
            name.push('/');
        }
        self.seeker.mask_place(&(name + inner))
    }
}

fn is_address(place: &str) -> bool {
    place.starts_with("http://") || place.starts_with("https://")
}

/// The way from `folder` to `real`, both without links in them.
fn from(folder: &Path, real: &Path) -> String {
    let same = folder.components().zip(real.components()).take_while(|(one, other)| one == other);
    let (same, shared) =
        same.fold((0, false), |(n, shared), (one, _)| (n + 1, shared || matches!(one, Component::Normal(_))));
    let up = folder.components().count() - same;
    if up > 0 && !shared {
        return joined(real.components());
    }
    "../".repeat(up) + &joined(real.components().skip(same))
}

fn joined<'a>(components: impl Iterator<Item = Component<'a>>) -> String {
    let mut path = String::new();
    for component in components {
        match component {
            Component::RootDir => path.push('/'),
            other => {
                if !path.is_empty() && !path.ends_with('/') {
                    path.push('/');
                }
                path += &other.as_os_str().to_string_lossy();
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(file: &Path, paths: &[(&Path, &str)]) -> BaselineNames {
        let seeker = KeySeeker::given(None, true, &[]).expect("randomness");
        let paths: Vec<_> =
            paths.iter().map(|(path, shown)| (path.to_path_buf(), (*shown).to_owned())).collect();
        BaselineNames::new(file, &paths, Arc::new(seeker))
    }

    #[test]
    fn a_file_has_one_name_however_it_was_named() {
        let home = tempfile::tempdir().expect("a folder");
        let shop = home.path().join("shop");
        std::fs::create_dir_all(shop.join("sub")).expect("folders");
        std::fs::create_dir(home.path().join("ci")).expect("a folder");
        let env = shop.join("sub/.env");
        std::fs::write(&env, "A=1").expect("a file");
        let whole = shop.to_str().expect("a path");
        for (path, shown, place) in [
            (&shop, ".", "./sub/.env"),
            (&shop, "shop", "shop/sub/.env"),
            (&shop, "./shop/", "./shop/sub/.env"),
            (&shop, "../x/shop", "../x/shop/sub/.env"),
            (&shop, whole, &format!("{whole}/sub/.env")),
            (&env, ".env", ".env"),
            // A history, named from below its repository's folder.
            (&shop.join("sub"), "sub", "sub/../sub/.env"),
            (&env, "shop/sub/.env", "shop/sub/../sub/.env"),
        ] {
            let name = |file: &str| names(&home.path().join(file), &[(path, shown)]).of(place);
            assert_eq!(name("b.json"), "shop/sub/.env", "{shown}");
            assert_eq!(name("shop/b.json"), "sub/.env", "{shown}");
            assert_eq!(name("ci/b.json"), "../shop/sub/.env", "{shown}");
        }
        let here = names(&home.path().join("b.json"), &[(&shop, "s")]);
        assert_eq!(here.of("s/a.zip!../x/./y.tar!z"), "shop/a.zip!../x/./y.tar!z");
        assert_eq!(here.of("https://shop.example/s/../x"), "https://shop.example/s/../x");
        assert_eq!(from(Path::new("/home/a"), Path::new("/srv/b")), "/srv/b", "they share no folder");
        let ci = names(&home.path().join("ci/b.json"), &[]);
        assert_eq!(ci.moved("shop/sub/.env", &here), "../shop/sub/.env");
    }

    #[test]
    fn a_key_in_a_path_is_masked() {
        let home = tempfile::tempdir().expect("a folder");
        let key = format!("sk_{}_{}", "live", &crate::tests::made_up("")[..24]);
        std::fs::create_dir(home.path().join(&key)).expect("a folder");
        let folder = home.path().join(&key);
        let name = names(&home.path().join("b.json"), &[(&folder, ".")]).of("./.env");
        assert_eq!(name, "[secret]/.env");
    }
}
