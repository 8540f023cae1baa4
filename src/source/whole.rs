//! Inputs that are read whole, up to a bound, before anything is made of them: texts, web pages, feeds, single mails.

use std::collections::VecDeque;
use std::io::Read;

use super::{Event, Input, Pages, Source, SourceOptions, reject};

/// Makes events of an input that was read: its bytes, its names, whether reading failed before the end.
pub(super) type Make = fn(&[u8], &Input, bool, &Pages, &mut VecDeque<Event>);

/// An input that waits to be read.
pub(super) struct Whole<'a> {
    input: Option<Input>,
    /// What it is read as, in messages.
    what: &'static str,
    make: Make,
    longest: usize,
    pages: &'a Pages,
    waiting: VecDeque<Event>,
}

impl<'a> Whole<'a> {
    pub fn new(
        input: Input,
        options: &SourceOptions,
        pages: &'a Pages,
        what: &'static str,
        make: Make,
    ) -> Self {
        Self {
            input: Some(input),
            what,
            make,
            longest: options.longest,
            pages,
            waiting: VecDeque::new(),
        }
    }

    /// What came before an error counts; the error is told behind it.
    fn read(&mut self, mut input: Input) {
        let mut bytes = Vec::new();
        let most = self.longest as u64 + 1;
        let failed = (&mut input.stream).take(most).read_to_end(&mut bytes).err();
        let failed = failed.map(|e| (input.stream.offset(), input.stream.explain(&e)));
        if bytes.len() > self.longest {
            let (longest, what) = (self.longest, self.what);
            let reason = format!("more than the {longest} bytes that are read as one {what}");
            return self.waiting.push_back(reject(input.place, reason));
        }
        let cut = failed.is_some();
        (self.make)(&bytes, &input, cut, self.pages, &mut self.waiting);
        if let Some((offset, reason)) = failed {
            let place = format!("{}@{offset}", input.place);
            self.waiting.push_back(reject(place, reason));
        }
    }
}

impl Source for Whole<'_> {
    fn next_event(&mut self) -> Option<Event> {
        if let Some(input) = self.input.take() {
            self.read(input);
        }
        self.waiting.pop_front()
    }
}
