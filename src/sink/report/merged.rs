//! Deals that several articles tell: the rows of `merged.csv` with more than one deal of the page.

use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::error::{Error, Result};
use crate::table::SEPARATOR;

/// The rows whose deals stand on the page, as the page has them; none where there is no such file.
pub(super) fn merged(path: &Path, shown: &HashSet<String>) -> Result<Json> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Json::Array(vec![])),
        Err(error) => return Err(Error::io_at(path, error)),
    };
    let fault =
        |error: &dyn std::fmt::Display| Error::input(path.display().to_string(), error.to_string());
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.headers().map_err(|error| fault(&error))?.clone();
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| fault(&error))?;
        let cell = |name: &str| {
            let at = header.iter().position(|it| it == name);
            at.and_then(|at| row.get(at)).unwrap_or_default()
        };
        let some = |name: &str| Some(cell(name)).filter(|it| !it.is_empty());
        let list = |name: &str| -> Vec<&str> {
            let cell = some(name).into_iter();
            cell.flat_map(|it| it.split(SEPARATOR)).collect()
        };
        let deals = list("deal_ids");
        if deals.len() < 2 || !deals.iter().any(|it| shown.contains(*it)) {
            continue;
        }
        let amount = some("amount").map(|value| {
            let (most, currency) = (some("amount_max"), cell("currency"));
            json!([value, most, currency, cell("modality"), "total", true])
        });
        rows.push(json!({
            "id": cell("merged_id"),
            "status": cell("status"),
            "history": list("status_history"),
            "amount": amount,
            "reason": some("amount_reason"),
            "told": list("amounts_told"),
            "articles": cell("articles").parse::<u64>().unwrap_or_default(),
            "part_of": some("part_of"),
            "deals": deals,
        }));
    }
    Ok(Json::Array(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_rows_of_one_deal_and_of_other_pages_are_left_out() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("merged.csv");
        std::fs::write(
            &path,
            "merged_id,status,status_history,amount,amount_max,currency,modality,articles,deal_ids,new\r\n\
             a,agreed,proposed 2026-01-02; agreed 2026-02-03,4.5,,USD,approx,2,a; b,x\r\n\
             c,agreed,agreed,,,,,1,c,x\r\nd,agreed,agreed,,,,,2,d; e,x\r\n",
        )
        .expect("written");
        let shown = HashSet::from(["b".to_owned(), "c".to_owned()]);
        let rows = merged(&path, &shown).expect("rows");
        assert_eq!(
            rows,
            json!([{
                "id": "a", "status": "agreed", "history": ["proposed 2026-01-02", "agreed 2026-02-03"],
                "amount": ["4.5", null, "USD", "approx", "total", true], "reason": null, "told": [], "articles": 2,
                "part_of": null, "deals": ["a", "b"],
            }])
        );
        let none = merged(&dir.path().join("none.csv"), &shown).expect("no rows");
        assert_eq!(none, json!([]));
    }
}
