//! The terminal itself: opened on its own, put into raw mode, and given back as it was, however the program ends.
//!
//! The terminal is opened anew as `/dev/tty`, so that writing to it without waiting changes nothing for whoever shares standard output.
//! What is switched on, and what switches it off, is listed in [`modes`].

use std::fs::OpenOptions;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::panic;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use ratatui::layout::Size;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use thiserror::Error;

use crate::driver::caps::Capabilities;
use crate::driver::modes;

/// The largest screen that is drawn; what a terminal claims beyond it is not believed.
const LARGEST: u16 = 1_000;

/// Why the terminal can't be used.
#[derive(Debug, Error)]
pub enum TerminalError {
    /// There is none.
    #[error("there is no terminal to read in: {0}")]
    Open(#[source] io::Error),
    /// It refuses its modes.
    #[error("the terminal can't be set up: {0}")]
    Mode(#[source] rustix::io::Errno),
}

/// A terminal that is being read in. Dropping it gives it back.
#[derive(Debug)]
pub struct Terminal {
    shared: Arc<Shared>,
}

/// What is needed to give the terminal back, from wherever the program ends.
#[derive(Debug)]
struct Shared {
    tty: OwnedFd,
    cooked: Termios,
    enter: Vec<u8>,
    leave: Vec<u8>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Whether the terminal is in our modes.
    inside: bool,
    /// What threads that panicked beside the loop had to say; told once the screen is given back.
    said: Vec<String>,
}

impl Shared {
    fn leave(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut state.inside, false) {
            // Nothing can be done about a terminal that is gone.
            let _ = write_all(self.tty.as_fd(), &self.leave);
            let _ = tcsetattr(&self.tty, OptionalActions::Now, &self.cooked);
            for text in state.said.drain(..) {
                let _ = write_all(self.tty.as_fd(), text.as_bytes());
            }
        }
    }

    /// What is done about a panic: one in the loop gives the terminal back before it is told, one beside it waits until then.
    fn panicked(&self, in_loop: bool, info: &panic::PanicHookInfo<'_>) -> Told {
        if in_loop {
            self.leave();
            return Told::Now;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.inside {
            return Told::Now;
        }
        state.said.push(format!("cotejo: {info}\n"));
        Told::Later
    }
}

/// When somebody hears of a panic.
enum Told {
    Now,
    Later,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.leave();
    }
}

impl Terminal {
    /// Opens the terminal and enters its screen. A panic on this thread from now on gives it back before it is told.
    ///
    /// # Errors
    ///
    /// When there is no terminal, or it refuses.
    pub fn enter(caps: &Capabilities) -> Result<Self, TerminalError> {
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        let tty = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(flags.bits() as i32)
            .open(device());
        let tty: OwnedFd = tty.map_err(TerminalError::Open)?.into();
        let cooked = tcgetattr(&tty).map_err(TerminalError::Mode)?;
        let shared = Arc::new(Shared {
            tty,
            cooked,
            enter: modes::enter(caps),
            leave: modes::leave(caps),
            state: Mutex::default(),
        });
        let terminal = Terminal { shared };
        terminal.resume()?;
        let on_panic = Arc::downgrade(&terminal.shared);
        let (before, own) = (panic::take_hook(), thread::current().id());
        panic::set_hook(Box::new(move |info| {
            let in_loop = thread::current().id() == own;
            let told = on_panic
                .upgrade()
                .map(|shared| shared.panicked(in_loop, info));
            if !matches!(told, Some(Told::Later)) {
                before(info);
            }
        }));
        Ok(terminal)
    }

    /// Enters the screen again, after [`Terminal::leave`] or after whatever else may have changed its modes.
    ///
    /// # Errors
    ///
    /// When the terminal refuses.
    pub fn resume(&self) -> Result<(), TerminalError> {
        let mut raw = self.shared.cooked.clone();
        raw.make_raw();
        tcsetattr(&self.shared.tty, OptionalActions::Now, &raw).map_err(TerminalError::Mode)?;
        let state = self.shared.state.lock();
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let enter = match std::mem::replace(&mut state.inside, true) {
            true => modes::enter_again(),
            false => &self.shared.enter,
        };
        // A terminal that does not take this is found gone by the next poll.
        let _ = write_all(self.tty(), enter);
        Ok(())
    }

    /// Gives the terminal back as it was.
    pub fn leave(&self) {
        self.shared.leave();
    }

    /// The terminal's file, for polling, reading and writing; never waits.
    pub fn tty(&self) -> BorrowedFd<'_> {
        self.shared.tty.as_fd()
    }

    /// How large the screen is.
    pub fn size(&self) -> Size {
        let size = tcgetwinsize(&self.shared.tty)
            .ok()
            .filter(|size| size.ws_col > 0 && size.ws_row > 0);
        size.map_or(Size::new(80, 24), |size| {
            Size::new(size.ws_col.min(LARGEST), size.ws_row.min(LARGEST))
        })
    }
}

/// The terminal's device. Where polling `/dev/tty` tells nothing (macOS), the one that a standard stream is open on.
fn device() -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let name = cfg!(target_os = "macos").then(|| {
        let name = rustix::termios::ttyname(std::io::stdin(), Vec::new())
            .or_else(|_| rustix::termios::ttyname(std::io::stderr(), Vec::new()));
        name.ok()
    });
    name.flatten().map_or("/dev/tty".into(), |name| {
        std::ffi::OsString::from_vec(name.into_bytes()).into()
    })
}

/// Whether somebody can continue this program once it has stopped: a shell with job control gives each job a process group of its own, and the
/// group of the session's leader has nobody above it.
pub fn has_job_control() -> bool {
    group_and_session().is_some_and(|(group, session)| group != session)
}

/// The numbers of this process's group and session. They are read from the process file system, since either is 0 where its leader is outside
/// of the process namespace (a container that a shell outside has entered), which `rustix` holds to be impossible.
///
/// Source: proc_pid_stat(5): fields 5 and 6, counted from the closing bracket of the program's name, which may hold anything.
#[cfg(target_os = "linux")]
fn group_and_session() -> Option<(i32, i32)> {
    parse_stat(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

#[cfg(target_os = "linux")]
fn parse_stat(stat: &str) -> Option<(i32, i32)> {
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

/// The numbers of this process's group and session.
#[cfg(not(target_os = "linux"))]
fn group_and_session() -> Option<(i32, i32)> {
    let session = rustix::process::getsid(None).ok()?;
    let group = rustix::process::getpgrp();
    Some((group.as_raw_nonzero().get(), session.as_raw_nonzero().get()))
}

/// Writes all of a short sequence, waiting where the terminal is slow, but not for one that is gone.
fn write_all(tty: BorrowedFd<'_>, mut bytes: &[u8]) -> rustix::io::Result<()> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let patience = Timespec {
        tv_sec: 1,
        tv_nsec: 0,
    };
    while !bytes.is_empty() {
        match rustix::io::write(tty, bytes) {
            Ok(n) => bytes = &bytes[n..],
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => {
                let mut fds = [PollFd::new(&tty, PollFlags::OUT)];
                match poll(&mut fds, Some(&patience)) {
                    Ok(0) => return Err(rustix::io::Errno::AGAIN),
                    // A signal, such as that of another size, is no reason to leave a sequence cut.
                    Ok(_) | Err(rustix::io::Errno::INTR) => {}
                    Err(error) => return Err(error),
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::parse_stat;

    #[test]
    fn group_and_session_of_a_process_with_an_odd_name() {
        assert_eq!(parse_stat("7 (a) S (b) R 1 7 5 34816 7"), Some((7, 5)));
        assert_eq!(parse_stat("7 (cotejo) R 0 0 0 0 -1"), Some((0, 0)));
        assert_eq!(parse_stat("7 (cotejo"), None);
    }
}
