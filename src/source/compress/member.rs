//! One member after the other of a packed stream. Behind one that is broken, reading goes on with the next that begins.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::tap::Tap;
use super::{Codec, Failure, MAGIC};

/// The largest window of a zstd frame that is unpacked, as a power of two: what `zstd -d` takes without being asked.
pub(super) const ZSTD_WINDOW: u32 = 27;
/// The most memory that unpacking xz may take, in KiB: `xz -9` makes dictionaries of 64 MiB.
pub(super) const XZ_MEMORY: u32 = 80 << 10;
/// The largest dictionary of zstd in the stream itself.
const ZSTD_DICTIONARY: u64 = 16 << 20;

/// Where members begin.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Starts(Arc<Mutex<VecDeque<(u64, u64)>>>);

impl Starts {
    /// More than a reader can be ahead of what asks.
    const MOST: usize = 1 << 16;

    fn add(&self, plain: u64, packed: u64) {
        let mut starts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if starts.len() == Self::MOST {
            starts.pop_front();
        }
        starts.push_back((plain, packed));
    }

    /// The member that holds byte `plain` of what was unpacked: where it begins, and how far in the byte stands. To be
    /// asked for places in rising order.
    pub fn locate(&self, plain: u64) -> Option<(u64, u64)> {
        let mut starts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while starts.get(1).is_some_and(|next| next.0 <= plain) {
            starts.pop_front();
        }
        let (begin, packed) = *starts.front()?;
        Some((packed, plain.checked_sub(begin)?))
    }
}

/// The plain bytes of all members.
pub(in super::super) struct Members {
    codec: Codec,
    state: State,
    /// Bytes given so far.
    given: u64,
    starts: Starts,
    /// Whether places in this stream are places in the input.
    outermost: bool,
    dictionary: Vec<u8>,
}

enum State {
    /// Before a member.
    Between(Tap),
    /// In one that begins at this byte.
    Inside(Decoder, u64),
    /// Behind a break, with the byte from which the next member is looked for.
    Lost(Tap, u64),
    Ended,
}

/// What stands before a member.
enum Next {
    Member,
    Filling,
    Foreign,
    End,
}

enum Decoder {
    Gzip(Box<flate2::bufread::GzDecoder<Tap>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, Tap>>),
    Bzip2(Box<bzip2::bufread::BzDecoder<Tap>>),
    Xz(Box<lzma_rust2::XzReader<Tap>>),
}

impl Decoder {
    fn open(codec: Codec, tap: Tap, dictionary: &[u8]) -> Result<Self, (Tap, io::Error)> {
        Ok(match codec {
            Codec::Gzip => Self::Gzip(Box::new(flate2::bufread::GzDecoder::new(tap))),
            Codec::Zstd => {
                let decoder = zstd::stream::read::Decoder::try_with_dictionary(tap, dictionary)?;
                let mut decoder = decoder.single_frame();
                if let Err(error) = decoder.window_log_max(ZSTD_WINDOW) {
                    return Err((decoder.into_inner(), error));
                }
                Self::Zstd(Box::new(decoder))
            }
            Codec::Bzip2 => Self::Bzip2(Box::new(bzip2::bufread::BzDecoder::new(tap))),
            Codec::Xz => Self::Xz(Box::new(lzma_rust2::XzReader::new_mem_limit(
                tap, false, XZ_MEMORY,
            ))),
        })
    }

    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Gzip(decoder) => decoder.read(out),
            Self::Zstd(decoder) => decoder.read(out),
            Self::Bzip2(decoder) => decoder.read(out),
            Self::Xz(decoder) => decoder.read(out),
        }
    }

    /// The stream behind what was read. Of a whole member, that is behind its end.
    fn into_tap(self, whole: bool) -> Tap {
        match self {
            Self::Gzip(decoder) => decoder.into_inner(),
            Self::Zstd(decoder) if whole => decoder.finish(),
            Self::Zstd(decoder) => decoder.into_inner(),
            Self::Bzip2(decoder) => decoder.into_inner(),
            Self::Xz(decoder) => decoder.into_inner(),
        }
    }
}

impl Members {
    pub fn new(codec: Codec, packed: Box<dyn Read + Send>, outermost: bool) -> Self {
        Self {
            codec,
            state: State::Between(Tap::new(packed)),
            given: 0,
            starts: Starts::default(),
            outermost,
            dictionary: Vec::new(),
        }
    }

    pub fn starts(&self) -> Starts {
        self.starts.clone()
    }

    fn hole(&self, text: impl Into<String>, at: u64) -> io::Error {
        Failure::hole(text, self.outermost.then_some(at))
    }

    /// Looks at what begins here.
    fn look(&mut self, tap: &mut Tap) -> io::Result<Next> {
        if self.given == 0 && self.dictionary.is_empty() && self.codec == Codec::Zstd {
            self.dictionary = dictionary(tap)?;
        }
        let start = tap.position();
        let head = tap.peek(MAGIC)?;
        if head.is_empty() {
            return Ok(Next::End);
        }
        if Codec::of(head) == Some(self.codec) {
            return Ok(Next::Member);
        }
        tap.skip_zeros()?;
        Ok(if tap.position() > start {
            Next::Filling
        } else {
            Next::Foreign
        })
    }

    /// What to do before a member: opens it where there is one.
    fn between(&mut self, mut tap: Tap) -> io::Result<()> {
        let start = tap.position();
        let name = self.codec.name();
        match self.look(&mut tap) {
            Err(error) => return Err(self.failed(tap, start, &error)),
            Ok(Next::End) => {}
            Ok(Next::Filling) => self.state = State::Between(tap),
            Ok(Next::Foreign) => {
                self.state = State::Lost(tap, start + 1);
                let text =
                    format!("what stands behind the {name} stream is none; it is passed over");
                return Err(self.hole(text, start));
            }
            Ok(Next::Member) => {
                let start = tap.position();
                match Decoder::open(self.codec, tap, &self.dictionary) {
                    Ok(decoder) => {
                        self.starts.add(self.given, start);
                        self.state = State::Inside(decoder, start);
                    }
                    Err((_, error)) => {
                        let text = format!("the {name} stream cannot be unpacked ({error})");
                        return Err(Failure::end(text, None));
                    }
                }
            }
        }
        Ok(())
    }

    /// What it means that a member failed.
    fn failed(&mut self, mut tap: Tap, start: u64, error: &io::Error) -> io::Error {
        if let Some(below) = tap.take_error() {
            // Behind a hole below, the rest of this member is worth nothing.
            if Failure::of(&below).is_some_and(|failure| failure.goes_on) {
                let at = tap.position();
                self.state = State::Lost(tap, at);
            }
            return below;
        }
        let name = self.codec.name();
        let at = tap.position();
        let cut = error.kind() == io::ErrorKind::UnexpectedEof && tap.at_end();
        let text = if cut {
            format!("the {name} stream is cut; what stands before the cut was read")
        } else if error.to_string().contains("too much memory") {
            let most = 1 << (ZSTD_WINDOW - 20);
            format!("the zstd stream wants a window of more than {most} MiB, which is refused")
        } else if error.kind() == io::ErrorKind::OutOfMemory {
            "the xz stream wants a dictionary of more than 64 MiB, which is refused".to_owned()
        } else {
            format!("the {name} stream is broken ({error}); what stands before the break was read")
        };
        // A decoder may have run on into the next member: it is looked for right behind the start of this one.
        self.state = State::Lost(tap, start + 1);
        self.hole(text, at)
    }
}

impl Read for Members {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(0),
                State::Between(tap) => self.between(tap)?,
                State::Lost(mut tap, from) => match tap.find(self.codec, from) {
                    Ok(true) => self.state = State::Between(tap),
                    Ok(false) => {}
                    Err(error) => return Err(self.failed(tap, from, &error)),
                },
                State::Inside(mut decoder, start) => match decoder.read(out) {
                    Ok(0) if out.is_empty() => {
                        self.state = State::Inside(decoder, start);
                        return Ok(0);
                    }
                    Ok(0) => self.state = State::Between(decoder.into_tap(true)),
                    Ok(n) => {
                        self.given += n as u64;
                        self.state = State::Inside(decoder, start);
                        return Ok(n);
                    }
                    Err(error) => {
                        return Err(self.failed(decoder.into_tap(false), start, &error));
                    }
                },
            }
        }
    }
}

/// The dictionary for all frames that a WARC file of zstd begins with, as a skippable frame; empty where there is none.
fn dictionary(tap: &mut Tap) -> io::Result<Vec<u8>> {
    let &[0x5d, 0x2a, 0x4d, 0x18, a, b, c, d] = tap.peek(8)? else {
        return Ok(Vec::new());
    };
    let len = u64::from(u32::from_le_bytes([a, b, c, d]));
    if len > ZSTD_DICTIONARY {
        // Passed over as any frame of this kind.
        return Ok(Vec::new());
    }
    let mut frame = Vec::new();
    tap.take(len + 8).read_to_end(&mut frame)?;
    let packed = frame.split_off(frame.len().min(8));
    if Codec::of(&packed) != Some(Codec::Zstd) {
        return Ok(packed);
    }
    let mut plain = Vec::new();
    zstd::stream::read::Decoder::new(packed.as_slice())?
        .take(ZSTD_DICTIONARY)
        .read_to_end(&mut plain)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::super::stream::Stream;
    use super::*;

    fn pack(codec: Codec, bytes: &[u8]) -> Vec<u8> {
        match codec {
            Codec::Gzip => {
                let mut out =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                out.write_all(bytes).expect("memory");
                out.finish().expect("memory")
            }
            Codec::Zstd => {
                let mut out = zstd::stream::write::Encoder::new(Vec::new(), 1).expect("memory");
                out.include_checksum(true).expect("an option");
                out.write_all(bytes).expect("memory");
                out.finish().expect("memory")
            }
            Codec::Bzip2 => {
                let level = bzip2::Compression::fast();
                let mut out = bzip2::write::BzEncoder::new(Vec::new(), level);
                out.write_all(bytes).expect("memory");
                out.finish().expect("memory")
            }
            Codec::Xz => {
                let options = lzma_rust2::XzOptions::with_preset(0);
                let mut out = lzma_rust2::XzWriter::new(Vec::new(), options).expect("options");
                out.write_all(bytes).expect("memory");
                out.finish().expect("memory")
            }
        }
    }

    const ALL: [Codec; 4] = [Codec::Gzip, Codec::Zstd, Codec::Bzip2, Codec::Xz];

    /// All that can be read, and each failure with its place.
    fn unpack(bytes: &[u8]) -> (Vec<u8>, Vec<String>) {
        let mut out = Vec::new();
        let mut failures = Vec::new();
        let mut stream = match Stream::new(io::Cursor::new(bytes.to_vec()), Arc::default()) {
            Ok(stream) => stream,
            Err(error) => return (out, vec![error.to_string()]),
        };
        while let Err(error) = stream.read_to_end(&mut out) {
            failures.push(format!("@{}: {}", stream.offset(), stream.explain(&error)));
        }
        (out, failures)
    }

    fn noise(len: usize, mut seed: u32) -> Vec<u8> {
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        (0..len).map(|_| b'a' + next() % 26).collect()
    }

    #[test]
    fn ok_members_and_what_fills_up_behind_them() {
        let (one, two) = (noise(100_000, 1), noise(5, 2));
        for codec in ALL {
            let mut bytes = pack(codec, &one);
            bytes.extend(pack(codec, b""));
            bytes.extend(pack(codec, &two));
            bytes.extend([0; 512]);
            let (out, failures) = unpack(&bytes);
            assert!(out == [one.as_slice(), &two].concat(), "{codec:?}");
            assert!(failures.is_empty(), "{codec:?}: {failures:?}");
        }
    }

    #[test]
    fn ok_layers() {
        let text = noise(1000, 3);
        for outer in ALL {
            for inner in ALL {
                let bytes = pack(outer, &pack(inner, &pack(Codec::Gzip, &text)));
                assert_eq!(unpack(&bytes), (text.clone(), Vec::new()));
            }
        }
    }

    #[test]
    fn err_too_many_layers() {
        let bytes = (0..4).fold(b"text".to_vec(), |bytes, _| pack(Codec::Gzip, &bytes));
        let (out, failures) = unpack(&bytes);
        assert!(out.is_empty());
        assert_eq!(
            failures,
            ["more than 3 layers of compression, which are not taken off"]
        );
    }

    #[test]
    fn err_members_behind_a_broken_one_are_read() {
        let parts: Vec<Vec<u8>> = (0..3).map(|i| noise(300_000, i)).collect();
        for codec in ALL {
            let packed: Vec<Vec<u8>> = parts.iter().map(|part| pack(codec, part)).collect();
            let mut broken = packed.clone();
            for byte in &mut broken[1][5000..5100] {
                *byte ^= 0x55;
            }
            let mut cut = packed.clone();
            cut[1].truncate(7000);
            for bytes in [broken, cut] {
                let (out, failures) = unpack(&bytes.concat());
                assert!(out.starts_with(&parts[0]), "{codec:?}");
                assert!(out.ends_with(&parts[2]), "{codec:?}");
                assert!(
                    matches!(failures.as_slice(), [one] if one.contains(codec.name())),
                    "{codec:?}: {failures:?}"
                );
            }
        }
    }

    #[test]
    fn err_cut_at_any_place() {
        let text = noise(3000, 7);
        for codec in ALL {
            let bytes = pack(codec, &text);
            for len in (MAGIC..bytes.len()).step_by(7) {
                let (out, failures) = unpack(&bytes[..len]);
                assert!(text.starts_with(&out), "{codec:?} {len}");
                assert_eq!(failures.len(), 1, "{codec:?} {len}: {failures:?}");
                assert!(failures[0].contains("is cut"), "{codec:?}: {failures:?}");
            }
        }
    }

    #[test]
    fn err_rubbish_behind_the_stream() {
        let mut bytes = pack(Codec::Gzip, b"text");
        let len = bytes.len();
        bytes.extend(b"rubbish");
        bytes.extend(pack(Codec::Gzip, b" and more"));
        let (out, failures) = unpack(&bytes);
        assert_eq!(out, b"text and more");
        assert_eq!(
            failures,
            [format!(
                "@{len}: what stands behind the gzip stream is none; it is passed over"
            )]
        );
    }

    #[test]
    fn err_windows_and_dictionaries_out_of_all_proportion() {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).expect("memory");
        encoder.window_log(28).expect("a window");
        encoder.write_all(b"text").expect("memory");
        let (out, failures) = unpack(&encoder.finish().expect("memory"));
        assert!(out.is_empty());
        assert!(
            failures[0].contains("a window of more than 128 MiB"),
            "{failures:?}"
        );

        // The head of an xz block with a dictionary of 4 GiB.
        let mut bytes = pack(Codec::Xz, b"text");
        assert_eq!(bytes[12..16], [2, 0, 0x21, 1]);
        bytes[16] = 40;
        let mut sum = flate2::Crc::new();
        sum.update(&bytes[12..20]);
        bytes[20..24].copy_from_slice(&sum.sum().to_le_bytes());
        let (out, failures) = unpack(&bytes);
        assert!(out.is_empty());
        assert!(
            failures[0].contains("a dictionary of more than 64 MiB"),
            "{failures:?}"
        );
    }

    #[test]
    fn err_bombs_end_early() {
        let zeros = vec![b' '; 100 << 20];
        let packed = pack(Codec::Gzip, &zeros);
        for bytes in [pack(Codec::Zstd, &packed), packed] {
            let (out, failures) = unpack(&bytes);
            assert!(out.len() <= 33 << 20, "{}", out.len());
            assert!(
                matches!(failures.as_slice(), [one] if one.contains("more than 250 times its size")),
                "{failures:?}"
            );
        }
    }

    #[test]
    fn ok_frames_with_a_dictionary_in_the_first() {
        let dictionary = noise(5000, 9);
        for packed in [dictionary.clone(), pack(Codec::Zstd, &dictionary)] {
            let mut bytes = b"\x5d\x2a\x4d\x18".to_vec();
            bytes.extend((packed.len() as u32).to_le_bytes());
            bytes.extend(&packed);
            for part in [&dictionary[100..900], &dictionary[1000..3000]] {
                let mut encoder =
                    zstd::stream::write::Encoder::with_dictionary(Vec::new(), 3, &dictionary)
                        .expect("memory");
                encoder.write_all(part).expect("memory");
                bytes.extend(encoder.finish().expect("memory"));
            }
            let (out, failures) = unpack(&bytes);
            assert!(failures.is_empty(), "{failures:?}");
            assert!(out == [&dictionary[100..900], &dictionary[1000..3000]].concat());
        }
    }

    #[test]
    fn ok_places_of_members() {
        let parts = [noise(50, 1), noise(7, 2), noise(90, 3)];
        let packed: Vec<Vec<u8>> = parts.iter().map(|it| pack(Codec::Gzip, it)).collect();
        let mut stream = Stream::of_bytes(&packed.concat());
        stream.read_to_end(&mut Vec::new()).expect("sound");
        let second = packed[0].len();
        assert_eq!(stream.locate(0), "0");
        assert_eq!(stream.locate(20), "0+20");
        assert_eq!(stream.locate(50), second.to_string());
        assert_eq!(stream.locate(56), format!("{second}+6"));
        assert_eq!(stream.locate(60), format!("{}+3", second + packed[1].len()));
    }
}
