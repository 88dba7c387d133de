//! Claims: the card that opens in place, the claim's own page, and the ledger of all.

use compact_str::CompactString;

use crate::content::model::{Agreement, Claim, ClaimId, Entity, Evidence, Library};
use crate::edition::plain;
use crate::i18n::{Msg, Spoken, period};
use crate::page::{Block, Crumb, Ctx, Entry, Link, Motion, Page, Span, cite, home, inline};
use crate::place::{LedgerView, Location, Place, Sort};
use crate::text::width::width;
use crate::theme::Role;

/// How wide the labels of a card are, colon and space included.
pub const LABEL_CELLS: u16 = 17;

/// The role of an evidence word.
pub fn evidence_role(evidence: Evidence) -> Role {
    match evidence {
        Evidence::OfficialRecord | Evidence::Corroborated => Role::Firm,
        Evidence::SingleSource | Evidence::Asserted | Evidence::Opinion | Evidence::Prediction => {
            Role::Soft
        }
        Evidence::NotFound => Role::Contested,
    }
}

/// The role of an agreement word.
pub fn agreement_role(agreement: Agreement) -> Role {
    match agreement {
        Agreement::Undisputed => Role::Firm,
        Agreement::Disputed | Agreement::Contradicted | Agreement::Superseded => Role::Contested,
    }
}

/// A label with its value, hanging.
pub fn field(label: &str, value: Vec<Span>) -> Block {
    labelled(label, LABEL_CELLS, value)
}

/// A label with its value, which stands this many cells from the left.
pub fn labelled(label: &str, cells: u16, value: Vec<Span>) -> Block {
    let own = width(label) as u16 + 1;
    let pad = usize::from(cells.max(own) - own) + 1;
    let lead = Span::new(format!("{label}{}", " ".repeat(pad)), Role::Label);
    Block::flow(value).led(lead, cells.max(own)).tight()
}

/// What opens in place under a citation: who says so, since when, where, how well it holds.
pub fn card(page: &Page, id: &ClaimId, ctx: Ctx<'_>) -> Vec<Block> {
    let Some(claim) = ctx.library().claim(id) else {
        return Vec::new();
    };
    let text = inline::unlinked(inline::flat(page, &claim.text, ctx));
    // A list of claims says the text already, right above.
    let is_listed = matches!(page.place, Place::Claims(_) | Place::Source(_));
    let mut blocks = if is_listed {
        Vec::new()
    } else {
        vec![Block::flow(text)]
    };
    blocks.extend(details(page, claim, ctx));
    let to = Link::Go(Location::top(Place::Claim(claim.id.clone())));
    blocks.push(Block::flow(vec![Span::new(claim.id.to_string(), Role::Link).to(to)]).tight());
    let role = agreement_bar(claim);
    blocks.into_iter().map(|block| block.barred(role)).collect()
}

fn agreement_bar(claim: &Claim) -> Role {
    match claim.agreement {
        Agreement::Undisputed => Role::Rule,
        _ => Role::Contested,
    }
}

/// Everything about a claim but its text.
fn details(page: &Page, claim: &Claim, ctx: Ctx<'_>) -> Vec<Block> {
    let text = |text: &str| vec![Span::new(text.to_string(), Role::Text)];
    let mut blocks = vec![
        field(ctx.msg(Msg::SaysLabel), text(claim.says.get(ctx.lang))),
        field(ctx.msg(Msg::KindLabel), text(claim.kind.spoken(ctx.lang))),
        field(
            ctx.msg(Msg::AsOfLabel),
            text(&period(claim.as_of, ctx.lang)),
        ),
        field(
            ctx.msg(Msg::EvidenceLabel),
            vec![Span::new(
                claim.evidence.spoken(ctx.lang),
                evidence_role(claim.evidence),
            )],
        ),
        field(
            ctx.msg(Msg::AgreementLabel),
            vec![Span::new(
                claim.agreement.spoken(ctx.lang),
                agreement_role(claim.agreement),
            )],
        ),
    ];
    for figure in &claim.figures {
        blocks.push(field(
            ctx.msg(Msg::FigureLabel),
            text(&cite::figure(figure, ctx)),
        ));
    }
    blocks.extend(provenance(claim, ctx));
    blocks.extend(relations(claim, ctx));
    if let Some(settle) = &claim.settle {
        blocks.push(field(ctx.msg(Msg::SettleLabel), text(settle.get(ctx.lang))));
    }
    if let Some(note) = &claim.note {
        blocks.push(field(
            ctx.msg(Msg::NoteLabel),
            inline::flat(page, note, ctx),
        ));
    }
    blocks
}

/// The chain of provenance: each source with the place in it, and what that passes on.
fn provenance(claim: &Claim, ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let mut blocks = Vec::new();
    for citation in &claim.citations {
        let Some(source) = library.source(&citation.source) else {
            continue;
        };
        let to = |source: &crate::content::model::Source| {
            Link::Go(Location::top(Place::Source(source.id.clone())))
        };
        let mut value = vec![Span::new(cite::short(source, ctx), Role::Link).to(to(source))];
        let mut tail = format!(" ({}", source.kind.spoken(ctx.lang));
        if let Some(locator) = &citation.locator {
            tail.push_str(&format!("; {}", locator.get(ctx.lang)));
        }
        tail.push(')');
        value.push(Span::new(tail, Role::Muted));
        if let Some(quote) = &citation.quote {
            value.push(Span::new(
                format!(" “{}”", quote.get(ctx.lang)),
                Role::Quote,
            ));
        }
        for relayed in source.relays.iter().filter_map(|id| library.source(id)) {
            value.push(Span::new(
                format!(" {} ", ctx.msg(Msg::RelaysLabel)),
                Role::Muted,
            ));
            value.push(Span::new(cite::short(relayed, ctx), Role::Link).to(to(relayed)));
        }
        blocks.push(field(ctx.msg(Msg::SourceLabel), value));
    }
    once(&mut blocks);
    if claim.citations.is_empty() {
        let none = vec![Span::new(ctx.msg(Msg::NoCitation), Role::Contested)];
        blocks.push(field(ctx.msg(Msg::SourceLabel), none));
    }
    blocks
}

/// The claim's relations, in both directions.
fn relations(claim: &Claim, ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let by_id = |ids: &[ClaimId]| {
        ids.iter()
            .filter_map(|id| library.claim(id))
            .collect::<Vec<_>>()
    };
    let by_index = |indices: &[u32]| {
        indices
            .iter()
            .filter_map(|i| library.claims.get(*i as usize))
            .collect::<Vec<_>>()
    };
    let links = &claim.links;
    let all = [
        (Msg::ContradictsLabel, by_id(&claim.contradicts)),
        (Msg::ContradictedByLabel, by_index(&links.contradicted_by)),
        (Msg::SupersedesLabel, by_id(&claim.supersedes)),
        (Msg::SupersededByLabel, by_index(&links.superseded_by)),
        (Msg::RestatesLabel, by_id(&claim.restates)),
        (Msg::RestatedByLabel, by_index(&links.restated_by)),
        (Msg::SameNumberLabel, by_index(&links.same_number)),
    ];
    let related = all
        .into_iter()
        .flat_map(|(msg, claims)| claims.into_iter().map(move |claim| (msg, claim)));
    let mut before = None;
    let set = |(msg, other): (Msg, &Claim)| {
        let is_first = before != Some(msg);
        before = Some(msg);
        let text = plain(library, other.text.get(ctx.lang), ctx.lang);
        let to = Link::Go(Location::top(Place::Claim(other.id.clone())));
        let who = Span::new(
            format!(
                " — {}, {}",
                other.says.get(ctx.lang),
                period(other.as_of, ctx.lang)
            ),
            Role::Muted,
        );
        let label = ctx.msg(msg);
        if label.chars().count() < usize::from(LABEL_CELLS) {
            return vec![field(label, vec![Span::new(text, Role::Link).to(to), who])];
        }
        let head = is_first.then(|| Block::flow(vec![Span::new(label, Role::Label)]).tight());
        let value = field("", vec![Span::new(text, Role::Link).to(to), who]);
        head.into_iter().chain([value]).collect()
    };
    let mut blocks: Vec<Block> = related.flat_map(set).collect();
    once(&mut blocks);
    blocks
}

/// Leaves a label out where the field before has the same one.
fn once(blocks: &mut [Block]) {
    let mut before = None;
    for block in blocks {
        let Some(lead) = &mut block.lead else {
            continue;
        };
        let own = Some(lead.text.clone());
        if own == before {
            lead.text = " ".repeat(width(&lead.text)).into();
        }
        before = own;
    }
}

/// The page of one claim.
pub fn page(id: &ClaimId, ctx: Ctx<'_>) -> Page {
    let ledger = Place::Claims(LedgerView::default());
    let mut page = Page::listing(ledger, Msg::Claims, Motion::Scroll, Vec::new(), ctx);
    page.place = Place::Claim(id.clone());
    page.crumbs.push(Crumb {
        label: id.to_string(),
        place: page.place.clone(),
    });
    if let Some(entity @ Entity::Claim(i)) = ctx.library().find(id.as_str()) {
        let claim = &ctx.library().claims[i as usize];
        let texts = std::iter::once(&claim.text).chain(claim.note.as_ref());
        for text in texts {
            inline::cited(text.get(ctx.lang), &mut page.numbering);
        }
        page.entries.push(Entry::Body(entity));
    }
    page
}

/// A claim on its own page: text, everything about it, and where it is cited.
pub fn body(page: &Page, i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let library = ctx.library();
    let claim = &library.claims[i as usize];
    let mut blocks = vec![Block {
        level: 1,
        ..Block::flow(inline::flat(page, &claim.text, ctx)).tight()
    }];
    let mut details = details(page, claim, ctx);
    if let Some(first) = details.first_mut() {
        first.gap = true;
    }
    blocks.extend(details);
    blocks.extend(cited_in(&claim.links.cited_in, ctx));
    if let Some(note) = ctx
        .kept
        .notes
        .iter()
        .find(|note| note.id == claim.id.as_str())
    {
        blocks.push(field(
            ctx.msg(Msg::NoteFor),
            vec![Span::new(note.text.clone(), Role::Text)],
        ));
    }
    blocks
}

/// Where a claim is cited, one place after the other.
fn cited_in(ids: &[CompactString], ctx: Ctx<'_>) -> Option<Block> {
    let library = ctx.library();
    let mut spans = Vec::new();
    for entity in ids.iter().filter_map(|id| library.find(id)) {
        let location = Location::of(entity, library);
        let title = match entity {
            Entity::Section(c, _) | Entity::Block(c, _, _) => {
                let chapter = library.title_of(Entity::Chapter(c), ctx.lang);
                format!("{chapter} › {}", library.title_of(entity, ctx.lang))
            }
            entity => library.title_of(entity, ctx.lang).to_string(),
        };
        if !spans.is_empty() {
            spans.push(Span::new("; ", Role::Muted));
        }
        spans.push(Span::new(title, Role::Link).to(Link::Go(location)));
    }
    (!spans.is_empty()).then(|| field(ctx.msg(Msg::CitedInLabel), spans))
}

/// A claim in a list: its text, who says so, its status.
pub fn row(i: u32, ctx: Ctx<'_>) -> Vec<Block> {
    let claim = &ctx.library().claims[i as usize];
    let text = plain(ctx.library(), claim.text.get(ctx.lang), ctx.lang).replace('\n', " ");
    let to = Link::Claim(claim.id.clone());
    let sign = inline::sign(claim);
    let lead = Span::new(
        format!("{} ", if sign.is_empty() { "·" } else { sign }),
        agreement_role(claim.agreement),
    );
    let title = Block::flow(vec![Span::new(text, Role::Text).to(to)]).led(lead, 2);
    let mut under = vec![Span::new(
        format!(
            "{} · {} · ",
            claim.says.get(ctx.lang),
            claim.kind.spoken(ctx.lang)
        ),
        Role::Muted,
    )];
    // An opinion is supported as opinions are: the word is said once.
    if claim.evidence.spoken(ctx.lang) != claim.kind.spoken(ctx.lang) {
        under.push(Span::new(
            claim.evidence.spoken(ctx.lang),
            evidence_role(claim.evidence),
        ));
        under.push(Span::new(" · ", Role::Muted));
    }
    under.push(Span::new(
        claim.agreement.spoken(ctx.lang),
        agreement_role(claim.agreement),
    ));
    under.push(Span::new(
        format!(" · {}", period(claim.as_of, ctx.lang)),
        Role::Muted,
    ));
    vec![title, Block::flow(under).indented(2).tight()]
}

/// The ledger of claims.
pub fn ledger(view: &LedgerView, ctx: Ctx<'_>) -> Page {
    let library = ctx.library();
    let shown = selected(view, library);
    let mut head = vec![Block::heading(1, ctx.msg(Msg::Claims)).tight()];
    let count = match shown.len() {
        1 => ctx.msg(Msg::OneClaim).to_string(),
        n => Msg::MoreClaims.with(ctx.lang, &n.to_string()),
    };
    head.push(Block::flow(vec![Span::new(count, Role::Text)]).tight());
    head.push(field(
        ctx.msg(Msg::FilterLabel),
        vec![Span::new(filter_words(view, ctx), Role::Text)],
    ));
    let order = match view.sort {
        Sort::Place => Msg::ByPlace,
        Sort::Date => Msg::ByDate,
        Sort::Speaker => Msg::BySpeaker,
        Sort::Status => Msg::ByStatus,
    };
    head.push(field(
        ctx.msg(Msg::SortLabel),
        vec![Span::new(ctx.msg(order), Role::Text)],
    ));
    if shown.is_empty() {
        head.push(Block::flow(vec![Span::new(
            ctx.msg(Msg::NoneFound),
            Role::Text,
        )]));
    }
    let head = Entry::fixed("claims", head);
    let rows = shown.into_iter().map(|i| Entry::Row(Entity::Claim(i)));
    let entries = std::iter::once(head).chain(rows).collect();
    let mut page = Page::listing(
        Place::Claims(view.clone()),
        Msg::Claims,
        Motion::Choose,
        entries,
        ctx,
    );
    page.crumbs[0] = home::crumb(ctx);
    page
}

/// The filters of a view in words.
fn filter_words(view: &LedgerView, ctx: Ctx<'_>) -> String {
    let library = ctx.library();
    let title = |id: &str| {
        library.find(id).map_or_else(
            || id.to_string(),
            |e| library.title_of(e, ctx.lang).to_string(),
        )
    };
    let source = view.source.as_ref().map(|id| {
        library
            .source(id)
            .map_or_else(|| id.to_string(), |source| cite::short(source, ctx))
    });
    let parts = [
        (
            Msg::ChapterLabel,
            view.chapter.as_ref().map(|id| title(id.as_str())),
        ),
        (Msg::SourceLabel, source),
        (Msg::SaysLabel, view.says.clone()),
        (
            Msg::KindLabel,
            view.kind.map(|kind| kind.spoken(ctx.lang).to_string()),
        ),
        (
            Msg::EvidenceLabel,
            view.evidence.map(|e| e.spoken(ctx.lang).to_string()),
        ),
        (
            Msg::AgreementLabel,
            view.agreement.map(|a| a.spoken(ctx.lang).to_string()),
        ),
    ];
    let words: Vec<String> = parts
        .into_iter()
        .filter_map(|(msg, value)| {
            value.map(|value| format!("{}: {value}", ctx.msg(msg).to_lowercase()))
        })
        .collect();
    if words.is_empty() {
        ctx.msg(Msg::Any).to_string()
    } else {
        words.join(" · ")
    }
}

/// The chapters that cite a claim, by their index, each once.
pub fn chapters_of(claim: &Claim, library: &Library) -> Vec<u32> {
    let places = claim.links.cited_in.iter();
    let chapter = |place: &CompactString| match library.find(place)? {
        Entity::Section(c, _) | Entity::Chapter(c) | Entity::Block(c, _, _) => Some(c),
        _ => None,
    };
    let mut chapters: Vec<u32> = places.filter_map(chapter).collect();
    chapters.sort_unstable();
    chapters.dedup();
    chapters
}

/// Whether a view of the ledger shows a claim.
pub fn shows(view: &LedgerView, claim: &Claim, library: &Library) -> bool {
    let default = library.default_language();
    let is_chapter = |c: u32, id: &str| library.chapters[c as usize].id.as_str() == id;
    let in_chapter = |id: &str| {
        let chapters = chapters_of(claim, library);
        chapters.into_iter().any(|c| is_chapter(c, id))
    };
    view.kind.is_none_or(|kind| claim.kind == kind)
        && view.evidence.is_none_or(|value| claim.evidence == value)
        && view.agreement.is_none_or(|value| claim.agreement == value)
        && (view.source.as_ref()).is_none_or(|id| claim.citations.iter().any(|c| c.source == *id))
        && (view.says.as_ref()).is_none_or(|says| claim.says.get(default) == says)
        && (view.chapter.as_ref()).is_none_or(|id| in_chapter(id.as_str()))
}

/// The claims that a view shows, in its order.
fn selected(view: &LedgerView, library: &Library) -> Vec<u32> {
    let default = library.default_language();
    let mut shown: Vec<u32> = (0u32..)
        .zip(&library.claims)
        .filter(|(_, claim)| shows(view, claim, library))
        .map(|(i, _)| i)
        .collect();
    let claim = |i: &u32| &library.claims[*i as usize];
    match view.sort {
        Sort::Place => {}
        Sort::Date => shown.sort_by_key(|i| std::cmp::Reverse(claim(i).as_of.end())),
        Sort::Speaker => {
            shown.sort_by(|a, b| claim(a).says.get(default).cmp(claim(b).says.get(default)))
        }
        Sort::Status => shown.sort_by_key(|i| {
            let rank = match claim(i).agreement {
                Agreement::Contradicted => 0,
                Agreement::Disputed => 1,
                Agreement::Superseded => 2,
                Agreement::Undisputed => 3,
            };
            (rank, std::cmp::Reverse(claim(i).evidence))
        }),
    }
    shown
}
