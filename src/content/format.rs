//! The format as tables: which keys each table of a file has, which of them must be there, what may stand in them, and what they are for.
//!
//! These tables are what files are read by: a key that is not in one is unknown, one that must be there and is not is missing, and the readers of
//! `content::fields` refuse to read a key as anything but its form. The JSON Schema, the format reference, the order of keys and the
//! suggestions are made from the same tables, so none of them can say anything else than the reader does.

pub mod entity;
pub mod picture;
pub mod text;

use crate::content::lower::notes::Kind;

/// One kind of table.
#[derive(Debug)]
pub struct Shape {
    /// What messages call it: `` `[[claim]]` ``, `a citation`.
    pub head: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// Its keys, in the order in which they are best written.
    pub keys: &'static [Key],
}

impl Shape {
    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// One key of a table.
#[derive(Debug)]
pub struct Key {
    /// How it is written.
    pub name: &'static str,
    /// Whether it must be there.
    pub need: Need,
    /// What may stand in it.
    pub form: Form,
    /// What it is for: a sentence.
    pub about: &'static str,
    /// How many cells there are for it on a screen of 80 by 24; not limited when it is 0.
    pub cells: usize,
}

/// The cells of a line of text on a screen of 80 by 24.
pub const LINE: usize = 76;
/// The cells beside a line or in front of a bar.
const BESIDE: usize = 24;
/// The cells in front of a band.
const BAND: usize = 20;

impl Key {
    /// The same key, with as much room as there is for it.
    const fn within(self, cells: usize) -> Key {
        Key { cells, ..self }
    }
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Required,
    /// It may.
    Optional,
    /// One of the two must, and only one: this one or the one named.
    Or(&'static str),
}

/// Words and what each of them means.
pub type Glossed = &'static [(&'static str, &'static str)];

/// What may stand in a key.
#[derive(Debug)]
pub enum Form {
    /// The format's own number.
    Format,
    /// An id that is given here.
    Id,
    /// A text in one or more languages.
    Text,
    /// A text in one or more languages, of which one string stands for all: "p. 4".
    Label,
    /// A text in one or more languages, in the markup of prose.
    Prose,
    /// A plain string.
    String,
    /// A string that is written like an id, and names a group.
    Group,
    /// A date.
    Date,
    /// A period.
    Period,
    /// A language code.
    Language,
    /// An address.
    Address,
    /// A number.
    Number,
    /// A whole number from 0 on.
    Count,
    /// A number above 0.
    Step,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Word(Glossed),
    /// The id of something of this kind; of anything without one.
    Reference(Option<Kind>),
    /// A list.
    List(&'static Form),
    /// A list of one at least.
    Some(&'static Form),
    /// A table.
    Table(&'static Shape),
    /// A list of tables.
    Tables(&'static Shape),
    /// A list of two tables at least.
    SeveralTables(&'static Shape),
    /// Blocks: their kind says which keys they have.
    Blocks,
    /// One table for each subject of a comparison.
    Cells(&'static Shape),
    /// A line of degrees: `"-102.35 22.04, -102.31 22.1"`.
    Outline,
    /// Numbers of lines, from 1, negative for those that run backwards.
    Ring,
}

/// A key that must be there.
const fn must(name: &'static str, form: Form, about: &'static str) -> Key {
    Key {
        name,
        need: Need::Required,
        form,
        about,
        cells: 0,
    }
}

/// A key that may be there.
const fn may(name: &'static str, form: Form, about: &'static str) -> Key {
    Key {
        name,
        need: Need::Optional,
        form,
        about,
        cells: 0,
    }
}

/// A key that stands instead of another.
const fn or(name: &'static str, other: &'static str, form: Form, about: &'static str) -> Key {
    Key {
        name,
        need: Need::Or(other),
        form,
        about,
        cells: 0,
    }
}

/// What every entity may say about findings.
const ALLOW: Key = may(
    "allow",
    Form::Tables(&entity::ALLOWED),
    "Warnings of `cotejo check` that are known and right here, each with the reason.",
);

macro_rules! file {
    ($(#[$doc:meta])* $name:ident, $head:literal, $about:literal, $($key:expr),* $(,)?) => {
        $(#[$doc])*
        pub static $name: Shape = Shape {
            head: $head,
            about: $about,
            keys: &[
                $($key,)*
                may(
                    "chapter",
                    Form::Table(&text::CHAPTER),
                    "The chapter that this file is.",
                ),
                may(
                    "section",
                    Form::Tables(&text::SECTION),
                    "The sections of the chapter, in order.",
                ),
                may("source", Form::Tables(&entity::SOURCE), "Documents that claims rest on."),
                may("claim", Form::Tables(&entity::CLAIM), "Assertions with somebody who says so."),
                may("comparison", Form::Tables(&entity::COMPARISON), "Sources or things set side by side."),
                may("faq", Form::Tables(&entity::FAQ), "Questions with their answers."),
                may("term", Form::Tables(&entity::TERM), "Terms of the glossary."),
                may("event", Form::Tables(&entity::EVENT), "Dated events."),
                may("guide", Form::Tables(&entity::GUIDE), "Ordered paths through the explainer."),
                may("derivation", Form::Tables(&entity::DERIVATION), "Figures worked out from others."),
                may("series", Form::Tables(&picture::SERIES), "Values of one definition."),
                may("chart", Form::Tables(&picture::CHART), "Series drawn together."),
                may("map", Form::Tables(&picture::MAP), "Maps of areas and places."),
                may("place", Form::Tables(&picture::PLACE), "Places on maps."),
                may("command", Form::Tables(&picture::COMMAND), "Who holds what, in law and in practice."),
                may("timeline", Form::Tables(&picture::TIMELINE), "The events as a picture."),
                may("check", Form::Tables(&picture::CHECK), "Questions that readers may put to themselves."),
            ],
        };
    };
}

file!(
    /// `explainer.toml`.
    EXPLAINER_FILE,
    "the file",
    "The file that says what an explainer is.",
    // It must be there, but a folder without it is told so once, wherever it is missing.
    may(
        "explainer",
        Form::Table(&text::EXPLAINER),
        "What the whole explainer is.",
    )
);
file!(
    /// Any other file.
    FILE,
    "the file",
    "A file of an explainer.",
);
