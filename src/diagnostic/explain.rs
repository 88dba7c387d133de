//! Why each kind of finding matters, with a bad and a good example.
//!
//! One small file for each code, held by the program; the compiler sees to it that none is missing, and a test that a bad example gives its code
//! and a good one does not. An example's files are read beside those of [`EXAMPLE`], so that they need not be repeated.

use crate::diagnostic::{Code, Severity};

/// What examples may refer to without saying it again: a head, two sources and a claim.
pub const EXAMPLE: &[(&str, &str)] = &[
    (
        "explainer.toml",
        "[explainer]\nformat = 1\nid = \"example\"\ntitle = \"An example\"\nsummary = \"What it is about.\"\nlanguages = [\"en\"]\nas-of = \"2026-01\"\nchapters = []\n",
    ),
    (
        "strength.toml",
        "[[source]]\nid = \"report\"\nkind = \"government\"\ntitle = \"Annual report\"\ndate = \"2024\"\n\n[[source]]\nid = \"survey\"\nkind = \"statistics\"\ntitle = \"Survey\"\ndate = \"2020\"\n\n[[claim]]\nid = \"strength\"\ntext = \"It has 133,000 members.\"\nkind = \"fact\"\nsays = \"the report and the survey\"\nas-of = \"2024\"\nevidence = \"corroborated\"\nagreement = \"undisputed\"\ncitations = [ { source = \"report\", locator = \"p. 4\" }, { source = \"survey\", locator = \"table 2\" } ]\n",
    ),
];

/// The file that an example is, where it does not say.
const FILE: &str = "example.toml";

/// What is known of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Why it matters.
    pub why: String,
    /// What gives it.
    pub bad: Example,
    /// What does not.
    pub good: Example,
}

/// An example.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Example {
    /// The file that it is.
    pub file: String,
    /// What stands in it, or what is the case where that can't be written as TOML.
    pub text: String,
    /// Whether it is TOML.
    pub is_toml: bool,
}

impl Code {
    /// Why it matters, with examples.
    pub fn explanation(self) -> Explanation {
        let mut explanation = Explanation {
            why: String::new(),
            bad: Example::default(),
            good: Example::default(),
        };
        let (why, mut rest) = self.explained().split_once("\n```").unwrap_or_default();
        explanation.why = why.trim().to_string();
        // Each part begins behind its fence: `toml bad explainer.toml`, the example, and the fence that ends it.
        while let Some((head, after)) = rest.split_once('\n') {
            let (text, next) = after.split_once("```").unwrap_or((after, ""));
            let mut words = head.split(' ');
            let language = words.next().unwrap_or_default();
            let example = match words.next() {
                Some("bad") => &mut explanation.bad,
                Some(_) | None => &mut explanation.good,
            };
            *example = Example {
                file: words.next().unwrap_or(FILE).to_string(),
                text: text.to_string(),
                is_toml: language == "toml",
            };
            rest = next.split_once("```").map_or("", |(_, rest)| rest);
        }
        explanation
    }

    /// The explanation as text.
    pub fn explain(self) -> String {
        let Explanation { why, bad, good } = self.explanation();
        let word = match self.severity() {
            Severity::Error => "error: the folder does not open",
            Severity::Warning => "warning: the folder opens; `allow` silences it with a reason",
        };
        let indented = |text: &str| -> String {
            let line = |line: &str| match line {
                "" => "\n".to_string(),
                line => format!("    {line}\n"),
            };
            text.lines().map(line).collect()
        };
        format!(
            "{} ({word})\n\n{}\n\n{why}\n\nBad:\n\n{}\nGood:\n\n{}",
            self.name(),
            self.about(),
            indented(&bad.text),
            indented(&good.text)
        )
    }
}

/// Every code with its explanation, as the text of a page in Markdown.
pub fn page() -> String {
    let mut out = String::from(
        "# What `cotejo check` finds\n\nMade by `cotejo check --explain all`; each code is explained by `cotejo check --explain CODE`, too. A folder with an error does not open. A\nwarning is silenced with a reason by [`allow`](format.md#silencing-a-warning).\n",
    );
    for severity in [Severity::Error, Severity::Warning] {
        out.push_str(&format!(
            "\n## {}\n",
            match severity {
                Severity::Error => "Errors",
                Severity::Warning => "Warnings",
            }
        ));
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            let Explanation { why, bad, good } = code.explanation();
            let fence = |example: &Example| match example.is_toml {
                true => format!("```toml\n{}```", example.text),
                false => format!("```text\n{}```", example.text),
            };
            out.push_str(&format!(
                "\n### `{}`\n\n{}\n\n{why}\n\nBad:\n\n{}\n\nGood:\n\n{}\n",
                code.name(),
                code.about(),
                fence(&bad),
                fence(&good)
            ));
        }
    }
    out
}
