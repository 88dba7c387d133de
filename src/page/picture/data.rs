//! The values of a picture as records, for programs.

use serde::Serialize;

use crate::content::arithmetic::{rounded, worked_out};
use crate::content::model::Entity;
use crate::content::model::picture::{At, Point, Series, Value};
use crate::edition::plain;
use crate::page::Ctx;
use crate::page::picture::{bands, command};

/// One value with where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    /// What it is a value of: the id of a series, an office or an entity.
    pub of: String,
    /// What that is called.
    pub title: String,
    /// The date, label, area or period.
    pub at: String,
    /// The number; none for a gap and for what is no number.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: String,
    /// What is said, or why there is no number.
    pub text: String,
    /// In law or in practice, and according to whom, for who holds what.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// The ids of the sources.
    pub sources: Vec<String>,
    /// The ids of the claims.
    pub claims: Vec<String>,
    /// Degrees east and north, for places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub degrees: Option<(f64, f64)>,
}

impl Record {
    fn new(of: &str, title: &str, at: String) -> Self {
        Record {
            of: of.to_string(),
            title: title.to_string(),
            at,
            value: None,
            unit: String::new(),
            text: String::new(),
            rule: String::new(),
            sources: Vec::new(),
            claims: Vec::new(),
            degrees: None,
        }
    }
}

/// The values of a picture or a figure; none for anything else.
pub fn records(entity: Entity, ctx: Ctx<'_>) -> Option<Vec<Record>> {
    let library = ctx.library();
    let at = |i: u32| i as usize;
    match entity {
        Entity::Chart(i) => {
            let all = library.charts[at(i)].series.iter();
            let all = all.filter_map(|id| library.series_of(id));
            Some(all.flat_map(|series| of_series(series, ctx)).collect())
        }
        Entity::Series(i) => Some(of_series(&library.series[at(i)], ctx)),
        Entity::Map(i) => Some(of_map(i, ctx)),
        Entity::Timeline(i) => Some(of_timeline(i, ctx)),
        Entity::Command(i) => Some(of_command(i, ctx)),
        Entity::Derivation(i) => Some(of_derivation(i, ctx)),
        _ => None,
    }
}

fn of_series(series: &Series, ctx: Ctx<'_>) -> Vec<Record> {
    let record = |point: &Point| {
        let at = match &point.at {
            At::Date(date) => date.to_string(),
            At::Area(area) => area.to_string(),
            At::Label(text) => text.get(ctx.lang).to_string(),
        };
        let note = point.note.as_ref().map_or("", |note| note.get(ctx.lang));
        let text = match &point.value {
            Value::Gap(why) => why.get(ctx.lang),
            Value::Number(_) => note,
        };
        Record {
            value: point.value.number(),
            unit: series.unit.get(ctx.lang).to_string(),
            text: text.to_string(),
            sources: point.source.iter().map(ToString::to_string).collect(),
            claims: point.claim.iter().map(ToString::to_string).collect(),
            ..Record::new(series.id.as_str(), series.title.get(ctx.lang), at)
        }
    };
    series.points.iter().map(record).collect()
}

fn of_map(i: u32, ctx: Ctx<'_>) -> Vec<Record> {
    let library = ctx.library();
    let map = &library.maps[i as usize];
    let shades = map.shades.iter();
    let shades = shades.filter_map(|shade| library.series_of(&shade.series));
    let mut all: Vec<Record> = shades.flat_map(|series| of_series(series, ctx)).collect();
    for site in library.sites.iter().filter(|site| site.map == map.id) {
        let area = site
            .area
            .as_ref()
            .map_or_else(String::new, ToString::to_string);
        all.push(Record {
            text: plain(library, site.text.get(ctx.lang), ctx.lang).replace('\n', " "),
            sources: site.source.iter().map(ToString::to_string).collect(),
            degrees: Some((site.lon, site.lat)),
            ..Record::new(site.id.as_str(), site.title.get(ctx.lang), area)
        });
    }
    all
}

fn of_timeline(i: u32, ctx: Ctx<'_>) -> Vec<Record> {
    let library = ctx.library();
    let record = |n: &u32| {
        let event = &library.events[*n as usize];
        let cited = crate::content::mention::cited(event.text.get(ctx.lang));
        Record {
            text: plain(library, event.text.get(ctx.lang), ctx.lang).replace('\n', " "),
            claims: cited.map(str::to_string).collect(),
            ..Record::new(
                event.id.as_str(),
                event.title.get(ctx.lang),
                event.date.to_string(),
            )
        }
    };
    bands::events(i, ctx).iter().map(record).collect()
}

fn of_command(i: u32, ctx: Ctx<'_>) -> Vec<Record> {
    let all = command::holders(i, ctx);
    all.map(|(office, holder)| {
        let says = holder.says.as_ref().map_or("", |says| says.get(ctx.lang));
        Record {
            text: holder.who.get(ctx.lang).to_string(),
            rule: match says {
                "" => holder.rule.word().to_string(),
                says => format!("{}: {says}", holder.rule.word()),
            },
            claims: holder.claims.iter().map(ToString::to_string).collect(),
            ..Record::new(
                &office.id,
                office.title.get(ctx.lang),
                holder.when.to_string(),
            )
        }
    })
    .collect()
}

fn of_derivation(i: u32, ctx: Ctx<'_>) -> Vec<Record> {
    let derivation = &ctx.library().derivations[i as usize];
    let id = derivation.id.as_str();
    let title = derivation.title.get(ctx.lang);
    let mut all: Vec<Record> = derivation
        .inputs
        .iter()
        .map(|input| Record {
            value: Some(input.value),
            text: input.label.get(ctx.lang).to_string(),
            claims: input.claim.iter().map(ToString::to_string).collect(),
            ..Record::new(id, title, "input".to_string())
        })
        .collect();
    let inputs: Vec<f64> = derivation.inputs.iter().map(|input| input.value).collect();
    let exact = worked_out(derivation.operation, &inputs);
    let results = [
        ("exact", exact),
        (
            "result",
            exact.map(|exact| rounded(exact, derivation.round_to)),
        ),
    ];
    for (at, value) in results {
        all.push(Record {
            value,
            unit: derivation.unit.get(ctx.lang).to_string(),
            text: derivation.operation.word().to_string(),
            ..Record::new(id, title, at.to_string())
        });
    }
    all
}
