//! Rounds of funding: whose a round is that another sentence takes up, and the investors that are listed behind the
//! sentence that tells of the round: "Other investors include X, Y and Z". Not read: what each of them put in.

use super::Linker;
use crate::deal::draft::{Draft, DraftParty, FUNDING_ROUND, Proof};
use crate::deal::record::Role;
use crate::frame::{Chunk, ChunkKind};
use crate::grammar::List;
use crate::mention::NameKind;
use crate::span::Where;

/// How many sentences behind a round its investors may be listed.
const REACH: usize = 25;

impl Linker<'_> {
    /// Puts rounds together with those who raise the money and those who give it.
    pub(super) fn rounds(&self, drafts: &mut [Draft]) {
        self.raisers(drafts);
        for s in 0..self.parsed.len() {
            let found = self.backers(s);
            if found.is_empty() {
                continue;
            }
            let near = (0..drafts.len())
                .filter(|d| {
                    let d = &drafts[*d];
                    let behind = d.sentence <= s && s - d.sentence <= REACH;
                    behind
                        && d.trigger.place == Where::Text
                        && !d.recalled
                        && !self.looks_back(d.sentence)
                        && self.is_round(d)
                })
                .max_by_key(|d| {
                    (
                        drafts[*d].has_role(Role::Target) || drafts[*d].has_role(Role::Borrower),
                        drafts[*d].sentence,
                    )
                });
            let Some(near) = near else { continue };
            let raiser = |d: &Draft| d.raisers().find_map(|p| p.who.entity);
            let who = raiser(&drafts[near]);
            if found.iter().all(|p| p.who.entity == who) {
                continue;
            }
            for d in drafts.iter_mut() {
                // The same round told elsewhere, the headline too.
                if d.kind == "financing" && self.is_round(d) && raiser(d) == who {
                    "investment".clone_into(&mut d.kind);
                    d.change_role(Role::Borrower, Role::Target);
                    d.change_role(Role::Lender, Role::Investor);
                }
            }
            for p in found {
                if p.who.entity != who {
                    drafts[near].add_party(p);
                }
            }
        }
    }

    /// "The round was led by Falcon Fund": the round that the article tells is of whoever raises the money.
    fn raisers(&self, drafts: &mut [Draft]) {
        for i in 0..drafts.len() {
            if drafts[i].trigger.rule != FUNDING_ROUND || drafts[i].has_role(Role::Target) {
                continue;
            }
            let near = |d: &Draft| drafts[i].sentence.abs_diff(d.sentence);
            let found = drafts
                .iter()
                .filter(|d| d.trigger.rule == FUNDING_ROUND || self.is_round(d))
                .filter_map(|d| {
                    let who = d.raisers().next()?;
                    let other = who.who.entity.is_some_and(|e| !drafts[i].has(e));
                    (other && near(d) <= 6).then(|| (near(d), who.clone()))
                })
                .min_by_key(|(n, _)| *n);
            if let Some((_, who)) = found {
                drafts[i].add_party(DraftParty {
                    role: Role::Target,
                    ..who
                });
            }
        }
    }

    /// Money that a company raises from investors, and not from the market or a bank.
    fn is_round(&self, d: &Draft) -> bool {
        if d.trigger.rule == FUNDING_ROUND {
            return true;
        }
        if !matches!(
            d.trigger.rule.as_str(),
            "financing/raise" | "financing/borrow" | "financing/close"
        ) || d.has_role(Role::Lender)
        {
            return false;
        }
        let chunks = &self.parsed[d.sentence].chunks;
        let mut market = false;
        let mut round = d.trigger.rule == "financing/raise";
        for n in chunks.iter().filter_map(Chunk::noun) {
            let lemma = self.k.lexicon.lemma(n.lemma);
            market |= matches!(
                lemma,
                "ipo"
                    | "bond"
                    | "note"
                    | "loan"
                    | "debt"
                    | "facility"
                    | "offering"
                    | "placement"
                    | "listing"
                    | "sukuk"
                    | "flotation"
                    | "grant"
                    | "aid"
                    | "bailout"
            );
            round |= self.k.lexicon.is(List::Round, n.lemma);
        }
        round && !market
    }

    /// The investors that a sentence lists: "with participation from A, B and C", "existing investors, including A",
    /// "Other backers include A", "A and B participated in the round".
    fn backers(&self, s: usize) -> Vec<DraftParty> {
        let parsed = &self.parsed[s];
        let chunks = &parsed.chunks;
        if parsed.sentence.place != Where::Text {
            return Vec::new();
        }
        let text = self.document.text_of(Where::Text);
        if self.looks_back(s) {
            return Vec::new();
        }
        let lemma = |i: usize| {
            chunks.get(i).map_or("", |c| match &c.kind {
                ChunkKind::Noun(n) => self.k.lexicon.lemma(n.lemma),
                ChunkKind::Verb(v) => self.k.lexicon.lemma(v.lemma),
                _ => "",
            })
        };
        let noun_of = |i: usize, list: List| {
            chunks
                .get(i)
                .and_then(Chunk::noun)
                .is_some_and(|n| n.lemma != 0 && self.k.lexicon.is(list, n.lemma))
        };
        let takes_part = (0..chunks.len()).any(|i| {
            matches!(lemma(i), "participate" | "participation")
                && chunks[i].noun().is_none_or(|n| n.head_name.is_none())
        });
        let round = (0..chunks.len()).any(|i| noun_of(i, List::Round));
        let backed = (0..chunks.len()).any(|i| noun_of(i, List::Backer));
        let included = (0..chunks.len()).any(|i| lemma(i) == "include");
        if !(takes_part || round && included || backed && (round || self.opens_with_backers(s))) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for i in 0..chunks.len() {
            let before = |k: usize, list: List| i >= k && noun_of(i - k, list);
            let preposition = chunks[i].preposition();
            let start = match &chunks[i].kind {
                ChunkKind::Preposition(p) if p == "including" || p == "like" => {
                    // "investors, including"; behind a clause of theirs a comma stands before.
                    let comma = i > 0 && matches!(chunks[i - 1].kind, ChunkKind::Comma);
                    let theirs = (0..i)
                        .rev()
                        .take_while(|k| {
                            !matches!(chunks[*k].kind, ChunkKind::Break)
                                && (comma || !matches!(chunks[*k].kind, ChunkKind::Verb(_)))
                        })
                        .any(|k| noun_of(k, List::Backer));
                    theirs.then_some(i + 1)
                }
                ChunkKind::Preposition(_) if matches!(preposition, Some("from" | "by" | "of")) => {
                    (i > 0 && lemma(i - 1) == "participation").then_some(i + 1)
                }
                // "investors such as A"
                ChunkKind::Subordinator(w) if w == "as" => {
                    let such = i >= 2 && chunks[i - 1].span.of(text).eq_ignore_ascii_case("such");
                    (such && before(2, List::Backer)).then_some(i + 1)
                }
                // "Other investors include A", "the round, which also included A"
                ChunkKind::Verb(_)
                    if lemma(i) == "include"
                        && (before(1, List::Round)
                            || i >= 3
                                && matches!(chunks[i - 1].kind, ChunkKind::Relative)
                                && (before(2, List::Round) || before(3, List::Round))) =>
                {
                    Some(i + 1)
                }
                ChunkKind::Verb(_) if lemma(i) == "include" => {
                    before(1, List::Backer).then_some(i + 1)
                }
                _ => None,
            };
            if let Some(start) = start {
                self.listed(s, start, &mut out);
            }
        }
        // "A, B and C also participated in the round"
        if let Some(v) = (0..chunks.len()).find(|i| {
            chunks[*i].verb().is_some_and(|g| !g.negated && !g.passive)
                && lemma(*i) == "participate"
        }) && out.is_empty()
        {
            let first = (0..v)
                .rev()
                .take_while(|k| {
                    !matches!(
                        chunks[*k].kind,
                        ChunkKind::Verb(_) | ChunkKind::Break | ChunkKind::Relative
                    )
                })
                .last();
            if let Some(first) = first {
                self.listed(s, first, &mut out);
            }
        }
        out
    }

    /// Who put money in before, or into others.
    fn looks_back(&self, s: usize) -> bool {
        let sentence = self.parsed[s].sentence;
        let text = self.document.text_of(sentence.place);
        sentence.tokens.iter().any(|t| {
            matches!(
                t.text(text).to_lowercase().as_str(),
                "previous"
                    | "previously"
                    | "earlier"
                    | "prior"
                    | "past"
                    | "portfolio"
                    | "clients"
                    | "customers"
            )
        })
    }

    /// "Existing investors include", "Angel investors in the round were"
    fn opens_with_backers(&self, s: usize) -> bool {
        self.parsed[s]
            .chunks
            .iter()
            .take(2)
            .filter_map(Chunk::noun)
            .any(|n| {
                n.possessor.is_none()
                    && n.possessive.is_none()
                    && self.k.lexicon.is(List::Backer, n.lemma)
            })
    }

    /// The names of a list that starts at a chunk; what describes them is passed over.
    fn listed(&self, s: usize, start: usize, out: &mut Vec<DraftParty>) {
        let parsed = &self.parsed[s];
        let mut i = start;
        while let Some(chunk) = parsed.chunks.get(i) {
            match &chunk.kind {
                ChunkKind::Comma | ChunkKind::Conjunction(false) => i += 1,
                ChunkKind::Preposition(p)
                    if matches!(p.as_str(), "including" | "from" | "alongside") =>
                {
                    i += 1;
                }
                // "Oryx Fund by Harbour Investments": whose fund it is.
                ChunkKind::Preposition(p)
                    if matches!(p.as_str(), "by" | "of" | "at") && i > start =>
                {
                    i += 2;
                }
                ChunkKind::Noun(n) if n.date || n.pronoun => break,
                ChunkKind::Noun(n) => {
                    let name = n.head_name.or_else(|| {
                        // "well-known executives Jon Xu and"
                        n.names.last().copied().filter(|_| !n.is_possessor)
                    });
                    if let Some(name) = name.filter(|_| !n.is_possessor)
                        && let Some(e) = self.entities.of(s, name)
                        && matches!(
                            parsed.sentence.names[name].kind,
                            NameKind::Organization | NameKind::Unknown | NameKind::Person
                        )
                    {
                        let span = parsed.sentence.names[name].span;
                        out.push(DraftParty {
                            who: self.entities.reference(e, Where::Text, span, "listed"),
                            role: Role::Investor,
                            proof: Proof {
                                place: Where::Text,
                                span,
                                rule: FUNDING_ROUND.to_owned(),
                            },
                        });
                    }
                    i += 1;
                }
                _ => break,
            }
        }
    }
}
