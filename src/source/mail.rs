//! Mails: mbox files with many and `.eml` files with one. Newsletters that hold several articles are split as pages are.
//!
//! The plain part counts, or the HTML one where there is none or it only says that there is one. Attachments are not
//! read.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use super::lines::{Lines, Next, too_long};
use super::row::Row;
use super::whole::Whole;
use super::{Event, Input, Pages, Source, SourceOptions, date, fragment, reject};

/// Headers by which a file is known for a mail.
const HEADERS: [&str; 10] = [
    "cc",
    "date",
    "delivered-to",
    "from",
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "subject",
    "to",
];
/// A plain part below this may only say that there is an HTML part.
const STUB: usize = 300;

/// One mail a file.
pub(super) fn eml<'a>(input: Input, options: &SourceOptions, pages: &'a Pages) -> Whole<'a> {
    Whole::new(
        input,
        options,
        pages,
        "mail",
        |bytes, input, _, pages, out| {
            mail(bytes, &input.id, &input.place, pages, out);
        },
    )
}

/// Mails one after the other, each behind a line that begins with `From `.
pub(super) struct Mbox<'a> {
    id: String,
    place: String,
    lines: Lines,
    longest: usize,
    pages: &'a Pages,
    mail: Vec<u8>,
    /// The line of the mail that is read, 0 before the first.
    first_line: u64,
    /// Bytes of a mail over the bound.
    passed: u64,
    /// Whether the line before was empty.
    gap: bool,
    waiting: VecDeque<Event>,
    ended: bool,
}

impl<'a> Mbox<'a> {
    pub fn new(input: Input, options: &SourceOptions, pages: &'a Pages) -> Self {
        Self {
            id: input.id,
            place: input.place,
            lines: Lines::new(input.stream, options.longest),
            longest: options.longest,
            pages,
            mail: Vec::new(),
            first_line: 0,
            passed: 0,
            gap: true,
            waiting: VecDeque::new(),
            ended: false,
        }
    }

    /// The mail is whole.
    fn finish(&mut self) {
        let raw = std::mem::take(&mut self.mail);
        let passed = std::mem::take(&mut self.passed);
        if self.first_line == 0 {
            return;
        }
        let place = format!("{}:{}", self.place, self.first_line);
        if passed > 0 {
            let longest = self.longest;
            let reason = format!("a mail of {passed} bytes, more than the {longest} that are read");
            return self.waiting.push_back(reject(place, reason));
        }
        let id = format!("{}:{}", self.id, self.first_line);
        mail(&raw, &id, &place, self.pages, &mut self.waiting);
    }

    fn line(&mut self) {
        let line = self.lines.line();
        if self.gap && is_from_line(line) {
            self.finish();
            self.first_line = self.lines.number();
            self.gap = false;
            return;
        }
        self.gap = line.trim_ascii().is_empty();
        // Before the first mail stands nothing but empty lines.
        if self.first_line == 0 && !self.gap {
            self.first_line = self.lines.number();
        }
        let quoted = line.iter().take_while(|b| **b == b'>').count();
        let is_quoted = quoted > 0 && line[quoted..].starts_with(b"From ");
        let line = if is_quoted { &line[1..] } else { line };
        if self.passed > 0 || self.mail.len() + line.len() > self.longest {
            self.passed += (self.mail.len() + line.len()) as u64;
            self.mail = Vec::new();
        } else {
            self.mail.extend_from_slice(line);
        }
    }
}

impl Source for Mbox<'_> {
    fn next_event(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.ended {
                return None;
            }
            match self.lines.next() {
                Next::Line => self.line(),
                Next::TooLong(bytes) => {
                    self.gap = false;
                    let place = format!("{}:{}", self.place, self.lines.number());
                    let reason = too_long(bytes, self.longest);
                    self.waiting.push_back(reject(place, reason));
                }
                Next::Failed(offset, reason) => {
                    self.ended = true;
                    self.finish();
                    let place = format!("{}@{offset}", self.place);
                    self.waiting.push_back(reject(place, reason));
                }
                Next::End => {
                    self.ended = true;
                    self.finish();
                    if self.first_line == 0 {
                        self.waiting
                            .push_back(reject(self.place.as_str(), "no mail"));
                    }
                }
            }
        }
    }
}

/// `From jo@x.example Thu Jul  3 13:50:00 2025`, which a sentence that begins with `From` is not.
pub(super) fn is_from_line(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let is_time = |w: &[u8]| {
        w[0].is_ascii_digit() && w[1].is_ascii_digit() && w[2] == b':' && w[3].is_ascii_digit()
    };
    let is_year = |word: &[u8]| {
        word.len() == 4 && matches!(word[0], b'1' | b'2') && word.iter().all(u8::is_ascii_digit)
    };
    let mut words = rest.split(u8::is_ascii_whitespace);
    rest.windows(4).any(is_time) && words.any(is_year)
}

/// Whether what begins so is one mail, by its headers: several known ones, `From` among them, and nothing but headers
/// up to the first empty line.
pub(super) fn is_mail(head: &[u8]) -> bool {
    let mut known = 0;
    let mut from = false;
    for line in head.split(|b| *b == b'\n').take(200) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if matches!(line[0], b' ' | b'\t') && known > 0 {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', line) else {
            return false;
        };
        let name = line[..colon].to_ascii_lowercase();
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if name.is_empty() || !name.iter().all(is_name) {
            return false;
        }
        known += usize::from(HEADERS.iter().any(|it| it.as_bytes() == name));
        from |= name == b"from";
    }
    from && known > 2
}

/// The articles of one mail. The parser asserts, in builds that check assertions, what broken mails do not keep to.
fn mail(raw: &[u8], id: &str, place: &str, pages: &Pages, out: &mut VecDeque<Event>) {
    let before = out.len();
    if catch_unwind(AssertUnwindSafe(|| parsed(raw, id, place, pages, out))).is_err() {
        out.truncate(before);
        out.push_back(reject(place, "a mail broken in a way that is not foreseen"));
    }
}

fn parsed(raw: &[u8], id: &str, place: &str, pages: &Pages, out: &mut VecDeque<Event>) {
    let parser = MessageParser::default();
    let Some(mut message) = parser.parse(raw) else {
        return out.push_back(reject(place, "no mail: it has no headers"));
    };
    let closed;
    let open = open_parts(&message, raw);
    if !open.is_empty() {
        let warning = format!("{place}: the mail ends inside a part; what stands before was read");
        out.push_back(Event::Warning(warning));
        closed = [raw, open.as_bytes()].concat();
        message = parser.parse(&closed).unwrap_or(message);
    }
    let sender = message.from().and_then(|from| from.first());
    let sender = sender.and_then(|it| it.name().or(it.address()));
    let row = Row {
        id: message.message_id().map(Into::into),
        title: message.subject().map(|it| it.trim().into()),
        published: published(&message).map(Into::into),
        url: None,
        source: sender.map(Into::into),
        text: text(&message).into(),
    };
    match row.articles(|| id.to_owned(), pages) {
        Ok(articles) => out.extend(articles.into_iter().map(Event::Article)),
        Err(reason) => out.push_back(reject(place, reason)),
    }
}

/// The date as the mail writes it, in a clearer form where only the mail parser understands it.
fn published(message: &Message<'_>) -> Option<String> {
    let raw = message.header_raw("Date")?;
    let raw = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    if date::published(&raw).at.is_some() {
        return Some(raw);
    }
    let read = message.date().filter(|date| date.is_valid());
    Some(read.map_or(raw, mail_parser::DateTime::to_rfc3339))
}

fn text(message: &Message<'_>) -> String {
    let plain = bodies(message, &message.text_body);
    if plain.len() > STUB {
        return plain;
    }
    let html = bodies(message, &message.html_body);
    if html.len() > 3 * plain.len() {
        html
    } else {
        plain
    }
}

fn bodies(message: &Message<'_>, parts: &[u32]) -> String {
    let texts = parts.iter().filter_map(|part| {
        let text = match &message.part(*part)?.body {
            PartType::Text(text) => text.replace("\r\n", "\n"),
            PartType::Html(html) => fragment::text(html),
            _ => return None,
        };
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    });
    texts.collect::<Vec<_>>().join("\n\n")
}

/// What closes the parts that nothing closes, the innermost first. An open part is not read.
fn open_parts(message: &Message<'_>, raw: &[u8]) -> String {
    /// Parts inside each other that are closed; no sound mail comes near it.
    const MOST: usize = 16;
    let boundaries = message.parts.iter().take(MOST).filter_map(|part| {
        let kind = part.content_type()?;
        kind.attribute("boundary")
    });
    let ends = boundaries.map(|boundary| format!("\r\n--{boundary}--\r\n"));
    let is_open = |end: &String| memchr::memmem::rfind(raw, end.trim().as_bytes()).is_none();
    let mut ends: Vec<String> = ends.filter(is_open).collect();
    ends.reverse();
    ends.concat()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::source::shown;

    fn told(source: impl Source) -> Vec<String> {
        shown(source, |a| {
            format!(
                "{} | {} | {} | {} | {:?}",
                a.id,
                a.title.unwrap_or_default(),
                a.source.unwrap_or_default(),
                a.published.at.map(|at| at.to_string()).unwrap_or_default(),
                a.text
            )
        })
    }

    fn eml(bytes: &[u8]) -> Vec<String> {
        let input = Input::of_bytes("m.eml", bytes);
        told(super::eml(
            input,
            &SourceOptions::default(),
            Pages::built_in(),
        ))
    }

    fn mbox(bytes: &[u8], longest: usize) -> Vec<String> {
        let options = SourceOptions {
            longest,
            ..SourceOptions::default()
        };
        let input = Input::of_bytes("m.mbox", bytes);
        told(Mbox::new(input, &options, Pages::built_in()))
    }

    const HEAD: &str = "From: =?utf-8?q?Harbour_D=C3=A9sk?= <desk@sea.example>\r\nTo: all@sea.example\r\n\
                        Subject: =?iso-8859-1?q?Ferries_=A35?=\r\nDate: Thu, 3 Jul 2025 15:50:00 +0200 (CEST)\r\n\
                        Message-ID: <n1@sea.example>\r\n";

    #[test]
    fn ok_plain_part_with_charset_and_quoting() {
        let mail = format!(
            "{HEAD}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=windows-1252\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\r\nAcme ordered 3 ferries for =80=\r\n5 million.\r\n--b\r\n\
             Content-Type: text/html\r\n\r\n<p>Acme</p>\r\n--b--\r\n"
        );
        assert!(is_mail(mail.as_bytes()));
        assert_eq!(
            eml(mail.as_bytes()),
            [
                "n1@sea.example | Ferries £5 | Harbour Désk | 2025-07-03T13:50:00Z | \"Acme ordered 3 ferries for €5 million.\""
            ]
        );
    }

    #[test]
    fn err_parts_that_the_parser_loses_count_of() {
        // Found by fuzzing: messages in messages that share a boundary.
        let inner =
            "--b\nContent-Type: multipart/a; boundary=\"b\"\nContent-Type: message/rfc822\n\n";
        let mail = format!(
            "From: a\nContent-Type: multipart/x; boundary=\"b\"\n\n{inner}{inner}--b\nContent-Type: text/html\n\nx"
        );
        for end in 0..mail.len() {
            assert!(!eml(&mail.as_bytes()[..end]).is_empty(), "{end}");
        }
        assert_eq!(mbox(format!("From x Mon Mar  3 09:14:00 2025\n{mail}\n\nFrom x Mon Mar  3 09:14:00 2025\nSubject: A\n\nLast.\n").as_bytes(), 9999).last().map(|it| it.contains("Last.")), Some(true));
    }

    #[test]
    fn ok_html_part_where_there_is_no_other() {
        let mail = format!(
            "{HEAD}Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
             PHA+QWNtZSBib3VnaHQ8L3A+PHA+V2lkZ2V0LjwvcD4=\r\n"
        );
        let read = eml(mail.as_bytes());
        assert!(
            read[0].ends_with("\"Acme bought\\n\\nWidget.\""),
            "{read:?}"
        );
        let stub = format!(
            "{HEAD}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee it online.\r\n\
             --b\r\nContent-Type: text/html\r\n\r\n<p>{}</p>\r\n--b--\r\n",
            "Acme bought Widget. ".repeat(9)
        );
        assert!(eml(stub.as_bytes())[0].contains("Acme bought"));
    }

    fn mails(count: usize) -> String {
        (1..=count).fold(String::new(), |mut out, n| {
            let _ = write!(
                out,
                "From desk@sea.example Thu Jul  3 13:50:00 2025\nFrom: Desk <d@sea.example>\nSubject: Mail {n}\n\n\
                 Text {n}.\nFrom here on\n>From the north\n\n"
            );
            out
        })
    }

    #[test]
    fn ok_mbox() {
        let read = mbox(mails(3).as_bytes(), 1000);
        assert_eq!(read.len(), 3, "{read:?}");
        assert_eq!(
            read[1],
            "m.mbox:9 | Mail 2 | Desk |  | \"Text 2.\\nFrom here on\\nFrom the north\""
        );
    }

    #[test]
    fn err_cut_mails() {
        let text = mails(3);
        let cut = text.find("Text 3").expect("the third") + 3;
        let read = mbox(&text.as_bytes()[..cut], 1000);
        assert!(read[2].ends_with("\"Tex\""), "{read:?}");
        let cut = text.find("Subject: Mail 3").expect("the third");
        let read = mbox(&text.as_bytes()[..cut], 1000);
        assert_eq!(read[2], "! in/m.mbox:17: no text");
        let packed = zstd::encode_all(mails(5000).as_bytes(), 1).expect("memory");
        let read = mbox(&packed[..packed.len() - 3], 1000);
        assert!(read.last().is_some_and(|it| it.contains("cut")));
        let open = format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nAcme bought"
        );
        let read = eml(open.as_bytes());
        assert!(
            read[0].starts_with("? in/m.eml: the mail ends inside"),
            "{read:?}"
        );
        assert!(read[1].ends_with("\"Acme bought\""), "{read:?}");
    }

    #[test]
    fn err_a_mail_over_the_bound_costs_itself() {
        let mut text = mails(1);
        text += "From x Thu Jul  3 13:50:00 2025\nFrom: a@b\n\n";
        text += &"word\n".repeat(500);
        text += "\n";
        text += &mails(1);
        let read = mbox(text.as_bytes(), 1000);
        assert_eq!(read.len(), 3, "{read:?}");
        assert!(read[1].contains(":9: a mail of 25"), "{}", read[1]);
    }

    #[test]
    fn err_no_mail() {
        assert_eq!(mbox(b"\n\n", 1000), ["! in/m.mbox: no mail"]);
        assert_eq!(eml(b""), ["! in/m.eml: no mail: it has no headers"]);
        assert!(!is_mail(b"Date: today\nSubject: a dialog\n\nFrom: me\n"));
        assert!(!is_mail(b"From: here\nTo: there\nAcme bought Widget\n"));
        assert!(!is_from_line(
            b"From the 13:50 train in 2025\n".get(..12).expect("a part")
        ));
    }

    #[test]
    fn err_parts_in_parts_without_end() {
        let deep: String = (0..5000).fold(String::new(), |mut out, n| {
            let _ = write!(
                out,
                "Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"
            );
            out
        });
        let mail = format!("From: a@b\nSubject: x\n{deep}\n\nText.");
        assert!(!eml(mail.as_bytes()).is_empty());
        let nested = "Content-Type: message/rfc822\n\n".repeat(20_000);
        assert!(!eml(format!("From: a@b\n{nested}Text.").as_bytes()).is_empty());
    }
}
