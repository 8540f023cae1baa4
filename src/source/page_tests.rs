//! Pages of several shapes and what comes out of them, with near-misses that must stay one article.

use super::article::Article;
use super::page::{split_row, split_text};
use super::pages::Pages;

fn split(text: &str) -> Vec<Article> {
    split_text(text, "p", Pages::built_in())
}

/// `ID | SOURCE | TITLE | TEXT` of each article.
fn show(articles: &[Article]) -> Vec<String> {
    let or = |s: &Option<String>| s.clone().unwrap_or_else(|| "-".to_owned());
    articles
        .iter()
        .map(|a| {
            format!(
                "{} | {} | {} | {}",
                a.id,
                or(&a.source),
                or(&a.title),
                a.text
            )
        })
        .collect()
}

fn one(text: &str) -> Article {
    let mut articles = split(text);
    assert_eq!(articles.len(), 1, "{:#?}", show(&articles));
    articles.remove(0)
}

/// An aggregator: the article asked for, boilerplate, then blocks of source, age, dashed source, headline, text.
const AGGREGATOR: &str = "
Port of Karlow to get three new cranes by spring
The port authority of Karlow said on Monday that it had ordered three cranes. They will be built in Bremen.
'We need them badly,' its head said.
Hashtags
#Karlow

Try Our Reading Tools
Explore what Gazetteer can do for you:
Comments
No comments yet...
Related Articles


Harbour Post
5 hours ago
- Harbour Post
Tarn Lines orders two ferries from Delmont Yards
GENOA: Tarn Lines has ordered two ferries from Delmont Yards for 90 million euros, it said on Monday.


Daily Quay
July 3, 2025
- Daily Quay
Is Karlow too small for its new cranes?
Some say so. The head of the port says that they are wrong, and points to the numbers of last year.
12 Comments
";

#[test]
fn ok_aggregator_page() {
    let articles = split(AGGREGATOR);
    assert_eq!(
        show(&articles),
        [
            "p#1 | - | Port of Karlow to get three new cranes by spring | The port authority of Karlow said on Monday that it had ordered three cranes. They will be built in Bremen.\n'We need them badly,' its head said.",
            "p#2 | Harbour Post | Tarn Lines orders two ferries from Delmont Yards | GENOA: Tarn Lines has ordered two ferries from Delmont Yards for 90 million euros, it said on Monday.",
            "p#3 | Daily Quay | Is Karlow too small for its new cranes? | Some say so. The head of the port says that they are wrong, and points to the numbers of last year.",
        ]
    );
    assert_eq!(articles[1].published.text.as_deref(), Some("5 hours ago"));
    assert_eq!(articles[1].published.at, None);
    assert_eq!(
        articles[2].published.at.map(|at| at.to_string()).as_deref(),
        Some("2025-07-03T00:00:00Z")
    );
}

#[test]
fn ok_headline_then_source_and_time() {
    let text = "HOME NEWS SPORT BUSINESS

Tarn Lines orders two ferries
Harbour Post · 2 hours ago
Tarn Lines has ordered two ferries from Delmont Yards, it said on Monday.
Share this article
More ferries may follow, a person close to the talks said.

Karlow buys cranes for its port
Daily Quay · 3 hours ago
The port of Karlow has bought three cranes for 12 million euros, it said.
";
    assert_eq!(
        show(&split(text)),
        [
            "p#1 | Harbour Post | Tarn Lines orders two ferries | Tarn Lines has ordered two ferries from Delmont Yards, it said on Monday.\n\nMore ferries may follow, a person close to the talks said.",
            "p#2 | Daily Quay | Karlow buys cranes for its port | The port of Karlow has bought three cranes for 12 million euros, it said.",
        ]
    );
}

#[test]
fn ok_dated_blocks_that_come_twice() {
    let text = "Harbour Post
3 March 2011
Tarn Lines orders two ferries
By Jo Doe
Tarn Lines has ordered two ferries from Delmont Yards, it said on Monday.

Daily Quay
4 March 2011
Karlow buys cranes for its port
The port of Karlow has bought three cranes for 12 million euros, it said.
";
    let articles = split(text);
    assert_eq!(articles.len(), 2, "{:#?}", show(&articles));
    assert_eq!(articles[0].source.as_deref(), Some("Harbour Post"));
    assert!(articles[0].text.starts_with("Tarn Lines has ordered"));
    assert_eq!(
        articles[1].title.as_deref(),
        Some("Karlow buys cranes for its port")
    );
}

#[test]
fn ok_one_article_has_no_number_and_keeps_its_head() {
    let article = one("Tarn Lines orders two ferries
By Jane Doe, July 3, 2025
Tarn Lines has ordered two ferries from Delmont Yards, it said on Monday.
We use cookies to improve your visit.
Accept all
");
    assert_eq!(article.id, "p");
    assert_eq!(
        article.title.as_deref(),
        Some("Tarn Lines orders two ferries")
    );
    assert_eq!(article.published.text.as_deref(), Some("July 3, 2025"));
    assert_eq!(
        article.text,
        "Tarn Lines has ordered two ferries from Delmont Yards, it said on Monday."
    );
}

#[test]
fn ok_boilerplate_yields_nothing() {
    let article = one("Tarn Lines orders two ferries

Home | World | Business
Facebook
Twitter
Tarn Lines has ordered two ferries from Delmont Yards, it said on Monday.
ADVERTISEMENT
#ferries #TarnLines
https://wire.example/1
The yard will build them in Genoa, it said.

Most Read
Storm hits the coast of Karlow
Mayor of Genoa steps down

Latest News
Old Harbour
Fish Market
Sailing Club
Light House
");
    assert_eq!(
        article.text,
        "Tarn Lines has ordered two ferries from Delmont Yards, it said on Monday.\n\nThe yard will build them in Genoa, it said."
    );
}

#[test]
fn ok_readers_comments_are_dropped() {
    let article = one("Tarn Lines orders two ferries

Tarn Lines has ordered two ferries from Delmont Yards, it said on Monday.

Comments
Old Salt
2 hours ago
They should have bought ten of them for 5 million each, I say.
Reply
Jo
1 hour ago
I could not agree more with that, they never learn.
");
    assert_eq!(
        article.text,
        "Tarn Lines has ordered two ferries from Delmont Yards, it said on Monday."
    );
}

#[test]
fn err_heading_comments_inside_an_article() {
    let text = "Karlow port to grow

The port of Karlow is to grow by a third, its head said on Monday.

Comments

The head of the yard said that he was glad of it. \"We waited long,\" he said.

The mayor had nothing to say about the plan.";
    assert_eq!(one(text).text, text["Karlow port to grow\n\n".len()..]);
}

#[test]
fn err_bullet_list() {
    let text = "Tarn Lines set out its plan for the year on Monday:

- two ferries from Delmont Yards
- Three tugs
- Harbour Post
- new paint

It will pay 90 million euros for all of it, it said.";
    assert_eq!(one(text).text, text);
}

#[test]
fn err_short_names_that_are_announced() {
    let text = "The companies that have bid for the yard are:
Tarn Lines
Delmont Yards
Karlow Port
Old Harbour
A winner will be named by the end of the month.";
    assert_eq!(one(text).text, text);
}

#[test]
fn err_live_interview() {
    let text = "Head of Tarn Lines on ferries and debt

10:05 GMT

Question: Why did you order now?

Answer: Because prices are low. We paid 90 million euros for two of them.

10:12 GMT

What do you say to those who doubt you?

Let them doubt. Five hours ago we signed.";
    let article = one(text);
    assert!(article.text.ends_with("Five hours ago we signed."));
    assert!(
        article
            .text
            .contains("10:12 GMT\n\nWhat do you say to those who doubt you?")
    );
}

#[test]
fn err_timeline() {
    let text = "Tarn Lines and Delmont Yards: the long way to a deal

The two have talked for years, and on Monday they signed at last.

Timeline

3 March 2011

Tarn Lines first asks for ferries

The two sides meet in Genoa and agree to talk on, it is said.

5 May 2012

Delmont Yards names a price

The price is 90 million euros, far above what had been hoped for.";
    assert!(
        one(text)
            .text
            .ends_with("far above what had been hoped for.")
    );
}

#[test]
fn ok_titles() {
    for (text, title) in [
        (
            "Acme buys Widget Ltd\n\nAcme said on Monday that it had bought Widget Ltd.",
            Some("Acme buys Widget Ltd"),
        ),
        (
            "Acme buys Widget Ltd\nAcme said on Monday that it had bought Widget Ltd.",
            Some("Acme buys Widget Ltd"),
        ),
        (
            "Acme said on Monday that it had bought Widget Ltd.\n\nIt paid 5 million euros in cash.",
            None,
        ),
        // A paragraph that is broken into lines.
        (
            "Acme Corp said on Monday that it would buy twelve jets from\nWidget Ltd for 300 million euros in all, a person\nsaid.",
            None,
        ),
        (
            "Acme Corp will buy its rival\nWidget Ltd by the end of the year for the\nsame price.",
            None,
        ),
        ("Acme buys Widget Ltd", None),
    ] {
        assert_eq!(one(text).title.as_deref(), title, "{text}");
    }
}

#[test]
fn err_nothing_but_boilerplate() {
    assert!(split("Share this article\n\nNo comments yet...\n#one #two\n----\n").is_empty());
    assert!(split("").is_empty());
}

fn row(text: &str) -> Vec<Article> {
    let article = Article {
        id: "r".to_owned(),
        title: Some("The title of the row".to_owned()),
        url: Some("http://wire.example/1".to_owned()),
        text: text.to_owned(),
        ..Article::default()
    };
    split_row(article, Pages::built_in())
}

#[test]
fn ok_row_with_a_page_of_several() {
    let articles = row(AGGREGATOR);
    let ids: Vec<&str> = articles.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["r#1", "r#2", "r#3"]);
    assert_eq!(articles[0].title.as_deref(), Some("The title of the row"));
    assert_eq!(articles[1].url.as_deref(), Some("http://wire.example/1"));
}

#[test]
fn err_row_with_one_block_stays_byte_for_byte() {
    let text = AGGREGATOR
        .split("Daily Quay")
        .next()
        .expect("the part before");
    let articles = row(text);
    assert_eq!(articles.len(), 1);
    assert_eq!(
        (articles[0].id.as_str(), articles[0].text.as_str()),
        ("r", text)
    );
}

proptest::proptest! {
    #[test]
    fn ok_nothing_panics_and_no_text_is_made_up(
        lines in proptest::collection::vec(
            proptest::sample::select(vec![
                "Harbour Post", "5 hours ago", "- Harbour Post", "Tarn Lines orders two ferries", "July 3, 2025",
                "Tarn Lines has ordered two ferries, it said.", "Comments", "Related Articles", "", "By Jo Doe", "é – ß",
                "Harbour Post · 2 hours ago", "Share", "Published: July 3, 2025", "-", "Q: Why?",
            ]),
            0..20,
        )
    ) {
        let text = lines.join("\n");
        for article in split(&text) {
            proptest::prop_assert!(!article.text.is_empty());
            for line in article.text.lines().filter(|l| !l.is_empty()) {
                proptest::prop_assert!(lines.contains(&line));
            }
        }
    }
}
