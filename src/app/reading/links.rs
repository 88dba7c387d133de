//! The links of a page: which are on the screen, which comes next, and what one opens in place.

use crate::app::reading::{Focus, Open, Opened, Row, Sheet};
use crate::page::{Block, Entry, Link};
use crate::ui::lay::lay;

impl Sheet<'_> {
    /// The rows of an entry on which a link stands.
    pub fn lines_of(&self, focus: Focus) -> Option<(usize, usize)> {
        self.laid(focus.entry)
            .rows_where(|piece| piece.link == Some(focus.link))
    }

    /// What a link opens.
    pub fn link(&self, focus: Focus) -> Option<Link> {
        self.laid(focus.entry)
            .links
            .get(usize::from(focus.link))
            .cloned()
    }

    /// Whether a link has a row on the screen.
    pub fn is_visible(&self, focus: Focus) -> bool {
        let on = |row: &Row| {
            row.entry == focus.entry
                && row
                    .line()
                    .pieces
                    .iter()
                    .any(|piece| piece.link == Some(focus.link))
        };
        self.rows().iter().any(on)
    }

    /// The links on the screen, in order.
    pub fn visible_links(&self) -> Vec<Focus> {
        let mut links = Vec::new();
        for row in self.rows() {
            for link in row.line().pieces.iter().filter_map(|piece| piece.link) {
                let focus = Focus {
                    entry: row.entry,
                    link,
                };
                if !links.contains(&focus) {
                    links.push(focus);
                }
            }
        }
        links
    }

    /// Whether the page has any link.
    pub fn has_links(&self) -> bool {
        let first = Focus { entry: 0, link: 0 };
        self.link(first)
            .or_else(|| self.link(self.link_after(first)?))
            .is_some()
    }

    /// The links of an entry in the order in which they are gone through: those of what is open come right after the one that opened it,
    /// wherever it stands below.
    fn order(&self, entry: usize) -> Vec<u16> {
        let n = self.laid(entry).links.len() as u16;
        let open = self.reading.open.as_ref();
        let Some(open) = open.filter(|open| open.entry == entry) else {
            return (0..n).collect();
        };
        let mut own = 0;
        let mut card = 0..0;
        for (number, block) in self.blocks(entry) {
            let links = n_links(&block) as u16;
            match number {
                Some(n) if n <= open.block => own += links,
                Some(_) => {}
                None => card = own..card.end.max(own) + links,
            }
        }
        let card = card.start.min(n)..card.end.min(n);
        let after = (open.link + 1).min(card.start);
        (0..after)
            .chain(card.clone())
            .chain(after..card.start)
            .chain(card.end..n)
            .collect()
    }

    /// The link after `from`.
    pub fn link_after(&self, from: Focus) -> Option<Focus> {
        let order = self.order(from.entry);
        let at = order.iter().position(|link| *link == from.link);
        if let Some(link) = at.and_then(|at| order.get(at + 1)) {
            return Some(Focus {
                link: *link,
                ..from
            });
        }
        let has = |entry: &usize| !self.laid(*entry).links.is_empty();
        let entry = (from.entry + 1..self.n_entries()).find(has)?;
        Some(Focus { entry, link: 0 })
    }

    /// The link before `from`.
    pub fn link_before(&self, from: Focus) -> Option<Focus> {
        let order = self.order(from.entry);
        let at = order.iter().position(|link| *link == from.link);
        let before = at.map_or(order.last(), |at| order[..at].last());
        if let Some(link) = before {
            return Some(Focus {
                link: *link,
                ..from
            });
        }
        let n_links = |entry: usize| self.laid(entry).links.len();
        let entry = (0..from.entry).rev().find(|entry| n_links(*entry) > 0)?;
        let link = self.order(entry).last().copied()?;
        Some(Focus { entry, link })
    }

    /// What opening `what` by this link means for the page.
    pub fn opened(&self, by: Focus, what: Opened) -> Open {
        let mut own = 0;
        let mut all = 0;
        let mut block = 0;
        // What stands under an item's title belongs to the item: it opens below all of that.
        let is_row = matches!(self.reading.page.entries.get(by.entry), Some(Entry::Row(_)));
        let blocks = self.blocks(by.entry);
        let last = blocks.iter().filter_map(|(number, _)| *number).max();
        for (number, shown) in blocks {
            let n_links = n_links(&shown);
            if usize::from(by.link) < all + n_links {
                return match (number, &self.reading.open) {
                    (None, Some(open)) => Open {
                        what,
                        ..open.clone()
                    },
                    _ => {
                        let link = own + usize::from(by.link) - all;
                        Open {
                            entry: by.entry,
                            block: last.filter(|_| is_row).or(number).unwrap_or(block),
                            link: link as u16,
                            what,
                        }
                    }
                };
            }
            all += n_links;
            if let Some(number) = number {
                own += n_links;
                block = number;
            }
        }
        Open {
            entry: by.entry,
            block,
            link: by.link,
            what,
        }
    }

    /// The lines of what is open, from its link's last line to its own last one.
    pub fn lines_of_open(&self) -> Option<(usize, usize, usize)> {
        let open = self.reading.open.as_ref()?;
        // What stands up to the card, with the card and without it.
        let blocks_where = |holds: &dyn Fn(Option<usize>) -> bool| -> Vec<Block> {
            let blocks = self.blocks(open.entry).into_iter();
            let chosen = blocks.filter(|(number, _)| holds(*number));
            chosen.map(|(_, block)| block).collect()
        };
        let before = blocks_where(&|number| number.is_some_and(|n| n <= open.block));
        let upto = blocks_where(&|number| number.is_none_or(|n| n <= open.block));
        let n_lines = |blocks: &[Block]| lay(blocks, self.setting(None)).lines.len();
        let end = n_lines(&upto).saturating_sub(1);
        let focus = Focus {
            entry: open.entry,
            link: open.link,
        };
        let begin = self
            .lines_of(focus)
            .map_or(n_lines(&before).saturating_sub(1), |(first, _)| first);
        Some((open.entry, begin, end))
    }
}

/// How many links a block has.
fn n_links(block: &Block) -> usize {
    let spans = block.spans();
    spans.iter().filter(|span| span.link.is_some()).count()
}
