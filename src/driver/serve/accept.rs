//! Taking connections: for ever, whatever becomes of single ones, and of the machine's files.
//!
//! What a connection costs before it is let in is kept small: who is refused gets one line in the protocol's own form, without any
//! cryptography, and who does not log in within the grace time is cut off.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};
use russh::Disconnect;
use russh::server::{Config as Ssh, RunningSession, run_stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy, sink};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::driver::serve::handler::Visitor;
use crate::driver::serve::health::Readiness;
use crate::driver::serve::house::House;
use crate::driver::serve::limit::{Source, Ticket};
use crate::driver::serve::log::Level;
use crate::driver::serve::proxy::{self, Client, Expected};
use crate::driver::serve::reason::{Refusal, Refused};
use crate::driver::serve::wire::Wire;

/// How the server calls itself; its version is nobody's business.
pub const NAME: &str = "SSH-2.0-cotejo";

/// How long to wait when no connection can be taken, such as when files have run out.
const PAUSE: Duration = Duration::from_millis(100);

/// How often the loop says that it turns.
const BEAT: Duration = Duration::from_secs(5);

/// How many refused connections are waited for until they have read why; others are closed at once.
const LINGERING: usize = 64;

/// How long they are waited for.
const LINGER: Duration = Duration::from_secs(1);

/// How much is read of what they send: their name and their first message are shorter.
const HEARD: u64 = 32 << 10;

/// After how long another try makes sense where no limit tells.
const AGAIN: Duration = Duration::from_secs(60);

/// What connections share beside the house.
#[derive(Clone)]
pub struct Porch {
    /// The house.
    pub house: Arc<House>,
    /// The protocol's settings.
    pub ssh: Arc<Ssh>,
    /// Places for those who are told why they may not come in.
    pub lingering: Arc<Semaphore>,
}

impl Porch {
    /// A porch of `house`.
    pub fn new(house: Arc<House>, ssh: Arc<Ssh>) -> Self {
        Porch {
            house,
            ssh,
            lingering: Arc::new(Semaphore::new(LINGERING)),
        }
    }

    /// Takes connections until the server has stopped. While it drains, whoever comes is told.
    pub async fn accept(self, listener: TcpListener) {
        let mut told = Instant::now() - BEAT;
        loop {
            self.house.health.beat(self.house.now());
            let taken = match timeout(BEAT, listener.accept()).await {
                Ok(taken) => taken,
                Err(_) => continue,
            };
            match taken {
                Ok((stream, peer)) => {
                    tokio::spawn(self.clone().receive(stream, peer));
                }
                Err(error) if is_passing(&error) => {}
                Err(error) => {
                    // Told now and then: where files have run out this comes ten times a second.
                    if told.elapsed() >= BEAT {
                        told = Instant::now();
                        let text = error.to_string();
                        let fields = [("error", text.as_str().into())];
                        self.house.log.say(Level::Error, "accept-failed", &fields);
                    }
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Receives a connection: finds out whose it is, and lets it in or not.
    async fn receive(self, mut stream: TcpStream, peer: SocketAddr) {
        let address = match self.client(&mut stream, peer.ip()).await {
            Some(Client::Address(address)) => address,
            // A balancer that looks whether visitors are taken: the greeting says so, and its absence that they are not.
            Some(Client::Balancer) => {
                if self.house.health.readiness() == Readiness::Ready {
                    // It may have gone already.
                    let _ = stream.write_all(format!("{NAME}\r\n").as_bytes()).await;
                }
                return;
            }
            None => {
                let refused = Refused {
                    why: Refusal::Proxy,
                    again: AGAIN,
                };
                return self.refuse(stream, refused).await;
            }
        };
        let source = Source::from(address);
        match self.house.gate.connect(source, self.house.now(), draw()) {
            Ok(ticket) => self.let_in(stream, address, ticket).await,
            Err(refused) => self.refuse(stream, refused).await,
        }
    }

    /// Who connects, by what a trusted balancer says or by the connection itself; `None` for who is not to connect like that.
    async fn client(&self, stream: &mut TcpStream, peer: IpAddr) -> Option<Client> {
        let config = &self.house.config;
        match proxy::expected(peer, &config.proxy_from, config.proxy_others) {
            Expected::Ssh => Some(Client::Address(peer)),
            Expected::Header => proxy::read_header(stream).await.ok(),
            Expected::Nothing => None,
        }
    }

    /// Lets a connection in, and stays with it until the visitor reads.
    async fn let_in(self, stream: TcpStream, address: IpAddr, ticket: Ticket) {
        let until = Instant::now() + self.house.config.limits.grace;
        let (wire, line) = Wire::new(stream, self.house.clone());
        let (begun, reads) = oneshot::channel();
        let visitor = Visitor::new(self.house.clone(), (address, line.clone()), ticket, begun);
        let running = timeout_at(until, run_stream(self.ssh.clone(), wire, visitor)).await;
        match running {
            // From here on the connection looks after itself, unless nothing comes of it.
            Ok(Ok(running)) => {
                if timeout_at(until, reads).await.is_err() {
                    self.house.metrics.refused(Refusal::Grace);
                    self.send_away(running).await;
                    line.cut();
                }
            }
            Ok(Err(_)) => {}
            Err(_) => self.house.metrics.refused(Refusal::Grace),
        }
    }

    /// Says that the grace time is over, to a client that has come far enough to be told.
    async fn send_away(&self, running: RunningSession<Visitor>) {
        let refused = Refused {
            why: Refusal::Grace,
            again: AGAIN,
        };
        let lang = self.house.edition().library().default_language();
        let (handle, tag) = (running.handle(), lang.code().to_string());
        let say = async {
            let told = handle.disconnect(Disconnect::ByApplication, refused.line(lang), tag);
            // In either case what follows is its end.
            let _ = told.await;
            let _ = running.await;
        };
        // A client that does not listen is left.
        let _ = timeout(LINGER, say).await;
    }

    /// Says why a connection is not let in, and when to come back.
    async fn refuse(self, mut stream: TcpStream, refused: Refused) {
        self.house.metrics.refused(refused.why);
        let Ok(_place) = self.lingering.try_acquire() else {
            return;
        };
        let lang = self.house.edition().library().default_language();
        let bytes = farewell(&refused.line(lang));
        let say = async {
            stream.write_all(&bytes).await?;
            stream.shutdown().await?;
            // What the client has sent is read before the end: with it unread, the kernel would take our line back.
            copy(&mut stream.take(HEARD), &mut sink()).await
        };
        // A client that does not listen is left.
        let _ = timeout(LINGER, say).await;
    }
}

/// Whether an error is about the one connection that it came with.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

/// Any random number.
fn draw() -> u32 {
    let mut bytes = [0; 4];
    // Without random numbers from the system no handshake succeeds either.
    let _ = SystemRandom::new().fill(&mut bytes);
    u32::from_le_bytes(bytes)
}

/// The server's name and its first and last message (RFC 4253, sections 4.2, 6 and 11.1): clients show its text.
fn farewell(text: &str) -> Vec<u8> {
    let mut payload = vec![1];
    payload.extend((Disconnect::TooManyConnections as u32).to_be_bytes());
    payload.extend((text.len() as u32).to_be_bytes());
    payload.extend(text.as_bytes());
    payload.extend(0_u32.to_be_bytes());
    // Four bytes at least, up to a multiple of eight with the lengths before.
    let padding = 8 - (5 + payload.len()) % 8;
    let padding = if padding < 4 { padding + 8 } else { padding };
    let mut bytes = format!("{NAME}\r\n").into_bytes();
    bytes.extend(((1 + payload.len() + padding) as u32).to_be_bytes());
    bytes.push(padding as u8);
    bytes.extend(payload);
    bytes.extend(std::iter::repeat_n(0, padding));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_farewell_is_a_packet_of_the_protocol() {
        for n in 0..40 {
            let text = "x".repeat(n);
            let bytes = farewell(&text);
            let packet = &bytes[NAME.len() + 2..];
            assert_eq!(packet.len() % 8, 0);
            let length = u32::from_be_bytes(packet[..4].try_into().expect("four bytes"));
            assert_eq!(length as usize, packet.len() - 4);
            assert!((4..=15).contains(&packet[4]), "{}", packet[4]);
            assert_eq!(packet[5], 1);
            assert_eq!(&packet[14..14 + n], text.as_bytes());
        }
    }
}
