//! The tables of what is read from end to end: the explainer's head, chapters, sections and blocks.

use crate::content::format::entity::ALLOWED;
use crate::content::format::{ALLOW, Form, Key, LINE, Shape, may, must};
use crate::content::lower::notes::Kind;
use crate::content::model::{BlockKind, Tone};

/// `[explainer]`.
pub static EXPLAINER: Shape = Shape {
    head: "`[explainer]`",
    about: "What the whole explainer is.",
    keys: &[
        must(
            "format",
            Form::Format,
            "The version of the format that the files are written in.",
        ),
        must(
            "id",
            Form::Id,
            "Names the reader's state for this explainer.",
        ),
        must("title", Form::Text, "Its title.").within(LINE),
        must("summary", Form::Prose, "What it is about."),
        must(
            "languages",
            Form::Some(&Form::Language),
            "Its languages; the first is the default, and the one of plain strings.",
        ),
        must(
            "as-of",
            Form::Date,
            "What the explainer as a whole was last checked against.",
        ),
        must(
            "chapters",
            Form::List(&Form::Reference(Some(Kind::Chapter))),
            "Its chapters, in their order.",
        ),
        may(
            "opening",
            Form::Prose,
            "What a reader should know before reading: how claims are marked, what was checked.",
        ),
        may(
            "stale-after",
            Form::Count,
            "Years: an undisputed claim whose as-of is older than this is reported; not checked without it.",
        ),
        may(
            "skip-hosts",
            Form::List(&Form::String),
            "Hosts whose addresses `check --links` does not ask, such as those that refuse programs; their subdomains neither.",
        ),
        may(
            "allow",
            Form::Tables(&ALLOWED),
            "Warnings of `cotejo check` that are not reported anywhere in the folder, each with the reason.",
        ),
    ],
};

/// `[chapter]`.
pub static CHAPTER: Shape = Shape {
    head: "`[chapter]`",
    about: "A chapter: a file of its own, with its sections.",
    keys: &[
        must("id", Form::Id, "Names the chapter."),
        must("title", Form::Text, "Its title.").within(LINE),
        must("summary", Form::Text, "One or two sentences on it."),
        may("know", Form::Prose, "What a reader will know after it."),
        may(
            "disputed",
            Form::Prose,
            "What remains disputed, shown at its end.",
        ),
        ALLOW,
    ],
};

/// `[[section]]`.
pub static SECTION: Shape = Shape {
    head: "`[[section]]`",
    about: "A titled part of a chapter.",
    keys: &[
        must("id", Form::Id, "Names the section."),
        must("title", Form::Text, "Its title.").within(LINE),
        ALLOW,
        may("block", Form::Blocks, "Its blocks, in order."),
    ],
};

const BLOCK_ID: Key = may(
    "id",
    Form::Id,
    "A name of its own; without one a block is known by its section's id and its number.",
);
const BLOCK_KIND: Key = may(
    "kind",
    Form::Word(BlockKind::WORDS),
    "What the block is; a paragraph when it is left out.",
);

/// What every block has.
pub static BLOCK: Shape = Shape {
    head: "`[[section.block]]`",
    about: "A block of a section.",
    keys: &[BLOCK_ID, BLOCK_KIND, ALLOW],
};

macro_rules! block {
    ($(#[$doc:meta])* $name:ident, $about:literal, $($key:expr),* $(,)?) => {
        $(#[$doc])*
        static $name: Shape = Shape {
            head: "`[[section.block]]`",
            about: $about,
            keys: &[BLOCK_ID, BLOCK_KIND, $($key,)* ALLOW],
        };
    };
}

block!(PARAGRAPH, "Prose.", must("text", Form::Prose, "The prose."));
block!(
    LIST,
    "A list.",
    must("items", Form::List(&Form::Prose), "Its items."),
    may(
        "ordered",
        Form::Flag,
        "Whether they are numbered; they are not when it is left out."
    ),
);
block!(
    QUOTE,
    "Somebody's words, with the claim or the source in which they stand.",
    must("text", Form::Prose, "The words."),
    may(
        "claim",
        Form::Reference(Some(Kind::Claim)),
        "The claim that is quoted; or else `source`."
    ),
    may(
        "source",
        Form::Reference(Some(Kind::Source)),
        "The source that is quoted; or else `claim`."
    ),
    may(
        "locator",
        Form::Label,
        "The place in the source: \"p. 12\", \"article 21\"."
    ),
);
block!(
    CALLOUT,
    "Something set apart from the text.",
    must("tone", Form::Word(Tone::WORDS), "What it is for."),
    may("title", Form::Text, "Its title.").within(LINE),
    must("text", Form::Prose, "Its text."),
);
block!(
    COMPARISON,
    "A comparison, shown in place.",
    must(
        "show",
        Form::Reference(Some(Kind::Comparison)),
        "Which one."
    ),
    may("text", Form::Prose, "What leads to it."),
);
block!(
    QUESTION,
    "A question with its answer, shown in place.",
    must("show", Form::Reference(Some(Kind::Faq)), "Which one."),
);
block!(
    DERIVATION,
    "A figure that can be redone, shown in place.",
    must(
        "show",
        Form::Reference(Some(Kind::Derivation)),
        "Which one."
    ),
);
block!(
    PICTURE,
    "A chart, a map, a timeline or a command, shown in place.",
    must("show", Form::Reference(Some(Kind::Picture)), "Which one."),
);
block!(
    CHECK,
    "A self-check, offered in place.",
    must("show", Form::Reference(Some(Kind::Check)), "Which one."),
);

impl BlockKind {
    /// The keys of a block of this kind.
    pub fn shape(self) -> &'static Shape {
        match self {
            BlockKind::Paragraph => &PARAGRAPH,
            BlockKind::List => &LIST,
            BlockKind::Quote => &QUOTE,
            BlockKind::Callout => &CALLOUT,
            BlockKind::Comparison => &COMPARISON,
            BlockKind::Question => &QUESTION,
            BlockKind::Derivation => &DERIVATION,
            BlockKind::Picture => &PICTURE,
            BlockKind::Check => &CHECK,
        }
    }
}
