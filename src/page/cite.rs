//! How sources are named: the short form beside a sentence, the reference in a list, and what a copied claim brings along.

use crate::content::model::{Claim, Source};
use crate::edition::plain;
use crate::i18n::{Msg, Spoken, date, holds, number};
use crate::page::Ctx;

/// The short form: "W Radio 2024", "Iconocast n.d.".
pub fn short(source: &Source, ctx: Ctx<'_>) -> String {
    if let Some(short) = &source.short {
        return short.get(ctx.lang).to_string();
    }
    let author = source.author.as_ref().or(source.publisher.as_ref());
    let name = author.map_or_else(|| source.id.as_str(), |name| name.as_str());
    match source.date {
        Some(date) => format!("{name} {}", date.year),
        None => format!("{name} {}", ctx.msg(Msg::NoDate)),
    }
}

/// The full reference: author, date, title, publisher, address, last seen.
pub fn reference(source: &Source, ctx: Ctx<'_>) -> String {
    let mut parts = Vec::new();
    let author = source.author.as_ref().or(source.publisher.as_ref());
    let when = source
        .date
        .map_or_else(|| ctx.msg(Msg::NoDate).to_string(), |d| date(d, ctx.lang));
    parts.push(author.map_or_else(
        || format!("({when})"),
        |author| format!("{author} ({when})"),
    ));
    parts.push(source.title.get(ctx.lang).to_string());
    if let (Some(_), Some(publisher)) = (&source.author, &source.publisher) {
        parts.push(publisher.to_string());
    }
    if let Some(url) = &source.url {
        parts.push(url.to_string());
    }
    let mut out = String::new();
    for part in &parts {
        if !out.is_empty() {
            out.push_str(if ends(&out) { " " } else { ". " });
        }
        out.push_str(part);
    }
    if !ends(&out) && source.url.is_none() {
        out.push('.');
    }
    if let Some(seen) = source.retrieved {
        out.push_str(&format!(
            " ({}: {})",
            ctx.msg(Msg::RetrievedLabel),
            date(seen, ctx.lang)
        ));
    }
    out
}

/// Whether a text ends as a sentence does, so that no full stop is due.
pub fn ends(text: &str) -> bool {
    text.ends_with(['.', '?', '!'])
}

/// The status of a claim in words: "figure · single source · disputed · as of 2020".
pub fn status(claim: &Claim, ctx: Ctx<'_>) -> String {
    let mut words = vec![claim.kind.spoken(ctx.lang)];
    let evidence = claim.evidence.spoken(ctx.lang);
    if !words.contains(&evidence) {
        words.push(evidence);
    }
    words.push(claim.agreement.spoken(ctx.lang));
    let as_of = holds(claim.as_of, ctx.lang);
    format!("{} · {as_of}", words.join(" · "))
}

/// The claim's numbers in words: "about 100,000 people (the whole force; counting …)".
pub fn figure(figure: &crate::content::model::Figure, ctx: Ctx<'_>) -> String {
    let printed = figure
        .text
        .as_ref()
        .map(|text| text.get(ctx.lang).to_string());
    let unit = figure.unit.get(ctx.lang);
    let mut out = match printed {
        Some(text) if text.contains(unit) => text,
        Some(text) => format!("{text} {unit}"),
        None => format!("{} {unit}", number(figure.value)),
    };
    let population = figure
        .population
        .as_ref()
        .map(|p| p.get(ctx.lang).to_string());
    let definition = figure
        .definition
        .as_ref()
        .map(|d| d.get(ctx.lang).to_string());
    let more: Vec<String> = population.into_iter().chain(definition).collect();
    if !more.is_empty() {
        out.push_str(&format!(" ({})", more.join("; ")));
    }
    out
}

/// What a copied claim says: its text, who says so, its date, its status and where it stands.
pub fn copied(claim: &Claim, ctx: Ctx<'_>) -> String {
    let library = ctx.library();
    let text = plain(library, claim.text.get(ctx.lang), ctx.lang);
    let mut out = format!(
        "{text}\n— {}; {}",
        claim.says.get(ctx.lang),
        status(claim, ctx)
    );
    for citation in &claim.citations {
        let Some(source) = library.source(&citation.source) else {
            continue;
        };
        out.push_str(&format!("\n  {}", reference(source, ctx)));
        if let Some(locator) = &citation.locator {
            out.push_str(&format!(", {}", locator.get(ctx.lang)));
        }
    }
    out
}
