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
    let watching = [
        "watch.rs DUE",
        "watch.rs MISSED",
        "watch.rs NEXT",
        "watch.rs OLDEST_UNTOLD",
        "watch.rs SINCE",
        "watch.rs CHANGES",
        "history.rs DAYS",
        "history.rs STEPS",
        "history.rs ANSWERS",
    ];
    let others = ["board.rs ALL", "board.rs OF_CLIENTS", "sends.rs LATEST", "retention.rs ANY_OLD"];
    for name in others.into_iter().chain(watching) {
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

#[tokio::test]
async fn months_of_a_year_are_sought_and_a_chart_is_read_from_its_index() {
    let dir = tempfile::tempdir().unwrap();
    let mut connection = open::test_connection(dir.path()).await;
    migrate::migrate(&mut connection, dir.path(), migrate::STEPS).await.unwrap();
    for (name, wanted) in [
        ("history.rs SLOWEST", "SEARCH d USING PRIMARY KEY (integration=? AND day>?)"),
        ("history.rs UPTIME", "SEARCH d USING PRIMARY KEY (integration=? AND day>?)"),
        ("history.rs UPTIMES", "SEARCH d USING PRIMARY KEY (integration=? AND day>?)"),
        (
            "history.rs ANSWERS",
            "SEARCH attempt USING COVERING INDEX attempt_integration (integration=? AND at>?)",
        ),
        ("watch.rs DUE", "SEARCH s USING INDEX watch_standing_next (next_at<?)"),
        ("watch.rs NEXT", "SEARCH s USING COVERING INDEX watch_standing_next (next_at>?)"),
    ] {
        let sql = statements().into_iter().find(|(n, _)| n == name).unwrap().1;
        let plan = format!("EXPLAIN QUERY PLAN {sql}");
        let plan = sqlx::query(AssertSqlSafe(plan)).fetch_all(&mut connection).await.unwrap();
        let steps: Vec<String> = plan.iter().map(|row| row.get::<String, _>("detail")).collect();
        assert!(steps.iter().any(|step| step == wanted), "{name}: {steps:?}");
    }
}
