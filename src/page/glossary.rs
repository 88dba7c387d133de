//! The glossary and the timeline: lists by name and by date.

use crate::content::model::{Entity, TermId};
use crate::i18n::{Msg, period};
use crate::page::claim::field;
use crate::page::{Block, Ctx, Entry, Heading, Link, Motion, Page, Span, inline};
use crate::place::{Location, Place};
use crate::text::fold::fold;
use crate::theme::Role;

/// All terms by name.
pub fn glossary(ctx: Ctx<'_>) -> Page {
    let terms = &ctx.library().terms;
    let name = |i: &u32| terms[*i as usize].name.get(ctx.lang);
    let mut order: Vec<u32> = (0..terms.len() as u32).collect();
    order.sort_by_cached_key(|i| fold(name(i)));
    let mut entries = vec![Entry::fixed(
        "glossary",
        vec![Block::heading(1, ctx.msg(Msg::Glossary)).tight()],
    )];
    let mut outline: Vec<Heading> = Vec::new();
    for i in order {
        let letter = fold(name(&i))
            .chars()
            .next()
            .map(|c| c.to_uppercase().to_string())
            .unwrap_or_default();
        if outline.last().is_none_or(|heading| heading.label != letter) {
            outline.push(Heading {
                entry: entries.len(),
                level: 1,
                label: letter,
            });
        }
        entries.push(Entry::Row(Entity::Term(i)));
    }
    let page = Page::listing(Place::Glossary, Msg::Glossary, Motion::Scroll, entries, ctx);
    let cited = page.entries.iter().filter_map(|entry| match entry {
        Entry::Row(Entity::Term(i)) => terms.get(*i as usize),
        _ => None,
    });
    let mut numbering = Vec::new();
    cited.for_each(|term| inline::cited(term.definition.get(ctx.lang), &mut numbering));
    Page {
        outline,
        numbering,
        ..page
    }
}

/// A term with its definition.
pub fn term_row(page: &Page, i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let term = &library.terms[i as usize];
    let mut head = vec![Span::new(term.name.get(ctx.lang).to_string(), Role::Strong)];
    let also = term.other_names(ctx.lang);
    if !also.is_empty() {
        // Names may hold commas.
        let also = format!("  {}: {}", ctx.msg(Msg::AlsoCalled), also.join(" · "));
        head.push(Span::new(also, Role::Muted));
    }
    let mut blocks = vec![Block::flow(head)];
    blocks.push(
        Block::flow(inline::flat(page, &term.definition, ctx))
            .indented(2)
            .tight(),
    );
    let see: Vec<Span> = term
        .see
        .iter()
        .filter_map(|id| library.find(id.as_str()))
        .map(|entity| {
            let to = Link::Go(Location::of(entity, library));
            Span::new(library.title_of(entity, ctx.lang).to_string(), Role::Link).to(to)
        })
        .collect();
    if !see.is_empty() {
        let mut spans = vec![Span::new(
            format!("{}: ", ctx.msg(Msg::SeeAlso)),
            Role::Muted,
        )];
        for (n, span) in see.into_iter().enumerate() {
            if n > 0 {
                spans.push(Span::new(", ", Role::Muted));
            }
            spans.push(span);
        }
        blocks.push(Block::flow(spans).indented(2).tight());
    }
    blocks
}

/// What opens in place under a term.
pub fn definition(page: &Page, id: &TermId, ctx: Ctx<'_>) -> Vec<Block> {
    let Some(Entity::Term(i)) = ctx.library().find(id.as_str()) else {
        return Vec::new();
    };
    let term = &ctx.library().terms[i as usize];
    let mut head = vec![Span::new(term.name.get(ctx.lang).to_string(), Role::Strong)];
    if let Some(expansion) = &term.expansion {
        head.push(Span::new(
            format!("  {}", expansion.get(ctx.lang)),
            Role::Muted,
        ));
    }
    let to = Link::Go(Location::at(Place::Glossary, id.as_str()));
    let blocks = [
        Block::flow(head),
        Block::flow(inline::flat(page, &term.definition, ctx)).tight(),
        Block::flow(vec![Span::new(ctx.msg(Msg::Glossary), Role::Link).to(to)]).tight(),
    ];
    blocks.map(|block| block.barred(Role::Rule)).to_vec()
}

/// The timeline as a list, years as its contents.
pub fn timeline(ctx: Ctx<'_>) -> Page {
    let mut entries = vec![Entry::fixed(
        "timeline",
        vec![Block::heading(1, ctx.msg(Msg::Timeline)).tight()],
    )];
    let mut outline: Vec<Heading> = Vec::new();
    for (i, event) in (0u32..).zip(&ctx.library().events) {
        let year = event.date.start().year.to_string();
        if outline.last().is_none_or(|heading| heading.label != year) {
            outline.push(Heading {
                entry: entries.len(),
                level: 1,
                label: year,
            });
        }
        entries.push(Entry::Row(Entity::Event(i)));
    }
    let mut page = Page::listing(Place::Timeline, Msg::Timeline, Motion::Scroll, entries, ctx);
    for event in &ctx.library().events {
        inline::cited(event.text.get(ctx.lang), &mut page.numbering);
    }
    Page { outline, ..page }
}

/// An event with its text.
pub fn event_row(page: &Page, i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let event = &library.events[i as usize];
    let head = vec![
        Span::new(format!("{}  ", period(event.date, ctx.lang)), Role::Heading),
        Span::new(event.title.get(ctx.lang).to_string(), Role::Strong),
    ];
    let mut blocks = vec![
        Block::flow(head),
        Block::flow(inline::flat(page, &event.text, ctx))
            .indented(2)
            .tight(),
    ];
    if let Some(entity) = event
        .about
        .as_ref()
        .and_then(|id| library.find(id.as_str()))
    {
        let to = Link::Go(Location::of(entity, library));
        let link = Span::new(library.title_of(entity, ctx.lang).to_string(), Role::Link).to(to);
        blocks.push(field(ctx.msg(Msg::Treats), vec![link]).indented(2));
    }
    blocks
}
