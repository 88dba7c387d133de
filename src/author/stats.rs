//! Counts: how much there is to read, and what it rests on.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::content::date::Period;
use crate::content::model::{
    Agreement, Chapter, Claim, ClaimKind, Entity, Evidence, Library, SourceKind,
};
use crate::content::wording::Text;
use crate::edition::passage_text;
use crate::text::Lang;

/// Words that a reader takes in a minute: the middle of what studies of silent reading of prose give (Brysbaert 2019: 238).
const WORDS_A_MINUTE: usize = 238;

/// How much there is, and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Stats {
    /// Each chapter in each language.
    pub chapters: Vec<Reading>,
    /// Claims by kind.
    pub claims_by_kind: BTreeMap<&'static str, usize>,
    /// Claims by evidence.
    pub claims_by_evidence: BTreeMap<&'static str, usize>,
    /// Claims by agreement.
    pub claims_by_agreement: BTreeMap<&'static str, usize>,
    /// Sources by kind.
    pub sources_by_kind: BTreeMap<&'static str, usize>,
    /// How many claims rest on each source, the most first.
    pub claims_on_source: Vec<(String, usize)>,
    /// All claims.
    pub claims: usize,
    /// Claims that cite one source, one that passes another on included.
    pub on_one_source: usize,
    /// Claims that cite none.
    pub on_none: usize,
    /// How many texts each language has, of all that need a translation.
    pub translated: Vec<(String, usize, usize)>,
    /// The oldest as-of of a claim that is not superseded, and whose it is.
    pub oldest_as_of: Option<(String, String)>,
}

/// How much there is to read of a chapter in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The chapter.
    pub chapter: String,
    /// The language.
    pub lang: String,
    /// Its words.
    pub words: usize,
    /// Minutes to read it, rounded up.
    pub minutes: usize,
}

/// Counts an explainer.
pub fn stats(library: &Library) -> Stats {
    let claims = &library.claims;
    let mut on_source: Vec<(String, usize)> = library
        .sources
        .iter()
        .map(|source| (source.id.to_string(), source.cited_by.len()))
        .collect();
    on_source.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    let oldest = claims
        .iter()
        // What has held since then still does.
        .filter(|claim| claim.agreement != Agreement::Superseded)
        .filter(|claim| !matches!(claim.as_of, Period::Since(_)))
        .min_by_key(|claim| (claim.as_of.end(), claim.id.clone()));
    Stats {
        chapters: readings(library),
        claims_by_kind: tally(
            claims.iter().map(|claim| claim.kind.word()),
            ClaimKind::ALL.iter().map(|kind| kind.word()),
        ),
        claims_by_evidence: tally(
            claims.iter().map(|claim| claim.evidence.word()),
            Evidence::ALL.iter().map(|evidence| evidence.word()),
        ),
        claims_by_agreement: tally(
            claims.iter().map(|claim| claim.agreement.word()),
            Agreement::ALL.iter().map(|agreement| agreement.word()),
        ),
        sources_by_kind: tally(
            library.sources.iter().map(|source| source.kind.word()),
            SourceKind::ALL.iter().map(|kind| kind.word()),
        ),
        claims_on_source: on_source,
        claims: claims.len(),
        on_one_source: claims
            .iter()
            .filter(|claim| n_sources(claim, library) == 1)
            .count(),
        on_none: claims
            .iter()
            .filter(|claim| claim.citations.is_empty())
            .count(),
        translated: translated(library),
        oldest_as_of: oldest.map(|claim| (claim.as_of.to_string(), claim.id.to_string())),
    }
}

/// How often each word occurs, of all that there are.
fn tally<'w>(
    found: impl Iterator<Item = &'static str>,
    all: impl Iterator<Item = &'static str> + 'w,
) -> BTreeMap<&'static str, usize> {
    let mut counts: BTreeMap<&'static str, usize> = all.map(|word| (word, 0)).collect();
    for word in found {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// On how many sources a claim rests; one that only passes on another that is cited too is none of its own.
fn n_sources(claim: &Claim, library: &Library) -> usize {
    let mut ids: Vec<&str> = claim.citations.iter().map(|c| c.source.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let relays_another = |id: &&str| {
        let source = match library.find(id) {
            Some(Entity::Source(i)) => &library.sources[i as usize],
            _ => return false,
        };
        source
            .relays
            .iter()
            .any(|other| ids.contains(&other.as_str()))
    };
    ids.iter().filter(|id| !relays_another(id)).count()
}

fn readings(library: &Library) -> Vec<Reading> {
    let languages = &library.explainer.languages;
    let one = |c: usize, chapter: &Chapter, lang: Lang| {
        let mut words = n_words(&passage_text(library, Entity::Chapter(c as u32), lang).1);
        for s in 0..chapter.sections.len() {
            let entity = Entity::Section(c as u32, s as u32);
            let (title, text) = passage_text(library, entity, lang);
            words += n_words(&title) + n_words(&text);
        }
        Reading {
            chapter: chapter.id.to_string(),
            lang: lang.code().to_string(),
            words,
            minutes: words.div_ceil(WORDS_A_MINUTE),
        }
    };
    let all = library.chapters.iter().enumerate();
    all.flat_map(|(c, chapter)| languages.iter().map(move |lang| one(c, chapter, *lang)))
        .collect()
}

fn n_words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// For each language, how many texts of claims, sections and answers it has. A plain string is in the first language, and for an
/// explainer of one language that is all.
fn translated(library: &Library) -> Vec<(String, usize, usize)> {
    let languages = &library.explainer.languages;
    let mut texts: Vec<&Text> = Vec::new();
    for claim in &library.claims {
        texts.extend([&claim.text.0, &claim.says]);
        texts.extend(claim.note.as_ref().map(|note| &note.0));
    }
    for chapter in &library.chapters {
        texts.extend([&chapter.title, &chapter.summary]);
        texts.extend(chapter.sections.iter().map(|section| &section.title));
        let blocks = chapter.sections.iter().flat_map(|section| &section.blocks);
        for block in blocks {
            if let crate::content::model::BlockContent::Paragraph(text) = &block.content {
                texts.push(&text.0);
            }
        }
    }
    texts.extend(
        library
            .faqs
            .iter()
            .flat_map(|faq| [&faq.question, &faq.short.0]),
    );
    texts.extend(
        library
            .terms
            .iter()
            .flat_map(|term| [&term.name, &term.definition.0]),
    );
    texts.extend(
        library
            .events
            .iter()
            .flat_map(|event| [&event.title, &event.text.0]),
    );
    let first = library.default_language();
    let has = |text: &Text, lang: Lang| text.all().any(|(own, _)| own.unwrap_or(first) == lang);
    let count = |lang: &Lang| {
        let n = texts.iter().filter(|text| has(text, *lang)).count();
        (lang.code().to_string(), n, texts.len())
    };
    languages.iter().map(count).collect()
}

impl Stats {
    /// The counts as text.
    pub fn text(&self) -> String {
        let mut out = String::from("Reading\n");
        let mut of_lang: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for reading in &self.chapters {
            out.push_str(&format!(
                "  {:<24} {}  {:>6} words  {:>3} min\n",
                reading.chapter, reading.lang, reading.words, reading.minutes
            ));
            let all = of_lang.entry(&reading.lang).or_default();
            all.0 += reading.words;
            all.1 += reading.minutes;
        }
        for (lang, (words, minutes)) in of_lang {
            out.push_str(&format!(
                "  {:<24} {lang}  {words:>6} words  {minutes:>3} min\n",
                "all"
            ));
        }
        for (title, counts) in [
            ("Claims by kind", &self.claims_by_kind),
            ("Claims by evidence", &self.claims_by_evidence),
            ("Claims by agreement", &self.claims_by_agreement),
            ("Sources by kind", &self.sources_by_kind),
        ] {
            out.push_str(&format!("\n{title}\n"));
            for (word, n) in counts.iter().filter(|(_, n)| **n > 0) {
                out.push_str(&format!("  {word:<24} {n:>6}\n"));
            }
        }
        out.push_str("\nClaims on each source\n");
        for (source, n) in &self.claims_on_source {
            out.push_str(&format!("  {source:<40} {n:>6}\n"));
        }
        out.push_str("\nSupport\n");
        out.push_str(&format!("  {:<40} {:>6}\n", "claims", self.claims));
        let share = |n: usize| match self.claims {
            0 => "0 %".to_string(),
            all => format!("{:.0} %", n as f64 * 100.0 / all as f64),
        };
        for (title, n) in [
            ("on one source", self.on_one_source),
            ("on no source", self.on_none),
        ] {
            out.push_str(&format!("  {title:<40} {n:>6}  {}\n", share(n)));
        }
        for (lang, n, all) in &self.translated {
            let share = if *all == 0 {
                100.0
            } else {
                *n as f64 * 100.0 / *all as f64
            };
            let title = format!("texts in {lang}");
            out.push_str(&format!("  {title:<40} {n:>6}  {share:.0} % of {all}\n"));
        }
        if let Some((date, claim)) = &self.oldest_as_of {
            out.push_str(&format!(
                "  {:<40} {date}  {claim}\n",
                "oldest as-of in force"
            ));
        }
        out
    }
}
