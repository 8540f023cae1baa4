//! Noun groups: determiners, figures, adjectives, nouns and names up to the head, with possessor and brackets.

use super::{Chunk, ChunkKind, Chunker, NounGroup};
use crate::grammar::{class, pos};
use crate::mention::NameKind;
use crate::text::Tag;

/// "787", "737-800": a number that can name a model.
fn is_model_number(word: &str) -> bool {
    let (number, version) = word.split_once('-').unwrap_or((word, ""));
    number.len() >= 3
        && number.bytes().all(|b| b.is_ascii_digit())
        && version.len() <= 5
        && version.bytes().all(|b| b.is_ascii_alphanumeric())
}

impl Chunker<'_> {
    /// 's: the group before it possesses the next one. Behind a name and before no noun it is a short "is" or "has".
    pub(super) fn possessive(&mut self, i: usize) {
        let Some(last) = self.out.len().checked_sub(1) else {
            return;
        };
        if let ChunkKind::Noun(group) = &mut self.out[last].kind {
            group.is_possessor = true;
            self.pending_possessor = Some(last);
            self.out[last].tokens.end = i + 1;
        }
    }

    pub(super) fn bind_possessor(&mut self) {
        let Some(p) = self.pending_possessor.take() else {
            return;
        };
        let last = self.out.len() - 1;
        if p + 1 == last
            && let ChunkKind::Noun(group) = &mut self.out[last].kind
        {
            group.possessor = Some(p);
            group.definite = true;
        }
    }

    /// A bracket: its names and figures go to the group before, the rest is passed over.
    pub(super) fn bracket(&mut self, open: usize) -> usize {
        let mut close = open + 1;
        while close < self.s.tokens.len() && !matches!(self.word(close), ")" | "]") {
            close += 1;
        }
        if close == self.s.tokens.len() {
            return open + 1;
        }
        let names: Vec<usize> = (0..self.s.names.len())
            .filter(|n| {
                let t = &self.s.names[*n].tokens;
                let inside = t.start > open && t.end <= close;
                // Alone, or in quotes: (“Harbour” or the “Company”).
                inside && (t.end - t.start == close - open - 1 || self.is_quote(t.start - 1))
            })
            .collect();
        let figures: Vec<usize> = (open + 1..close)
            .filter_map(|i| self.figure(i).map(|(n, _)| n))
            .collect();
        if let Some(Chunk {
            kind: ChunkKind::Noun(group),
            ..
        }) = self.out.last_mut()
        {
            group.bracket_names.extend(names);
            group.bracket_figures.extend(figures);
        }
        close + 1
    }

    /// The name that a token belongs to.
    pub(super) fn name_at(&self, i: usize) -> Option<usize> {
        self.s.names.iter().position(|n| n.tokens.contains(&i))
    }

    pub(super) fn noun_group(&mut self, start: usize) -> usize {
        let mut group = NounGroup::default();
        let mut i = start;
        let mut head = None;
        // "Harbour's 2005 acquisition of": the date is a part of the group.
        let owned = self.pending_possessor.is_some() && self.noun_ahead(i + 1);
        if self.is_date(i) && !owned {
            let (n, _) = self.figure(i).expect("is a date");
            group.figures.push(n);
            group.date = true;
            group.head = i;
            self.push(ChunkKind::Noun(group), i..i + 1);
            self.pending_possessor = None;
            return i + 1;
        }
        while matches!(self.tag(i), Some(Tag::Determiner | Tag::Possessive)) {
            if let Some(Tag::Possessive) = self.tag(i) {
                group.definite = true;
                group.possessive = Some(self.s.tokens[i].span);
            } else {
                let det = self.lower(i);
                group.definite |= matches!(
                    det.as_str(),
                    "the" | "this" | "these" | "that" | "those" | "both"
                );
            }
            i += 1;
        }
        while let Some(tag) = self.tag(i) {
            match tag {
                // "a Series A round"
                Tag::Determiner
                    if i > start && self.word(i) == "A" && self.word(i - 1) == "Series" => {}
                Tag::Name => {
                    let Some(n) = self.name_at(i) else {
                        head = Some(i);
                        i += 1;
                        continue;
                    };
                    // Two names side by side are two groups, but for a maker before its model, a state's adjective and a
                    // description before.
                    if let Some(&last) = group.names.last()
                        && self.s.names[last].tokens.end == i
                        && self.s.names[n].kind != NameKind::Model
                        && !self.s.names[last].adjective
                        && !matches!(
                            self.s.names[last].kind,
                            NameKind::State(_) | NameKind::Region | NameKind::City
                        )
                    {
                        break;
                    }
                    group.names.push(n);
                    group.head_name = Some(n);
                    let end = self.s.names[n].tokens.end;
                    head = Some(end - 1);
                    i = end;
                    continue;
                }
                // "$150 million worth of Harbour shares"
                Tag::Preposition | Tag::Noun
                    if self.word(i) == "worth"
                        && i + 1 < self.s.tokens.len()
                        && self.word(i + 1) == "of"
                        && head.is_none()
                        && self.noun_ahead(i + 2) =>
                {
                    i += 1;
                }
                Tag::Noun => {
                    let w = self.s.words[i];
                    group.classes |= w.class;
                    if let Some(h) = head {
                        group.modifiers.push((h, self.s.words[h].noun));
                    }
                    head = Some(i);
                    group.head_name = None;
                }
                Tag::Adjective => {
                    // "took Harbour Jet private"
                    if head.is_some_and(|h| matches!(self.tag(h), Some(Tag::Noun | Tag::Name)))
                        && !self.noun_ahead(i + 1)
                        && !(group.head_name.is_some()
                            && matches!(self.tag(start), Some(Tag::Determiner | Tag::Possessive))
                            && self.s.words[i].pos & pos::NOUN != 0)
                    {
                        break;
                    }
                    // "granted Harbour Labs exclusive rights": to whom, then what.
                    if group.head_name.is_some() && i > start && self.gives_before(start) {
                        break;
                    }
                    // "a Series B round led by"
                    if group.head_name.is_some()
                        && matches!(self.tag(start), Some(Tag::Determiner | Tag::Possessive))
                        && self.s.words[i].pos & pos::NOUN != 0
                        && !self.noun_ahead(i + 1)
                    {
                        group.classes |= self.s.words[i].class;
                        head = Some(i);
                        group.head_name = None;
                        i += 1;
                        break;
                    }
                    group.modifiers.push((i, self.s.words[i].verb));
                }
                Tag::Number => {
                    if self.is_date(i) {
                        // "the 2005 acquisition of"
                        let inside = head.is_none()
                            && self.noun_ahead(i + 1)
                            && (i == start || self.tag(i - 1) == Some(Tag::Determiner));
                        if !inside {
                            break;
                        }
                    }
                    if let Some((n, _)) = self.figure(i) {
                        // A figure behind a finished noun or name starts a group of its own, but for a model's
                        // number: "18 Oakline 787 jets", "its Oakline 787s".
                        let model = group.head_name.is_some()
                            && matches!(self.tag(i + 1), Some(Tag::Noun | Tag::Name))
                            && is_model_number(self.word(i))
                            && (!group.figures.is_empty() || i - start > 1 || group.definite);
                        if head.is_some() && !model {
                            break;
                        }
                        if !model {
                            group.figures.push(n);
                        }
                    } else if head.is_some()
                        && !matches!(
                            self.tag(i + 1),
                            Some(Tag::Noun | Tag::Name | Tag::Adjective)
                        )
                    {
                        // "Block 12", "Terminal 2": the label is a part of the name.
                        if group.head_name.is_some() && head == Some(i - 1) {
                            i += 1;
                        }
                        break;
                    }
                    if head.is_none() {
                        group.head = i;
                    }
                }
                Tag::Adverb => {
                    // "nearly 20 jets", "the first tranche"
                    let inside = matches!(self.tag(i + 1), Some(Tag::Adjective | Tag::Number))
                        || i > start && matches!(self.tag(i + 1), Some(Tag::Noun | Tag::Name));
                    if head.is_some() || !inside {
                        break;
                    }
                }
                // "the five-year, $6.7 million contract": a comma between what stands before the head.
                Tag::Mark
                    if head.is_none()
                        && i > start
                        && self.word(i) == ","
                        && matches!(self.tag(i - 1), Some(Tag::Adjective | Tag::Number))
                        && matches!(self.tag(i + 1), Some(Tag::Adjective | Tag::Number))
                        && !self.is_date(i + 1) => {}
                // "a 110 billion euro ($153 billion) bailout"
                Tag::Mark if self.word(i) == "(" && head.is_none() && !group.figures.is_empty() => {
                    let Some(close) =
                        (i + 1..(i + 8).min(self.s.tokens.len())).find(|k| self.word(*k) == ")")
                    else {
                        break;
                    };
                    if !self.noun_ahead(close + 1) {
                        break;
                    }
                    let inside: Vec<usize> = (i + 1..close)
                        .filter_map(|k| self.figure(k).map(|(n, _)| n))
                        .collect();
                    group.bracket_figures.extend(inside);
                    i = close;
                }
                // "75 Falkenau ( FLK.N ) jets": a ticker inside a group.
                Tag::Mark
                    if self.word(i) == "("
                        && group.head_name.is_some()
                        && i + 3 < self.s.tokens.len()
                        && self.tag(i + 1) == Some(Tag::Mark)
                        && self.word(i + 1).contains('.')
                        && self.word(i + 2) == ")"
                        && self.tag(i + 3) == Some(Tag::Noun) =>
                {
                    i += 2;
                }
                // "42 Oakline Co (OAK.N) 787s", "the Harbour (HAR.L) bonds": a name with its ticker inside a group.
                Tag::Mark
                    if self.word(i) == "("
                        && group
                            .head_name
                            .is_some_and(|n| self.s.names[n].tokens.start > start) =>
                {
                    let close = (i + 1..(i + 5).min(self.s.tokens.len()))
                        .find(|k| self.word(*k) == ")")
                        .filter(|k| self.model_ahead(k + 1));
                    let Some(close) = close else { break };
                    i = close;
                }
                // "a 'strategic' stake": quotes inside a group.
                Tag::Mark
                    if self.is_quote(i)
                        && self.noun_ahead(i + 1)
                        && i > start
                        && head.is_none() => {}
                // "engineering, procurement and construction contracts"
                Tag::Mark if self.word(i) == "," && self.lists_works(i, head) => {}
                Tag::Conjunction if self.joins_nouns(i, head) => {}
                // "the issued and outstanding shares": adjectives joined before the head.
                Tag::Conjunction
                    if head.is_none()
                        && i > start
                        && matches!(self.lower(i).as_str(), "and" | "or")
                        && self.tag(i - 1) == Some(Tag::Adjective)
                        && self.tag(i + 1) == Some(Tag::Adjective)
                        && self.noun_ahead(i + 1) => {}
                _ => break,
            }
            i += 1;
        }
        if i == start {
            return i + 1;
        }
        let end = i;
        // "a round led by": an adjective that nothing follows is the noun that it may be too.
        let head = head.or_else(|| {
            let last = end - 1;
            (self.tag(last) == Some(Tag::Adjective) && self.s.words[last].pos & pos::NOUN != 0)
                .then_some(last)
        });
        match head {
            Some(h) => {
                // "a Strategic Partnership Agreement", "a Memorandum": a noun with a capital.
                if self.s.words[h].class & class::DEAL != 0
                    && group.head_name.is_some_and(|n| {
                        // "MoUs": alone, in the plural too.
                        let alone = self.s.names[n].tokens.len() == 1;
                        // "Harbour Investment", "Oakline Venture": companies are called so.
                        let company = !alone
                            && !matches!(self.tag(start), Some(Tag::Determiner | Tag::Possessive))
                            && matches!(
                                self.lower(h).as_str(),
                                "investment"
                                    | "venture"
                                    | "alliance"
                                    | "merger"
                                    | "grant"
                                    | "order"
                            );
                        (self.s.words[h].pos & pos::PLURAL == 0 || alone)
                            && !company
                            && matches!(
                                self.s.names[n].kind,
                                NameKind::Unknown | NameKind::Organization | NameKind::Doubtful
                            )
                    })
                {
                    group.head_name = None;
                    group.names.pop();
                }
                group.head = h;
                group.word = self.s.words[h];
                group.lemma = if group.head_name.is_some() {
                    0
                } else {
                    self.s.words[h].noun
                };
            }
            None => group.head = end - 1,
        }
        // "a loan agreement", "a rescue package": what the agreement is, not that it is one.
        if group.word.class & (class::DEAL | class::FRAME) != 0
            && let Some(h) = head
            && h > start
            && self.tag(h - 1) == Some(Tag::Noun)
            && self.s.words[h - 1].class & (class::DEAL | class::FRAMED) != 0
            && self.s.words[h].noun != self.s.words[h - 1].noun
            // "a purchase order": an order.
            && !(self.lower(h - 1) == "purchase" && matches!(self.lower(h).as_str(), "order" | "orders"))
            // "a comprehensive economic partnership agreement" is one on trade; "a rescue contract" is work.
            && !(self.lower(h - 1) == "partnership"
                && group.modifiers.iter().any(|(t, _)| self.lower(*t) == "economic"))
            && !(matches!(self.lower(h).as_str(), "contract" | "contracts")
                && self.s.words[h - 1].class & class::FRAMED != 0)
            // "a power purchase agreement": what is bought stands before, and the words behind "for" are no purchase.
            && !(h > start + 1
                && self.tag(h - 2) == Some(Tag::Noun)
                && self.lower(h - 1) == "purchase"
                && self.s.words[h - 2].class & class::PRODUCT != 0)
        {
            group.lemma = self.s.words[h - 1].noun;
        }
        self.push(ChunkKind::Noun(group), start..end);
        self.bind_possessor();
        end
    }

    /// Whether a verb of giving stands right before token `start`, so that two noun groups follow.
    fn gives_before(&self, start: usize) -> bool {
        let names = self.out.last().filter(|c| c.tokens.end == start);
        names.and_then(Chunk::verb).is_some_and(|v| {
            !v.passive
                && matches!(
                    self.lower(v.main).as_str(),
                    "grant"
                        | "grants"
                        | "granted"
                        | "granting"
                        | "give"
                        | "gives"
                        | "gave"
                        | "given"
                        | "giving"
                        | "award"
                        | "awards"
                        | "awarded"
                        | "awarding"
                )
        })
    }

    /// Whether a noun or name follows, perhaps behind adjectives.
    pub(super) fn noun_ahead(&self, mut i: usize) -> bool {
        while matches!(self.tag(i), Some(Tag::Adjective)) {
            i += 1;
        }
        matches!(self.tag(i), Some(Tag::Noun | Tag::Name))
    }

    /// Whether a noun or a model follows: "787 jets", "737-800s".
    fn model_ahead(&self, i: usize) -> bool {
        let digits = |k: usize| {
            self.tag(k) == Some(Tag::Number)
                && self.word(k).starts_with(|c: char| c.is_ascii_digit())
        };
        self.noun_ahead(i) || digits(i) && self.noun_ahead(i + 1)
    }

    /// Whether the comma at `i` stands in a list of bare nouns before an agreement: "engineering, procurement and
    /// construction contracts".
    fn lists_works(&self, i: usize, head: Option<usize>) -> bool {
        let bare =
            |k: usize| self.tag(k) == Some(Tag::Noun) && self.s.words[k].pos & pos::PLURAL == 0;
        if !head.is_some_and(|h| h + 1 == i && bare(h)) {
            return false;
        }
        let mut k = i + 1;
        while bare(k) && k + 1 < self.s.tokens.len() && self.word(k + 1) == "," {
            k += 2;
        }
        bare(k)
            && k + 3 < self.s.tokens.len()
            && matches!(self.lower(k + 1).as_str(), "and" | "&")
            && bare(k + 2)
            && self.tag(k + 3) == Some(Tag::Noun)
            && self.s.words[k + 3].class & class::DEAL != 0
    }

    /// "oil and gas company", "sales and purchase agreement": two plain nouns joined before a third.
    pub(super) fn joins_nouns(&self, i: usize, head: Option<usize>) -> bool {
        let plain = |k: usize| {
            self.tag(k) == Some(Tag::Noun) && self.s.words[k].pos & pos::PLURAL == 0
                || self.tag(k) == Some(Tag::Adjective)
        };
        let agreement = self
            .s
            .words
            .get(i + 2)
            .is_some_and(|w| w.class & class::DEAL != 0);
        head.is_some_and(|h| {
            h + 1 == i && (plain(h) || agreement && self.tag(h) == Some(Tag::Noun))
        }) && plain(i + 1)
            && self.tag(i + 2) == Some(Tag::Noun)
            && (agreement || self.s.words[i + 2].class & (class::PARTY | class::BUSINESS) != 0)
            && matches!(self.lower(i).as_str(), "and" | "&")
    }
}
