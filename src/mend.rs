//! Mending what needs no judgement: ids that are not written as such, with all that refers to them; lines for missing translations; the order of
//! keys.
//!
//! Works on texts: what is not mended stays as it is to the byte, comments and line ends included. Knows nothing of where files lie.
//!
//! A line for a missing translation is a comment, `# title.es = "…"`, with the text of the first language in it: it silences nothing, so the
//! translation stays missing until somebody takes the mark away and writes it.

mod keys;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use crate::content::load::{Loaded, Untranslated};
use crate::text::fold::fold;

/// What can be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Ids that are not written as such.
    Ids,
    /// Lines for missing translations.
    Translations,
    /// The order of keys.
    Keys,
}

impl Kind {
    /// Everything.
    pub const ALL: &[Kind] = &[Kind::Ids, Kind::Translations, Kind::Keys];
}

/// A file that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// Its path inside the folder.
    pub path: String,
    /// Its new text.
    pub text: String,
    /// What was done, a line each.
    pub done: Vec<String>,
}

/// The longest id.
const LONGEST_ID: usize = 64;

/// One change of a text: these bytes become that.
type Edit = (Range<usize>, String);

/// What is to be done in each file, by its number.
#[derive(Default)]
struct Plan {
    edits: BTreeMap<usize, Vec<Edit>>,
    done: BTreeMap<usize, Vec<String>>,
}

impl Plan {
    fn edit(&mut self, file: usize, at: Range<usize>, text: String) {
        self.edits.entry(file).or_default().push((at, text));
    }

    fn say(&mut self, file: usize, what: String) {
        self.done.entry(file).or_default().push(what);
    }
}

/// Mends what was loaded; gives the files that change. Lines for translations are best written after keys were put in order, from what is loaded
/// then: a comment belongs to the key below it, and goes where that goes.
pub fn mend(loaded: &Loaded, kinds: &[Kind]) -> Vec<Mended> {
    let mut plan = Plan::default();
    let renamed = match kinds.contains(&Kind::Ids) {
        true => ids(loaded, &mut plan),
        false => Vec::new(),
    };
    if kinds.contains(&Kind::Translations) {
        for text in &loaded.mendable.untranslated {
            translation(loaded, text, &mut plan);
        }
    }
    let mut mended = Vec::new();
    for (n, file) in loaded.sources.files().iter().enumerate() {
        let mut text = apply(&file.text, plan.edits.remove(&n).unwrap_or_default());
        let mut done = plan.done.remove(&n).unwrap_or_default();
        for (old, new) in &renamed {
            let (mentions, count) = mentions(&text, old, new);
            if count > 0 {
                text = mentions;
                done.push(format!("{count} in prose: `{old}` is now `{new}`"));
            }
        }
        if kinds.contains(&Kind::Keys)
            && let Some(sorted) = keys::sorted(&text, &file.path)
        {
            text = sorted;
            done.push("keys in the order of the reference".to_string());
        }
        if text != file.text {
            mended.push(Mended {
                path: file.path.clone(),
                text,
                done,
            });
        }
    }
    mended
}

/// A text with changes, which don't overlap.
fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(at, _)| (at.start, at.end));
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, new) in edits {
        let Some(before) = text.get(from..at.start) else {
            continue;
        };
        out.push_str(before);
        out.push_str(&new);
        from = at.end;
    }
    out.push_str(&text[from..]);
    out
}

/// Plans the ids that are not written as such, and the keys that refer to them; gives the old ones with the new.
fn ids(loaded: &Loaded, plan: &mut Plan) -> Vec<(String, String)> {
    let mendable = &loaded.mendable;
    let taken: HashSet<&str> = mendable.ids.iter().map(String::as_str).collect();
    let mut slugs: HashMap<String, usize> = HashMap::new();
    for (old, _) in &mendable.bad_ids {
        *slugs.entry(slug(old)).or_default() += 1;
    }
    let mut new: BTreeMap<&str, String> = BTreeMap::new();
    for (old, _) in &mendable.bad_ids {
        let id = slug(old);
        // Of two that would be one, neither is mended: which of them others mean takes judgement.
        if !id.is_empty() && !taken.contains(id.as_str()) && slugs[&id] == 1 {
            new.insert(old, id);
        }
    }
    for (old, span) in &mendable.bad_ids {
        if let Some(id) = new.get(old.as_str()) {
            plan.edit(span.file, span.range.clone(), format!("\"{id}\""));
            plan.say(span.file, format!("the id `{old}` is now `{id}`"));
        }
    }
    for (old, span) in &mendable.bad_references {
        let file = &loaded.sources.files()[span.file].text;
        let written = file.get(span.range.clone());
        let is_string = written.is_some_and(|written| written.starts_with(['"', '\'']));
        if let (true, Some(id)) = (is_string, new.get(old.as_str())) {
            plan.edit(span.file, span.range.clone(), format!("\"{id}\""));
            plan.say(
                span.file,
                format!("a reference to `{old}` is now one to `{id}`"),
            );
        }
    }
    new.into_iter()
        .map(|(old, id)| (old.to_string(), id))
        .collect()
}

/// An id made of a text: its letters without accents and its digits, and hyphens for all that lies between.
fn slug(text: &str) -> String {
    let mut id = String::new();
    for c in fold(text).chars() {
        match c {
            c if c.is_ascii_lowercase() || c.is_ascii_digit() => id.push(c),
            _ if id.ends_with('-') || id.is_empty() => {}
            _ => id.push('-'),
        }
    }
    id.truncate(LONGEST_ID);
    id.trim_end_matches('-').to_string()
}

/// How prose names an id: the sign before it, what stands before that, and what stands behind the id.
type Mention = (&'static str, &'static [char], &'static [char]);

/// A text in which citations, references and terms of prose name the new id, and how many there were.
fn mentions(text: &str, old: &str, new: &str) -> (String, usize) {
    const FORMS: [Mention; 3] = [
        ("@", &['[', ';', ' ', '\n'], &[']', ';', ' ']),
        ("#", &['[', '('], &[']', ')']),
        ("[[", &[], &[']', '|']),
    ];
    let mut out = text.to_string();
    let mut count = 0;
    for (sign, before, after) in FORMS {
        let written = format!("{sign}{old}");
        let mut next = String::with_capacity(out.len());
        let mut rest = out.as_str();
        while let Some(at) = rest.find(&written) {
            let end = at + written.len();
            let begins = before.is_empty() || rest[..at].ends_with(before);
            next.push_str(&rest[..at]);
            if begins && rest[end..].starts_with(after) {
                count += 1;
                next.push_str(&format!("{sign}{new}"));
            } else {
                next.push_str(&written);
            }
            rest = &rest[end..];
        }
        next.push_str(rest);
        out = next;
    }
    (out, count)
}

/// Plans a commented line for each language that a text lacks, where the text has lines of its own.
fn translation(loaded: &Loaded, text: &Untranslated, plan: &mut Plan) {
    let file = &loaded.sources.files()[text.span.file].text;
    let Some(first) = loaded.mendable.languages.first() else {
        return;
    };
    let (value, key) = match &text.last {
        None => (text.span.range.clone(), text.key.to_string()),
        Some((lang, at)) => (at.clone(), format!("{}.{lang}", text.key)),
    };
    let line = file[..value.start].rfind('\n').map_or(0, |n| n + 1);
    let head = &file[line..value.start];
    let indent = &head[..head.len() - head.trim_start().len()];
    let is_own = head.trim().strip_suffix('=').map(str::trim) == Some(key.as_str());
    let Some(written) = file.get(value.clone()).filter(|_| is_own) else {
        return;
    };
    let end = value.end
        + file[value.end..]
            .find('\n')
            .unwrap_or(file.len() - value.end);
    let ends_in_return = file[..end].ends_with('\r');
    let end = end - usize::from(ends_in_return);
    let line_end = if ends_in_return { "\r\n" } else { "\n" };
    let table = table_around(file, value.start..end);
    let comments = table.lines().map(str::trim_start);
    let mut lines = String::new();
    let mut lacking: Vec<&str> = Vec::new();
    for lang in &text.lacks {
        let mark = format!("# {}.{lang} =", text.key);
        if comments.clone().any(|line| line.starts_with(&mark)) {
            continue;
        }
        for (n, part) in written.lines().enumerate() {
            let begin = if n == 0 {
                format!("{mark} ")
            } else {
                "# ".to_string()
            };
            lines.push_str(&format!("{line_end}{indent}{begin}{part}"));
        }
        lacking.push(lang.code());
    }
    if lacking.is_empty() {
        return;
    }
    if text.last.is_none() {
        // A plain string is in the first language, and says so from here on.
        let at = line + indent.len() + text.key.len();
        plan.edit(text.span.file, at..at, format!(".{first}"));
    }
    plan.edit(text.span.file, end..end, lines);
    let what = format!("a line for `{}` in {}", text.key, lacking.join(", "));
    plan.say(text.span.file, what);
}

/// The lines of the table that a part of a text stands in: from its head to the next one.
fn table_around(text: &str, part: Range<usize>) -> &str {
    let begin = text[..part.start].rfind("\n[").map_or(0, |n| n + 1);
    let end = text[part.end..]
        .find("\n[")
        .map_or(text.len(), |n| part.end + n);
    &text[begin..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::load::{File, load};
    use crate::diagnostic::{Code, SourceMap};

    const HEAD: &str = "[explainer]\nformat = 1\nid = \"t\"\ntitle.en = \"T\"\ntitle.es = \"T\"\nsummary.en = \"S\"\nsummary.es = \"S\"\nlanguages = [\"en\", \"es\"]\nas-of = \"2026\"\nchapters = []\n";

    fn read(text: &str) -> Loaded {
        let file = |path: &str, text: &str| File {
            path: path.to_string(),
            bytes: text.as_bytes().to_vec(),
        };
        let files = vec![file("explainer.toml", HEAD), file("a.toml", text)];
        load(files, Vec::new(), SourceMap::default())
    }

    /// The text after mending, and what is still found in it.
    fn mended(text: &str, kinds: &[Kind]) -> (String, Vec<Code>) {
        let found = mend(&read(text), kinds);
        let new = found.first().map_or(text, |mended| mended.text.as_str());
        assert!(found.len() <= 1);
        let again = mend(&read(new), kinds);
        assert_eq!(again, [], "mending twice changes nothing");
        let codes = read(new).diagnostics.iter().map(|d| d.code).collect();
        (new.to_string(), codes)
    }

    #[test]
    fn ids_are_mended_with_all_that_refers_to_them() {
        let text = "# Kept.\n[[term]]\nid = \"Año_1\" # kept too\nname = \"N\"\ndefinition = \"See [[Año_1|that]] and [#Año_1].\"\nsee = ['Año_1']\n";
        let (new, codes) = mended(text, &[Kind::Ids]);
        assert_eq!(
            new,
            "# Kept.\n[[term]]\nid = \"ano-1\" # kept too\nname = \"N\"\ndefinition = \"See [[ano-1|that]] and [#ano-1].\"\nsee = [\"ano-1\"]\n"
        );
        assert!(!codes.contains(&Code::BadId) && !codes.contains(&Code::DanglingReference));
    }

    #[test]
    fn ids_that_would_be_one_are_left() {
        let term =
            |id: &str| format!("[[term]]\nid = \"{id}\"\nname = \"N\"\ndefinition = \"D\"\n\n");
        for text in [
            term("a b") + &term("a_b"),
            term("a b") + &term("a-b"),
            term("¡!"),
        ] {
            assert_eq!(mended(&text, &[Kind::Ids]).0, text);
        }
    }

    #[test]
    fn a_line_for_a_translation_silences_nothing() {
        let text =
            "[[term]]\r\nid = \"a\"\r\nname = \"N\" # why\r\ndefinition.en = '''\r\nD\r\nE'''\r\n";
        let (new, codes) = mended(text, &[Kind::Translations]);
        assert_eq!(
            new,
            "[[term]]\r\nid = \"a\"\r\nname.en = \"N\" # why\r\n# name.es = \"N\"\r\ndefinition.en = '''\r\nD\r\nE'''\r\n# definition.es = '''\r\n# D\r\n# E'''\r\n"
        );
        let missing = codes
            .iter()
            .filter(|code| **code == Code::MissingTranslation);
        assert_eq!(missing.count(), 2);
    }

    #[test]
    fn texts_in_one_line_with_others_are_left() {
        let text = "[[term]]\nid = \"a\"\nname = { en = \"N\" }\ndefinition.en = \"D\"\ndefinition.es = \"D\"\n";
        assert_eq!(mended(text, &[Kind::Translations]).0, text);
    }
}
