//! How likely a deal is right: signs that a reader can check, each with its points (`grammars/confidence.toml`), and the
//! share of right deals among those with such a sum. The points are learned from articles that people read
//! (`.ci/confidence.py`); what is a sign is said here.

use super::draft::{Draft, DraftItem};
use super::record::{Role, Scope, Status};
use crate::frame::{Frame, Parsed};
use crate::grammar::{Confidence, share};
use crate::span::Where;

/// Every sign, with what it means.
pub const SIGNS: &[(&str, &str)] = &[
    ("purchase", "the kind"),
    ("contract", "the kind"),
    ("investment", "the kind"),
    ("acquisition", "the kind"),
    ("financing", "the kind"),
    ("lease or licence", "the kind"),
    ("partnership", "the kind"),
    ("trade agreement", "the kind"),
    ("status told", "a word beside the trigger tells the status"),
    ("proposed", "the status"),
    ("memorandum", "the status"),
    ("completed", "the status"),
    ("cancelled", "the status"),
    ("one name", "it has one party with a name"),
    ("two names", "it has two"),
    ("three names", "it has three"),
    ("many names", "it has four or more"),
    ("a side is missing", "nobody stands on one of its sides"),
    (
        "a party without a name",
        "one of its parties is only described",
    ),
    (
        "party by pronoun",
        "a party was found through \"it\", \"they\" or \"its\"",
    ),
    (
        "party by description",
        "a party was found through \"the carrier\"",
    ),
    (
        "party from afar",
        "a party stands in none of the places of the trigger",
    ),
    ("no item", "it has no item"),
    ("several items", "it has two items or more"),
    ("counted item", "an item has a quantity"),
    ("vague item", "an item has neither quantity nor class"),
    ("long item", "the words of an item are six or more"),
    ("no sum", "it has no amount"),
    ("two sums", "it has two amounts"),
    ("many sums", "it has three or more"),
    ("unit price", "an amount is a price of a piece"),
    ("told twice", "two clauses tell it"),
    ("told often", "three or more do"),
    ("told in the headline", "one of them is the headline"),
    ("only in the headline", "no sentence of the text tells it"),
    ("in the lead", "the first two sentences tell it"),
    ("late in the text", "it stands behind the twelfth sentence"),
    ("recalled", "its sentence puts it in an earlier year"),
    ("by a noun", "its trigger is a noun"),
    (
        "agreement as such",
        "the words tell an agreement and no more",
    ),
    (
        "long sentence",
        "its sentence has more than 45 words and marks",
    ),
    ("alone", "the article has no other deal"),
    ("among many", "the article has five deals or more"),
];

/// A sign and its points.
pub type Reason = (&'static str, i32);

/// What speaks for and against each of an article's deals, the points that all start with among them.
pub(super) fn reasons(
    drafts: &[Draft],
    frames: &[Frame],
    parsed: &[Parsed<'_>],
    weights: &Confidence,
) -> Vec<Vec<Reason>> {
    drafts
        .iter()
        .map(|d| {
            let seen = signs(d, drafts.len(), frames, parsed);
            std::iter::once(("base", weights.base))
                .chain(seen.into_iter().map(|s| (s, weights.points(s))))
                .collect()
        })
        .collect()
}

/// The confidence that some reasons add up to.
pub(super) fn confidence(reasons: &[Reason]) -> f64 {
    f64::from(share(reasons.iter().map(|(_, points)| points).sum())) / 1000.0
}

/// The names of the signs that a deal shows.
fn signs(d: &Draft, deals: usize, frames: &[Frame], parsed: &[Parsed<'_>]) -> Vec<&'static str> {
    let mut out = Vec::new();
    let mut see = |name: &'static str, there: bool| {
        if there {
            out.push(name);
        }
    };
    let kind = d.kind.as_str();
    for name in [
        "purchase",
        "contract",
        "investment",
        "acquisition",
        "financing",
        "partnership",
    ] {
        see(name, kind == name);
    }
    see("lease or licence", matches!(kind, "lease" | "licence"));
    see("trade agreement", kind == "trade_agreement");
    see("status told", d.explicit);
    see("proposed", d.status == Status::Proposed);
    see("memorandum", d.status == Status::Mou);
    see("completed", d.status == Status::Completed);
    see("cancelled", d.status == Status::Cancelled);
    let named = d.parties.iter().filter(|p| p.who.entity.is_some()).count();
    see("one name", named <= 1);
    see("two names", named == 2);
    see("three names", named == 3);
    see("many names", named >= 4);
    see("a side is missing", lacks_side(d));
    see("a party without a name", named < d.parties.len());
    let how = |ways: &[&str]| d.parties.iter().any(|p| ways.contains(&p.who.how));
    see("party by pronoun", how(&["pronoun"]));
    see("party by description", how(&["description", "state"]));
    see("party from afar", how(&["subject", "speaker", "maker"]));
    let counted = |i: &DraftItem| i.quantity.is_some() || i.quantity_max.is_some();
    see("no item", d.items.is_empty());
    see("several items", d.items.len() >= 2);
    see("counted item", d.items.iter().any(counted));
    see(
        "vague item",
        d.items.iter().any(|i| !counted(i) && i.class.is_none()),
    );
    see(
        "long item",
        d.items.iter().any(|i| i.product.split(' ').count() >= 6),
    );
    see("no sum", d.amounts.is_empty());
    see("two sums", d.amounts.len() == 2);
    see("many sums", d.amounts.len() >= 3);
    see(
        "unit price",
        d.amounts.iter().any(|a| a.scope == Scope::Unit),
    );
    let told = d.sources.len();
    see("told twice", told == 2);
    see("told often", told >= 3);
    let headline = d.sources.iter().any(|s| frames[*s].place == Where::Title);
    let only = d.trigger.place == Where::Title;
    see("told in the headline", headline && !only);
    see("only in the headline", only);
    let before = parsed
        .iter()
        .filter(|p| p.sentence.place == Where::Title)
        .count();
    let number = d.sentence.saturating_sub(before);
    see("in the lead", !only && number < 2);
    see("late in the text", !only && number >= 12);
    see("recalled", d.recalled);
    let here = parsed.get(d.sentence);
    let noun = here.is_some_and(|p| p.chunks.get(d.chunk).is_some_and(|c| c.noun().is_some()));
    see("by a noun", noun);
    see("agreement as such", d.generic);
    see(
        "long sentence",
        here.is_some_and(|p| p.sentence.tokens.len() > 45),
    );
    see("alone", deals == 1);
    see("among many", deals >= 5);
    out
}

/// One of the two sides that a kind of deal has is empty.
fn lacks_side(d: &Draft) -> bool {
    let has = |r: Role| d.has_role(r);
    let both = match d.kind.as_str() {
        "acquisition" => {
            has(Role::Buyer) && (has(Role::Target) || has(Role::Seller))
                || d.in_role(Role::Partner).count() >= 2
        }
        "investment" => has(Role::Investor) && has(Role::Target),
        "financing" => has(Role::Lender) && has(Role::Borrower),
        "partnership" | "trade_agreement" => d.in_role(Role::Partner).count() >= 2,
        _ => has(Role::Buyer) && has(Role::Seller),
    };
    !both
}
