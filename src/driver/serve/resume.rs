//! The code by which a reader comes back to where they were: the place itself, in a dozen letters.
//!
//! The server keeps nothing. A code holds hashes of the place's and the entry's names and the offset, and a check; whoever enters one gets a
//! place that exists in the content as it is now, or nothing. It survives everything that leaves names alone, such as a new edition, a
//! restart or another machine. What a reader searched for, filtered or put in is not in it.
//!
//! Letters are those of Crockford's base 32: no `I`, `L`, `O` and `U`; read without regard to case, gaps and the letters that look alike.

use crate::page::{Ctx, Page};
use crate::place::{Location, Place};

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many letters the place takes: 30 bits, so that of 5,000 places one in 200,000 shares its hash with a given one.
const PLACE: usize = 6;
/// How many letters the entry takes; a collision leads to another entry of the same page.
const ENTRY: usize = 4;
/// The most letters of an offset: 1,048,575 units, more than any entry has.
const OFFSET: usize = 4;
/// How many letters the check takes: one mistake in a thousand passes it, and leads to a place only if the hash is one's too.
const CHECK: usize = 2;
/// How many letters stand together.
const GROUP: usize = 4;
/// The longest text that is read as a code: what is longer is no slip.
const LONGEST: usize = 64;

/// The code of a location: 12 to 16 letters in groups of four.
pub fn code(location: &Location) -> String {
    let mut letters = Vec::new();
    put(&mut letters, hash(&name(&location.place)), PLACE);
    if !location.key.is_empty() || location.offset > 0 {
        put(&mut letters, hash(&location.key), ENTRY);
    }
    let most = (1_u64 << (5 * OFFSET)) - 1;
    let offset = (location.offset as u64).min(most);
    let n_letters = (64 - offset.leading_zeros()).div_ceil(5) as usize;
    put(&mut letters, offset, n_letters);
    let checked = check(&letters);
    put(&mut letters, checked, CHECK);
    let groups = letters.chunks(GROUP).map(|group| {
        let text: String = group
            .iter()
            .map(|n| char::from(LETTERS[*n as usize]))
            .collect();
        text
    });
    groups.collect::<Vec<_>>().join("-")
}

/// The location that a code stands for, if it is one and its place exists.
pub fn location(text: &str, ctx: Ctx<'_>) -> Option<Location> {
    let letters = letters(text)?;
    let (own, checked) = letters.split_at_checked(letters.len().checked_sub(CHECK)?)?;
    if take(checked) != check(own) & mask(CHECK) {
        return None;
    }
    let (place, rest) = own.split_at_checked(PLACE)?;
    let place = named(take(place), ctx)?;
    if rest.is_empty() {
        return Some(Location::top(place));
    }
    let (entry, offset) = rest.split_at_checked(ENTRY)?;
    if offset.len() > OFFSET {
        return None;
    }
    let entry = take(entry);
    let library = ctx.library();
    let is_it = |key: &str| hash(key) & mask(ENTRY) == entry;
    if is_it("") {
        return Some(Location::top(place));
    }
    let page = Page::new(&place, ctx);
    let key = page
        .entries
        .iter()
        .map(|own| own.key(library))
        .find(|key| is_it(key));
    // An entry that is gone leads to the top of its page.
    Some(key.map_or_else(
        || Location::top(place.clone()),
        |key| Location {
            place: place.clone(),
            key: key.into_owned(),
            offset: usize::try_from(take(offset)).unwrap_or(0),
        },
    ))
}

/// What a place is called, without what a reader has made of it; a screen's word can't be mistaken for an id.
fn name(place: &Place) -> String {
    let text = place.to_string();
    let bare = text.split('?').next().unwrap_or_default();
    let is_screen = Place::screens()
        .any(|(_, screen)| std::mem::discriminant(&screen) == std::mem::discriminant(place));
    if is_screen {
        format!("screen {bare}")
    } else {
        bare.to_string()
    }
}

/// The place whose name has this hash.
fn named(own: u64, ctx: Ctx<'_>) -> Option<Place> {
    let is_it = |name: &str| hash(name) & mask(PLACE) == own;
    let library = ctx.library();
    let screen = Place::screens().find(|(_, screen)| is_it(&name(screen)));
    if let Some((_, screen)) = screen {
        return Some(screen);
    }
    let mut ids: Vec<&str> = library.ids().filter(|id| is_it(id)).collect();
    ids.sort_unstable();
    let places = ids.iter().filter_map(|id| Place::parse(id, library));
    // Only what has a page of its own was ever put into a code.
    places
        .map(|found| found.place)
        .find(|place| is_it(&name(place)))
}

/// The letters of a text as numbers, if it is nothing else.
fn letters(text: &str) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut letters = Vec::new();
    for c in text.chars() {
        let c = match c.to_ascii_uppercase() {
            '-' | ' ' | '.' | '_' | '–' => continue,
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        let at = LETTERS.iter().position(|own| char::from(*own) == c)?;
        letters.push(u8::try_from(at).ok()?);
    }
    Some(letters)
}

fn put(letters: &mut Vec<u8>, value: u64, n: usize) {
    for at in (0..n).rev() {
        letters.push((value >> (5 * at) & 31) as u8);
    }
}

fn take(letters: &[u8]) -> u64 {
    letters
        .iter()
        .fold(0, |value, n| value << 5 | u64::from(*n))
}

fn mask(n_letters: usize) -> u64 {
    (1 << (5 * n_letters)) - 1
}

fn check(letters: &[u8]) -> u64 {
    // A word of its own, so that the check of a place is not part of its hash.
    let text: String = letters
        .iter()
        .map(|n| char::from(LETTERS[*n as usize]))
        .collect();
    hash(&format!("check {text}"))
}

/// FNV-1a of 64 bits, mixed so that its low bits depend on all of it. Part of what a code means: never changed.
fn hash(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ hash >> 33
}

#[cfg(test)]
mod tests;
