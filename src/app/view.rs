//! How the app is seen: the page with its title, contents, margin, strips and hints, and what lies in front.

mod bars;
mod overlay;

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::front::Front;
use crate::app::geometry::{GUTTER, Geometry};
use crate::app::reading::{Focus, Row, Sheet};
use crate::i18n::{Msg, Spoken, period};
use crate::page::{Link, Motion, cite};
use crate::text::width::{fit, width};
use crate::text::wrap::lines;
use crate::theme::{Role, Theme};
use crate::ui::draw::{self, Lit};

/// What a drawn screen has beside its cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// Where the cursor stands: on what has the focus, or is typed.
    pub cursor: Option<Position>,
    /// Whether somebody types where the cursor stands.
    pub types: bool,
    /// Which cells lead to an address outside.
    pub links: Vec<(Rect, String)>,
    /// The window's title.
    pub title: String,
}

impl App {
    /// Draws the app over all of `buf`, whose area is the screen.
    pub fn view(&self, buf: &mut Buffer) -> Shown {
        let is_whole = self.ground().is_none() && buf.area.as_size() == self.size;
        if self.author.is_none() || is_whole {
            return self.view_page(buf);
        }
        self.view_framed(buf)
    }

    /// Draws the page over all of `buf`.
    pub(super) fn view_page(&self, buf: &mut Buffer) -> Shown {
        let theme = self.theme();
        if !self.fits() {
            self.draw_too_small(buf, theme);
            return Shown::default();
        }
        let geometry = self.geometry();
        let sheet = self.sheet();
        let mut shown = Shown {
            title: self.reading.page.title().to_string(),
            types: self.front.is_some(),
            ..Shown::default()
        };
        self.draw_title(buf, geometry.title, &sheet);
        let rows = sheet.rows();
        self.draw_body(buf, &geometry, &rows, &mut shown);
        if let Some(area) = geometry.margin {
            self.draw_margin(buf, area, &rows, theme);
        }
        if let Some(area) = geometry.panel {
            self.draw_panel(buf, area, &sheet);
        }
        if let Some(area) = geometry.strip
            && let Some(cursor) = self.draw_strip(buf, area)
        {
            shown.cursor = Some(cursor);
        }
        self.draw_footer(buf, geometry.footer);
        if let Some(cursor) = self.draw_front(buf, &geometry) {
            shown.cursor = Some(cursor);
        }
        shown
    }

    fn draw_too_small(&self, buf: &mut Buffer, theme: Theme) {
        let area = *buf.area();
        let cells = usize::from(area.width.max(1));
        let text = self.msg(Msg::TooSmall);
        for (y, range) in (area.y..area.bottom()).zip(lines(text, cells, cells)) {
            let row = Rect::new(area.x, y, area.width, 1);
            draw::text(buf, row, &text[range], theme.style(Role::Text));
        }
    }

    fn draw_body(&self, buf: &mut Buffer, geometry: &Geometry, rows: &[Row], shown: &mut Shown) {
        let theme = self.theme();
        let focus = self.reading.focus;
        let hit = self.reading.marks.as_ref().and_then(|marks| marks.at);
        let lit_in = |entry: usize| Lit {
            link: focus
                .filter(|focus| focus.entry == entry)
                .map(|focus| focus.link),
            hit: hit.filter(|hit| hit.entry == entry).map(|hit| hit.link),
        };
        // A list in front has a mark of its own.
        let mut marked = !matches!(
            self.front,
            None | Some(Front::Search(_) | Front::Find { .. })
        );
        for (y, row) in (geometry.body.y..geometry.body.bottom()).zip(rows) {
            let area = Rect::new(geometry.body.x, y, geometry.body.width, 1);
            let lit = lit_in(row.entry);
            if self.is_changed(row.entry) {
                self.draw_change(buf, (area.x - 1, y));
            }
            let cursor = draw::line(buf, area, row.line(), lit, theme);
            let focused = row
                .line()
                .pieces
                .iter()
                .any(|piece| piece.link.is_some() && piece.link == lit.link);
            if focused && !marked {
                marked = true;
                // A mark in the gutter says without colour where the focus is.
                buf.set_string(area.x - GUTTER, y, "›", theme.style(Role::Label));
                shown.cursor = cursor.or(shown.cursor);
            } else if cursor.is_some() && shown.cursor.is_none() {
                shown.cursor = cursor;
            }
            for piece in &row.line().pieces {
                let link = piece
                    .link
                    .and_then(|link| row.laid.links.get(usize::from(link)));
                if let Some(Link::Address(address)) = link {
                    let cells = (width(&piece.text) as u16).min(area.width.saturating_sub(piece.x));
                    shown
                        .links
                        .push((Rect::new(area.x + piece.x, y, cells, 1), address.clone()));
                }
            }
        }
        shown.cursor = shown
            .cursor
            .or(Some(Position::new(geometry.body.x, geometry.body.y)));
    }

    /// The sources of the citations on the screen, each beside its sentence.
    fn draw_margin(&self, buf: &mut Buffer, area: Rect, rows: &[Row], theme: Theme) {
        if self.reading.page.motion == Motion::Choose {
            return;
        }
        let ctx = self.ctx();
        let mut next = area.y;
        let mut seen = Vec::new();
        for (y, row) in (area.y..area.bottom()).zip(rows) {
            for piece in row
                .line()
                .pieces
                .iter()
                .filter(|piece| piece.text.starts_with('['))
            {
                let link = piece
                    .link
                    .and_then(|link| row.laid.links.get(usize::from(link)));
                let Some(Link::Claim(id)) = link else {
                    continue;
                };
                let at = y.max(next);
                if seen.contains(id) || at + 1 >= area.bottom() {
                    continue;
                }
                seen.push(id.clone());
                let Some(claim) = self.edition.library().claim(id) else {
                    continue;
                };
                let source = claim
                    .citations
                    .first()
                    .and_then(|citation| self.edition.library().source(&citation.source));
                let name = source.map_or_else(
                    || ctx.msg(Msg::NoCitation).to_string(),
                    |source| cite::short(source, ctx),
                );
                let line = Rect::new(area.x, at, area.width, 1);
                let used = draw::text(buf, line, &piece.text, theme.style(piece.role)) + 1;
                let rest = Rect::new(
                    area.x + used.min(area.width),
                    at,
                    area.width.saturating_sub(used),
                    1,
                );
                let name = with_year(&name, usize::from(rest.width));
                draw::text(buf, rest, &name, theme.style(Role::Text));
                let when = period(claim.as_of, self.lang);
                let evidence = claim.evidence.spoken(self.lang);
                let room = usize::from(area.width).saturating_sub(2);
                let both = format!("{when} · {evidence}");
                // A date cut short misleads; where both don't fit they stand on two lines.
                let under = if width(&both) <= room {
                    vec![both]
                } else {
                    vec![when, evidence.to_string()]
                };
                let mut y = at + 1;
                for text in under.iter().take(usize::from(area.bottom() - at - 1)) {
                    draw::text(
                        buf,
                        Rect::new(area.x + 2, y, area.width - 2, 1),
                        text,
                        theme.style(Role::Muted),
                    );
                    y += 1;
                }
                next = y;
            }
        }
    }

    /// The panel's lines: each heading's, wrapped, of which the first has a mark's room before it. They begin so that the
    /// current heading is in sight.
    fn panel_lines(&self, area: Rect, sheet: &Sheet<'_>) -> Vec<(usize, String)> {
        let cells = usize::from(area.width.saturating_sub(2).max(1));
        let mut all = Vec::new();
        for (n, heading) in self.reading.page.outline.iter().enumerate() {
            let label = &heading.label;
            all.extend(
                lines(label, cells, cells)
                    .into_iter()
                    .map(|range| (n, label[range].to_string())),
            );
        }
        let rows = usize::from(area.height).saturating_sub(2).max(1);
        let current = sheet.heading().unwrap_or(0);
        let at = all.iter().position(|(n, _)| *n == current).unwrap_or(0);
        let from = at
            .saturating_sub(rows / 2)
            .min(all.len().saturating_sub(rows));
        all.split_off(from)
    }

    fn draw_panel(&self, buf: &mut Buffer, area: Rect, sheet: &Sheet<'_>) {
        let theme = self.theme();
        let title = Rect::new(area.x + 2, area.y, area.width - 2, 1);
        draw::text(
            buf,
            title,
            self.msg(Msg::Contents),
            theme.style(Role::Label),
        );
        let current = sheet.heading();
        let mut marked = false;
        for (y, (n, text)) in (area.y + 2..area.bottom()).zip(self.panel_lines(area, sheet)) {
            let is_current = Some(n) == current;
            let role = if is_current {
                Role::Strong
            } else {
                Role::Muted
            };
            if is_current && !marked {
                marked = true;
                buf.set_string(area.x, y, "›", theme.style(Role::Heading));
            }
            draw::text(
                buf,
                Rect::new(area.x + 2, y, area.width - 2, 1),
                &text,
                theme.style(role),
            );
        }
    }

    /// The entry of the heading at a cell of the panel.
    pub(super) fn heading_at(&self, column: u16, row: u16) -> Option<usize> {
        let area = self.geometry().panel?;
        if !area.contains(Position::new(column, row)) || row < area.y + 2 {
            return None;
        }
        let shown = self.panel_lines(area, &self.sheet());
        let (n, _) = shown.get(usize::from(row - area.y - 2))?;
        self.reading
            .page
            .outline
            .get(*n)
            .map(|heading| heading.entry)
    }

    /// The link at a cell of the text.
    pub(super) fn link_at(&self, column: u16, row: u16) -> Option<Focus> {
        let body = self.geometry().body;
        if row < body.y || row >= body.bottom() || column < body.x {
            return None;
        }
        let rows = self.sheet().rows();
        let row = rows.get(usize::from(row - body.y))?;
        let x = column - body.x;
        let under = row
            .line()
            .pieces
            .iter()
            .find(|piece| x >= piece.x && usize::from(x - piece.x) < width(&piece.text));
        let link = under.and_then(|piece| piece.link);
        // An item of a list is pressed anywhere on it.
        let is_item = self.reading.page.motion == Motion::Choose && row.laid.links.len() == 1;
        let link = link.or_else(|| (is_item && !row.line().is_blank()).then_some(0))?;
        Some(Focus {
            entry: row.entry,
            link,
        })
    }
}

/// A source's name in `cells`. One that is too long is cut before its year, which tells it from the others of its author.
fn with_year(name: &str, cells: usize) -> Cow<'_, str> {
    let is_year = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let room = cells.saturating_sub(YEAR_CELLS);
    match name.split_whitespace().rev().find(is_year) {
        Some(year) if width(name) > cells && room > 0 => {
            let before = name[..name.rfind(year).unwrap_or(name.len())].trim_end();
            // What stands behind the year is left out.
            Cow::Owned(format!("{} {year}", fit(before, room)))
        }
        _ => fit(name, cells),
    }
}

/// The cells of a year and the space before it.
const YEAR_CELLS: usize = 5;
