//! zip: by its directory, which is read entry by entry, so that memory does not grow with the number of members.
//!
//! An archive without a directory (it is cut, or was never finished) is read by the heads of its members. An archive
//! that is no file of its own is first copied into a temporary file. Not read: encrypted members, methods but stored,
//! deflate, bzip2, zstd and xz. Known gap: names in other encodings than UTF-8 lose their accents.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::super::compress::{Budget, Failure, Guarded, unpacked};
use super::super::container::{Member, Members};
use super::super::held::Held;
use super::super::stream::{Stream, unreadable};
use super::super::{Event, Input, Reject, reject};
use super::name::name;

/// Largest archive that is copied into a temporary file.
const LARGEST_COPY: u64 = 4 << 30;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";

pub(in super::super) struct Zip {
    id: String,
    place: String,
    budget: Arc<Budget>,
    state: State,
}

enum State {
    Closed(Box<Stream>),
    /// In the directory.
    Directory(Place, BufReader<Region>),
    /// Without one: where the next head of a member is looked for.
    Heads(Place, u64),
    Ended,
}

/// The file, and where its first byte is counted from.
#[derive(Clone)]
struct Place {
    file: Arc<Mutex<File>>,
    len: u64,
    base: u64,
    /// Who wants to know of bytes taken.
    taken: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
}

/// A part of the file.
struct Region {
    place: Place,
    at: u64,
    end: u64,
    own: Arc<AtomicU64>,
}

impl Region {
    fn new(place: &Place, at: u64, end: u64) -> Self {
        Self {
            place: place.clone(),
            at,
            end: end.min(place.len),
            own: Arc::default(),
        }
    }
}

impl Read for Region {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = self.end.saturating_sub(self.at).min(out.len() as u64) as usize;
        // There are places that cannot even be sought.
        if most == 0 {
            return Ok(0);
        }
        let mut file = self
            .place
            .file
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let n = file.read(&mut out[..most])?;
        self.at += n as u64;
        for counter in [&self.place.taken, &self.place.total, &self.own] {
            counter.fetch_add(n as u64, Ordering::Relaxed);
        }
        Ok(n)
    }
}

/// What the directory, or the head of a member itself, tells of it.
struct Entry {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    crc: Option<u32>,
    packed: u64,
    /// Where its head is, or its bytes.
    at: u64,
    link: bool,
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes
        .get(at..at + 2)
        .map_or(0, |it| u16::from_le_bytes([it[0], it[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

impl Zip {
    pub fn new(input: Input) -> Self {
        Self {
            id: input.id,
            place: input.place,
            budget: input.stream.budget(),
            state: State::Closed(Box::new(input.stream)),
        }
    }

    /// The archive as a file, and its directory.
    ///
    /// # Errors
    /// Why it has none; what can be read without is left in `state`.
    fn open(&mut self, mut stream: Stream) -> Result<State, String> {
        let (file, taken, total) = if let Some(file) = stream.file() {
            let (taken, total) = stream.counters();
            (file, taken, total)
        } else {
            let copy = copy(&mut stream).map_err(|error| unreadable(&error))?;
            (Arc::new(Mutex::new(copy)), Arc::default(), Arc::default())
        };
        let len = {
            let file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.metadata().map(|meta| meta.len())
        };
        let mut place = Place {
            file,
            len: len.map_err(|error| unreadable(&error))?,
            base: 0,
            taken,
            total,
        };
        let found = directory(&place).map_err(|error| unreadable(&error))?;
        let Some((start, end, base)) = found else {
            self.state = State::Heads(place, 0);
            return Err(
                "a zip archive that is cut: it has no directory; its members are read as far as their heads are found"
                    .to_owned(),
            );
        };
        place.base = base;
        let region = Region::new(&place, start, end);
        Ok(State::Directory(place, BufReader::new(region)))
    }

    fn member(&self, place: &Place, entry: &Entry) -> Option<Member> {
        let name = name(&entry.name);
        if name.hidden || name.text.is_empty() || entry.link || entry.name.ends_with(b"/") {
            return None;
        }
        if name.leads_out {
            return Some(name.refused(&self.place, &entry.at.to_string()));
        }
        let (id, at) = (
            format!("{}!{}", self.id, name.text),
            format!("{}!{}", self.place, name.text),
        );
        if entry.flags & 1 != 0 {
            return Some(Member::Event(reject(
                at,
                "an encrypted member, which is not read",
            )));
        }
        let region = Region::new(place, entry.at, entry.at.saturating_add(entry.packed));
        let taken = Arc::clone(&region.own);
        let stream = unpacked(entry.method, region)
            .map(|plain| Guarded::new(plain, taken, Arc::clone(&self.budget)))
            .map(|plain| Checked {
                inner: plain,
                sum: flate2::Crc::new(),
                told: entry.crc,
            })
            .and_then(|plain| Stream::inside(plain, Arc::clone(&self.budget)));
        Some(match stream {
            Ok(stream) => Member::Open(Box::new(Input::new(id, at, stream)), None),
            Err(error) => Member::Event(Event::Reject(Reject {
                place: at,
                reason: unreadable(&error),
            })),
        })
    }

    fn broken(&self, at: u64, reason: &str) -> Member {
        Member::Event(reject(format!("{}@{at}", self.place), reason))
    }
}

/// All bytes of a stream as a file.
fn copy(stream: &mut Stream) -> io::Result<File> {
    let mut held = Held::default();
    let mut buf = vec![0; 64 << 10];
    loop {
        let n = match stream.read(&mut buf) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        held.add(&buf[..n])?;
        if held.len() > LARGEST_COPY {
            return Err(Failure::end(
                "a zip archive of more than 4 GiB that is no file of its own, which is not read",
                None,
            ));
        }
    }
    held.into_file()
}

/// Bytes of the file, fewer at its end.
fn bytes(place: &Place, at: u64, len: u64) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    Region::new(place, at, at.saturating_add(len)).read_to_end(&mut out)?;
    Ok(out)
}

/// Where the directory begins and ends, and how far into the file the archive begins. `None` where there is none.
fn directory(place: &Place) -> io::Result<Option<(u64, u64, u64)>> {
    const TAIL: u64 = 22 + 0xffff;
    const WIDE: u64 = 56;
    let from = place.len.saturating_sub(TAIL);
    let tail = bytes(place, from, TAIL)?;
    let found = memchr::memmem::rfind_iter(&tail, END).find(|at| {
        let comment = usize::from(u16_at(&tail, at + 20));
        tail.len() >= at + 22 + comment
    });
    let Some(at) = found else {
        return Ok(None);
    };
    let mut end = from + at as u64;
    let (mut size, mut offset) = (
        u64::from(u32_at(&tail, at + 12)),
        u64::from(u32_at(&tail, at + 16)),
    );
    // A wide end stands before it where numbers are large, and says where by an offset.
    let locator = bytes(place, end.saturating_sub(20), 20)?;
    if locator.starts_with(b"PK\x06\x07") {
        for at in [u64_at(&locator, 8), end.saturating_sub(20 + WIDE)] {
            let wide = bytes(place, at, WIDE)?;
            if wide.starts_with(b"PK\x06\x06") {
                (size, offset, end) = (u64_at(&wide, 40), u64_at(&wide, 48), at);
                break;
            }
        }
    }
    // What stands before the archive (a program that unpacks it) is not counted in its offsets.
    let counted = end.checked_sub(size).filter(|start| *start >= offset);
    for start in counted.into_iter().chain([offset]) {
        let head = bytes(place, start, 4)?;
        if head == CENTRAL || size == 0 && start == end {
            return Ok(Some((start, end, start - offset)));
        }
    }
    Ok(None)
}

/// The next entry of the directory.
fn entry(directory: &mut BufReader<Region>, place: &Place) -> Result<Option<Entry>, String> {
    let mut head = [0; 46];
    let mut take = |bytes: &mut [u8]| {
        directory
            .read_exact(bytes)
            .map_err(|_| "the directory of the zip archive is cut".to_owned())
    };
    if take(&mut head[..1]).is_err() {
        return Ok(None);
    }
    take(&mut head[1..])?;
    if !head.starts_with(CENTRAL) {
        return Err("the directory of the zip archive is broken".to_owned());
    }
    let mut name = vec![0; usize::from(u16_at(&head, 28))];
    let mut extra = vec![0; usize::from(u16_at(&head, 30))];
    let mut comment = vec![0; usize::from(u16_at(&head, 32))];
    take(&mut name)?;
    take(&mut extra)?;
    take(&mut comment)?;
    let mut fields = [u32_at(&head, 24), u32_at(&head, 20), u32_at(&head, 42)].map(u64::from);
    wide(&extra, &mut fields);
    let [_, packed, at] = fields;
    // The system that made it is Unix, and the mode that of a link.
    let link = head[5] == 3 && u32_at(&head, 38) >> 28 == 0xa;
    let at = at.saturating_add(place.base);
    let local = bytes(place, at, 30).map_err(|error| unreadable(&error))?;
    let behind = if local.starts_with(LOCAL) {
        30 + u64::from(u16_at(&local, 26)) + u64::from(u16_at(&local, 28))
    } else {
        // Its bytes fail where they stand, and the others go on.
        u64::MAX / 2
    };
    Ok(Some(Entry {
        name,
        flags: u16_at(&head, 8),
        method: u16_at(&head, 10),
        crc: Some(u32_at(&head, 16)),
        packed,
        at: at.saturating_add(behind),
        link,
    }))
}

/// Numbers that are too large for their fields stand in an extra one, in this order.
fn wide(mut extra: &[u8], fields: &mut [u64]) {
    while extra.len() >= 4 {
        let len = usize::from(u16_at(extra, 2));
        let body = extra.get(4..4 + len).unwrap_or_default();
        if u16_at(extra, 0) == 1 {
            let mut at = 0;
            for field in fields.iter_mut().filter(|it| **it == u64::from(u32::MAX)) {
                if body.len() >= at + 8 {
                    *field = u64_at(body, at);
                    at += 8;
                }
            }
        }
        extra = extra.get(4 + len..).unwrap_or_default();
    }
}

/// Where one of these marks stands next.
fn find(place: &Place, mut at: u64, marks: &[&[u8]]) -> io::Result<Option<u64>> {
    const STEP: u64 = 1 << 20;
    loop {
        let part = bytes(place, at, STEP)?;
        let found = marks
            .iter()
            .filter_map(|mark| memchr::memmem::find(&part, mark))
            .min();
        if let Some(found) = found {
            return Ok(Some(at + found as u64));
        }
        if (part.len() as u64) < STEP {
            return Ok(None);
        }
        at += STEP - 3;
    }
}

/// The next member by its own head, and where to look for the one behind it.
fn head(place: &Place, from: u64) -> io::Result<Option<(Entry, u64)>> {
    let Some(at) = find(place, from, &[LOCAL])? else {
        return Ok(None);
    };
    let local = bytes(place, at, 30)?;
    let (name_len, extra_len) = (u16_at(&local, 26), u16_at(&local, 28));
    let flags = u16_at(&local, 6);
    let start = at + 30 + u64::from(name_len) + u64::from(extra_len);
    let mut fields = [u32_at(&local, 22), u32_at(&local, 18)].map(u64::from);
    let extra = bytes(place, at + 30 + u64::from(name_len), u64::from(extra_len))?;
    wide(&extra, &mut fields);
    // Sizes that were not known yet stand behind the bytes; those of deflate know their own end.
    let streamed = flags & 8 != 0;
    let next = if streamed {
        find(place, start, &[LOCAL, CENTRAL])?.unwrap_or(place.len)
    } else {
        start.saturating_add(fields[1])
    };
    let entry = Entry {
        name: bytes(place, at + 30, u64::from(name_len))?,
        flags,
        method: u16_at(&local, 8),
        crc: (!streamed).then(|| u32_at(&local, 14)),
        // A head that is cut tells of bytes behind the end.
        packed: next.saturating_sub(start),
        at: start,
        link: false,
    };
    Ok(Some((entry, next)))
}

/// Says at the end whether the bytes were those that were packed.
struct Checked<R> {
    inner: R,
    sum: flate2::Crc,
    told: Option<u32>,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = match self.inner.read(out) {
            Ok(n) => n,
            Err(error) if Failure::of(&error).is_some() => return Err(error),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                let text =
                    "this member of the zip archive is cut; what stands before the cut was read";
                return Err(Failure::end(text, None));
            }
            Err(error) => {
                let text = format!(
                    "this member of the zip archive is broken ({error}); what stands before the break was read"
                );
                return Err(Failure::end(text, None));
            }
        };
        self.sum.update(&out[..n]);
        if n == 0 && !out.is_empty() && self.told.take().is_some_and(|told| told != self.sum.sum())
        {
            let text = "this member of the zip archive is cut or broken: its checksum is another";
            return Err(Failure::end(text, None));
        }
        Ok(n)
    }
}

impl Members for Zip {
    fn next_member(&mut self) -> Option<Member> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return None,
                State::Closed(stream) => match self.open(*stream) {
                    Ok(state) => self.state = state,
                    Err(reason) => {
                        return Some(Member::Event(reject(self.place.as_str(), reason)));
                    }
                },
                State::Directory(place, mut directory) => match entry(&mut directory, &place) {
                    Ok(None) => {}
                    Ok(Some(entry)) => {
                        let member = self.member(&place, &entry);
                        self.state = State::Directory(place, directory);
                        if member.is_some() {
                            return member;
                        }
                    }
                    Err(reason) => {
                        return Some(self.broken(directory.get_ref().at, &reason));
                    }
                },
                State::Heads(place, from) => match head(&place, from) {
                    Ok(None) => {}
                    Ok(Some((entry, next))) => {
                        let member = self.member(&place, &entry);
                        self.state = State::Heads(place, next);
                        if member.is_some() {
                            return member;
                        }
                    }
                    Err(error) => return Some(self.broken(from, &unreadable(&error))),
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::super::container::Container;
    use super::super::super::{Pages, SourceOptions, told};
    use super::*;

    fn events_of(zip: Zip) -> Vec<String> {
        let options = SourceOptions::default();
        told(Container::new(
            Box::new(zip),
            0,
            &options,
            Pages::built_in(),
        ))
    }

    /// Of a copy in a temporary file.
    fn events(bytes: &[u8]) -> Vec<String> {
        events_of(Zip::new(Input::of_bytes("a.zip", bytes)))
    }

    fn packed(method: u16, bytes: &[u8]) -> Vec<u8> {
        match method {
            8 => {
                let level = flate2::Compression::default();
                let mut out = flate2::write::DeflateEncoder::new(Vec::new(), level);
                out.write_all(bytes).expect("memory");
                out.finish().expect("memory")
            }
            93 => zstd::encode_all(bytes, 1).expect("memory"),
            _ => bytes.to_vec(),
        }
    }

    /// An archive; `streamed` leaves sizes out of the heads, as programs do that write to a pipe.
    fn archive(members: &[(&str, u16, u16, &[u8])], streamed: bool) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, method, flags, plain) in members {
            let bytes = packed(*method, plain);
            let mut sum = flate2::Crc::new();
            sum.update(plain);
            let known = |n: u32| if streamed { 0 } else { n }.to_le_bytes();
            let flags = flags | if streamed { 8 } else { 0 };
            let at = out.len() as u32;
            let sizes = [sum.sum(), bytes.len() as u32, plain.len() as u32];
            let common = [20u16, flags, *method, 0, 0].map(u16::to_le_bytes).concat();
            let name_len = (name.len() as u16).to_le_bytes();
            out.extend(LOCAL);
            out.extend(&common);
            out.extend(sizes.map(known).concat());
            out.extend(name_len);
            out.extend([0, 0]);
            out.extend(name.as_bytes());
            out.extend(&bytes);
            if streamed {
                out.extend(b"PK\x07\x08");
                out.extend(sizes.map(u32::to_le_bytes).concat());
            }
            directory.extend(CENTRAL);
            directory.extend([20, 3]);
            directory.extend(&common);
            directory.extend(sizes.map(u32::to_le_bytes).concat());
            directory.extend(name_len);
            directory.extend([0; 12]);
            directory.extend(at.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let at = out.len() as u32;
        out.extend(&directory);
        out.extend(END);
        out.extend([0; 8]);
        out.extend((directory.len() as u32).to_le_bytes());
        out.extend(at.to_le_bytes());
        out.extend([0, 0]);
        out
    }

    #[test]
    fn ok_members_of_any_format_and_method() {
        let inner = archive(&[("x.txt", 0, 0, b"Three.")], false);
        for streamed in [false, true] {
            let mut bytes = archive(
                &[
                    ("docs/", 0, 0, b""),
                    ("docs/a.txt", 8, 0, b"Acme sold Widget."),
                    ("b.jsonl", 93, 0, b"{\"id\":7,\"text\":\"One.\"}\n"),
                    ("c.zip", 8, 0, &inner),
                    ("docs/a.txt", 0, 0, b"Two."),
                ],
                streamed,
            );
            let expected = [
                "a.zip!docs/a.txt: Acme sold Widget.",
                "7: One.",
                "a.zip!c.zip!x.txt: Three.",
                "a.zip!docs/a.txt: Two.",
            ];
            assert_eq!(events(&bytes), expected);
            // Behind something else, as in a program that unpacks itself.
            bytes.splice(..0, *b"PK\x03\x04 or so");
            assert_eq!(events(&bytes), expected);
        }
    }

    #[test]
    fn ok_a_file_is_read_in_place() {
        let mut file = tempfile::tempfile().expect("a scratch file");
        let bytes = archive(&[("a.txt", 8, 0, b"One."), ("b.txt", 8, 0, b"Two.")], false);
        file.write_all(&bytes).expect("room");
        file.seek(SeekFrom::Start(0)).expect("a file");
        let total = Arc::new(AtomicU64::new(0));
        let stream = Stream::of_file(file, Arc::clone(&total)).expect("readable");
        assert!(stream.file().is_some());
        let input = Input::new("a.zip".to_owned(), "in/a.zip".to_owned(), stream);
        assert_eq!(
            events_of(Zip::new(input)),
            ["a.zip!a.txt: One.", "a.zip!b.txt: Two."]
        );
    }

    #[test]
    fn err_without_a_directory() {
        let members: [(&str, u16, u16, &[u8]); 3] = [
            ("a.txt", 8, 0, b"One."),
            ("b.txt", 8, 0, b"Two."),
            (
                "c.txt",
                8,
                0,
                b"Acme has agreed to buy Widget for a sum that nobody told.",
            ),
        ];
        for streamed in [false, true] {
            let bytes = archive(&members, streamed);
            let at = memchr::memmem::find(&bytes, CENTRAL).expect("a directory");
            let told = events(&bytes[..at]);
            assert!(
                told[0].starts_with("! in/a.zip: a zip archive that is cut"),
                "{told:?}"
            );
            assert_eq!(told[1..3], ["a.zip!a.txt: One.", "a.zip!b.txt: Two."]);
            assert_eq!(told.len(), 4);
            let told = events(&bytes[..at - 40]);
            assert_eq!(told[1..3], ["a.zip!a.txt: One.", "a.zip!b.txt: Two."]);
            assert!(
                told[3..]
                    .iter()
                    .any(|it| it.starts_with("! in/a.zip!c.txt")),
                "{told:?}"
            );
        }
    }

    #[test]
    fn err_members_that_are_not_read() {
        let mut bytes = archive(
            &[
                ("../evil.txt", 0, 0, b"Acme bought Widget."),
                ("secret.txt", 0, 1, b"Acme bought Widget."),
                ("odd.txt", 6, 0, b"Acme bought Widget."),
                ("broken.txt", 0, 0, b"Acme bought Gadget."),
                ("a.txt", 0, 0, b"One."),
            ],
            false,
        );
        let at = memchr::memmem::find(&bytes, b"Gadget").expect("the broken one");
        bytes[at] = b'B';
        assert_eq!(
            events(&bytes),
            [
                "! in/a.zip@41!evil.txt: a member whose name leads out of the archive (`..`), which is not read",
                "! in/a.zip!secret.txt: an encrypted member, which is not read",
                "! in/a.zip!odd.txt: a member packed by method 6, which is not read",
                "a.zip!broken.txt: Acme bought Badget.",
                "! in/a.zip!broken.txt@19: this member of the zip archive is cut or broken: its checksum is another",
                "a.zip!a.txt: One.",
            ]
        );
    }

    #[test]
    fn err_bombs_and_bombs_in_bombs() {
        let spaces = vec![b' '; 50 << 20];
        let bomb = archive(&[("0.txt", 8, 0, &spaces)], false);
        let nested = archive(
            &[
                ("1.zip", 8, 0, &bomb),
                ("2.zip", 8, 0, &bomb),
                ("a.txt", 8, 0, b"One."),
            ],
            false,
        );
        let told = events(&nested);
        assert_eq!(told.len(), 3, "{told:?}");
        for (i, name) in ["1.zip!0.txt", "2.zip!0.txt"].iter().enumerate() {
            assert!(
                told[i].starts_with(&format!("! in/a.zip!{name}"))
                    && told[i].contains("more than 250 times its size"),
                "{told:?}"
            );
        }
        assert_eq!(told[2], "a.zip!a.txt: One.");
    }

    #[test]
    fn err_numbers_beyond_the_end() {
        // A head alone, whose name and sizes would stand behind the end of the file.
        let bytes = archive(&[("a.txt", 8, 0, b"One.")], true);
        let mut told = events(&bytes[..32]);
        assert!(told.remove(0).contains("it has no directory"), "{told:?}");
        // A directory whose entry stands at the largest number there is, by a wide field, in an archive behind a program.
        let mut bytes = archive(&[("a.txt", 0, 0, b"One."), ("b.txt", 0, 0, b"Two.")], false);
        let at = memchr::memmem::find(&bytes, CENTRAL).expect("a directory");
        bytes[at + 30] = 12;
        bytes[at + 42..at + 46].fill(0xff);
        bytes.splice(
            at + 51..at + 51,
            *b"\x01\0\x08\0\xff\xff\xff\xff\xff\xff\xff\xff",
        );
        let end = bytes.len() - 10;
        bytes[end] += 12;
        bytes.splice(..0, *b"#!/bin/sh\n");
        assert_eq!(
            events(&bytes).last().map(String::as_str),
            Some("a.zip!b.txt: Two.")
        );
    }

    #[test]
    fn err_any_change_of_a_byte_ends_without_a_panic() {
        let bytes = archive(
            &[
                ("a.txt", 8, 0, b"One."),
                ("b.jsonl", 0, 0, b"{\"text\":\"2\"}"),
            ],
            false,
        );
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff;
            assert!(events(&changed).len() < 6);
            assert!(events(&bytes[..at]).len() < 6);
        }
    }
}
