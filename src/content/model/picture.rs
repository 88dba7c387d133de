//! What pictures are made of: series and charts, maps with areas and places, who holds what, timelines; and self-checks.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::content::date::{Date, Period};
use crate::content::model::id::{
    AreaId, ChartId, CheckId, ClaimId, CommandId, EventId, MapId, SeriesId, SiteId, SourceId,
    TimelineId,
};
use crate::content::model::word::{ChartKind, Every, Rule};
use crate::content::wording::{Prose, Text};

/// Values of one definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Series {
    /// Its id.
    pub id: SeriesId,
    /// Its name.
    pub title: Text,
    /// A shorter one, which stands beside its line.
    pub short: Option<Text>,
    /// What is counted, as the unit of an axis.
    pub unit: Text,
    /// What is counted, and how.
    pub definition: Option<Text>,
    /// How far apart its dates are; those further apart are not joined, and without it none are.
    pub every: Option<Every>,
    /// Its values, in order.
    pub points: Vec<Point>,
    /// Where what it counts has changed.
    pub breaks: Vec<Break>,
    /// What to know about it.
    pub note: Option<Prose>,
}

impl Series {
    /// The name that there is room for beside a line.
    pub fn label(&self) -> &Text {
        self.short.as_ref().unwrap_or(&self.title)
    }
}

/// One value of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Point {
    /// What it is the value of.
    pub at: At,
    /// The value, or why there is none.
    pub value: Value,
    /// The source.
    pub source: Option<SourceId>,
    /// The place in it.
    pub locator: Option<Text>,
    /// The claim that says so.
    pub claim: Option<ClaimId>,
    /// What to know about it.
    pub note: Option<Text>,
}

/// What a point is the value of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum At {
    /// A date.
    Date(Date),
    /// Anything with a name.
    Label(Text),
    /// An area of a map.
    Area(AreaId),
}

/// A value, or a gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum Value {
    /// A number.
    Number(f64),
    /// None, and why.
    Gap(Text),
}

impl Value {
    /// The number.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Gap(_) => None,
        }
    }
}

/// A change in what a series counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Break {
    /// From when on.
    pub at: Date,
    /// What changed.
    pub text: Text,
}

/// Series drawn together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Chart {
    /// Its id.
    pub id: ChartId,
    /// Its title.
    pub title: Text,
    /// How it is drawn.
    pub kind: ChartKind,
    /// What is drawn; at least one.
    pub series: Vec<SeriesId>,
    /// The sentence that says what it shows.
    pub says: Prose,
    /// Events that are marked.
    pub events: Vec<EventId>,
    /// Whether its axis begins at zero.
    pub from_zero: bool,
}

/// A map of areas and places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Map {
    /// Its id.
    pub id: MapId,
    /// Its title.
    pub title: Text,
    /// The sentence that says what it shows.
    pub says: Prose,
    /// Where its outlines are from, and under which licence.
    pub credit: Option<Text>,
    /// Lines, in hundredths of a degree east and north.
    pub lines: Vec<Vec<(i16, i16)>>,
    /// Its areas.
    pub areas: Vec<Area>,
    /// The series that its areas may be shaded by.
    pub shades: Vec<Shade>,
}

/// A part of a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Area {
    /// Its id.
    pub id: AreaId,
    /// Its name.
    pub title: Text,
    /// Its rings: numbers of lines from 1, negative for those that run backwards.
    pub rings: Vec<Vec<i32>>,
}

/// A series as shades of a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Shade {
    /// Which series.
    pub series: SeriesId,
    /// Where one class ends and the next begins, ascending.
    pub steps: Vec<f64>,
}

/// A place on a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub title: Text,
    /// The map that shows it.
    pub map: MapId,
    /// The area that it lies in.
    pub area: Option<AreaId>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// What is said about it.
    pub text: Prose,
    /// What treats it: any ids.
    pub see: Vec<CompactString>,
    /// Where the coordinates are from.
    pub source: Option<SourceId>,
}

/// Who holds what, in law and in practice, through time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Command {
    /// Its id.
    pub id: CommandId,
    /// Its title.
    pub title: Text,
    /// The sentence that says what it shows.
    pub says: Prose,
    /// What is held; the first is the one that a timeline shows.
    pub offices: Vec<Office>,
}

/// Something that somebody holds: to command, to pay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Office {
    /// Its id, unique in its command.
    pub id: CompactString,
    /// What it is.
    pub title: Text,
    /// Who holds it when.
    pub holders: Vec<Holder>,
}

/// Who holds an office for a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Holder {
    /// Who.
    pub who: Text,
    /// A shorter name, which stands on a strip of time.
    pub short: Option<Text>,
    /// When.
    pub when: Period,
    /// In law, or in practice.
    pub rule: Rule,
    /// According to whom; always there for practice.
    pub says: Option<Text>,
    /// What to know about it.
    pub text: Option<Prose>,
    /// Where it comes from.
    pub claims: Vec<ClaimId>,
}

impl Holder {
    /// The name that there is room for on a strip of time.
    pub fn label(&self) -> &Text {
        self.short.as_ref().unwrap_or(&self.who)
    }
}

/// A timeline as a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Timeline {
    /// Its id.
    pub id: TimelineId,
    /// Its title.
    pub title: Text,
    /// The sentence that says what it shows.
    pub says: Prose,
    /// Its bands.
    pub themes: Vec<Theme>,
    /// Who holds what, as a strip below.
    pub command: Option<CommandId>,
}

/// A band of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Theme {
    /// The theme that events name.
    pub id: CompactString,
    /// Its name.
    pub title: Text,
}

/// A question that readers may put to themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Check {
    /// Its id.
    pub id: CheckId,
    /// The question.
    pub question: Text,
    /// What can be answered.
    pub options: Vec<Answer>,
    /// What the sources say, with them.
    pub answer: Prose,
}

/// One option of a self-check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Answer {
    /// What it says.
    pub text: Text,
    /// Whether the sources say so.
    pub right: bool,
    /// Why it may look right, or is.
    pub because: Option<Prose>,
}

impl Map {
    /// The points of a ring, in hundredths of a degree.
    pub fn ring(&self, ring: &[i32]) -> Vec<(f64, f64)> {
        let mut points = Vec::new();
        for n in ring {
            let at = (n.unsigned_abs() as usize).saturating_sub(1);
            let line = self.lines.get(at).map_or(&[][..], Vec::as_slice);
            let degrees = |(x, y): &(i16, i16)| (f64::from(*x), f64::from(*y));
            if *n > 0 {
                points.extend(line.iter().map(degrees));
            } else {
                points.extend(line.iter().rev().map(degrees));
            }
        }
        points
    }
}
