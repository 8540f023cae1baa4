//! Joins the stages: one article in, its deals out.

mod library;
mod mentions;
pub mod parallel;

pub use library::ExtractorBuilder;
pub use mentions::MentionLine;

use crate::deal::{AmountWords, Deal, Knowledge, Linked, SIGNS, link};
use crate::error::{Error, Result};
use crate::frame::{Dropped, Frame, Grammar, Matcher, Parsed, chunks};
use crate::grammar::{AmountContext, Confidence, GrammarFiles, Lexicon, Names, Rules};
use crate::mention::{Document, Figures, document};
use crate::source::Article;
use crate::text::Folded;

/// A compiled grammar, ready to read articles. Shared freely between threads; it holds nothing of any article.
#[derive(Debug)]
pub struct Extractor {
    pub(crate) rules: Rules,
    pub(crate) lexicon: Lexicon,
    pub(crate) names: Names,
    pub(crate) figures: Figures,
    pub(crate) matcher: Matcher,
    pub(crate) amounts: AmountWords,
    pub(crate) confidence: Confidence,
    hash: String,
    any_language: bool,
}

/// Everything that the stages saw in one article.
pub(crate) struct Seen<'a> {
    /// Sentences with their mentions.
    pub document: &'a Document<'a>,
    /// Their chunks.
    pub parsed: &'a [Parsed<'a>],
    /// Frames that were found.
    pub frames: &'a [Frame],
    /// Frames that an avoid rule dropped.
    pub dropped: &'a [Dropped],
    /// Deals, and what became of each frame.
    pub linked: Linked,
}

impl Extractor {
    /// Compiles a grammar.
    ///
    /// # Errors
    /// Every fault of its files, with file, line and rule.
    pub fn new(files: &GrammarFiles) -> Result<Self> {
        let mut faults = Vec::new();
        let mut take = |f: Vec<crate::grammar::Fault>| faults.extend(f);
        let rules = Rules::load(files).map_err(&mut take).ok();
        let lexicon = Lexicon::load(files).map_err(&mut take).ok();
        let names = Names::load(files).map_err(&mut take).ok();
        let figures = Figures::load(files).map_err(&mut take).ok();
        let context = AmountContext::load(files).map_err(&mut take).ok();
        let known: Vec<&str> = SIGNS.iter().map(|(name, _)| *name).collect();
        let confidence = Confidence::load(files, &known).map_err(&mut take).ok();
        let (
            Some(rules),
            Some(mut lexicon),
            Some(names),
            Some(figures),
            Some(context),
            Some(confidence),
        ) = (rules, lexicon, names, figures, context, confidence)
        else {
            return Err(Error::grammar(faults));
        };
        let matcher = Matcher::new(&rules, &mut lexicon);
        let mut ids = |words: &[String]| words.iter().map(|w| lexicon.ensure_noun(w)).collect();
        let (deal, other) = (ids(&context.deal), ids(&context.other));
        let (takeover, funds) = (ids(&context.takeover), ids(&context.funds));
        let amounts = AmountWords {
            deal,
            other,
            takeover,
            funds,
            verbs: context
                .verbs
                .iter()
                .map(|w| lexicon.ensure_verb(w))
                .collect(),
            change: context
                .change
                .iter()
                .map(|w| lexicon.ensure_verb(w))
                .collect(),
            rival: context.rival.into_iter().collect(),
            quoted: context.quoted.into_iter().collect(),
            plurals: context.plurals.into_iter().collect(),
        };
        Ok(Self {
            rules,
            lexicon,
            names,
            figures,
            matcher,
            amounts,
            confidence,
            hash: files.hash(),
            any_language: false,
        })
    }

    /// The hash of the grammar's files.
    pub fn grammar_hash(&self) -> &str {
        &self.hash
    }

    /// The kinds of deals that the grammar has, in the order of its taxonomy.
    pub fn kinds(&self) -> Vec<String> {
        let kinds = self.rules.kinds.iter();
        kinds.map(|(name, _)| name.clone()).collect()
    }

    /// The deals of one article, whatever its language, by the place of their anchors.
    pub fn extract(&self, article: &Article) -> Vec<Deal> {
        self.extract_with(article, None)
    }

    /// The same with one frame rule only, by its number in the grammar.
    pub(crate) fn extract_with(&self, article: &Article, only: Option<usize>) -> Vec<Deal> {
        self.analyse(article, only, |seen| seen.linked.deals)
    }

    /// Runs the stages over an article and hands everything that they saw to `show`.
    pub(crate) fn analyse<R>(
        &self,
        article: &Article,
        only: Option<usize>,
        show: impl FnOnce(Seen<'_>) -> R,
    ) -> R {
        let title = Folded::new(article.title.as_deref().unwrap_or_default());
        let text = Folded::new(&article.text);
        let document = document(&title, &text, &self.figures, &self.lexicon, &self.names);
        let parsed: Vec<Parsed<'_>> = document
            .sentences
            .iter()
            .map(|sentence| Parsed {
                sentence,
                chunks: chunks(
                    sentence,
                    document.text_of(sentence.place),
                    document.figures_of(sentence.place),
                ),
            })
            .collect();
        let grammar = Grammar {
            rules: &self.rules,
            lexicon: &self.lexicon,
            names: &self.names,
        };
        let mut frames = Vec::new();
        let mut dropped = Vec::new();
        for (number, p) in parsed.iter().enumerate() {
            let (found, gone) = self.matcher.frames(&document, number, p, grammar, only);
            frames.extend(found);
            dropped.extend(gone);
        }
        let knowledge = Knowledge {
            rules: &self.rules,
            lexicon: &self.lexicon,
            names: &self.names,
            amounts: &self.amounts,
            confidence: &self.confidence,
        };
        let linked = link(article, &document, &parsed, &frames, knowledge);
        show(Seen {
            document: &document,
            parsed: &parsed,
            frames: &frames,
            dropped: &dropped,
            linked,
        })
    }
}
