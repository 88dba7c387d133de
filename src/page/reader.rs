//! A chapter as it is read: opening, sections, blocks, and what remains disputed at its end.

use crate::content::mention;
use crate::content::model::{
    Block as ContentBlock, BlockContent, Chapter, ChapterId, Citation, ClaimId, Entity,
    QuoteOrigin, Tone,
};
use crate::content::wording::Prose;
use crate::i18n::{Msg, Spoken};
use crate::page::{
    Block, Crumb, Ctx, Entry, Heading, Link, Motion, Page, Span, cite, comparison, home, inline,
    picture, reference,
};
use crate::place::{Location, Place};
use crate::theme::Role;

/// The page of a chapter.
pub fn page(id: &ChapterId, ctx: Ctx<'_>) -> Page {
    let library = ctx.library();
    let place = Place::Chapter(id.clone());
    let mut page = Page {
        place: place.clone(),
        crumbs: vec![home::crumb(ctx)],
        entries: Vec::new(),
        outline: Vec::new(),
        motion: Motion::Scroll,
        numbering: Vec::new(),
    };
    let Some(Entity::Chapter(c)) = library.find(id.as_str()) else {
        return page;
    };
    let chapter = &library.chapters[c as usize];
    page.crumbs.push(Crumb {
        label: chapter.title.get(ctx.lang).to_string(),
        place,
    });
    page.numbering = numbering(chapter, ctx);
    page.entries.push(Entry::Body(Entity::Chapter(c)));
    for (s, section) in (0u32..).zip(&chapter.sections) {
        page.outline.push(Heading {
            entry: page.entries.len(),
            level: 1,
            label: section.title.get(ctx.lang).to_string(),
        });
        page.entries.push(Entry::Body(Entity::Section(c, s)));
        for (b, block) in (0u32..).zip(&section.blocks) {
            page.entries.push(Entry::Body(Entity::Block(c, s, b)));
            if let BlockContent::Comparison { show, .. } = &block.content {
                aspects(&mut page, show.as_str(), ctx);
            }
        }
    }
    page.outline.push(Heading {
        entry: page.entries.len(),
        level: 1,
        label: ctx.msg(Msg::RemainsDisputed).to_string(),
    });
    page.entries.push(Entry::ChapterEnd(c));
    page
}

/// A comparison's rows, in the chapter that shows it.
fn aspects(page: &mut Page, id: &str, ctx: Ctx<'_>) {
    if let Some(Entity::Comparison(i)) = ctx.library().find(id) {
        let n = ctx.library().comparisons[i as usize].aspects.len() as u32;
        page.entries.extend((0..n).map(|a| Entry::Aspect(i, a)));
        page.entries.push(Entry::fixed(
            format!("{id}.why"),
            comparison::why(page, i, ctx),
        ));
    }
}

/// What the tables of a chapter's pictures and the answers of its self-checks cite, in the order of its text. On a screen they are pages of
/// their own, and a chapter that opens need not read them.
pub fn cited_in_tables(id: &ChapterId, ctx: Ctx<'_>) -> Vec<ClaimId> {
    let library = ctx.library();
    let Some(Entity::Chapter(c)) = library.find(id.as_str()) else {
        return Vec::new();
    };
    let sections = library.chapters[c as usize].sections.iter();
    let shown = sections
        .flat_map(|section| &section.blocks)
        .filter_map(|block| {
            library.find(match &block.content {
                BlockContent::Picture(id) => id,
                BlockContent::Check(id) => id.as_str(),
                _ => return None,
            })
        });
    shown
        .flat_map(|entity| picture::numbering(entity, ctx))
        .collect()
}

/// Every claim that a chapter cites, in the order of its text.
fn numbering(chapter: &Chapter, ctx: Ctx<'_>) -> Vec<ClaimId> {
    let mut claims = Vec::new();
    let library = ctx.library();
    let add = |claims: &mut Vec<ClaimId>, more: &[ClaimId]| {
        for claim in more {
            if !claims.contains(claim) {
                claims.push(claim.clone());
            }
        }
    };
    let of = |claims: &mut Vec<ClaimId>, prose: Option<&Prose>| {
        if let Some(prose) = prose {
            inline::cited(prose.get(ctx.lang), claims);
        }
    };
    of(&mut claims, chapter.know.as_ref());
    for block in chapter.sections.iter().flat_map(|section| &section.blocks) {
        match &block.content {
            BlockContent::Paragraph(text) | BlockContent::Callout { text, .. } => {
                of(&mut claims, Some(text))
            }
            BlockContent::Quote { text, origin } => {
                of(&mut claims, Some(text));
                if let QuoteOrigin::Claim(claim) = origin {
                    add(&mut claims, std::slice::from_ref(claim));
                }
            }
            BlockContent::List { items, .. } => {
                items.iter().for_each(|item| of(&mut claims, Some(item)))
            }
            BlockContent::Comparison { lead, show } => {
                of(&mut claims, lead.as_ref());
                if let Some(Entity::Comparison(i)) = library.find(show.as_str()) {
                    let cited = mention::of_comparison(&library.comparisons[i as usize]);
                    add(&mut claims, &cited);
                }
            }
            BlockContent::Question(id) => {
                if let Some(Entity::Faq(i)) = library.find(id.as_str()) {
                    let faq = &library.faqs[i as usize];
                    of(&mut claims, Some(&faq.short));
                    of(&mut claims, faq.full.as_ref());
                    of(&mut claims, faq.disputed.as_ref());
                }
            }
            BlockContent::Picture(id) => {
                let entity = library.find(id);
                of(
                    &mut claims,
                    entity.and_then(|entity| picture::says(entity, ctx)),
                );
            }
            BlockContent::Check(_) => {}
            BlockContent::Derivation(id) => {
                add(&mut claims, &reference::inputs_cited(id, ctx));
            }
        }
    }
    of(&mut claims, chapter.disputed.as_ref());
    claims
}

/// A chapter's title, summary and what one will know.
pub fn opening(page: &Page, c: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let chapter = &ctx.library().chapters[c as usize];
    let mut blocks = vec![
        Block::heading(1, chapter.title.get(ctx.lang).to_string()).tight(),
        Block::flow(vec![Span::new(
            chapter.summary.get(ctx.lang).to_string(),
            Role::Muted,
        )])
        .tight(),
    ];
    if let Some(know) = &chapter.know {
        let title = Span::new(ctx.msg(Msg::KnowAfter), Role::Label);
        blocks.push(Block::flow(vec![title]).barred(Role::Rule));
        blocks.extend(
            inline::blocks(page, know, ctx)
                .into_iter()
                .map(|b| b.tight().barred(Role::Rule)),
        );
    }
    blocks
}

/// The heading of a section.
pub fn section_heading(c: u32, s: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let section = &ctx.library().chapters[c as usize].sections[s as usize];
    vec![Block::heading(2, section.title.get(ctx.lang).to_string())]
}

/// A block of a section.
pub fn block(page: &Page, c: u32, s: u32, b: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let block: &ContentBlock =
        &library.chapters[c as usize].sections[s as usize].blocks[b as usize];
    match &block.content {
        BlockContent::Paragraph(text) => inline::blocks(page, text, ctx),
        BlockContent::List { items, ordered } => list(page, items, *ordered, ctx),
        BlockContent::Quote { text, origin } => quote(page, text, origin, ctx),
        BlockContent::Callout { tone, title, text } => {
            let role = tone_role(*tone);
            let title = title
                .as_ref()
                .map_or(tone.spoken(ctx.lang), |title| title.get(ctx.lang));
            let head = Block::flow(vec![Span::new(title.to_string(), Role::Strong)]).barred(role);
            let body = inline::blocks(page, text, ctx);
            let set = |(n, block): (usize, Block)| {
                if n == 0 { block.tight() } else { block }.barred(role)
            };
            std::iter::once(head)
                .chain(body.into_iter().enumerate().map(set))
                .collect()
        }
        BlockContent::Comparison { show, lead } => {
            let mut blocks = lead
                .as_ref()
                .map_or_else(Vec::new, |lead| inline::blocks(page, lead, ctx));
            if let Some(Entity::Comparison(i)) = library.find(show.as_str()) {
                blocks.extend(comparison::heading(i, ctx));
            }
            blocks
        }
        BlockContent::Question(id) => match library.find(id.as_str()) {
            Some(Entity::Faq(i)) => reference::faq_row(page, i, ctx),
            _ => Vec::new(),
        },
        BlockContent::Derivation(id) => match library.find(id.as_str()) {
            Some(Entity::Derivation(i)) => reference::derivation_body(page, i, ctx),
            _ => Vec::new(),
        },
        BlockContent::Picture(id) => picture::in_text(page, id, ctx),
        BlockContent::Check(id) => match library.find(id.as_str()) {
            Some(Entity::Check(i)) => picture::check::in_text(i, ctx),
            _ => Vec::new(),
        },
    }
}

/// The bar of a callout.
fn tone_role(tone: Tone) -> Role {
    match tone {
        Tone::Note => Role::Rule,
        Tone::Caution => Role::Soft,
        Tone::Disputed => Role::Contested,
    }
}

fn list(page: &Page, items: &[Prose], ordered: bool, ctx: Ctx<'_>) -> Vec<Block> {
    let item = |(n, item): (usize, &Prose)| {
        let lead = if ordered {
            format!("{}. ", n + 1)
        } else {
            "• ".to_string()
        };
        let cells = lead.chars().count() as u16;
        let block =
            Block::flow(inline::flat(page, item, ctx)).led(Span::new(lead, Role::Muted), cells);
        if n == 0 { block } else { block.tight() }
    };
    items.iter().enumerate().map(item).collect()
}

/// Somebody's words, and whose.
fn quote(page: &Page, text: &Prose, origin: &QuoteOrigin, ctx: Ctx<'_>) -> Vec<Block> {
    let mut blocks: Vec<Block> = inline::blocks(page, text, ctx);
    for block in &mut blocks {
        block.indent += 1;
        block.bar = Some(Role::Rule);
    }
    let mut whose = vec![Span::new("— ", Role::Muted)];
    match origin {
        QuoteOrigin::Claim(id) => {
            let claim = ctx.library().claim(id);
            let says = claim.map_or("", |claim| claim.says.get(ctx.lang));
            whose.push(Span::new(format!("{says} "), Role::Muted));
            whose.push(inline::citation(page, id.as_str(), ctx));
        }
        QuoteOrigin::Citation(citation) => whose.extend(origin_of(citation, ctx)),
    }
    blocks.push(Block::flow(whose).tight().indented(1).barred(Role::Rule));
    blocks
}

/// A source and the place in it.
fn origin_of(citation: &Citation, ctx: Ctx<'_>) -> Vec<Span> {
    let Some(source) = ctx.library().source(&citation.source) else {
        return Vec::new();
    };
    let to = Link::Go(Location::top(Place::Source(source.id.clone())));
    let mut spans = vec![Span::new(cite::short(source, ctx), Role::Link).to(to)];
    if let Some(locator) = &citation.locator {
        spans.push(Span::new(
            format!(", {}", locator.get(ctx.lang)),
            Role::Muted,
        ));
    }
    spans
}

/// What remains disputed in a chapter, and the chapter after it.
pub fn end(page: &Page, c: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let chapter = &library.chapters[c as usize];
    let mut blocks = Vec::new();
    if let Some(disputed) = &chapter.disputed {
        blocks.push(Block::heading(2, ctx.msg(Msg::RemainsDisputed)));
        blocks.extend(inline::blocks(page, disputed, ctx));
    }
    blocks.push(Block {
        shape: crate::page::Shape::Rule,
        ..Block::flow(Vec::new())
    });
    let next = library.chapters.get(c as usize + 1);
    let (label, title, place) = match next {
        Some(next) => (
            Msg::EndOfChapter,
            next.title.get(ctx.lang),
            Place::Chapter(next.id.clone()),
        ),
        None => (
            Msg::Home,
            library.explainer.title.get(ctx.lang),
            Place::Home,
        ),
    };
    blocks.push(
        Block::flow(vec![
            Span::new(format!("{}: ", ctx.msg(label)), Role::Muted),
            Span::new(title.to_string(), Role::Link).to(Link::Go(Location::top(place))),
        ])
        .tight(),
    );
    blocks
}
