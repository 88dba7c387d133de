//! Lowering of series, charts, maps, places, who holds what, timelines and self-checks.

use crate::content::date::Date;
use crate::content::fields::{Fields, Value as TomlValue, is_id};
use crate::content::lower::Lowering;
use crate::content::lower::notes::Kind;
use crate::content::model::picture::{
    Answer, Area, At, Break, Chart, Check, Command, Holder, Map, Office, Point, Series, Shade,
    Site, Theme, Timeline, Value,
};
use crate::content::model::{
    AreaId, ChartId, CheckId, ClaimId, CommandId, EventId, MapId, Rule, SeriesId, SiteId, SourceId,
    TimelineId,
};
use crate::diagnostic::Code;

/// The largest value of a point: far above anything that is counted, far below what arithmetic overflows at.
const LARGEST: f64 = 1e15;

/// The most points of a map's outlines: several times what a screen can show.
const OUTLINE_POINTS: usize = 20_000;

impl<'a> Lowering<'_, 'a> {
    /// Lowers a file's pictures and self-checks.
    pub(super) fn pictures(&mut self, fields: &Fields<'a>) {
        for series in self.entities(fields, "series") {
            self.series(series);
        }
        for chart in self.entities(fields, "chart") {
            self.chart(chart);
        }
        for map in self.entities(fields, "map") {
            self.map(map);
        }
        for site in self.entities(fields, "place") {
            self.site(site);
        }
        for command in self.entities(fields, "command") {
            self.command(command);
        }
        for timeline in self.entities(fields, "timeline") {
            self.timeline(timeline);
        }
        for check in self.entities(fields, "check") {
            self.check(check);
        }
    }

    fn series(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Series);
        let own = id.clone().unwrap_or_default();
        let title = self.text(&fields, "title");
        let short = self.text(&fields, "short");
        let unit = self.text(&fields, "unit");
        let definition = self.text(&fields, "definition");
        let every = fields.word("every", &mut self.found);
        let points_at = fields.get("points");
        self.place(&own, "points", points_at);
        let before = self.found.n_errors();
        let mut points = Vec::new();
        for point in fields.tables("points", &mut self.found) {
            let head = point.head();
            if let Some(lowered) = self.point(point) {
                self.in_order(&points, &lowered, head);
                points.push(lowered);
            }
        }
        if points.is_empty() && self.is_sound(before) && points_at.is_some() {
            let message = format!("`{own}` has no points");
            let help = "add `points`, each with `x` and `y`".to_string();
            let at = points_at.map_or(0..0, |value| value.span());
            self.found.add(Code::BadSeries, at, message, Some(help));
        }
        let mut breaks = Vec::new();
        for one in fields.tables("breaks", &mut self.found) {
            breaks.extend(self.break_of(one));
        }
        let note = self.prose(&fields, "note");
        fields.finish(&mut self.found);
        if let (Some(id), Some(title), Some(unit)) = (id, title, unit) {
            self.library.series.push(Series {
                id: SeriesId::new(id),
                title,
                short,
                unit,
                definition,
                every,
                points,
                breaks,
                note,
            });
        }
    }

    fn break_of(&mut self, fields: Fields<'a>) -> Option<Break> {
        let at = fields.date("x", &mut self.found);
        let text = self.text(&fields, "text");
        fields.finish(&mut self.found);
        Some(Break {
            at: at?,
            text: text?,
        })
    }

    fn point(&mut self, fields: Fields<'a>) -> Option<Point> {
        let head = fields.head();
        let date = fields.date("x", &mut self.found);
        let label = self.text(&fields, "label");
        let area = self.reference(&fields, "area");
        let says_x = fields.get("x").is_some();
        let at = match (date, label, area) {
            (Some(date), None, None) => Some(At::Date(date)),
            (None, Some(label), None) if !says_x => Some(At::Label(label)),
            (None, None, Some(area)) if !says_x => Some(At::Area(AreaId::new(area))),
            (None, None, None) if says_x => None,
            _ => {
                let message = "a point is of one date, one label or one area".to_string();
                let help = "write one of `x`, `label` and `area`".to_string();
                self.found
                    .add(Code::MissingKey, head.clone(), message, Some(help));
                None
            }
        };
        let value = self.value(&fields);
        let source = self.reference(&fields, "source");
        let locator = self.label(&fields, "locator");
        let claim = self.reference(&fields, "claim");
        let note = self.text(&fields, "note");
        fields.finish(&mut self.found);
        if source.is_none() && claim.is_none() && matches!(value, Some(Value::Number(_))) {
            let span = self.found.span(head);
            self.notes.uncited.push(("this value".to_string(), span));
        }
        Some(Point {
            at: at?,
            value: value?,
            source: source.map(SourceId::new),
            locator,
            claim: claim.map(ClaimId::new),
            note,
        })
    }

    /// A point's `y`, or its `gap`.
    fn value(&mut self, fields: &Fields<'a>) -> Option<Value> {
        if fields.get("y").is_none() {
            return self.text(fields, "gap").map(Value::Gap);
        }
        let at = fields.get("y")?.span();
        let number = fields.number("y", &mut self.found)?;
        if number.abs() > LARGEST {
            let message = format!("`y` is {number:e}, which is past all measure");
            let help = "write the value in a larger unit, such as millions".to_string();
            self.found.add(Code::BadSeries, at, message, Some(help));
            return None;
        }
        Some(Value::Number(number))
    }

    /// Reports a point that does not come after the one before it, or is of another kind.
    fn in_order(&mut self, before: &[Point], point: &Point, at: std::ops::Range<usize>) {
        let Some(last) = before.last() else { return };
        let fault = match (&last.at, &point.at) {
            (At::Date(last), At::Date(next)) if next <= last => {
                "comes before the one above it, or is the same"
            }
            (At::Label(last), At::Label(next)) if last == next => {
                "has the label of the one above it"
            }
            (At::Area(_), At::Area(next))
                if before
                    .iter()
                    .any(|other| other.at == At::Area(next.clone())) =>
            {
                "has the area of another one"
            }
            (At::Date(_), At::Date(_))
            | (At::Label(_), At::Label(_))
            | (At::Area(_), At::Area(_)) => return,
            _ => "is of another kind than the one above it",
        };
        let help = "give each point one date, label or area of its own, dates in order".to_string();
        self.found.add(
            Code::BadSeries,
            at,
            format!("this point {fault}"),
            Some(help),
        );
    }

    fn chart(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Chart);
        let title = self.text(&fields, "title");
        let kind_at = fields.get("kind");
        self.place(id.as_deref().unwrap_or_default(), "kind", kind_at);
        let kind = fields.word("kind", &mut self.found);
        let series_at = fields.get("series");
        self.place(id.as_deref().unwrap_or_default(), "series", series_at);
        let named = fields.strings("series", &mut self.found);
        for (id, at) in &named {
            self.refer(id, Some(Kind::Series), at.clone());
        }
        let says = self.prose(&fields, "says");
        let events = self.references(&fields, "events");
        let from_zero = fields.flag("from-zero", &mut self.found).unwrap_or(true);
        fields.finish(&mut self.found);
        if let (Some(id), Some(title), Some(kind), Some(says)) = (id, title, kind, says) {
            self.library.charts.push(Chart {
                id: ChartId::new(id),
                title,
                kind,
                series: named
                    .into_iter()
                    .map(|(id, _)| SeriesId::new(id.as_str()))
                    .collect(),
                says,
                events: events.into_iter().map(EventId::new).collect(),
                from_zero,
            });
        }
    }

    fn map(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Map);
        let title = self.text(&fields, "title");
        let says = self.prose(&fields, "says");
        let credit = self.text(&fields, "credit");
        let texts = fields.strings("lines", &mut self.found);
        let mut left = OUTLINE_POINTS;
        let mut lines = Vec::new();
        for (text, at) in texts {
            lines.push(self.line(&text, at, &mut left));
        }
        let mut areas = Vec::new();
        for area in fields.tables("area", &mut self.found) {
            areas.extend(self.area(area, &lines));
        }
        let mut shades = Vec::new();
        for shade in fields.tables("shade", &mut self.found) {
            shades.extend(self.shade(shade));
        }
        fields.finish(&mut self.found);
        if let (Some(id), Some(title), Some(says)) = (id, title, says) {
            self.library.maps.push(Map {
                id: MapId::new(id),
                title,
                says,
                credit,
                lines,
                areas,
                shades,
            });
        }
    }

    /// A line of an outline: pairs of degrees east and north, separated by commas.
    fn line(
        &mut self,
        text: &str,
        at: std::ops::Range<usize>,
        left: &mut usize,
    ) -> Vec<(i16, i16)> {
        let hundredths = |text: &str, most: f64| {
            let degrees: f64 = text.parse().ok()?;
            let fine = degrees.abs() <= most;
            fine.then(|| (degrees * 100.0).round() as i16)
        };
        let point = |pair: &str| {
            let (x, y) = pair.trim().split_once(' ')?;
            Some((hundredths(x, 180.0)?, hundredths(y.trim(), 90.0)?))
        };
        let points: Option<Vec<(i16, i16)>> = text.split(',').take(*left + 1).map(point).collect();
        let fine = points.filter(|points| points.len() >= 2 && points.len() <= *left);
        if fine.is_none() {
            let message = format!(
                "a line has at least two points in degrees, a map at most {OUTLINE_POINTS}"
            );
            let help = "write \"-102.35 22.04, -102.31 22.1\": east, then north".to_string();
            self.found.add(Code::BadOutline, at, message, Some(help));
        }
        let points = fine.unwrap_or_default();
        *left -= points.len();
        points
    }

    fn area(&mut self, fields: Fields<'a>, lines: &[Vec<(i16, i16)>]) -> Option<Area> {
        let id = self.id(&fields, Kind::Area);
        let title = self.text(&fields, "title");
        let value = fields.get("rings");
        let rings = value.map(|value| (numbers_of(value), value.span()));
        fields.finish(&mut self.found);
        let (rings, at) = rings?;
        let closed = rings
            .as_ref()
            .is_some_and(|rings| !rings.is_empty() && rings.iter().all(|ring| closes(ring, lines)));
        if !closed {
            let message = "these rings are not closed lines of this map".to_string();
            let help = "write lists of the numbers of lines, from 1, negative for backwards, each beginning where the last one ends".to_string();
            self.found.add(Code::BadOutline, at, message, Some(help));
            return None;
        }
        Some(Area {
            id: AreaId::new(id?),
            title: title?,
            rings: rings?,
        })
    }

    fn shade(&mut self, fields: Fields<'a>) -> Option<Shade> {
        let series = self.reference(&fields, "series");
        let value = fields.get("steps");
        let steps: Option<Vec<f64>> = value.and_then(|value| {
            let items = value.get_ref().as_array()?;
            items.iter().map(number_of).collect()
        });
        fields.finish(&mut self.found);
        let ascending = |steps: &Vec<f64>| {
            (1..=4).contains(&steps.len()) && steps.windows(2).all(|pair| pair[0] < pair[1])
        };
        let at = value?.span();
        let steps = steps.filter(ascending);
        if steps.is_none() {
            let message = "`steps` are one to four numbers, ascending".to_string();
            let help = "write `steps = [1000, 2000]`".to_string();
            self.found.add(Code::WrongValue, at, message, Some(help));
        }
        Some(Shade {
            series: SeriesId::new(series?),
            steps: steps?,
        })
    }

    fn site(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Site);
        let title = self.text(&fields, "title");
        let map = self.reference(&fields, "map");
        let area = self.reference(&fields, "area");
        let lat_at = fields.get("lat");
        self.place(id.as_deref().unwrap_or_default(), "lat", lat_at);
        let lat = fields.number("lat", &mut self.found);
        let lon = fields.number("lon", &mut self.found);
        let text = self.prose(&fields, "text");
        let mut see = Vec::new();
        for (id, at) in fields.strings("see", &mut self.found) {
            self.refer(&id, None, at);
            see.push(id.as_str().into());
        }
        let source = self.reference(&fields, "source");
        fields.finish(&mut self.found);
        let whole = (id, title, map, lat, lon, text);
        if let (Some(id), Some(title), Some(map), Some(lat), Some(lon), Some(text)) = whole {
            self.library.sites.push(Site {
                id: SiteId::new(id),
                title,
                map: MapId::new(map),
                area: area.map(AreaId::new),
                lat,
                lon,
                text,
                see,
                source: source.map(SourceId::new),
            });
        }
    }

    fn command(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Command);
        let title = self.text(&fields, "title");
        let says = self.prose(&fields, "says");
        let mut offices = Vec::new();
        for office in fields.tables("office", &mut self.found) {
            offices.extend(self.office(office));
        }
        fields.finish(&mut self.found);
        if let (Some(id), Some(title), Some(says)) = (id, title, says) {
            self.library.commands.push(Command {
                id: CommandId::new(id),
                title,
                says,
                offices,
            });
        }
    }

    fn office(&mut self, fields: Fields<'a>) -> Option<Office> {
        let id = fields.get("id").and_then(|value| self.checked_id(value));
        let title = self.text(&fields, "title");
        let mut holders: Vec<Holder> = Vec::new();
        for holder in fields.tables("holder", &mut self.found) {
            let head = holder.head();
            let Some(holder) = self.holder(holder) else {
                continue;
            };
            let overlaps = |other: &Holder| {
                holder.rule == Rule::Law && other.rule == Rule::Law && meets(other, &holder)
            };
            if holders.iter().any(overlaps) {
                let message = "somebody else holds this office at this time in law".to_string();
                let help = "end the one before the other begins".to_string();
                self.found.add(Code::Overlap, head, message, Some(help));
            }
            holders.push(holder);
        }
        fields.finish(&mut self.found);
        Some(Office {
            id: id?.into(),
            title: title?,
            holders,
        })
    }

    fn holder(&mut self, fields: Fields<'a>) -> Option<Holder> {
        let head = fields.head();
        let who = self.text(&fields, "who");
        let short = self.text(&fields, "short");
        let when = fields.period("when", &mut self.found);
        let rule = fields.word("rule", &mut self.found);
        let says = self.text(&fields, "says");
        if rule == Some(Rule::Practice) && says.is_none() {
            let message = "what holds in practice does not say according to whom".to_string();
            let help = "add `says`".to_string();
            self.found
                .add(Code::MissingKey, head.clone(), message, Some(help));
        }
        let text = self.prose(&fields, "text");
        let claims = self.references(&fields, "claims");
        fields.finish(&mut self.found);
        if claims.is_empty() {
            let span = self.found.span(head);
            self.notes.uncited.push(("this holder".to_string(), span));
        }
        Some(Holder {
            who: who?,
            short,
            when: when?,
            rule: rule?,
            says,
            text,
            claims: claims.into_iter().map(ClaimId::new).collect(),
        })
    }

    fn timeline(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Timeline);
        let title = self.text(&fields, "title");
        let says = self.prose(&fields, "says");
        let mut themes = Vec::new();
        for theme in fields.tables("themes", &mut self.found) {
            let id = theme.string("id", &mut self.found);
            let title = self.text(&theme, "title");
            theme.finish(&mut self.found);
            if let (Some(id), Some(title)) = (id.filter(|id| is_id(id)), title) {
                let id = id.as_str().into();
                themes.push(Theme { id, title });
            }
        }
        let command = self.reference(&fields, "command");
        fields.finish(&mut self.found);
        if let (Some(id), Some(title), Some(says)) = (id, title, says) {
            self.library.timelines.push(Timeline {
                id: TimelineId::new(id),
                title,
                says,
                themes,
                command: command.map(CommandId::new),
            });
        }
    }

    fn check(&mut self, fields: Fields<'a>) {
        let id = self.id(&fields, Kind::Check);
        let question = self.text(&fields, "question");
        let options_at = fields.get("options");
        let before = self.found.n_errors();
        let mut options = Vec::new();
        for option in fields.tables("options", &mut self.found) {
            options.extend(self.option(option));
        }
        let fine = options.len() >= 2 && options.iter().any(|option: &Answer| option.right);
        if let (true, false, Some(at)) = (self.is_sound(before), fine, options_at) {
            let message = "a self-check has two options at least, one of them right".to_string();
            let help = "add options, and `right = true` to what the sources say".to_string();
            self.found
                .add(Code::NoAnswer, at.span(), message, Some(help));
        }
        let answer = self.prose(&fields, "answer");
        fields.finish(&mut self.found);
        if let (Some(id), Some(question), Some(answer)) = (id, question, answer) {
            self.library.checks.push(Check {
                id: CheckId::new(id),
                question,
                options,
                answer,
            });
        }
    }

    fn option(&mut self, fields: Fields<'a>) -> Option<Answer> {
        let text = self.text(&fields, "text");
        let right = fields.flag("right", &mut self.found).unwrap_or(false);
        let because = self.prose(&fields, "because");
        fields.finish(&mut self.found);
        Some(Answer {
            text: text?,
            right,
            because,
        })
    }
}

/// Whether two hold at one time, the day on which one follows the other not counted.
fn meets(one: &Holder, other: &Holder) -> bool {
    let begins = |holder: &Holder| holder.when.first();
    let ends = |holder: &Holder| holder.when.last();
    let before = |end: Option<Date>, begin: Option<Date>| match (end, begin) {
        (Some(end), Some(begin)) => end <= begin,
        (None, _) | (_, None) => false,
    };
    !before(ends(one), begins(other)) && !before(ends(other), begins(one))
}

/// A number of TOML.
fn number_of(value: &TomlValue<'_>) -> Option<f64> {
    let value = value.get_ref();
    let text = value
        .as_integer()
        .map(|n| n.as_str())
        .or_else(|| value.as_float().map(|n| n.as_str()))?;
    let number: f64 = text.replace('_', "").parse().ok()?;
    number.is_finite().then_some(number)
}

/// Lists of lists of whole numbers.
fn numbers_of(value: &TomlValue<'_>) -> Option<Vec<Vec<i32>>> {
    let ring = |value: &TomlValue<'_>| -> Option<Vec<i32>> {
        let items = value.get_ref().as_array()?;
        items
            .iter()
            .map(|item| item.get_ref().as_integer()?.as_str().parse().ok())
            .collect()
    };
    value.get_ref().as_array()?.iter().map(ring).collect()
}

/// Whether the lines of a ring exist, follow each other and end where they begin.
fn closes(ring: &[i32], lines: &[Vec<(i16, i16)>]) -> bool {
    let ends = |n: &i32| {
        let line = lines.get((n.unsigned_abs() as usize).checked_sub(1)?)?;
        let (first, last) = (*line.first()?, *line.last()?);
        Some(if *n > 0 { (first, last) } else { (last, first) })
    };
    let Some(all) = ring.iter().map(ends).collect::<Option<Vec<_>>>() else {
        return false;
    };
    let next = all.iter().cycle().skip(1);
    !all.is_empty() && all.iter().zip(next).all(|(one, next)| one.1 == next.0)
}
