//! Text of any encoding as UTF-8, while it streams.
//!
//! UTF-16 is told by its mark, or by zeros that only it has. Everything else is looked at line by line: a line that is
//! UTF-8 stays as it is, whatever stands around it. One that is not is decoded as the encoding that the lines around it
//! look like, unless what was read so far is UTF-8 for the most part: then it is a broken line of a UTF-8 file, and the
//! reader of the format says so. The encoding is told once.
//!
//! What a file says of its own encoding (a web page, a mail) is for the reader of its format.

use std::io::{self, Read};
use std::sync::{Arc, OnceLock};

use encoding_rs::Encoding;

use super::stream::goes_on;
use super::{Event, Source};

/// Bytes that are looked at before an encoding is chosen.
const LOOK: usize = 64 << 10;

/// Which encoding was guessed, told by what decodes to what reports.
#[derive(Clone, Default)]
pub(super) struct Guessed(Arc<OnceLock<&'static str>>);

impl Guessed {
    pub(super) fn set(&self, encoding: &'static Encoding) {
        // The first guess is the one that is told.
        let _ = self.0.set(encoding.name());
    }
}

/// UTF-16 by its mark, or where it is beyond doubt: no zero byte on one side, most of the other side zero, and nothing
/// but printable characters come out. The second value says that it is a guess.
pub(super) fn utf16(head: &[u8]) -> Option<(&'static Encoding, bool)> {
    match head {
        [0xff, 0xfe, ..] => return Some((encoding_rs::UTF_16LE, false)),
        [0xfe, 0xff, ..] => return Some((encoding_rs::UTF_16BE, false)),
        _ => {}
    }
    let whole = &head[..head.len() & !1];
    if whole.len() < 8 {
        return None;
    }
    let zeros = |odd: usize| {
        whole
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let pairs = whole.len() / 2;
    let most = |zeros: usize| zeros * 10 >= pairs * 7;
    let encoding = match (zeros(0), zeros(1)) {
        (0, high) if most(high) => encoding_rs::UTF_16LE,
        (high, 0) if most(high) => encoding_rs::UTF_16BE,
        _ => return None,
    };
    let (text, broken) = encoding.decode_without_bom_handling(whole);
    let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}');
    // The last pair may be half of a character.
    let printable =
        !broken || whole.len() == LOOK && !text.trim_end_matches('\u{fffd}').contains('\u{fffd}');
    (printable && !text.chars().any(odd)).then_some((encoding, true))
}

/// UTF-16 as UTF-8; a broken unit becomes U+FFFD.
pub(super) struct Utf16<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    input: Vec<u8>,
    output: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            input: Vec::new(),
            output: Vec::new(),
            at: 0,
            ended: false,
        }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.at == self.output.len() {
            if self.ended {
                return Ok(0);
            }
            self.input.resize(16 << 10, 0);
            let n = match self.inner.read(&mut self.input) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            self.ended = n == 0;
            let most = self
                .decoder
                .max_utf8_buffer_length(n)
                .ok_or_else(|| io::Error::other("a block too long to decode"))?;
            self.output.resize(most, 0);
            let (_, _, written, _) =
                self.decoder
                    .decode_to_utf8(&self.input[..n], &mut self.output, self.ended);
            self.output.truncate(written);
            self.at = 0;
        }
        let n = buf.len().min(self.output.len() - self.at);
        buf[..n].copy_from_slice(&self.output[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// Text that may be in an older encoding, as UTF-8. What is broken UTF-8 by all signs is handed on as it is.
pub(super) struct Decoded<R> {
    inner: R,
    /// Bytes that were taken and not looked at, and the place of the first of them.
    raw: Vec<u8>,
    offset: u64,
    out: Vec<u8>,
    at: usize,
    ended: bool,
    error: Option<io::Error>,
    seen: Seen,
    encoding: Option<&'static Encoding>,
    guessed: Guessed,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(inner: R, guessed: Guessed) -> Self {
        Self {
            inner,
            raw: Vec::new(),
            offset: 0,
            out: Vec::new(),
            at: 0,
            ended: false,
            error: None,
            seen: Seen::default(),
            encoding: None,
            guessed,
        }
    }

    /// Reads once more. An error is kept until what came before it is handed on.
    fn more(&mut self) {
        let len = self.raw.len();
        self.raw.resize(len + LOOK, 0);
        let n = loop {
            match self.inner.read(&mut self.raw[len..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    self.error = Some(e);
                    break 0;
                }
                Ok(n) => break n,
            }
        };
        self.ended = n == 0;
        self.raw.truncate(len + n);
    }

    /// Fills `out` with what comes next, if anything does.
    fn fill(&mut self) {
        self.out.clear();
        self.at = 0;
        while self.out.is_empty() && !(self.ended && self.raw.is_empty()) {
            if !self.ended {
                self.more();
            }
            match std::str::from_utf8(&self.raw) {
                Ok(_) => self.pass(self.raw.len()),
                Err(e) if e.error_len().is_none() && !self.ended => self.pass(e.valid_up_to()),
                Err(e) => self.legacy(e.valid_up_to()),
            }
        }
    }

    /// Hands on what is beyond doubt of the first `valid` bytes: whole lines.
    fn pass(&mut self, valid: usize) {
        let whole = if self.ended {
            valid
        } else {
            self.settled(valid)
        };
        self.hand_on(whole);
    }

    fn hand_on(&mut self, whole: usize) {
        self.seen.add_sound(&self.raw[..whole]);
        self.out.extend(self.raw.drain(..whole));
        self.offset += whole as u64;
    }

    /// Where the line begins that holds byte `at`, before which all is UTF-8. In a line that is long by then it is the
    /// last place in it that is a multiple of `LOOK` bytes of the input, so that it does not depend on how much each
    /// read gave.
    fn settled(&self, at: usize) -> usize {
        let line = memchr::memrchr(b'\n', &self.raw[..at]).map_or(0, |at| at + 1);
        if at - line < LOOK {
            return line;
        }
        let end = self.offset + at as u64;
        let mut place = at - (end % LOOK as u64) as usize;
        while place < at && self.raw[place] & 0xc0 == 0x80 {
            place -= 1;
        }
        place
    }

    /// Decodes the lines at hand, of which one is no UTF-8 from `first` on.
    fn legacy(&mut self, first: usize) {
        // What an encoding is guessed from begins at a place that does not depend on how much each read gave.
        let settled = self.settled(first);
        self.hand_on(settled);
        let first = first - settled;
        // To a place that does not depend on how much each read gave.
        let due = ((self.offset + first as u64) / LOOK as u64 + 2) * LOOK as u64;
        while !self.ended && self.offset + (self.raw.len() as u64) < due {
            self.more();
        }
        let most = usize::try_from(due - self.offset).unwrap_or(usize::MAX);
        let mut end = self.raw.len().min(most);
        if !self.ended || end < self.raw.len() {
            // Below a space there is no second byte of a character in any encoding.
            let part = &self.raw[..end];
            let line = memchr::memrchr(b'\n', part);
            let blank = || part.iter().rposition(|b| *b <= b' ');
            end = line.or_else(blank).map_or(end, |at| at + 1);
        }
        let block = &self.raw[..end];
        self.seen.add(block);
        let decode = self.seen.is_legacy();
        let encoding = *self.encoding.get_or_insert_with(|| guess(block));
        for line in block.split_inclusive(|b| *b == b'\n') {
            if !decode || std::str::from_utf8(line).is_ok() {
                self.out.extend_from_slice(line);
            } else {
                self.guessed.set(encoding);
                let (text, _) = encoding.decode_without_bom_handling(line);
                self.out.extend_from_slice(text.as_bytes());
            }
        }
        if !decode {
            self.encoding = None;
        }
        self.raw.drain(..end);
        self.offset += end as u64;
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.at == self.out.len() {
            self.fill();
        }
        if self.at == self.out.len() {
            let Some(error) = self.error.take() else {
                return Ok(0);
            };
            // What stands behind a hole comes next.
            self.ended = !goes_on(&error);
            return Err(error);
        }
        let n = buf.len().min(self.out.len() - self.at);
        buf[..n].copy_from_slice(&self.out[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// What was read so far, as far as it tells of the encoding.
#[derive(Default)]
struct Seen {
    /// Characters of UTF-8 beyond ASCII.
    sound: u64,
    /// Bytes that are no part of any.
    broken: u64,
    /// Those among them that hardly any text has.
    junk: u64,
}

impl Seen {
    fn add_sound(&mut self, text: &[u8]) {
        if !text.is_ascii() {
            self.sound += text.iter().filter(|b| **b >= 0xc0).count() as u64;
        }
    }

    fn add(&mut self, block: &[u8]) {
        for chunk in block.utf8_chunks() {
            self.add_sound(chunk.valid().as_bytes());
            // Two and more bytes are a character of UTF-8 that was cut: they speak for neither side.
            if let [byte] = chunk.invalid() {
                self.broken += 1;
                // Unused in windows-1252, or ÿ and þ.
                self.junk += u64::from(matches!(
                    byte,
                    0x81 | 0x8d | 0x8f | 0x90 | 0x9d | 0xfe | 0xff
                ));
            }
        }
    }

    /// Letters of an older encoding hardly ever make a character of UTF-8 by chance.
    fn is_legacy(&self) -> bool {
        self.broken > 0 && self.sound <= 2 * self.broken && 2 * self.junk <= self.broken
    }
}

/// The encoding of a block that is not UTF-8.
fn guess(block: &[u8]) -> &'static Encoding {
    // In English text the high bytes are marks and single letters of names, which mean the same in few encodings but
    // this one; a detector that counts pairs of letters makes something else of `£5`.
    const ENGLISH: [&[u8]; 5] = [b" the ", b" of ", b" and ", b" to ", b" for "];
    let english = ENGLISH
        .iter()
        .any(|word| memchr::memmem::find(block, word).is_some());
    let word = |w: &[u8]| w.iter().all(|b| *b >= 0xc0);
    if english && !block.windows(3).any(word) {
        return encoding_rs::WINDOWS_1252;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(block, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// A source whose encoding is told as soon as it is guessed.
pub(super) struct Told<S> {
    source: S,
    guessed: Guessed,
    place: String,
    warned: bool,
    held: Option<Event>,
}

impl<S: Source> Told<S> {
    pub(super) fn new(source: S, guessed: Guessed, place: String) -> Self {
        Self {
            source,
            guessed,
            place,
            warned: false,
            held: None,
        }
    }
}

impl<S: Source> Source for Told<S> {
    fn next_event(&mut self) -> Option<Event> {
        if let Some(held) = self.held.take() {
            return Some(held);
        }
        let event = self.source.next_event();
        if !self.warned
            && let Some(name) = self.guessed.0.get()
        {
            self.warned = true;
            self.held = event;
            return Some(Event::Warning(format!("{}: read as {name}", self.place)));
        }
        event
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Input, InputFormat, Pages, SourceOptions, reader_of, shown};

    /// Texts of articles, `! REASON` of rejects, `? TEXT` of warnings.
    fn read(name: &str, bytes: &[u8], format: InputFormat) -> Vec<String> {
        let (input, options) = (Input::of_bytes(name, bytes), SourceOptions::default());
        let source = reader_of(format, input, &options, Pages::built_in());
        shown(source, |article| article.text)
    }

    fn text(bytes: &[u8]) -> Vec<String> {
        read("a.txt", bytes, InputFormat::Text)
    }

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let (bytes, _, unmappable) = encoding.encode(text);
        assert!(!unmappable, "{text}");
        bytes.into_owned()
    }

    const FRENCH: &str = "Le groupe a annoncé l’achat de dix-huit appareils à Norvane pour 5 €.";
    const ARABIC: &str = "أعلنت المجموعة يوم الثلاثاء أنها وقعت عقدا مع شركة «نورفان» لشراء ثماني عشرة طائرة، حسبما قال متحدث.";
    const RUSSIAN: &str =
        "Компания во вторник сообщила, что подписала контракт на поставку самолётов.";

    #[test]
    fn ok_text_in_older_encodings() {
        for (plain, encoding) in [
            ("Café paid 5 € for “it”.", encoding_rs::WINDOWS_1252),
            (
                "Acme’s board – all of it – paid £5 million.",
                encoding_rs::WINDOWS_1252,
            ),
            ("Müller AG bought Brötchen GmbH.", encoding_rs::WINDOWS_1252),
            (FRENCH, encoding_rs::WINDOWS_1252),
            (ARABIC, encoding_rs::WINDOWS_1256),
            (RUSSIAN, encoding_rs::WINDOWS_1251),
            (
                "同社は火曜日、航空機十八機の購入契約を締結したと発表した。",
                encoding_rs::SHIFT_JIS,
            ),
        ] {
            let due = [
                format!("? in/a.txt: read as {}", encoding.name()),
                plain.to_owned(),
            ];
            assert_eq!(text(&encoded(plain, encoding)), due);
            // UTF-8 is nothing to tell.
            assert_eq!(text(plain.as_bytes()), [plain]);
        }
    }

    #[test]
    fn ok_utf16_with_and_without_a_mark() {
        let plain = "Acme’s board – all of it – paid £5 million.\n\n“It” said no more.";
        for big in [false, true] {
            let bytes = |mark: &str| -> Vec<u8> {
                let units: Vec<u16> = mark.encode_utf16().chain(plain.encode_utf16()).collect();
                let bytes = |u: u16| {
                    if big {
                        u.to_be_bytes()
                    } else {
                        u.to_le_bytes()
                    }
                };
                units.into_iter().flat_map(bytes).collect()
            };
            assert_eq!(text(&bytes("\u{feff}")), [plain]);
            let name = if big { "UTF-16BE" } else { "UTF-16LE" };
            let due = [format!("? in/a.txt: read as {name}"), plain.to_owned()];
            assert_eq!(text(&bytes("")), due);
        }
    }

    #[test]
    fn err_zeros_that_are_no_utf16() {
        for bytes in [
            &b"A\0"[..],
            b"A\0c\0m\0e\0\x01\0\x02\0\0\0",
            b"a\0b\0c\0d\0\0e\0f",
            b"\x01\0\x02\0\x03\0\x04\0\x05\0",
            b"Acme bought Widget\0\0",
        ] {
            assert_eq!(utf16(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn ok_rows_in_older_encodings() {
        let lines = "{\"text\":\"plain\"}\n{\"text\":\"Café paid £5\"}\n{\"text\":\"“No”\"}\n";
        let due = [
            "? in/a.jsonl: read as windows-1252",
            "plain",
            "Café paid £5",
            "“No”",
        ];
        let bytes = encoded(lines, encoding_rs::WINDOWS_1252);
        let mut told = read("a.jsonl", &bytes, InputFormat::JsonLines);
        told.sort();
        let mut due = due.map(str::to_owned);
        due.sort();
        assert_eq!(told, due);
        let rows = encoded("id,text\n1,Café\n2,“No”\n", encoding_rs::WINDOWS_1252);
        assert_eq!(
            read("a.csv", &rows, InputFormat::Csv),
            ["? in/a.csv: read as windows-1252", "Café", "“No”"]
        );
    }

    #[test]
    fn err_a_broken_line_of_a_utf8_file_is_refused() {
        let good = "{\"text\":\"Café – “so”\"}\n";
        for bad in [
            &b"{\"text\":\"caf\xe9\"}\n"[..],
            b"{\"text\":\"cut \xe2\x80\"}\n",
        ] {
            for lines in [
                [good.as_bytes(), bad, good.as_bytes()].concat(),
                [bad, good.as_bytes()].concat(),
            ] {
                let told = read("a.jsonl", &lines, InputFormat::JsonLines);
                let refused: Vec<_> = told.iter().filter(|it| it.starts_with('!')).collect();
                assert!(
                    refused.len() == 1 && refused[0].contains("invalid UTF-8"),
                    "{told:?}"
                );
                assert!(!told.iter().any(|it| it.starts_with('?')), "{told:?}");
            }
        }
    }

    #[test]
    fn ok_lines_of_both_encodings() {
        let mut lines = encoded(
            &"{\"text\":\"Café\"}\n".repeat(9),
            encoding_rs::WINDOWS_1252,
        );
        lines.extend("{\"text\":\"“É»”\"}\n".as_bytes());
        let told = read("a.jsonl", &lines, InputFormat::JsonLines);
        assert_eq!(told.len(), 11);
        assert_eq!((told[1].as_str(), told[10].as_str()), ("Café", "“É»”"));
    }

    /// Gives so many bytes a read.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(buf.len()).min(self.0.len());
            buf[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn decoded(bytes: &[u8], step: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let mut decoder = Decoded::new(Slow(bytes, step), Guessed::default());
        decoder.read_to_end(&mut out).expect("nothing fails");
        out
    }

    #[test]
    fn ok_the_size_of_reads_does_not_matter() {
        let mut bytes = "Plain words of no account.\n".repeat(6000).into_bytes();
        bytes.extend(encoded(
            &format!("{FRENCH}\n").repeat(3000),
            encoding_rs::WINDOWS_1252,
        ));
        bytes.extend("Ünïcödé\n".repeat(200).into_bytes());
        bytes.extend(b"x".repeat(200_000));
        bytes.extend(encoded(FRENCH, encoding_rs::WINDOWS_1252));
        let whole = decoded(&bytes, usize::MAX);
        let text = String::from_utf8(whole.clone()).expect("decoded");
        assert_eq!(text.matches(FRENCH).count(), 3001);
        assert_eq!(text.matches("Ünïcödé").count(), 200);
        for step in [1, 1000, 65_536, 100_001] {
            assert!(decoded(&bytes, step) == whole, "{step}");
        }
    }

    #[test]
    fn ok_what_stands_before_on_a_line_counts_however_it_is_read() {
        // Found by chance: a digit before the first high byte changed the guess.
        let digit: &[u8] = &[48, 224, 178, 194, 0, 129, 0];
        let long = [b"x".repeat(LOOK + 7), b"y of \xa35".to_vec()].concat();
        for bytes in [digit, b"One\nthe price of \xa35", &long] {
            let whole = decoded(bytes, usize::MAX);
            for step in [1, 2, 5, 1000, LOOK] {
                assert!(decoded(bytes, step) == whole, "{step}");
            }
        }
    }

    #[test]
    fn ok_utf8_passes_whatever_it_is() {
        let text = "Ünïcödé 同社 “so” x".repeat(9000);
        for step in [7, 4096, usize::MAX] {
            assert!(decoded(text.as_bytes(), step) == text.as_bytes());
        }
    }

    proptest::proptest! {
        #[test]
        fn ok_any_bytes_come_to_an_end(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400), step in 1usize..50) {
            let whole = decoded(&bytes, usize::MAX);
            proptest::prop_assert_eq!(&decoded(&bytes, step), &whole);
            if let Ok(text) = std::str::from_utf8(&bytes) {
                proptest::prop_assert_eq!(text.as_bytes(), whole.as_slice());
            }
            let _ = utf16(&bytes);
        }
    }
}
