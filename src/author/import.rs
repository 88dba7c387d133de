//! Sources from reference managers: BibTeX or CSL JSON in, `[[source]]` tables out.
//!
//! What a reference does not say is left out, never guessed, but for its kind, which every source has: that follows from the kind of entry
//! and is for the author to look over. An id is made from the entry's key; a source that is there already is not brought in again.

use std::collections::HashSet;

use biblatex::{
    Bibliography, ChunksExt, Date as BibDate, DateValue, Entry, EntryType, PermissiveType, Person,
};
use serde_json::Value;
use thiserror::Error;

use crate::content::date::Date;
use crate::content::model::{Library, SourceKind};
use crate::text::fold::fold;
use crate::text::{Lang, SafeText};

/// The longest that an id is.
const LONGEST_ID: usize = 64;

/// Why references can't be read.
#[derive(Debug, Error)]
pub enum ImportError {
    /// It is no BibTeX.
    #[error("line {line}: {what}")]
    Bibtex {
        /// The line.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// It is no JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// It is JSON, but no list of references.
    #[error("the file holds no list of references (an array of objects)")]
    NoList,
}

/// A source that was brought in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Reference {
    key: String,
    kind: Option<SourceKind>,
    title: String,
    author: Option<String>,
    publisher: Option<String>,
    date: Option<String>,
    url: Option<String>,
    language: Option<String>,
    retrieved: Option<String>,
}

/// What bringing in gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The tables.
    pub toml: String,
    /// How many there are.
    pub n: usize,
    /// What was left out, and why.
    pub skipped: Vec<String>,
}

/// Sources from BibTeX or BibLaTeX; `known` are those that are there already.
///
/// # Errors
///
/// When the text is no BibTeX.
pub fn bibtex(text: &str, known: Option<&Library>) -> Result<Imported, ImportError> {
    let bibliography = Bibliography::parse(text).map_err(|error| ImportError::Bibtex {
        line: 1 + text[..error.span.start.min(text.len())]
            .matches('\n')
            .count(),
        what: error.kind.to_string(),
    })?;
    let references = bibliography.iter().map(of_entry);
    Ok(imported(references, known))
}

/// Sources from CSL JSON.
///
/// # Errors
///
/// When the text is no JSON, or no list of references.
pub fn csl_json(text: &str, known: Option<&Library>) -> Result<Imported, ImportError> {
    let value: Value = serde_json::from_str(text)?;
    let items = value.as_array().ok_or(ImportError::NoList)?;
    if !items.iter().all(Value::is_object) {
        return Err(ImportError::NoList);
    }
    Ok(imported(items.iter().map(of_item), known))
}

fn of_entry(entry: &Entry) -> Reference {
    let field = |name: &str| {
        let text = entry.get(name)?.format_verbatim();
        Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    };
    let first = |names: &[&str]| names.iter().find_map(|name| field(name));
    let container = ["journaltitle", "journal", "booktitle", "maintitle"];
    let house = [
        "publisher",
        "institution",
        "school",
        "organization",
        "howpublished",
    ];
    let people = entry.author().ok().filter(|people| !people.is_empty());
    Reference {
        key: entry.key.clone(),
        kind: Some(kind_of_entry(&entry.entry_type)),
        title: field("title").unwrap_or_default(),
        author: people.map(|people| names(people.iter().map(name))),
        publisher: first(&container).or_else(|| first(&house)),
        date: entry.date().ok().and_then(date_of),
        url: field("url").or_else(|| field("doi").map(|doi| doi_url(&doi))),
        language: first(&["langid", "language"]),
        retrieved: field("urldate"),
    }
}

fn kind_of_entry(kind: &EntryType) -> SourceKind {
    match kind {
        EntryType::Article
        | EntryType::Book
        | EntryType::InBook
        | EntryType::InCollection
        | EntryType::InProceedings
        | EntryType::PhdThesis
        | EntryType::MastersThesis
        | EntryType::Thesis
        | EntryType::Proceedings
        | EntryType::Collection => SourceKind::Academic,
        EntryType::Report | EntryType::TechReport => SourceKind::Government,
        EntryType::Dataset => SourceKind::Statistics,
        _ => SourceKind::Web,
    }
}

fn name(person: &Person) -> String {
    let parts = [
        &person.given_name,
        &person.prefix,
        &person.name,
        &person.suffix,
    ];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" ")
}

/// Names in a row; of more than three the first stands for all.
fn names(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.filter(|name| !name.is_empty()).collect();
    match all.len() {
        0..=3 => all.join(", "),
        _ => format!("{} et al.", all[0]),
    }
}

fn date_of(date: PermissiveType<BibDate>) -> Option<String> {
    let PermissiveType::Typed(date) = date else {
        return None;
    };
    let (DateValue::At(at)
    | DateValue::After(at)
    | DateValue::Before(at)
    | DateValue::Between(at, _)) = date.value;
    let mut out = format!("{:04}", at.year);
    if let Some(month) = at.month {
        out.push_str(&format!("-{:02}", month + 1));
        if let Some(day) = at.day {
            out.push_str(&format!("-{:02}", day + 1));
        }
    }
    Some(out)
}

fn doi_url(doi: &str) -> String {
    let bare = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi:",
    ];
    let doi = bare
        .iter()
        .find_map(|begin| doi.strip_prefix(begin))
        .unwrap_or(doi);
    format!("https://doi.org/{}", doi.trim())
}

fn of_item(item: &Value) -> Reference {
    let field = |name: &str| {
        let value = item.get(name)?;
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_string);
        Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    };
    let person = |person: &Value| {
        let part = |name: &str| person.get(name).and_then(Value::as_str).unwrap_or_default();
        match part("literal") {
            "" => format!("{} {}", part("given"), part("family"))
                .trim()
                .to_string(),
            literal => literal.to_string(),
        }
    };
    let people = item.get("author").and_then(Value::as_array);
    Reference {
        key: field("id")
            .or_else(|| field("citation-key"))
            .unwrap_or_default(),
        kind: Some(kind_of_item(&field("type").unwrap_or_default())),
        title: field("title").unwrap_or_default(),
        author: people
            .map(|people| names(people.iter().map(person)))
            .filter(|names| !names.is_empty()),
        publisher: field("container-title").or_else(|| field("publisher")),
        date: item.get("issued").and_then(csl_date),
        url: field("URL").or_else(|| field("DOI").map(|doi| doi_url(&doi))),
        language: field("language"),
        retrieved: item.get("accessed").and_then(csl_date),
    }
}

fn kind_of_item(kind: &str) -> SourceKind {
    match kind {
        "legislation" | "bill" | "treaty" | "regulation" => SourceKind::Law,
        "legal_case" | "hearing" => SourceKind::Court,
        "dataset" => SourceKind::Statistics,
        "report" => SourceKind::Government,
        "article-newspaper" | "article-magazine" | "broadcast" => SourceKind::Press,
        "article-journal" | "article" | "book" | "chapter" | "paper-conference" | "thesis" => {
            SourceKind::Academic
        }
        _ => SourceKind::Web,
    }
}

/// A date of CSL: `{"date-parts": [[2020, 12, 8]]}`, or one as text.
fn csl_date(value: &Value) -> Option<String> {
    let text = value.get("raw").or_else(|| value.get("literal"));
    if let Some(text) = text.and_then(Value::as_str) {
        return Some(text.to_string());
    }
    let parts = value.get("date-parts")?.get(0)?.as_array()?;
    let number = |part: &Value| part.as_u64().or_else(|| part.as_str()?.parse().ok());
    let parts: Vec<u64> = parts.iter().map_while(number).collect();
    match parts.as_slice() {
        [] => None,
        [year] => Some(format!("{year:04}")),
        [year, month] => Some(format!("{year:04}-{month:02}")),
        [year, month, day, ..] => Some(format!("{year:04}-{month:02}-{day:02}")),
    }
}

/// References as tables; what is known is left out.
fn imported(references: impl Iterator<Item = Reference>, known: Option<&Library>) -> Imported {
    let mut ids: HashSet<String> = HashSet::new();
    let mut urls: HashSet<String> = HashSet::new();
    if let Some(library) = known {
        ids.extend(library.ids().map(str::to_string));
        let own = library
            .sources
            .iter()
            .filter_map(|source| source.url.as_ref());
        urls.extend(own.map(ToString::to_string));
    }
    let mut out = Imported::default();
    for reference in references {
        if reference.title.is_empty() {
            out.skipped
                .push(format!("{}: it has no title", reference.key));
            continue;
        }
        let url = reference.url.clone().unwrap_or_default();
        if !url.is_empty() && !urls.insert(url.clone()) {
            out.skipped
                .push(format!("{}: {url} is there already", reference.key));
            continue;
        }
        let id = fresh_id(&reference, &ids);
        ids.insert(id.clone());
        if out.n > 0 {
            out.toml.push('\n');
        }
        out.toml.push_str(&table(&reference, &id));
        out.n += 1;
    }
    out
}

/// An id of the format, from the key or the title, that nothing has yet.
fn fresh_id(reference: &Reference, taken: &HashSet<String>) -> String {
    let slug = |text: &str| {
        let mut out = String::new();
        for c in fold(text).chars() {
            match c {
                'a'..='z' | '0'..='9' => out.push(c),
                _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
                _ => {}
            }
        }
        out.truncate(LONGEST_ID - 4);
        out.trim_matches('-').to_string()
    };
    let own = [
        slug(&reference.key),
        slug(&reference.title),
        "source".to_string(),
    ];
    let base = own
        .into_iter()
        .find(|id| !id.is_empty())
        .unwrap_or_default();
    let numbered = (2..).map(|n| format!("{base}-{n}"));
    let mut all = std::iter::once(base.clone()).chain(numbered);
    all.find(|id| !taken.contains(id)).unwrap_or(base)
}

/// A reference as a table. Dates and languages that the format does not have are left out, and so are addresses of other schemes.
fn table(reference: &Reference, id: &str) -> String {
    let kind = reference.kind.unwrap_or(SourceKind::Web);
    let date = |text: &Option<String>| text.clone().filter(|text| Date::parse(text).is_some());
    let web = |url: &String| url.starts_with("https://") || url.starts_with("http://");
    let language = |text: &String| {
        let words = [
            ("english", "en"),
            ("spanish", "es"),
            ("french", "fr"),
            ("german", "de"),
            ("portuguese", "pt"),
            ("italian", "it"),
        ];
        let word = text.to_lowercase();
        let named = words
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, code)| (*code).to_string());
        named.or_else(|| Lang::parse(text).map(|lang| lang.code().to_string()))
    };
    let fields = [
        ("title", Some(reference.title.clone())),
        ("author", reference.author.clone()),
        ("publisher", reference.publisher.clone()),
        ("date", date(&reference.date)),
        ("url", reference.url.clone().filter(web)),
        ("language", reference.language.as_ref().and_then(language)),
        ("retrieved", date(&reference.retrieved)),
    ];
    let mut out = format!("[[source]]\nid = \"{id}\"\nkind = \"{}\"\n", kind.word());
    for (key, value) in fields {
        if let Some(value) = value {
            // What could not be shown is not written.
            let value = SafeText::sanitize(&value).to_string();
            out.push_str(&format!("{key} = {}\n", toml::Value::String(value)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::load::{File, load};
    use crate::diagnostic::SourceMap;
    use crate::export::references::{Form, references};

    const BIB: &str = r#"
@article{Airy1846,
  author = {Airy, George Biddell},
  title = {Account of some circumstances historically connected with the discovery of the planet exterior to {Uranus}},
  journal = {Monthly Notices of the Royal Astronomical Society},
  year = 1846, month = nov,
  doi = {10.1093/mnras/7.9.121},
}
@book{gr62, author = "Grosser, Morton", title = "The Discovery of {N}eptune", publisher = {Harvard University Press}, year = {1962}, language = {english}}
@misc{untitled, author = {Nobody}}
@online{a, title = {Twice "quoted" \& odd}, url = {https://example.org/a}, urldate = {2024-01-02}}
@online{a_b, title = {Again}, url = {https://example.org/a}}
"#;

    fn library(toml: &str) -> Library {
        let explainer = "[explainer]\nformat = 1\nid = \"t\"\ntitle = \"T\"\nsummary = \"S\"\nlanguages = [\"en\"]\nas-of = \"2024\"\nchapters = []\n";
        let file = |path: &str, text: &str| File {
            path: path.to_string(),
            bytes: text.as_bytes().to_vec(),
        };
        let files = vec![
            file("explainer.toml", explainer),
            file("sources.toml", toml),
        ];
        let loaded = load(files, Vec::new(), SourceMap::default());
        loaded
            .library
            .unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
    }

    #[test]
    fn bibtex_becomes_sources() {
        let imported = bibtex(BIB, None).expect("it is BibTeX");
        assert_eq!(imported.n, 3);
        assert_eq!(
            imported.skipped,
            [
                "untitled: it has no title",
                "a_b: https://example.org/a is there already"
            ]
        );
        let library = library(&imported.toml);
        let airy = &library.sources[0];
        assert_eq!(airy.id.as_str(), "airy1846");
        assert_eq!(airy.author.as_deref(), Some("George Biddell Airy"));
        assert_eq!(
            airy.date.map(|date| date.to_string()).as_deref(),
            Some("1846-11")
        );
        assert_eq!(
            airy.url.as_deref(),
            Some("https://doi.org/10.1093/mnras/7.9.121")
        );
        assert!(airy.title.get(Lang::EN).ends_with("exterior to Uranus"));
        assert_eq!(
            library.sources[2].title.get(Lang::EN),
            "Twice \"quoted\" & odd"
        );
        let again = bibtex(BIB, Some(&library)).expect("it is BibTeX");
        assert_eq!(again.n, 1, "{again:?}");
        assert!(again.toml.contains("id = \"gr62-2\""), "{}", again.toml);
    }

    #[test]
    fn what_is_exported_can_be_brought_in() {
        let library = library(&bibtex(BIB, None).expect("it is BibTeX").toml);
        let sources: Vec<_> = library.sources.iter().collect();
        for (form, read) in [
            (Form::CslJson, csl_json as fn(&str, Option<&Library>) -> _),
            (Form::Bibtex, bibtex),
        ] {
            let text = references(&sources, form, Lang::EN);
            let imported = read(&text, None).expect("it reads");
            assert_eq!(imported.n, 3);
            let again = super::tests::library(&imported.toml);
            for (one, other) in library.sources.iter().zip(&again.sources) {
                assert_eq!(one.title, other.title);
                assert_eq!(one.url, other.url);
                assert_eq!(one.date, other.date);
                assert_eq!(one.author, other.author);
            }
        }
    }

    #[test]
    fn what_is_no_list_is_said_to_be_none() {
        let error = |text: &str| csl_json(text, None).expect_err("no list").to_string();
        assert!(error("{}").contains("no list"));
        assert!(error("[1]").contains("no list"));
        assert!(error("[").contains("line 1"));
        let broken = bibtex("\n\n@article{a, title = ", None).expect_err("it is broken");
        assert!(broken.to_string().starts_with("line 3"), "{broken}");
    }
}
