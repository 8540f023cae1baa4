//! Web pages. Known gap: they are told and refused, not read.

use super::{Event, Input, Pages, Source, SourceOptions, reject};

/// A page that waits to be read.
pub(super) struct Html {
    input: Option<Input>,
}

impl Html {
    pub fn new(input: Input, _options: &SourceOptions, _pages: &Pages) -> Self {
        Self { input: Some(input) }
    }
}

impl Source for Html {
    fn next_event(&mut self) -> Option<Event> {
        let input = self.input.take()?;
        // Both come from what the page was found in, and go before what the page itself says.
        let _ = (input.url, input.charset);
        Some(reject(input.place, "a web page, which is not read"))
    }
}
