//! What changed between two states of an explainer.
//!
//! Entities are compared by id, as their authors wrote them: what is worked out from others (who cites what, and the like) is no change of them.
//! [`touched`] names everything that is other than it was; [`changes`] says what changed in meaning.

use serde::Serialize;

use crate::content::model::{Chapter, Claim, Entity, Figure, Library, Section, Source};
use crate::edition::plain;
use crate::i18n::number;
use crate::text::Lang;

/// The ids of everything of `after` that is not as it was, in reading order; what is gone has no place to go to, and is left out.
pub fn touched(before: &Library, after: &Library) -> Vec<String> {
    let is_new = |entity: &Entity| is_changed(before, after, *entity);
    entities(after)
        .filter(is_new)
        .map(|entity| after.id_of(entity).to_string())
        .collect()
}

/// Everything with an id, chapters first.
fn entities(library: &Library) -> impl Iterator<Item = Entity> {
    let chapters = (0u32..).zip(&library.chapters).flat_map(|(c, chapter)| {
        let sections = (0u32..)
            .zip(&chapter.sections)
            .flat_map(move |(s, section)| {
                let blocks = (0..section.blocks.len() as u32).map(move |b| Entity::Block(c, s, b));
                std::iter::once(Entity::Section(c, s)).chain(blocks)
            });
        std::iter::once(Entity::Chapter(c)).chain(sections)
    });
    let all = |n: usize, entity: fn(u32) -> Entity| (0..n as u32).map(entity);
    chapters
        .chain(all(library.faqs.len(), Entity::Faq))
        .chain(all(library.comparisons.len(), Entity::Comparison))
        .chain(all(library.claims.len(), Entity::Claim))
        .chain(all(library.sources.len(), Entity::Source))
        .chain(all(library.terms.len(), Entity::Term))
        .chain(all(library.events.len(), Entity::Event))
        .chain(all(library.guides.len(), Entity::Guide))
        .chain(all(library.derivations.len(), Entity::Derivation))
        .chain(all(library.charts.len(), Entity::Chart))
        .chain(all(library.maps.len(), Entity::Map))
        .chain(all(library.sites.len(), Entity::Site))
        .chain(all(library.commands.len(), Entity::Command))
        .chain(all(library.timelines.len(), Entity::Timeline))
        .chain(all(library.checks.len(), Entity::Check))
}

/// Whether an entity of `after` is new, or other than it was.
fn is_changed(before: &Library, after: &Library, entity: Entity) -> bool {
    let at = |i: u32| i as usize;
    let Some(was) = before.find(after.id_of(entity)) else {
        return true;
    };
    match (was, entity) {
        (Entity::Chapter(a), Entity::Chapter(b)) => {
            !same_chapter(&before.chapters[at(a)], &after.chapters[at(b)])
        }
        (Entity::Section(a, x), Entity::Section(b, y)) => {
            let was = &before.chapters[at(a)].sections[at(x)];
            !same_section(was, &after.chapters[at(b)].sections[at(y)])
        }
        (Entity::Block(a, x, p), Entity::Block(b, y, q)) => {
            let was = &before.chapters[at(a)].sections[at(x)].blocks[at(p)];
            *was != after.chapters[at(b)].sections[at(y)].blocks[at(q)]
        }
        (Entity::Claim(a), Entity::Claim(b)) => {
            !same_claim(&before.claims[at(a)], &after.claims[at(b)])
        }
        (Entity::Source(a), Entity::Source(b)) => {
            !same_source(&before.sources[at(a)], &after.sources[at(b)])
        }
        (Entity::Comparison(a), Entity::Comparison(b)) => {
            before.comparisons[at(a)] != after.comparisons[at(b)]
        }
        (Entity::Faq(a), Entity::Faq(b)) => before.faqs[at(a)] != after.faqs[at(b)],
        (Entity::Term(a), Entity::Term(b)) => before.terms[at(a)] != after.terms[at(b)],
        (Entity::Event(a), Entity::Event(b)) => before.events[at(a)] != after.events[at(b)],
        (Entity::Guide(a), Entity::Guide(b)) => before.guides[at(a)] != after.guides[at(b)],
        (Entity::Derivation(a), Entity::Derivation(b)) => {
            before.derivations[at(a)] != after.derivations[at(b)]
        }
        // A chart's values are those of its series.
        (Entity::Chart(a), Entity::Chart(b)) => {
            let (was, is) = (&before.charts[at(a)], &after.charts[at(b)]);
            let mut series = is.series.iter();
            was != is || series.any(|id| before.series_of(id) != after.series_of(id))
        }
        (Entity::Map(a), Entity::Map(b)) => before.maps[at(a)] != after.maps[at(b)],
        (Entity::Site(a), Entity::Site(b)) => before.sites[at(a)] != after.sites[at(b)],
        (Entity::Command(a), Entity::Command(b)) => before.commands[at(a)] != after.commands[at(b)],
        (Entity::Timeline(a), Entity::Timeline(b)) => {
            before.timelines[at(a)] != after.timelines[at(b)]
        }
        (Entity::Check(a), Entity::Check(b)) => before.checks[at(a)] != after.checks[at(b)],
        (_, _) => true,
    }
}

/// Whether a chapter's own texts are the same.
fn same_chapter(was: &Chapter, is: &Chapter) -> bool {
    was.title == is.title
        && was.summary == is.summary
        && was.know == is.know
        && was.disputed == is.disputed
}

/// Whether a section's own text is the same, and it has as many blocks.
fn same_section(was: &Section, is: &Section) -> bool {
    was.title == is.title && was.blocks.len() == is.blocks.len()
}

/// Whether a claim is as its author wrote it.
pub fn same_claim(was: &Claim, is: &Claim) -> bool {
    // Taken apart, so that a key that is added is compared.
    let Claim {
        id,
        text,
        kind,
        says,
        as_of,
        evidence,
        agreement,
        citations,
        figures,
        contradicts,
        supersedes,
        restates,
        settle,
        note,
        links: _,
    } = was;
    *id == is.id
        && *text == is.text
        && *kind == is.kind
        && *says == is.says
        && *as_of == is.as_of
        && *evidence == is.evidence
        && *agreement == is.agreement
        && *citations == is.citations
        && *figures == is.figures
        && *contradicts == is.contradicts
        && *supersedes == is.supersedes
        && *restates == is.restates
        && *settle == is.settle
        && *note == is.note
}

/// Whether a source is as its author wrote it.
pub fn same_source(was: &Source, is: &Source) -> bool {
    let Source {
        id,
        kind,
        title,
        short,
        author,
        publisher,
        date,
        url,
        language,
        retrieved,
        interest,
        reliability,
        relays,
        cited_by: _,
    } = was;
    *id == is.id
        && *kind == is.kind
        && *title == is.title
        && *short == is.short
        && *author == is.author
        && *publisher == is.publisher
        && *date == is.date
        && *url == is.url
        && *language == is.language
        && *retrieved == is.retrieved
        && *interest == is.interest
        && *reliability == is.reliability
        && *relays == is.relays
}

/// A change in meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// A claim is new.
    ClaimAdded {
        /// Its id.
        claim: String,
        /// What it asserts.
        text: String,
        /// Its evidence and agreement.
        status: String,
    },
    /// A claim is gone.
    ClaimRemoved {
        /// Its id.
        claim: String,
        /// What it asserted.
        text: String,
    },
    /// A claim asserts something else.
    TextChanged {
        /// Its id.
        claim: String,
        /// What it asserted.
        was: String,
        /// What it asserts.
        is: String,
    },
    /// A claim's evidence or agreement is another.
    StatusChanged {
        /// Its id.
        claim: String,
        /// What they were.
        was: String,
        /// What they are.
        is: String,
    },
    /// A claim is said by somebody else, or of another time.
    OriginChanged {
        /// Its id.
        claim: String,
        /// Who said so, and as of when.
        was: String,
        /// Who says so, and as of when.
        is: String,
    },
    /// A claim's numbers are others.
    FigureChanged {
        /// Its id.
        claim: String,
        /// What they were.
        was: String,
        /// What they are.
        is: String,
    },
    /// A claim no longer cites a source.
    SourceLost {
        /// The claim.
        claim: String,
        /// The source.
        source: String,
    },
    /// A claim cites one more source.
    SourceGained {
        /// The claim.
        claim: String,
        /// The source.
        source: String,
    },
    /// A source is new.
    SourceAdded {
        /// Its id.
        source: String,
        /// Its title.
        title: String,
    },
    /// A source is gone.
    SourceRemoved {
        /// Its id.
        source: String,
        /// Its title.
        title: String,
    },
    /// A figure worked out from others has another result.
    ResultChanged {
        /// Its id.
        derivation: String,
        /// What it was.
        was: String,
        /// What it is.
        is: String,
    },
    /// Anything else is new, gone or written otherwise.
    Other {
        /// Its id.
        id: String,
        /// What became of it: `added`, `removed` or `rewritten`.
        what: &'static str,
    },
}

/// What changed in meaning from one state to another: claims first, then sources, figures, and everything else.
pub fn changes(before: &Library, after: &Library) -> Vec<Change> {
    let lang = after.default_language();
    let mut changes = Vec::new();
    for claim in &after.claims {
        match before.claim(&claim.id) {
            None => changes.push(Change::ClaimAdded {
                claim: claim.id.to_string(),
                text: text_of(claim, after, lang),
                status: status(claim),
            }),
            Some(was) => of_claim((was, before), (claim, after), &mut changes),
        }
    }
    let gone = |claim: &&Claim| after.claim(&claim.id).is_none();
    changes.extend(
        before
            .claims
            .iter()
            .filter(gone)
            .map(|claim| Change::ClaimRemoved {
                claim: claim.id.to_string(),
                text: text_of(claim, before, lang),
            }),
    );
    for (source, is_new) in lost_and_found(before, after) {
        let (id, title) = (source.id.to_string(), source.title.get(lang).to_string());
        changes.push(match is_new {
            true => Change::SourceAdded { source: id, title },
            false => Change::SourceRemoved { source: id, title },
        });
    }
    of_others(before, after, &mut changes);
    changes
}

/// Sources that are only in the second state, then those only in the first.
fn lost_and_found<'a>(
    before: &'a Library,
    after: &'a Library,
) -> impl Iterator<Item = (&'a Source, bool)> {
    let only = |own: &'a Library, other: &'a Library| {
        own.sources
            .iter()
            .filter(move |source| other.source(&source.id).is_none())
    };
    let new = only(after, before).map(|source| (source, true));
    new.chain(only(before, after).map(|source| (source, false)))
}

fn text_of(claim: &Claim, library: &Library, lang: Lang) -> String {
    plain(library, claim.text.get(lang), lang).replace('\n', " ")
}

fn status(claim: &Claim) -> String {
    format!("{}, {}", claim.evidence.word(), claim.agreement.word())
}

fn figures(figures: &[Figure], lang: Lang) -> String {
    let one = |figure: &Figure| {
        let own = format!("{} {}", number(figure.value), figure.unit.get(lang));
        let more = [&figure.population, &figure.definition];
        let more: Vec<&str> = more
            .into_iter()
            .flatten()
            .map(|text| text.get(lang))
            .collect();
        match more.is_empty() {
            true => own,
            false => format!("{own} ({})", more.join("; ")),
        }
    };
    match figures {
        [] => "none".to_string(),
        all => all.iter().map(one).collect::<Vec<_>>().join(", "),
    }
}

/// What changed of one claim.
fn of_claim(
    (was, before): (&Claim, &Library),
    (is, after): (&Claim, &Library),
    changes: &mut Vec<Change>,
) {
    let lang = after.default_language();
    let claim = || is.id.to_string();
    let (old, new) = (text_of(was, before, lang), text_of(is, after, lang));
    if old != new {
        changes.push(Change::TextChanged {
            claim: claim(),
            was: old,
            is: new,
        });
    }
    if status(was) != status(is) {
        changes.push(Change::StatusChanged {
            claim: claim(),
            was: status(was),
            is: status(is),
        });
    }
    let origin = |claim: &Claim| format!("{}, {}", claim.says.get(lang), claim.as_of);
    if origin(was) != origin(is) {
        changes.push(Change::OriginChanged {
            claim: claim(),
            was: origin(was),
            is: origin(is),
        });
    }
    let (old, new) = (figures(&was.figures, lang), figures(&is.figures, lang));
    if old != new {
        changes.push(Change::FigureChanged {
            claim: claim(),
            was: old,
            is: new,
        });
    }
    let cites = |claim: &Claim, id: &str| claim.citations.iter().any(|c| c.source.as_str() == id);
    let mut seen = Vec::new();
    for citation in was.citations.iter().chain(&is.citations) {
        let source = citation.source.to_string();
        if seen.contains(&source) {
            continue;
        }
        match (cites(was, &source), cites(is, &source)) {
            (true, false) => changes.push(Change::SourceLost {
                claim: claim(),
                source: source.clone(),
            }),
            (false, true) => changes.push(Change::SourceGained {
                claim: claim(),
                source: source.clone(),
            }),
            (_, _) => {}
        }
        seen.push(source);
    }
}

/// Results of figures, then everything that is neither a claim nor a source.
fn of_others(before: &Library, after: &Library, changes: &mut Vec<Change>) {
    for derivation in &after.derivations {
        let was = before
            .derivations
            .iter()
            .find(|other| other.id == derivation.id);
        if let Some(was) = was.filter(|was| was.result != derivation.result) {
            changes.push(Change::ResultChanged {
                derivation: derivation.id.to_string(),
                was: number(was.result),
                is: number(derivation.result),
            });
        }
    }
    let is_told = |entity: &Entity| matches!(entity, Entity::Claim(_) | Entity::Source(_));
    for entity in entities(after).filter(|entity| !is_told(entity)) {
        let id = after.id_of(entity);
        let what = match before.find(id) {
            None => "added",
            Some(_) if is_changed(before, after, entity) => "rewritten",
            Some(_) => continue,
        };
        changes.push(Change::Other {
            id: id.to_string(),
            what,
        });
    }
    for entity in entities(before).filter(|entity| !is_told(entity)) {
        let id = before.id_of(entity);
        if after.find(id).is_none() {
            changes.push(Change::Other {
                id: id.to_string(),
                what: "removed",
            });
        }
    }
}

impl Change {
    /// The heading that it stands under, and what it says in a line.
    pub fn told(&self) -> (&'static str, String) {
        let both = |id: &str, was: &str, is: &str| format!("{id}: {was} → {is}");
        match self {
            Change::ClaimAdded {
                claim,
                text,
                status,
            } => ("Claims added", format!("{claim}: {text} ({status})")),
            Change::ClaimRemoved { claim, text } => ("Claims removed", format!("{claim}: {text}")),
            Change::TextChanged { claim, was, is } => ("Claims reworded", both(claim, was, is)),
            Change::StatusChanged { claim, was, is } => ("Status changed", both(claim, was, is)),
            Change::OriginChanged { claim, was, is } => {
                ("Who says so, and as of when", both(claim, was, is))
            }
            Change::FigureChanged { claim, was, is } => ("Figures changed", both(claim, was, is)),
            Change::SourceLost { claim, source } => {
                ("Sources lost", format!("{claim} no longer cites {source}"))
            }
            Change::SourceGained { claim, source } => {
                ("Sources gained", format!("{claim} now cites {source}"))
            }
            Change::SourceAdded { source, title } => {
                ("Sources added", format!("{source}: {title}"))
            }
            Change::SourceRemoved { source, title } => {
                ("Sources removed", format!("{source}: {title}"))
            }
            Change::ResultChanged {
                derivation,
                was,
                is,
            } => ("Figures worked out", both(derivation, was, is)),
            Change::Other { id, what } => ("Everything else", format!("{id} ({what})")),
        }
    }
}

/// The headings of changes, the weightiest first.
pub const HEADINGS: &[&str] = &[
    "Claims added",
    "Claims removed",
    "Status changed",
    "Figures changed",
    "Sources lost",
    "Claims reworded",
    "Who says so, and as of when",
    "Sources gained",
    "Sources added",
    "Sources removed",
    "Figures worked out",
    "Everything else",
];
