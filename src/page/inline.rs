//! From parsed prose to spans and blocks: citations get their markers, terms and references their words.

use crate::content::mention;
use crate::content::model::{Agreement, Claim, ClaimId, Entity, Evidence, TermId};
use crate::content::prose::{Form, Paragraph, RunKind, parse};
use crate::content::wording::Prose;
use crate::page::{Block, Ctx, Link, Page, Span};
use crate::place::Location;
use crate::theme::Role;

/// The blocks of a prose text: its paragraphs, list items and quotations.
pub fn blocks(page: &Page, prose: &Prose, ctx: Ctx<'_>) -> Vec<Block> {
    let parsed = parse(prose.get(ctx.lang));
    let mut before = None;
    let set = |paragraph: &Paragraph| {
        let block = Block::flow(spans(page, paragraph, ctx));
        let block = match paragraph.form {
            Form::Plain => block,
            Form::Item { number, depth } => {
                let lead = number.map_or_else(|| "• ".to_string(), |n| format!("{n}. "));
                let cells = lead.chars().count() as u16;
                let item = block
                    .led(Span::new(lead, Role::Muted), cells)
                    .indented(2 * u16::from(depth));
                let follows = matches!(before, Some(Form::Item { .. }));
                if follows { item.tight() } else { item }
            }
            Form::Quotation => block.indented(2).barred(Role::Rule),
        };
        before = Some(paragraph.form);
        block
    };
    parsed.paragraphs.iter().map(set).collect()
}

/// The prose as one paragraph: what fits into a cell, a card or a row.
pub fn flat(page: &Page, prose: &Prose, ctx: Ctx<'_>) -> Vec<Span> {
    let parsed = parse(prose.get(ctx.lang));
    let mut all = Vec::new();
    for paragraph in &parsed.paragraphs {
        if !all.is_empty() {
            all.push(Span::new(" ", Role::Text));
        }
        all.extend(spans(page, paragraph, ctx));
    }
    all
}

/// The same without citations, and without the spaces before them.
pub fn uncited(spans: Vec<Span>) -> Vec<Span> {
    let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        let cites = matches!(span.link, Some(Link::Claim(_))) && span.text.starts_with('[');
        if !cites {
            kept.push(span);
        } else if let Some(before) = kept.last_mut() {
            before.text = before.text.trim_end().to_string().into();
        }
    }
    kept
}

/// The same without citations and links: for rows that are one link as a whole.
pub fn unlinked(spans: Vec<Span>) -> Vec<Span> {
    let plain = |span: Span| Span {
        role: if matches!(span.role, Role::Term | Role::Link) {
            Role::Text
        } else {
            span.role
        },
        link: None,
        ..span
    };
    uncited(spans).into_iter().map(plain).collect()
}

/// The spans of one paragraph.
fn spans(page: &Page, paragraph: &Paragraph, ctx: Ctx<'_>) -> Vec<Span> {
    let library = ctx.library();
    let mut spans: Vec<Span> = Vec::with_capacity(paragraph.runs.len());
    for run in &paragraph.runs {
        let text = &paragraph.text[run.range.clone()];
        let words = |id: &str| {
            let found = library
                .find(id)
                .map(|entity| library.title_of(entity, ctx.lang));
            if text.is_empty() {
                found.unwrap_or(id)
            } else {
                text
            }
            .to_string()
        };
        spans.push(match &run.kind {
            RunKind::Plain => Span::new(text.to_string(), Role::Text),
            RunKind::Emphasis => Span::new(text.to_string(), Role::Emphasis),
            RunKind::Strong => Span::new(text.to_string(), Role::Strong),
            RunKind::Code => Span::new(text.to_string(), Role::Code),
            RunKind::Link(url) => {
                Span::new(text.to_string(), Role::Link).to(Link::Address(url.clone()))
            }
            RunKind::Citation(id) => citation(page, id, ctx),
            RunKind::Term(id) => {
                Span::new(words(id), Role::Term).to(Link::Term(TermId::new(id.as_str())))
            }
            RunKind::Reference(id) => {
                let span = Span::new(words(id), Role::Link);
                match library.find(id) {
                    Some(entity) => span.to(reference(entity, ctx)),
                    None => span,
                }
            }
        });
    }
    spans
}

/// What Enter does on a reference to `entity`.
fn reference(entity: Entity, ctx: Ctx<'_>) -> Link {
    let library = ctx.library();
    match entity {
        Entity::Claim(i) => Link::Claim(library.claims[i as usize].id.clone()),
        Entity::Term(i) => Link::Term(library.terms[i as usize].id.clone()),
        entity => Link::Go(Location::of(entity, library)),
    }
}

/// The marker of a citation: `[3]`, `[3≠]`; a bare sign where the page does not number.
pub fn citation(page: &Page, id: &str, ctx: Ctx<'_>) -> Span {
    let claim = match ctx.library().find(id) {
        Some(Entity::Claim(i)) => ctx.library().claims.get(i as usize),
        _ => None,
    };
    let number = page
        .number_of(id)
        .map_or_else(|| "*".to_string(), |n| n.to_string());
    let marker = format!("[{number}{}]", claim.map_or("", sign));
    let role = match claim.map(|claim| claim.agreement) {
        Some(Agreement::Disputed | Agreement::Contradicted) => Role::Contested,
        _ => Role::Citation,
    };
    Span::new(marker, role).to(Link::Claim(ClaimId::new(id)))
}

/// The sign that warns about a claim; empty when nothing has to be warned about.
pub fn sign(claim: &Claim) -> &'static str {
    match (claim.agreement, claim.evidence) {
        (Agreement::Disputed | Agreement::Contradicted, _) => "≠",
        (Agreement::Superseded, _) => "~",
        (Agreement::Undisputed, Evidence::NotFound) => "?",
        (Agreement::Undisputed, _) => "",
    }
}

/// The claims that markup cites, in order, each once.
pub fn cited(markup: &str, into: &mut Vec<ClaimId>) {
    for id in mention::cited(markup) {
        if !into.iter().any(|known| known.as_str() == id) {
            into.push(ClaimId::new(id));
        }
    }
}
