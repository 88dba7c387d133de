//! Comparisons: rows are aspects, columns are subjects, aligned by aspect and never by scroll position.

use crate::content::mention;
use crate::content::model::{Aspect, Cell, Comparison, ComparisonId, Entity};
use crate::edition::plain;
use crate::i18n::{Msg, Spoken, period};
use crate::page::{Block, Crumb, Ctx, Entry, Heading, Link, Motion, Page, Shape, Span, inline};
use crate::place::{ComparisonView, Location, Place};
use crate::text::fold::fold;
use crate::theme::Role;

/// All comparisons.
pub fn list(ctx: Ctx<'_>) -> Page {
    let head = Entry::fixed(
        "comparisons",
        vec![Block::heading(1, ctx.msg(Msg::Comparisons)).tight()],
    );
    let rows =
        (0..ctx.library().comparisons.len() as u32).map(|i| Entry::Row(Entity::Comparison(i)));
    let entries = std::iter::once(head).chain(rows).collect();
    Page::listing(
        Place::Comparisons,
        Msg::ComparisonsShort,
        Motion::Choose,
        entries,
        ctx,
    )
}

/// A comparison in a list.
pub fn row(i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let comparison = &ctx.library().comparisons[i as usize];
    let to = Link::Go(Location::of(Entity::Comparison(i), ctx.library()));
    let title = Span::new(comparison.title.get(ctx.lang).to_string(), Role::Link).to(to);
    let question = Span::new(comparison.question.get(ctx.lang).to_string(), Role::Muted);
    vec![
        Block::flow(vec![title]).tight(),
        Block::flow(vec![question]).indented(2).tight(),
    ]
}

/// The page of a comparison, with the columns and rows that the view asks for.
pub fn page(id: &ComparisonId, view: &ComparisonView, ctx: Ctx<'_>) -> Page {
    let library = ctx.library();
    let mut page = Page::listing(
        Place::Comparisons,
        Msg::ComparisonsShort,
        Motion::Scroll,
        Vec::new(),
        ctx,
    );
    page.place = Place::Comparison(id.clone(), view.clone());
    let Some(Entity::Comparison(i)) = library.find(id.as_str()) else {
        return page;
    };
    let comparison = &library.comparisons[i as usize];
    page.crumbs.push(Crumb {
        label: comparison.title.get(ctx.lang).to_string(),
        place: page.place.clone(),
    });
    page.numbering = mention::of_comparison(comparison);
    let mut head = heading(i, ctx);
    head[0].level = 1;
    head[0].gap = false;
    if view.only_differing {
        let only = Span::new(format!("({})", ctx.msg(Msg::OnlyDiffering)), Role::Muted);
        head.push(Block::flow(vec![only]).tight());
    }
    page.entries
        .push(Entry::fixed(id.as_str().to_string(), head));
    let columns = columns_of(comparison, view);
    for (a, aspect) in (0u32..).zip(&comparison.aspects) {
        if view.only_differing && !differs(aspect, &columns, ctx) {
            continue;
        }
        page.outline.push(Heading {
            entry: page.entries.len(),
            level: 1,
            label: aspect.title.get(ctx.lang).to_string(),
        });
        page.entries.push(Entry::Aspect(i, a));
    }
    page.outline.push(Heading {
        entry: page.entries.len(),
        level: 1,
        label: ctx.msg(Msg::WhyDiffer).to_string(),
    });
    let why = why(&page, i, ctx);
    page.entries.push(Entry::fixed(format!("{id}.why"), why));
    page
}

/// A comparison's title, question, summary and columns.
pub fn heading(i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let comparison = &ctx.library().comparisons[i as usize];
    let question = Span::new(comparison.question.get(ctx.lang).to_string(), Role::Muted);
    let mut blocks = vec![
        Block {
            level: 3,
            ..Block::flow(vec![Span::new(
                comparison.title.get(ctx.lang).to_string(),
                Role::Title,
            )])
        },
        Block::flow(vec![question]).tight(),
    ];
    if let Some(summary) = &comparison.summary {
        let text = plain(ctx.library(), summary.get(ctx.lang), ctx.lang).replace('\n', " ");
        blocks.push(Block::flow(vec![Span::new(text, Role::Text)]));
    }
    blocks
}

/// The columns that a view shows, by index, in its order: all when it names none that exists.
fn columns_of(comparison: &Comparison, view: &ComparisonView) -> Vec<usize> {
    let index = |id: &String| {
        comparison
            .subjects
            .iter()
            .position(|subject| *subject.id == **id)
    };
    let chosen: Vec<usize> = view.columns.iter().filter_map(index).collect();
    if chosen.is_empty() {
        (0..comparison.subjects.len()).collect()
    } else {
        chosen
    }
}

/// Whether the shown cells of a row say different things: other words, whatever their case and accents.
fn differs(aspect: &Aspect, columns: &[usize], ctx: Ctx<'_>) -> bool {
    let said = |column: &usize| match aspect.cells.get(*column) {
        Some(Cell::Value { text, .. }) => fold(&plain(ctx.library(), text.get(ctx.lang), ctx.lang)),
        Some(Cell::None(_)) | None => String::new(),
    };
    let mut all = columns.iter().map(said);
    let first = all.next();
    all.any(|other| Some(&other) != first.as_ref())
}

/// One row: the aspect's title over its cells.
pub fn aspect(page: &Page, i: u32, a: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let comparison = &ctx.library().comparisons[i as usize];
    let aspect = &comparison.aspects[a as usize];
    let default = ComparisonView::default();
    let view = match &page.place {
        Place::Comparison(_, view) => view,
        _ => &default,
    };
    let columns = columns_of(comparison, view);
    let column = |at: &usize| {
        let subject = &comparison.subjects[*at];
        let name = Span::new(subject.title.get(ctx.lang).to_string(), Role::Label);
        (name, cell(page, aspect.cells.get(*at), ctx))
    };
    let title = Block {
        level: 4,
        ..Block::flow(vec![Span::new(
            aspect.title.get(ctx.lang).to_string(),
            Role::Heading,
        )])
    };
    let row = Block {
        shape: Shape::Columns(columns.iter().map(column).collect()),
        ..Block::flow(Vec::new()).tight()
    };
    vec![title, row]
}

/// A cell: its value with its date and citations, or why there is none.
fn cell(page: &Page, cell: Option<&Cell>, ctx: Ctx<'_>) -> Vec<Block> {
    let (text, as_of, claims) = match cell {
        None => {
            return vec![Block::flow(vec![Span::new(ctx.msg(Msg::Empty), Role::Muted)]).tight()];
        }
        Some(Cell::None(why)) => {
            return vec![
                Block::flow(vec![Span::new(
                    format!("({})", why.get(ctx.lang)),
                    Role::Muted,
                )])
                .tight(),
            ];
        }
        Some(Cell::Value {
            text,
            as_of,
            claims,
        }) => (text, as_of, claims),
    };
    let mut spans = inline::flat(page, text, ctx);
    let first = claims.first().and_then(|id| ctx.library().claim(id));
    let mut tail = vec![];
    if let Some(when) = as_of.or(first.map(|claim| claim.as_of)) {
        tail.push(Span::new(
            format!("{} ", period(when, ctx.lang)),
            Role::Muted,
        ));
    }
    for id in claims {
        tail.push(inline::citation(page, id.as_str(), ctx));
    }
    spans.retain(|span| !span.text.is_empty());
    vec![Block::flow(spans).tight(), Block::flow(tail).tight()]
}

/// Why they differ, and what would settle it.
pub fn why(page: &Page, i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let comparison = &ctx.library().comparisons[i as usize];
    let mut blocks = vec![Block {
        level: 4,
        ..Block::flow(vec![Span::new(ctx.msg(Msg::WhyDiffer), Role::Heading)])
    }];
    for (reason, text) in &comparison.why_differ {
        let mut spans = vec![Span::new(
            format!("{}: ", reason.spoken(ctx.lang)),
            Role::Strong,
        )];
        spans.extend(inline::flat(page, text, ctx));
        blocks.push(
            Block::flow(spans)
                .led(Span::new("• ", Role::Muted), 2)
                .tight(),
        );
    }
    blocks.push(Block {
        level: 4,
        ..Block::flow(vec![Span::new(ctx.msg(Msg::WouldSettle), Role::Heading)])
    });
    blocks.extend(
        inline::blocks(page, &comparison.settle, ctx)
            .into_iter()
            .map(Block::tight),
    );
    blocks
}
