//! What a reader has made of a picture or a figure: where they stand, what is hidden, what they put in.

use std::fmt;

/// How a picture is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PictureView {
    /// What the reader stands on, in the picture's own words: `series@2019`, `series@#3` where points have labels, an id, a date; empty for
    /// its own choice.
    pub at: String,
    /// The series that are hidden, by id.
    pub hidden: Vec<String>,
    /// How often it was made twice as large.
    pub zoom: u8,
    /// Which of its shades is shown; counted on from the first again by whoever shows it, as a map may have fewer today.
    pub shade: usize,
    /// Whether its values are shown as a table instead.
    pub table: bool,
}

/// The largest that a picture is made.
pub const MOST_ZOOM: u8 = 6;

impl PictureView {
    /// The same, standing elsewhere.
    pub fn standing(&self, at: impl Into<String>) -> Self {
        PictureView {
            at: at.into(),
            ..self.clone()
        }
    }

    /// Reads what [`fmt::Display`] writes; parts that say nothing are left out.
    pub fn parse(text: &str) -> Self {
        let mut view = PictureView::default();
        for part in text.split('&') {
            match part.split_once('=') {
                Some(("at", at)) => view.at = at.to_string(),
                Some(("hide", ids)) => view.hidden = ids.split(',').map(str::to_string).collect(),
                Some(("zoom", n)) => view.zoom = n.parse().unwrap_or(0).min(MOST_ZOOM),
                Some(("shade", n)) => view.shade = n.parse().unwrap_or(0),
                None if part == "table" => view.table = true,
                _ => {}
            }
        }
        view
    }
}

impl fmt::Display for PictureView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if !self.at.is_empty() {
            parts.push(format!("at={}", self.at));
        }
        if !self.hidden.is_empty() {
            parts.push(format!("hide={}", self.hidden.join(",")));
        }
        if self.zoom > 0 {
            parts.push(format!("zoom={}", self.zoom));
        }
        if self.shade > 0 {
            parts.push(format!("shade={}", self.shade));
        }
        if self.table {
            parts.push("table".to_string());
        }
        f.write_str(&parts.join("&"))
    }
}

/// What a reader has put in the place of a figure's inputs: a number as text for each, empty where it is the author's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Reckoning(pub Vec<String>);

impl Reckoning {
    /// Reads what [`fmt::Display`] writes; what is no number is left out.
    pub fn parse(text: &str) -> Self {
        let inputs = text.strip_prefix("with=").unwrap_or_default();
        let number = |text: &str| match number(text) {
            Some(_) => text.to_string(),
            None => String::new(),
        };
        let mut all: Vec<String> = inputs.split(',').map(number).collect();
        while all.last().is_some_and(String::is_empty) {
            all.pop();
        }
        Reckoning(all)
    }

    /// What was put in for an input.
    pub fn input(&self, n: usize) -> Option<f64> {
        number(self.0.get(n)?)
    }

    /// The same with a number for an input; none for the author's.
    pub fn with(&self, n: usize, value: Option<f64>) -> Self {
        let mut all = self.0.clone();
        if all.len() <= n {
            all.resize(n + 1, String::new());
        }
        all[n] = value.map_or_else(String::new, |value| value.to_string());
        while all.last().is_some_and(String::is_empty) {
            all.pop();
        }
        Reckoning(all)
    }
}

/// A number that can be reckoned with.
fn number(text: &str) -> Option<f64> {
    let number: f64 = text.parse().ok()?;
    (number.abs() <= 1e15).then_some(number)
}

impl fmt::Display for Reckoning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "with={}", self.0.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_read_back() {
        let view = PictureView {
            at: "inegi@2019".to_string(),
            hidden: vec!["a".to_string(), "b".to_string()],
            zoom: 2,
            shade: 1,
            table: true,
        };
        assert_eq!(PictureView::parse(&view.to_string()), view);
        assert_eq!(PictureView::parse("zoom=99&what").zoom, MOST_ZOOM);
        let reckoning = Reckoning::default().with(1, Some(2.5));
        assert_eq!(reckoning.to_string(), "with=,2.5");
        assert_eq!(Reckoning::parse("with=,2.5"), reckoning);
        assert_eq!(Reckoning::parse("with=nan,1e99"), Reckoning::default());
        assert_eq!(reckoning.with(1, None), Reckoning::default());
    }
}
