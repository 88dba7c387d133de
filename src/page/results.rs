//! What a query found, with snippets in context and the kind of thing found.

use crate::content::model::{Entity, Library};
use crate::edition::{SearchIndex, kind_word};
use crate::i18n::Msg;
use crate::page::{Block, Ctx, Entry, Link, Motion, Page, Span};
use crate::place::{Location, Place};
use crate::search::query::Query;
use crate::search::snippet::snippet;
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
    /// A part of its text.
    pub snippet: Vec<(String, bool)>,
    /// Comparable within one answer only.
    pub score: f32,
}

/// An answer to a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// How much was found.
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
    let mut found: Vec<Found> = Vec::new();
    for hit in &hits.hits {
        let Some((entity, _)) = index.passage(hit.key) else {
            continue;
        };
        let seen = found.iter().any(|other| other.entity == entity);
        if seen || found.len() == limit {
            continue;
        }
        let shown = index.in_language(hit.key, lang).unwrap_or(hit.key);
        let Some((title, body)) = index.text(shown) else {
            continue;
        };
        let cut = snippet(body, &hits.marker, SNIPPET_CELLS);
        let mut parts = Vec::new();
        if cut.cut_before {
            parts.push(("…".to_string(), false));
        }
        let mut at = cut.range.start;
        for mark in &cut.marks {
            parts.push((body[at..mark.start].to_string(), false));
            parts.push((body[mark.clone()].to_string(), true));
            at = mark.end;
        }
        parts.push((body[at..cut.range.end].to_string(), false));
        if cut.cut_after {
            parts.push(("…".to_string(), false));
        }
        parts.retain(|(text, _)| !text.is_empty());
        found.push(Found {
            entity,
            title: title.to_string(),
            snippet: parts,
            score: hit.score,
        });
    }
    Answer {
        total: hits.total,
        complete: hits.complete,
        found,
    }
}

impl Found {
    /// The quoted part of its text, without marks.
    pub fn quoted(&self) -> String {
        self.snippet.iter().map(|(text, _)| text.as_str()).collect()
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
                found.quoted().trim()
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
                head.push(note_text(count.with(ctx.lang, &answer.total.to_string())));
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
        Span::new(found.title, Role::Link).to(to),
    ];
    if let Entity::Block(c, _, _) = found.entity {
        let chapter = library.title_of(Entity::Chapter(c), ctx.lang);
        title.push(Span::new(format!("  {chapter}"), Role::Muted));
    }
    let part = |(text, marked): (String, bool)| {
        Span::new(text, if marked { Role::Hit } else { Role::Text })
    };
    let snippet = found.snippet.into_iter().map(part).collect();
    let blocks = vec![Block::flow(title), Block::flow(snippet).indented(2).tight()];
    Entry::fixed(library.id_of(found.entity).to_string(), blocks)
}
