//! What the user may type: every command and option, its help and its type. Nothing is done with them here.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::log::LogFormat;

/// The command line.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "dealsift",
    version,
    about = "Reads news articles and gives the deals in them as tables, with the words that say so",
    after_help = "Exit codes: 0 fine, 1 failed, 2 usage, grammar or option error, 3 finished but some inputs were \
                  rejected.\n\nStart with:\n  dealsift run samples -o output\n  dealsift COMMAND --help",
    disable_help_subcommand = true
)]
pub struct CommandLine {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Form of what is told on standard error
    #[arg(long, value_name = "FORMAT", default_value = "text", global = true)]
    pub log_format: LogFormat,
}

#[derive(Clone, Debug, Subcommand)]
pub(super) enum Command {
    Run(RunArgs),
    Extract(ExtractArgs),
    Report(ReportArgs),
    Merge(MergeArgs),
    Mentions(LinesArgs),
    Articles(ArticlesArgs),
    Summarize(SummarizeArgs),
    Query(QueryArgs),
    Diff(DiffArgs),
    Explain(ExplainArgs),
    #[command(subcommand)]
    Grammars(GrammarsCommand),
    Schema(SchemaArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// What all commands that read articles have in common.
#[derive(Clone, Debug, Args)]
pub(super) struct ReadArgs {
    /// Files, folders, globs, or `-` for standard input; plain, gzip, zstd, bzip2 or xz
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<String>,

    /// Format of the inputs, instead of what their content says
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<InputFormatArg>,

    /// Name of a field in JSON lines and CSV, such as `text=body` (id, title, published, url, source, text)
    #[arg(long = "field", value_name = "FIELD=NAME")]
    pub fields: Vec<String>,

    /// Folder of grammar files to lay over the built-in ones
    #[arg(long, value_name = "DIR")]
    pub grammars: Option<PathBuf>,

    /// Threads that work on articles; what comes out does not depend on it [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

    /// Read articles of every language in `run` and `extract`, not only those in English
    #[arg(long)]
    pub any_language: bool,

    /// What to do about an input that cannot be read
    #[arg(long, value_name = "WHAT", default_value = "skip")]
    pub on_error: OnError,

    /// Write rejected inputs to this file as JSON lines
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,

    /// Write the numbers of the job to this file: JSON, or the text form of Prometheus where it ends in .prom
    #[arg(long, value_name = "FILE")]
    pub stats: Option<PathBuf>,

    /// Print nothing on standard error but what ends the program
    #[arg(short, long)]
    pub quiet: bool,

    /// Tell more about what is done
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InputFormatArg {
    /// A file that is one article, or a page of several
    Text,
    /// A JSON object a line
    Jsonl,
    /// JSON objects in an array, one after the other, or one alone
    Json,
    /// Comma-separated values with a header; semicolons and tabs too
    Csv,
    /// A web page
    Html,
    /// Tab-separated values with a header
    Tsv,
    /// An RSS, Atom or RDF feed
    Feed,
    /// Mails one after the other
    Mbox,
    /// One mail
    Eml,
    /// A tar archive of files
    Tar,
    /// A zip archive of files
    Zip,
    /// Parquet
    Parquet,
    /// Arrow IPC, a file or a stream
    Arrow,
    /// A WARC or WET archive of the web
    Warc,
    /// An ARC archive of the web
    Arc,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OnError {
    /// Report it and go on; the exit code is 3
    Skip,
    /// End there; the exit code is 1
    Fail,
}

/// Read articles and write every table of their deals into a folder
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  dealsift run samples -o output\n  \
                        dealsift run samples/desk.csv -o output --overwrite --threads 2\n  \
                        dealsift run dump.jsonl.zst --field text=body --field published=date -o output")]
pub(super) struct RunArgs {
    #[command(flatten)]
    pub read: ReadArgs,

    /// Folder to write into; it is made where there is none
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,

    #[command(flatten)]
    pub filter: FilterArgs,

    /// Keep the deals of articles that stand in the inputs before, the same or nearly so
    #[arg(long)]
    pub keep_copies: bool,

    /// Lay the corrections of this CSV file over the deals: columns `deal_id`, `field` and `value` (`drop` in the field
    /// `deal` takes a deal out), and `was`, `who` and `when` where they are known; the report makes such files
    #[arg(long, value_name = "FILE")]
    pub corrections: Option<PathBuf>,

    /// Leave out report.html
    #[arg(long)]
    pub no_report: bool,

    /// Put the ids of this CSV file on parties: columns `name`, `alias` and `id`, several rows a name
    #[arg(long, value_name = "FILE")]
    pub entities: Option<PathBuf>,

    /// Replace the run that the folder already holds
    #[arg(long)]
    pub overwrite: bool,

    #[command(flatten)]
    pub conversion: ConversionArgs,

    /// Write the records as a data set of Parquet files in folders too, parted by year, month, kind, status or source
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub partition_by: Vec<String>,

    /// Write text in CSV cells as it is, also where a spreadsheet would take it for a formula
    #[arg(long)]
    pub raw_csv: bool,
}

/// Make the HTML page of a run: totals, charts, a table to search, and the sentences behind each deal
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  dealsift report output\n  \
                        dealsift report output -o deals.html --limit 500")]
pub(super) struct ReportArgs {
    /// Folder of a run
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// File to write to, `-` for standard output [default: report.html in the folder of the run]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    pub filter: FilterArgs,

    /// Most deals on the page, the first ones of the run
    #[arg(long, value_name = "N", default_value_t = crate::sink::DEALS_ON_A_PAGE)]
    pub limit: usize,

    /// Print nothing on standard error but what ends the program
    #[arg(short, long)]
    pub quiet: bool,
}

/// Which deals.
#[derive(Clone, Debug, Args)]
pub(super) struct FilterArgs {
    /// Only deals told on this day or later (2026, 2026-11 or 2026-11-24; in UTC)
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,

    /// Only deals told on this day or earlier
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,

    /// Only deals of this kind (several)
    #[arg(long, value_name = "KIND")]
    pub kind: Vec<String>,

    /// Only deals of this status (several)
    #[arg(long, value_name = "STATUS")]
    pub status: Vec<String>,

    /// Only deals with a party that an article calls so, capitals apart (several)
    #[arg(long, value_name = "NAME")]
    pub party: Vec<String>,

    /// Leave out deals with less confidence than this, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub min_confidence: Option<f64>,
}

/// What sums in one currency need.
#[derive(Clone, Debug, Args)]
pub(super) struct ConversionArgs {
    /// Sum up in this currency too; what there is no rate for stays as it is and is counted
    #[arg(long, value_name = "CURRENCY", requires = "fx")]
    pub to: Option<String>,

    /// Rates of exchange: the European Central Bank's eurofxref-hist (CSV or zip), or a CSV file `date,currency,rate` with
    /// what one unit of a currency is worth in that of --to
    #[arg(long, value_name = "FILE", requires = "to")]
    pub fx: Option<PathBuf>,
}

/// Write summaries of deals: counts by status, exact sums for each currency, medians, largest deals
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "DEALS are folders of runs, Parquet files or JSON lines of records, or `-` for JSON lines.\n\nExamples:\n  \
                        dealsift summarize output -o output/mine --by party --by kind,quarter --top 10\n  \
                        dealsift summarize output -o output/mine --kind purchase --since 2024 --min-confidence 0.5\n  \
                        dealsift summarize output -o output/mine --to USD --fx docs/analyst/rates.csv"
)]
pub(super) struct SummarizeArgs {
    /// Records of deals
    #[arg(value_name = "DEALS", required = true)]
    pub deals: Vec<String>,

    /// Folder to write `summary/` into; it is made where there is none
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,

    /// What to group by, several together with commas: kind, status, party, pair, class, product, currency, country, source,
    /// month, quarter [default: each alone]
    #[arg(long, value_name = "WHAT")]
    pub by: Vec<String>,

    /// Only the N groups with the most deals, and the N largest deals of each currency
    #[arg(long, value_name = "N")]
    pub top: Option<u32>,

    #[command(flatten)]
    pub filter: FilterArgs,

    #[command(flatten)]
    pub conversion: ConversionArgs,

    /// Write text in CSV cells as it is, also where a spreadsheet would take it for a formula
    #[arg(long)]
    pub raw_csv: bool,

    /// Print nothing on standard error but what ends the program
    #[arg(short, long)]
    pub quiet: bool,
}

/// Put together what several articles tell of one deal, over one or more runs
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  dealsift run samples -o output && dealsift merge output -o merged\n  \
                        dealsift merge monday/deals.jsonl tuesday/deals.parquet -o week --entities ids.csv"
)]
pub(super) struct MergeArgs {
    /// Files of deals (`deals.jsonl`, `deals.parquet`) or folders of runs
    #[arg(value_name = "DEALS", required = true)]
    pub deals: Vec<String>,

    /// Folder to write into; it is made where there is none
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,

    /// Put the ids of this CSV file on parties: columns `name`, `alias` and `id`, several rows a name
    #[arg(long, value_name = "FILE")]
    pub entities: Option<PathBuf>,

    /// Put right what people found wrong, before deals are put together: a CSV file as `run --corrections` takes it
    #[arg(long, value_name = "FILE")]
    pub corrections: Option<PathBuf>,

    #[command(flatten)]
    pub filter: FilterArgs,

    /// Replace the merged deals that the folder already holds
    #[arg(long)]
    pub overwrite: bool,

    /// Write text in CSV cells as it is, also where a spreadsheet would take it for a formula
    #[arg(long)]
    pub raw_csv: bool,

    /// Print nothing on standard error but what ends the program
    #[arg(short, long)]
    pub quiet: bool,
}

/// Ask the tables of a run in SQL
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "The tables are deals, parties, items, amounts, dates and evidence, records (deals.parquet, nested), copies, and \
                        the summaries, such as by_kind.\n\nExamples:\n  \
                        dealsift query output \"SELECT buyer, product, quantity FROM deals WHERE kind = 'purchase'\"\n  \
                        dealsift query output \"SELECT name, count(*) AS deals FROM parties GROUP BY name ORDER BY deals DESC, name \
                        LIMIT 10\" --format csv"
)]
pub(super) struct QueryArgs {
    /// Folder of a run
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// A SELECT of SQL
    #[arg(value_name = "SQL")]
    pub sql: String,

    /// How to print the rows [default: table on a terminal, else csv]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<RowsFormatArg>,
}

/// Show what two runs over the same articles make different, deal by deal and in numbers
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  dealsift diff output output\n  dealsift diff before/deals.jsonl after/deals.jsonl --format jsonl"
)]
pub(super) struct DiffArgs {
    /// Folder of a run, or JSON lines of records
    #[arg(value_name = "OLD")]
    pub old: String,

    /// The same of the run to compare with it
    #[arg(value_name = "NEW")]
    pub new: String,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: RowsFormatArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RowsFormatArg {
    /// For people
    Table,
    /// Comma-separated values with a header
    Csv,
    /// A JSON object a line
    Jsonl,
}

/// Print a record for each deal
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  dealsift extract samples/wire.jsonl\n  \
                        dealsift extract samples --format csv --min-confidence 0.5\n  \
                        dealsift extract - < samples/texts/harbour-ferries.txt\n  \
                        dealsift extract samples -o deals.parquet\n  \
                        dealsift extract samples --format table\n  dealsift extract samples -o deals.xlsx")]
pub(super) struct ExtractArgs {
    #[command(flatten)]
    pub read: ReadArgs,

    /// File to write to instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Format of the records [default: what the name of the output file says, else jsonl]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<OutputFormatArg>,

    #[command(flatten)]
    pub filter: FilterArgs,

    /// Write text in CSV cells as it is, also where a spreadsheet would take it for a formula
    #[arg(long)]
    pub raw_csv: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormatArg {
    /// A JSON object a line
    Jsonl,
    /// A flat row a deal
    Csv,
    /// Nested records
    Parquet,
    /// Nested records as Arrow IPC: a file, or a stream into a pipe
    Arrow,
    /// An Excel workbook with a sheet for each table
    Xlsx,
    /// What matters most, as a Markdown table that fits the terminal
    Table,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0 to 1".to_owned()),
    }
}

/// Print what was read: a JSON line for each article
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  dealsift articles samples/page.txt\n  \
                        dealsift articles samples -o articles.jsonl")]
pub(super) struct ArticlesArgs {
    #[command(flatten)]
    pub lines: LinesOptions,
}

/// Print the figures, dates and parties of each article's text with their offsets: a JSON line for each article
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  dealsift mentions samples/wire.jsonl\n  \
                        dealsift mentions samples/texts -o mentions.jsonl")]
pub(super) struct LinesArgs {
    #[command(flatten)]
    pub lines: LinesOptions,
}

/// Show what was seen in articles, and why: groups of words, rules that fired or were dropped, and the deals
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  dealsift explain samples/texts/harbour-ferries.txt\n  \
                        dealsift explain samples/wire.jsonl --article w-0303 --all"
)]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    pub read: ReadArgs,

    /// Show sentences without any rule too
    #[arg(long)]
    pub all: bool,

    /// List what may have been missed instead: sentences with a name, a figure and a word of dealing that tell no deal, and
    /// deals with one party or no figure; a line each, fields parted by tabs
    #[arg(long, conflicts_with = "all")]
    pub misses: bool,

    /// Only the article of this id
    #[arg(long, value_name = "ID")]
    pub article: Option<String>,
}

#[derive(Clone, Debug, Args)]
pub(super) struct LinesOptions {
    #[command(flatten)]
    pub read: ReadArgs,

    /// File to write to instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Check, list or show the rules
#[derive(Clone, Debug, Subcommand)]
pub(super) enum GrammarsCommand {
    /// Read every file and run every example of every rule, alone and together
    #[command(
        after_help = "Examples:\n  dealsift grammars check\n  dealsift grammars check my-rules"
    )]
    Check {
        /// Folder of grammar files to lay over the built-in ones
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// List every rule
    #[command(
        after_help = "Examples:\n  dealsift grammars list\n  dealsift grammars list --format markdown > rules.md"
    )]
    List {
        /// Folder of grammar files to lay over the built-in ones
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,

        /// How to print it
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        format: ListFormat,
    },
    /// Show a rule with its examples
    #[command(
        after_help = "Examples:\n  dealsift grammars show purchase/buy-goods\n  dealsift grammars show lease/"
    )]
    Show {
        /// Id of a rule, cue or avoid rule, or how ids begin
        #[arg(value_name = "ID")]
        id: String,

        /// Folder of grammar files to lay over the built-in ones
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// Columns for a terminal
    Table,
    /// A page with a section for each kind
    Markdown,
}

/// Show the fields of a record and the columns of every file
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  dealsift schema\n  dealsift schema --format json > deal.schema.json"
)]
pub(super) struct SchemaArgs {
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: SchemaFormatArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaFormatArg {
    /// Columns with their meaning
    Table,
    /// JSON Schema of a record
    Json,
    /// Columns with their Arrow types
    Arrow,
}

/// Print a script that completes commands and options in a shell
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  dealsift completions bash > dealsift.bash\n  dealsift completions zsh > _dealsift"
)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Print the man page
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  dealsift man > dealsift.1\n  dealsift man -o man1")]
pub(super) struct ManArgs {
    /// Folder to write a page for each command into, instead of the one of the program to standard output
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn ok_the_command_line_is_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn err_a_share_is_no_percentage() {
        assert!(share("0.5").is_ok());
        assert!(share("50").is_err() && share("-0.1").is_err() && share("NaN").is_err());
    }
}
