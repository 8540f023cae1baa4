//! The mentions of one article as a line: figures, counted nouns and parties of its text, each with byte offsets.
//! The headline is left out, so that all offsets refer to one text.

use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Serialize;

use super::Extractor;
use crate::frame::{Chunk, chunks};
use crate::mention::line::{
    AmountLine, DateLine, FigureLine, NumberLine, PartyLine, PercentLine, QuantityLine,
};
use crate::mention::{Document, Figure, Sentence, document};
use crate::source::{Article, Precision};
use crate::span::{Span, Where};
use crate::text::{Folded, TokenKind};

/// What `mentions` prints of one article.
#[derive(Clone, Debug, Serialize)]
pub struct MentionLine {
    /// Id of the article.
    pub id: String,
    /// Sums of money.
    pub amounts: Vec<AmountLine>,
    /// Every number there is, also those inside sums, percentages and measures.
    pub numbers: Vec<NumberLine>,
    /// Numbers with a unit of measure or with the noun that they count, by their place.
    pub quantities: Vec<QuantityLine>,
    /// Percentages.
    pub percentages: Vec<PercentLine>,
    /// Names that can be parties.
    pub parties: Vec<PartyLine>,
    /// Dates.
    pub dates: Vec<DateLine>,
}

impl MentionLine {
    /// From places in the plain reading of the text to those in the text.
    fn put_back(&mut self, text: &Folded<'_>) {
        let places = (self
            .amounts
            .iter_mut()
            .map(|it| (&mut it.start, &mut it.end)))
        .chain(
            self.numbers
                .iter_mut()
                .map(|it| (&mut it.start, &mut it.end)),
        )
        .chain(
            self.quantities
                .iter_mut()
                .map(|it| (&mut it.start, &mut it.end)),
        )
        .chain(
            self.percentages
                .iter_mut()
                .map(|it| (&mut it.start, &mut it.end)),
        )
        .chain(self.dates.iter_mut().map(|it| (&mut it.start, &mut it.end)));
        for (start, end) in places {
            let found = text.original_span(Span::new(*start as usize, *end as usize));
            (*start, *end) = (found.start, found.end);
        }
        for party in &mut self.parties {
            let plain = Span::new(party.start as usize, party.end as usize);
            let found = text.original_span(plain);
            text.original_text(plain).clone_into(&mut party.name);
            (party.start, party.end) = (found.start, found.end);
        }
    }
}

impl Extractor {
    /// The mentions in the text of an article.
    pub fn mentions(&self, article: &Article) -> MentionLine {
        let (title, text) = (Folded::new(""), Folded::new(&article.text));
        let document = document(&title, &text, &self.figures, &self.lexicon, &self.names);
        let mut line = FigureLine::new(&document.text_figures, day(article));
        let mut parties = Vec::new();
        for sentence in &document.sentences {
            let names = sentence.names.iter();
            parties.extend(names.filter_map(|it| PartyLine::of(it, document.text, &self.names)));
            for chunk in chunks(sentence, document.text, &document.text_figures) {
                line.quantities.extend(counted(&document, sentence, &chunk));
            }
        }
        line.quantities.sort_by_key(|it| (it.start, it.end));
        let mut line = MentionLine {
            id: article.id.clone(),
            amounts: line.amounts,
            numbers: line.numbers,
            quantities: line.quantities,
            percentages: line.percentages,
            parties,
            dates: line.dates,
        };
        line.put_back(&text);
        line
    }
}

/// The day that "Monday" is counted from.
fn day(article: &Article) -> Option<Date> {
    let published = &article.published;
    let exact = matches!(
        published.precision,
        Some(Precision::Day | Precision::Second)
    );
    let at = published.at.filter(|_| exact)?;
    Some(Offset::UTC.to_datetime(at).date())
}

/// The number of a noun group with what it counts: "18" of "18 long-haul jets".
fn counted(document: &Document<'_>, sentence: &Sentence, chunk: &Chunk) -> Option<QuantityLine> {
    let group = chunk.noun()?;
    let figures = document.figures_of(Where::Text);
    let (at, figure) = chunk.tokens.clone().find_map(|t| {
        let TokenKind::Figure(n) = sentence.tokens[t].kind else {
            return None;
        };
        Some((t, figures.get(n as usize)?))
    })?;
    let Figure::Number(number) = &figure.figure else {
        return None;
    };
    if group.head <= at || group.pronoun {
        return None;
    }
    let span = sentence.tokens[at + 1]
        .span
        .cover(sentence.tokens[group.head].span);
    Some(QuantityLine {
        value: number.value,
        value_max: number.value_max,
        product: Some(
            span.of(document.text)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
        ),
        unit: None,
        class: None,
        modality: number.modality,
        per: None,
        start: figure.span.start,
        end: span.end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::GrammarFiles;

    #[test]
    fn ok_every_sort_of_mention_with_its_offsets() {
        let extractor = Extractor::new(&GrammarFiles::built_in()).expect("a sound grammar");
        let text = "Meridia Airways plc said on 3 March 2025 that it would take 18 jets and 500 MW of \
                    power for $2.4 billion, and 30% of a unit in Norway.";
        let article = Article {
            id: "a".to_owned(),
            text: text.to_owned(),
            ..Article::default()
        };
        let line = extractor.mentions(&article);
        let slice = |start: u32, end: u32| &text[start as usize..end as usize];
        let amount = &line.amounts[0];
        assert_eq!(slice(amount.start, amount.end), "$2.4 billion");
        assert_eq!(line.percentages.len(), 1);
        let quantities: Vec<_> = line
            .quantities
            .iter()
            .map(|q| slice(q.start, q.end))
            .collect();
        assert_eq!(quantities, ["18 jets", "500 MW"]);
        assert_eq!(line.quantities[0].product.as_deref(), Some("jets"));
        assert_eq!(line.dates[0].date.as_deref(), Some("2025-03-03"));
        let parties: Vec<_> = line
            .parties
            .iter()
            .map(|p| (p.name.as_str(), p.kind))
            .collect();
        assert_eq!(
            parties,
            [("Meridia Airways plc", "organization"), ("Norway", "state")]
        );
    }
}
