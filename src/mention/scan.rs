//! An article as the later stages see it: sentences of title and body with tokens, tags, names and figures.

use std::borrow::Cow;
use std::collections::HashSet;

use super::name::{Name, names};
use super::settle::settle;
use super::words::Tagged;
use super::{Figures, Found};
use crate::grammar::{Known, Lexicon, Names, Word};
use crate::span::{Span, Where};
use crate::text::{Context, Folded, Style, Tag, Token, TokenKind, sentences, tag, tokens};

/// A sentence with what is known of its words.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Title or body.
    pub place: Where,
    /// Where it stands there.
    pub span: Span,
    /// Its tokens; those of a figure are one.
    pub tokens: Vec<Token>,
    /// A tag each.
    pub tags: Vec<Tag>,
    /// What the lexicon knows of each.
    pub words: Vec<Word>,
    /// Its names.
    pub names: Vec<Name>,
    /// Tokens of the dateline at its start ("PARIS (Reuters) -").
    pub dateline: usize,
}

/// Title and body of an article with their mentions.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    /// The headline in its plain reading, empty where there is none.
    pub title: &'t str,
    /// The body in its plain reading.
    pub text: &'t str,
    /// The same two with the way back to what the article has.
    folded: [&'t Folded<'t>; 2],
    /// Figures of the title.
    pub title_figures: Vec<Found>,
    /// Figures of the body.
    pub text_figures: Vec<Found>,
    /// The title's sentences, then the body's.
    pub sentences: Vec<Sentence>,
}

impl Document<'_> {
    /// The text that spans of a place refer to.
    pub fn text_of(&self, place: Where) -> &str {
        match place {
            Where::Title => self.title,
            Where::Text => self.text,
        }
    }

    /// Where a span stands in the article, and what it is there.
    pub fn original(&self, place: Where, span: Span) -> (Span, &str) {
        let folded = match place {
            Where::Title => self.folded[0],
            Where::Text => self.folded[1],
        };
        (folded.original_span(span), folded.original_text(span))
    }

    /// The figures of a place.
    pub fn figures_of(&self, place: Where) -> &[Found] {
        match place {
            Where::Title => &self.title_figures,
            Where::Text => &self.text_figures,
        }
    }
}

/// Reads the mentions of an article.
pub fn document<'t>(
    title: &'t Folded<'t>,
    text: &'t Folded<'t>,
    figures: &Figures,
    lexicon: &Lexicon,
    name_lists: &Names,
) -> Document<'t> {
    let folded = [title, text];
    let (title, text) = (title.plain(), text.plain());
    let title_figures = figures.scan(title);
    let text_figures = figures.scan(text);
    let models = models(text);
    let body = cut(text, &text_figures, &models);
    let head = cut(title, &title_figures, &models);
    let context = context(text, &body, name_lists);
    let mut out = Vec::new();
    for (place, text, pieces) in [(Where::Title, title, head), (Where::Text, text, body)] {
        for (span, tokens) in pieces {
            let title_case = is_title_case(text, &tokens);
            let style = Style {
                title_case,
                headline: place == Where::Title,
            };
            let (tags, words) = tag(text, &tokens, lexicon, &context, style);
            let units: Vec<Tagged<'_>> = tokens
                .iter()
                .zip(&tags)
                .zip(&words)
                .enumerate()
                .map(|(index, ((token, tag), word))| Tagged {
                    text: token.text(text),
                    tag: *tag,
                    word: *word,
                    index,
                    space_before: token.space_before,
                })
                .collect();
            let spans: Vec<Span> = tokens.iter().map(|t| t.span).collect();
            let found = names(&units, &spans, name_lists);
            let dateline = dateline(&units, &found);
            out.push(Sentence {
                place,
                span,
                tokens,
                tags,
                words,
                names: found,
                dateline,
            });
        }
    }
    settle(&mut out, title, text, name_lists);
    Document {
        title,
        text,
        folded,
        title_figures,
        text_figures,
        sentences: out,
    }
}

/// Sentences and their tokens, those of a figure put together.
fn cut(text: &str, figures: &[Found], models: &HashSet<&str>) -> Vec<(Span, Vec<Token>)> {
    let mut next = 0;
    let mut out = Vec::new();
    let mut raw = Vec::new();
    for span in sentences(text) {
        raw.clear();
        tokens(text, span, &mut raw);
        while next < figures.len() && figures[next].span.end <= span.start {
            next += 1;
        }
        let mut merged = Vec::with_capacity(raw.len());
        let mut i = 0;
        let mut f = next;
        while i < raw.len() {
            while f < figures.len() && whole(&figures[f]).end <= raw[i].span.start {
                f += 1;
            }
            let Some(figure) = figures
                .get(f)
                .map(whole)
                .filter(|w| w.overlaps(raw[i].span))
            else {
                merged.push(raw[i]);
                i += 1;
                continue;
            };
            let mut end = i + 1;
            while end < raw.len() && raw[end].span.overlaps(figure) {
                end += 1;
            }
            let last = raw[end - 1].span.end;
            // A figure that is only a part of a word ("20-strong") leaves the word as it is.
            let model = figures[f].is_number() && models.contains(figures[f].span.of(text));
            if raw[i].span.start < figure.start
                || model
                || (last > figure.end && figures[f].is_number())
            {
                merged.extend_from_slice(&raw[i..end]);
            } else {
                merged.push(Token {
                    span: Span::new(raw[i].span.start as usize, last as usize),
                    kind: TokenKind::Figure(f as u32),
                    capital: false,
                    all_caps: false,
                    space_before: raw[i].space_before,
                });
            }
            i = end;
            f += 1;
        }
        out.push((span, merged));
    }
    out
}

/// Numbers that the text uses as names of models: written with a plural or version mark ("787s", "787-9"), so that
/// "its 787 jets" counts nothing.
fn models(text: &str) -> HashSet<&str> {
    let is_apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')');
    let capital = |w: &str| w.starts_with(char::is_uppercase);
    let mut out = HashSet::new();
    let mut at = 0;
    // Words that begin with a digit; most of a text is passed over.
    while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + found;
        let word = text[start..].split(is_apart).next().unwrap_or_default();
        at = start + word.len();
        let before = match text[..start].char_indices().next_back() {
            None => "",
            Some((end, c)) if is_apart(c) => {
                text[..end].rsplit(is_apart).next().unwrap_or_default()
            }
            Some(_) => continue,
        };
        // "Oakline 660 Dreamer": a number between two names.
        let after = || text[at..].split(is_apart).nth(1).unwrap_or_default();
        if capital(before)
            && word.len() == 3
            && word.bytes().all(|b| b.is_ascii_digit())
            && capital(after())
            && after().len() > 2
        {
            out.insert(word);
            continue;
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &word[digits..];
        let version = rest
            .strip_prefix('-')
            .is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()) && r.len() <= 5);
        if (3..=4).contains(&digits)
            && (matches!(rest.trim_end_matches('.'), "s" | "-series") || version && digits == 3)
        {
            out.insert(&word[..digits]);
        }
    }
    out
}

/// A figure with the words that say how exact it is, where they stand right before it.
fn whole(found: &Found) -> Span {
    match found.cue {
        Some(cue) if cue.end <= found.span.start && found.span.start - cue.end <= 2 => {
            cue.cover(found.span)
        }
        _ => found.span,
    }
}

fn context<'t>(text: &'t str, pieces: &[(Span, Vec<Token>)], names: &Names) -> Context<'t> {
    let mut context = Context::default();
    for (_, tokens) in pieces {
        if is_title_case(text, tokens) {
            continue;
        }
        for (i, token) in tokens.iter().enumerate() {
            if token.kind != TokenKind::Word {
                continue;
            }
            let word = token.text(text);
            if token.capital {
                let inside = i > 0
                    && (tokens[i - 1].kind == TokenKind::Word
                        || matches!(tokens[i - 1].text(text), "," | "&")
                        || tokens[i - 1].kind == TokenKind::Possessive);
                // "China signed": a state is a name at the start of a sentence too.
                let state = matches!(names.known(word), Some(Known::State(..)));
                if state || inside && !token.all_caps {
                    context.capitals.insert(word);
                }
            } else {
                let is_lower = word
                    .bytes()
                    .all(|b| b.is_ascii() && !b.is_ascii_uppercase());
                context.lower.insert(if is_lower {
                    Cow::Borrowed(word)
                } else {
                    Cow::Owned(word.to_lowercase())
                });
            }
        }
    }
    context
}

/// Whether capitals in a sentence mark no names: most longer words have one.
fn is_title_case(text: &str, tokens: &[Token]) -> bool {
    if tokens.last().is_some_and(|t| t.text(text) == ".") {
        return false;
    }
    let (mut long, mut capital) = (0, 0);
    for token in tokens {
        if token.kind == TokenKind::Word && token.text(text).len() > 3 {
            long += 1;
            capital += usize::from(token.capital);
        }
    }
    long >= 4 && capital * 10 >= long * 8
}

/// How many tokens at the start of a sentence are a dateline: names, brackets and dates up to a dash, or a city in
/// capitals up to a colon.
fn dateline(units: &[Tagged<'_>], names: &[Name]) -> usize {
    if names.first().is_none_or(|n| n.tokens.start > 1) {
        return 0;
    }
    let all_caps = |u: &Tagged<'_>| {
        u.text.len() > 2 && u.text.bytes().all(|b| b.is_ascii_uppercase() || b == b'.')
    };
    for (i, unit) in units.iter().enumerate().take(28) {
        match unit.text {
            "-" | "–" | "—" | "--" => {
                let dash_alone = unit.space_before;
                let credit = units[..i].iter().any(|u| matches!(u.text, "(" | "/"));
                if dash_alone && (credit || all_caps(&units[0])) {
                    return i + 1 + units[i + 1..].iter().take_while(|u| u.text == "-").count();
                }
                return 0;
            }
            ":" => {
                let short = i <= 5
                    && units[..i]
                        .iter()
                        .all(|u| u.tag == Tag::Name || u.text == ",");
                return if short { i + 1 } else { 0 };
            }
            _ if matches!(unit.tag, Tag::Name | Tag::Number | Tag::Mark) => {}
            _ if i > 0
                && units[..i].iter().any(|u| matches!(u.text, "(" | "/"))
                && !units[..i].iter().any(|u| u.text == ")") => {}
            _ => return 0,
        }
    }
    0
}
