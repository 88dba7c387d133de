//! The tables of what is looked up: sources, claims, comparisons, questions, terms, events, guides and derived figures.

use crate::content::format::{ALLOW, Form, LINE, Shape, may, must, or};
use crate::content::lower::notes::Kind;
use crate::content::model::{Agreement, ClaimKind, Evidence, Operation, Reason, SourceKind};
use crate::diagnostic::Code;

/// An entry of `allow`.
pub static ALLOWED: Shape = Shape {
    head: "an entry of `allow`",
    about: "A warning that is known and right here.",
    keys: &[
        must(
            "code",
            Form::Word(Code::WARNINGS),
            "The code of the warning.",
        ),
        must(
            "reason",
            Form::String,
            "Why it is right here, for whoever reads the file next.",
        ),
    ],
};

/// `[[source]]`.
pub static SOURCE: Shape = Shape {
    head: "`[[source]]`",
    about: "A document that claims rest on.",
    keys: &[
        must("id", Form::Id, "Names the source."),
        must(
            "kind",
            Form::Word(SourceKind::WORDS),
            "What kind of document it is.",
        ),
        must(
            "title",
            Form::Text,
            "Its title, as it stands on the source; it needs no translation.",
        ),
        may(
            "short",
            Form::Text,
            "What a citation shows; without it author or publisher, and year.",
        ),
        may("author", Form::String, "Who wrote it."),
        may("publisher", Form::String, "Who published it."),
        may(
            "date",
            Form::Date,
            "When it was published; leave it out when it is undated.",
        ),
        may(
            "url",
            Form::Address,
            "Its address: `https`, `http` or `mailto`.",
        ),
        may("language", Form::Language, "The language it is written in."),
        may("retrieved", Form::Date, "When the address was last seen."),
        may(
            "interest",
            Form::Text,
            "The interest that its author discloses or that is known.",
        ),
        may(
            "reliability",
            Form::Text,
            "What it can and can't be relied on for.",
        ),
        may(
            "relays",
            Form::List(&Form::Reference(Some(Kind::Source))),
            "What it passes on, such as a newspaper that reports an official count.",
        ),
        ALLOW,
    ],
};

/// `[[claim]]`.
pub static CLAIM: Shape = Shape {
    head: "`[[claim]]`",
    about: "An assertion with somebody who says so, a date, and where it stands in the sources.",
    keys: &[
        must("id", Form::Id, "Names the claim."),
        must(
            "text",
            Form::Prose,
            "The assertion, in the explainer's own words.",
        ),
        must(
            "kind",
            Form::Word(ClaimKind::WORDS),
            "What kind of assertion it is.",
        ),
        must("says", Form::Text, "Who says so."),
        must("as-of", Form::Period, "When what it says held."),
        must(
            "evidence",
            Form::Word(Evidence::WORDS),
            "How well it is supported.",
        ),
        must(
            "agreement",
            Form::Word(Agreement::WORDS),
            "Whether others agree.",
        ),
        may(
            "citations",
            Form::Tables(&CITATION),
            "Where it stands in the sources.",
        ),
        may(
            "figures",
            Form::Tables(&FIGURE),
            "Its numbers; a claim of kind `figure` has at least one.",
        ),
        may(
            "contradicts",
            Form::List(&Form::Reference(Some(Kind::Claim))),
            "Claims that it speaks against; shown on both. Two that speak against each other name each other.",
        ),
        may(
            "supersedes",
            Form::List(&Form::Reference(Some(Kind::Claim))),
            "Claims that it takes the place of; written on one side, shown on both.",
        ),
        may(
            "restates",
            Form::List(&Form::Reference(Some(Kind::Claim))),
            "Claims that it says again; written on one side, shown on both.",
        ),
        may("settle", Form::Text, "What would settle it."),
        may("note", Form::Prose, "What was checked, and what was found."),
        ALLOW,
    ],
};

/// A citation of a claim.
pub static CITATION: Shape = Shape {
    head: "a citation",
    about: "The pointer from a claim into a source.",
    keys: &[
        must("source", Form::Reference(Some(Kind::Source)), "The source."),
        may(
            "locator",
            Form::Label,
            "The place in the source: \"p. 12\", \"article 21\".",
        ),
        may(
            "quote",
            Form::Text,
            "The source's own words, under 20, where the wording itself matters.",
        ),
    ],
};

/// A figure of a claim.
pub static FIGURE: Shape = Shape {
    head: "a figure",
    about: "A number with its unit, and of what it is one.",
    keys: &[
        must("value", Form::Number, "The number."),
        must("unit", Form::Text, "What it counts, such as \"people\"."),
        may("population", Form::Text, "Of whom or of what."),
        may("definition", Form::Text, "What is counted, and how."),
        may(
            "text",
            Form::Text,
            "The number as it was printed, such as \"about 100,000\".",
        ),
    ],
};

/// `[[comparison]]`.
pub static COMPARISON: Shape = Shape {
    head: "`[[comparison]]`",
    about: "Sources or things set side by side, aspect by aspect.",
    keys: &[
        must("id", Form::Id, "Names the comparison."),
        must("title", Form::Text, "Its name.").within(LINE),
        must("question", Form::Text, "What it answers."),
        may("summary", Form::Prose, "What it shows, in a few sentences."),
        must(
            "subjects",
            Form::SeveralTables(&SUBJECT),
            "The columns; two or more.",
        ),
        must("why-differ", Form::Tables(&REASON), "Why they differ."),
        must("settle", Form::Prose, "What would settle it."),
        ALLOW,
        may("aspect", Form::Tables(&ASPECT), "The rows."),
    ],
};

/// A column of a comparison.
pub static SUBJECT: Shape = Shape {
    head: "a subject",
    about: "A column of a comparison.",
    keys: &[
        must(
            "id",
            Form::Id,
            "Names the column; unique in its comparison only.",
        ),
        must("title", Form::Text, "Its heading.").within(LINE),
        may(
            "source",
            Form::Reference(Some(Kind::Source)),
            "The source that the whole column is.",
        ),
    ],
};

/// A row of a comparison.
pub static ASPECT: Shape = Shape {
    head: "`[[comparison.aspect]]`",
    about: "A row of a comparison.",
    keys: &[
        must(
            "id",
            Form::Id,
            "Names the row; unique in its comparison only.",
        ),
        must("title", Form::Text, "Its heading.").within(LINE),
        must(
            "cells",
            Form::Cells(&CELL),
            "One cell for each subject, by the subject's id.",
        ),
    ],
};

/// The cells of a row: its keys are the ids of the subjects, so no shape can name them.
pub static CELLS: Shape = Shape {
    head: "`cells`",
    about: "One cell for each subject, by the subject's id.",
    keys: &[],
};

/// A cell of a comparison.
pub static CELL: Shape = Shape {
    head: "a cell",
    about: "What one subject says on one aspect.",
    keys: &[
        or("text", "none", Form::Prose, "What it says."),
        may(
            "as-of",
            Form::Period,
            "When that held; that of the first claim when it is left out.",
        ),
        may(
            "claims",
            Form::List(&Form::Reference(Some(Kind::Claim))),
            "Where it comes from.",
        ),
        or(
            "none",
            "text",
            Form::Text,
            "Why the cell is empty on purpose: \"does not say\".",
        ),
    ],
};

/// Why sources differ.
pub static REASON: Shape = Shape {
    head: "a reason",
    about: "One reason why they differ.",
    keys: &[
        must(
            "reason",
            Form::Word(Reason::WORDS),
            "What kind of reason it is.",
        ),
        must("text", Form::Prose, "The reason."),
    ],
};

/// `[[faq]]`.
pub static FAQ: Shape = Shape {
    head: "`[[faq]]`",
    about: "A question with its answer.",
    keys: &[
        must("id", Form::Id, "Names the question."),
        must("question", Form::Text, "The question."),
        must("short", Form::Prose, "The answer in a sentence or two."),
        may("full", Form::Prose, "The answer in full."),
        may("disputed", Form::Prose, "What remains disputed."),
        ALLOW,
    ],
};

/// `[[term]]`.
pub static TERM: Shape = Shape {
    head: "`[[term]]`",
    about: "A term of the glossary.",
    keys: &[
        must("id", Form::Id, "Names the term."),
        must("name", Form::Text, "The term.").within(LINE),
        may(
            "aliases",
            Form::List(&Form::String),
            "Other names for it, in any language; another case or other accents need no name of their own.",
        ),
        may(
            "expansion",
            Form::Text,
            "The full name behind a short form.",
        ),
        must("definition", Form::Prose, "What it means."),
        may(
            "see",
            Form::List(&Form::Reference(Some(Kind::Term))),
            "Terms to look at too.",
        ),
        ALLOW,
    ],
};

/// `[[event]]`.
pub static EVENT: Shape = Shape {
    head: "`[[event]]`",
    about: "A dated event.",
    keys: &[
        must("id", Form::Id, "Names the event."),
        must("date", Form::Period, "When it happened."),
        must("title", Form::Text, "Its title.").within(LINE),
        must("text", Form::Prose, "What happened."),
        may(
            "theme",
            Form::Group,
            "The group it belongs to: a band of a timeline.",
        ),
        may(
            "about",
            Form::Reference(Some(Kind::Section)),
            "The section that treats it.",
        ),
        ALLOW,
    ],
};

/// `[[guide]]`.
pub static GUIDE: Shape = Shape {
    head: "`[[guide]]`",
    about: "An ordered path through the explainer.",
    keys: &[
        must("id", Form::Id, "Names the guide."),
        must("title", Form::Text, "The question that it answers.").within(LINE),
        must("summary", Form::Text, "What it leads to."),
        must("minutes", Form::Count, "How long it takes, in minutes."),
        ALLOW,
        may("step", Form::Tables(&STEP), "Its stops, in order."),
    ],
};

/// A stop of a guide.
pub static STEP: Shape = Shape {
    head: "`[[guide.step]]`",
    about: "One stop of a guide.",
    keys: &[
        must("at", Form::Reference(None), "What it stops at: any id."),
        must("title", Form::Text, "Its title.").within(LINE),
        may("text", Form::Prose, "What to look for."),
    ],
};

/// `[[derivation]]`.
pub static DERIVATION: Shape = Shape {
    head: "`[[derivation]]`",
    about: "A figure worked out from others; `check` works it out again.",
    keys: &[
        must("id", Form::Id, "Names the figure."),
        must("title", Form::Text, "What it gives.").within(2 * LINE),
        must(
            "operation",
            Form::Word(Operation::WORDS),
            "How it is worked out.",
        ),
        must("inputs", Form::Tables(&INPUT), "From what."),
        must("unit", Form::Text, "The unit of the result."),
        must("result", Form::Number, "The result, after rounding."),
        may(
            "round-to",
            Form::Step,
            "The step that the result is rounded to: 1000 gives thousands.",
        ),
        may("printed", Form::Text, "What the source printed."),
        may("note", Form::Prose, "What to know about it."),
        ALLOW,
    ],
};

/// An input of a derived figure.
pub static INPUT: Shape = Shape {
    head: "an input",
    about: "One input of a figure that is worked out.",
    keys: &[
        must("label", Form::Text, "What it is."),
        must("value", Form::Number, "The number."),
        may(
            "claim",
            Form::Reference(Some(Kind::Claim)),
            "The claim that it comes from.",
        ),
    ],
};
