//! Every statement of this folder is prepared against the real schema: a misspelt column fails here, not at a user's.

use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, Row};

use super::{migrate, open};

/// The texts of `const NAME: &str = "…"` in this folder.
fn statements() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in sources() {
        let source = std::fs::read_to_string(&path).unwrap();
        for piece in source.split("\nconst ").skip(1) {
            let (name, rest) = piece.split_once(": &str = \"").unwrap_or_default();
            if name.is_empty() || name.contains(char::is_whitespace) {
                continue;
            }
            let sql = rest.split_once("\";").unwrap().0;
            let file = path.file_name().unwrap().to_string_lossy();
            found.push((format!("{file} {name}"), sql.to_owned()));
        }
    }
    found
}

fn sources() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.file_name().is_some_and(|n| n != "statements.rs" && n != "files.rs")).collect()
}

#[tokio::test]
async fn every_statement_prepares() {
    let dir = tempfile::tempdir().unwrap();
    let mut connection = open::test_connection(dir.path()).await;
    migrate::migrate(&mut connection, dir.path(), migrate::STEPS).await.unwrap();
    let all = statements();
    assert!(all.len() > 70, "only {} statements were found", all.len());
    for (name, sql) in all {
        // EXPLAIN compiles without running. A pragma and VACUUM have no tables to get wrong.
        if sql.starts_with("PRAGMA") || sql.starts_with("VACUUM") {
            continue;
        }
        let explained = sqlx::query(AssertSqlSafe(format!("EXPLAIN {sql}"))).fetch_all(&mut connection).await;
        assert!(explained.is_ok(), "{name} does not prepare: {sql}\n{:?}", explained.err());
    }
    let wrong = sqlx::query("EXPLAIN SELECT no_such_column FROM client").fetch_all(&mut connection).await;
    assert!(wrong.is_err(), "EXPLAIN finds what is wrong");
}

#[tokio::test]
async fn the_boards_and_logs_queries_use_their_indexes() {
    let dir = tempfile::tempdir().unwrap();
    let mut connection = open::test_connection(dir.path()).await;
    migrate::migrate(&mut connection, dir.path(), migrate::STEPS).await.unwrap();
    for name in ["board.rs ALL", "board.rs OF_CLIENTS", "sends.rs LATEST", "retention.rs ANY_OLD"] {
        let sql = statements().into_iter().find(|(n, _)| n == name).unwrap().1;
        let plan =
            sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(&mut connection).await;
        let steps: Vec<String> = plan.unwrap().iter().map(|row| row.get::<String, _>("detail")).collect();
        let scans = steps
            .iter()
            .filter(|s| s.starts_with("SCAN") && !s.contains("json_each") && !s.contains("CONSTANT"))
            .count();
        // The board reads every integration; nothing else is ever read whole.
        assert!(scans <= usize::from(name == "board.rs ALL"), "{name}: {steps:?}");
    }
}
