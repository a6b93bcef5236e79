//! Links within a repository: each leads into another one, whose content must not come out.

use std::os::unix::fs::symlink;

use super::*;

/// Another's repository `shop` with a worktree, everything in it in a pack or everything loose; and `mine`, a repository
/// without a commit.
fn two(packed: bool) -> Work {
    let work = Work::new();
    work.commit("a", "another's");
    work.git(&["worktree", "add", "-q", "--detach", "../tree"]);
    if packed {
        work.git(&["repack", "-q", "-a", "-d"]);
        work.git(&["prune-packed"]);
    }
    work.git_in("", &["init", "-q", "-b", "main", "mine"]);
    work
}

/// Puts a link to the same of `shop` where `mine` has its own.
fn link(work: &Work, name: &str) {
    let (own, other) = (work.at("mine/.git").join(name), work.shop().join(".git").join(name));
    assert!(other.exists(), "{name} leads somewhere");
    match fs::symlink_metadata(&own) {
        Ok(about) if about.is_dir() => fs::remove_dir_all(&own).expect("gone"),
        Ok(_) => fs::remove_file(&own).expect("gone"),
        Err(_) => {}
    }
    symlink(other, own).expect("a link");
}

fn head(work: &Work) -> String {
    work.git(&["rev-parse", "HEAD"])
}

/// What is read of `mine`: nothing but what is said to lie elsewhere.
fn left(work: &Work) -> Vec<String> {
    let kept = Kept::of(&work.at("mine"));
    assert_eq!(kept.pieces, [], "nothing comes out");
    let mut elsewhere = Vec::new();
    for (place, why) in kept.skipped {
        if why == Skipped::HistoryElsewhere {
            elsewhere.push(place.path);
        }
    }
    elsewhere
}

#[test]
fn linked_packs_are_not_read() {
    let work = two(true);
    fs::write(work.at("mine/.git/refs/heads/main"), head(&work)).expect("a reference");
    link(&work, "objects/pack");
    assert_eq!(left(&work), [".git/objects/pack"]);

    // The packs themselves, one by one.
    fs::remove_file(work.at("mine/.git/objects/pack")).expect("gone");
    fs::create_dir(work.at("mine/.git/objects/pack")).expect("a folder");
    for entry in fs::read_dir(work.shop().join(".git/objects/pack")).expect("packs") {
        let name = entry.expect("a pack").file_name().into_string().expect("plain");
        link(&work, &format!("objects/pack/{name}"));
    }
    let left = left(&work);
    assert!(left.len() == 1 && left[0].ends_with(".idx"), "{left:?}");
}

#[test]
fn linked_loose_objects_are_not_read() {
    let work = two(false);
    let head = head(&work);
    fs::write(work.at("mine/.git/refs/heads/main"), &head).expect("a reference");
    for entry in fs::read_dir(work.shop().join(".git/objects")).expect("objects") {
        let name = entry.expect("an entry").file_name().into_string().expect("plain");
        if name.len() == 2 {
            link(&work, &format!("objects/{name}"));
        }
    }
    assert_eq!(left(&work), ["commit"]);

    let folder = work.at("mine/.git/objects").join(&head[..2]);
    fs::remove_file(&folder).expect("gone");
    fs::create_dir(folder).expect("a folder");
    link(&work, &format!("objects/{}/{}", &head[..2], &head[2..]));
    assert_eq!(left(&work), ["commit"]);
}

#[test]
fn what_linked_references_and_logs_name_is_not_read() {
    for name in ["logs", "worktrees", "packed-refs", "refs/heads", "FETCH_HEAD", "refs/heads/main"] {
        let work = two(false);
        work.git(&["update-ref", "refs/heads/other", "HEAD"]);
        work.git(&["fetch", "-q", ".", "other"]);
        if name == "packed-refs" {
            work.git(&["pack-refs", "--all"]);
        }
        // The objects are here: only the way to them leads elsewhere.
        let objects = work.at("mine/.git/objects");
        fs::remove_dir_all(&objects).expect("gone");
        let copied =
            Command::new("cp").arg("-r").arg(work.shop().join(".git/objects")).arg(&objects).status();
        assert!(copied.expect("cp").success());
        link(&work, name);
        assert_eq!(left(&work), [format!(".git/{name}")]);
        // They would be found if the link were not one.
        let (own, other) = (work.at("mine/.git").join(name), work.shop().join(".git").join(name));
        fs::remove_file(&own).expect("gone");
        let copied = Command::new("cp").arg("-r").arg(other).arg(own).status();
        assert!(copied.expect("cp").success());
        Kept::of(&work.at("mine")).place_of("another's");
    }
}

#[test]
fn a_repository_made_of_links_is_anothers() {
    for name in ["HEAD", "objects", "refs"] {
        let work = two(false);
        link(&work, name);
        assert_eq!(Repository::at(&work.at("mine")), Err(NoHistory::Foreign), "{name}");
    }
    // A folder of submodules that is a link would make every repository in it one's own.
    let work = two(false);
    symlink(work.root.path(), work.at("mine/.git/modules")).expect("a link");
    fs::create_dir(work.at("mine/theme")).expect("a folder");
    fs::write(work.at("mine/theme/.git"), "gitdir: ../.git/modules/shop/.git\n").expect("a file");
    assert_eq!(Repository::at(&work.at("mine/theme")), Err(NoHistory::Foreign));
}
