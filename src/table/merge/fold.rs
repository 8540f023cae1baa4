//! What a name is compared by: without case, marks, legal forms, "and" and "the"; states by their ISO code, whatever
//! form is written. It looks at one name alone; what a whole run tells of names is in `names`.

use std::collections::HashMap;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::grammar::{GrammarFiles, Known, Names};

/// A name as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// Equal for names that are the same but for the way they are written. Begins with `=` for states, blocs and bodies.
    pub key: String,
    /// Its words, in lower case.
    pub words: Vec<String>,
    /// The first letters of its words, as abbreviations have them: without legal forms, and with "Group" and "Holdings".
    pub initials: [String; 2],
    /// What the key would be with first letters in place of a double name in front: "HV Ostra" of "Halden-Velbahn
    /// Ostra".
    /// Two names in one are not taken apart elsewhere: "BC Partners" may be the partners of anybody.
    pub shortened: Option<String>,
    /// The key of the state whose body it is.
    pub acts_for: Option<String>,
    /// The name of a state, bloc or public body that the lists know.
    pub listed: Option<Listed>,
}

/// A name of the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its usual form.
    pub name: String,
    /// ISO 3166 alpha-2 code of a state.
    pub country: Option<String>,
}

/// Folds names by the lists of a grammar.
#[derive(Clone, Debug)]
pub struct Folder {
    names: Names,
    /// Keys of the forms of public bodies.
    bodies: HashMap<String, String>,
    /// ISO codes of the states that bodies act for, by their names.
    states: HashMap<String, String>,
}

/// Legal forms that stand before a name.
const LEADING: [&str; 7] = ["PT", "OAO", "OJSC", "ZAO", "JSC", "AO", "PAO"];
/// Words behind a name that no two parties are told apart by, beside legal forms.
const EMPTY: [&str; 3] = ["&", "and", "Department"];
/// Left behind a name where a headline was read into it. Not those that are names of persons too.
const MONTHS: [&str; 10] = [
    "January",
    "February",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Folder {
    /// Reads the lists.
    pub fn new(files: &GrammarFiles) -> Result<Self> {
        let names = Names::load(files).map_err(Error::grammar)?;
        let file: Bodies = files
            .read("lexicon/bodies.toml")
            .map_err(|fault| Error::grammar(vec![fault]))?;
        let mut folder = Self {
            names,
            bodies: HashMap::new(),
            states: HashMap::new(),
        };
        for body in &file.body {
            if let Some(state) = &body.state {
                folder.states.insert(body.name.clone(), state.clone());
            }
            for form in std::iter::once(&body.name).chain(&body.names) {
                if let Some(folded) = folder.fold(form) {
                    folder.bodies.insert(folded.key, body.name.clone());
                }
            }
        }
        Ok(folder)
    }

    /// The name as it is compared; none where it names nobody in particular ("the search business", a place, an officer
    /// with his title).
    pub fn fold(&self, form: &str) -> Option<Folded> {
        let form = form.trim();
        let bare = form
            .strip_prefix("the ")
            .or_else(|| form.strip_prefix("The "));
        let has_article = bare.is_some();
        let bare = bare.unwrap_or(form);
        if let Some(listed) = self.listed(bare, has_article) {
            return Some(listed);
        }
        if self.names_nobody(bare) {
            return None;
        }
        let mut words: Vec<&str> = bare.split_whitespace().collect();
        if words.len() > 1 && words.last().is_some_and(|it| is_ticker(it)) {
            words.pop();
        }
        while words.len() > 1 && words.last().is_some_and(|it| MONTHS.contains(it)) {
            words.pop();
        }
        while words.len() > 1 && words.last().is_some_and(|it| self.is_empty_word(it)) {
            words.pop();
        }
        while words.len() > 1 && LEADING.contains(&words[0]) {
            words.remove(0);
        }
        // "search business", "Opel line": a thing and not its owner.
        let last = words.last()?;
        if words.len() > 1 && last.chars().all(|it| it.is_ascii_lowercase() || it == '-') {
            return None;
        }
        let place = words.join(" ");
        if self.is_place(&place) || self.is_place(&title_case(&place)) {
            return None;
        }
        let plain: Vec<String> = words
            .iter()
            .map(|it| plain_word(it))
            .filter(|it| !it.is_empty() && it != "and")
            .collect();
        let key = plain.concat();
        if key.is_empty() {
            return None;
        }
        if let Some(body) = self.bodies.get(&key) {
            let mut folded = fixed(body, body, None);
            folded.acts_for = self.states.get(body).map(|state| format!("={state}"));
            return Some(folded);
        }
        let grouped: Vec<String> = bare
            .split_whitespace()
            .filter(|it| {
                !self.is_legal(it)
                    || matches!(
                        it.trim_end_matches(['.', ',']),
                        "Group" | "Holding" | "Holdings"
                    )
            })
            .map(plain_word)
            .collect();
        Some(Folded {
            key,
            initials: [initials(&plain), initials(&grouped)],
            shortened: shortened(&words),
            acts_for: None,
            words: plain,
            listed: None,
        })
    }

    /// Whether a word of a name is the first name of a person.
    pub fn is_first_name(&self, word: &str) -> bool {
        self.names.is_first_name(&title_case(word))
    }

    fn listed(&self, bare: &str, has_article: bool) -> Option<Folded> {
        let of_government = bare
            .strip_prefix("government of ")
            .or_else(|| bare.strip_prefix("Government of "))
            .map(|it| it.strip_prefix("the ").unwrap_or(it));
        let its_government = bare
            .strip_suffix(" government")
            .or_else(|| bare.strip_suffix(" Government"))
            .map(|it| it.strip_suffix("'s").unwrap_or(it));
        let governed = of_government.or(its_government);
        let name = governed.unwrap_or(bare);
        for name in [name, name.trim_end_matches(['.', ','])] {
            if self.names.needs_article(name) && !has_article && governed.is_none() {
                continue;
            }
            match self.names.known(name) {
                Some(Known::State(index, _)) => {
                    let country = self.names.country(*index);
                    return Some(fixed(&country.code, &country.name, Some(&country.code)));
                }
                Some(Known::Bloc(index)) => {
                    let bloc = &self.names.bloc(*index).name;
                    return Some(fixed(bloc, bloc, None));
                }
                _ => {}
            }
        }
        None
    }

    fn is_place(&self, name: &str) -> bool {
        matches!(
            self.names.known(name),
            Some(Known::City(_) | Known::Capital(_))
        )
    }

    fn names_nobody(&self, bare: &str) -> bool {
        !bare.chars().any(char::is_uppercase) || is_ticker(bare) || self.is_officer(bare)
    }

    /// "Chief Executive Ada Lund": a person in office, who acts for somebody else.
    fn is_officer(&self, bare: &str) -> bool {
        let ends = bare.match_indices(' ').map(|(at, _)| at).take(4);
        for at in ends {
            let first = bare[at + 1..].split(' ').next().unwrap_or_default();
            if self.names.is_first_name(first) && self.names.is_title(&bare[..at]) {
                return true;
            }
        }
        false
    }

    fn is_empty_word(&self, word: &str) -> bool {
        EMPTY.contains(&word) || self.is_legal(word)
    }

    fn is_legal(&self, word: &str) -> bool {
        let word = word.trim_end_matches([',', '.']);
        self.names.is_legal_form(word) || self.names.is_legal_form(&title_case(word))
    }
}

fn fixed(key: &str, name: &str, country: Option<&str>) -> Folded {
    Folded {
        key: format!("={key}"),
        words: vec![name.to_lowercase()],
        initials: [String::new(), String::new()],
        shortened: None,
        acts_for: None,
        listed: Some(Listed {
            name: name.to_owned(),
            country: country.map(str::to_owned),
        }),
    }
}

/// `HBOS.L`, `C.N`: the code of a share, as wires put it behind a name.
fn is_ticker(word: &str) -> bool {
    let Some((code, exchange)) = word.split_once('.') else {
        return false;
    };
    let capitals = code
        .strip_suffix(|it: char| it.is_ascii_lowercase())
        .unwrap_or(code);
    let is_capital =
        |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_uppercase());
    is_capital(capitals) && capitals.len() <= 5 && is_capital(exchange) && exchange.len() <= 2
}

fn title_case(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first
            .chain(letters.flat_map(char::to_lowercase))
            .collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Letters and digits of a word in lower case, without marks and a possessive ending.
fn plain_word(word: &str) -> String {
    let word = word.trim_matches(|it: char| !it.is_alphanumeric());
    let word = word
        .strip_suffix("'s")
        .or_else(|| word.strip_suffix("\u{2019}s"))
        .unwrap_or(word);
    let mut plain = String::with_capacity(word.len());
    for letter in word.chars().flat_map(char::to_lowercase) {
        match unmarked(letter) {
            Some(text) => plain.push_str(text),
            None if letter.is_alphanumeric() => plain.push(letter),
            None => {}
        }
    }
    plain
}

fn unmarked(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

fn initials(words: &[String]) -> String {
    let kept = words
        .iter()
        .filter(|it| !matches!(it.as_str(), "of" | "the" | "for" | "and"));
    kept.filter_map(|it| it.chars().next()).collect()
}

fn shortened(words: &[&str]) -> Option<String> {
    let [first, rest @ ..] = words else {
        return None;
    };
    let parts: Vec<String> = first.split('-').map(plain_word).collect();
    let rest: String = rest.iter().map(|it| plain_word(it)).collect();
    (parts.len() > 1 && !rest.is_empty()).then(|| initials(&parts) + &rest)
}

#[derive(Deserialize)]
struct Bodies {
    body: Vec<Body>,
}

#[derive(Deserialize)]
struct Body {
    name: String,
    #[serde(default)]
    names: Vec<String>,
    state: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> Folder {
        Folder::new(&GrammarFiles::built_in()).expect("the built-in lists")
    }

    #[test]
    fn ok_a_double_name_in_front_has_a_short_form() {
        let folder = folder();
        let shortened = |name: &str| folder.fold(name).expect(name).shortened;
        let short = folder.fold("HV Ostra").expect("a name").key;
        assert_eq!(shortened("Halden-Velbahn Ostra NV"), Some(short));
        for name in [
            "Halden-Velbahn",
            "Halden Velbahn Ostra",
            "Halden-Velbahn AG",
        ] {
            assert_eq!(shortened(name), None, "{name}");
        }
    }

    #[test]
    fn ok_the_same_name_in_other_clothes() {
        let folder = folder();
        let key = |name: &str| folder.fold(name).expect(name).key;
        for (one, other) in [
            ("Ostra Air SE", "Ostra Air"),
            ("OSTRA AIR", "Ostra Air"),
            ("the Ostra Air", "Ostra Air"),
            ("Harrow & Penn Inc.", "Harrow and Penn"),
            ("Harrow & Co", "Harrow"),
            ("Harrow Group Holdings plc", "Harrow"),
            ("Müller Söhne GmbH", "Muller Sohne"),
            ("PT Ostra Tbk", "Ostra"),
            ("Ostra OSTR.L", "Ostra"),
            ("Ostra's", "Ostra"),
            ("JQ Ostra", "JQOstra"),
            ("British", "United Kingdom"),
            ("the UK", "Britain"),
            ("French government", "France"),
            ("government of the Philippines", "Philippines"),
            ("EU", "European Union"),
            ("Fed", "Federal Reserve"),
            ("Treasury Department", "U.S. Treasury"),
        ] {
            assert_eq!(key(one), key(other), "{one} and {other}");
        }
        assert_eq!(key("British"), "=GB");
    }

    #[test]
    fn ok_other_names_stay_others() {
        let folder = folder();
        let key = |name: &str| folder.fold(name).expect(name).key;
        for (one, other) in [
            ("Ostra", "Ostra Electronics"),
            ("Ostra Air", "Ostra Sea"),
            // With the article it is the state.
            ("Emirates", "the Emirates"),
            ("China", "China Ostra"),
            ("Harrow", "Harrow & Penn"),
        ] {
            assert_ne!(key(one), key(other), "{one} and {other}");
        }
    }

    #[test]
    fn err_what_names_nobody() {
        let folder = folder();
        for name in [
            "search business",
            "unit",
            "government",
            "Ostra line",
            "OSTR.L",
            "LONDON",
            "Chief Executive Mary Ostra",
            "",
            "...",
        ] {
            assert_eq!(folder.fold(name), None, "{name}");
        }
        assert!(folder.fold("General Ostra").is_some());
    }
}
