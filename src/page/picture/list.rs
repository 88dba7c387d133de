//! The list of everything to look at: charts, maps, timelines, who holds what, figures to redo, self-checks.

use crate::content::model::Entity;
use crate::edition::plain;
use crate::i18n::Msg;
use crate::page::picture::says;
use crate::page::{Block, Ctx, Entry, Heading, Link, Motion, Page, Span};
use crate::place::{Location, Place};
use crate::theme::Role;

/// The page of the list.
pub fn page(ctx: Ctx<'_>) -> Page {
    let library = ctx.library();
    let head = Block::heading(1, ctx.msg(Msg::Pictures)).tight();
    let entries = vec![Entry::fixed("pictures", vec![head])];
    let mut page = Page::listing(Place::Pictures, Msg::Pictures, Motion::Choose, entries, ctx);
    let all = |n: usize, entity: fn(u32) -> Entity| (0..n as u32).map(entity).collect::<Vec<_>>();
    let groups = [
        (
            "pictures:commands",
            Msg::Commands,
            all(library.commands.len(), Entity::Command),
        ),
        (
            "pictures:timelines",
            Msg::Timeline,
            all(library.timelines.len(), Entity::Timeline),
        ),
        (
            "pictures:maps",
            Msg::Maps,
            all(library.maps.len(), Entity::Map),
        ),
        (
            "pictures:charts",
            Msg::Charts,
            all(library.charts.len(), Entity::Chart),
        ),
        (
            "pictures:figures",
            Msg::Figures,
            all(library.derivations.len(), Entity::Derivation),
        ),
        (
            "pictures:checks",
            Msg::CheckYourself,
            all(library.checks.len(), Entity::Check),
        ),
    ];
    for (key, msg, entities) in groups.into_iter().filter(|(_, _, all)| !all.is_empty()) {
        page.outline.push(Heading {
            entry: page.entries.len(),
            level: 1,
            label: ctx.msg(msg).to_string(),
        });
        let heading = Block::heading(2, ctx.msg(msg));
        page.entries.push(Entry::fixed(key, vec![heading]));
        page.entries.extend(entities.into_iter().map(Entry::Row));
    }
    page
}

/// A picture in the list: its title, and what it shows.
pub fn row(entity: Entity, ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let to = Link::Go(Location::of(entity, library));
    let title = Span::new(library.title_of(entity, ctx.lang).to_string(), Role::Link).to(to);
    let mut blocks = vec![Block::flow(vec![title])];
    if let Some(says) = says(entity, ctx) {
        let text = plain(library, says.get(ctx.lang), ctx.lang).replace('\n', " ");
        let text = Span::new(text, Role::Muted);
        blocks.push(Block::flow(vec![text]).indented(2).tight());
    }
    blocks
}
