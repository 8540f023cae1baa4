//! Which company makes which model, as the article itself tells: "Oakline's N-90", "Oakline N-90 jets". So "18 N-90s"
//! in another sentence has a seller.

use super::entity::Entities;
use crate::frame::Parsed;
use crate::mention::Document;
use crate::text::{Tag, TokenKind};

/// The part of a word that names a model: "A350" of "A350-900s", "787" of "787s". None for words without digits.
pub(super) fn model(word: &str) -> Option<&str> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let end = word.find(['-', '–', '/']).unwrap_or(word.len());
    let stem = word[..end].trim_end_matches('s');
    let digits = stem.bytes().filter(u8::is_ascii_digit).count();
    (digits >= 2 && stem.len() >= 3).then_some(stem)
}

pub(super) fn contains_model(product: &str, wanted: &str) -> bool {
    product
        .split_whitespace()
        .filter_map(model)
        .any(|m| m.eq_ignore_ascii_case(wanted))
}

/// Which models the noun groups of an article put to which company, in order of the text; the first telling counts.
pub(super) fn makers(
    document: &Document<'_>,
    parsed: &[Parsed<'_>],
    entities: &Entities,
) -> Vec<(String, usize)> {
    let mut out: Vec<(String, usize)> = Vec::new();
    for (s, p) in parsed.iter().enumerate() {
        let text = document.text_of(p.sentence.place);
        for chunk in &p.chunks {
            let Some(group) = chunk.noun() else { continue };
            let company = |n: usize| {
                entities
                    .of(s, n)
                    .filter(|e| entities.list[*e].kind.is_company())
            };
            let owner = group
                .possessor
                .and_then(|c| p.chunks[c].noun())
                .and_then(|n| n.head_name)
                .and_then(company);
            let first = group
                .names
                .first()
                .copied()
                .filter(|n| p.sentence.names[*n].tokens.end < chunk.tokens.end);
            let Some(maker) = first.and_then(company).or(owner) else {
                continue;
            };
            for t in chunk.tokens.clone() {
                let token = &p.sentence.tokens[t];
                if matches!(token.kind, TokenKind::Figure(_)) {
                    continue;
                }
                if let Some(m) = model(token.text(text))
                    && !out.iter().any(|(known, _)| known.eq_ignore_ascii_case(m))
                {
                    out.push((m.to_owned(), maker));
                }
            }
        }
    }
    out
}

/// Numbers that name a model in an article: behind a name or a count ("Oakline 787", "six 777 freighters"), or with an
/// ending that no count has ("787s", "787-9").
pub(super) fn numbers(document: &Document<'_>, parsed: &[Parsed<'_>]) -> Vec<String> {
    let mut out = Vec::new();
    for p in parsed {
        let text = document.text_of(p.sentence.place);
        let word = |t: usize| p.sentence.tokens[t].text(text);
        let digits = |w: &str| w.len() >= 3 && w.bytes().all(|b| b.is_ascii_digit());
        for chunk in &p.chunks {
            let Some(group) = chunk.noun().filter(|g| !g.date) else {
                continue;
            };
            for t in chunk.tokens.clone() {
                if let Some(m) = model(word(t))
                    && word(t).len() > m.len()
                    && word(t).starts_with(m)
                    && digits(m)
                    && !word(t)[m.len()..].starts_with(|c: char| !matches!(c, 's' | '-'))
                {
                    out.push(m.to_owned());
                }
                let named = t > chunk.tokens.start
                    && (group
                        .names
                        .iter()
                        .any(|n| p.sentence.names[*n].tokens.end == t)
                        || matches!(p.sentence.tags[t - 1], Tag::Number));
                if named && matches!(p.sentence.tags[t], Tag::Number) && digits(word(t)) {
                    out.push(word(t).to_owned());
                }
            }
        }
    }
    out.sort();
    out.dedup();
    out
}
