//! What changed between two states of an explainer.
//!
//! Entities are compared by id, as their authors wrote them: what is worked out from others (who cites what, and the like) is no change of them.

use crate::content::model::{Chapter, Claim, Entity, Library, Section, Source};

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
