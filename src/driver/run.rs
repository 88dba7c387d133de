//! The loop of the local terminal: waits, takes in everything that has come, lets the app change, paints once.
//!
//! Nothing wakes it while nothing happens. Keys that came together are drawn together, and a terminal that is slow gets the newest frame,
//! never a queue of old ones. When the terminal goes away the loop ends.

use std::collections::VecDeque;
use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::flag::register_conditional_default;
use signal_hook::low_level::{emulate_default_handler, pipe};

use crate::app::{App, Effect, Event, Switch};
use crate::driver::caps::Capabilities;
use crate::driver::host::{Canvases, Host};
use crate::driver::modes;
use crate::driver::terminal::{Terminal, TerminalError, has_job_control};
use crate::edition::Edition;

/// How long a lone `ESC` waits for what may follow it.
const ESCAPE_NANOS: i64 = 50_000_000;

/// The same over a network, where packets cut sequences.
const ESCAPE_NANOS_REMOTE: i64 = 100_000_000;

/// How long the end waits for an answer that is still under way, so that it does not reach whoever reads the terminal next.
const ANSWER_NANOS: i64 = 100_000_000;

/// How the loop has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The reader has quit.
    Quit,
    /// By a signal.
    Signal(i32),
    /// The terminal has gone.
    HungUp,
}

/// Delivers events to the loop from other threads.
#[derive(Debug)]
pub struct Wake {
    sender: Sender<Event>,
    pipe: UnixStream,
}

/// Where a loop takes in what a [`Wake`] delivers.
#[derive(Debug)]
pub struct Woken {
    events: Receiver<Event>,
    pipe: UnixStream,
}

/// A way to deliver events, and where they arrive. The first must outlive the loop: a pipe whose other end is closed is readable for ever.
///
/// # Errors
///
/// When the process has no file descriptors left.
pub fn wake() -> std::io::Result<(Wake, Woken)> {
    let (sender, events) = channel();
    let (write, read) = UnixStream::pair()?;
    write.set_nonblocking(true)?;
    read.set_nonblocking(true)?;
    Ok((
        Wake {
            sender,
            pipe: write,
        },
        Woken { events, pipe: read },
    ))
}

impl Wake {
    /// Delivers an event. A loop that has ended takes none.
    pub fn send(&self, event: Event) {
        if self.sender.send(event).is_ok() {
            // A full pipe wakes the loop as well.
            let _ = rustix::io::write(&self.pipe, b"!");
        }
    }
}

/// What the loop needs beside the app: who performs the effects that are not the terminal's.
pub trait Performer {
    /// The first frame is written: whatever was put off until then may begin.
    fn start(&mut self);

    /// Performs an effect that concerns neither screen nor program.
    fn perform(&mut self, effect: Effect, edition: &Edition);
}

/// Canvases that a single host draws on: one is shown, one is drawn.
const CANVASES: usize = 2;

/// Runs an app on the terminal until it ends, and gives it back in its host as the reader left it.
///
/// # Errors
///
/// When there is no terminal, or it refuses its modes.
pub fn run(
    app: App,
    caps: &Capabilities,
    performer: &mut dyn Performer,
    woken: Woken,
) -> Result<(Host, Ended), TerminalError> {
    let signals = Signals::register().map_err(TerminalError::Open)?;
    let terminal = Terminal::enter(caps)?;
    let mouse = app.mouse();
    let mut screen = Screen {
        terminal: &terminal,
        host: Host::new(app, caps, terminal.size(), Canvases::new(CANVASES)),
        unsent: VecDeque::new(),
        mouse,
    };
    // The first frame, the mouse and the questions go out in one write, and nothing that comes later is waited for.
    screen.unsent.extend(screen.host.paint());
    if mouse == Switch::On {
        screen.unsent.extend(modes::mouse(mouse));
    }
    let questions = screen.host.ask(caps.questions);
    screen.unsent.extend(questions);
    screen.flush();
    performer.start();
    let nanos = if caps.remote {
        ESCAPE_NANOS_REMOTE
    } else {
        ESCAPE_NANOS
    };
    let sources = Sources {
        signals,
        woken,
        nanos,
    };
    let ended = screen.serve(performer, &sources);
    screen.hear_out();
    sources.signals.release();
    Ok((screen.host, ended))
}

/// Everything that can wake the loop beside the terminal.
struct Sources {
    signals: Signals,
    woken: Woken,
    nanos: i64,
}

/// What the loop keeps about the terminal.
struct Screen<'t> {
    terminal: &'t Terminal,
    host: Host,
    /// Bytes of the frame before that the terminal has not taken yet.
    unsent: VecDeque<u8>,
    mouse: Switch,
}

impl Screen<'_> {
    fn serve(&mut self, performer: &mut dyn Performer, sources: &Sources) -> Ended {
        loop {
            let ready = match self.wait(sources) {
                Ok(ready) => ready,
                Err(Errno::INTR) => continue,
                Err(_) => return Ended::HungUp,
            };
            let mut effects = Vec::new();
            if let Some(ended) = self.signals(sources, &mut effects) {
                return ended;
            }
            let gone = ready.tty.intersects(PollFlags::IN) && !self.read(&mut effects);
            if ready.timeout {
                effects.extend(self.host.pause());
            }
            drain(&sources.woken.pipe);
            for event in sources.woken.events.try_iter() {
                effects.extend(self.host.update(event));
            }
            for effect in effects {
                if let Effect::Edit(_) = effect {
                    self.lend(effect, performer, sources);
                } else if let Some(ended) = self.perform(effect, performer, &sources.signals) {
                    return ended;
                }
            }
            if gone
                || ready
                    .tty
                    .intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
            {
                return Ended::HungUp;
            }
            if !self.flush() {
                return Ended::HungUp;
            }
            if self.host.is_stale() && self.unsent.is_empty() {
                self.show();
                if !self.flush() {
                    return Ended::HungUp;
                }
            }
        }
    }

    fn wait(&self, sources: &Sources) -> Result<Ready, Errno> {
        let tty = self.terminal.tty();
        let mut wanted = PollFlags::IN;
        if !self.unsent.is_empty() {
            wanted |= PollFlags::OUT;
        }
        let mut fds = vec![
            PollFd::from_borrowed_fd(tty, wanted),
            PollFd::from_borrowed_fd(sources.woken.pipe.as_fd(), PollFlags::IN),
        ];
        fds.extend(
            sources
                .signals
                .fds()
                .map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)),
        );
        let timeout = Timespec {
            tv_sec: 0,
            tv_nsec: sources.nanos,
        };
        let n = poll(&mut fds, self.host.is_waiting().then_some(&timeout))?;
        Ok(Ready {
            tty: fds[0].revents(),
            timeout: n == 0,
        })
    }

    /// Reads what there is; false when the terminal has gone.
    fn read(&mut self, effects: &mut Vec<Effect>) -> bool {
        let mut bytes = [0; 4096];
        loop {
            match rustix::io::read(self.terminal.tty(), &mut bytes) {
                Ok(0) => return false,
                Ok(n) => {
                    effects.extend(self.host.feed(&bytes[..n]));
                    if n < bytes.len() {
                        return true;
                    }
                }
                Err(Errno::AGAIN) => return true,
                Err(Errno::INTR) => {}
                Err(_) => return false,
            }
        }
    }

    /// Waits for an answer that the terminal still owes.
    fn hear_out(&mut self) {
        let timeout = Timespec {
            tv_sec: 0,
            tv_nsec: ANSWER_NANOS,
        };
        while self.host.is_asked() {
            let mut fds = [PollFd::from_borrowed_fd(self.terminal.tty(), PollFlags::IN)];
            let has_some = poll(&mut fds, Some(&timeout)).is_ok_and(|n| n > 0);
            if !has_some || !self.read(&mut Vec::new()) {
                return;
            }
        }
    }

    /// Takes in signals; gives how the loop ends when one ends it.
    fn signals(&mut self, sources: &Sources, effects: &mut Vec<Effect>) -> Option<Ended> {
        for signal in sources.signals.arrived() {
            match signal {
                SIGWINCH => effects.extend(self.host.update(Event::Resize(self.terminal.size()))),
                SIGTSTP => self.suspend(&sources.signals),
                SIGCONT => self.resume(),
                SIGHUP => return Some(Ended::HungUp),
                signal => return Some(Ended::Signal(signal)),
            }
        }
        None
    }

    /// Gives the terminal back and stops until somebody continues the program.
    fn suspend(&mut self, signals: &Signals) {
        if !has_job_control() {
            return;
        }
        self.terminal.leave();
        // What can't be stopped just goes on.
        let _ = emulate_default_handler(SIGTSTP);
        // What continued it has been told as a signal too, and the loop would resume a second time.
        signals.forget(&[SIGCONT]);
        self.resume();
    }

    fn resume(&mut self) {
        self.unsent.clear();
        if self.terminal.resume().is_ok() && self.mouse == Switch::On {
            self.unsent.extend(modes::mouse(Switch::On));
        }
        self.host.redraw();
        // Its window may have changed meanwhile, which only those in front are told.
        self.host.update(Event::Resize(self.terminal.size()));
    }

    /// Lends the terminal to whatever performs an effect, and takes it back.
    fn lend(&mut self, effect: Effect, performer: &mut dyn Performer, sources: &Sources) {
        self.terminal.leave();
        performer.perform(effect, self.host.app().edition());
        // Keys that meant the other program have reached this one as signals too.
        sources
            .signals
            .forget(&[SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH]);
        self.resume();
    }

    fn perform(
        &mut self,
        effect: Effect,
        performer: &mut dyn Performer,
        signals: &Signals,
    ) -> Option<Ended> {
        match effect {
            Effect::Quit => return Some(Ended::Quit),
            Effect::Suspend => self.suspend(signals),
            Effect::Redraw => self.host.redraw(),
            Effect::Mouse(switch) => {
                self.mouse = switch;
                self.unsent.extend(modes::mouse(switch));
            }
            Effect::Copy(text) => self.unsent.extend(crate::driver::clipboard::copy(&text)),
            Effect::OpenAddress(_) | Effect::Keep(_) | Effect::Index | Effect::Edit(_) => {
                performer.perform(effect, self.host.app().edition())
            }
        }
        None
    }

    /// Paints the app as it is now; the bytes go out with the next flush.
    fn show(&mut self) {
        self.unsent.extend(self.host.paint());
        // The first frame is not to wait for the loop.
        self.flush();
    }

    /// Writes what the terminal takes; false when it has gone.
    fn flush(&mut self) -> bool {
        while !self.unsent.is_empty() {
            let bytes = self.unsent.make_contiguous();
            match rustix::io::write(self.terminal.tty(), bytes) {
                Ok(n) => drop(self.unsent.drain(..n)),
                Err(Errno::AGAIN) => return true,
                Err(Errno::INTR) => {}
                Err(_) => return false,
            }
        }
        true
    }
}

/// What there is to do after waiting.
struct Ready {
    tty: PollFlags,
    timeout: bool,
}

fn drain(pipe: &UnixStream) {
    let mut bytes = [0; 64];
    while (&*pipe).read(&mut bytes).is_ok_and(|n| n > 0) {}
}

/// The signals that the loop takes, each with a pipe that tells of it.
struct Signals {
    pipes: Vec<(i32, UnixStream)>,
    /// Whether the loop takes them no more, and they do what they do to any program.
    is_released: Arc<AtomicBool>,
}

impl Signals {
    fn register() -> std::io::Result<Self> {
        let mut pipes = Vec::new();
        let is_released = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGHUP, SIGINT, SIGQUIT] {
            register_conditional_default(signal, is_released.clone())?;
        }
        for signal in [SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT] {
            let (read, write) = UnixStream::pair()?;
            read.set_nonblocking(true)?;
            pipe::register(signal, write)?;
            pipes.push((signal, read));
        }
        Ok(Signals { pipes, is_released })
    }

    /// Lets signals end the program from now on, whatever still keeps it.
    fn release(&self) {
        self.is_released.store(true, Ordering::SeqCst);
    }

    fn fds(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        self.pipes.iter().map(|(_, pipe)| pipe.as_fd())
    }

    /// Takes these signals as not having come.
    fn forget(&self, signals: &[i32]) {
        for (_, pipe) in self.pipes.iter().filter(|(own, _)| signals.contains(own)) {
            drain(pipe);
        }
    }

    /// The signals that have come since the last time.
    fn arrived(&self) -> Vec<i32> {
        let mut bytes = [0; 64];
        let mut has = |pipe: &UnixStream| (&*pipe).read(&mut bytes).is_ok_and(|n| n > 0);
        self.pipes
            .iter()
            .filter(|(_, pipe)| has(pipe))
            .map(|(signal, _)| *signal)
            .collect()
    }
}
