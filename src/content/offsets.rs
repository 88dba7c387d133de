//! Where the parts of a decoded TOML string stand in the file: escapes, quotation marks and the first line end of a string are not part
//! of what it says, so a place in it is another one than in the file.

use std::ops::Range;

/// From places in a string to places in what was written for it.
#[derive(Debug)]
pub struct Offsets {
    /// Where what was written goes on after something that says less than it takes: in the string, and as written; in order of both.
    steps: Vec<(usize, usize)>,
    written: usize,
}

impl Offsets {
    /// Of what was written, quotation marks included, for a string that says `text`.
    pub fn new(written: &str, text: &str) -> Self {
        let mark = written.chars().next().unwrap_or('"');
        let is_long = written.len() >= 6 && written.chars().take(3).all(|c| c == mark);
        let quotes = if is_long { 3 } else { 1 };
        let inner = written.get(quotes..).unwrap_or_default();
        let first_line_end = match inner.as_bytes() {
            [b'\r', b'\n', ..] if is_long => 2,
            [b'\n', ..] if is_long => 1,
            _ => 0,
        };
        let begin = quotes + first_line_end;
        let mut offsets = Offsets {
            steps: vec![(0, begin)],
            written: written.len(),
        };
        if mark == '"' {
            offsets.escapes(written, begin, text);
        }
        offsets
    }

    fn escapes(&mut self, written: &str, begin: usize, text: &str) {
        // How far the string has come is known at each escape by what lies between it and the one before, which is the same in both.
        let mut said = 0;
        let mut at = begin;
        while let Some(n) = written.get(at..).and_then(|rest| rest.find('\\')) {
            let escape = at + n;
            said += n;
            let (takes, says) =
                Self::escape(&written[escape..], text.get(said..).unwrap_or_default());
            // What is escaped is one place: it begins where its backslash stands.
            self.steps.push((said, escape));
            at = escape + takes;
            said += says;
            self.steps.push((said, at));
        }
    }

    /// How many bytes an escape takes, and how many it says; `text` is what the string says from there on.
    fn escape(written: &str, text: &str) -> (usize, usize) {
        let hex = |digits: usize| (2 + digits, text.chars().next().map_or(0, char::len_utf8));
        let (takes, says) = match written.as_bytes().get(1) {
            Some(b'x') => hex(2),
            Some(b'u') => hex(4),
            Some(b'U') => hex(8),
            Some(b' ' | b'\t' | b'\r' | b'\n') => {
                let rest = &written[1..];
                let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
                (1 + blank, 0)
            }
            Some(_) => (2, 1),
            None => (1, 0),
        };
        (takes.min(written.len()), says)
    }

    /// Where a part of the string stands in what was written.
    pub fn range(&self, part: Range<usize>) -> Range<usize> {
        let start = self.at(part.start);
        // A part ends where its last byte does, not where what comes after it begins.
        let end = match part.end.checked_sub(1).filter(|last| *last >= part.start) {
            Some(last) => self.end(last),
            None => start,
        };
        start..end.max(start)
    }

    /// The last step that does not lie behind a place of the string.
    fn step(&self, place: usize) -> usize {
        self.steps
            .partition_point(|(said, _)| *said <= place)
            .saturating_sub(1)
    }

    fn at(&self, place: usize) -> usize {
        let (said, at) = self.steps[self.step(place)];
        (at + place.saturating_sub(said)).min(self.written)
    }

    /// The end of what was written for one byte of the string.
    fn end(&self, place: usize) -> usize {
        let step = self.step(place);
        let (said, at) = self.steps[step];
        let plain = at + place.saturating_sub(said) + 1;
        match self.steps.get(step + 1) {
            Some((next, after)) if place + 1 == *next && step % 2 == 1 => *after,
            Some(_) | None => plain.min(self.written),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::de::DeValue;

    use super::*;

    fn decoded(written: &str) -> Option<String> {
        let value = DeValue::parse(written).ok()?;
        value.get_ref().as_str().map(str::to_string)
    }

    fn written_for(written: &str, part: &str) -> String {
        let text = decoded(written).expect("a string");
        let begin = text.find(part).expect("a part of it");
        let range = Offsets::new(written, &text).range(begin..begin + part.len());
        written[range].to_string()
    }

    #[test]
    fn every_kind_of_string() {
        for written in [
            "\"a [@b] c\"",
            "'a [@b] c'",
            "'''\na\n[@b] c'''",
            "\"\"\"\r\na \\\"q\\\" é \\u00e9\\U0001F600\\n [@b]\"\"\"",
            "\"\"\"a \\\n   \n  [@b]\\\n \"\"\"",
            "\"\\\\[@b]\\\\\"",
            "\"\\t\\x41[@b]\"",
        ] {
            assert_eq!(written_for(written, "[@b]"), "[@b]", "{written}");
        }
    }

    #[test]
    fn an_escape_is_one_place() {
        assert_eq!(written_for("\"a\\u202eb\"", "\u{202e}"), "\\u202e");
        assert_eq!(written_for("\"a\\tb\"", "\t"), "\\t");
        assert_eq!(written_for("\"\\\\\\\"\"", "\""), "\\\"");
        assert_eq!(
            written_for("\"a \\U0001F600.\"", "\u{1F600}"),
            "\\U0001F600"
        );
    }

    proptest! {
        #[test]
        fn what_is_not_escaped_is_found_as_it_is(inner in "([a-z é\\[@]|\\\\[tn\"\\\\]|\\\\u00e9|\\\\U0001F600|\\\\\n ){0,20}") {
            let written = format!("\"\"\"{inner}\"\"\"");
            if let Some(text) = decoded(&written) {
                let offsets = Offsets::new(&written, &text);
                for (at, c) in text.char_indices().filter(|(_, c)| "abcdefghijklmnopqrstuvwxyz[@".contains(*c)) {
                    let range = offsets.range(at..at + c.len_utf8());
                    prop_assert_eq!(&written[range], c.to_string());
                }
                for at in 0..=text.len() {
                    let range = offsets.range(at..text.len());
                    prop_assert!(range.start <= range.end && range.end <= written.len());
                }
            }
        }

        #[test]
        fn no_text_panics(written in any::<String>(), text in any::<String>(), from in 0usize..9, to in 0usize..9) {
            Offsets::new(&written, &text).range(from..to);
        }
    }
}
