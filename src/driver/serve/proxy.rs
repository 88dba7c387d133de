//! The PROXY protocol, versions 1 and 2: who is behind a balancer, said by the balancer.
//!
//! Only connections from networks that the operator named are believed, and those must begin with a header: a client that could write
//! one itself would choose its own address. Exactly the header is read and not a byte more, so that what follows is SSH's; a header is
//! short, and comes at once or not at all.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use proxy_header::{ParseConfig, ProxyHeader};
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::driver::serve::config::Others;
use crate::driver::serve::config::value::Wanted;

/// The longest header of version 1, its line's end included; specified.
const LONGEST_V1: usize = 107;
/// The longest header of version 2 that is read; its addresses take 52 bytes, and balancers add little to them.
const LONGEST_V2: usize = 536;
/// The shortest header of any kind: `PROXY UNKNOWN` and its line's end, or version 2 up to the first byte of its length.
const SHORTEST: usize = 15;
/// How a header of version 2 begins.
const SIGNATURE: &[u8] = b"\r\n\r\n\x00\r\nQUIT\n";
/// How long a header may take: a balancer sends it with the connection.
pub const PATIENCE: Duration = Duration::from_secs(3);

/// A network, such as `10.0.0.0/8` or `2001:db8::/32`; a single address is one too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// The address, with an IPv4 address as the IPv6 address that maps it.
    bits: u128,
    /// How many of its bits count.
    length: u8,
}

/// An address as bits; an IPv4 address and the one that maps it are the same.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

impl Network {
    /// Reads a network as [`fmt::Display`] writes it; a bare address is a network of its own.
    pub fn read(text: &str) -> Result<Self, Wanted> {
        let wanted = || {
            Wanted::new("a network or an address, such as `10.0.0.0/8`, `192.0.2.7` or `fd00::/8`")
        };
        let text = text.trim();
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wanted())?;
        let most: u8 = if address.is_ipv4() { 32 } else { 128 };
        let length = match length {
            Some(length) => length.parse().map_err(|_| wanted())?,
            None => most,
        };
        if length > most {
            return Err(wanted());
        }
        let length = length + (128 - most);
        Ok(Network {
            bits: bits(address) & mask(length),
            length,
        })
    }

    /// Whether an address is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        bits(address) & mask(self.length) == self.bits
    }
}

fn mask(length: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0)
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = Ipv6Addr::from_bits(self.bits);
        match address.to_ipv4_mapped() {
            Some(v4) if self.length >= 96 => write!(f, "{v4}/{}", self.length - 96),
            _ => write!(f, "{address}/{}", self.length),
        }
    }
}

/// What to expect of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// SSH, from the address that it comes from.
    Ssh,
    /// A header first.
    Header,
    /// Nothing: it is refused.
    Nothing,
}

/// What to expect of a connection from `peer`.
pub fn expected(peer: IpAddr, trusted: &[Network], others: Others) -> Expected {
    match others {
        _ if trusted.is_empty() => Expected::Ssh,
        _ if trusted.iter().any(|network| network.contains(peer)) => Expected::Header,
        Others::Refuse => Expected::Nothing,
        Others::Plain => Expected::Ssh,
    }
}

/// Who is connecting, as a header has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// Somebody at this address.
    Address(IpAddr),
    /// The balancer itself, such as for a health check.
    Balancer,
}

/// What is wrong with a header.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// It did not come, or not all of it.
    #[error("no whole PROXY header within {} seconds", PATIENCE.as_secs())]
    Late,
    /// What came is none.
    #[error("what the balancer sent is no PROXY header")]
    Broken,
    /// It is longer than headers are.
    #[error("the PROXY header is longer than {LONGEST_V2} bytes")]
    Long,
    /// The connection broke.
    #[error("the connection broke within the PROXY header")]
    Read(#[from] std::io::Error),
}

/// Reads a header off the beginning of a connection, and nothing behind it.
pub async fn read_header(stream: &mut (impl AsyncRead + Unpin)) -> Result<Client, ProxyError> {
    let header = tokio::time::timeout(PATIENCE, whole(stream)).await;
    client(&header.map_err(|_| ProxyError::Late)??)
}

/// The bytes of a header.
async fn whole(stream: &mut (impl AsyncRead + Unpin)) -> Result<Vec<u8>, ProxyError> {
    let mut header = vec![0; SHORTEST];
    stream.read_exact(&mut header).await?;
    if header.starts_with(SIGNATURE) {
        header.push(stream.read_u8().await?);
        let length = u16::from_be_bytes([header[14], header[15]]);
        let end = header.len() + usize::from(length);
        if end > LONGEST_V2 {
            return Err(ProxyError::Long);
        }
        let from = header.len();
        header.resize(end, 0);
        stream.read_exact(&mut header[from..]).await?;
        return Ok(header);
    }
    if !header.starts_with(b"PROXY ") {
        return Err(ProxyError::Broken);
    }
    while !header.ends_with(b"\n") {
        if header.len() >= LONGEST_V1 {
            return Err(ProxyError::Broken);
        }
        header.push(stream.read_u8().await?);
    }
    Ok(header)
}

/// Who a whole header says is connecting.
fn client(header: &[u8]) -> Result<Client, ProxyError> {
    let config = ParseConfig {
        include_tlvs: false,
        ..ParseConfig::default()
    };
    let (parsed, length) = ProxyHeader::parse(header, config).map_err(|_| ProxyError::Broken)?;
    if length != header.len() {
        return Err(ProxyError::Broken);
    }
    let address = parsed.proxied_address();
    Ok(address.map_or(Client::Balancer, |proxied| {
        Client::Address(proxied.source.ip().to_canonical())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proxy_header::ProxiedAddress;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn network(text: &str) -> Network {
        Network::read(text).expect("a network")
    }

    /// What a stream of `bytes` gives, and how many of them are left.
    fn read(bytes: &[u8]) -> (Result<Client, String>, usize) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
        let mut rest = bytes;
        let result = runtime.block_on(read_header(&mut rest));
        (result.map_err(|error| error.to_string()), rest.len())
    }

    #[test]
    fn networks_hold_their_addresses() {
        let ten = network("10.0.0.0/8");
        assert!(ten.contains(ip("10.255.0.1")) && ten.contains(ip("::ffff:10.0.0.1")));
        assert!(!ten.contains(ip("11.0.0.1")) && !ten.contains(ip("::1")));
        assert!(network("0.0.0.0/0").contains(ip("203.0.113.9")));
        assert!(!network("0.0.0.0/0").contains(ip("2001:db8::1")));
        assert!(network("::/0").contains(ip("2001:db8::1")));
        assert!(network("2001:db8::/32").contains(ip("2001:db8:1::1")));
        let shown =
            ["10.1.2.3/8", "192.0.2.7", "fd00::1/8", "::/0"].map(|t| network(t).to_string());
        assert_eq!(shown, ["10.0.0.0/8", "192.0.2.7/32", "fd00::/8", "::/0"]);
        for wrong in [
            "",
            "10.0.0.0/33",
            "::/129",
            "host",
            "10.0.0.0/-1",
            "10.0.0.0/8/8",
        ] {
            assert!(Network::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_trusted_networks_may_say_who_is_connecting() {
        let trusted = [network("127.0.0.0/8")];
        let from = |peer, others| expected(ip(peer), &trusted, others);
        assert_eq!(from("127.0.0.1", Others::Refuse), Expected::Header);
        assert_eq!(from("::ffff:127.0.0.1", Others::Plain), Expected::Header);
        assert_eq!(from("192.0.2.1", Others::Refuse), Expected::Nothing);
        assert_eq!(from("192.0.2.1", Others::Plain), Expected::Ssh);
        assert_eq!(
            expected(ip("127.0.0.1"), &[], Others::Refuse),
            Expected::Ssh
        );
    }

    #[test]
    fn both_versions_are_read_to_their_end_and_no_further() {
        let ssh = b"SSH-2.0-OpenSSH_9.2\r\n";
        for (from, to) in [
            ("192.0.2.7:999", "192.0.2.1:22"),
            ("[2001:db8::7]:999", "[::1]:22"),
        ] {
            let proxied = ProxiedAddress::stream(from.parse().unwrap(), to.parse().unwrap());
            let header = ProxyHeader::with_address(proxied.clone());
            let (mut v1, mut v2) = (Vec::new(), Vec::new());
            header.encode_v1(&mut v1).unwrap();
            header.encode_v2(&mut v2).unwrap();
            for mut bytes in [v1, v2] {
                bytes.extend_from_slice(ssh);
                let client = Client::Address(proxied.source.ip());
                assert_eq!(read(&bytes), (Ok(client), ssh.len()));
            }
        }
        let mut local = Vec::new();
        ProxyHeader::with_local().encode_v2(&mut local).unwrap();
        assert_eq!(read(&local).0, Ok(Client::Balancer));
        assert_eq!(read(b"PROXY UNKNOWN\r\n").0, Ok(Client::Balancer));
        let mapped = b"PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n";
        assert_eq!(read(mapped).0, Ok(Client::Address(ip("192.0.2.7"))));
    }

    #[test]
    fn what_is_no_header_is_refused() {
        let long = [b"PROXY TCP4 ".as_slice(), &[b'1'; 200]].concat();
        let huge = [SIGNATURE, &[0x21, 0x11, 0xff, 0xff], &[0; 600]].concat();
        let short = [SIGNATURE, &[0x21, 0x11, 0, 4], &[0; 600]].concat();
        for (bytes, said) in [
            (b"SSH-2.0-OpenSSH_9.2\r\n".as_slice(), "no PROXY header"),
            (b"PROXY TCP4 1.1.1.1\r\n", "no PROXY header"),
            (b"PROXY TCP4 1.1.1.1 2.2.2.2 3 4\n\n", "no PROXY header"),
            (&long, "no PROXY header"),
            (&short, "no PROXY header"),
            (&huge, "longer than"),
            (b"PROXY TC", "broke"),
            (b"", "broke"),
        ] {
            let (result, _) = read(bytes);
            let error = result.expect_err("no header");
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn a_header_that_does_not_come_is_not_waited_for() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
        let late = runtime.block_on(async {
            let (mut own, _other) = tokio::io::duplex(64);
            read_header(&mut own).await
        });
        assert!(matches!(late, Err(ProxyError::Late)));
    }

    proptest! {
        #[test]
        fn garbage_is_no_header(version in 0..3_u8, tail in proptest::collection::vec(any::<u8>(), 0..600)) {
            let head: &[u8] = match version { 0 => b"PROXY TCP4 ", 1 => SIGNATURE, _ => b"" };
            let bytes = [head, &tail].concat();
            let (_, left) = read(&bytes);
            prop_assert!(left <= bytes.len());
        }
    }
}
