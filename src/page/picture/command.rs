//! Who holds what on a date: in law, and in practice according to whom.

use crate::content::date::Date;
use crate::content::model::Rule;
use crate::content::model::picture::{Command, Holder, Office};
use crate::i18n::{Msg, as_of, period};
use crate::page::picture::{Walk, aside, bands};
use crate::page::{Block, Ctx, Entry, Heading, Page, Shape, Span, inline};
use crate::picture::Drawing;
use crate::picture::bands::{Band, Bands, Mark};
use crate::picture::scale::Scale;
use crate::place::view::PictureView;
use crate::theme::Role;

fn of(i: u32, ctx: Ctx<'_>) -> &Command {
    &ctx.library().commands[i as usize]
}

/// The dates at which something changed, in order.
pub fn changes(i: u32, ctx: Ctx<'_>) -> Vec<Date> {
    let holders = of(i, ctx).offices.iter().flat_map(|office| &office.holders);
    let mut dates: Vec<Date> = holders
        .flat_map(|holder| [holder.when.first(), holder.when.last()])
        .flatten()
        .collect();
    dates.sort_unstable();
    dates.dedup();
    dates
}

/// Before which date nothing is recorded; `None` when something has been since before anything that is dated.
pub fn begin(i: u32, ctx: Ctx<'_>) -> Option<Date> {
    let holders = of(i, ctx).offices.iter().flat_map(|office| &office.holders);
    let firsts: Option<Vec<Date>> = holders.map(|holder| holder.when.first()).collect();
    firsts?.into_iter().min()
}

/// The date that a view stands on: any date, or the last change when it names none.
fn standing(i: u32, view: &PictureView, ctx: Ctx<'_>) -> Option<Date> {
    Date::parse(&view.at).or_else(|| changes(i, ctx).last().copied())
}

/// Whether somebody holds an office on a date; on the day of a change it is the new one.
fn holds(holder: &Holder, at: Date) -> bool {
    let begun = holder.when.first().is_none_or(|first| first <= at);
    let single = holder.when.first() == holder.when.last();
    let over = holder
        .when
        .last()
        .is_some_and(|last| last <= at && !(single && last == at));
    begun && !over
}

/// What is drawn: the changes, and who held the first office.
pub(super) fn drawing(i: u32, view: &PictureView, ctx: Ctx<'_>) -> Drawing {
    let dates = changes(i, ctx);
    let at = standing(i, view, ctx);
    let years = dates.iter().map(|date| date.in_years());
    let (low, high) = years.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), year| {
        (low.min(year), high.max(year))
    });
    let last = ctx.library().explainer.as_of.in_years();
    let shown = Scale::new(low.floor(), high.max(last).floor() + 1.0);
    let mark = |date: &Date| Mark {
        from: date.in_years(),
        to: date.in_years(),
    };
    let mut marks: Vec<Mark> = dates.iter().map(mark).collect();
    let cursor = at.map(|at| {
        let n = dates
            .iter()
            .position(|date| *date == at)
            .unwrap_or(dates.len());
        if n == dates.len() {
            marks.push(mark(&at));
        }
        (0, n)
    });
    let office = of(i, ctx).offices.first();
    Drawing::Bands(Bands {
        shown,
        bands: vec![Band {
            name: ctx.msg(Msg::Changes).to_string(),
            marks,
        }],
        strips: office.map_or_else(Vec::new, |office| bands::strips(office, shown, ctx)),
        cursor,
    })
}

/// The date, and which change it is.
pub(super) fn here(i: u32, view: &PictureView, ctx: Ctx<'_>) -> Vec<Block> {
    let Some(at) = standing(i, view, ctx) else {
        return Vec::new();
    };
    let dates = changes(i, ctx);
    let as_of = as_of(at, ctx.lang);
    let mut spans = vec![Span::new(as_of, Role::Heading)];
    if let Some(n) = dates.iter().position(|date| *date == at) {
        let said = Msg::ChangeOf.with(ctx.lang, &format!("{}/{}", n + 1, dates.len()));
        spans.push(Span::new(format!("  {said}"), Role::Muted));
    }
    vec![Block::flow(spans).tight()]
}

/// Adds an entry for each office: who holds it on the date of the view.
pub(super) fn offices(page: &mut Page, i: u32, view: &PictureView, ctx: Ctx<'_>) {
    let Some(at) = standing(i, view, ctx) else {
        return;
    };
    for office in &of(i, ctx).offices {
        page.outline.push(Heading {
            entry: page.entries.len(),
            level: 1,
            label: office.title.get(ctx.lang).to_string(),
        });
        let mut title = vec![Span::new(
            office.title.get(ctx.lang).to_string(),
            Role::Heading,
        )];
        let is_new =
            |holder: &Holder| holder.when.first() == Some(at) || holder.when.last() == Some(at);
        if office.holders.iter().any(is_new) {
            title.push(Span::new(
                format!("  {}", ctx.msg(Msg::ChangedNow)),
                Role::Contested,
            ));
        }
        let head = Block {
            level: 4,
            ..Block::flow(title)
        };
        let column = |(rule, msg): (Rule, Msg)| {
            let name = Span::new(ctx.msg(msg), Role::Label);
            (name, cell(page, office, rule, at, ctx))
        };
        let columns = [(Rule::Law, Msg::InLaw), (Rule::Practice, Msg::InPractice)];
        let row = Block {
            shape: Shape::Columns(columns.map(column).to_vec()),
            ..Block::flow(Vec::new()).tight()
        };
        let key = format!("{}.{}", of(i, ctx).id, office.id);
        page.entries.push(Entry::fixed(key, vec![head, row]));
    }
}

/// Who holds an office in law or in practice on a date.
fn cell(page: &Page, office: &Office, rule: Rule, at: Date, ctx: Ctx<'_>) -> Vec<Block> {
    let own = office
        .holders
        .iter()
        .filter(|holder| holder.rule == rule && holds(holder, at));
    let blocks: Vec<Block> = own
        .flat_map(|holder| holder_blocks(page, holder, ctx))
        .collect();
    if !blocks.is_empty() {
        return blocks;
    }
    // What was last said of practice still says something; a law that has ended does not.
    let earlier = office.holders.iter().filter(|holder| holder.rule == rule);
    let last = earlier
        .filter(|_| rule == Rule::Practice)
        .filter(|holder| holder.when.last().is_some_and(|last| last <= at))
        .max_by_key(|holder| holder.when.last());
    match last {
        Some(holder) => {
            let mut blocks = vec![aside(ctx.msg(Msg::LastRecorded).to_string())];
            blocks.extend(holder_blocks(page, holder, ctx));
            blocks
        }
        None => vec![aside(ctx.msg(Msg::NothingRecorded).to_string())],
    }
}

/// A holder with when, according to whom, and the claims.
fn holder_blocks(page: &Page, holder: &Holder, ctx: Ctx<'_>) -> Vec<Block> {
    let mut spans = vec![Span::new(
        holder.who.get(ctx.lang).to_string(),
        Role::Strong,
    )];
    for claim in &holder.claims {
        spans.push(Span::new(" ", Role::Text));
        spans.push(inline::citation(page, claim.as_str(), ctx));
    }
    let mut when = period(holder.when, ctx.lang);
    if let Some(says) = &holder.says {
        when.push_str(&format!(
            "; {}",
            Msg::AccordingTo.with(ctx.lang, says.get(ctx.lang))
        ));
    }
    let mut blocks = vec![Block::flow(spans).tight(), aside(when)];
    if let Some(text) = &holder.text {
        blocks.push(Block::flow(inline::flat(page, text, ctx)).tight());
    }
    blocks
}

/// Every holder with the office.
pub(super) fn holders<'a>(i: u32, ctx: Ctx<'a>) -> impl Iterator<Item = (&'a Office, &'a Holder)> {
    let offices = ctx.library().commands[i as usize].offices.iter();
    offices.flat_map(|office| office.holders.iter().map(move |holder| (office, holder)))
}

/// One holder, under the office's name when it is the first.
pub(super) fn value(page: &Page, i: u32, n: usize, ctx: Ctx<'_>) -> Vec<Block> {
    let Some((office, holder)) = holders(i, ctx).nth(n) else {
        return Vec::new();
    };
    let mut blocks = Vec::new();
    if office.holders.first() == Some(holder) {
        blocks.push(Block::heading(3, office.title.get(ctx.lang).to_string()));
    }
    let rule = match holder.rule {
        Rule::Law => Msg::InLaw,
        Rule::Practice => Msg::InPractice,
    };
    let mut own = holder_blocks(page, holder, ctx);
    if let Shape::Flow(spans) = &mut own[0].shape {
        spans.insert(0, Span::new(format!("{}: ", ctx.msg(rule)), Role::Label));
    }
    blocks.extend(own.into_iter().map(|block| block.indented(2)));
    blocks
}

/// The change before or after the date of the view.
pub(super) fn walked(i: u32, view: &PictureView, walk: Walk, ctx: Ctx<'_>) -> Option<PictureView> {
    let at = standing(i, view, ctx)?;
    let dates = changes(i, ctx);
    let to = match walk {
        Walk::Left | Walk::Up => dates.iter().rev().find(|date| **date < at),
        Walk::Right | Walk::Down => dates.iter().find(|date| **date > at),
    };
    to.map(|date| view.standing(date.to_string()))
}
