//! The templates' language: `{{customer.email}}` stands for a made-up value, and that is all of it. There is no code, no
//! condition, no other file. How a value is written is the place's to say, so that none can break out of it.

use super::document::Misread;
use super::made_up::{Made, MadeUp};
use crate::view::PayloadFormat;

/// `text` with the placeholders filled.
///
/// # Errors
/// Where a name is unknown or a brace is open, with its line.
pub(super) fn fill(text: &str, format: PayloadFormat, made: &MadeUp) -> Result<String, Misread> {
    let mut filled = String::with_capacity(text.len() * 2);
    let mut place = Place { format, quoted: false, escaped: false };
    let mut rest = text;
    let mut line = 1;
    while let Some((before, after)) = rest.split_once("{{") {
        place.pass(before);
        filled.push_str(before);
        line += lines(before);
        let misread = |what: String| Misread { line, what };
        let (name, next) =
            after.split_once("}}").ok_or_else(|| misread("A placeholder is open: }} is missing.".into()))?;
        let value = made.get(name.trim()).ok_or_else(|| misread(unknown(name)))?;
        filled.push_str(&place.written(value));
        rest = next;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn unknown(name: &str) -> String {
    let shown: String = name.trim().chars().filter(|c| c.is_ascii_graphic()).take(40).collect();
    format!("There is no placeholder called “{shown}”.")
}

fn lines(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// Where in a template a value is about to stand.
struct Place {
    format: PayloadFormat,
    /// Within a string of JSON.
    quoted: bool,
    escaped: bool,
}

impl Place {
    fn pass(&mut self, text: &str) {
        if self.format != PayloadFormat::Json {
            return;
        }
        for c in text.chars() {
            match c {
                _ if self.escaped => self.escaped = false,
                '\\' if self.quoted => self.escaped = true,
                '"' => self.quoted = !self.quoted,
                _ => {}
            }
        }
    }

    fn written(&self, value: &Made) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match (self.format, value) {
            (PayloadFormat::Json, Made::Number(digits)) => digits.clone(),
            (PayloadFormat::Json, Made::Text(text)) if self.quoted => {
                let text = quoted(text);
                text[1..text.len() - 1].to_owned()
            }
            (PayloadFormat::Json, Made::Text(text)) => quoted(text),
            // Read as it stands, line by line, and encoded when it is sent.
            (PayloadFormat::Form, made) => made.text().to_owned(),
            (PayloadFormat::Xml, made) => {
                let text = made.text().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                text.replace('"', "&quot;").replace('\'', "&apos;")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::document::Document;
    use crate::orders::made_up::made_up;
    use proptest::prelude::*;

    fn one(name: &str, value: &str) -> MadeUp {
        MadeUp::from([(name.to_owned(), Made::Text(value.to_owned()))])
    }

    #[test]
    fn numbers_stand_bare_and_text_stands_quoted() {
        let made = made_up(7);
        let text =
            "{\"id\": {{order.id}}, \"mail\": {{ customer.email }}, \"who\": \"Dear {{customer.name}}\"}";
        let filled: serde_json::Value =
            serde_json::from_str(&fill(text, PayloadFormat::Json, &made).unwrap()).unwrap();
        assert!(filled["id"].is_u64());
        assert_eq!(filled["mail"], made["customer.email"].text());
        assert_eq!(filled["who"], format!("Dear {}", made["customer.name"].text()));
    }

    #[test]
    fn what_cannot_be_filled_is_told_with_its_line() {
        let told = |text: &str| fill(text, PayloadFormat::Json, &made_up(1)).unwrap_err();
        assert_eq!(told("{\n \"a\": {{customer.nmae}}\n}").line, 2);
        assert!(told("{\n \"a\": {{customer.nmae}}\n}").what.contains("customer.nmae"));
        assert_eq!(told("\n\n{{customer.email").line, 3);
        for code in ["{{customer.email | upper}}", "{{7*7}}", "{{}}", "{{#if x}}", "{{env.HOME}}", "{{../x}}"]
        {
            assert!(fill(code, PayloadFormat::Form, &made_up(1)).is_err(), "{code}");
        }
    }

    proptest! {
        #[test]
        fn no_value_breaks_out_of_its_place(value in "[^\\n\\r]{0,40}") {
            let made = one("x", &value);
            let json = fill("{\"a\":\"{{x}}\",\"b\":{{x}}}", PayloadFormat::Json, &made).unwrap();
            let back: serde_json::Value = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&back["a"], &serde_json::Value::from(value.as_str()));
            prop_assert_eq!(&back["a"], &back["b"]);
            prop_assert_eq!(back.as_object().unwrap().len(), 2);
            let xml = fill("<a b=\"{{x}}\">{{x}}</a>", PayloadFormat::Xml, &made).unwrap();
            let read = Document::read(PayloadFormat::Xml, &xml).unwrap().as_json();
            prop_assert_eq!(read["a"]["@b"].as_str().unwrap(), value.as_str());
        }
    }
}
