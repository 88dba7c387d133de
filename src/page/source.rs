//! Sources: the list, one with everything it is cited for, and the bibliography.

use crate::content::model::{Entity, SourceId};
use crate::i18n::{self, Msg, Spoken, date};
use crate::page::claim::field;
use crate::page::{Block, Crumb, Ctx, Entry, Heading, Link, Motion, Page, Span, cite};
use crate::place::{Location, Place};
use crate::theme::Role;

/// All sources, the most cited first.
pub fn list(ctx: Ctx<'_>) -> Page {
    let sources = &ctx.library().sources;
    let mut order: Vec<u32> = (0..sources.len() as u32).collect();
    order.sort_by_key(|i| std::cmp::Reverse(sources[*i as usize].cited_by.len()));
    let head = Entry::fixed(
        "sources",
        vec![Block::heading(1, ctx.msg(Msg::Sources)).tight()],
    );
    let rows = order.into_iter().map(|i| Entry::Row(Entity::Source(i)));
    let entries = std::iter::once(head).chain(rows).collect();
    Page::listing(Place::Sources, Msg::Sources, Motion::Choose, entries, ctx)
}

/// A source in a list.
pub fn row(i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let source = &ctx.library().sources[i as usize];
    let to = Link::Go(Location::of(Entity::Source(i), ctx.library()));
    let count = match source.cited_by.len() {
        1 => ctx.msg(Msg::OneClaim).to_string(),
        n => Msg::MoreClaims.with(ctx.lang, &n.to_string()),
    };
    let under = format!("  {} · {count}", source.kind.spoken(ctx.lang));
    let head = vec![
        Span::new(cite::short(source, ctx), Role::Link).to(to),
        Span::new(under, Role::Muted),
    ];
    let title = Span::new(source.title.get(ctx.lang).to_string(), Role::Text);
    vec![
        Block::flow(head),
        Block::flow(vec![title]).indented(2).tight(),
    ]
}

/// The page of one source.
pub fn page(id: &SourceId, ctx: Ctx<'_>) -> Page {
    let library = ctx.library();
    let mut page = Page::listing(
        Place::Sources,
        Msg::Sources,
        Motion::Scroll,
        Vec::new(),
        ctx,
    );
    page.place = Place::Source(id.clone());
    let Some(entity @ Entity::Source(i)) = library.find(id.as_str()) else {
        return page;
    };
    let source = &library.sources[i as usize];
    page.crumbs.push(Crumb {
        label: cite::short(source, ctx),
        place: page.place.clone(),
    });
    page.entries.push(Entry::Body(entity));
    if !source.cited_by.is_empty() {
        page.outline.push(Heading {
            entry: 1,
            level: 1,
            label: ctx.msg(Msg::CitedForLabel).to_string(),
        });
        let title = format!(
            "{} ({})",
            ctx.msg(Msg::CitedForLabel),
            source.cited_by.len()
        );
        page.entries.push(Entry::fixed(
            format!("{id}.cited"),
            vec![Block::heading(2, title)],
        ));
    }
    page.entries.extend(
        source
            .cited_by
            .iter()
            .map(|i| Entry::Row(Entity::Claim(*i))),
    );
    page
}

/// Everything about a source.
pub fn body(i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let source = &ctx.library().sources[i as usize];
    let text = |text: &str| vec![Span::new(text.to_string(), Role::Text)];
    let mut blocks = vec![
        Block::heading(1, source.title.get(ctx.lang).to_string()).tight(),
        Block {
            gap: true,
            ..field(ctx.msg(Msg::KindLabel), text(source.kind.spoken(ctx.lang)))
        },
    ];
    if let Some(author) = &source.author {
        blocks.push(field(ctx.msg(Msg::AuthorLabel), text(author)));
    }
    if let Some(publisher) = &source.publisher {
        blocks.push(field(ctx.msg(Msg::PublisherLabel), text(publisher)));
    }
    let when = source
        .date
        .map_or_else(|| ctx.msg(Msg::Undated).to_string(), |d| date(d, ctx.lang));
    blocks.push(field(ctx.msg(Msg::DateLabel), text(&when)));
    if let Some(language) = source.language {
        let name = i18n::language(language, ctx.lang);
        blocks.push(field(ctx.msg(Msg::LanguageLabel), text(&name)));
    }
    if let Some(url) = &source.url {
        let link = Span::new(url.to_string(), Role::Link).to(Link::Address(url.to_string()));
        blocks.push(field(ctx.msg(Msg::AddressLabel), vec![link]));
    }
    if let Some(seen) = source.retrieved {
        blocks.push(field(
            ctx.msg(Msg::RetrievedLabel),
            text(&date(seen, ctx.lang)),
        ));
    }
    if let Some(interest) = &source.interest {
        blocks.push(field(
            ctx.msg(Msg::InterestLabel),
            text(&interest.get(ctx.lang).replace('\n', " ")),
        ));
    }
    if let Some(reliability) = &source.reliability {
        blocks.push(field(
            ctx.msg(Msg::ReliabilityLabel),
            text(&reliability.get(ctx.lang).replace('\n', " ")),
        ));
    }
    for relayed in source
        .relays
        .iter()
        .filter_map(|id| ctx.library().source(id))
    {
        let to = Link::Go(Location::top(Place::Source(relayed.id.clone())));
        let name = Span::new(cite::short(relayed, ctx), Role::Link).to(to);
        blocks.push(field(ctx.msg(Msg::RelaysLabel), vec![name]));
    }
    blocks
}

/// Every source as a reference, by name and year.
pub fn bibliography(ctx: Ctx<'_>) -> Page {
    let sources = &ctx.library().sources;
    let mut order: Vec<u32> = (0..sources.len() as u32).collect();
    order.sort_by_cached_key(|i| {
        crate::text::fold::fold(&cite::reference(&sources[*i as usize], ctx))
    });
    let head = Entry::fixed(
        "bibliography",
        vec![Block::heading(1, ctx.msg(Msg::Bibliography)).tight()],
    );
    let rows = order.into_iter().map(|i| Entry::Row(Entity::Source(i)));
    let entries = std::iter::once(head).chain(rows).collect();
    Page::listing(
        Place::Bibliography,
        Msg::Bibliography,
        Motion::Choose,
        entries,
        ctx,
    )
}

/// A source as a reference.
pub fn reference_row(i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let source = &ctx.library().sources[i as usize];
    let to = Link::Go(Location::of(Entity::Source(i), ctx.library()));
    let span = Span::new(cite::reference(source, ctx), Role::Text).to(to);
    vec![Block::flow(vec![span])]
}

#[cfg(test)]
mod tests {
    use crate::content::model::Source;
    use crate::edition::Edition;
    use crate::i18n::{self, Msg};
    use crate::page::claim::LABEL_CELLS;
    use crate::text::Lang;
    use crate::text::width::width;

    #[test]
    fn no_label_pushes_its_value_out_of_line() {
        let labels = [
            Msg::AddressLabel,
            Msg::AgreementLabel,
            Msg::AsOfLabel,
            Msg::AuthorLabel,
            Msg::CitedInLabel,
            Msg::ContradictedByLabel,
            Msg::ContradictsLabel,
            Msg::DateLabel,
            Msg::EvidenceLabel,
            Msg::FigureLabel,
            Msg::InterestLabel,
            Msg::KindLabel,
            Msg::LanguageLabel,
            Msg::NoteLabel,
            Msg::PublisherLabel,
            Msg::RelaysLabel,
            Msg::ReliabilityLabel,
            Msg::RestatedByLabel,
            Msg::RestatesLabel,
            Msg::RetrievedLabel,
            Msg::SaysLabel,
            Msg::SettleLabel,
            Msg::SourceLabel,
            Msg::SupersededByLabel,
            Msg::SupersedesLabel,
        ];
        for lang in [Lang::EN, Lang::ES] {
            for label in labels.map(|label| label.text(lang)) {
                assert!(width(label) < usize::from(LABEL_CELLS), "{label}");
            }
        }
    }

    #[test]
    fn every_language_of_the_built_in_sources_has_a_name() {
        let edition = Edition::builtin().expect("it reads");
        let language = |source: &Source| source.language;
        for which in edition.library().sources.iter().filter_map(language) {
            assert_ne!(i18n::language(which, Lang::EN), which.code());
        }
    }
}
