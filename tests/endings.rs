//! Every way in which the program ends, in a real pseudo-terminal: the terminal is given back as it was, and nothing spins.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long anything is waited for; only a test that fails takes as long.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program in a pseudo-terminal.
struct Session {
    master: Option<Box<dyn MasterPty + Send>>,
    child: Box<dyn Child + Send + Sync>,
    writer: Option<Box<dyn Write + Send>>,
    output: Receiver<Vec<u8>>,
    /// Makes the reader let go of the terminal with the next output.
    lets_go: Arc<AtomicBool>,
    seen: Vec<u8>,
    _home: tempfile::TempDir,
}

impl Session {
    fn start(args: &[&str]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_cotejo"));
        command.args(args);
        Self::spawn(command)
    }

    /// The same under a shell with job control, which says when the program has stopped and continues it.
    fn under_a_shell(args: &[&str]) -> Self {
        let mut command = CommandBuilder::new("/bin/sh");
        command.args([
            "-c",
            "set -m; \"$0\" \"$@\"; echo it has stopped; fg >/dev/null",
        ]);
        command.arg(env!("CARGO_BIN_EXE_cotejo"));
        command.args(args);
        Self::spawn(command)
    }

    fn spawn(mut command: CommandBuilder) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize {
                rows: 24,
                cols: 80,
                pixel_width: 0,
                pixel_height: 0,
            })
            .expect("a pseudo-terminal");
        let home = tempfile::tempdir().expect("a folder for the test");
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("HOME", home.path());
        let child = pair
            .slave
            .spawn_command(command)
            .expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let (sender, output) = channel();
        let lets_go = Arc::new(AtomicBool::new(false));
        let stop = lets_go.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n) = reader.read(&mut bytes) {
                if n == 0
                    || sender.send(bytes[..n].to_vec()).is_err()
                    || stop.load(Ordering::SeqCst)
                {
                    break;
                }
            }
        });
        Session {
            master: Some(pair.master),
            child,
            writer: Some(writer),
            output,
            lets_go,
            seen: Vec::new(),
            _home: home,
        }
    }

    /// Waits until the output holds `wanted`, and forgets it up to there.
    fn expect(&mut self, wanted: &str) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        loop {
            let text = String::from_utf8_lossy(&self.seen).into_owned();
            if let Some(at) = text.find(wanted) {
                self.seen = text.as_bytes()[at + wanted.len()..].to_vec();
                return self;
            }
            match self
                .output
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(bytes) => self.seen.extend(bytes),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("{wanted:?} did not come after {text:?}")
                }
            }
        }
    }

    fn type_keys(&mut self, keys: &str) -> &mut Self {
        let writer = self.writer.as_mut().expect("the terminal is open");
        writer.write_all(keys.as_bytes()).expect("keys are taken");
        self
    }

    fn signal(&mut self, signal: rustix::process::Signal) -> &mut Self {
        let pid = self
            .child
            .process_id()
            .and_then(|pid| rustix::process::Pid::from_raw(pid as i32));
        rustix::process::kill_process(pid.expect("it runs"), signal).expect("it takes signals");
        self
    }

    /// The processor time that the program has used, in clock ticks.
    fn ticks(&self) -> u64 {
        let pid = self.child.process_id().expect("it runs");
        let status =
            std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("the kernel tells");
        let fields: Vec<&str> = status
            .rsplit(") ")
            .next()
            .expect("fields")
            .split(' ')
            .collect();
        fields[11].parse::<u64>().expect("a number") + fields[12].parse::<u64>().expect("a number")
    }

    /// Waits for the end.
    fn end(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self
                .child
                .try_wait()
                .expect("the program can be waited for")
            {
                return status;
            }
            assert!(Instant::now() < end, "the program did not end");
            match self.output.recv_timeout(Duration::from_millis(20)) {
                Ok(bytes) => self.seen.extend(bytes),
                Err(_) => std::thread::yield_now(),
            }
        }
    }

    /// The rest of the output after the end.
    fn rest(&mut self) -> String {
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.seen.extend(bytes);
        }
        String::from_utf8_lossy(&self.seen).into_owned()
    }
}

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

#[test]
fn quitting_gives_the_terminal_back() {
    let mut session = ready(&[]);
    session.type_keys("q");
    assert_eq!(session.end().exit_code(), 0);
    gave_back(&mut session);
}

#[test]
fn control_c_gives_the_terminal_back() {
    let mut session = ready(&[]);
    session.type_keys("\u{3}");
    assert_eq!(session.end().exit_code(), 0);
    gave_back(&mut session);
}

#[test]
fn signals_give_the_terminal_back() {
    use rustix::process::Signal;
    for (signal, number) in [
        (Signal::TERM, 15),
        (Signal::INT, 2),
        (Signal::QUIT, 3),
        (Signal::HUP, 1),
    ] {
        let mut session = ready(&[]);
        session.signal(signal);
        assert_eq!(session.end().exit_code(), 128 + number, "{signal:?}");
        gave_back(&mut session);
    }
}

#[test]
fn suspending_and_continuing_draws_the_screen_again() {
    let mut session = Session::under_a_shell(&[]);
    session.expect("National Guard").type_keys("\u{1a}");
    session.expect("\u{1b}[?1049l").expect("it has stopped");
    session.expect("\u{1b}[?1049h").expect("National Guard");
    session.type_keys("q");
    assert_eq!(session.end().exit_code(), 0);
    gave_back(&mut session);
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
    let mut session = ready(&[]);
    session.lets_go.store(true, Ordering::SeqCst);
    session.type_keys("?");
    // The reader has let go when its channel is closed.
    while session.output.recv_timeout(PATIENCE).is_ok() {}
    session.writer = None;
    session.master = None;
    let status = session.end();
    assert!(!status.success());
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
    let state = session._home.path().join(".local/state/cotejo/guard.toml");
    let text = std::fs::read_to_string(state).expect("the state is kept");
    assert!(text.contains("claims"), "{text}");
}

#[test]
fn no_state_leaves_no_trace() {
    let mut session = ready(&["--no-state"]);
    session.type_keys("mq");
    assert_eq!(session.end().exit_code(), 0);
    let left: Vec<_> = std::fs::read_dir(session._home.path())
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
