//! The format's fixed words as types.

use serde::{Deserialize, Serialize};

/// An enumeration that the format writes as words.
pub trait Word: Copy + 'static {
    /// Every word with what it means, in the order of the format reference.
    const GLOSSED: &'static [(&'static str, &'static str)];

    /// The value that a word of the format stands for.
    fn of_word(word: &str) -> Option<Self>;
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $(#[doc = $about:literal] $variant:ident = $word:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $(#[doc = $about] $variant),* }

        impl Word for $name {
            const GLOSSED: &'static [(&'static str, &'static str)] = Self::WORDS;

            fn of_word(word: &str) -> Option<Self> {
                Self::from_word(word)
            }
        }

        impl $name {
            /// Every value, in the order of the format reference.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// Every word with what it means, in the same order.
            pub const WORDS: &[(&str, &str)] = &[$(($word, $about)),*];

            /// The word that the format writes for it.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// The value that a word of the format stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }
        }
    )*};
}

words! {
    /// What kind of assertion a claim is.
    ClaimKind {
        /// Something that is or happened.
        Fact = "fact",
        /// A number with a unit.
        Figure = "figure",
        /// A conclusion with a reason.
        Argument = "argument",
        /// A judgement.
        Opinion = "opinion",
        /// A statement about what will happen.
        Prediction = "prediction",
        /// What a word is taken to mean.
        Definition = "definition",
        /// What somebody should do.
        Recommendation = "recommendation",
    }
    /// How well a claim is supported; never merged with [`Agreement`] into one number.
    Evidence {
        /// A law, a judgment or an official count says so.
        OfficialRecord = "official-record",
        /// Two or more independent sources say so.
        Corroborated = "corroborated",
        /// One source says so.
        SingleSource = "single-source",
        /// It is said without a source.
        Asserted = "asserted",
        /// An opinion, which evidence does not settle.
        Opinion = "opinion",
        /// A prediction, which only time settles.
        Prediction = "prediction",
        /// It was looked for and not found.
        NotFound = "not-found",
    }
    /// Whether others agree with a claim.
    Agreement {
        /// Nothing that is known speaks against it.
        Undisputed = "undisputed",
        /// Sources differ.
        Disputed = "disputed",
        /// The evidence says otherwise.
        Contradicted = "contradicted",
        /// A later law or count has taken its place.
        Superseded = "superseded",
    }
    /// What kind of document a source is.
    SourceKind {
        /// A law, a decree or a gazette.
        Law = "law",
        /// A judgment.
        Court = "court",
        /// An official count.
        Statistics = "statistics",
        /// A statement or report of a government.
        Government = "government",
        /// Scholarly work.
        Academic = "academic",
        /// A non-governmental organisation.
        Ngo = "ngo",
        /// A think tank.
        ThinkTank = "think-tank",
        /// Reporting.
        Press = "press",
        /// A signed opinion.
        Opinion = "opinion",
        /// A page of the web with no publisher behind it.
        Web = "web",
    }
    /// What a block of a section is.
    BlockKind {
        /// Prose.
        Paragraph = "paragraph",
        /// A list.
        List = "list",
        /// Somebody's words.
        Quote = "quote",
        /// Something set apart from the text.
        Callout = "callout",
        /// A comparison, shown in place.
        Comparison = "comparison",
        /// A question with its answer, shown in place.
        Question = "question",
        /// A figure that can be redone, shown in place.
        Derivation = "derivation",
        /// A chart, a map, a timeline or a command, shown in place.
        Picture = "picture",
        /// A self-check, offered in place.
        Check = "check",
    }
    /// Why sources differ.
    Reason {
        /// They speak of different dates.
        Date = "date",
        /// They mean different things by one word.
        Definition = "definition",
        /// They counted or inferred differently.
        Method = "method",
        /// They have different interests.
        Interest = "interest",
        /// One of them is wrong.
        Error = "error",
        /// They speak of different parts of the matter.
        Scope = "scope",
    }
    /// What a callout is for.
    Tone {
        /// Something worth knowing.
        Note = "note",
        /// Something to be careful with.
        Caution = "caution",
        /// Something that is disputed.
        Disputed = "disputed",
    }
    /// How a derived figure is worked out from its inputs.
    Operation {
        /// All inputs added.
        Sum = "sum",
        /// The first less all others.
        Difference = "difference",
        /// All inputs multiplied.
        Product = "product",
        /// The first divided by the second.
        Quotient = "quotient",
        /// The first as a share of the second, in percent.
        Percentage = "percentage",
        /// The change from the first to the second, in percent of the first.
        Change = "change",
        /// The first for each 100,000 of the second.
        RatePer100000 = "rate-per-100000",
    }
    /// How a chart is drawn.
    ChartKind {
        /// Lines over time.
        Line = "line",
        /// A bar for each value.
        Bars = "bars",
        /// The series of one place in one bar.
        Stacked = "stacked",
        /// The same, each bar a hundred percent.
        Share = "share",
        /// A row of small bars for each series.
        Sparklines = "sparklines",
        /// A small line chart for each series.
        Multiples = "multiples",
    }
    /// How far apart the dates of a series are.
    Every {
        /// A year.
        Year = "year",
        /// Three months.
        Quarter = "quarter",
        /// A month.
        Month = "month",
        /// A day.
        Day = "day",
    }
    /// Whether something holds in law or in practice.
    Rule {
        /// By the text of a law.
        Law = "law",
        /// As somebody says that it is.
        Practice = "practice",
    }
}
