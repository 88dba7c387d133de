//! One reader: an app, and what stands between it and the bytes of a terminal, wherever that terminal is.
//!
//! What the local terminal and a visitor's over the network have in common stands here: from bytes to events, from the app to frames and
//! from frames to bytes. Who reads and writes the bytes, performs effects and knows the time are the drivers around it.
//!
//! A host that waits needs no cells: [`Host::rest`] packs what the terminal shows and gives up what can be worked out again.

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
    /// The terminal's background, where it has told it.
    background: Option<Tone>,
    is_stale: bool,
    is_asked: bool,
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
            background: None,
            is_stale: true,
            is_asked: false,
        }
    }

    /// The app.
    pub fn app(&self) -> &App {
        &self.app
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

    /// Takes in what was read: what the terminal tells of itself stays here, the rest is the app's. Of what was typed at once, such as by a
    /// client that sends as much as a packet holds, the text counts and not each letter's results.
    fn take(&mut self, inputs: Vec<Input>) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut inputs = inputs.into_iter().peekable();
        while let Some(input) = inputs.next() {
            let event = match input {
                Input::Key(key) if self.app.edits(key) => {
                    let mut keys = vec![key];
                    while let Some(Input::Key(key)) = inputs
                        .next_if(|next| matches!(next, Input::Key(key) if self.app.edits(*key)))
                    {
                        keys.push(key);
                    }
                    Event::Typed(keys)
                }
                Input::Key(key) => Event::Key(key),
                Input::Mouse(mouse) => Event::Mouse(mouse),
                Input::Paste(text) => Event::Paste(text),
                Input::Background { red, green, blue } => {
                    let tone = Tone::of_background(red, green, blue);
                    self.background = Some(tone);
                    Event::Background(tone)
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
            if effects.contains(&Effect::Quit) {
                // What was typed behind it is for whoever reads the terminal next.
                break;
            }
        }
        effects
    }

    /// Lets the app take in an event; gives what must be done.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        self.is_stale = true;
        if let Event::Resize(size) = event {
            self.size = size;
        }
        self.app.update(event)
    }

    /// Puts another app in the place of this one, such as for the next reader. What is known of the terminal stays; what the reader before
    /// has begun to type or paste does not.
    pub fn begin_again(&mut self, app: App) {
        self.app = app;
        self.decoder = Decoder::new();
        self.is_stale = true;
        if let Some(tone) = self.background {
            self.app.update(Event::Background(tone));
        }
    }

    /// Whether there is something to paint.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// Takes nothing for granted with the next frame: the terminal may show anything.
    pub fn redraw(&mut self) {
        self.painter.forget();
        self.is_stale = true;
    }

    /// The bytes that make the terminal show the app as it is; none when it does already.
    pub fn paint(&mut self) -> &[u8] {
        if let Some(spare) = self.painter.take_spare() {
            self.canvases.give(spare);
        }
        let frame = self.draw();
        if self.painter.is_packed() {
            self.painter.give_spare(self.canvases.take());
        }
        self.is_stale = false;
        self.painter.paint(frame)
    }

    /// Packs what the terminal shows, and gives up what can be worked out again.
    pub fn rest(&mut self) {
        let packed = self.painter.pack();
        for buffer in packed.into_iter().chain(self.painter.take_spare()) {
            self.canvases.give(buffer);
        }
        self.app.rest();
    }

    /// How many bytes are kept of what the terminal shows.
    pub fn n_kept_bytes(&self) -> usize {
        self.painter.n_kept_bytes()
    }

    fn draw(&self) -> Frame {
        let mut buffer = self.canvases.take();
        buffer.resize(Rect::from((Position::ORIGIN, self.size)));
        buffer.reset();
        draw(&self.app, buffer)
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

    /// A canvas of any size, with anything on it.
    fn take(&self) -> Buffer {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.pop().unwrap_or_default()
    }

    /// Takes a canvas back.
    fn give(&self, buffer: Buffer) {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < self.most {
            free.push(buffer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Depth;
    use crate::driver::local::{self, Wishes};
    use crate::driver::state::Store;
    use crate::edition::Edition;
    use crate::text::Lang;

    const SIZE: Size = Size::new(80, 24);

    /// What is typed: fields are opened, filled, changed and left, and pages as well.
    const STROKES: &[&str] = &[
        "/", "f", ":", "g", "u", "a", "r", "d", "s", "o", "1", " ", "\u{f1}", "\u{301}", "zw",
        "\x7f", "\x7f", "\x15", "\x17", "\x1b[D", "\x1b[3~", "\x1b[B", "\t", "\r", "\x03", "j",
        "H",
    ];

    fn host(edition: &Edition, place: &str) -> Host {
        let caps = Capabilities::usual(Depth::Full);
        let wishes = Wishes {
            lang: Some(Lang::EN),
            system_lang: None,
            theme: None,
            place: Some(place.to_string()),
            caps,
            store: Store::disabled(),
        };
        let (app, _) = local::app(edition.clone(), &wishes, SIZE);
        Host::new(app, &caps, SIZE, Canvases::new(2))
    }

    #[test]
    fn what_is_typed_at_once_is_what_is_typed_one_by_one() {
        let edition = Edition::builtin().expect("it reads").indexed();
        let mut random = 7_u64;
        for place in ["claims", "history", "faq", "home"] {
            for _ in 0..8 {
                let mut at_once = host(&edition, place);
                let mut one_by_one = host(&edition, place);
                let mut typed = String::new();
                for _ in 0..24 {
                    // Knuth's linear congruential generator; its high bits are the better ones.
                    random = random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    let stroke = STROKES[(random >> 33) as usize % STROKES.len()];
                    typed.push_str(stroke);
                    if one_by_one.feed(stroke.as_bytes()).contains(&Effect::Quit) {
                        break;
                    }
                }
                at_once.feed(typed.as_bytes());
                let (one, other) = (frame(&at_once.app, SIZE), frame(&one_by_one.app, SIZE));
                let text = crate::driver::frames::text;
                assert_eq!(text(&one.buffer), text(&other.buffer), "{place} {typed:?}");
                assert_eq!(one.buffer, other.buffer, "{place} {typed:?}");
                assert_eq!(one.cursor, other.cursor, "{place} {typed:?}");
                assert_eq!(at_once.app.trail(), one_by_one.app.trail());
            }
        }
    }

    #[test]
    fn a_packet_of_letters_has_one_result() {
        let edition = Edition::builtin().expect("it reads").indexed();
        let mut host = host(&edition, "claims");
        let mut packet = b"f".to_vec();
        packet.resize(20_000, b'x');
        packet.extend(b"\x15guard\r");
        host.feed(&packet);
        assert!(host.app.place().to_string().starts_with("claims"));
        assert_eq!(host.app.faults(), Vec::<String>::new());
    }
}
