//! A server from its sockets to its end: bound, run until it has drained, and told to by signals.

use std::borrow::Cow;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use russh::keys::{Algorithm, PrivateKey};
use russh::server::Config as Ssh;
use russh::{MethodKind, MethodSet, Preferred, SshId, cipher, compression, kex, mac};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, timeout};

use crate::driver::serve::accept::{NAME, Porch};
use crate::driver::serve::config::Config;
use crate::driver::serve::entry::Entry;
use crate::driver::serve::health::{self, Answering, Readiness};
use crate::driver::serve::hostkey::{self, HostKey, KeyError};
use crate::driver::serve::house::{House, Phase};
use crate::driver::serve::log::{Level, Log};
use crate::driver::serve::process;
use crate::driver::serve::reload;
use crate::driver::serve::systemd::{self, Say};
use crate::edition::Edition;

/// How much a client may send before it waits for us: several pastes of a screen.
const WINDOW: u32 = 64 << 10;

/// The largest packet of a channel that a client may send: what is read at once is kept for as long as the connection.
const PACKET: u32 = 8 << 10;

/// How many messages wait between the protocol and a session, in either direction. There is one frame on its way at most.
const MESSAGES: usize = 8;

/// How long sessions have after the deadline to say goodbye.
const PARTING: Duration = Duration::from_secs(5);

/// Why there is no server.
#[derive(Debug, Error)]
pub enum ServeError {
    /// An address can't be listened on.
    #[error("can't listen on {address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// There is no key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The system refuses what every server needs.
    #[error("can't start: {0}")]
    System(#[from] io::Error),
}

/// A server that listens.
pub struct Server {
    house: Arc<House>,
    porch: Porch,
    listeners: Vec<TcpListener>,
    metrics: Option<TcpListener>,
    key: HostKey,
}

impl Server {
    /// Listens on the configured addresses, or on `handed`, sockets that somebody else has opened. `edition` has its index.
    ///
    /// # Errors
    ///
    /// When an address is taken, or there is no host key.
    pub async fn bind(
        config: Config,
        edition: Edition,
        log: Log,
        handed: Vec<std::net::TcpListener>,
    ) -> Result<Self, ServeError> {
        let path = match &config.host_key {
            Some(path) => path.clone(),
            None => hostkey::usual_place(std::env::var("STATE_DIRECTORY").ok().as_deref())?,
        };
        let key = hostkey::open(&path)?;
        let mut listeners = Vec::new();
        for socket in handed {
            listeners.push(TcpListener::from_std(socket)?);
        }
        if listeners.is_empty() {
            for address in &config.listen {
                listeners.push(listen(*address).await?);
            }
        }
        let metrics = match config.metrics {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let house = House::new(config, Entry::Free, edition, log);
        let porch = porch(&house, &key.key);
        Ok(Server {
            house,
            porch,
            listeners,
            metrics,
            key,
        })
    }

    /// Where it listens.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        let own = self.listeners.iter().map(TcpListener::local_addr);
        own.flatten().collect()
    }

    /// Where health and metrics answer.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref()?.local_addr().ok()
    }

    /// Its key.
    pub fn key(&self) -> &HostKey {
        &self.key
    }

    /// What its visitors share; by it content is replaced, and the server told to stop.
    pub fn house(&self) -> Arc<House> {
        self.house.clone()
    }

    /// Takes visitors until it has been told to stop and the last one has gone, or must go.
    pub async fn run(self) {
        attend(self.porch, self.listeners, self.metrics).await;
    }
}

/// How the visitors of a house are received, under this key.
pub fn porch(house: &Arc<House>, key: &PrivateKey) -> Porch {
    Porch::new(house.clone(), Arc::new(protocol(key, &house.entry)))
}

/// Takes the visitors of a house until it has been told to stop and the last one has gone, or must go.
pub async fn attend(porch: Porch, listeners: Vec<TcpListener>, metrics: Option<TcpListener>) {
    let house = porch.house.clone();
    let mut tasks = JoinSet::new();
    if let Some(listener) = metrics {
        let own = house.clone();
        let answering: Answering =
            Arc::new(move |path| own.health.answer(path, own.now(), || own.metrics_text()));
        tasks.spawn(health::respond(listener, answering));
    }
    for listener in listeners {
        tasks.spawn(porch.clone().accept(listener));
    }
    house.health.beat(house.now());
    house.health.set(Readiness::Ready);
    let mut news = house.news();
    let until = loop {
        if let Phase::Draining(until) = news.borrow_and_update().phase {
            break until;
        }
        if news.changed().await.is_err() {
            return;
        }
    };
    // Whoever comes now is told by those who accept.
    let left = until.saturating_duration_since(Instant::now());
    let _ = timeout(left + PARTING, house.empty()).await;
    tasks.shutdown().await;
}

async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| ServeError::Listen { address, error })
}

/// The protocol's settings: the newest algorithms only, nothing compressed, small buffers, and a login without a question or with a password.
fn protocol(key: &PrivateKey, entry: &Entry) -> Ssh {
    let mut methods = MethodSet::empty();
    match entry {
        Entry::Free => {
            methods.push(MethodKind::None);
            methods.push(MethodKind::KeyboardInteractive);
        }
        Entry::With(_) => methods.push(MethodKind::Password),
    }
    Ssh {
        server_id: SshId::Standard(Cow::Borrowed(NAME)),
        methods,
        keys: vec![key.clone()],
        window_size: WINDOW,
        maximum_packet_size: PACKET,
        channel_buffer_size: MESSAGES,
        event_buffer_size: MESSAGES,
        preferred: Preferred {
            kex: Cow::Borrowed(&[
                kex::MLKEM768X25519_SHA256,
                kex::CURVE25519,
                kex::CURVE25519_PRE_RFC_8731,
                kex::EXTENSION_OPENSSH_STRICT_KEX_AS_SERVER,
            ]),
            key: Cow::Borrowed(&[Algorithm::Ed25519]),
            host_key_certificates: Cow::Borrowed(&[]),
            cipher: Cow::Borrowed(&[
                cipher::CHACHA20_POLY1305,
                cipher::AES_256_GCM,
                cipher::AES_128_GCM,
            ]),
            mac: Cow::Borrowed(&[mac::HMAC_SHA512_ETM, mac::HMAC_SHA256_ETM]),
            compression: Cow::Borrowed(&[compression::NONE]),
        },
        max_auth_attempts: 3,
        // Clients ask first what is asked of them; only who has said something wrong waits.
        auth_rejection_time_initial: Some(Duration::ZERO),
        // The grace time and each session's own hours are ours; the kernel finds out who has gone.
        inactivity_timeout: None,
        keepalive_interval: None,
        nodelay: true,
        ..Ssh::default()
    }
}

/// Serves until a signal says to stop, and then until the last visitor has gone or must go. Says `told` once it listens.
///
/// # Errors
///
/// When it can't listen, or has no key.
pub fn serve(
    config: Config,
    edition: Edition,
    log: &Log,
    told: impl FnOnce(&Server),
) -> Result<(), ServeError> {
    let handed = systemd::sockets()?;
    let needed = config.files_needed();
    let files = process::raise_files(needed);
    if files < needed {
        let fields = [("have", files.into()), ("needed", needed.into())];
        log.say(Level::Warn, "too-few-files", &fields);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("kiosk")
        .build()?;
    runtime.block_on(async {
        let server = Server::bind(config, edition, log.clone(), handed).await?;
        let house = server.house();
        let mut stop = [
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
        ];
        let reloading = tokio::spawn(reload::follow(house.clone(), signal(SignalKind::hangup())?));
        told(&server);
        let own = house.clone();
        tokio::spawn(async move {
            let [terminate, interrupt] = &mut stop;
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            // A manager that can't be told finds out by itself.
            let _ = systemd::tell(Say::Stopping(own.config.drain));
            own.drain();
        });
        let alive = systemd::watchdog().map(|every| tokio::spawn(keep_alive(house.clone(), every)));
        // As above.
        let _ = systemd::tell(Say::Ready);
        server.run().await;
        reloading.abort();
        if let Some(alive) = alive {
            alive.abort();
        }
        Ok(())
    })
}

/// Tells systemd that the server turns, as long as it does.
async fn keep_alive(house: Arc<House>, every: Duration) {
    let mut ticks = interval(every);
    loop {
        ticks.tick().await;
        if house.health.is_alive(house.now()) {
            // As above.
            let _ = systemd::tell(Say::Alive);
        }
    }
}
