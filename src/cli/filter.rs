//! Which deals the options of a command ask for.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::args::FilterArgs;
use crate::deal::Status;
use crate::error::{Error, Result};
use crate::table::{Day, Filter};

impl FilterArgs {
    /// The filter.
    ///
    /// # Errors
    /// Where a day is none or there is no such status.
    pub(super) fn filter(&self) -> Result<Filter> {
        let day = |option: &str, text: &Option<String>| -> Result<Option<Day>> {
            let day = text.as_deref().map(str::parse).transpose();
            day.map_err(|why: String| Error::usage(format!("{option}: {why}")))
        };
        let status = |name: &String| {
            Status::parse(name).ok_or_else(|| {
                Error::usage(format!(
                    "no status `{name}`: it is one of {}",
                    Status::NAMES.join(", ")
                ))
            })
        };
        Ok(Filter {
            since: day("--since", &self.since)?,
            until: day("--until", &self.until)?,
            kinds: self.kind.clone(),
            statuses: self.status.iter().map(status).collect::<Result<_>>()?,
            parties: self.party.clone(),
            min_confidence: self.min_confidence,
        })
    }

    /// The options as a run tells them.
    pub(super) fn tell(&self, options: &mut BTreeMap<String, Json>) {
        let lists = [
            ("kind", &self.kind),
            ("status", &self.status),
            ("party", &self.party),
        ];
        for (name, list) in lists.into_iter().filter(|it| !it.1.is_empty()) {
            options.insert(name.to_owned(), json!(list));
        }
        for (name, day) in [("since", &self.since), ("until", &self.until)] {
            if let Some(day) = day {
                options.insert(name.to_owned(), json!(day));
            }
        }
        if let Some(least) = self.min_confidence {
            options.insert("min_confidence".to_owned(), json!(least));
        }
    }
}
