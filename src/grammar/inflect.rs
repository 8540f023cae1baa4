//! The regular forms of English verbs and nouns. Irregular ones stand in the word lists.

fn ends_in_sibilant(word: &str) -> bool {
    ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|e| word.ends_with(e))
}

fn consonant_y(word: &str) -> bool {
    word.ends_with('y') && !word[..word.len() - 1].ends_with(['a', 'e', 'i', 'o', 'u'])
}

pub(super) fn third(lemma: &str) -> String {
    if lemma == "have" {
        return "has".to_owned();
    }
    plural(lemma)
}

pub(super) fn plural(noun: &str) -> String {
    if consonant_y(noun) {
        format!("{}ies", &noun[..noun.len() - 1])
    } else if ends_in_sibilant(noun) {
        format!("{noun}es")
    } else {
        format!("{noun}s")
    }
}

/// Short verbs of one syllable that double: get, cut, run, plan.
pub(super) fn doubles(lemma: &str) -> bool {
    let b = lemma.as_bytes();
    let vowel = |c: u8| b"aeiou".contains(&c);
    b.len() >= 3
        && b.len() <= 4
        && !vowel(b[b.len() - 1])
        && !b"wxy".contains(&b[b.len() - 1])
        && vowel(b[b.len() - 2])
        && !vowel(b[b.len() - 3])
        && b.iter().filter(|c| vowel(**c)).count() == 1
}

pub(super) fn past(lemma: &str, doubling: bool) -> String {
    if lemma.ends_with('e') {
        format!("{lemma}d")
    } else if consonant_y(lemma) {
        format!("{}ied", &lemma[..lemma.len() - 1])
    } else if doubling || doubles(lemma) {
        format!("{lemma}{}ed", &lemma[lemma.len() - 1..])
    } else {
        format!("{lemma}ed")
    }
}

pub(super) fn ing(lemma: &str, doubling: bool) -> String {
    if let Some(stem) = lemma.strip_suffix("ie") {
        format!("{stem}ying")
    } else if lemma.ends_with('e') && !lemma.ends_with("ee") && lemma.len() > 2 {
        format!("{}ing", &lemma[..lemma.len() - 1])
    } else if doubling || doubles(lemma) {
        format!("{lemma}{}ing", &lemma[lemma.len() - 1..])
    } else {
        format!("{lemma}ing")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_forms() {
        for (lemma, forms) in [
            ("order", ["orders", "ordered", "ordering"]),
            ("acquire", ["acquires", "acquired", "acquiring"]),
            ("supply", ["supplies", "supplied", "supplying"]),
            ("plan", ["plans", "planned", "planning"]),
            ("purchase", ["purchases", "purchased", "purchasing"]),
            ("agree", ["agrees", "agreed", "agreeing"]),
            ("finish", ["finishes", "finished", "finishing"]),
            ("obtain", ["obtains", "obtained", "obtaining"]),
        ] {
            assert_eq!(
                [third(lemma), past(lemma, false), ing(lemma, false)],
                forms,
                "forms of {lemma}"
            );
        }
        assert_eq!(past("commit", true), "committed");
        assert_eq!(plural("company"), "companies");
    }
}
