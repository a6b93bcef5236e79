//! A captured HTTP message whose body is packed or no text: the head is text all the same.

use std::borrow::Cow;

/// Longer heads are none.
const LONGEST_HEAD: usize = 64 * 1024;

/// A message taken apart at the empty line (RFC 9112, 2.1), its body put together from its chunks.
pub(crate) struct Captured<'b> {
    pub head: &'b str,
    pub body: Cow<'b, [u8]>,
}

/// Takes bytes apart that begin with the start line of a request or an answer; none that do not.
pub(crate) fn captured(bytes: &[u8]) -> Option<Captured<'_>> {
    let reach = &bytes[..bytes.len().min(LONGEST_HEAD)];
    let ends: [&[u8]; 2] = [b"\r\n\r\n", b"\n\n"];
    let (end, blank) =
        ends.iter().filter_map(|end| memchr::memmem::find(reach, end).map(|at| (at, end.len()))).min()?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let start = head.lines().next()?;
    let is_version = |word: &str| word.starts_with("HTTP/") && word.len() <= "HTTP/1.1".len();
    let words = || start.split(' ');
    if !words().next().is_some_and(is_version) && !words().next_back().is_some_and(is_version) {
        return None;
    }
    let body = &bytes[end + blank..];
    let chunked = head.lines().any(|line| {
        let line = line.to_ascii_lowercase();
        line.strip_prefix("transfer-encoding:").is_some_and(|value| value.contains("chunked"))
    });
    let body =
        if chunked { dechunked(body).map_or(Cow::Borrowed(body), Cow::Owned) } else { Cow::Borrowed(body) };
    Some(Captured { head, body })
}

/// The chunks put together (RFC 9112, 7.1); none if a length is no length. The last one may be cut off.
fn dechunked(bytes: &[u8]) -> Option<Vec<u8>> {
    const LONGEST_LINE: usize = 256;
    let (mut whole, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
    while !rest.is_empty() {
        let line = memchr::memchr(b'\n', &rest[..rest.len().min(LONGEST_LINE)])?;
        let size = std::str::from_utf8(&rest[..line]).ok()?.trim().split(';').next()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        rest = &rest[line + 1..];
        if size == 0 {
            break;
        }
        let taken = size.min(rest.len());
        whole.extend_from_slice(&rest[..taken]);
        rest = &rest[taken..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_taken_apart() {
        let cut = |bytes: &'static [u8]| captured(bytes).map(|message| message.body.into_owned());
        assert_eq!(cut(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n\xff\x00"), Some(b"\xff\x00".to_vec()));
        assert_eq!(cut(b"POST /a HTTP/1.1\nA: b\n\n\xff\x00"), Some(b"\xff\x00".to_vec()));
        let chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n\xff\x01\r\n1;x=y\r\n\x02\r\n0\r\n\r\n";
        assert_eq!(cut(chunks), Some(b"\xff\x01\x02".to_vec()));
        let cut_off = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n\xff\x01";
        assert_eq!(cut(cut_off), Some(b"\xff\x01".to_vec()));
        let no_chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\xff";
        assert_eq!(cut(no_chunks), Some(b"zz\r\n\xff".to_vec()));
        assert_eq!(cut(b"hello\r\n\r\n\xff\x00"), None);
        assert_eq!(cut(b"HTTP/1.1 200 OK\r\nA: b\r\n\xff\x00"), None);
        assert_eq!(cut(b"HTTP/1.1 200 \xff\r\n\r\nx"), None);
    }
}
