//! From drafts to records: primary sums, evidence for every field, ids.

use super::confidence::{Reason, confidence};
use super::draft::{Draft, Proof};
use super::entity::Entities;
use super::items::tidy;
use super::passages::passages;
use super::record::{Amount, Deal, DealDate, Evidence, Item, Party, primary};
use crate::frame::Parsed;
use crate::mention::Document;
use crate::source::{Article, Precision};
use crate::span::Span;

/// Makes the records of an article.
pub fn finish(
    article: &Article,
    document: &Document<'_>,
    parsed: &[Parsed<'_>],
    entities: &Entities,
    drafts: Vec<Draft>,
    reasons: &[Vec<Reason>],
) -> Vec<Deal> {
    let mut ids: Vec<String> = Vec::new();
    for d in &drafts {
        let (anchor, _) = document.original(d.trigger.place, d.trigger.span);
        let mut id = deal_id(&article.id, &d.kind, d, anchor);
        // Two deals of a kind on one trigger: number them.
        let mut n = 1;
        while ids.contains(&id) {
            n += 1;
            id = deal_id(&article.id, &format!("{}#{n}", d.kind), d, anchor);
        }
        ids.push(id);
    }
    drafts
        .into_iter()
        .enumerate()
        .map(|(i, d)| {
            let part_of = d.part_of.clone().map(|(p, proof)| (ids[p].clone(), proof));
            record(
                article,
                document,
                parsed,
                entities,
                d,
                ids[i].clone(),
                part_of,
            )
            .with_confidence(confidence(&reasons[i]))
        })
        .collect()
}

impl Deal {
    fn with_confidence(mut self, confidence: f64) -> Self {
        self.confidence = confidence;
        self
    }
}

fn deal_id(article: &str, kind: &str, d: &Draft, anchor: Span) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [article, kind, d.trigger.place.name()] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.update(&anchor.start.to_le_bytes());
    data_encoding::BASE32_NOPAD
        .encode(&hasher.finalize().as_bytes()[..16])
        .to_lowercase()
}

fn record(
    article: &Article,
    document: &Document<'_>,
    parsed: &[Parsed<'_>],
    entities: &Entities,
    mut d: Draft,
    deal_id: String,
    part_of: Option<(String, Proof)>,
) -> Deal {
    let mut evidence = Vec::new();
    let mut proofs = Vec::new();
    let mut prove = |field: String, proof: &Proof| {
        let (span, text) = document.original(proof.place, proof.span);
        proofs.push((proof.place, proof.span));
        evidence.push(Evidence {
            field,
            place: proof.place,
            start: span.start,
            end: span.end,
            text: text.to_owned(),
            rule: proof.rule.clone(),
        });
    };
    prove("kind".into(), &d.trigger);
    prove("status".into(), &d.status_proof);
    let mut parties = Vec::new();
    for (i, p) in d.parties.iter().enumerate() {
        prove(format!("parties[{i}].name"), &p.proof);
        prove(
            format!("parties[{i}].role"),
            &Proof {
                span: d.trigger.span,
                place: d.trigger.place,
                rule: p.proof.rule.clone(),
            },
        );
        let entity = p.who.entity.map(|e| &entities.list[e]);
        let mut mentions: Vec<String> = Vec::new();
        for (place, span) in entity.map(|e| e.mentions.as_slice()).unwrap_or_default() {
            let text = tidy(span.of(document.text_of(*place)));
            if !mentions.contains(&text) {
                mentions.push(text);
            }
        }
        if mentions.is_empty() {
            mentions.push(p.who.name.clone());
        }
        let country = entity.and_then(|e| e.country.clone());
        if country.is_some() {
            prove(format!("parties[{i}].country"), &p.proof);
        }
        parties.push(Party {
            name: p.who.name.clone(),
            role: p.role,
            country,
            mentions,
        });
    }
    let mut items = Vec::new();
    for (i, item) in d.items.iter().enumerate() {
        prove(format!("items[{i}].product"), &item.proof);
        for (field, there) in [("class", item.class.is_some()), ("optional", item.optional)] {
            if there {
                prove(format!("items[{i}].{field}"), &item.proof);
            }
        }
        if let Some(span) = item.quantity_proof {
            let proof = Proof {
                span,
                ..item.proof.clone()
            };
            for (field, there) in [
                ("quantity", item.quantity.is_some()),
                ("quantity_max", item.quantity_max.is_some()),
                ("unit", item.unit.is_some()),
            ] {
                if there {
                    prove(format!("items[{i}].{field}"), &proof);
                }
            }
        }
        items.push(Item {
            product: item.product.clone(),
            class: item.class.clone(),
            quantity: item.quantity,
            quantity_max: item.quantity_max,
            unit: item.unit.clone(),
            optional: item.optional,
        });
    }
    let mut amounts = Vec::new();
    for (i, a) in d.amounts.iter().enumerate() {
        for field in ["value", "currency", "modality", "scope"] {
            prove(format!("amounts[{i}].{field}"), &a.proof);
        }
        if a.value_max.is_some() {
            prove(format!("amounts[{i}].value_max"), &a.proof);
        }
        amounts.push(Amount {
            value: a.value,
            value_max: a.value_max,
            currency: a.currency.clone(),
            modality: a.modality,
            scope: a.scope,
            primary: false,
        });
    }
    if let Some(i) = primary(&amounts) {
        amounts[i].primary = true;
    }
    let mut dates: Vec<DealDate> = Vec::new();
    d.dates.dedup_by(|a, b| a.0 == b.0 && a.1 == b.1);
    for (kind, date, precision, proof) in &d.dates {
        if dates.iter().any(|x| x.kind == *kind && x.date == *date) {
            continue;
        }
        prove(format!("dates[{}].date", dates.len()), proof);
        dates.push(DealDate {
            kind: kind.clone(),
            date: date.clone(),
            precision: precision.clone(),
        });
    }
    if let Some((_, proof)) = &part_of {
        prove("part_of".into(), proof);
    }
    let sentence = parsed
        .get(d.sentence)
        .map(|p| tidy(p.sentence.span.of(document.text_of(p.sentence.place))))
        .unwrap_or_default();
    Deal {
        deal_id,
        article_id: article.id.clone(),
        title: article.title.clone(),
        url: article.url.clone(),
        source: article.source.clone(),
        published: article.published.at.map(|t| t.to_string()),
        published_text: article.published.text.clone(),
        published_precision: article.published.precision.map(|p| {
            match p {
                Precision::Year => "year",
                Precision::Month => "month",
                Precision::Day => "day",
                Precision::Second => "second",
            }
            .to_owned()
        }),
        kind: d.kind,
        status: d.status,
        parties,
        items,
        amounts,
        dates,
        part_of: part_of.map(|(id, _)| id),
        evidence,
        confidence: 0.0,
        corrections: Vec::new(),
        sentence,
        passages: passages(document, parsed, &proofs),
    }
}
