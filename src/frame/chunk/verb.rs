//! Verb groups: auxiliaries, modals, negation and the main verb with its particle.

use super::{Chunk, ChunkKind, Chunker, VerbForm, VerbGroup};
use crate::text::{Tag, lets_act};

impl Chunker<'_> {
    /// Whether token `i` is the particle of the verb before it: "set up", "sold off", "took over".
    pub(super) fn is_particle(&self, verb: usize, i: usize) -> bool {
        if !matches!(self.tag(i), Some(Tag::Adverb | Tag::Preposition)) {
            return false;
        }
        let next_is_of = i + 1 < self.s.tokens.len() && self.word(i + 1) == "of";
        match self.lower(i).as_str() {
            "up" | "off" => true,
            "out" | "away" | "back" | "down" => !next_is_of,
            "through" | "apart" => {
                self.lower(verb).starts_with("fall") || self.lower(verb) == "fell"
            }
            "over" => self.lower(verb).starts_with("tak") || self.lower(verb) == "took",
            _ => false,
        }
    }

    /// Whether a noun group stands before, and before it "see" or "let".
    fn lets_act(&self) -> bool {
        let mut before = self.out.iter().rev();
        before.next().is_some_and(|c| c.noun().is_some())
            && before
                .next()
                .and_then(Chunk::verb)
                .is_some_and(|v| lets_act(&self.lower(v.main)))
    }

    pub(super) fn verb_group(&mut self, start: usize) -> usize {
        let mut verb = VerbGroup {
            main: start,
            lemma: 0,
            form: VerbForm::Finite,
            passive: false,
            perfect: false,
            past: false,
            progressive: false,
            modal: None,
            negated: std::mem::take(&mut self.negated),
            is_to: false,
            particle: None,
            copula: false,
        };
        let mut i = start;
        let mut be = None;
        let mut have = None;
        let mut infinitive = false;
        let mut done = false;
        while let Some(tag) = self.tag(i) {
            match tag {
                Tag::To => {
                    if i == start {
                        infinitive = true;
                    } else if be.is_some()
                        && matches!(
                            self.tag(self.skip_adverbs(i + 1)),
                            Some(Tag::Base | Tag::Be)
                        )
                    {
                        verb.is_to = true;
                    } else {
                        break;
                    }
                }
                Tag::Modal if verb.modal.is_none() && be.is_none() && have.is_none() => {
                    verb.modal = Some(self.lower(i));
                }
                Tag::Be => {
                    if self.lower(i) == "being" {
                        verb.progressive = true;
                    }
                    verb.past |= matches!(self.lower(i).as_str(), "was" | "were");
                    be = Some(i);
                }
                Tag::Have => {
                    if have.is_some() {
                        break;
                    }
                    verb.past |= self.lower(i) == "had";
                    have = Some(i);
                }
                Tag::Do => {
                    verb.past |= self.lower(i) == "did";
                    verb.main = i;
                }
                Tag::Negation => verb.negated = true,
                Tag::Adverb => {}
                t if t.is_verb() => {
                    verb.main = i;
                    verb.lemma = self.s.words[i].verb;
                    done = true;
                    match t {
                        Tag::Ing => {
                            verb.progressive = be.is_some();
                            if be.is_none() && have.is_none() && verb.modal.is_none() {
                                verb.form = VerbForm::Ing;
                            }
                        }
                        Tag::Participle | Tag::Past if be.is_some() => verb.passive = true,
                        Tag::Past => verb.past |= have.is_none(),
                        Tag::Participle if have.is_none() => verb.form = VerbForm::Participle,
                        _ => {}
                    }
                    i += 1;
                    break;
                }
                _ => break,
            }
            i += 1;
        }
        // Trailing adverbs belong to what follows.
        while !done && i > start + 1 && matches!(self.tag(i - 1), Some(Tag::Adverb)) {
            i -= 1;
        }
        verb.perfect = have.is_some() && done;
        if !done {
            if let Some(b) = be {
                verb.main = b;
                verb.copula = true;
            } else if let Some(h) = have {
                verb.main = h;
                verb.lemma = self.s.words[h].verb;
            }
        }
        // "will see Falcon Air buy 18 jets"
        if done && i == start + 1 && self.tag(start) == Some(Tag::Base) && self.lets_act() {
            verb.form = VerbForm::Infinitive;
        }
        if infinitive && !verb.is_to {
            verb.form = VerbForm::Infinitive;
        }
        if done && be.is_some_and(|b| self.lower(b) == "being" && b == start) {
            verb.form = VerbForm::Ing;
        }
        if done && self.is_particle(verb.main, i) {
            verb.particle = Some(self.lower(i));
            i += 1;
        }
        // "plans to close A and sell B", "will close A and sell B": the second verb stands as the first does.
        if verb.form == VerbForm::Finite
            && verb.modal.is_none()
            && done
            && self.tag(verb.main) == Some(Tag::Base)
            && matches!(
                self.out.last().map(|c| &c.kind),
                Some(ChunkKind::Conjunction(_))
            )
            && let Some(first) = self.out.iter().rev().find_map(Chunk::verb)
            && (first.form == VerbForm::Infinitive || first.modal.is_some())
        {
            verb.form = VerbForm::Infinitive;
            verb.modal.clone_from(&first.modal);
        }
        // "had been seized and sold": the passive goes on.
        if verb.form == VerbForm::Finite
            && done
            && !verb.passive
            && verb.modal.is_none()
            && !verb.perfect
            && matches!(self.tag(verb.main), Some(Tag::Past | Tag::Participle))
            && let [.., before, joint] = self.out.as_slice()
            && matches!(joint.kind, ChunkKind::Conjunction(false))
            && before.verb().is_some_and(|v| v.passive)
            && !matches!(
                self.tag(i),
                Some(Tag::Determiner | Tag::Name | Tag::Number | Tag::Possessive)
            )
        {
            verb.passive = true;
        }
        let end = i.max(start + 1);
        self.push(ChunkKind::Verb(verb), start..end);
        end
    }
}
