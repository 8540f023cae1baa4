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
            text,
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
            if let Some(n) = chunk.noun() {
                if g != trigger
                    && n.lemma != 0
                    && let Some(&i) = self.avoid_nouns.get(&n.lemma)
                {
                    return id(i);
                }
                for &(token, _) in &n.modifiers {
                    let word = parsed.sentence.tokens[token].span.of(text).to_lowercase();
                    if let Some(&i) = self.avoid_modifiers.get(&word) {
                        return id(i);
                    }
                }
            }
        }
        for object in &clause.object {
            if let Some(n) = parsed.chunks[*object].noun()
                && n.lemma != 0
                && let Some(&i) = self.avoid_nouns.get(&n.lemma)
            {
                return id(i);
            }
            for &(token, _) in parsed.chunks[*object]
                .noun()
                .map_or(&[][..], |n| &n.modifiers)
            {
                let word = parsed.sentence.tokens[token].span.of(text).to_lowercase();
                if let Some(&i) = self.avoid_modifiers.get(&word) {
                    return id(i);
                }
            }
        }
        None
    }
}
