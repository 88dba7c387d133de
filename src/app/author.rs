//! What an author's preview has beside reading: what was found in the folder, what a save has changed, where things are written, and how
//! they look on other terminals.
//!
//! A save with mistakes leaves the page as it was and lays what was found over it. Which file something is written in is the driver's to
//! know: an [`Effect::Edit`] names ids, the nearest first.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use crate::app::front::Front;
use crate::app::reading::{Focus, Reading};
use crate::app::view::Shown;
use crate::app::{App, Effect, Switch};
use crate::color::{Depth, Tone};
use crate::diagnostic::Severity;
use crate::edition::Edition;
use crate::i18n::Msg;
use crate::key::Mouse;
use crate::page::{Entry, Link, Motion};
use crate::place::Location;
use crate::theme::{Role, ground};
use crate::ui::draw;

/// A place in a file, line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file's path inside the folder.
    pub path: String,
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// What an author wants to edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// This place.
    At(Written),
    /// Where the first of these ids is written that is written anywhere; the explainer's own file where none is.
    Ids(Vec<String>),
}

/// Something that was found in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub at: Option<Written>,
    /// What, in one line.
    pub line: String,
    /// What, with the lines that it is about and what to write instead.
    pub text: String,
}

/// What became of a save.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The content; none when it has errors.
    pub edition: Option<Edition>,
    /// The ids of what has changed, in reading order.
    pub changed: Vec<String>,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// The sizes of other terminals that a key steps through.
const SIZES: [Size; 3] = [Size::new(40, 12), Size::new(80, 24), Size::new(120, 40)];

/// The state of a preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Author {
    follow: Switch,
    findings: Vec<Finding>,
    changed: Vec<String>,
    /// Which of `changed` was gone to last.
    at: Option<usize>,
    screen: Size,
    frame: Option<Size>,
    ground: Option<Tone>,
    /// What the terminal itself can show.
    depth: Depth,
}

impl Author {
    /// The size of the page on the author's screen.
    fn size(&self) -> Size {
        self.frame.map_or(self.screen, |frame| {
            Size::new(
                frame.width.min(self.screen.width),
                frame.height.min(self.screen.height),
            )
        })
    }

    /// Where the page begins on the screen.
    fn origin(&self) -> Position {
        let size = self.size();
        Position::new(
            (self.screen.width - size.width) / 2,
            (self.screen.height - size.height) / 2,
        )
    }

    fn n_errors(&self) -> usize {
        let is_error = |finding: &&Finding| finding.severity == Severity::Error;
        self.findings.iter().filter(is_error).count()
    }
}

impl App {
    /// The same for the author of what it shows. `frame` is the size of another terminal to show it as on.
    pub fn for_author(mut self, follow: Switch, frame: Option<Size>) -> Self {
        let author = Author {
            follow,
            findings: Vec::new(),
            changed: Vec::new(),
            at: None,
            screen: self.size,
            frame,
            ground: None,
            depth: self.depth,
        };
        self.size = author.size();
        self.author = Some(author);
        let edition = self.edition.clone();
        self.renew(&edition, self.lang);
        self.settle();
        self
    }

    /// Takes in what became of a save.
    pub(super) fn saved(&mut self, saved: Saved, effects: &mut Vec<Effect>) {
        let Some(author) = &mut self.author else {
            return;
        };
        author.findings = saved.findings;
        let Some(edition) = saved.edition else {
            self.show_findings();
            return self.alert(self.msg(Msg::LastGood).to_string());
        };
        author.changed = saved.changed;
        author.at = None;
        let n = author.findings.len();
        let follows = author.follow == Switch::On;
        if matches!(self.front, Some(Front::Findings { .. })) {
            self.front = None;
        }
        self.replace_edition(edition, effects);
        if follows && self.front.is_none() {
            self.next_change(effects);
        }
        match n {
            0 => self.say(self.msg(Msg::Saved).to_string()),
            n => self.alert(Msg::SavedWith.with(self.lang, &n.to_string())),
        }
    }

    /// Lays what was found over the page.
    pub(super) fn show_findings(&mut self) {
        let any = |author: &Author| !author.findings.is_empty();
        if !self.author.as_ref().is_some_and(any) {
            // A list of what was found before says nothing any more.
            if matches!(self.front, Some(Front::Findings { .. })) {
                self.front = None;
            }
            return self.say(self.msg(Msg::NothingFound).to_string());
        }
        self.front = Some(Front::Findings { at: 0 });
    }

    /// What was found.
    pub(super) fn findings(&self) -> &[Finding] {
        self.author
            .as_ref()
            .map_or(&[], |author| author.findings.as_slice())
    }

    /// Opens the editor on the finding with this number.
    pub(super) fn edit_finding(&mut self, at: usize, effects: &mut Vec<Effect>) {
        let written = self.findings().get(at).and_then(|found| found.at.clone());
        effects.push(Effect::Edit(
            written.map_or_else(|| Edited::Ids(Vec::new()), Edited::At),
        ));
        self.front = Some(Front::Findings { at });
    }

    /// Opens the editor on what is shown: what has the focus or is open, else what stands at the top, else what the page is about.
    pub(super) fn edit_here(&mut self, effects: &mut Vec<Effect>) {
        let library = self.edition.library();
        let mut ids = Vec::new();
        ids.extend(self.claim_here().map(|id| id.to_string()));
        let focused = self
            .reading
            .focus
            .and_then(|focus| self.sheet().link(focus));
        match focused {
            Some(Link::Go(location)) => {
                ids.push(location.key.clone());
                ids.push(location.place.to_string());
            }
            Some(Link::Term(id)) => ids.push(id.to_string()),
            Some(Link::Claim(_) | Link::Address(_) | Link::Input(_)) | None => {}
        }
        // The heading of a list is written nowhere: what stands below it is.
        let mut entries: Vec<usize> = Vec::new();
        for row in self.sheet().rows() {
            if !row.line().is_blank() && entries.last() != Some(&row.entry) {
                entries.push(row.entry);
            }
        }
        for entry in entries {
            let Some(entry) = self.reading.page.entries.get(entry) else {
                continue;
            };
            let key = entry.key(library).into_owned();
            let head = key.rsplit_once('.').map(|(head, _)| head.to_string());
            ids.push(key);
            ids.extend(head);
        }
        let place = self.reading.page.place.to_string();
        ids.push(place.split('?').next().unwrap_or_default().to_string());
        ids.retain(|id| !id.is_empty());
        effects.push(Effect::Edit(Edited::Ids(ids)));
    }

    /// Goes to the next thing that the last save changed, on this page before others.
    pub(super) fn next_change(&mut self, effects: &mut Vec<Effect>) {
        let Some(author) = &self.author else {
            return;
        };
        let library = self.edition.library();
        let n = author.changed.len();
        let from = author.at.map_or(0, |at| at + 1);
        let all: Vec<usize> = (0..n).map(|i| (from + i) % n).collect();
        let here = |i: &usize| {
            let id = author.changed[*i].as_str();
            author.at.is_none() && entry_of(&self.reading, id, &self.edition).is_some()
        };
        let known = |i: &usize| library.find(&author.changed[*i]).is_some();
        let next = all.iter().copied().find(here);
        let Some(next) = next.or_else(|| all.into_iter().find(known)) else {
            return self.say(self.msg(Msg::NothingChanged).to_string());
        };
        let id = author.changed[next].clone();
        if let Some(entry) = entry_of(&self.reading, &id, &self.edition) {
            self.show_entry(entry);
        } else if let Some(entity) = library.find(&id) {
            let location = Location::of(entity, library);
            self.go(&location, effects);
        }
        if let Some(author) = &mut self.author {
            author.at = Some(next);
        }
        self.say(Msg::ChangedThere.with(self.lang, &id));
    }

    /// Goes to what saves change from now on, or stays.
    pub(super) fn switch_follow(&mut self) {
        let Some(author) = &mut self.author else {
            return;
        };
        let (follow, msg) = match author.follow {
            Switch::On => (Switch::Off, Msg::Staying),
            Switch::Off => (Switch::On, Msg::Following),
        };
        author.follow = follow;
        self.say(self.msg(msg).to_string());
    }

    /// The size of the next of other terminals, or the whole screen.
    pub(super) fn next_frame(&mut self) {
        let Some(author) = &mut self.author else {
            return;
        };
        let at = SIZES.iter().position(|size| Some(*size) == author.frame);
        author.frame = match (author.frame, at) {
            (None, _) => Some(SIZES[0]),
            (Some(_), Some(at)) => SIZES.get(at + 1).copied(),
            (Some(_), None) => None,
        };
        self.size = author.size();
        let text = match author.frame {
            None => self.msg(Msg::WholeScreen).to_string(),
            Some(size) => Msg::FrameIs.with(self.lang, &format!("{}x{}", size.width, size.height)),
        };
        self.say(text);
    }

    /// The next background.
    pub(super) fn next_ground(&mut self) {
        let Some(author) = &mut self.author else {
            return;
        };
        let (tone, msg) = match author.ground {
            None => (Some(Tone::Dark), Msg::GroundDark),
            Some(Tone::Dark) => (Some(Tone::Light), Msg::GroundLight),
            Some(Tone::Light) => (None, Msg::GroundOwn),
        };
        author.ground = tone;
        self.say(self.msg(msg).to_string());
    }

    /// Fewer colours, down to none, then as many as the terminal has.
    pub(super) fn next_depth(&mut self) {
        let Some(author) = &self.author else {
            return;
        };
        self.depth = match self.depth {
            Depth::Full => Depth::Indexed,
            Depth::Indexed => Depth::Palette,
            Depth::Palette => Depth::Mono,
            Depth::Mono => author.depth,
        };
        let msg = match self.depth {
            Depth::Full => Msg::ColorsFull,
            Depth::Indexed => Msg::ColorsIndexed,
            Depth::Palette => Msg::ColorsPalette,
            Depth::Mono => Msg::ColorsMono,
        };
        self.say(self.msg(msg).to_string());
    }

    /// Takes in the size of the screen.
    pub(super) fn resize(&mut self, size: Size) {
        let chosen = self.chosen();
        self.size = match &mut self.author {
            None => size,
            Some(author) => {
                author.screen = size;
                author.size()
            }
        };
        self.reading.top = *self.top_before.get_or_insert(self.reading.top);
        self.settle();
        if let Some(focus) = chosen.filter(|focus| !self.sheet().is_visible(*focus)) {
            self.focus_on(focus);
        }
    }

    /// What is chosen on a page for choosing.
    fn chosen(&self) -> Option<Focus> {
        let chooses = self.reading.page.motion == Motion::Choose;
        self.reading.focus.filter(|_| chooses)
    }

    /// The mouse on the page, wherever that lies on the screen.
    pub(super) fn mouse_on_page(&self, mouse: Mouse) -> Option<Mouse> {
        let origin = self
            .author
            .as_ref()
            .map_or(Position::ORIGIN, Author::origin);
        Some(Mouse {
            column: mouse.column.checked_sub(origin.x)?,
            row: mouse.row.checked_sub(origin.y)?,
            ..mouse
        })
    }

    /// The background that the page is shown on, where the author has chosen one.
    pub(super) fn ground(&self) -> Option<Tone> {
        self.author.as_ref().and_then(|author| author.ground)
    }

    /// Whether the last save changed what an entry of the page shows.
    pub(super) fn is_changed(&self, entry: usize) -> bool {
        let Some(author) = self
            .author
            .as_ref()
            .filter(|author| !author.changed.is_empty())
        else {
            return false;
        };
        let Some(entry) = self.reading.page.entries.get(entry) else {
            return false;
        };
        let library = self.edition.library();
        let key = entry.key(library);
        let own = match entry {
            Entry::Aspect(..) | Entry::Value(..) => key.rsplit_once('.').map(|(head, _)| head),
            Entry::Fixed { .. } | Entry::Body(_) | Entry::Row(_) | Entry::ChapterEnd(_) => None,
        };
        let is = |id: &String| **id == *key || Some(id.as_str()) == own;
        author.changed.iter().any(is)
    }

    /// What stands for the number of errors in the line at the top; nothing when there are none.
    pub(super) fn error_sign(&self) -> Option<String> {
        let n = self.author.as_ref().map_or(0, Author::n_errors);
        (n > 0).then(|| format!("!{n}"))
    }

    /// Draws the page as on another terminal, in the middle of this one.
    pub(super) fn view_framed(&self, buf: &mut Buffer) -> Shown {
        let Some(author) = &self.author else {
            return self.view_page(buf);
        };
        let origin = author.origin();
        let page = Rect::from((Position::ORIGIN, self.size));
        let mut inner = Buffer::empty(page);
        let mut shown = self.view_page(&mut inner);
        if let Some(tone) = author.ground {
            paint(&mut inner, tone);
        }
        let area = Rect::from((origin, self.size));
        let framed = area.x > 0 && area.y > 0 && area.right() < buf.area.right();
        if framed && area.bottom() < buf.area.bottom() {
            let around = Rect::new(area.x - 1, area.y - 1, area.width + 2, area.height + 2);
            let name = format!("{}x{}", area.width, area.height);
            draw::frame(buf, around, &name, self.theme());
        }
        for y in 0..self.size.height {
            for x in 0..self.size.width {
                if let Some(cell) = buf.cell_mut((origin.x + x, origin.y + y)) {
                    *cell = inner[(x, y)].clone();
                }
            }
        }
        shown.cursor = shown
            .cursor
            .map(|at| Position::new(at.x + origin.x, at.y + origin.y));
        for (area, _) in &mut shown.links {
            area.x += origin.x;
            area.y += origin.y;
        }
        shown
    }

    /// Draws the mark of a changed entry in the gutter of a row.
    pub(super) fn draw_change(&self, buf: &mut Buffer, (x, y): (u16, u16)) {
        let sign = self.glyphs.pick('┃', '|');
        let style = self.theme().style(Role::Contested);
        buf.set_string(x, y, sign.to_string(), style);
    }
}

/// The entry of a page that an id stands for.
fn entry_of(reading: &Reading, id: &str, edition: &Edition) -> Option<usize> {
    let mut entries = reading.page.entries.iter();
    entries.position(|entry| entry.key(edition.library()) == id)
}

/// Gives cells that have the terminal's own colours those of a background.
fn paint(buf: &mut Buffer, tone: Tone) {
    let style = ground(tone);
    let (fg, bg) = (style.fg.unwrap_or_default(), style.bg.unwrap_or_default());
    for cell in &mut buf.content {
        if cell.fg == ratatui::style::Color::Reset {
            cell.fg = fg;
        }
        if cell.bg == ratatui::style::Color::Reset {
            cell.bg = bg;
        }
    }
}
