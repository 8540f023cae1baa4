//! What programs that use the library need around an [`Extractor`]: how it is made, single texts, rows, and many articles
//! on all cores. What comes out is what `dealsift extract` gives.
//!
//! Not done here: reading files, which is `source`'s matter, and how an article goes through the stages.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::Extractor;
use super::parallel::{STACK, shielded};
use crate::deal::Deal;
use crate::error::{Error, Result};
use crate::grammar::GrammarFiles;
use crate::source::Article;
use crate::table::check;
use crate::text::language;

/// How an [`Extractor`] is to be: by default with the built-in grammar, for articles in English.
///
/// ```
/// use dealsift::pipeline::Extractor;
///
/// # fn main() -> Result<(), dealsift::error::Error> {
/// let extractor = Extractor::builder().any_language(true).build()?;
/// assert!(extractor.kinds().contains(&"purchase".to_owned()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct ExtractorBuilder {
    folder: Option<PathBuf>,
    any_language: bool,
}

impl ExtractorBuilder {
    /// A folder of grammar files to lay over the built-in ones: a file of the same path replaces the built-in one, others
    /// are added.
    #[must_use]
    pub fn grammars(mut self, folder: impl AsRef<Path>) -> Self {
        self.folder = Some(folder.as_ref().to_path_buf());
        self
    }

    /// Whether articles are read whatever their language. Without it, those that are plainly not in English give no deals
    /// in [`Extractor::deals_of`] and what builds on it.
    #[must_use]
    pub fn any_language(mut self, any: bool) -> Self {
        self.any_language = any;
        self
    }

    /// Compiles the grammar; takes some milliseconds, so make one extractor and share it.
    ///
    /// # Errors
    /// Where the folder cannot be read, and every fault of the grammar, with file, line and rule.
    pub fn build(self) -> Result<Extractor> {
        let files = self.files()?;
        let mut extractor = Extractor::new(&files)?;
        extractor.any_language = self.any_language;
        Ok(extractor)
    }

    /// The grammar's files, for what else is made of them (`source::Pages`).
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn files(&self) -> Result<GrammarFiles> {
        GrammarFiles::load(self.folder.as_deref())
    }
}

impl Extractor {
    /// How to make one.
    pub fn builder() -> ExtractorBuilder {
        ExtractorBuilder::default()
    }

    /// The deals of a text that has no headline, date or id.
    ///
    /// ```
    /// use dealsift::pipeline::Extractor;
    ///
    /// # fn main() -> Result<(), dealsift::error::Error> {
    /// let extractor = Extractor::builder().build()?;
    /// let deals = extractor.extract_text("Falcon Air ordered 18 jets from Oakline Corp for $2 billion.")?;
    /// assert_eq!(deals[0].items[0].product, "jets");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Extractor::deals_of`].
    pub fn extract_text(&self, text: &str) -> Result<Vec<Deal>> {
        self.deals_of(&Article {
            text: text.to_owned(),
            ..Article::default()
        })
    }

    /// The deals of an article as `dealsift extract` gives them: none where it is plainly not in English (unless
    /// [`ExtractorBuilder::any_language`] asks for all), and only such as every format can store.
    ///
    /// # Errors
    /// Where a deal of the article does not fit the tables (a number of too many digits), with the article's id.
    pub fn deals_of(&self, article: &Article) -> Result<Vec<Deal>> {
        let is_foreign = || language(&article.text).is_some_and(|code| code != "en");
        if !self.any_language && is_foreign() {
            return Ok(Vec::new());
        }
        self.storable(article)
    }

    /// The deals of an article, in whatever language, where every format can store them.
    pub(crate) fn storable(&self, article: &Article) -> Result<Vec<Deal>> {
        let deals = self.extract(article);
        deals.iter().try_for_each(check)?;
        Ok(deals)
    }

    /// The deals of articles one after the other, read as they are asked for; an article that fails gives one error, and
    /// the next ones go on.
    ///
    /// ```
    /// use dealsift::pipeline::Extractor;
    /// use dealsift::source::Article;
    ///
    /// # fn main() -> Result<(), dealsift::error::Error> {
    /// let extractor = Extractor::builder().build()?;
    /// let articles = ["Falcon Air ordered 18 jets.", "Rain fell."].map(|text| Article {
    ///     id: text.len().to_string(),
    ///     text: text.to_owned(),
    ///     ..Article::default()
    /// });
    /// let deals: Vec<_> = extractor.deals(articles).collect::<Result<_, _>>()?;
    /// assert_eq!(deals.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn deals<'a>(
        &'a self,
        articles: impl IntoIterator<Item = Article, IntoIter: 'a>,
    ) -> impl Iterator<Item = Result<Deal>> + 'a {
        articles
            .into_iter()
            .flat_map(|article| match self.deals_of(&article) {
                Ok(deals) => deals.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            })
    }

    /// The deals of each article, in the order of the articles, worked out on several threads (`None`: one for each core).
    /// The result does not depend on their number. A panic in one article is an error of that article.
    ///
    /// # Errors
    /// Where no thread can be started; faults of single articles stand in their places.
    pub fn deals_of_all(
        &self,
        articles: &[Article],
        threads: Option<NonZeroUsize>,
    ) -> Result<Vec<Result<Vec<Deal>>>> {
        on_threads(articles, threads, |article| self.deals_of(article))
    }
}

/// What `each` makes of the articles, in their order.
fn on_threads<T: Send>(
    articles: &[Article],
    threads: Option<NonZeroUsize>,
    each: impl Fn(&Article) -> Result<T> + Sync,
) -> Result<Vec<Result<T>>> {
    let cores = threads.or_else(|| thread::available_parallelism().ok());
    let threads = cores
        .map_or(1, NonZeroUsize::get)
        .min(articles.len().max(1));
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(article) = articles.get(number) else {
                return;
            };
            let worked = shielded(|| each(article));
            let worked = worked.unwrap_or_else(|text| Err(Error::input(&article.id, text)));
            if let Ok(mut done) = done.lock() {
                done.insert(number, worked);
            }
        }
    };
    thread::scope(|scope| {
        for number in 1..=threads {
            // A text nested deeply needs more stack than a thread has by default.
            let thread = thread::Builder::new()
                .name(format!("dealsift {number}"))
                .stack_size(STACK);
            thread
                .spawn_scoped(scope, work)
                .map_err(|error| Error::io("starting a thread", error))?;
        }
        Ok(())
    })?;
    let done = done
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(done.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = "Falcon Air ordered 18 jets from Oakline Corp for $2 billion.";

    fn articles(texts: &[&str]) -> Vec<Article> {
        let article = |(n, text): (usize, &&str)| Article {
            id: n.to_string(),
            text: (*text).to_owned(),
            ..Article::default()
        };
        texts.iter().enumerate().map(article).collect()
    }

    #[test]
    fn ok_an_extractor_is_shared_between_threads() {
        fn shared<T: Send + Sync + 'static>() {}
        shared::<Extractor>();
        shared::<ExtractorBuilder>();
        shared::<Deal>();
        shared::<Article>();
        shared::<Error>();
    }

    #[test]
    fn ok_many_articles_come_in_their_order_whatever_the_threads() {
        let extractor = Extractor::builder().build().expect("a sound grammar");
        let all = articles(&[ORDER, "Rain fell.", ORDER, ORDER, "It was a quiet day."]);
        let alone: Vec<_> = extractor
            .deals(all.clone())
            .collect::<Result<_>>()
            .expect("deals");
        assert_eq!(alone.len(), 3);
        for threads in 1..4 {
            let many = extractor.deals_of_all(&all, NonZeroUsize::new(threads));
            let many = many
                .expect("threads")
                .into_iter()
                .collect::<Result<Vec<_>>>();
            assert_eq!(many.expect("deals").concat(), alone);
        }
    }

    #[test]
    fn ok_other_languages_are_read_where_asked_for() {
        let text = "Das Unternehmen hat gestern in der Stadt viele neue Maschinen bestellt und wird diese im kommenden \
                    Jahr erhalten. Falcon Air ordered 18 jets.";
        let of = |any| {
            let extractor = Extractor::builder().any_language(any).build();
            let deals = extractor.expect("a sound grammar").extract_text(text);
            deals.expect("deals").len()
        };
        assert_eq!((of(false), of(true)), (0, 1));
    }

    #[test]
    fn err_one_panic_is_one_error() {
        let all = articles(&["a", "b", "c"]);
        let worked = on_threads(&all, None, |article| {
            assert!(article.id != "1", "too much");
            Ok(article.id.clone())
        });
        let worked = worked.expect("threads");
        assert_eq!(worked.len(), 3);
        let told = worked[1].as_ref().expect_err("a panic").to_string();
        assert!(told.contains("1: internal error: too much"), "{told}");
        assert_eq!(worked[2].as_ref().expect("an id"), "2");
    }

    #[test]
    fn err_a_folder_that_is_not_there() {
        let told = Extractor::builder().grammars("no/such/folder").build();
        let told = told.expect_err("no folder").to_string();
        assert_eq!(told, "no folder of grammar files: no/such/folder");
    }
}
