//! A line of text that a reader types.

use crate::key::{Key, KeyCode, Modifiers};
use crate::text::SafeText;
use crate::text::width::{graphemes, width};

/// The longest text that can be typed, in characters; nobody reads a longer query, and pasted files must not count.
const LONGEST: usize = 1_000;

/// A text with a cursor, always between grapheme clusters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    text: String,
    cursor: usize,
    /// Whether all of it is selected: what is typed next takes its place.
    selected: bool,
}

impl Field {
    /// A field that holds `text`, with the cursor at its end.
    pub fn new(text: &str) -> Self {
        let mut field = Field::default();
        field.insert(text);
        field
    }

    /// A field whose text is selected as a whole.
    pub fn selected(text: &str) -> Self {
        let mut field = Field::new(text);
        field.selected = !field.text.is_empty();
        field
    }

    /// Whether the text is selected.
    pub fn is_selected(&self) -> bool {
        self.selected
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Inserts text at the cursor, on one line and without what a terminal would act upon; tells whether the text is another now.
    pub fn insert(&mut self, text: &str) -> bool {
        let n_kept = match self.selected {
            true => 0,
            false => self.text.chars().count(),
        };
        let room = LONGEST.saturating_sub(n_kept);
        let kept: String = SafeText::sanitize(text)
            .replace('\n', " ")
            .chars()
            .take(room)
            .collect();
        if kept.is_empty() {
            return false;
        }
        let before = self.text.clone();
        if std::mem::take(&mut self.selected) {
            self.delete(0, self.text.len());
        }
        self.text.insert_str(self.cursor, &kept);
        // What was typed may join the cluster before it: normal form C keeps `é` one character whichever way it came.
        let end = self.cursor + kept.len();
        let head = SafeText::sanitize(&self.text[..end]).to_string();
        let tail = self.text.split_off(end);
        self.cursor = head.len();
        self.text = head + &tail;
        self.text != before
    }

    /// Edits by one key; tells whether the text is another now, not only the cursor's place in it.
    pub fn edit(&mut self, key: Key) -> bool {
        if let Some(c) = key.typed() {
            return self.insert(c.encode_utf8(&mut [0; 4]));
        }
        let n_bytes = self.text.len();
        let was_selected = std::mem::take(&mut self.selected);
        match (key.code, key.mods) {
            (KeyCode::Backspace | KeyCode::Delete, Modifiers::NONE) if was_selected => {
                self.delete(0, self.text.len());
            }
            (KeyCode::Backspace, Modifiers::NONE) => self.delete(self.before(), self.cursor),
            (KeyCode::Delete, Modifiers::NONE) => self.delete(self.cursor, self.after()),
            (KeyCode::Left, Modifiers::NONE) => self.cursor = self.before(),
            (KeyCode::Right, Modifiers::NONE) => self.cursor = self.after(),
            (KeyCode::Home, Modifiers::NONE) => self.cursor = 0,
            (KeyCode::End, Modifiers::NONE) => self.cursor = self.text.len(),
            (KeyCode::Char('a'), Modifiers::CTRL) => self.cursor = 0,
            (KeyCode::Char('e'), Modifiers::CTRL) => self.cursor = self.text.len(),
            (KeyCode::Char('u'), Modifiers::CTRL) => self.delete(0, self.cursor),
            (KeyCode::Char('k'), Modifiers::CTRL) => self.delete(self.cursor, self.text.len()),
            (KeyCode::Char('w'), Modifiers::CTRL) => self.delete(self.word_before(), self.cursor),
            _ => {}
        }
        // What is no text can only have taken some away.
        self.text.len() != n_bytes
    }

    /// The part that fits into `cells`, and the cursor's cell in it. The cursor is always in sight.
    pub fn view(&self, cells: u16) -> (&str, u16) {
        let room = usize::from(cells.max(1)) - 1;
        let mut from = 0;
        while width(&self.text[from..self.cursor]) > room {
            from = graphemes(&self.text[from..])
                .nth(1)
                .map_or(self.cursor, |(at, _, _)| from + at);
        }
        let shown = crate::text::width::truncated(&self.text[from..], room);
        (shown, width(&self.text[from..self.cursor]) as u16)
    }

    fn delete(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = from;
    }

    fn before(&self) -> usize {
        graphemes(&self.text[..self.cursor])
            .last()
            .map_or(0, |(at, _, _)| at)
    }

    fn after(&self) -> usize {
        let rest = &self.text[self.cursor..];
        graphemes(rest)
            .nth(1)
            .map_or(self.text.len(), |(at, _, _)| self.cursor + at)
    }

    fn word_before(&self) -> usize {
        let head = self.text[..self.cursor].trim_end();
        head.rfind(char::is_whitespace).map_or(0, |at| {
            at + head[at..].chars().next().map_or(0, char::len_utf8)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::parse_script;

    fn typed(script: &str) -> Field {
        let mut field = Field::default();
        for key in parse_script(script) {
            field.edit(key);
        }
        field
    }

    #[test]
    fn edits_by_cluster_and_word() {
        assert_eq!(typed("abc backspace d").text(), "abd");
        assert_eq!(typed("abc left left x").text(), "axbc");
        assert_eq!(typed("one space two ctrl-w three").text(), "one three");
        assert_eq!(typed("abc ctrl-u d").text(), "d");
        let mut family = Field::new("a👨\u{200d}👩\u{200d}👧");
        family.edit(Key::plain(KeyCode::Backspace));
        assert_eq!(family.text(), "a");
    }

    #[test]
    fn what_is_typed_takes_the_place_of_what_is_selected() {
        let after = |script: &str| {
            let mut field = Field::selected("guard");
            for key in parse_script(script) {
                field.edit(key);
            }
            (field.text().to_string(), field.is_selected())
        };
        assert_eq!(after("x"), ("x".to_string(), false));
        assert_eq!(after("backspace"), (String::new(), false));
        assert_eq!(after("left x"), ("guarxd".to_string(), false));
        assert_eq!(after("end x"), ("guardx".to_string(), false));
        assert!(!Field::selected("").is_selected());
        let mut field = Field::selected("guard");
        assert!(!field.insert("\u{200b}") && field.is_selected());
        assert!(field.insert("army") && field.text() == "army");
    }

    #[test]
    fn only_another_text_is_an_edit() {
        let edits = |field: &mut Field, key: &str| {
            let key = parse_script(key).remove(0);
            field.edit(key)
        };
        let mut field = Field::new("ab");
        for (key, is_edit) in [
            ("left", false),
            ("c", true),
            ("backspace", true),
            ("ctrl-k", true),
            ("ctrl-k", false),
            ("delete", false),
            ("home", false),
            ("backspace", false),
            ("f5", false),
        ] {
            assert_eq!(edits(&mut field, key), is_edit, "{key}");
        }
        assert_eq!(field.text(), "a");
        let mut full = Field::new(&"x".repeat(LONGEST));
        assert!(!edits(&mut full, "y") && !full.insert("more"));
        assert!(edits(&mut full, "backspace") && edits(&mut full, "y"));
    }

    #[test]
    fn the_cursor_stays_in_sight() {
        let field = Field::new("a rather long query that does not fit");
        let (shown, at) = field.view(10);
        assert!(shown.ends_with("fit") && at <= 9, "{shown:?} {at}");
        assert_eq!(Field::new("").view(1), ("", 0));
    }

    #[test]
    fn pasted_controls_are_dropped() {
        assert!(!Field::new("a\u{1b}[31mb\nc").text().contains('\u{1b}'));
        assert_eq!(Field::new(&"x".repeat(5_000)).text().len(), LONGEST);
    }
}
