//! Breaking text into lines, as byte ranges, so that styles, hits, links and anchors survive.
//!
//! Text becomes atoms, each a word or a part of one with the white space behind it, and `textwrap`'s algorithms
//! put atoms onto lines. Lines break at white space; between a closing and an opening bracket; behind a dash, a slash and a hyphen between letters; between
//! characters of scripts written without spaces; never at a no-break space. Works on any text, never panics; a line
//! is never wider than asked unless a single grapheme cluster is.

use std::ops::Range;

use textwrap::core::Fragment;
use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};

use crate::text::width::graphemes;

/// Up to this many atoms a text counts as short prose, whose lines are worth evening out.
const EVEN_ATOMS: usize = 4096;

/// Breaks `text` into lines at most `width` cells wide. The ranges are in order, start and end at grapheme boundaries, and leave out
/// only the white space at the end of a line and the line feeds between lines. A word that is wider than a line is cut. `first` is the
/// width of the first line, for a hanging first word: it stays empty when the first word only fits into a whole line. Every `\n`
/// ends a line, so one at the very end adds none; empty text is one empty line.
pub fn lines(text: &str, first: usize, width: usize) -> Vec<Range<usize>> {
    break_lines(text, first, width, |atoms, widths| {
        wrap_first_fit(atoms, widths)
    })
}

/// Breaks like [`lines`], but so that the lines come out about equally full: for short prose, twice as slow. Does what
/// [`lines`] does where that can't be had.
pub fn lines_even(text: &str, first: usize, width: usize) -> Vec<Range<usize>> {
    // Overflowing must never pay: lines may be short, but not too wide.
    let penalties = Penalties {
        overflow_penalty: 1_000_000,
        ..Penalties::new()
    };
    break_lines(text, first, width, |atoms, widths| {
        if atoms.len() > EVEN_ATOMS {
            return wrap_first_fit(atoms, widths);
        }
        match wrap_optimal_fit(atoms, widths, &penalties) {
            Ok(lines) if all_fit(&lines, widths) => lines,
            _ => wrap_first_fit(atoms, widths),
        }
    })
}

/// A word, or a part of one behind which a line may break, with the white space behind it.
#[derive(Debug)]
struct Atom {
    word: Range<usize>,
    cells: usize,
    space_cells: usize,
}

impl Atom {
    fn empty(at: usize) -> Self {
        Atom {
            word: at..at,
            cells: 0,
            space_cells: 0,
        }
    }
}

impl Fragment for Atom {
    fn width(&self) -> f64 {
        self.cells as f64
    }

    fn whitespace_width(&self) -> f64 {
        self.space_cells as f64
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

fn break_lines(
    text: &str,
    first: usize,
    width: usize,
    fill: impl for<'a> Fn(&'a [Atom], &[f64]) -> Vec<&'a [Atom]>,
) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut atoms = Vec::new();
    let mut start = 0;
    let text = text.strip_suffix('\n').unwrap_or(text);
    for paragraph in text.split('\n') {
        let first = if start == 0 { first } else { width };
        atoms.clear();
        split(paragraph, start, width, &mut atoms);
        if first < width && atoms.first().is_some_and(|atom| atom.cells > first) {
            // What the first line holds when the first word goes to the second.
            atoms.insert(0, Atom::empty(start));
        }
        for line in fill(&atoms, &[first as f64, width as f64]) {
            lines.push(match line {
                [] => start..start,
                [only] => only.word.clone(),
                [from, .., to] => from.word.start..to.word.end,
            });
        }
        start += paragraph.len() + 1;
    }
    lines
}

fn all_fit(lines: &[&[Atom]], widths: &[f64]) -> bool {
    lines.iter().enumerate().all(|(i, line)| {
        let [rest @ .., last] = line else {
            return true;
        };
        let before: usize = rest.iter().map(|atom| atom.cells + atom.space_cells).sum();
        let widest = widths.get(i).or(widths.last()).copied().unwrap_or(0.0);
        rest.is_empty() || (before + last.cells) as f64 <= widest
    })
}

/// Splits one line of the text, which stands at `start` of the whole, into atoms of at most `width` cells.
fn split(paragraph: &str, start: usize, width: usize, atoms: &mut Vec<Atom>) {
    // White space in front of the first word is part of it, so that an indent stays.
    let indent = paragraph.len() - paragraph.trim_start_matches(is_space).len();
    if indent == paragraph.len() {
        return;
    }
    let mut atom = Atom::empty(start);
    let mut earlier = Side::Other;
    let mut before = Side::Other;
    for (at, cluster, cells) in graphemes(paragraph) {
        let here = if at < indent {
            Side::Other
        } else {
            Side::of(cluster, cells)
        };
        if here == Side::Space {
            atom.space_cells += cells;
        } else {
            let is_cut = !atom.word.is_empty() && atom.cells + cells > width;
            if is_cut || may_break(earlier, before, here) {
                atoms.push(std::mem::replace(&mut atom, Atom::empty(start + at)));
            }
            atom.cells += cells;
            atom.word.end = start + at + cluster.len();
        }
        earlier = before;
        before = here;
    }
    atoms.push(atom);
}

/// What a grapheme cluster means to the places beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// White space at which a line may break.
    Space,
    /// A letter of a script that has spaces between words.
    Letter,
    Digit,
    /// A character of a script without spaces, or a picture.
    Wide,
    /// What must not end a line of such a script.
    Open,
    /// What must not begin a line of such a script.
    Close,
    Dash,
    Slash,
    Hyphen,
    Other,
}

impl Side {
    fn of(cluster: &str, cells: usize) -> Self {
        let mut chars = cluster.chars();
        let Some(c) = chars.next() else {
            return Side::Other;
        };
        match c {
            'a'..='z' | 'A'..='Z' => Side::Letter,
            '0'..='9' => Side::Digit,
            '-' | '‐' => Side::Hyphen,
            '/' => Side::Slash,
            '—' => Side::Dash,
            // A mark on a space needs its space.
            c if is_space(c) && chars.next().is_none() => Side::Space,
            '(' | '[' | '{' | '“' | '‘' | '«' | '（' | '［' | '｛' | '「' | '『' | '【' | '〔'
            | '《' | '〈' | '｢' => Side::Open,
            ')' | ']' | '}' | '”' | '’' | '»' | '）' | '］' | '｝' | '」' | '』' | '】' | '〕'
            | '》' | '〉' | '｣' | '.' | ',' | ':' | ';' | '!' | '?' | '…' | '%' | '、' | '。'
            | '，' | '．' | '：' | '；' | '！' | '？' | '・' | '､' | '｡' | '･' | 'ー' | 'ｰ'
            | '々' | 'ゝ' | 'ヽ' | '〜' | '％' | 'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ'
            | 'ゅ' | 'ょ' | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' => {
                Side::Close
            }
            '\u{ff66}'..='\u{ff9d}' => Side::Wide,
            _ if cells == 2 => Side::Wide,
            c if c.is_alphabetic() => Side::Letter,
            _ => Side::Other,
        }
    }
}

/// White space at which a line may break: not the no-break spaces, nor the figure space that holds a number together.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\u{1680}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200a}' | '\u{205f}' | '\u{3000}')
}

/// Whether a line may end between `before` and `here`, where `earlier` stands in front of `before`.
fn may_break(earlier: Side, before: Side, here: Side) -> bool {
    let is_part = |side| matches!(side, Side::Letter | Side::Digit | Side::Wide);
    match before {
        Side::Space => true,
        Side::Dash => is_part(here) || here == Side::Open,
        Side::Slash => is_part(here) && (earlier, here) != (Side::Digit, Side::Digit),
        Side::Hyphen => earlier == Side::Letter && here == Side::Letter,
        Side::Wide => is_part(here) || here == Side::Open,
        // `[3][4]`: between two pairs of brackets.
        Side::Close => matches!(here, Side::Wide | Side::Open),
        Side::Letter | Side::Digit => here == Side::Wide,
        Side::Open | Side::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Side, is_space, lines, lines_even, may_break};
    use crate::text::width::width;
    use proptest::prelude::{Strategy, any};
    use proptest::{prop_assert_eq, prop_oneof, proptest};
    use std::ops::Range;
    use unicode_segmentation::UnicodeSegmentation;

    fn broken(text: &str, cells: usize) -> Vec<&str> {
        lines(text, cells, cells)
            .into_iter()
            .map(|line| &text[line])
            .collect()
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(
            broken("La Guardia Nacional de México", 12),
            ["La Guardia", "Nacional de", "México"]
        );
        assert_eq!(broken("one  two   ", 8), ["one  two"]);
        assert_eq!(broken("one  two", 6), ["one", "two"]);
        assert_eq!(broken("  indented text", 10), ["  indented", "text"]);
    }

    #[test]
    fn line_feeds_end_lines() {
        assert_eq!(broken("a\n\nb\n", 9), ["a", "", "b"]);
        assert_eq!(broken("", 9), [""]);
        assert_eq!(broken("\n", 9), [""]);
        assert_eq!(broken("   \nx\r\ny", 9), ["", "x", "y"]);
    }

    #[test]
    fn lines_break_behind_dashes_slashes_and_hyphens() {
        assert_eq!(broken("army—police", 8), ["army—", "police"]);
        assert_eq!(broken("army/police", 8), ["army/", "police"]);
        assert_eq!(broken("US-Mexico border", 8), ["US-", "Mexico", "border"]);
        assert_eq!(broken("in 2019-2024", 9), ["in", "2019-2024"]);
        assert_eq!(broken("since 12/2019", 9), ["since", "12/2019"]);
        assert_eq!(broken("a -x -y", 3), ["a", "-x", "-y"]);
    }

    #[test]
    fn no_break_spaces_hold() {
        assert_eq!(broken("in 5\u{a0}% or", 5), ["in", "5\u{a0}%", "or"]);
        assert_eq!(broken("is 130\u{202f}000", 8), ["is", "130\u{202f}000"]);
    }

    #[test]
    fn scripts_without_spaces_break_between_characters() {
        assert_eq!(broken("国家警卫队。", 6), ["国家警", "卫队。"]);
        assert_eq!(broken("国家警卫。", 8), ["国家警", "卫。"]);
        assert_eq!(broken("「国」家", 5), ["「国", "」家"]);
        assert_eq!(broken("墨西哥 GN 队", 8), ["墨西哥", "GN 队"]);
    }

    #[test]
    fn words_wider_than_a_line_are_cut() {
        assert_eq!(
            broken("an incomunicable", 6),
            ["an", "incomu", "nicabl", "e"]
        );
        assert_eq!(broken("ab", 0), ["a", "b"]);
        assert_eq!(broken("日本", 1), ["日", "本"]);
        assert_eq!(broken("e\u{301}e\u{301}", 0), ["e\u{301}", "e\u{301}"]);
    }

    #[test]
    fn the_first_line_may_be_shorter() {
        let of = |first| {
            let text = "Guard and army";
            lines(text, first, 9)
                .into_iter()
                .map(|line| &text[line])
                .collect::<Vec<_>>()
        };
        assert_eq!(of(9), ["Guard and", "army"]);
        assert_eq!(of(5), ["Guard", "and army"]);
        assert_eq!(of(4), ["", "Guard and", "army"]);
        assert_eq!(of(0), ["", "Guard and", "army"]);
    }

    #[test]
    fn even_lines_are_no_more_and_end_more_alike() {
        let text = "The Guard was founded in 2019 as a civilian police force and was moved to the ministry of defence.";
        let raggedness = |lines: &[Range<usize>], cells: usize| -> usize {
            let full = &lines[..lines.len() - 1];
            full.iter()
                .map(|line| (cells - width(&text[line.clone()])).pow(2))
                .sum()
        };
        // At single widths a last line of one word may cost more than the raggedness that it spares.
        let (mut all_greedy, mut all_even) = (0, 0);
        for cells in 20..76 {
            let (greedy, even) = (lines(text, cells, cells), lines_even(text, cells, cells));
            assert_eq!(greedy.len(), even.len());
            all_greedy += raggedness(&greedy, cells);
            all_even += raggedness(&even, cells);
        }
        assert!(all_even < all_greedy, "{all_even} {all_greedy}");
    }

    fn hostile() -> impl Strategy<Value = String> {
        let pieces = proptest::sample::select(vec![
            "a",
            "word",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\t",
            "é",
            "e\u{301}",
            "\u{301}",
            "—",
            "/",
            "-",
            "‐",
            "\u{a0}",
            "\u{202f}",
            "\u{2011}",
            "1",
            "日",
            "。",
            "「",
            "ｶ\u{ff9e}",
            "한",
            "กำ",
            "👩\u{200d}⚖\u{fe0f}",
            "🇲🇽",
            "\u{200b}",
            "\u{200d}",
            "\u{0}",
            "\u{3000}",
            "\u{1100}\u{1100}",
            "क\u{94d}क",
            "(",
            ")",
            ".",
            "incomunicable",
        ]);
        prop_oneof![
            any::<String>(),
            proptest::collection::vec(pieces, 0..60).prop_map(|p| p.concat()),
        ]
    }

    /// What any list of lines of `text` has to be.
    fn check(
        text: &str,
        lines: &[Range<usize>],
        first: usize,
        width_: usize,
    ) -> Result<(), String> {
        let boundaries: Vec<usize> = text
            .grapheme_indices(true)
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let mut at = 0;
        for (n, line) in lines.iter().enumerate() {
            let asked = if n == 0 { first } else { width_ };
            let of_line = &text[line.clone()];
            if width(of_line) > asked && of_line.graphemes(true).count() > 1 {
                return Err(format!("{of_line:?} is wider than {asked}"));
            }
            if line.start < at || !text[at..line.start].chars().all(|c| c.is_whitespace()) {
                return Err(format!("{:?} was lost", text.get(at..line.start)));
            }
            if [line.start, line.end]
                .iter()
                .any(|p| boundaries.binary_search(p).is_err())
            {
                return Err(format!("{of_line:?} is cut in a cluster"));
            }
            at = line.end;
        }
        if !text[at..].chars().all(char::is_whitespace) {
            return Err(format!("{:?} was lost", &text[at..]));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn lines_fit_and_lose_nothing(text in hostile(), first in 0usize..20, width in 0usize..20) {
            prop_assert_eq!(check(&text, &lines(&text, first, width), first, width), Ok(()));
            prop_assert_eq!(check(&text, &lines_even(&text, first, width), first, width), Ok(()));
        }

        #[test]
        fn lines_are_those_of_the_slow_way(text in hostile(), first in 0usize..20, width in 0usize..20) {
            prop_assert_eq!(lines(&text, first, width), slow_lines(&text, first, width));
        }
    }

    /// The lines of `text`, found by measuring anew, for each word, the whole line with it.
    fn slow_lines(text: &str, first: usize, cells: usize) -> Vec<Range<usize>> {
        let mut lines: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        for paragraph in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            let n_before = lines.len();
            for piece in slow_pieces(paragraph, cells) {
                let piece = start + piece.start..start + piece.end;
                let asked = if lines.len() == 1 { first } else { cells };
                let begins = lines.len() == n_before;
                if let Some(line) = lines.last_mut().filter(|_| !begins)
                    && width(&text[line.start..piece.end]) <= asked
                {
                    line.end = piece.end;
                    continue;
                }
                let is_too_wide = first < cells && width(&text[piece.clone()]) > first;
                if begins && start == 0 && is_too_wide {
                    lines.push(0..0);
                }
                lines.push(piece);
            }
            if lines.len() == n_before {
                lines.push(start..start);
            }
            start += paragraph.len() + 1;
        }
        lines
    }

    /// The words of a paragraph between the places where it may break, those that are wider than a line cut.
    fn slow_pieces(paragraph: &str, cells: usize) -> Vec<Range<usize>> {
        let body = paragraph.trim_start_matches(is_space);
        let indent = paragraph.len() - body.len();
        let mut words: Vec<Vec<(usize, &str)>> = vec![Vec::new()];
        let mut sides = vec![Side::Other; 2];
        for (at, cluster) in paragraph.grapheme_indices(true) {
            let side = match at < indent {
                true => Side::Other,
                false => Side::of(cluster, width(cluster)),
            };
            let seen = sides.len();
            let opens = side != Side::Space && may_break(sides[seen - 2], sides[seen - 1], side);
            if opens || words.is_empty() {
                words.push(Vec::new());
            }
            if let (true, Some(word)) = (side != Side::Space, words.last_mut()) {
                word.push((at, cluster));
            }
            sides.push(side);
        }
        let mut pieces: Vec<Range<usize>> = Vec::new();
        for word in words.iter().filter(|_| !body.is_empty()) {
            let mut fresh = true;
            for (at, cluster) in word {
                let end = at + cluster.len();
                match pieces.last_mut() {
                    Some(piece) if !fresh && width(&paragraph[piece.start..end]) <= cells => {
                        piece.end = end
                    }
                    _ => pieces.push(*at..end),
                }
                fresh = false;
            }
        }
        pieces
    }
}
