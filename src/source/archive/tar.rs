//! tar: old, ustar, GNU and pax, in one pass. Members stream; nothing is held but long names.
//!
//! Behind a broken header, reading goes on at the next block that is a sound one. Links, folders and devices are passed
//! over. Not read: sparse files.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tar::{EntryType, Header, PaxExtensions};

use super::super::compress::Failure;
use super::super::container::{Member, Members};
use super::super::stream::{Stream, goes_on, unreadable};
use super::super::{Event, Input, Reject, reject};
use super::name::name;

const BLOCK: usize = 512;
/// Longest name, and longest set of extensions.
const LONGEST: u64 = 1 << 20;

pub(in super::super) struct Tar {
    id: String,
    place: String,
    body: Arc<Mutex<Body>>,
    /// The broken header before this was told.
    lost: bool,
    ended: bool,
}

/// The archive with the part of it that the member at hand may read.
struct Body {
    stream: Stream,
    /// Byte of the plain archive.
    at: u64,
    /// What is left of the member, and of the block that it ends in.
    left: u64,
    filling: u64,
    /// Which member it is.
    serial: u64,
    /// An error was told, and nothing comes behind it.
    dead: bool,
}

/// What extension headers say of the next member.
#[derive(Default)]
struct Extra {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

impl Body {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.dead {
            return Ok(0);
        }
        let n = loop {
            match self.stream.read(out) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    self.dead = !goes_on(&e);
                    return Err(e);
                }
                Ok(n) => break n,
            }
        };
        self.at += n as u64;
        Ok(n)
    }

    /// Bytes of the member.
    fn member(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = self.left.min(out.len() as u64) as usize;
        if most == 0 {
            return Ok(0);
        }
        let n = self.read(&mut out[..most])?;
        if n == 0 && !self.dead {
            self.dead = true;
            let text = format!(
                "the tar archive is cut: {} more bytes of this member are missing",
                self.left
            );
            return Err(Failure::end(text, None));
        }
        self.left -= n as u64;
        Ok(n)
    }

    /// Reads as much as there is for `out`.
    fn fill(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut len = 0;
        while len < out.len() {
            match self.read(&mut out[len..])? {
                0 => break,
                n => len += n,
            }
        }
        Ok(len)
    }

    /// Goes to the end of the member.
    fn pass_over(&mut self) -> io::Result<()> {
        let mut sink = vec![0; 64 << 10];
        while self.left > 0 && !self.dead {
            self.member(&mut sink)?;
        }
        let filling = std::mem::take(&mut self.filling) as usize;
        self.fill(&mut sink[..filling])?;
        Ok(())
    }
}

/// Reads one member as long as the archive has not gone on to the next.
struct MemberReader {
    body: Arc<Mutex<Body>>,
    serial: u64,
}

impl Read for MemberReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut body = lock(&self.body);
        if body.serial != self.serial {
            return Ok(0);
        }
        body.member(out)
    }
}

fn lock(body: &Mutex<Body>) -> MutexGuard<'_, Body> {
    body.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a file begins as a tar archive does: with a block whose sum is right.
pub(in super::super) fn is_tar(head: &[u8]) -> bool {
    head.first_chunk::<BLOCK>().is_some_and(is_header)
}

fn is_header(block: &[u8; BLOCK]) -> bool {
    let header = Header::from_byte_slice(block);
    // As they are written: the sum of all bytes, those of the sum itself taken for blanks.
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    let right = sum(&block[..148]) + 8 * u32::from(b' ') + sum(&block[156..]);
    block[0] != 0 && header.cksum().is_ok_and(|told| told == right) && header.entry_size().is_ok()
}

impl Tar {
    pub fn new(input: Input) -> Self {
        Self {
            id: input.id,
            place: input.place,
            body: Arc::new(Mutex::new(Body {
                stream: input.stream,
                at: 0,
                left: 0,
                filling: 0,
                serial: 0,
                dead: false,
            })),
            lost: false,
            ended: false,
        }
    }

    /// What a failed read of the archive itself gives.
    fn failed(&mut self, error: &io::Error) -> Member {
        let body = lock(&self.body);
        self.ended = !goes_on(error);
        // Behind a hole, blocks begin anywhere, but mostly where they did before.
        let place = format!("{}@{}", self.place, body.stream.offset());
        Member::Event(reject(place, body.stream.explain(error)))
    }

    fn broken(&self, at: u64, reason: &str) -> Member {
        let place = format!("{}@{}", self.place, lock(&self.body).stream.locate(at));
        Member::Event(reject(place, reason))
    }

    /// Goes to the next header, and what goes with it.
    fn next(&mut self) -> io::Result<Option<Member>> {
        let mut extra = Extra::default();
        loop {
            let mut block = [0; BLOCK];
            let (at, len) = {
                let mut body = lock(&self.body);
                body.serial += 1;
                body.pass_over()?;
                (body.at, body.fill(&mut block)?)
            };
            if len == 0 {
                self.ended = true;
                return Ok(None);
            }
            if len < BLOCK {
                self.ended = true;
                return Ok((!self.lost).then(|| self.broken(at, "the tar archive is cut")));
            }
            // The end of an archive; another may stand behind it.
            if block.iter().all(|byte| *byte == 0) {
                continue;
            }
            if !is_header(&block) {
                if std::mem::replace(&mut self.lost, true) {
                    continue;
                }
                return Ok(Some(self.broken(
                    at,
                    "a broken header of a tar member; reading goes on at the next sound one",
                )));
            }
            self.lost = false;
            let header = Header::from_byte_slice(&block);
            let told = extra.size.filter(|_| !is_extension(header.entry_type()));
            let size = told.unwrap_or(header.entry_size()?);
            {
                let mut body = lock(&self.body);
                body.left = size;
                body.filling = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
            }
            match header.entry_type() {
                EntryType::GNULongName | EntryType::XHeader if size > LONGEST => {
                    return Ok(Some(self.broken(
                        at,
                        "more than a mebibyte of extensions before a member, which is not read",
                    )));
                }
                EntryType::GNULongName => {
                    let mut bytes = self.small(size)?;
                    bytes.truncate(memchr::memchr(0, &bytes).unwrap_or(bytes.len()));
                    extra.name = Some(bytes);
                }
                EntryType::XHeader => {
                    let bytes = self.small(size)?;
                    extra.add(&bytes);
                }
                EntryType::Regular | EntryType::Continuous
                    if !header.path_bytes().ends_with(b"/") =>
                {
                    let name = match extra.name.take() {
                        Some(name) => name,
                        None => header.path_bytes().into_owned(),
                    };
                    if let Some(member) = self.member(at, &name, extra.sparse) {
                        return Ok(Some(member));
                    }
                    extra = Extra::default();
                }
                EntryType::GNUSparse => {
                    let name = header.path_bytes().into_owned();
                    if let Some(member) = self.member(at, &name, true) {
                        return Ok(Some(member));
                    }
                    extra = Extra::default();
                }
                // Links, folders, devices, extensions of no use here.
                kind => {
                    if !is_extension(kind) {
                        extra = Extra::default();
                    }
                }
            }
        }
    }

    /// All bytes of a small member.
    fn small(&mut self, size: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; size as usize];
        let mut body = lock(&self.body);
        let mut len = 0;
        while len < bytes.len() {
            match body.member(&mut bytes[len..])? {
                0 => break,
                n => len += n,
            }
        }
        Ok(bytes)
    }

    fn member(&self, at: u64, bytes: &[u8], sparse: bool) -> Option<Member> {
        let name = name(bytes);
        if name.hidden || name.text.is_empty() {
            return None;
        }
        if name.leads_out {
            return Some(name.refused(&self.place, &lock(&self.body).stream.locate(at)));
        }
        let (id, place) = (
            format!("{}!{}", self.id, name.text),
            format!("{}!{}", self.place, name.text),
        );
        if sparse {
            return Some(Member::Event(reject(
                place,
                "a sparse file in a tar archive, which is not read",
            )));
        }
        let (serial, budget) = {
            let body = lock(&self.body);
            (body.serial, body.stream.budget())
        };
        let reader = MemberReader {
            body: Arc::clone(&self.body),
            serial,
        };
        Some(match Stream::inside(reader, budget) {
            Ok(stream) => Member::Open(Box::new(Input::new(id, place, stream)), None),
            Err(error) => Member::Event(Event::Reject(Reject {
                place,
                reason: unreadable(&error),
            })),
        })
    }
}

fn is_extension(kind: EntryType) -> bool {
    matches!(
        kind,
        EntryType::GNULongName
            | EntryType::GNULongLink
            | EntryType::XHeader
            | EntryType::XGlobalHeader
    )
}

impl Extra {
    fn add(&mut self, records: &[u8]) {
        for record in PaxExtensions::new(records).flatten() {
            let value = record.value_bytes();
            match record.key_bytes() {
                b"path" => self.name = Some(value.to_vec()),
                b"size" => {
                    self.size = std::str::from_utf8(value)
                        .ok()
                        .and_then(|it| it.parse().ok());
                }
                key => self.sparse |= key.starts_with(b"GNU.sparse."),
            }
        }
    }
}

impl Members for Tar {
    fn next_member(&mut self) -> Option<Member> {
        if self.ended {
            return None;
        }
        match self.next() {
            Ok(member) => member,
            Err(error) => Some(self.failed(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::super::container::Container;
    use super::super::super::{Pages, SourceOptions, told};
    use super::*;

    fn events(bytes: &[u8]) -> Vec<String> {
        let options = SourceOptions::default();
        let tar = Tar::new(Input::of_bytes("a.tar", bytes));
        told(Container::new(
            Box::new(tar),
            0,
            &options,
            Pages::built_in(),
        ))
    }

    /// A header as it is, without the cares of the crate about names.
    fn header(name: &str, size: u64, kind: u8) -> Vec<u8> {
        let mut header = Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(size);
        header.set_entry_type(EntryType::new(kind));
        header.set_cksum();
        header.as_bytes().to_vec()
    }

    fn file(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut out = header(name, bytes.len() as u64, b'0');
        out.extend(bytes);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
        out
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).expect("memory");
        out.finish().expect("memory")
    }

    #[test]
    fn ok_members_of_any_format() {
        let inner = [
            file("x.txt", b"Acme bought Widget."),
            file("y.jsonl", b"{\"text\":\"Two.\"}\n"),
        ];
        let bytes = [
            header("docs/", 0, b'5'),
            file("docs/a.txt", b"Acme sold Widget."),
            file("docs/._a.txt", b"\0\0"),
            file(
                "b.jsonl.gz",
                &gzip(b"{\"id\":7,\"text\":\"One.\"}\n{\"text\":\"1\"}\n"),
            ),
            header("link", 0, b'2'),
            file("c.tar.gz", &gzip(&inner.concat())),
            vec![0; 1024],
        ];
        assert_eq!(
            events(&bytes.concat()),
            [
                "a.tar!docs/a.txt: Acme sold Widget.",
                "7: One.",
                "a.tar!b.jsonl.gz:2: 1",
                "a.tar!c.tar.gz!x.txt: Acme bought Widget.",
                "a.tar!c.tar.gz!y.jsonl:1: Two.",
            ]
        );
    }

    #[test]
    fn ok_long_names_of_both_kinds() {
        let long = format!("{}/a.txt", "folder".repeat(40));
        let mut builder = tar::Builder::new(Vec::new());
        let mut gnu = Header::new_gnu();
        gnu.set_size(4);
        builder
            .append_data(&mut gnu, &long, b"One.".as_slice())
            .expect("memory");
        let mut bytes = builder.into_inner().expect("memory");
        bytes.truncate(bytes.len() - 1024);
        let record = format!(" path={long}2\n");
        let record = format!("{}{record}", record.len() + 3);
        bytes.extend(header("pax", record.len() as u64, b'x'));
        bytes.extend(record.as_bytes());
        bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
        bytes.extend(file("short", b"Two."));
        assert_eq!(
            events(&bytes),
            [
                format!("a.tar!{long}: One."),
                format!("a.tar!{long}2: Two.")
            ]
        );
    }

    #[test]
    fn err_names_that_lead_out_and_links() {
        let bytes = [
            file("../../evil.txt", b"Acme bought Widget."),
            file("/abs/a.txt", b"One."),
            header("etc", 0, b'1'),
            file("b.txt", b"Two."),
        ];
        assert_eq!(
            events(&bytes.concat()),
            [
                "! in/a.tar@0!evil.txt: a member whose name leads out of the archive (`..`), which is not read",
                "a.tar!abs/a.txt: One.",
                "a.tar!b.txt: Two.",
            ]
        );
    }

    #[test]
    fn err_a_broken_header_loses_only_its_member() {
        let mut broken = file("b.txt", b"Two.");
        broken[3] ^= 1;
        let bytes = [file("a.txt", b"One."), broken, file("c.txt", b"Three.")];
        assert_eq!(
            events(&bytes.concat()),
            [
                "a.tar!a.txt: One.",
                "! in/a.tar@1024: a broken header of a tar member; reading goes on at the next sound one",
                "a.tar!c.txt: Three.",
            ]
        );
    }

    #[test]
    fn err_cut_in_a_member_in_a_head_and_in_the_stream() {
        let bytes = [file("a.txt", b"One."), file("b.txt", &[b'x'; 3000])].concat();
        let told = events(&bytes[..2000]);
        assert_eq!(told[0], "a.tar!a.txt: One.");
        assert!(told[1].starts_with("a.tar!b.txt: xxx"), "{}", told[1]);
        assert_eq!(
            told[2..],
            [
                "! in/a.tar!b.txt@464: the tar archive is cut: 2536 more bytes of this member are missing"
            ]
        );
        assert_eq!(
            events(&bytes[..1100]),
            [
                "a.tar!a.txt: One.",
                "! in/a.tar@1024: the tar archive is cut"
            ]
        );
        let packed = gzip(&bytes);
        let told = events(&packed[..packed.len() - 8]);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[2].contains("the gzip stream is cut"), "{told:?}");
    }

    #[test]
    fn err_archives_too_deep() {
        let deep = (0..6).fold(b"One.".to_vec(), |bytes, i| {
            file(&format!("{i}.tar"), &bytes)
        });
        let told = events(&deep);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].ends_with("an archive inside 4 others, which is not opened"),
            "{told:?}"
        );
    }

    #[test]
    fn err_any_change_of_a_byte_ends_without_a_panic() {
        let bytes = [
            file("a.txt", b"One."),
            file("b.jsonl", b"{\"text\":\"Two.\"}\n"),
        ]
        .concat();
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0xff;
            assert!(events(&bytes).len() < 5);
        }
    }
}
