//! What passes between the server and systemd: listening sockets that it has opened, and how the server is.
//!
//! Everything here does nothing where systemd did not start the process.

use std::io;
use std::net::TcpListener;
use std::time::Duration;

use listenfd::ListenFd;
use sd_notify::NotifyState;

/// The listening sockets that systemd hands over, in the order of its unit; none when it hands over none. To be called once: afterwards
/// they are taken.
pub fn sockets() -> io::Result<Vec<TcpListener>> {
    let mut handed = ListenFd::from_env();
    let mut sockets = Vec::new();
    for n in 0..handed.len() {
        if let Some(socket) = handed.take_tcp_listener(n)? {
            socket.set_nonblocking(true)?;
            sockets.push(socket);
        }
    }
    Ok(sockets)
}

/// What systemd is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    /// Visitors are taken.
    Ready,
    /// No more visitors are taken, and those who are there may go on for so long.
    Stopping(Duration),
    /// The server still turns.
    Alive,
}

/// Tells systemd how the server is. Fails only when systemd listens and can't be told.
pub fn tell(say: Say) -> io::Result<()> {
    match say {
        Say::Ready => sd_notify::notify(&[NotifyState::Ready]),
        Say::Stopping(drain) => {
            let patience = drain + Duration::from_secs(10);
            let micros = u32::try_from(patience.as_micros()).unwrap_or(u32::MAX);
            sd_notify::notify(&[
                NotifyState::Stopping,
                NotifyState::ExtendTimeoutUsec(micros),
            ])
        }
        Say::Alive => sd_notify::notify(&[NotifyState::Watchdog]),
    }
}

/// How often systemd wants to hear [`Say::Alive`]: half of what it waits, as its manual advises; `None` when it does not wait for it.
pub fn watchdog() -> Option<Duration> {
    sd_notify::watchdog_enabled().map(|patience| patience / 2)
}
