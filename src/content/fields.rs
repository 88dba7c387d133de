//! Reading one TOML table key by key: what is asked for is known, what is left over is a mistake.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::content::date::{Date, Period};
use crate::content::limits::STRING_BYTES;
use crate::content::parse::Text as FileText;
use crate::content::prose;
use crate::diagnostic::{Code, Diagnostic, Label, Span};
use crate::text::safe::unsafe_characters;
use crate::text::{Lang, SafeText};

/// A value of the file.
pub type Value<'a> = Spanned<DeValue<'a>>;

/// What a link may begin with.
const SCHEMES: &[&str] = &["https://", "http://", "mailto:", "doi:"];

/// Where findings about one file go.
pub struct Findings<'d, 'a> {
    /// The file.
    pub source: &'a FileText,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'d, 'a> Findings<'d, 'a> {
    /// Findings about `source`.
    pub fn new(source: &'a FileText, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        Findings {
            source,
            diagnostics,
        }
    }

    /// The span of a range of the text.
    pub fn span(&self, range: Range<usize>) -> Span {
        let skipped = self.source.skipped;
        Span {
            file: self.source.file,
            range: range.start + skipped..range.end + skipped,
        }
    }

    /// Reports a finding.
    pub fn add(&mut self, code: Code, at: Range<usize>, message: String, help: Option<String>) {
        let span = Some(self.span(at));
        self.diagnostics.push(Diagnostic {
            code,
            message,
            span,
            labels: Vec::<Label>::new(),
            help,
        });
    }

    /// Reports a value of the wrong type.
    fn wrong_type(&mut self, value: &Value<'_>, key: &str, wanted: &str) {
        let message = format!(
            "`{key}` is {}, not {wanted}",
            article(value.get_ref().type_str())
        );
        self.add(
            Code::WrongValue,
            value.span(),
            message,
            Some(format!("write {wanted}")),
        );
    }

    /// A string, checked: not too long, nothing in it that a terminal would act upon.
    pub fn string(&mut self, value: &Value<'_>, key: &str) -> Option<SafeText> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(value, key, "a string");
            return None;
        };
        if text.len() > STRING_BYTES {
            let message = format!(
                "`{key}` has {} bytes; at most {STRING_BYTES} are read",
                text.len()
            );
            self.add(
                Code::TooLarge,
                value.span(),
                message,
                Some("make it shorter".to_string()),
            );
            return None;
        }
        for (at, c) in unsafe_characters(text).into_iter().take(3) {
            let message = format!("`{key}` holds U+{:04X}, which is never shown", u32::from(c));
            let place = self.inside(value, text, at..at + c.len_utf8());
            self.add(
                Code::UnsafeCharacter,
                place,
                message,
                Some("remove it".to_string()),
            );
        }
        Some(SafeText::sanitize(text))
    }

    /// Where a part of a string stands in the file: exactly, when the string has no escapes before it.
    fn inside(&self, value: &Value<'_>, text: &str, part: Range<usize>) -> Range<usize> {
        let span = value.span();
        let raw = self.source.text.get(span.clone()).unwrap_or_default();
        let begin = raw.find(|c| c != '"' && c != '\'').unwrap_or(0);
        let begin = match &raw.as_bytes()[begin..] {
            [b'\r', b'\n', ..] if begin == 3 => begin + 2,
            [b'\n', ..] if begin == 3 => begin + 1,
            _ => begin,
        };
        match raw.get(begin..begin + part.end) {
            Some(same) if text.get(..part.end) == Some(same) => {
                span.start + begin + part.start..span.start + begin + part.end
            }
            _ => span,
        }
    }

    /// Prose, checked for markup that is not part of the subset and for links; gives what it refers to.
    pub fn prose(
        &mut self,
        value: &Value<'_>,
        key: &str,
        mut refers: impl FnMut(prose::RunKind, Range<usize>),
    ) -> Option<SafeText> {
        let safe = self.string(value, key)?;
        let text = value.get_ref().as_str().unwrap_or_default();
        let parsed = prose::parse(text);
        for fault in &parsed.faults {
            let at = self.inside(value, text, fault.markup.clone());
            let help = "write paragraphs, lists, quotations, emphasis, links, citations, references and terms only";
            self.add(
                Code::BadProse,
                at,
                format!("`{key}` holds {}, which is not part of prose", fault.what),
                Some(help.to_string()),
            );
        }
        for run in parsed
            .paragraphs
            .into_iter()
            .flat_map(|paragraph| paragraph.runs)
        {
            let at = self.inside(value, text, run.markup.clone());
            match run.kind {
                prose::RunKind::Plain
                | prose::RunKind::Emphasis
                | prose::RunKind::Strong
                | prose::RunKind::Code => {}
                prose::RunKind::Link(url) => self.scheme(&url, at),
                kind => refers(kind, at),
            }
        }
        Some(safe)
    }

    /// Checks how an address begins.
    pub fn scheme(&mut self, url: &str, at: Range<usize>) {
        if !SCHEMES
            .iter()
            .any(|scheme| url.starts_with(scheme) && url.len() > scheme.len())
        {
            let message = format!(
                "the address `{}` does not begin as one",
                url.chars().take(60).collect::<String>()
            );
            self.add(
                Code::BadLink,
                at,
                message,
                Some(format!("begin it with one of {}", quoted(SCHEMES))),
            );
        }
    }
}

/// The keys of one table, as they are asked for.
pub struct Fields<'a> {
    table: &'a DeTable<'a>,
    /// Where the table stands.
    pub span: Range<usize>,
    /// What it is, for messages: `[[claim]]`.
    what: &'static str,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The keys of `value`, which must be a table.
    pub fn new(
        value: &'a Value<'a>,
        what: &'static str,
        found: &mut Findings<'_, '_>,
    ) -> Option<Self> {
        match value.get_ref().as_table() {
            Some(table) => Some(Fields {
                table,
                span: value.span(),
                what,
                known: Vec::new(),
            }),
            None => {
                found.wrong_type(value, what, "a table");
                None
            }
        }
    }

    /// The keys of a file's own table.
    pub fn of(table: &'a Spanned<DeTable<'a>>, what: &'static str) -> Self {
        Fields {
            table: table.get_ref(),
            span: 0..0,
            what,
            known: Vec::new(),
        }
    }

    /// Every key with its value, all of them known.
    pub fn all(
        &self,
    ) -> impl Iterator<Item = (&'a Spanned<toml::de::DeString<'a>>, &'a Value<'a>)> {
        self.table.iter()
    }

    /// Where a mistake of the table as a whole is shown: its first key, or its head.
    pub fn head(&self) -> Range<usize> {
        let head = self.span.clone();
        if head.len() > 1 {
            return head;
        }
        self.table.iter().next().map_or(head, |(key, _)| key.span())
    }

    /// The value of a key, if there is one.
    pub fn get(&mut self, key: &'static str) -> Option<&'a Value<'a>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// The value of a key that must be there.
    pub fn require(
        &mut self,
        key: &'static str,
        found: &mut Findings<'_, '_>,
    ) -> Option<&'a Value<'a>> {
        let value = self.get(key);
        if value.is_none() {
            let message = format!("{} has no `{key}`", self.what);
            found.add(
                Code::MissingKey,
                self.head(),
                message,
                Some(format!("add `{key}`")),
            );
        }
        value
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self, found: &mut Findings<'_, '_>) {
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if self.known.contains(&name) {
                continue;
            }
            let shown: String = SafeText::sanitize(name).chars().take(60).collect();
            let message = format!("{} has no key `{shown}`", self.what);
            let help = did_you_mean(name, self.known.iter().copied())
                .unwrap_or_else(|| format!("its keys are {}", quoted(&self.known)));
            found.add(Code::UnknownKey, key.span(), message, Some(help));
        }
    }

    /// The tables of an array of tables.
    pub fn tables(
        &mut self,
        key: &'static str,
        what: &'static str,
        found: &mut Findings<'_, '_>,
    ) -> Vec<Fields<'a>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        tables(value, what, found)
    }

    /// A string.
    pub fn string(&mut self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<SafeText> {
        self.get(key).and_then(|value| found.string(value, key))
    }

    /// A list of strings with their places.
    pub fn strings(
        &mut self,
        key: &'static str,
        found: &mut Findings<'_, '_>,
    ) -> Vec<(SafeText, Range<usize>)> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            found.wrong_type(value, key, "a list of strings");
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| Some((found.string(item, key)?, item.span())))
            .collect()
    }

    /// A date.
    pub fn date(&mut self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<Date> {
        let value = self.get(key)?;
        let text = found.string(value, key)?;
        let date = Date::parse(&text);
        if date.is_none() {
            let help = "write a year, a month or a day: \"2019\", \"2019-06\", \"2019-06-30\"";
            found.add(
                Code::BadDate,
                value.span(),
                format!("`{key}` is not a date: `{text}`"),
                Some(help.to_string()),
            );
        }
        date
    }

    /// A period.
    pub fn period(&mut self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<Period> {
        let value = self.get(key)?;
        let text = found.string(value, key)?;
        let period = Period::parse(&text);
        if period.is_none() {
            let help = "write a date, or from/to: \"2019-06-30\", \"2019/2024\", \"2024-10-01/..\"";
            found.add(
                Code::BadDate,
                value.span(),
                format!("`{key}` is not a period: `{text}`"),
                Some(help.to_string()),
            );
        }
        period
    }

    /// A language code.
    pub fn lang(&mut self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<Lang> {
        let value = self.get(key)?;
        let text = found.string(value, key)?;
        lang(&text, key, value.span(), found)
    }

    /// A number.
    pub fn number(&mut self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<f64> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(n) => i64::from_str_radix(&n.as_str().replace('_', ""), n.radix())
                .ok()
                .map(|n| n as f64),
            DeValue::Float(n) => n
                .as_str()
                .replace('_', "")
                .parse::<f64>()
                .ok()
                .filter(|n| n.is_finite()),
            _ => None,
        };
        if number.is_none() {
            found.wrong_type(value, key, "a number");
        }
        number
    }

    /// A whole number that is not negative.
    pub fn count(&mut self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<u32> {
        let value = self.table.get(key).cloned();
        let number = self.number(key, found)?;
        if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) {
            return Some(number as u32);
        }
        if let Some(value) = value {
            found.wrong_type(&value, key, "a whole number");
        }
        None
    }

    /// Yes or no; no when it is not there.
    pub fn flag(&mut self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<bool> {
        let value = self.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            found.wrong_type(value, key, "`true` or `false`");
        }
        flag
    }

    /// One of the words of an enumeration.
    pub fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: Words<'_, T>,
        found: &mut Findings<'_, '_>,
    ) -> Option<T> {
        let value = self.get(key)?;
        let text = found.string(value, key)?;
        let all = words.0.iter().map(|value| (words.1)(*value));
        if let Some(value) = words
            .0
            .iter()
            .find(|value| (words.1)(**value) == text.as_str())
        {
            return Some(*value);
        }
        let help = did_you_mean(&text, all.clone())
            .unwrap_or_else(|| format!("write one of {}", quoted(&all.collect::<Vec<_>>())));
        let shown: String = text.chars().take(60).collect();
        found.add(
            Code::WrongValue,
            value.span(),
            format!("`{key}` can't be `{shown}`"),
            Some(help),
        );
        None
    }
}

/// All values of an enumeration, and how the format writes one.
pub struct Words<'w, T>(pub &'w [T], pub fn(T) -> &'static str);

/// The tables of an array of tables.
pub fn tables<'a>(
    value: &'a Value<'a>,
    what: &'static str,
    found: &mut Findings<'_, '_>,
) -> Vec<Fields<'a>> {
    match value.get_ref().as_array() {
        Some(items) => items
            .iter()
            .filter_map(|item| Fields::new(item, what, found))
            .collect(),
        None => {
            found.wrong_type(value, what, "a list of tables");
            Vec::new()
        }
    }
}

/// A language code.
pub fn lang(text: &str, key: &str, at: Range<usize>, found: &mut Findings<'_, '_>) -> Option<Lang> {
    let lang = Lang::parse(text).filter(|lang| lang.code() == text);
    if lang.is_none() {
        let shown: String = text.chars().take(20).collect();
        let help = "write two lower-case letters: \"en\", \"es\"".to_string();
        found.add(
            Code::WrongValue,
            at,
            format!("`{key}` is not a language code: `{shown}`"),
            Some(help),
        );
    }
    lang
}

/// Whether a text is an id.
pub fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&text.len()) && text.chars().all(plain)
}

/// The nearest of `known` to what was written, if any is near.
pub fn did_you_mean<'k>(written: &str, known: impl Iterator<Item = &'k str>) -> Option<String> {
    let most = 1 + written.len() / 4;
    let near = known
        .map(|word| (strsim::osa_distance(written, word), word))
        .filter(|(distance, _)| *distance <= most);
    near.min()
        .map(|(_, word)| format!("did you mean `{word}`?"))
}

/// Words in backticks, separated by commas.
pub fn quoted(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

fn article(name: &str) -> String {
    let vowel = name.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}
