//! Lowering of chapters, sections and blocks.

use crate::content::allow::Depth;
use crate::content::fields::Fields;
use crate::content::lower::Lowering;
use crate::content::lower::notes::Kind;
use crate::content::model::{
    Block, BlockContent, BlockKind, Chapter, ChapterId, CheckId, Citation, ClaimId, ComparisonId,
    DerivationId, FaqId, QuoteOrigin, Section, SectionId, SourceId,
};
use crate::diagnostic::Code;

impl<'a> Lowering<'_, 'a> {
    /// Lowers a file's chapter with its sections.
    pub(super) fn chapter_file(&mut self, fields: &Fields<'a>) {
        let is_there = fields.get("chapter").is_some();
        let tables = self.entities(fields, "section");
        let head = tables.first().map(Fields::head);
        let sections: Vec<Section> = tables
            .into_iter()
            .filter_map(|section| self.section(section))
            .collect();
        match (fields.table("chapter", &mut self.found), head) {
            (Some(chapter), _) => self.chapter(chapter, sections),
            (None, _) if is_there => self.notes.lack(Kind::Chapter),
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

    fn chapter(&mut self, fields: Fields<'a>, sections: Vec<Section>) {
        let id = self.id(&fields, Kind::Chapter);
        let title = self.text(&fields, "title");
        let summary = self.text(&fields, "summary");
        let know = self.prose(&fields, "know");
        let disputed = self.prose(&fields, "disputed");
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

    fn section(&mut self, fields: Fields<'a>) -> Option<Section> {
        let id = self.id(&fields, Kind::Section);
        let title = self.text(&fields, "title");
        let own = id.clone().unwrap_or_default();
        let mut blocks = Vec::new();
        for (number, block) in (1..).zip(fields.tables("block", &mut self.found)) {
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
        let kind = match fields.get("kind") {
            None => Some(BlockKind::Paragraph),
            Some(_) => fields.word("kind", &mut self.found),
        };
        if let Some(kind) = kind {
            fields.narrow(kind.shape());
        }
        self.begin(&fields, Depth::of(Kind::Block));
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
        let content = kind.and_then(|kind| self.block_content(kind, &fields));
        if kind.is_some() {
            fields.finish(&mut self.found);
        }
        Some(Block {
            id: id?.into(),
            content: content?,
        })
    }

    fn block_content(&mut self, kind: BlockKind, fields: &Fields<'a>) -> Option<BlockContent> {
        Some(match kind {
            BlockKind::Paragraph => BlockContent::Paragraph(self.prose(fields, "text")?),
            BlockKind::List => {
                let items = self.proses(fields, "items");
                let ordered = fields.flag("ordered", &mut self.found).unwrap_or(false);
                BlockContent::List { items, ordered }
            }
            BlockKind::Quote => {
                let text = self.prose(fields, "text");
                let origin = self.origin(fields);
                BlockContent::Quote {
                    text: text?,
                    origin: origin?,
                }
            }
            BlockKind::Callout => {
                let tone = fields.word("tone", &mut self.found);
                let title = self.text(fields, "title");
                let text = self.prose(fields, "text");
                BlockContent::Callout {
                    tone: tone?,
                    title,
                    text: text?,
                }
            }
            BlockKind::Comparison => {
                let lead = self.prose(fields, "text");
                let show = self.reference(fields, "show")?;
                BlockContent::Comparison {
                    show: ComparisonId::new(show),
                    lead,
                }
            }
            BlockKind::Question => {
                BlockContent::Question(FaqId::new(self.reference(fields, "show")?))
            }
            BlockKind::Derivation => {
                let show = self.reference(fields, "show")?;
                BlockContent::Derivation(DerivationId::new(show))
            }
            BlockKind::Picture => {
                let show = self.reference(fields, "show")?;
                BlockContent::Picture(show.into())
            }
            BlockKind::Check => {
                let show = self.reference(fields, "show")?;
                BlockContent::Check(CheckId::new(show))
            }
        })
    }

    /// Where a quotation stands: in the source of a claim, or in a place of a source.
    fn origin(&mut self, fields: &Fields<'a>) -> Option<QuoteOrigin> {
        let claim = self.reference(fields, "claim");
        let source = self.reference(fields, "source");
        let locator = self.label(fields, "locator");
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
