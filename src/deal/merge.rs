//! Frames that tell the same deal become one: headline, lead and later paragraphs. Rival bids, separate sellers and
//! different goods stay apart.

use super::amounts::add;
use super::draft::{Draft, DraftItem, FUNDING_ROUND};
use super::record::{Modality, Role, Scope, Status};
use crate::span::Where;

/// Merges the drafts of an article, in the order given; later ones join earlier ones.
pub fn merge(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    for draft in drafts {
        // The nearest earlier one that fits best.
        let best = out
            .iter()
            .enumerate()
            .filter_map(|(i, o)| fit(o, &draft).map(|f| (f, i)))
            .max_by_key(|(f, i)| (*f, *i));
        match best {
            Some((_, i)) => join(&mut out[i], draft),
            None => out.push(draft),
        }
    }
    out
}

/// A description of one word, which fits any business.
fn bare(name: &str) -> bool {
    matches!(
        name,
        "arm"
            | "asset"
            | "assets"
            | "business"
            | "company"
            | "division"
            | "operation"
            | "operations"
            | "subsidiary"
            | "unit"
    )
}

/// Roles on the side that gets something, and on the side that gives it.
fn side(role: Role) -> u8 {
    match role {
        Role::Buyer | Role::Investor => 1,
        Role::Seller => 2,
        Role::Target => 3,
        Role::Lender => 4,
        Role::Borrower => 5,
        Role::Partner => 6,
    }
}

/// How well two drafts fit to be one deal; `None` where they cannot be.
fn fit(a: &Draft, b: &Draft) -> Option<i32> {
    if a.package != b.package {
        return None;
    }
    let mut score = match (a.kind == b.kind, kinds_fit(&a.kind, &b.kind)) {
        (true, _) => 2,
        // A stake bought is not the takeover that is talked of.
        (false, true) if (a.status == Status::Proposed) != (b.status == Status::Proposed) => {
            return None;
        }
        (false, true) => 0,
        (false, false) => return None,
    };
    if stake_beside_goods(a, b) {
        return None;
    }
    let mut shared = 0;
    // "raised $20 million. The round was led by Falcon Fund": who raises it is what is invested in.
    if let Some(n) = same_round(a, b) {
        shared += 1;
        score += n;
    }
    for sides in 1..=6 {
        let of = |d: &Draft| -> Vec<(Option<usize>, String)> {
            d.parties
                .iter()
                .filter(|p| side(p.role) == sides)
                .map(|p| (p.who.entity, p.who.name.to_lowercase()))
                .collect()
        };
        let (left, right) = (of(a), of(b));
        if left.is_empty() || right.is_empty() {
            continue;
        }
        let same = left.iter().any(|p| {
            right.iter().any(|q| match (p.0, q.0) {
                (Some(one), Some(other)) => one == other,
                // "its chemicals unit", later "the unit" or "the business"
                (None, None) if bare(&p.1) || bare(&q.1) => true,
                _ => p.1 == q.1 || p.1.ends_with(&q.1) || q.1.ends_with(&p.1),
            })
        });
        let inside = |small: &[(Option<usize>, String)], large: &[(Option<usize>, String)]| {
            small.iter().all(|p| large.iter().any(|q| p == q))
        };
        if sides == 6 && same && !inside(&left, &right) && !inside(&right, &left) {
            // Agreements with different partners.
            return None;
        }
        if same {
            shared += 1;
            score += 2;
        } else if sides == 6 {
            return None;
        } else if sides == 1 && b.anaphor && b.kind == "investment" {
            // "The round was joined by": more investors of the same round.
        } else if sides == 1 && same_goods(a, b) && (a.trigger.place != b.trigger.place) {
            // A headline names the state where the text names its carrier.
            score += 1;
        } else {
            return None;
        }
    }
    // The same party on both sides of the table is another deal.
    let crossed = a.parties.iter().any(|p| {
        b.parties.iter().any(|q| {
            p.who.entity.is_some()
                && p.who.entity == q.who.entity
                && side(p.role) != side(q.role)
                && !(p.role == Role::Seller && q.role == Role::Target)
                && !(p.role == Role::Target && q.role == Role::Seller)
                && same_round(a, b).is_none()
        })
    });
    if crossed && a.kind != "partnership" && b.kind != "partnership" {
        return None;
    }
    if items_clash(a, b) {
        return None;
    }
    if sums_clash(a, b) {
        return None;
    }
    if same_goods(a, b) {
        score += 2;
        shared += 1;
    }
    if a.amounts.iter().any(|x| {
        b.amounts
            .iter()
            .any(|y| x.value == y.value && x.currency == y.currency)
    }) {
        score += 2;
        shared += 1;
    }
    if shared == 0 {
        let bare = b.parties.is_empty() || a.parties.is_empty();
        let near = a.sentence.abs_diff(b.sentence) <= 2;
        let taken_up = b.anaphor && !a.generic && !b.generic && a.trigger.place == b.trigger.place;
        if !(bare && near && a.kind == b.kind || taken_up) {
            return None;
        }
    }
    if a.recalled != b.recalled && !same_goods(a, b) && a.kind != "acquisition" {
        return None;
    }
    Some(score)
}

/// Whether one tells that a company raises money and the other who invests in it.
fn same_round(a: &Draft, b: &Draft) -> Option<i32> {
    let raise = |d: &Draft| {
        let rule = d.trigger.rule.as_str();
        rule == "financing/raise"
            || matches!(rule, "financing/borrow" | "financing/close") && !d.has_role(Role::Lender)
    };
    let round = |d: &Draft| d.trigger.rule == FUNDING_ROUND;
    let (raised, led) = match (raise(a) && round(b), round(a) && raise(b)) {
        (true, _) => (a, b),
        (_, true) => (b, a),
        _ => return None,
    };
    let company = |d: &Draft, r: Role| d.in_role(r).next().and_then(|p| p.who.entity);
    let one = company(raised, Role::Borrower)?;
    let sums = led.amounts.is_empty()
        || raised.amounts.is_empty()
        || led
            .amounts
            .iter()
            .any(|x| raised.amounts.iter().any(|y| x.value == y.value));
    (company(led, Role::Target) == Some(one) && sums).then_some(2)
}

fn kinds_fit(a: &str, b: &str) -> bool {
    let pair = |x: &str, y: &str| (a == x && b == y) || (a == y && b == x);
    pair("acquisition", "investment")
        || pair("purchase", "investment")
        || pair("purchase", "contract")
        || pair("purchase", "acquisition")
        || pair("partnership", "trade_agreement")
        || pair("partnership", "contract")
        || pair("investment", "financing")
}

/// Goods that are sold, and a stake that one of the sides takes in something: two deals of the same two.
fn stake_beside_goods(a: &Draft, b: &Draft) -> bool {
    let stake = |i: &DraftItem| matches!(i.class.as_deref(), Some("stakes" | "securities"));
    let goods = |d: &Draft| d.kind == "purchase" && d.items.iter().any(|i| !stake(i));
    let stakes = |d: &Draft| d.kind != "purchase" && d.items.iter().any(stake);
    goods(a) && stakes(b) || goods(b) && stakes(a)
}

fn numbers(i: &DraftItem) -> Option<rust_decimal::Decimal> {
    i.quantity.or(i.quantity_max)
}

fn same_goods(a: &Draft, b: &Draft) -> bool {
    a.items.iter().any(|x| {
        b.items
            .iter()
            .any(|y| numbers(x).is_some() && numbers(x) == numbers(y) && x.unit == y.unit)
    })
}

/// Both count things and no count agrees, though they are things of one kind.
fn items_clash(a: &Draft, b: &Draft) -> bool {
    // Options come on top of what is ordered.
    let counted = |d: &Draft| {
        d.items
            .iter()
            .filter(|i| numbers(i).is_some() && !i.optional)
            .count()
    };
    if counted(a) == 0 || counted(b) == 0 || same_goods(a, b) {
        return false;
    }
    a.items.iter().any(|x| {
        b.items.iter().any(|y| {
            numbers(x).is_some()
                && numbers(y).is_some()
                && !x.optional
                && !y.optional
                && (x.unit == y.unit)
                && numbers(x) != numbers(y)
                && !(b.trigger.place == Where::Title && up_to(y, a)
                    || a.trigger.place == Where::Title && up_to(x, b))
        })
    })
}

/// A headline's "up to 50 jets" where the text tells the firm part and the options.
fn up_to(title: &DraftItem, text: &Draft) -> bool {
    let sum: rust_decimal::Decimal = text
        .items
        .iter()
        .filter(|i| i.unit == title.unit)
        .filter_map(numbers)
        .sum();
    title.quantity.is_none() && title.quantity_max == Some(sum)
}

/// Both are works of a price, and the prices are none of each other: contracts of one buyer with several firms.
fn sums_clash(a: &Draft, b: &Draft) -> bool {
    let totals = |d: &Draft| -> Vec<(rust_decimal::Decimal, String)> {
        d.amounts
            .iter()
            .filter(|x| x.scope == Scope::Total && x.modality == Modality::Exact)
            .map(|x| (x.value, x.currency.clone()))
            .collect()
    };
    let (left, right) = (totals(a), totals(b));
    matches!(a.kind.as_str(), "contract" | "financing" | "lease")
        && a.kind == b.kind
        && left
            .iter()
            .any(|x| right.iter().any(|y| x.1 == y.1 && x.0 != y.0))
        && !left.iter().any(|x| right.contains(x))
}

fn join(a: &mut Draft, b: Draft) {
    // A title's state stands in for the text's carrier: keep the text's.
    let drop_side_one = a.parties.iter().any(|p| side(p.role) == 1)
        && b.trigger.place != a.trigger.place
        && !b
            .parties
            .iter()
            .any(|p| side(p.role) == 1 && p.who.entity.is_some_and(|e| a.has(e)));
    let rank = |d: &Draft| match (d.status, d.explicit) {
        (Status::Cancelled, true) => 6,
        (Status::Mou, true) => 5,
        (Status::Completed, true) => 4,
        (Status::Agreed, true) => 3,
        (Status::Proposed, true) => 2,
        _ => 1,
    };
    if rank(&b) > rank(a) {
        a.status = b.status;
        a.explicit = b.explicit;
        a.status_proof = b.status_proof.clone();
    }
    if specificity(&b.kind) > specificity(&a.kind) {
        a.kind.clone_from(&b.kind);
        for p in &mut a.parties {
            p.role = role_in(&a.kind, p.role);
        }
    }
    for mut p in b.parties {
        if drop_side_one && side(p.role) == 1 {
            continue;
        }
        p.role = role_in(&a.kind, p.role);
        a.add_party(p);
    }
    for item in b.items {
        if b.trigger.place == Where::Title && up_to(&item, a) {
            continue;
        }
        let same = a.items.iter().position(|x| {
            (numbers(x) == numbers(&item)
                && numbers(&item).is_some()
                && x.unit == item.unit
                && x.optional == item.optional)
                || x.product.eq_ignore_ascii_case(&item.product)
                    && (x.optional == item.optional
                        || numbers(x).is_none()
                        || numbers(&item).is_none())
                || (x.lemma != 0
                    && x.lemma == item.lemma
                    && (numbers(x).is_none() || numbers(&item).is_none()))
        });
        match same {
            Some(i) => {
                if numbers(&a.items[i]).is_none() && numbers(&item).is_some() {
                    a.items[i] = item;
                }
            }
            None => a.items.push(item),
        }
    }
    for sum in b.amounts {
        add(a, sum);
    }
    if a.trigger.place == Where::Title && b.trigger.place == Where::Text {
        a.trigger = b.trigger;
        a.sentence = b.sentence;
        a.chunk = b.chunk;
    }
    a.dates.extend(b.dates);
    a.generic &= b.generic;
    a.sources.extend(b.sources);
    a.recalled &= b.recalled;
}

/// The role that a party has where frames of several kinds tell one deal: the roles follow the kind.
fn role_in(kind: &str, role: Role) -> Role {
    match (kind, role) {
        ("acquisition" | "purchase", Role::Investor) => Role::Buyer,
        ("investment", Role::Buyer | Role::Lender) => Role::Investor,
        ("investment", Role::Borrower) => Role::Target,
        _ => role,
    }
}

fn specificity(kind: &str) -> u8 {
    match kind {
        "acquisition" => 4,
        "investment" => 3,
        "purchase" | "financing" => 2,
        "partnership" => 0,
        _ => 1,
    }
}
