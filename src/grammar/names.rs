//! What the grammar knows of names: countries, blocs, cities, legal forms, titles of persons, first names, and
//! capitalised words that are no names. It knows no company.

use rustc_hash::{FxHashMap, FxHashSet};

use serde::Deserialize;

use super::fault::Fault;
use super::files::GrammarFiles;
use super::lexicon::lines;

/// What a listed name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// A state, by the ISO code of its country. `true` where the form is an adjective (Bahraini).
    State(usize, bool),
    /// A union of states or an institution made by states.
    Bloc(usize),
    /// A part of a state that can act as a party.
    Region(Box<str>),
    /// A city, with the ISO code of its country.
    City(Box<str>),
    /// A capital, which also stands for its government.
    Capital(usize),
}

/// A state.
#[derive(Clone, Debug, Deserialize)]
pub struct Country {
    /// ISO 3166 alpha-2.
    pub code: String,
    /// Its usual name.
    pub name: String,
    /// Other written forms.
    #[serde(default)]
    pub names: Vec<String>,
    /// Adjectives.
    #[serde(default)]
    pub demonyms: Vec<String>,
    /// Its people.
    #[serde(default)]
    pub people: Vec<String>,
    /// Capitals, which stand for the government.
    #[serde(default)]
    pub capitals: Vec<String>,
}

/// A union of states or an institution made by states.
#[derive(Clone, Debug, Deserialize)]
pub struct Bloc {
    /// Its usual name.
    pub name: String,
    /// Other written forms.
    #[serde(default)]
    pub names: Vec<String>,
}

/// The names.
#[derive(Clone, Debug, Default)]
pub struct Names {
    countries: Vec<Country>,
    blocs: Vec<Bloc>,
    known: FxHashMap<Box<str>, Known>,
    /// Most words that a listed name has.
    longest: usize,
    legal: FxHashSet<Box<str>>,
    titles: FxHashSet<Box<str>>,
    given: FxHashSet<Box<str>>,
    doubtful: FxHashSet<Box<str>>,
    /// Listed with "the", without which they name something else: "the Emirates" is a state, "Emirates" an airline.
    with_article: FxHashSet<Box<str>>,
}

impl Names {
    /// Reads the name lists of a grammar.
    ///
    /// # Errors
    /// Every fault of the files.
    pub fn load(files: &GrammarFiles) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut names = Self::default();
        // Cities first: a state or region of the same name wins.
        match files.read::<Places>("lexicon/places.toml") {
            Ok(places) => names.add_cities(&places),
            Err(f) => faults.push(f),
        }
        match files.read::<Countries>("lexicon/countries.toml") {
            Ok(countries) => names.add_countries(countries),
            Err(f) => faults.push(f),
        }
        match files.read::<Parties>("lexicon/parties.toml") {
            Ok(parties) => names.add_parties(&parties),
            Err(f) => faults.push(f),
        }
        if faults.is_empty() {
            Ok(names)
        } else {
            Err(faults)
        }
    }

    /// What a name of one or several words is listed as.
    pub fn known(&self, name: &str) -> Option<&Known> {
        self.known.get(name)
    }

    /// Most words of a listed name.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// A country by its index.
    pub fn country(&self, index: usize) -> &Country {
        &self.countries[index]
    }

    /// A bloc by its index.
    pub fn bloc(&self, index: usize) -> &Bloc {
        &self.blocs[index]
    }

    /// Whether a word (as written, with or without its dot) is a legal form.
    pub fn is_legal_form(&self, word: &str) -> bool {
        self.legal.contains(word) || self.legal.contains(word.trim_end_matches('.'))
    }

    /// Whether a word or phrase is a title of a person.
    pub fn is_title(&self, phrase: &str) -> bool {
        self.titles.contains(phrase) || self.titles.contains(phrase.trim_end_matches('.'))
    }

    /// Whether a word is a first name.
    pub fn is_first_name(&self, word: &str) -> bool {
        self.given.contains(word)
    }

    /// Whether a capitalised word or phrase is listed as no party.
    pub fn is_doubtful(&self, phrase: &str) -> bool {
        self.doubtful.contains(phrase)
    }

    /// Whether a listed name is that state behind "the" only.
    pub fn needs_article(&self, name: &str) -> bool {
        self.with_article.contains(name)
    }

    fn insert(&mut self, name: &str, known: Known) {
        let name = name.strip_prefix("the ").map_or(name, |bare| {
            if !self.known.contains_key(bare) {
                self.with_article.insert(bare.into());
            }
            bare
        });
        self.longest = self.longest.max(name.split_whitespace().count());
        self.known.insert(name.into(), known);
    }

    fn add_cities(&mut self, places: &Places) {
        for line in lines(&places.cities) {
            if let Some((name, code)) = line.rsplit_once('\t') {
                self.insert(name.trim(), Known::City(code.trim().into()));
            }
        }
    }

    fn add_countries(&mut self, file: Countries) {
        for line in lines(&file.places.emirates_states) {
            if let Some((name, code)) = line.rsplit_once('\t') {
                self.insert(name.trim(), Known::Region(code.trim().into()));
            }
        }
        for (i, country) in file.country.iter().enumerate() {
            for capital in &country.capitals {
                self.insert(capital, Known::Capital(i));
            }
        }
        for (i, country) in file.country.iter().enumerate() {
            for form in country.demonyms.iter().chain(&country.people) {
                self.insert(form, Known::State(i, true));
            }
        }
        for (i, country) in file.country.iter().enumerate() {
            for form in std::iter::once(&country.name).chain(&country.names) {
                self.insert(form, Known::State(i, false));
            }
        }
        for (i, bloc) in file.bloc.iter().enumerate() {
            for form in std::iter::once(&bloc.name).chain(&bloc.names) {
                self.insert(form, Known::Bloc(i));
            }
        }
        self.countries = file.country;
        self.blocs = file.bloc;
    }

    fn add_parties(&mut self, file: &Parties) {
        let set = |list: &str| lines(list).map(Box::from).collect::<FxHashSet<Box<str>>>();
        self.legal = set(&file.legal_forms.words);
        self.titles = set(&file.persons.titles);
        self.given = file
            .persons
            .first_names
            .split_whitespace()
            .map(Box::from)
            .collect();
        self.doubtful = set(&file.doubtful.words);
    }
}

#[derive(Deserialize)]
struct Countries {
    country: Vec<Country>,
    #[serde(default)]
    bloc: Vec<Bloc>,
    places: Regions,
}

#[derive(Deserialize)]
struct Regions {
    emirates_states: String,
}

#[derive(Deserialize)]
struct Places {
    cities: String,
}

#[derive(Deserialize)]
struct Parties {
    legal_forms: Words,
    persons: Persons,
    doubtful: Words,
}

#[derive(Deserialize)]
struct Words {
    words: String,
}

#[derive(Deserialize)]
struct Persons {
    titles: String,
    first_names: String,
}
