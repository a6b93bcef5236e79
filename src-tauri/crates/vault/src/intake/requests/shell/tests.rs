use std::io::Write as _;
use std::process::{Command as Process, Stdio};

use proptest::prelude::*;

use super::*;

fn words(text: &str) -> Vec<Vec<String>> {
    let plain = |command: Command| {
        assert!(!command.broken, "{text:?}");
        command.words.iter().map(|word| word.text.to_string()).collect()
    };
    commands(text).0.into_iter().map(plain).collect()
}

/// What bash makes of the words of one command; `None` where there is no bash, or it does not take them.
fn bash(text: &str) -> Option<Vec<String>> {
    let script = format!("set -f +B; printf '%s\\0' {text}\n");
    let mut child = Process::new("bash")
        .args(["--norc", "--noprofile"])
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(script.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    if !output.status.success() {
        return None;
    }
    let mut all: Vec<String> = output
        .stdout
        .split(|byte| *byte == 0)
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect();
    all.pop();
    Some(all)
}

fn bash_is_there() -> bool {
    Process::new("bash").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// What this reader makes of the same.
fn ours(text: &str) -> Option<Vec<String>> {
    let (mut commands, _) = commands(&format!("printf {text}\n"));
    let command = commands.pop()?;
    let fine = commands.is_empty() && !command.broken && command.words.iter().all(|word| !word.is_open());
    fine.then(|| command.words[1..].iter().map(|word| word.text.to_string()).collect())
}

#[test]
fn quotes_are_read_as_bash_reads_them() {
    for text in [
        r#"curl 'a b' "c \"d\" \n $" e\ f"#,
        r"$'it\'s \x41\u00e4\t\101\cA\e\z'",
        "one\\\ntwo 'three\\\nfour' \"five\\\nsix\"",
        r#"'' "" a''b"#,
        r#"\'a \"b \$c \\d"#,
        "a#b #c",
        "'{\"a\":\"b\\\\nc\"}' --data-raw $'x\\ny'",
        "https://a.example/?a=1 x{b,c}d [1-3]",
        r"$'nul\0gone' $'a\x00b'c $'\400\777'",
        r"$'\x' $'\u' $'\8' $'\c?'",
    ] {
        if bash_is_there() {
            assert_eq!(ours(text), bash(text), "{text:?}");
        }
        assert!(ours(text).is_some(), "{text:?}");
    }
}

/// One quoted or bare piece of a word.
fn piece() -> impl Strategy<Value = String> {
    let any = "[ -~äß€\\n\\t]{0,12}";
    prop_oneof![
        any.prop_map(|text| format!("'{}'", text.replace('\'', ""))),
        any.prop_map(|text| {
            let mut quoted = String::from("\"");
            for c in text.chars() {
                if matches!(c, '$' | '`' | '"' | '\\') {
                    quoted.push('\\');
                }
                quoted.push(c);
            }
            quoted + "\""
        }),
        // As it is: backslashes before whatever follows.
        "([ -!#%-\\[\\]-_a-~]|\\\\[ -~])*".prop_map(|text| format!("\"{text}\"")),
        "(\\\\[ -~]|[a-zA-Z0-9 ,.:=/ä]){0,12}".prop_map(|text| format!("$'{text}'")),
        "[a-zA-Z0-9,.:=/@%+^_ä-]{0,12}".prop_map(|text| text),
        any.prop_map(|text| {
            let escape = |c: char| if c == '\n' { String::from("'\n'") } else { format!("\\{c}") };
            text.chars().map(escape).collect()
        }),
        Just("\\\n".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_words_are_read_as_bash_reads_them(
        list in prop::collection::vec(prop::collection::vec(piece(), 1..5), 1..5),
    ) {
        let text = list.iter().map(|pieces| pieces.concat()).collect::<Vec<_>>().join(" ");
        // What a terminal would show as something else, bash and this reader agree on no more: `\u` beyond Unicode.
        prop_assume!(!text.contains("\\u") && !text.contains("\\U"));
        if let Some(read) = bash(&text) {
            // printf with no words writes one that is empty.
            let read = if read == [""] && ours(&text).is_some_and(|ours| ours.is_empty()) { Vec::new() } else { read };
            if read.iter().all(|word| !word.contains('\u{fffd}')) {
                prop_assert_eq!(ours(&text), Some(read), "{:?}", text);
            }
        }
    }

    #[test]
    fn no_text_is_too_much(text in "(?s).{0,400}") {
        drop(commands(&text));
    }

    #[test]
    fn no_text_of_a_shell_is_too_much(text in "[-$'\"\\\\(){}<>&|;# \n\rcurlXH0x@=^`]{0,300}") {
        drop(commands(&text));
        drop(super::super::cmd::commands(&text));
    }
}

#[test]
fn commands_end_where_a_shell_ends_them() {
    let text =
        "# a comment\ncurl a; curl b && curl c | jq '.d'\r\ncurl e \\\r\n  -s > out.txt 2>&1 <in &\n\nfoo\n";
    let expected: [&[&str]; 6] =
        [&["curl", "a"], &["curl", "b"], &["curl", "c"], &["jq", ".d"], &["curl", "e", "-s"], &["foo"]];
    assert_eq!(words(text), expected);
    let lines: Vec<u32> = commands(text).0.iter().map(|command| command.line).collect();
    assert_eq!(lines, [2, 2, 2, 2, 3, 6]);
    let heredoc = "curl -d @- https://a.example <<'END'\ncurl hidden\nEND\ncurl shown\n";
    assert_eq!(words(heredoc), [&["curl", "-d", "@-", "https://a.example"][..], &["curl", "shown"]]);
}

#[test]
fn what_the_text_sets_is_known_and_nothing_else_is_evaluated() {
    let (read, _) = commands(
        "TOKEN=abc\nexport HOST='api.example.com' X=\"1 2\"\ncurl \"https://${HOST}/$TOKEN\" '$TOKEN' $(cat x) `id` ${Y:-z} \"a$Z\"",
    );
    assert_eq!(read.len(), 1);
    let shown: Vec<&str> = read[0].words.iter().map(|word| word.text.as_str()).collect();
    assert_eq!(shown, ["curl", "https://api.example.com/abc", "$TOKEN", "$COMMAND", "$COMMAND", "$Y", "a$Z"]);
    let open: Vec<bool> = read[0].words.iter().map(Given::is_open).collect();
    assert_eq!(open, [false, false, false, true, true, true, true]);
}

#[test]
fn quotes_that_do_not_end_are_told() {
    for text in ["curl 'a", "curl \"a", "curl $'a", "curl \"$(a", "curl `a"] {
        let (read, _) = commands(text);
        assert!(read.len() == 1 && read[0].broken, "{text}");
    }
}

#[test]
fn what_comes_from_a_secret_variable_stays_secret() {
    let read = |text: &str| {
        let (mut commands, _) = commands(text);
        let command = commands.pop().unwrap();
        command.words[1..].iter().map(|word| (word.text.to_string(), word.is_tainted())).collect::<Vec<_>>()
    };
    let pairs =
        |list: &[(&str, bool)]| list.iter().map(|(text, is)| ((*text).to_owned(), *is)).collect::<Vec<_>>();
    let set = "PASSWORD=horse; PAGE=2; export SHOP_PASS='a/b'; ALL=\"x-$PASSWORD\"\n";
    assert_eq!(
        read(&format!(
            "{set}curl $PASSWORD \"${{PASSWORD}}\" a$PASSWORD\"b\" $PAGE x$PAGE$PASSWORD '$PASSWORD' $ALL $SHOP_PASS"
        )),
        pairs(&[
            ("horse", true),
            ("horse", true),
            ("ahorseb", true),
            ("2", false),
            ("x2horse", true),
            ("$PASSWORD", false),
            ("x-horse", true),
            ("a/b", true),
        ])
    );
    let key = format!("sk_{}_{}", "live", "4eC39HqLyjWDarjtT1zdp7dcQm8Zr2Xv");
    assert_eq!(read(&format!("V={key}; curl $V")), pairs(&[(&key, true)]), "by its value");
}

#[test]
fn doubling_assignments_stay_small() {
    let mut text = String::from("A=0123456789abcdef\n");
    (0..60).for_each(|_| text.push_str("A=$A$A\n"));
    text.push_str("curl $A\n");
    let (read, _) = commands(&text);
    let longest = read.iter().flat_map(|command| &command.words).map(|word| word.text.len()).max();
    assert!(longest.is_some_and(|longest| longest <= 64 * 1024 + 100), "{longest:?}");
    // Of all words together, too: each within its own bound.
    let mut text = format!("A={}\n", "x".repeat(60_000));
    (0..2_000).for_each(|_| text.push_str("curl $A\n"));
    let (read, _) = commands(&text);
    let all: usize = read.iter().flat_map(|command| &command.words).map(|word| word.text.len()).sum();
    assert!(all <= 17 * 1024 * 1024, "{all}");
    assert!(
        read.last().is_some_and(|command| command.words[1].is_open()),
        "and nobody knows what it would be"
    );
}
