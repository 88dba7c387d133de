//! What a client may not ask for: refused, counted, and without any effect.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use russh::client::Handle;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::client::{Client, Kiosk, PATIENCE, Visitor};

fn refused(kiosk: &Kiosk, request: &str) -> u64 {
    kiosk.count(&format!(
        "cotejo_requests_refused_total{{request=\"{request}\"}}"
    ))
}

/// Whether the visitor still reads.
async fn still_reads(visitor: &mut Visitor) {
    visitor.press(b"?").await;
    visitor.see("Help").await;
    visitor.press(b"q").await;
    assert_eq!(visitor.end().await.1, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_beside_reading_is_refused_and_counted() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut visitor = kiosk.visitor().await;
    visitor
        .channel
        .request_subsystem(true, "sftp")
        .await
        .expect("sent");
    visitor.answered(false).await;
    visitor.channel.agent_forward(true).await.expect("sent");
    visitor.answered(false).await;
    visitor
        .channel
        .request_x11(true, false, "MIT-MAGIC-COOKIE-1", "00", 0)
        .await
        .expect("sent");
    visitor.answered(false).await;
    for (name, value) in [
        ("LD_PRELOAD", "/tmp/evil.so"),
        ("PATH", "/tmp"),
        ("LANG", "en_US.UTF-8\u{1b}]0;x\u{7}"),
        ("COTEJO_CONTENT", "/etc"),
    ] {
        visitor
            .channel
            .set_env(true, name, value)
            .await
            .expect("sent");
        visitor.answered(false).await;
    }
    let handle: &Handle<Client> = &visitor.handle;
    assert!(
        handle.channel_open_session().await.is_err(),
        "a second channel"
    );
    assert!(
        handle
            .channel_open_direct_tcpip("127.0.0.1", 22, "127.0.0.1", 1)
            .await
            .is_err()
    );
    assert!(
        handle
            .channel_open_direct_streamlocal("/run/x")
            .await
            .is_err()
    );
    assert!(handle.tcpip_forward("0.0.0.0", 8080).await.is_err());
    assert!(handle.streamlocal_forward("/tmp/x").await.is_err());

    visitor.shell("xterm-256color", (80, 24)).await;
    visitor.see("q leaves").await;
    // What runs, runs alone.
    visitor.channel.exec(true, "faq").await.expect("sent");
    visitor.answered(false).await;
    still_reads(&mut visitor).await;
    for (request, n) in [
        ("subsystem", 1),
        ("agent", 1),
        ("x11", 1),
        ("env", 4),
        ("channel", 1),
        ("forward", 4),
    ] {
        assert_eq!(refused(&kiosk, request), n, "{request}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_on_asking_is_cut_off() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut calm = kiosk.reader(80, 24).await;
    let visitor = kiosk.visitor().await;
    let mut n = 0;
    while !visitor.handle.is_closed() && n < 1_000 {
        // Fails once the connection has gone.
        let _ = timeout(PATIENCE, visitor.handle.channel_open_session())
            .await
            .expect("an answer");
        n += 1;
    }
    assert!(n < 200, "{n} channels were asked for");
    still_reads(&mut calm).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_is_no_protocol_and_hurts_nobody() {
    let kiosk = Kiosk::open(|config| config.limits.address_rate = 60_000).await;
    let mut calm = kiosk.reader(80, 24).await;
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let beginnings: [&[u8]; 6] = [
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        b"SSH-2.0-x\r\n",
        b"SSH-1.0-x\r\n",
        b"SSH-2.0-x\r\n\xff\xff\xff\xff",
        b"SSH-2.0-x\r\n\0\0\x01\x14\x0a\x14",
    ];
    for n in 0..120 {
        let mut stream = TcpStream::connect(kiosk.address)
            .await
            .expect("a connection");
        let mut bytes = beginnings[n % beginnings.len()].to_vec();
        bytes.extend((0..random() % 600).flat_map(|_| random().to_le_bytes()));
        // The server may have had enough in the middle.
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
        let mut rest = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut rest))
            .await
            .expect("the server ends it");
    }
    kiosk
        .until("only one session", |kiosk| {
            kiosk.house.gate.counts().entering == 0
        })
        .await;
    assert_eq!(kiosk.count("cotejo_panics_total"), 0);
    still_reads(&mut calm).await;
}

/// What is done to a conversation on its way to the server.
#[derive(Debug, Clone, Copy)]
enum Harm {
    /// A bit is flipped.
    Flip,
    /// It ends there.
    Cut,
    /// A part comes twice.
    Repeat,
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_that_are_harmed_on_their_way_hurt_nobody() {
    let kiosk = Kiosk::open(|config| {
        config.limits.address_rate = 60_000;
        config.limits.address_startups = 1_000;
        config.limits.address_sessions = 1_000;
        config.limits.startups.start = 1_000;
        config.limits.startups.full = 1_000;
        config.limits.grace = Duration::from_secs(5);
    })
    .await;
    let mut calm = kiosk.reader(80, 24).await;
    let mut all = JoinSet::new();
    for n in 0..240 {
        let harm = [Harm::Flip, Harm::Cut, Harm::Repeat][n as usize % 3];
        all.spawn(converse(kiosk.address, harm, 3 + n * 17));
        if n % 24 == 23 {
            while all.join_next().await.is_some() {}
        }
    }
    kiosk
        .until("only one session", |kiosk| {
            kiosk.house.gate.counts().sessions == 1
        })
        .await;
    assert_eq!(kiosk.count("cotejo_panics_total"), 0);
    still_reads(&mut calm).await;
}

/// A visit whose bytes are harmed at one place.
async fn converse(address: SocketAddr, harm: Harm, at: u64) {
    let (near, far) = tokio::io::duplex(64 << 10);
    let server = TcpStream::connect(address).await.expect("a connection");
    let relay = tokio::spawn(relay(far, server, harm, at));
    let client = async {
        let config = Arc::new(russh::client::Config::default());
        let connected = russh::client::connect_stream(config, near, Client::default());
        let mut handle = connected.await.ok()?;
        handle.authenticate_none("visitor").await.ok()?;
        let channel = handle.channel_open_session().await.ok()?;
        let terminal = channel.request_pty(true, "xterm", 80, 24, 0, 0, &[]);
        terminal.await.ok()?;
        channel.request_shell(true).await.ok()?;
        channel.data(&b"jjjq"[..]).await.ok()
    };
    // A client may wait for ever for what was harmed; a server must not.
    let _ = timeout(Duration::from_millis(700), client).await;
    relay.abort();
}

/// Passes bytes on in both directions, and does harm to the client's at one place.
async fn relay(near: tokio::io::DuplexStream, far: TcpStream, harm: Harm, target: u64) {
    let (mut from_client, mut to_client) = tokio::io::split(near);
    let (mut from_server, mut to_server) = tokio::io::split(far);
    let there = async {
        let (mut at, mut buffer) = (0, [0; 1_024]);
        while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
            let is_here = (at..at + read as u64).contains(&target);
            let place = target.saturating_sub(at) as usize;
            at += read as u64;
            let mut bytes = buffer[..read].to_vec();
            match harm {
                Harm::Flip if is_here => bytes[place] ^= 1 << (target % 8),
                Harm::Cut if is_here => bytes.truncate(place),
                Harm::Repeat if is_here => bytes.extend_from_slice(&buffer[place..read]),
                Harm::Flip | Harm::Cut | Harm::Repeat => {}
            }
            let ends = is_here && matches!(harm, Harm::Cut);
            if to_server.write_all(&bytes).await.is_err() || ends {
                break;
            }
        }
        let _ = to_server.shutdown().await;
    };
    let back = tokio::io::copy(&mut from_server, &mut to_client);
    let _ = tokio::join!(there, back);
}
