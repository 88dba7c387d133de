//! The least server that cotejo is measured beside: russh and ratatui, one `Terminal` for each session, a list beside a wrapped text.
//!
//! No limits, no content, no languages: what is left of a reader when everything but the screen is taken away. `peer 127.0.0.1:2222`.

use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard};

use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::prelude::CrosstermBackend;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, List, ListState};
use ratatui::{Terminal, TerminalOptions, Viewport};
use russh::server::{Auth, ChannelOpenHandle, Config, Handler, Msg, Server as _, Session};
use russh::{Channel, ChannelId, Pty};

/// 200 KB of text in paragraphs.
fn text() -> Vec<String> {
    let sentence = "Every statement has somebody who says so, a date, a place in a source, and a word for how well it holds. ";
    (0..400)
        .map(|n| format!("{n}. {}", sentence.repeat(5)))
        .collect()
}

struct Peer {
    text: Arc<Vec<String>>,
}

impl russh::server::Server for Peer {
    type Handler = Reader;

    fn new_client(&mut self, _: Option<std::net::SocketAddr>) -> Reader {
        Reader {
            text: self.text.clone(),
            sink: Sink::default(),
            terminal: None,
            top: 0,
        }
    }
}

/// Where a terminal writes, and the session takes from.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    fn lock(&self) -> std::io::Result<MutexGuard<'_, Vec<u8>>> {
        self.0
            .lock()
            .map_err(|_| std::io::Error::other("a session has panicked"))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.lock()?.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Reader {
    text: Arc<Vec<String>>,
    sink: Sink,
    terminal: Option<Terminal<CrosstermBackend<Sink>>>,
    top: usize,
}

impl Reader {
    fn draw(&mut self) -> std::io::Result<Vec<u8>> {
        let (text, top) = (self.text.clone(), self.top);
        let Some(terminal) = &mut self.terminal else {
            return Ok(Vec::new());
        };
        terminal.draw(|frame| {
            let [left, right] = Layout::horizontal([Constraint::Length(30), Constraint::Min(0)])
                .areas(frame.area());
            let items = (0..40).map(|n| format!("Section {n}"));
            let list = List::new(items)
                .block(Block::bordered())
                .highlight_style(Style::new().add_modifier(Modifier::REVERSED));
            let mut state = ListState::default().with_selected(Some(top % 40));
            frame.render_stateful_widget(list, left, &mut state);
            let wrapped = text
                .iter()
                .skip(top)
                .flat_map(|line| textwrap::wrap(line, usize::from(right.width)));
            for (row, line) in right.rows().zip(wrapped) {
                frame.render_widget(Line::from(line), row);
            }
        })?;
        Ok(std::mem::take(&mut *self.sink.lock()?))
    }
}

impl Handler for Reader {
    type Error = russh::Error;

    async fn auth_none(&mut self, _: &str) -> Result<Auth, Self::Error> {
        Ok(Auth::Accept)
    }

    async fn channel_open_session(
        &mut self,
        _: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        reply.accept().await;
        Ok(())
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        _: &str,
        columns: u32,
        rows: u32,
        _: u32,
        _: u32,
        _: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let area = Rect::new(0, 0, columns.min(500) as u16, rows.min(200) as u16);
        let options = TerminalOptions {
            viewport: Viewport::Fixed(area),
        };
        self.terminal =
            Terminal::with_options(CrosstermBackend::new(self.sink.clone()), options).ok();
        session.channel_success(channel)
    }

    async fn shell_request(
        &mut self,
        channel: ChannelId,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        session.channel_success(channel)?;
        session.data(channel, self.draw()?)?;
        Ok(())
    }

    async fn data(
        &mut self,
        channel: ChannelId,
        data: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        for key in data {
            match key {
                b'k' => self.top = self.top.saturating_sub(1),
                b' ' => self.top += 10,
                b'b' => self.top = self.top.saturating_sub(10),
                b'q' => session.close(channel)?,
                _ => self.top += 1,
            }
        }
        self.top %= self.text.len();
        let frame = self.draw()?;
        if !frame.is_empty() {
            session.data(channel, frame)?;
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() {
    let address = std::env::args().nth(1).expect("an address");
    let key = russh::keys::PrivateKey::random(&mut rand::rng(), russh::keys::Algorithm::Ed25519)
        .expect("a key");
    let config = Config {
        keys: vec![key],
        nodelay: true,
        ..Config::default()
    };
    let address: std::net::SocketAddr = address.parse().expect("an address");
    let mut peer = Peer {
        text: Arc::new(text()),
    };
    peer.run_on_address(Arc::new(config), address)
        .await
        .expect("serves");
}
