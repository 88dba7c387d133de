//! What a client may not ask for: refused, counted, and without any effect.

use std::time::Duration;

use russh::client::Handle;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
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
    visitor.see("Leave with q").await;
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

#[tokio::test(flavor = "multi_thread")]
async fn handshakes_with_flipped_bits_hurt_nobody() {
    let kiosk = Kiosk::open(|config| config.limits.address_rate = 60_000).await;
    let mut calm = kiosk.reader(80, 24).await;
    for n in 0..60_u64 {
        let (near, far) = tokio::io::duplex(64 << 10);
        let server = TcpStream::connect(kiosk.address)
            .await
            .expect("a connection");
        let relay = tokio::spawn(relay(far, server, n));
        let client = async {
            let config = std::sync::Arc::new(russh::client::Config::default());
            let mut handle = russh::client::connect_stream(config, near, Client::default())
                .await
                .ok()?;
            handle.authenticate_none("visitor").await.ok()?;
            let channel = handle.channel_open_session().await.ok()?;
            channel
                .request_pty(true, "xterm", 80, 24, 0, 0, &[])
                .await
                .ok()?;
            channel.request_shell(true).await.ok()?;
            channel.data(&b"jjjq"[..]).await.ok()
        };
        // A client may wait for ever for what was garbled; a server must not.
        let _ = timeout(Duration::from_millis(300), client).await;
        relay.abort();
    }
    kiosk
        .until("only one session", |kiosk| {
            kiosk.house.gate.counts().sessions == 1
        })
        .await;
    assert_eq!(kiosk.count("cotejo_panics_total"), 0);
    still_reads(&mut calm).await;
}

/// Passes bytes on in both directions, with a bit of the client's flipped somewhere.
async fn relay(near: tokio::io::DuplexStream, far: TcpStream, n: u64) {
    let (mut from_client, mut to_client) = tokio::io::split(near);
    let (mut from_server, mut to_server) = tokio::io::split(far);
    let there = async {
        let (mut at, mut buffer) = (0, [0; 1_024]);
        let target = 7 + n * 41;
        while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
            if (at..at + read as u64).contains(&target) {
                buffer[(target - at) as usize] ^= 1 << (n % 8);
            }
            at += read as u64;
            if to_server.write_all(&buffer[..read]).await.is_err() {
                break;
            }
        }
        let _ = to_server.shutdown().await;
    };
    let back = tokio::io::copy(&mut from_server, &mut to_client);
    let _ = tokio::join!(there, back);
}
