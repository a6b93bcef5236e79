//! The forms in which a whole key may stand in a file.

use crate::held::{HeldKey, SHORTEST_KEY};
use zeroize::Zeroizing;

/// One way a key is written down.
pub(super) struct Form {
    pub bytes: Zeroizing<Vec<u8>>,
    /// Which key it is of.
    pub key: usize,
}

/// The least bytes that a form has; a shorter key is looked for with what encodings make of it only.
const SHORTEST_FORM: usize = 8;

/// All forms of all keys, none twice.
pub(super) fn forms(keys: &[HeldKey<'_>]) -> Vec<Form> {
    let mut forms = Vec::new();
    for (key, held) in keys.iter().enumerate() {
        let value = held.value.trim_ascii();
        if value.len() < SHORTEST_KEY {
            continue;
        }
        let from = forms.len();
        for bytes in written(value) {
            let known = forms[from..].iter().any(|form: &Form| form.bytes == bytes);
            if bytes.len() >= SHORTEST_FORM && !known {
                forms.push(Form { bytes, key });
            }
        }
    }
    forms
}

fn written(value: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let each = |write: &dyn Fn(u8, &mut Vec<u8>)| {
        let mut bytes = Zeroizing::new(Vec::with_capacity(value.len() * 6));
        for byte in value {
            write(*byte, &mut bytes);
        }
        bytes
    };
    let hex = |digits: &'static [u8; 16]| {
        move |byte: u8, into: &mut Vec<u8>| {
            into.extend([digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
        }
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let (small, capital) = (b"0123456789abcdef", b"0123456789ABCDEF");
    let percent = |digits: &'static [u8; 16]| {
        move |byte: u8, into: &mut Vec<u8>| match plain(byte) {
            true => into.push(byte),
            false => into.extend([b'%', digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]),
        }
    };
    let mut written = vec![
        each(&|byte, into| into.push(byte)),
        each(&hex(small)),
        each(&hex(capital)),
        each(&percent(capital)),
        each(&percent(small)),
        // JSON and JavaScript, as it must be written and with the slash that may be.
        each(&|byte, into| json(byte, false, into)),
        each(&|byte, into| json(byte, true, into)),
        each(&markup),
        // UTF-16
        each(&|byte, into| into.extend([byte, 0])),
    ];
    for shift in 0..3 {
        for url in [false, true] {
            written.push(base64_core(value, shift, url));
        }
    }
    written
}

/// What stands of the value in base64 amid whatever else, and the letters and digits of that alone.
pub(crate) fn coded(value: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut coded = Vec::new();
    for shift in 0..3 {
        let core = base64_core(value, shift, false);
        if core.iter().any(|letter| !letter.is_ascii_alphanumeric()) {
            coded.push(base64_core(value, shift, true));
            coded.push(Zeroizing::new(core.iter().copied().filter(u8::is_ascii_alphanumeric).collect()));
        }
        coded.push(core);
    }
    coded
}

fn json(byte: u8, slash: bool, into: &mut Vec<u8>) {
    match byte {
        b'"' | b'\\' => into.extend([b'\\', byte]),
        b'/' if slash => into.extend([b'\\', byte]),
        b'\n' => into.extend(b"\\n"),
        b'\r' => into.extend(b"\\r"),
        b'\t' => into.extend(b"\\t"),
        _ => into.push(byte),
    }
}

fn markup(byte: u8, into: &mut Vec<u8>) {
    match byte {
        b'&' => into.extend(b"&amp;"),
        b'<' => into.extend(b"&lt;"),
        b'>' => into.extend(b"&gt;"),
        b'"' => into.extend(b"&quot;"),
        b'\'' => into.extend(b"&#39;"),
        _ => into.push(byte),
    }
}

/// Base64 with `shift` unknown bytes before it and others after: the letters that those do not decide.
fn base64_core(value: &[u8], shift: usize, url: bool) -> Zeroizing<Vec<u8>> {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let bits = value.len() * 8;
    // The first letter that begins within the value.
    let mut at = (6 - shift * 8 % 6) % 6;
    let mut core = Zeroizing::new(Vec::with_capacity(bits / 6 + 1));
    while at + 6 <= bits {
        // The letter lies in this byte and the next.
        let two = u16::from(value[at / 8]) << 8 | u16::from(value.get(at / 8 + 1).copied().unwrap_or(0));
        let letter = (two >> (10 - at % 8)) as u8 & 63;
        core.push(match (letter, url) {
            (62, false) => b'+',
            (62, true) => b'-',
            (63, false) => b'/',
            (63, true) => b'_',
            _ => LETTERS[usize::from(letter)],
        });
        at += 6;
    }
    core
}
