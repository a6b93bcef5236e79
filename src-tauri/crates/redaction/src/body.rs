//! Makes text of a body, if it is text.

use crate::nets::Layout;
use std::borrow::Cow;
use std::io::Read;

/// A compressed body that grows past this is not examined.
const LARGEST_UNPACKED: u64 = 4 * 1024 * 1024;

/// What a body turned out to be.
pub(crate) enum Content<'b> {
    Text(Cow<'b, str>, Layout),
    /// Its kind, in a few words.
    Unreadable(String),
}

/// Decides what a body is, by its media type and its bytes.
pub(crate) fn read<'b>(bytes: &'b [u8], media_type: Option<&str>) -> Content<'b> {
    match alone(bytes, media_type) {
        Content::Unreadable(what) => match message(bytes) {
            Some(text) => Content::Text(Cow::Owned(text), Layout::Text),
            None => Content::Unreadable(what),
        },
        text @ Content::Text(..) => text,
    }
}

/// The same for what is no captured message.
fn alone<'b>(bytes: &'b [u8], media_type: Option<&str>) -> Content<'b> {
    let plain = media_type.map(plain_type);
    let name = || called(plain.as_deref().unwrap_or_default()).to_owned();
    if let Some(unpacked) = inflate(bytes) {
        return match unpacked.as_deref().map(decode) {
            Some(Some(text)) => {
                let layout = layout(plain.as_deref(), &text);
                Content::Text(Cow::Owned(text.into_owned()), layout)
            }
            _ => Content::Unreadable(name()),
        };
    }
    if plain.as_deref().is_some_and(is_binary_type) {
        return Content::Unreadable(name());
    }
    match decode(bytes) {
        Some(text) => {
            let layout = layout(plain.as_deref(), &text);
            Content::Text(text, layout)
        }
        None => match unmarked(bytes) {
            Some(text) => {
                let layout = layout(plain.as_deref(), &text);
                Content::Text(Cow::Owned(text), layout)
            }
            None => Content::Unreadable(name()),
        },
    }
}

/// A captured message: its head, and its body as far as that can be read; of other bytes nothing but their number.
fn message(bytes: &[u8]) -> Option<String> {
    let message = crate::capture::captured(bytes)?;
    let media_type = message.head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-type").then_some(value)
    });
    let body = match alone(&message.body, media_type) {
        Content::Text(text, _) => text,
        Content::Unreadable(what) => Cow::Owned(format!("({what}, {} bytes)", message.body.len())),
    };
    Some(format!("{}\n\n{body}", message.head))
}

/// What bytes read as, for a scan, which passes nothing over: packed ones are unpacked, and in what is no text each part
/// that is none becomes a replacement character.
pub fn as_text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Cow::Borrowed(text),
        _ => match read(bytes, None) {
            Content::Text(text, _) => text,
            Content::Unreadable(_) => String::from_utf8_lossy(bytes),
        },
    }
}

/// Brotli and bare deflate begin with nothing that tells, so they are tried: chance makes no text of other bytes.
fn unmarked(bytes: &[u8]) -> Option<String> {
    const SHORTEST: usize = 8;
    let mut readers: [Box<dyn Read + '_>; 2] = [
        Box::new(brotli_decompressor::Decompressor::new(bytes, 4096)),
        Box::new(flate2::read::DeflateDecoder::new(bytes)),
    ];
    readers.iter_mut().find_map(|reader| {
        let unpacked = unpack(reader)?;
        (unpacked.len() >= SHORTEST).then(|| decode(&unpacked).map(Cow::into_owned)).flatten()
    })
}

/// All that a reader unpacks, if it is whole and not too much.
fn unpack(reader: &mut dyn Read) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    let read = reader.take(LARGEST_UNPACKED + 1).read_to_end(&mut unpacked).is_ok();
    (read && unpacked.len() as u64 <= LARGEST_UNPACKED).then_some(unpacked)
}

/// The media type without parameters, in small letters, of plain characters only.
fn plain_type(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .chars()
        .filter(|char| char.is_ascii_alphanumeric() || "/+.-".contains(*char))
        .take(60)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// What a body of this type is called: the type where it is well known, else what sort it is. Whoever answers writes the
/// type, and may write there what a label must not show.
fn called(plain: &str) -> &str {
    const SUBTYPES: [&str; 26] = [
        "avif",
        "css",
        "csv",
        "gif",
        "grpc",
        "gzip",
        "html",
        "javascript",
        "jpeg",
        "json",
        "mp4",
        "mpeg",
        "octet-stream",
        "ogg",
        "pdf",
        "plain",
        "png",
        "svg+xml",
        "vnd.ms-excel",
        "wasm",
        "webp",
        "woff2",
        "x-protobuf",
        "x-www-form-urlencoded",
        "xml",
        "zip",
    ];
    const SORTS: [&str; 6] = ["application", "audio", "font", "image", "text", "video"];
    match plain.split_once('/') {
        Some((sort, subtype)) if SORTS.contains(&sort) => {
            if SUBTYPES.contains(&subtype) {
                plain
            } else {
                sort
            }
        }
        _ => "binary",
    }
}

fn is_binary_type(plain: &str) -> bool {
    let image = plain.starts_with("image/") && plain != "image/svg+xml";
    image
        || ["audio/", "video/", "font/"].iter().any(|family| plain.starts_with(family))
        || [
            "application/pdf",
            "application/zip",
            "application/wasm",
            "application/x-protobuf",
            "application/grpc",
            "application/vnd.ms-excel",
        ]
        .contains(&plain)
}

fn layout(plain: Option<&str>, text: &str) -> Layout {
    match plain {
        Some("application/x-www-form-urlencoded") => Layout::Form,
        _ => Layout::guess(text),
    }
}

/// Unpacks gzip and zlib. The outer option: was it packed? The inner: could it be unpacked within the limit?
fn inflate(bytes: &[u8]) -> Option<Option<Vec<u8>>> {
    match bytes {
        [0x1f, 0x8b, 8, ..] => Some(unpack(&mut flate2::read::MultiGzDecoder::new(bytes))),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..]
            if u16::from_be_bytes([bytes[0], bytes[1]]).is_multiple_of(31) && decode(bytes).is_none() =>
        {
            Some(unpack(&mut flate2::read::ZlibDecoder::new(bytes)))
        }
        _ => None,
    }
}

/// UTF-8, UTF-16 with a mark or by its NULs, or Latin-1 if it has no odd control characters; else none.
pub(crate) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let nuls = memchr::memchr(0, bytes).is_some();
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(std::str::from_utf8(rest).ok()?),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        _ if nuls && looks_interleaved(bytes, 1) => Cow::Owned(utf16(bytes, u16::from_le_bytes)?),
        _ if nuls && looks_interleaved(bytes, 0) => Cow::Owned(utf16(bytes, u16::from_be_bytes)?),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(latin1(bytes)?),
        },
    };
    // Few texts hold a byte with which a control character may begin.
    let may_be_odd =
        |byte: u8| byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t') || byte == 0x7f || byte == 0xc2;
    if !text.bytes().fold(false, |any, byte| any | may_be_odd(byte)) {
        return Some(text);
    }
    let odd = text.chars().filter(|char| is_odd(*char)).count();
    (odd * 20 <= text.len()).then_some(text)
}

fn is_odd(char: char) -> bool {
    char.is_control() && !matches!(char, '\n' | '\r' | '\t' | '\u{1b}' | '\u{c}')
}

/// Is nearly every other byte (from `nul` on) a NUL, and no other?
fn looks_interleaved(bytes: &[u8], nul: usize) -> bool {
    let pairs = bytes.chunks_exact(2);
    bytes.len() >= 8
        && bytes.len().is_multiple_of(2)
        && pairs.clone().filter(|pair| pair[nul] == 0 && pair[1 - nul] != 0).count() * 10 >= pairs.len() * 9
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))).collect::<Result<String, _>>().ok()
}

/// Latin-1, if the bytes above ASCII are rare enough to be letters of a Western text.
fn latin1(bytes: &[u8]) -> Option<String> {
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let control =
        bytes.iter().any(|byte| (*byte < 0x20 && !b"\t\r\n".contains(byte)) || (0x80..0xa0).contains(byte));
    (!control && high * 4 <= bytes.len()).then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
}
