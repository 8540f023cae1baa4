//! What was seen in one article, and why: sentences with their groups, mentions, frames with the rules that made
//! them, what was dropped by which rule, and the deals that came out.

mod misses;

pub use misses::misses;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::deal::{Deal, Fate, Reason, plain};
use crate::frame::{Chunk, ChunkKind, Dropped, Frame, Parsed, VerbForm};
use crate::grammar::Fill;
use crate::mention::{Document, Figure};
use crate::pipeline::{Extractor, Seen};
use crate::source::Article;

const NAME: Style = AnsiColor::Cyan.on_default();
const FIGURE: Style = AnsiColor::Yellow.on_default();
const VERB: Style = AnsiColor::Green.on_default();
const FRAME: Style = AnsiColor::Magenta.on_default().bold();
const DROPPED: Style = AnsiColor::Red.on_default();
const HEAD: Style = Style::new().bold();

/// Writes the explanation of an article. Styles go into the text as escapes: give a stream that strips them where
/// colour is not wanted. `all` shows sentences without any frame too.
///
/// # Errors
/// Where writing fails.
pub fn explain(
    extractor: &Extractor,
    article: &Article,
    all: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(
        out,
        "{HEAD}{}{HEAD:#}  {}",
        article.id,
        article.title.as_deref().unwrap_or("")
    )?;
    extractor.analyse(article, None, |seen| {
        let Seen {
            document,
            parsed,
            frames,
            dropped,
            linked,
        } = seen;
        for (number, p) in parsed.iter().enumerate() {
            let here: Vec<(usize, &Frame)> = frames
                .iter()
                .enumerate()
                .filter(|(_, f)| f.sentence == number)
                .collect();
            let gone: Vec<&Dropped> = dropped
                .iter()
                .filter(|d| d.frame.sentence == number)
                .collect();
            if !all && here.is_empty() && gone.is_empty() {
                continue;
            }
            sentence(document, p, out)?;
            for (f, frame) in here {
                show_frame(extractor, document, p, frame, out)?;
                let fate = match &linked.fates[f] {
                    Fate::Told(id) => format!("in deal {id}"),
                    Fate::NotEnough => "no deal: too little is named".to_owned(),
                    Fate::ToldByOthers => {
                        "no deal of its own: its sides stand in deals that say more".to_owned()
                    }
                };
                writeln!(out, "    -> {fate}")?;
            }
            for d in gone {
                write!(out, "  {DROPPED}dropped by {}{DROPPED:#} ", d.by)?;
                show_frame(extractor, document, p, &d.frame, out)?;
            }
        }
        for (deal, reasons) in linked.deals.iter().zip(&linked.reasons) {
            show_deal(deal, reasons, out)?;
        }
        Ok(())
    })
}

fn sentence(document: &Document<'_>, p: &Parsed<'_>, out: &mut impl Write) -> io::Result<()> {
    let text = document.text_of(p.sentence.place);
    let place = p.sentence.place.name();
    let (span, _) = document.original(p.sentence.place, p.sentence.span);
    write!(out, "\n{HEAD}{place} {}..{}{HEAD:#} ", span.start, span.end)?;
    for chunk in &p.chunks {
        let words = chunk.span.of(text).replace('\n', " ");
        match &chunk.kind {
            ChunkKind::Noun(group) => {
                let style = if group.names.is_empty() {
                    if group.figures.is_empty() {
                        HEAD
                    } else {
                        FIGURE
                    }
                } else {
                    NAME
                };
                write!(out, "{style}[{words}]{style:#}")?;
                for n in &group.names {
                    write!(out, "~{:?}", p.sentence.names[*n].kind)?;
                }
                for f in &group.figures {
                    write!(
                        out,
                        "~{}",
                        figure(&document.figures_of(p.sentence.place)[*f].figure)
                    )?;
                }
            }
            ChunkKind::Verb(v) => {
                let form = match v.form {
                    VerbForm::Finite => "",
                    VerbForm::Infinitive => "~to",
                    VerbForm::Ing => "~ing",
                    VerbForm::Participle => "~ed",
                };
                let passive = if v.passive { "~passive" } else { "" };
                write!(out, "{VERB}<{words}>{VERB:#}{form}{passive}")?;
            }
            _ => write!(out, "{words}")?,
        }
        write!(out, " ")?;
    }
    writeln!(out)
}

fn figure(figure: &Figure) -> String {
    match figure {
        Figure::Number(n) => plain(n.value),
        Figure::Money(m) => format!("{} {}", plain(m.value), m.currency.as_str()),
        Figure::Percent(p) => format!("{}%", plain(p.value)),
        Figure::Measure(m) => format!("{} {}", plain(m.value), m.unit.symbol),
        Figure::Date(_) => "date".to_owned(),
    }
}

fn show_frame(
    extractor: &Extractor,
    document: &Document<'_>,
    p: &Parsed<'_>,
    frame: &Frame,
    out: &mut impl Write,
) -> io::Result<()> {
    let text = document.text_of(frame.place);
    let rule = &extractor.rules.frames[frame.rule];
    writeln!(
        out,
        "  {FRAME}{}{FRAME:#} on \"{}\" by pattern {}",
        rule.id,
        frame.span.of(text),
        rule.patterns[frame.pattern].text
    )?;
    writeln!(
        out,
        "    status {} by {} (\"{}\")",
        frame.verdict.status.name(),
        frame.verdict.rule,
        frame.verdict.span.of(text)
    )?;
    for f in &frame.filled {
        let chunk: &Chunk = &p.chunks[f.chunk];
        let span = f.name.map_or(chunk.span, |n| p.sentence.names[n].span);
        let what = match f.fill {
            Fill::Party(role) => role.name(),
            Fill::Item => "item",
            Fill::Amount => "amount",
            Fill::Nothing => "-",
        };
        writeln!(
            out,
            "    {what} = \"{}\" ({})",
            span.of(text).replace('\n', " "),
            f.place
        )?;
    }
    Ok(())
}

fn show_deal(deal: &Deal, reasons: &[Reason], out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\n{FRAME}deal {}{FRAME:#} {} {} confidence {:.2}",
        deal.deal_id,
        deal.kind,
        deal.status.name(),
        deal.confidence
    )?;
    for p in &deal.parties {
        writeln!(out, "  {} {NAME}{}{NAME:#}", p.role.name(), p.name)?;
    }
    for i in &deal.items {
        let quantity = i.quantity.map(plain).unwrap_or_default();
        let most = i
            .quantity_max
            .map(|q| format!(" up to {}", plain(q)))
            .unwrap_or_default();
        writeln!(
            out,
            "  item {FIGURE}{quantity}{most}{FIGURE:#} {} {}",
            i.unit.as_deref().unwrap_or(""),
            i.product
        )?;
    }
    for a in &deal.amounts {
        let most = a
            .value_max
            .map(|q| format!(" to {}", plain(q)))
            .unwrap_or_default();
        writeln!(
            out,
            "  amount {FIGURE}{}{most} {}{FIGURE:#} {} {}{}",
            plain(a.value),
            a.currency,
            a.modality.name(),
            a.scope.name(),
            if a.primary { " primary" } else { "" }
        )?;
    }
    // Points are hundredths of a unit of log odds.
    let reasons: Vec<String> = reasons
        .iter()
        .map(|(name, points)| format!("{name} {points:+}"))
        .collect();
    writeln!(out, "    confidence: {}", reasons.join(", "))?;
    for e in &deal.evidence {
        writeln!(
            out,
            "    {} \"{}\" {}..{} {}",
            e.field,
            e.text.replace('\n', " "),
            e.start,
            e.end,
            e.rule
        )?;
    }
    Ok(())
}
