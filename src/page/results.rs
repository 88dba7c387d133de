//! What a query found, with snippets in context and the kind of thing found.

use std::ops::Range;

use crate::content::model::{Entity, Library};
use crate::edition::{SearchIndex, kind_word};
use crate::i18n::Msg;
use crate::page::{Block, Ctx, Entry, Link, Motion, Page, Span};
use crate::place::{Location, Place};
use crate::search::marker::Marker;
use crate::search::query::Query;
use crate::search::snippet::{Snippet, snippet};
use crate::text::Lang;
use crate::theme::Role;

/// How many results a page shows; a reader who needs more needs another query.
pub const MOST: usize = 50;

/// How wide a snippet is, in cells: two lines of an 80-column page.
const SNIPPET_CELLS: usize = 140;

/// One result, with the parts of its title and text that are marked.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What was found.
    pub entity: Entity,
    /// Its title.
    pub title: String,
    /// A part of its text, with an ellipsis where it is cut.
    pub quoted: String,
    /// The bytes of that part that are marked, in order.
    pub marks: Vec<Range<usize>>,
    /// Comparable within one answer only.
    pub score: f32,
}

/// An answer to a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// How much was found, in whichever language.
    pub total: usize,
    /// Whether it has every word of the query.
    pub complete: bool,
    /// The best of it.
    pub found: Vec<Found>,
}

/// Answers `query` with at most `limit` results in `lang`, or in whichever language has them.
pub fn answer(
    index: &SearchIndex,
    library: &Library,
    query: &str,
    lang: Lang,
    limit: usize,
) -> Answer {
    let query = Query::parse(query);
    // A passage may be found in every language, but is shown in one.
    let n_languages = library.explainer.languages.len().max(1);
    let hits = index
        .index()
        .search(&query, limit.saturating_mul(n_languages));
    let mut shown: Vec<Shown<'_>> = Vec::with_capacity(hits.hits.len().min(limit));
    for hit in &hits.hits {
        let Some((entity, _)) = index.passage(hit.key) else {
            continue;
        };
        let seen = n_languages > 1 && shown.iter().any(|other| other.entity == entity);
        if seen || shown.len() == limit {
            continue;
        }
        let key = index.in_language(hit.key, lang).unwrap_or(hit.key);
        if let Some((title, body)) = index.text(key) {
            shown.push(Shown {
                entity,
                title,
                body,
                score: hit.score,
            });
        }
    }
    // Texts lie far apart. Touched one after the other before the first is cut, they come from memory together: a tenth of an answer's time.
    std::hint::black_box(shown.iter().map(Shown::touch).sum::<usize>());
    let found = shown.iter().map(|shown| shown.cut(&hits.marker)).collect();
    Answer {
        total: hits.total,
        complete: hits.complete,
        found,
    }
}

/// A hit with its texts whole.
struct Shown<'a> {
    entity: Entity,
    title: &'a str,
    body: &'a str,
    score: f32,
}

impl Shown<'_> {
    /// Reads a byte of every line of memory that its text is in.
    fn touch(&self) -> usize {
        let bytes = self.body.as_bytes().iter().step_by(64);
        bytes.map(|byte| usize::from(*byte)).sum()
    }

    fn cut(&self, marker: &Marker) -> Found {
        let Snippet {
            range,
            mut marks,
            cut_before,
            cut_after,
        } = snippet(self.body, marker, SNIPPET_CELLS);
        let before = if cut_before { "…" } else { "" };
        let after = if cut_after { "…" } else { "" };
        for mark in &mut marks {
            let at = |byte: usize| before.len() + byte - range.start;
            *mark = at(mark.start)..at(mark.end);
        }
        Found {
            entity: self.entity,
            title: self.title.to_string(),
            quoted: [before, &self.body[range.clone()], after].concat(),
            marks,
            score: self.score,
        }
    }
}

impl Found {
    /// The quoted part, piece by piece, and whether each is marked.
    pub fn pieces(&self) -> impl Iterator<Item = (&str, bool)> {
        let ends = self
            .marks
            .iter()
            .flat_map(|mark| [(mark.start, false), (mark.end, true)]);
        let mut at = 0;
        let pieces = ends
            .chain([(self.quoted.len(), false)])
            .map(move |(end, is_marked)| {
                let piece = &self.quoted[at..end];
                at = end;
                (piece, is_marked)
            });
        pieces.filter(|(piece, _)| !piece.is_empty())
    }
}

impl Answer {
    /// What was found as text: two lines each, with the id that leads there.
    pub fn text(&self, library: &Library) -> String {
        let both = |found: &Found| {
            format!(
                "{} ({}): {}\n    {}\n",
                library.id_of(found.entity),
                kind_word(found.entity),
                found.title,
                found.quoted.trim()
            )
        };
        self.found.iter().map(both).collect()
    }
}

/// The page of a query.
pub fn page(query: &str, ctx: Ctx<'_>) -> Page {
    let mut head = vec![Block::heading(1, ctx.msg(Msg::Search)).tight()];
    let mut entries = Vec::new();
    match ctx.edition.index() {
        None => head.push(note(ctx.msg(Msg::Indexing))),
        Some(_) if Query::parse(query).is_empty() => head.push(note(ctx.msg(Msg::SearchHint))),
        Some(index) => {
            let answer = answer(index, ctx.library(), query, ctx.lang, MOST);
            let count = if answer.complete {
                Msg::Results
            } else {
                Msg::ResultsPartly
            };
            if answer.found.is_empty() {
                head.push(
                    Block::flow(vec![Span::new(ctx.msg(Msg::NoneFound), Role::Text)]).tight(),
                );
                head.push(note(ctx.msg(Msg::NoneFoundHint)));
            } else {
                let mut text = count.with(ctx.lang, &answer.total.to_string());
                if answer.found.len() < answer.total {
                    let n = answer.found.len().to_string();
                    text.push_str(&format!("; {}", Msg::BestShown.with(ctx.lang, &n)));
                }
                head.push(note_text(text));
            }
            entries = answer
                .found
                .into_iter()
                .map(|found| entry(found, ctx))
                .collect();
        }
    }
    entries.insert(0, Entry::fixed("search", head));
    Page::listing(
        Place::Search(query.to_string()),
        Msg::Search,
        Motion::Choose,
        entries,
        ctx,
    )
}

fn note(text: &'static str) -> Block {
    Block::flow(vec![Span::new(text, Role::Muted)]).tight()
}

fn note_text(text: String) -> Block {
    Block::flow(vec![Span::new(text, Role::Muted)]).tight()
}

/// What a list calls the kind of an entity.
pub fn kind(entity: Entity, ctx: Ctx<'_>) -> &'static str {
    ctx.msg(match entity {
        Entity::Chapter(_) | Entity::Section(..) | Entity::Block(..) => Msg::ChapterLabel,
        Entity::Source(_) => Msg::SourceLabel,
        Entity::Claim(_) => Msg::ClaimLabel,
        Entity::Comparison(_) => Msg::ComparisonLabel,
        Entity::Faq(_) => Msg::QuestionLabel,
        Entity::Term(_) => Msg::TermLabel,
        Entity::Event(_) => Msg::EventLabel,
        Entity::Guide(_) => Msg::GuideLabel,
        Entity::Derivation(_) => Msg::FigureLabel,
        Entity::Series(_) | Entity::Chart(_) => Msg::ChartLabel,
        Entity::Map(_) | Entity::Area(..) | Entity::Site(_) => Msg::MapLabel,
        Entity::Command(_) => Msg::Commands,
        Entity::Timeline(_) => Msg::Timeline,
        Entity::Check(_) => Msg::CheckYourself,
    })
}

fn entry(found: Found, ctx: Ctx<'_>) -> Entry {
    let library = ctx.library();
    let to = Link::Go(Location::of(found.entity, library));
    let mut title = vec![
        Span::new(format!("{}  ", kind(found.entity, ctx)), Role::Muted),
        Span::new(found.title.clone(), Role::Link).to(to),
    ];
    if let Entity::Block(c, _, _) = found.entity {
        let chapter = library.title_of(Entity::Chapter(c), ctx.lang);
        title.push(Span::new(format!("  {chapter}"), Role::Muted));
    }
    let part = |(text, marked): (&str, bool)| {
        Span::new(
            text.to_string(),
            if marked { Role::Hit } else { Role::Text },
        )
    };
    let snippet = found.pieces().map(part).collect();
    let blocks = vec![Block::flow(title), Block::flow(snippet).indented(2).tight()];
    Entry::fixed(library.id_of(found.entity).to_string(), blocks)
}
