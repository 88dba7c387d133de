//! The numbers that a text gives, whatever the language writes them in, so that two languages of one text can be compared.
//!
//! Only numbers written in digits are seen: what one language writes as a word may be missing, and that says nothing.

use crate::text::Lang;

/// How far two readings may lie apart and still be one number.
const EQUAL: f64 = 1e-9;

/// How many numbers of one language a finding names.
const NAMED: usize = 3;

/// A number of a text.
#[derive(Debug, Clone, PartialEq)]
struct Figure {
    /// As it is written.
    written: String,
    /// What it may stand for: `1.234` is either a little more than one, or a thousand.
    readings: Vec<f64>,
}

impl Figure {
    fn is(&self, other: &Figure) -> bool {
        let equal = |a: &f64, b: &f64| (a - b).abs() <= EQUAL * a.abs().max(b.abs()).max(1.0);
        let among = |a: &f64| other.readings.iter().any(|b| equal(a, b));
        self.readings.iter().any(among)
    }
}

/// What two languages of one text give differently: the numbers that only the one has and those that only the other has. Nothing when only one
/// of them has any: the other may have it in words.
pub fn differing(one: (Lang, &str), other: (Lang, &str)) -> Option<(String, String)> {
    let (mine, theirs) = (figures(one.1, one.0), figures(other.1, other.0));
    let only = |own: &[Figure], others: &[Figure]| {
        let mut names: Vec<String> = Vec::new();
        for figure in own {
            if !others.iter().any(|other| other.is(figure)) && !names.contains(&figure.written) {
                names.push(figure.written.clone());
            }
        }
        names.truncate(NAMED);
        names.join(", ")
    };
    let (mine, theirs) = (only(&mine, &theirs), only(&theirs, &mine));
    (!mine.is_empty() && !theirs.is_empty()).then_some((mine, theirs))
}

/// The numbers of a text, without those in ids and addresses.
fn figures(markup: &str, lang: Lang) -> Vec<Figure> {
    let text = without_names(markup);
    let mut figures = Vec::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let from = &rest[at..];
        let is_part =
            |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '\u{a0}' | '\u{202f}');
        let end = from.find(|c: char| !is_part(c)).unwrap_or(from.len());
        let written = from[..end].trim_end_matches(|c: char| !c.is_ascii_digit());
        rest = &from[written.len()..];
        let scale = scale(rest, lang);
        let mut readings = readings(written);
        readings.iter_mut().for_each(|n| *n *= scale);
        let mut written = written.to_string();
        // "217 mil 505" is one number.
        if let Some((units, after)) = units(rest, lang) {
            readings.iter_mut().for_each(|n| *n += f64::from(units));
            written = format!("{written} mil {units}");
            rest = after;
        }
        figures.push(Figure { written, readings });
    }
    figures
}

/// What a number in digits may stand for.
fn readings(written: &str) -> Vec<f64> {
    let plain = written.replace(['\u{a0}', '\u{202f}'], "");
    let by = |thousands: char, decimal: char| -> Option<f64> {
        let (whole, part) = match plain.rsplit_once(decimal) {
            Some((whole, part)) => (whole, part),
            None => (plain.as_str(), ""),
        };
        let mut groups = whole.split(thousands);
        let first = groups.next()?;
        let is_grouped = groups.clone().all(|group| group.len() == 3);
        let is_fine = is_grouped
            && !first.is_empty()
            && !whole.contains(decimal)
            && !part.contains(thousands);
        let digits: String = std::iter::once(first).chain(groups).collect();
        is_fine
            .then(|| format!("{digits}.{part}0").parse().ok())
            .flatten()
    };
    let mut readings: Vec<f64> = [by(',', '.'), by('.', ',')].into_iter().flatten().collect();
    if readings.is_empty() {
        // Neither: a date such as 1.10.2024, or a place such as 2.1.3. Its parts are compared as one.
        let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
        readings.extend(digits.parse::<f64>().ok());
    }
    readings
}

/// The units behind "mil" in Spanish, and what comes after them.
fn units(after: &str, lang: Lang) -> Option<(u16, &str)> {
    let rest = after.strip_prefix(" mil ").filter(|_| lang == Lang::ES)?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let is_whole = !rest[end..].starts_with([',', '.'])
        || rest[end + 1..].starts_with(char::is_whitespace)
        || rest.len() == end + 1;
    (end == 3 && is_whole)
        .then(|| Some((rest[..end].parse().ok()?, &rest[end..])))
        .flatten()
}

/// What the words behind a number multiply it by.
fn scale(after: &str, lang: Lang) -> f64 {
    let mut words = after
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
    let is_next = after.starts_with(char::is_whitespace);
    let mut next = || words.next().unwrap_or_default().to_lowercase();
    let first = if is_next { next() } else { return 1.0 };
    match (lang, first.as_str()) {
        (Lang::ES, "mil") => match next().as_str() {
            "millones" => 1e9,
            _ => 1e3,
        },
        (Lang::ES, "millón" | "millones") => 1e6,
        (Lang::ES, "billón" | "billones") => 1e12,
        (_, "thousand") => 1e3,
        (_, "million" | "millions") => 1e6,
        (_, "billion" | "billions") => 1e9,
        (_, "trillion" | "trillions") => 1e12,
        _ => 1.0,
    }
}

/// A text without the ids of its citations, references and terms, and without its addresses.
fn without_names(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find(['[', '(']) {
        text.push_str(&rest[..at]);
        let from = &rest[at..];
        let (begin, ends): (&str, &[&str]) = match from {
            _ if from.starts_with("[[") => ("[[", &["|", "]]"]),
            _ if from.starts_with("[@") => ("[@", &["]"]),
            _ if from.starts_with("[#") => ("[#", &["]"]),
            _ if text.ends_with(']') && from.starts_with('(') => ("(", &[")"]),
            _ => {
                text.push(if from.starts_with('[') { '[' } else { '(' });
                rest = &from[1..];
                continue;
            }
        };
        let inner = &from[begin.len()..];
        let end = ends
            .iter()
            .filter_map(|end| Some(inner.find(end)? + end.len()))
            .min();
        rest = &inner[end.unwrap_or(0)..];
        text.push(' ');
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(en: &str, es: &str) -> Option<(String, String)> {
        differing((Lang::EN, en), (Lang::ES, es))
    }

    #[test]
    fn the_same_numbers_in_another_dress() {
        for (en, es) in [
            (
                "133,000 people, 7.1 percent",
                "133,000 personas, 7.1 por ciento",
            ),
            ("1,234.5 in March 2019", "1.234,5 en marzo de 2019"),
            ("1.5 billion pesos", "1,500 millones de pesos"),
            ("2 billion", "2 mil millones"),
            ("12 thousand", "12 mil"),
            ("12,000 [@a-99] [[t-5|x]]", "12 mil [[t-5]] [@b-77]"),
            ("217,505 people", "217 mil 505 personas"),
            ("the 21st century", "el siglo XXI"),
            ("[a](https://x.mx/2019) 3", "3 [a](https://x.mx/2020)"),
            ("three of 12", "3 de 12"),
            ("", ""),
        ] {
            assert_eq!(found(en, es), None, "{en} / {es}");
        }
    }

    #[test]
    fn other_numbers() {
        let pair = |one: &str, other: &str| Some((one.to_string(), other.to_string()));
        assert_eq!(
            found("133,000 people", "113,000 personas"),
            pair("133,000", "113,000")
        );
        assert_eq!(found("2 million", "2 mil millones"), pair("2", "2"));
        assert_eq!(found("in 2019, 5", "en 2018, 5"), pair("2019", "2018"));
        assert_eq!(found("7.1 percent", "7.2 por ciento"), pair("7.1", "7.2"));
    }

    #[test]
    fn nothing_panics() {
        for text in [
            "[[",
            "[@",
            "](",
            "1.2.3.4,5",
            ",,,1",
            "9\u{a0}",
            "[[é|",
            "(",
            "1 é",
            "99999999999999999999999999",
        ] {
            figures(text, Lang::ES);
        }
    }
}
