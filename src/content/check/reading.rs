//! The rules of reading: chapters that say what remains disputed, and cells that fit on a screen of 80 by 24.

use crate::content::check::Checker;
use crate::content::format::LINE;
use crate::content::model::{Cell, Comparison};
use crate::content::prose;
use crate::diagnostic::Code;
use crate::text::wrap::lines;

/// The cells between two columns.
const BETWEEN: usize = 3;
/// The narrowest column; narrower ones stand one below the other.
const NARROWEST: usize = 22;
/// The rows that a cell of a comparison has on a screen of 80 by 24 beside the heading of its row and its own source.
const ROWS: usize = 18;

/// Checks every rule.
pub(super) fn rules(checker: &mut Checker<'_>) {
    let library = checker.library;
    for chapter in library
        .chapters
        .iter()
        .filter(|chapter| chapter.disputed.is_none())
    {
        let message = format!("`{}` does not say what remains disputed", chapter.id);
        let span = checker.notes.place(chapter.id.as_str(), "id");
        checker.add(
            Code::NothingDisputed,
            span,
            message,
            "add `disputed`, or say in it that nothing is",
        );
    }
    for comparison in &library.comparisons {
        tall(checker, comparison);
    }
}

/// Reports cells that a reader would have to scroll through, and lose the cells beside them.
fn tall(checker: &mut Checker<'_>, comparison: &Comparison) {
    let n = comparison.subjects.len().max(1);
    let column = LINE.saturating_sub(BETWEEN * (n - 1)) / n;
    let width = if column < NARROWEST { LINE } else { column };
    for aspect in &comparison.aspects {
        for (cell, subject) in aspect.cells.iter().zip(&comparison.subjects) {
            let Cell::Value { text, .. } = cell else {
                continue;
            };
            // A text that could not fill the rows even of narrow letters need not be broken into lines.
            let rows = |markup: &str| match markup.len() > width * ROWS {
                true => prose::parse(markup)
                    .paragraphs
                    .iter()
                    .map(|one| lines(&one.text, 0, width).len())
                    .sum(),
                false => 0,
            };
            let tallest = text
                .0
                .all()
                .map(|(_, markup)| rows(markup))
                .max()
                .unwrap_or(0);
            if tallest > ROWS {
                let message = format!(
                    "the cell of `{}` for `{}` in `{}` takes {tallest} rows; on a screen of 80 by 24 there is room for {ROWS}",
                    aspect.id, subject.id, comparison.id
                );
                let span = checker
                    .notes
                    .cell(comparison.id.as_str(), &aspect.id, &subject.id);
                checker.add(
                    Code::TooWide,
                    span,
                    message,
                    "say it in fewer words, or as two rows",
                );
            }
        }
    }
}
