//! Bytes that must be seen to their end before they can be used: in memory as long as they are few, then in a temporary
//! file without a name, which is gone when it is closed or the program ends.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};

/// Bytes held in memory.
const IN_MEMORY: usize = 4 << 20;

/// Takes bytes.
#[derive(Default)]
pub(super) struct Held {
    memory: Vec<u8>,
    file: Option<File>,
    len: u64,
}

impl Held {
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Adds bytes.
    pub fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.len += bytes.len() as u64;
        // A file gets large pieces.
        if self.memory.len() + bytes.len() > IN_MEMORY {
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(tempfile::tempfile().map_err(|error| {
                    let folder = std::env::temp_dir();
                    let text = format!("no temporary file in {}: {error}", folder.display());
                    io::Error::new(error.kind(), text)
                })?),
            };
            file.write_all(&self.memory)?;
            self.memory.clear();
            if bytes.len() > IN_MEMORY {
                return file.write_all(bytes);
            }
        }
        self.memory.extend_from_slice(bytes);
        Ok(())
    }

    /// Forgets what stands from byte `len` on.
    pub fn cut(&mut self, len: u64) -> io::Result<()> {
        if len >= self.len {
            return Ok(());
        }
        let in_file = self.len - self.memory.len() as u64;
        match &mut self.file {
            Some(file) if len < in_file => {
                self.memory.clear();
                file.set_len(len)?;
                file.seek(SeekFrom::End(0))?;
            }
            _ => self.memory.truncate((len - in_file) as usize),
        }
        self.len = len;
        Ok(())
    }

    /// A copy of what stands from byte `from` on.
    pub fn tail(&mut self, from: u64) -> io::Result<Self> {
        let in_file = self.len - self.memory.len() as u64;
        let mut out = Self::default();
        if let Some(file) = &mut self.file
            && from < in_file
        {
            file.seek(SeekFrom::Start(from))?;
            let mut buf = vec![0; 64 << 10];
            loop {
                match file.read(&mut buf)? {
                    0 => break,
                    n => out.add(&buf[..n])?,
                }
            }
        }
        let rest = from.saturating_sub(in_file) as usize;
        out.add(self.memory.get(rest..).unwrap_or_default())?;
        Ok(out)
    }

    /// The file with all of it, however little it is.
    pub fn into_file(mut self) -> io::Result<File> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => tempfile::tempfile()?,
        };
        file.write_all(&self.memory)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }

    /// All of it, from the start.
    pub fn into_reader(self) -> io::Result<HeldReader> {
        Ok(match self.file {
            None => HeldReader::Memory(Cursor::new(self.memory)),
            Some(_) => HeldReader::File(BufReader::new(self.into_file()?)),
        })
    }
}

/// Gives them back.
pub(super) enum HeldReader {
    Memory(Cursor<Vec<u8>>),
    File(BufReader<File>),
}

impl Read for HeldReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Memory(memory) => memory.read(out),
            Self::File(file) => file.read(out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(held: Held) -> Vec<u8> {
        let mut out = Vec::new();
        let mut reader = held.into_reader().expect("a reader");
        reader.read_to_end(&mut out).expect("readable");
        out
    }

    #[test]
    fn ok_few_in_memory_many_in_a_file() {
        for (piece, count) in [(10, 3), (100_000, 100), (5 << 20, 2)] {
            let mut held = Held::default();
            let mut expected = Vec::new();
            for i in 0..count {
                let bytes = vec![b'a' + i as u8 % 26; piece];
                held.add(&bytes).expect("room");
                expected.extend(bytes);
            }
            assert_eq!(held.len(), expected.len() as u64);
            assert_eq!(held.file.is_some(), piece * count > IN_MEMORY);
            assert!(all(held.tail(7).expect("readable")) == expected[7..]);
            assert!(all(held) == expected, "{piece} {count}");
        }
    }

    #[test]
    fn ok_cut_and_go_on() {
        for at in [0, 10, 3 << 20, 9 << 20, 10 << 20] {
            let mut held = Held::default();
            for _ in 0..10 {
                held.add(&vec![b'a'; 1 << 20]).expect("room");
            }
            held.cut(at).expect("a cut");
            held.add(b"end").expect("room");
            let bytes = all(held);
            assert_eq!(bytes.len() as u64, at + 3);
            assert!(bytes.ends_with(b"end"));
        }
    }
}
