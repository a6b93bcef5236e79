//! Bodies that are small on the wire and large in memory. Only one compressed block of each is held: it is sent over and
//! over, since each of them stands by itself.

use std::io::Write as _;

use flate2::{Compress, Compression, FlushCompress, Status};
use hyper::body::Bytes;

/// How much one block unpacks to.
const BLOCK: usize = 1024 * 1024;

/// In which encoding a body is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// `gzip`: about a thousand to one.
    Gzip,
    /// `deflate`, which means zlib (RFC 9110, 8.4.1.2): about a thousand to one.
    Deflate,
    /// `br`: far more than a thousand to one.
    Brotli,
    /// Gzip within gzip: about a million to one where both are unpacked.
    GzipTwice,
}

impl Coding {
    /// As it stands in `Content-Encoding`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::GzipTwice => "gzip, gzip",
        }
    }
}

/// A compressed body: a beginning, and a block that can follow itself as often as one likes.
#[derive(Clone, Debug)]
pub(crate) struct Bomb {
    pub(crate) head: Bytes,
    pub(crate) block: Bytes,
}

/// A body of blanks, which stand anywhere in JSON.
pub(crate) fn bomb(coding: Coding) -> Bomb {
    // RFC 1952: magic, deflate, no flags, no time, no extra flags, unknown system.
    const GZIP: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    // RFC 1950: deflate with a window of 32 KiB; the two bytes are a multiple of 31.
    const ZLIB: &[u8] = &[0x78, 0x9c];
    let block = || deflated(&[b' '; BLOCK]);
    let (head, block) = match coding {
        Coding::Gzip => (GZIP.to_vec(), block()),
        Coding::Deflate => (ZLIB.to_vec(), block()),
        Coding::Brotli => brotli(),
        Coding::GzipTwice => {
            let inner = block();
            let head = [GZIP, &deflated(GZIP)].concat();
            (head, deflated(&inner.repeat(BLOCK / inner.len())))
        }
    };
    Bomb { head: Bytes::from(head), block: Bytes::from(block) }
}

/// A raw deflate block that ends on a whole byte and looks back at nothing before it (a full flush), so that it can be
/// repeated.
fn deflated(plain: &[u8]) -> Vec<u8> {
    let mut packer = Compress::new(Compression::best(), false);
    let mut packed = Vec::with_capacity(plain.len() / 500 + 256);
    let mut read = 0;
    loop {
        packed.reserve(256);
        let before = packed.len();
        // Nothing of what is done here can fail: the packer is never ended before.
        let Ok(Status::Ok | Status::BufError) =
            packer.compress_vec(&plain[read..], &mut packed, FlushCompress::Full)
        else {
            return packed;
        };
        read = usize::try_from(packer.total_in()).unwrap_or(plain.len());
        // A flush is whole once it leaves room in the buffer.
        if read == plain.len() && (packed.len() < packed.capacity() || packed.len() == before) {
            return packed;
        }
    }
}

/// The first block of a brotli stream differs from those that follow, which are all alike.
fn brotli() -> (Vec<u8>, Vec<u8>) {
    const QUALITY: u32 = 5;
    const WINDOW_BITS: u32 = 18;
    let mut packer = brotli::CompressorWriter::new(Vec::new(), 4096, QUALITY, WINDOW_BITS);
    let blanks = [b' '; BLOCK / 4];
    let mut ends = [0; 3];
    for end in &mut ends {
        // Writing to memory cannot fail.
        let _cannot_fail = packer.write_all(&blanks).and_then(|()| packer.flush());
        *end = packer.get_ref().len();
    }
    let packed = packer.get_ref();
    (packed[..ends[1]].to_vec(), packed[ends[1]..ends[2]].to_vec())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn wire(bomb: &Bomb, blocks: usize) -> Vec<u8> {
        [&bomb.head[..], &bomb.block.repeat(blocks)].concat()
    }

    /// How much of it unpacks before its end, which is missing.
    fn unpacked(mut reader: impl std::io::Read) -> Vec<u8> {
        let mut plain = Vec::new();
        let _ended_early = reader.read_to_end(&mut plain);
        plain
    }

    #[test]
    fn each_of_them_unpacks_to_a_thousand_times_its_size_and_more() {
        for (coding, blocks) in [(Coding::Gzip, 8), (Coding::Deflate, 8), (Coding::Brotli, 32)] {
            let wire = wire(&bomb(coding), blocks);
            let plain = match coding {
                Coding::Gzip => unpacked(flate2::read::GzDecoder::new(&wire[..])),
                Coding::Deflate => unpacked(flate2::read::ZlibDecoder::new(&wire[..])),
                _ => unpacked(brotli::Decompressor::new(&wire[..], 4096)),
            };
            let ratio = plain.len() / wire.len();
            assert!(plain.iter().all(|byte| *byte == b' '), "{coding:?}");
            assert!(plain.len() >= 8 * BLOCK && ratio >= 1_000, "{coding:?}: {ratio}");
        }
    }

    #[test]
    fn a_nested_one_unpacks_twice() {
        let wire = wire(&bomb(Coding::GzipTwice), 2);
        let once = unpacked(flate2::read::GzDecoder::new(&wire[..]));
        let mut twice = flate2::read::GzDecoder::new(&once[..]);
        let mut count = 0_u64;
        let mut some = vec![0; 1024 * 1024];
        while let Ok(read @ 1..) = twice.read(&mut some) {
            count += read as u64;
            if count > 256 * BLOCK as u64 {
                break;
            }
        }
        assert!(count / wire.len() as u64 > 50_000, "{count} of {}", wire.len());
    }
}
