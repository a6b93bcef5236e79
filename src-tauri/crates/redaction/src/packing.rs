//! How packed bytes begin, in base64, in hex and in escapes.

use crate::base64;
use crate::view::Wiped;

/// How a run is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zlib,
    /// Without a head: known by its first block.
    Deflate,
}

impl Packing {
    /// By the first letters of base64.
    pub(crate) fn of_base64(letters: &[u8]) -> Option<Packing> {
        match letters {
            // 1f 8b 08
            [b'H', b'4', b's', b'I', ..] => Some(Packing::Gzip),
            // 78 01, 78 5e, 78 9c, 78 da
            [b'e', b'A', b'E'..=b'H', ..]
            | [b'e', b'F', b'4'..=b'7', ..]
            | [b'e', b'J', b'w'..=b'z', ..]
            | [b'e', b'N', b'o'..=b'r', ..] => Some(Packing::Zlib),
            _ => {
                let mut head = [0; 12];
                base64::head(letters, &mut head).then(|| is_block(&head, letters.len())).filter(|is| *is)?;
                Some(Packing::Deflate)
            }
        }
    }

    /// By the first digits of hex.
    pub(crate) fn of_hex(digits: &[u8]) -> Option<Packing> {
        if !matches!(digits[0], b'1' | b'7') {
            return None;
        }
        let head: Vec<u8> = digits.iter().take(6).map(u8::to_ascii_lowercase).collect();
        match &head[..] {
            b"1f8b08" => Some(Packing::Gzip),
            [b'7', b'8', b'0', b'1', ..]
            | [b'7', b'8', b'5', b'e', ..]
            | [b'7', b'8', b'9', b'c', ..]
            | [b'7', b'8', b'd', b'a', ..] => Some(Packing::Zlib),
            _ => None,
        }
    }

    /// By the first two bytes, the second or both of them in escapes, the first escape at this place; and where they begin.
    pub(crate) fn of_escapes(text: &[u8], at: usize) -> Option<(Packing, usize)> {
        // Escapes are many, and few of them begin anything.
        let near = match text[at] {
            b'%' => matches!(text.get(at + 1), Some(b'1' | b'7')) || text[..at].ends_with(b"x"),
            _ => matches!(text.get(at + 1), Some(b'x' | b'u' | b'0' | b'1')),
        };
        if !near {
            return None;
        }
        let (first, took) = escape(&text[at..])?;
        let second = || escape(&text[at + took..]).map(|(byte, _)| byte);
        match first {
            0x1f => (second()? == 0x8b).then_some((Packing::Gzip, at)),
            0x78 => matches!(second()?, 0x01 | 0x5e | 0x9c | 0xda).then_some((Packing::Zlib, at)),
            0x01 | 0x5e | 0x9c | 0xda if text[..at].ends_with(b"x") => Some((Packing::Zlib, at - 1)),
            _ => None,
        }
    }
}

/// The byte that the escape at the beginning stands for, and how long it is.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    let number = |from: usize, len: usize, radix: u32| {
        let digits = text.get(from..from + len)?;
        let code = digits
            .iter()
            .try_fold(0u32, |code, digit| Some(code * radix + char::from(*digit).to_digit(radix)?))?;
        u8::try_from(code).ok().map(|byte| (byte, from + len))
    };
    match text {
        [b'%', ..] => number(1, 2, 16),
        [b'\\', b'x', ..] => number(2, 2, 16),
        [b'\\', b'u', ..] => number(2, 4, 16),
        [b'\\', b'0'..=b'3', ..] => number(1, 3, 8).or_else(|| (text[1] == b'0').then_some((0, 2))),
        [b'\\', b'n', ..] => Some((b'\n', 2)),
        [b'\\', b'r', ..] => Some((b'\r', 2)),
        [b'\\', b't', ..] => Some((b'\t', 2)),
        [b'\\', b'a', ..] => Some((7, 2)),
        [b'\\', b'b', ..] => Some((8, 2)),
        [b'\\', b'v', ..] => Some((11, 2)),
        [b'\\', b'f', ..] => Some((12, 2)),
        [b'\\', sign @ (b'\\' | b'\'' | b'"' | b'/'), ..] => Some((*sign, 2)),
        _ => None,
    }
}

/// Bytes written in escapes and as they are, up to what cannot stand among them; and where that is.
pub(crate) fn escaped(text: &[u8], start: usize) -> (Wiped, usize) {
    let mut bytes = Wiped::with_room(text.len() - start);
    let percent = matches!(text.get(start..start + 2), Some([b'%', _] | [b'x', b'%']));
    let mut at = start;
    while let Some(byte) = text.get(at).copied() {
        match escape(&text[at..]) {
            Some((byte, took)) if (text[at] == b'%') == percent => {
                bytes.push(byte);
                at += took;
            }
            _ if byte == b'+' && percent => {
                bytes.push(b' ');
                at += 1;
            }
            _ if matches!(byte, b' '..=b'~') && !(percent && matches!(byte, b' ' | b'&' | b'"' | b'<')) => {
                bytes.push(byte);
                at += 1;
            }
            _ => break,
        }
    }
    (bytes, at)
}

/// Pairs of hex digits, up to what is none.
pub(crate) fn hex_bytes(digits: &[u8]) -> Wiped {
    let mut bytes = Wiped::with_room(digits.len() / 2);
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    for pair in digits.chunks_exact(2) {
        let (Some(high), Some(low)) = (digit(pair[0]), digit(pair[1])) else { break };
        bytes.push(high << 4 | low);
    }
    bytes
}

/// So many characters at the beginning repeat nothing that stood before.
const PLAIN: u32 = 7;
/// Only of longer texts the codes are made for the text.
const LONG: usize = 48;

/// Does a block of deflate begin here (RFC 1951, 3.2.3) that may hold text? Chance seldom makes one.
fn is_block(head: &[u8; 12], letters: usize) -> bool {
    let all = head.iter().rev().fold(0u128, |all, byte| all << 8 | u128::from(*byte));
    let bits = |at: u32, count: u32| (all >> at) as u32 & ((1 << count) - 1);
    // What is short is one block, the last.
    if head[0] & 1 == 0 {
        return false;
    }
    match bits(1, 2) {
        // Fixed codes: the first characters are printable ones, which take eight bits each, the highest first.
        1 => (0..PLAIN).all(|nth| {
            let code = (bits(3 + 8 * nth, 8) as u8).reverse_bits();
            (0x30 + b' '..=0x30 + b'~').contains(&code)
        }),
        // Codes of its own: the lengths of the codes for their lengths make up a whole.
        2 if letters >= LONG => {
            let count = bits(13, 4) + 4;
            let share: u32 = (0..count)
                .map(|nth| bits(17 + 3 * nth, 3))
                .filter(|len| *len > 0)
                .map(|len| 128 >> len)
                .sum();
            bits(3, 5) < 30 && bits(8, 5) < 30 && share == 128
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn deflate(text: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(text).expect("memory takes all");
        packer.finish().expect("memory takes all")
    }

    #[test]
    fn blocks_are_told_from_chance() {
        let long: String = (0..400).map(|nth| format!("{{\"name\":\"item {nth}\"}},")).collect();
        for text in ["key: abc-0123456789", "{\"id\":17,\"k\":\"x\"}", &long] {
            let packed = deflate(text.as_bytes());
            assert!(
                packed.first_chunk::<12>().is_some_and(|head| is_block(head, 2 * packed.len())),
                "{text}"
            );
        }
        let mut state = 5u64;
        let mut taken = 0;
        for _ in 0..10_000 {
            let head = std::array::from_fn(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            });
            taken += usize::from(is_block(&head, 200));
        }
        assert!(taken < 100, "{taken} of 10,000");
    }
}
