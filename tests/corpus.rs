//! Everything in `fuzz/corpus`, and so whatever a fuzzer has found, goes through what the fuzzers call.
#![cfg(feature = "serve")]

#[path = "../fuzz/bodies.rs"]
mod bodies;

use std::fs;
use std::path::Path;

/// Calls `body` with every input of a corpus.
fn replay(name: &str, body: fn(&[u8])) {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let mut n_inputs = 0;
    for entry in fs::read_dir(&dir).expect("the corpus is there") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("an input");
        // The harness shows what was printed before a test failed.
        println!("{}", path.display());
        body(&bytes);
        n_inputs += 1;
    }
    assert!(n_inputs >= 3, "{n_inputs} inputs in {}", dir.display());
}

macro_rules! replays {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            replay(stringify!($name), bodies::$name);
        })*
    };
}

replays! { content prose query keys proxy words state code }
