//! What the grammar knows of single words: parts of speech, base forms, and the classes that rules refer to.
//!
//! Forms of verbs and plurals of nouns are derived when the lexicon is loaded; the files hold base forms and
//! irregular ones only. Names are not here (see `names`).

mod lists;

use std::collections::{BTreeMap, HashSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::fault::Fault;
use super::files::GrammarFiles;
use super::inflect::{doubles, ing, past, plural, third};
use lists::{Amounts, Classes, Descriptions, English, Function, Parties, Products};

/// A part of speech that a word form can have: a bit each, so that a set of them is a number.
pub mod pos {
    /// Singular or plural common noun.
    pub const NOUN: u32 = 1;
    /// Plural noun (together with `NOUN`).
    pub const PLURAL: u32 = 1 << 1;
    /// Base form of a verb.
    pub const BASE: u32 = 1 << 2;
    /// Third person singular.
    pub const THIRD: u32 = 1 << 3;
    /// Past tense.
    pub const PAST: u32 = 1 << 4;
    /// Past participle.
    pub const PARTICIPLE: u32 = 1 << 5;
    /// Present participle or gerund.
    pub const ING: u32 = 1 << 6;
    /// Adjective.
    pub const ADJECTIVE: u32 = 1 << 7;
    /// Adverb.
    pub const ADVERB: u32 = 1 << 8;
    /// Determiner.
    pub const DETERMINER: u32 = 1 << 9;
    /// Its, their, whose.
    pub const POSSESSIVE: u32 = 1 << 10;
    /// Pronoun.
    pub const PRONOUN: u32 = 1 << 11;
    /// Preposition.
    pub const PREPOSITION: u32 = 1 << 12;
    /// Coordinating conjunction.
    pub const CONJUNCTION: u32 = 1 << 13;
    /// Subordinating conjunction.
    pub const SUBORDINATOR: u32 = 1 << 14;
    /// Relative pronoun.
    pub const RELATIVE: u32 = 1 << 15;
    /// Modal verb.
    pub const MODAL: u32 = 1 << 16;
    /// A form of "be".
    pub const BE: u32 = 1 << 17;
    /// A form of "have".
    pub const HAVE: u32 = 1 << 18;
    /// A form of "do".
    pub const DO: u32 = 1 << 19;
    /// Not, never.
    pub const NEGATION: u32 = 1 << 20;
    /// Mostly a noun where nothing else decides.
    pub const PREFER_NOUN: u32 = 1 << 21;
    /// Mostly a verb where nothing else decides.
    pub const PREFER_VERB: u32 = 1 << 22;
    /// Mostly an adjective where nothing else decides.
    pub const PREFER_ADJECTIVE: u32 = 1 << 23;
    /// Any form of a full verb.
    pub const VERB: u32 = BASE | THIRD | PAST | PARTICIPLE | ING;
    /// Words of the closed classes.
    pub const CLOSED: u32 = DETERMINER
        | POSSESSIVE
        | PRONOUN
        | PREPOSITION
        | CONJUNCTION
        | SUBORDINATOR
        | RELATIVE
        | MODAL
        | BE
        | HAVE
        | DO
        | NEGATION;
}

/// A class of nouns that rules refer to: a bit each.
pub mod class {
    /// Describes a company, organization or state: carrier, lender, ministry.
    pub const PARTY: u32 = 1;
    /// A business or asset that runs and can be sold: unit, plant, refinery.
    pub const BUSINESS: u32 = 1 << 1;
    /// Describes a person: spokesman, analyst.
    pub const PERSON: u32 = 1 << 2;
    /// A stake, share or holding.
    pub const STAKE: u32 = 1 << 3;
    /// Goods or other products.
    pub const PRODUCT: u32 = 1 << 4;
    /// Marks a capitalised name as an organization: Bank, Airways.
    pub const ORGANIZATION: u32 = 1 << 5;
    /// A security that is traded: share, bond, note.
    pub const SECURITY: u32 = 1 << 6;
    /// An agreement or dealing, written with capitals or without: Memorandum, Agreement.
    pub const DEAL: u32 = 1 << 7;
    /// What only frames a deal whose name stands before it: "loan programme", "rescue package".
    pub const FRAME: u32 = 1 << 8;
    /// The name of a deal before such a word or before one of [`DEAL`].
    pub const FRAMED: u32 = 1 << 9;
}

/// A class of words that the engine asks for by name, from `lexicon/classes.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// What is counted and changes no hands: time, people, rates.
    NotGoods,
    /// A state or a part of it that acts for it.
    State,
    /// Persons who buy and sell for themselves.
    Principal,
    /// Nouns that only hold or count what stands behind "of".
    Container,
    /// Nouns that only say that there are several.
    Several,
    /// Businesses that are owned.
    Unit,
    /// Descriptions that fit any company.
    Generic,
    /// Securities in the plural, something else in the singular.
    OnlyPlural,
    /// Options and rights to have more.
    Option,
    /// Those who put money into a round.
    Backer,
    /// What they put money into.
    Round,
    /// Deals as such, whose contents a later sentence tells: "The order includes".
    Told,
    /// Those through whom a company acts: its board.
    Organ,
    /// What money goes into and nobody owns: the economy.
    AtLarge,
    /// What two sides have: talks, a contract.
    Dealing,
    /// What is done "in" it with somebody: partnership, collaboration.
    Together,
    /// Words of the names of those who lend.
    Lends,
    /// Words of the names of those who let.
    Lets,
    /// Words of the names of those who have works done.
    Commissions,
    /// Verbs whose subject does what their object names.
    Support,
    /// Verbs whose object does what an infinitive behind it says.
    ObjectControl,
    /// Verbs whose object is kept from doing what a gerund behind "from" says.
    Prevent,
    /// Verbs whose object is put up by what is invested.
    Build,
    /// Verbs whose object is a part of their subject.
    Contain,
    /// Words before a description that make it one of another kind.
    OtherKind,
    /// Words before "stake" that make it one that gives control.
    Control,
}

/// What is known of one word form.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    /// Bits of [`pos`].
    pub pos: u32,
    /// Bits of [`class`].
    pub class: u32,
    /// Base form as a verb (index for [`Lexicon::lemma`]), 0 where it is none.
    pub verb: u32,
    /// Base form as a noun, 0 where it is none.
    pub noun: u32,
    /// Product class, 0 where it has none (index for [`Lexicon::product_class`]).
    pub product: u8,
}

/// The words.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    words: FxHashMap<Box<str>, Word>,
    lemmas: Vec<Box<str>>,
    lemma_ids: FxHashMap<Box<str>, u32>,
    products: Vec<Box<str>>,
    /// Base forms of each list.
    lists: BTreeMap<List, FxHashSet<u32>>,
    /// Words of names that a describing noun fits.
    related: FxHashMap<u32, Vec<Box<str>>>,
    /// Describing nouns that mean the same, each with the number of its entry.
    same: FxHashMap<u32, usize>,
}

impl Lexicon {
    /// Reads the word lists of a grammar.
    ///
    /// # Errors
    /// Every fault of the files.
    pub fn load(files: &GrammarFiles) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut lexicon = Self {
            lemmas: vec!["".into()],
            products: vec!["".into()],
            ..Self::default()
        };
        if let Some(english) = parse::<English>(files, "lexicon/english.toml", &mut faults) {
            lexicon.add_english(&english);
        }
        if let Some(parties) = parse::<Parties>(files, "lexicon/parties.toml", &mut faults) {
            lexicon.add_parties(&parties);
        }
        if let Some(products) = parse::<Products>(files, "lexicon/products.toml", &mut faults) {
            lexicon.add_products(&products);
        }
        if let Some(file) = parse::<Descriptions>(files, "lexicon/descriptions.toml", &mut faults) {
            for (number, entry) in file.related.iter().enumerate() {
                for noun in entry.nouns.split_whitespace() {
                    let id = lexicon.intern(noun);
                    lexicon.same.insert(id, number);
                    let words = entry.words.split_whitespace().map(Box::from);
                    lexicon.related.entry(id).or_default().extend(words);
                }
            }
        }
        if let Some(file) = parse::<Classes>(files, "lexicon/classes.toml", &mut faults) {
            let (nouns, verbs) = (file.nouns, file.verbs);
            for (list, words) in [
                (List::NotGoods, nouns.not_goods),
                (List::State, nouns.state),
                (List::Principal, nouns.principal),
                (List::Container, nouns.container),
                (List::Several, nouns.several),
                (List::Unit, nouns.unit),
                (List::Generic, nouns.generic),
                (List::OnlyPlural, nouns.only_plural),
                (List::Organ, nouns.organ),
                (List::AtLarge, nouns.at_large),
                (List::Dealing, nouns.dealing),
                (List::Together, nouns.together),
                (List::Option, nouns.option),
                (List::Backer, nouns.backer),
                (List::Round, nouns.round),
                (List::Told, nouns.told),
                (List::Support, verbs.support),
                (List::ObjectControl, verbs.object_control),
                (List::Prevent, verbs.prevent),
                (List::Contain, verbs.contain),
                (List::Build, verbs.build),
                (List::Control, file.modifiers.control),
                (List::OtherKind, file.modifiers.other_kind),
                (List::Lends, file.modifiers.lends),
                (List::Lets, file.modifiers.lets),
                (List::Commissions, file.modifiers.commissions),
            ] {
                let ids = words
                    .split_whitespace()
                    .map(|w| lexicon.intern(w))
                    .collect();
                lexicon.lists.insert(list, ids);
            }
        }
        if let Some(amounts) = parse::<Amounts>(files, "lexicon/amounts.toml", &mut faults) {
            for (list, class) in [
                (&amounts.agreements.nouns, class::DEAL),
                (&amounts.agreements.frames, class::FRAME),
                (&amounts.agreements.framed, class::FRAMED),
            ] {
                for noun in list.split_whitespace() {
                    lexicon.add_noun(noun, class, 0);
                }
            }
        }
        if let Some(function) = parse::<Function>(files, "lexicon/function.toml", &mut faults) {
            lexicon.add_function(&function, &mut faults);
        }
        if faults.is_empty() {
            Ok(lexicon)
        } else {
            Err(faults)
        }
    }

    /// What is known of a word form in lower case.
    pub fn word(&self, lower: &str) -> Word {
        self.words.get(lower).copied().unwrap_or_default()
    }

    /// The text of a base form.
    pub fn lemma(&self, id: u32) -> &str {
        &self.lemmas[id as usize]
    }

    /// The number of a base form that some word has.
    pub fn lemma_id(&self, text: &str) -> Option<u32> {
        self.lemma_ids.get(text).copied()
    }

    /// The name of a product class.
    pub fn product_class(&self, id: u8) -> Option<&str> {
        (id > 0).then(|| &*self.products[id as usize])
    }

    /// Whether a base form, by its number, is in a list.
    pub fn is(&self, list: List, lemma: u32) -> bool {
        lemma != 0
            && self
                .lists
                .get(&list)
                .is_some_and(|ids| ids.contains(&lemma))
    }

    /// Whether a word as written, in any case, is in a list.
    pub fn is_word(&self, list: List, word: &str) -> bool {
        self.lemma_id(&word.to_lowercase())
            .is_some_and(|id| self.is(list, id))
    }

    /// Whether a describing noun (by its base form) fits a name by one of its words, in lower case.
    pub fn describes(&self, noun: u32, word: &str) -> bool {
        self.related
            .get(&noun)
            .is_some_and(|words| words.iter().any(|w| **w == *word))
    }

    /// Whether two describing nouns are one, or mean the same: "carrier" and "airline".
    pub fn same_description(&self, one: u32, other: u32) -> bool {
        one == other
            || self
                .same
                .get(&one)
                .is_some_and(|n| self.same.get(&other) == Some(n))
    }

    /// Adds a verb that a rule names, with all its forms, where the word lists lack it.
    pub fn ensure_verb(&mut self, lemma: &str) -> u32 {
        let id = self.intern(lemma);
        if self.word(lemma).pos & pos::BASE == 0 {
            self.add_verb(lemma, false);
        }
        id
    }

    /// Adds a noun that a rule names, with its plural, where the word lists lack it.
    pub fn ensure_noun(&mut self, lemma: &str) -> u32 {
        let id = self.intern(lemma);
        if self.word(lemma).pos & pos::NOUN == 0 {
            self.add_noun(lemma, 0, 0);
        }
        id
    }

    fn intern(&mut self, lemma: &str) -> u32 {
        if let Some(&id) = self.lemma_ids.get(lemma) {
            return id;
        }
        let id = self.lemmas.len() as u32;
        self.lemmas.push(lemma.into());
        self.lemma_ids.insert(lemma.into(), id);
        id
    }

    fn entry(&mut self, form: &str) -> &mut Word {
        if !self.words.contains_key(form) {
            self.words.insert(form.into(), Word::default());
        }
        self.words.get_mut(form).expect("just inserted")
    }

    fn add_form(&mut self, form: &str, pos: u32, verb: u32, noun: u32) {
        let word = self.entry(form);
        word.pos |= pos;
        if verb != 0 && word.verb == 0 {
            word.verb = verb;
        }
        if noun != 0 && word.noun == 0 {
            word.noun = noun;
        }
    }

    fn add_english(&mut self, english: &English) {
        let doubling: HashSet<&str> = english.verbs.doubling.split_whitespace().collect();
        let mut irregular = HashSet::new();
        for line in lines(&english.verbs.irregular) {
            let mut parts = line.split_whitespace();
            let (Some(lemma), Some(past), Some(participle)) =
                (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            irregular.insert(lemma);
            let id = self.intern(lemma);
            self.add_form(lemma, pos::BASE, id, 0);
            self.add_form(&third(lemma), pos::THIRD, id, 0);
            self.add_form(
                &ing(lemma, doubling.contains(lemma) || doubles(lemma)),
                pos::ING,
                id,
                0,
            );
            self.add_form(past, pos::PAST, id, 0);
            self.add_form(participle, pos::PARTICIPLE, id, 0);
            if doubling.contains(lemma) && past.ends_with("ed") {
                // "canceled" and "cancelled", "canceling" and "cancelling".
                let both = pos::PAST | pos::PARTICIPLE;
                self.add_form(&self::past(lemma, true), both, id, 0);
                self.add_form(&ing(lemma, false), pos::ING, id, 0);
            }
        }
        for lemma in english.verbs.regular.split_whitespace() {
            if !irregular.contains(lemma) {
                self.add_verb(lemma, doubling.contains(lemma));
            }
        }
        for noun in english.nouns.plain.split_whitespace() {
            self.add_noun(noun, 0, 0);
        }
        for line in lines(&english.nouns.irregular) {
            if let Some((one, many)) = line.split_once(char::is_whitespace) {
                let id = self.intern(one);
                self.add_form(one, pos::NOUN, 0, id);
                self.add_form(many.trim(), pos::NOUN | pos::PLURAL, 0, id);
            }
        }
        for (list, bit) in [
            (&english.adjectives.plain, pos::ADJECTIVE),
            (&english.adverbs.plain, pos::ADVERB),
            (&english.prefer.noun, pos::PREFER_NOUN),
            (&english.prefer.verb, pos::PREFER_VERB),
            (&english.prefer.adjective, pos::PREFER_ADJECTIVE),
        ] {
            for word in list.split_whitespace() {
                self.entry(word).pos |= bit;
            }
        }
    }

    fn add_verb(&mut self, lemma: &str, doubling: bool) {
        let id = self.intern(lemma);
        self.add_form(lemma, pos::BASE, id, 0);
        self.add_form(&third(lemma), pos::THIRD, id, 0);
        self.add_form(&past(lemma, doubling), pos::PAST | pos::PARTICIPLE, id, 0);
        self.add_form(&ing(lemma, doubling), pos::ING, id, 0);
    }

    fn add_noun(&mut self, noun: &str, class: u32, product: u8) {
        let id = self.intern(noun);
        for (form, bits) in [
            (noun.to_owned(), pos::NOUN),
            (plural(noun), pos::NOUN | pos::PLURAL),
        ] {
            self.add_form(&form, bits, 0, id);
            let word = self.entry(&form);
            word.class |= class;
            if product != 0 && word.product == 0 {
                word.product = product;
            }
        }
    }

    fn add_parties(&mut self, parties: &Parties) {
        for (list, bit) in [
            (&parties.descriptions.nouns, class::PARTY),
            (&parties.business.nouns, class::BUSINESS),
            (&parties.persons.nouns, class::PERSON),
        ] {
            for noun in list.split_whitespace() {
                self.add_noun(noun, bit, 0);
            }
        }
        for head in parties.organisation.heads.split_whitespace() {
            self.entry(head).class |= class::ORGANIZATION;
        }
    }

    fn add_products(&mut self, products: &Products) {
        for entry in &products.class {
            let id = self.products.len() as u8;
            self.products.push(entry.name.as_str().into());
            let bit = match entry.name.as_str() {
                "stakes" => class::STAKE,
                "securities" => class::SECURITY | class::PRODUCT,
                _ => class::PRODUCT,
            };
            for noun in entry.nouns.split_whitespace() {
                self.add_noun(noun, bit, id);
            }
        }
    }

    fn add_function(&mut self, function: &Function, faults: &mut Vec<Fault>) {
        for (name, words) in &function.classes {
            let bit = match name.as_str() {
                "determiner" => pos::DETERMINER,
                "possessive_pronoun" => pos::POSSESSIVE,
                "pronoun" => pos::PRONOUN,
                "preposition" => pos::PREPOSITION,
                "conjunction" => pos::CONJUNCTION,
                "subordinator" => pos::SUBORDINATOR,
                "relative" => pos::RELATIVE,
                "modal" => pos::MODAL,
                "be" => pos::BE,
                "have" => pos::HAVE,
                "do" => pos::DO,
                "negation" => pos::NEGATION,
                "adverb" => pos::ADVERB,
                other => {
                    faults.push(Fault {
                        file: "lexicon/function.toml".into(),
                        line: 0,
                        rule: other.to_owned(),
                        expected: "a closed class such as `determiner`".into(),
                        found: format!("`{other}`"),
                    });
                    continue;
                }
            };
            for word in words.split_whitespace() {
                self.entry(word).pos |= bit;
            }
        }
    }
}

fn parse<T: serde::de::DeserializeOwned>(
    files: &GrammarFiles,
    path: &str,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    files.read(path).map_err(|f| faults.push(f)).ok()
}

/// The non-empty lines of a list, trimmed.
pub(crate) fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines().map(str::trim).filter(|l| !l.is_empty())
}
