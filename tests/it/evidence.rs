//! What holds for the evidence of any deal of any article.

use dealsift::deal::{Deal, Where};
use dealsift::source::Article;

/// Every piece of evidence is exactly the slice of the title or text that it names. Panics where it is not.
#[track_caller]
pub fn is_exact(article: &Article, deal: &Deal) {
    assert_eq!(deal.article_id, article.id);
    for it in &deal.evidence {
        let text = match it.place {
            Where::Title => article.title.as_deref().unwrap_or_default(),
            Where::Text => &article.text,
        };
        // `get` gives nothing where an offset is out of the text or inside a character.
        assert_eq!(
            text.get(it.start as usize..it.end as usize),
            Some(it.text.as_str()),
            "{}: evidence {it:?}",
            article.id,
        );
        // The sentences that are kept hold it: whole, or over the border of two.
        let over = deal
            .passages
            .iter()
            .filter(|passage| passage.place == it.place);
        let held = over.filter(|passage| passage.start < it.end && it.start < passage.end);
        assert!(held.count() > 0, "{}: no sentence of {it:?}", article.id);
        assert!(
            !it.text.is_empty() && !it.rule.is_empty(),
            "{}: evidence {it:?}",
            article.id
        );
    }
    for passage in &deal.passages {
        let text = match passage.place {
            Where::Title => article.title.as_deref().unwrap_or_default(),
            Where::Text => &article.text,
        };
        assert_eq!(
            text.get(passage.start as usize..passage.end as usize),
            Some(passage.text.as_str()),
            "{}: {passage:?}",
            article.id
        );
    }
}
