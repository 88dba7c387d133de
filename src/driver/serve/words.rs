//! The words that a visitor may send instead of opening the reader: `ssh HOST read mission`, `ssh HOST search …`, `ssh HOST faq`.
//!
//! The answer is the linear twin of the same pages, for screen readers, scripts and pipes. Whatever is none of the words gets help and
//! nothing else: nothing is run, and nothing of what was sent comes back but what was made safe.

use crate::driver::serve::resume;
use crate::i18n::Msg;
use crate::page::Ctx;
use crate::page::linear::{self, Breaking};
use crate::page::results::answer;
use crate::place::{Location, Place};
use crate::text::{Lang, SafeText};

/// The longest command that is looked at.
pub const LONGEST: usize = 1_024;

/// How many results a search lists.
const RESULTS: usize = 20;

/// How wide text is broken: what is read with ease on the narrowest usual terminal.
const WIDTH: usize = 76;

/// What a command asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// A page, by any name that the command line takes, or by a code; the first one without.
    Read(Option<String>),
    /// What a query finds.
    Search(String),
    /// All questions, with their short answers.
    Faq,
    /// How to use all this.
    Help,
    /// None of these.
    Unknown(String),
}

/// A command with what may be said about how it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What it asks for.
    pub word: Word,
    /// A line for each paragraph, however long.
    pub breaking: Breaking,
    /// The language, if one was named.
    pub lang: Option<Lang>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its text.
    pub text: String,
    /// What becomes of it, as the exit code tells it.
    pub status: Status,
}

/// How a command has ended, as on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Fine.
    Fine = 0,
    /// Nothing was found.
    Nothing = 1,
    /// It could not be understood.
    Misuse = 2,
}

impl Command {
    /// Reads a command. Quotes around a whole word are the visitor's shell's business; those of a phrase stay.
    pub fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST)]);
        let mut command = Command {
            word: Word::Help,
            breaking: Breaking::At(WIDTH),
            lang: None,
        };
        let mut words = Vec::new();
        let mut rest = text.split_whitespace();
        while let Some(word) = rest.next() {
            match word {
                "--plain" => command.breaking = Breaking::Never,
                "--lang" => command.lang = rest.next().and_then(Lang::parse),
                word => words.push(word),
            }
        }
        command.word = match words[..] {
            [] | ["help" | "--help" | "-h" | "?"] => Word::Help,
            ["read"] => Word::Read(None),
            ["read", place] => Word::Read(Some(unquoted(place).to_string())),
            // A search's own form, `read search?two words`.
            ["read", ..] => Word::Read(Some(words[1..].join(" "))),
            ["search", _, ..] => Word::Search(words[1..].join(" ")),
            ["faq"] => Word::Faq,
            _ => Word::Unknown(words.join(" ")),
        };
        command
    }

    /// Where the reader opens if there is a terminal; `None` when there is nothing to open.
    pub fn location(&self, ctx: Ctx<'_>) -> Option<Location> {
        match &self.word {
            Word::Read(None) => Some(Location::top(Place::Home)),
            Word::Read(Some(name)) => locate(name, ctx),
            Word::Search(query) => Some(Location::top(Place::Search(query.clone()))),
            Word::Faq => Some(Location::top(Place::Faqs)),
            Word::Help | Word::Unknown(_) => None,
        }
    }

    /// The answer as text.
    pub fn reply(&self, ctx: Ctx<'_>) -> Reply {
        let page = |location: &Location| fine(linear::location(location, ctx, self.breaking));
        match &self.word {
            Word::Read(Some(name)) => match locate(name, ctx) {
                Some(location) => page(&location),
                None => nowhere(name, ctx),
            },
            Word::Search(query) => search(query, ctx),
            Word::Read(None) => page(&Location::top(Place::Home)),
            Word::Faq => page(&Location::top(Place::Faqs)),
            Word::Help => fine(help(ctx)),
            Word::Unknown(text) => Reply {
                text: format!("{}\n\n{}", unknown(text, ctx), help(ctx)),
                status: Status::Misuse,
            },
        }
    }
}

/// Where a name or a code leads.
pub fn locate(name: &str, ctx: Ctx<'_>) -> Option<Location> {
    Place::parse(name, ctx.library()).or_else(|| resume::location(name, ctx))
}

fn fine(text: String) -> Reply {
    Reply {
        text,
        status: Status::Fine,
    }
}

/// A word without the quotes around it.
fn unquoted(word: &str) -> &str {
    let inside = |quote| word.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(word)
}

fn search(query: &str, ctx: Ctx<'_>) -> Reply {
    let index = ctx.edition.index();
    let found = index.map(|index| answer(index, ctx.library(), query, ctx.lang, RESULTS));
    let text = found.map(|found| found.text(ctx.library()));
    match text.filter(|text| !text.is_empty()) {
        Some(text) => fine(text),
        None => Reply {
            text: format!(
                "{}\n{}\n",
                ctx.msg(Msg::NoneFound),
                ctx.msg(Msg::NoneFoundHint)
            ),
            status: Status::Nothing,
        },
    }
}

/// What is said about a name that leads nowhere.
fn nowhere(name: &str, ctx: Ctx<'_>) -> Reply {
    let mut text = Msg::NoSuchPlace.with(ctx.lang, &safe(name));
    if let Some(near) = Place::nearest(name, ctx.library()) {
        text.push('\n');
        text.push_str(&Msg::DidYouMean.with(ctx.lang, &near));
    }
    Reply {
        text: format!("{text}\n\n{}", help(ctx)),
        status: Status::Nothing,
    }
}

fn unknown(text: &str, ctx: Ctx<'_>) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let mut said = Msg::KioskUnknown.with(ctx.lang, &safe(text));
    // `ssh HOST mission`: a place without its word.
    if locate(first, ctx).is_some() {
        said.push('\n');
        said.push_str(&Msg::DidYouMean.with(ctx.lang, &format!("read {}", safe(first))));
    }
    said
}

/// What was sent, made safe to be shown, and short.
fn safe(text: &str) -> String {
    let safe = SafeText::sanitize(text).replace('\n', " ");
    safe.chars().take(80).collect()
}

/// How to use the words, with the chapters that there are.
fn help(ctx: Ctx<'_>) -> String {
    let chapters = ctx.library().chapters.iter().map(|chapter| {
        format!(
            "  {:<24} {}\n",
            format!("read {}", chapter.id),
            chapter.title.get(ctx.lang)
        )
    });
    let title = ctx.library().explainer.title.get(ctx.lang);
    let head = Msg::KioskHelp.with(ctx.lang, title);
    let list: String = chapters.collect();
    format!("{head}\n\n{}\n{list}", ctx.msg(Msg::KioskChapters))
}
