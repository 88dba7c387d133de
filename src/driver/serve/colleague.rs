//! A colleague who looks at an author's preview over SSH: a kiosk for a few, behind a password, for as long as the preview lasts.
//!
//! Its key and its password are drawn for the run and kept nowhere, so nothing of it outlives the preview. Whoever comes in reads what the author
//! last saved without errors, and nothing else: sessions, limits and what is refused are those of a kiosk.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use russh::keys::PrivateKey;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use crate::driver::serve::config::Config;
use crate::driver::serve::entry::{Entry, Password};
use crate::driver::serve::hostkey;
use crate::driver::serve::house::House;
use crate::driver::serve::limit::{EarlyDrop, Limits};
use crate::driver::serve::log::{Level, Log};
use crate::driver::serve::server::{ServeError, attend, porch};
use crate::edition::Edition;

/// How many look at once: an author and those who advise them.
const SESSIONS: u32 = 8;

/// How long nothing may be pressed: a call about a text is longer than a look at a kiosk.
const IDLE: Duration = Duration::from_secs(4 * 3_600);

/// How long a session may last: a day of work.
const LIFETIME: Duration = Duration::from_secs(24 * 3_600);

/// How long a login may take: a password is typed; OpenSSH's `LoginGraceTime`.
const GRACE: Duration = Duration::from_secs(120);

/// How long the end of the preview waits for colleagues to get their screens back.
const PARTING: Duration = Duration::from_millis(1_500);

/// What a colleague has to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Where they go.
    pub address: SocketAddr,
    /// What they say there.
    pub password: String,
    /// How their client names the server's key.
    pub fingerprint: String,
}

impl Invitation {
    /// The command by which they come.
    pub fn command(&self) -> String {
        format!("ssh -p {} {}", self.address.port(), self.address.ip())
    }
}

/// The server that colleagues look at.
pub struct Colleagues {
    /// What they have to be told.
    pub invitation: Invitation,
    house: Arc<House>,
    /// The newest content, still without an index.
    newest: watch::Sender<Edition>,
    ended: mpsc::Receiver<()>,
}

impl Colleagues {
    /// Listens on `address`, and shows `edition` to whoever knows the password.
    ///
    /// # Errors
    ///
    /// When the address is taken, or the system gives no threads or random numbers.
    pub fn invite(address: SocketAddr, edition: Edition) -> Result<Self, ServeError> {
        let failed = |error| ServeError::Listen { address, error };
        let listener = std::net::TcpListener::bind(address).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let (password, text) = Password::draw().map_err(io::Error::other)?;
        let key = hostkey::passing();
        let config = config(address);
        // The terminal is the author's: nothing is written beside it.
        let log = Log::new(
            Level::Error,
            config.log_format,
            config.addresses,
            io::sink(),
        )?;
        let invitation = Invitation {
            address: listener.local_addr()?,
            password: text,
            fingerprint: hostkey::fingerprint(&key),
        };
        let house = House::new(
            config,
            Entry::With(Box::new(password)),
            edition.clone(),
            log,
        );
        let (newest, news) = watch::channel(edition);
        let (end, ended) = mpsc::channel();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .thread_name("colleagues")
            .build()?;
        let own = house.clone();
        thread::Builder::new().spawn(move || {
            runtime.block_on(serve(own, listener, key, news));
            // Whoever waited for it may have gone.
            let _ = end.send(());
        })?;
        Ok(Colleagues {
            invitation,
            house,
            newest,
            ended,
        })
    }

    /// What shows them another state, as soon as it can be searched; of those that come meanwhile only the newest is.
    pub fn guide(&self) -> impl Fn(Edition) + Send + use<> {
        let newest = self.newest.clone();
        move |edition| drop(newest.send_replace(edition))
    }

    /// Sends everybody home.
    pub fn end(self) {
        self.house.drain();
        // Who does not go in time is cut off by the end of the program.
        let _ = self.ended.recv_timeout(PARTING);
    }
}

/// A kiosk for a few.
fn config(address: SocketAddr) -> Config {
    Config {
        listen: vec![address],
        limits: Limits {
            sessions: SESSIONS,
            address_sessions: SESSIONS,
            startups: EarlyDrop {
                start: SESSIONS,
                rate: 50,
                full: 2 * SESSIONS,
            },
            address_startups: SESSIONS,
            grace: GRACE,
            ..Config::default().limits
        },
        idle: IDLE,
        lifetime: LIFETIME,
        metrics: None,
        drain: Duration::ZERO,
        ..Config::default()
    }
}

async fn serve(
    house: Arc<House>,
    listener: std::net::TcpListener,
    key: PrivateKey,
    mut news: watch::Receiver<Edition>,
) {
    // The first state is searched as well: nobody is let in before.
    publish(&house, &mut news).await;
    let Ok(listener) = TcpListener::from_std(listener) else {
        return;
    };
    let following = tokio::spawn({
        let house = house.clone();
        async move {
            while news.changed().await.is_ok() {
                publish(&house, &mut news).await;
            }
        }
    });
    attend(porch(&house, &key), vec![listener], None).await;
    following.abort();
}

/// Gives everybody the newest content, with its index.
async fn publish(house: &House, news: &mut watch::Receiver<Edition>) {
    let edition = news.borrow_and_update().clone();
    // Without an index there is a mistake of ours, and the last state stays.
    if let Ok(indexed) = spawn_blocking(move || edition.indexed()).await {
        house.publish(indexed);
    }
}
