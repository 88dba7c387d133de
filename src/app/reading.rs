//! A page being read: where its top is, what has the focus, what is open in place, what is marked.
//!
//! A place on the page is an entry and an offset into its text, so that it is on the same words at any width. [`Reading`] is the state;
//! [`Sheet`] sets its entries for one geometry and answers every question about rows. What has been set is remembered, but nothing
//! depends on that.

mod links;

use std::sync::Arc;

use crate::app::geometry::{Geometry, columns_in, stacks};
use crate::app::shelf::{Leaf, SheetKey, Sheets, Shelf};
use crate::content::model::{ClaimId, Library, TermId};
use crate::page::{Block, Ctx, Entry, Motion, claim, glossary};
use crate::place::{Location, Place};
use crate::search::marker::Marker;
use crate::search::query::Query;
use crate::ui::lay::{Laid, Line, Setting, lay};

/// In how many entries at most matches are counted, or looked for with every letter; a ledger of 100,000 rows is not read through for either.
const COUNTED: usize = 3_000;

/// A place in the text of a page. Comparable: what comes first is less.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Which entry.
    pub entry: usize,
    /// How far into its text.
    pub offset: usize,
}

/// A link of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Focus {
    /// Which entry.
    pub entry: usize,
    /// The number of the link.
    pub link: u16,
}

/// What opens in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// A claim's card.
    Claim(ClaimId),
    /// A term's definition.
    Term(TermId),
}

impl Opened {
    /// Whether there is such a thing in `library`.
    pub fn exists_in(&self, library: &Library) -> bool {
        match self {
            Opened::Claim(id) => library.claim(id).is_some(),
            Opened::Term(id) => library.find(id.as_str()).is_some(),
        }
    }
}

/// What is open, and below what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// In which entry.
    entry: usize,
    /// Below which of its blocks.
    block: usize,
    /// The link that opened it.
    link: u16,
    /// What.
    what: Opened,
}

impl Open {
    /// The link that opened it.
    pub fn by(&self) -> Focus {
        Focus {
            entry: self.entry,
            link: self.link,
        }
    }

    /// What is open.
    pub fn what(&self) -> &Opened {
        &self.what
    }
}

/// What is marked on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// What was asked for.
    pub query: String,
    /// The match that the reader stands on.
    pub at: Option<Focus>,
}

/// What came of looking for a match in some entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// Here it is.
    At(Focus),
    /// There is none on the page.
    Nowhere,
    /// There is none so near.
    NotNear,
}

/// A page with all that belongs to reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The page.
    pub page: Arc<Leaf>,
    /// The first line on the screen.
    pub top: Spot,
    /// The link that has the focus.
    pub focus: Option<Focus>,
    /// What is open in place.
    pub open: Option<Open>,
    /// What is marked.
    pub marks: Option<Marks>,
    /// What has been set with something open or marked, which is this reader's alone.
    own: Sheets,
}

impl Reading {
    /// The page of a location, with its entry at the top.
    pub fn new(location: &Location, ctx: Ctx<'_>, shelf: &Shelf) -> Self {
        let page = shelf.leaf(&location.place, ctx);
        let entry = page.entry_of(&location.key, ctx.library()).unwrap_or(0);
        let mut reading = Reading {
            page,
            top: Spot {
                entry,
                offset: location.offset,
            },
            focus: None,
            open: None,
            marks: None,
            own: Sheets::new(1),
        };
        if reading.page.motion == Motion::Choose {
            reading.focus = Some(Focus { entry, link: 0 });
        }
        reading
    }

    /// Forgets what can be set again.
    pub fn rest(&mut self) {
        self.own = Sheets::new(1);
    }

    /// Where the reader is.
    pub fn location(&self, ctx: Ctx<'_>) -> Location {
        let entry = self.page.entries.get(self.top.entry);
        let at_top = self.top == Spot::default();
        Location {
            place: self.page.place.clone(),
            key: match entry {
                Some(entry) if !at_top => entry.key(ctx.library()).into_owned(),
                _ => String::new(),
            },
            offset: self.top.offset,
        }
    }

    /// The same page made anew, after the content, the language or what the reader keeps has changed; `before` is what it was made from.
    pub fn renew(&mut self, before: Ctx<'_>, ctx: Ctx<'_>, shelf: &Shelf) {
        // A page may show something twice: what is before it of the same name tells which is meant.
        let key = |entry: usize| {
            let entries = &self.page.entries;
            let key = entries.get(entry)?.key(before.library()).into_owned();
            let same = |other: &&Entry| *other.key(before.library()) == *key;
            let nth = entries[..entry].iter().filter(same).count();
            Some((key, nth))
        };
        let top = key(self.top.entry);
        let focus = self
            .focus
            .and_then(|focus| Some((key(focus.entry)?, focus.link)));
        let open = self
            .open
            .take()
            .filter(|open| open.what.exists_in(ctx.library()))
            .and_then(|open| Some((key(open.entry)?, open)));
        self.page = shelf.leaf(&self.page.place, ctx);
        self.own = Sheets::new(1);
        let find = |(key, nth): &(String, usize)| {
            let entries = self.page.entries.iter().enumerate();
            let mut same = entries.filter(|(_, entry)| *entry.key(ctx.library()) == **key);
            let exact = same.nth(*nth).map(|(entry, _)| entry);
            exact.or_else(|| self.page.entry_of(key, ctx.library()))
        };
        let entry = top.and_then(|key| find(&key));
        self.top = entry.map_or_else(Spot::default, |entry| Spot { entry, ..self.top });
        self.focus = focus.and_then(|(key, link)| {
            Some(Focus {
                entry: find(&key)?,
                link,
            })
        });
        self.open = open.and_then(|(key, open)| {
            Some(Open {
                entry: find(&key)?,
                ..open
            })
        });
        if let Some(marks) = &mut self.marks {
            marks.at = None;
        }
    }
}

/// A page set for one geometry.
pub struct Sheet<'a> {
    reading: &'a Reading,
    ctx: Ctx<'a>,
    geometry: Geometry,
    marker: Option<Marker>,
    key: SheetKey,
}

/// A line on the screen.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its entry.
    pub entry: usize,
    /// Its number in the entry.
    pub idx: usize,
    /// The entry as it is set.
    pub laid: Arc<Laid>,
}

impl Row {
    /// The line.
    pub fn line(&self) -> &Line {
        &self.laid.lines[self.idx]
    }
}

impl<'a> Sheet<'a> {
    /// Sets `reading` for a geometry.
    pub fn new(reading: &'a Reading, ctx: Ctx<'a>, geometry: Geometry) -> Self {
        let query = reading.marks.as_ref().map(|marks| marks.query.clone());
        let key = SheetKey {
            width: geometry.body.width,
            height: geometry.body.height,
            measure: geometry.measure,
            open: reading.open.clone(),
            query: query.clone(),
        };
        let query = query.map(|query| Query::parse(&query));
        Sheet {
            reading,
            ctx,
            geometry,
            marker: query
                .filter(|query| !query.is_empty())
                .map(|query| Marker::new(&query)),
            key,
        }
    }

    /// Where what has been set is kept: with the page, for everybody, as long as it is the same for everybody.
    fn sheets(&self) -> &'a Sheets {
        match (&self.key.open, &self.key.query) {
            (None, None) => self.reading.page.sheets(),
            _ => &self.reading.own,
        }
    }

    /// How entries are set, with what `marker` finds in them marked.
    fn setting<'m>(&self, marker: Option<&'m Marker>) -> Setting<'m> {
        Setting {
            width: self.geometry.body.width,
            measure: self.geometry.measure,
            height: self.geometry.body.height,
            glyphs: self.ctx.glyphs,
            marker,
        }
    }

    fn n_entries(&self) -> usize {
        self.reading.page.entries.len()
    }

    fn height(&self) -> usize {
        usize::from(self.geometry.body.height)
    }

    /// An entry as it is set, with what is open in it.
    pub fn laid(&self, entry: usize) -> Arc<Laid> {
        if let Some(laid) = self.sheets().get(&self.key, entry) {
            return laid;
        }
        let blocks: Vec<Block> = self
            .blocks(entry)
            .into_iter()
            .map(|(_, block)| block)
            .collect();
        let mut laid = lay(&blocks, self.setting(self.marker.as_ref()));
        if self.is_alone(entry, &blocks) {
            let end = laid.lines.last().map_or(0, |line| line.offset);
            let missing = self.height().saturating_sub(laid.lines.len());
            laid.lines.extend((1..=missing).map(|n| Line {
                offset: end + n,
                pieces: Vec::new(),
            }));
        }
        let laid = Arc::new(laid);
        self.sheets().insert(&self.key, entry, laid.clone());
        laid
    }

    /// Whether an entry has the screen for itself: an aspect whose cells stand one below the other.
    fn is_alone(&self, entry: usize, blocks: &[Block]) -> bool {
        let is_aspect = matches!(
            self.reading.page.entries.get(entry),
            Some(Entry::Aspect(..))
        );
        let n_columns = blocks
            .iter()
            .map(|block| columns_in(&block.shape))
            .max()
            .unwrap_or(0);
        let on_its_page = matches!(self.reading.page.place, Place::Comparison(..));
        is_aspect && on_its_page && stacks(n_columns, self.geometry.body.width)
    }

    /// An entry's blocks, each with its number, or none for those of what is open in it.
    fn blocks(&self, entry: usize) -> Vec<(Option<usize>, Block)> {
        let blocks = self.reading.page.blocks(entry, self.ctx);
        let mut all: Vec<(Option<usize>, Block)> = blocks
            .into_iter()
            .enumerate()
            .map(|(n, block)| (Some(n), block))
            .collect();
        if let Some(open) = self
            .reading
            .open
            .as_ref()
            .filter(|open| open.entry == entry)
        {
            let card = match &open.what {
                Opened::Claim(id) => claim::card(&self.reading.page, id, self.ctx),
                Opened::Term(id) => glossary::definition(&self.reading.page, id, self.ctx),
            };
            let at = (open.block + 1).min(all.len());
            all.splice(at..at, card.into_iter().map(|block| (None, block)));
        }
        all
    }

    /// The lines on the screen, from its first row.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::with_capacity(self.height());
        let top = self.reading.top;
        let mut skip = self.laid(top.entry).line_at(top.offset);
        for entry in top.entry..self.n_entries() {
            let laid = self.laid(entry);
            for idx in skip..laid.lines.len() {
                if rows.len() == self.height() {
                    return rows;
                }
                rows.push(Row {
                    entry,
                    idx,
                    laid: laid.clone(),
                });
            }
            skip = 0;
        }
        rows
    }

    /// The spot of a line.
    fn spot(&self, entry: usize, idx: usize) -> Spot {
        let offset = self
            .laid(entry)
            .lines
            .get(idx)
            .map_or(0, |line| line.offset);
        Spot { entry, offset }
    }

    /// The spot `n` lines on from `from`, at most the last line.
    pub fn after(&self, from: Spot, n: usize) -> Spot {
        let mut left = self.laid(from.entry).line_at(from.offset) + n;
        let mut last = from;
        for entry in from.entry..self.n_entries() {
            let n_lines = self.laid(entry).lines.len();
            if left < n_lines {
                return self.spot(entry, left);
            }
            left -= n_lines;
            if n_lines > 0 {
                last = self.spot(entry, n_lines - 1);
            }
        }
        last
    }

    /// The spot `n` lines before `from`, at least the first line.
    pub fn before(&self, from: Spot, n: usize) -> Spot {
        let mut left = n;
        let mut idx = self.laid(from.entry).line_at(from.offset);
        let mut entry = from.entry;
        loop {
            if left <= idx {
                return self.spot(entry, idx - left);
            }
            if entry == 0 {
                return Spot::default();
            }
            left -= idx;
            entry -= 1;
            idx = self.laid(entry).lines.len();
        }
    }

    /// The lowest top: with it, the last line stands in the last row.
    pub fn last_top(&self) -> Spot {
        let Some(last) = self.n_entries().checked_sub(1) else {
            return Spot::default();
        };
        let end = Spot {
            entry: last,
            offset: usize::MAX,
        };
        self.before(end, self.height().saturating_sub(1))
    }

    /// `top`, or the lowest that there is.
    pub fn clamped(&self, top: Spot) -> Spot {
        // Nothing is above the beginning: the end need not be set to know that.
        if top == Spot::default() {
            return top;
        }
        if top.entry >= self.n_entries() {
            return self.last_top();
        }
        // Far from the end nothing has to be counted back from it: every entry has at least a line.
        if top.entry + 2 * self.height() < self.n_entries() {
            return top;
        }
        top.min(self.last_top())
    }

    /// Where an entry's own text begins.
    pub fn beginning(&self, entry: usize) -> Spot {
        if entry == 0 {
            return Spot::default();
        }
        self.spot(entry, self.laid(entry).first_text())
    }

    /// The top that shows lines `first..=last` of an entry with the least movement.
    pub fn top_showing(&self, entry: usize, first: usize, last: usize) -> Spot {
        let top = self.reading.top;
        let (begin, end) = (self.spot(entry, first), self.spot(entry, last));
        if begin < self.spot(top.entry, self.laid(top.entry).line_at(top.offset)) {
            return self.before(begin, usize::from(first > 0));
        }
        let bottom = self.after(top, self.height().saturating_sub(1));
        if end <= bottom {
            return top;
        }
        let top = self.before(end, self.height().saturating_sub(1));
        // What is taller than the screen is shown from its beginning.
        top.min(begin)
    }

    /// The match after `from`, or the first on or below the screen's top; from the end it goes on at the beginning.
    pub fn match_after(&self, from: Option<Focus>) -> Option<Focus> {
        match self.match_within(from, usize::MAX) {
            Sought::At(at) => Some(at),
            Sought::Nowhere | Sought::NotNear => None,
        }
    }

    /// The first match on or below the screen's top, if it is near enough to be looked for with every letter.
    pub fn match_near(&self) -> Sought {
        self.match_within(None, COUNTED)
    }

    /// The match after `from` in the next `n` entries.
    fn match_within(&self, from: Option<Focus>, n: usize) -> Sought {
        if self.marker.is_none() {
            return Sought::Nowhere;
        }
        let n_hits = |entry: usize| self.laid(entry).n_hits;
        let (entry, next) = match from {
            Some(at) => (at.entry, at.link + 1),
            None => {
                let top = self.reading.top;
                let line = self.laid(top.entry).line_at(top.offset);
                let laid = self.laid(top.entry);
                let above = laid.lines[..line.min(laid.lines.len())]
                    .iter()
                    .flat_map(|line| &line.pieces);
                (
                    top.entry,
                    above
                        .filter_map(|piece| piece.hit)
                        .max()
                        .map_or(0, |hit| hit + 1),
                )
            }
        };
        if next < n_hits(entry) {
            return Sought::At(Focus { entry, link: next });
        }
        let others = (entry + 1..self.n_entries()).chain(0..=entry);
        let is_near = others.clone().count() <= n;
        match others.take(n).find(|entry| n_hits(*entry) > 0) {
            Some(entry) => Sought::At(Focus { entry, link: 0 }),
            None if is_near => Sought::Nowhere,
            None => Sought::NotNear,
        }
    }

    /// Whether the page is too long to be read through with every letter.
    pub fn is_long(&self) -> bool {
        self.n_entries() > COUNTED
    }

    /// The match before `from`; from the beginning it goes on at the end.
    pub fn match_before(&self, from: Option<Focus>) -> Option<Focus> {
        let n_hits = |entry: usize| self.laid(entry).n_hits;
        let at = from.unwrap_or(Focus {
            entry: self.reading.top.entry,
            link: 0,
        });
        if at.link > 0 {
            return Some(Focus {
                link: at.link - 1,
                ..at
            });
        }
        let mut others = (0..at.entry)
            .rev()
            .chain((at.entry..self.n_entries()).rev());
        let entry = others.find(|entry| n_hits(*entry) > 0)?;
        Some(Focus {
            entry,
            link: n_hits(entry) - 1,
        })
    }

    /// The rows of an entry on which a match stands.
    pub fn lines_of_match(&self, at: Focus) -> Option<(usize, usize)> {
        self.laid(at.entry)
            .rows_where(|piece| piece.hit == Some(at.link))
    }

    /// Whether there is such a match.
    pub fn has_match(&self, at: Focus) -> bool {
        at.entry < self.n_entries() && at.link < self.laid(at.entry).n_hits
    }

    /// Which match of how many; `None` on pages too long to count.
    pub fn match_count(&self, at: Focus) -> Option<(usize, usize)> {
        if self.is_long() {
            return None;
        }
        let n_hits = |entry: usize| usize::from(self.laid(entry).n_hits);
        let before: usize = (0..at.entry).map(n_hits).sum();
        let total = before + (at.entry..self.n_entries()).map(n_hits).sum::<usize>();
        Some((before + usize::from(at.link) + 1, total))
    }

    /// The heading under which the screen's first lines are, as an index of the outline.
    pub fn heading(&self) -> Option<usize> {
        let rows = self.rows();
        let entry = rows.get(2).or(rows.last()).map_or(0, |row| row.entry);
        self.reading
            .page
            .outline
            .iter()
            .rposition(|heading| heading.entry <= entry)
    }

    /// The top a screen on from here, where `n` lines make a screen. What has the screen for itself begins at its top.
    pub fn screen_on(&self, n: usize) -> Spot {
        let top = self.reading.top;
        let next = top.entry + 1;
        if self.shows_end_of(top.entry) && self.has_screen(next) {
            // One that was seen whole below the page's head is not turned to again.
            let seen = top.entry == 0 && self.shows_text_of(next) && self.has_screen(next + 1);
            return self.beginning(next + usize::from(seen));
        }
        self.after(top, n)
    }

    /// The same, back.
    pub fn screen_back(&self, n: usize) -> Spot {
        let top = self.reading.top;
        let at_beginning = top == self.beginning(top.entry);
        let before = top.entry.saturating_sub(1);
        if at_beginning && self.has_screen(top.entry) && self.has_screen(before) {
            return self.beginning(before);
        }
        self.before(top, n)
    }

    fn has_screen(&self, entry: usize) -> bool {
        let is_aspect = matches!(
            self.reading.page.entries.get(entry),
            Some(Entry::Aspect(..))
        );
        is_aspect && {
            let blocks: Vec<Block> = self.blocks(entry).into_iter().map(|(_, b)| b).collect();
            self.is_alone(entry, &blocks)
        }
    }

    /// Whether everything that an entry says is on the screen, or above it.
    fn shows_text_of(&self, entry: usize) -> bool {
        let laid = self.laid(entry);
        let Some(last) = laid.lines.iter().rposition(|line| !line.is_blank()) else {
            return true;
        };
        let rows = self.rows();
        rows.last()
            .is_none_or(|row| (row.entry, row.idx) >= (entry, last))
    }

    /// Whether the last line of an entry is on the screen, or above it.
    pub fn shows_end_of(&self, entry: usize) -> bool {
        let rows = self.rows();
        rows.last().is_none_or(|row| {
            row.entry > entry || row.entry == entry && row.idx + 1 == row.laid.lines.len()
        })
    }

    /// How far the reader has come, in percent.
    pub fn progress(&self) -> u8 {
        if self.reading.top == Spot::default() {
            let rows = self.rows();
            let is_last = |row: &Row| {
                row.entry + 1 == self.n_entries() && row.idx + 1 == row.laid.lines.len()
            };
            return if rows.last().is_none_or(is_last) {
                100
            } else {
                0
            };
        }
        let last = self.last_top();
        let top = self.reading.top;
        if top >= last {
            return 100;
        }
        let part = |spot: Spot| {
            let laid = self.laid(spot.entry);
            spot.entry as f64 + laid.line_at(spot.offset) as f64 / laid.lines.len().max(1) as f64
        };
        (part(top) / part(last) * 100.0).floor().min(99.0) as u8
    }
}
