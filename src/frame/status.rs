//! How firm a frame is, from the words that govern its trigger; and the frames that an avoid rule drops.

mod avoid;
mod said;

use std::collections::HashMap;

use super::chunk::{Chunk, Parsed, VerbGroup};
use super::clause::Clause;
use crate::grammar::{Lexicon, Rules, Status};
use crate::span::Span;

/// A status with the words and the rule behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The status.
    pub status: Status,
    /// The words that say so; the trigger itself where nothing else does.
    pub span: Span,
    /// Id of the cue, or of the frame rule.
    pub rule: String,
    /// A cue said so, not the trigger alone.
    pub explicit: bool,
}

/// A trigger that a rule matched, with all that stands around it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The frame rule.
    pub rule: usize,
    /// Chunk of the trigger.
    pub trigger: usize,
    /// Its places.
    pub clause: &'a Clause,
    /// Its sentence.
    pub parsed: &'a Parsed<'a>,
    /// The text that spans refer to.
    pub text: &'a str,
}

/// Cues by the words that they look for.
#[derive(Clone, Debug, Default)]
pub struct Judge {
    verbs: HashMap<u32, Vec<(usize, Option<String>)>>,
    nouns: HashMap<u32, Vec<usize>>,
    modifiers: HashMap<String, usize>,
    modals: HashMap<String, usize>,
    /// "decided not to buy".
    negated: Option<usize>,
    /// Nouns of those who report before anything is announced.
    reporters: HashMap<u32, usize>,
    avoid_verbs: HashMap<u32, usize>,
    avoid_nouns: HashMap<u32, usize>,
    avoid_modifiers: HashMap<String, usize>,
    avoid_negated: Option<usize>,
    avoid_habitual: Option<usize>,
    /// "have" as a verb of its own.
    having: u32,
    /// Verbs of saying.
    saying: Vec<u32>,
    /// Nouns of talking, which no word makes a memorandum.
    talking: Vec<u32>,
    /// Verbs of denying.
    denying: Vec<u32>,
    /// What an agreement has still to become: "is expected to close".
    concluding: Vec<u32>,
}

impl Judge {
    /// Prepares the cues of a grammar.
    pub fn new(rules: &Rules, lexicon: &mut Lexicon) -> Self {
        let mut judge = Self {
            saying: ["say", "report", "tell", "cite", "accord", "write", "show"]
                .iter()
                .map(|v| lexicon.ensure_verb(v))
                .collect(),
            having: lexicon.ensure_verb("have"),
            denying: ["deny", "refute", "rebut"]
                .iter()
                .map(|v| lexicon.ensure_verb(v))
                .collect(),
            concluding: [
                "close",
                "complete",
                "sign",
                "conclude",
                "finalise",
                "finalize",
                "finish",
                "announce",
                "go",
                "take",
                "proceed",
                "happen",
                "collapse",
                "fail",
                "fall",
                "lapse",
                "reach",
                "win",
                "gain",
                "get",
                "receive",
                "materialise",
                "materialize",
                "occur",
            ]
            .iter()
            .map(|v| lexicon.ensure_verb(v))
            .collect(),
            talking: ["talk", "discussion", "negotiation"]
                .iter()
                .map(|n| lexicon.ensure_noun(n))
                .collect(),
            ..Self::default()
        };
        for (i, cue) in rules.cues.iter().enumerate() {
            for verb in &cue.verbs {
                let mut words = verb.split(' ');
                let lemma = lexicon.ensure_verb(words.next().unwrap_or(verb));
                let particle = words.next().map(str::to_owned);
                judge.verbs.entry(lemma).or_default().push((i, particle));
            }
            for noun in &cue.nouns {
                judge
                    .nouns
                    .entry(lexicon.ensure_noun(noun))
                    .or_default()
                    .push(i);
            }
            if cue.negated {
                judge.negated = Some(i);
            }
            for noun in &cue.reporters {
                judge.reporters.insert(lexicon.ensure_noun(noun), i);
            }
            judge
                .modifiers
                .extend(cue.modifiers.iter().map(|m| (m.clone(), i)));
            judge
                .modals
                .extend(cue.modals.iter().map(|m| (m.clone(), i)));
        }
        for (i, avoid) in rules.avoids.iter().enumerate() {
            for verb in &avoid.verbs {
                judge.avoid_verbs.insert(lexicon.ensure_verb(verb), i);
            }
            for noun in &avoid.nouns {
                judge.avoid_nouns.insert(lexicon.ensure_noun(noun), i);
            }
            judge
                .avoid_modifiers
                .extend(avoid.modifiers.iter().map(|m| (m.clone(), i)));
            if avoid.negated {
                judge.avoid_negated = Some(i);
            }
            if avoid.habitual {
                judge.avoid_habitual = Some(i);
            }
        }
        judge
    }

    /// The status of a frame: the strongest of what governs its trigger, else what its rule implies.
    pub fn status(&self, rules: &Rules, case: &Case<'_>) -> Verdict {
        let Case {
            rule,
            trigger,
            clause,
            parsed,
            text,
        } = *case;
        let mut found: Vec<(usize, Span)> = Vec::new();
        // Verbs of completion that are still to come: "is expected to close in May" is agreed, neither done nor only
        // proposed by the word for waiting before it.
        let mut awaited: Vec<usize> = Vec::new();
        if let Some(cue) = self.negated
            && parsed.chunks[trigger].verb().is_some_and(|v| v.negated)
        {
            found.push((cue, parsed.chunks[trigger].span));
        }
        // A verb that only supports the trigger noun says how firm it is: "completed the takeover of".
        let supports = rules.frames[rule]
            .patterns
            .iter()
            .any(|p| !p.nouns.is_empty());
        if supports && let Some(v) = parsed.chunks[trigger].verb() {
            for cue in self.verb_cues(v) {
                if rules.cues[cue].status == Some(Status::Completed) && lies_ahead(v) {
                    awaited.push(trigger);
                } else {
                    found.push((cue, parsed.chunks[trigger].span));
                }
            }
        }
        // The nearest governor first.
        if let Some(verb) = parsed.chunks[trigger].verb()
            && let Some(&cue) = verb.modal.as_ref().and_then(|m| self.modals.get(m))
        {
            found.push((cue, parsed.chunks[trigger].span));
        }
        // "In a preliminary agreement announced on Tuesday, X is to take": what stands in front governs it all.
        if let [first, second, ..] = &parsed.chunks[..]
            && trigger > 1
            && matches!(&first.kind, super::ChunkKind::Preposition(p) if matches!(p.to_ascii_lowercase().as_str(), "in" | "under"))
        {
            self.memoranda(rules, second, &mut found);
            let mut modifiers = Vec::new();
            self.modifiers_of(rules, second, case, &mut modifiers);
            modifiers.retain(|(c, _)| rules.cues[*c].status == Some(Status::Mou));
            found.extend(modifiers);
        }
        // "merger talks": the trigger is the merger, and the talks say how firm it is.
        if let Some(n) = parsed.chunks[trigger].noun() {
            let head = parsed.sentence.words[n.head].noun;
            if head != n.lemma {
                let span = parsed.chunks[trigger].span;
                found.extend(self.noun_cues(head).map(|c| (c, span)));
            }
        }
        // "is likely to buy"
        if parsed.chunks[trigger].verb().is_some() {
            for token in parsed.chunks[trigger].tokens.clone() {
                let word = parsed.sentence.tokens[token].text(text).to_lowercase();
                if let Some(&cue) = self.modifiers.get(&word)
                    && parsed.sentence.tags[token] == crate::text::Tag::Adverb
                {
                    found.push((cue, parsed.sentence.tokens[token].span));
                }
            }
        }
        self.modifiers_of(rules, &parsed.chunks[trigger], case, &mut found);
        for object in &clause.object {
            self.modifiers_of(rules, &parsed.chunks[*object], case, &mut found);
            self.memoranda(rules, &parsed.chunks[*object], &mut found);
        }
        for (preposition, heads) in &clause.phrases {
            if matches!(preposition.as_str(), "of" | "under" | "in") {
                for h in heads {
                    self.memoranda(rules, &parsed.chunks[*h], &mut found);
                }
            }
        }
        // Nouns between that are none of dealing: "refused hints on the timing of a bid" refuses no bid.
        let mut strange = 0;
        // "denied that it had cancelled an order": the order stands.
        let mut denied = false;
        for &g in &clause.governors {
            let chunk = &parsed.chunks[g];
            if let Some(n) = chunk.noun() {
                strange += usize::from(!self.nouns.contains_key(&n.lemma));
            }
            if let Some(v) = chunk.verb() {
                let subject_side = g > trigger;
                denied |= self.denies(v) || self.is_denied(parsed, g);
                // "the deal is expected to boost exports" says nothing of how firm it is.
                if subject_side
                    && parsed
                        .chunks
                        .get(g + 1)
                        .and_then(Chunk::verb)
                        .is_some_and(|next| {
                            next.form == super::VerbForm::Infinitive
                                && !next.copula
                                && !next.passive
                                && !self.concluding.contains(&next.lemma)
                        })
                {
                    continue;
                }
                for cue in self.verb_cues(v) {
                    let c = &rules.cues[cue];
                    // "tried to buy" is over, "is trying to buy" is not.
                    if c.past && (!v.past || v.progressive || v.passive) {
                        continue;
                    }
                    if v.negated
                        && c.status != Some(Status::Proposed)
                        && c.status != Some(Status::Cancelled)
                    {
                        continue;
                    }
                    if c.status == Some(Status::Cancelled) && strange > 1 {
                        continue;
                    }
                    if c.status == Some(Status::Completed) && lies_ahead(v) {
                        awaited.push(g);
                        continue;
                    }
                    // "may cancel", "to block": not yet.
                    if c.status == Some(Status::Cancelled)
                        && !subject_side
                        && (v.form == super::VerbForm::Infinitive
                            || v.modal.as_deref().is_some_and(|m| m != "will"))
                    {
                        continue;
                    }
                    found.push((cue, chunk.span));
                }
                if let Some(&cue) = v.modal.as_ref().and_then(|m| self.modals.get(m)) {
                    found.push((cue, chunk.span));
                }
            } else if let Some(n) = chunk.noun() {
                // "until the closing of", "upon completion of": not yet.
                let ahead = g.checked_sub(1).is_some_and(|p| {
                    matches!(parsed.chunks[p].preposition(), Some("until" | "upon" | "pending" | "before" | "to"))
                        || matches!(&parsed.chunks[p].kind, super::ChunkKind::Subordinator(p) if p == "before")
                });
                found.extend(
                    self.noun_cues(n.lemma)
                        .filter(|c| !(ahead && rules.cues[*c].status == Some(Status::Completed)))
                        .map(|c| (c, chunk.span)),
                );
                self.modifiers_of(rules, chunk, case, &mut found);
            }
        }
        if denied {
            found.retain(|(c, _)| rules.cues[*c].status != Some(Status::Cancelled));
        }
        found.retain(|(c, span)| {
            rules.cues[*c].status != Some(Status::Proposed)
                || awaited.iter().all(|a| {
                    parsed.chunks[a.saturating_sub(1)..=*a]
                        .iter()
                        .all(|k| k.span != *span)
                })
        });
        let frame = &rules.frames[rule];
        let reported = self.reported(parsed);
        let of = |s: Status| {
            found
                .iter()
                .rev()
                .find(|(c, _)| rules.cues[*c].status == Some(s))
                .map(|(c, span)| (s, *span, *c))
        };
        let outermost = found
            .last()
            .and_then(|(c, span)| rules.cues[*c].status.map(|s| (s, *span, *c)));
        // "agreed an offer", "approved the plan": the outermost verb accepts what a noun only proposes.
        let accepted = found.last().filter(|(c, span)| {
            rules.cues[*c].accepts
                && clause
                    .governors
                    .iter()
                    .any(|g| parsed.chunks[*g].verb().is_some() && parsed.chunks[*g].span == *span)
        });
        let proposed_by_verb = found.iter().any(|(c, span)| {
            rules.cues[*c].status == Some(Status::Proposed)
                && parsed
                    .chunks
                    .iter()
                    .any(|k| k.verb().is_some() && k.span == *span)
        });
        let accepted = accepted.filter(|_| !proposed_by_verb);
        let chosen = of(Status::Cancelled)
            .or_else(|| of(Status::Mou))
            .or_else(|| outermost.filter(|o| o.0 == Status::Completed))
            .or_else(|| {
                // "announced the completion of": what is announced is done.
                let inner = found
                    .iter()
                    .rev()
                    .find(|(c, _)| rules.cues[*c].status != Some(Status::Agreed))?;
                let is_noun = parsed
                    .chunks
                    .iter()
                    .any(|k| k.noun().is_some() && k.span == inner.1);
                (is_noun && rules.cues[inner.0].status == Some(Status::Completed)).then_some((
                    Status::Completed,
                    inner.1,
                    inner.0,
                ))
            })
            .or_else(|| accepted.map(|(c, span)| (Status::Agreed, *span, *c)))
            .or_else(|| of(Status::Proposed))
            .or(outermost);
        // What a report or a source says is not announced yet.
        if let Some((cue, span)) = reported
            && frame.status == Status::Agreed
            && chosen.is_none_or(|c| c.0 == Status::Agreed)
        {
            return Verdict {
                status: Status::Proposed,
                span,
                rule: rules.cues[cue].id.clone(),
                explicit: true,
            };
        }
        match chosen {
            // A cue cannot make a bid firm: "made an offer".
            Some((Status::Agreed, ..))
                if frame.status != Status::Agreed
                    && !(frame.status == Status::Completed
                        && parsed.chunks[trigger].verb().is_some_and(lies_ahead)) =>
            {
                Verdict {
                    status: frame.status,
                    span: parsed.chunks[trigger].span,
                    rule: frame.id.clone(),
                    explicit: false,
                }
            }
            // "will take delivery of": what the rule calls done lies ahead.
            Some((Status::Agreed, span, cue))
                if frame.status == Status::Completed
                    && parsed.chunks[trigger].verb().is_some_and(lies_ahead) =>
            {
                Verdict {
                    status: Status::Agreed,
                    span,
                    rule: rules.cues[cue].id.clone(),
                    explicit: true,
                }
            }
            Some((status, span, cue)) => Verdict {
                status,
                span,
                rule: rules.cues[cue].id.clone(),
                explicit: true,
            },
            None => Verdict {
                // "will take delivery of": not yet.
                status: match frame.status {
                    Status::Completed if parsed.chunks[trigger].verb().is_some_and(lies_ahead) => {
                        Status::Agreed
                    }
                    status => status,
                },
                span: parsed.chunks[trigger].span,
                rule: frame.id.clone(),
                explicit: false,
            },
        }
    }

    /// The cues that a noun gives; none where it has no base form.
    fn noun_cues(&self, lemma: u32) -> impl Iterator<Item = usize> {
        let cues = self.nouns.get(&lemma).filter(|_| lemma != 0);
        cues.into_iter().flatten().copied()
    }

    /// The cues that a verb gives with its particle.
    fn verb_cues(&self, v: &VerbGroup) -> impl Iterator<Item = usize> {
        self.verbs
            .get(&v.lemma)
            .into_iter()
            .flatten()
            .filter(|(_, particle)| particle.is_none() || *particle == v.particle)
            .map(|(cue, _)| *cue)
    }

    /// A memorandum beside a frame makes it one: "under a letter of intent".
    fn memoranda(&self, rules: &Rules, chunk: &Chunk, found: &mut Vec<(usize, Span)>) {
        let lemma = chunk.noun().map_or(0, |n| n.lemma);
        found.extend(
            self.noun_cues(lemma)
                .filter(|c| rules.cues[*c].status == Some(Status::Mou))
                .map(|c| (c, chunk.span)),
        );
    }

    fn modifiers_of(
        &self,
        rules: &Rules,
        chunk: &Chunk,
        case: &Case<'_>,
        found: &mut Vec<(usize, Span)>,
    ) {
        let Some(group) = chunk.noun() else { return };
        // "preliminary talks" are talks, a "preliminary deal" is a memorandum.
        let talks = group.lemma != 0 && self.talking.contains(&group.lemma);
        for &(token, _) in &group.modifiers {
            let span = case.parsed.sentence.tokens[token].span;
            // "a potential $3.6 billion contract": so much it may come to.
            let of_sum = matches!(
                case.parsed.sentence.tokens.get(token + 1).map(|t| t.kind),
                Some(crate::text::TokenKind::Figure(_))
            ) && matches!(span.of(case.text), "potential" | "possible" | "expected");
            if of_sum {
                continue;
            }
            if let Some(&cue) = self.modifiers.get(&span.of(case.text).to_lowercase())
                && !(talks && rules.cues[cue].status == Some(Status::Mou))
            {
                found.push((cue, span));
            }
        }
    }
}

/// Not yet done: "to close", "will close".
fn lies_ahead(v: &VerbGroup) -> bool {
    v.form == super::VerbForm::Infinitive || v.modal.is_some()
}
