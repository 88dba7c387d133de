//! A visitor: an SSH client with a terminal of 120x40 and an address of its own.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use russh::client::{self, Handle, Msg};
use russh::{Channel, ChannelMsg};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};

/// How long a visitor waits for the first screen.
const PATIENCE: Duration = Duration::from_secs(60);

/// The address that visitor `n` comes from: a loopback address of its own.
pub fn address(n: usize) -> Ipv4Addr {
    let n = n as u32;
    Ipv4Addr::new(
        127,
        1 + (n / 62_500) as u8,
        (n / 250 % 250) as u8,
        (n % 250 + 1) as u8,
    )
}

/// How much the kernel takes in for a visitor before they read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// As much as it likes.
    Generous,
    /// Next to nothing, so that who does not read is noticed soon.
    Tight,
}

/// A connection from an address.
pub async fn connect(from: Ipv4Addr, to: SocketAddr, kernel: Kernel) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    if kernel == Kernel::Tight {
        socket.set_recv_buffer_size(4_096)?;
    }
    socket.bind(SocketAddr::from((from, 0)))?;
    let stream = tokio::time::timeout(PATIENCE, socket.connect(to)).await??;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Whether the client reads.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    has_stopped: Arc<AtomicBool>,
}

impl Reading {
    /// From now on nothing is read from the connection, not even by the kernel's leave.
    pub fn stop(&self) {
        self.has_stopped.store(true, Ordering::Release);
    }
}

/// A connection whose reading can be stopped.
struct Stoppable {
    stream: TcpStream,
    reading: Reading,
}

impl AsyncRead for Stoppable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        ctx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.reading.has_stopped.load(Ordering::Acquire) {
            // Nobody wakes it again.
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_read(ctx, buf)
    }
}

impl AsyncWrite for Stoppable {
    fn poll_write(
        mut self: Pin<&mut Self>,
        ctx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(ctx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, ctx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(ctx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, ctx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(ctx)
    }
}

/// Takes every host key: this is a load, on this machine.
pub struct AnyHost;

impl client::Handler for AnyHost {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        _: &russh::keys::PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

/// A visitor who is in.
pub struct Visitor {
    /// The connection; the channel lives as long as it does.
    pub connection: Handle<AnyHost>,
    /// The session.
    pub channel: Channel<Msg>,
    /// Whether it reads.
    pub reading: Reading,
    /// From the connection to the first byte of the first screen.
    pub first_paint: Duration,
    /// The bytes of the first screen's first packet.
    pub first: Vec<u8>,
}

/// Enters as visitor `n` and waits for the first screen.
pub async fn enter(n: usize, to: SocketAddr, kernel: Kernel) -> Result<Visitor, String> {
    let entering = tokio::time::timeout(PATIENCE, enter_without_patience(n, to, kernel));
    entering
        .await
        .map_err(|_| format!("visitor {n} waits for too long"))?
}

async fn enter_without_patience(
    n: usize,
    to: SocketAddr,
    kernel: Kernel,
) -> Result<Visitor, String> {
    let failed =
        |what: &'static str| move |error: russh::Error| format!("visitor {n}: {what}: {error}");
    let begun = Instant::now();
    let reading = Reading::default();
    let stream = connect(address(n), to, kernel)
        .await
        .map_err(|error| format!("visitor {n}: {error}"))?;
    let stream = Stoppable {
        stream,
        reading: reading.clone(),
    };
    let config = Arc::new(client::Config {
        nodelay: true,
        ..client::Config::default()
    });
    let mut connection = client::connect_stream(config, stream, AnyHost)
        .await
        .map_err(failed("handshake"))?;
    let authenticated = connection
        .authenticate_none("reader")
        .await
        .map_err(failed("login"))?;
    if !authenticated.success() {
        return Err(format!("visitor {n}: not let in"));
    }
    let mut channel = connection
        .channel_open_session()
        .await
        .map_err(failed("session"))?;
    let pty = channel.request_pty(true, "xterm-256color", 120, 40, 0, 0, &[]);
    pty.await.map_err(failed("terminal"))?;
    channel.request_shell(true).await.map_err(failed("shell"))?;
    loop {
        match channel.wait().await {
            Some(ChannelMsg::Data { data }) => {
                let first = data.to_vec();
                let first_paint = begun.elapsed();
                return Ok(Visitor {
                    connection,
                    channel,
                    reading,
                    first_paint,
                    first,
                });
            }
            Some(ChannelMsg::Close | ChannelMsg::Eof) | None => {
                return Err(format!("visitor {n}: closed before the first screen"));
            }
            Some(_) => {}
        }
    }
}
