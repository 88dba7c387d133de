//! Questions with their answers, and figures worked out from others.

use crate::content::arithmetic::{rounded, worked_out};
use crate::content::model::{ClaimId, Derivation, DerivationId, Entity, FaqId, Input};
use crate::i18n::{Msg, Spoken, number};
use crate::page::claim::field;
use crate::page::{Block, Crumb, Ctx, Entry, Link, Motion, Page, Shape, Span, inline};
use crate::place::view::Reckoning;
use crate::place::{Location, Place};
use crate::theme::Role;

/// All questions with their short answers.
pub fn faqs(ctx: Ctx<'_>) -> Page {
    let head = Entry::fixed("faq", vec![Block::heading(1, ctx.msg(Msg::Faq)).tight()]);
    let rows = (0..ctx.library().faqs.len() as u32).map(|i| Entry::Row(Entity::Faq(i)));
    let entries = std::iter::once(head).chain(rows).collect();
    Page::listing(Place::Faqs, Msg::Faq, Motion::Choose, entries, ctx)
}

/// A question with its short answer.
pub fn faq_row(page: &Page, i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let faq = &ctx.library().faqs[i as usize];
    let to = Link::Go(Location::top(Place::Faq(faq.id.clone())));
    let question = Span::new(faq.question.get(ctx.lang).to_string(), Role::Link).to(to);
    let short = inline::flat(page, &faq.short, ctx);
    let choosing = page.motion == Motion::Choose;
    let short = if choosing {
        inline::unlinked(short)
    } else {
        short
    };
    vec![
        Block::flow(vec![question]),
        Block::flow(short).indented(2).tight(),
    ]
}

/// The page of one question.
pub fn faq(id: &FaqId, ctx: Ctx<'_>) -> Page {
    let mut page = Page::listing(Place::Faqs, Msg::Faq, Motion::Scroll, Vec::new(), ctx);
    page.place = Place::Faq(id.clone());
    let Some(entity @ Entity::Faq(i)) = ctx.library().find(id.as_str()) else {
        return page;
    };
    let faq = &ctx.library().faqs[i as usize];
    page.crumbs.push(Crumb {
        label: faq.question.get(ctx.lang).to_string(),
        place: page.place.clone(),
    });
    let texts = [Some(&faq.short), faq.full.as_ref(), faq.disputed.as_ref()];
    for text in texts.into_iter().flatten() {
        inline::cited(text.get(ctx.lang), &mut page.numbering);
    }
    page.entries.push(Entry::Body(entity));
    page
}

/// A question with its answer in full and what remains disputed.
pub fn faq_body(page: &Page, i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let faq = &ctx.library().faqs[i as usize];
    let mut blocks = vec![Block::heading(1, faq.question.get(ctx.lang).to_string()).tight()];
    blocks.extend(inline::blocks(page, &faq.short, ctx));
    if let Some(full) = &faq.full {
        blocks.push(Block::heading(2, ctx.msg(Msg::InFull)));
        blocks.extend(inline::blocks(page, full, ctx));
    }
    if let Some(disputed) = &faq.disputed {
        blocks.push(Block::heading(2, ctx.msg(Msg::RemainsDisputed)));
        blocks.extend(inline::blocks(page, disputed, ctx));
    }
    blocks
}

/// The page of a derived figure, with what the reader put in.
pub fn derivation(id: &DerivationId, own: &Reckoning, ctx: Ctx<'_>) -> Page {
    let library = ctx.library();
    let mut page = Page::listing(
        Place::Pictures,
        Msg::Pictures,
        Motion::Choose,
        Vec::new(),
        ctx,
    );
    page.place = Place::Derivation(id.clone(), own.clone());
    if let Some(entity @ Entity::Derivation(_)) = library.find(id.as_str()) {
        page.crumbs.push(Crumb {
            label: library.title_of(entity, ctx.lang).to_string(),
            place: page.place.clone(),
        });
        page.numbering = inputs_cited(id, ctx);
        page.entries.push(Entry::Body(entity));
    }
    page
}

/// The claims that the inputs of a figure come from, in order, each once.
pub fn inputs_cited(id: &DerivationId, ctx: Ctx<'_>) -> Vec<ClaimId> {
    let mut cited: Vec<ClaimId> = Vec::new();
    let library = ctx.library();
    let Some(Entity::Derivation(i)) = library.find(id.as_str()) else {
        return cited;
    };
    let inputs = library.derivations[i as usize].inputs.iter();
    let claims = inputs.filter_map(|input| input.claim.as_ref());
    for claim in claims {
        if !cited.contains(claim) {
            cited.push(claim.clone());
        }
    }
    cited
}

/// A figure with its inputs, operation, result and rounding; on its own page the inputs can be changed.
pub fn derivation_body(page: &Page, i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let derivation = &ctx.library().derivations[i as usize];
    let own = match &page.place {
        Place::Derivation(id, own) if *id == derivation.id => Some(own),
        _ => None,
    };
    let title = derivation.title.get(ctx.lang).to_string();
    let title = match own {
        Some(_) => Span::new(title, Role::Strong),
        None => Span::new(title, Role::Link)
            .to(Link::Go(Location::of(Entity::Derivation(i), ctx.library()))),
    };
    let mut blocks = vec![Block::flow(vec![title])];
    for (n, input) in derivation.inputs.iter().enumerate() {
        blocks.push(field(
            ctx.msg(Msg::Inputs),
            input_spans(page, (n, input), own, ctx),
        ));
    }
    let printed = results(derivation, None, ctx);
    match own.filter(|own| !own.0.is_empty()) {
        None => blocks.extend(printed),
        Some(own) => {
            let name = |msg: Msg| Span::new(ctx.msg(msg), Role::Label);
            let columns = vec![
                (name(Msg::AuthorsNumbers), printed),
                (name(Msg::YourNumbers), results(derivation, Some(own), ctx)),
            ];
            blocks.push(Block {
                shape: Shape::Columns(columns),
                ..Block::flow(Vec::new())
            });
        }
    }
    if let Some(note) = &derivation.note {
        let plain = crate::edition::plain(ctx.library(), note.get(ctx.lang), ctx.lang);
        let note = vec![Span::new(plain.replace('\n', " "), Role::Text)];
        blocks.push(field(ctx.msg(Msg::NoteLabel), note));
    }
    if own.is_some() {
        let hint = Span::new(ctx.msg(Msg::ChangeHint), Role::Muted);
        blocks.push(Block::flow(vec![hint]));
    }
    blocks
        .into_iter()
        .map(|block| block.barred(Role::Rule))
        .collect()
}

/// An input with its source; the reader's number before the author's where there is one.
fn input_spans(
    page: &Page,
    (n, input): (usize, &Input),
    own: Option<&Reckoning>,
    ctx: Ctx<'_>,
) -> Vec<Span> {
    let label = input.label.get(ctx.lang);
    let changed = own.and_then(|own| own.input(n));
    let mut spans = Vec::new();
    if own.is_some() {
        let shown = number(changed.unwrap_or(input.value));
        spans.push(Span::new(shown, Role::Link).to(Link::Input(n)));
    } else {
        spans.push(Span::new(number(input.value), Role::Text));
    }
    spans.push(Span::new(format!("  {label}"), Role::Text));
    if changed.is_some() {
        let given = format!(
            "  ({}: {})",
            ctx.msg(Msg::AuthorsNumbers),
            number(input.value)
        );
        spans.push(Span::new(given, Role::Muted));
    }
    if let Some(id) = &input.claim {
        spans.push(Span::new(" ", Role::Text));
        spans.push(inline::citation(page, id.as_str(), ctx));
    }
    spans
}

/// The exact result, the rounded one, and, for the author's inputs, what was printed.
fn results(derivation: &Derivation, own: Option<&Reckoning>, ctx: Ctx<'_>) -> Vec<Block> {
    let unit = derivation.unit.get(ctx.lang);
    let value =
        |(n, input): (usize, &Input)| own.and_then(|own| own.input(n)).unwrap_or(input.value);
    let inputs: Vec<f64> = derivation.inputs.iter().enumerate().map(value).collect();
    let line = |msg: Msg, text: String, more: String| {
        let mut spans = vec![Span::new(text, Role::Strong)];
        if !more.is_empty() {
            spans.push(Span::new(format!("  {more}"), Role::Muted));
        }
        field(ctx.msg(msg), spans)
    };
    let how = derivation.operation.spoken(ctx.lang).to_string();
    let Some(exact) = worked_out(derivation.operation, &inputs) else {
        return vec![line(
            Msg::Result,
            ctx.msg(Msg::CantBeWorkedOut).to_string(),
            how,
        )];
    };
    let mut blocks = Vec::new();
    let result = rounded(exact, derivation.round_to);
    if let Some(step) = derivation.round_to {
        blocks.push(line(Msg::Exact, format!("{} {unit}", number(exact)), how));
        let rounded = match step {
            1.0 => ctx.msg(Msg::RoundedToWhole).to_string(),
            step => Msg::Rounded.with(ctx.lang, &number(step)),
        };
        blocks.push(line(
            Msg::Result,
            format!("{} {unit}", number(result)),
            rounded,
        ));
    } else {
        blocks.push(line(Msg::Result, format!("{} {unit}", number(result)), how));
    }
    if let (None, Some(printed)) = (own, &derivation.printed) {
        blocks.push(line(
            Msg::Printed,
            printed.get(ctx.lang).to_string(),
            String::new(),
        ));
    }
    blocks
}
