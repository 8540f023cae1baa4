//! From a row of named fields, whatever file held it, to articles.

use std::borrow::Cow;

use super::article::{Article, Published};
use super::pages::Pages;
use super::{date, page};

/// The fields of a row that an article is made of.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    pub id: Option<Cow<'a, str>>,
    pub title: Option<Cow<'a, str>>,
    pub published: Option<Cow<'a, str>>,
    pub url: Option<Cow<'a, str>>,
    pub source: Option<Cow<'a, str>>,
    pub text: Cow<'a, str>,
}

fn kept(field: Option<Cow<'_, str>>) -> Option<String> {
    field
        .filter(|value| !value.trim().is_empty())
        .map(Cow::into_owned)
}

impl Row<'_> {
    /// The article of the row, its text byte for byte; several where the text is beyond doubt a page of several.
    ///
    /// # Errors
    /// Where there is no text.
    pub fn articles(
        self,
        id: impl FnOnce() -> String,
        pages: &Pages,
    ) -> Result<Vec<Article>, String> {
        if self.text.trim().is_empty() {
            return Err("no text".to_owned());
        }
        let article = Article {
            id: kept(self.id).unwrap_or_else(id),
            title: kept(self.title),
            published: kept(self.published)
                .map_or_else(Published::default, |text| date::published(&text)),
            url: kept(self.url),
            source: kept(self.source),
            text: self.text.into_owned(),
        };
        Ok(page::split_row(article, pages))
    }
}
