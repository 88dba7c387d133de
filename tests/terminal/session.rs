//! The program in a pseudo-terminal, with a home of its own.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long anything is waited for; only a test that fails takes as long.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The program in a pseudo-terminal.
#[allow(dead_code, reason = "each test file uses a part")]
pub struct Session {
    /// The terminal's other end; dropped, the terminal is gone.
    pub master: Option<Box<dyn MasterPty + Send>>,
    /// The program.
    pub child: Box<dyn Child + Send + Sync>,
    /// What is typed; dropped as well for the terminal to be gone.
    pub writer: Option<Box<dyn Write + Send>>,
    /// What the program writes.
    pub output: Receiver<Vec<u8>>,
    /// Makes the reader let go of the terminal with the next output.
    pub lets_go: Arc<AtomicBool>,
    seen: Vec<u8>,
    /// The reader's home.
    pub home: tempfile::TempDir,
}

#[allow(dead_code, reason = "each test file uses a part")]
impl Session {
    /// The program with these arguments, in a home of its own.
    pub fn start(args: &[&str]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_cotejo"));
        command.args(args);
        Self::spawn(command)
    }

    /// The same under a shell with job control, which says when the program has stopped and continues it.
    pub fn under_a_shell(args: &[&str]) -> Self {
        let mut command = CommandBuilder::new("/bin/sh");
        command.args([
            "-c",
            "set -m; \"$0\" \"$@\"; echo it has stopped; fg >/dev/null",
        ]);
        command.arg(env!("CARGO_BIN_EXE_cotejo"));
        command.args(args);
        Self::spawn(command)
    }

    /// Any command, in a home of its own.
    pub fn spawn(command: CommandBuilder) -> Self {
        let home = tempfile::tempdir().expect("a folder for the test");
        Self::spawn_at(command, home)
    }

    /// Any command in this home.
    pub fn spawn_at(mut command: CommandBuilder, home: tempfile::TempDir) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize {
                rows: 24,
                cols: 80,
                pixel_width: 0,
                pixel_height: 0,
            })
            .expect("a pseudo-terminal");
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
            home,
        }
    }

    /// Waits until the output holds `wanted`, and forgets it up to there.
    pub fn expect(&mut self, wanted: &str) -> &mut Self {
        self.until(wanted);
        self
    }

    /// Waits until the output holds `wanted`; gives what came before it, and forgets both.
    pub fn until(&mut self, wanted: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let text = String::from_utf8_lossy(&self.seen).into_owned();
            if let Some((before, after)) = text.split_once(wanted) {
                self.seen = after.as_bytes().to_vec();
                return before.to_string();
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

    /// Types.
    pub fn type_keys(&mut self, keys: &str) -> &mut Self {
        let writer = self.writer.as_mut().expect("the terminal is open");
        writer.write_all(keys.as_bytes()).expect("keys are taken");
        self
    }

    /// Sends a signal.
    pub fn signal(&mut self, signal: rustix::process::Signal) -> &mut Self {
        let pid = self
            .child
            .process_id()
            .and_then(|pid| rustix::process::Pid::from_raw(pid as i32));
        rustix::process::kill_process(pid.expect("it runs"), signal).expect("it takes signals");
        self
    }

    /// The processor time that the program has used, in clock ticks.
    pub fn ticks(&self) -> u64 {
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
    pub fn end(&mut self) -> ExitStatus {
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
    pub fn rest(&mut self) -> String {
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.seen.extend(bytes);
        }
        String::from_utf8_lossy(&self.seen).into_owned()
    }
}
