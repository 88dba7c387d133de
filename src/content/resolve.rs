//! References: every id is given once, every use of one names something of the right kind, nothing goes round in circles.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::content::collect::Collector;
use crate::content::lower::notes::{Declared, Kind, Noted, Reference};
use crate::content::mention::mentioned;
use crate::content::model::{ChapterId, Claim, ClaimId, Entity, Library};
use crate::diagnostic::{Code, Diagnostic, Label};

/// Equal numbers of more claims than this say nothing about each other: 2 or 100 are everywhere.
const SAME_NUMBER: usize = 12;

/// Checks every id and every reference.
pub fn check(library: &Library, notes: &Noted, found: &mut Collector) {
    let mut declared: HashMap<&str, &Declared> = HashMap::new();
    for own in notes.all(|notes| &notes.declared) {
        match declared.entry(&own.id) {
            Entry::Vacant(free) => {
                free.insert(own);
            }
            Entry::Occupied(taken) => found.push(Diagnostic {
                code: Code::DuplicateId,
                message: format!(
                    "`{}` is the id of {} already",
                    own.id,
                    taken.get().kind.word()
                ),
                span: Some(own.span.clone()),
                labels: vec![Label {
                    span: taken.get().span.clone(),
                    message: "first given here".to_string(),
                }],
                help: Some("give it another id".to_string()),
            }),
        }
    }
    for reference in notes.all(|notes| &notes.references) {
        dangling(reference, &declared, notes, found);
    }
    cycles(library, notes, found);
}

/// Reports what is wrong with a reference, if anything.
fn dangling(
    reference: &Reference,
    declared: &HashMap<&str, &Declared>,
    notes: &Noted,
    found: &mut Collector,
) {
    let own = declared.get(reference.id.as_str());
    let shown = || -> String {
        let safe = crate::text::SafeText::sanitize(&reference.id);
        safe.chars().take(70).collect()
    };
    let mut labels = Vec::new();
    let (message, help) = match (own, reference.wanted) {
        (Some(_), None) => return,
        (Some(own), Some(wanted)) if own.kind.is(wanted) => return,
        (Some(own), Some(wanted)) => {
            let message = format!(
                "`{}` is {}, not {}",
                shown(),
                own.kind.word(),
                wanted.word()
            );
            (message, Some(format!("write the id of {}", wanted.word())))
        }
        // What could not be read has been reported where it stands.
        (None, wanted) if notes.may_exist(wanted) => return,
        (None, wanted) => {
            let of_kind = notes
                .all(|notes| &notes.declared)
                .filter(|own| wanted.is_none_or(|wanted| own.kind.is(wanted)));
            let ids = of_kind.map(|own| own.id.as_str());
            let meant = found.meant(&reference.id, ids);
            // Where it is given can be looked at beside where it is used.
            labels.extend(meant.and_then(|id| declared.get(id)).map(|own| Label {
                span: own.span.clone(),
                message: "given here".to_string(),
            }));
            let help = meant.map(|id| format!("did you mean `{id}`?"));
            let what = wanted.map_or("nothing", Kind::none);
            (format!("{what} has the id `{}`", shown()), help)
        }
    };
    found.push(Diagnostic {
        code: Code::DanglingReference,
        message,
        span: Some(reference.span.clone()),
        labels,
        help,
    });
}

/// Reports chapters that the explainer's list leaves out: they would have no place.
pub fn unlisted_chapters(library: &Library, notes: &Noted, found: &mut Collector) {
    let listed: HashSet<&ChapterId> = library.explainer.chapters.iter().collect();
    for chapter in &library.chapters {
        if listed.contains(&chapter.id) {
            continue;
        }
        found.push(Diagnostic {
            code: Code::DanglingReference,
            message: format!("the explainer's `chapters` leaves out `{}`", chapter.id),
            span: notes.place(chapter.id.as_str(), "id"),
            labels: Vec::new(),
            help: Some("add it to `chapters` in `explainer.toml`".to_string()),
        });
    }
}

/// Reports circles of what supersedes, restates or relays.
fn cycles(library: &Library, notes: &Noted, found: &mut Collector) {
    let claim = |relation: fn(&Claim) -> &[ClaimId]| -> Vec<(&str, Vec<&str>)> {
        library
            .claims
            .iter()
            .map(|claim| {
                (
                    claim.id.as_str(),
                    relation(claim).iter().map(ClaimId::as_str).collect(),
                )
            })
            .collect()
    };
    let relays = library
        .sources
        .iter()
        .map(|source| {
            (
                source.id.as_str(),
                source.relays.iter().map(|id| id.as_str()).collect(),
            )
        })
        .collect();
    let graphs = [
        ("supersedes", claim(|claim| &claim.supersedes)),
        ("restates", claim(|claim| &claim.restates)),
        ("relays", relays),
    ];
    for (relation, graph) in graphs {
        for id in in_cycles(&graph) {
            found.push(Diagnostic {
                code: Code::Cycle,
                message: format!("`{id}` {relation} itself, through others or directly"),
                span: notes.place(id, "id"),
                labels: Vec::new(),
                help: Some(format!("remove one `{relation}` of the circle")),
            });
        }
    }
}

/// One id of each circle of a graph: where a walk comes back to what it has not yet left.
fn in_cycles<'g>(graph: &[(&'g str, Vec<&'g str>)]) -> Vec<&'g str> {
    let at: HashMap<&str, usize> = graph
        .iter()
        .enumerate()
        .map(|(n, (id, _))| (*id, n))
        .collect();
    let mut state = vec![0u8; graph.len()];
    let mut found = Vec::new();
    for begin in 0..graph.len() {
        if state[begin] > 0 {
            continue;
        }
        // A stack of our own: chains may be as long as there are claims.
        let mut stack = vec![(begin, 0)];
        state[begin] = 1;
        while let Some((node, edge)) = stack.last_mut() {
            let (id, edges) = &graph[*node];
            let Some(next) = edges.get(*edge) else {
                state[*node] = 2;
                stack.pop();
                continue;
            };
            *edge += 1;
            match at.get(next).map(|next| (*next, state[*next])) {
                Some((next, 0)) => {
                    state[next] = 1;
                    stack.push((next, 0));
                }
                Some((_, 1)) => found.push(*id),
                Some(_) | None => {}
            }
        }
    }
    found.dedup();
    found
}

/// Works out what points at claims and sources; every id has been indexed.
pub fn link(library: &mut Library) {
    let claim_at = |library: &Library, id: &str| match library.find(id) {
        Some(Entity::Claim(i)) => Some(i as usize),
        _ => None,
    };
    for i in 0..library.claims.len() {
        let own = i as u32;
        for id in library.claims[i].contradicts.clone() {
            if let Some(other) = claim_at(library, id.as_str()) {
                push_once(&mut library.claims[other].links.contradicted_by, own);
            }
        }
        for id in library.claims[i].supersedes.clone() {
            if let Some(other) = claim_at(library, id.as_str()) {
                push_once(&mut library.claims[other].links.superseded_by, own);
            }
        }
        for id in library.claims[i].restates.clone() {
            if let Some(other) = claim_at(library, id.as_str()) {
                push_once(&mut library.claims[other].links.restated_by, own);
            }
        }
        for citation in library.claims[i].citations.clone() {
            if let Some(Entity::Source(source)) = library.find(citation.source.as_str()) {
                push_once(&mut library.sources[source as usize].cited_by, own);
            }
        }
    }
    one_direction(library);
    let mut seen = HashSet::new();
    for (place, claim) in mentioned(library) {
        if let Some(claim) = claim_at(library, &claim)
            && seen.insert((claim, place.clone()))
        {
            library.claims[claim].links.cited_in.push(place);
        }
    }
    same_numbers(library);
}

/// Adds a claim to a list that grows in the order of claims, unless it stands there already.
fn push_once(list: &mut Vec<u32>, claim: u32) {
    if list.last() != Some(&claim) {
        list.push(claim);
    }
}

/// A contradiction written on both sides is shown once on each.
fn one_direction(library: &mut Library) {
    for i in 0..library.claims.len() {
        let claim = &library.claims[i];
        if claim.contradicts.is_empty() || claim.links.contradicted_by.is_empty() {
            continue;
        }
        let own: HashSet<&ClaimId> = claim.contradicts.iter().collect();
        let by = claim.links.contradicted_by.iter().copied();
        let others = by
            .filter(|other| !own.contains(&library.claims[*other as usize].id))
            .collect();
        library.claims[i].links.contradicted_by = others;
    }
}

/// Claims with an equal number and unit but another population or definition.
fn same_numbers(library: &mut Library) {
    let lang = library.default_language();
    let mut groups: HashMap<(u64, String), Vec<(u32, usize)>> = HashMap::new();
    for (i, claim) in (0u32..).zip(&library.claims) {
        for (n, figure) in claim.figures.iter().enumerate() {
            let unit = crate::text::fold::fold(figure.unit.get(lang));
            groups
                .entry((figure.value.to_bits(), unit))
                .or_default()
                .push((i, n));
        }
    }
    for group in groups
        .into_values()
        .filter(|group| (2..=SAME_NUMBER).contains(&group.len()))
    {
        for (i, n) in &group {
            for (j, m) in &group {
                if i == j {
                    continue;
                }
                let figure = |claim: u32, n: usize| &library.claims[claim as usize].figures[n];
                let (one, other) = (figure(*i, *n), figure(*j, *m));
                let differs =
                    one.population != other.population || one.definition != other.definition;
                let links = &mut library.claims[*i as usize].links.same_number;
                if differs && !links.contains(j) {
                    links.push(*j);
                }
            }
        }
    }
    for claim in library.claims.to_mut() {
        claim.links.same_number.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_once() {
        let graph = [
            ("a", vec!["b"]),
            ("b", vec!["c"]),
            ("c", vec!["a"]),
            ("d", vec!["a"]),
        ];
        assert_eq!(in_cycles(&graph), ["c"]);
        assert_eq!(in_cycles(&[("a", vec!["a"])]), ["a"]);
        assert_eq!(
            in_cycles(&[("a", vec!["b", "c"]), ("b", vec!["c"]), ("c", vec![])]),
            Vec::<&str>::new()
        );
    }
}
