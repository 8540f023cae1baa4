//! Pages that hold several articles, split; lines that are no article text, dropped.
//!
//! An article of a page begins with a head: a line with its time, next to it the source (on a line before, behind a
//! dash after, or in the same line), a headline, and a paragraph after that. How sure a head is depends on what of
//! this is there, never on names. A text file is split where one head is beyond doubt or two are likely; the text of
//! a row only where two are beyond doubt, as otherwise it stays byte for byte what it was.
//!
//! Known gap: teasers of a headline and a paragraph without time or source are not told from the article above them.

use super::article::{Article, Precision, Published};
use super::date;
use super::pages::{Class, Pages};

/// A line with something on it.
#[derive(Debug)]
struct Line<'t> {
    text: &'t str,
    class: Option<Class>,
    /// Whether an empty line stands before it.
    gap: bool,
}

/// Where an article of the page begins, and what its head tells.
#[derive(Debug, Default)]
struct Head<'t> {
    start: usize,
    body: usize,
    title: Option<&'t str>,
    source: Option<&'t str>,
    published: Published,
    sure: u8,
}

/// Beyond doubt; one less is likely, 0 says only what the first lines of a text are.
const SURE: u8 = 2;

/// Lines of a head that may stand between its time and its headline or paragraph: a source, a byline, share bars.
const SKIPPED: usize = 4;

/// The articles of a text file. None where there is no text.
pub(super) fn split_text(text: &str, id: &str, pages: &Pages) -> Vec<Article> {
    let lines = lines(text, pages);
    let heads = heads(&lines, pages);
    let sure = heads.iter().filter(|h| h.sure >= SURE).count();
    let likely = heads.iter().filter(|h| h.sure > 0).count();
    let splits = sure > 0 || likely > 1;
    let mut articles = cut(&lines, heads, splits);
    number(&mut articles, id);
    articles
}

/// The article of a row as it is, or the articles of its text.
pub(super) fn split_row(article: Article, pages: &Pages) -> Vec<Article> {
    // Two heads with their paragraphs take eight lines; most texts have fewer, and cost nothing here.
    if memchr::memchr_iter(b'\n', article.text.as_bytes()).count() < 7 {
        return vec![article];
    }
    let lines = lines(&article.text, pages);
    let heads = heads(&lines, pages);
    if heads.iter().filter(|h| h.sure >= SURE).count() < 2 {
        return vec![article];
    }
    let mut articles = cut(&lines, heads, true);
    if articles.len() < 2 {
        return vec![article];
    }
    for (i, part) in articles.iter_mut().enumerate() {
        part.url.clone_from(&article.url);
        if i == 0 {
            part.title = article.title.clone().or_else(|| part.title.take());
            part.source = part.source.take().or_else(|| article.source.clone());
            if part.published.text.is_none() {
                part.published.clone_from(&article.published);
            }
        }
    }
    number(&mut articles, &article.id);
    articles
}

fn number(articles: &mut [Article], id: &str) {
    if let [article] = articles {
        id.clone_into(&mut article.id);
        return;
    }
    for (i, article) in articles.iter_mut().enumerate() {
        article.id = format!("{id}#{}", i + 1);
    }
}

fn lines<'t>(text: &'t str, pages: &Pages) -> Vec<Line<'t>> {
    let mut gap = false;
    let mut out = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        // A rule of dashes parts as an empty line does.
        if !line.contains(char::is_alphanumeric) {
            gap = true;
            continue;
        }
        let class = if is_hashtags(line) || is_address(line) {
            Some(Class::Noise)
        } else {
            pages.class(line)
        };
        out.push(Line {
            text: line,
            class,
            gap,
        });
        gap = false;
    }
    out
}

fn is_hashtags(line: &str) -> bool {
    line.split_whitespace().all(|word| {
        word.strip_prefix('#')
            .is_some_and(|tag| tag.starts_with(char::is_alphanumeric))
    })
}

fn is_address(line: &str) -> bool {
    (line.starts_with("http://") || line.starts_with("https://") || line.starts_with("www."))
        && !line.contains(char::is_whitespace)
}

impl<'t> Line<'t> {
    fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }

    /// The last character, quotes and brackets left off.
    fn last(&self) -> Option<char> {
        let closing = |c: char| "\"'”’)]»".contains(c);
        self.text.trim_end_matches(closing).chars().next_back()
    }

    /// A paragraph of an article.
    fn is_prose(&self) -> bool {
        const LONG: usize = 160;
        self.class.is_none()
            && (self.text.len() > LONG
                || self.words() >= 5 && matches!(self.last(), Some('.' | '!' | '?' | '…')))
    }

    fn is_bullet(&self) -> bool {
        self.text.starts_with(['-', '–', '—', '*', '•', '·'])
    }

    fn is_headline(&self) -> bool {
        const LONGEST: usize = 200;
        self.class.is_none()
            && self.text.len() <= LONGEST
            && self.words() >= 3
            && !self.is_bullet()
            && !matches!(self.last(), Some('.' | ',' | ';' | ':' | '…'))
            && date::parse(self.text).is_none()
    }

    /// A source behind a dash.
    fn dashed_source(&self) -> Option<&'t str> {
        let name = self
            .text
            .strip_prefix(['-', '–', '—'])?
            .strip_prefix(' ')?
            .trim();
        is_name(name).then_some(name)
    }

    fn source(&self) -> Option<&'t str> {
        (self.class.is_none() && is_name(self.text) && date::parse(self.text).is_none())
            .then_some(self.text)
    }
}

/// A name such as papers have: few words, all but the smallest with a capital or a digit.
fn is_name(text: &str) -> bool {
    const SMALL: [&str; 8] = ["of", "the", "and", "for", "in", "al", "de", "&"];
    const WORDS: usize = 5;
    let mut count = 0;
    let named = text.split_whitespace().all(|word| {
        count += 1;
        SMALL.contains(&word) && count > 1
            || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || !c.is_ascii())
            || is_site(word)
    });
    named && (1..=WORDS).contains(&count) && !text.ends_with(['.', ',', ';', ':', '?', '!', '…'])
}

/// `wire.example`
fn is_site(word: &str) -> bool {
    word.split_once('.')
        .is_some_and(|(host, rest)| !host.is_empty() && rest.len() > 1)
}

/// When an article came out, where the line says that and nothing else.
fn time(text: &str, class: Option<Class>, pages: &Pages) -> Option<Published> {
    let relative = || Published {
        text: Some(text.to_owned()),
        ..Published::default()
    };
    if class == Some(Class::Time) {
        return Some(relative());
    }
    let bare = pages.without_date_label(text);
    if bare.len() < text.len() && pages.class(bare) == Some(Class::Time) {
        return Some(relative());
    }
    match date::parse(bare)?.1 {
        Precision::Day | Precision::Second => Some(date::published(bare)),
        Precision::Year | Precision::Month => None,
    }
}

/// A time with its source or author in one line: "Wire | July 3, 2025", "5 hours ago · Wire".
fn dateline<'t>(line: &Line<'t>, pages: &Pages) -> Option<(Published, Option<&'t str>)> {
    const LONGEST: usize = 100;
    if line.text.len() > LONGEST || line.is_prose() {
        return None;
    }
    for mark in [" | ", " · ", " • ", " - ", " – ", " — ", ", "] {
        for (at, _) in line.text.match_indices(mark) {
            let (left, right) = (&line.text[..at], &line.text[at + mark.len()..]);
            for (who, when) in [(left, right), (right, left)] {
                let byline = pages.class(who) == Some(Class::Byline);
                // A name before a comma may be a place.
                if !byline && (mark == ", " || !is_name(who)) {
                    continue;
                }
                if let Some(published) = time(when, pages.class(when), pages) {
                    return Some((published, (!byline).then_some(who)));
                }
            }
        }
    }
    None
}

/// All heads, in order, none of them reaching into the next.
fn heads<'t>(lines: &[Line<'t>], pages: &Pages) -> Vec<Head<'t>> {
    let mut out: Vec<Head<'t>> = Vec::new();
    let mut related = false;
    for (i, line) in lines.iter().enumerate() {
        related |= line.class == Some(Class::Related);
        let Some(mut head) = head_at(lines, i, pages) else {
            continue;
        };
        if out.last().is_some_and(|last| head.start < last.body) {
            continue;
        }
        head.sure += u8::from(related);
        out.push(head);
    }
    out
}

/// The head whose time is in line `i`.
fn head_at<'t>(lines: &[Line<'t>], i: usize, pages: &Pages) -> Option<Head<'t>> {
    let line = &lines[i];
    let (published, inline) = match time(line.text, line.class, pages) {
        Some(published) => (published, None),
        None if matches!(line.class, None | Some(Class::Byline)) => dateline(line, pages)?,
        None => return None,
    };
    let relative = published.at.is_none();
    let before = i.checked_sub(1).map(|j| &lines[j]);
    let named = before.and_then(Line::source);
    let (mut j, mut dashed) = (i + 1, None);
    while j < lines.len() && j - i <= SKIPPED {
        let next = &lines[j];
        let source = next
            .dashed_source()
            .or_else(|| next.source().filter(|s| named == Some(s)));
        match source {
            Some(source) if dashed.is_none() => dashed = Some(source),
            _ if matches!(next.class, Some(Class::Byline | Class::Noise)) => {}
            _ => break,
        }
        j += 1;
    }
    let next = lines.get(j)?;
    let body = (j + 1..lines.len().min(j + 1 + SKIPPED))
        .find(|k| !matches!(lines[*k].class, Some(Class::Byline | Class::Noise)));
    let sure = |source: bool| match (dashed.is_some(), source, relative) {
        (true, ..) | (_, true, true) => SURE,
        (_, true, false) => 1,
        _ => 0,
    };
    // Source and time, then the headline.
    if let Some(body) = body.filter(|k| lines[*k].is_prose())
        && next.is_headline()
    {
        // The line before is a source only where nothing runs on into it.
        let named = named.filter(|_| {
            let above = i.checked_sub(2).map(|k| &lines[k]);
            lines[i - 1].gap || above.is_none_or(|a| a.class.is_some() || a.is_prose())
        });
        let start = if named.is_some() { i - 1 } else { i };
        return Some(Head {
            start,
            body,
            title: Some(next.text),
            source: dashed.or(inline).or(named),
            published,
            sure: sure(inline.is_some() || named.is_some()),
        });
    }
    // The headline, then source and time.
    if !next.is_prose() {
        return None;
    }
    let mut at = i.checked_sub(1)?;
    let mut named = None;
    if at > 0 && lines[at - 1].is_headline() {
        if lines[at].class == Some(Class::Byline) {
            at -= 1;
        } else if let Some(source) = lines[at].source() {
            named = Some(source);
            at -= 1;
        }
    }
    lines[at].is_headline().then(|| Head {
        start: at,
        body: j,
        title: Some(lines[at].text),
        source: dashed.or(inline).or(named),
        published,
        sure: sure(inline.is_some() || named.is_some()),
    })
}

/// The articles between the heads. Without `splits`, only a head in the first lines counts.
fn cut(lines: &[Line<'_>], mut heads: Vec<Head<'_>>, splits: bool) -> Vec<Article> {
    let first = lines.iter().position(|line| line.class.is_none());
    heads.retain(|head| splits && head.sure > 0 || first.is_none_or(|f| head.start <= f));
    let mut articles = Vec::new();
    let lead_end = heads.first().map_or(lines.len(), |head| head.start);
    let lead = &lines[..lead_end];
    if lead.iter().any(Line::is_prose) || heads.is_empty() {
        let title = title(lead);
        let body = title.map_or(0, |at| at + 1);
        articles.push(Article {
            title: title.map(|at| lead[at].text.to_owned()),
            text: body_text(&lead[body..]),
            ..Article::default()
        });
    }
    let ends = heads.iter().skip(1).map(|head| head.start);
    let ends: Vec<usize> = ends.chain([lines.len()]).collect();
    for (head, end) in heads.into_iter().zip(ends) {
        articles.push(Article {
            title: head.title.map(str::to_owned),
            source: head.source.map(str::to_owned),
            published: head.published,
            text: body_text(&lines[head.body..end]),
            ..Article::default()
        });
    }
    articles.retain(|article| !article.text.is_empty());
    articles
}

/// The first line where it is a headline over the rest, and not the first line of a paragraph that is broken into
/// lines.
fn title(lines: &[Line<'_>]) -> Option<usize> {
    const WRAPPED: usize = 100;
    let at = lines.iter().position(|line| line.class.is_none())?;
    let (line, next) = (&lines[at], lines.get(at + 1)?);
    if !line.is_headline() {
        return None;
    }
    if next.gap || next.class.is_some() {
        return Some(at);
    }
    let runs_on = next.text.starts_with(char::is_lowercase) || ends_open(line.text);
    let broken = line.text.len() >= 50 && next.text.len() < WRAPPED && lines.len() > at + 2;
    (!runs_on && !broken && next.is_prose()).then_some(at)
}

/// Whether a line ends in a word that wants another.
fn ends_open(text: &str) -> bool {
    const OPEN: [&str; 24] = [
        "a", "an", "and", "as", "at", "but", "by", "for", "from", "has", "have", "in", "is", "its",
        "of", "on", "or", "said", "that", "the", "their", "to", "was", "with",
    ];
    let last = text.split_whitespace().next_back().unwrap_or_default();
    OPEN.contains(&last)
}

/// The lines that are article text, paragraphs parted as they were.
fn body_text(lines: &[Line<'_>]) -> String {
    let mut out = String::new();
    let mut gap = false;
    let mut section = false;
    let menu = menu_runs(lines);
    for (i, line) in lines.iter().enumerate() {
        gap |= line.gap;
        let prose = line.is_prose();
        let keep = match line.class {
            Some(Class::Noise | Class::Menu | Class::Time) => false,
            // Who wrote it stands above the text; further down it is text.
            Some(Class::Byline) => !out.is_empty() && !section,
            Some(class @ (Class::Section | Class::Related)) => {
                let own = lines.get(i + 1).is_some_and(Line::is_prose);
                section = !own;
                own && class == Class::Section
            }
            _ if section => {
                // Below a heading for comments, a paragraph right behind a time is a comment.
                let comment = i > 0 && lines[i - 1].class == Some(Class::Time);
                section = !prose || comment;
                !section
            }
            _ => !menu[i],
        };
        if !keep {
            gap = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap { "\n\n" } else { "\n" });
        }
        out.push_str(line.text);
        gap = false;
    }
    out
}

/// Which lines belong to a run of navigation: four or more that are a few words each, with no figure in them, and that
/// nothing announces.
fn menu_runs(lines: &[Line<'_>]) -> Vec<bool> {
    const RUN: usize = 4;
    let entry = |line: &Line<'_>| {
        let capitals = !line.text.contains(char::is_lowercase);
        line.class.is_none_or(|class| class == Class::Menu)
            && line.words() <= if capitals { 6 } else { 3 }
            && line.text.len() <= 40
            && !line.text.contains(|c: char| c.is_ascii_digit())
            && !line.is_bullet()
            && !matches!(line.last(), Some('.' | '!' | '?' | ':' | ',' | ';' | '…'))
    };
    let mut out = vec![false; lines.len()];
    let mut start = 0;
    while start < lines.len() {
        let end = start + lines[start..].iter().take_while(|line| entry(line)).count();
        let announced = start > 0 && lines[start - 1].last() == Some(':');
        if end - start >= RUN && !announced {
            out[start..end].fill(true);
        }
        start = end.max(start + 1);
    }
    out
}
