//! The parties that an article names: all forms of a name put together, with what the article calls them.
//!
//! A short form joins the longest name that starts with it; an abbreviation joins the name whose initials it is or
//! behind which it stands in brackets; states are known by the lists. Known gap: a short form of two long names goes
//! to the first of them.

use std::collections::{BTreeMap, HashSet};

use super::resolve::PartyRef;
use crate::frame::{ChunkKind, Parsed};
use crate::grammar::{Lexicon, Names, class, pos};
use crate::mention::{Document, NameKind};
use crate::span::{Span, Where};

/// One thing that can be a party.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Every mention: place, span, in order of the text.
    pub mentions: Vec<(Where, Span)>,
    /// The fullest form.
    pub name: String,
    /// What it is.
    pub kind: NameKind,
    /// ISO 3166 code where it is a state.
    pub country: Option<String>,
    /// Base forms of nouns that the article uses for it.
    pub descriptions: Vec<u32>,
    /// Words of the name without legal forms, in lower case.
    key: Vec<String>,
}

/// All of them, and which name belongs to which.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    /// In order of first mention.
    pub list: Vec<Entity>,
    by_name: BTreeMap<(usize, usize), usize>,
}

impl Entities {
    /// Collects the entities of an article.
    pub fn collect(
        document: &Document<'_>,
        parsed: &[Parsed<'_>],
        names: &Names,
        lexicon: &Lexicon,
    ) -> Self {
        let mut all = Vec::new();
        for (s, p) in parsed.iter().enumerate() {
            for (n, name) in p.sentence.names.iter().enumerate() {
                if name.kind.can_be_party()
                    || name.kind == NameKind::City
                    || name.kind == NameKind::Person
                {
                    let text = name.span.of(document.text_of(p.sentence.place));
                    all.push((s, n, name, text));
                }
            }
        }
        let mut out = Self::default();
        // Long names first, so that short forms find them; the body before the title at equal length.
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_cached_key(|i| {
            let (s, _, _, text) = &all[*i];
            (
                std::cmp::Reverse(key_of(text, names).len()),
                parsed[*s].sentence.place == Where::Title,
                *i,
            )
        });
        // Names that are the head of their group: "American said", not "American jets".
        let heads: HashSet<(usize, usize)> = parsed
            .iter()
            .enumerate()
            .flat_map(|(s, p)| {
                let groups = p.chunks.iter().filter_map(crate::frame::Chunk::noun);
                groups.filter_map(move |g| g.head_name.map(|n| (s, n)))
            })
            .collect();
        for i in order {
            let (s, n, name, text) = &all[i];
            let key = key_of(text, names);
            let found = out
                .short_for(&key, name.adjective && heads.contains(&(*s, *n)))
                .or_else(|| out.find(&key, name.kind, text, (lexicon, names)));
            let place = parsed[*s].sentence.place;
            let e = if let Some(e) = found {
                e
            } else {
                out.list.push(Entity {
                    mentions: Vec::new(),
                    name: String::new(),
                    kind: name.kind,
                    country: match name.kind {
                        NameKind::State(c) => Some(names.country(c).code.clone()),
                        _ => None,
                    },
                    descriptions: Vec::new(),
                    key,
                });
                out.list.len() - 1
            };
            out.list[e].mentions.push((place, name.span));
            out.by_name.insert((*s, *n), e);
        }
        out.bracketed(parsed);
        out.describe(parsed);
        for entity in &mut out.list {
            entity.mentions.sort_unstable();
            entity.mentions.dedup();
            entity.name = best_name(entity, document, names);
            if let Some(bare) = without_adjective(entity, document, lexicon) {
                entity.name = bare;
            }
        }
        out
    }

    /// The entity of a name in a sentence.
    pub fn of(&self, sentence: usize, name: usize) -> Option<usize> {
        self.by_name.get(&(sentence, name)).copied()
    }

    /// An entity as the party that words at a place name.
    pub fn reference(&self, e: usize, place: Where, span: Span, how: &'static str) -> PartyRef {
        PartyRef {
            entity: Some(e),
            name: self.list[e].name.clone(),
            place,
            span,
            how,
        }
    }

    /// "American" alone, where the article names "American Airlines": the company, not the state.
    fn short_for(&self, key: &[String], adjective: bool) -> Option<usize> {
        if !adjective || key.len() != 1 {
            return None;
        }
        self.list.iter().position(|e| {
            e.kind == NameKind::Organization && e.key.len() == 2 && e.key.first() == key.first()
        })
    }

    fn find(
        &self,
        key: &[String],
        kind: NameKind,
        text: &str,
        (lexicon, names): (&Lexicon, &Names),
    ) -> Option<usize> {
        if let NameKind::State(c) = kind {
            return self.list.iter().position(|e| e.kind == NameKind::State(c));
        }
        if let NameKind::Bloc(b) = kind {
            return self.list.iter().position(|e| e.kind == NameKind::Bloc(b));
        }
        let plain_word = lexicon.word(&text.to_lowercase()).pos == 0
            && matches!(kind, NameKind::Unknown | NameKind::Organization);
        let acronym =
            key.len() == 1 && text.len() >= 2 && text.bytes().all(|b| b.is_ascii_uppercase());
        // "Oakline Corp" is all of a name, and no short form of "Oakline Capital Inc" or "Old Oakline".
        let complete = kind == NameKind::Organization
            && text
                .split_whitespace()
                .last()
                .is_some_and(|w| names.is_legal_form(w));
        let fits = |e: &Entity| {
            if complete {
                return e.key == key;
            }
            if e.key.is_empty()
                || key.is_empty()
                || matches!(e.kind, NameKind::State(_) | NameKind::Bloc(_))
            {
                return false;
            }
            e.key == key
                || (e.key.len() > key.len() && e.key.starts_with(key) && kind_fits(e.kind, kind))
                || (key.len() >= 2
                    && e.key.len() > key.len()
                    && e.key.ends_with(key)
                    && kind_fits(e.kind, kind)
                    && e.kind != NameKind::Person)
                // "Harbour" for "Old Harbour", where it is no common word.
                || (key.len() == 1
                    && text.len() >= 4
                    && e.key.len() == 2
                    && e.key.last() == key.last()
                    && plain_word
                    && kind_fits(e.kind, kind)
                    && e.kind != NameKind::Person)
                || (e.kind == NameKind::Person
                    && key.len() == 1
                    && e.key.len() > 1
                    && e.key.last() == key.last()
                    && kind != NameKind::Organization)
                || (acronym && e.key.len() > 1 && initials(&e.key) == text.to_lowercase())
        };
        // "Dell" is the company where there is one, and not its founder.
        let is_person = |e: &Entity| e.kind == NameKind::Person;
        let other = self.list.iter().position(|e| !is_person(e) && fits(e));
        other.or_else(|| self.list.iter().position(|e| is_person(e) && fits(e)))
    }

    /// "Gulf Fund (GF)": the name in brackets is the one before them.
    fn bracketed(&mut self, parsed: &[Parsed<'_>]) {
        for (s, p) in parsed.iter().enumerate() {
            for chunk in &p.chunks {
                let ChunkKind::Noun(group) = &chunk.kind else {
                    continue;
                };
                let Some(owner) = group.head_name.and_then(|n| self.of(s, n)) else {
                    continue;
                };
                for n in &group.bracket_names {
                    if let Some(other) = self.of(s, *n)
                        && other != owner
                        && !matches!(
                            self.list[other].kind,
                            NameKind::State(_) | NameKind::City | NameKind::Bloc(_)
                        )
                        && self.is_form_of(other, owner)
                    {
                        self.join(owner, other);
                    }
                }
            }
        }
    }

    /// Whether a name in brackets is another form of the one before: no fund behind the person who runs it, no other
    /// name of several words ("Lena Moss (Harbour Capital)").
    fn is_form_of(&self, bracket: usize, owner: usize) -> bool {
        let (a, b) = (&self.list[bracket].key, &self.list[owner].key);
        let person = self.list[owner].kind == NameKind::Person
            && self.list[bracket].kind != NameKind::Person;
        let shares = a.iter().any(|w| b.contains(w));
        let short =
            |one: &[String], long: &[String]| one.len() == 1 && initials(long).starts_with(&one[0]);
        shares || !person && (a.len() == 1 || b.len() == 1) || short(a, b) || short(b, a)
    }

    fn join(&mut self, owner: usize, other: usize) {
        let mentions = std::mem::take(&mut self.list[other].mentions);
        self.list[owner].mentions.extend(mentions);
        for e in self.by_name.values_mut() {
            if *e == other {
                *e = owner;
            }
        }
    }

    /// "the carrier Gulf Jet", "Gulf Jet, the national carrier,": what the article calls a party.
    fn describe(&mut self, parsed: &[Parsed<'_>]) {
        for (s, p) in parsed.iter().enumerate() {
            for (c, chunk) in p.chunks.iter().enumerate() {
                let ChunkKind::Noun(group) = &chunk.kind else {
                    continue;
                };
                let Some(e) = group.head_name.and_then(|n| self.of(s, n)) else {
                    continue;
                };
                // "managing director Ali Noor", "Ali Noor, its director,": a person, whatever the name looks like.
                let said_person =
                    |words: u32| words & class::PERSON != 0 && words & class::PARTY == 0;
                let apposed =
                    matches!(p.chunks.get(c + 1).map(|c| &c.kind), Some(ChunkKind::Comma))
                        && p.chunks[c + 2..]
                            .iter()
                            .map_while(crate::frame::Chunk::noun)
                            .find(|n| !n.is_possessor)
                            .is_some_and(|n| {
                                n.head_name.is_none() && said_person(p.sentence.words[n.head].class)
                            });
                let words = p.sentence.names[group.head_name.unwrap_or(0)].tokens.len();
                if self.list[e].kind == NameKind::Unknown
                    && words >= 2
                    && (apposed || said_person(group.classes))
                {
                    self.list[e].kind = NameKind::Person;
                }
                let mut lemmas: Vec<u32> = group
                    .modifiers
                    .iter()
                    .filter(|(t, l)| *l != 0 && p.sentence.words[*t].class & class::PARTY != 0)
                    .map(|(_, l)| *l)
                    .collect();
                if matches!(p.chunks.get(c + 1).map(|c| &c.kind), Some(ChunkKind::Comma)) {
                    // Behind the possessors of the apposition.
                    let mut a = c + 2;
                    while let Some(ChunkKind::Noun(n)) = p.chunks.get(a).map(|c| &c.kind) {
                        if !n.is_possessor {
                            if n.head_name.is_none()
                                && p.sentence.words[n.head].class & class::PARTY != 0
                            {
                                lemmas.push(n.lemma);
                            }
                            break;
                        }
                        a += 1;
                    }
                }
                for lemma in lemmas {
                    if !self.list[e].descriptions.contains(&lemma) {
                        self.list[e].descriptions.push(lemma);
                    }
                }
            }
        }
    }
}

fn kind_fits(long: NameKind, short: NameKind) -> bool {
    match (long, short) {
        (NameKind::Person, NameKind::Person | NameKind::Unknown) => true,
        (NameKind::Person, _) | (_, NameKind::Person | NameKind::City | NameKind::Region) => false,
        _ => true,
    }
}

/// The words of a name without legal forms and articles, in lower case.
fn key_of(name: &str, names: &Names) -> Vec<String> {
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|w| !w.is_empty())
        .collect();
    let mut end = words.len();
    while end > 1 && (names.is_legal_form(words[end - 1]) || words[end - 1] == "&") {
        end -= 1;
    }
    words[..end]
        .iter()
        .skip(usize::from(end > 1 && words[0].eq_ignore_ascii_case("the")))
        .map(|w| w.trim_end_matches('.').to_lowercase())
        .filter(|w| !(end > 2 && matches!(w.as_str(), "jr" | "sr")))
        .collect()
}

fn initials(key: &[String]) -> String {
    key.iter()
        .filter(|w| !matches!(w.as_str(), "of" | "and" | "the" | "for" | "&"))
        .filter_map(|w| w.chars().next())
        .collect()
}

fn best_name(entity: &Entity, document: &Document<'_>, names: &Names) -> String {
    if let NameKind::State(c) = entity.kind {
        return names.country(c).name.clone();
    }
    entity
        .mentions
        .iter()
        .map(|(place, span)| span.of(document.text_of(*place)))
        .max_by(|a, b| {
            let words = |s: &str| s.split_whitespace().count();
            (words(a), a.len())
                .cmp(&(words(b), b.len()))
                // The first of equals.
                .then(std::cmp::Ordering::Greater)
        })
        .unwrap_or("")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// "Troubled Harbour Air" at the start of a sentence, where every other mention is of "Harbour Air": the name alone.
fn without_adjective(
    entity: &Entity,
    document: &Document<'_>,
    lexicon: &Lexicon,
) -> Option<String> {
    let (first, rest) = entity.name.split_once(' ')?;
    let word = lexicon.word(&first.to_lowercase());
    let adjective = word.pos & (pos::ADJECTIVE | pos::PARTICIPLE) != 0 && word.pos & pos::NOUN == 0;
    let mentions = || {
        entity
            .mentions
            .iter()
            .map(|(place, span)| span.of(document.text_of(*place)))
    };
    let with = mentions().filter(|m| m.starts_with(first)).count();
    let head = rest.split(' ').next()?;
    let alone = mentions().filter(|m| m.starts_with(head)).count();
    (adjective && with == 1 && alone > 0).then(|| rest.to_owned())
}
