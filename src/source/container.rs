//! What holds other inputs: an archive's members one after the other, each read by what its own format needs.
//!
//! A member streams out of the archive while it is read; whatever its reader leaves is passed over. The same goes for
//! archives in archives, up to a depth.

use super::{Event, Input, InputFormat, Pages, Source, SourceOptions, reader_of, reject, sniff};

/// Archives that may stand around a member.
const DEEPEST: u8 = 4;

/// What comes next in an archive.
pub(super) enum Member {
    /// A member, and its format where the archive tells it.
    Open(Box<Input>, Option<InputFormat>),
    /// A member that is passed over where it is of no format that is read.
    Maybe(Box<Input>),
    /// Something that could not be read, or is worth knowing.
    Event(Event),
}

/// What takes an archive apart.
pub(super) trait Members: Send {
    /// The next member, `None` at the end. What is left of the one before is passed over.
    fn next_member(&mut self) -> Option<Member>;
}

/// The articles of all members.
pub(super) struct Container<'a> {
    members: Box<dyn Members>,
    depth: u8,
    current: Option<(Box<dyn Source + 'a>, Option<String>)>,
    options: &'a SourceOptions,
    pages: &'a Pages,
}

impl<'a> Container<'a> {
    /// `depth` is how many archives stand around this one.
    pub fn new(
        members: Box<dyn Members>,
        depth: u8,
        options: &'a SourceOptions,
        pages: &'a Pages,
    ) -> Self {
        Self {
            members,
            depth,
            current: None,
            options,
            pages,
        }
    }

    fn open(&mut self, mut input: Input, told: Option<InputFormat>, sure: bool) -> Option<Event> {
        input.depth = self.depth + 1;
        let format = match sniff::chosen(&input, told, self.options) {
            Ok(format) => format,
            Err(reason) => return sure.then(|| reject(input.place, reason)),
        };
        if format.is_container() && input.depth > DEEPEST {
            let reason = format!("an archive inside {DEEPEST} others, which is not opened");
            return Some(reject(input.place, reason));
        }
        let url = input.url.clone();
        self.current = Some((reader_of(format, input, self.options, self.pages), url));
        None
    }
}

impl Source for Container<'_> {
    fn next_event(&mut self) -> Option<Event> {
        loop {
            if let Some((source, url)) = &mut self.current {
                match source.next_event() {
                    None => self.current = None,
                    Some(Event::Article(mut article)) => {
                        if article.url.is_none() {
                            article.url.clone_from(url);
                        }
                        return Some(Event::Article(article));
                    }
                    Some(event) => return Some(event),
                }
                continue;
            }
            let event = match self.members.next_member()? {
                Member::Event(event) => Some(event),
                Member::Open(input, format) => self.open(*input, format, true),
                Member::Maybe(input) => self.open(*input, None, false),
            };
            if event.is_some() {
                return event;
            }
        }
    }
}
