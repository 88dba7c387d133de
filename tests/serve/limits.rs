//! Every limit that an operator sets, met by somebody who goes beyond it, while others read on.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cotejo::driver::serve::limit::EarlyDrop;
use cotejo::driver::serve::log::Addresses;
use cotejo::driver::serve::proxy::Network;
use russh::{ChannelMsg, ChannelReadHalf, client};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::client::{Client, Kiosk, PATIENCE, Visitor};

fn refused(kiosk: &Kiosk, reason: &str) -> u64 {
    kiosk.count(&format!("cotejo_refusals_total{{reason=\"{reason}\"}}"))
}

fn ended(kiosk: &Kiosk, ending: &str) -> u64 {
    kiosk.count(&format!(
        "cotejo_sessions_ended_total{{ending=\"{ending}\"}}"
    ))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_house_says_so_and_takes_the_next_when_somebody_leaves() {
    let kiosk = Kiosk::open(|config| config.limits.sessions = 2).await;
    let mut one = kiosk.reader(80, 24).await;
    let two = kiosk.reader(80, 24).await;
    let told = Visitor::farewell(kiosk.address).await;
    assert_eq!(told, "every place is taken; try again in 5 minutes");
    assert_eq!(refused(&kiosk, "sessions"), 1);
    one.see("q leaves").await;
    one.press(b"q").await;
    one.end().await;
    drop(one);
    kiosk
        .until("a place", |kiosk| kiosk.house.gate.counts().sessions < 2)
        .await;
    let mut three = kiosk.reader(80, 24).await;
    three.see("q leaves").await;
    drop(two);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_so_many_sessions() {
    let kiosk = Kiosk::open(|config| config.limits.address_sessions = 1).await;
    let _one = kiosk.reader(80, 24).await;
    let told = Visitor::farewell(kiosk.address).await;
    assert!(
        told.starts_with("your address has as many sessions open as it may have"),
        "{told}"
    );
    assert_eq!(refused(&kiosk, "address-sessions"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_may_not_come_too_often() {
    let kiosk = Kiosk::open(|config| config.limits.address_rate = 3).await;
    for _ in 0..3 {
        assert_eq!(kiosk.run("help").await.2, Some(0));
    }
    let told = Visitor::farewell(kiosk.address).await;
    assert!(
        told.starts_with("too many connections from your address in a short time; try again in"),
        "{told}"
    );
    assert_eq!(refused(&kiosk, "rate"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_open_connections_are_dropped_early_and_cut_off_in_time() {
    let kiosk = Kiosk::open(|config| {
        config.limits.address_rate = 60_000;
        config.limits.address_startups = 100;
        config.limits.startups = EarlyDrop {
            start: 20,
            rate: 100,
            full: 20,
        };
        config.limits.grace = Duration::from_millis(700);
    })
    .await;
    let begun = Instant::now();
    let mut open = Vec::new();
    for _ in 0..40 {
        open.push(
            TcpStream::connect(kiosk.address)
                .await
                .expect("a connection"),
        );
    }
    kiosk
        .until("all to be counted", |kiosk| {
            refused(kiosk, "startups") == 20
        })
        .await;
    for mut stream in open {
        let mut rest = Vec::new();
        // Reset or closed, but not open.
        let _ = timeout(PATIENCE, stream.read_to_end(&mut rest))
            .await
            .expect("the server ends it");
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
    kiosk
        .until("an empty porch", |kiosk| {
            kiosk.house.gate.counts().entering == 0
        })
        .await;
    assert_eq!(refused(&kiosk, "grace"), 20);
    // Those who log in are not disturbed.
    assert_eq!(kiosk.run("help").await.2, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_asks_for_nothing_is_cut_off_too() {
    let kiosk = Kiosk::open(|config| config.limits.grace = Duration::from_millis(500)).await;
    let told = Visitor::farewell(kiosk.address).await;
    assert_eq!(told, "logging in took too long; try again in 1 minute");
    assert_eq!(refused(&kiosk, "grace"), 1);
    kiosk
        .until("an empty house", |kiosk| {
            kiosk.house.gate.counts().sessions == 0
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_of_one_address_wait_in_small_numbers() {
    let kiosk = Kiosk::open(|config| config.limits.address_startups = 3).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(
            TcpStream::connect(kiosk.address)
                .await
                .expect("a connection"),
        );
    }
    kiosk
        .until("three to wait", |kiosk| {
            kiosk.house.gate.counts().entering == 3
        })
        .await;
    let told = Visitor::farewell(kiosk.address).await;
    assert!(
        told.starts_with("too many connections from your address are waiting"),
        "{told}"
    );
    assert_eq!(refused(&kiosk, "address-startups"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_anybody_types_ends_the_session() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut calm = kiosk.reader(80, 24).await;
    let mut flood = kiosk.reader(80, 24).await;
    flood.see("q leaves").await;
    let chunk = vec![b'x'; 32 << 10];
    let flooding = async {
        // Waits for a window that never comes, or fails, once the server has had enough.
        while flood.channel.data(&chunk[..]).await.is_ok() {}
        std::future::pending().await
    };
    tokio::select! {
        () = flooding => {}
        () = kiosk.until("the flood to end", |kiosk| ended(kiosk, "flood") == 1) => {}
    }
    calm.press(b"?").await;
    calm.see("Help").await;
}

/// On one thread, so that whoever holds it holds up everybody.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn keys_that_make_much_work_hold_up_nobody_else() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut calm = kiosk.reader(80, 24).await;
    let mut busy = kiosk.reader(80, 24).await;
    busy.press(b"c").await;
    busy.see("498 claims").await;
    // Looks through all claims for a letter that is in none of them together with the next, leaves, and begins again.
    let packet = b"fzw\x03".repeat(4_000);
    busy.press(&packet).await;
    calm.press(b"?").await;
    calm.see("Help").await;
    assert_eq!(ended(&kiosk, "flood"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_small_packets_are_more_than_anybody_types() {
    let kiosk = Kiosk::open(|config| config.input_rate = 128).await;
    // The smallest windows, which take the least time to draw.
    let keys = kiosk.reader(1, 1).await;
    let (read, write) = keys.channel.split();
    let pressing = async { while write.data(&b"j"[..]).await.is_ok() {} };
    let last = read_beside(read, pressing).await;
    assert!(last.contains("more was sent than anybody"), "{last:?}");
    kiosk
        .until("the end to be counted", |kiosk| ended(kiosk, "flood") == 1)
        .await;
    let sizes = kiosk.reader(1, 1).await;
    let (read, write) = sizes.channel.split();
    let dragging = async { while write.window_change(2, 1, 0, 0).await.is_ok() {} };
    let last = read_beside(read, dragging).await;
    assert!(last.contains("more was sent than anybody"), "{last:?}");
    kiosk
        .until("the end to be counted", |kiosk| ended(kiosk, "flood") == 2)
        .await;
}

/// What a visitor is sent until the end of their session, while they do something.
async fn read_beside(mut read: ChannelReadHalf, doing: impl Future<Output = ()>) -> String {
    let reading = async {
        let mut bytes = Vec::new();
        while let Some(message) = read.wait().await {
            if let ChannelMsg::Data { data } = message {
                bytes.extend(data.iter());
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let done = async {
        doing.await;
        std::future::pending().await
    };
    let first = async {
        tokio::select! {
            text = reading => text,
            () = done => String::new(),
        }
    };
    timeout(2 * PATIENCE, first).await.expect("it ends")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_waits_for_those_who_read_slowly() {
    let kiosk = Kiosk::open(|config| config.output_held = 16 << 10).await;
    let (whole, _, _) = kiosk.run("read claims").await;
    assert!(whole.len() > 64 << 10, "{}", whole.len());
    // A client that hands on little at a time, as one does before a pager, at the end of a small pipe.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .set_recv_buffer_size(4 << 10)
        .expect("a small buffer");
    let stream = socket.connect(kiosk.address).await.expect("a connection");
    let config = Arc::new(client::Config {
        channel_buffer_size: 1,
        ..client::Config::default()
    });
    let connected = client::connect_stream(config, stream, Client::default());
    let mut handle = connected.await.expect("let in");
    let login = handle.authenticate_none("visitor").await;
    assert!(login.expect("an answer").success());
    let mut slow = Visitor::of(handle).await.expect("a session");
    slow.channel.exec(true, "read claims").await.expect("sent");
    slow.answered(true).await;
    // Longer than a client has to close that has been told everything.
    tokio::time::sleep(Duration::from_secs(3)).await;
    while !slow.is_closed {
        slow.next().await;
    }
    assert_eq!(slow.bytes.len(), whole.len());
    assert_eq!(slow.status, Some(0));
    drop(slow);
    kiosk
        .until("an empty house", |kiosk| {
            kiosk.house.gate.counts().sessions == 0
        })
        .await;
}

/// A client that comes through a balancer, which says where it is from.
async fn through_balancer(kiosk: &Kiosk, header: &str) -> Option<client::Handle<Client>> {
    let mut stream = TcpStream::connect(kiosk.address)
        .await
        .expect("a connection");
    stream.write_all(header.as_bytes()).await.expect("taken");
    let config = Arc::new(client::Config::default());
    let connected = client::connect_stream(config, stream, Client::default());
    let mut handle = timeout(PATIENCE, connected)
        .await
        .expect("an answer")
        .ok()?;
    let login = handle.authenticate_none("visitor").await.ok()?;
    login.success().then_some(handle)
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_balancer_limits_hold_for_who_is_connecting() {
    let kiosk = Kiosk::open(|config| {
        config.proxy_from = vec![Network::read("127.0.0.0/8").expect("a network")];
        config.limits.address_sessions = 1;
        config.addresses = Addresses::Clear;
    })
    .await;
    let one = "PROXY TCP6 2001:db8::1 2001:db8::9 999 22\r\n";
    let same = "PROXY TCP6 2001:db8::2 2001:db8::9 999 22\r\n";
    let other = "PROXY TCP4 192.0.2.7 192.0.2.9 999 22\r\n";
    let handle = through_balancer(&kiosk, one).await.expect("let in");
    let mut first = Visitor::of(handle).await.expect("a session");
    first.shell("xterm-256color", (80, 24)).await;
    first.see("q leaves").await;
    kiosk
        .until("the visitor in the log", |kiosk| {
            kiosk.log.text().contains("visitor=2001:db8::1")
        })
        .await;
    // Whether it hears of its login before it is sent away is a matter of chance.
    let _ = through_balancer(&kiosk, same).await;
    kiosk
        .until("a refusal", |kiosk| refused(kiosk, "address-sessions") == 1)
        .await;
    assert!(through_balancer(&kiosk, other).await.is_some());
    // Who says nothing is not waited for, and who is no balancer is told.
    assert_eq!(refused(&kiosk, "proxy"), 0);
    assert!(
        through_balancer(&kiosk, "SSH-2.0-x and no header\r\n")
            .await
            .is_none()
    );
    assert_eq!(refused(&kiosk, "proxy"), 1);

    let kiosk = Kiosk::open(|config| {
        config.proxy_from = vec![Network::read("192.0.2.1").expect("a network")];
    })
    .await;
    let told = Visitor::farewell(kiosk.address).await;
    assert!(told.starts_with("the balancer did not say"), "{told}");
    assert_eq!(refused(&kiosk, "proxy"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paste_is_taken_up_to_what_is_kept() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut visitor = kiosk.reader(80, 24).await;
    visitor.see("q leaves").await;
    visitor.press(b"/").await;
    visitor.see("Search:").await;
    visitor.press(b"\x1b[200~guard \x1b[201~").await;
    visitor.see("Search: guard").await;
    let mut paste = b"\x1b[200~".to_vec();
    paste.extend(std::iter::repeat_n(b'y', 40 << 10));
    paste.extend(b"\x1b[201~");
    visitor.press(&paste).await;
    visitor.see("yyyy").await;
    visitor.press(b"\x1b").await;
    visitor
        .until("the search to close", |screen| !screen.contains("yyyy"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_nothing_is_cut_off_and_nobody_else_waits() {
    let kiosk = Kiosk::open(|config| config.output_wait = Duration::from_millis(600)).await;
    let mut calm = kiosk.reader(80, 24).await;
    calm.see("q leaves").await;
    // A client that grants a window for a part of a screen and then no more.
    let config = Arc::new(client::Config {
        window_size: 1_000,
        channel_buffer_size: 1,
        ..client::Config::default()
    });
    let mut deaf = client::connect(config, kiosk.address, Client::default())
        .await
        .expect("let in");
    assert!(
        deaf.authenticate_none("visitor")
            .await
            .expect("an answer")
            .success()
    );
    let channel = deaf.channel_open_session().await.expect("a session");
    channel
        .request_pty(false, "xterm", 200, 60, 0, 0, &[])
        .await
        .expect("sent");
    channel.request_shell(false).await.expect("sent");
    for n in 0..200 {
        let (columns, rows) = (100 + n % 50, 40 + n % 20);
        if channel.window_change(columns, rows, 0, 0).await.is_err() {
            break;
        }
    }
    kiosk
        .until("the deaf one to be cut off", |kiosk| {
            ended(kiosk, "stalled") == 1
        })
        .await;
    calm.press(b"?").await;
    calm.see("Help").await;
    calm.press(b"q").await;
    assert_eq!(calm.end().await.1, Some(0));
    kiosk
        .until("an empty house", |kiosk| {
            kiosk.house.gate.counts().sessions == 0
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_connection_takes_nothing_is_cut_off_too() {
    let kiosk = Kiosk::open(|config| {
        config.output_wait = Duration::from_millis(600);
        config.output_held = 16 << 10;
    })
    .await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .set_recv_buffer_size(4 << 10)
        .expect("a small buffer");
    let server = socket.connect(kiosk.address).await.expect("a connection");
    let (near, far) = tokio::io::duplex(64 << 10);
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(async move {
        let (mut from_client, mut to_client) = tokio::io::split(far);
        let (mut from_server, mut to_server) = tokio::io::split(server);
        let there = tokio::io::copy(&mut from_client, &mut to_server);
        let back = async {
            tokio::select! {
                _ = tokio::io::copy(&mut from_server, &mut to_client) => {}
                _ = stopped => {}
            }
        };
        let _ = tokio::join!(there, back);
    });
    let config = Arc::new(client::Config::default());
    let connected = client::connect_stream(config, near, Client::default());
    let mut handle = connected.await.expect("let in");
    let login = handle
        .authenticate_none("visitor")
        .await
        .expect("an answer");
    assert!(login.success());
    let mut visitor = Visitor::of(handle).await.expect("a session");
    visitor.shell("xterm-256color", (120, 40)).await;
    visitor.see("q leaves").await;
    stop.send(()).expect("somebody listens");
    // Ctrl-L draws everything anew.
    for _ in 0..200 {
        if ended(&kiosk, "stalled") == 1 {
            break;
        }
        let pressed = visitor.channel.data(&b"\x0c"[..]);
        if !matches!(
            timeout(Duration::from_millis(50), pressed).await,
            Ok(Ok(()))
        ) {
            break;
        }
    }
    kiosk
        .until("the deaf one to be cut off", |kiosk| {
            ended(kiosk, "stalled") == 1
        })
        .await;
    kiosk
        .until("an empty house", |kiosk| {
            kiosk.house.gate.counts().sessions == 0
        })
        .await;
}
