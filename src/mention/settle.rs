//! What an article says once of a name holds for the whole article: "Harbour Mac" is a company where a ticker stands
//! behind it somewhere, "Noor" is a person where "Ali Noor" is.
//!
//! Names are read sentence by sentence, by their shape alone; here the sentences correct each other. Known gap: a
//! company that is named like a person and that the article never calls a company stays a person.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::name::{Name, NameKind};
use super::scan::Sentence;
use crate::grammar::{Names, class, pos};
use crate::span::Where;
use crate::text::Tag;

/// Changes the kinds of names by what other sentences say.
pub(super) fn settle(sentences: &mut [Sentence], title: &str, text: &str, names: &Names) {
    upgrade(sentences, title, text, names);
    let seen = Seen::read(sentences, title, text, names);
    for s in sentences {
        let of = if s.place == Where::Title { title } else { text };
        for name in &mut s.names {
            let words = name.span.of(of);
            // "American placed an order" where the article has "American Airlines".
            let acts = s.tags.get(name.tokens.end).is_some_and(|t| {
                t.is_finite() || matches!(t, Tag::Modal | Tag::Have | Tag::PossessiveEnding)
            });
            let article = name
                .tokens
                .start
                .checked_sub(1)
                .is_some_and(|i| s.tags[i] == Tag::Determiner);
            if name.adjective
                && acts
                && !article
                && matches!(name.kind, NameKind::State(_))
                && seen.first_words.contains(words)
            {
                name.kind = NameKind::Unknown;
                name.adjective = false;
            } else if seen.companies.contains(words)
                && matches!(name.kind, NameKind::Person | NameKind::City)
            {
                name.kind = NameKind::Organization;
            } else if seen.is_surname(words)
                && matches!(
                    name.kind,
                    NameKind::Unknown | NameKind::Region | NameKind::City
                )
            {
                name.kind = NameKind::Person;
            }
        }
    }
}

/// What the sentences of an article say of its names, as written.
#[derive(Default)]
struct Seen {
    /// Names that something marks as a company, and nothing as a person.
    companies: BTreeSet<String>,
    /// Last words of the names of persons.
    surnames: HashSet<String>,
    /// First words of organizations.
    first_words: HashSet<String>,
    /// Last words of organizations before their legal form: "Ostrade" of "Jan Ostrade Jr Inc".
    last_words: HashSet<String>,
}

impl Seen {
    fn read(sentences: &[Sentence], title: &str, text: &str, names: &Names) -> Self {
        let mut out = Self::default();
        // Marks for a company less marks for a person; a name is a company where only the first are seen.
        let mut marks: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
        let mut bare: HashSet<&str> = HashSet::new();
        for s in sentences {
            let of = if s.place == Where::Title { title } else { text };
            for name in &s.names {
                let words = name.span.of(of);
                let entry = marks.entry(words).or_default();
                entry.0 |= is_company_here(s, of, name);
                entry.1 |= is_person_here(s, of, name);
                if name.kind == NameKind::Organization {
                    out.first_words
                        .extend(words.split_whitespace().next().map(str::to_owned));
                    if let Some(whole) = without_form(words, names) {
                        bare.insert(whole);
                        let mut words = whole.split_whitespace().rev();
                        let last =
                            words.find(|it| !matches!(it.trim_end_matches('.'), "Jr" | "Sr"));
                        out.last_words.extend(last.map(str::to_owned));
                    }
                }
                if name.kind == NameKind::Person && words.contains(' ') {
                    out.surnames
                        .extend(words.split_whitespace().last().map(str::to_owned));
                }
            }
        }
        out.companies = marks
            .iter()
            .filter(|(words, (company, person))| !person && (*company || bare.contains(*words)))
            .map(|(words, _)| (*words).to_owned())
            .collect();
        // "Harbour Mac" the company gives no surname "Mac".
        for company in &out.companies {
            if let Some(last) = company.split_whitespace().last() {
                out.surnames.remove(last);
            }
        }
        out
    }

    fn is_surname(&self, word: &str) -> bool {
        self.surnames.contains(word)
            && !self.first_words.contains(word)
            && !self.last_words.contains(word)
    }
}

/// "Oakline Corp" without its legal form.
fn without_form<'t>(words: &'t str, names: &Names) -> Option<&'t str> {
    let (rest, last) = words.rsplit_once(char::is_whitespace)?;
    let rest = rest.trim_end_matches([',', ' ']);
    names.is_legal_form(last).then_some(rest)
}

/// A ticker behind it, a company's noun before it, its shares or board.
fn is_company_here(s: &Sentence, text: &str, name: &Name) -> bool {
    let word = |i: usize| s.tokens.get(i).map_or("", |t| t.text(text));
    let common =
        |i: usize, of: u32| matches!(s.tags.get(i), Some(Tag::Noun)) && s.words[i].class & of != 0;
    let (start, end) = (name.tokens.start, name.tokens.end);
    // "( FRE.N )"
    if word(end) == "("
        && s.tags.get(end + 1) == Some(&Tag::Mark)
        && word(end + 1).contains('.')
        && word(end + 2) == ")"
    {
        return true;
    }
    // "lender Harbour Mac", but no "director Ali Noor" and no "agency Harbour".
    if start > 0
        && common(start - 1, class::PARTY)
        && s.words[start - 1].class & class::PERSON == 0
        && s.words[start - 1].pos & pos::PLURAL == 0
    {
        return true;
    }
    // "Harbour Mac shares", "Harbour Mac's shares"
    let owned = end + usize::from(s.tags.get(end) == Some(&Tag::PossessiveEnding));
    if owned > end && common(owned, class::SECURITY | class::BUSINESS)
        || owned == end && common(end, class::SECURITY)
    {
        return true;
    }
    // "Harbour Mac, the largest lender,"
    word(end) == ","
        && matches!(word(end + 1), "the" | "a" | "an" | "which" | "whose")
        && (word(end + 1) == "which"
            || (end + 2..end + 9)
                .take_while(|i| {
                    matches!(
                        s.tags.get(*i),
                        Some(
                            Tag::Noun
                                | Tag::Name
                                | Tag::Adjective
                                | Tag::Number
                                | Tag::PossessiveEnding
                        )
                    )
                })
                .last()
                .is_some_and(|i| common(i, class::PARTY) && s.words[i].class & class::PERSON == 0))
}

/// A pronoun of persons behind it, or the noun of an office on either side.
fn is_person_here(s: &Sentence, text: &str, name: &Name) -> bool {
    let word = |i: usize| s.tokens.get(i).map_or("", |t| t.text(text));
    let (start, end) = (name.tokens.start, name.tokens.end);
    let office = |i: usize| {
        matches!(s.tags.get(i), Some(Tag::Noun))
            && s.words[i].class & class::PERSON != 0
            && s.words[i].class & class::PARTY == 0
    };
    let next_name = s
        .names
        .iter()
        .map(|n| n.tokens.start)
        .find(|t| *t >= end)
        .unwrap_or(s.tokens.len());
    start > 0 && office(start - 1)
        || word(end) == "," && word(end + 1) == "who"
        || word(end) == ","
            && (end + 1..(end + 7).min(next_name)).any(office)
            && !matches!(word(end + 1), "which")
        || (end..next_name).any(|i| {
            matches!(s.tags.get(i), Some(Tag::Pronoun | Tag::Possessive))
                && matches!(word(i), "he" | "she" | "his" | "her" | "him")
        })
}

/// A word listed as no party is one where the article gives it the full name of an organization: "Harbour Stock
/// Exchange (HSE)", "Bourse Holdings Inc" and "Bourse".
fn upgrade(sentences: &mut [Sentence], title: &str, text: &str, names: &Names) {
    let mut short: HashSet<String> = HashSet::new();
    for s in sentences.iter() {
        let of = if s.place == Where::Title { title } else { text };
        for name in s.names.iter().filter(|n| n.kind == NameKind::Organization) {
            let mut words: Vec<&str> = name.span.of(of).split_whitespace().collect();
            if words.len() > 1 {
                short.insert(words[0].to_owned());
            }
            // With and without its legal forms.
            while words.len() > 1 {
                let initials = words.iter().filter_map(|w| w.chars().next());
                short.insert(initials.filter(|c| c.is_uppercase()).collect());
                if !names.is_legal_form(words[words.len() - 1]) {
                    break;
                }
                words.pop();
                short.insert(words.join(" "));
            }
        }
    }
    for s in sentences {
        let of = if s.place == Where::Title { title } else { text };
        for name in &mut s.names {
            if name.kind == NameKind::Doubtful && short.contains(name.span.of(of)) {
                name.kind = NameKind::Unknown;
            }
        }
    }
}
