//! A kiosk on a port of its own, and visitors who type to it: a russh client and a terminal emulator.

use std::io::Write;
use std::net::SocketAddr;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cotejo::driver::serve::config::Config;
use cotejo::driver::serve::house::House;
use cotejo::driver::serve::log::{Format, Level, Log};
use cotejo::driver::serve::server::Server;
use cotejo::edition::Edition;
use russh::client::{self, Handle, Msg};
use russh::keys::PublicKeyOrCertificate;
use russh::{Channel, ChannelMsg};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long anything may take that should happen.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A kiosk that listens on ports of its own.
pub struct Kiosk {
    /// Where visitors go.
    pub address: SocketAddr,
    /// Where health and metrics are.
    pub metrics: SocketAddr,
    /// What visitors share.
    pub house: Arc<House>,
    /// The server; done when it has drained.
    pub server: JoinHandle<()>,
    /// What was logged.
    pub log: Logged,
    /// Everything the server keeps.
    pub dir: TempDir,
}

/// What a server has logged.
#[derive(Clone, Default)]
pub struct Logged(Arc<Mutex<Vec<u8>>>);

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Logged {
    /// All of it.
    pub fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// The built-in explainer, indexed.
pub fn guard() -> Edition {
    Edition::builtin().expect("it reads").indexed()
}

impl Kiosk {
    /// A kiosk with the built-in explainer.
    pub async fn open(change: impl FnOnce(&mut Config)) -> Self {
        Kiosk::with(guard(), change).await
    }

    /// A kiosk with an edition of its own.
    pub async fn with(edition: Edition, change: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let any: SocketAddr = "127.0.0.1:0".parse().expect("an address");
        let mut config = Config {
            listen: vec![any],
            metrics: Some(any),
            host_key: Some(dir.path().join("key")),
            ..Config::default()
        };
        change(&mut config);
        let log = Logged::default();
        let own =
            Log::new(Level::Debug, Format::Text, config.addresses, log.clone()).expect("a thread");
        let server = Server::bind(config, edition, own, Vec::new())
            .await
            .expect("a server");
        Kiosk {
            address: server.addresses()[0],
            metrics: server.metrics_address().expect("metrics"),
            house: server.house(),
            server: tokio::spawn(server.run()),
            log,
            dir,
        }
    }

    /// What is counted under a name with its labels.
    pub fn count(&self, name: &str) -> u64 {
        let text = self.house.metrics_text();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let value = line.unwrap_or_else(|| panic!("{name} in\n{text}"));
        value.parse::<f64>().expect("a number") as u64
    }

    /// Waits until something is so.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let so = async {
            while !is_so(self) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, so)
            .await
            .unwrap_or_else(|_| panic!("{what} never comes"));
    }

    /// A visitor who has come in.
    pub async fn visitor(&self) -> Visitor {
        Visitor::enter(self.address, "visitor")
            .await
            .expect("a visitor is let in")
    }

    /// A visitor who reads in a window.
    pub async fn reader(&self, columns: u32, rows: u32) -> Visitor {
        let mut visitor = self.visitor().await;
        visitor.shell("xterm-256color", (columns, rows)).await;
        visitor
    }

    /// What a command without a terminal gives: output, errors, exit code.
    pub async fn run(&self, command: &str) -> (String, String, Option<u32>) {
        let mut visitor = self.visitor().await;
        visitor.run(command).await
    }
}

/// Takes any server's key, and remembers why it was sent away.
#[derive(Clone, Default)]
pub struct Client {
    /// What the server said when it ended the connection.
    pub farewell: Arc<Mutex<String>>,
}

impl client::Handler for Client {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(true)
    }

    async fn disconnected(
        &mut self,
        reason: client::DisconnectReason<russh::Error>,
    ) -> Result<(), russh::Error> {
        match reason {
            client::DisconnectReason::ReceivedDisconnect(told) => {
                *self.farewell.lock().unwrap_or_else(PoisonError::into_inner) = told.message;
                Ok(())
            }
            client::DisconnectReason::Error(error) => Err(error),
        }
    }
}

/// A visitor's client with their terminal.
pub struct Visitor {
    /// The connection.
    pub handle: Handle<Client>,
    /// The session's channel.
    pub channel: Channel<Msg>,
    /// Their terminal.
    pub terminal: vt100::Parser,
    /// Everything that came.
    pub bytes: Vec<u8>,
    /// Everything that came as an error.
    pub errors: Vec<u8>,
    /// The exit code.
    pub status: Option<u32>,
    /// Whether the channel has been closed.
    pub is_closed: bool,
}

fn nonzero(n: u32) -> NonZero<u16> {
    let n = u16::try_from(n).unwrap_or(80);
    NonZero::new(n).unwrap_or(NonZero::new(24).expect("24 is not 0"))
}

/// Connects without logging in.
pub async fn connect(address: SocketAddr, client: Client) -> Result<Handle<Client>, russh::Error> {
    let config = Arc::new(client::Config {
        nodelay: true,
        ..client::Config::default()
    });
    timeout(PATIENCE, client::connect(config, address, client))
        .await
        .expect("the server answers")
}

impl Visitor {
    /// Comes in under a name, without a key.
    pub async fn enter(address: SocketAddr, name: &str) -> Result<Self, russh::Error> {
        let mut handle = connect(address, Client::default()).await?;
        let login = handle.authenticate_none(name).await?;
        assert!(login.success());
        Visitor::of(handle).await
    }

    /// A visitor whose client has logged in.
    pub async fn of(handle: Handle<Client>) -> Result<Self, russh::Error> {
        let channel = handle.channel_open_session().await?;
        Ok(Visitor {
            handle,
            channel,
            terminal: vt100::Parser::new(nonzero(24), nonzero(80), 0),
            bytes: Vec::new(),
            errors: Vec::new(),
            status: None,
            is_closed: false,
        })
    }

    /// Asks for a terminal.
    pub async fn terminal(&mut self, term: &str, (columns, rows): (u32, u32)) {
        self.terminal = vt100::Parser::new(nonzero(rows), nonzero(columns), 0);
        let asked = self
            .channel
            .request_pty(true, term, columns, rows, 0, 0, &[]);
        asked.await.expect("the request is sent");
        self.answered(true).await;
    }

    /// Opens the reader in a terminal.
    pub async fn shell(&mut self, term: &str, size: (u32, u32)) {
        self.terminal(term, size).await;
        self.channel
            .request_shell(true)
            .await
            .expect("the request is sent");
        self.answered(true).await;
    }

    /// Waits for the answer to a request.
    pub async fn answered(&mut self, fine: bool) {
        loop {
            match self.next().await {
                Some(ChannelMsg::Success) => return assert!(fine, "it was granted"),
                Some(ChannelMsg::Failure) => return assert!(!fine, "it was refused"),
                Some(_) => {}
                None => panic!("the channel ends without an answer"),
            }
        }
    }

    /// The next message, taken in.
    pub async fn next(&mut self) -> Option<ChannelMsg> {
        let message = timeout(PATIENCE, self.channel.wait())
            .await
            .expect("something comes");
        match &message {
            Some(ChannelMsg::Data { data }) => {
                self.terminal.process(data);
                self.bytes.extend(data.iter());
            }
            Some(ChannelMsg::ExtendedData { data, .. }) => self.errors.extend(data.iter()),
            Some(ChannelMsg::ExitStatus { exit_status }) => self.status = Some(*exit_status),
            Some(ChannelMsg::Close) | None => self.is_closed = true,
            Some(_) => {}
        }
        message
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.terminal.screen().contents()
    }

    /// Types bytes.
    pub async fn press(&mut self, keys: &[u8]) {
        self.channel.data(keys).await.expect("keys are sent");
    }

    /// Waits until the screen shows something.
    pub async fn see(&mut self, text: &str) {
        self.until(text, |screen| screen.contains(text)).await;
    }

    /// Waits until the screen is such.
    pub async fn until(&mut self, what: &str, is_so: impl Fn(&str) -> bool) {
        let so = async {
            while !is_so(&self.screen()) {
                if self.next().await.is_none() {
                    return false;
                }
            }
            true
        };
        let seen = timeout(PATIENCE, so).await;
        assert_eq!(
            seen,
            Ok(true),
            "{what} never comes; the screen is\n{}",
            self.screen()
        );
    }

    /// Waits until the session has ended; gives what came since the screen was given back, and the exit code.
    pub async fn end(&mut self) -> (String, Option<u32>) {
        while !self.is_closed {
            self.next().await;
        }
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        let last = text.rsplit("\u{1b}[?1049l").next().unwrap_or_default();
        (last.to_string(), self.status)
    }

    /// Runs a command; gives output, errors and exit code.
    pub async fn run(&mut self, command: &str) -> (String, String, Option<u32>) {
        self.channel
            .exec(true, command)
            .await
            .expect("the request is sent");
        while !self.is_closed {
            self.next().await;
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&self.bytes), text(&self.errors), self.status)
    }

    /// What the server said when it ended the connection.
    pub async fn farewell(address: SocketAddr) -> String {
        let client = Client::default();
        let told = client.farewell.clone();
        if let Ok(mut handle) = connect(address, client).await {
            let _ = handle.authenticate_none("visitor").await;
            let gone = async {
                while !handle.is_closed() {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            timeout(PATIENCE, gone)
                .await
                .expect("the server ends the connection");
        }
        // A connection may be known to be closed a moment before what it was closed with has been handed over.
        let words = || told.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let heard = async {
            while words().is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let _ = timeout(PATIENCE, heard).await;
        words()
    }
}
