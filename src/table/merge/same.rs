//! Whether two records of one kind tell the same deal, are of different ones, or leave it open.
//!
//! What one record lacks is no contradiction, another party in the same place is one. Two parties in common are enough, or
//! one and exactly the same amount or quantity. How near in time depends on the kind: a company is bought once by the same
//! buyer, orders and loans come again. The windows are below; docs/QUALITY.md has what they were measured on.

use rust_decimal::Decimal;

use super::fact::{Fact, Kind, Side, meet};
use super::pairs::WORDS;
use crate::deal::{Role, Status};

/// Days between two articles that tell of one deal: of deals that two parties make again and again.
const NEAR: i64 = 60;
/// Of a takeover, and where an exact figure agrees.
const FAR: i64 = 400;
/// Of a partnership that was only planned at first.
const PLANNED: i64 = 240;
/// Of three parties and more whose deal is firm in both.
const THREE_PARTIES: i64 = 1000;
/// A deal that was called off and is firm so long after is another one.
const OFF: i64 = 180;

/// Evidence for one deal: two parties, and no figure.
pub(super) const PARTIES: u8 = 4;

/// What is said of two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// They contradict each other.
    Other,
    /// Nothing speaks for one deal, or too little.
    Open,
    /// One deal, by so much evidence: the more the better.
    Same(u8),
}

/// How the parties of two records go together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Meeting {
    shared: usize,
    /// Places in which each has somebody else.
    conflicts: usize,
    /// Parties that stand on the other side of the deal.
    reversed: usize,
    /// A partner in one is a buyer or target in the other.
    is_crossed: bool,
}

/// Compares two records of the same kind.
pub(super) fn same(a: &Fact<'_>, b: &Fact<'_>) -> Verdict {
    let has_exact = match (a.record.primary, b.record.primary) {
        (Some(one), Some(other)) => one.currency == other.currency && one.value == other.value,
        _ => false,
    };
    let is_particular = has_exact && a.record.primary.is_some_and(|it| digits(it.value) >= 2);
    let meeting = meeting(a, b, is_particular);
    let (early, late) = if a.record.day <= b.record.day {
        (a, b)
    } else {
        (b, a)
    };
    let is_turned = meeting.reversed > 0;
    // What has no date is near everything.
    let days = match (early.record.day, late.record.day) {
        (Some(one), Some(other)) => other - one,
        _ => 0,
    };
    // Two companies do not buy each other within weeks: one article has them the wrong way round.
    let is_reversed = a.kind == Kind::Acquisition && meeting.reversed >= 2;
    if is_reversed && days <= NEAR && !differ(a, b, Ratio(13, 10)) {
        return Verdict::Same(2);
    }
    if is_turned && !has_exact {
        return Verdict::Other;
    }
    // "Pell fell after the $4.1 billion bid of Ostra": who is told alone is easily told on the wrong side.
    let is_alone =
        |it: &Fact<'_>| it.sides.len() == 1 && it.vague.is_empty() && it.things.is_empty();
    if is_turned && days <= NEAR && (is_alone(a) || is_alone(b)) {
        return Verdict::Same(2);
    }
    if early.record.status == Status::Cancelled && is_firm(late) && days > OFF {
        return Verdict::Other;
    }
    let apart = |limit: Ratio| differ(a, b, limit);
    let goods = compare(a, b);
    let bonus = u8::from(has_exact);
    if meeting.shared >= 2 && meeting.conflicts == 0 {
        if goods.quantity == Some(false) {
            return Verdict::Other;
        }
        if a.kind == Kind::Acquisition {
            let near = if meeting.is_crossed { NEAR } else { FAR };
            let is_told_later = !meeting.is_crossed
                && (is_firm(a) || is_firm(b))
                && a.record.status != Status::Cancelled
                && b.record.status != Status::Cancelled
                && !apart(Ratio(3, 1));
            return if days <= NEAR
                || is_particular
                || (days <= near && !apart(Ratio(5, 1)))
                || is_told_later
            {
                Verdict::Same(PARTIES + bonus)
            } else {
                Verdict::Open
            };
        }
        if apart(Ratio(13, 10))
            || (a.kind == Kind::Goods && goods.product == Some(false) && !has_exact)
        {
            return Verdict::Other;
        }
        let are_alike = a.sides.len() == b.sides.len();
        let is_planned =
            matches!(early.record.status, Status::Proposed | Status::Mou) && is_firm(late);
        if a.kind == Kind::Partnership && are_alike && is_planned && days <= PLANNED {
            return Verdict::Same(PARTIES);
        }
        // "A, B and C agreed" and "A and B agreed": partners that work together anyway have many agreements.
        if matches!(a.kind, Kind::Partnership | Kind::Trade) && !are_alike && !has_exact {
            return Verdict::Open;
        }
        let is_long = meeting.shared >= 3 && is_firm(a) && is_firm(b) && days <= THREE_PARTIES;
        return if days <= NEAR || (has_exact && days <= FAR) || is_long {
            Verdict::Same(PARTIES + bonus)
        } else {
            Verdict::Open
        };
    }
    if meeting.shared >= 1 && has_exact && days <= FAR && !is_turned {
        if goods.quantity == Some(false) {
            return Verdict::Other;
        }
        if meeting.conflicts == 0 {
            return Verdict::Same(3);
        }
        if meeting.conflicts == 1 && is_particular {
            return Verdict::Same(2);
        }
    }
    let has_goods = goods.quantity == Some(true) && goods.product == Some(true);
    if meeting.shared >= 1
        && meeting.conflicts == 0
        && has_goods
        && days <= NEAR
        && !apart(Ratio(13, 10))
    {
        return Verdict::Same(3);
    }
    // "Ostra bought the wireless assets of Pell", and no word of Pell.
    let is_part =
        a.kind == Kind::Acquisition && a.has_goods && b.has_goods && has_name_in_common(a, b);
    if meeting.shared >= 1
        && meeting.conflicts == 0
        && is_part
        && days <= NEAR
        && !apart(Ratio(13, 10))
    {
        return Verdict::Same(3);
    }
    let is_other = meeting.conflicts > 0 && !has_exact;
    if is_other || (a.kind != Kind::Acquisition && apart(Ratio(13, 10))) {
        Verdict::Other
    } else {
        Verdict::Open
    }
}

/// Whether the amounts are so far apart that a single party in common is not enough.
pub(super) fn is_far(a: &Fact<'_>, b: &Fact<'_>) -> bool {
    differ(a, b, Ratio(13, 10))
}

fn is_firm(fact: &Fact<'_>) -> bool {
    matches!(fact.record.status, Status::Agreed | Status::Completed)
}

fn meeting(a: &Fact<'_>, b: &Fact<'_>, is_particular: bool) -> Meeting {
    let mut out = Meeting::default();
    let has_target = |fact: &Fact<'_>| {
        let vague = fact.vague.iter().any(|it| it.0 == Role::Target);
        vague || fact.sides.iter().any(|it| it.role == Role::Target)
    };
    let (a_target, b_target) = (has_target(a), has_target(b));
    // "Ostra sells itself" is the sale of Ostra; "Ostra sells a unit" is not.
    let sells_itself = |side: &Side, fact: &Fact<'_>, has_target: bool| {
        side.role == Role::Seller && !has_target && !fact.has_goods
    };
    let mut taken = [false; 64];
    for one in &a.sides {
        let mut turned = false;
        let mut found = None;
        for (n, other) in b.sides.iter().enumerate().take(taken.len()) {
            if taken[n] || !are_one(one, other) {
                continue;
            }
            // Who merges may buy or be bought; who sells a part of itself does neither.
            let is_partner = match (one.role, other.role) {
                (Role::Partner, Role::Seller) => !b_target,
                (Role::Seller, Role::Partner) => !a_target,
                (Role::Partner, _) | (_, Role::Partner) => true,
                _ => false,
            };
            let is_sold = matches!(
                (one.role, other.role),
                (Role::Seller, Role::Target) | (Role::Target, Role::Seller)
            ) && (is_particular
                || sells_itself(one, a, a_target)
                || sells_itself(other, b, b_target));
            if one.role == other.role || is_partner || is_sold {
                out.is_crossed |= is_partner && one.role != other.role;
                found = Some(n);
                break;
            }
            turned = true;
        }
        match found {
            Some(n) => {
                taken[n] = true;
                out.shared += 1;
            }
            None => {
                out.reversed += usize::from(turned);
            }
        }
    }
    for role in [
        Role::Buyer,
        Role::Seller,
        Role::Target,
        Role::Lender,
        Role::Borrower,
    ] {
        let of = |fact: &Fact<'_>| fact.sides.iter().any(|it| it.role == role);
        let in_role = |one: &&Side| one.role == role;
        if of(a) && of(b) {
            let mut all = a.sides.iter().filter(in_role);
            let is_one = all.any(|one| {
                b.sides
                    .iter()
                    .filter(in_role)
                    .any(|other| are_one(one, other))
            });
            // Owners change their names, and a deal is told without naming all of them.
            let is_no_matter = role == Role::Seller && out.shared >= 2;
            out.conflicts += usize::from(!is_one && !is_no_matter);
        } else if !of(a) && !of(b) {
            let words = |fact: &Fact<'_>| {
                let vague = fact.vague.iter().filter(|it| it.0 == role);
                vague.map(|it| it.1.clone()).collect::<Vec<_>>()
            };
            let (one, other) = (words(a), words(b));
            let is_one = one
                .iter()
                .any(|one| other.iter().any(|other| meet(one, other)));
            out.conflicts += usize::from(!one.is_empty() && !other.is_empty() && !is_one);
        }
    }
    out.conflicts += partners(a, b) + partners_against(a, b) + partners_against(b, a);
    out
}

fn are_one(one: &Side, other: &Side) -> bool {
    one.parties().iter().any(|it| other.parties().contains(it))
}

/// One where both name partners and not all of the shorter list are in the longer one.
fn partners(a: &Fact<'_>, b: &Fact<'_>) -> usize {
    let of = |fact: &Fact<'_>| {
        fact.sides
            .iter()
            .filter(|it| it.role == Role::Partner)
            .count()
    };
    let (one, other) = (of(a), of(b));
    if one == 0 || other == 0 {
        return 0;
    }
    let partner = |it: &&Side| it.role == Role::Partner;
    let both = a.sides.iter().filter(partner);
    let both = both.filter(|one| {
        b.sides
            .iter()
            .filter(partner)
            .any(|other| are_one(one, other))
    });
    usize::from(both.count() < one.min(other))
}

/// One where partners of the first are fewer than two of the parties of the second, which has no partners.
fn partners_against(a: &Fact<'_>, b: &Fact<'_>) -> usize {
    let partners: Vec<_> = a
        .sides
        .iter()
        .filter(|it| it.role == Role::Partner)
        .collect();
    if partners.len() < 2 || b.sides.len() < 2 || b.sides.iter().any(|it| it.role == Role::Partner)
    {
        return 0;
    }
    let both = b
        .sides
        .iter()
        .filter(|side| partners.iter().any(|it| are_one(it, side)));
    usize::from(both.count() < 2)
}

/// A share of two numbers, to compare with.
#[derive(Clone, Copy)]
struct Ratio(u32, u32);

/// Whether the amounts of two records are in one currency and more than so much apart.
fn differ(a: &Fact<'_>, b: &Fact<'_>, limit: Ratio) -> bool {
    let (Some(one), Some(other)) = (a.record.primary, b.record.primary) else {
        return false;
    };
    let beside = |fact: &Fact<'_>, currency: u32| {
        fact.record
            .totals
            .iter()
            .find(|it| it.1 == currency)
            .map(|it| it.0)
    };
    let pair = if one.currency == other.currency {
        Some((one.value, other.value))
    } else {
        let other_way = || beside(a, other.currency).map(|it| (it, other.value));
        beside(b, one.currency)
            .map(|it| (one.value, it))
            .or_else(other_way)
    };
    let Some((one, other)) = pair else {
        return false;
    };
    let (low, high) = (one.min(other), one.max(other));
    let times = |value: Decimal, by: u32| value.checked_mul(by.into()).unwrap_or(Decimal::MAX);
    times(high, limit.1) > times(low, limit.0)
}

/// Digits of a number without the zeros behind them.
fn digits(value: Decimal) -> usize {
    let text = value.normalize().mantissa().unsigned_abs().to_string();
    text.trim_end_matches('0').len()
}

/// Whether they tell of the same goods in two words or more.
fn has_name_in_common(a: &Fact<'_>, b: &Fact<'_>) -> bool {
    a.things
        .iter()
        .any(|one| one.words.len() >= WORDS && b.things.iter().any(|it| it.words == one.words))
}

/// How the goods of two records go together; none where one of them tells nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Goods {
    quantity: Option<bool>,
    product: Option<bool>,
}

fn compare(a: &Fact<'_>, b: &Fact<'_>) -> Goods {
    let mut out = Goods::default();
    for one in &a.things {
        for other in &b.things {
            let is_product = meet(&one.words, &other.words);
            out.product = Some(is_product || out.product == Some(true));
            let is_class = one.class.is_some() && one.class == other.class;
            let (Some(x), Some(y)) = (one.quantity, other.quantity) else {
                continue;
            };
            if one.unit == other.unit && (is_product || is_class) {
                let is_equal = x == y || (one.is_share && (x - y).abs() <= Decimal::ONE);
                out.quantity = Some(is_equal || out.quantity == Some(true));
            }
        }
    }
    out
}
