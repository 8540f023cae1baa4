//! How exact a figure is: "about", "at least", "up to" in front of it, "or more" behind it.

use super::figure::Modality;
use super::trie::{Backward, Edge, Trie, blank};
use crate::grammar::figures::{CueEntry, Entry};
use crate::span::Span;

/// The cue words, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cues {
    before: Backward<Modality>,
    after: Trie<Modality>,
    change: Backward<()>,
}

impl Cues {
    pub(crate) fn new(entries: &[Entry<CueEntry>], change: &[String]) -> Self {
        let mut out = Self::default();
        for Entry { entry, .. } in entries {
            let modality = match entry.modality.as_str() {
                "min" => Modality::Min,
                "max" => Modality::Max,
                _ => Modality::Approx,
            };
            for word in &entry.before {
                out.before.add(word, modality);
            }
            for word in &entry.after {
                out.after.add(word, modality);
            }
        }
        for word in change {
            out.change.add(word, ());
        }
        out
    }

    /// The cue of a figure at `span`: the nearest one in front, else one right behind. `time` says that the figure is a
    /// stretch of time, where "over" and "around" are no cues ("over three years").
    pub(crate) fn find(&self, text: &str, span: Span, time: bool) -> (Modality, Option<Span>) {
        let start = span.start as usize;
        let mut end = trim_end(text, start);
        for _ in 0..2 {
            if end == start && end > 0 && !text[..end].ends_with(['(', '~']) {
                break;
            }
            if let Some((from, modality)) = self.before.longest(text, end) {
                let word = &text[from..end];
                if time
                    && ["over", "around", "under", "above"]
                        .iter()
                        .any(|w| word.eq_ignore_ascii_case(w))
                {
                    return (Modality::Exact, None);
                }
                return (*modality, Some(Span::new(from, end)));
            }
            // "about a 20 percent stake"
            let Some(article) = article_before(text, end) else {
                break;
            };
            end = trim_end(text, article);
        }
        let rest = &text[span.end as usize..];
        let gap = blank(rest.as_bytes(), 0);
        let mark = matches!(rest.as_bytes().get(gap), Some(b'-' | b'+'));
        let cue = (gap == 0) == mark;
        if cue && let Ok((after, modality)) = self.after.longest(&rest[gap..], Edge::Word, |_| true)
        {
            let from = span.end as usize + gap;
            return (*modality, Some(Span::new(from, text.len() - after.len())));
        }
        (Modality::Exact, None)
    }

    /// Whether the word in front tells a change, so that "A to B" is none of the values between.
    pub(crate) fn tells_change(&self, text: &str, start: usize) -> bool {
        let mut end = trim_end(text, start);
        if self.change.longest(text, end).is_some() {
            return true;
        }
        // "rose by 3 to 5"
        if text[..end].ends_with(" by") {
            end = trim_end(text, end - 3);
            return self.change.longest(text, end).is_some();
        }
        // "rose about $3 to $5", "up a dollar"
        let Some((from, _)) = self.before.longest(text, end) else {
            return false;
        };
        self.change.longest(text, trim_end(text, from)).is_some()
    }
}

/// Where the word before `at` ends: blanks are passed over, at most one line break.
pub(crate) fn trim_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    let mut lines = 0;
    while end > 0 && at - end < 16 && matches!(bytes[end - 1], b' ' | b'\t' | b'\n' | b'\r') {
        lines += usize::from(bytes[end - 1] == b'\n');
        end -= 1;
    }
    if lines > 1 { at } else { end }
}

fn article_before(text: &str, end: usize) -> Option<usize> {
    ["a", "an"].iter().find_map(|word| {
        let from = end.checked_sub(word.len())?;
        let fits = text.get(from..end)? == *word && text[..from].ends_with([' ', '\n']);
        fits.then_some(from)
    })
}

/// The word that ends at `end`, in letters, digits and inner marks.
pub(crate) fn word_before(text: &str, end: usize) -> &str {
    let bytes = text.as_bytes();
    let mut from = end;
    while from > 0
        && end - from < 40
        && (bytes[from - 1].is_ascii_alphanumeric()
            || matches!(bytes[from - 1], b'-' | b'\'' | b'&'))
    {
        from -= 1;
    }
    text.get(from..end).unwrap_or_default()
}
