//! The part of a passage that shows best why it was found.

use std::ops::Range;

use memchr::{memchr, memrchr};

use crate::search::marker::{Found, Marker};
use crate::text::width::{graphemes, is_plain, measured, truncated, width};

/// A part of a body, on one line, with what is marked in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// Which bytes of the body; never across a line feed.
    pub range: Range<usize>,
    /// What is marked, in bytes of the body, inside `range`, in order.
    pub marks: Vec<Range<usize>>,
    /// Whether an ellipsis is due in front.
    pub cut_before: bool,
    /// Whether an ellipsis is due behind.
    pub cut_after: bool,
}

/// The part of `body` with most of what `marker` marks that is at most `width` cells wide, ellipses of one cell included; its
/// beginning if nothing is marked. Nothing is looked for behind the first line that has all of it.
pub fn snippet(body: &str, marker: &Marker, width: usize) -> Snippet {
    // Both ellipses are allowed for, so that where the text is cut does not depend on where it is cut.
    let room = width.saturating_sub(2);
    let mut scan = marker.scan(body);
    let mut found = Vec::new();
    let mut best: Option<(Stretch, Range<usize>)> = None;
    let mut at = 0;
    while at < body.len()
        && best
            .as_ref()
            .is_none_or(|(best, _)| best.n_answers < marker.n_asked())
    {
        let line = at..line_end(body, at);
        at = body.len().min(line.end + 1);
        let n_before = found.len();
        scan.until(at, &mut found);
        if let Some(stretch) = densest(body, &found[n_before..], room)
            && best
                .as_ref()
                .is_none_or(|(best, _)| best.is_less_than(&stretch))
        {
            best = Some((stretch, line));
        }
    }
    found.sort_by_key(|found| found.range.start);
    let (mut core, line) = match best {
        // A phrase may have begun in front of the line that it ends on.
        Some((stretch, line)) if stretch.range.start >= line.start => (stretch.range, line),
        Some((stretch, _)) => {
            let line = line_around(body, stretch.range.start);
            (stretch.range, line)
        }
        None => {
            let start = body.len() - body.trim_start().len();
            (start..start, line_around(body, start))
        }
    };
    let line = trimmed(body, line);
    core.end = core.end.min(line.end);
    if fits(&body[line.clone()], width) {
        return finish(&found, line.clone(), line);
    }
    let range = widened(body, core, &line, room);
    finish(&found, range, line)
}

/// A part of a text from a mark to a mark.
struct Stretch {
    range: Range<usize>,
    n_answers: u32,
    n_marks: usize,
}

impl Stretch {
    fn is_less_than(&self, other: &Stretch) -> bool {
        (self.n_answers, self.n_marks) < (other.n_answers, other.n_marks)
    }
}

/// Whether a text is at most `cells` wide. What takes more cells than bytes does not exist, and a long one is not measured to its end.
fn fits(text: &str, cells: usize) -> bool {
    text.len() <= cells || truncated(text, cells).len() == text.len()
}

/// The stretch from a mark to a mark that fits into `room` and answers most of the query.
fn densest(body: &str, found: &[Found], room: usize) -> Option<Stretch> {
    let mut best: Option<Stretch> = None;
    for (i, from) in found.iter().enumerate() {
        let mut answers = 0_u64;
        let mut n_marks = 0;
        let mut end = from.range.start;
        let mut cells = 0;
        for mark in &found[i..] {
            if mark.range.end > end {
                let more = &body[end..mark.range.end];
                cells += width(more);
                if n_marks > 0 && (cells > room || more.contains('\n')) {
                    break;
                }
                end = mark.range.end;
            }
            answers |= mark.answers;
            n_marks += 1;
        }
        let stretch = Stretch {
            range: from.range.start..end,
            n_answers: answers.count_ones(),
            n_marks,
        };
        if best.as_ref().is_none_or(|best| best.is_less_than(&stretch)) {
            best = Some(stretch);
        }
    }
    best
}

/// Where the line ends that `at` is on.
fn line_end(body: &str, at: usize) -> usize {
    memchr(b'\n', &body.as_bytes()[at..]).map_or(body.len(), |feed| at + feed)
}

/// The line that `at` is on.
fn line_around(body: &str, at: usize) -> Range<usize> {
    let start = memrchr(b'\n', &body.as_bytes()[..at]).map_or(0, |feed| feed + 1);
    start..line_end(body, at)
}

/// A part of `body` without white space at its ends.
fn trimmed(body: &str, part: Range<usize>) -> Range<usize> {
    let text = &body[part.clone()];
    let start = part.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// `core` with as many words around it as fit into `room` cells: half of the rest in front, the remainder behind.
fn widened(body: &str, core: Range<usize>, line: &Range<usize>, room: usize) -> Range<usize> {
    let core_cells = width(&body[core.clone()]);
    if core_cells >= room {
        return core.start..cut_to(body, core, room);
    }
    let spare = room - core_cells;
    let before = end_of(&body[line.start..core.start], spare);
    let before_cells = width(before);
    // More than there is room for need not be measured.
    let (_, after_cells) = measured(&body[core.end..line.end], spare);
    // What one side does not need the other may have.
    let lead = before_cells.min((spare / 2).max(spare.saturating_sub(after_cells)));
    let start = core.start - before.len() + start_of_last(before, before_cells, lead);
    let used = width(&body[start..core.end]);
    let end = end_of_first(body, core.end..line.end, room.saturating_sub(used));
    start..end
}

/// The end of `text`, from the beginning of a word on, as far as it may matter for so many `cells`.
fn end_of(text: &str, cells: usize) -> &str {
    // A character takes four bytes at most, and nearly none takes no cell.
    let from = text.len().saturating_sub(4 * cells + 64);
    if from == 0 {
        return text;
    }
    let from = text.ceil_char_boundary(from);
    let space = text[from..].find(char::is_whitespace);
    space.map_or(text, |space| &text[from + space..])
}

/// Where, in `text` of so many `cells`, its last words begin that are at most `lead` cells wide.
fn start_of_last(text: &str, cells: usize, lead: usize) -> usize {
    if cells <= lead {
        return 0;
    }
    // Of a long text no more than needs to be looked at is left, where every character is a cell.
    let last = text.char_indices().rev().nth(lead);
    let (from, mut behind) = match last {
        Some((at, _)) if is_plain(text) => (at, lead + 1),
        _ => (0, cells),
    };
    let mut after_space = false;
    for (at, cluster, wide) in graphemes(&text[from..]) {
        let is_space = cluster.starts_with(char::is_whitespace);
        if after_space && !is_space && behind <= lead {
            return from + at;
        }
        behind -= wide;
        after_space = is_space;
    }
    text.len()
}

/// Where the first words of a part of `body` end that are at most `room` cells wide.
fn end_of_first(body: &str, part: Range<usize>, room: usize) -> usize {
    let text = &body[part.clone()];
    let fitting = truncated(text, room);
    if fitting.len() == text.len() {
        return part.end;
    }
    // Where what fits is cut, a word may end as well.
    let is_cut = !text[fitting.len()..].starts_with(char::is_whitespace);
    let whole = match fitting.rfind(char::is_whitespace) {
        Some(space) if is_cut => &fitting[..space],
        None if is_cut => "",
        _ => fitting,
    };
    let end = whole.trim_end().len();
    // A word longer than the whole room is cut; no snippet may be empty for its sake.
    if end == 0 && part.start == 0 {
        part.start + fitting.len()
    } else {
        part.start + end
    }
}

fn cut_to(body: &str, part: Range<usize>, room: usize) -> usize {
    part.start + truncated(&body[part], room).len()
}

fn finish(found: &[Found], range: Range<usize>, line: Range<usize>) -> Snippet {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for Found { range: mark, .. } in found {
        let (start, end) = (mark.start.max(range.start), mark.end.min(range.end));
        match marks.last_mut() {
            _ if start >= end => {}
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => marks.push(start..end),
        }
    }
    Snippet {
        cut_before: range.start > line.start,
        cut_after: range.end < line.end,
        range,
        marks,
    }
}

#[cfg(test)]
mod tests {
    use super::snippet;
    use crate::search::marker::Marker;
    use crate::search::query::Query;
    use crate::text::width::width;
    use proptest::prelude::any;
    use proptest::{prop_assert, proptest};

    /// The snippet as it is drawn, marks in brackets.
    fn drawn(body: &str, query: &str, width: usize) -> String {
        let snippet = snippet(body, &Marker::new(&Query::parse(query)), width);
        let mut text = String::from(if snippet.cut_before { "…" } else { "" });
        let mut at = snippet.range.start;
        for mark in &snippet.marks {
            text += &body[at..mark.start];
            text += &format!("[{}]", &body[mark.clone()]);
            at = mark.end;
        }
        text += &body[at..snippet.range.end];
        text + if snippet.cut_after { "…" } else { "" }
    }

    const BODY: &str = "The Guard was founded in 2019 as a civilian police force, and in 2022 a law gave its \
        command to the army.\nThe court found that the law was against the constitution, and the Guard went back.";

    #[test]
    fn a_snippet_shows_most_of_what_was_asked_for() {
        assert_eq!(drawn("short text", "text ", 40), "short [text]");
        assert_eq!(drawn(BODY, "nothing ", 30), "The Guard was founded in…");
        assert_eq!(
            drawn(BODY, "police ", 30),
            "…a civilian [police] force, and…"
        );
        assert_eq!(
            drawn(BODY, "guard court constitution ", 70),
            "…[court] found that the law was against the [constitution], and the [Guard]…"
        );
        assert_eq!(
            drawn(BODY, "guard \"went back\"", 30),
            "…and the [Guard] [went back]."
        );
        assert_eq!(drawn("incomunicable", "in", 6), "[inco]…");
        assert_eq!(drawn("", "in", 6), "");
        assert_eq!(drawn("incomunicable", "x", 6), "inco…");
    }

    proptest! {
        #[test]
        fn a_snippet_fits(body in any::<String>(), more in "[a-c 日é\n]{0,60}", query in "[a-c ]{0,6}", cells in 0usize..30) {
            for body in [&body, &more] {
                let marker = Marker::new(&Query::parse(&query));
                let snippet = snippet(body, &marker, cells);
                let text = &body[snippet.range.clone()];
                let ellipses = usize::from(snippet.cut_before) + usize::from(snippet.cut_after);
                prop_assert!(width(text) + ellipses <= cells.max(2), "{text:?}");
                prop_assert!(!text.contains('\n'));
                for mark in &snippet.marks {
                    prop_assert!(mark.start >= snippet.range.start && mark.end <= snippet.range.end);
                }
            }
        }
    }
}
