//! The server under load: started, measured by what the kernel knows of it, ended.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use crate::scenario::{NAMES, put_content};

/// How many ticks the kernel counts a second of CPU in; the same on every Linux that this runs on.
const TICKS: f64 = 100.0;

/// A server.
pub struct Server {
    child: Child,
    dir: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
    metrics: SocketAddr,
}

impl Server {
    /// Starts a server and waits until it takes connections.
    pub async fn start(command: &[String]) -> io::Result<Self> {
        let [port, metrics] = free_ports()?;
        let dir = std::env::temp_dir().join(format!("kiosk-load-{}", std::process::id()));
        fs::create_dir_all(&dir)?;
        put_content(&dir, NAMES[0])?;
        let filled: Vec<String> = command
            .iter()
            .map(|arg| {
                let arg = arg.replace("{port}", &port.to_string());
                let arg = arg.replace("{metrics}", &metrics.to_string());
                arg.replace("{dir}", &dir.display().to_string())
            })
            .collect();
        let log = fs::File::create(dir.join("log"))?;
        let child = Command::new(&filled[0])
            .args(&filled[1..])
            .stderr(log)
            .spawn()?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut server = Server {
            child,
            dir,
            address,
            metrics: SocketAddr::from(([127, 0, 0, 1], metrics)),
        };
        let begun = Instant::now();
        while tokio::net::TcpStream::connect(address).await.is_err() {
            if begun.elapsed() > Duration::from_secs(30) || server.child.try_wait()?.is_some() {
                return Err(io::Error::other(format!(
                    "the server does not start:\n{}",
                    server.log()
                )));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        // What it does once after its start is not load.
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(server)
    }

    /// What it has said so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.join("log")).unwrap_or_default()
    }

    /// A folder of its own.
    pub fn dir(&self) -> &PathBuf {
        &self.dir
    }

    /// Its proportional share of memory, in KiB.
    pub fn pss(&self) -> f64 {
        let path = format!("/proc/{}/smaps_rollup", self.child.id());
        let text = fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
        line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok())
            .unwrap_or(f64::NAN)
    }

    /// The seconds of CPU that it has taken.
    pub fn cpu(&self) -> f64 {
        let text =
            fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields: Vec<&str> = text
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let field = |n: usize| {
            fields
                .get(n)
                .and_then(|own| own.parse::<f64>().ok())
                .unwrap_or(f64::NAN)
        };
        // User and system time are the 14th and 15th fields; the name, which may hold spaces, is the second.
        (field(11) + field(12)) / TICKS
    }

    /// What its metrics say of `name`; nothing where it has none.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let mut stream = std::net::TcpStream::connect(self.metrics).ok()?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let line = answer.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().parse().ok()
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) -> io::Result<()> {
        let sent = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.child.id().to_string())
            .status()?;
        if sent.success() {
            Ok(())
        } else {
            Err(io::Error::other("the server is gone"))
        }
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn free_ports() -> io::Result<[u16; 2]> {
    let (one, other) = (
        TcpListener::bind("127.0.0.1:0")?,
        TcpListener::bind("127.0.0.1:0")?,
    );
    Ok([one.local_addr()?.port(), other.local_addr()?.port()])
}
