//! What a name most likely names, by its words, its shape and the lists.

use super::{NameKind, joined};
use crate::grammar::{Known, Names, class, pos};
use crate::mention::words::Tagged;
use crate::text::Tag;

/// Whether a title of an office starts at word `k` of a run.
pub(super) fn starts_title(words: &[Tagged<'_>], k: usize, names: &Names) -> bool {
    let two = words
        .get(k + 1)
        .map(|n| format!("{} {}", words[k].text, n.text));
    let office = |t: &str| {
        matches!(
            t,
            "Chief"
                | "Chairman"
                | "Chairwoman"
                | "CEO"
                | "CFO"
                | "President"
                | "Director"
                | "Minister"
                | "Secretary"
                | "Governor"
                | "Spokesman"
                | "Spokeswoman"
                | "Treasurer"
                | "Executive"
                | "Chair"
                | "Commissioner"
                | "Vice"
                | "Deputy"
        )
    };
    // "Managing Partner Ali Noor", "Oil Minister Ali Noor"
    if two.as_ref().is_some_and(|t| names.is_title(t)) && words.len() > k + 2 {
        return true;
    }
    office(words[k].text)
        && (names.is_title(words[k].text)
            || two.is_some_and(|t| names.is_title(&t))
            || matches!(words[k].text, "Chief" | "Vice" | "Deputy"))
}

pub(super) fn classify(
    words: &[Tagged<'_>],
    behind: Option<&Tagged<'_>>,
    names: &Names,
) -> (NameKind, bool, bool) {
    let whole = joined(words);
    let bare = whole.trim_end_matches('.');
    if whole.chars().count() == 1 {
        return (NameKind::Doubtful, false, false);
    }
    // "WASHINGTON" in a heading or dateline
    let written = capitalised(&whole);
    let listed = names
        .known(&whole)
        .or_else(|| names.known(bare))
        .or_else(|| names.known(written.as_deref()?));
    if let Some(known) = listed {
        return match known {
            Known::State(i, adjective) => (NameKind::State(*i), *adjective, false),
            Known::Bloc(i) => (NameKind::Bloc(*i), false, false),
            Known::Region(_) => (NameKind::Region, false, false),
            Known::City(_) => (NameKind::City, false, false),
            Known::Capital(i) => {
                if names.country(*i).name == whole {
                    (NameKind::State(*i), false, false)
                } else {
                    (NameKind::City, false, false)
                }
            }
        };
    }
    // An exchange is the scene of most stories that name it, but buys and is bought too: only its short form is doubtful.
    let exchange = words.len() > 1
        && words
            .last()
            .is_some_and(|u| matches!(u.text, "Exchange" | "Market" | "Markets"));
    if (names.is_doubtful(&whole) || names.is_doubtful(bare)) && !exchange {
        return (NameKind::Doubtful, false, false);
    }
    let capitals: Vec<&Tagged<'_>> = words.iter().filter(|u| u.tag == Tag::Name).collect();
    let last = capitals.last().map_or("", |u| u.text);
    // "the Leeds Airshow": where a deal is told, and no side of it.
    if capitals.len() > 1
        && matches!(
            last,
            "Airshow"
                | "Show"
                | "Summit"
                | "Expo"
                | "Exhibition"
                | "Fair"
                | "Festival"
                | "Olympics"
                | "Games"
                | "Cup"
        )
    {
        return (NameKind::Doubtful, false, false);
    }
    if capitals.len() == 1 && names.is_legal_form(last) {
        return (NameKind::Doubtful, false, false);
    }
    let legal = words
        .last()
        .is_some_and(|u| u.tag != Tag::Name && names.is_legal_form(u.text))
        || capitals.len() > 1 && capitals.iter().skip(1).any(|u| names.is_legal_form(u.text));
    if legal {
        return (NameKind::Organization, false, true);
    }
    let ends_org = capitals.len() > 1
        && capitals
            .last()
            .is_some_and(|u| u.word.class & class::ORGANIZATION != 0 && !names.is_title(u.text));
    if ends_org && !names.is_doubtful(&whole) {
        return (NameKind::Organization, false, false);
    }
    if names.is_title(capitals[0].text)
        || (capitals.len() > 1
            && names.is_title(&format!("{} {}", capitals[0].text, capitals[1].text)))
    {
        return (NameKind::Person, false, false);
    }
    // "US Secretary of Commerce Ann Ray": a title inside a run that is no organization.
    if capitals.len() > 2
        && capitals[..capitals.len() - 1]
            .iter()
            .any(|u| names.is_title(u.text) && u.word.class & class::ORGANIZATION == 0)
        && last_word_is_no_organization(&capitals)
    {
        return (NameKind::Person, false, false);
    }
    let organization = capitals
        .iter()
        .rev()
        .take(1)
        .chain(capitals.iter().take(1))
        .any(|u| u.word.class & class::ORGANIZATION != 0 || is_institution(u.text));
    if organization && capitals.len() > 1 {
        return (NameKind::Organization, false, false);
    }
    if whole.contains('&') {
        return (NameKind::Organization, false, false);
    }
    if words
        .iter()
        .any(|u| u.tag == Tag::Name && u.text.bytes().any(|b| b.is_ascii_digit()))
    {
        return (NameKind::Model, false, false);
    }
    let first = capitals[0].text;
    let person_shape = (2..=4).contains(&capitals.len())
        && (names.is_first_name(first) || (is_initial(first) && capitals.len() > 1))
        && capitals[1..].iter().all(|u| {
            u.word.pos & pos::NOUN == 0
                || is_initial(u.text)
                || names.is_first_name(u.text)
                || u.word.pos & pos::PLURAL == 0
        })
        && !last.bytes().all(|b| b.is_ascii_uppercase());
    if person_shape {
        return (NameKind::Person, false, false);
    }
    if capitals.len() == 1
        && names.is_first_name(first)
        && behind.is_none_or(|u| u.tag != Tag::Name)
        && capitals[0].word.pos == 0
        && first.len() > 3
    {
        // A lone first name may as well be a company; the article decides later.
        return (NameKind::Unknown, false, false);
    }
    (NameKind::Unknown, false, false)
}

/// "NEW YORK" as "New York"; none where a word is short or has a small letter.
fn capitalised(name: &str) -> Option<String> {
    let shouted = name.len() >= 4 && name.bytes().all(|b| b.is_ascii_uppercase() || b == b' ');
    shouted.then(|| {
        let words: Vec<String> = name
            .split(' ')
            .map(|w| w[..1.min(w.len())].to_owned() + &w[1.min(w.len())..].to_lowercase())
            .collect();
        words.join(" ")
    })
}

pub(super) fn last_word_is_no_organization(capitals: &[&Tagged<'_>]) -> bool {
    capitals
        .last()
        .is_some_and(|u| u.word.class & class::ORGANIZATION == 0)
}

pub(super) fn is_initial(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    letters.len() == 1 && letters[0].is_uppercase()
}

/// Words that take "of" to make the name of an institution.
pub(super) fn is_institution(word: &str) -> bool {
    matches!(
        word,
        "Ministry"
            | "Bank"
            | "University"
            | "Kingdom"
            | "Republic"
            | "Department"
            | "Government"
            | "Commission"
            | "Institute"
            | "House"
            | "Board"
            | "Bureau"
            | "Office"
            | "State"
            | "Sultanate"
            | "Emirate"
            | "Chamber"
            | "Council"
            | "Association"
            | "Federation"
            | "Union"
            | "College"
            | "School"
            | "Museum"
            | "Society"
            | "Court"
            | "Port"
            | "City"
            | "Province"
            | "Secretary"
            | "Minister"
            | "Duchy"
            | "Authority"
            | "Agency"
            | "Corporation"
            | "Company"
            | "Organization"
            | "Organisation"
            | "Centre"
            | "Center"
            | "Academy"
            | "Fund"
    )
}
