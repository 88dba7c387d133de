//! Every way in which the program ends, in a real pseudo-terminal: the terminal is given back as it was, and nothing spins.

mod common;
#[path = "terminal/session.rs"]
mod session;

use std::sync::atomic::Ordering;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use cotejo::app::{App, Effect};
use cotejo::driver::caps::{ColorChoice, capabilities};
use cotejo::driver::run::{Performer, run, wake};
use cotejo::edition::Edition;
use portable_pty::CommandBuilder;
use ratatui::layout::Size;
use session::{PATIENCE, Session};

/// What the program undoes, in the order in which terminals must see it: mouse, cursor, alternate screen.
const LEAVES: &[&str] = &[
    "\u{1b}[?1006l",
    "\u{1b}[?2004l",
    "\u{1b}[?25h",
    "\u{1b}[?1049l",
];

fn ready(args: &[&str]) -> Session {
    let mut session = Session::start(args);
    session.expect("\u{1b}[?1049h").expect("National Guard");
    session
}

fn gave_back(session: &mut Session) {
    let rest = session.rest();
    for sequence in LEAVES {
        assert!(
            rest.contains(sequence),
            "{sequence:?} is missing in {rest:?}"
        );
    }
    assert!(
        rest.trim_end().ends_with("\u{1b}[?1049l"),
        "something was written after the end: {rest:?}"
    );
}

/// What is read in a terminal: by a reader, and by an author.
const READS: &[&[&str]] = &[
    &[],
    #[cfg(feature = "author")]
    &[
        "preview",
        concat!(env!("CARGO_MANIFEST_DIR"), "/content/guard"),
    ],
];

#[test]
fn quitting_gives_the_terminal_back() {
    for (args, key) in READS.iter().flat_map(|args| [(args, "q"), (args, "\u{3}")]) {
        let mut session = ready(args);
        session.type_keys(key);
        assert_eq!(session.end().exit_code(), 0);
        gave_back(&mut session);
    }
}

/// Reads in this test's terminal, and panics in the loop as soon as anything is to be done; or, as the environment says, beside it.
#[test]
#[ignore = "the other half of what follows"]
fn panics_in_its_terminal() {
    struct Panics;
    impl Performer for Panics {
        fn start(&mut self) {
            if std::env::var_os("COTEJO_BESIDE").is_some() {
                let beside = std::thread::spawn(|| panic!("beside the loop"));
                beside.join().expect_err("it panics");
            }
        }
        fn perform(&mut self, _: Effect, _: &Edition) {
            panic!("in the loop");
        }
    }
    let edition = Edition::builtin().expect("it reads");
    let app = App::new(common::setup(&edition, Size::new(80, 24), "home"));
    let (_wake, woken) = wake().expect("a pipe");
    let caps = capabilities(|name| std::env::var(name).ok(), ColorChoice::Auto);
    run(app, &caps, &mut Panics, woken).expect("a terminal");
}

/// This very test program, in a terminal of its own, about to panic; afterwards the terminal tells its modes.
fn panicking(beside: &str) -> Session {
    let mut command = CommandBuilder::new("/bin/sh");
    let script = format!("{beside}=1 \"$0\" \"$@\"; echo code $?; stty -a");
    command.args(["-c", &script]);
    command.arg(std::env::current_exe().expect("this program"));
    command.args([
        "--exact",
        "panics_in_its_terminal",
        "--ignored",
        "--nocapture",
        "--test-threads=1",
    ]);
    let mut session = Session::spawn(command);
    session.expect("\u{1b}[?1049h").expect("National Guard");
    session
}

/// Where `text` stands in what a terminal was told.
fn place(told: &str, text: &str) -> usize {
    told.find(text)
        .unwrap_or_else(|| panic!("{text:?} is missing in {told:?}"))
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let mut session = panicking("COTEJO_IN_THE_LOOP");
    session.type_keys("/");
    session.end();
    let rest = session.rest();
    let at = |text| place(&rest, text);
    for sequence in LEAVES {
        assert!(
            at(sequence) < at("in the loop"),
            "{sequence:?} comes too late"
        );
    }
    assert!(at("in the loop") < at("code 101"));
    at(" icanon");
    at(" echo ");
}

#[test]
fn a_panic_beside_the_loop_is_told_once_the_terminal_is_given_back() {
    let mut session = panicking("COTEJO_BESIDE");
    session.type_keys("q");
    session.end();
    let rest = session.rest();
    let at = |text| place(&rest, text);
    assert!(at("\u{1b}[?1049l") < at("beside the loop"));
    assert!(at("beside the loop") < at("code 0"));
    at(" icanon");
    at(" echo ");
}

#[test]
fn signals_give_the_terminal_back() {
    use rustix::process::Signal;
    let signals = [
        (Signal::TERM, 15),
        (Signal::INT, 2),
        (Signal::QUIT, 3),
        (Signal::HUP, 1),
    ];
    for (args, (signal, number)) in READS
        .iter()
        .flat_map(|args| signals.map(|signal| (args, signal)))
    {
        let mut session = ready(args);
        session.signal(signal);
        assert_eq!(session.end().exit_code(), 128 + number, "{signal:?}");
        gave_back(&mut session);
    }
}

#[test]
fn suspending_and_continuing_draws_the_screen_again() {
    for args in READS {
        let mut session = Session::under_a_shell(args);
        session.expect("National Guard").type_keys("\u{1a}");
        session.expect("\u{1b}[?1049l").expect("it has stopped");
        session.expect("\u{1b}[?1049h").expect("National Guard");
        session.type_keys("q");
        assert_eq!(session.end().exit_code(), 0);
        gave_back(&mut session);
    }
}

#[test]
fn the_title_is_put_aside_once_and_comes_back() {
    let counts = |text: &str| {
        ["\u{1b}[?1049h", "\u{1b}[22;2t", "\u{1b}[23;2t"].map(|one| text.matches(one).count())
    };
    let mut session = Session::under_a_shell(&[]);
    let mut all = session.until("National Guard");
    session.type_keys("\u{1a}");
    all += &session.until("it has stopped");
    all += &session.until("National Guard");
    // Whatever was to be resumed a second time has been when this is shown.
    session.type_keys("?");
    all += &session.until("Help");
    session.type_keys("q");
    assert_eq!(session.end().exit_code(), 0);
    all += &session.rest();
    assert_eq!(counts(&all), [2, 2, 2], "{all:?}");

    // Somebody stops it by force: it had no chance to leave, and enters again all the same.
    let mut session = Session::start(&[]);
    let mut all = session.until("National Guard");
    session.signal(rustix::process::Signal::STOP);
    session.signal(rustix::process::Signal::CONT);
    all += &session.until("\u{1b}[?1049h");
    all += &session.until("National Guard");
    session.type_keys("q");
    assert_eq!(session.end().exit_code(), 0);
    all += &session.rest();
    assert_eq!(counts(&all), [1, 1, 1], "{all:?}");
}

#[test]
fn who_leads_the_session_does_not_stop() {
    // Nobody could continue it: `xterm -e cotejo`, or a container.
    let mut session = ready(&[]);
    session.signal(rustix::process::Signal::TSTP);
    session.type_keys("?").expect("Help");
    session.type_keys("\u{1a}c").expect("Claims");
    session.type_keys("q");
    assert_eq!(session.end().exit_code(), 0);
    gave_back(&mut session);
}

#[test]
fn a_terminal_that_goes_away_ends_the_program() {
    for args in READS {
        let mut session = ready(args);
        session.lets_go.store(true, Ordering::SeqCst);
        session.type_keys("?");
        // The reader has let go when its channel is closed.
        while session.output.recv_timeout(PATIENCE).is_ok() {}
        session.writer = None;
        session.master = None;
        let status = session.end();
        assert!(!status.success());
    }
}

#[test]
fn a_terminal_that_goes_away_ends_who_ignores_hangups() {
    // As under nohup: no signal tells of it, only the terminal itself.
    let mut command = CommandBuilder::new("/bin/sh");
    command.args(["-c", "trap '' HUP; exec \"$0\""]);
    command.arg(env!("CARGO_BIN_EXE_cotejo"));
    let mut session = Session::spawn(command);
    session.expect("\u{1b}[?1049h").expect("National Guard");
    session.lets_go.store(true, Ordering::SeqCst);
    session.type_keys("?");
    while session.output.recv_timeout(PATIENCE).is_ok() {}
    session.writer = None;
    session.master = None;
    assert!(!session.end().success());
    let state = session.home.path().join(".local/state/cotejo/guard.toml");
    assert!(state.exists(), "where the reader was is not kept");
}

/// Runs the program with its output going to `stdout`; gives its exit code and what it says.
fn printing(args: &[&str], stdout: std::process::Stdio) -> (Option<i32>, String) {
    let home = tempfile::tempdir().expect("a folder for the test");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_cotejo"))
        .args(args)
        .env_clear()
        .env("HOME", home.path())
        .stdout(stdout)
        .stderr(std::process::Stdio::piped())
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said)
}

/// Commands that print more than a pipe holds, or little.
const PRINTS: &[&[&str]] = &[
    &["check", "--explain", "all"],
    &["--help"],
    &["read", "mission"],
    &["search", "guard"],
    &["cite"],
    &["keys"],
    &["man"],
    &["frames"],
];

#[test]
fn whoever_closes_a_pipe_has_seen_enough() {
    for args in PRINTS {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let (code, said) = printing(args, writer.into());
        assert_eq!((code, said.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn a_full_device_is_told() {
    for args in PRINTS {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let (code, said) = printing(args, full.expect("the device").into());
        assert_eq!(code, Some(2), "{args:?}");
        assert!(
            said.starts_with("cotejo: can't write: "),
            "{args:?}: {said}"
        );
    }
}

#[test]
fn keys_reach_the_page_and_the_place_is_kept() {
    let mut session = Session::start(&["mission"]);
    session.expect("What the Guard is");
    session.type_keys("c");
    session.expect("Claims");
    session.type_keys("/shienbaum");
    session.expect("Sheinbaum");
    session.type_keys("\u{1b}").expect("Claims").type_keys("q");
    assert_eq!(session.end().exit_code(), 0);
    let state = session.home.path().join(".local/state/cotejo/guard.toml");
    let text = std::fs::read_to_string(state).expect("the state is kept");
    assert!(text.contains("claims"), "{text}");
}

#[test]
fn no_state_leaves_no_trace() {
    let mut session = ready(&["--no-state"]);
    session.type_keys("mq");
    assert_eq!(session.end().exit_code(), 0);
    let left: Vec<_> = std::fs::read_dir(session.home.path())
        .expect("the home can be listed")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn doing_nothing_takes_no_processor_time() {
    let mut session = Session::start(&["--no-state"]);
    session.expect("National Guard");
    // A key and a lone Esc go through all waits of the loop once.
    session.type_keys("?").expect("Help").type_keys("\u{1b}");
    while session
        .output
        .recv_timeout(Duration::from_millis(500))
        .is_ok()
    {}
    let before = session.ticks();
    assert_eq!(
        session.output.recv_timeout(Duration::from_secs(1)),
        Err(RecvTimeoutError::Timeout),
        "it wrote while nothing happened"
    );
    let used = session.ticks() - before;
    assert!(
        used <= 2,
        "it used {used} ticks of a second while nothing happened"
    );
    session.type_keys("q");
    assert_eq!(session.end().exit_code(), 0);
}
