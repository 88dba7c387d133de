//! The whole model as one JSON object, in the words of the content format.
//!
//! Keys, words, ids and dates are those that authors write (`docs/format.md`); texts are objects with a string for each language; what is
//! worked out when content is loaded (who contradicts a claim, where it is cited) stands beside it, as ids. `docs/export.md` lists every
//! key, and a test holds it to that.

use serde_json::{Map, Value, json};

use crate::content::date::Period;
use crate::content::model::picture::{
    At, Chart, Check, Command, Map as Chartered, Point, Series, Site, Timeline, Value as Number,
};
use crate::content::model::{
    Block, BlockContent, Cell, Chapter, Citation, Claim, Comparison, Derivation, Event, Explainer,
    Faq, Figure, Guide, Library, QuoteOrigin, Section, Source, Term,
};
use crate::content::wording::{Prose, Text};
use crate::text::Lang;

/// The version of this form; it grows when a key changes its meaning or goes away.
pub const VERSION: u32 = 1;

/// The whole explainer.
pub fn model(library: &Library) -> String {
    let of = Of { library };
    let all = json!({
        "version": VERSION,
        "explainer": of.explainer(&library.explainer),
        "chapters": of.list(&library.chapters, Of::chapter),
        "sources": of.list(&library.sources, Of::source),
        "claims": of.list(&library.claims, Of::claim),
        "comparisons": of.list(&library.comparisons, Of::comparison),
        "faqs": of.list(&library.faqs, Of::faq),
        "terms": of.list(&library.terms, Of::term),
        "events": of.list(&library.events, Of::event),
        "guides": of.list(&library.guides, Of::guide),
        "derivations": of.list(&library.derivations, Of::derivation),
        "series": of.list(&library.series, Of::series),
        "charts": of.list(&library.charts, Of::chart),
        "maps": of.list(&library.maps, Of::map),
        "places": of.list(&library.sites, Of::site),
        "commands": of.list(&library.commands, Of::command),
        "timelines": of.list(&library.timelines, Of::timeline),
        "checks": of.list(&library.checks, Of::check),
    });
    format!("{all:#}\n")
}

/// An object without the keys that have nothing to say.
fn object(pairs: Vec<(&str, Value)>) -> Value {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        _ => true,
    };
    let pairs = pairs.into_iter().filter(|(_, value)| says(value));
    Value::Object(pairs.map(|(key, value)| (key.to_string(), value)).collect())
}

fn period(period: Period) -> Value {
    json!(period.to_string())
}

fn ids<T: std::fmt::Display>(ids: &[T]) -> Value {
    json!(ids.iter().map(ToString::to_string).collect::<Vec<_>>())
}

fn said<T: std::fmt::Display>(value: Option<&T>) -> Value {
    value.map_or(Value::Null, |value| json!(value.to_string()))
}

/// Entities of a library as values.
struct Of<'a> {
    library: &'a Library,
}

impl Of<'_> {
    fn list<'t, T: 't>(
        &self,
        all: impl IntoIterator<Item = &'t T>,
        one: impl Fn(&Self, &T) -> Value,
    ) -> Value {
        Value::Array(all.into_iter().map(|item| one(self, item)).collect())
    }

    /// A text in each language that it is written in.
    fn text(&self, text: &Text) -> Value {
        let first = self.library.default_language();
        let entry = |(lang, text): (Option<Lang>, &str)| {
            (lang.unwrap_or(first).code().to_string(), json!(text))
        };
        Value::Object(text.all().map(entry).collect::<Map<_, _>>())
    }

    fn prose(&self, prose: &Prose) -> Value {
        self.text(&prose.0)
    }

    fn some(&self, text: Option<&Text>) -> Value {
        text.map_or(Value::Null, |text| self.text(text))
    }

    fn some_prose(&self, prose: Option<&Prose>) -> Value {
        prose.map_or(Value::Null, |prose| self.prose(prose))
    }

    fn claims(&self, numbers: &[u32]) -> Value {
        let id = |n: &u32| self.library.claims[*n as usize].id.as_str();
        json!(numbers.iter().map(id).collect::<Vec<_>>())
    }

    fn explainer(&self, it: &Explainer) -> Value {
        let codes: Vec<&str> = it.languages.iter().map(Lang::code).collect();
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("summary", self.prose(&it.summary)),
            ("opening", self.some_prose(it.opening.as_ref())),
            ("languages", json!(codes)),
            ("as-of", json!(it.as_of.to_string())),
            ("chapters", ids(&it.chapters)),
            ("stale-after", json!(it.stale_after)),
        ])
    }

    fn chapter(&self, it: &Chapter) -> Value {
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("summary", self.text(&it.summary)),
            ("know", self.some_prose(it.know.as_ref())),
            ("disputed", self.some_prose(it.disputed.as_ref())),
            ("sections", self.list(&it.sections, Of::section)),
        ])
    }

    fn section(&self, it: &Section) -> Value {
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("blocks", self.list(&it.blocks, Of::block)),
        ])
    }

    fn block(&self, it: &Block) -> Value {
        let show = |kind: &str, id: &str| vec![("kind", json!(kind)), ("show", json!(id))];
        let mut pairs = match &it.content {
            BlockContent::Paragraph(text) => {
                vec![("kind", json!("paragraph")), ("text", self.prose(text))]
            }
            BlockContent::List { items, ordered } => vec![
                ("kind", json!("list")),
                ("ordered", json!(ordered)),
                ("items", self.list(items, Of::prose)),
            ],
            BlockContent::Quote { text, origin } => {
                let mut pairs = vec![("kind", json!("quote")), ("text", self.prose(text))];
                match origin {
                    QuoteOrigin::Claim(id) => pairs.push(("claim", json!(id.as_str()))),
                    QuoteOrigin::Citation(citation) => {
                        pairs.push(("source", json!(citation.source.as_str())));
                        pairs.push(("locator", self.some(citation.locator.as_ref())));
                    }
                }
                pairs
            }
            BlockContent::Callout { tone, title, text } => vec![
                ("kind", json!("callout")),
                ("tone", json!(tone.word())),
                ("title", self.some(title.as_ref())),
                ("text", self.prose(text)),
            ],
            BlockContent::Comparison { show: id, lead } => {
                let mut pairs = show("comparison", id.as_str());
                pairs.push(("text", self.some_prose(lead.as_ref())));
                pairs
            }
            BlockContent::Question(id) => show("question", id.as_str()),
            BlockContent::Derivation(id) => show("derivation", id.as_str()),
            BlockContent::Picture(id) => show("picture", id),
            BlockContent::Check(id) => show("check", id.as_str()),
        };
        pairs.push(("id", json!(it.id.as_str())));
        object(pairs)
    }

    fn source(&self, it: &Source) -> Value {
        object(vec![
            ("id", json!(it.id.as_str())),
            ("kind", json!(it.kind.word())),
            ("title", self.text(&it.title)),
            ("short", self.some(it.short.as_ref())),
            ("author", said(it.author.as_ref())),
            ("publisher", said(it.publisher.as_ref())),
            ("date", said(it.date.as_ref())),
            ("url", said(it.url.as_ref())),
            ("language", json!(it.language.as_ref().map(Lang::code))),
            ("retrieved", said(it.retrieved.as_ref())),
            ("interest", self.some(it.interest.as_ref())),
            ("reliability", self.some(it.reliability.as_ref())),
            ("relays", ids(&it.relays)),
            ("cited-by", self.claims(&it.cited_by)),
        ])
    }

    fn claim(&self, it: &Claim) -> Value {
        let links = &it.links;
        let cited: Vec<&str> = links.cited_in.iter().map(|id| id.as_str()).collect();
        object(vec![
            ("id", json!(it.id.as_str())),
            ("text", self.prose(&it.text)),
            ("kind", json!(it.kind.word())),
            ("says", self.text(&it.says)),
            ("as-of", period(it.as_of)),
            ("evidence", json!(it.evidence.word())),
            ("agreement", json!(it.agreement.word())),
            ("citations", self.list(&it.citations, Of::citation)),
            ("figures", self.list(&it.figures, Of::figure)),
            ("contradicts", ids(&it.contradicts)),
            ("supersedes", ids(&it.supersedes)),
            ("restates", ids(&it.restates)),
            ("settle", self.some(it.settle.as_ref())),
            ("note", self.some_prose(it.note.as_ref())),
            ("contradicted-by", self.claims(&links.contradicted_by)),
            ("superseded-by", self.claims(&links.superseded_by)),
            ("restated-by", self.claims(&links.restated_by)),
            ("same-number", self.claims(&links.same_number)),
            ("cited-in", json!(cited)),
        ])
    }

    fn citation(&self, it: &Citation) -> Value {
        object(vec![
            ("source", json!(it.source.as_str())),
            ("locator", self.some(it.locator.as_ref())),
            ("quote", self.some(it.quote.as_ref())),
        ])
    }

    fn figure(&self, it: &Figure) -> Value {
        object(vec![
            ("value", json!(it.value)),
            ("unit", self.text(&it.unit)),
            ("population", self.some(it.population.as_ref())),
            ("definition", self.some(it.definition.as_ref())),
            ("text", self.some(it.text.as_ref())),
        ])
    }

    fn comparison(&self, it: &Comparison) -> Value {
        let subjects: Vec<Value> = it
            .subjects
            .iter()
            .map(|subject| {
                object(vec![
                    ("id", json!(subject.id.as_str())),
                    ("title", self.text(&subject.title)),
                    ("source", said(subject.source.as_ref())),
                ])
            })
            .collect();
        let aspects: Vec<Value> = it
            .aspects
            .iter()
            .map(|aspect| {
                let ids = it.subjects.iter().map(|subject| subject.id.to_string());
                let cells = ids.zip(aspect.cells.iter().map(|cell| self.cell(cell)));
                object(vec![
                    ("id", json!(aspect.id.as_str())),
                    ("title", self.text(&aspect.title)),
                    ("cells", Value::Object(cells.collect())),
                ])
            })
            .collect();
        let why: Vec<Value> = it
            .why_differ
            .iter()
            .map(|(reason, text)| json!({ "reason": reason.word(), "text": self.prose(text) }))
            .collect();
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("question", self.text(&it.question)),
            ("summary", self.some_prose(it.summary.as_ref())),
            ("subjects", json!(subjects)),
            ("aspects", json!(aspects)),
            ("why-differ", json!(why)),
            ("settle", self.prose(&it.settle)),
        ])
    }

    fn cell(&self, it: &Cell) -> Value {
        match it {
            Cell::Value {
                text,
                as_of,
                claims,
            } => object(vec![
                ("text", self.prose(text)),
                ("as-of", as_of.map_or(Value::Null, period)),
                ("claims", ids(claims)),
            ]),
            Cell::None(why) => json!({ "none": self.text(why) }),
        }
    }

    fn faq(&self, it: &Faq) -> Value {
        object(vec![
            ("id", json!(it.id.as_str())),
            ("question", self.text(&it.question)),
            ("short", self.prose(&it.short)),
            ("full", self.some_prose(it.full.as_ref())),
            ("disputed", self.some_prose(it.disputed.as_ref())),
        ])
    }

    fn term(&self, it: &Term) -> Value {
        object(vec![
            ("id", json!(it.id.as_str())),
            ("name", self.text(&it.name)),
            ("definition", self.prose(&it.definition)),
            ("aliases", ids(&it.aliases)),
            ("expansion", self.some(it.expansion.as_ref())),
            ("see", ids(&it.see)),
        ])
    }

    fn event(&self, it: &Event) -> Value {
        object(vec![
            ("id", json!(it.id.as_str())),
            ("date", period(it.date)),
            ("title", self.text(&it.title)),
            ("text", self.prose(&it.text)),
            ("theme", said(it.theme.as_ref())),
            ("about", said(it.about.as_ref())),
        ])
    }

    fn guide(&self, it: &Guide) -> Value {
        let step = |step: &crate::content::model::Step| {
            object(vec![
                ("at", json!(step.at.as_str())),
                ("title", self.text(&step.title)),
                ("text", self.some_prose(step.text.as_ref())),
            ])
        };
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("summary", self.text(&it.summary)),
            ("minutes", json!(it.minutes)),
            (
                "steps",
                json!(it.steps.iter().map(step).collect::<Vec<_>>()),
            ),
        ])
    }

    fn derivation(&self, it: &Derivation) -> Value {
        let input = |input: &crate::content::model::Input| {
            object(vec![
                ("label", self.text(&input.label)),
                ("value", json!(input.value)),
                ("claim", said(input.claim.as_ref())),
            ])
        };
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("operation", json!(it.operation.word())),
            (
                "inputs",
                json!(it.inputs.iter().map(input).collect::<Vec<_>>()),
            ),
            ("unit", self.text(&it.unit)),
            ("result", json!(it.result)),
            ("round-to", json!(it.round_to)),
            ("printed", self.some(it.printed.as_ref())),
            ("note", self.some_prose(it.note.as_ref())),
        ])
    }

    fn series(&self, it: &Series) -> Value {
        let breaks: Vec<Value> = it
            .breaks
            .iter()
            .map(|one| json!({ "x": one.at.to_string(), "text": self.text(&one.text) }))
            .collect();
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("short", self.some(it.short.as_ref())),
            ("unit", self.text(&it.unit)),
            ("definition", self.some(it.definition.as_ref())),
            ("every", json!(it.every.map(|every| every.word()))),
            ("points", self.list(&it.points, Of::point)),
            ("breaks", json!(breaks)),
            ("note", self.some_prose(it.note.as_ref())),
        ])
    }

    fn point(&self, it: &Point) -> Value {
        let at = match &it.at {
            At::Date(date) => ("x", json!(date.to_string())),
            At::Label(text) => ("label", self.text(text)),
            At::Area(id) => ("area", json!(id.as_str())),
        };
        let value = match &it.value {
            Number::Number(number) => ("y", json!(number)),
            Number::Gap(why) => ("gap", self.text(why)),
        };
        object(vec![
            at,
            value,
            ("source", said(it.source.as_ref())),
            ("locator", self.some(it.locator.as_ref())),
            ("claim", said(it.claim.as_ref())),
            ("note", self.some(it.note.as_ref())),
        ])
    }

    fn chart(&self, it: &Chart) -> Value {
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("kind", json!(it.kind.word())),
            ("series", ids(&it.series)),
            ("says", self.prose(&it.says)),
            ("events", ids(&it.events)),
            ("from-zero", json!(it.from_zero)),
        ])
    }

    /// Outlines in degrees; areas name lines as authors do.
    fn map(&self, it: &Chartered) -> Value {
        let degrees = |(x, y): &(i16, i16)| [f64::from(*x) / 100.0, f64::from(*y) / 100.0];
        let line = |line: &Vec<(i16, i16)>| line.iter().map(degrees).collect::<Vec<_>>();
        let areas: Vec<Value> = it
            .areas
            .iter()
            .map(|area| json!({ "id": area.id.as_str(), "title": self.text(&area.title), "rings": area.rings }))
            .collect();
        let shades: Vec<Value> = it
            .shades
            .iter()
            .map(|shade| json!({ "series": shade.series.as_str(), "steps": shade.steps }))
            .collect();
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("says", self.prose(&it.says)),
            ("credit", self.some(it.credit.as_ref())),
            (
                "lines",
                json!(it.lines.iter().map(line).collect::<Vec<_>>()),
            ),
            ("areas", json!(areas)),
            ("shades", json!(shades)),
        ])
    }

    fn site(&self, it: &Site) -> Value {
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("map", json!(it.map.as_str())),
            ("area", said(it.area.as_ref())),
            ("lat", json!(it.lat)),
            ("lon", json!(it.lon)),
            ("text", self.prose(&it.text)),
            ("see", ids(&it.see)),
            ("source", said(it.source.as_ref())),
        ])
    }

    fn command(&self, it: &Command) -> Value {
        let holder = |holder: &crate::content::model::picture::Holder| {
            object(vec![
                ("who", self.text(&holder.who)),
                ("when", period(holder.when)),
                ("rule", json!(holder.rule.word())),
                ("says", self.some(holder.says.as_ref())),
                ("text", self.some_prose(holder.text.as_ref())),
                ("claims", ids(&holder.claims)),
            ])
        };
        let office = |office: &crate::content::model::picture::Office| {
            object(vec![
                ("id", json!(office.id.as_str())),
                ("title", self.text(&office.title)),
                (
                    "holders",
                    json!(office.holders.iter().map(holder).collect::<Vec<_>>()),
                ),
            ])
        };
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("says", self.prose(&it.says)),
            (
                "offices",
                json!(it.offices.iter().map(office).collect::<Vec<_>>()),
            ),
        ])
    }

    fn timeline(&self, it: &Timeline) -> Value {
        let theme = |theme: &crate::content::model::picture::Theme| json!({ "id": theme.id.as_str(), "title": self.text(&theme.title) });
        object(vec![
            ("id", json!(it.id.as_str())),
            ("title", self.text(&it.title)),
            ("says", self.prose(&it.says)),
            (
                "themes",
                json!(it.themes.iter().map(theme).collect::<Vec<_>>()),
            ),
            ("command", said(it.command.as_ref())),
        ])
    }

    fn check(&self, it: &Check) -> Value {
        let option = |answer: &crate::content::model::picture::Answer| {
            object(vec![
                ("text", self.text(&answer.text)),
                ("right", json!(answer.right)),
                ("because", self.some_prose(answer.because.as_ref())),
            ])
        };
        object(vec![
            ("id", json!(it.id.as_str())),
            ("question", self.text(&it.question)),
            (
                "options",
                json!(it.options.iter().map(option).collect::<Vec<_>>()),
            ),
            ("answer", self.prose(&it.answer)),
        ])
    }
}
