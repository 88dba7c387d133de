//! Which claims are cited where, in reading order.

use compact_str::CompactString;

use crate::content::model::{BlockContent, Cell, ClaimId, Comparison, Library, QuoteOrigin};
use crate::content::prose::LONGEST_BRACKET;
use crate::content::wording::Prose;

/// Every place by its id, with the id of a claim that it cites; one pair for each citation.
pub fn mentioned(library: &Library) -> Vec<(CompactString, String)> {
    let mut out = Vec::new();
    for chapter in &library.chapters {
        of_prose(chapter.id.as_str(), chapter.know.as_ref(), &mut out);
        for section in &chapter.sections {
            for block in &section.blocks {
                of_block(section.id.as_str(), &block.content, &mut out);
            }
        }
        of_prose(chapter.id.as_str(), chapter.disputed.as_ref(), &mut out);
    }
    for faq in &library.faqs {
        for prose in [Some(&faq.short), faq.full.as_ref(), faq.disputed.as_ref()] {
            of_prose(faq.id.as_str(), prose, &mut out);
        }
    }
    for comparison in &library.comparisons {
        in_comparison(comparison, &mut out);
    }
    for event in &library.events {
        of_prose(event.id.as_str(), Some(&event.text), &mut out);
    }
    for term in &library.terms {
        of_prose(term.id.as_str(), Some(&term.definition), &mut out);
    }
    for derivation in &library.derivations {
        let claims = derivation
            .inputs
            .iter()
            .filter_map(|input| input.claim.as_ref());
        out.extend(claims.map(|claim| (derivation.id.as_str().into(), claim.to_string())));
        of_prose(derivation.id.as_str(), derivation.note.as_ref(), &mut out);
    }
    in_pictures(library, &mut out);
    out
}

fn in_pictures(library: &Library, out: &mut Vec<(CompactString, String)>) {
    for series in &library.series {
        let claims = series
            .points
            .iter()
            .filter_map(|point| point.claim.as_ref());
        out.extend(claims.map(|claim| (series.id.as_str().into(), claim.to_string())));
        of_prose(series.id.as_str(), series.note.as_ref(), out);
    }
    for chart in &library.charts {
        of_prose(chart.id.as_str(), Some(&chart.says), out);
    }
    for map in &library.maps {
        of_prose(map.id.as_str(), Some(&map.says), out);
    }
    for site in &library.sites {
        of_prose(site.id.as_str(), Some(&site.text), out);
    }
    for command in &library.commands {
        let id = command.id.as_str();
        of_prose(id, Some(&command.says), out);
        for holder in command.offices.iter().flat_map(|office| &office.holders) {
            of_prose(id, holder.text.as_ref(), out);
            out.extend(
                holder
                    .claims
                    .iter()
                    .map(|claim| (id.into(), claim.to_string())),
            );
        }
    }
    for timeline in &library.timelines {
        of_prose(timeline.id.as_str(), Some(&timeline.says), out);
    }
    for check in &library.checks {
        let texts = check.options.iter().map(|option| option.because.as_ref());
        for text in texts.chain([Some(&check.answer)]) {
            of_prose(check.id.as_str(), text, out);
        }
    }
}

fn in_comparison(comparison: &Comparison, out: &mut Vec<(CompactString, String)>) {
    let id = comparison.id.as_str();
    of_prose(id, comparison.summary.as_ref(), out);
    for cell in comparison.aspects.iter().flat_map(|aspect| &aspect.cells) {
        if let Cell::Value { text, claims, .. } = cell {
            of_prose(id, Some(text), out);
            out.extend(claims.iter().map(|claim| (id.into(), claim.to_string())));
        }
    }
    for (_, why) in &comparison.why_differ {
        of_prose(id, Some(why), out);
    }
    of_prose(id, Some(&comparison.settle), out);
}

/// The claims that a comparison cites, each once, in the order of its rows.
pub fn of_comparison(comparison: &Comparison) -> Vec<ClaimId> {
    let mut pairs = Vec::new();
    in_comparison(comparison, &mut pairs);
    let mut claims: Vec<ClaimId> = Vec::new();
    for (_, id) in pairs {
        if !claims.iter().any(|known| known.as_str() == id) {
            claims.push(ClaimId::new(id));
        }
    }
    claims
}

fn of_block(section: &str, content: &BlockContent, out: &mut Vec<(CompactString, String)>) {
    match content {
        BlockContent::Paragraph(text) | BlockContent::Callout { text, .. } => {
            of_prose(section, Some(text), out)
        }
        BlockContent::List { items, .. } => items
            .iter()
            .for_each(|item| of_prose(section, Some(item), out)),
        BlockContent::Quote { text, origin } => {
            of_prose(section, Some(text), out);
            if let QuoteOrigin::Claim(claim) = origin {
                out.push((section.into(), claim.to_string()));
            }
        }
        BlockContent::Comparison { lead, .. } => of_prose(section, lead.as_ref(), out),
        BlockContent::Question(_)
        | BlockContent::Derivation(_)
        | BlockContent::Picture(_)
        | BlockContent::Check(_) => {}
    }
}

/// The citations of every language of a prose, each once.
fn of_prose(place: &str, prose: Option<&Prose>, out: &mut Vec<(CompactString, String)>) {
    let Some(prose) = prose else { return };
    for (_, text) in prose.0.all() {
        out.extend(cited(text).map(|id| (place.into(), id.to_string())));
    }
}

/// The ids of the claims that markup cites, found by their brackets, without reading the rest of it.
pub fn cited(markup: &str) -> impl Iterator<Item = &str> {
    markup.match_indices("[@").flat_map(|(at, _)| {
        let longest = markup.floor_char_boundary(at + LONGEST_BRACKET);
        let inner = markup[at + 1..longest].split_once(']');
        inner
            .map_or("", |(inner, _)| inner)
            .split(';')
            .filter_map(|part| part.trim().strip_prefix('@'))
    })
}
