//! An explainer as one Markdown document (CommonMark with footnotes), from the same blocks that are drawn.
//!
//! Citations are footnotes with who says so, the status and the references. What content says never becomes markup: every character that
//! Markdown could take for some is escaped.

use std::collections::BTreeMap;

use crate::content::model::ClaimId;
use crate::edition::{Edition, plain};
use crate::i18n::Msg;
use crate::page::picture::{self, Picture};
use crate::page::{Block, Ctx, Kept, Link, Page, Shape, Span, cite};
use crate::picture::Glyphs;
use crate::place::Place;
use crate::text::Lang;
use crate::theme::Role;

/// The document in a language: home, chapters, questions, comparisons, timeline, glossary, bibliography.
pub fn document(edition: &Edition, lang: Lang) -> String {
    let kept = Kept::default();
    let ctx = Ctx {
        edition,
        lang,
        kept: &kept,
        keys: &[],
        glyphs: Glyphs::Full,
    };
    let mut writer = Writer {
        ctx,
        out: String::new(),
        cited: BTreeMap::new(),
    };
    let library = edition.library();
    let explainer = &library.explainer;
    writer.line(&format!("# {}", escaped(explainer.title.get(lang))));
    let home = Page::new(&Place::Home, ctx);
    for block in home.blocks(0, ctx).iter().skip(1) {
        writer.block(&home, block, "");
    }
    let chapters = library.chapters.iter();
    let comparisons = library.comparisons.iter();
    let places = chapters
        .map(|chapter| Place::Chapter(chapter.id.clone()))
        .chain(library.faqs.iter().map(|faq| Place::Faq(faq.id.clone())))
        .chain(comparisons.map(|c| Place::Comparison(c.id.clone(), Default::default())))
        .chain([Place::Timeline, Place::Glossary, Place::Bibliography]);
    for place in places {
        writer.page(&Page::new(&place, ctx).with_tables(ctx));
    }
    writer.notes();
    writer.out
}

struct Writer<'a> {
    ctx: Ctx<'a>,
    out: String,
    /// What was cited, by id.
    cited: BTreeMap<String, ClaimId>,
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn page(&mut self, page: &Page) {
        let n = page.entries.len();
        for entry in 0..n {
            for block in page.blocks(entry, self.ctx) {
                self.block(page, &block, "");
            }
        }
    }

    fn block(&mut self, page: &Page, block: &Block, indent: &str) {
        match &block.shape {
            Shape::Rule => self.line("\n---"),
            Shape::Flow(spans) => self.flow(block, spans, indent),
            Shape::Columns(columns) => {
                for (name, blocks) in columns {
                    self.line(&format!("\n{indent}- **{}**", escaped(&name.text)));
                    let inner = format!("{indent}  ");
                    blocks.iter().for_each(|b| self.block(page, b, &inner));
                }
            }
            Shape::Picture(picture) => self.picture(page, picture, indent),
        }
    }

    fn flow(&mut self, block: &Block, spans: &[Span], indent: &str) {
        let text: String = spans.iter().map(|span| self.span(span)).collect();
        if text.trim().is_empty() {
            return;
        }
        if block.level > 0 {
            // The document's title is the one heading of the first level.
            let marks = "#".repeat(usize::from(block.level).min(5) + 1);
            return self.line(&format!("\n{marks} {text}"));
        }
        let lead = block.lead.as_ref().map_or("", |lead| lead.text.trim());
        let digits = lead.trim_end_matches('.');
        let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
        let is_item = lead == "•" || is_number;
        if block.gap && !is_item || !self.out.ends_with("\n") {
            self.line("");
        }
        let quote = if block.bar.is_some() { "> " } else { "" };
        let line = match (lead, is_item) {
            ("•", _) => format!("- {text}"),
            (_, true) => format!("{digits}. {text}"),
            ("", _) => text,
            (lead, false) => format!("{}: {text}", escaped(lead)),
        };
        // A line of its own, whatever stood before it.
        let end = if is_item { "" } else { "\n" };
        self.line(&format!("{indent}{quote}{line}{end}"));
        if !end.is_empty() {
            self.out.push('\n');
        }
    }

    /// A picture as what it says and its values.
    fn picture(&mut self, page: &Page, picture: &Picture, indent: &str) {
        for block in &picture.lead {
            self.block(page, block, indent);
        }
        for n in 0..picture::n_values(picture.subject, self.ctx) {
            for block in picture::value(page, picture.subject, n, self.ctx) {
                let bullet = Span::new("• ", Role::Muted);
                let item = match block.level {
                    0 => block.led(bullet, 2),
                    _ => block,
                };
                self.block(page, &item, indent);
            }
        }
    }

    fn span(&mut self, span: &Span) -> String {
        if let (Some(Link::Claim(id)), true) = (&span.link, span.text.starts_with('[')) {
            self.cited.insert(id.to_string(), id.clone());
            return format!("[^{id}]");
        }
        let text = escaped(&span.text);
        let inner = text.trim();
        if inner.is_empty() {
            return text;
        }
        let marked = |mark: &str| text.replacen(inner, &format!("{mark}{inner}{mark}"), 1);
        match (&span.link, span.role) {
            (Some(Link::Address(address)), _) => {
                let address = address.replace(['<', '>'], "");
                format!("[{text}](<{address}>)")
            }
            (_, Role::Strong) => marked("**"),
            (_, Role::Emphasis) => marked("*"),
            (_, Role::Code) => format!("`{}`", span.text.replace('`', "'")),
            (_, _) => text,
        }
    }

    /// What was cited, as footnotes.
    fn notes(&mut self) {
        let (ctx, library) = (self.ctx, self.ctx.library());
        self.line("");
        for id in std::mem::take(&mut self.cited).into_values() {
            let Some(claim) = library.claim(&id) else {
                continue;
            };
            let text = plain(library, claim.text.get(ctx.lang), ctx.lang).replace('\n', " ");
            let mut note = format!(
                "{} — {}; {}.",
                escaped(&text),
                escaped(claim.says.get(ctx.lang)),
                escaped(&cite::status(claim, ctx))
            );
            for citation in &claim.citations {
                let Some(source) = library.source(&citation.source) else {
                    continue;
                };
                note.push_str(&format!(" {}", escaped(&cite::reference(source, ctx))));
                if let Some(locator) = &citation.locator {
                    note.push_str(&format!(", {}", escaped(locator.get(ctx.lang))));
                }
            }
            if claim.citations.is_empty() {
                note.push_str(&format!(" {}", ctx.msg(Msg::NoCitation)));
            }
            self.line(&format!("[^{id}]: {note}"));
        }
    }
}

/// A text with everything escaped that Markdown could take for markup, wherever it may stand.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at_start = true;
    for c in text.chars() {
        let is_mark = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' | '!' | '$'
        );
        if is_mark || at_start && matches!(c, '-' | '+' | '=' | ':') {
            out.push('\\');
        }
        out.push(c);
        at_start = at_start && (c.is_whitespace() || c.is_ascii_digit());
    }
    // A number with a full stop begins a list where it begins a line.
    let digits = out.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_becomes_markup() {
        use pulldown_cmark::{Event, Options, Parser, Tag};
        for hostile in [
            "# no heading",
            "- no list",
            "1. no list",
            "12) no list",
            "```no fence",
            "*a* _b_ `c` [d](https://e) ![f](g)",
            "<script>alert(1)</script>",
            "<https://auto.link>",
            "a | b\n--- | ---",
            "[^1]: no note",
            "~~~ no fence",
            "&amp; &lt;",
            "=== ---",
        ] {
            let hostile = hostile.replace('\n', " ");
            let text = escaped(&hostile);
            // Dashes and quotation marks are set by whoever shows the document.
            let options = Options::all().difference(Options::ENABLE_SMART_PUNCTUATION);
            let mut read = String::new();
            for event in Parser::new_ext(&text, options) {
                match event {
                    Event::Text(text) => read.push_str(&text),
                    Event::Start(Tag::Paragraph) | Event::End(_) => {}
                    other => panic!("{hostile:?} became {other:?} in {text:?}"),
                }
            }
            assert_eq!(read, hostile, "{text}");
        }
    }
}
