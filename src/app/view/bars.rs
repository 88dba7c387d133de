//! The lines around the page: breadcrumb and progress, the strip, and the hints.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::App;
use crate::app::action::{Action, Context};
use crate::app::front::Front;
use crate::app::reading::Sheet;
use crate::content::model::Entity;
use crate::edition::plain;
use crate::i18n::{Msg, key_name};
use crate::page::Motion;
use crate::place::Place;
use crate::text::width::{fit, width};
use crate::text::wrap::lines;
use crate::theme::Role;
use crate::ui::draw;
use crate::ui::field::Field;

/// What stands between two crumbs.
const BETWEEN: &str = " › ";

/// What stands for crumbs that have no room.
const LEFT_OUT: &str = "… › ";

/// The most rows that a message takes.
const MESSAGE_ROWS: u16 = 3;

/// A crumb where it is drawn.
struct Placed {
    x: u16,
    text: String,
    place: Option<Place>,
}

impl App {
    /// The breadcrumb in `cells`: the last crumbs that fit.
    fn crumbs(&self, cells: u16) -> Vec<Placed> {
        let all = &self.reading.page.crumbs;
        let room = usize::from(cells);
        let mut from = all.len().saturating_sub(1);
        let needs = |from: usize| {
            let texts: usize = all[from..].iter().map(|crumb| width(&crumb.label)).sum();
            let lead = if from > 0 { width(LEFT_OUT) } else { 0 };
            lead + texts + width(BETWEEN) * (all.len() - from).saturating_sub(1)
        };
        while from > 0 && needs(from - 1) <= room {
            from -= 1;
        }
        let mut placed = Vec::new();
        let mut x = 0;
        let mut add = |text: String, place: Option<Place>| {
            let cells = width(&text) as u16;
            placed.push(Placed { x, text, place });
            x += cells;
        };
        if from > 0 {
            add(
                LEFT_OUT.to_string(),
                all.get(from - 1).map(|crumb| crumb.place.clone()),
            );
        }
        for (n, crumb) in all[from..].iter().enumerate() {
            if n > 0 {
                add(BETWEEN.to_string(), None);
            }
            let is_only = from + 1 == all.len();
            let lead = if from > 0 { width(LEFT_OUT) } else { 0 };
            let label = if is_only {
                fit(&crumb.label, room.saturating_sub(lead)).into_owned()
            } else {
                crumb.label.clone()
            };
            add(label, Some(crumb.place.clone()));
        }
        placed
    }

    /// The cells of the breadcrumb: what the progress leaves.
    fn crumb_cells(area: Rect) -> u16 {
        area.width.saturating_sub(8)
    }

    pub(super) fn draw_title(&self, buf: &mut Buffer, area: Rect, sheet: &Sheet<'_>) {
        let theme = self.theme();
        draw::fill(buf, area, theme.style(Role::Bar));
        let placed = self.crumbs(Self::crumb_cells(area));
        let n = placed.len();
        for (at, crumb) in placed.iter().enumerate() {
            let role = if at + 1 == n { Role::Key } else { Role::Bar };
            let row = Rect::new(
                area.x + 1 + crumb.x,
                area.y,
                area.width.saturating_sub(1 + crumb.x),
                1,
            );
            draw::text(buf, row, &crumb.text, theme.style(role));
        }
        // Along a guide it is the steps that are counted, in the strip.
        let mut progress = match self.guide {
            Some(_) => String::new(),
            None => format!("{}%", sheet.progress()),
        };
        if let Some(sign) = self.error_sign() {
            progress = format!("{sign} {progress}");
        }
        let x = area.right().saturating_sub(progress.len() as u16 + 1);
        draw::text(
            buf,
            Rect::new(x, area.y, area.right() - x, 1),
            &progress,
            theme.style(Role::Bar),
        );
    }

    /// The place of the crumb at a cell.
    pub(in crate::app) fn crumb_at(&self, column: u16, row: u16) -> Option<Place> {
        let area = self.geometry().title;
        if row != area.y {
            return None;
        }
        let x = column.checked_sub(area.x + 1)?;
        let mut crumbs = self.crumbs(Self::crumb_cells(area)).into_iter();
        crumbs
            .find(|crumb| x >= crumb.x && usize::from(x - crumb.x) < width(&crumb.text))?
            .place
    }

    /// The guide's step and the field that is typed into; gives the cursor of the field.
    pub(super) fn draw_strip(&self, buf: &mut Buffer, area: Rect) -> Option<Position> {
        let theme = self.theme();
        let mut y = area.y;
        if self.guide.is_some() {
            let rows = self.guide_rows(area);
            let row = Rect::new(area.x + 1, y, area.width.saturating_sub(2).max(1), rows);
            draw_over(buf, row, &self.guide_strip(), theme.style(Role::Heading));
            y = area.y + rows;
        }
        if y >= area.bottom() {
            return None;
        }
        let (msg, field) = match &self.front {
            Some(Front::Search(field)) => (Msg::Search, field),
            Some(Front::Find { field, .. }) => (Msg::FindLabel, field),
            Some(
                Front::Choose(_)
                | Front::Note { .. }
                | Front::Ask { .. }
                | Front::Findings { .. }
                | Front::Show { .. },
            )
            | None => return None,
        };
        let row = Rect::new(area.x + 1, y, area.width - 2, 1);
        let label = format!("{}: ", self.msg(msg));
        let used = draw::text(buf, row, &label, theme.style(Role::Label));
        let rest = Rect::new(row.x + used, y, row.width - used, 1);
        let role = if field.is_selected() {
            Role::Focus
        } else {
            Role::Text
        };
        Some(draw_field(buf, rest, field, theme.style(role)))
    }

    /// Rows of the strip that the guide has; what is typed has the last.
    fn guide_rows(&self, area: Rect) -> u16 {
        let types = matches!(self.front, Some(Front::Search(_) | Front::Find { .. }));
        area.height.saturating_sub(u16::from(types))
    }

    /// The step of the guide in words.
    fn guide_strip(&self) -> String {
        let Some(following) = &self.guide else {
            return String::new();
        };
        let library = self.edition.library();
        let Some(Entity::Guide(i)) = library.find(following.guide.as_str()) else {
            return String::new();
        };
        let guide = &library.guides[i as usize];
        let Some(step) = guide.steps.get(following.step) else {
            return String::new();
        };
        let count = format!("{}/{}", following.step + 1, guide.steps.len());
        let mut text = format!(
            "{} · {}",
            Msg::StepOf.with(self.lang, &count),
            step.title.get(self.lang)
        );
        if let Some(look) = &step.text {
            let look = plain(library, look.get(self.lang), self.lang).replace('\n', " ");
            text.push_str(&format!(": {look}"));
        }
        text
    }

    pub(super) fn draw_footer(&self, buf: &mut Buffer, area: Rect) {
        let theme = self.theme();
        draw::fill(buf, area, theme.style(Role::Bar));
        let row = Rect::new(area.x + 1, area.y, area.width.saturating_sub(2), 1);
        if let Some(message) = &self.message {
            let sign = if message.alert { "! " } else { "" };
            let role = if message.alert { Role::Key } else { Role::Bar };
            let text = format!("{sign}{}", message.text);
            // What does not fit takes rows of the text, till the next key; those of a field that is typed into stay.
            let most = if self.front.is_some() {
                1
            } else {
                MESSAGE_ROWS
            };
            let cells = usize::from(row.width.max(1));
            let rows = (lines(&text, cells, cells).len() as u16).clamp(1, most);
            let above = rows - 1;
            draw::fill(
                buf,
                Rect::new(area.x, area.y - above, area.width, rows),
                theme.style(Role::Bar),
            );
            let rows = Rect::new(row.x, row.y - above, row.width, rows);
            draw_over(buf, rows, &text, theme.style(role));
            return;
        }
        let last: &[Action] = if self.front.is_some() {
            &[]
        } else {
            &[Action::Help, Action::Quit]
        };
        let last: Vec<(String, &str)> = last
            .iter()
            .filter_map(|action| self.hint(*action))
            .collect();
        let cells = |hints: &[(String, &str)]| -> u16 {
            hints
                .iter()
                .map(|(key, word)| (width(key) + width(word) + 3) as u16)
                .sum()
        };
        let mut x = row.right().saturating_sub(cells(&last)) + 2;
        let limit = x.saturating_sub(2);
        for hint in &last {
            x += self.draw_hint(
                buf,
                Rect::new(x, row.y, row.right().saturating_sub(x), 1),
                hint,
            );
        }
        let mut x = row.x
            + self.draw_step_end(buf, Rect::new(row.x, row.y, limit.saturating_sub(row.x), 1));
        for hint in self.hints().iter().filter_map(|action| self.hint(*action)) {
            if x + cells(std::slice::from_ref(&hint)) > limit + 2 {
                break;
            }
            x += self.draw_hint(
                buf,
                Rect::new(x, row.y, limit.saturating_sub(x) + 2, 1),
                &hint,
            );
        }
    }

    /// Says that the step of the guide ends here and what comes next; gives the cells it took.
    fn draw_step_end(&self, buf: &mut Buffer, area: Rect) -> u16 {
        // What is typed has the keys.
        let next = self.after_step().filter(|_| self.front.is_none());
        let Some((next, key)) = next.zip(self.keymap.shown(Action::PageDown)) else {
            return 0;
        };
        let theme = self.theme();
        let (end, word) = match next {
            "" => (Msg::LastStepEnd, self.msg(Msg::GuideLabel)),
            next => (Msg::StepEnd, next),
        };
        let end = format!("{}  ", self.msg(end));
        let used = draw::text(buf, area, &end, theme.style(Role::Bar));
        let rest = Rect::new(area.x + used, area.y, area.width.saturating_sub(used), 1);
        let key = key_name(key, self.lang);
        let room = usize::from(rest.width).saturating_sub(width(&key) + 3);
        let hint = (key, fit(word, room).into_owned());
        used + self.draw_hint(buf, rest, &(hint.0, hint.1.as_str()))
    }

    fn draw_hint(&self, buf: &mut Buffer, area: Rect, (key, word): &(String, &str)) -> u16 {
        let theme = self.theme();
        let used = draw::text(buf, area, key, theme.style(Role::Key)) + 1;
        let rest = Rect::new(
            area.x + used.min(area.width),
            area.y,
            area.width.saturating_sub(used),
            1,
        );
        used + draw::text(buf, rest, word, theme.style(Role::Bar)) + 2
    }

    /// An action's key and word: what it does here.
    fn hint(&self, action: Action) -> Option<(String, &'static str)> {
        let key = self.keymap.shown(action)?;
        let word = match action {
            Action::PreviousStep if self.is_off_guide() => self.msg(Msg::BackToStep),
            Action::Accept => self.accept_word(),
            Action::Bookmark if self.reading.page.place == Place::Bookmarks => {
                self.msg(Msg::RemoveHint)
            }
            Action::Table if self.is_table() => self.msg(Msg::PictureHint),
            _ => action.row().hint(self.lang),
        };
        Some((key_name(key, self.lang), word))
    }

    /// What Enter does in what lies in front.
    fn accept_word(&self) -> &'static str {
        let hint = |action: Action| action.row().hint(self.lang);
        match &self.front {
            Some(Front::Search(_)) => hint(Action::Open),
            Some(Front::Choose(_)) => hint(Action::Parts),
            Some(Front::Findings { .. }) => hint(Action::Edit),
            Some(Front::Note { .. }) => self.msg(Msg::KeepHint),
            Some(Front::Find { .. } | Front::Ask { .. } | Front::Show { .. }) | None => {
                hint(Action::Accept)
            }
        }
    }

    /// The actions that are worth a hint here, the most useful first.
    fn hints(&self) -> Vec<Action> {
        let contexts = self.contexts();
        let has = |context| contexts.contains(&context);
        let mut hints = Vec::new();
        let open_by = self.reading.open.as_ref().map(|open| open.by());
        if has(Context::Guide) || has(Context::Comparison) {
            // Much is offered there, and what is open must not hide how it is closed.
            hints.extend(open_by.map(|_| Action::Close));
        }
        match &self.front {
            None => {}
            Some(Front::Show { .. }) => return vec![Action::Cancel],
            Some(Front::Note { .. } | Front::Ask { .. }) => {
                return vec![Action::Accept, Action::Cancel];
            }
            Some(Front::Search(_)) if self.reading.focus.is_none() => return vec![Action::Cancel],
            Some(
                Front::Search(_) | Front::Find { .. } | Front::Choose(_) | Front::Findings { .. },
            ) => {
                return vec![
                    Action::Accept,
                    Action::Cancel,
                    Action::NextChoice,
                    Action::PreviousChoice,
                ];
            }
        }
        if has(Context::Marked) {
            hints.extend([Action::NextMatch, Action::PreviousMatch, Action::Close]);
        }
        if has(Context::Guide) {
            // The end of a step says itself what leads on; off the path the way back is what is looked for.
            let is_off = self.is_off_guide();
            let is_first = self.guide.as_ref().is_some_and(|guide| guide.step == 0);
            hints.extend(is_off.then_some(Action::PreviousStep));
            hints.extend(self.after_step().is_none().then_some(Action::NextStep));
            hints.extend((!is_first && !is_off).then_some(Action::PreviousStep));
        }
        if has(Context::Ledger) {
            hints.extend([Action::Filter, Action::SortBy]);
        }
        if has(Context::Picture) {
            hints.extend(self.walk_hint());
            // Enter opens what is said about the point, unless something else has the focus.
            let opens = self.reading.focus.is_none() && !self.is_table();
            hints.extend(self.link_here().filter(|_| opens).map(|_| Action::Open));
            hints.extend([Action::Table, Action::Parts]);
            hints.extend(self.picture_hint());
        }
        if has(Context::Comparison) {
            hints.extend([Action::OnlyDiffering, Action::Swap, Action::Columns]);
        }
        if !hints.contains(&Action::Close) {
            hints.extend(open_by.map(|_| Action::Close));
        }
        let is_text = self.reading.page.motion == Motion::Scroll;
        match self.reading.focus {
            // Enter closes what it has opened.
            Some(focus) => hints.extend((open_by != Some(focus)).then_some(Action::Open)),
            None if is_text && self.sheet().has_links() => hints.push(Action::NextLink),
            None => {}
        }
        if self.mentions_command() {
            hints.push(Action::GoCommand);
        }
        if self.history.can_go_back() {
            hints.push(Action::Back);
        }
        if has(Context::Author) {
            hints.extend([Action::Edit, Action::Findings]);
        }
        hints.extend([Action::Search, Action::Palette]);
        if self.reading.page.outline.len() > 1 {
            hints.push(Action::NextSection);
        }
        let is_bookmarks = self.reading.page.place == Place::Bookmarks;
        match self.reading.focus {
            None if is_bookmarks => {}
            _ => hints.extend([Action::Copy, Action::Bookmark]),
        }
        hints
    }
}

/// Draws a field in the first row of `area`; gives its cursor.
pub(super) fn draw_field(buf: &mut Buffer, area: Rect, field: &Field, style: Style) -> Position {
    let (text, at) = field.view(area.width);
    draw::text(buf, area, text, style);
    Position::new(area.x + at.min(area.width.saturating_sub(1)), area.y)
}

/// Draws a text over the rows of `area`; what the last has no room for is cut there.
fn draw_over(buf: &mut Buffer, area: Rect, text: &str, style: Style) {
    let cells = usize::from(area.width);
    let shown = lines(text, cells, cells);
    let last = usize::from(area.height.saturating_sub(1));
    for ((n, range), row) in shown.iter().enumerate().zip(area.rows()) {
        let end = if n == last { text.len() } else { range.end };
        draw::text(buf, row, &text[range.start..end], style);
    }
}
