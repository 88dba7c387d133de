//! The index of a site's search: which stems stand in which parts, small enough to be part of a page.
//!
//! A line for each stem, in order: how many letters it shares with the one before (one digit of base 36), the rest of it, a colon, and the
//! numbers of the parts, each as its distance from the one before, in base 36. The script beside it reads that and nothing else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::json;

use crate::content::model::Entity;
use crate::edition::{Edition, plain};
use crate::export::html::{LINKED, first_words};
use crate::export::site::Sheet;
use crate::i18n::Msg;
use crate::search::stem::Stems;
use crate::text::Lang;
use crate::text::fold::fold;

/// A stem that stands in a larger share of all parts tells none from another.
const COMMON: f64 = 0.4;

/// The index of a language as JSON that may stand in a script element. `target` gives the page and the anchor of an entity.
pub fn index(
    edition: &Edition,
    lang: Lang,
    sheets: &[Sheet],
    target: impl Fn(Entity) -> Option<(String, String)>,
) -> String {
    let library = edition.library();
    let files: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let places: HashMap<&str, usize> = files.iter().copied().zip(0..).collect();
    let mut parts: Vec<Entity> = Vec::new();
    let mut numbers: HashMap<Entity, usize> = HashMap::new();
    let mut stems: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let Some(index) = edition.index() else {
        return String::new();
    };
    for (key, (entity, of)) in (0..).map_while(|key| Some((key, index.passage(key)?))) {
        // Sources are found on their page, by the names that citations have.
        if of != lang || matches!(entity, Entity::Source(_)) {
            continue;
        }
        // Blocks are found as the section that they are part of.
        let part = match entity {
            Entity::Block(c, s, _) => Entity::Section(c, s),
            entity => entity,
        };
        let number = *numbers.entry(part).or_insert_with(|| {
            parts.push(part);
            parts.len() - 1
        });
        let Some((title, text)) = index.text(key) else {
            continue;
        };
        for word in words(title).chain(words(text)) {
            let stem = Stems::of(lang).stem(&word).unwrap_or_else(|| fold(&word));
            stems.entry(stem).or_default().insert(number);
        }
    }
    let most = (COMMON * parts.len() as f64).max(20.0) as usize;
    stems.retain(|stem, found| found.len() <= most && stem.len() > 1);
    let doc = |entity: &Entity| {
        let title = plain(library, library.title_of(*entity, lang), lang);
        let title = first_words(&title, LINKED);
        let (file, anchor) = target(*entity).unwrap_or_default();
        let file = places.get(file.as_str()).copied().unwrap_or_default();
        json!([title.replace('\n', " "), file, anchor])
    };
    let docs: Vec<serde_json::Value> = parts.iter().map(doc).collect();
    let files: Vec<String> = files.iter().map(|name| format!("{name}.html")).collect();
    let all = json!({ "docs": docs, "files": files, "words": packed(&stems), "say": Msg::Results.text(lang) });
    // What looks like the end of the script may not stand in it.
    all.to_string().replace('<', "\\u003c")
}

/// The words of a text, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1 && word.len() < 40)
        .map(str::to_lowercase)
}

/// The lines of all stems.
fn packed(stems: &BTreeMap<String, BTreeSet<usize>>) -> String {
    let mut lines = Vec::with_capacity(stems.len());
    let mut before = "";
    for (stem, found) in stems {
        let shared = stem
            .char_indices()
            .zip(before.chars())
            .take_while(|((_, one), other)| one == other)
            .map(|((at, c), _)| at + c.len_utf8())
            .last()
            .unwrap_or(0);
        let n_shared = stem[..shared].encode_utf16().count().min(35);
        let cut = stem
            .char_indices()
            .nth(n_shared)
            .map_or(stem.len(), |(at, _)| at);
        let mut last = 0;
        let numbers: Vec<String> = found
            .iter()
            .map(|number| {
                let by = number - last;
                last = *number;
                base36(by)
            })
            .collect();
        lines.push(format!(
            "{}{}:{}",
            base36(n_shared),
            &stem[cut..],
            numbers.join(" ")
        ));
        before = stem;
    }
    lines.join("\n")
}

fn base36(mut number: usize) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = (number % 36) as u32;
        digits.push(char::from_digit(digit, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_base_36() {
        assert_eq!(base36(0), "0");
        assert_eq!(base36(35), "z");
        assert_eq!(base36(36 * 36 + 1), "101");
    }

    #[test]
    fn stems_are_told_by_what_they_share() {
        let found = |numbers: &[usize]| numbers.iter().copied().collect::<BTreeSet<_>>();
        let stems = BTreeMap::from([
            ("guard".to_string(), found(&[0, 2, 40])),
            ("guardia".to_string(), found(&[1])),
            ("ñandú".to_string(), found(&[3])),
            ("ñu".to_string(), found(&[3])),
        ]);
        assert_eq!(packed(&stems), "0guard:0 2 12\n5ia:1\n0ñandú:3\n1u:3");
    }
}
