//! How many cells text takes.
//!
//! Counts as ratatui's buffer draws: a grapheme cluster with a control character in it is not drawn, one of no width
//! is skipped, halfwidth sound marks take a cell of their own. Whoever lays out with these numbers gets from
//! the buffer exactly the columns that were planned. Works on any text, safe or not, in linear time.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The width of `text` in cells, as ratatui draws it: by grapheme clusters.
pub fn width(text: &str) -> usize {
    let (len, n_chars) = plain(text, usize::MAX);
    if len == text.len() {
        return n_chars;
    }
    graphemes(text).map(|(_, _, cells)| cells).sum()
}

/// Whether every character of `text` is a cell and a cluster of its own, whatever stands beside it in such a text.
pub fn is_plain(text: &str) -> bool {
    plain(text, usize::MAX).0 == text.len()
}

/// The longest prefix of `text` that is at most `cells` wide, cut between grapheme clusters.
pub fn truncated(text: &str, cells: usize) -> &str {
    measured(text, cells).0
}

/// The longest prefix of `text` that is at most `cells` wide, and its width.
pub fn measured(text: &str, cells: usize) -> (&str, usize) {
    // Plain characters up to the one too many, which is plain as well: it is a cell and a cluster for each.
    let (len, n_chars) = plain(text, cells.saturating_add(1));
    if n_chars > cells {
        return (&text[..text.floor_char_boundary(len - 1)], cells);
    }
    if len == text.len() {
        return (text, n_chars);
    }
    let mut used = 0;
    for (at, _, width) in graphemes(text) {
        if used + width > cells {
            return (&text[..at], used);
        }
        used += width;
    }
    (text, used)
}

/// `text` if it is at most `cells` wide, and otherwise its beginning with an ellipsis, together at most `cells` wide.
pub fn fit(text: &str, cells: usize) -> Cow<'_, str> {
    let whole = truncated(text, cells);
    if whole.len() == text.len() || cells == 0 {
        return Cow::Borrowed(whole);
    }
    let beginning = truncated(whole, cells - 1).trim_end();
    Cow::Owned(format!("{beginning}…"))
}

/// The grapheme clusters of `text`, each with its byte offset and its width in cells.
pub fn graphemes(text: &str) -> Graphemes<'_> {
    Graphemes { text, at: 0 }
}

/// Iterator over grapheme clusters, made by [`graphemes`].
#[derive(Debug, Clone)]
pub struct Graphemes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Graphemes<'a> {
    type Item = (usize, &'a str, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at;
        let bytes = self.text.as_bytes();
        // Most of every text; the rest need not be decoded for it.
        if bytes.get(at).is_some_and(is_printable) && bytes.get(at + 1).is_none_or(is_printable) {
            self.at += 1;
            return Some((at, self.text.get(at..self.at)?, 1));
        }
        let rest = self.text.get(at..)?;
        let mut chars = rest.chars();
        let first = chars.next()?;
        let stands_alone = is_plain_char(first) && chars.next().is_none_or(is_plain_char);
        let (cluster, cells) = if stands_alone {
            (&rest[..first.len_utf8()], 1)
        } else {
            // Clusters are found from left to right, and none looks back past the start of another: so
            // starting anew at a boundary gives the same clusters.
            let cluster = rest.graphemes(true).next()?;
            (cluster, cluster_width(cluster))
        };
        self.at += cluster.len();
        Some((at, cluster, cells))
    }
}

fn is_printable(byte: &u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// Characters of one cell that are a cluster of their own between two of their kind. Nearly all Latin text is made of
/// them; only what is not goes through the tables of Unicode.
fn is_plain_char(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '‐'..='‧')
}

/// How many bytes and characters of `text` are plain at its beginning, up to `most` characters. [`is_plain_char`] as bytes: all text on
/// every screen is measured by it.
fn plain(text: &str, most: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut at, mut n_chars) = (0, 0);
    while n_chars < most {
        at += match bytes[at..] {
            [b' '..=b'~', ..] => 1,
            [0xc2, 0xa0..=0xac | 0xae..=0xbf, ..] | [0xc3..=0xcb, _, ..] => 2,
            [0xe2, 0x80, 0x90..=0xa7, ..] => 3,
            _ => break,
        };
        n_chars += 1;
    }
    (at, n_chars)
}

fn cluster_width(cluster: &str) -> usize {
    if cluster.contains(char::is_control) {
        return 0;
    }
    let sound_marks = cluster
        .chars()
        .filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}'));
    cluster.width() + sound_marks.count()
}

#[cfg(test)]
mod tests {
    use super::{fit, graphemes, is_plain_char, measured, plain, truncated, width};
    use proptest::prelude::{Strategy, any};
    use proptest::{prop_assert, prop_assert_eq, prop_oneof, proptest};
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style;
    use unicode_segmentation::UnicodeSegmentation;

    fn drawn_width(text: &str) -> usize {
        let mut buf = Buffer::empty(Rect::new(0, 0, 1000, 1));
        usize::from(buf.set_stringn(0, 0, text, 1000, Style::new()).0)
    }

    fn hostile() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[a-z é\u{301}\u{200d}\u{fe0f}👩⚖🇲🇽日ﾞｶกำ\u{200b}\u{0}\n\u{1100}\u{1161}\u{94d}क]{0,24}",
        ]
    }

    #[test]
    fn plain_characters_are_clusters_of_one_cell() {
        for c in ('\0'..=char::MAX).filter(|c| is_plain_char(*c)) {
            assert_eq!(drawn_width(&format!("{c}")), 1, "{c:?}");
            assert_eq!(format!("{c}{c}").graphemes(true).count(), 2, "{c:?}");
            assert_eq!(format!("a{c}a").graphemes(true).count(), 3, "{c:?}");
        }
    }

    #[test]
    fn plain_characters_are_known_by_their_bytes() {
        let mut text = String::new();
        for c in '\0'..=char::MAX {
            text.clear();
            text.extend([c, 'a']);
            let known = (text.len(), 2);
            let expected = if is_plain_char(c) { known } else { (0, 0) };
            assert_eq!(plain(&text, 9), expected, "{c:?}");
        }
    }

    #[test]
    fn text_that_is_too_wide_ends_in_an_ellipsis() {
        assert_eq!(fit("Guardia", 7), "Guardia");
        assert_eq!(fit("Guardia Nacional", 9), "Guardia…");
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("ab", 1), "…");
        assert_eq!(fit("ab", 0), "");
        assert_eq!(fit("", 0), "");
    }

    proptest! {
        #[test]
        fn widths_are_what_ratatui_draws(text in hostile()) {
            prop_assert_eq!(width(&text), drawn_width(&text));
        }

        #[test]
        fn clusters_are_those_of_unicode(text in hostile()) {
            let ours: Vec<_> = graphemes(&text).map(|(at, cluster, _)| (at, cluster)).collect();
            let theirs: Vec<_> = text.grapheme_indices(true).collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn what_is_cut_fits(text in hostile(), cells in 0usize..30) {
            let (cut, used) = measured(&text, cells);
            prop_assert_eq!(cut, truncated(&text, cells));
            prop_assert!(width(cut) == used && used <= cells);
            prop_assert!(width(&fit(&text, cells)) <= cells);
        }
    }
}
