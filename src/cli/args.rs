//! The arguments, as clap reads them.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use ratatui::layout::Size;

#[cfg(feature = "author")]
use crate::cli::author::AuthorCommand;
#[cfg(feature = "author")]
use crate::cli::mend::Fix;
use crate::text::Lang;
use crate::theme::ThemeName;

const EXAMPLES: &str = "Examples:
  cotejo                              read the explainer on Mexico's National Guard
  cotejo mission                      open a chapter, section, claim, source or question
  cotejo read faq-02 --plain          the same as plain, labelled text
  cotejo search 'status:disputed soldiers'
  cotejo cite --format bibtex         every source as BibTeX
  cotejo check my-explainer           what is wrong with a folder, and what to write instead
  cotejo --content my-explainer       read a folder of your own

Exit codes: 0 fine; 1 findings, or nothing found; 2 wrong use, or input that can't be read.";

/// A terminal reader for sourced explainers: who says what, since when, and where sources disagree.
#[derive(Debug, Parser)]
#[command(name = "cotejo", version, after_help = EXAMPLES)]
pub struct Args {
    /// Where to open: the id of a chapter, section, claim, source, comparison, question or guide, or a screen such as `claims` or `timeline`.
    pub place: Option<String>,
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds for every command.
#[derive(Debug, Clone, clap::Args)]
pub struct Globals {
    /// Read this folder instead of the built-in explainer.
    #[arg(long, global = true, value_name = "DIR", env = "COTEJO_CONTENT")]
    pub content: Option<PathBuf>,
    /// The language of texts and interface, such as `en` or `es`.
    #[arg(long, global = true, value_name = "CODE", env = "COTEJO_LANG", value_parser = lang)]
    pub lang: Option<Lang>,
    /// The theme: auto, dark, light, high-contrast-dark, high-contrast-light, terminal or mono.
    #[arg(long, global = true, value_name = "NAME", env = "COTEJO_THEME", value_parser = theme)]
    pub theme: Option<ThemeName>,
    /// Whether to colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Neither read nor keep places, bookmarks, notes and settings.
    #[arg(long, global = true)]
    pub no_state: bool,
}

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// As the terminal and `NO_COLOR` have it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands beside opening the reader.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print a page as plain, labelled text.
    Read {
        /// Which page; the first one without it.
        place: Option<String>,
        /// Everything, page after page.
        #[arg(long, conflicts_with = "place")]
        all: bool,
        /// A line for each paragraph, however long.
        #[arg(long)]
        plain: bool,
        /// Break lines at this many cells.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..=1000))]
        width: Option<u16>,
        /// The values of a picture or a figure as an array of JSON objects.
        #[arg(long, conflicts_with_all = ["all", "plain", "width"], requires = "place")]
        json: bool,
    },
    /// Search everything; exit code 1 when nothing is found.
    Search {
        /// Words, "phrases" in quotes, and filters: source:, kind:, status:, in:.
        #[arg(required = true)]
        query: Vec<String>,
        /// At most this many results.
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
        /// As an array of JSON objects.
        #[arg(long)]
        json: bool,
    },
    /// Print sources as references; all of them without ids.
    Cite {
        /// Ids of sources, or of claims for the sources that they cite.
        sources: Vec<String>,
        /// The form.
        #[arg(long, value_name = "FORM", default_value = "text")]
        format: CiteFormat,
    },
    /// Check a folder; exit code 1 when there are errors.
    Check(CheckArgs),
    #[cfg(feature = "author")]
    #[command(flatten)]
    Author(AuthorCommand),
    /// Print the screen after a script of keys, without a terminal.
    Frames {
        /// Columns and rows.
        #[arg(long, value_name = "WxH", default_value = "80x24", value_parser = size)]
        size: Size,
        /// Keys in the notation of `cotejo keys`, separated by spaces; other words are typed.
        #[arg(long, value_name = "SCRIPT", default_value = "")]
        keys: String,
        /// The form of the frame.
        #[arg(long, value_name = "FORM", default_value = "text")]
        format: FrameFormat,
        /// Where to open.
        place: Option<String>,
    },
    /// Serve readers over SSH: no account, no key, no shell.
    #[cfg(feature = "serve")]
    Serve(crate::cli::settings::Flags),
    /// Print every key with what it does.
    Keys {
        /// As a table in Markdown.
        #[arg(long)]
        markdown: bool,
    },
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or that of a command.
    Man {
        /// The command.
        command: Option<String>,
    },
}

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// The folder; the one of `--content`, or the built-in explainer, without it.
    pub dir: Option<PathBuf>,
    /// The form of the findings.
    #[arg(long, value_name = "FORM", default_value = "full")]
    pub format: CheckFormat,
    /// Exit code 1 for warnings as well; says nothing when nothing is found.
    #[arg(long)]
    pub strict: bool,
    /// Say why a kind of finding matters, with a bad and a good example; `all` for every kind.
    #[arg(long, value_name = "CODE", conflicts_with = "dir")]
    pub explain: Option<String>,
    /// Mend what needs no judgement, and say what: ids, translations (a commented line for each that is missing) and the order of keys.
    #[cfg(feature = "author")]
    #[arg(long, value_name = "WHAT", conflicts_with = "explain", value_delimiter = ',', num_args = 0..=1, require_equals = true, default_missing_value = "ids,translations,keys")]
    pub fix: Option<Vec<Fix>>,
    /// Ask whether addresses answer. Good answers are remembered for a week, unless `--no-state`.
    #[cfg(feature = "links")]
    #[arg(long, conflicts_with = "explain")]
    pub links: bool,
    /// With `--links`: the most seconds for one address.
    #[cfg(feature = "links")]
    #[arg(long, value_name = "SECONDS", default_value_t = 15, requires = "links", value_parser = clap::value_parser!(u16).range(1..=600))]
    pub timeout: u16,
    /// With `--links`: a host that is not asked, with its subdomains; may be given several times.
    #[cfg(feature = "links")]
    #[arg(long, value_name = "HOST", requires = "links")]
    pub skip_host: Vec<String>,
}

/// The forms of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CiteFormat {
    /// A line of text each.
    Text,
    /// BibTeX.
    Bibtex,
    /// CSL JSON, as reference managers read it.
    CslJson,
    /// RIS.
    Ris,
}

/// The forms of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// With the lines that they are about.
    Full,
    /// A line each.
    Concise,
    /// An array of JSON objects.
    Json,
    /// A SARIF 2.1.0 log, as code scanning reads it.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// The forms of frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FrameFormat {
    /// Text without styles.
    Text,
    /// With styles, as a terminal is told them.
    Ansi,
    /// As a picture, in the colours of the theme.
    Svg,
}

fn lang(text: &str) -> Result<Lang, String> {
    Lang::parse(text)
        .ok_or_else(|| "write two lower-case letters, such as `en` or `es`".to_string())
}

fn theme(text: &str) -> Result<ThemeName, String> {
    let words = || {
        ThemeName::ALL
            .iter()
            .map(|name| name.word())
            .collect::<Vec<_>>()
            .join(", ")
    };
    ThemeName::from_word(text).ok_or_else(|| format!("the themes are {}", words()))
}

/// Columns and rows, as `80x24`.
pub fn size(text: &str) -> Result<Size, String> {
    let numbers = text
        .split_once('x')
        .and_then(|(w, h)| Some((w.parse::<u16>().ok()?, h.parse::<u16>().ok()?)));
    match numbers {
        Some((w @ 1..=1000, h @ 1..=1000)) => Ok(Size::new(w, h)),
        _ => Err("write columns and rows, each from 1 to 1000, such as `80x24`".to_string()),
    }
}
