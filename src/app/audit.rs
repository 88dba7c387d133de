//! What must hold of an app between two events. No driver asks; whoever plays with an app at random asks after every event.
//!
//! Nothing here changes an app, and nothing depends on how a page was reached.

use crate::app::App;
use crate::app::action::Action;
use crate::app::front::Front;
use crate::app::reading::Spot;
use crate::app::shelf::Shelf;
use crate::key::Key;
use crate::page::Motion;
use crate::place::Location;
use crate::text::width::width;

impl App {
    /// What a key means now.
    pub fn meaning(&self, key: Key) -> Option<Action> {
        self.keymap.resolve(key, &self.contexts())
    }

    /// The same app with its page and everything on it made anew: it looks the same.
    pub fn afresh(&self) -> App {
        let mut app = App {
            shelf: Shelf::default(),
            ..self.clone()
        };
        let page = app.shelf.leaf(&app.reading.page.place, app.ctx());
        app.reading.page = page;
        app.reading.rest();
        app
    }

    /// Whether the page is what would be made now.
    pub fn is_current(&self) -> bool {
        self.reading.page == self.afresh().reading.page
    }

    /// Whether the line of a location is on the screen, or what is chosen on a page for choosing; `None` where its page or its entry is not
    /// what is read.
    pub fn shows(&self, location: &Location) -> Option<bool> {
        if location.place != self.reading.page.place {
            return None;
        }
        if self.reading.page.motion == Motion::Choose {
            let links = self.sheet().visible_links();
            let focus = self.reading.focus.filter(|_| !links.is_empty());
            return focus.map(|focus| links.contains(&focus));
        }
        let library = self.edition.library();
        // A page that shows a comparison twice has two entries of one name.
        let is_named = |entry: usize| match location.key.as_str() {
            "" => entry == 0,
            key => self.reading.page.entries[entry].key(library) == key,
        };
        let mut named = (0..self.reading.page.entries.len()).filter(|entry| is_named(*entry));
        let sheet = self.sheet();
        let rows = sheet.rows();
        let is_shown = |entry: usize| {
            let line = sheet.laid(entry).line_at(location.offset);
            rows.iter().any(|row| row.entry == entry && row.idx == line)
        };
        let first = named.next()?;
        Some(is_shown(first) || named.any(is_shown))
    }

    /// What does not hold; empty when all is well.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        self.audit_place(&mut faults);
        if faults.is_empty() {
            self.audit_top(&mut faults);
            self.audit_focus(&mut faults);
            self.audit_front(&mut faults);
            self.audit_rows(&mut faults);
        }
        faults
    }

    /// The page is one of this content, and what is read of it is on it.
    fn audit_place(&self, faults: &mut Vec<String>) {
        let reading = &self.reading;
        let library = self.edition.library();
        let n_entries = reading.page.entries.len();
        let mut must = |holds: bool, what: &str| {
            if !holds {
                faults.push(what.to_string());
            }
        };
        must(
            reading.page.place.exists_in(library),
            "the page's place does not exist",
        );
        must(
            reading.top == Spot::default() || reading.top.entry < n_entries,
            "the top is an entry that is not there",
        );
        if let Some(open) = &reading.open {
            must(
                open.by().entry < n_entries,
                "something is open in an entry that is not there",
            );
            must(
                open.what().exists_in(library),
                "what is open does not exist",
            );
        }
    }

    /// The screen begins no further down than the page reaches, and everything has a line.
    fn audit_top(&self, faults: &mut Vec<String>) {
        let sheet = self.sheet();
        let top = self.reading.top;
        if sheet.clamped(top) < top {
            faults.push(format!("the top {top:?} is below the lowest"));
        }
        if sheet.rows().is_empty() && !self.reading.page.entries.is_empty() {
            faults.push("nothing of the page is on the screen".to_string());
        }
    }

    /// What has the focus, or is the match that the reader stands on, is there.
    fn audit_focus(&self, faults: &mut Vec<String>) {
        let reading = &self.reading;
        let sheet = self.sheet();
        match (reading.focus, reading.page.motion) {
            (Some(focus), _) if sheet.link(focus).is_none() => {
                faults.push(format!("the focus {focus:?} is no link"));
            }
            (Some(focus), _) if !sheet.is_visible(focus) && !sheet.visible_links().is_empty() => {
                faults.push(format!("the focus {focus:?} is off the screen"));
            }
            (None, Motion::Choose) if !sheet.visible_links().is_empty() => {
                faults.push("nothing is chosen where something is".to_string());
            }
            _ => {}
        }
        let at = reading.marks.as_ref().and_then(|marks| marks.at);
        if at.is_some_and(|at| !sheet.has_match(at)) {
            faults.push(format!("the match {at:?} is not there"));
        }
    }

    /// What is chosen in a list in front is in it.
    fn audit_front(&self, faults: &mut Vec<String>) {
        let is_in = match &self.front {
            Some(Front::Choose(choice)) => choice.at() < choice.listed().len().max(1),
            Some(Front::Findings { at }) => *at < self.findings().len().max(1),
            Some(
                Front::Search(_)
                | Front::Find { .. }
                | Front::Note { .. }
                | Front::Ask { .. }
                | Front::Show { .. },
            )
            | None => true,
        };
        if !is_in {
            faults.push("what is chosen is not in the list".to_string());
        }
    }

    /// Every piece on the screen lies in the text's width.
    fn audit_rows(&self, faults: &mut Vec<String>) {
        let body = self.geometry().body;
        for row in self.sheet().rows() {
            for piece in &row.line().pieces {
                let end = usize::from(piece.x) + width(&piece.text);
                if end > usize::from(body.width) {
                    faults.push(format!(
                        "{:?} ends in column {end} of {}",
                        piece.text, body.width
                    ));
                }
            }
        }
    }
}
