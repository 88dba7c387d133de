//! A visitor's connection as the SSH library reads and writes it: counted, not faster than anybody types, and cut off when it must be.
//!
//! The limit on input holds for everything that comes, whatever the protocol makes of it: what comes too fast is left in the kernel's
//! buffers, so that the sender waits. Nothing is buffered here.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rustix::net::sockopt;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use crate::driver::serve::house::House;
use crate::driver::serve::limit::Bucket;

/// How much more bytes the protocol may take than what is typed in them: a packet of a single key has 36 to 68 bytes.
const OVERHEAD: u64 = 16;

/// What may come at once: several key exchanges, and a paste as long as is kept.
const BURST: u64 = 256 << 10;

/// After how long without traffic the kernel asks whether the visitor's machine is still there; costs us nothing.
const KEEP_ALIVE: Duration = Duration::from_secs(60);

/// The other end of a connection, by which it can be cut off.
#[derive(Debug, Clone)]
pub struct Line(Arc<Connection>);

#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    is_stalled: AtomicBool,
}

impl Line {
    /// Ends the connection at once: who reads finds its end, who writes fails.
    pub fn cut(&self) {
        // A connection that has ended needs no cutting.
        let _ = rustix::net::shutdown(&self.0.stream, rustix::net::Shutdown::Both);
    }

    /// Whether it has ended because the visitor's client had stopped reading.
    pub fn is_stalled(&self) -> bool {
        self.0.is_stalled.load(Ordering::Relaxed)
    }
}

/// A connection, counted and slowed down.
pub struct Wire {
    connection: Arc<Connection>,
    house: Arc<House>,
    bucket: Bucket,
    /// Until when nothing is read.
    pause: Option<Pin<Box<Sleep>>>,
    /// Until when the visitor's client has to take something of what is written.
    patience: Option<Pin<Box<Sleep>>>,
}

impl Wire {
    /// Takes over a connection, whose small packets go out at once.
    pub fn new(stream: TcpStream, house: Arc<House>) -> (Self, Line) {
        // Slower, but no reason to refuse anybody.
        let _ = stream.set_nodelay(true);
        // What the kernel holds for a reader who has stopped counts as held; by itself it would take up to four megabytes.
        let held = usize::try_from(house.config.output_held).unwrap_or(usize::MAX);
        let _ = sockopt::set_socket_send_buffer_size(&stream, held / 2);
        let _ = sockopt::set_socket_keepalive(&stream, true)
            .and_then(|()| sockopt::set_tcp_keepidle(&stream, KEEP_ALIVE));
        let connection = Arc::new(Connection {
            stream,
            is_stalled: AtomicBool::new(false),
        });
        let line = Line(connection.clone());
        let bucket = Bucket::new(house.config.input_rate.saturating_mul(OVERHEAD), BURST);
        let wire = Wire {
            connection,
            house,
            bucket,
            pause: None,
            patience: None,
        };
        (wire, line)
    }
}

impl Wire {
    /// Waits for a client that takes nothing, but not for ever.
    fn wait(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let time = self.house.config.output_wait;
        let patience = self.patience.get_or_insert_with(|| Box::pin(sleep(time)));
        ready!(patience.as_mut().poll(cx));
        self.connection.is_stalled.store(true, Ordering::Relaxed);
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(cx));
            self.pause = None;
        }
        loop {
            ready!(self.connection.stream.poll_read_ready(cx))?;
            match self.connection.stream.try_read(buf.initialize_unfilled()) {
                Ok(n) => {
                    buf.advance(n);
                    self.house.metrics.bytes_in(n as u64);
                    let now = self.house.now();
                    let wait = self.bucket.spend(n as u64, now);
                    if !wait.is_zero() {
                        self.pause = Some(Box::pin(sleep(wait)));
                    }
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        loop {
            match self.connection.stream.poll_write_ready(cx)? {
                Poll::Ready(()) => {}
                Poll::Pending => return self.wait(cx),
            }
            match self.connection.stream.try_write(bytes) {
                Ok(n) => {
                    self.patience = None;
                    self.house.metrics.bytes_out(n as u64);
                    return Poll::Ready(Ok(n));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        match rustix::net::shutdown(&self.connection.stream, rustix::net::Shutdown::Write) {
            Ok(()) | Err(rustix::io::Errno::NOTCONN) => Poll::Ready(Ok(())),
            Err(error) => Poll::Ready(Err(error.into())),
        }
    }
}
