//! Rows that a program holds itself (a data frame, a database's answer) as articles, in the way in which rows of files are
//! read: pages of several articles are split, HTML becomes text, ids are made unique.

use std::borrow::Cow;

use super::article::Article;
use super::pages::Pages;
use super::reader::Ids;
use super::row::Row;

/// The fields of one row; `None` and blank ones are missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct GivenRow<'a> {
    /// Id of the article; without one it is the row's number.
    pub id: Option<&'a str>,
    /// Headline.
    pub title: Option<&'a str>,
    /// When it came out, in any form that files may have.
    pub published: Option<&'a str>,
    /// Address.
    pub url: Option<&'a str>,
    /// Paper or agency.
    pub source: Option<&'a str>,
    /// The body.
    pub text: &'a str,
}

/// Makes articles of rows that come one after the other.
pub struct GivenRows {
    pages: Pages,
    ids: Ids,
    name: String,
    row: u64,
}

impl GivenRows {
    /// `name` stands before the number of a row that has no id, from 1 on (`name:7`).
    pub fn new(pages: Pages, name: impl Into<String>) -> Self {
        Self {
            pages,
            ids: Ids::default(),
            name: name.into(),
            row: 0,
        }
    }

    /// What the row that was taken last is called where it is rejected.
    pub fn place(&self, id: Option<&str>) -> String {
        let id = id.filter(|id| !id.trim().is_empty());
        id.map_or_else(|| format!("{}:{}", self.name, self.row), str::to_owned)
    }

    /// The article of the next row; several where its text is beyond doubt a page of several. An id that came before gets
    /// `~2`, `~3` and so on.
    ///
    /// # Errors
    /// Where there is no text.
    pub fn articles(&mut self, row: GivenRow<'_>) -> Result<Vec<Article>, String> {
        self.row += 1;
        let number = self.row;
        let row = Row {
            id: row.id.map(Cow::Borrowed),
            title: row.title.map(Cow::Borrowed),
            published: row.published.map(Cow::Borrowed),
            url: row.url.map(Cow::Borrowed),
            source: row.source.map(Cow::Borrowed),
            text: Cow::Borrowed(row.text),
        };
        let mut articles = row.articles(|| format!("{}:{number}", self.name), &self.pages)?;
        for article in &mut articles {
            if let Some(unique) = self.ids.unique(&article.id) {
                article.id = unique;
            }
        }
        Ok(articles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::GrammarFiles;

    #[test]
    fn ok_rows_get_ids_of_their_own() {
        let pages = Pages::load(&GrammarFiles::built_in()).expect("sound built-in pages");
        let mut rows = GivenRows::new(pages, "-");
        let mut id = |id| {
            let text = "Rain fell.";
            let row = GivenRow {
                id,
                text,
                ..GivenRow::default()
            };
            rows.articles(row).expect("a text")[0].id.clone()
        };
        let ids = [id(Some("a")), id(None), id(Some("a")), id(Some(" "))];
        assert_eq!(ids, ["a", "-:2", "a~2", "-:4"]);
    }

    #[test]
    fn err_a_row_without_text() {
        let pages = Pages::load(&GrammarFiles::built_in()).expect("sound built-in pages");
        let mut rows = GivenRows::new(pages, "-");
        let told = rows.articles(GivenRow::default());
        assert_eq!(told.expect_err("no text"), "no text");
        assert_eq!(
            (rows.place(None), rows.place(Some("a"))),
            ("-:1".into(), "a".into())
        );
    }
}
