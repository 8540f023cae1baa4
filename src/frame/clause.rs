//! Who does what to whom: subject, objects and prepositional phrases of a verb or noun, read off the chunks.
//!
//! A grammar of places, not of meaning: a rule declares the plain active clause, and this file finds the same places
//! in the passive ("was bought by"), relative ("which bought"), infinitive ("agreed to buy"), gerund ("after buying"),
//! participle ("bought by") and noun forms ("its purchase of").

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
}

/// Verbs whose object, not subject, does what the infinitive says.
const OBJECT_CONTROL: &[&str] = &[
    "ask",
    "urge",
    "allow",
    "force",
    "invite",
    "help",
    "persuade",
    "order",
    "tell",
    "require",
    "permit",
    "enable",
    "advise",
    "press",
    "push",
    "lead",
    "choose",
    "select",
    "hire",
    "pay",
    "authorize",
    "appoint",
    "want",
    "expect",
];

/// Verbs whose subject does what their object names: "completed the sale of".
const SUPPORT: &[&str] = &[
    "announce",
    "complete",
    "finish",
    "close",
    "finalize",
    "finalise",
    "conclude",
    "plan",
    "propose",
    "consider",
    "agree",
    "sign",
    "make",
    "pursue",
    "seek",
    "mull",
    "weigh",
    "explore",
    "abandon",
    "scrap",
    "cancel",
    "drop",
    "postpone",
    "delay",
    "confirm",
    "unveil",
    "do",
    "launch",
    "begin",
    "start",
    "discuss",
    "negotiate",
    "prepare",
    "finance",
    "fund",
    "terminate",
];

/// Reads a sentence's chunks.
pub struct Clauses<'a> {
    chunks: &'a [Chunk],
    lemma: &'a dyn Fn(u32) -> &'a str,
}

impl<'a> Clauses<'a> {
    /// Over the chunks of a sentence; `lemma` gives the text of a base form.
    pub fn new(chunks: &'a [Chunk], lemma: &'a dyn Fn(u32) -> &'a str) -> Self {
        Self { chunks, lemma }
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
            (phrases, purpose) = self.phrases(end);
            subject = Vec::new();
            for (p, heads) in &phrases {
                if p == "by" && subject.is_empty() {
                    subject.clone_from(heads);
                }
            }
            if object.is_empty() {
                object = patient;
            } else {
                // "was awarded a contract": what follows is the object, the subject receives it.
                indirect = patient;
            }
        } else {
            subject = self.subject(v, 0);
            (phrases, purpose) = self.phrases(end);
            if object.is_empty() && verb.form == VerbForm::Infinitive {
                // "the jets to buy": rare; left alone.
            }
        }
        subject.retain(|s| !object.contains(s));
        Clause {
            subject,
            object,
            indirect,
            phrases,
            governors: self.governors_of_verb(v),
            purpose,
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
        } else if group.possessive.is_none()
            && let Some(v) = n.checked_sub(1)
            && self.chunks[v]
                .verb()
                .is_some_and(|g| !g.passive && SUPPORT.contains(&(self.lemma)(g.lemma)))
        {
            // "announced the sale of": who announces it does it.
            subject = self.subject(v, 0);
        }
        Clause {
            subject,
            object: Vec::new(),
            indirect: Vec::new(),
            phrases,
            governors: self.governors_of_noun(n),
            purpose,
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

    fn verb_lemma(&self, i: usize) -> &str {
        self.chunks
            .get(i)
            .and_then(Chunk::verb)
            .map_or("", |v| (self.lemma)(v.lemma))
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
        if !bare || v == 0 || !self.is_noun(v - 1) {
            return verb.form == VerbForm::Participle;
        }
        let by = matches!(self.kind(v + 1), Some(ChunkKind::Preposition(p)) if p == "by");
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

    fn before_participle(&self, v: usize) -> Vec<usize> {
        if v > 0 && self.is_noun(v - 1) {
            return self.list_left(v - 1);
        }
        if v > 1 && matches!(self.kind(v - 1), Some(ChunkKind::Comma)) && self.is_noun(v - 2) {
            return vec![v - 2];
        }
        Vec::new()
    }

    fn list_left(&self, k: usize) -> Vec<usize> {
        let mut heads = vec![k];
        let mut start = self.group_start(k);
        while start >= 2
            && matches!(self.kind(start - 1), Some(ChunkKind::Conjunction(false)))
            && self.is_noun(start - 2)
        {
            heads.insert(0, start - 2);
            start = self.group_start(start - 2);
        }
        heads
    }

    /// The subject of the verb at `v`.
    pub fn subject(&self, v: usize, depth: usize) -> Vec<usize> {
        if depth > 6 || v >= self.chunks.len() {
            return Vec::new();
        }
        match self.chunks[v].verb().map(|v| v.form) {
            Some(VerbForm::Finite) => self.finite_subject(v, depth),
            Some(VerbForm::Infinitive) => self.controller(v, depth),
            Some(VerbForm::Ing) => self.gerund_subject(v, depth),
            Some(VerbForm::Participle) | None => Vec::new(),
        }
    }

    fn finite_subject(&self, v: usize, depth: usize) -> Vec<usize> {
        let mut i = v;
        // "Acme on Tuesday agreed": dates between.
        while i > 0 && self.is_date(i - 1) {
            i -= 1;
            if i > 0 && matches!(self.kind(i - 1), Some(ChunkKind::Preposition(_))) {
                i -= 1;
            }
        }
        let Some(last) = i.checked_sub(1) else {
            return Vec::new();
        };
        match self.kind(last) {
            Some(ChunkKind::Noun(_)) => {
                let mut heads = self.np_left(last);
                // Headlines: "Falcon, Harbour sign deal".
                if self.group_start(heads[0]) == 2
                    && matches!(self.kind(1), Some(ChunkKind::Comma))
                    && self.chunks[0].noun().is_some_and(|n| n.head_name.is_some())
                    && self.chunks[2].noun().is_some_and(|n| !n.names.is_empty())
                {
                    heads.insert(0, 0);
                }
                heads
            }
            Some(ChunkKind::Relative | ChunkKind::That) => self.antecedent(last),
            Some(ChunkKind::Conjunction(_)) => self.previous_subject(last, depth),
            Some(ChunkKind::Comma) => self.before_insertion(last, depth),
            _ => Vec::new(),
        }
    }

    /// The subject of the verb before: "reported a profit and agreed to buy".
    fn previous_subject(&self, before: usize, depth: usize) -> Vec<usize> {
        for p in (0..before).rev() {
            if self.is_finite(p) && !self.is_reduced(p) {
                return self.subject(p, depth + 1);
            }
            if matches!(self.kind(p), Some(ChunkKind::Break)) {
                break;
            }
        }
        Vec::new()
    }

    fn before_insertion(&self, close: usize, depth: usize) -> Vec<usize> {
        // The comma that opens the insertion, passing over lists inside it.
        let mut open = None;
        for i in (0..close).rev() {
            match self.kind(i) {
                Some(ChunkKind::Comma) => {
                    open = Some(i);
                    // An apposition or relative clause starts behind the comma.
                    let starts = matches!(
                        self.kind(i + 1),
                        Some(
                            ChunkKind::Relative
                                | ChunkKind::Noun(_)
                                | ChunkKind::Verb(_)
                                | ChunkKind::Preposition(_)
                                | ChunkKind::Subordinator(_)
                        )
                    );
                    if starts && i > 0 && self.is_noun(i - 1) {
                        break;
                    }
                }
                Some(ChunkKind::Break) => break,
                _ => {}
            }
        }
        match open {
            Some(open) if open > 0 && self.is_noun(open - 1) => {
                let inside_is_clause = (open + 1..close).any(|i| self.is_finite(i))
                    && !matches!(
                        self.kind(open + 1),
                        Some(
                            ChunkKind::Relative
                                | ChunkKind::Subordinator(_)
                                | ChunkKind::Preposition(_)
                        )
                    );
                if inside_is_clause {
                    return self.previous_subject(close, depth);
                }
                self.np_left(open - 1)
            }
            _ if close > 0 && self.is_noun(close - 1) && !(0..close).any(|i| self.is_finite(i)) => {
                self.np_left(close - 1)
            }
            _ => self.previous_subject(close, depth),
        }
    }

    /// The noun that a relative pronoun stands for.
    fn antecedent(&self, r: usize) -> Vec<usize> {
        let mut i = r;
        if i > 0 && matches!(self.kind(i - 1), Some(ChunkKind::Comma)) {
            i -= 1;
        }
        while i > 0 && self.is_date(i - 1) {
            i -= 1;
            if i > 0 && matches!(self.kind(i - 1), Some(ChunkKind::Preposition(_))) {
                i -= 1;
            }
        }
        if i > 0 && self.is_noun(i - 1) {
            self.list_left(i - 1)
        } else {
            Vec::new()
        }
    }

    /// Heads of the noun phrase that ends at chunk `k`: the first noun of "a unit of X in Y", all of "X and Y".
    fn np_left(&self, k: usize) -> Vec<usize> {
        let mut heads = vec![k];
        let mut i = k;
        let mut in_list = false;
        loop {
            let start = self.group_start(i);
            if start == 0 {
                break;
            }
            match self.kind(start - 1) {
                Some(ChunkKind::Preposition(_)) if start >= 2 && self.is_noun(start - 2) => {
                    heads = vec![start - 2];
                    in_list = false;
                    i = start - 2;
                }
                // "the company based in Houston", "the deal signed by Acme"
                Some(ChunkKind::Preposition(_))
                    if start >= 3
                        && self.is_verb(start - 2)
                        && self.is_noun(start - 3)
                        && self.is_reduced(start - 2) =>
                {
                    heads = vec![start - 3];
                    in_list = false;
                    i = start - 3;
                }
                Some(ChunkKind::Conjunction(false)) if start >= 2 && self.is_noun(start - 2) => {
                    heads.insert(0, start - 2);
                    in_list = true;
                    i = start - 2;
                }
                // "A, B, and C"
                Some(ChunkKind::Conjunction(false))
                    if start >= 3
                        && matches!(self.kind(start - 2), Some(ChunkKind::Comma))
                        && self.is_noun(start - 3) =>
                {
                    heads.insert(0, start - 3);
                    in_list = true;
                    i = start - 3;
                }
                Some(ChunkKind::Comma) if in_list && start >= 2 && self.is_noun(start - 2) => {
                    heads.insert(0, start - 2);
                    i = start - 2;
                }
                _ => break,
            }
        }
        heads
    }

    /// Who does what an infinitive says.
    fn controller(&self, v: usize, depth: usize) -> Vec<usize> {
        let Some(last) = v.checked_sub(1) else {
            return Vec::new();
        };
        match self.kind(last) {
            Some(ChunkKind::Verb(_)) => self.subject(last, depth + 1),
            Some(ChunkKind::Noun(_)) => {
                let mut i = last;
                loop {
                    let start = self.group_start(i);
                    if start < i && i == self.first_of_chain(last) {
                        return vec![start];
                    }
                    if let Some(p) = self.chunks[i].noun().and_then(|n| n.possessor) {
                        return vec![p];
                    }
                    let Some(before) = start.checked_sub(1) else {
                        break;
                    };
                    match self.kind(before) {
                        Some(ChunkKind::Preposition(p)) if p == "by" && self.is_noun(i) => {
                            return vec![i];
                        }
                        Some(ChunkKind::Preposition(_))
                            if before > 0 && self.is_noun(before - 1) =>
                        {
                            i = before - 1;
                        }
                        Some(ChunkKind::Preposition(_))
                            if before > 0 && self.is_date(before - 1) =>
                        {
                            i = before - 1;
                        }
                        Some(ChunkKind::Preposition(_))
                            if before > 0 && self.is_verb(before - 1) =>
                        {
                            return self.subject(before - 1, depth + 1);
                        }
                        Some(ChunkKind::Verb(g)) => {
                            if i == last && OBJECT_CONTROL.contains(&(self.lemma)(g.lemma)) {
                                return vec![last];
                            }
                            if g.passive {
                                return Vec::new();
                            }
                            return self.subject(before, depth + 1);
                        }
                        _ => break,
                    }
                }
                Vec::new()
            }
            Some(ChunkKind::Conjunction(_) | ChunkKind::Comma) => {
                for p in (0..last).rev() {
                    if self.is_verb(p) {
                        return self.subject(p, depth + 1);
                    }
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn first_of_chain(&self, k: usize) -> usize {
        self.np_left(k).first().copied().unwrap_or(k)
    }

    fn gerund_subject(&self, v: usize, depth: usize) -> Vec<usize> {
        let Some(last) = v.checked_sub(1) else {
            return self.next_subject(v, depth);
        };
        match self.kind(last) {
            Some(ChunkKind::Verb(_)) => self.subject(last, depth + 1),
            Some(ChunkKind::Noun(n)) if !n.date => self.np_left(last),
            Some(ChunkKind::Preposition(_) | ChunkKind::Subordinator(_)) => {
                if last > 0
                    && let Some(p) = self.chunks[last - 1].noun().and_then(|n| n.possessor)
                {
                    return vec![p];
                }
                if last == 0 {
                    return self.next_subject(v, depth);
                }
                self.previous_subject(last, depth)
            }
            _ => self.previous_subject(last, depth),
        }
    }

    /// The subject of the main clause behind: "After buying X, Acme said".
    fn next_subject(&self, v: usize, depth: usize) -> Vec<usize> {
        let comma =
            (v..self.chunks.len()).find(|i| matches!(self.kind(*i), Some(ChunkKind::Comma)));
        if let Some(c) = comma {
            for i in c..self.chunks.len() {
                if self.is_finite(i) {
                    return self.subject(i, depth + 1);
                }
            }
        }
        Vec::new()
    }

    /// Object, indirect object, and the chunk behind them.
    fn objects(&self, v: usize) -> (Vec<usize>, Vec<usize>, usize) {
        let mut i = v + 1;
        while self.is_date(i) {
            i += 1;
        }
        if !self.is_noun(i) {
            return (Vec::new(), Vec::new(), v + 1);
        }
        let (heads, end) = self.np_right(i);
        if self.is_noun(end) && self.chunks[end].noun().is_some_and(|n| !n.pronoun) {
            let (second, end) = self.np_right(end);
            return (second, heads, end);
        }
        (heads, Vec::new(), end)
    }

    /// Heads of the noun phrase that starts at `i`, and the chunk behind it.
    fn np_right(&self, i: usize) -> (Vec<usize>, usize) {
        self.list_right(i, false)
    }

    /// The same; `pair` says that an "and" belongs to it, whatever follows ("between X and Y was").
    fn list_right(&self, mut i: usize, pair: bool) -> (Vec<usize>, usize) {
        i = self.through_possessors(i);
        let mut heads = vec![i];
        let mut end = i + 1;
        // "X, Y and Z": commas count only where an "and" ends the list.
        let mut list = Vec::new();
        let mut at = end;
        loop {
            match self.kind(at) {
                Some(ChunkKind::Comma) if self.is_noun(at + 1) => {
                    let n = self.through_possessors(at + 1);
                    list.push(n);
                    at = n + 1;
                }
                Some(ChunkKind::Comma)
                    if matches!(self.kind(at + 1), Some(ChunkKind::Conjunction(false)))
                        && !list.is_empty() =>
                {
                    at += 1;
                }
                Some(ChunkKind::Conjunction(false)) if self.is_noun(at + 1) => {
                    let n = self.through_possessors(at + 1);
                    if !pair && self.is_finite(n + 1) && !self.is_reduced(n + 1) {
                        break;
                    }
                    heads.append(&mut list);
                    heads.push(n);
                    end = n + 1;
                    at = end;
                    if !matches!(self.kind(at), Some(ChunkKind::Conjunction(false))) {
                        break;
                    }
                }
                _ => break,
            }
        }
        (heads, end)
    }

    fn through_possessors(&self, mut i: usize) -> usize {
        while self.chunks[i].noun().is_some_and(|n| n.is_possessor)
            && self
                .chunks
                .get(i + 1)
                .and_then(Chunk::noun)
                .is_some_and(|n| n.possessor == Some(i))
        {
            i += 1;
        }
        i
    }

    /// Prepositional phrases from chunk `i` on, and an infinitive of purpose.
    fn phrases(&self, mut i: usize) -> (Vec<(String, Vec<usize>)>, Option<usize>) {
        let mut out = Vec::new();
        loop {
            match self.kind(i) {
                Some(ChunkKind::Preposition(p)) => {
                    if self.is_noun(i + 1) {
                        let (heads, end) = if p == "between" {
                            self.list_right(i + 1, true)
                        } else {
                            self.np_right(i + 1)
                        };
                        out.push((p.clone(), heads));
                        i = end;
                    } else if self.is_date(i + 1) {
                        i += 2;
                    } else if matches!(self.kind(i + 1), Some(ChunkKind::Preposition(_))) {
                        // "for about": the second one decides.
                        i += 1;
                    } else if self
                        .chunks
                        .get(i + 1)
                        .and_then(Chunk::verb)
                        .is_some_and(|v| v.form == VerbForm::Ing)
                        && matches!(p.as_str(), "for" | "of" | "on")
                    {
                        return (out, Some(i + 1));
                    } else {
                        return (out, None);
                    }
                }
                // "selected as its supplier", but not "as the company said".
                Some(ChunkKind::Subordinator(s)) if s == "as" && self.is_noun(i + 1) => {
                    let (heads, end) = self.np_right(i + 1);
                    if self.is_finite(end) {
                        return (out, None);
                    }
                    out.push(("as".to_owned(), heads));
                    i = end;
                }
                Some(ChunkKind::Noun(n)) if n.date || self.is_rate(n) => i += 1,
                Some(ChunkKind::Verb(v)) => match v.form {
                    VerbForm::Infinitive => return (out, Some(i)),
                    _ if self.is_reduced(i) && !v.passive => {
                        let lemma = (self.lemma)(v.lemma);
                        let Some(ChunkKind::Preposition(_)) = self.kind(i + 1) else {
                            return (out, None);
                        };
                        if !self.is_noun(i + 2) {
                            return (out, None);
                        }
                        let (heads, end) = self.np_right(i + 2);
                        let word = match lemma {
                            "value" | "price" | "estimate" => "worth",
                            "make" | "build" | "manufacture" | "produce" | "supply" => "made by",
                            "hold" | "own" => "held by",
                            _ => return (out, None),
                        };
                        out.push((word.to_owned(), heads));
                        i = end;
                    }
                    _ => return (out, None),
                },
                Some(ChunkKind::Comma) => {
                    let Some(next) = self.behind_insertion(i) else {
                        return (out, None);
                    };
                    i = next;
                }
                _ => return (out, None),
            }
        }
    }

    /// "a month", "a year": what a quantity is counted by.
    fn is_rate(&self, n: &super::chunk::NounGroup) -> bool {
        n.figures.is_empty()
            && n.names.is_empty()
            && matches!(
                (self.lemma)(n.lemma),
                "day" | "week" | "month" | "year" | "quarter"
            )
    }

    /// Where the phrases of a clause go on behind a comma, if they do.
    fn behind_insertion(&self, comma: usize) -> Option<usize> {
        match self.kind(comma + 1)? {
            ChunkKind::Preposition(p) => {
                (!matches!(p.as_str(), "according" | "despite" | "amid")).then_some(comma + 1)
            }
            ChunkKind::Verb(v) if self.is_bare_participle(comma + 1) => {
                let _ = v;
                Some(comma + 1)
            }
            // An apposition or relative clause: ", the planemaker," or ", which makes pumps,".
            ChunkKind::Noun(_) | ChunkKind::Relative => {
                let relative = matches!(self.kind(comma + 1), Some(ChunkKind::Relative));
                for end in comma + 2..(comma + 18).min(self.chunks.len()) {
                    match self.kind(end)? {
                        ChunkKind::Comma => {
                            if matches!(self.kind(end + 1), Some(ChunkKind::Preposition(_))) {
                                return Some(end + 1);
                            }
                        }
                        ChunkKind::Verb(_)
                            if !relative && self.is_finite(end) && !self.is_reduced(end) =>
                        {
                            return None;
                        }
                        ChunkKind::Break | ChunkKind::Subordinator(_) | ChunkKind::That => {
                            return None;
                        }
                        _ => {}
                    }
                }
                None
            }
            _ => None,
        }
    }

    fn is_bare_participle(&self, v: usize) -> bool {
        self.chunks[v].verb().is_some_and(|g| {
            matches!((self.lemma)(g.lemma), "value" | "price")
                && !g.passive
                && !g.perfect
                && g.modal.is_none()
        })
    }

    fn governors_of_verb(&self, v: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let mut at = v;
        while out.len() < 8 {
            let Some(verb) = self.chunks[at].verb() else {
                break;
            };
            if verb.form == VerbForm::Finite || at == 0 {
                break;
            }
            let before = at - 1;
            match self.kind(before) {
                Some(ChunkKind::Verb(_)) => {
                    out.push(before);
                    at = before;
                }
                Some(ChunkKind::Noun(_)) => match self.nouns_to_verb(before, &mut out) {
                    Some(g) => at = g,
                    None => break,
                },
                Some(ChunkKind::Preposition(_)) if before > 0 && self.is_noun(before - 1) => {
                    match self.nouns_to_verb(before - 1, &mut out) {
                        Some(g) => at = g,
                        None => break,
                    }
                }
                Some(ChunkKind::Preposition(_)) if before > 0 && self.is_verb(before - 1) => {
                    out.push(before - 1);
                    at = before - 1;
                }
                Some(ChunkKind::Conjunction(_)) => {
                    // "plans to buy A and sell B": shared governor.
                    let Some(p) = (0..before).rev().find(|p| self.is_verb(*p)) else {
                        break;
                    };
                    at = p;
                }
                _ => break,
            }
        }
        out
    }

    fn governors_of_noun(&self, n: usize) -> Vec<usize> {
        let mut out = Vec::new();
        if let Some(g) = self.nouns_to_verb_from(n, &mut out) {
            if self.chunks[g].verb().is_some_and(|v| v.passive) {
                // "A memorandum was signed for the supply of": what was signed governs too.
                out.extend(self.subject(g, 0));
            }
            let more = self.governors_of_verb(g);
            out.extend(more);
        }
        // What is said of it as a subject: "The sale was completed".
        let mut i = n + 1;
        while let Some(kind) = self.kind(i) {
            match kind {
                ChunkKind::Preposition(_) | ChunkKind::Noun(_) => i += 1,
                ChunkKind::Verb(v) if v.form == VerbForm::Finite && !self.is_reduced(i) => {
                    if self.subject(i, 0).contains(&n) {
                        out.push(i);
                        // "is expected to close"
                        if self
                            .chunks
                            .get(i + 1)
                            .and_then(Chunk::verb)
                            .is_some_and(|v| v.form == VerbForm::Infinitive)
                        {
                            out.push(i + 1);
                        }
                    }
                    break;
                }
                _ => break,
            }
        }
        out
    }

    /// Collects the nouns from chunk `k` leftward through prepositions, and gives the verb that governs them.
    fn nouns_to_verb(&self, k: usize, out: &mut Vec<usize>) -> Option<usize> {
        out.push(k);
        self.nouns_to_verb_from(k, out)
    }

    fn nouns_to_verb_from(&self, k: usize, out: &mut Vec<usize>) -> Option<usize> {
        let mut i = k;
        loop {
            let start = self.group_start(i);
            let before = start.checked_sub(1)?;
            match self.kind(before)? {
                ChunkKind::Verb(_) => {
                    out.push(before);
                    return Some(before);
                }
                ChunkKind::Preposition(_) if before > 0 => {
                    if self.is_noun(before - 1) {
                        i = before - 1;
                        out.push(i);
                    } else if self.is_date(before - 1) && before > 1 {
                        i = before - 1;
                    } else if self.is_verb(before - 1) {
                        out.push(before - 1);
                        return Some(before - 1);
                    } else {
                        return None;
                    }
                }
                ChunkKind::Conjunction(false) if before > 0 && self.is_noun(before - 1) => {
                    i = before - 1;
                }
                _ => return None,
            }
        }
    }
}
