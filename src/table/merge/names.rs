//! Which names of a run are the same party, and what it is called.
//!
//! Names that differ in the way they are written alone are the same (`fold`). A short name or an abbreviation is the same as
//! a longer one where articles of the run put both together and hardly any puts it with a third; what only begins alike
//! stays apart. A file of entities settles what the run leaves open. Known gap: a name that two parties share is one party.

use std::collections::{BTreeMap, HashMap};

use super::entities::Entities;
use super::fold::{Folded, Folder};
use super::intern::Texts;
use super::record::{Party, Record};

/// The parties of a run.
#[derive(Debug)]
pub(super) struct Parties {
    /// Of each text that is a form of a name: its key.
    keys: Vec<Option<u32>>,
    /// Of each key: its party, which is the key that all its names lead to.
    roots: Vec<u32>,
    /// Keys that several parties share as a short form.
    shared: Vec<bool>,
    known: Vec<Folded>,
    /// The states of public bodies, by their keys.
    states: HashMap<u32, u32>,
    /// What parties are called and where they are, by root.
    titles: BTreeMap<u32, Title>,
}

/// What is told of a party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Title {
    pub name: String,
    pub country: Option<String>,
    /// From the file of entities.
    pub id: Option<String>,
}

/// Shares of articles in hundredths: of those that put a short name with a longer one, how many must agree on which; and
/// how many there must be to those that know it alone.
const AGREED: u32 = 60;
const AGAINST_ALONE: u32 = 50;
/// The same for abbreviations, which hardly mean two things.
const AGAINST_ALONE_SHORT: u32 = 2;
/// An abbreviation that no article explains goes to the one name of the run with these initials, if so many articles have it.
const EXPANSIONS: u32 = 3;

/// Articles that have something; those of one article follow each other.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    articles: u32,
    last: u32,
}

impl Tally {
    fn add(&mut self, article: u32) {
        if self.articles == 0 || self.last != article {
            self.articles += 1;
            self.last = article;
        }
    }
}

impl Parties {
    /// Finds the parties of records; `articles` has the number of the article of each.
    pub fn new(
        records: &[Record],
        articles: &[u32],
        texts: &Texts,
        folder: &Folder,
        entities: &Entities,
    ) -> Self {
        let mut gathered = Gathered::new(records, articles, texts, folder, entities);
        let mut next = gathered.expansions(folder);
        gathered.initials(&mut next);
        gathered.entities(entities, &mut next);
        let roots = (0..gathered.known.len() as u32)
            .map(|key| root(key, &next))
            .collect();
        let states = gathered.states();
        let mut parties = Self {
            states,
            keys: gathered.keys,
            roots,
            shared: gathered.shared,
            known: gathered.known,
            titles: BTreeMap::new(),
        };
        parties.titles = parties.name(records, texts, entities);
        parties
    }

    /// The party that a form names, where it names one.
    pub fn of_form(&self, form: u32) -> Option<u32> {
        self.keys[form as usize].map(|key| self.roots[key as usize])
    }

    /// What a party is called.
    pub fn title(&self, party: u32) -> Option<&Title> {
        self.titles.get(&party)
    }

    /// The parties that a party of a deal may be: that of its name, and those of short forms that stand for a party of
    /// their own ("Yahoo" where the article took it for "Yahoo Japan"). Empty where it is nobody in particular.
    pub fn of(&self, party: &Party, texts: &Texts) -> Vec<u32> {
        let own = self.keys[party.name as usize];
        let mut found: Vec<u32> = own.map(|it| self.roots[it as usize]).into_iter().collect();
        found.extend(own.and_then(|it| self.states.get(&it)));
        if own.is_some_and(|it| self.known[it as usize].listed.is_some()) {
            return found;
        }
        for mention in &party.mentions {
            let Some(key) = self.keys[*mention as usize] else {
                continue;
            };
            let folded = &self.known[key as usize];
            if folded.listed.is_some() || self.shared[key as usize] {
                continue;
            }
            let party = self.roots[key as usize];
            // A short form that leads to another full name is no sign: two names may begin alike. But what begins with an
            // abbreviation belongs to what it stands for.
            let heads = || {
                let text = texts.text(*mention);
                let is_short = text.len() <= 4 && text.bytes().all(|it| it.is_ascii_uppercase());
                is_short
                    && own.is_some_and(|own| {
                        self.known[own as usize].words.first() == Some(&folded.key)
                    })
            };
            if !found.contains(&party) && (own.is_none() || party == key || heads()) {
                found.push(party);
            }
        }
        found
    }

    fn name(&self, records: &[Record], texts: &Texts, entities: &Entities) -> BTreeMap<u32, Title> {
        // Deals in which a form is the name, and countries that are told, by party.
        let mut forms: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut countries: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for party in records.iter().flat_map(|it| &it.parties) {
            for form in std::iter::once(&party.name).chain(&party.mentions) {
                if let Some(root) = self.of_form(*form) {
                    *forms.entry((root, *form)).or_default() += u32::from(*form == party.name);
                }
            }
            if let (Some(root), Some(country)) = (self.of_form(party.name), party.country) {
                *countries.entry((root, country)).or_default() += 1;
            }
        }
        let mut best: BTreeMap<u32, (bool, u32, usize, std::cmp::Reverse<&str>)> = BTreeMap::new();
        for ((root, form), deals) in forms {
            let text = texts.text(form);
            let is_full = self.keys[form as usize] == Some(root);
            let rank = (is_full, deals, text.len(), std::cmp::Reverse(text));
            let held = best.entry(root).or_insert(rank);
            *held = (*held).max(rank);
        }
        let mut where_: BTreeMap<u32, (u32, std::cmp::Reverse<&str>)> = BTreeMap::new();
        for ((root, country), deals) in countries {
            let rank = (deals, std::cmp::Reverse(texts.text(country)));
            let held = where_.entry(root).or_insert(rank);
            *held = (*held).max(rank);
        }
        let title = |(root, (.., name)): (&u32, &(bool, u32, usize, std::cmp::Reverse<&str>))| {
            let folded = &self.known[*root as usize];
            let told = where_.get(root).map(|it| it.1.0.to_owned());
            let mut title = match &folded.listed {
                Some(listed) => Title {
                    name: listed.name.clone(),
                    country: listed.country.clone().or(told),
                    id: None,
                },
                None => Title {
                    name: name.0.to_owned(),
                    country: told,
                    id: None,
                },
            };
            if let Some(entity) = entities.of(&folded.key) {
                title.name.clone_from(&entity.name);
                title.id = Some(entity.id.clone());
            }
            (*root, title)
        };
        best.iter().map(title).collect()
    }
}

fn root(key: u32, next: &HashMap<u32, u32>) -> u32 {
    let mut at = key;
    // A chain is as long as names get longer; the bound is against a circle by a file of entities.
    for _ in 0..16 {
        match next.get(&at) {
            Some(to) => at = *to,
            None => break,
        }
    }
    at
}

/// What the records tell of names.
struct Gathered {
    keys: Vec<Option<u32>>,
    known: Vec<Folded>,
    numbers: HashMap<String, u32>,
    /// Articles in which a key is the fullest name.
    alone: Vec<Tally>,
    /// Articles in which the first is a form of the second, in the order of keys.
    with: BTreeMap<(u32, u32), Tally>,
    /// A form in capitals of each key.
    capitals: Vec<bool>,
    shared: Vec<bool>,
}

impl Gathered {
    fn new(
        records: &[Record],
        articles: &[u32],
        texts: &Texts,
        folder: &Folder,
        entities: &Entities,
    ) -> Self {
        let mut out = Self {
            keys: vec![None; texts.len()],
            known: Vec::new(),
            numbers: HashMap::new(),
            alone: Vec::new(),
            with: BTreeMap::new(),
            capitals: Vec::new(),
            shared: Vec::new(),
        };
        let mut is_read = vec![false; texts.len()];
        // Deals of one article one after the other.
        let mut order: Vec<u32> = (0..records.len() as u32).collect();
        order.sort_by_key(|it| articles[*it as usize]);
        for n in order {
            let (record, article) = (&records[n as usize], articles[n as usize]);
            for party in &record.parties {
                for form in std::iter::once(&party.name).chain(&party.mentions) {
                    if !std::mem::replace(&mut is_read[*form as usize], true) {
                        out.read(*form, texts.text(*form), folder);
                    }
                }
                let Some(name) = out.keys[party.name as usize] else {
                    continue;
                };
                out.alone[name as usize].add(article);
                for form in &party.mentions {
                    if let Some(short) = out.keys[*form as usize]
                        && short != name
                    {
                        out.with.entry((short, name)).or_default().add(article);
                    }
                }
            }
        }
        for folded in entities.names() {
            out.number(folded.clone());
        }
        out
    }

    fn read(&mut self, form: u32, text: &str, folder: &Folder) {
        if let Some(folded) = folder.fold(text) {
            let key = self.number(folded);
            self.keys[form as usize] = Some(key);
            let mut letters = text.chars().filter(|it| it.is_alphabetic());
            self.capitals[key as usize] |= letters.all(char::is_uppercase);
        }
    }

    fn number(&mut self, folded: Folded) -> u32 {
        if let Some(key) = self.numbers.get(&folded.key) {
            // Of forms that are written alike but for blanks and legal forms, the same ones whatever came first.
            let held = &mut self.known[*key as usize];
            held.words = std::mem::take(&mut held.words).min(folded.words);
            held.shortened = std::mem::take(&mut held.shortened).max(folded.shortened);
            for (held, new) in held.initials.iter_mut().zip(folded.initials) {
                if (new.len(), &new) > (held.len(), held) {
                    *held = new;
                }
            }
            return *key;
        }
        let key = self.known.len() as u32;
        self.numbers.insert(folded.key.clone(), key);
        self.known.push(folded);
        self.alone.push(Tally::default());
        self.capitals.push(false);
        self.shared.push(false);
        key
    }

    /// From short names to the longer ones that articles put them with.
    fn expansions(&mut self, folder: &Folder) -> HashMap<u32, u32> {
        let mut next = HashMap::new();
        let mut by_short: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
        for ((short, long), tally) in &self.with {
            let is_listed = |key: u32| self.known[key as usize].listed.is_some();
            if !is_listed(*short) && !is_listed(*long) {
                by_short
                    .entry(*short)
                    .or_default()
                    .push((tally.articles, *long));
            }
        }
        for (short, longs) in by_short {
            let name = |key: u32| &self.known[key as usize];
            let all: u32 = longs.iter().map(|it| it.0).sum();
            let best = longs
                .iter()
                .max_by(|a, b| (a.0, &name(a.1).key).cmp(&(b.0, &name(b.1).key)));
            let Some((articles, long)) = best.copied() else {
                continue;
            };
            let (one, other) = (name(short), name(long));
            let abbreviates = one.words.len() == 1 && abbreviates(one, other);
            if one.words.len() >= other.words.len() && !abbreviates {
                continue;
            }
            let alone = self.alone[short as usize].articles;
            let is_enough = if abbreviates {
                articles * 100 >= alone * AGAINST_ALONE_SHORT && articles >= alone.min(2)
            } else {
                articles * 100 >= alone * AGAINST_ALONE
            };
            // "Dell" is the company, whatever its founder is called.
            let is_person = other
                .words
                .first()
                .is_some_and(|it| folder.is_first_name(it));
            if !is_enough || (is_person && articles < alone) {
                continue;
            }
            if articles * 100 < all * AGREED {
                self.shared[short as usize] = true;
                continue;
            }
            next.insert(short, long);
        }
        next
    }

    /// From abbreviations that no article explains to the one name with these initials; from names that begin with an
    /// abbreviation to the one that has its words.
    fn initials(&self, next: &mut HashMap<u32, u32>) {
        let mut by_initials: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (key, folded) in self.known.iter().enumerate() {
            if folded.listed.is_none() && self.alone[key].articles > 0 {
                let [short, long] = &folded.initials;
                by_initials.entry(short).or_default().push(key as u32);
                if long != short {
                    by_initials.entry(long).or_default().push(key as u32);
                }
                if let Some(short) = &folded.shortened {
                    by_initials.entry(short).or_default().push(key as u32);
                }
            }
        }
        for (short, folded) in self.known.iter().enumerate() {
            let number = short as u32;
            let is_short = folded.words.len() == 1 && folded.key.len() >= 3 && self.capitals[short];
            let is_shortened = folded.words.len() > 1 && folded.words[0].len() <= 3;
            let is_open = folded.listed.is_none()
                && (is_short || is_shortened)
                && !self.shared[short]
                && self.alone[short].articles > 0
                && !next.contains_key(&number);
            let Some(longs) = by_initials.get(folded.key.as_str()).filter(|_| is_open) else {
                continue;
            };
            let articles = |key: &&u32| self.alone[**key as usize].articles;
            let longs = longs
                .iter()
                .filter(|it| **it != number && self.known[**it as usize].words.len() > 1)
                .filter(|it| {
                    is_short || self.known[**it as usize].shortened.as_ref() == Some(&folded.key)
                });
            let all: u32 = longs.clone().map(|it| articles(&it)).sum();
            let best = longs.max_by(|a, b| {
                let name = |key: &u32| &self.known[*key as usize].key;
                (articles(a), name(a)).cmp(&(articles(b), name(b)))
            });
            let alone = self.alone[short].articles;
            if let Some(best) = best
                && articles(&best) >= EXPANSIONS
                && articles(&best) * 5 >= all * 4
                && articles(&best) * 4 >= alone
            {
                next.insert(number, *best);
            }
        }
    }

    /// The states that bodies act for, where the run has both.
    fn states(&self) -> HashMap<u32, u32> {
        let states = self.known.iter().zip(0..);
        states
            .filter_map(|(it, key)| Some((key, *self.numbers.get(it.acts_for.as_ref()?)?)))
            .collect()
    }

    /// What a file of entities says: all names of one lead to its first.
    fn entities(&self, entities: &Entities, next: &mut HashMap<u32, u32>) {
        for (folded, first) in entities.pairs() {
            let (Some(key), Some(first)) =
                (self.numbers.get(&folded.key), self.numbers.get(&first.key))
            else {
                continue;
            };
            if key != first && folded.listed.is_none() {
                next.insert(*key, *first);
            }
        }
        for (_, first) in entities.pairs() {
            if let Some(first) = self.numbers.get(&first.key) {
                next.remove(first);
            }
        }
    }
}

/// Whether a single word is the initials of a name, or its first word cut off.
fn abbreviates(short: &Folded, long: &Folded) -> bool {
    let initials = short.key.len() >= 2 && long.initials.contains(&short.key);
    let cut = long.words.len() > 1
        && short.key.len() >= 3
        && long.words[0].len() > short.key.len()
        && long.words[0].starts_with(&short.key);
    initials || cut
}
