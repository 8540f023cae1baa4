//! Who does what to whom: subject, objects and prepositional phrases of a verb or noun, read off the chunks.
//!
//! A grammar of places, not of meaning: a rule declares the plain active clause, and this file finds the same places
//! in the passive ("was bought by"), relative ("which bought"), infinitive ("agreed to buy"), gerund ("after buying"),
//! participle ("bought by") and noun forms ("its purchase of").

mod governors;
mod phrases;
mod subject;

use crate::grammar::{Lexicon, List};

use super::chunk::{Chunk, ChunkKind, VerbForm};

/// The arguments of a trigger, as chunk numbers; several where they are joined by "and".
#[derive(Clone, Debug, Default)]
pub struct Clause {
    /// Who acts, whatever the voice.
    pub subject: Vec<usize>,
    /// What is acted on.
    pub object: Vec<usize>,
    /// To whom ("awarded Acme a contract").
    pub indirect: Vec<usize>,
    /// Prepositional phrases in order.
    pub phrases: Vec<(String, Vec<usize>)>,
    /// Verbs and nouns that govern the trigger, from the nearest outward.
    pub governors: Vec<usize>,
    /// An infinitive behind it ("a contract to build").
    pub purpose: Option<usize>,
    /// The other side of what governs an infinitive ("in talks with X to sell").
    pub other_side: Vec<usize>,
}

/// Reads a sentence's chunks.
pub struct Clauses<'a> {
    chunks: &'a [Chunk],
    lexicon: &'a Lexicon,
}

impl<'a> Clauses<'a> {
    /// Over the chunks of a sentence.
    pub fn new(chunks: &'a [Chunk], lexicon: &'a Lexicon) -> Self {
        Self { chunks, lexicon }
    }

    /// The clause of the verb at chunk `v`.
    pub fn of_verb(&self, v: usize) -> Clause {
        let Some(verb) = self.chunks[v].verb() else {
            return Clause::default();
        };
        let (mut object, mut indirect, end) = self.objects(v);
        let mut subject;
        let phrases;
        let purpose;
        if verb.passive || self.is_reduced(v) {
            let patient = if verb.passive {
                self.subject(v, 0)
            } else {
                self.before_participle(v)
            };
            let mut own;
            (own, purpose) = self.phrases(end);
            // "A stake in X was sold to": what stands behind the noun itself.
            if verb.passive
                && let Some(last) = patient.last()
            {
                let more = self.phrases_between(last + 1, v);
                own.extend(more);
            }
            phrases = own;
            subject = Vec::new();
            for (p, heads) in &phrases {
                if p == "by" && subject.is_empty() {
                    subject.clone_from(heads);
                }
            }
            // "was awarded a grant from the foundation"
            let receives = !object.is_empty()
                && matches!(self.lexicon.lemma(verb.lemma), "award" | "grant" | "give");
            if receives && subject.is_empty() {
                let from = phrases.iter().find(|(p, _)| p == "from");
                subject = from.map(|(_, heads)| heads.clone()).unwrap_or_default();
            }
            if object.is_empty() {
                object = patient;
            } else {
                // "was awarded a contract": what follows is the object, the subject receives it.
                indirect = patient;
            }
        } else {
            subject = self.subject(v, 0);
            let mut own;
            (own, purpose) = self.phrases(end);
            if object.is_empty() && verb.form == VerbForm::Finite && !verb.copula {
                object = self.before_relative(v, &subject);
                // Headlines: "Harbour Jet sold to Falcon Air".
                if object.is_empty()
                    && verb.past
                    && !verb.perfect
                    && self.lexicon.lemma(verb.lemma) == "sell"
                    && own.first().is_some_and(|(p, _)| p == "to")
                {
                    object = std::mem::take(&mut subject);
                }
                if let Some(last) = object.last() {
                    let more = self.phrases_between(last + 1, subject.first().map_or(v, |s| *s));
                    own.extend(more);
                }
            }
            phrases = own;
        }
        subject.retain(|s| !object.contains(s));
        Clause {
            subject,
            object,
            indirect,
            phrases,
            governors: self.governors_of_verb(v),
            purpose,
            other_side: self.other_side(v),
        }
    }

    /// The clause of the noun at chunk `n`: its possessor or the name before it acts.
    pub fn of_noun(&self, n: usize) -> Clause {
        let Some(group) = self.chunks[n].noun() else {
            return Clause::default();
        };
        let (phrases, purpose) = self.phrases(n + 1);
        let mut subject = Vec::new();
        if let Some(p) = group.possessor {
            subject.push(p);
        } else if n >= 2 && matches!(self.kind(n - 1), Some(ChunkKind::Preposition(p)) if p == "in")
        {
            // "Falcon Air is in talks with", and the headline without "is".
            match self.kind(n - 2) {
                Some(ChunkKind::Verb(v)) if v.copula => subject = self.subject(n - 2, 0),
                Some(ChunkKind::Noun(_)) => {
                    let mut heads = self.list_left(n - 2);
                    let mut start = self.group_start(heads[0]);
                    // "Falcon, Harbour in talks"
                    if start == 2
                        && matches!(self.kind(1), Some(ChunkKind::Comma))
                        && self.chunks[0].noun().is_some_and(|n| n.head_name.is_some())
                    {
                        heads.insert(0, 0);
                        start = 0;
                    }
                    if start == 0 {
                        subject = heads;
                    }
                }
                _ => {}
            }
            if subject.is_empty() && self.lexicon.is(List::Together, group.lemma) {
                subject = self.together(n);
            }
        } else if n >= 2
            && matches!(self.kind(n - 1), Some(ChunkKind::Preposition(p)) if matches!(p.as_str(), "on" | "over" | "about" | "for" | "regarding"))
            && phrases.iter().all(|(p, _)| p != "by")
            && self.chunks[n - 2]
                .noun()
                .is_some_and(|g| self.lexicon.is(List::Dealing, g.lemma))
        {
            // "is in talks over an offer for": who talks offers.
            subject = self.of_noun(n - 2).subject;
        } else if let Some(v) = self.copula_of(n) {
            // "is a bidder for", "are among the bidders for"
            subject = self.subject(v, 0);
        } else if let Some(v) = n.checked_sub(1)
            && self.chunks[v]
                .verb()
                .is_some_and(|g| !g.passive && self.lexicon.is(List::Support, g.lemma))
        {
            // "announced the sale of": who announces it does it.
            subject = self.subject(v, 0);
        } else if let Some(heads) = self.approved_by_organ(n) {
            subject = heads;
        } else if phrases.iter().all(|(p, _)| p != "by")
            && let Some(v) = self.means_of(n)
        {
            subject = v;
        }
        Clause {
            subject,
            object: Vec::new(),
            indirect: Vec::new(),
            phrases,
            governors: self.governors_of_noun(n),
            purpose,
            other_side: Vec::new(),
        }
    }

    /// What a relative clause with a subject of its own is about: "the jets, which Acme ordered", "the jets Acme ordered".
    fn before_relative(&self, v: usize, subject: &[usize]) -> Vec<usize> {
        let Some(first) = subject.first().map(|s| self.group_start(*s)) else {
            return Vec::new();
        };
        if first == 0 || first >= v {
            return Vec::new();
        }
        match self.kind(first - 1) {
            Some(ChunkKind::Relative | ChunkKind::That) => self.antecedent_phrase(first - 1),
            // Two nouns side by side: the second one starts a clause.
            Some(ChunkKind::Noun(n)) if !n.date && !n.is_possessor && !n.pronoun && first > 1 => {
                vec![self.first_of_chain(first - 1)]
            }
            _ => Vec::new(),
        }
    }

    /// The first noun of what stands before a relative pronoun: "a stake in X, which".
    fn antecedent_phrase(&self, r: usize) -> Vec<usize> {
        self.antecedent(r)
            .last()
            .map(|k| self.first_of_chain(*k))
            .into_iter()
            .collect()
    }

    /// Phrases that stand between two chunks.
    fn phrases_between(&self, from: usize, to: usize) -> Vec<(String, Vec<usize>)> {
        let mut out = self.phrases(from).0;
        out.retain(|(_, heads)| heads.iter().all(|h| *h < to));
        out
    }

    /// Joined heads of the noun phrase at chunk `i`, if one stands there.
    pub fn heads(&self, i: usize) -> Vec<usize> {
        if self.is_noun(i) {
            self.np_right(i).0
        } else {
            Vec::new()
        }
    }

    /// "its board approved the purchase of": a company's own organ.
    fn approved_by_organ(&self, n: usize) -> Option<Vec<usize>> {
        let v = n.checked_sub(1)?;
        let verb = self.chunks[v].verb().filter(|g| !g.passive)?;
        if !matches!(
            self.lexicon.lemma(verb.lemma),
            "approve" | "authorize" | "authorise" | "back" | "ratify" | "sanction" | "clear"
        ) {
            return None;
        }
        let heads = self.subject(v, 0);
        let organ = self.chunks[*heads.first()?].noun()?.lemma;
        self.lexicon.is(List::Organ, organ).then_some(heads)
    }

    /// Who does what is done "in partnership with" somebody, at `n`: the subject of the clause.
    fn together(&self, n: usize) -> Vec<usize> {
        if n == 1 {
            return self.next_subject(n, 0);
        }
        if n >= 3
            && matches!(self.kind(n - 2), Some(ChunkKind::Comma))
            && self.is_noun(n - 3)
            && !(0..n).any(|i| self.is_finite(i))
        {
            return self.np_left(n - 3);
        }
        let verb = (0..n)
            .rev()
            .take_while(|i| !matches!(self.kind(*i), Some(ChunkKind::Break)))
            .find(|i| self.is_verb(*i));
        match verb {
            // What it has or runs with somebody is no news.
            Some(v)
                if self.chunks[v].verb().is_some_and(|g| {
                    !g.passive
                        && !g.copula
                        && !matches!(
                            self.lexicon.lemma(g.lemma),
                            "have" | "own" | "operate" | "run" | "work" | "say" | "conduct"
                        )
                }) =>
            {
                self.subject(v, 0)
            }
            _ => Vec::new(),
        }
    }

    /// Whose doing the noun at `n` is behind "with" or "through": "expands with the purchase of", "With the purchase of
    /// X, Acme enters".
    fn means_of(&self, n: usize) -> Option<Vec<usize>> {
        let before = n.checked_sub(1)?;
        let with = |i: usize| matches!(self.kind(i), Some(ChunkKind::Preposition(p)) if matches!(p.as_str(), "with" | "through" | "via"));
        if !with(before) {
            return None;
        }
        if before == 0 {
            return Some(self.next_subject(n, 0));
        }
        let v = (0..before)
            .rev()
            .take_while(|i| !matches!(self.kind(*i), Some(ChunkKind::Comma)))
            .find(|i| self.is_finite(*i))?;
        self.chunks[v].verb().filter(|g| !g.passive)?;
        Some(self.subject(v, 0))
    }

    /// The verb that says of its subject that it is the noun at `n`: "is", "emerged as".
    fn copula_of(&self, n: usize) -> Option<usize> {
        let before = n.checked_sub(1)?;
        let is = |v: usize| self.chunks[v].verb().is_some_and(|g| g.copula);
        let emerges = |v: usize| {
            self.chunks[v].verb().is_some_and(|g| {
                !g.passive && matches!(self.lexicon.lemma(g.lemma), "emerge" | "surface")
            })
        };
        match self.kind(before)? {
            ChunkKind::Verb(_) if is(before) => Some(before),
            ChunkKind::Preposition(p) if p == "among" && before > 0 && is(before - 1) => {
                Some(before - 1)
            }
            ChunkKind::Preposition(_) | ChunkKind::Subordinator(_)
                if before > 0 && emerges(before - 1) && self.chunks[before].tokens.len() == 1 =>
            {
                Some(before - 1)
            }
            _ => None,
        }
    }

    fn kind(&self, i: usize) -> Option<&ChunkKind> {
        self.chunks.get(i).map(|c| &c.kind)
    }

    fn is_noun(&self, i: usize) -> bool {
        self.chunks
            .get(i)
            .and_then(Chunk::noun)
            .is_some_and(|n| !n.date)
    }

    fn is_date(&self, i: usize) -> bool {
        self.chunks
            .get(i)
            .and_then(Chunk::noun)
            .is_some_and(|n| n.date)
    }

    fn is_verb(&self, i: usize) -> bool {
        self.chunks.get(i).and_then(Chunk::verb).is_some()
    }

    fn is_finite(&self, i: usize) -> bool {
        self.chunks
            .get(i)
            .and_then(Chunk::verb)
            .is_some_and(|v| v.form == VerbForm::Finite)
    }

    /// First chunk of a noun group with its possessors.
    fn group_start(&self, mut i: usize) -> usize {
        while let Some(p) = self.chunks[i].noun().and_then(|n| n.possessor) {
            i = p;
        }
        i
    }

    /// A past form that is a participle behind its noun ("18 jets ordered by", "the deal signed in May").
    pub fn is_reduced(&self, v: usize) -> bool {
        let Some(verb) = self.chunks[v].verb() else {
            return false;
        };
        if verb.passive || verb.perfect || verb.modal.is_some() {
            return false;
        }
        let bare =
            verb.form == VerbForm::Participle || (verb.form == VerbForm::Finite && verb.past);
        // "Harbour Jet, bought by Falcon Air,"
        let by = matches!(self.kind(v + 1), Some(ChunkKind::Preposition(p)) if p == "by");
        if bare
            && by
            && v > 1
            && matches!(self.kind(v - 1), Some(ChunkKind::Comma))
            && self.is_noun(v - 2)
        {
            return true;
        }
        if !bare || v == 0 || !self.is_noun(v - 1) {
            return verb.form == VerbForm::Participle;
        }
        if by {
            return true;
        }
        if verb.form == VerbForm::Participle {
            return true;
        }
        // No object, and another finite verb takes the noun as its subject, or the clause has its verb already.
        !self.is_noun(v + 1)
            && matches!(self.kind(v + 1), Some(ChunkKind::Preposition(_)))
            && (self.finite_ahead(v + 1) || self.finite_behind(v))
    }

    /// Whether a finite verb follows before the clause ends, with no subject of its own.
    fn finite_ahead(&self, from: usize) -> bool {
        let mut i = from;
        let mut after_phrase = true;
        while let Some(kind) = self.kind(i) {
            match kind {
                ChunkKind::Verb(v) => return v.form == VerbForm::Finite && after_phrase,
                ChunkKind::Noun(_) | ChunkKind::Preposition(_) => after_phrase = true,
                _ => return false,
            }
            i += 1;
        }
        false
    }

    /// Whether the clause has a finite verb before chunk `v`, with no border between.
    fn finite_behind(&self, v: usize) -> bool {
        for i in (0..v).rev() {
            match self.kind(i) {
                Some(ChunkKind::Verb(g)) => {
                    if g.form == VerbForm::Finite {
                        return true;
                    }
                }
                Some(ChunkKind::Noun(_) | ChunkKind::Preposition(_)) => {}
                _ => return false,
            }
        }
        false
    }
}
