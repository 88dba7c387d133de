//! Whether the server lives and takes visitors, for balancers and service managers, and its counts for Prometheus.
//!
//! Answers `/livez`, `/readyz` and `/metrics` in the least of HTTP that their clients speak: one short request for each connection, within a
//! time limit, few at a time. The address is one of this machine alone; [`super::config`] sees to it.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// How long the accept loop may say nothing before the server counts as dead; it says something every few seconds.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a client may take for its request and our answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest request, in bytes.
const LONGEST: usize = 4_096;
/// How many are answered at a time.
const AT_A_TIME: usize = 16;
/// How long to wait when no connection can be taken, such as when files have run out.
const PAUSE: Duration = Duration::from_millis(100);

/// Whether the server takes visitors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// Not yet.
    Starting = 0,
    /// It does.
    Ready = 1,
    /// Not any more.
    Draining = 2,
}

/// How the server is, shared by those who know and those who ask.
#[derive(Debug)]
pub struct Health {
    readiness: AtomicU8,
    /// When the accept loop was last heard of, in milliseconds since the start.
    beat: AtomicU64,
}

impl Default for Health {
    fn default() -> Self {
        Health::new()
    }
}

impl Health {
    /// A server that is starting.
    pub fn new() -> Self {
        Health {
            readiness: AtomicU8::new(Readiness::Starting as u8),
            beat: AtomicU64::new(0),
        }
    }

    /// Says whether visitors are taken.
    pub fn set(&self, readiness: Readiness) {
        self.readiness.store(readiness as u8, Ordering::Release);
    }

    /// Whether visitors are taken.
    pub fn readiness(&self) -> Readiness {
        match self.readiness.load(Ordering::Acquire) {
            0 => Readiness::Starting,
            1 => Readiness::Ready,
            _ => Readiness::Draining,
        }
    }

    /// Says at `now`, since the start, that the accept loop still turns.
    pub fn beat(&self, now: Duration) {
        let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        self.beat.store(now, Ordering::Release);
    }

    /// Whether the accept loop was heard of lately.
    pub fn is_alive(&self, now: Duration) -> bool {
        let beat = Duration::from_millis(self.beat.load(Ordering::Acquire));
        now.saturating_sub(beat) <= SILENCE
    }

    /// The answer to a request for `path` at `now`; `metrics` is asked when it is about them.
    pub fn answer(&self, path: &str, now: Duration, metrics: impl FnOnce() -> String) -> Answer {
        let said = |status, text: &str| Answer {
            status,
            kind: "text/plain; charset=utf-8",
            body: format!("{text}\n"),
        };
        match path {
            "/livez" if self.is_alive(now) => said(Status::Fine, "alive"),
            "/livez" => said(Status::Unavailable, "the accept loop is silent"),
            "/readyz" => match self.readiness() {
                Readiness::Starting => said(Status::Unavailable, "starting"),
                Readiness::Ready => said(Status::Fine, "ready"),
                Readiness::Draining => said(Status::Unavailable, "draining"),
            },
            "/metrics" => Answer {
                status: Status::Fine,
                kind: "application/openmetrics-text; version=1.0.0; charset=utf-8",
                body: metrics(),
            },
            _ => said(Status::NotFound, "there is /livez, /readyz and /metrics"),
        }
    }
}

/// How a request ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 200.
    Fine,
    /// 400.
    Bad,
    /// 404.
    NotFound,
    /// 405.
    NotAllowed,
    /// 503.
    Unavailable,
}

impl Status {
    fn line(self) -> &'static str {
        match self {
            Status::Fine => "200 OK",
            Status::Bad => "400 Bad Request",
            Status::NotFound => "404 Not Found",
            Status::NotAllowed => "405 Method Not Allowed",
            Status::Unavailable => "503 Service Unavailable",
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How the request ends.
    pub status: Status,
    /// The media type of the body.
    pub kind: &'static str,
    /// The body.
    pub body: String,
}

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked<'r> {
    /// The head and the body of a path.
    Get(&'r str),
    /// The head alone.
    Head(&'r str),
    /// Nothing that is known here.
    Other(Status),
}

/// Reads the first line of a request.
fn asked(request: &[u8]) -> Asked<'_> {
    let line = request.split(|b| *b == b'\r' || *b == b'\n').next();
    let Ok(line) = std::str::from_utf8(line.unwrap_or_default()) else {
        return Asked::Other(Status::Bad);
    };
    let mut words = line.split(' ');
    let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next())
    else {
        return Asked::Other(Status::Bad);
    };
    let path = target.split('?').next().unwrap_or(target);
    match method {
        _ if !version.starts_with("HTTP/1.") => Asked::Other(Status::Bad),
        "GET" => Asked::Get(path),
        // HAProxy's checks ask so, unless told otherwise.
        "HEAD" | "OPTIONS" => Asked::Head(path),
        _ => Asked::Other(Status::NotAllowed),
    }
}

/// What answers a path.
pub type Answering = Arc<dyn Fn(&str) -> Answer + Send + Sync>;

/// Answers whoever connects, for as long as it is polled.
pub async fn respond(listener: TcpListener, answering: Answering) {
    let places = Arc::new(Semaphore::new(AT_A_TIME));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let answering = Arc::clone(&answering);
        tokio::spawn(async move {
            // Whoever asks and does not wait for the answer gets none.
            let _ = tokio::time::timeout(PATIENCE, converse(stream, &answering)).await;
            drop(place);
        });
    }
}

async fn converse(mut stream: TcpStream, answering: &Answering) -> io::Result<()> {
    let mut request = Vec::new();
    while !is_whole(&request) && request.len() < LONGEST {
        let mut part = [0; 1_024];
        let n = stream.read(&mut part).await?;
        if n == 0 {
            break;
        }
        request.extend_from_slice(&part[..n]);
    }
    let refused = |status: Status| Answer {
        status,
        kind: "text/plain; charset=utf-8",
        body: format!("{}\n", status.line()),
    };
    let (answer, is_head) = match asked(&request) {
        _ if !is_whole(&request) => (refused(Status::Bad), false),
        Asked::Get(path) => (answering(path), false),
        Asked::Head(path) => (answering(path), true),
        Asked::Other(status) => (refused(status), false),
    };
    let mut out = format!(
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
        answer.status.line(),
        answer.kind,
        answer.body.len()
    );
    if !is_head {
        out.push_str(&answer.body);
    }
    stream.write_all(out.as_bytes()).await?;
    stream.shutdown().await
}

/// Whether a request's head has come to its end.
fn is_whole(request: &[u8]) -> bool {
    request.windows(4).any(|end| end == b"\r\n\r\n") || request.windows(2).any(|end| end == b"\n\n")
}

/// Asks a server on this machine for `path`, and tells whether it is fine. For managers that run a command instead of asking
/// themselves: in a container of one binary there is no other to do it.
pub fn probe(address: SocketAddr, path: &str) -> io::Result<bool> {
    let mut stream = std::net::TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(LONGEST as u64).read_to_end(&mut answer)?;
    Ok(answer.starts_with(b"HTTP/1.1 200 "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn readiness_goes_first_and_life_last() {
        let health = Health::new();
        let status = |path, now| health.answer(path, now, String::new).status;
        assert_eq!(status("/readyz", secs(1)), Status::Unavailable);
        health.set(Readiness::Ready);
        assert_eq!(status("/readyz", secs(1)), Status::Fine);
        health.set(Readiness::Draining);
        assert_eq!(status("/readyz", secs(1)), Status::Unavailable);
        assert_eq!(status("/livez", secs(30)), Status::Fine);
        assert_eq!(status("/livez", secs(31)), Status::Unavailable);
        health.beat(secs(31));
        assert_eq!(status("/livez", secs(61)), Status::Fine);
        assert_eq!(status("/", secs(61)), Status::NotFound);
        let metrics = health.answer("/metrics", secs(1), || "cotejo_sessions 2\n".to_string());
        assert_eq!(metrics.body, "cotejo_sessions 2\n");
    }

    #[test]
    fn requests_are_read_by_their_first_line() {
        assert_eq!(
            asked(b"GET /readyz?x HTTP/1.1\r\nHost: x\r\n\r\n"),
            Asked::Get("/readyz")
        );
        assert_eq!(
            asked(b"OPTIONS /readyz HTTP/1.0\r\n\r\n"),
            Asked::Head("/readyz")
        );
        assert_eq!(
            asked(b"POST / HTTP/1.1\r\n\r\n"),
            Asked::Other(Status::NotAllowed)
        );
        for bad in [
            b"".as_slice(),
            b"\xff\xfe\r\n",
            b"GET /\r\n",
            b"GET / SSH-2.0\r\n",
        ] {
            assert_eq!(asked(bad), Asked::Other(Status::Bad));
        }
    }

    /// A responder on a port of its own, and what it answers to bytes.
    fn answers(requests: &[&[u8]]) -> Vec<String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("an address");
            let health = Health::new();
            health.set(Readiness::Ready);
            let answering: Answering =
                Arc::new(move |path| health.answer(path, secs(1), || "counts\n".to_string()));
            tokio::spawn(respond(listener, answering));
            let mut answers = Vec::new();
            for request in requests {
                let mut stream = TcpStream::connect(address).await.expect("a connection");
                stream.write_all(request).await.expect("taken");
                let mut answer = String::new();
                stream.read_to_string(&mut answer).await.expect("answered");
                answers.push(answer);
            }
            let fine = tokio::task::spawn_blocking(move || probe(address, "/readyz")).await;
            assert!(fine.expect("no panic").expect("an answer"));
            answers
        })
    }

    #[test]
    fn whoever_connects_is_answered() {
        let long = [b"GET /".as_slice(), &[b'x'; LONGEST]].concat();
        let all = answers(&[
            b"GET /metrics HTTP/1.1\r\n\r\n",
            b"HEAD /readyz HTTP/1.1\r\n\r\n",
            b"\x16\x03\x01 no http\n\n",
            &long,
        ]);
        assert!(all[0].starts_with("HTTP/1.1 200 OK\r\n") && all[0].ends_with("\r\n\r\ncounts\n"));
        assert!(all[1].starts_with("HTTP/1.1 200 OK\r\n") && all[1].ends_with("\r\n\r\n"));
        assert!(all[2].starts_with("HTTP/1.1 400 "));
        assert!(all[3].starts_with("HTTP/1.1 400 "));
    }
}
