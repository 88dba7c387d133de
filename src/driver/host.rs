//! One reader: an app, and what stands between it and the bytes of a terminal, wherever that terminal is.
//!
//! What the local terminal and a visitor's over the network have in common stands here: from bytes to events, from the app to frames and
//! from frames to bytes. Who reads and writes the bytes, performs effects and knows the time are the drivers around it.
//!
//! A host that waits needs no cells: [`Host::rest`] gives up what can be drawn again, because the app has not changed since it was painted.

use std::sync::{Arc, Mutex, PoisonError};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use crate::app::{App, Effect, Event};
use crate::color::Tone;
use crate::driver::caps::{Capabilities, Questions};
use crate::driver::decode::{Decoder, Input};
use crate::driver::paint::{Frame, Painter};

/// Asks for the background (OSC 11).
const ASK_BACKGROUND: &[u8] = b"\x1b]11;?\x1b\\";

/// Asks whether frames can be held back until they are whole (DECRQM of mode 2026).
const ASK_SYNCHRONIZED: &[u8] = b"\x1b[?2026$p";

/// Asks for the primary attributes, which every terminal answers, after whatever was asked before.
const ASK_ATTRIBUTES: &[u8] = b"\x1b[c";

/// An app at a terminal.
#[derive(Debug)]
pub struct Host {
    app: App,
    size: Size,
    painter: Painter,
    decoder: Decoder,
    canvases: Canvases,
    shown: Shown,
    is_asked: bool,
}

/// How the app is to what the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// The app has changed since.
    Stale,
    /// The terminal shows the app as it is.
    Fresh,
    /// The same, and what it shows is kept by nobody.
    Resting,
}

impl Host {
    /// An app at a terminal of which nothing is known but what it can do and how large it is.
    pub fn new(mut app: App, caps: &Capabilities, size: Size, canvases: Canvases) -> Self {
        app.update(Event::Resize(size));
        Host {
            app,
            size,
            painter: Painter::new(caps),
            decoder: Decoder::new(),
            canvases,
            shown: Shown::Stale,
            is_asked: false,
        }
    }

    /// The app.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The app, when the reader has left.
    pub fn into_app(self) -> App {
        self.app
    }

    /// How large the screen is.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Takes in bytes of the terminal; gives what must be done.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Effect> {
        let mut inputs = Vec::new();
        self.decoder.feed(bytes, &mut inputs);
        self.take(inputs)
    }

    /// Nothing has come for a while, though [`Host::is_waiting`]; gives what must be done.
    pub fn pause(&mut self) -> Vec<Effect> {
        let mut inputs = Vec::new();
        self.decoder.timeout(&mut inputs);
        self.take(inputs)
    }

    /// Whether a pause would mean something.
    pub fn is_waiting(&self) -> bool {
        self.decoder.is_waiting()
    }

    /// Takes in what was read: what the terminal tells of itself stays here, the rest is the app's.
    fn take(&mut self, inputs: Vec<Input>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for input in inputs {
            let event = match input {
                Input::Key(key) => Event::Key(key),
                Input::Mouse(mouse) => Event::Mouse(mouse),
                Input::Paste(text) => Event::Paste(text),
                Input::Background { red, green, blue } => {
                    Event::Background(Tone::of_background(red, green, blue))
                }
                Input::SynchronizedOutput { known } => {
                    self.painter.synchronize(known);
                    continue;
                }
                Input::DeviceAttributes => {
                    self.is_asked = false;
                    continue;
                }
            };
            effects.extend(self.update(event));
        }
        effects
    }

    /// Lets the app take in an event; gives what must be done.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        self.wake();
        self.shown = Shown::Stale;
        if let Event::Resize(size) = event {
            self.size = size;
        }
        self.app.update(event)
    }

    /// Puts another app in the place of this one, such as for the next reader.
    pub fn begin_again(&mut self, app: App) {
        self.wake();
        self.app = app;
        self.shown = Shown::Stale;
    }

    /// Whether there is something to paint.
    pub fn is_stale(&self) -> bool {
        self.shown == Shown::Stale
    }

    /// Takes nothing for granted with the next frame: the terminal may show anything.
    pub fn redraw(&mut self) {
        self.painter.forget();
        self.shown = Shown::Stale;
    }

    /// The bytes that make the terminal show the app as it is; none when it does already.
    pub fn paint(&mut self) -> &[u8] {
        let frame = self.draw();
        self.shown = Shown::Fresh;
        if let Some(spare) = self.painter.take_spare() {
            self.canvases.give(spare);
        }
        self.painter.paint(frame)
    }

    /// Gives up what can be drawn again, if the terminal shows the app as it is. It costs drawing a frame twice with the next event.
    pub fn rest(&mut self) {
        if self.shown != Shown::Fresh {
            return;
        }
        let aside = self.painter.set_aside().map(|frame| frame.buffer);
        for buffer in aside.into_iter().chain(self.painter.take_spare()) {
            self.canvases.give(buffer);
        }
        self.app.rest();
        self.shown = Shown::Resting;
    }

    /// How many bytes the cells take that are kept now.
    pub fn n_kept_bytes(&self) -> usize {
        match self.shown {
            Shown::Resting => 0,
            Shown::Stale | Shown::Fresh => {
                usize::from(self.size.width)
                    * usize::from(self.size.height)
                    * size_of::<ratatui::buffer::Cell>()
            }
        }
    }

    /// Draws again what was given up.
    fn wake(&mut self) {
        if self.shown == Shown::Resting {
            let frame = self.draw();
            self.painter.take_up(frame);
            self.shown = Shown::Fresh;
        }
    }

    fn draw(&self) -> Frame {
        draw(&self.app, self.canvases.take(self.size))
    }

    /// The bytes that ask the terminal what may be asked of it; the answers come like keys.
    pub fn ask(&mut self, questions: Questions) -> Vec<u8> {
        let asked: &[&[u8]] = match questions {
            Questions::None => return Vec::new(),
            Questions::Background => &[ASK_BACKGROUND, ASK_ATTRIBUTES],
            Questions::All => &[ASK_BACKGROUND, ASK_SYNCHRONIZED, ASK_ATTRIBUTES],
        };
        self.is_asked = true;
        asked.concat()
    }

    /// Whether the terminal owes an answer.
    pub fn is_asked(&self) -> bool {
        self.is_asked
    }
}

/// The frame of an app on a screen of this size.
pub fn frame(app: &App, size: Size) -> Frame {
    draw(app, Buffer::empty(Rect::from((Position::ORIGIN, size))))
}

fn draw(app: &App, mut buffer: Buffer) -> Frame {
    let shown = app.view(&mut buffer);
    Frame {
        buffer,
        cursor: shown.cursor,
        cursor_visible: shown.types,
        links: shown.links,
        title: shown.title,
    }
}

/// Cells to draw on, shared by hosts that do not all draw at once: a few for any number of hosts.
#[derive(Debug, Clone)]
pub struct Canvases {
    free: Arc<Mutex<Vec<Buffer>>>,
    most: usize,
}

impl Canvases {
    /// At most `most` canvases are kept for later.
    pub fn new(most: usize) -> Self {
        Canvases {
            free: Arc::default(),
            most,
        }
    }

    /// An empty canvas of this size.
    fn take(&self, size: Size) -> Buffer {
        let area = Rect::from((Position::ORIGIN, size));
        let free = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let Some(mut buffer) = free else {
            return Buffer::empty(area);
        };
        buffer.resize(area);
        buffer.reset();
        buffer
    }

    /// Takes a canvas back.
    fn give(&self, buffer: Buffer) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < self.most {
            free.push(buffer);
        }
    }
}
