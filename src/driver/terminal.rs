//! The terminal itself: opened on its own, put into raw mode, and given back as it was, however the program ends.
//!
//! The terminal is opened anew as `/dev/tty`, so that writing to it without waiting changes nothing for whoever shares standard output.
//! Everything that is switched on is listed in one place with what switches it off.

use std::fs::OpenOptions;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::panic;
use std::sync::{Arc, Mutex, PoisonError};

use ratatui::layout::Size;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use thiserror::Error;

use crate::app::Switch;

/// Alternate screen, cursor hidden, bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h";

/// All of it undone, and attributes, margins and links closed.
const LEAVE: &[u8] =
    b"\x1b]8;;\x1b\\\x1b[0m\x1b[r\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[?1049l";

/// Buttons and wheel, in the form that has no limit of columns (SGR 1006).
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

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
    /// Whether the terminal is in our modes.
    inside: Mutex<bool>,
}

impl Shared {
    fn leave(&self) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *inside, false) {
            // Nothing can be done about a terminal that is gone.
            let _ = write_all(self.tty.as_fd(), LEAVE);
            let _ = tcsetattr(&self.tty, OptionalActions::Now, &self.cooked);
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.leave();
    }
}

impl Terminal {
    /// Opens the terminal and enters its screen. A panic from now on gives it back before it is told.
    ///
    /// # Errors
    ///
    /// When there is no terminal, or it refuses.
    pub fn enter() -> Result<Self, TerminalError> {
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        let tty = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(flags.bits() as i32)
            .open("/dev/tty");
        let tty: OwnedFd = tty.map_err(TerminalError::Open)?.into();
        let cooked = tcgetattr(&tty).map_err(TerminalError::Mode)?;
        let shared = Arc::new(Shared {
            tty,
            cooked,
            inside: Mutex::new(false),
        });
        let terminal = Terminal { shared };
        terminal.resume()?;
        let on_panic = Arc::downgrade(&terminal.shared);
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if let Some(shared) = on_panic.upgrade() {
                shared.leave();
            }
            before(info);
        }));
        Ok(terminal)
    }

    /// Enters the screen again, after [`Terminal::leave`].
    ///
    /// # Errors
    ///
    /// When the terminal refuses.
    pub fn resume(&self) -> Result<(), TerminalError> {
        let mut raw = self.shared.cooked.clone();
        raw.make_raw();
        tcsetattr(&self.shared.tty, OptionalActions::Now, &raw).map_err(TerminalError::Mode)?;
        *self
            .shared
            .inside
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = true;
        // A terminal that does not take this is found gone by the next poll.
        let _ = write_all(self.tty(), ENTER);
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

    /// Lets the terminal report the mouse, or not.
    pub fn mouse(&self, switch: Switch) {
        let bytes = match switch {
            Switch::On => MOUSE_ON,
            Switch::Off => MOUSE_OFF,
        };
        // As above.
        let _ = write_all(self.tty(), bytes);
    }
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
                if poll(&mut fds, Some(&patience))? == 0 {
                    return Err(rustix::io::Errno::AGAIN);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
