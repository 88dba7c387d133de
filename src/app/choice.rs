//! A list to choose from by typing: the palette, a page's contents, the ledger's filters, a comparison's columns.

use std::collections::BTreeMap;

use crate::app::action::{Action, Context, Keymap, TABLE};
use crate::content::model::{
    Agreement, Chapter, Claim, ClaimKind, Entity, Evidence, Source, Subject,
};
use crate::edition::plain;
use crate::i18n::{Msg, Spoken};
use crate::page::{Ctx, Page, cite, results};
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
                .map_or_else(String::new, |key| key.to_string()),
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

/// Every filter of the ledger, with how many claims of the whole each leaves.
pub fn filters(view: &LedgerView, ctx: Ctx<'_>) -> Choice {
    let all = LedgerView {
        sort: view.sort,
        ..LedgerView::default()
    };
    let n = ctx.library().claims.len();
    let mut items = vec![filter(ctx.msg(Msg::AllClaims).to_string(), Some(n), all)];
    items.extend(by_status(view, ctx));
    items.extend(by_place(view, ctx));
    items.extend(by_speaker(view, ctx));
    Choice::new(Msg::FilterBy, items, 0)
}

fn filter(label: String, n: Option<usize>, view: LedgerView) -> Item {
    Item {
        label,
        note: n.map_or_else(String::new, |n| n.to_string()),
        outcome: Outcome::Replace(Place::Claims(view)),
    }
}

fn named(msg: Msg, value: &str, ctx: Ctx<'_>) -> String {
    format!("{}: {value}", ctx.msg(msg).to_lowercase())
}

fn by_status(view: &LedgerView, ctx: Ctx<'_>) -> Vec<Item> {
    let claims = &ctx.library().claims;
    let count =
        |holds: &dyn Fn(&Claim) -> bool| Some(claims.iter().filter(|claim| holds(claim)).count());
    let agreement = |value: &Agreement| {
        let label = named(Msg::AgreementLabel, value.spoken(ctx.lang), ctx);
        let view = LedgerView {
            agreement: Some(*value),
            ..view.clone()
        };
        filter(label, count(&|claim| claim.agreement == *value), view)
    };
    let evidence = |value: &Evidence| {
        let label = named(Msg::EvidenceLabel, value.spoken(ctx.lang), ctx);
        let view = LedgerView {
            evidence: Some(*value),
            ..view.clone()
        };
        filter(label, count(&|claim| claim.evidence == *value), view)
    };
    let kind = |value: &ClaimKind| {
        let label = named(Msg::KindLabel, value.spoken(ctx.lang), ctx);
        let view = LedgerView {
            kind: Some(*value),
            ..view.clone()
        };
        filter(label, count(&|claim| claim.kind == *value), view)
    };
    let status = Agreement::ALL
        .iter()
        .map(agreement)
        .chain(Evidence::ALL.iter().map(evidence));
    status.chain(ClaimKind::ALL.iter().map(kind)).collect()
}

fn by_place(view: &LedgerView, ctx: Ctx<'_>) -> Vec<Item> {
    let library = ctx.library();
    let chapter = |chapter: &Chapter| {
        let label = named(Msg::ChapterLabel, chapter.title.get(ctx.lang), ctx);
        let view = LedgerView {
            chapter: Some(chapter.id.clone()),
            ..view.clone()
        };
        filter(label, None, view)
    };
    let source = |source: &Source| {
        let label = named(Msg::SourceLabel, &cite::short(source, ctx), ctx);
        let view = LedgerView {
            source: Some(source.id.clone()),
            ..view.clone()
        };
        filter(label, Some(source.cited_by.len()), view)
    };
    let cited = library
        .sources
        .iter()
        .filter(|source| !source.cited_by.is_empty());
    library
        .chapters
        .iter()
        .map(chapter)
        .chain(cited.map(source))
        .collect()
}

fn by_speaker(view: &LedgerView, ctx: Ctx<'_>) -> Vec<Item> {
    let library = ctx.library();
    let default = library.default_language();
    let mut speakers: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for claim in &library.claims {
        let shown = claim.says.get(ctx.lang);
        speakers
            .entry(claim.says.get(default))
            .or_insert((0, shown))
            .0 += 1;
    }
    let speaker = |(says, (n, shown)): (&str, (usize, &str))| {
        let view = LedgerView {
            says: Some(says.to_string()),
            ..view.clone()
        };
        filter(named(Msg::SaysLabel, shown, ctx), Some(n), view)
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
        let mark = if is_shown { "[x]" } else { "[ ]" };
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
