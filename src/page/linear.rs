//! The linear twin: a page as plain, labelled text, from the same blocks that are drawn.
//!
//! For screen readers, `grep`, pipes, tests and export. Nothing rests on position, colour or a second look: headings are marked by
//! `#`, columns are named cell by cell, and behind the text stands every claim it cites, with its status and sources.

use std::collections::HashSet;

use crate::content::model::ClaimId;
use crate::edition::plain;
use crate::page::picture::{self, Picture};
use crate::page::{Block, Ctx, Entry, Link, Page, Shape, Span, cite};
use crate::place::Location;
use crate::text::width::width;
use crate::text::wrap::lines;

/// How lines are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaking {
    /// At this many cells.
    At(usize),
    /// Nowhere: a paragraph is a line.
    Never,
}

/// The narrowest that text is broken, whatever was asked for.
const LEAST: usize = 20;

/// A page as text, ending in a line feed.
pub fn page(page: &Page, ctx: Ctx<'_>, breaking: Breaking) -> String {
    let page = &page.clone().with_tables(ctx);
    let mut out = Writer::new(page, ctx, breaking);
    for (entry, own) in page.entries.iter().enumerate() {
        out.notes = !matches!(own, Entry::Row(_));
        for block in page.blocks(entry, ctx) {
            out.block(&block, 0);
        }
    }
    notes(ctx, &mut out);
    out.finish()
}

/// A location as text: its page, or the part of a chapter that it names.
pub fn location(location: &Location, ctx: Ctx<'_>, breaking: Breaking) -> String {
    let mut shown = Page::new(&location.place, ctx);
    if !location.key.is_empty()
        && let Some(from) = shown.entry_of(&location.key, ctx.library())
    {
        let next = shown
            .outline
            .iter()
            .map(|heading| heading.entry)
            .find(|entry| *entry > from);
        shown.entries.truncate(next.unwrap_or(shown.entries.len()));
        shown.entries.drain(..from);
    }
    page(&shown, ctx, breaking)
}

/// Blocks as text, without the notes of a page: what copying takes.
pub fn text(page: &Page, blocks: &[Block], ctx: Ctx<'_>) -> String {
    let mut out = Writer::new(page, ctx, Breaking::Never);
    blocks.iter().for_each(|block| out.block(block, 0));
    out.finish().trim().to_string()
}

/// Every claim that the page's text cites and does not itself show, under its marker.
fn notes(ctx: Ctx<'_>, out: &mut Writer<'_>) {
    let cited = std::mem::take(&mut out.cited);
    let mut seen = HashSet::new();
    let mut first = true;
    for (marker, id) in cited {
        if !seen.insert(id.clone()) {
            continue;
        }
        let Some(claim) = ctx.library().claim(&id) else {
            continue;
        };
        if first {
            out.line(
                "",
                &format!("## {}", ctx.msg(crate::i18n::Msg::Claims)),
                true,
            );
            first = false;
        }
        let text = plain(ctx.library(), claim.text.get(ctx.lang), ctx.lang).replace('\n', " ");
        out.line("", &format!("{marker} {id}: {text}"), true);
        let status = format!("{}; {}", claim.says.get(ctx.lang), cite::status(claim, ctx));
        out.line("    ", &status, false);
        for citation in &claim.citations {
            let Some(source) = ctx.library().source(&citation.source) else {
                continue;
            };
            let locator = citation
                .locator
                .as_ref()
                .map_or_else(String::new, |locator| {
                    format!(", {}", locator.get(ctx.lang))
                });
            out.line(
                "    ",
                &format!("{}{locator}", cite::reference(source, ctx)),
                false,
            );
        }
    }
}

struct Writer<'a> {
    page: &'a Page,
    ctx: Ctx<'a>,
    /// What has been cited, with its marker.
    cited: Vec<(String, ClaimId)>,
    /// Whether what is cited is noted.
    notes: bool,
    out: String,
    breaking: Breaking,
}

impl<'a> Writer<'a> {
    fn new(page: &'a Page, ctx: Ctx<'a>, breaking: Breaking) -> Self {
        Writer {
            page,
            ctx,
            cited: Vec::new(),
            notes: true,
            out: String::new(),
            breaking,
        }
    }

    fn finish(self) -> String {
        let text = self.out.trim_start_matches('\n');
        let mut text = text.trim_end().to_string();
        text.push('\n');
        text
    }

    fn block(&mut self, block: &Block, indent: usize) {
        let indent = indent + usize::from(block.indent);
        match &block.shape {
            Shape::Rule => self.line("", "----", block.gap),
            Shape::Flow(spans) => {
                self.note(spans);
                let mark = match block.level {
                    0 => String::new(),
                    level => format!("{} ", "#".repeat(usize::from(level))),
                };
                let lead = block.lead.as_ref().map_or("", |lead| lead.text.as_ref());
                let outer = indent.saturating_sub(width(lead));
                let text: String = spans.iter().map(spelled).collect();
                let prefix = format!("{}{mark}", " ".repeat(outer));
                self.hanging(&prefix, lead, &text, block.gap);
            }
            Shape::Picture(picture) => self.picture(picture, indent),
            Shape::Columns(columns) => {
                for (name, blocks) in columns {
                    self.line(&" ".repeat(indent), &format!("{}:", name.text), false);
                    blocks
                        .iter()
                        .for_each(|block| self.block(block, indent + 2));
                }
            }
        }
    }

    /// Remembers the claims that a text cites.
    fn note(&mut self, spans: &[Span]) {
        for span in spans.iter().filter(|_| self.notes) {
            if let Some(Link::Claim(id)) = &span.link
                && span.text.starts_with('[')
            {
                self.cited.push((span.text.to_string(), id.clone()));
            }
        }
    }

    /// What a picture shows, and its values as a table.
    fn picture(&mut self, picture: &Picture, indent: usize) {
        picture
            .lead
            .iter()
            .for_each(|block| self.block(block, indent));
        for n in 0..picture::n_values(picture.subject, self.ctx) {
            for block in picture::value(self.page, picture.subject, n, self.ctx) {
                self.block(&block, indent);
            }
        }
    }

    /// A paragraph behind a prefix.
    fn line(&mut self, prefix: &str, text: &str, gap: bool) {
        self.hanging(prefix, "", text, gap);
    }

    /// A paragraph whose further lines stand below the text behind its lead.
    fn hanging(&mut self, prefix: &str, lead: &str, text: &str, gap: bool) {
        if gap && !self.out.is_empty() {
            self.out.push('\n');
        }
        let text = text.trim_end();
        let hang = width(prefix) + width(lead);
        let ranges = match self.breaking {
            Breaking::At(cells) => {
                let room = cells.saturating_sub(hang).max(LEAST);
                lines(text, room, room)
            }
            Breaking::Never => std::iter::once(0..text.len()).collect(),
        };
        for (n, range) in ranges.into_iter().enumerate() {
            let line = match n {
                0 => format!("{prefix}{lead}{}", &text[range]),
                _ => format!("{}{}", " ".repeat(hang), &text[range]),
            };
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }
}

/// A span with its address, where the text does not say it.
fn spelled(span: &Span) -> String {
    match &span.link {
        Some(Link::Address(address)) if **address != *span.text => {
            format!("{} <{address}>", span.text)
        }
        Some(_) | None => span.text.to_string(),
    }
}
