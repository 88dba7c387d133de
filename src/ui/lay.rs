//! From blocks to lines: wrapping, indentation, bars, columns, and the marks of a search.
//!
//! Every line has an offset into its entry's text that does not depend on the width, and offsets grow strictly from line to line:
//! a place kept as an offset is on the same sentence after a resize. Links are numbered in the order of the text, which
//! is that of [`Block::spans`].

use std::ops::Range;

use crate::page::picture::{Picture, Room};
use crate::page::{Block, Link, Shape, Span};
use crate::picture::Glyphs;
use crate::picture::grid::Run;
use crate::search::marker::Marker;
use crate::text::width::{graphemes, width};
use crate::text::wrap::lines_even;
use crate::theme::Role;

/// The narrowest column that is still read with ease; narrower ones stand one below the other.
pub const LEAST_COLUMN: u16 = 20;

/// Text that would be narrower than this beside its lead goes below it.
const LEAST_BESIDE: u16 = 18;

/// What a bar is drawn with.
const BAR: &str = "│";

/// How much text a picture counts as, whatever its size: more than it ever has rows, so that offsets grow from row to row.
const PICTURE: usize = 4_096;

/// Cells of a bar with the space behind it.
const BAR_CELLS: u16 = 2;

/// Cells between two columns.
const BETWEEN: u16 = 3;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its first cell.
    pub x: u16,
    /// Its text.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// The number of its link in the entry.
    pub link: Option<u16>,
    /// The number of the match of a search that it is, in the entry.
    pub hit: Option<u16>,
}

/// A line of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Where in the entry's text it begins.
    pub offset: usize,
    /// Its pieces, from left to right.
    pub pieces: Vec<Piece>,
}

impl Line {
    /// Whether there is nothing to read on it; a bar may be.
    pub fn is_blank(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text == BAR)
    }
}

/// How blocks are set.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The cells there are.
    pub width: u16,
    /// The cells that running text takes at most.
    pub measure: u16,
    /// The rows of the screen that the text has.
    pub height: u16,
    /// The characters that the terminal has.
    pub glyphs: Glyphs,
    /// What is marked.
    pub marker: Option<&'a Marker>,
}

/// An entry as it is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Laid {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its links, by number.
    pub links: Vec<Link>,
    /// How many matches it holds.
    pub n_hits: u16,
}

impl Laid {
    /// The line that holds an offset.
    pub fn line_at(&self, offset: usize) -> usize {
        self.lines
            .partition_point(|line| line.offset <= offset)
            .saturating_sub(1)
    }

    /// The first line that has something to read.
    pub fn first_text(&self) -> usize {
        self.lines
            .iter()
            .position(|line| !line.is_blank())
            .unwrap_or(0)
    }

    /// The lines on which a piece of a kind stands: first and last.
    pub fn rows_where(&self, holds: impl Fn(&Piece) -> bool) -> Option<(usize, usize)> {
        let has = |line: &Line| line.pieces.iter().any(&holds);
        let first = self.lines.iter().position(has)?;
        let last = self.lines.iter().rposition(has)?;
        Some((first, last))
    }
}

/// Sets the blocks of an entry.
pub fn lay(blocks: &[Block], setting: Setting<'_>) -> Laid {
    let mut setter = Setter {
        setting,
        laid: Laid::default(),
        offset: 0,
    };
    setter.blocks(blocks, 0, setting.width);
    setter.laid
}

struct Setter<'a> {
    setting: Setting<'a>,
    laid: Laid,
    offset: usize,
}

impl Setter<'_> {
    /// Sets `blocks` into the cells from `x`, `cells` wide.
    fn blocks(&mut self, blocks: &[Block], x: u16, cells: u16) {
        for (n, block) in blocks.iter().enumerate() {
            if block.gap {
                let continues = n
                    .checked_sub(1)
                    .and_then(|before| blocks[before].bar)
                    .and(block.bar);
                self.gap(x, continues);
            }
            self.block(block, x, cells);
        }
    }

    /// An empty line, through which a bar goes on.
    fn gap(&mut self, x: u16, bar: Option<Role>) {
        let pieces = bar.map(|role| bar_piece(x, role)).into_iter().collect();
        self.push(Line {
            offset: self.offset,
            pieces,
        });
        self.offset += 1;
    }

    fn push(&mut self, line: Line) {
        self.laid.lines.push(line);
    }

    fn block(&mut self, block: &Block, x: u16, cells: u16) {
        let bar_cells = block.bar.map_or(0, |_| BAR_CELLS);
        let inner_x = x + bar_cells;
        let inner = cells.saturating_sub(bar_cells).max(1);
        let begin = self.laid.lines.len();
        match &block.shape {
            Shape::Rule => {
                let length = inner.min(self.setting.measure);
                self.push(Line {
                    offset: self.offset,
                    pieces: vec![piece(inner_x, "─".repeat(usize::from(length)), Role::Rule)],
                });
                self.offset += 1;
            }
            Shape::Flow(spans) => self.flow(block, spans, inner_x, inner.min(self.setting.measure)),
            Shape::Columns(columns) => self.columns(columns, inner_x, inner),
            Shape::Picture(picture) => self.picture(picture, inner_x, inner),
        }
        if let Some(role) = block.bar {
            for line in &mut self.laid.lines[begin..] {
                line.pieces.insert(0, bar_piece(x, role));
            }
        }
    }

    /// Running text with its hanging lead.
    fn flow(&mut self, block: &Block, spans: &[Span], x: u16, cells: u16) {
        let lead_cells = block
            .lead
            .as_ref()
            .map_or(0, |lead| width(&lead.text) as u16);
        let beside = cells.saturating_sub(block.indent);
        let below = block.lead.is_some() && lead_cells > 4 && beside < LEAST_BESIDE;
        let indent = if below {
            block.indent.saturating_sub(lead_cells) + 2
        } else {
            block.indent
        };
        // However deep, something of the text is to be seen.
        let indent = indent.min(cells.saturating_sub(LEAST_BESIDE.min(cells)));
        if let Some(lead) = &block.lead
            && !lead.text.is_empty()
        {
            let at = x + indent.saturating_sub(if below { 2 } else { lead_cells });
            let mut first = piece(at, lead.text.to_string(), lead.role);
            if lead.link.is_some() {
                first.link = self.link(lead);
            }
            let line = Line {
                offset: self.offset,
                pieces: vec![first],
            };
            self.push(line);
            self.offset += lead.text.len().max(1);
        }
        let joins = block
            .lead
            .as_ref()
            .is_some_and(|lead| !lead.text.is_empty())
            && !below;
        self.text(spans, x + indent, cells - indent, joins);
    }

    /// The lines of `spans`; the first joins the line before when `joins`.
    fn text(&mut self, spans: &[Span], x: u16, cells: u16, joins: bool) {
        let text: String = spans.iter().map(|span| span.text.as_ref()).collect();
        let marks = self
            .setting
            .marker
            .map_or_else(Vec::new, |marker| marker.marks(&text));
        let first_hit = self.laid.n_hits;
        self.laid.n_hits = first_hit.saturating_add(marks.len() as u16);
        let parts = self.parts(spans);
        for (n, range) in lines_even(&text, usize::from(cells), usize::from(cells))
            .into_iter()
            .enumerate()
        {
            let mut pieces = Vec::new();
            let mut at = x;
            let mut add = |range: Range<usize>, part: &Part, hit: Option<u16>| {
                let text = &text[range];
                if !text.is_empty() {
                    let cells = width(text) as u16;
                    pieces.push(Piece {
                        link: part.link,
                        hit,
                        ..piece(at, text.to_string(), part.role)
                    });
                    at += cells;
                }
            };
            for part in &parts {
                let cut = part.range.start.max(range.start)..part.range.end.min(range.end);
                if cut.start >= cut.end {
                    continue;
                }
                split(cut, &marks, first_hit, |range, hit| add(range, part, hit));
            }
            if n == 0
                && joins
                && let Some(line) = self.laid.lines.last_mut()
            {
                line.pieces.append(&mut pieces);
                continue;
            }
            let line = Line {
                offset: self.offset + range.start,
                pieces,
            };
            self.push(line);
        }
        self.offset += text.len() + 1;
    }

    fn link(&mut self, span: &Span) -> Option<u16> {
        let link = span.link.clone()?;
        self.laid.links.push(link);
        u16::try_from(self.laid.links.len() - 1).ok()
    }

    /// What the parts of a flow's text are.
    fn parts(&mut self, spans: &[Span]) -> Vec<Part> {
        let mut at = 0;
        let mut part = |span: &Span| {
            let range = at..at + span.text.len();
            at = range.end;
            Part {
                range,
                role: span.role,
                link: self.link(span),
            }
        };
        spans.iter().map(&mut part).collect()
    }

    /// Columns: side by side where each has room, one below the other under its name where not.
    fn columns(&mut self, columns: &[(Span, Vec<Block>)], x: u16, cells: u16) {
        let n = columns.len() as u16;
        let each = cells.saturating_sub(BETWEEN * n.saturating_sub(1)) / n.max(1);
        if each < LEAST_COLUMN {
            for (name, blocks) in columns {
                self.text(std::slice::from_ref(name), x, cells, false);
                self.blocks(blocks, x + BAR_CELLS, cells.saturating_sub(BAR_CELLS));
            }
            return;
        }
        let begin = self.offset;
        let mut rows: Vec<Line> = Vec::new();
        for (at, (name, blocks)) in (0u16..).zip(columns) {
            let left = x + at * (each + BETWEEN);
            let cell = self.cell(name, blocks, left, each);
            rows.resize_with(rows.len().max(cell.len()), Line::default);
            for (row, mut line) in rows.iter_mut().zip(cell) {
                row.pieces.append(&mut line.pieces);
            }
        }
        for row in &mut rows {
            for at in 1..n {
                let bar = piece(x + at * (each + BETWEEN) - 2, "│".to_string(), Role::Rule);
                let place = row.pieces.partition_point(|piece| piece.x < bar.x);
                row.pieces.insert(place, bar);
            }
        }
        // All rows share the columns' text evenly, which keeps the offsets growing whatever the width.
        let text = (self.offset - begin).max(rows.len());
        self.offset = begin + text;
        let n_rows = rows.len().max(1);
        for (row, mut line) in rows.into_iter().enumerate() {
            line.offset = begin + row * text / n_rows;
            self.push(line);
        }
    }

    /// A picture, and below it what is said about it.
    fn picture(&mut self, picture: &Picture, x: u16, cells: u16) {
        let (cells, rows) = match picture.room {
            Room::Screen => {
                let below = (self.setting.height / 3).clamp(3, 7);
                (cells, self.setting.height.saturating_sub(below))
            }
            Room::Lines => {
                let cells = cells.min(self.setting.measure);
                (
                    cells,
                    self.setting.height.saturating_sub(1).min(cells / 5 + 4),
                )
            }
        };
        let grid = picture.drawing.draw(cells, rows, self.setting.glyphs);
        let begin = self.offset;
        let n_rows = usize::from(grid.height()).max(1);
        for y in 0..grid.height() {
            let run = |run: Run| piece(x + run.x, run.text, run.role);
            let line = Line {
                offset: begin + usize::from(y) * PICTURE / n_rows,
                pieces: grid.runs(y).into_iter().map(run).collect(),
            };
            self.push(line);
        }
        self.offset = begin + PICTURE;
        self.blocks(&picture.here, x, cells);
        if picture.drawing.is_named(cells, rows) {
            // Offsets don't depend on the size: what is left out counts.
            let spans = picture.key.iter().flat_map(Block::spans);
            let text: usize = spans.map(|span| span.text.len()).sum();
            self.offset += text + picture.key.len();
        } else {
            self.blocks(&picture.key, x, cells);
        }
        self.blocks(&picture.signs, x, cells);
        self.blocks(&picture.lead, x, cells);
    }

    /// The lines of one cell, taken out of the entry's lines again.
    fn cell(&mut self, name: &Span, blocks: &[Block], x: u16, cells: u16) -> Vec<Line> {
        let begin = self.laid.lines.len();
        self.text(std::slice::from_ref(name), x, cells, false);
        self.blocks(blocks, x, cells);
        self.laid.lines.split_off(begin)
    }
}

/// A span's place in the text of its flow.
struct Part {
    range: Range<usize>,
    role: Role,
    link: Option<u16>,
}

fn piece(x: u16, text: String, role: Role) -> Piece {
    Piece {
        x,
        text,
        role,
        link: None,
        hit: None,
    }
}

fn bar_piece(x: u16, role: Role) -> Piece {
    piece(x, BAR.to_string(), role)
}

/// Cuts `range` where marks begin and end, and tells which mark each part is.
fn split(
    range: Range<usize>,
    marks: &[Range<usize>],
    first: u16,
    mut add: impl FnMut(Range<usize>, Option<u16>),
) {
    let mut at = range.start;
    for (n, mark) in (0u16..).zip(marks) {
        let (from, to) = (mark.start.max(range.start), mark.end.min(range.end));
        if from >= to {
            continue;
        }
        add(at..from, None);
        add(from..to, Some(first.saturating_add(n)));
        at = to;
    }
    add(at..range.end, None);
}

/// The cell that a line's text reaches to.
pub fn end_of(line: &Line) -> u16 {
    let end = |piece: &Piece| {
        piece.x
            + graphemes(&piece.text)
                .map(|(_, _, cells)| cells as u16)
                .sum::<u16>()
    };
    line.pieces.last().map_or(0, end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn setting(width: u16) -> Setting<'static> {
        Setting {
            width,
            measure: 76.min(width),
            height: 24,
            glyphs: Glyphs::Full,
            marker: None,
        }
    }

    fn shown(laid: &Laid) -> Vec<String> {
        let line = |line: &Line| {
            let mut out = String::new();
            for piece in &line.pieces {
                while width(&out) < usize::from(piece.x) {
                    out.push(' ');
                }
                out.push_str(&piece.text);
            }
            out
        };
        laid.lines.iter().map(line).collect()
    }

    fn flow(text: &str) -> Block {
        Block::flow(vec![Span::new(text.to_string(), Role::Text)]).tight()
    }

    fn pair() -> Block {
        let name = |text: &'static str| Span::new(text, Role::Label);
        Block {
            shape: Shape::Columns(vec![
                (
                    name("Left"),
                    vec![flow("one two three four five six seven")],
                ),
                (name("Right"), vec![flow("short")]),
            ]),
            ..Block::flow(Vec::new()).tight()
        }
    }

    #[test]
    fn hanging_leads_and_bars() {
        let item = flow("alpha beta gamma")
            .led(Span::new("• ", Role::Muted), 2)
            .barred(Role::Rule);
        assert_eq!(shown(&lay(&[item], setting(26))), ["│ • alpha beta gamma"]);
        let field = flow("a value that wraps").led(Span::new("Says           ", Role::Label), 15);
        assert_eq!(
            shown(&lay(std::slice::from_ref(&field), setting(36))),
            ["Says           a value that wraps"]
        );
        assert_eq!(
            shown(&lay(&[field], setting(24))),
            ["Says           ", "  a value that wraps"]
        );
    }

    #[test]
    fn columns_stand_side_by_side_or_below() {
        assert_eq!(
            shown(&lay(&[pair()], setting(60))),
            [
                "Left                         │ Right",
                "one two three four five      │ short",
                "six seven                    │"
            ]
        );
        assert_eq!(
            shown(&lay(&[pair()], setting(30))),
            [
                "Left",
                "  one two three four five",
                "  six seven",
                "Right",
                "  short"
            ]
        );
    }

    #[test]
    fn marks_and_links_survive_wrapping() {
        let to = Link::Address("https://example.org".to_string());
        let spans = vec![
            Span::new("see ", Role::Text),
            Span::new("the long words of a link", Role::Link).to(to.clone()),
        ];
        let query = crate::search::query::Query::parse("long words");
        let marker = Marker::new(&query);
        let laid = lay(
            &[Block::flow(spans).tight()],
            Setting {
                marker: Some(&marker),
                ..setting(12)
            },
        );
        assert_eq!(laid.links, [to]);
        let linked: String = laid
            .lines
            .iter()
            .flat_map(|line| &line.pieces)
            .filter(|p| p.link == Some(0))
            .map(|p| p.text.as_str())
            .collect();
        assert_eq!(linked.replace(' ', ""), "thelongwordsofalink");
        assert!(laid.n_hits >= 1);
    }

    proptest! {
        #[test]
        fn offsets_grow_and_lines_fit(texts in prop::collection::vec("[a-zé漢 \\-]{0,60}", 1..6), cells in 4u16..90, barred: bool) {
            let mut blocks: Vec<Block> = texts.iter().map(|text| if barred { flow(text).barred(Role::Rule) } else { Block::flow(vec![Span::new(text.clone(), Role::Text)]) }).collect();
            blocks.push(pair());
            let laid = lay(&blocks, setting(cells));
            for pair in laid.lines.windows(2) {
                prop_assert!(pair[0].offset < pair[1].offset);
            }
            for line in &laid.lines {
                prop_assert!(end_of(line) <= cells.max(8), "{line:?}");
            }
        }
    }
}
