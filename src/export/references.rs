//! Sources as references, in the forms that reference managers read.

use serde_json::{Value, json};

use crate::content::date::Date;
use crate::content::model::{Source, SourceKind};
use crate::text::Lang;

/// The forms of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// BibTeX.
    Bibtex,
    /// CSL JSON.
    CslJson,
    /// RIS.
    Ris,
}

/// Sources in a form, with titles in a language.
pub fn references(sources: &[&Source], form: Form, lang: Lang) -> String {
    match form {
        Form::Bibtex => sources.iter().map(|source| bibtex(source, lang)).collect(),
        Form::Ris => sources.iter().map(|source| ris(source, lang)).collect(),
        Form::CslJson => {
            let items: Vec<Value> = sources.iter().map(|source| csl(source, lang)).collect();
            let text = serde_json::to_string_pretty(&items).expect("references are plain data");
            format!("{text}\n")
        }
    }
}

/// A date as ISO 8601, as far as it is known.
fn iso(date: Date) -> String {
    date.to_string()
}

/// A text for BibTeX: what its readers take as commands is escaped.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' | '%' | '&' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
    }
    out
}

/// The entry types of BibTeX as Patashnik's "BibTeXing" (1988) names them; `@online` is biblatex's, so web pages are `@misc`.
fn bibtex(source: &Source, lang: Lang) -> String {
    let kind = match source.kind {
        SourceKind::Academic | SourceKind::Press | SourceKind::Opinion => "article",
        SourceKind::ThinkTank
        | SourceKind::Ngo
        | SourceKind::Government
        | SourceKind::Statistics => "techreport",
        SourceKind::Law | SourceKind::Court | SourceKind::Web => "misc",
    };
    let publisher = match source.kind {
        SourceKind::Academic | SourceKind::Press | SourceKind::Opinion => "journal",
        SourceKind::ThinkTank
        | SourceKind::Ngo
        | SourceKind::Government
        | SourceKind::Statistics => "institution",
        SourceKind::Law | SourceKind::Court | SourceKind::Web => "howpublished",
    };
    let mut fields = vec![("title", format!("{{{}}}", tex(source.title.get(lang))))];
    let mut add = |name, value: Option<String>| fields.extend(value.map(|value| (name, value)));
    // The braces keep an organisation's name from being taken apart.
    add(
        "author",
        source
            .author
            .as_ref()
            .or(source.publisher.as_ref())
            .map(|author| format!("{{{}}}", tex(author))),
    );
    add(publisher, source.publisher.as_ref().map(|name| tex(name)));
    add("year", source.date.map(|date| date.year.to_string()));
    add(
        "month",
        source
            .date
            .and_then(Date::month)
            .map(|month| month.to_string()),
    );
    add("url", source.url.as_ref().map(|url| url.to_string()));
    add(
        "language",
        source.language.map(|lang| lang.code().to_string()),
    );
    add(
        "note",
        source
            .retrieved
            .map(|date| format!("Retrieved {}", iso(date))),
    );
    let lines: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("  {name} = {{{value}}}"))
        .collect();
    format!("@{kind}{{{},\n{}\n}}\n\n", source.id, lines.join(",\n"))
}

/// The tags of the RIS format (Research Information Systems, 2001 specification).
fn ris(source: &Source, lang: Lang) -> String {
    let kind = match source.kind {
        SourceKind::Law => "STAT",
        SourceKind::Court => "CASE",
        SourceKind::Statistics => "DATA",
        SourceKind::Government => "GOVDOC",
        SourceKind::Academic => "JOUR",
        SourceKind::Ngo | SourceKind::ThinkTank => "RPRT",
        SourceKind::Press | SourceKind::Opinion => "NEWS",
        SourceKind::Web => "ELEC",
    };
    let mut out = format!(
        "TY  - {kind}\nID  - {}\nTI  - {}\n",
        source.id,
        source.title.get(lang).replace('\n', " ")
    );
    let mut add = |tag: &str, value: Option<String>| {
        if let Some(value) = value {
            out.push_str(&format!("{tag}  - {value}\n"));
        }
    };
    add("AU", source.author.as_ref().map(|name| name.to_string()));
    add("PB", source.publisher.as_ref().map(|name| name.to_string()));
    add("PY", source.date.map(|date| date.year.to_string()));
    add("DA", source.date.map(|date| iso(date).replace('-', "/")));
    add("UR", source.url.as_ref().map(|url| url.to_string()));
    add("LA", source.language.map(|lang| lang.code().to_string()));
    add(
        "Y2",
        source.retrieved.map(|date| iso(date).replace('-', "/")),
    );
    out.push_str("ER  - \n\n");
    out
}

/// An item of the Citation Style Language, version 1.0.2.
fn csl(source: &Source, lang: Lang) -> Value {
    let kind = match source.kind {
        SourceKind::Law => "legislation",
        SourceKind::Court => "legal_case",
        SourceKind::Statistics => "dataset",
        SourceKind::Government | SourceKind::Ngo | SourceKind::ThinkTank => "report",
        SourceKind::Academic => "article-journal",
        SourceKind::Press | SourceKind::Opinion => "article-newspaper",
        SourceKind::Web => "webpage",
    };
    let parts = |date: Date| {
        let parts: Vec<u16> = std::iter::once(date.year)
            .chain(date.month().map(u16::from))
            .chain(date.day().map(u16::from))
            .collect();
        json!({ "date-parts": [parts] })
    };
    let mut item =
        json!({ "id": source.id.as_str(), "type": kind, "title": source.title.get(lang) });
    let mut add = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            item[name] = value;
        }
    };
    add(
        "author",
        source
            .author
            .as_ref()
            .map(|name| json!([{ "literal": name.as_str() }])),
    );
    add(
        "publisher",
        source.publisher.as_ref().map(|name| json!(name.as_str())),
    );
    add("issued", source.date.map(parts));
    add("URL", source.url.as_ref().map(|url| json!(url.as_str())));
    add("language", source.language.map(|lang| json!(lang.code())));
    add("accessed", source.retrieved.map(parts));
    item
}
