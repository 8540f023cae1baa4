//! Which name each field of an article has in a row: as the user says, else its own, else guessed.
//!
//! A guess is made from the names that a file has, by the lists below, for fields whose own name is not among them. It
//! is told once a run for all files that have the same names, and it is never made for a field that the user named.
//! Capitals, `_`, `-` and spaces do not matter for it. One level of nesting is looked into: `source` with a `name` in
//! it, and wrappers such as `fields` and `_source`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use crate::error::{Error, Result};

/// The fields of an article in a row, in the order of [`Field`].
const FIELDS: [&str; 6] = ["id", "title", "published", "url", "source", "text"];

/// Names that each field has elsewhere, the likeliest first, folded as [`fold`] does.
const GUESSES: [&[&str]; 6] = [
    &[
        "id",
        "articleid",
        "docid",
        "documentid",
        "guid",
        "uuid",
        "storyid",
        "newsid",
        "itemid",
        "recordid",
        "uid",
    ],
    &[
        "title",
        "headline",
        "articletitle",
        "webtitle",
        "newstitle",
        "storytitle",
        "heading",
        "subject",
    ],
    &[
        "published",
        "publishedat",
        "datepublished",
        "datepublish",
        "publishdate",
        "publisheddate",
        "publicationdate",
        "webpublicationdate",
        "pubdate",
        "publishedon",
        "publishedtime",
        "publishtime",
        "firstpublished",
        "firstpublicationdate",
        "articledate",
        "newsdate",
        "dateposted",
        "postedat",
        "releasedate",
        "date",
        "datetime",
        "timestamp",
        "time",
    ],
    &[
        "url",
        "link",
        "articleurl",
        "articlelink",
        "canonicallink",
        "canonicalurl",
        "weburl",
        "permalink",
        "pageurl",
        "newsurl",
        "sourceurl",
        "href",
        "uri",
        "targeturi",
    ],
    &[
        "source",
        "publisher",
        "sourcename",
        "newspaper",
        "publication",
        "publicationname",
        "outlet",
        "newssource",
        "sitename",
        "site",
        "provider",
        "agency",
        "website",
        "sourcedomain",
        "domain",
    ],
    &[
        "text",
        "body",
        "maintext",
        "articlebody",
        "articletext",
        "bodytext",
        "fulltext",
        "content",
        "articlecontent",
        "maincontent",
        "contenttext",
        "textcontent",
        "cleantext",
        "cleanedtext",
        "plaintext",
        "rawtext",
        "article",
        "fullarticle",
        "story",
        "storybody",
        "storytext",
        "newstext",
    ],
];

/// Names inside an object whose own name is that of a field.
const INNER: [&[&str]; 6] = [
    &["$oid", "value", "id"],
    &["main", "text", "value", "title", "default"],
    &["$date", "value", "iso", "date", "datetime"],
    &["url", "href", "value"],
    &["name", "domain", "value", "id"],
    &["text", "body", "value", "plain", "main"],
];

/// Objects around the fields of an article.
const WRAPPERS: [&str; 17] = [
    "fields",
    "_source",
    "article",
    "document",
    "doc",
    "data",
    "item",
    "attributes",
    "properties",
    "payload",
    "post",
    "story",
    "record",
    "node",
    "content",
    "metadata",
    "meta",
];

/// Notices that are remembered; past them nothing more is told.
const MOST_NOTICES: usize = 100;

/// What each field of an article is called in rows.
#[derive(Clone, Debug, Default)]
pub struct FieldMap {
    set: [Option<String>; 6],
    told: Arc<Mutex<BTreeSet<String>>>,
}

/// What was told of files is no part of it.
impl PartialEq for FieldMap {
    fn eq(&self, other: &Self) -> bool {
        self.set == other.set
    }
}

impl Eq for FieldMap {}

/// A field of an article, as an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Unique name of the article.
    Id,
    /// Headline.
    Title,
    /// Date line.
    Published,
    /// Address.
    Url,
    /// Paper or agency.
    Source,
    /// Body.
    Text,
}

impl Field {
    /// All, in the order of their indices.
    pub const ALL: [Field; 6] = [
        Field::Id,
        Field::Title,
        Field::Published,
        Field::Url,
        Field::Source,
        Field::Text,
    ];
}

impl FieldMap {
    /// The default names with those of settings such as `text=body` put over them.
    ///
    /// # Errors
    /// A usage error where a setting has no `=`, names no field of an article, or gives no name.
    pub fn from_settings<'a>(settings: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut map = Self::default();
        for setting in settings {
            let (field, name) = setting.split_once('=').ok_or_else(|| {
                Error::usage(format!(
                    "`{setting}`: expected FIELD=NAME, such as `text=body`"
                ))
            })?;
            let index = FIELDS.iter().position(|f| *f == field).ok_or_else(|| {
                Error::usage(format!(
                    "`{setting}`: expected one of {} before `=`, found `{field}`",
                    FIELDS.join(", ")
                ))
            })?;
            if name.is_empty() {
                return Err(Error::usage(format!(
                    "`{setting}`: expected a name behind `=`"
                )));
            }
            map.set[index] = Some(name.to_owned());
        }
        Ok(map)
    }

    /// The name that `field` has in the input, guesses left aside.
    pub fn name(&self, field: Field) -> &str {
        let set = self.set[field as usize].as_deref();
        set.unwrap_or(FIELDS[field as usize])
    }

    /// A notice about the fields of the input called `place`; `None` where the same was told of another.
    pub(super) fn notice(&self, place: &str, text: &str) -> Option<String> {
        // What a thread that panicked has told is told.
        let mut told = match self.told.lock() {
            Ok(told) => told,
            Err(poisoned) => poisoned.into_inner(),
        };
        let new = told.len() < MOST_NOTICES && told.insert(text.to_owned());
        new.then(|| format!("{place}: {text}"))
    }
}

/// What a row, a header or a schema has under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Text,
    Number,
    Object(Vec<(String, Kind)>),
    /// A boolean or a list.
    Other,
}

/// Where a field stands in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub name: String,
    /// The name inside the object of that name.
    pub inner: Option<String>,
}

impl Place {
    fn top(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            inner: None,
        }
    }

    fn inside(name: &str, inner: &str) -> Self {
        Self {
            name: name.to_owned(),
            inner: Some(inner.to_owned()),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)?;
        match &self.inner {
            Some(inner) => write!(f, ".{inner}"),
            None => Ok(()),
        }
    }
}

/// Where each field stands in the rows of one file; the first place that has a value counts.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    places: [Vec<Place>; 6],
    /// Fields for which nothing more is guessed.
    settled: [bool; 6],
}

impl Columns {
    pub fn new(fields: &FieldMap) -> Self {
        let places = Field::ALL.map(|field| {
            let name = fields.name(field);
            let mut places = vec![Place::top(name)];
            if let Some((outer, inner)) = name.split_once('.') {
                places.push(Place::inside(outer, inner));
            }
            places
        });
        Self {
            places,
            settled: Field::ALL.map(|field| fields.set[field as usize].is_some()),
        }
    }

    /// The places of a field, the first to be asked first.
    pub fn places(&self, field: Field) -> &[Place] {
        &self.places[field as usize]
    }

    /// Guesses the places of fields that have none yet, from what a row offers. The result says what is new.
    pub fn learn(&mut self, offers: &[(String, Kind)]) -> Option<String> {
        let mut notice = String::new();
        for field in Field::ALL {
            if self.settled[field as usize] || offers.iter().any(|it| has_own_name(field, it)) {
                continue;
            }
            let Some(place) = guess(field, offers) else {
                continue;
            };
            self.settled[field as usize] = true;
            let joint = if notice.is_empty() {
                " is read from"
            } else {
                " from"
            };
            let comma = if notice.is_empty() { "" } else { ", " };
            let name = FIELDS[field as usize];
            let _ = write!(notice, "{comma}{name}{joint} `{place}`");
            self.places[field as usize].push(place);
        }
        (!notice.is_empty()).then_some(notice)
    }

    /// Lets the text be guessed once more, where a row has none under the names so far.
    pub fn unsettle_text(&mut self, fields: &FieldMap) {
        self.settled[Field::Text as usize] = fields.set[Field::Text as usize].is_some();
    }

    /// How many fields the columns of these names hold, nothing where there is none for the text.
    pub fn known(fields: &FieldMap, names: &[String]) -> usize {
        let offers: Vec<_> = names.iter().map(|it| (it.clone(), Kind::Text)).collect();
        let mut columns = Self::new(fields);
        columns.learn(&offers);
        let is_known = |field: &Field| {
            let mut places = columns.places(*field).iter();
            places.any(|place| place.inner.is_none() && names.contains(&place.name))
        };
        if !is_known(&Field::Text) {
            return 0;
        }
        Field::ALL.iter().filter(|it| is_known(it)).count()
    }

    /// Whether rows that offer this have a text.
    pub fn have_text(fields: &FieldMap, offers: &[(String, Kind)]) -> bool {
        let mut columns = Self::new(fields);
        columns.learn(offers);
        columns.places(Field::Text).iter().any(|place| {
            offers
                .iter()
                .any(|(name, kind)| *name == place.name && value_at(place, kind) == Some(true))
        })
    }
}

/// Whether the place holds text; `None` where it holds nothing.
fn value_at(place: &Place, kind: &Kind) -> Option<bool> {
    match (&place.inner, kind) {
        (None, kind) => Some(*kind == Kind::Text),
        (Some(inner), Kind::Object(fields)) => fields
            .iter()
            .find(|(name, _)| name == inner)
            .map(|(_, kind)| *kind == Kind::Text),
        (Some(_), _) => None,
    }
}

/// Whether a field stands under its own name, so that nothing need be guessed.
fn has_own_name(field: Field, (name, kind): &(String, Kind)) -> bool {
    // A null says that the column exists, except for text, which a row must have.
    let is_there = matches!(kind, Kind::Null) && field != Field::Text || fits(field, kind);
    name == FIELDS[field as usize] && is_there
}

fn fits(field: Field, kind: &Kind) -> bool {
    match kind {
        Kind::Text => true,
        Kind::Number => matches!(field, Field::Id | Field::Published),
        Kind::Null | Kind::Object(_) | Kind::Other => false,
    }
}

/// A column of nothing but nulls so far may still be the one, as long as it is no text.
fn may_fit(field: Field, kind: &Kind) -> bool {
    fits(field, kind) || matches!(kind, Kind::Null) && field != Field::Text
}

/// The likeliest place of a field.
fn guess(field: Field, offers: &[(String, Kind)]) -> Option<Place> {
    let names = GUESSES[field as usize];
    let top = names.iter().find_map(|name| {
        offers
            .iter()
            .find(|(offer, kind)| fold(offer) == *name && may_fit(field, kind))
            .map(|(offer, _)| Place::top(offer))
    });
    let objects = || {
        offers.iter().filter_map(|(name, kind)| match kind {
            Kind::Object(inner) => Some((name, inner)),
            _ => None,
        })
    };
    let own_object = || {
        names.iter().find_map(|name| {
            // `_source` is what Elasticsearch wraps a document in.
            let (outer, inner) =
                objects().find(|(outer, _)| fold(outer) == *name && *outer != "_source")?;
            let found = INNER[field as usize].iter().find_map(|name| {
                inner
                    .iter()
                    .find(|(it, kind)| fold(it) == *name && may_fit(field, kind))
            })?;
            Some(Place::inside(outer, &found.0))
        })
    };
    let wrapped = || {
        WRAPPERS.iter().find_map(|wrapper| {
            let (outer, inner) =
                objects().find(|(outer, _)| *outer == wrapper || fold(outer) == *wrapper)?;
            let found = names.iter().find_map(|name| {
                inner
                    .iter()
                    .find(|(it, kind)| fold(it) == *name && may_fit(field, kind))
            })?;
            Some(Place::inside(outer, &found.0))
        })
    };
    top.or_else(own_object).or_else(wrapped)
}

/// Small letters without `_`, `-` and spaces.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(names: &[&str]) -> Vec<(String, Kind)> {
        let offer = |name: &&str| ((*name).to_owned(), Kind::Text);
        names.iter().map(offer).collect()
    }

    fn object(names: &[&str]) -> Kind {
        Kind::Object(offers(names))
    }

    fn learned(offers: &[(String, Kind)]) -> String {
        let mut columns = Columns::new(&FieldMap::default());
        columns.learn(offers).unwrap_or_default()
    }

    #[test]
    fn ok_settings_replace_names() {
        let map = FieldMap::from_settings(["text=body", "id=guid"]).expect("sound settings");
        assert_eq!(map.name(Field::Text), "body");
        assert_eq!(map.name(Field::Id), "guid");
        assert_eq!(map.name(Field::Title), "title");
    }

    #[test]
    fn ok_common_names_are_guessed_where_the_own_one_is_absent() {
        for (names, told) in [
            (&["id", "title", "text"][..], ""),
            (
                &["maintext", "date_publish", "url", "source_domain", "title"],
                "published is read from `date_publish`, source from `source_domain`, text from `maintext`",
            ),
            (
                &["_id", "Headline", "pubDate", "Link", "RAW-TEXT"],
                "id is read from `_id`, title from `Headline`, published from `pubDate`, url from `Link`, text from `RAW-TEXT`",
            ),
            (&["body", "text"], ""),
            (&["content", "body"], "text is read from `body`"),
            (&["summary", "author", "wordcount"], ""),
        ] {
            assert_eq!(learned(&offers(names)), told, "{names:?}");
        }
    }

    #[test]
    fn ok_one_level_of_nesting() {
        let mut row = offers(&["webTitle", "webPublicationDate"]);
        row.push(("fields".to_owned(), object(&["bodyText", "byline"])));
        row.push(("source".to_owned(), object(&["id", "name"])));
        assert_eq!(
            learned(&row),
            "title is read from `webTitle`, published from `webPublicationDate`, source from `source.name`, text from `fields.bodyText`"
        );
        let row = [
            ("_id".to_owned(), object(&["$oid"])),
            ("_source".to_owned(), object(&["title", "body"])),
        ];
        assert_eq!(
            learned(&row),
            "id is read from `_id.$oid`, title from `_source.title`, text from `_source.body`"
        );
    }

    #[test]
    fn ok_kinds_count() {
        let row = [
            ("timestamp".to_owned(), Kind::Number),
            ("headline".to_owned(), Kind::Number),
            ("body".to_owned(), Kind::Null),
            ("content".to_owned(), Kind::Text),
            ("url".to_owned(), Kind::Null),
            ("link".to_owned(), Kind::Text),
        ];
        assert_eq!(
            learned(&row),
            "published is read from `timestamp`, text from `content`"
        );
    }

    #[test]
    fn ok_told_once_for_files_alike() {
        let map = FieldMap::default();
        assert!(map.notice("a.jsonl", "text is read from `body`").is_some());
        assert_eq!(map.notice("b.jsonl", "text is read from `body`"), None);
    }

    #[test]
    fn err_nothing_is_guessed_for_what_is_set() {
        let map = FieldMap::from_settings(["text=story.full"]).expect("a sound setting");
        let mut columns = Columns::new(&map);
        assert_eq!(columns.learn(&offers(&["body"])), None);
        let places: Vec<_> = columns
            .places(Field::Text)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(places, ["story.full", "story.full"]);
        assert_eq!(columns.places(Field::Text)[0].inner, None);
    }

    #[test]
    fn err_bad_settings() {
        for setting in ["text", "body=text", "text="] {
            let error = FieldMap::from_settings([setting]).expect_err("a bad setting");
            assert!(error.is_usage(), "{setting}");
        }
    }
}
