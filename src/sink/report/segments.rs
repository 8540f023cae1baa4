//! A sentence cut where the words of its deal's evidence begin and end, so that a page can colour them without knowing of
//! byte offsets.

use serde::Serialize;

use crate::deal::{Evidence, Passage};

/// A piece of a sentence.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Segment<'a> {
    /// Words that say nothing of the deal.
    Plain(&'a str),
    /// Words behind fields, with the numbers of the evidence that names them, the shortest one first.
    Marked(&'a str, Vec<usize>),
}

/// The pieces of a passage, in order; together they are its text. Evidence that begins or ends inside a character marks
/// from or to its border.
pub(super) fn segments<'a>(passage: &'a Passage, evidence: &[Evidence]) -> Vec<Segment<'a>> {
    let text = passage.text.as_str();
    let inside = |at: u32| {
        let at = at.saturating_sub(passage.start) as usize;
        text.floor_char_boundary(at)
    };
    let marks: Vec<(usize, usize, usize)> = evidence
        .iter()
        .enumerate()
        .filter(|(_, it)| it.place == passage.place)
        .map(|(n, it)| (inside(it.start), inside(it.end), n))
        .filter(|(start, end, _)| start < end)
        .collect();
    let mut cuts = vec![0, text.len()];
    cuts.extend(marks.iter().flat_map(|(start, end, _)| [*start, *end]));
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| {
            let over =
                |(start, end, _): &&(usize, usize, usize)| *start <= cut[0] && cut[1] <= *end;
            let mut over: Vec<_> = marks.iter().filter(over).collect();
            over.sort_by_key(|(start, end, n)| (end - start, *n));
            let piece = &text[cut[0]..cut[1]];
            if over.is_empty() {
                Segment::Plain(piece)
            } else {
                Segment::Marked(piece, over.into_iter().map(|(_, _, n)| *n).collect())
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deal::Where;

    fn passage(start: u32, text: &str) -> Passage {
        Passage {
            place: Where::Text,
            start,
            end: start + text.len() as u32,
            text: text.to_owned(),
        }
    }

    fn mark(place: Where, start: u32, end: u32) -> Evidence {
        Evidence {
            field: "kind".into(),
            place,
            start,
            end,
            text: String::new(),
            rule: "a".into(),
        }
    }

    #[test]
    fn ok_overlapping_marks_and_characters_of_several_bytes() {
        let passage = passage(10, "Söll orders 18 jets");
        let marks = [
            mark(Where::Text, 10, 15),
            mark(Where::Text, 16, 30),
            mark(Where::Text, 23, 25),
            mark(Where::Title, 10, 15),
        ];
        assert_eq!(
            segments(&passage, &marks),
            [
                Segment::Marked("Söll", vec![0]),
                Segment::Plain(" "),
                Segment::Marked("orders ", vec![1]),
                Segment::Marked("18", vec![2, 1]),
                Segment::Marked(" jets", vec![1]),
            ]
        );
    }

    #[test]
    fn err_marks_beyond_the_text_or_inside_a_character_break_nothing() {
        let passage = passage(10, "Söll");
        let marks = [
            mark(Where::Text, 0, 12),
            mark(Where::Text, 14, 900),
            mark(Where::Text, 200, 300),
            mark(Where::Text, 12, 12),
        ];
        let pieces = segments(&passage, &marks);
        assert_eq!(
            pieces,
            [
                Segment::Marked("S", vec![0]),
                Segment::Plain("öl"),
                Segment::Marked("l", vec![1]),
            ]
        );
    }
}
