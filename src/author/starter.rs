//! The folders that `cotejo new` writes. Their files are the manual: every entity once, with everything that can be written in it.
//!
//! They lie in `content/starter` as the files that they become, so that the same checks run on them as on any other folder; only the schemas that
//! their first lines name are made when they are asked for, by the tables that files are read by.

use crate::schema;
use crate::text::Lang;

/// How much a new folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Every entity, with comments on everything that can be written.
    Full,
    /// What an explainer can't be without.
    Minimal,
}

/// A file: its path inside the folder, and its text.
pub type StarterFile = (&'static str, &'static str);

macro_rules! starter {
    ($folder:literal: $($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/content/starter/", $folder, "/", $path)))),*]
    };
}

const EN: &[StarterFile] = starter!("en":
    "chapters/height.toml", "claims.toml", "comparisons.toml", "explainer.toml", "glossary.toml", "pictures.toml",
    "questions.toml", "sources.toml", "timeline.toml");

const ES: &[StarterFile] = starter!("es":
    "chapters/altura.toml", "claims.toml", "comparisons.toml", "explainer.toml", "glossary.toml", "pictures.toml",
    "questions.toml", "sources.toml", "timeline.toml");

const EN_MINIMAL: &[StarterFile] = starter!("en-minimal":
    "chapters/first.toml", "claims.toml", "explainer.toml", "sources.toml");

const ES_MINIMAL: &[StarterFile] = starter!("es-minimal":
    "chapters/primero.toml", "claims.toml", "explainer.toml", "sources.toml");

/// The files of a new folder: its content by path, then the schemas, by which editors complete and explain keys from the first file that is
/// opened. Content is in Spanish for `es` and in English for any other language, which it then names as its own: it is for the author to write.
pub fn files(lang: Lang, amount: Amount) -> Vec<(&'static str, String)> {
    let (files, own) = match (lang == Lang::ES, amount) {
        (true, Amount::Full) => (ES, Lang::ES),
        (true, Amount::Minimal) => (ES_MINIMAL, Lang::ES),
        (false, Amount::Full) => (EN, Lang::EN),
        (false, Amount::Minimal) => (EN_MINIMAL, Lang::EN),
    };
    let named = |lang: Lang| format!("\nlanguages = [\"{}\"]\n", lang.code());
    files
        .iter()
        .map(|(path, text)| (*path, text.replacen(&named(own), &named(lang), 1)))
        .chain(schema::files())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::load::{File, load};
    use crate::diagnostic::{SourceMap, report};

    fn checked(lang: Lang, amount: Amount) -> String {
        let file = |(path, text): (&str, String)| File {
            path: path.to_string(),
            bytes: text.into_bytes(),
        };
        let content = files(lang, amount).into_iter();
        let content = content.filter(|(path, _)| path.ends_with(".toml"));
        let files = content.map(file).collect();
        let loaded = load(files, Vec::new(), SourceMap::default());
        report::concise(&loaded.diagnostics, &loaded.sources)
    }

    #[test]
    fn new_folders_have_nothing_to_be_mended() {
        let french = Lang::parse("fr").expect("a language");
        for lang in [Lang::EN, Lang::ES, french] {
            for amount in [Amount::Full, Amount::Minimal] {
                assert_eq!(checked(lang, amount), "", "{lang:?} {amount:?}");
            }
        }
    }

    #[test]
    fn they_name_the_language_that_was_asked_for() {
        let french = Lang::parse("fr").expect("a language");
        let has = |text: &str| text.contains("languages = [\"fr\"]");
        assert!(
            files(french, Amount::Full)
                .iter()
                .any(|(_, text)| has(text))
        );
    }

    #[test]
    fn both_languages_say_the_same_keys() {
        let keys = |files: &[StarterFile]| -> Vec<String> {
            let lines = files.iter().flat_map(|(_, text)| text.lines());
            let key = |line: &str| {
                let line = line.trim_start_matches("# ");
                let (key, value) = line.split_once(" = ")?;
                let is_key = !key.contains([' ', '{', '"', '.']) && !value.starts_with('{');
                is_key.then(|| key.to_string())
            };
            let tables = files.iter().flat_map(|(_, text)| text.lines());
            let tables = tables.filter(|line| line.starts_with('['));
            lines
                .filter_map(key)
                .chain(tables.map(str::to_string))
                .collect()
        };
        assert_eq!(keys(EN), keys(ES));
        assert!(keys(EN).len() > 150);
    }
}
