//! Addresses of networks: IP of either version, and of devices.

use super::{after, before, lead};
use crate::nets::Find;
use crate::numbers::Number;
use std::net::{Ipv4Addr, Ipv6Addr};

pub(super) fn find(text: &str, numbers: &[Number], finds: &mut Vec<Find>) {
    old_addresses(text, numbers, finds);
    new_addresses(text, finds);
    devices(text, finds);
}

/// How many digits and signs an address of a device has: six pairs of hex digits.
const DEVICE: usize = 17;

/// `00:1A:2B:3C:4D:5E`, or with dashes: all pairs are joined by the same sign, and the digits are not all the same.
fn devices(text: &str, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr::memchr2_iter(b':', b'-', bytes) {
        let Some(start) = at.checked_sub(2).filter(|start| *start >= done) else { continue };
        let Some(said) = bytes.get(start..start + DEVICE) else { return };
        let sign = said[2];
        let shaped = said.iter().enumerate().all(|(nth, byte)| match nth % 3 {
            2 => *byte == sign,
            _ => byte.is_ascii_hexdigit(),
        });
        if !shaped {
            continue;
        }
        done = start + DEVICE;
        let joined = |char: char| char.is_alphanumeric() || char == ':' || char == '-';
        let open = said.iter().any(|byte| *byte != sign && *byte != said[0]);
        if open && !joined(before(text, start)) && !joined(after(text, done)) {
            finds.push(Find::personal(start..done, "device address", "device-address"));
        }
    }
}

/// Does a word right before a place say that an address stands there?
fn is_told(text: &str, start: usize) -> bool {
    const WORDS: [&str; 14] = [
        "ip",
        "ipv6",
        "ipv4",
        "address",
        "from",
        "src",
        "dst",
        "host",
        "localhost",
        "loopback",
        "broadcast",
        "default",
        "unspecified",
        "client",
    ];
    let lead = lead(text, start, 24);
    let lead = lead.trim_end_matches([' ', ':', '=', '"', '\'', '(']);
    let word = lead.rsplit(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    WORDS.contains(&word)
}

/// Four numbers with dots between them, perhaps with the length of a network.
fn old_addresses(text: &str, numbers: &[Number], finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    for (at, four) in numbers.windows(4).enumerate() {
        let dotted =
            four.windows(2).all(|pair| pair[1].start == pair[0].end + 1 && bytes[pair[0].end] == b'.');
        if !dotted {
            continue;
        }
        let (start, mut end) = (four[0].start, four[3].end);
        let Ok(address) = text[start..end].parse::<Ipv4Addr>() else { continue };
        if bytes.get(end) == Some(&b'/')
            && let Some(length) = numbers.get(at + 4)
            && length.start == end + 1
            && length.len() <= 2
        {
            end = length.end;
        }
        let first = before(text, start);
        let slashes = text[..start].ends_with("//");
        let joined = first.is_alphanumeric()
            || ".-_".contains(first)
            || first == '/' && !slashes
            || ":".contains(first) && text[..start].ends_with("::");
        let last = after(text, end);
        let goes_on = last.is_alphanumeric()
            || "-_".contains(last)
            || last == '.' && after(text, end + 1).is_alphanumeric();
        let version = || {
            let lead = lead(text, start, 12);
            lead.contains("version") || lead.ends_with("ver ") || lead.ends_with(" v")
        };
        if joined
            || goes_on
            || (address.is_loopback() || address.is_unspecified() || address.is_broadcast())
                && !is_told(text, start)
            || version()
        {
            continue;
        }
        finds.push(Find::personal(start..end, "ip", "ip"));
    }
}

/// Hex digits and colons, read strictly.
fn new_addresses(text: &str, finds: &mut Vec<Find>) {
    let bytes = text.as_bytes();
    let part = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let mut done = 0;
    for colon in memchr::memchr_iter(b':', bytes) {
        if colon < done {
            continue;
        }
        // The first colon of an address stands within four digits of its beginning.
        let mut start = colon;
        while start > 0 && colon - start < 5 && bytes[start - 1].is_ascii_hexdigit() {
            start -= 1;
        }
        let lead = colon - start;
        let mut len = 1;
        while len < 46 && bytes.get(colon + len).is_some_and(part) {
            len += 1;
        }
        done = colon + len;
        if lead > 4 || len < 2 || memchr::memchr(b':', &bytes[colon + 1..colon + len]).is_none() {
            continue;
        }
        let mut end = colon + len;
        for (sign, tail) in [(b'%', 16usize), (b'/', 3)] {
            if bytes.get(end) == Some(&sign) {
                let more = bytes[end + 1..]
                    .iter()
                    .take(tail)
                    .take_while(|byte| byte.is_ascii_alphanumeric())
                    .count();
                end += 1 + more;
            }
        }
        new_address(text, start, end, finds);
    }
}

fn new_address(text: &str, start: usize, end: usize, finds: &mut Vec<Find>) {
    let said = text[start..end].trim_end_matches('.');
    let bare = said.split(['/', '%']).next().unwrap_or_default();
    let said = if bare.ends_with(':') && !bare.ends_with("::") { &said[..said.len() - 1] } else { said };
    let bare = said.split(['/', '%']).next().unwrap_or_default();
    let joined = |char: char| char.is_alphanumeric() || char == ':';
    let end = start + said.len();
    let told = is_told(text, start);
    if joined(before(text, start))
        || joined(after(text, end))
        || !told && !said.bytes().any(|byte| byte.is_ascii_digit())
    {
        return;
    }
    let Ok(address) = bare.parse::<Ipv6Addr>() else { return };
    if after(text, end) == '.' && after(text, end + 1).is_ascii_digit()
        || !told && !said.contains('/') && (address.is_loopback() || bare.len() < 4)
    {
        return;
    }
    finds.push(Find::personal(start..end, "ip", "ip"));
}
