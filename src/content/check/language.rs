//! The rules of words: terms that nobody uses, and short forms that nobody explains.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::content::check::Checker;
use crate::content::lower::notes::Kind;
use crate::content::model::{BlockContent, Cell, Library, Term};
use crate::content::wording::{Prose, Text};
use crate::diagnostic::Code;
use crate::text::fold::{fold, fold_into};

/// In how many chapters, questions and comparisons a short form stands before it is one that readers must know.
const OFTEN: usize = 5;
/// The fewest capitals of a short form.
const CAPITALS: usize = 3;

/// Checks every rule.
pub(super) fn rules(checker: &mut Checker<'_>) {
    unused(checker);
    unexplained(checker);
}

/// Reports terms that nothing leads to and no text names.
fn unused(checker: &mut Checker<'_>) {
    let references = checker.notes.all(|notes| &notes.references);
    let linked: HashSet<&str> = references.map(|one| one.id.as_str()).collect();
    let library = checker.library;
    let is_linked = |term: &&Term| linked.contains(term.id.as_str());
    let mut unused: Vec<&Term> = library
        .terms
        .iter()
        .filter(|term| !is_linked(term))
        .collect();
    if unused.is_empty() || checker.notes.lacks_claims {
        return;
    }
    let named = named(&unused, library);
    unused.retain(|term| !named.contains(term.id.as_str()));
    for term in unused {
        let span = checker.notes.place(term.id.as_str(), "id");
        let message = format!("no text uses the term `{}`", term.id);
        let help = format!(
            "write `[[{}]]` where readers meet it, name it in `see` of another term, or remove it",
            term.id
        );
        checker.add(Code::UnusedTerm, span, message, &help);
    }
}

/// The ids of those of some terms that a text names, in whatever case and accents.
fn named<'l>(terms: &[&'l Term], library: &'l Library) -> HashSet<&'l str> {
    // Names by their first word, so that every text is gone through once however many there are.
    let mut names: HashMap<String, Vec<(String, &str)>> = HashMap::new();
    for term in terms {
        let written = std::iter::once(&term.name).chain(&term.expansion);
        let written = written.flat_map(|name| name.all().map(|(_, name)| name));
        // "Migration institute (INM)" is named by either of its parts.
        let written = written.flat_map(|name| name.split(['(', ')']).map(str::trim));
        for name in written.chain(term.aliases.iter().map(|alias| alias.as_str())) {
            let folded = fold(name);
            if folded.is_empty() {
                continue;
            }
            let first: String = folded.chars().take_while(|c| c.is_alphanumeric()).collect();
            names
                .entry(first)
                .or_default()
                .push((folded, term.id.as_str()));
        }
    }
    let mut found = HashSet::new();
    let mut folded = String::new();
    for (own, text) in every_text(library) {
        folded.clear();
        fold_into(text, &mut folded);
        let mut at = 0;
        for word in folded.split(|c: char| !c.is_alphanumeric()) {
            let rest = &folded[at..];
            for (name, id) in names.get(word).into_iter().flatten() {
                let ends = |name: &str| !rest[name.len()..].starts_with(char::is_alphanumeric);
                if *id != own && rest.starts_with(name.as_str()) && ends(name) {
                    found.insert(*id);
                }
            }
            at += word.len();
            at += folded[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    found
}

/// Every text with prose in it, with the id of what it stands in.
fn every_text(library: &Library) -> Vec<(&str, &str)> {
    let mut out = texts(library);
    for claim in &library.claims {
        add(&mut out, claim.id.as_str(), Some(&claim.text));
        add(&mut out, claim.id.as_str(), claim.note.as_ref());
    }
    for comparison in &library.comparisons {
        let id = comparison.id.as_str();
        for cell in comparison.aspects.iter().flat_map(|aspect| &aspect.cells) {
            if let Cell::Value { text, .. } = cell {
                add(&mut out, id, Some(text));
            }
        }
        comparison
            .why_differ
            .iter()
            .for_each(|(_, why)| add(&mut out, id, Some(why)));
        add(&mut out, id, Some(&comparison.settle));
    }
    for event in &library.events {
        add(&mut out, event.id.as_str(), Some(&event.text));
    }
    for term in &library.terms {
        add(&mut out, term.id.as_str(), Some(&term.definition));
    }
    out
}

/// Reports short forms that many texts use and the glossary does not know; only where there is a glossary.
fn unexplained(checker: &mut Checker<'_>) {
    let library = checker.library;
    if library.terms.is_empty() || checker.notes.may_exist(Some(Kind::Term)) {
        return;
    }
    let known = known(library);
    // Each short form with the places that use it, in reading order.
    let mut used: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, text) in texts(library) {
        for word in capitals(text).filter(|word| !known.contains(*word)) {
            let places = used.entry(word).or_default();
            if places.last() != Some(&id) {
                places.push(id);
            }
        }
    }
    for (word, places) in used.iter().filter(|(_, places)| places.len() >= OFTEN) {
        let span = checker.notes.place(places[0], "id");
        let message = format!(
            "`{word}` stands in {} texts, first in `{}`, and is not in the glossary",
            places.len(),
            places[0]
        );
        let help = format!("add a `[[term]]` named `{word}`, or `{word}` to the `aliases` of one");
        checker.add(Code::UnexplainedTerm, span, message, &help);
    }
}

/// Every word of capitals in the names, other names and full names of terms.
fn known(library: &Library) -> HashSet<&str> {
    let mut known = HashSet::new();
    for term in &library.terms {
        let names = std::iter::once(&term.name).chain(&term.expansion);
        let names = names.flat_map(|name| name.all().map(|(_, text)| text));
        let aliases = term.aliases.iter().map(|alias| alias.as_str());
        known.extend(names.chain(aliases).flat_map(capitals));
    }
    known
}

/// The words of a text that are short forms: capitals only, and no Roman number.
fn capitals(text: &str) -> impl Iterator<Item = &str> {
    let is_short_form = |word: &&str| {
        word.chars().count() >= CAPITALS
            && word.chars().all(char::is_uppercase)
            && !word.chars().all(|c| "IVXLCDM".contains(c))
    };
    text.split(|c: char| !c.is_alphanumeric())
        .filter(is_short_form)
}

/// What is read from end to end, with the id of the chapter, question or comparison that it stands in.
fn texts(library: &Library) -> Vec<(&str, &str)> {
    let mut out = Vec::new();
    for chapter in &library.chapters {
        let id = chapter.id.as_str();
        add(&mut out, id, chapter.know.as_ref());
        for block in chapter.sections.iter().flat_map(|section| &section.blocks) {
            match &block.content {
                BlockContent::Paragraph(text) | BlockContent::Callout { text, .. } => {
                    add(&mut out, id, Some(text));
                }
                BlockContent::List { items, .. } => {
                    items.iter().for_each(|item| add(&mut out, id, Some(item)))
                }
                BlockContent::Quote { .. }
                | BlockContent::Comparison { .. }
                | BlockContent::Question(_)
                | BlockContent::Derivation(_)
                | BlockContent::Picture(_)
                | BlockContent::Check(_) => {}
            }
        }
        add(&mut out, id, chapter.disputed.as_ref());
    }
    for faq in &library.faqs {
        for text in [Some(&faq.short), faq.full.as_ref(), faq.disputed.as_ref()] {
            add(&mut out, faq.id.as_str(), text);
        }
    }
    for comparison in &library.comparisons {
        add(
            &mut out,
            comparison.id.as_str(),
            comparison.summary.as_ref(),
        );
    }
    out
}

fn add<'l>(out: &mut Vec<(&'l str, &'l str)>, id: &'l str, prose: Option<&'l Prose>) {
    let text: Option<&Text> = prose.map(|prose| &prose.0);
    out.extend(
        text.into_iter()
            .flat_map(|text| text.all().map(|(_, text)| (id, text))),
    );
}
