//! Code after a telling name: a type, a call, a path, a variable, what lies between two strings.

use crate::nets::Find;
use crate::random;

/// Code after a telling name: a type, a call, a path, a variable. What is written in quotes is none, unless the quotes
/// are not a pair.
pub(super) fn is_programme(text: &str, find: &Find, value: &str) -> bool {
    let before = &text.as_bytes()[..find.start];
    if before.last().is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`')) {
        return is_misquoted(text, find, value) || is_between_strings(value) || is_pattern(value);
    }
    if is_statement(text, find)
        || is_compared(text, find)
        || is_expression(text, find, value)
        || is_type(text, find, value)
        || is_number(value)
        || is_pattern(value)
    {
        return true;
    }
    // What a password may hold and code does not.
    if value.bytes().any(|byte| b"$^~#%@!".contains(&byte)) && value.bytes().any(|byte| byte.is_ascii_digit())
    {
        return false;
    }
    let signs = ["::", "<", "`", "(", ")", "=>", "->", "&&", "||", "[", "]"];
    if signs.iter().any(|sign| value.contains(sign))
        || value.contains('{') && value.ends_with(':')
        || value.starts_with("--")
        || value.starts_with(['*', '&', '!', '?'])
        || value.ends_with('!')
    {
        return !value.contains(['$', '^', '~', '#']);
    }
    let word = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'?'));
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    // `DB_PASSWORD=word` is how settings are written, `password: word` alone on its line too.
    let set = before.last() == Some(&b'=') || is_setting(text, find);
    word && (!set && (digits == 0 || value.len() < 8) || value.contains('.') && random::surprise(value) < 6.0)
}

/// `name = value;` on a line: where statements end so, what is not quoted is an expression,
/// unless nobody could have thought it up.
fn is_statement(text: &str, find: &Find) -> bool {
    text[..find.start].ends_with("= ")
        && text[find.end..].starts_with(';')
        && text[find.end..].lines().next().is_some_and(|rest| rest.trim_end() == ";")
        && !random::is_random(&text[find.start..find.end])
}

/// `token !== Kind.End`: what is compared and not quoted is no value.
fn is_compared(text: &str, find: &Find) -> bool {
    let before = text[..find.start].trim_end_matches(' ');
    ["==", "!="].iter().any(|sign| before.ends_with(sign)) && !random::is_random(&text[find.start..find.end])
}

/// `$options['x']`, `$this->secret()`, `settings.tokens.first`, `|part: &str|`, `{name`: an expression of one language
/// or another.
fn is_expression(text: &str, find: &Find, value: &str) -> bool {
    let after = &text[find.end..];
    let name = |char: char| char.is_ascii_alphanumeric() || char == '_';
    if let Some(rest) = value.strip_prefix('$').map(|rest| rest.trim_start_matches(name))
        && rest.len() + 1 < value.len()
    {
        let used = |text: &str| {
            ["->", "[", "::", "(", ")", ";", ",", " ??", " ?", " ."].iter().any(|sign| text.starts_with(sign))
        };
        let ended = rest.is_empty() && used(after);
        if ended || !rest.is_empty() && ["->", "[", "::", "("].iter().any(|sign| rest.starts_with(sign)) {
            return true;
        }
    }
    let inner = value.trim_start_matches(['{', '|', '*']);
    let opened = inner.len() < value.len();
    value.starts_with("${")
        || value.starts_with("!!")
        || value.contains("!(")
        || value.starts_with("vec![")
        || is_union(value)
        || value
            .strip_prefix('\\')
            .is_some_and(|rest| rest.starts_with(name) && rest.trim_start_matches(name).is_empty())
        || value.starts_with('\\') && value.contains('(')
        || opened && inner.trim_end_matches([':', '|']).chars().all(|char| name(char) || char == '.')
        || is_path(value) && random::surprise(value) < PATH_SURPRISE
        || is_minified(value)
}

/// A path of names that somebody chose is less surprising, in bits a character.
const PATH_SURPRISE: f32 = 6.0;

/// `TokenType$1.EOS`, `r.C0.NUL:e.keyCode`: names with dots between.
fn is_path(value: &str) -> bool {
    let value = value.split([':', '?']).next().unwrap_or_default();
    let part = |part: &str| {
        let part = part.trim_start_matches('#').trim_end_matches('!');
        part.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_$".contains(&byte))
    };
    value.contains('.') && value.split('.').all(part)
}

/// `null|string`: one of several types.
fn is_union(value: &str) -> bool {
    const TYPES: [&str; 9] =
        ["null", "string", "int", "float", "bool", "array", "mixed", "undefined", "number"];
    value.contains('|') && value.split('|').any(|part| TYPES.contains(&part.trim_matches(['?', ',', ' '])))
}

/// `[^"]+`, `(?i)…`, `/^$NAME/o`: a pattern that finds something.
fn is_pattern(value: &str) -> bool {
    const SIGNS: [&str; 11] =
        ["[^", "[[:", "\\s+", "\\s*", "\\w+", "\\w*", "\\d+", "\\d{", "(?:", "[0-9", "[A-Z"];
    SIGNS.iter().any(|sign| value.contains(sign)) || value.starts_with("/^")
}

/// `n:r.value=n;else`, `p,t.state=t.mode=null,null`: several assignments without a blank.
fn is_minified(value: &str) -> bool {
    let dotted = value.split(|char: char| ",;=:?&|()".contains(char)).any(is_path);
    dotted && value.contains([';', ',', '?']) && value.contains(['=', ';'])
}

/// `name: Type,`, `-> Box<dyn Type>, Error>`, `Map<Token>` and what follows: a type, or what follows one.
fn is_type(text: &str, find: &Find, value: &str) -> bool {
    let before = text[..find.start].trim_end();
    let after = &text[find.end..];
    // After the tag of an element stands its text, and then its end.
    if before.ends_with('>') && !before.ends_with("=>") && !before.ends_with("->") {
        return !after.trim_start().starts_with("</")
            && !before.ends_with("]]>")
            && !value.contains("]]>")
            && !after.is_empty();
    }
    let name = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let typed = value.contains('_') && !value.bytes().any(|byte| byte.is_ascii_lowercase())
        || value.starts_with(|char: char| char.is_ascii_uppercase())
            && value.bytes().filter(u8::is_ascii_uppercase).count() >= 2
            && value.bytes().any(|byte| byte.is_ascii_lowercase());
    before.ends_with(':')
        && name
        && typed
        && after.starts_with([',', ';', ')', '|', '>'])
        && random::surprise(value) < PATH_SURPRISE
}

/// `0x80290127_u32`, `-2147205113i32`, `249`, and the types `u32`, `f64` themselves.
fn is_number(value: &str) -> bool {
    const TYPES: [&str; 12] =
        ["u8", "u16", "u32", "u64", "usize", "i32", "i64", "isize", "f32", "f64", "UL", "L"];
    /// More digits with no type may be a password.
    const LONGEST_UNTYPED: usize = 7;
    let signed = value.trim().trim_start_matches('-');
    let bare = TYPES.iter().find_map(|kind| signed.strip_suffix(kind));
    let (number, longest) = match bare {
        Some(bare) => (bare.trim_end_matches('_'), usize::MAX),
        None => (signed, LONGEST_UNTYPED),
    };
    match number.strip_prefix("0x") {
        Some(hex) => hex.len() <= 16 && hex.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'_'),
        None => number.len() <= longest && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_'),
    }
}

/// `Cookie<'c> = Cookie {`: what is set there is a number, or made by code.
pub(super) fn is_made_by_code(value: &str) -> bool {
    is_number(value)
        || value.contains(" + ")
        || value.ends_with(" {")
        || value.trim_start().starts_with(['&', '*'])
}

/// `u32 = 8u32;`, `*mut u8, size: usize) -> Result`: what follows a name with a colon that is no header.
pub(super) fn is_declaration(value: &str) -> bool {
    value.starts_with([':', '*', '&'])
        || value.starts_with("= ")
        || value.split(',').next().is_some_and(is_union)
        || value.contains(" = ") && value.ends_with([';', ','])
        || value.contains(" fn(")
        || value.contains(") ->")
        || is_number(value)
}

/// `"value';`: opened by one sign and closed by the other, so no string.
fn is_misquoted(text: &str, find: &Find, value: &str) -> bool {
    let opened = text[..find.start].chars().next_back();
    let other = if opened == Some('"') { '\'' } else { '"' };
    let rest = || text[find.end..].lines().next().unwrap_or_default();
    let value = value.trim_end_matches([';', ',', ')']);
    value.ends_with(other)
        && value.matches(other).count() == 1
        && !opened.is_some_and(|opened| value.contains(opened) || rest().contains(opened))
}

/// `, 2),\n    (`: the sign before it closed a string, and the one behind it opens the next.
fn is_between_strings(value: &str) -> bool {
    const CODE: [&str; 8] = ["&&", "||", "=>", "){", ");", ")}", "](", "()"];
    let joined = value.trim_start().starts_with([',', ')', ']', '.', ';', '}', '+', '#', '>'])
        || value.starts_with("']")
        || value.starts_with("\"]");
    let ends = value.trim_end().ends_with([',', '(', '[', '{', '+', '=', ':', '!', '&', '|', '>']);
    value.starts_with('\n') && ends
        || joined && (ends || value.contains('\n') && value.contains(['(', '[', '{', '=']))
        || value.len() > 20 && CODE.iter().filter(|sign| value.contains(**sign)).count() >= 2
}

/// `$(NAME`, `'$NAME'`, `$db_password`, `" + name + "`, `arn:…`: where the credential comes from.
pub(super) fn is_reference(value: &str) -> bool {
    let bare = value.trim_matches(['\'', '"', ' ']);
    let name = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let telling = |text: &str| {
        let text = text.to_ascii_lowercase();
        ["password", "passwd", "secret", "token", "key", "login"].iter().any(|word| text.ends_with(word))
    };
    let variable = bare.strip_prefix(['$', '@']).is_some_and(|text| name(text) && telling(text));
    variable
        || bare.starts_with("$(")
        || bare.starts_with("#{")
        || bare.starts_with("${")
        || bare.starts_with("\\$_")
        || bare.starts_with("arn:")
        || bare.starts_with("+new ")
        || bare.starts_with("+ ") && bare.ends_with(" +")
        || bare.starts_with(". $")
        || is_parameter(bare)
        || super::sample::is_template(bare)
}

/// `:newToken`: where a statement gets its value from.
fn is_parameter(value: &str) -> bool {
    value.strip_prefix(':').is_some_and(|name| {
        name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
            && random::surprise(name) < PATH_SURPRISE
    })
}

/// Does the value stand at the end of a line that is nothing but a name and it?
fn is_setting(text: &str, find: &Find) -> bool {
    let line = text[..find.start].rsplit('\n').next().unwrap_or_default();
    let after = text[find.end..].split('\n').next().unwrap_or_default().trim();
    let name = line.trim().trim_end_matches([':', '=', ' ']);
    after.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// A name in code, however random it looks.
pub(super) fn is_identifier(text: &str, find: &Find, value: &str) -> bool {
    let quoted = text[..find.start].ends_with(['"', '\'', '`']);
    let after = text[find.end..].chars().next().unwrap_or(' ');
    !quoted
        && (":(),;<".contains(after)
            || after == '.' && text[find.end + 1..].starts_with(|char: char| char.is_ascii_alphabetic()))
        && value.starts_with(|char: char| char.is_ascii_alphabetic())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && value.bytes().filter(u8::is_ascii_digit).count() * 6 < value.len()
}

/// `M680-80v-120H560v-80h120`: the path of a drawing in SVG.
pub(super) fn is_drawing(value: &str) -> bool {
    value.starts_with(['M', 'm'])
        && value.bytes().all(|byte| byte.is_ascii_digit() || b"MmLlHhVvCcSsQqTtAaZz.,- ".contains(&byte))
}

/// One line of a certificate, a picture or a test vector that is written over several: the lines beside it are of the
/// same make. A key stands alone.
pub(super) fn is_line_of_block(text: &str, find: &Find) -> bool {
    const SHORTEST: usize = 44;
    let value = &text[find.start..find.end];
    let made = |line: &str| {
        line.split(|char: char| !(char.is_ascii_alphanumeric() || "+/=".contains(char)))
            .any(|run| run.len() == value.len() && run.bytes().any(|byte| byte.is_ascii_uppercase()))
    };
    // Where `\n` stands for its line break, every other line is its quotation marks alone.
    let above = || text[..find.start].rsplit('\n').skip(1).take(2).any(made);
    let below = || text[find.end..].split('\n').skip(1).take(2).any(made);
    value.len() >= SHORTEST && (above() || below())
}
