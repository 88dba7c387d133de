//! The tables of pictures: series, charts, maps, places, who holds what, timelines; and of self-checks.

use crate::content::format::{ALLOW, BAND, BESIDE, Form, Key, LINE, Shape, may, must, or};
use crate::content::lower::notes::Kind;
use crate::content::model::{ChartKind, Every, Rule};

/// The sentence that every picture has.
const SAYS: Key = must(
    "says",
    Form::Prose,
    "What the picture shows, in a sentence; it stands below it, and before the table of values.",
);

/// `[[series]]`.
pub static SERIES: Shape = Shape {
    head: "`[[series]]`",
    about: "Values of one definition.",
    keys: &[
        must("id", Form::Id, "Names the series."),
        must("title", Form::Text, "Its name."),
        may(
            "short",
            Form::Text,
            "A shorter name, which stands beside its line.",
        )
        .within(BESIDE),
        must(
            "unit",
            Form::Text,
            "What is counted, as the unit of an axis.",
        ),
        may("definition", Form::Text, "What is counted, and how."),
        may(
            "every",
            Form::Word(Every::WORDS),
            "Values that follow each other at this distance are joined by a line, others are not; without it none are.",
        ),
        must(
            "points",
            Form::Tables(&POINT),
            "Its values, dates in order.",
        ),
        may(
            "breaks",
            Form::Tables(&BREAK),
            "Where what it counts changes; the line is not joined across it.",
        ),
        may("note", Form::Prose, "What to know about it."),
        ALLOW,
    ],
};

/// A value of a series.
pub static POINT: Shape = Shape {
    head: "a point",
    about: "One value: of a date, a label or an area, the same in all of a series.",
    keys: &[
        may("x", Form::Date, "The date of the value."),
        may(
            "label",
            Form::Text,
            "What the value is of, where it is not a date.",
        ),
        may(
            "area",
            Form::Reference(Some(Kind::Area)),
            "The area of a map that the value is of.",
        ),
        or("y", "gap", Form::Number, "The value."),
        or("gap", "y", Form::Text, "Why there is known to be no value."),
        may(
            "claim",
            Form::Reference(Some(Kind::Claim)),
            "The claim that the value comes from.",
        ),
        may(
            "source",
            Form::Reference(Some(Kind::Source)),
            "The source that the value comes from.",
        ),
        may("locator", Form::Label, "The place in the source."),
        may("note", Form::Text, "What to know about it."),
    ],
};

/// A break of a series.
pub static BREAK: Shape = Shape {
    head: "a break",
    about: "Where what a series counts changes.",
    keys: &[
        must(
            "x",
            Form::Date,
            "From this date on something else is counted.",
        ),
        must("text", Form::Text, "What changes."),
    ],
};

/// `[[chart]]`.
pub static CHART: Shape = Shape {
    head: "`[[chart]]`",
    about: "Series drawn together; they have one unit, but for `sparklines` and `multiples`.",
    keys: &[
        must("id", Form::Id, "Names the chart."),
        must("title", Form::Text, "Its title.").within(LINE),
        must("kind", Form::Word(ChartKind::WORDS), "How it is drawn."),
        must(
            "series",
            Form::Some(&Form::Reference(Some(Kind::Series))),
            "What is drawn.",
        ),
        SAYS,
        may(
            "events",
            Form::List(&Form::Reference(Some(Kind::Event))),
            "Events that are marked on the axis of time.",
        ),
        may(
            "from-zero",
            Form::Flag,
            "Whether the axis begins at zero; it does when it is left out.",
        ),
        ALLOW,
    ],
};

/// `[[map]]`.
pub static MAP: Shape = Shape {
    head: "`[[map]]`",
    about: "A map of areas and places.",
    keys: &[
        must("id", Form::Id, "Names the map."),
        must("title", Form::Text, "Its title.").within(LINE),
        SAYS,
        may(
            "credit",
            Form::Text,
            "Where the outlines are from, and under which licence.",
        ),
        must(
            "lines",
            Form::Some(&Form::Outline),
            "Outlines: degrees east and north, `\"-102.35 22.04, -102.31 22.1\"`; a border of two areas is written once.",
        ),
        ALLOW,
        may("area", Form::Tables(&AREA), "Its areas."),
        may(
            "shade",
            Form::Tables(&SHADE),
            "The series that its areas may be shaded by.",
        ),
    ],
};

/// An area of a map.
pub static AREA: Shape = Shape {
    head: "`[[map.area]]`",
    about: "A part of a map.",
    keys: &[
        must("id", Form::Id, "Names the area."),
        must("title", Form::Text, "Its name.").within(LINE),
        must(
            "rings",
            Form::Some(&Form::Ring),
            "Numbers of lines, from 1, negative for those that run backwards, each beginning where the last one ends.",
        ),
        ALLOW,
    ],
};

/// A shade of a map.
pub static SHADE: Shape = Shape {
    head: "`[[map.shade]]`",
    about: "A series as shades of a map.",
    keys: &[
        must(
            "series",
            Form::Reference(Some(Kind::Series)),
            "A series of areas.",
        ),
        must(
            "steps",
            Form::Some(&Form::Number),
            "One to four numbers, ascending: where one class ends and the next begins.",
        ),
    ],
};

/// `[[place]]`.
pub static PLACE: Shape = Shape {
    head: "`[[place]]`",
    about: "A place on a map.",
    keys: &[
        must("id", Form::Id, "Names the place."),
        must("title", Form::Text, "Its name.").within(LINE),
        must(
            "map",
            Form::Reference(Some(Kind::Map)),
            "The map that shows it.",
        ),
        may(
            "area",
            Form::Reference(Some(Kind::Area)),
            "The area that it lies in.",
        ),
        must("lat", Form::Number, "Degrees north."),
        must("lon", Form::Number, "Degrees east; negative in the west."),
        must("text", Form::Prose, "What is said about it."),
        may(
            "see",
            Form::List(&Form::Reference(None)),
            "What treats it: any ids.",
        ),
        may(
            "source",
            Form::Reference(Some(Kind::Source)),
            "Where the coordinates are from.",
        ),
        ALLOW,
    ],
};

/// `[[command]]`.
pub static COMMAND: Shape = Shape {
    head: "`[[command]]`",
    about: "Who holds what, in law and in practice, through time.",
    keys: &[
        must("id", Form::Id, "Names the command."),
        must("title", Form::Text, "Its title.").within(LINE),
        SAYS,
        ALLOW,
        may(
            "office",
            Form::Tables(&OFFICE),
            "What is held; the first is the one that a timeline shows.",
        ),
    ],
};

/// An office.
pub static OFFICE: Shape = Shape {
    head: "`[[command.office]]`",
    about: "Something that somebody holds; it has one holder at a time in law.",
    keys: &[
        must(
            "id",
            Form::Id,
            "Names the office; unique in its command only.",
        ),
        must("title", Form::Text, "What it is.").within(LINE),
        may("holder", Form::Tables(&HOLDER), "Who holds it when."),
    ],
};

/// A holder of an office.
pub static HOLDER: Shape = Shape {
    head: "`[[command.office.holder]]`",
    about: "Who holds an office for a time.",
    keys: &[
        must("who", Form::Text, "Who holds it."),
        may(
            "short",
            Form::Text,
            "A shorter name, which stands on a strip of time.",
        ),
        must("when", Form::Period, "When."),
        must(
            "rule",
            Form::Word(Rule::WORDS),
            "Whether in law or in practice.",
        ),
        may(
            "says",
            Form::Text,
            "According to whom; required for practice.",
        ),
        may("text", Form::Prose, "What to know about it."),
        may(
            "claims",
            Form::List(&Form::Reference(Some(Kind::Claim))),
            "Where it comes from.",
        ),
    ],
};

/// `[[timeline]]`.
pub static TIMELINE: Shape = Shape {
    head: "`[[timeline]]`",
    about: "The events as a picture.",
    keys: &[
        must("id", Form::Id, "Names the timeline."),
        must("title", Form::Text, "Its title.").within(LINE),
        SAYS,
        may(
            "themes",
            Form::Tables(&THEME),
            "Its bands, by the `theme` of events, in their order; without it all events are in one.",
        ),
        may(
            "command",
            Form::Reference(Some(Kind::Command)),
            "Its first office is shown as a strip.",
        ),
        ALLOW,
    ],
};

/// A band of a timeline.
pub static THEME: Shape = Shape {
    head: "a theme",
    about: "A band of a timeline.",
    keys: &[
        must("id", Form::Group, "The `theme` that its events have."),
        must("title", Form::Text, "Its name.").within(BAND),
    ],
};

/// `[[check]]`.
pub static CHECK: Shape = Shape {
    head: "`[[check]]`",
    about: "A question that readers may put to themselves.",
    keys: &[
        must("id", Form::Id, "Names the self-check."),
        must("question", Form::Text, "The question."),
        must(
            "options",
            Form::SeveralTables(&ANSWER),
            "What can be answered: two at least, one of them right.",
        ),
        must("answer", Form::Prose, "What the sources say."),
        ALLOW,
    ],
};

/// An option of a self-check.
pub static ANSWER: Shape = Shape {
    head: "an option",
    about: "One option of a self-check.",
    keys: &[
        must("text", Form::Text, "What it says."),
        may(
            "right",
            Form::Flag,
            "Whether the sources say so; they don't when it is left out.",
        ),
        may("because", Form::Prose, "Why it may look right, or is."),
    ],
};
