//! From a session that fails to the shortest one that still does, written as a test.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

use crate::session::{Outcome, Start, Worlds, play};
use crate::step::Step;

/// How often shrinking plays a session anew.
const TRIES: usize = 1_500;

/// Plays a session; panics are failures like any other.
pub fn attempt(start: Start, steps: &[Step], worlds: &Worlds) -> Result<Outcome, (usize, String)> {
    let played = catch_unwind(AssertUnwindSafe(|| play(start, steps, worlds)));
    played.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or(panic.downcast_ref::<&str>().copied());
        Err((
            steps.len(),
            format!("a panic: {}", text.unwrap_or("of its own kind")),
        ))
    })
}

/// The shortest session that fails, as a test to paste, and why it fails.
pub fn report(seed: u64, start: Start, steps: Vec<Step>, worlds: &Worlds) -> String {
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let (steps, why) = shrunk(start, steps, worlds);
    set_hook(hook);
    let script: Vec<String> = steps.iter().map(Step::to_string).collect();
    format!(
        "seed {seed}: {why}\n\n#[test]\nfn seed_{seed}() {{\n    let start = {start:?};\n    replay(start, {:?});\n}}\n",
        script.join(" "),
    )
}

/// Takes away as much as can be while it still fails.
fn shrunk(start: Start, mut steps: Vec<Step>, worlds: &Worlds) -> (Vec<Step>, String) {
    let mut tries = 0;
    let mut why = "it does not fail when it is played alone".to_string();
    if let Err((n, what)) = attempt(start, &steps, worlds) {
        steps.truncate(n);
        why = what;
    }
    let mut size = steps.len() / 2;
    while size > 0 && tries < TRIES {
        let mut at = 0;
        while at < steps.len() && tries < TRIES {
            tries += 1;
            let end = (at + size).min(steps.len());
            let fewer = [&steps[..at], &steps[end..]].concat();
            match attempt(start, &fewer, worlds) {
                Err((n, what)) => {
                    steps = fewer;
                    steps.truncate(n);
                    why = what;
                }
                Ok(_) => at += size,
            }
        }
        size /= 2;
    }
    (steps, why)
}
