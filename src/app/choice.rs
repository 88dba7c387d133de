//! A list to choose from by typing: the palette, a page's contents, the ledger's filters, a comparison's columns.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use crate::app::action::{Action, Context, Keymap, TABLE};
use crate::content::model::{
    Agreement, Chapter, Claim, ClaimKind, Entity, Evidence, Source, SourceId, Subject,
};
use crate::edition::plain;
use crate::i18n::{Msg, Spoken, key_name};
use crate::page::{Ctx, Page, cite, claim, results};
use crate::place::{LedgerView, Location, Place};
use crate::search::palette::{Match, Palette};
use crate::ui::field::Field;

/// How many of the best are listed.
const MOST: usize = 200;

/// What choosing an item does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Goes there.
    Go(Location),
    /// Runs an action.
    Run(Action),
    /// Goes to an entry of this page.
    Entry(usize),
    /// Puts another page in the place of this one.
    Replace(Place),
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub label: String,
    /// Of what kind it is, or its key.
    pub note: String,
    /// What choosing it does.
    pub outcome: Outcome,
}

/// A list, what is typed to narrow it, and where the reader is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is chosen.
    pub title: Msg,
    /// What is typed.
    pub field: Field,
    /// All that can be chosen.
    items: Vec<Item>,
    /// What is left of it, the best first.
    ranked: Vec<Match>,
    /// Which of `ranked` is chosen.
    at: usize,
}

impl Choice {
    /// A list of everything, of which the one at `at` is chosen.
    pub fn new(title: Msg, items: Vec<Item>, at: usize) -> Self {
        let mut choice = Choice {
            title,
            field: Field::default(),
            items,
            ranked: Vec::new(),
            at: 0,
        };
        choice.rank();
        choice.at = at.min(choice.ranked.len().saturating_sub(1));
        choice
    }

    /// Ranks anew after typing.
    pub fn rank(&mut self) {
        let palette = Palette::new(self.items.iter().map(|item| item.label.as_str()));
        self.ranked = palette.rank(self.field.text(), MOST);
        self.at = 0;
    }

    /// What is listed, with what of each name matched.
    pub fn listed(&self) -> impl ExactSizeIterator<Item = (&Item, &Match)> {
        self.ranked
            .iter()
            .map(|found| (&self.items[found.idx], found))
    }

    /// Which of them is chosen.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Chooses the next, after the last the first.
    pub fn select_next(&mut self) {
        self.at = (self.at + 1) % self.ranked.len().max(1);
    }

    /// Chooses the one before, before the first the last.
    pub fn select_previous(&mut self) {
        let n = self.ranked.len().max(1);
        self.at = (self.at + n - 1) % n;
    }

    /// Chooses by number.
    pub fn select(&mut self, at: usize) {
        self.at = at.min(self.ranked.len().saturating_sub(1));
    }

    /// Types what is typed in another list of the same things, and chooses the same one.
    pub fn select_as(&mut self, other: &Choice) {
        self.field = other.field.clone();
        self.rank();
        self.select(other.at);
    }

    /// What choosing does now.
    pub fn outcome(&self) -> Option<Outcome> {
        self.ranked
            .get(self.at)
            .map(|found| self.items[found.idx].outcome.clone())
    }
}

/// Everything by name: screens and what is in the explainer, then actions.
pub fn palette(ctx: Ctx<'_>, keymap: &Keymap, offers: impl Fn(Action) -> bool) -> Choice {
    let library = ctx.library();
    let mut items = Vec::new();
    let all = |n: usize, entity: fn(u32) -> Entity| (0..n as u32).map(entity);
    let chapters = (0u32..).zip(&library.chapters).flat_map(|(c, chapter)| {
        let sections = (0..chapter.sections.len() as u32).map(move |s| Entity::Section(c, s));
        std::iter::once(Entity::Chapter(c)).chain(sections)
    });
    let entities = chapters
        .chain(all(library.faqs.len(), Entity::Faq))
        .chain(all(library.comparisons.len(), Entity::Comparison))
        .chain(all(library.guides.len(), Entity::Guide))
        .chain(all(library.terms.len(), Entity::Term))
        .chain(all(library.events.len(), Entity::Event))
        .chain(all(library.derivations.len(), Entity::Derivation))
        .chain(all(library.charts.len(), Entity::Chart))
        .chain(all(library.maps.len(), Entity::Map))
        .chain(all(library.sites.len(), Entity::Site))
        .chain(all(library.commands.len(), Entity::Command))
        .chain(all(library.timelines.len(), Entity::Timeline))
        .chain(all(library.checks.len(), Entity::Check));
    for entity in entities {
        items.push(Item {
            label: library.title_of(entity, ctx.lang).to_string(),
            note: results::kind(entity, ctx).to_string(),
            outcome: Outcome::Go(Location::of(entity, library)),
        });
    }
    for (i, source) in (0u32..).zip(&library.sources) {
        items.push(Item {
            label: format!(
                "{} · {}",
                cite::short(source, ctx),
                source.title.get(ctx.lang)
            ),
            note: ctx.msg(Msg::SourceLabel).to_string(),
            outcome: Outcome::Go(Location::of(Entity::Source(i), library)),
        });
    }
    for row in TABLE
        .iter()
        .filter(|row| row.context != Context::Typing && offers(row.action))
    {
        items.push(Item {
            label: row.label(ctx.lang).to_string(),
            note: keymap
                .shown(row.action)
                .map_or_else(String::new, |key| key_name(key, ctx.lang)),
            outcome: Outcome::Run(row.action),
        });
    }
    Choice::new(Msg::PaletteLabel, items, 0)
}

/// A page's contents.
pub fn contents(page: &Page, at: Option<usize>) -> Choice {
    let item = |heading: &crate::page::Heading| Item {
        label: heading.label.clone(),
        note: String::new(),
        outcome: Outcome::Entry(heading.entry),
    };
    Choice::new(
        Msg::Contents,
        page.outline.iter().map(item).collect(),
        at.unwrap_or(0),
    )
}

/// Every filter of the ledger, with how many claims each leaves beside the others that are set. One that is set has a mark; choosing it
/// again takes it away.
pub fn filters(view: &LedgerView, ctx: Ctx<'_>) -> Choice {
    let all = LedgerView {
        sort: view.sort,
        ..LedgerView::default()
    };
    let n = ctx.library().claims.len();
    let mut items = vec![filter(ctx.msg(Msg::AllClaims).to_string(), n, false, all)];
    items.extend(by_status(view, ctx));
    items.extend(by_chapter(view, ctx));
    items.extend(by_source(view, ctx));
    items.extend(by_speaker(view, ctx));
    let set = items.iter().position(|item| item.note.starts_with(CHOSEN));
    Choice::new(Msg::FilterBy, items, set.unwrap_or(0))
}

/// Stands beside what is chosen already.
const CHOSEN: &str = "[x]";

fn filter(label: String, n: usize, is_set: bool, view: LedgerView) -> Item {
    let mark = if is_set { CHOSEN } else { "" };
    Item {
        label,
        note: format!("{mark} {n}").trim_start().to_string(),
        outcome: Outcome::Replace(Place::Claims(view)),
    }
}

fn named(msg: Msg, value: &str, ctx: Ctx<'_>) -> String {
    format!("{}: {value}", ctx.msg(msg).to_lowercase())
}

/// How many of the claims that `view` shows have each value.
fn tally<K: Eq + Hash>(
    view: &LedgerView,
    ctx: Ctx<'_>,
    values: impl Fn(&Claim) -> Vec<K>,
) -> HashMap<K, usize> {
    let library = ctx.library();
    let mut tally = HashMap::new();
    let shown = library.claims.iter();
    for claim in shown.filter(|claim| claim::shows(view, claim, library)) {
        for value in values(claim) {
            *tally.entry(value).or_default() += 1;
        }
    }
    tally
}

fn by_status(view: &LedgerView, ctx: Ctx<'_>) -> Vec<Item> {
    let with = |agreement| LedgerView {
        agreement,
        ..view.clone()
    };
    let n = tally(&with(None), ctx, |claim| vec![claim.agreement]);
    let agreement = |value: &Agreement| {
        let label = named(Msg::AgreementLabel, value.spoken(ctx.lang), ctx);
        let is_set = view.agreement == Some(*value);
        let next = with(Some(*value).filter(|_| !is_set));
        filter(label, n.get(value).copied().unwrap_or(0), is_set, next)
    };
    let mut items: Vec<Item> = Agreement::ALL.iter().map(agreement).collect();
    let with = |evidence| LedgerView {
        evidence,
        ..view.clone()
    };
    let n = tally(&with(None), ctx, |claim| vec![claim.evidence]);
    items.extend(Evidence::ALL.iter().map(|value| {
        let label = named(Msg::EvidenceLabel, value.spoken(ctx.lang), ctx);
        let is_set = view.evidence == Some(*value);
        let next = with(Some(*value).filter(|_| !is_set));
        filter(label, n.get(value).copied().unwrap_or(0), is_set, next)
    }));
    let with = |kind| LedgerView {
        kind,
        ..view.clone()
    };
    let n = tally(&with(None), ctx, |claim| vec![claim.kind]);
    items.extend(ClaimKind::ALL.iter().map(|value| {
        let label = named(Msg::KindLabel, value.spoken(ctx.lang), ctx);
        let is_set = view.kind == Some(*value);
        let next = with(Some(*value).filter(|_| !is_set));
        filter(label, n.get(value).copied().unwrap_or(0), is_set, next)
    }));
    items
}

fn by_chapter(view: &LedgerView, ctx: Ctx<'_>) -> Vec<Item> {
    let library = ctx.library();
    let with = |chapter| LedgerView {
        chapter,
        ..view.clone()
    };
    let n = tally(&with(None), ctx, |claim| claim::chapters_of(claim, library));
    let chapter = |(c, chapter): (u32, &Chapter)| {
        let label = named(Msg::ChapterLabel, chapter.title.get(ctx.lang), ctx);
        let is_set = view.chapter.as_ref() == Some(&chapter.id);
        let next = with(Some(chapter.id.clone()).filter(|_| !is_set));
        filter(label, n.get(&c).copied().unwrap_or(0), is_set, next)
    };
    (0u32..).zip(&library.chapters).map(chapter).collect()
}

fn by_source(view: &LedgerView, ctx: Ctx<'_>) -> Vec<Item> {
    let library = ctx.library();
    let with = |source| LedgerView {
        source,
        ..view.clone()
    };
    let sources = |claim: &Claim| {
        let mut ids: Vec<SourceId> = claim.citations.iter().map(|c| c.source.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let n = tally(&with(None), ctx, sources);
    let source = |source: &Source| {
        let label = named(Msg::SourceLabel, &cite::short(source, ctx), ctx);
        let is_set = view.source.as_ref() == Some(&source.id);
        let next = with(Some(source.id.clone()).filter(|_| !is_set));
        Some(filter(label, *n.get(&source.id)?, is_set, next))
    };
    library.sources.iter().filter_map(source).collect()
}

fn by_speaker(view: &LedgerView, ctx: Ctx<'_>) -> Vec<Item> {
    let library = ctx.library();
    let default = library.default_language();
    let with = |says| LedgerView {
        says,
        ..view.clone()
    };
    let n = tally(&with(None), ctx, |claim| {
        let says = claim.says.get(default).to_string();
        vec![(says, claim.says.get(ctx.lang).to_string())]
    });
    let speakers: BTreeMap<(String, String), usize> = n.into_iter().collect();
    let speaker = |((says, shown), n): ((String, String), usize)| {
        let is_set = view.says.as_ref() == Some(&says);
        let label = named(Msg::SaysLabel, &shown, ctx);
        filter(label, n, is_set, with(Some(says).filter(|_| !is_set)))
    };
    speakers.into_iter().map(speaker).collect()
}

/// The columns of a comparison, shown ones with a mark.
pub fn columns(place: &Place, ctx: Ctx<'_>) -> Option<Choice> {
    let Place::Comparison(id, view) = place else {
        return None;
    };
    let Some(Entity::Comparison(i)) = ctx.library().find(id.as_str()) else {
        return None;
    };
    let comparison = &ctx.library().comparisons[i as usize];
    let all: Vec<String> = comparison
        .subjects
        .iter()
        .map(|subject| subject.id.to_string())
        .collect();
    let shown = if view.columns.is_empty() {
        all
    } else {
        view.columns.clone()
    };
    let item = |subject: &Subject| {
        let is_shown = shown.iter().any(|id| **id == *subject.id);
        let mut columns = shown.clone();
        if is_shown {
            columns.retain(|id| **id != *subject.id);
        } else {
            columns.push(subject.id.to_string());
        }
        let mark = if is_shown { CHOSEN } else { "[ ]" };
        let view = crate::place::ComparisonView {
            columns,
            ..view.clone()
        };
        Item {
            label: plain(ctx.library(), subject.title.get(ctx.lang), ctx.lang),
            note: mark.to_string(),
            outcome: Outcome::Replace(Place::Comparison(id.clone(), view)),
        }
    };
    Some(Choice::new(
        Msg::ColumnsLabel,
        comparison.subjects.iter().map(item).collect(),
        0,
    ))
}
