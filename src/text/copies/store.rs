//! Bytes by their place, in memory or in a temporary file that nobody else sees.

use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom, Write};
use std::path::Path;

/// Where they are held.
#[derive(Debug)]
pub(super) enum Store {
    Memory(Vec<u8>),
    Disk(File),
}

/// What stands where nothing was written by `fill`.
const EMPTY: u8 = 0xff;
/// Bytes that are filled at once.
const BLOCK: usize = 1 << 16;

impl Default for Store {
    fn default() -> Self {
        Self::Memory(Vec::new())
    }
}

impl Store {
    /// So many bytes in memory that say "nothing".
    pub(super) fn filled(len: usize) -> Self {
        Self::Memory(vec![EMPTY; len])
    }

    pub(super) fn is_on_disk(&self) -> bool {
        matches!(self, Self::Disk(_))
    }

    /// Moves what is held into a file in `folder`.
    pub(super) fn move_to_disk(&mut self, folder: &Path) -> Result<()> {
        if let Self::Memory(bytes) = self {
            let mut file = tempfile::tempfile_in(folder)?;
            file.write_all(bytes)?;
            *self = Self::Disk(file);
        }
        Ok(())
    }

    /// So many bytes that say "nothing".
    pub(super) fn fill(&mut self, len: u64) -> Result<()> {
        match self {
            Self::Memory(bytes) => {
                let len = usize::try_from(len).map_err(std::io::Error::other)?;
                bytes.resize(len, EMPTY);
            }
            Self::Disk(file) => {
                file.seek(SeekFrom::Start(0))?;
                let block = vec![EMPTY; BLOCK];
                let mut left = len;
                while left > 0 {
                    let some = usize::try_from(left).unwrap_or(BLOCK).min(BLOCK);
                    file.write_all(&block[..some])?;
                    left -= some as u64;
                }
            }
        }
        Ok(())
    }

    /// Fills `buf` from this place on.
    pub(super) fn read(&self, at: u64, buf: &mut [u8]) -> Result<()> {
        match self {
            Self::Memory(bytes) => {
                let start = usize::try_from(at).map_err(std::io::Error::other)?;
                let held = bytes.get(start..start + buf.len());
                let held = held.ok_or_else(|| std::io::Error::other("a place beyond the end"))?;
                buf.copy_from_slice(held);
                Ok(())
            }
            Self::Disk(file) => {
                let mut file: &File = file;
                file.seek(SeekFrom::Start(at))?;
                file.read_exact(buf)
            }
        }
    }

    /// Puts bytes to this place, which may be the end.
    pub(super) fn write(&mut self, at: u64, new: &[u8]) -> Result<()> {
        match self {
            Self::Memory(bytes) => {
                let start = usize::try_from(at).map_err(std::io::Error::other)?;
                if start == bytes.len() {
                    if bytes.capacity() - start < new.len() {
                        // Not twice as much, which is how vectors grow by themselves.
                        bytes.reserve_exact(start / 8 + new.len());
                    }
                    bytes.extend_from_slice(new);
                    return Ok(());
                }
                let held = bytes.get_mut(start..start + new.len());
                let held = held.ok_or_else(|| std::io::Error::other("a place beyond the end"))?;
                held.copy_from_slice(new);
                Ok(())
            }
            Self::Disk(file) => {
                file.seek(SeekFrom::Start(at))?;
                file.write_all(new)
            }
        }
    }
}
