use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;

use vault::{Class, KeySeeker, KeysFile};

use super::*;
use crate::cancel::Cancel;
use crate::codes::Coded as _;
use crate::scan::found::Tally;
use crate::tests::made_up;

type Places<T> = Vec<(String, T)>;

/// What was found, as places and lines; and what was left, as places and reasons.
fn scanned(folder: &Path, key: &str, threads: usize) -> (Places<u64>, Places<&'static str>) {
    let keys = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(keys.path(), key).unwrap();
    let keys = KeysFile::open(keys.path()).unwrap();
    let seeker = KeySeeker::given(Some(keys), false, &[]).unwrap();
    let (tally, cancel) = (Tally::default(), Cancel::new());
    let mut examiners: Vec<_> =
        (0..threads).map(|_| Examiner::new(&seeker, &tally, &cancel, &tally.files)).collect();
    assert!(read(folder, "d", None, &mut examiners, &mut Met::default()).is_continue());
    drop(examiners);
    let (findings, left, truncated) = tally.take();
    assert!(!truncated && findings.iter().all(|one| one.mark.class == Class::Held));
    (
        findings.into_iter().map(|one| (one.place, one.line)).collect(),
        left.into_iter().map(|one| (one.place, one.why.code())).collect(),
    )
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tarred(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    builder.append_data(&mut header, name, bytes).unwrap();
    builder.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn everything_in_a_folder_is_read_once_and_nothing_outside() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let key = made_up("");
    let text = format!("A=1\nSECRET={key}\n");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let (loose, pack) =
        (format!(".git/objects/ab/{}", "c".repeat(38)), format!("pack-{}.pack", "d".repeat(40)));
    let pack = format!(".git/objects/pack/{pack}");
    for sub in [".git/objects/ab", ".git/objects/pack", ".git/hooks", "deep/er", "node_modules"] {
        std::fs::create_dir_all(folder.path().join(sub)).unwrap();
    }
    for name in [".env", "deep/er/x", "node_modules/y", ".git/config", ".git/hooks/z", &loose, &pack] {
        write(name, text.as_bytes());
    }
    // Not by git, whatever folder they were put into.
    for name in [".git/objects/leak.env", ".git/objects/ab/cd", ".git/objects/pack/pack-x.pack"] {
        write(name, text.as_bytes());
    }
    write(".gitignore", b"*\n");
    write("empty", b"");
    write("wide.txt", &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    write(&format!("{key}.txt"), text.as_bytes());
    std::fs::write(outside.path().join("other"), &text).unwrap();
    symlink(outside.path(), folder.path().join("out")).unwrap();
    symlink(outside.path().join("other"), folder.path().join("file-out")).unwrap();
    symlink(".env", folder.path().join("in")).unwrap();
    symlink("..", folder.path().join("deep/round")).unwrap();
    symlink("nowhere", folder.path().join("broken")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        folder.path().join("pipe"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    for threads in [1, 3] {
        let (found, left) = scanned(folder.path(), &key, threads);
        let places = [
            "d/.env",
            "d/.git/config",
            "d/.git/hooks/z",
            "d/.git/objects/ab/cd",
            "d/.git/objects/leak.env",
            "d/.git/objects/pack/pack-x.pack",
            "d/[key].txt",
            "d/deep/er/x",
            "d/node_modules/y",
            "d/wide.txt",
        ];
        assert_eq!(found, places.map(|place| (place.to_owned(), 2)));
        let reasons = [
            ("d/broken", "link_broken"),
            ("d/file-out", "link_out"),
            ("d/out", "link_out"),
            ("d/pipe", "special"),
        ];
        assert_eq!(left, reasons.map(|(place, why)| (place.to_owned(), why)));
    }
}

#[test]
fn archives_are_looked_into_to_a_depth() {
    let folder = tempfile::tempdir().unwrap();
    let key = made_up("");
    let text = format!("A=1\nSECRET={key}\n");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let inner = zipped(&[("b/.env", text.as_bytes()), ("empty", b"")]);
    write("a.zip", &inner);
    write("a.docx", &inner);
    let long = format!("{}/x", "long-name/".repeat(20));
    write("t.tar", &tarred(&long, text.as_bytes()));
    write("t.tgz", &gzipped(&tarred("x/.env", text.as_bytes())));
    write("l.log.gz", &gzipped(text.as_bytes()));
    write("two.zip", &zipped(&[("a.zip", &inner)]));
    let three = zipped(&[("two.zip", &zipped(&[("a.zip", &inner)]))]);
    write("three.zip", &three);
    write("four.zip", &zipped(&[("three.zip", &three)]));
    let mut cut = zipped(&[("c", text.repeat(500).as_bytes())]);
    cut.truncate(cut.len() / 2);
    write("cut.zip", &cut);
    write("odd.7z", b"7z\xbc\xaf\x27\x1c\0\0");
    let (found, left) = scanned(folder.path(), &key, 1);
    let places = [
        "d/a.docx!b/.env",
        "d/a.zip!b/.env",
        "d/l.log.gz!l.log",
        &format!("d/t.tar!{long}"),
        "d/t.tgz!x/.env",
        "d/three.zip!two.zip!a.zip!b/.env",
        "d/two.zip!a.zip!b/.env",
    ];
    assert_eq!(found, places.map(|place| (place.to_owned(), 2)));
    let reasons = [
        ("d/cut.zip", "damaged"),
        ("d/four.zip!three.zip!two.zip!a.zip", "archive_depth"),
        ("d/odd.7z", "packing"),
    ];
    assert_eq!(left, reasons.map(|(place, why)| (place.to_owned(), why)));
}

#[test]
fn long_names_of_members_are_cut_and_what_is_in_them_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let key = made_up("");
    let long = "\u{e4}".repeat(20_000);
    std::fs::write(folder.path().join("a.zip"), zipped(&[(&long, key.as_bytes())])).unwrap();
    std::fs::write(folder.path().join("b.tar"), tarred(&long, key.as_bytes())).unwrap();
    let (found, left) = scanned(folder.path(), &key, 1);
    let name = format!("{}…", "\u{e4}".repeat(2048));
    let places = [format!("d/a.zip!{name}"), format!("d/b.tar!{name}")];
    assert_eq!((found, left), (places.map(|place| (place, 1)).to_vec(), vec![]));
}

#[test]
fn a_bomb_is_given_up_and_the_rest_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let key = made_up("");
    let bomb = gzipped(&vec![0; 6 * 1024 * 1024]);
    std::fs::write(folder.path().join("bomb.gz"), &bomb).unwrap();
    std::fs::write(folder.path().join("bomb.zip"), zipped(&[("a.gz", &bomb), ("b", key.as_bytes())]))
        .unwrap();
    std::fs::write(folder.path().join("plain"), &key).unwrap();
    let (found, left) = scanned(folder.path(), &key, 1);
    assert_eq!(found, [("d/plain".to_owned(), 1)]);
    assert!(left.iter().all(|(_, why)| *why == "archive_bomb"), "{left:?}");
    let places: Vec<&str> = left.iter().map(|(place, _)| place.as_str()).collect();
    assert!(places.contains(&"d/bomb.gz!bomb") && places.contains(&"d/bomb.zip"), "{places:?}");
}

/// Bytes that nothing packs, the same each time.
fn noise(size: usize) -> Vec<u8> {
    let step = |state: &mut u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        Some((*state >> 56) as u8)
    };
    std::iter::successors(Some((0, 1_u64)), |(_, state)| {
        let mut state = *state;
        step(&mut state).map(|byte| (byte, state))
    })
    .map(|(byte, _)| byte)
    .take(size)
    .collect()
}

#[test]
fn members_and_what_is_held_in_memory_have_limits_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let key = made_up("");
    let names: Vec<String> = (0..600).map(|n| format!("m{n:03}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), key.as_bytes())).collect();
    std::fs::write(folder.path().join("many.zip"), zipped(&many)).unwrap();
    let large = zipped(&[("noise", &noise(1_200_000)), ("k", key.as_bytes())]);
    std::fs::write(folder.path().join("outer.zip"), zipped(&[("large.zip", &large), ("k", key.as_bytes())]))
        .unwrap();
    // The same in a file of its own is read where it lies.
    std::fs::write(folder.path().join("single.zip"), &large).unwrap();
    let (found, left) = scanned(folder.path(), &key, 1);
    let of = |archive: &str| found.iter().filter(|(place, _)| place.starts_with(archive)).count();
    assert_eq!((of("d/many.zip!"), of("d/outer.zip!k"), of("d/single.zip!k")), (500, 1, 1));
    assert_eq!(
        left,
        [("d/many.zip", "archive_members"), ("d/outer.zip!large.zip", "archive_large")]
            .map(|(place, why)| (place.to_owned(), why))
    );
}

#[test]
fn what_a_file_may_unpack_to_grows_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let key = made_up("");
    // More than any file may, and less than a hundred times its size.
    let mut content = noise(200_000);
    content.resize(6 * 1024 * 1024, b'\n');
    content.extend_from_slice(key.as_bytes());
    std::fs::write(folder.path().join("large.gz"), gzipped(&content)).unwrap();
    let (found, left) = scanned(folder.path(), &key, 1);
    assert!(found.len() == 1 && found[0].0 == "d/large.gz!large" && left.is_empty(), "{found:?} {left:?}");
}

/// Whatever is put in a name's place after it was listed.
#[test]
fn no_link_is_opened_by_its_name() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(outside.path().join("x"), "x").unwrap();
    symlink(outside.path().join("x"), folder.path().join("file")).unwrap();
    symlink(outside.path(), folder.path().join("folder")).unwrap();
    let dir = Dir::open(folder.path()).unwrap();
    assert!(dir.file(OsStr::new("file")).is_err() && dir.folder(OsStr::new("folder")).is_err());
}

#[test]
fn what_was_not_read_is_named_without_whom_a_link_was_made_for() {
    let seeker = KeySeeker::given(None, true, &[]).unwrap();
    let (tally, cancel) = (Tally::default(), Cancel::new());
    let mut examiner = Examiner::new(&seeker, &tally, &cancel, &tally.pages);
    let link = "https://shop.example/unsubscribe?email=anna.muster%40mail.example";
    examiner.skipped(&Place::whole(link), Skipped::PageDeed);
    drop(examiner);
    let (_, left, _) = tally.take();
    assert_eq!(left[0].place, "https://shop.example/unsubscribe?email=[text]");
}
