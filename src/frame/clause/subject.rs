//! Who acts: the subject of a verb in every form of its clause.

use super::Clauses;
use crate::frame::chunk::{Chunk, ChunkKind, VerbForm};
use crate::grammar::{List, class};

impl Clauses<'_> {
    pub(super) fn before_participle(&self, v: usize) -> Vec<usize> {
        if v > 0 && self.is_noun(v - 1) {
            return self.list_left(v - 1);
        }
        if v > 1 && matches!(self.kind(v - 1), Some(ChunkKind::Comma)) && self.is_noun(v - 2) {
            return vec![v - 2];
        }
        Vec::new()
    }

    pub(super) fn list_left(&self, k: usize) -> Vec<usize> {
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

    pub(super) fn finite_subject(&self, v: usize, depth: usize) -> Vec<usize> {
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
    pub(super) fn previous_subject(&self, before: usize, depth: usize) -> Vec<usize> {
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

    pub(super) fn before_insertion(&self, close: usize, depth: usize) -> Vec<usize> {
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
        let open = open.map(|o| self.before_places(o));
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

    /// "Falcon Corp, Groton, Connecticut, is": bare names between commas say where the first one is, as a list of
    /// subjects would end in "and".
    fn before_places(&self, mut open: usize) -> usize {
        let name = |i: usize| {
            self.chunks.get(i).and_then(Chunk::noun).is_some_and(|n| {
                n.head_name.is_some() && n.possessor.is_none() && n.modifiers.is_empty()
            })
        };
        while open >= 3
            && name(open + 1)
            && name(open - 1)
            && name(open - 3)
            && matches!(self.kind(open - 2), Some(ChunkKind::Comma))
        {
            open -= 2;
        }
        open
    }

    /// The noun that a relative pronoun stands for.
    pub(super) fn antecedent(&self, r: usize) -> Vec<usize> {
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
    pub(super) fn np_left(&self, k: usize) -> Vec<usize> {
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
                // "A contract to build the line has gone to"
                Some(ChunkKind::Verb(g))
                    if g.form == VerbForm::Infinitive
                        && start >= 2
                        && self.chunks[start - 2]
                            .noun()
                            .is_some_and(|n| n.word.class & class::DEAL != 0) =>
                {
                    heads = vec![start - 2];
                    in_list = false;
                    i = start - 2;
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
    pub(super) fn controller(&self, v: usize, depth: usize) -> Vec<usize> {
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
                    // Headlines: "Falcon in talks to buy", "Falcon to buy".
                    let Some(before) = start.checked_sub(1) else {
                        return vec![i];
                    };
                    match self.kind(before) {
                        Some(ChunkKind::Conjunction(false))
                            if before > 0 && self.is_noun(before - 1) =>
                        {
                            if before == 1 {
                                return self.list_left(i);
                            }
                            i = before - 1;
                        }
                        // "an agreement for Harbour to buy"
                        Some(ChunkKind::Preposition(p)) if p == "for" && i == last => {
                            return vec![last];
                        }
                        Some(ChunkKind::That | ChunkKind::Break | ChunkKind::Comma) => {
                            return vec![i];
                        }
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
                            // "will pay $1.4 billion to buy": no sum buys anything.
                            let sum = self.chunks[last].noun().is_some_and(|n| {
                                n.lemma == 0 && n.head_name.is_none() && !n.figures.is_empty()
                            });
                            if i == last
                                && !sum
                                && self.lexicon.is(List::ObjectControl, g.lemma)
                                && !self.on_behalf(g.lemma, v)
                            {
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

    /// "hired a bank to sell its unit": whoever hires it sells.
    fn on_behalf(&self, verb: u32, infinitive: usize) -> bool {
        let hires = matches!(
            self.lexicon.lemma(verb),
            "hire" | "appoint" | "select" | "choose" | "tap" | "mandate"
        );
        hires
            && self.chunks[infinitive].verb().is_some_and(|g| {
                matches!(
                    self.lexicon.lemma(g.lemma),
                    "sell" | "divest" | "raise" | "issue"
                )
            })
    }

    pub(super) fn first_of_chain(&self, k: usize) -> usize {
        self.np_left(k).first().copied().unwrap_or(k)
    }

    pub(super) fn gerund_subject(&self, v: usize, depth: usize) -> Vec<usize> {
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
                if matches!(self.kind(last), Some(ChunkKind::Preposition(p)) if p == "from") {
                    let kept = self.kept_from(last);
                    if !kept.is_empty() {
                        return kept;
                    }
                }
                self.previous_subject(last, depth)
            }
            _ => self.previous_subject(last, depth),
        }
    }

    /// "block Acme from buying", "bars Acme, the brewer, from buying": Acme, for the preposition at `from`.
    fn kept_from(&self, from: usize) -> Vec<usize> {
        let verb = (0..from).rev().find(|i| self.is_verb(*i));
        let keeps = |v: &usize| {
            self.chunks[*v]
                .verb()
                .is_some_and(|g| !g.passive && self.lexicon.is(List::Prevent, g.lemma))
        };
        let Some(v) = verb.filter(keeps) else {
            return Vec::new();
        };
        (v + 1..from)
            .find(|i| {
                self.chunks[*i]
                    .noun()
                    .is_some_and(|n| !n.is_possessor && !n.date)
            })
            .into_iter()
            .collect()
    }

    /// The subject of the main clause behind: "After buying X, Acme said".
    pub(super) fn next_subject(&self, v: usize, depth: usize) -> Vec<usize> {
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
}
