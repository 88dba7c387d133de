//! What was made for one reader and is the same for the next: pages, and their entries as they are set.
//!
//! Readers of one server read the same pages in the same few sizes. A [`Shelf`] that they share holds each page once and each entry once for
//! every width, so that a reader costs little more than their place. Nothing depends on what is on it: all of it can be made again, and
//! what only one reader has, such as what they keep, search for or have open, never comes on it.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::app::reading::Open;
use crate::edition::Edition;
use crate::page::{Ctx, Kept, Page};
use crate::picture::Glyphs;
use crate::place::Place;
use crate::text::Lang;
use crate::ui::lay::Laid;

/// How many pages are kept; those that nobody reads go first.
const LEAVES: usize = 128;

/// In how many sizes a page is kept as it is set.
const SIZES: usize = 8;

/// How many entries of a page are kept in one size; a walk through a ledger of 100,000 must not keep them all.
const ENTRIES: usize = 256;

/// Pages that readers share. Clones are the same shelf.
#[derive(Debug, Clone, Default)]
pub struct Shelf(Arc<Mutex<Shelved>>);

#[derive(Debug, Default)]
struct Shelved {
    /// What the pages are of.
    edition: Option<Edition>,
    leaves: HashMap<LeafKey, Arc<Leaf>>,
}

/// Everything that a page depends on, for readers who keep nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct LeafKey {
    place: Place,
    lang: Lang,
    glyphs: Glyphs,
}

impl Shelf {
    /// The page of a place.
    pub fn leaf(&self, place: &Place, ctx: Ctx<'_>) -> Arc<Leaf> {
        let make = || Arc::new(Leaf::new(Page::new(place, ctx)));
        // The help is of a reader's own keys, and of what they are offered.
        let is_own = matches!(
            place,
            Place::Search(_) | Place::Derivation(..) | Place::Help
        );
        if is_own || *ctx.kept != Kept::default() {
            return make();
        }
        let key = LeafKey {
            place: place.clone(),
            lang: ctx.lang,
            glyphs: ctx.glyphs,
        };
        match self.lock().turn_to(ctx.edition) {
            None => return make(),
            Some(leaves) => {
                if let Some(leaf) = leaves.get(&key) {
                    return leaf.clone();
                }
            }
        }
        // Made without the lock: a long page keeps nobody waiting.
        let leaf = make();
        if let Some(leaves) = self.lock().turn_to(ctx.edition) {
            if leaves.len() >= LEAVES {
                leaves.retain(|_, leaf| Arc::strong_count(leaf) > 1);
            }
            if leaves.len() < LEAVES {
                leaves.insert(key, leaf.clone());
            }
        }
        leaf
    }

    /// What is on it is whole whenever the lock is free.
    fn lock(&self) -> MutexGuard<'_, Shelved> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelved {
    /// The pages of `edition`; none when there are those of a later one already.
    fn turn_to(&mut self, edition: &Edition) -> Option<&mut HashMap<LeafKey, Arc<Leaf>>> {
        match &self.edition {
            Some(own) if own.is_same(edition) => {}
            Some(own) if own.revision() > edition.revision() => return None,
            _ => {
                self.leaves.clear();
                self.edition = Some(edition.clone());
            }
        }
        Some(&mut self.leaves)
    }
}

/// A page with its entries as they were set.
#[derive(Debug)]
pub struct Leaf {
    page: Page,
    sheets: Sheets,
}

impl Leaf {
    fn new(page: Page) -> Self {
        Leaf {
            page,
            sheets: Sheets::new(SIZES),
        }
    }

    /// Its entries as they were set, with nothing open or marked.
    pub fn sheets(&self) -> &Sheets {
        &self.sheets
    }
}

impl Deref for Leaf {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl PartialEq for Leaf {
    fn eq(&self, other: &Self) -> bool {
        self.page == other.page
    }
}

impl Eq for Leaf {}

/// Everything that decides how an entry of a page is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetKey {
    /// How wide the text may be.
    pub width: u16,
    /// How high the screen is.
    pub height: u16,
    /// How wide paragraphs are.
    pub measure: u16,
    /// What is open in place.
    pub open: Option<Open>,
    /// What is marked.
    pub query: Option<String>,
}

/// Entries as they were set, for a few sizes. Holds nothing that could not be worked out again, so it takes no part in comparing.
#[derive(Debug)]
pub struct Sheets {
    most: usize,
    set: Mutex<Vec<Set>>,
}

#[derive(Debug)]
struct Set {
    key: SheetKey,
    laid: HashMap<usize, Arc<Laid>>,
}

impl Sheets {
    /// Room for this many sizes.
    pub fn new(most: usize) -> Self {
        Sheets {
            most,
            set: Mutex::default(),
        }
    }

    /// An entry, if it was set.
    pub fn get(&self, key: &SheetKey, entry: usize) -> Option<Arc<Laid>> {
        let sets = self.lock();
        let set = sets.iter().find(|set| set.key == *key)?;
        set.laid.get(&entry).cloned()
    }

    /// Keeps an entry; the size that was first looked at longest ago makes room.
    pub fn insert(&self, key: &SheetKey, entry: usize, laid: Arc<Laid>) {
        let mut sets = self.lock();
        let at = match sets.iter().position(|set| set.key == *key) {
            Some(at) => at,
            None => {
                if sets.len() >= self.most {
                    sets.remove(0);
                }
                sets.push(Set {
                    key: key.clone(),
                    laid: HashMap::new(),
                });
                sets.len() - 1
            }
        };
        let set = &mut sets[at].laid;
        if set.len() >= ENTRIES {
            set.clear();
        }
        set.insert(entry, laid);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Set>> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Sheets {
    fn clone(&self) -> Self {
        Sheets::new(self.most)
    }
}

impl PartialEq for Sheets {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Sheets {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Bookmark;
    use crate::place::Location;

    fn ctx<'a>(edition: &'a Edition, kept: &'a Kept) -> Ctx<'a> {
        Ctx {
            edition,
            lang: Lang::EN,
            kept,
            keys: &[],
            glyphs: Glyphs::Full,
        }
    }

    fn edition(revision: u64) -> Edition {
        let library = Edition::builtin().expect("it reads").library().clone();
        Edition::new(library, revision)
    }

    #[test]
    fn readers_share_pages_but_not_what_is_their_own() {
        let shelf = Shelf::default();
        let (edition, kept) = (edition(0), Kept::default());
        let ctx = ctx(&edition, &kept);
        let same = |place: &Place, ctx: Ctx<'_>| {
            Arc::ptr_eq(&shelf.leaf(place, ctx), &shelf.clone().leaf(place, ctx))
        };
        assert!(same(&Place::Home, ctx));
        assert!(!same(&Place::Search("guard".to_string()), ctx));
        let bookmark = Bookmark {
            title: "Home".to_string(),
            location: Location::top(Place::Home),
        };
        let own = Kept {
            bookmarks: vec![bookmark],
            ..Kept::default()
        };
        assert!(!same(&Place::Home, Ctx { kept: &own, ..ctx }));
        let english = shelf.leaf(&Place::Home, ctx);
        let spanish = shelf.leaf(
            &Place::Home,
            Ctx {
                lang: Lang::ES,
                ..ctx
            },
        );
        assert_ne!(english, spanish);
    }

    #[test]
    fn new_content_has_new_pages_and_old_content_does_not_come_back() {
        let shelf = Shelf::default();
        let kept = Kept::default();
        let (old, new) = (edition(1), edition(2));
        let before = shelf.leaf(&Place::Home, ctx(&old, &kept));
        let after = shelf.leaf(&Place::Home, ctx(&new, &kept));
        assert!(!Arc::ptr_eq(&before, &after));
        // A reader who has not yet turned to the new content makes a page of their own.
        let late = shelf.leaf(&Place::Home, ctx(&old, &kept));
        assert!(!Arc::ptr_eq(&late, &after) && !Arc::ptr_eq(&late, &before));
        assert!(Arc::ptr_eq(
            &after,
            &shelf.leaf(&Place::Home, ctx(&new, &kept))
        ));
    }

    #[test]
    fn a_shelf_holds_so_many_pages() {
        let shelf = Shelf::default();
        let (edition, kept) = (edition(0), Kept::default());
        let ctx = ctx(&edition, &kept);
        for claim in &edition.library().claims {
            shelf.leaf(&Place::Claim(claim.id.clone()), ctx);
            assert!(shelf.lock().leaves.len() <= LEAVES);
        }
        assert!(edition.library().claims.len() > LEAVES);
    }

    #[test]
    fn a_page_is_set_in_so_many_sizes() {
        let sheets = Sheets::new(2);
        let key = |width| SheetKey {
            width,
            height: 10,
            measure: 70,
            open: None,
            query: None,
        };
        for width in [80, 100, 120] {
            for entry in 0..2 * ENTRIES {
                sheets.insert(&key(width), entry, Arc::default());
            }
        }
        assert!(sheets.get(&key(80), 300).is_none());
        assert!(sheets.get(&key(120), 2 * ENTRIES - 1).is_some());
        let sets = sheets.lock();
        assert!(sets.len() == 2 && sets.iter().all(|set| set.laid.len() <= ENTRIES));
    }
}
