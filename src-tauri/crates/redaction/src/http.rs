//! Headers as lines.

/// One header a line, `name: value`. Bytes that are no UTF-8 are shown as Latin-1, as the old rule of HTTP has it.
pub(crate) fn lines(headers: &[(String, Vec<u8>)]) -> String {
    let mut text = String::new();
    for (name, value) in headers {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(name);
        text.push_str(": ");
        match std::str::from_utf8(value) {
            Ok(value) => text.push_str(value),
            Err(_) => text.extend(value.iter().map(|byte| char::from(*byte))),
        }
    }
    text
}
