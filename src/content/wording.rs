//! Texts in one or more languages, plain and with markup.

use serde::{Deserialize, Serialize};

use crate::text::{Lang, SafeText};

/// A text in one or more languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum Text {
    /// The same text for every language, written in the explainer's first.
    One(SafeText),
    /// At least one text, in the order of the explainer's languages.
    PerLanguage(Vec<(Lang, SafeText)>),
}

impl Text {
    /// The text in `lang`, or in the first language that there is.
    pub fn get(&self, lang: Lang) -> &str {
        match self {
            Text::One(text) => text,
            Text::PerLanguage(texts) => texts
                .iter()
                .find(|(of, _)| *of == lang)
                .or(texts.first())
                .map_or("", |(_, text)| text),
        }
    }

    /// Every language's text, with its language where one is named.
    pub fn all(&self) -> impl Iterator<Item = (Option<Lang>, &SafeText)> {
        let (one, many) = match self {
            Text::One(text) => (Some((None, text)), [].iter()),
            Text::PerLanguage(texts) => (None, texts.iter()),
        };
        one.into_iter()
            .chain(many.map(|(lang, text)| (Some(*lang), text)))
    }
}

/// A text in the prose markup of the format; [`crate::content::prose::parse`] reads one language of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
#[serde(transparent)]
pub struct Prose(pub Text);

impl Prose {
    /// The markup in `lang`, or in the first language that there is.
    pub fn get(&self, lang: Lang) -> &str {
        self.0.get(lang)
    }
}
