//! What stands where a credential will be.

/// Values that stand where a credential will be, or that only a program reads.
pub(crate) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let small = value.to_ascii_lowercase();
    let bare: &str = small.trim_matches(|char: char| !char.is_ascii_alphanumeric());
    const WORDS: &[&str] = &[
        "null",
        "none",
        "nil",
        "undefined",
        "true",
        "false",
        "string",
        "str",
        "redacted",
        "masked",
        "hidden",
        "filtered",
        "removed",
        "not shown",
        "changeme",
        "todo",
        "tbd",
        "xxx",
        "n/a",
        "na",
        "required",
        "optional",
        "text",
        "password",
        "secret",
        "token",
        "example",
        "dummy",
        "yes",
        "no",
        "object",
        "array",
        "number",
        "boolean",
        "bearer",
        "basic",
        "default",
        "missing",
        "invalid",
        "expired",
        "empty",
        "unknown",
        "self",
        "this",
        "your_api_key",
        "your-api-key",
        "your_token",
        "your-token",
        "process",
        "secret_key",
        "api_key",
        "apikey",
    ];
    if bare.is_empty() || WORDS.contains(&bare) {
        return true;
    }
    let first = value.chars().next();
    let all_same = value.chars().all(|char| Some(char) == first);
    let wrapped = |open: &str, close: &str| value.starts_with(open) && value.ends_with(close);
    all_same && !first.is_some_and(char::is_alphanumeric)
        || wrapped("${", "}")
        || wrapped("$(", ")")
        || wrapped("{{", "}}")
        || wrapped("{", "}")
            && !value.contains(':')
            && value.len() < 40
            && value[1..value.len() - 1].chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
        || wrapped("<", ">")
        || wrapped("<%", "%>")
        || wrapped("%", "%")
        || value.starts_with('$')
            && value[1..]
                .chars()
                .all(|char| char.is_ascii_uppercase() || char == '_' || char.is_ascii_digit())
        || value == "%s"
        || crate::labels::is_blank(value)
}
