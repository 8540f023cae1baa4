//! Compressed bytes as plain ones: gzip, zstd, bzip2 and xz, told by their first bytes alone, each of one member or many.
//!
//! `member.rs` unpacks one member after the other and finds the next one behind a broken one; `tap.rs` is where the
//! bytes come from; `guard.rs` ends what unpacks to far more than it is. Not read: `.lzma`, `.Z`, `.lz4`.

mod guard;
mod member;
mod tap;

use std::fmt;
use std::io::{self, Read};

pub(super) use guard::{Budget, Guarded};
pub(super) use member::{Members, Starts};

/// Bytes that tell every codec.
pub(super) const MAGIC: usize = 10;

/// How bytes are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Codec {
    /// What a stream that begins so is compressed with.
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            // A skippable frame may stand before the first one with data.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ => Self::Bzip2.begins(head).then_some(Self::Bzip2),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        }
    }

    /// What a member begins with.
    fn magic(self) -> &'static [u8] {
        match self {
            Self::Gzip => b"\x1f\x8b\x08",
            Self::Zstd => b"\x28\xb5\x2f\xfd",
            Self::Bzip2 => b"BZh",
            Self::Xz => b"\xfd7zXZ\0",
        }
    }

    /// Whether these bytes begin a member beyond reasonable doubt, as there is no other mark between broken ones.
    fn begins(self, head: &[u8]) -> bool {
        if !head.starts_with(self.magic()) {
            return false;
        }
        match (self, head) {
            // Reserved flags are unset; levels and systems are those that exist.
            (Self::Gzip, [_, _, _, flags, _, _, _, _, level, system, ..]) => {
                flags & 0xe0 == 0 && matches!(level, 0 | 2 | 4) && matches!(system, 0..=13 | 255)
            }
            (Self::Bzip2, [_, _, _, b'1'..=b'9', block @ ..]) => {
                block.starts_with(b"\x31\x41\x59\x26\x53\x59")
                    || block.starts_with(b"\x17\x72\x45\x38\x50\x90")
            }
            (Self::Zstd | Self::Xz, _) => true,
            _ => false,
        }
    }
}

/// The plain bytes of a member of a zip archive, by the number of its method.
pub(super) fn unpacked<R: Read + Send + 'static>(
    method: u16,
    packed: R,
) -> io::Result<Box<dyn Read + Send>> {
    Ok(match method {
        0 => Box::new(packed),
        8 => Box::new(flate2::read::DeflateDecoder::new(packed)),
        12 => Box::new(bzip2::read::BzDecoder::new(packed)),
        20 | 93 => {
            let mut decoder = zstd::stream::read::Decoder::new(packed)?;
            decoder.window_log_max(member::ZSTD_WINDOW)?;
            Box::new(decoder)
        }
        95 => {
            let packed = io::BufReader::new(packed);
            Box::new(lzma_rust2::XzReader::new_mem_limit(
                packed,
                false,
                member::XZ_MEMORY,
            ))
        }
        _ => {
            let text = format!("a member packed by method {method}, which is not read");
            return Err(Failure::end(text, None));
        }
    })
}

/// Why bytes could not be unpacked, said so that nothing need be added to it.
#[derive(Debug)]
pub(super) struct Failure {
    text: String,
    /// The byte of the input at which it struck, where that is known.
    pub at: Option<u64>,
    /// Whether reading on gives what stands behind it.
    pub goes_on: bool,
}

impl Failure {
    /// An end: nothing comes behind it.
    pub fn end(text: impl Into<String>, at: Option<u64>) -> io::Error {
        Self::error(text.into(), at, false)
    }

    /// A hole: what is read next stands behind it.
    fn hole(text: impl Into<String>, at: Option<u64>) -> io::Error {
        Self::error(text.into(), at, true)
    }

    fn error(text: String, at: Option<u64>, goes_on: bool) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, Self { text, at, goes_on })
    }

    /// The failure that an error holds.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}
