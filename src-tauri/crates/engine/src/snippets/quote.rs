//! Texts as literals of each language. Whatever stands in a text, the literal ends where it should and means that text.

/// Of a shell: everything between single quotes is itself.
pub(super) fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Of PHP, between single quotes.
pub(super) fn php(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// Of JavaScript: what JSON writes is such a literal (ECMAScript 2019).
pub(super) fn javascript(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Of Python, in one line.
pub(super) fn python(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                literal.push('\\');
                literal.push(c);
            }
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if c.is_control() || crate::text::is_invisible(c) => {
                literal.push_str(&format!("\\U{:08x}", u32::from(c)));
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;
    use std::process::{Command, Stdio};

    /// Text as programs find it: quotes, dollars, backslashes, line ends, other scripts. No NUL: no text of a request has one.
    fn text() -> impl Strategy<Value = String> {
        "[ -~\\n\\t\\r'\"\\\\$`!%{}#äß字😀\\u{7f}\\u{85}\\u{2028}]{0,60}"
    }

    /// What `program` prints for each of the literals; `None` where it is not installed.
    fn run(program: &str, arguments: &[&str], script: &str) -> Option<Vec<u8>> {
        let child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.ok()?;
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{program}: {}\n{script}", String::from_utf8_lossy(&done.stderr));
        Some(done.stdout)
    }

    proptest! {
        // Each starts three programs with many literals at once.
        #![proptest_config(ProptestConfig::with_cases(4))]
        #[test]
        fn a_literal_means_its_text(texts in proptest::collection::vec(text(), 200)) {
            let expected: Vec<u8> = texts.iter().flat_map(|text| [text.as_bytes(), b"\0"].concat()).collect();
            let of = |line: &dyn Fn(&str) -> String| texts.iter().map(|text| line(text)).collect::<String>();
            let bash = of(&|text| format!("printf '%s\\0' {}\n", shell(text)));
            let node = of(&|text| format!("process.stdout.write({} + '\\0');\n", javascript(text)));
            let python = of(&|text| format!("sys.stdout.buffer.write(({} + '\\0').encode())\n", python(text)));
            let php = format!("<?php\n{}", of(&|text| format!("echo {}, \"\\0\";\n", php(text))));
            for (program, arguments, script) in [
                ("bash", &["-s"][..], bash),
                ("node", &["-"][..], node),
                ("python3", &["-"][..], format!("import sys\n{python}")),
                ("php", &[][..], php),
            ] {
                if let Some(printed) = run(program, arguments, &script) {
                    prop_assert!(printed == expected, "{} prints another text", program);
                }
            }
        }

        #[test]
        fn a_literal_of_php_ends_where_it_should(text in text()) {
            // By PHP's own rule for single quotes: only \\ and \' are escapes.
            let literal = php(&text);
            let mut read = String::new();
            let mut inner = literal[1..literal.len() - 1].chars().peekable();
            while let Some(c) = inner.next() {
                match (c, inner.peek()) {
                    ('\\', Some('\\' | '\'')) => read.extend(inner.next()),
                    ('\'', _) => prop_assert!(false, "it ends too early: {}", literal),
                    (c, _) => read.push(c),
                }
            }
            prop_assert_eq!(read, text);
        }
    }
}
