//! Under which path and which commit a file is named.

use std::collections::BTreeSet;
use std::io::Write;
use std::os::unix::fs::symlink;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::*;
use crate::scan::git::place::straight;

impl Work {
    /// A tree of these lines, as `git mktree` takes them.
    fn tree_of(&self, lines: &str) -> String {
        self.write("../lines", lines);
        let git = Command::new("git")
            .args(["mktree"])
            .current_dir(self.shop())
            .stdin(fs::File::open(self.at("lines")).expect("lines"))
            .output()
            .expect("git starts");
        assert!(git.status.success(), "{}", String::from_utf8_lossy(&git.stderr));
        String::from_utf8_lossy(&git.stdout).trim().to_owned()
    }

    /// A commit of one file `a` that holds `text`. No reference leads to it.
    fn commit_at(&self, parents: &[&str], text: &str, seconds: u32) -> String {
        let blob = self.blob(text);
        let tree = self.tree_of(&format!("100644 blob {blob}\ta\n"));
        let mut raw = format!("tree {tree}\n");
        for parent in parents {
            raw.push_str(&format!("parent {parent}\n"));
        }
        let person = format!("A <a@shop.example> {seconds} +0000");
        raw.push_str(&format!("author {person}\ncommitter {person}\n\nm\n"));
        self.write("../raw", &raw);
        self.git(&["hash-object", "-t", "commit", "-w", "../raw"])
    }

    fn blob(&self, text: &str) -> String {
        self.write("../blob", text);
        self.git(&["hash-object", "-w", "../blob"])
    }
}

fn paths<'a>(kept: &'a Kept, text: &str) -> BTreeSet<&'a str> {
    kept.places_of(text).into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_content_at_several_paths_is_named_at_each_of_them_once() {
    let work = Work::new();
    work.write("fixtures/a.env", "same");
    work.write("deep/er/fixtures/a.env", "same");
    let first = work.commit("z.env", "same");
    work.git(&["rm", "-q", "-r", "."]);
    work.git(&["commit", "-q", "-m", "gone"]);
    work.commit("z.env", "same");
    let moved = work.commit("moved/fixtures/a.env", "same");
    let kept = Kept::of(&work.shop());
    let mut places = kept.places_of("same");
    places.sort_unstable();
    let first = first.as_str();
    let all = [
        ("deep/er/fixtures/a.env", first),
        ("fixtures/a.env", first),
        ("moved/fixtures/a.env", moved.as_str()),
        ("z.env", first),
    ];
    assert_eq!(places, all);
    assert_eq!(kept.skipped, []);
}

#[test]
fn a_file_that_a_tag_names_is_also_named_where_it_lies() {
    let work = Work::new();
    work.commit("a", "text");
    work.git(&["tag", "v1", "HEAD:a"]);
    assert_eq!(paths(&Kept::of(&work.shop()), "text"), BTreeSet::from(["a", "tagged file"]));
}

#[test]
fn folders_that_hold_each_other_a_thousandfold_come_to_an_end_that_is_said() {
    let work = Work::new();
    let mut lines = format!("100644 blob {}\tfile\n", work.blob("text"));
    for _ in 0..8 {
        let tree = work.tree_of(&lines);
        lines = (0..9).map(|n| format!("040000 tree {tree}\tfolder{n}\n")).collect();
    }
    let tree = work.tree_of(&lines);
    let commit = work.git(&["commit-tree", &tree, "-m", "wide"]);
    work.git(&["update-ref", "HEAD", &commit]);
    let last = work.commit("last", "of another content");
    let kept = Kept::of(&work.shop());
    assert!((10..2000).contains(&kept.places_of("text").len()), "{}", kept.places_of("text").len());
    let skipped: Vec<_> = kept.skipped.iter().map(|(place, why)| (place.path.as_str(), *why)).collect();
    assert_eq!(skipped, [(".", Skipped::ObjectLarge)], "once");
    assert_eq!(kept.place_of("of another content"), ("last", last.as_str()), "what is new is still read");
}

#[test]
fn a_large_file_at_many_paths_is_not_read_without_end() {
    let work = Work::new();
    let large = "0123456789abcde\n".repeat(1000);
    for n in 0..30 {
        work.write(&format!("file{n}"), &large);
    }
    work.commit("small", "text");
    let kept = Kept::of(&work.shop());
    assert!((5..15).contains(&kept.places_of(&large).len()), "{}", kept.places_of(&large).len());
    assert_eq!(kept.skipped.iter().map(|(_, why)| *why).collect::<Vec<_>>(), [Skipped::ObjectLarge]);
    kept.place_of("text");
}

#[test]
fn a_parent_comes_before_its_children_whatever_the_clocks_say() {
    let work = Work::new();
    // The parent on the longer way from the reference is met late, the one on the shorter way early; the clocks tell neither.
    let oldest = work.commit_at(&[], "first", 2000);
    let left = work.commit_at(&[&oldest], "first", 2000);
    let right = work.commit_at(&[&left], "first", 1000);
    let merge = work.commit_at(&[&oldest, &right], "second", 500);
    let last = work.commit_at(&[&merge, &right], "second", 400);
    work.git(&["update-ref", "HEAD", &last]);
    let kept = Kept::of(&work.shop());
    assert_eq!(kept.place_of("first"), ("a", oldest.as_str()));
    assert_eq!(kept.place_of("second"), ("a", merge.as_str()));
}

#[test]
fn the_first_of_two_commits_of_one_second_is_named() {
    let work = Work::new();
    let oldest = work.commit_at(&[], "first", 1000);
    let other = work.commit_at(&[&oldest], "between", 1000);
    let last = work.commit_at(&[&other], "first", 1000);
    // The walk begins at every reference: the oldest commit is met before those that come from it.
    for (name, id) in [("refs/heads/a", &oldest), ("refs/heads/b", &other), ("refs/heads/c", &last)] {
        work.git(&["update-ref", name, id]);
    }
    let kept = Kept::of(&work.shop());
    assert_eq!(kept.place_of("first"), ("a", oldest.as_str()));
    assert_eq!(kept.place_of("between"), ("a", other.as_str()));
}

#[test]
fn unrelated_commits_are_told_apart_by_time() {
    let work = Work::new();
    let ids = [3000, 1000, 2000].map(|seconds| work.commit_at(&[], "same", seconds));
    for id in &ids {
        work.git(&["update-ref", &format!("refs/heads/{id}"), id]);
    }
    assert_eq!(Kept::of(&work.shop()).place_of("same"), ("a", ids[1].as_str()));
}

#[test]
fn commits_that_were_made_to_be_each_others_parents_are_read() {
    let work = Work::new();
    let first = work.commit_at(&[], "first", 1000);
    let second = work.commit_at(&[&first], "second", 2000);
    work.git(&["update-ref", "HEAD", &second]);
    let tree = work.git(&["rev-parse", &format!("{first}^{{tree}}")]);
    let raw = format!("tree {tree}\nparent {second}\ncommitter A <a@shop.example> 1000 +0000\n\nm\n");
    let path = work.shop().join(".git/objects").join(&first[..2]).join(&first[2..]);
    fs::remove_file(&path).expect("gone");
    let mut object = ZlibEncoder::new(fs::File::create(path).expect("a file"), Compression::default());
    write!(object, "commit {}\0{raw}", raw.len()).expect("written");
    object.finish().expect("written");
    let kept = Kept::of(&work.shop());
    assert_eq!(kept.place_of("first"), ("a", first.as_str()));
    assert_eq!(kept.place_of("second"), ("a", second.as_str()));
}

#[test]
fn paths_above_the_folder_that_was_named_are_plain() {
    let work = Work::new();
    work.commit("b/c", "text");
    let repository = Repository::at(&work.shop()).expect("a repository");
    let shown = |base: &str| {
        let mut kept = Kept::default();
        assert!(read(&repository, base, &mut kept, &Cancel::new(), &mut |_| {}).is_continue());
        kept.place_of("text").0.to_owned()
    };
    let root = fs::canonicalize(work.root.path()).expect("there");
    let root = root.to_str().expect("plain");
    fs::create_dir_all(work.at("shop/inc/deep")).expect("a folder");
    assert_eq!(shown(&format!("{root}/shop/inc/deep/../..")), format!("{root}/shop/b/c"));
    assert_eq!(shown("no-such/inc/../.."), "b/c");
    assert_eq!(shown("no-such/inc/../../../.."), "../../b/c");
    // A link's `..` is not where the link lies.
    symlink(work.at("shop/inc/deep"), work.at("link")).expect("a link");
    let through = format!("{root}/link/../..");
    assert_eq!(shown(&through), format!("{through}/b/c"));
}

#[test]
fn straight_paths_lead_where_they_led() {
    let cases = [
        ("", ""),
        (".", "."),
        ("a/b/", "a/b/"),
        ("./../..", "../.."),
        ("../x-1/..", ".."),
        ("x-1/y/..", "x-1"),
        ("./x-1/..", ""),
        ("/x-1/../..", "/"),
        ("x-1//y/./../z", "x-1/z"),
    ];
    for (base, plain) in cases {
        assert_eq!(straight(base), plain, "{base}");
    }
}
