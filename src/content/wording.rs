//! Texts in one or more languages, plain and with markup.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::{Lang, SafeText};

/// A text in one or more languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum Text {
    /// The same text for every language, written in the explainer's first.
    One(SafeText),
    /// At least one text, in the order of the explainer's languages.
    PerLanguage(Translations),
}

impl Text {
    /// The text in `lang`, or in the first language that there is.
    pub fn get(&self, lang: Lang) -> &str {
        match self {
            Text::One(text) => text,
            Text::PerLanguage(texts) => texts.get(lang),
        }
    }

    /// Every language's text, with its language where one is named.
    pub fn all(&self) -> impl Iterator<Item = (Option<Lang>, &str)> {
        let (one, many) = match self {
            Text::One(text) => (Some((None, text.as_str())), None),
            Text::PerLanguage(texts) => (None, Some(texts.all())),
        };
        let many = many.into_iter().flatten();
        one.into_iter()
            .chain(many.map(|(lang, text)| (Some(lang), text)))
    }
}

/// One text in several languages.
///
/// In the pack that the program holds it is a run of bytes that is only looked into when the text is asked for: each language's code, the
/// length of its text as four bytes in little-endian order, and the text. So a start pays for no text that nobody reads.
#[derive(Clone)]
pub struct Translations(Held);

#[derive(Clone)]
enum Held {
    Program(&'static [u8]),
    Memory(Vec<u8>),
}

/// The bytes of a language's code, and of a length.
const CODE: usize = 2;
const LENGTH: usize = 4;

impl Translations {
    /// The texts of these languages, in their order.
    pub fn new(texts: &[(Lang, SafeText)]) -> Self {
        let mut bytes = Vec::new();
        for (lang, text) in texts {
            let length = u32::try_from(text.len()).expect("a text is far shorter than its file");
            bytes.extend_from_slice(lang.code().as_bytes());
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        Translations(Held::Memory(bytes))
    }

    fn bytes(&self) -> &[u8] {
        match &self.0 {
            Held::Program(bytes) => bytes,
            Held::Memory(bytes) => bytes,
        }
    }

    /// The text in `lang`, or in the first language that there is.
    pub fn get(&self, lang: Lang) -> &str {
        let found = self.all().find(|(of, _)| *of == lang);
        found
            .or_else(|| self.all().next())
            .map_or("", |(_, text)| text)
    }

    /// Every language with its text.
    pub fn all(&self) -> impl Iterator<Item = (Lang, &str)> {
        let mut rest = self.bytes();
        std::iter::from_fn(move || {
            let (code, after) = rest.split_at_checked(CODE)?;
            let (length, after) = after.split_first_chunk::<LENGTH>()?;
            let length = u32::from_le_bytes(*length) as usize;
            let (text, after) = after.split_at_checked(length)?;
            rest = after;
            let lang = Lang::parse(std::str::from_utf8(code).ok()?)?;
            Some((lang, std::str::from_utf8(text).ok()?))
        })
    }
}

impl std::fmt::Debug for Translations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.all()).finish()
    }
}

impl PartialEq for Translations {
    fn eq(&self, other: &Self) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for Translations {}

impl Serialize for Translations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.bytes())
    }
}

/// From the program itself, like [`SafeText`].
impl<'de: 'static> Deserialize<'de> for Translations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowing;
        impl<'de: 'static> Visitor<'de> for Borrowing {
            type Value = Translations;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("texts in several languages")
            }

            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Translations, E> {
                Ok(Translations(Held::Program(bytes)))
            }
        }
        deserializer.deserialize_bytes(Borrowing)
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
