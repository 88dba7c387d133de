//! What lies over the page: lists, notes, texts.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::choice::{Choice, MOST};
use crate::app::front::Front;
use crate::app::geometry::Geometry;
use crate::app::view::bars::draw_field;
use crate::diagnostic::Severity;
use crate::i18n::Msg;
use crate::text::width::{fit, width};
use crate::text::wrap::lines;
use crate::theme::Role;
use crate::ui::draw;

/// The widest that a list is.
const WIDEST: u16 = 76;

impl App {
    /// Draws what lies over the page; gives its cursor.
    pub(super) fn draw_front(&self, buf: &mut Buffer, geometry: &Geometry) -> Option<Position> {
        match self.front.as_ref()? {
            Front::Search(_) | Front::Find { .. } => None,
            Front::Choose(choice) => Some(self.draw_choice(buf, geometry, choice)),
            Front::Findings { at } => Some(self.draw_findings(buf, geometry, *at)),
            Front::Note { field, .. } | Front::Ask { field, .. } => {
                let area = centered(geometry, 4);
                let head = match self.front.as_ref()? {
                    Front::Ask { label, .. } => label.clone(),
                    Front::Note { title, .. } => format!("{}: {title}", self.msg(Msg::NoteFor)),
                    Front::Search(_)
                    | Front::Find { .. }
                    | Front::Choose(_)
                    | Front::Findings { .. }
                    | Front::Show { .. } => String::new(),
                };
                let inside = draw::frame(
                    buf,
                    area,
                    &fit(&head, usize::from(area.width) - 6),
                    self.theme(),
                );
                Some(draw_field(
                    buf,
                    Rect {
                        height: 1,
                        ..inside
                    },
                    field,
                    self.theme().style(Role::Text),
                ))
            }
            Front::Show { title, text } => {
                let area = centered(geometry, geometry.body.height);
                let inside = draw::frame(buf, area, self.msg(*title), self.theme());
                let cells = usize::from(inside.width.max(1));
                let rows = text.lines().flat_map(|line| {
                    lines(line, cells, cells)
                        .into_iter()
                        .map(|range| &line[range])
                });
                for (y, line) in (inside.y..inside.bottom()).zip(rows) {
                    draw::text(
                        buf,
                        Rect::new(inside.x, y, inside.width, 1),
                        line,
                        self.theme().style(Role::Text),
                    );
                }
                Some(Position::new(inside.x, inside.y))
            }
        }
    }

    /// What was found: a line each, and below them the chosen one with its lines and its remedy.
    fn draw_findings(&self, buf: &mut Buffer, geometry: &Geometry, at: usize) -> Position {
        let theme = self.theme();
        let area = centered(geometry, geometry.body.height);
        let inside = draw::frame(buf, area, self.msg(Msg::FindingsTitle), theme);
        let found = self.findings();
        let at = at.min(found.len().saturating_sub(1));
        let rows = (usize::from(inside.height) / 3).clamp(1, found.len().max(1));
        let from = (at + 1).saturating_sub(rows);
        let row = |y: u16| Rect::new(inside.x, inside.y + y, inside.width, 1);
        for (y, (n, finding)) in (0..).zip(found.iter().enumerate().skip(from).take(rows)) {
            let chosen = n == at;
            let role = match (chosen, finding.severity) {
                (true, _) => Role::Focus,
                (false, Severity::Error) => Role::Contested,
                (false, Severity::Warning) => Role::Soft,
            };
            let mark = if chosen { "› " } else { "  " };
            let line = format!("{mark}{}", finding.line);
            draw::text(buf, row(y), &line, theme.style(role));
        }
        let top = rows as u16 + 1;
        let cells = usize::from(inside.width.max(1));
        let hint = self.msg(Msg::FindingsHint);
        let text = found.get(at).map_or("", |finding| finding.text.as_str());
        let shown = text.lines().flat_map(|line| {
            // An excerpt's columns matter: it is cut, not wrapped, and what is said in full stands in the list as well.
            let is_excerpt = line.contains('|') || line.contains("-->");
            let ranges = match is_excerpt {
                true => std::iter::once(0..line.len()).collect(),
                false => lines(line, cells, cells),
            };
            ranges.into_iter().map(move |range| &line[range])
        });
        let last = inside.height.saturating_sub(1);
        for (y, line) in (top..last).zip(shown) {
            draw::text(buf, row(y), line, theme.style(Role::Text));
        }
        draw::text(buf, row(last), hint, theme.style(Role::Muted));
        Position::new(inside.x, inside.y + (at - from) as u16)
    }

    fn draw_choice(&self, buf: &mut Buffer, geometry: &Geometry, choice: &Choice) -> Position {
        let theme = self.theme();
        let area = choice_area(geometry);
        // How many there are says that a list goes on below.
        let n = choice.listed().len();
        let more = if n == MOST { "+" } else { "" };
        let title = format!(
            "{} ({}/{n}{more})",
            self.msg(choice.title),
            (choice.at() + 1).min(n)
        );
        let title = fit(&title, usize::from(area.width) - 6);
        let inside = draw::frame(buf, area, &title, theme);
        let field = Rect {
            height: 1,
            ..inside
        };
        let prompt = draw::text(buf, field, "> ", theme.style(Role::Label));
        let typed = Rect::new(
            field.x + prompt,
            field.y,
            field.width.saturating_sub(prompt),
            1,
        );
        let cursor = draw_field(buf, typed, &choice.field, theme.style(Role::Text));
        let (list, from) = listed_area(inside, choice);
        if n == 0 && list.height > 0 {
            draw::text(
                buf,
                Rect { height: 1, ..list },
                self.msg(Msg::NoneFound),
                theme.style(Role::Muted),
            );
        }
        for (y, (at, (item, found))) in
            (list.y..list.bottom()).zip(choice.listed().enumerate().skip(from))
        {
            let chosen = at == choice.at();
            let mark = if chosen { "› " } else { "  " };
            draw::text(
                buf,
                Rect::new(list.x, y, 2, 1),
                mark,
                theme.style(Role::Label),
            );
            let note_cells = (width(&item.note) as u16).min(list.width / 2);
            let note = Rect::new(list.right() - note_cells, y, note_cells, 1);
            draw::text(buf, note, &item.note, theme.style(Role::Muted));
            let room = list.width.saturating_sub(note_cells + 3);
            let row = Rect::new(list.x + 2, y, room, 1);
            let style = theme.style(if chosen { Role::Focus } else { Role::Text });
            let used = draw::text(buf, row, &item.label, style);
            if chosen {
                continue;
            }
            // What of the name matched is set off.
            for mark in &found.marks {
                let x = width(&item.label[..mark.start]) as u16;
                let cells = width(&item.label[mark.clone()]) as u16;
                if x + cells <= used {
                    buf.set_style(Rect::new(row.x + x, y, cells, 1), theme.style(Role::Strong));
                }
            }
        }
        cursor
    }

    /// Which item of a list is at a cell.
    pub(in crate::app) fn choice_at(
        &self,
        choice: &Choice,
        column: u16,
        row: u16,
    ) -> Option<usize> {
        let inside = inside_of(choice_area(&self.geometry()));
        let (list, from) = listed_area(inside, choice);
        if !list.contains(Position::new(column, row)) {
            return None;
        }
        Some(from + usize::from(row - list.y)).filter(|at| *at < choice.listed().len())
    }
}

/// Where a list lies.
fn choice_area(geometry: &Geometry) -> Rect {
    let height = geometry.body.height.saturating_sub(2).clamp(6, 24);
    centered(geometry, height)
}

/// The inside of a frame, as [`draw::frame`] gives it.
fn inside_of(area: Rect) -> Rect {
    Rect::new(
        area.x + 2,
        area.y + 1,
        area.width.saturating_sub(4),
        area.height.saturating_sub(2),
    )
}

/// Where the items stand below the field, and which one is the first.
fn listed_area(inside: Rect, choice: &Choice) -> (Rect, usize) {
    let list = Rect::new(
        inside.x,
        inside.y + 2,
        inside.width,
        inside.height.saturating_sub(2),
    );
    let rows = usize::from(list.height.max(1));
    let from = (choice.at() + 1).saturating_sub(rows);
    (list, from)
}

/// An area of this height in the middle of the page.
fn centered(geometry: &Geometry, height: u16) -> Rect {
    let screen = geometry.title.width;
    let width = WIDEST.min(screen.saturating_sub(4));
    let height = height.min(geometry.body.height);
    let y = geometry.body.y + (geometry.body.height - height) / 3;
    Rect::new((screen - width) / 2, y, width, height)
}
