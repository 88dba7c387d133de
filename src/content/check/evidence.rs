//! The rules of evidence beyond single claims: figures without a date, equal figures of different things, comparisons that rest on one source.

use std::collections::{BTreeSet, HashMap};

use crate::content::check::Checker;
use crate::content::model::picture::{At, Point, Value};
use crate::content::model::{Cell, Claim, Comparison, Figure};
use crate::diagnostic::{Code, Diagnostic, Label};
use crate::text::fold::fold;

/// Equal numbers of more claims than this say nothing about each other: 2 or 100 are everywhere.
const MANY: usize = 12;

/// Checks every rule.
pub(super) fn rules(checker: &mut Checker<'_>) {
    let library = checker.library;
    for derivation in &library.derivations {
        let undated = derivation
            .inputs
            .iter()
            .filter(|input| input.claim.is_none());
        for input in undated {
            let name = input.label.get(library.default_language());
            let message = format!(
                "the input `{name}` of `{}` has no date: it names no claim",
                derivation.id
            );
            let span = checker.notes.place(derivation.id.as_str(), "result");
            checker.add(
                Code::UndatedFigure,
                span,
                message,
                "add `claim`, which has a source and a date",
            );
        }
    }
    for series in &library.series {
        if series.points.iter().any(|point| is_undated(checker, point)) {
            let message = format!(
                "`{}` has a value without a date: no `x`, no claim, and no source that has one",
                series.id
            );
            let span = checker.notes.place(series.id.as_str(), "points");
            checker.add(
                Code::UndatedFigure,
                span,
                message,
                "add `claim`, or a `date` to the source",
            );
        }
    }
    for comparison in &library.comparisons {
        undated_cells(checker, comparison);
        if !checker.notes.lacks_claims {
            one_source(checker, comparison);
        }
    }
    if !checker.notes.lacks_claims {
        same_numbers(checker);
    }
}

/// Whether nothing says of when a value is: it has no date and no claim, and its source is undated.
fn is_undated(checker: &Checker<'_>, point: &Point) -> bool {
    let source = point.source.as_ref();
    let source = source.and_then(|id| checker.library.source(id));
    // A value without claim and source is reported as that, and a source that could not be read has a date for all that is known.
    matches!(point.value, Value::Number(_))
        && !matches!(point.at, At::Date(_))
        && point.claim.is_none()
        && source.is_some_and(|source| source.date.is_none())
}

/// Reports cells that give a figure of no date.
fn undated_cells(checker: &mut Checker<'_>, comparison: &Comparison) {
    let lang = checker.library.default_language();
    for aspect in &comparison.aspects {
        for (cell, subject) in aspect.cells.iter().zip(&comparison.subjects) {
            let Cell::Value {
                text,
                as_of: None,
                claims,
            } = cell
            else {
                continue;
            };
            let is_cited = !claims.is_empty() || text.get(lang).contains("[@");
            if is_cited || !text.get(lang).contains(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let message = format!(
                "the cell of `{}` for `{}` in `{}` gives a figure of no date",
                aspect.id, subject.id, comparison.id
            );
            let span = checker
                .notes
                .cell(comparison.id.as_str(), &aspect.id, &subject.id);
            checker.add(
                Code::UndatedFigure,
                span,
                message,
                "add `claims` or `as-of` to the cell",
            );
        }
    }
}

/// Reports a comparison all of whose cells rest on one source: it compares that source with itself.
fn one_source(checker: &mut Checker<'_>, comparison: &Comparison) {
    let library = checker.library;
    let mut sources: BTreeSet<&str> = BTreeSet::new();
    let mut n_cells = 0;
    for cell in comparison.aspects.iter().flat_map(|aspect| &aspect.cells) {
        let Cell::Value { claims, .. } = cell else {
            continue;
        };
        n_cells += 1;
        for claim in claims.iter().filter_map(|id| library.claim(id)) {
            sources.extend(
                claim
                    .citations
                    .iter()
                    .map(|citation| citation.source.as_str()),
            );
        }
    }
    let subjects = comparison
        .subjects
        .iter()
        .filter_map(|subject| subject.source.as_ref());
    sources.extend(subjects.map(|id| id.as_str()));
    if sources.len() != 1 || n_cells < 2 {
        return;
    }
    let only = sources.first().copied().unwrap_or_default();
    let message = format!("every cell of `{}` rests on `{only}`", comparison.id);
    let span = checker.notes.place(comparison.id.as_str(), "id");
    checker.add(
        Code::OneSource,
        span,
        message,
        "cite a second source, or say it as text",
    );
}

/// Reports equal numbers of which a reader can't see that they count different things.
fn same_numbers(checker: &mut Checker<'_>) {
    let library = checker.library;
    let lang = library.default_language();
    let mut groups: HashMap<(u64, String), Vec<(usize, usize)>> = HashMap::new();
    for (c, claim) in library.claims.iter().enumerate() {
        for (f, figure) in claim.figures.iter().enumerate() {
            let unit = fold(figure.unit.get(lang));
            groups
                .entry((figure.value.to_bits(), unit))
                .or_default()
                .push((c, f));
        }
    }
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for group in groups
        .values()
        .filter(|group| (2..=MANY).contains(&group.len()))
    {
        for (n, one) in group.iter().enumerate() {
            for other in &group[n + 1..] {
                let of = |(c, f): &(usize, usize)| {
                    (&library.claims[*c], &library.claims[*c].figures[*f])
                };
                if let Some(message) = unmarked(of(one), of(other)) {
                    found.push((one.0, other.0, message));
                }
            }
        }
    }
    found.sort();
    found.dedup_by_key(|(one, other, _)| (*one, *other));
    for (one, other, message) in found {
        let place = |claim: usize| checker.notes.place(library.claims[claim].id.as_str(), "id");
        let label = place(one).map(|span| Label {
            span,
            message: "the other one".to_string(),
        });
        let span = place(other);
        checker.found.push(Diagnostic {
            code: Code::SameNumber,
            message,
            span,
            labels: label.into_iter().collect(),
            help: Some("say in `population` or `definition` of both what is counted; then readers are told where they differ".to_string()),
        });
    }
}

/// What is wrong with two equal figures, if anything: only one of them says what it counts, and neither claim says the other again.
fn unmarked((one, a): (&Claim, &Figure), (other, b): (&Claim, &Figure)) -> Option<String> {
    let says = |figure: &Figure| figure.population.is_some() || figure.definition.is_some();
    let restates = one.restates.contains(&other.id) || other.restates.contains(&one.id);
    let (silent, speaks) = if says(a) { (other, one) } else { (one, other) };
    let is_half = says(a) != says(b) && one.id != other.id && !restates;
    is_half.then(|| {
        format!(
            "`{}` and `{}` both give {}; `{}` says what it counts, `{}` does not",
            one.id, other.id, a.value, speaks.id, silent.id
        )
    })
}
