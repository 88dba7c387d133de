//! Fact-checks as schema.org's ClaimReview: the claims that were checked, for programs that look for such.
//!
//! What was checked is a claim of a fact or a number with a note of what was found. The rating is the words of both axes; there is no number,
//! because the two are never merged into one.

use serde_json::{Value, json};

use crate::content::model::{Claim, ClaimKind, Library};
use crate::edition::plain;
use crate::i18n::Spoken;
use crate::text::Lang;

/// Every fact-check, in every language of the explainer, as JSON-LD.
pub fn reviews(library: &Library) -> String {
    let languages = &library.explainer.languages;
    let checked = |claim: &&Claim| {
        claim.note.is_some() && matches!(claim.kind, ClaimKind::Fact | ClaimKind::Figure)
    };
    let all: Vec<Value> = library
        .claims
        .iter()
        .filter(checked)
        .flat_map(|claim| languages.iter().map(|lang| review(claim, *lang, library)))
        .collect();
    let all = json!({ "@context": "https://schema.org", "@graph": all });
    format!("{all:#}\n")
}

fn review(claim: &Claim, lang: Lang, library: &Library) -> Value {
    let text = |markup: &str| plain(library, markup, lang).replace('\n', " ");
    let appearance: Vec<Value> = claim
        .citations
        .iter()
        .filter_map(|citation| library.source(&citation.source))
        .map(|source| {
            let mut work = json!({ "@type": "CreativeWork", "name": source.title.get(lang) });
            let fields = [
                ("url", source.url.as_ref().map(|url| url.to_string())),
                ("datePublished", source.date.map(|date| date.to_string())),
                (
                    "publisher",
                    source.publisher.as_ref().map(ToString::to_string),
                ),
            ];
            for (name, value) in fields {
                if let Some(value) = value {
                    work[name] = json!(value);
                }
            }
            work
        })
        .collect();
    let note = claim.note.as_ref().map_or("", |note| note.get(lang));
    json!({
        "@type": "ClaimReview",
        "identifier": claim.id.as_str(),
        "inLanguage": lang.code(),
        "claimReviewed": text(claim.text.get(lang)),
        "reviewBody": text(note),
        "datePublished": library.explainer.as_of.to_string(),
        "author": { "@type": "Organization", "name": library.explainer.title.get(lang) },
        "itemReviewed": {
            "@type": "Claim",
            "author": { "@type": "Organization", "name": claim.says.get(lang) },
            "temporalCoverage": claim.as_of.to_string(),
            "appearance": appearance,
        },
        "reviewRating": {
            "@type": "Rating",
            "alternateName": format!("{} · {}", claim.evidence.spoken(lang), claim.agreement.spoken(lang)),
        },
    })
}
