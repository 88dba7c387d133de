//! Reading one TOML table key by key, as the format's tables say: what they do not have is a mistake, and so is what they demand and is not there.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::content::collect::Collector;
use crate::content::date::{Date, Period};
use crate::content::format::{Form, Glossed, Key, Need, Shape};
use crate::content::limits::STRING_BYTES;
use crate::content::model::Word;
use crate::content::offsets::Offsets;
use crate::content::parse::Text as FileText;
use crate::content::prose;
use crate::diagnostic::{Code, Diagnostic, Label, Span};
use crate::text::safe::unsafe_characters;
use crate::text::{Lang, SafeText};

/// A value of the file.
pub type Value<'a> = Spanned<DeValue<'a>>;

/// What a link in prose may begin with.
const LINKS: &[&str] = &["https://", "http://", "mailto:", "doi:"];
/// What the address of a source may begin with.
pub const ADDRESSES: &[&str] = &["https://", "http://", "mailto:"];

/// How many unsafe characters of one string are reported: they come in crowds, and go together.
const UNSAFE: usize = 3;

/// From how many words on a paragraph is long: on a screen of 80 by 24 it takes two thirds of the rows, and leaves no room for what it belongs to.
const LONG_PARAGRAPH: usize = 180;

/// Where findings about one file go.
pub struct Findings<'d, 'a> {
    /// The file.
    pub source: FileText<'a>,
    collector: &'d mut Collector,
}

impl<'d, 'a> Findings<'d, 'a> {
    /// Findings about `source`.
    pub fn new(source: FileText<'a>, collector: &'d mut Collector) -> Self {
        Findings { source, collector }
    }

    /// How many errors were found so far, in any file.
    pub fn n_errors(&self) -> usize {
        self.collector.n_errors()
    }

    /// Whether lines of the file are not TOML, so that what they would have said is missing.
    pub fn is_torn(&self) -> bool {
        self.collector.has_broken(self.source.file)
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
        self.collector.push(Diagnostic {
            code,
            message,
            span,
            labels: Vec::<Label>::new(),
            help,
        });
    }

    /// Reports a key that `head` does not have, of which `names` are the keys.
    pub fn unknown_key(&mut self, head: &str, key: &Spanned<DeString<'_>>, names: &[&'static str]) {
        let name = key.get_ref().as_ref();
        let shown: String = SafeText::sanitize(name).chars().take(60).collect();
        let near = self.did_you_mean(name, names.iter().copied());
        let help = near.unwrap_or_else(|| format!("its keys are {}", quoted(names)));
        let message = format!("{head} has no key `{shown}`");
        self.add(Code::UnknownKey, key.span(), message, Some(help));
    }

    /// The nearest of `known` to what was written, if any is near, as a question.
    pub fn did_you_mean<'k>(
        &mut self,
        written: &str,
        known: impl Iterator<Item = &'k str>,
    ) -> Option<String> {
        self.collector.did_you_mean(written, known)
    }

    /// Reports a value of the wrong type.
    fn wrong_type(&mut self, value: &Value<'_>, key: &str, wanted: &str) {
        self.wrong_shape(value, key, wanted, format!("write {wanted}"));
    }

    /// Reports a value of the wrong type, and says how the right one is written.
    fn wrong_shape(&mut self, value: &Value<'_>, key: &str, wanted: &str, help: String) {
        let is = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "`true` or `false`",
            DeValue::Datetime(_) => "a date without quotation marks",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!("`{key}` is {is}, not {wanted}");
        self.add(Code::WrongValue, value.span(), message, Some(help));
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
        if text.trim().is_empty() {
            self.add(
                Code::WrongValue,
                value.span(),
                format!("`{key}` is empty"),
                Some(format!("write it, or leave `{key}` out where it may be")),
            );
            return None;
        }
        let unsafe_ones = unsafe_characters(text);
        if !unsafe_ones.is_empty() {
            let places = self.places(value, text);
            for (at, c) in unsafe_ones.into_iter().take(UNSAFE) {
                let message = format!("`{key}` holds U+{:04X}, which is never shown", u32::from(c));
                self.add(
                    Code::UnsafeCharacter,
                    places.range(at..at + c.len_utf8()),
                    message,
                    Some("remove it".to_string()),
                );
            }
        }
        Some(SafeText::sanitize(text))
    }

    /// Where the parts of a string stand in the file.
    fn places(&self, value: &Value<'_>, text: &str) -> Places {
        let span = value.span();
        let written = self.source.text.get(span.clone()).unwrap_or_default();
        Places {
            begin: span.start,
            offsets: Offsets::new(written, text),
        }
    }

    /// Prose, checked for markup that is not part of the subset and for links; gives what it refers to.
    pub fn prose(
        &mut self,
        value: &Value<'_>,
        key: &str,
        mut refers: impl FnMut(prose::RunKind, Range<usize>),
    ) -> Option<ReadProse> {
        let safe = self.string(value, key)?;
        let text = value.get_ref().as_str().unwrap_or_default();
        let parsed = prose::parse(text);
        let places = self.places(value, text);
        for fault in &parsed.faults {
            let at = places.range(fault.markup.clone());
            let help = "write paragraphs, lists, quotations, emphasis, links, citations, references and terms only";
            self.add(
                Code::BadProse,
                at,
                format!("`{key}` holds {}, which is not part of prose", fault.what),
                Some(help.to_string()),
            );
        }
        let mut long = Vec::new();
        for paragraph in &parsed.paragraphs {
            let n = paragraph.text.split_whitespace().count();
            if let (true, Some(first)) = (n > LONG_PARAGRAPH, paragraph.runs.first()) {
                long.push((n, places.range(first.markup.clone())));
            }
        }
        for run in parsed
            .paragraphs
            .into_iter()
            .flat_map(|paragraph| paragraph.runs)
        {
            let at = places.range(run.markup.clone());
            match run.kind {
                prose::RunKind::Plain
                | prose::RunKind::Emphasis
                | prose::RunKind::Strong
                | prose::RunKind::Code => {}
                prose::RunKind::Link(url) => {
                    self.address(&url, LINKS, at.clone());
                    refers(prose::RunKind::Link(url), at);
                }
                kind => refers(kind, at),
            }
        }
        Some(ReadProse { text: safe, long })
    }

    /// Checks that an address is one, and begins with one of `schemes`.
    pub fn address(&mut self, url: &str, schemes: &[&str], at: Range<usize>) {
        let rest = schemes.iter().find_map(|scheme| url.strip_prefix(scheme));
        let shown: String = SafeText::sanitize(url).chars().take(60).collect();
        match rest {
            None | Some("") => self.add(
                Code::BadLink,
                at,
                format!("the address `{shown}` does not begin as one"),
                Some(format!("begin it with one of {}", quoted(schemes))),
            ),
            Some(rest) if rest.contains(char::is_whitespace) => self.add(
                Code::BadLink,
                at,
                format!("the address `{shown}` has a space in it"),
                Some("write the space as `%20`, or remove it".to_string()),
            ),
            Some(_) => {}
        }
    }
}

/// Prose as it was read.
pub struct ReadProse {
    /// Its markup.
    pub text: SafeText,
    /// How many words its long paragraphs have, and where they begin.
    pub long: Vec<(usize, Range<usize>)>,
}

/// Where the parts of one string stand in the file.
struct Places {
    begin: usize,
    offsets: Offsets,
}

impl Places {
    fn range(&self, part: Range<usize>) -> Range<usize> {
        let range = self.offsets.range(part);
        self.begin + range.start..self.begin + range.end
    }
}

/// The keys of one table, read as its shape says.
pub struct Fields<'a> {
    table: &'a DeTable<'a>,
    /// Where the table stands.
    pub span: Range<usize>,
    shape: &'static Shape,
}

impl<'a> Fields<'a> {
    /// The keys of `value`, which must be a table.
    pub fn new(
        value: &'a Value<'a>,
        shape: &'static Shape,
        found: &mut Findings<'_, '_>,
    ) -> Option<Self> {
        match value.get_ref().as_table() {
            Some(table) => Some(Fields {
                table,
                span: value.span(),
                shape,
            }),
            None => {
                found.wrong_type(value, shape.head.trim_matches('`'), "a table");
                None
            }
        }
    }

    /// The keys of a file's own table.
    pub fn of(table: &'a Spanned<DeTable<'a>>, shape: &'static Shape) -> Self {
        Fields {
            table: table.get_ref(),
            span: 0..0,
            shape,
        }
    }

    /// Says which of several shapes the table has, when that is known.
    pub fn narrow(&mut self, shape: &'static Shape) {
        self.shape = shape;
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

    /// What a key is read as.
    ///
    /// # Panics
    ///
    /// When the shape has no such key: then the format's tables and what reads by them have come apart.
    pub fn form(&self, key: &str) -> &'static Form {
        let known = self.shape.key(key);
        let known = known.unwrap_or_else(|| panic!("{} has no key `{key}`", self.shape.head));
        &known.form
    }

    /// The value of a key, if there is one.
    pub fn get(&self, key: &'static str) -> Option<&'a Value<'a>> {
        debug_assert!(self.shape.key(key).is_some(), "{key} is a key of the shape");
        self.table.get(key)
    }

    /// The value of a key that is read as one of some forms.
    fn get_as(&self, key: &'static str, is: fn(&Form) -> bool) -> Option<&'a Value<'a>> {
        debug_assert!(is(self.form(key)), "{key} is read as what it is");
        self.table.get(key)
    }

    /// The cells that there are for a key.
    pub fn cells(&self, key: &str) -> usize {
        self.shape.key(key).map_or(0, |key| key.cells)
    }

    /// Where a key stands.
    pub fn key_span(&self, key: &'static str) -> Option<Range<usize>> {
        self.table.get_key_value(key).map(|(key, _)| key.span())
    }

    /// Whether there is a key that the shape does not have.
    pub fn has_unknown(&self) -> bool {
        let is_unknown = |key: &Spanned<toml::de::DeString<'_>>| {
            self.shape.key(key.get_ref().as_ref()).is_none()
        };
        self.table.keys().any(is_unknown)
    }

    /// Reports every key that the shape does not have, and every key that must be there and is not.
    pub fn finish(self, found: &mut Findings<'_, '_>) {
        // Behind a head that is not TOML keys come to lie in a table that they were not written for, and what is missing beside a line that is
        // not TOML most likely stands on it.
        if found.is_torn() {
            return;
        }
        for key in self.shape.keys {
            self.demand(key, found);
        }
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if self.shape.key(name).is_some() {
                continue;
            }
            let names: Vec<&str> = self.shape.keys.iter().map(|key| key.name).collect();
            found.unknown_key(self.shape.head, key, &names);
        }
    }

    /// Reports a key that must be there and is not, or that stands beside one that it can't stand beside.
    fn demand(&self, key: &Key, found: &mut Findings<'_, '_>) {
        let is_there = self.table.contains_key(key.name);
        let help = match key.need {
            Need::Required if !is_there => format!("add `{}`", key.name),
            Need::Or(other) if !is_there && !self.table.contains_key(other) => {
                // Two keys stand for each other; the one that comes first in the shape speaks for both.
                let first = self.shape.keys.iter().map(|key| key.name);
                if first.clone().find(|name| [key.name, other].contains(name)) != Some(key.name) {
                    return;
                }
                format!("add `{}`, or `{other}`", key.name)
            }
            Need::Or(other) if is_there && self.table.contains_key(other) => {
                let at = self.key_span(key.name).filter(|_| key.name > other);
                let Some(at) = at else { return };
                let message = format!("`{}` stands beside `{other}`", key.name);
                let help = "remove one of the two: they say different things".to_string();
                return found.add(Code::WrongValue, at, message, Some(help));
            }
            Need::Required | Need::Optional | Need::Or(_) => return,
        };
        let message = format!("{} has no `{}`", self.shape.head, key.name);
        found.add(Code::MissingKey, self.head(), message, Some(help));
    }

    /// The tables of an array of tables.
    pub fn tables(&self, key: &'static str, found: &mut Findings<'_, '_>) -> Vec<Fields<'a>> {
        let shape = match self.form(key) {
            Form::Tables(shape) | Form::SeveralTables(shape) => *shape,
            Form::Blocks => &crate::content::format::text::BLOCK,
            other => panic!("`{key}` is {other:?}, and is read as tables"),
        };
        match self.table.get(key) {
            Some(value) => tables(value, key, shape, found),
            None => Vec::new(),
        }
    }

    /// The table of a key.
    pub fn table(&self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<Fields<'a>> {
        let Form::Table(shape) = self.form(key) else {
            panic!("`{key}` is read as a table");
        };
        Fields::new(self.table.get(key)?, shape, found)
    }

    /// A string.
    pub fn string(&self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<SafeText> {
        let is = |form: &Form| matches!(form, Form::String | Form::Group | Form::Address);
        self.get_as(key, is)
            .and_then(|value| found.string(value, key))
    }

    /// A list of strings with their places; when it must name one at least, an empty one is reported.
    pub fn strings(
        &self,
        key: &'static str,
        found: &mut Findings<'_, '_>,
    ) -> Vec<(SafeText, Range<usize>)> {
        let is = |form: &Form| matches!(form, Form::List(_) | Form::Some(_));
        let Some(value) = self.get_as(key, is) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            found.wrong_type(value, key, "a list of strings");
            return Vec::new();
        };
        if items.is_empty() && matches!(self.form(key), Form::Some(_)) {
            let message = format!("`{key}` is empty");
            let help = format!("name at least one in `{key}`");
            found.add(Code::WrongValue, value.span(), message, Some(help));
        }
        items
            .iter()
            .filter_map(|item| Some((found.string(item, key)?, item.span())))
            .collect()
    }

    /// A date.
    pub fn date(&self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<Date> {
        let value = self.get_as(key, |form| matches!(form, Form::Date))?;
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
    pub fn period(&self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<Period> {
        let value = self.get_as(key, |form| matches!(form, Form::Period))?;
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
    pub fn lang(&self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<Lang> {
        let value = self.get_as(key, |form| matches!(form, Form::Language))?;
        let text = found.string(value, key)?;
        lang(&text, key, value.span(), found)
    }

    /// A number.
    pub fn number(&self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<f64> {
        let value = self.get_as(key, |form| {
            matches!(form, Form::Number | Form::Count | Form::Step)
        })?;
        let number = match value.get_ref() {
            DeValue::Integer(n) => i64::from_str_radix(&n.as_str().replace('_', ""), n.radix())
                .ok()
                .map(|n| n as f64),
            DeValue::Float(n) => n.as_str().replace('_', "").parse::<f64>().ok(),
            _ => {
                found.wrong_type(value, key, "a number");
                return None;
            }
        };
        let number = number.filter(|n| n.is_finite());
        if number.is_none() {
            let message = format!("`{key}` is too large, or none that can be reckoned with");
            let help = "write a number such as 121247 or 4.5".to_string();
            found.add(Code::WrongValue, value.span(), message, Some(help));
        }
        number
    }

    /// A number that `holds` for; `wanted` says which do.
    fn number_that(
        &self,
        key: &'static str,
        (holds, wanted): (fn(f64) -> bool, &str),
        found: &mut Findings<'_, '_>,
    ) -> Option<f64> {
        let at = self.get(key)?.span();
        let number = self.number(key, found)?;
        if holds(number) {
            return Some(number);
        }
        let message = format!("`{key}` is {number}, not {wanted}");
        found.add(
            Code::WrongValue,
            at,
            message,
            Some(format!("write {wanted}")),
        );
        None
    }

    /// A whole number that is not negative.
    pub fn count(&self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<u32> {
        let holds = |n: f64| n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&n);
        self.number_that(key, (holds, "a whole number from 0 on"), found)
            .map(|n| n as u32)
    }

    /// A number above zero.
    pub fn step(&self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<f64> {
        self.number_that(key, (|n| n > 0.0, "a number above 0"), found)
    }

    /// Yes or no; no when it is not there.
    pub fn flag(&self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<bool> {
        let value = self.get_as(key, |form| matches!(form, Form::Flag))?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            found.wrong_type(value, key, "`true` or `false`");
        }
        flag
    }

    /// One of the words of an enumeration.
    pub fn word<T: Word>(&self, key: &'static str, found: &mut Findings<'_, '_>) -> Option<T> {
        debug_assert!(matches!(self.form(key), Form::Word(words) if *words == T::GLOSSED));
        self.one_of(key, T::GLOSSED, found).and_then(T::of_word)
    }

    /// One of these words.
    pub fn one_of(
        &self,
        key: &'static str,
        words: Glossed,
        found: &mut Findings<'_, '_>,
    ) -> Option<&'static str> {
        let value = self.get_as(key, |form| matches!(form, Form::Word(_)))?;
        let text = found.string(value, key)?;
        let all = words.iter().map(|(word, _)| *word);
        if let Some(word) = all.clone().find(|word| *word == text.as_str()) {
            return Some(word);
        }
        let help = found
            .did_you_mean(&text, all.clone())
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

/// The tables of an array of tables.
fn tables<'a>(
    value: &'a Value<'a>,
    key: &str,
    shape: &'static Shape,
    found: &mut Findings<'_, '_>,
) -> Vec<Fields<'a>> {
    let Some(items) = value.get_ref().as_array() else {
        let help = match shape.head.starts_with("`[[") {
            true => format!("write {} before each of them", shape.head),
            false => format!("write `{key} = [ {{ … }} ]`"),
        };
        found.wrong_shape(value, key, "a list of tables", help);
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| Fields::new(item, shape, found))
        .collect()
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

/// Words in backticks, separated by commas.
pub fn quoted(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
