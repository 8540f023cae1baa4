//! Items of one deal among each other: joined ones become one, what is told twice stays once.

use crate::deal::draft::{Draft, DraftItem};
use crate::deal::makers::{contains_model, model};
use crate::deal::record::Role;

/// "network equipment, software and services": joined things without numbers are one item, as worded.
pub(super) fn join_uncounted(draft: &mut Draft, text: &str) {
    let plain = |i: &DraftItem| {
        i.quantity.is_none() && i.quantity_max.is_none() && i.class.as_deref() != Some("stakes")
    };
    let mut out: Vec<DraftItem> = Vec::new();
    for item in draft.items.drain(..) {
        if let Some(last) = out.last_mut()
            && plain(last)
            && plain(&item)
            && item.proof.span.start > last.proof.span.end
            && item.proof.span.start - last.proof.span.end < 40
            && item.maker == last.maker
        {
            last.proof.span = last.proof.span.cover(item.proof.span);
            last.product = crate::deal::items::tidy(last.proof.span.of(text));
            continue;
        }
        out.push(item);
    }
    draft.items = out;
}

/// "the aircraft", "the 787s" beside "42 Oakline 787 jets": the same goods once more, or what the deal is of anyway.
pub(super) fn drop_repeated(draft: &mut Draft) {
    let counted = |i: &DraftItem| i.quantity.is_some() || i.quantity_max.is_some();
    // The same share told in two sentences.
    let mut shares: Vec<DraftItem> = Vec::new();
    draft.items.retain(|i| {
        let same = |o: &DraftItem| {
            o.quantity == i.quantity && o.quantity_max == i.quantity_max && o.unit == i.unit
        };
        let stake = i.class.as_deref() == Some("stakes") && counted(i);
        let again = stake && shares.iter().any(same);
        if stake {
            shares.push(i.clone());
        }
        !again
    });
    let target = draft.has_role(Role::Target);
    let kind = draft.kind.clone();
    let all = draft.items.clone();
    let mut n = 0;
    draft.items.retain(|item| {
        n += 1;
        if counted(item) {
            return true;
        }
        let others = || all.iter().enumerate().filter(|(i, _)| *i + 1 != n);
        if item.bare && (target || others().next().is_some()) {
            return false;
        }
        let stakes = item.class.as_deref() == Some("stakes");
        // "a majority stake" beside "a 75 percent stake"
        let sized = |o: &DraftItem| o.class.as_deref() == Some("stakes") && counted(o);
        if stakes && others().any(|(_, o)| sized(o)) {
            return false;
        }
        // "to sell assets" beside the name of what is sold
        let plain = !item.product.contains(' ') && !stakes;
        if plain && target && kind == "acquisition" {
            return false;
        }
        // Fields that states would work on are no goods.
        if kind == "trade_agreement" {
            return false;
        }
        let words = |p: &str| {
            p.to_lowercase()
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let mine = words(&item.product);
        !others().any(|(_, o)| {
            let models = o
                .product
                .split_whitespace()
                .filter_map(model)
                .any(|m| contains_model(&item.product, m));
            let within = {
                let theirs = words(&o.product);
                mine.iter().all(|w| theirs.contains(w)) && mine != theirs
            };
            counted(o)
                && (models
                    || within
                    || item.class == o.class && mine.len() == 1 && item.class.is_some())
                && !stakes
        })
    });
}
