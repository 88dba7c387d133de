//! Random sessions with the app: keys, mouse, pastes, sizes, reloads, over the built-in explainer and random others.
//!
//! Each session is drawn from a seed. After every event the app must hold together, after every fourth its screen must be the one that is drawn
//! from scratch. A session that fails is made as short as it can be and printed as a test. `tests/simulation/nightly` plays ten million events.

mod common;
#[path = "simulation/dice.rs"]
mod dice;
#[path = "simulation/explainer.rs"]
mod explainer;
#[path = "simulation/session.rs"]
mod session;
#[path = "simulation/shrink.rs"]
mod shrink;
#[path = "simulation/step.rs"]
mod step;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread;

use cotejo::app::action::{Action, TABLE};

use crate::session::{Outcome, Start, Worlds, play, session};
use crate::shrink::{attempt, report};
use crate::step::Step;

/// How many events are played, unless the environment says otherwise.
const EVENTS: u64 = 16_000;

/// How many random explainers there are beside the built-in one.
const RANDOM: u64 = 12;

/// How many events a session has.
const STEPS: usize = 100;

/// A number from the environment.
fn from_environment(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is a number")),
    )
}

#[test]
fn random_sessions_hold_together() {
    let n_events = from_environment("COTEJO_EVENTS").unwrap_or(EVENTS);
    let first = from_environment("COTEJO_SEED").unwrap_or(0);
    let n_sessions = n_events.div_ceil(STEPS as u64);
    let worlds = Worlds::new(RANDOM.max(n_events / 200_000).min(60));
    let next = AtomicU64::new(0);
    let all: Mutex<(BTreeMap<Action, usize>, usize)> = Mutex::default();
    let failed: Mutex<Option<u64>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= n_sessions || failed.lock().expect("no panic holds it").is_some() {
                        break;
                    }
                    let (start, steps) = session(first + n, &worlds, STEPS);
                    match attempt(start, &steps, &worlds) {
                        Ok(outcome) => add(&mut all.lock().expect("no panic holds it"), outcome),
                        Err(_) => *failed.lock().expect("no panic holds it") = Some(first + n),
                    }
                }
            });
        }
    });
    if let Some(seed) = failed.into_inner().expect("no panic holds it") {
        let (start, steps) = session(seed, &worlds, STEPS);
        panic!("{}", report(seed, start, steps, &worlds));
    }
    let (actions, n_frames) = all.into_inner().expect("no panic holds it");
    println!(
        "{n_sessions} sessions, {} events, {n_frames} frames",
        n_sessions * STEPS as u64
    );
    let never: Vec<&str> = TABLE
        .iter()
        .filter(|row| !actions.contains_key(&row.action))
        .map(|row| row.name)
        .collect();
    assert!(never.is_empty(), "nothing led to {never:?}");
}

fn add(all: &mut (BTreeMap<Action, usize>, usize), outcome: Outcome) {
    for (action, n) in outcome.actions {
        *all.0.entry(action).or_default() += n;
    }
    all.1 += outcome.n_frames;
}

/// Plays what a random session that failed was shrunk to.
fn replay(start: Start, script: &str) {
    let steps: Vec<Step> = script.split(' ').map(Step::read).collect();
    static WORLDS: LazyLock<Worlds> = LazyLock::new(|| Worlds::new(RANDOM));
    if let Err((n, what)) = attempt(start, &steps, &WORLDS) {
        panic!("after {n} steps: {what}");
    }
}

#[test]
fn what_can_be_chosen_is_chosen_when_a_larger_screen_shows_it() {
    let start = Start {
        world: 1,
        is_author: true,
        size: (80, 24),
    };
    replay(start, "@resize=12,55 @saved=1 @fail @go=962 @resize=51,34");
}

#[test]
fn a_find_on_a_list_takes_the_choice_along() {
    let start = Start {
        world: 11,
        is_author: true,
        size: (40, 12),
    };
    replay(start, "G f t");
}

#[test]
fn a_reload_that_takes_the_choice_away_leaves_one_on_the_screen() {
    let start = Start {
        world: 4,
        is_author: false,
        size: (80, 24),
    };
    replay(start, "@resize=1,27 @edition=4");
}

#[test]
fn a_smaller_screen_leads_back_past_a_larger_one() {
    let start = Start {
        world: 2,
        is_author: true,
        size: (80, 24),
    };
    replay(
        start,
        "@saved=7 / l a n e @index enter @resize=76,59 @resize=55,57",
    );
}

#[test]
fn a_match_is_not_looked_for_in_content_that_has_changed() {
    let start = Start {
        world: 7,
        is_author: false,
        size: (200, 60),
    };
    replay(start, "f t enter n / @edition=2 esc");
}

#[test]
fn a_save_of_which_nothing_is_told_closes_the_findings() {
    let start = Start {
        world: 1,
        is_author: true,
        size: (120, 40),
    };
    replay(start, "@saved=3 tab @saved=0");
}

#[test]
fn a_preview_begins_with_what_can_be_chosen_on_its_screen() {
    let start = Start {
        world: 0,
        is_author: true,
        size: (100, 13),
    };
    replay(start, "@rest");
}

#[test]
fn what_is_open_closes_when_a_reload_takes_it_away() {
    let start = Start {
        world: 6,
        is_author: false,
        size: (200, 60),
    };
    replay(start, "@edition=5 t tab enter @edition=9");
}

#[test]
fn a_match_of_another_language_is_not_come_back_to() {
    let start = Start {
        world: 0,
        is_author: true,
        size: (80, 24),
    };
    replay(start, "f h e enter @go=673 E H");
}

#[test]
fn a_match_on_a_list_that_has_changed_is_not_come_back_to() {
    let start = Start {
        world: 0,
        is_author: false,
        size: (200, 60),
    };
    replay(start, "' f h enter 0 @go=733 backspace m H");
}

#[test]
fn the_same_seed_gives_the_same_frames() {
    let worlds = Worlds::new(2);
    let others = Worlds::new(2);
    for seed in 0..6 {
        let (start, steps) = session(seed, &worlds, STEPS);
        let Ok(one) = play(start, &steps, &worlds) else {
            panic!("{}", report(seed, start, steps, &worlds));
        };
        let other = play(start, &steps, &others).expect("it holds together");
        assert_eq!(one.hash, other.hash, "seed {seed}");
        assert!(one.n_frames > 10);
    }
}
