//! The rules: what no parser sees, such as a claim whose status is at odds with its own relations.

mod evidence;
mod language;
mod picture;
mod reading;

use std::collections::HashSet;

use crate::content::arithmetic::{is_equal, rounded, worked_out};
use crate::content::collect::Collector;
use crate::content::date::Period;
use crate::content::fields::quoted;
use crate::content::lower::notes::Noted;
use crate::content::model::{
    Agreement, BlockContent, Claim, ClaimId, ClaimKind, Derivation, Evidence, Library, QuoteOrigin,
    SourceId,
};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::text::Lang;

/// How many of the languages that a text lacks are named.
const LANGUAGES: usize = 3;

/// Checks every rule.
pub fn rules(library: &Library, notes: &Noted, found: &mut Collector) {
    let mut checker = Checker {
        library,
        notes,
        found,
    };
    for claim in &library.claims {
        checker.citations(claim);
        checker.status(claim);
        if !notes.lacks_claims {
            checker.relations(claim);
        }
        checker.age(claim);
    }
    if !notes.lacks_claims {
        checker.sources();
    }
    for derivation in &library.derivations {
        checker.sum(derivation);
    }
    checker.places();
    picture::rules(&mut checker);
    evidence::rules(&mut checker);
    language::rules(&mut checker);
    reading::rules(&mut checker);
    for noted in notes.all(|notes| &notes.found) {
        checker.found.push(noted.clone());
    }
}

struct Checker<'c> {
    library: &'c Library,
    notes: &'c Noted,
    found: &'c mut Collector,
}

impl Checker<'_> {
    fn add(&mut self, code: Code, span: Option<Span>, message: String, help: &str) {
        self.found.push(Diagnostic {
            code,
            message,
            span,
            labels: Vec::new(),
            help: Some(help.to_string()),
        });
    }

    /// Reports a finding at a key of a claim.
    fn about(
        &mut self,
        code: Code,
        (claim, key): (&Claim, &'static str),
        message: String,
        help: &str,
    ) {
        let span = self.notes.place(claim.id.as_str(), key);
        self.add(code, span, message, help);
    }

    fn citations(&mut self, claim: &Claim) {
        if claim.citations.is_empty() && claim.evidence != Evidence::NotFound {
            self.about(
                Code::UncitedClaim,
                (claim, "id"),
                format!("`{}` cites no source", claim.id),
                "add a citation, or say `evidence = \"not-found\"`",
            );
        }
        if claim.kind == ClaimKind::Figure && claim.figures.is_empty() {
            self.about(
                Code::NoFigure,
                (claim, "id"),
                format!("`{}` is a figure without a number", claim.id),
                "add it to `figures`, with its unit",
            );
        }
    }

    fn status(&mut self, claim: &Claim) {
        if claim.evidence != Evidence::Corroborated {
            return;
        }
        let sources: HashSet<&SourceId> = claim.citations.iter().map(|one| &one.source).collect();
        let relays = |one: &SourceId, other: &SourceId| {
            let source = self.library.source(one);
            source.is_some_and(|source| source.relays.contains(other))
        };
        // What passes on another source that is cited too adds nothing to it.
        let passes_on = |one: &&&SourceId| {
            sources
                .iter()
                .any(|other| other != *one && relays(one, other))
        };
        let passed: Vec<&&SourceId> = sources.iter().filter(passes_on).collect();
        let n = sources.len() - passed.len();
        if n >= 2 {
            return;
        }
        let message = match passed.iter().min() {
            Some(one) => format!(
                "`{}` is corroborated by one source only: `{one}` passes on another one",
                claim.id
            ),
            None => format!("`{}` is corroborated by fewer than two sources", claim.id),
        };
        self.about(
            Code::StatusConflict,
            (claim, "evidence"),
            message,
            "cite a second source, or say `single-source`",
        );
    }

    /// Whether a claim's agreement is what its relations say; only to be asked when every claim could be read.
    fn relations(&mut self, claim: &Claim) {
        let links = &claim.links;
        let contradicted = contradicting(self.library, claim);
        if let Some(by) = contradicted
            && claim.agreement == Agreement::Undisputed
        {
            let message = format!("`{}` is undisputed, but `{by}` contradicts it", claim.id);
            self.about(
                Code::StatusConflict,
                (claim, "agreement"),
                message,
                "say `disputed` or `contradicted`",
            );
        }
        let stands = matches!(claim.agreement, Agreement::Undisputed | Agreement::Disputed);
        if let Some(by) = links.superseded_by.first().filter(|_| stands) {
            let by = &self.library.claims[*by as usize].id;
            let own = claim.agreement.word();
            self.about(
                Code::StatusConflict,
                (claim, "agreement"),
                format!("`{}` is {own}, but `{by}` supersedes it", claim.id),
                "say `superseded`",
            );
        }
        if claim.agreement == Agreement::Superseded && links.superseded_by.is_empty() {
            let message = format!("`{}` is superseded, but no claim supersedes it", claim.id);
            self.about(
                Code::StatusConflict,
                (claim, "agreement"),
                message,
                "add `supersedes` to the claim that does",
            );
        }
        if claim.agreement == Agreement::Contradicted && contradicted.is_none() {
            let message = format!(
                "`{}` is contradicted, but no claim contradicts it",
                claim.id
            );
            self.about(
                Code::StatusConflict,
                (claim, "agreement"),
                message,
                "add `contradicts` to the claim that does",
            );
        }
    }

    fn age(&mut self, claim: &Claim) {
        let Some(years) = self.library.explainer.stale_after else {
            return;
        };
        let age = i64::from(self.library.explainer.as_of.year) - i64::from(claim.as_of.end().year);
        let holds_still = matches!(claim.as_of, Period::Since(_));
        if claim.agreement == Agreement::Undisputed && !holds_still && age > i64::from(years) {
            let message = format!(
                "`{}` was last known to hold {age} years before the explainer's date",
                claim.id
            );
            self.about(
                Code::StaleClaim,
                (claim, "as-of"),
                message,
                "look whether it still holds",
            );
        }
    }

    fn sources(&mut self) {
        let mut used: HashSet<&str> = HashSet::new();
        for source in &self.library.sources {
            if !source.cited_by.is_empty() {
                used.insert(source.id.as_str());
            }
            used.extend(source.relays.iter().map(|id| id.as_str()));
        }
        let subjects = self
            .library
            .comparisons
            .iter()
            .flat_map(|comparison| &comparison.subjects);
        used.extend(
            subjects
                .filter_map(|subject| subject.source.as_ref())
                .map(|id| id.as_str()),
        );
        let sections = self
            .library
            .chapters
            .iter()
            .flat_map(|chapter| &chapter.sections);
        for block in sections.flat_map(|section| &section.blocks) {
            if let BlockContent::Quote {
                origin: QuoteOrigin::Citation(citation),
                ..
            } = &block.content
            {
                used.insert(citation.source.as_str());
            }
        }
        used.extend(picture::used(self.library));
        let unused: Vec<String> = self
            .library
            .sources
            .iter()
            .map(|source| source.id.to_string())
            .filter(|id| !used.contains(id.as_str()))
            .collect();
        for id in unused {
            let span = self.notes.place(&id, "id");
            self.add(
                Code::UnusedSource,
                span,
                format!("no claim cites `{id}`"),
                "cite it, or remove it",
            );
        }
    }

    fn sum(&mut self, derivation: &Derivation) {
        let span = self.notes.place(derivation.id.as_str(), "result");
        let inputs: Vec<f64> = derivation.inputs.iter().map(|input| input.value).collect();
        let Some(value) = worked_out(derivation.operation, &inputs) else {
            let message = format!(
                "`{}` can't be worked out from {} inputs",
                derivation.operation.word(),
                inputs.len()
            );
            return self.add(
                Code::WrongSum,
                span,
                message,
                "give it the inputs that it needs, none of them a divisor of zero",
            );
        };
        let result = rounded(value, derivation.round_to);
        if !is_equal(result, derivation.result) {
            let message = format!("the inputs give {result}, not {}", derivation.result);
            self.add(
                Code::WrongSum,
                span,
                message,
                "write what the inputs give, or mend the inputs",
            );
        }
    }

    /// What was noted while lowering, now that it is known to stand in a whole explainer.
    fn places(&mut self) {
        for (claim, span) in self.notes.all(|notes| &notes.unlocated) {
            let message = format!("a citation of `{claim}` does not say where in the source");
            self.add(
                Code::NoLocator,
                Some(span.clone()),
                message,
                "add `locator`, such as \"p. 4\" or \"article 21\"",
            );
        }
        for (what, span) in self.notes.all(|notes| &notes.uncited) {
            self.add(
                Code::UncitedPoint,
                Some(span.clone()),
                format!("{what} has neither a claim nor a source"),
                "add `claim`, `claims` or `source`",
            );
        }
        for (n, span) in self.notes.all(|notes| &notes.long_quotes) {
            self.add(
                Code::LongQuote,
                Some(span.clone()),
                format!("a quotation has {n} words"),
                "quote fewer than 20 words, and paraphrase the rest",
            );
        }
        for text in self.notes.all(|notes| &notes.untranslated) {
            let codes: Vec<&str> = text.lacks.iter().map(Lang::code).take(LANGUAGES).collect();
            let named = quoted(&codes);
            let message = match text.lacks.len() - codes.len() {
                0 => format!("`{}` is missing in {named}", text.key),
                more => format!("`{}` is missing in {named} and {more} more", text.key),
            };
            self.add(
                Code::MissingTranslation,
                Some(text.span.clone()),
                message,
                "write it in every language of the explainer",
            );
        }
    }
}

/// The first claim that contradicts this one. Of two that name each other neither is linked to the other, so that is looked for too.
fn contradicting<'a>(library: &'a Library, claim: &'a Claim) -> Option<&'a ClaimId> {
    let first = claim.links.contradicted_by.first();
    let by = first.map(|by| &library.claims[*by as usize].id);
    let answers = |id: &&ClaimId| {
        let other = library.claim(id);
        other.is_some_and(|other| other.contradicts.contains(&claim.id))
    };
    by.or_else(|| claim.contradicts.iter().find(answers))
}
