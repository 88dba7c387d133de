//! Self-checks: a question with its options; the sources answer once one was chosen.

use crate::content::model::picture::Check;
use crate::content::model::{CheckId, Entity};
use crate::i18n::Msg;
use crate::page::{Block, Crumb, Ctx, Entry, Link, Motion, Page, Span, inline};
use crate::place::{Location, Place};
use crate::theme::Role;

/// The page of a self-check.
pub fn page(id: &CheckId, chosen: Option<u8>, ctx: Ctx<'_>) -> Page {
    let motion = match chosen {
        None => Motion::Choose,
        Some(_) => Motion::Scroll,
    };
    let mut page = Page::listing(Place::Pictures, Msg::Pictures, motion, Vec::new(), ctx);
    page.place = Place::Check(id.clone(), chosen);
    let Some(Entity::Check(i)) = ctx.library().find(id.as_str()) else {
        return page;
    };
    let check = &ctx.library().checks[i as usize];
    page.crumbs.push(Crumb {
        label: check.question.get(ctx.lang).to_string(),
        place: page.place.clone(),
    });
    page.numbering = super::numbering(Entity::Check(i), ctx);
    let count = format!(
        "{} {}/{}",
        ctx.msg(Msg::CheckYourself),
        i + 1,
        ctx.library().checks.len()
    );
    let mut blocks = vec![
        Block::heading(1, check.question.get(ctx.lang).to_string()).tight(),
        Block::flow(vec![Span::new(count, Role::Muted)]).tight(),
    ];
    blocks.extend(options(&page, check, chosen, ctx));
    if chosen.is_some() {
        blocks.push(Block::heading(2, ctx.msg(Msg::WhatSourcesSay)));
        blocks.extend(
            inline::blocks(&page, &check.answer, ctx)
                .into_iter()
                .map(Block::tight),
        );
        blocks.push(next(i, ctx));
    }
    page.entries
        .push(Entry::fixed(id.as_str().to_string(), blocks));
    page
}

/// The options: to be chosen, or, once one was, with what is right.
fn options(page: &Page, check: &Check, chosen: Option<u8>, ctx: Ctx<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (n, option) in (0u8..).zip(&check.options) {
        // No letters: a reader would press them, and they are keys for other things.
        let lead = Span::new("• ", Role::Muted);
        let text = Span::new(option.text.get(ctx.lang).to_string(), Role::Text);
        let Some(chosen) = chosen else {
            let to = Link::Go(Location::top(Place::Check(check.id.clone(), Some(n))));
            let text = Span {
                role: Role::Link,
                ..text
            };
            blocks.push(Block::flow(vec![text.to(to)]).led(lead, 2));
            continue;
        };
        let (msg, role) = match option.right {
            true => (Msg::SourcesSaySo, Role::Firm),
            false => (Msg::SourcesDoNot, Role::Contested),
        };
        let mut spans = vec![text, Span::new(format!("  {}", ctx.msg(msg)), role)];
        if n == chosen {
            spans.push(Span::new(
                format!("  ({})", ctx.msg(Msg::YouChose)),
                Role::Strong,
            ));
        }
        blocks.push(Block::flow(spans).led(lead, 2));
        if let Some(because) = &option.because {
            blocks.push(
                Block::flow(inline::flat(page, because, ctx))
                    .indented(2)
                    .tight(),
            );
        }
    }
    blocks
}

/// The way to the next self-check, or back to the list.
fn next(i: u32, ctx: Ctx<'_>) -> Block {
    let next = ctx.library().checks.get(i as usize + 1);
    let (label, place) = match next {
        Some(next) => (
            next.question.get(ctx.lang),
            Place::Check(next.id.clone(), None),
        ),
        None => (ctx.msg(Msg::Pictures), Place::Pictures),
    };
    let link = Span::new(label.to_string(), Role::Link).to(Link::Go(Location::top(place)));
    Block::flow(vec![
        Span::new(format!("{}: ", ctx.msg(Msg::NextCheck)), Role::Muted),
        link,
    ])
}

/// A self-check in a chapter: the question, which opens its page.
pub fn in_text(i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let check = &ctx.library().checks[i as usize];
    let to = Link::Go(Location::top(Place::Check(check.id.clone(), None)));
    let label = Span::new(format!("{}: ", ctx.msg(Msg::CheckYourself)), Role::Label);
    let question = Span::new(check.question.get(ctx.lang).to_string(), Role::Link).to(to);
    vec![Block::flow(vec![label, question]).barred(Role::Rule)]
}

/// Everything in a self-check for the linear twin and copying: question and options, without the answer.
pub fn row(i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let check = &ctx.library().checks[i as usize];
    let to = Link::Go(Location::top(Place::Check(check.id.clone(), None)));
    let question = Span::new(check.question.get(ctx.lang).to_string(), Role::Link).to(to);
    vec![Block::flow(vec![question]).tight()]
}
