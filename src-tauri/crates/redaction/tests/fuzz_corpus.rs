//! The fuzz targets over their committed corpus, without the fuzzer: what was once found stays mended.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;

#[test]
fn the_corpus_holds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut inputs = 0;
    for (name, target) in targets::TARGETS {
        let folder = std::fs::read_dir(corpus.join(name)).expect("each target has a corpus");
        for entry in folder {
            let path = entry.expect("the folder can be read").path();
            let input = std::fs::read(&path).expect("the input can be read");
            if std::panic::catch_unwind(|| target(&input)).is_err() {
                panic!("{} fails", path.display());
            }
            inputs += 1;
        }
    }
    assert!(inputs >= targets::TARGETS.len(), "there is something to run");
}
