//! When: the dates that a sentence gives its deal, and whether it only recalls it.

use super::Linker;
use crate::deal::draft::Proof;
use crate::frame::{Chunk, Frame};
use crate::mention::{DateValue, Figure};

impl Linker<'_> {
    /// Whether the sentence puts the deal in an earlier year, and the dates it gives the deal.
    pub(super) fn dates(&self, frame: &Frame) -> (bool, Vec<(String, String, String, Proof)>) {
        let parsed = &self.parsed[frame.sentence];
        let published = self
            .article
            .published
            .at
            .map(|t| jiff::tz::Offset::UTC.to_datetime(t).date());
        let figures = self.document.figures_of(frame.place);
        let past = parsed.chunks[frame.trigger]
            .verb()
            .is_none_or(|v| v.past || v.perfect);
        let mut recalled = false;
        let mut out = Vec::new();
        for (i, chunk) in parsed.chunks.iter().enumerate() {
            let Some(group) = chunk.noun().filter(|n| n.date || !n.figures.is_empty()) else {
                continue;
            };
            if i.abs_diff(frame.trigger) > 8 {
                continue;
            }
            for f in &group.figures {
                let Figure::Date(date) = &figures[*f].figure else {
                    continue;
                };
                // An undated article that speaks of last year looks back.
                recalled |= past
                    && published.is_none()
                    && matches!(date, DateValue::Relative { period: crate::mention::Period::Year, shift } if *shift < 0);
                let Some(resolved) = date.resolve(published) else {
                    continue;
                };
                let year = match date {
                    DateValue::Year(y) => Some(*y),
                    DateValue::Day { year, .. } | DateValue::Month { year, .. } => *year,
                    DateValue::Relative {
                        period: crate::mention::Period::Year,
                        shift,
                    } if *shift < 0 => published.map(|p| p.year() + *shift as i16),
                    _ => None,
                };
                if past {
                    recalled |= match published {
                        Some(p) => {
                            // "in November" in an article of January: of the year before, if it is not news of late.
                            let year = year.unwrap_or(resolved.date.year());
                            let days = p.since(resolved.date).map_or(0, |s| s.get_days());
                            let dated =
                                matches!(date, DateValue::Year(_) | DateValue::Relative { .. });
                            year < p.year() && (dated || days > 45)
                        }
                        // An undated article that names the year looks back.
                        None => matches!(date, DateValue::Year(_)),
                    };
                }
                let precision = match resolved.precision {
                    crate::mention::Precision::Day | crate::mention::Precision::Week => "day",
                    crate::mention::Precision::Month => "month",
                    _ => "year",
                };
                let before = i.checked_sub(1).map(|j| &parsed.chunks[j]);
                let kind = match before.and_then(Chunk::preposition) {
                    Some("by" | "until") => "until",
                    Some("from") => "from",
                    _ if past && i > frame.trigger => "announced",
                    _ => continue,
                };
                out.push((
                    kind.to_owned(),
                    resolved.iso(),
                    precision.to_owned(),
                    self.proof(frame, figures[*f].span),
                ));
            }
        }
        (recalled, out)
    }
}
