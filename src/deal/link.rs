//! From the frames of an article to its deals.

mod dates;
mod details;
mod goods;
mod judge;
mod roles;
mod rounds;
mod sides;
mod works;

use crate::span::Span;
use goods::{drop_repeated, join_uncounted};

use super::amounts::{AmountWords, attach, late};
use super::confidence::{Reason, reasons};
use super::draft::{Draft, DraftItem, DraftParty, Proof};
use super::entity::Entities;
use super::finish::finish;
use super::items::item;
use super::makers::{makers, numbers};
use super::merge::merge;
use super::record::{Deal, Role, Status};
use super::resolve::{PartyRef, Resolver};
use crate::frame::{Classifier, Clauses, Frame, Parsed, VerbForm};
use crate::grammar::{Class, Confidence, Fill, Lexicon, List, Names, Rules, class};
use crate::mention::Document;
use crate::source::Article;

/// What linking needs of the grammar.
#[derive(Clone, Copy, Debug)]
pub struct Knowledge<'a> {
    /// Frame rules.
    pub rules: &'a Rules,
    /// Words.
    pub lexicon: &'a Lexicon,
    /// Names.
    pub names: &'a Names,
    /// Words beside sums.
    pub amounts: &'a AmountWords,
    /// What speaks how much for a deal.
    pub confidence: &'a Confidence,
}

/// What became of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stands in the deal of this id.
    Told(String),
    /// It names too little to be a deal.
    NotEnough,
    /// An agreement as such, whose sides stand in deals that say more.
    ToldByOthers,
}

/// What linking made of an article's frames.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    /// The deals, by the place of their anchors.
    pub deals: Vec<Deal>,
    /// What speaks for and against each of them.
    pub reasons: Vec<Vec<Reason>>,
    /// What became of each frame.
    pub fates: Vec<Fate>,
}

/// The deals of an article, by the place of their anchors.
pub fn link(
    article: &Article,
    document: &Document<'_>,
    parsed: &[Parsed<'_>],
    frames: &[Frame],
    knowledge: Knowledge<'_>,
) -> Linked {
    if frames.is_empty() {
        return Linked::default();
    }
    let entities = Entities::collect(document, parsed, knowledge.names, knowledge.lexicon);
    let linker = Linker {
        article,
        document,
        parsed,
        makers: makers(document, parsed, &entities),
        models: numbers(document, parsed),
        entities: &entities,
        k: knowledge,
    };
    let mut drafts = Vec::new();
    let mut chunks = Vec::new();
    for (number, frame) in frames.iter().enumerate() {
        let made = linker.drafts(number, frame);
        chunks.extend(made.iter().map(|_| frame.chunks.clone()));
        drafts.extend(made);
    }
    linker.details(&mut drafts, &mut chunks);
    attach(
        &mut drafts,
        &chunks,
        document,
        parsed,
        &entities,
        knowledge.lexicon,
        knowledge.amounts,
    );
    Linker::absorb(&mut drafts, frames);
    linker.drop_unnamed(&mut drafts, frames);
    linker.under_it(&mut drafts);
    linker.rounds(&mut drafts);
    linker.directions(&mut drafts);
    // The body first: it says more exactly what the title says in short.
    drafts.sort_by_key(|d| {
        (
            d.trigger.place == crate::span::Where::Title,
            d.sentence,
            d.chunk,
        )
    });
    let mut drafts = merge(drafts);
    Linker::inherit(&mut drafts);
    Linker::inherit_seller(&mut drafts);
    let mut drafts = merge(drafts);
    for d in &mut drafts {
        drop_repeated(d);
    }
    let mut fates = vec![Fate::NotEnough; frames.len()];
    drafts.retain(|d| linker.is_deal(d));
    for d in &drafts {
        // Told by others, unless it stands to the end.
        for s in &d.sources {
            fates[*s] = Fate::ToldByOthers;
        }
    }
    Linker::holders(&mut drafts);
    linker.debts(&mut drafts);
    Linker::drop_generic(&mut drafts);
    // After it is known what a deal is: a sum that is tied to one makes none.
    late(
        &mut drafts,
        document,
        parsed,
        &entities,
        knowledge.lexicon,
        knowledge.amounts,
    );
    drafts.sort_by_key(|d| (d.trigger.place, d.trigger.span));
    linker.parts(&mut drafts);
    let sources: Vec<Vec<usize>> = drafts.iter().map(|d| d.sources.clone()).collect();
    let reasons = reasons(&drafts, frames, parsed, knowledge.confidence);
    let deals = finish(article, document, parsed, &entities, drafts, &reasons);
    for (deal, sources) in deals.iter().zip(sources) {
        for s in sources {
            fates[s] = Fate::Told(deal.deal_id.clone());
        }
    }
    Linked {
        deals,
        reasons,
        fates,
    }
}

struct Linker<'a> {
    article: &'a Article,
    document: &'a Document<'a>,
    parsed: &'a [Parsed<'a>],
    entities: &'a Entities,
    k: Knowledge<'a>,
    /// Models that the article says a company makes: "Oakline's N-90", "Oakline N-90 jets".
    makers: Vec<(String, usize)>,
    /// Numbers that name a model somewhere in the article: "Oakline 787", "787s".
    models: Vec<String>,
}

impl Linker<'_> {
    fn classifier(&self, sentence: usize) -> Classifier<'_> {
        let sentence = self.parsed[sentence].sentence;
        Classifier {
            sentence,
            text: self.document.text_of(sentence.place),
            figures: self.document.figures_of(sentence.place),
            lexicon: self.k.lexicon,
            names: self.k.names,
        }
    }

    /// The item that a chunk names.
    fn item(&self, sentence: usize, chunk: usize, rule: &str) -> Option<DraftItem> {
        item(
            &self.parsed[sentence],
            sentence,
            chunk,
            &self.classifier(sentence),
            self.entities,
            &self.models,
            rule,
        )
    }

    /// "an agreement for Indian firms to take part": who, not what.
    fn is_side(&self, sentence: usize, chunk: usize) -> bool {
        let parsed = &self.parsed[sentence];
        parsed.chunks[chunk].noun().is_some_and(|n| {
            let head = parsed.sentence.words[n.head].class;
            n.head_name.is_none()
                && head & (class::PARTY | class::PERSON) != 0
                && head & class::PRODUCT == 0
                && head & class::BUSINESS == 0
        })
    }

    /// Words by which the rule of a frame reads something.
    fn proof(&self, frame: &Frame, span: Span) -> Proof {
        Proof {
            place: frame.place,
            span,
            rule: self.k.rules.frames[frame.rule].id.clone(),
        }
    }

    /// A party by the words that name it.
    fn side(&self, frame: &Frame, who: PartyRef, role: Role) -> DraftParty {
        DraftParty {
            role,
            proof: self.proof(frame, who.span),
            who,
        }
    }

    /// What one frame says: one draft, or one for each maker where a buyer takes goods of several.
    fn drafts(&self, number: usize, frame: &Frame) -> Vec<Draft> {
        let rule = &self.k.rules.frames[frame.rule];
        let parsed = &self.parsed[frame.sentence];
        let text = self.document.text_of(frame.place);
        let resolver = Resolver {
            document: self.document,
            parsed: self.parsed,
            entities: self.entities,
            lexicon: self.k.lexicon,
        };
        let proof = |span| self.proof(frame, span);
        let item_of = |chunk| self.item(frame.sentence, chunk, &rule.id);
        let side = |who, role| self.side(frame, who, role);
        let (recalled, dates) = self.dates(frame);
        let mut draft = Draft {
            kind: rule.kind.clone(),
            status: frame.verdict.status,
            explicit: frame.verdict.explicit,
            status_proof: Proof {
                place: frame.place,
                span: frame.verdict.span,
                rule: frame.verdict.rule.clone(),
            },
            parties: Vec::new(),
            items: Vec::new(),
            amounts: Vec::new(),
            trigger: proof(frame.span),
            sentence: frame.sentence,
            generic: rule.generic,
            part_of: None,
            sources: vec![number],
            anaphor: self.takes_up(frame),
            package: parsed.chunks[frame.trigger]
                .noun()
                .is_some_and(|n| self.k.lexicon.lemma(n.lemma) == "package"),
            purpose: frame.purpose.map(|p| (frame.sentence, p)),
            chunk: frame.trigger,
            recalled,
            dates,
        };
        // What a report tells of an earlier year is done, too.
        if recalled
            && (draft.status == Status::Agreed || draft.status_proof.rule == "status/reported")
        {
            draft.status = Status::Completed;
        }
        let mut taken = Vec::new();
        // Names first, so that pronouns do not take them twice.
        let mut filled: Vec<_> = frame.filled.iter().collect();
        filled.sort_by_key(|f| {
            parsed.chunks[f.chunk]
                .noun()
                .is_none_or(|n| n.head_name.is_none() && f.name.is_none())
        });
        for f in filled {
            match f.fill {
                // Assets, plants and projects without a name are what changes hands, not who.
                Fill::Party(Role::Target)
                    if f.name.is_none()
                        && parsed.chunks[f.chunk]
                            .noun()
                            .is_some_and(|n| n.head_name.is_none())
                        && frame.filled.iter().any(|o| {
                            o.fill == f.fill && self.is_counted_business(frame.sentence, o.chunk)
                        }) =>
                {
                    draft.items.extend(item_of(f.chunk));
                }
                Fill::Party(Role::Target)
                    if f.name.is_none()
                        && parsed.chunks[f.chunk].noun().is_some_and(|n| {
                            n.head_name.is_none()
                                && n.names.iter().all(|i| parsed.sentence.names[*i].adjective)
                                && !n.pronoun
                                && parsed.sentence.words[n.head].class & class::BUSINESS != 0
                                && parsed.sentence.words[n.head].class & class::PARTY == 0
                                && (!self.k.lexicon.is(List::Unit, n.lemma)
                                    || self.k.lexicon.lemma(n.lemma) == "operation")
                        }) =>
                {
                    draft.items.extend(item_of(f.chunk));
                }
                // The one who sells, whoever else the sentence names before.
                Fill::Party(Role::Target) if self.is_itself(frame.sentence, f.chunk) => {}
                Fill::Party(role) => {
                    // "they", "both": every side that the pronoun stands for.
                    let alone = frame
                        .filled
                        .iter()
                        .filter(|o| o.fill == Fill::Party(Role::Partner))
                        .count()
                        == 1;
                    // "They have entered into a licence agreement": both sides, whoever of them gets it.
                    let both = f.place == "subject"
                        && rule.patterns[frame.pattern]
                            .subject
                            .as_ref()
                            .is_some_and(|s| s.classes.contains(&Class::Parties))
                        && resolver.is_pronoun(frame.sentence, f.chunk);
                    if role == Role::Partner
                        && (alone || resolver.is_pronoun(frame.sentence, f.chunk))
                        || both
                    {
                        let others = resolver.pair(frame.sentence, f.chunk);
                        for who in others {
                            taken.extend(who.entity);
                            draft.add_party(side(who, role));
                        }
                    }
                    // "sold to a group of investors led by X"
                    if f.name.is_none()
                        && matches!(
                            role,
                            Role::Buyer | Role::Investor | Role::Lender | Role::Seller
                        )
                    {
                        let members = resolver.members(frame.sentence, f.chunk);
                        if !members.is_empty() {
                            for who in members {
                                taken.extend(who.entity);
                                draft.add_party(side(who, role));
                            }
                            continue;
                        }
                    }
                    let who = if f.place == "its" {
                        resolver.owner(frame.sentence, f.chunk, &taken)
                    } else {
                        resolver.party(frame.sentence, f.chunk, f.name, &taken)
                    };
                    let Some(who) = who else {
                        continue;
                    };
                    taken.extend(who.entity);
                    draft.add_party(side(who, role));
                }
                Fill::Item => {
                    let side = rule.generic && self.is_side(frame.sentence, f.chunk);
                    draft.items.extend(item_of(f.chunk).filter(|_| !side));
                }
                // Sums are put to deals over the whole sentence.
                Fill::Amount | Fill::Nothing => {}
            }
        }
        if draft.items.is_empty() {
            draft.items.extend(self.works(frame, &draft.kind));
        }
        self.goods(frame, &resolver, &mut draft);
        // "has the option to buy 10 more": what the option is for stands on top of the firm part.
        let optional = frame.governors.iter().any(|g| {
            parsed.chunks[*g]
                .noun()
                .is_some_and(|n| matches!(self.k.lexicon.lemma(n.lemma), "option" | "right"))
        });
        if optional {
            for item in &mut draft.items {
                item.optional = true;
            }
        }
        // Nobody stands in the place of the one who acts: the sentence's subject does.
        let pattern = &rule.patterns[frame.pattern];
        // "as customers bought": somebody does, whom the article has not named.
        let unnamed = frame.filled.iter().any(|f| {
            f.place == "subject"
                && parsed.chunks[f.chunk]
                    .noun()
                    .is_some_and(|n| !n.definite && !n.pronoun && n.head_name.is_none())
        });
        // "allows investors to buy": whoever they are.
        let anybody = unnamed
            && frame.governors.first().is_some_and(|g| {
                parsed.chunks[*g].verb().is_some_and(|v| {
                    matches!(self.k.lexicon.lemma(v.lemma), "allow" | "enable" | "let")
                })
            });
        if anybody {
            return Vec::new();
        }
        if !unnamed
            && let Some(Fill::Party(role)) = pattern.subject.as_ref().map(|s| s.fill)
            && role != Role::Partner
            && !draft.has_role(role)
            && parsed.chunks[frame.trigger]
                .verb()
                .is_some_and(|v| !v.passive && v.form != VerbForm::Participle)
            // "loans sold to Harbour Bank": by whom, nobody says.
            && !Clauses::new(&parsed.chunks, self.k.lexicon).is_reduced(frame.trigger)
            && let Some(who) = resolver.sentence_subject(frame.sentence, frame.trigger, &taken)
        {
            draft.add_party(side(who, role));
        }
        self.sides_elsewhere(frame, &resolver, &taken, &mut draft);
        self.customer(frame, &resolver, &mut draft);
        self.helped(frame, &resolver, &mut draft);
        if !self.sells_itself(frame, &mut draft) {
            return Vec::new();
        }
        self.split_sides(frame, &mut draft);
        if self.is_appointment(&draft) {
            return Vec::new();
        }
        self.order_from(frame, &mut draft);
        self.of_companies(&mut draft);
        join_uncounted(&mut draft, text);
        draft.parties.sort_by_key(|p| p.proof.span);
        // "the sale of such goods" is a sale of its own, "the order for the 40 jets" may be the one told before.
        draft.anaphor &= draft.items.iter().all(|i| i.quantity.is_some());
        self.target_in_stake(&mut draft);
        self.by_maker(draft)
    }
}
