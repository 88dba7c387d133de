//! Lowering of chapters, sections and blocks.

use crate::content::fields::{Fields, Value, Words};
use crate::content::lower::Lowering;
use crate::content::lower::notes::Kind;
use crate::content::model::{
    Block, BlockContent, Chapter, ChapterId, CheckId, Citation, ClaimId, ComparisonId,
    DerivationId, FaqId, QuoteOrigin, Section, SectionId, SourceId, Tone,
};
use crate::diagnostic::Code;

/// The kinds of blocks.
#[derive(Clone, Copy)]
enum BlockKind {
    Paragraph,
    List,
    Quote,
    Callout,
    Comparison,
    Question,
    Derivation,
    Picture,
    Check,
}

impl BlockKind {
    const ALL: &[BlockKind] = &[
        BlockKind::Paragraph,
        BlockKind::List,
        BlockKind::Quote,
        BlockKind::Callout,
        BlockKind::Comparison,
        BlockKind::Question,
        BlockKind::Derivation,
        BlockKind::Picture,
        BlockKind::Check,
    ];

    fn word(self) -> &'static str {
        match self {
            BlockKind::Paragraph => "paragraph",
            BlockKind::List => "list",
            BlockKind::Quote => "quote",
            BlockKind::Callout => "callout",
            BlockKind::Comparison => "comparison",
            BlockKind::Question => "question",
            BlockKind::Derivation => "derivation",
            BlockKind::Picture => "picture",
            BlockKind::Check => "check",
        }
    }
}

impl<'a> Lowering<'_, 'a> {
    /// Lowers a file's chapter with its sections.
    pub(super) fn chapter_file(&mut self, fields: &mut Fields<'a>) {
        let value = fields.get("chapter");
        let tables = self.entities(fields, "section", "`[[section]]`");
        let head = tables.first().map(Fields::head);
        let sections: Vec<Section> = tables
            .into_iter()
            .filter_map(|section| self.section(section))
            .collect();
        match (value, head) {
            (Some(value), _) => self.chapter(value, sections),
            (None, Some(head)) => {
                self.notes.lack(Kind::Chapter);
                if !self.found.is_torn() {
                    let message = "there are sections without a `[chapter]`".to_string();
                    let help = "add `[chapter]` with `id`, `title` and `summary`".to_string();
                    self.found.add(Code::MissingKey, head, message, Some(help));
                }
            }
            (None, None) => {}
        }
    }

    fn chapter(&mut self, value: &'a Value<'a>, sections: Vec<Section>) {
        let Some(mut fields) = Fields::new(value, "`[chapter]`", &mut self.found) else {
            return self.notes.lack(Kind::Chapter);
        };
        let id = self.id(&mut fields, Kind::Chapter);
        let title = self.require_text(&mut fields, "title");
        let summary = self.require_text(&mut fields, "summary");
        let know = self.prose(&mut fields, "know");
        let disputed = self.prose(&mut fields, "disputed");
        fields.finish(&mut self.found);
        if let (Some(id), Some(title), Some(summary)) = (id, title, summary) {
            self.library.chapters.push(Chapter {
                id: ChapterId::new(id),
                title,
                summary,
                know,
                sections,
                disputed,
            });
        }
    }

    fn section(&mut self, mut fields: Fields<'a>) -> Option<Section> {
        let id = self.id(&mut fields, Kind::Section);
        let title = self.require_text(&mut fields, "title");
        let own = id.clone().unwrap_or_default();
        let mut blocks = Vec::new();
        for (number, block) in
            (1..).zip(fields.tables("block", "`[[section.block]]`", &mut self.found))
        {
            blocks.extend(self.block(block, &own, number));
        }
        fields.finish(&mut self.found);
        Some(Section {
            id: SectionId::new(id?),
            title: title?,
            blocks,
        })
    }

    fn block(&mut self, mut fields: Fields<'a>, section: &str, number: usize) -> Option<Block> {
        let id = match fields.get("id") {
            Some(value) => {
                let id = self.checked_id(value);
                if let Some(id) = &id {
                    self.declare(id, Kind::Block, value.span());
                }
                id
            }
            None => {
                let id = format!("{section}.{number}");
                let span = self.found.span(fields.head());
                self.notes.put(&id, "id", span);
                Some(id)
            }
        };
        let words = Words(BlockKind::ALL, BlockKind::word);
        let kind = match fields.get("kind") {
            None => Some(BlockKind::Paragraph),
            Some(_) => fields.word("kind", words, &mut self.found),
        };
        let content = kind.and_then(|kind| self.block_content(kind, &mut fields));
        if kind.is_some() {
            fields.finish(&mut self.found);
        }
        Some(Block {
            id: id?.into(),
            content: content?,
        })
    }

    fn block_content(&mut self, kind: BlockKind, fields: &mut Fields<'a>) -> Option<BlockContent> {
        Some(match kind {
            BlockKind::Paragraph => BlockContent::Paragraph(self.require_prose(fields, "text")?),
            BlockKind::List => {
                let items = self.proses(fields, "items");
                let ordered = fields.flag("ordered", &mut self.found).unwrap_or(false);
                BlockContent::List { items, ordered }
            }
            BlockKind::Quote => {
                let text = self.require_prose(fields, "text");
                let origin = self.origin(fields);
                BlockContent::Quote {
                    text: text?,
                    origin: origin?,
                }
            }
            BlockKind::Callout => {
                fields.require("tone", &mut self.found);
                let tone = fields.word("tone", Words(Tone::ALL, Tone::word), &mut self.found);
                let title = self.text(fields, "title");
                let text = self.require_prose(fields, "text");
                BlockContent::Callout {
                    tone: tone?,
                    title,
                    text: text?,
                }
            }
            BlockKind::Comparison => {
                let lead = self.prose(fields, "text");
                let show = self.require_reference(fields, "show", Some(Kind::Comparison))?;
                BlockContent::Comparison {
                    show: ComparisonId::new(show),
                    lead,
                }
            }
            BlockKind::Question => BlockContent::Question(FaqId::new(self.require_reference(
                fields,
                "show",
                Some(Kind::Faq),
            )?)),
            BlockKind::Derivation => {
                let show = self.require_reference(fields, "show", Some(Kind::Derivation))?;
                BlockContent::Derivation(DerivationId::new(show))
            }
            BlockKind::Picture => {
                let show = self.require_reference(fields, "show", Some(Kind::Picture))?;
                BlockContent::Picture(show.into())
            }
            BlockKind::Check => {
                let show = self.require_reference(fields, "show", Some(Kind::Check))?;
                BlockContent::Check(CheckId::new(show))
            }
        })
    }

    /// Where a quotation stands: in the source of a claim, or in a place of a source.
    fn origin(&mut self, fields: &mut Fields<'a>) -> Option<QuoteOrigin> {
        let claim = self.reference(fields, "claim", Some(Kind::Claim));
        let source = self.reference(fields, "source", Some(Kind::Source));
        let locator = fields.string("locator", &mut self.found);
        match (claim, source) {
            (Some(claim), None) => Some(QuoteOrigin::Claim(ClaimId::new(claim))),
            (None, Some(source)) => Some(QuoteOrigin::Citation(Citation {
                source: SourceId::new(source),
                locator,
                quote: None,
            })),
            (Some(_), Some(_)) | (None, None) => {
                let message = "a quotation names either a `claim` or a `source`".to_string();
                let help = "add `claim`, or `source` and `locator`".to_string();
                self.found
                    .add(Code::MissingKey, fields.head(), message, Some(help));
                None
            }
        }
    }
}
