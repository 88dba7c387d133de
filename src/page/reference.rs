//! Questions with their answers, and figures worked out from others.

use crate::content::model::{DerivationId, Entity, FaqId};
use crate::i18n::{Msg, Spoken, number};
use crate::page::claim::field;
use crate::page::{Block, Crumb, Ctx, Entry, Link, Motion, Page, Span, inline};
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

/// The page of a derived figure.
pub fn derivation(id: &DerivationId, ctx: Ctx<'_>) -> Page {
    let library = ctx.library();
    let mut page = Page {
        place: Place::Derivation(id.clone()),
        crumbs: vec![crate::page::home::crumb(ctx)],
        entries: Vec::new(),
        outline: Vec::new(),
        motion: Motion::Scroll,
        numbering: Vec::new(),
    };
    if let Some(entity @ Entity::Derivation(_)) = library.find(id.as_str()) {
        page.crumbs.push(Crumb {
            label: library.title_of(entity, ctx.lang).to_string(),
            place: page.place.clone(),
        });
        page.entries.push(Entry::Body(entity));
    }
    page
}

/// A figure with its inputs, operation, result and rounding.
pub fn derivation_body(i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let derivation = &ctx.library().derivations[i as usize];
    let text = |text: String| vec![Span::new(text, Role::Text)];
    let title = Span::new(derivation.title.get(ctx.lang).to_string(), Role::Strong);
    let mut blocks = vec![Block::flow(vec![title])];
    for input in &derivation.inputs {
        let mut value = text(format!(
            "{}  {}",
            number(input.value),
            input.label.get(ctx.lang)
        ));
        if let Some(id) = &input.claim {
            value.push(Span::new(" ", Role::Text));
            value.push(Span::new("[*]", Role::Citation).to(Link::Claim(id.clone())));
        }
        blocks.push(field(ctx.msg(Msg::Inputs), value));
    }
    let mut result = number(derivation.result);
    result.push_str(&format!(" {}", derivation.unit.get(ctx.lang)));
    let mut how = format!("  {}", derivation.operation.spoken(ctx.lang));
    if let Some(step) = derivation.round_to {
        how.push_str(&format!("; {}", Msg::Rounded.with(ctx.lang, &number(step))));
    }
    let mut value = text(result);
    value.push(Span::new(how, Role::Muted));
    blocks.push(field(ctx.msg(Msg::Result), value));
    if let Some(printed) = &derivation.printed {
        blocks.push(field(
            ctx.msg(Msg::Printed),
            text(printed.get(ctx.lang).to_string()),
        ));
    }
    if let Some(note) = &derivation.note {
        let plain = crate::edition::plain(ctx.library(), note.get(ctx.lang), ctx.lang);
        blocks.push(field(
            ctx.msg(Msg::NoteLabel),
            text(plain.replace('\n', " ")),
        ));
    }
    blocks
        .into_iter()
        .map(|block| block.barred(Role::Rule))
        .collect()
}
