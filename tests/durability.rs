//! What a reader keeps outlives the program: killed while it saves, on a full disk, without a home, beside damaged files.
//!
//! `COTEJO_KILLS=1000 cargo test --test durability` kills it more often.

#[path = "simulation/dice.rs"]
#[allow(dead_code, reason = "each test file uses a part")]
mod dice;
#[path = "terminal/session.rs"]
mod session;

use std::path::Path;
use std::time::{Duration, Instant};

use cotejo::driver::state::{State, Store};
use dice::Dice;
use portable_pty::CommandBuilder;
use session::{PATIENCE, Session};

/// How often the program is killed, unless the environment says otherwise.
const KILLS: u64 = 40;

/// The longest that it lives on after its last key, in microseconds: a save takes some milliseconds.
const LONGEST: usize = 30_000;

fn store(home: &Path) -> Store {
    Store::at(
        home.join(".local/state/cotejo"),
        home.join(".config/cotejo"),
    )
}

fn program(args: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_cotejo"));
    command.args(args);
    command
}

/// A session whose screen is looked at: what is written is only what differs from what stood there.
struct Watched {
    session: Session,
    screen: vt100::Parser,
}

impl Watched {
    fn new(session: Session) -> Self {
        let sides = [24, 80].map(|n| std::num::NonZero::new(n).expect("not zero"));
        let screen = vt100::Parser::new(sides[0], sides[1], 0);
        Watched { session, screen }
    }

    /// Waits until the screen shows a text.
    fn shows(&mut self, wanted: &str) -> &mut Session {
        let end = Instant::now() + PATIENCE;
        while !self.screen.screen().contents().contains(wanted) {
            let left = end.saturating_duration_since(Instant::now());
            match self.session.output.recv_timeout(left) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(_) => panic!("no {wanted:?} on\n{}", self.screen.screen().contents()),
            }
        }
        &mut self.session
    }
}

/// The only note in a state.
fn note(state: &State) -> &str {
    state.notes.first().map_or("", |note| note.text.as_str())
}

#[test]
fn killed_while_it_saves_it_loses_nothing_that_was_saved() {
    let n_kills = std::env::var("COTEJO_KILLS").ok();
    let n_kills = n_kills.map_or(KILLS, |n| n.parse().expect("a number"));
    let mut home = tempfile::tempdir().expect("a folder for the test");
    let mut dice = Dice(7);
    for n in 0..n_kills {
        let mut session = Session::spawn_at(program(&["mission"]), home);
        session.expect("What the Guard is");
        let kept = store(session.home.path());
        // One note that is surely kept, then one that is being kept when the end comes.
        session.type_keys(&format!("e\u{15}first {n}\r"));
        let wanted = format!("first {n}");
        let end = Instant::now() + PATIENCE;
        while note(&kept.state("guard").0) != wanted {
            assert!(Instant::now() < end, "`{wanted}` is not kept");
            std::thread::yield_now();
        }
        session.type_keys(&format!("e\u{15}second {n}\rjmjm"));
        let end = Instant::now() + Duration::from_micros(dice.below(LONGEST) as u64);
        while Instant::now() < end {
            std::thread::yield_now();
        }
        session.signal(rustix::process::Signal::KILL);
        session.end();
        let (state, said) = kept.state("guard");
        assert_eq!(said, Vec::<String>::new(), "after {n} kills");
        let text = note(&state);
        let is_one = text == wanted || text == format!("second {n}");
        assert!(is_one, "{text:?} after {n} kills");
        home = session.home;
    }
    let folder = home.path().join(".local/state/cotejo");
    let left = std::fs::read_dir(folder)
        .expect("the state's folder")
        .count();
    println!("{n_kills} kills, {left} files");
    // The state, its lock, and what was being written at the last of the ends.
    assert!(left <= 3, "{left} files");
    let mut session = Session::spawn_at(program(&["bookmarks"]), home);
    session.expect(&format!(" {}", n_kills - 1)).type_keys("q");
    assert_eq!(session.end().exit_code(), 0);
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let home = tempfile::tempdir().expect("a folder for the test");
    let mut session = Session::spawn_at(program(&["mission"]), home);
    session
        .expect("What the Guard is")
        .type_keys("e\u{15}kept\rq");
    assert_eq!(session.end().exit_code(), 0);
    let before = store(session.home.path()).state("guard").0;
    assert_eq!(note(&before), "kept");
    // No file may grow: what a full disk is to a program.
    let mut command = CommandBuilder::new("/bin/sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" mission"]);
    command.arg(env!("CARGO_BIN_EXE_cotejo"));
    let mut watched = Watched::new(Session::spawn_at(command, session.home));
    watched.shows("What the Guard is").type_keys("m");
    watched.shows("! can't keep").type_keys("q");
    let mut session = watched.session;
    assert_eq!(session.end().exit_code(), 0);
    let (after, said) = store(session.home.path()).state("guard");
    assert_eq!((after, said), (before, Vec::new()));
}

#[test]
fn a_home_that_can_t_be_written_is_told() {
    let home = tempfile::tempdir().expect("a folder for the test");
    // A file where the folder would be: who is root can write everywhere else.
    std::fs::write(home.path().join(".local"), "no folder").expect("a file");
    let mut watched = Watched::new(Session::spawn_at(program(&["mission"]), home));
    watched.shows("! can't read").type_keys("m");
    watched.shows("! can't keep").type_keys("q");
    assert_eq!(watched.session.end().exit_code(), 0);
}

#[test]
fn without_a_home_one_can_read() {
    for home in ["", "/nonexistent/home", "/dev/null"] {
        let mut command = CommandBuilder::new("/usr/bin/env");
        command.arg(format!("HOME={home}"));
        command.arg(env!("CARGO_BIN_EXE_cotejo"));
        command.arg("mission");
        let mut session = Session::spawn(command);
        session.expect("What the Guard is").type_keys("jjq");
        assert_eq!(session.end().exit_code(), 0, "{home:?}");
    }
}

#[test]
fn garbage_is_set_aside_and_told() {
    let whole = "[stopped]\nplace = \"mission\"\nkey = \"\"\noffset = 0\n";
    let damages: [&[u8]; 6] = [
        b"\0\0\0\0",
        b"\xff\xfe\x00garbage",
        b"[[bookmarks]\n",
        b"stopped = 7\n",
        &whole.as_bytes()[..20],
        &[b'#'; 2 * 1024 * 1024],
    ];
    for damage in damages {
        let home = tempfile::tempdir().expect("a folder for the test");
        let folder = home.path().join(".local/state/cotejo");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("guard.toml"), damage).expect("a file");
        let mut watched = Watched::new(Session::spawn_at(program(&["mission"]), home));
        // The line at the bottom has room for the beginning of what is told: the file's path.
        watched.shows("! /").type_keys("mq");
        let mut session = watched.session;
        assert_eq!(session.end().exit_code(), 0);
        let aside = std::fs::read(folder.join("guard.damaged-1")).expect("it is set aside");
        assert_eq!(aside, damage);
        assert_eq!(
            store(session.home.path()).state("guard").1,
            Vec::<String>::new()
        );
    }
}
