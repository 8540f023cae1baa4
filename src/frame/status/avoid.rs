//! The frames that an avoid rule drops: denials, habits, words that make no deal.

use super::{Case, Judge};
use crate::frame::VerbForm;
use crate::grammar::{Rules, Status};

impl Judge {
    /// The avoid rule that drops a frame, if one does.
    pub fn avoid(&self, rules: &Rules, case: &Case<'_>) -> Option<String> {
        let Case {
            rule,
            trigger,
            clause,
            parsed,
            ..
        } = *case;
        let id = |i: usize| Some(rules.avoids[i].id.clone());
        if let Some(i) = self.avoid_negated
            && parsed.chunks[trigger]
                .verb()
                .is_some_and(|v| v.negated && v.form != VerbForm::Infinitive)
            // "would not raise its bid": the bid stands.
            && rules.frames[rule].status == Status::Agreed
        {
            return id(i);
        }
        if let Some(i) = self.avoid_habitual
            && parsed.sentence.place == crate::span::Where::Text
            && let Some(v) = parsed.chunks[trigger].verb()
            && v.form == VerbForm::Finite
            // "has 45 jets on order": how things stand today, and no habit.
            && v.lemma != self.having
            && !(v.past || v.perfect || v.passive || v.progressive || v.is_to || v.modal.is_some())
        {
            return id(i);
        }
        for &g in std::iter::once(&trigger).chain(&clause.governors) {
            let chunk = &parsed.chunks[g];
            if g != trigger
                && let Some(v) = chunk.verb()
                && let Some(&i) = self.avoid_verbs.get(&v.lemma)
            {
                return id(i);
            }
            if let Some(i) = self.avoid_noun(case, g, g != trigger) {
                return id(i);
            }
        }
        let mut objects = clause.object.iter();
        objects
            .find_map(|o| self.avoid_noun(case, *o, true))
            .and_then(id)
    }

    /// The avoid rule that the words of a noun group call, its head where `by_head` and what stands before it.
    fn avoid_noun(&self, case: &Case<'_>, chunk: usize, by_head: bool) -> Option<usize> {
        let group = case.parsed.chunks[chunk].noun()?;
        if by_head
            && group.lemma != 0
            && let Some(&i) = self.avoid_nouns.get(&group.lemma)
        {
            return Some(i);
        }
        group.modifiers.iter().find_map(|&(token, _)| {
            let word = case.parsed.sentence.tokens[token].span.of(case.text);
            self.avoid_modifiers.get(&word.to_lowercase()).copied()
        })
    }
}
