//! The linear twin: a page as plain, labelled text, from the same blocks that are drawn.
//!
//! For screen readers, `grep`, pipes, tests and export. Nothing rests on position, colour or a second look: headings are marked by
//! `#`, columns are named cell by cell, and behind the text stands every claim it cites, with its status and sources.

use std::collections::HashSet;

use crate::edition::plain;
use crate::page::{Block, Ctx, Entry, Link, Page, Shape, Span, cite};
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
    let mut out = Writer::new(breaking);
    for entry in 0..page.entries.len() {
        for block in page.blocks(entry, ctx) {
            out.block(&block, 0);
        }
    }
    notes(page, ctx, &mut out);
    out.finish()
}

/// Blocks as text, without the notes of a page: what copying takes.
pub fn text(blocks: &[Block]) -> String {
    let mut out = Writer::new(Breaking::Never);
    blocks.iter().for_each(|block| out.block(block, 0));
    out.finish().trim().to_string()
}

/// Every claim that the page's text cites and does not itself show, under its marker.
fn notes(page: &Page, ctx: Ctx<'_>, out: &mut Writer) {
    let mut seen = HashSet::new();
    let mut first = true;
    for entry in 0..page.entries.len() {
        if !matches!(
            page.entries[entry],
            Entry::Body(_) | Entry::Aspect(..) | Entry::Fixed { .. } | Entry::ChapterEnd(_)
        ) {
            continue;
        }
        for block in page.blocks(entry, ctx) {
            for span in block.spans() {
                let Some(Link::Claim(id)) = &span.link else {
                    continue;
                };
                if !span.text.starts_with('[') || !seen.insert(id.clone()) {
                    continue;
                }
                let Some(claim) = ctx.library().claim(id) else {
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
                let text =
                    plain(ctx.library(), claim.text.get(ctx.lang), ctx.lang).replace('\n', " ");
                out.line("", &format!("{} {id}: {text}", span.text), true);
                out.line(
                    "    ",
                    &format!("{}; {}", claim.says.get(ctx.lang), cite::status(claim, ctx)),
                    false,
                );
                for citation in &claim.citations {
                    let Some(source) = ctx.library().source(&citation.source) else {
                        continue;
                    };
                    let locator = citation
                        .locator
                        .as_ref()
                        .map_or_else(String::new, |locator| format!(", {locator}"));
                    out.line(
                        "    ",
                        &format!("{}{locator}", cite::reference(source, ctx)),
                        false,
                    );
                }
            }
        }
    }
}

struct Writer {
    out: String,
    breaking: Breaking,
}

impl Writer {
    fn new(breaking: Breaking) -> Self {
        Writer {
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
