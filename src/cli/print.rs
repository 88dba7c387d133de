//! `cotejo read` and `cotejo search`: what a reader would see, as text.

use serde::Serialize;

use crate::app::action::Audience;
use crate::cli::args::Globals;
use crate::cli::content::{Content, Failure};
use crate::cli::{Outcome, put};
use crate::content::model::Entity;
use crate::driver::local::language;
use crate::driver::state::Settings;
use crate::edition::kind_word;
use crate::page::linear::{self, Breaking};
use crate::page::picture::data;
use crate::page::results::{Answer, answer};
use crate::page::{Ctx, Kept};
use crate::picture::Glyphs;
use crate::place::{Location, Place};
use crate::text::Lang;

/// The language of texts: as asked for, as set, as the environment's.
pub fn lang_of(content: &Content, globals: &Globals) -> Lang {
    let wishes = globals.wishes(None);
    let settings = if globals.no_state {
        Settings::default()
    } else {
        wishes.store.settings().0
    };
    language(content.library(), &wishes, &settings)
}

/// Prints one page, or all.
pub fn read(
    place: Option<&str>,
    all: bool,
    breaking: Breaking,
    globals: &Globals,
) -> Result<Outcome, Failure> {
    let content = Content::whole(globals.content.as_deref())?;
    let lang = lang_of(&content, globals);
    let kept = Kept::default();
    let keymap = crate::app::action::Keymap::default();
    let is_search = place.is_some_and(|place| place.starts_with("search"));
    let edition = if is_search {
        content.edition.indexed()
    } else {
        content.edition.clone()
    };
    let ctx = Ctx {
        edition: &edition,
        lang,
        kept: &kept,
        keys: keymap.lines(lang, Audience::Readers),
        glyphs: Glyphs::Full,
    };
    let places = match place {
        _ if all => every(&content),
        None => vec![Location::top(Place::Home)],
        Some(name) => vec![content.locate(name)?],
    };
    for (n, location) in places.iter().enumerate() {
        if n > 0 {
            put("\n")?;
        }
        put(&linear::location(location, ctx, breaking))?;
    }
    Ok(Outcome::Fine)
}

/// Prints the values of a picture or a figure as JSON.
pub fn values(name: &str, globals: &Globals) -> Result<Outcome, Failure> {
    let content = Content::whole(globals.content.as_deref())?;
    let kept = Kept::default();
    let ctx = Ctx {
        edition: &content.edition,
        lang: lang_of(&content, globals),
        kept: &kept,
        keys: &[],
        glyphs: Glyphs::Full,
    };
    content.locate(name)?;
    let id = name.split_once('?').map_or(name, |(id, _)| id);
    let entity = content.library().find(id);
    let Some(records) = entity.and_then(|entity| data::records(entity, ctx)) else {
        return Err(Failure::NoValues(
            crate::text::SafeText::sanitize(name).replace('\n', " "),
        ));
    };
    let text = serde_json::to_string_pretty(&records).expect("records are plain data");
    put(&format!("{text}\n"))?;
    Ok(Outcome::Fine)
}

/// Every page in reading order: home, chapters, questions, comparisons, guides, timeline, glossary, claims, bibliography.
fn every(content: &Content) -> Vec<Location> {
    let library = content.library();
    let all = |n: usize, entity: fn(u32) -> Entity| (0..n as u32).map(entity);
    let entities = all(library.chapters.len(), Entity::Chapter)
        .chain(all(library.faqs.len(), Entity::Faq))
        .chain(all(library.comparisons.len(), Entity::Comparison))
        .chain(all(library.guides.len(), Entity::Guide))
        .chain(all(library.commands.len(), Entity::Command))
        .chain(all(library.maps.len(), Entity::Map))
        .chain(all(library.charts.len(), Entity::Chart))
        .chain(all(library.derivations.len(), Entity::Derivation))
        .map(|entity| Location::of(entity, library));
    let lists = [
        Place::Timeline,
        Place::Glossary,
        Place::Claims(Default::default()),
        Place::Bibliography,
    ];
    let home = std::iter::once(Location::top(Place::Home));
    home.chain(entities)
        .chain(lists.map(Location::top))
        .collect()
}

/// A result as a program reads it.
#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    kind: &'static str,
    title: &'a str,
    snippet: &'a str,
    score: f32,
}

/// Prints what a query finds.
pub fn search(query: &str, limit: u16, json: bool, globals: &Globals) -> Result<Outcome, Failure> {
    let content = Content::whole(globals.content.as_deref())?;
    let lang = lang_of(&content, globals);
    let edition = content.edition.indexed();
    let index = edition.index().expect("the edition was just indexed");
    let library = edition.library();
    let answer: Answer = answer(index, library, query, lang, usize::from(limit));
    if json {
        let records: Vec<Record<'_>> = answer
            .found
            .iter()
            .map(|found| Record {
                id: library.id_of(found.entity),
                kind: kind_word(found.entity),
                title: &found.title,
                snippet: found.quoted.as_str(),
                score: found.score,
            })
            .collect();
        let text = serde_json::to_string_pretty(&records).expect("records are plain data");
        put(&format!("{text}\n"))?;
    } else {
        put(&answer.text(library))?;
    }
    Ok(if answer.found.is_empty() {
        Outcome::Findings
    } else {
        Outcome::Fine
    })
}
