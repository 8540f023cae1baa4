//! Merged deals as records to sum up: each deal once, under the names of the run, with the amount that stands for it.

use jiff::Timestamp;

use super::Merged;
use super::record::Record;
use super::told;
use crate::deal::{Deal, DealDate, Item, Party};

impl Merged {
    /// The deals as records, by the date of their first article. Source, date and title are those of that article; the items
    /// are those of the article that tells most of them. Titles and evidence are left out.
    pub fn summed(&self) -> impl Iterator<Item = Deal> + '_ {
        self.groups.iter().zip(self.deals()).map(|(group, merged)| {
            let mut records: Vec<&Record> =
                group.iter().map(|it| &self.records[*it as usize]).collect();
            records.sort_by_key(|it| told::place(it));
            let first = records[0];
            let text = |number: u32| self.texts.text(number).to_owned();
            let parties = merged.parties.iter().flat_map(|(role, names)| {
                names.iter().map(|name| self.party(name, *role, &records))
            });
            let most = records.iter().rev().max_by_key(|it| it.items.len());
            let items = most.into_iter().flat_map(|it| &it.items).map(|it| Item {
                product: text(it.product),
                class: it.class.map(text),
                quantity: it.quantity,
                quantity_max: it.quantity_max,
                unit: it.unit.map(text),
                optional: it.optional,
            });
            let published = first
                .published
                .and_then(|it| Timestamp::from_microsecond(it).ok());
            Deal {
                source: first.source.map(text),
                published: published.map(|it| it.to_string()),
                published_precision: first.precision.map(text),
                parties: parties.collect(),
                items: items.collect(),
                amounts: merged.amount.into_iter().collect(),
                dates: merged.date.iter().map(|it| signed(it)).collect(),
                part_of: merged.part_of,
                confidence: merged.confidence,
                ..Deal::bare(
                    merged.id,
                    first.article.to_string(),
                    merged.kind,
                    merged.status,
                )
            }
        })
    }

    /// A party of a merged deal; its mentions are all forms under which the articles of the deal name it.
    fn party(&self, name: &str, role: crate::deal::Role, records: &[&Record]) -> Party {
        let mut mentions = vec![name.to_owned()];
        let mut country = None;
        for party in records.iter().flat_map(|it| &it.parties) {
            let title = self.parties.of_form(party.name);
            let title = title.and_then(|it| self.parties.title(it));
            let is_it = match title {
                Some(title) => title.name == name,
                None => self.texts.text(party.name) == name,
            };
            if !is_it {
                continue;
            }
            country = country.or_else(|| title?.country.clone());
            country = country.or_else(|| Some(self.texts.text(party.country?).to_owned()));
            for form in std::iter::once(&party.name).chain(&party.mentions) {
                let form = self.texts.text(*form);
                if !mentions.iter().any(|it| it == form) {
                    mentions.push(form.to_owned());
                }
            }
        }
        Party {
            name: name.to_owned(),
            role,
            country,
            mentions,
        }
    }
}

/// The day that a merged deal has.
fn signed(day: &str) -> DealDate {
    DealDate {
        kind: "signed".to_owned(),
        date: day.to_owned(),
        precision: "day".to_owned(),
    }
}
