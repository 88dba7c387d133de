//! A list to choose from by typing: the palette, a page's contents, the ledger's filters, a comparison's columns.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::app::action::{Action, Context, Keymap, TABLE};
use crate::content::model::{
    Agreement, ChapterId, Claim, ClaimKind, Entity, Evidence, SourceId, Subject, Word,
};
use crate::edition::plain;
use crate::i18n::{Msg, Spoken, key_name};
use crate::page::{Ctx, Page, cite, claim, results};
use crate::place::{LedgerView, Location, Place};
use crate::search::palette::{Match, Palette};
use crate::ui::field::Field;

/// How many of the best are listed at most; what is built in has fewer.
pub const MOST: usize = 2_000;

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
    by_status(view, ctx, &mut items);
    by_place(view, ctx, &mut items);
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

/// The filters of one kind.
struct Dimension<'a> {
    label: Msg,
    /// Every value: its word and its name.
    values: Vec<(String, String)>,
    /// The words that a claim has.
    of: &'a dyn Fn(&Claim) -> Vec<String>,
    /// The word that is set.
    set: Option<&'a str>,
    /// The view with this one set instead, or none.
    with: &'a dyn Fn(Option<&str>) -> LedgerView,
}

impl Dimension<'_> {
    /// Adds a filter for each value to `items`, with how many claims have it of those that the other filters leave.
    fn list(self, ctx: Ctx<'_>, items: &mut Vec<Item>) {
        let library = ctx.library();
        let others = (self.with)(None);
        let mut tally: HashMap<String, usize> = HashMap::new();
        let left = library.claims.iter();
        for claim in left.filter(|claim| claim::shows(&others, claim, library)) {
            for word in (self.of)(claim) {
                *tally.entry(word).or_default() += 1;
            }
        }
        let kind = ctx.msg(self.label).to_lowercase();
        items.extend(self.values.into_iter().map(|(word, name)| {
            let n = tally.get(&word).copied().unwrap_or(0);
            let is_set = self.set == Some(word.as_str());
            let next = (self.with)(Some(word.as_str()).filter(|_| !is_set));
            filter(format!("{kind}: {name}"), n, is_set, next)
        }));
    }
}

/// Words of the format with the names that a reader sees.
fn spoken<T: Spoken + Copy>(
    all: &[T],
    word: fn(T) -> &'static str,
    ctx: Ctx<'_>,
) -> Vec<(String, String)> {
    let both = |value: &T| (word(*value).to_string(), value.spoken(ctx.lang).to_string());
    all.iter().map(both).collect()
}

fn by_status(view: &LedgerView, ctx: Ctx<'_>, items: &mut Vec<Item>) {
    let one = |word: &str| vec![word.to_string()];
    Dimension {
        label: Msg::AgreementLabel,
        values: spoken(Agreement::ALL, Agreement::word, ctx),
        of: &|claim| one(claim.agreement.word()),
        set: view.agreement.map(Agreement::word),
        with: &|word| LedgerView {
            agreement: word.and_then(Agreement::of_word),
            ..view.clone()
        },
    }
    .list(ctx, items);
    Dimension {
        label: Msg::EvidenceLabel,
        values: spoken(Evidence::ALL, Evidence::word, ctx),
        of: &|claim| one(claim.evidence.word()),
        set: view.evidence.map(Evidence::word),
        with: &|word| LedgerView {
            evidence: word.and_then(Evidence::of_word),
            ..view.clone()
        },
    }
    .list(ctx, items);
    Dimension {
        label: Msg::KindLabel,
        values: spoken(ClaimKind::ALL, ClaimKind::word, ctx),
        of: &|claim| one(claim.kind.word()),
        set: view.kind.map(ClaimKind::word),
        with: &|word| LedgerView {
            kind: word.and_then(ClaimKind::of_word),
            ..view.clone()
        },
    }
    .list(ctx, items);
}

/// By where claims are cited, what they rest on, and who says so.
fn by_place(view: &LedgerView, ctx: Ctx<'_>, items: &mut Vec<Item>) {
    let library = ctx.library();
    let chapter = |c: u32| library.chapters[c as usize].id.to_string();
    let chapters = library.chapters.iter();
    Dimension {
        label: Msg::ChapterLabel,
        values: chapters
            .map(|chapter| {
                (
                    chapter.id.to_string(),
                    chapter.title.get(ctx.lang).to_string(),
                )
            })
            .collect(),
        of: &|claim| {
            let chapters = claim::chapters_of(claim, library);
            chapters.into_iter().map(chapter).collect()
        },
        set: view.chapter.as_ref().map(ChapterId::as_str),
        with: &|id| LedgerView {
            chapter: id.map(ChapterId::new),
            ..view.clone()
        },
    }
    .list(ctx, items);
    let cited = library
        .sources
        .iter()
        .filter(|source| !source.cited_by.is_empty());
    Dimension {
        label: Msg::SourceLabel,
        values: cited
            .map(|source| (source.id.to_string(), cite::short(source, ctx)))
            .collect(),
        of: &|claim| {
            let sources = claim
                .citations
                .iter()
                .map(|citation| citation.source.to_string());
            sources.collect::<BTreeSet<String>>().into_iter().collect()
        },
        set: view.source.as_ref().map(SourceId::as_str),
        with: &|id| LedgerView {
            source: id.map(SourceId::new),
            ..view.clone()
        },
    }
    .list(ctx, items);
    let default = library.default_language();
    let claims = library.claims.iter();
    let speakers: BTreeMap<String, String> = claims
        .map(|claim| {
            (
                claim.says.get(default).to_string(),
                claim.says.get(ctx.lang).to_string(),
            )
        })
        .collect();
    Dimension {
        label: Msg::SaysLabel,
        values: speakers.into_iter().collect(),
        of: &|claim| vec![claim.says.get(default).to_string()],
        set: view.says.as_deref(),
        with: &|says| LedgerView {
            says: says.map(str::to_string),
            ..view.clone()
        },
    }
    .list(ctx, items);
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
