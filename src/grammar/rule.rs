//! Frame rules, status cues and avoid rules as the files write them, with their examples.

mod load;

use serde::Deserialize;

use super::fault::Fault;
use super::files::GrammarFiles;
use super::pattern::{Pattern, list};
use super::terms::Status;

/// What must come of an example.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// One deal with exactly the bracketed parts.
    #[default]
    Match,
    /// No deal by this rule.
    None,
    /// Wrong today: a deal should be found and is not.
    KnownMiss,
    /// Wrong today: a deal is found and should not be.
    KnownFalseAlarm,
}

/// A sentence with what must come of it: `[buyer:Acme Corp] agreed to buy [target:Widget Ltd].`
#[derive(Clone, Debug, Deserialize)]
pub struct Example {
    /// The sentence, its parts in brackets.
    pub text: String,
    /// What must come.
    #[serde(default)]
    pub expect: Expect,
    /// The status that must come, where it matters.
    pub status: Option<Status>,
}

/// A frame rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Unique: kind and wording.
    pub id: String,
    /// The kind of deal.
    pub kind: String,
    /// What it reads.
    pub doc: String,
    /// The clauses it declares.
    pub patterns: Vec<Pattern>,
    /// The status that its wording implies where no cue says otherwise.
    pub status: Status,
    /// An agreement as such: it gives way to what it is an agreement to do.
    pub generic: bool,
    /// Its examples.
    pub examples: Vec<Example>,
    /// File and line.
    pub file: String,
    /// Line of its id.
    pub line: usize,
}

/// A status cue or an avoid rule: words around a trigger.
#[derive(Clone, Debug)]
pub struct Cue {
    /// Unique.
    pub id: String,
    /// The status it gives; `None` where the deal is dropped.
    pub status: Option<Status>,
    /// What it reads.
    pub doc: String,
    /// Base forms of verbs that govern the trigger or say something of it.
    pub verbs: Vec<String>,
    /// Base forms of nouns that govern the trigger.
    pub nouns: Vec<String>,
    /// Words before the trigger noun.
    pub modifiers: Vec<String>,
    /// Modals of the trigger verb.
    pub modals: Vec<String>,
    /// The trigger or its governor is negated.
    pub negated: bool,
    /// Its verbs count in the past only: "tried to buy".
    pub past: bool,
    /// Base forms of nouns for those who report what is not announced: "sources said".
    pub reporters: Vec<String>,
    /// Its verbs accept what a noun below them only proposes: "approved the plan".
    pub accepts: bool,
    /// The trigger stands in the plain present of the body: a habit.
    pub habitual: bool,
    /// Its examples.
    pub examples: Vec<Example>,
    /// File.
    pub file: String,
    /// Line of its id.
    pub line: usize,
}

/// All rules.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Kinds with their meaning, in the order of the taxonomy.
    pub kinds: Vec<(String, String)>,
    /// Frame rules in index order.
    pub frames: Vec<Rule>,
    /// Status cues in file order.
    pub cues: Vec<Cue>,
    /// Avoid rules.
    pub avoids: Vec<Cue>,
}

/// Nouns beside a sum that say what the sum is, from `lexicon/amounts.toml`.
#[derive(Clone, Debug, Default)]
pub struct AmountContext {
    /// The sum is of a deal.
    pub deal: Vec<String>,
    /// The sum is none of a deal.
    pub other: Vec<String>,
    /// Plurals that tell of accounts where their singular tells of a deal.
    pub plurals: Vec<String>,
    /// The sum is of a takeover.
    pub takeover: Vec<String>,
    /// The sum is lent or raised.
    pub funds: Vec<String>,
    /// Verbs with a price behind them.
    pub verbs: Vec<String>,
    /// Verbs that tell how an account stands or changes.
    pub change: Vec<String>,
    /// Words that make a deal another one.
    pub rival: Vec<String>,
    /// Words that make a price one of the market.
    pub quoted: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AmountFile {
    #[allow(dead_code)]
    source: String,
    #[allow(dead_code)]
    licence: String,
    context: AmountLists,
    #[allow(dead_code)]
    agreements: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AmountLists {
    deal: String,
    other: String,
    plurals: String,
    takeover: String,
    funds: String,
    verbs: String,
    change: String,
    rival: String,
    quoted: String,
}

impl AmountContext {
    /// Reads the lists.
    ///
    /// # Errors
    /// The fault of the file.
    pub fn load(files: &GrammarFiles) -> Result<Self, Vec<Fault>> {
        let file: AmountFile = files.read("lexicon/amounts.toml").map_err(|f| vec![f])?;
        Ok(Self {
            deal: list(&file.context.deal),
            other: list(&file.context.other),
            plurals: list(&file.context.plurals),
            takeover: list(&file.context.takeover),
            funds: list(&file.context.funds),
            verbs: list(&file.context.verbs),
            change: list(&file.context.change),
            rival: list(&file.context.rival),
            quoted: list(&file.context.quoted),
        })
    }
}
