//! Where the reader has been, and the guide that they follow.

use crate::app::reading::Focus;
use crate::app::reading::{Marks, Open, Reading, Spot};
use crate::content::model::GuideId;
use crate::place::Location;
use crate::text::Lang;

/// How many places are remembered.
const MOST: usize = 200;

/// A guide on which the reader is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Following {
    /// Which guide.
    pub guide: GuideId,
    /// Which of its steps, from 0.
    pub step: usize,
}

/// A place as it was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Where.
    pub location: Location,
    /// The exact state of reading, valid for the edition and the language in which it was left.
    pub state: Option<Left>,
    /// The guide that was followed.
    pub guide: Option<Following>,
}

/// What belongs to reading a page beside its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The edition of the content.
    revision: u64,
    lang: Lang,
    /// How long the page was: what the reader keeps makes some longer or shorter.
    n_entries: usize,
    top: Spot,
    focus: Option<Focus>,
    open: Option<Open>,
    marks: Option<Marks>,
}

impl Left {
    /// What `reading` is left with.
    pub fn of(reading: &Reading, revision: u64, lang: Lang) -> Self {
        Left {
            revision,
            lang,
            n_entries: reading.page.entries.len(),
            top: reading.top,
            focus: reading.focus,
            open: reading.open.clone(),
            marks: reading.marks.clone(),
        }
    }

    /// Puts it back; indices count only on the page that they are of: another edition, a translation, or a list that has become longer
    /// has other links and other matches. Whether all of it could be put back.
    pub fn restore(self, reading: &mut Reading, revision: u64, lang: Lang) -> bool {
        let page = (reading.page.entries.len(), revision, lang);
        let is_same = (self.n_entries, self.revision, self.lang) == page;
        if is_same {
            reading.top = self.top;
            reading.focus = self.focus;
            reading.open = self.open;
            reading.marks = self.marks;
        } else {
            reading.marks = self.marks.map(|marks| Marks { at: None, ..marks });
        }
        is_same
    }
}

/// The places before and after this one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    back: Vec<Visit>,
    forward: Vec<Visit>,
}

impl History {
    /// A history of earlier places, oldest first.
    pub fn new(trail: Vec<Location>) -> Self {
        let visit = |location| Visit {
            location,
            state: None,
            guide: None,
        };
        History {
            back: trail.into_iter().map(visit).collect(),
            forward: Vec::new(),
        }
    }

    /// Puts in its place what an earlier trail has beside the places that it began with, which are those that `was_there` knows. Where the
    /// reader has gone meanwhile stays behind it; what they have gone back over stays before them.
    pub fn complete(&mut self, trail: Vec<Location>, was_there: impl Fn(&Location) -> bool) {
        let n_left = self.back.iter().take_while(|visit| visit.state.is_none());
        let n_left = n_left.count();
        let mut known = (0..trail.len()).filter(|n| was_there(&trail[*n]));
        let end = known.nth(n_left).unwrap_or(trail.len());
        let since = self.back.split_off(n_left);
        self.back = History::new(trail).back;
        self.back.truncate(end);
        self.back.extend(since);
        self.back.drain(..self.back.len().saturating_sub(MOST));
    }

    /// The places before this one, oldest first.
    pub fn trail(&self) -> Vec<Location> {
        self.back
            .iter()
            .map(|visit| visit.location.clone())
            .collect()
    }

    /// Whether there is a place before this one.
    pub fn can_go_back(&self) -> bool {
        !self.back.is_empty()
    }

    /// Remembers a place that is left for a new one.
    pub fn leave(&mut self, visit: Visit) {
        self.forward.clear();
        if self
            .back
            .last()
            .is_some_and(|last| last.location == visit.location)
        {
            self.back.pop();
        }
        self.back.push(visit);
        if self.back.len() > MOST {
            self.back.remove(0);
        }
    }

    /// The place before, when there is one; `here` is remembered for going forward.
    pub fn back(&mut self, here: Visit) -> Option<Visit> {
        let to = self.back.pop()?;
        self.forward.push(here);
        Some(to)
    }

    /// The place after, when there is one; `here` is remembered for going back.
    pub fn forward(&mut self, here: Visit) -> Option<Visit> {
        let to = self.forward.pop()?;
        self.back.push(here);
        Some(to)
    }
}
