//! What visitors do, and what is measured of it.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZero;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use russh::ChannelMsg;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::client::{self, Kernel, Visitor, enter};
use crate::server::Server;
use crate::stats::Times;

/// How many visitors log in at a time: fewer than the server begins to drop at.
const ARRIVING: usize = 16;
/// How often a visitor presses a key.
const PACE: Duration = Duration::from_millis(500);
/// How many keys the last of them moves about on the first page before the first does what all do: nobody opens a chapter with everybody.
const STROLL: usize = 24;
/// What they press then: from the first page into a chapter. What a server makes of it is its own business.
const OPENING: &[u8] = b"jjjjjjjjjjjj\r";
/// What they press from there on, again and again; in a long text each of them moves something.
const KEYS: &[u8] = b" jjjkkb jjjkkg";

/// What the two contents are called that take turns.
pub const NAMES: [&str; 2] = ["Aleph", "Beth"];

/// How much, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Sessions.
    pub n_sessions: usize,
    /// How long they go on.
    pub time: Duration,
}

type Done = Pin<Box<dyn Future<Output = io::Result<String>>>>;

/// A scenario: its name, what it does, and what it is for.
pub type Scenario = (&'static str, fn(Run, Server) -> Done, &'static str);

/// Every scenario.
pub const SCENARIOS: &[Scenario] = &[
    (
        "typing",
        |run, server| Box::pin(typing(run, server)),
        "latency, memory and CPU of sessions that type two keys a second",
    ),
    (
        "hold",
        |run, server| Box::pin(hold(run, server)),
        "sessions that do nothing for a while, and are all still there",
    ),
    (
        "flood",
        |run, server| Box::pin(flood(run, server)),
        "the latency of others while one address opens 200 connections a second",
    ),
    (
        "stalled",
        |run, server| Box::pin(stalled(run, server)),
        "200 visitors who never read, and the latency of others",
    ),
    (
        "paste",
        |run, server| Box::pin(paste(run, server)),
        "one visitor who pastes 100 MB, and the latency of others",
    ),
    (
        "reload",
        |run, server| Box::pin(reload(run, server)),
        "new content every two seconds from {dir}/content; no screen may show both",
    ),
    (
        "drain",
        |run, server| Box::pin(drain(run, server)),
        "SIGTERM while everybody types",
    ),
];

/// What one visitor saw.
#[derive(Default)]
struct Seen {
    first: Times,
    last: Times,
    n_keys: usize,
    n_silent: usize,
    is_lost: bool,
    tail: Vec<u8>,
}

/// Lets visitors in, `n` of them with numbers from `from` on.
async fn arrive(from: usize, n: usize, to: SocketAddr) -> io::Result<(Vec<Visitor>, Times)> {
    arrive_with(from, n, to, Kernel::Generous).await
}

/// Lets visitors in for whom the kernel does so much.
async fn arrive_with(
    from: usize,
    n: usize,
    to: SocketAddr,
    kernel: Kernel,
) -> io::Result<(Vec<Visitor>, Times)> {
    let places = Arc::new(Semaphore::new(ARRIVING));
    let mut entering = JoinSet::new();
    for at in from..from + n {
        let places = places.clone();
        entering.spawn(async move {
            let _place = places.acquire_owned().await;
            enter(at, to, kernel).await
        });
    }
    let (mut visitors, mut paints) = (Vec::with_capacity(n), Times::default());
    while let Some(entered) = entering.join_next().await {
        let visitor = entered
            .map_err(io::Error::other)?
            .map_err(io::Error::other)?;
        paints.push(visitor.first_paint);
        visitors.push(visitor);
    }
    Ok((visitors, paints))
}

/// Types at the pace of readers until told to stop. The latency of a key is that of the bytes that come before the next one.
async fn type_keys(mut visitor: Visitor, n: usize, mut stop: watch::Receiver<bool>) -> Seen {
    let mut seen = Seen::default();
    // Not all at once: readers don't press keys in step.
    tokio::time::sleep(PACE * (n as u32 % 97) / 97).await;
    let mut pace = tokio::time::interval(PACE);
    let mut pending: Option<(Instant, Option<(Duration, Duration)>)> = None;
    loop {
        tokio::select! {
            biased;
            message = visitor.channel.wait() => match message {
                Some(ChannelMsg::Data { data }) => {
                    let len = seen.tail.len().saturating_sub(4_096);
                    seen.tail.drain(..len);
                    seen.tail.extend_from_slice(&data);
                    if let Some((sent, times)) = &mut pending {
                        let after = sent.elapsed();
                        let first = times.map_or(after, |(first, _)| first);
                        *times = Some((first, after));
                    }
                }
                Some(ChannelMsg::Close | ChannelMsg::Eof) | None => {
                    seen.is_lost = true;
                    return seen;
                }
                Some(_) => {}
            },
            _ = stop.changed() => {
                settle(&mut seen, pending.take());
                return seen;
            }
            _ = pace.tick() => {
                settle(&mut seen, pending.take());
                let key = key(n, seen.n_keys);
                seen.n_keys += 1;
                pending = Some((Instant::now(), None));
                if visitor.channel.data(&[key][..]).await.is_err() {
                    seen.is_lost = true;
                    return seen;
                }
            }
        }
    }
}

/// The key that visitor `n` presses at a time.
fn key(n: usize, at: usize) -> u8 {
    // In pairs, so that they end where they began.
    let stroll = n % STROLL / 2 * 2;
    match at.checked_sub(stroll) {
        None => b"jk"[at % 2],
        Some(at) if at < OPENING.len() => OPENING[at],
        Some(at) => KEYS[(at - OPENING.len()) % KEYS.len()],
    }
}

fn settle(seen: &mut Seen, pending: Option<(Instant, Option<(Duration, Duration)>)>) {
    match pending {
        Some((_, Some((first, last)))) => {
            seen.first.push(first);
            seen.last.push(last);
        }
        Some((_, None)) => seen.n_silent += 1,
        None => {}
    }
}

/// Visitors who type, and the word that stops them.
struct Typing {
    visitors: JoinSet<Seen>,
    stop: watch::Sender<bool>,
}

impl Typing {
    fn start(visitors: Vec<Visitor>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut set = JoinSet::new();
        for (n, visitor) in visitors.into_iter().enumerate() {
            set.spawn(type_keys(visitor, n, stopped.clone()));
        }
        Typing {
            visitors: set,
            stop,
        }
    }

    async fn finish(mut self) -> Seen {
        // Visitors who have left don't hear it.
        let _ = self.stop.send(true);
        let (mut all, mut n_lost) = (Seen::default(), 0);
        while let Some(Ok(seen)) = self.visitors.join_next().await {
            all.first.extend(seen.first);
            all.last.extend(seen.last);
            all.n_keys += seen.n_keys;
            all.n_silent += seen.n_silent;
            n_lost += usize::from(seen.is_lost);
        }
        all.is_lost = n_lost > 0;
        all.tail = n_lost.to_string().into_bytes();
        all
    }
}

fn said(seen: &Seen) -> String {
    let n_lost = String::from_utf8_lossy(&seen.tail);
    format!(
        "{} {} keys={} answered={} silent={} lost={n_lost}",
        seen.first.line("first"),
        seen.last.line("last"),
        seen.n_keys,
        seen.first.len(),
        seen.n_silent,
    )
}

async fn typing(run: Run, server: Server) -> io::Result<String> {
    let empty = server.pss();
    let begun = Instant::now();
    let (visitors, paints) = arrive(0, run.n_sessions, server.address).await?;
    let arriving = begun.elapsed();
    // Nobody does anything: what do they cost?
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (before, waiting) = (server.cpu(), Duration::from_secs(8));
    tokio::time::sleep(waiting).await;
    let idle = (server.cpu() - before) / waiting.as_secs_f64() * 100.0;
    let held = server.pss();
    let before = server.cpu();
    let typing = Typing::start(visitors);
    tokio::time::sleep(run.time).await;
    let (cpu, typed) = (server.cpu() - before, server.pss());
    let seen = typing.finish().await;
    let each = |pss: f64| (pss - empty) / run.n_sessions as f64;
    Ok(format!(
        "{} {} arriving_s={:.1} idle_cpu_percent={idle:.2} cpu_s_per_1000_keys={:.3} empty_kib={empty:.0} kib_per_session_idle={:.1} kib_per_session={:.1}",
        said(&seen),
        paints.line("paint"),
        arriving.as_secs_f64(),
        cpu / seen.n_keys as f64 * 1_000.0,
        each(held),
        each(typed),
    ))
}

async fn hold(run: Run, server: Server) -> io::Result<String> {
    let empty = server.pss();
    let (visitors, paints) = arrive(0, run.n_sessions, server.address).await?;
    let (before, held) = (server.cpu(), server.pss());
    tokio::time::sleep(run.time).await;
    let idle = (server.cpu() - before) / run.time.as_secs_f64() * 100.0;
    let typing = Typing::start(visitors);
    tokio::time::sleep(PACE * 6).await;
    let seen = typing.finish().await;
    Ok(format!(
        "{} {} idle_cpu_percent={idle:.2} kib_per_session={:.1}",
        said(&seen),
        paints.line("paint"),
        (held - empty) / run.n_sessions as f64
    ))
}

async fn flood(run: Run, server: Server) -> io::Result<String> {
    let (visitors, _) = arrive(0, run.n_sessions, server.address).await?;
    let quiet = Typing::start(visitors);
    tokio::time::sleep(run.time).await;
    let quiet = quiet.finish().await;
    let (visitors, _) = arrive(20_000, run.n_sessions, server.address).await?;
    let typing = Typing::start(visitors);
    let (mut held, mut n_refused) = (Vec::new(), 0);
    let begun = Instant::now();
    let mut beat = tokio::time::interval(Duration::from_millis(5));
    let mut newcomer = None;
    while begun.elapsed() < run.time {
        beat.tick().await;
        match client::connect(
            Ipv4Addr::new(127, 0, 0, 2),
            server.address,
            Kernel::Generous,
        )
        .await
        {
            Ok(stream) => held.push(stream),
            Err(_) => n_refused += 1,
        }
        if begun.elapsed() > run.time / 2 && newcomer.is_none() {
            let to = server.address;
            newcomer = Some(tokio::spawn(async move {
                enter(40_000, to, Kernel::Generous)
                    .await
                    .map(|v| v.first_paint)
            }));
        }
    }
    let n_tried = held.len() + n_refused;
    let rate = n_tried as f64 / begun.elapsed().as_secs_f64();
    let open = held.iter().filter(|stream| is_open(stream)).count();
    let newcomer = match newcomer {
        Some(task) => task
            .await
            .map_err(io::Error::other)?
            .map_err(io::Error::other)?,
        None => Duration::ZERO,
    };
    let seen = typing.finish().await;
    Ok(format!(
        "{} quiet: {} flood_per_s={rate:.0} tried={n_tried} still_open={open} newcomer_ms={:.0} pss_kib={:.0}",
        said(&seen),
        quiet.first.line("first"),
        newcomer.as_secs_f64() * 1_000.0,
        server.pss(),
    ))
}

/// Whether the other end of a connection has not closed it.
fn is_open(stream: &tokio::net::TcpStream) -> bool {
    let mut byte = [0; 256];
    loop {
        match stream.try_read(&mut byte) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) => return error.kind() == io::ErrorKind::WouldBlock,
        }
    }
}

async fn stalled(run: Run, server: Server) -> io::Result<String> {
    const STALLED: usize = 200;
    const CLOSED: &str = "cotejo_sessions_ended_total{ending=\"stalled\"}";
    let (visitors, _) = arrive(0, run.n_sessions, server.address).await?;
    let before = server.pss();
    let (stalling, _) = arrive_with(20_000, STALLED, server.address, Kernel::Tight).await?;
    let typing = Typing::start(visitors);
    let mut set = JoinSet::new();
    for visitor in stalling {
        set.spawn(async move {
            visitor.reading.stop();
            // Pages that are drawn whole and windows that change, for as long as anybody takes them.
            for n in 0_u32.. {
                let size = 100 + n % 40;
                let sent = visitor.channel.data(&b"\x0c"[..]).await.is_ok();
                let resized = visitor.channel.window_change(size, 40, 0, 0).await.is_ok();
                if !(sent && resized) {
                    return;
                }
                tokio::time::sleep(PACE / 2).await;
            }
        });
    }
    let (begun, mut peak, mut all_closed) = (Instant::now(), before, None);
    while begun.elapsed() < run.time {
        tokio::time::sleep(Duration::from_millis(500)).await;
        peak = peak.max(server.pss());
        if server.metric(CLOSED) == Some(STALLED as f64) && all_closed.is_none() {
            all_closed = Some(begun.elapsed());
        }
    }
    let closed = server.metric(CLOSED).unwrap_or(f64::NAN);
    let after = server.pss() - before;
    let seen = typing.finish().await;
    set.abort_all();
    Ok(format!(
        "{} stalled={STALLED} peak_kib_per_stalled={:.1} closed={closed} all_closed_s={:.1} after_kib={after:.0}",
        said(&seen),
        (peak - before) / STALLED as f64,
        all_closed.map_or(f64::NAN, |time| time.as_secs_f64()),
    ))
}

async fn paste(run: Run, server: Server) -> io::Result<String> {
    const PASTED: usize = 100 << 20;
    let (visitors, _) = arrive(0, run.n_sessions, server.address).await?;
    let typing = Typing::start(visitors);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = server.pss();
    let pasting = enter(20_000, server.address, Kernel::Generous);
    let pasting = pasting.await.map_err(io::Error::other)?;
    let begun = Instant::now();
    let connection = pasting.connection;
    let (mut read, write) = pasting.channel.split();
    let n_sent = Arc::new(AtomicUsize::new(0));
    let counted = n_sent.clone();
    let writing = tokio::spawn(async move {
        let part = vec![b'x'; 32 << 10];
        while counted.load(Ordering::Relaxed) < PASTED && write.data(&part[..]).await.is_ok() {
            counted.fetch_add(part.len(), Ordering::Relaxed);
        }
    });
    let reading = tokio::spawn(async move {
        let mut told = Vec::new();
        while let Some(message) = read.wait().await {
            match message {
                ChannelMsg::Data { data } => told = data.to_vec(),
                ChannelMsg::Close => break,
                _ => {}
            }
        }
        let text = String::from_utf8_lossy(&told).into_owned();
        (begun.elapsed(), text.contains("than anybody types"))
    });
    let mut peak = before;
    while begun.elapsed() < run.time {
        tokio::time::sleep(Duration::from_millis(100)).await;
        peak = peak.max(server.pss());
    }
    let is_closed = reading.is_finished();
    writing.abort();
    reading.abort();
    let (after, is_told) = reading.await.unwrap_or((run.time, false));
    drop(connection);
    let seen = typing.finish().await;
    Ok(format!(
        "{} peak_kib={:.0} taken_bytes={} closed={is_closed} told={is_told} after_s={:.2}",
        said(&seen),
        peak - before,
        n_sent.load(Ordering::Relaxed),
        after.as_secs_f64(),
    ))
}

/// Puts a folder of content in place whose every text says which one it is.
pub fn put_content(dir: &Path, name: &str) -> io::Result<()> {
    let new = dir.join(format!("content-{name}"));
    fs::create_dir_all(&new)?;
    let lines: String = (0..30)
        .map(|n| format!("[[block]]\ntext = \"{name} paragraph {n} of {name}, as long as paragraphs are, with {name} again\"\n\n"))
        .collect();
    let explainer = format!(
        "[explainer]\nformat = 1\nid = \"load\"\ntitle = \"{name}\"\nsummary = \"{name}\"\nas-of = \"2026\"\nlanguages = [\"en\"]\nchapters = [\"one\"]\n"
    );
    let chapter = format!(
        "[chapter]\nid = \"one\"\ntitle = \"{name}\"\nsummary = \"{name}\"\n\n[[section]]\nid = \"part\"\ntitle = \"{name}\"\n\n{}",
        lines.replace("[[block]]", "[[section.block]]")
    );
    fs::write(new.join("explainer.toml"), explainer)?;
    fs::write(new.join("one.toml"), chapter)?;
    // What the server reads is a link, which is replaced at once.
    let link = dir.join("content.new");
    let _ = fs::remove_file(&link);
    std::os::unix::fs::symlink(&new, &link)?;
    fs::rename(&link, dir.join("content"))
}

async fn reload(run: Run, server: Server) -> io::Result<String> {
    let (visitors, _) = arrive(0, run.n_sessions, server.address).await?;
    let (stop, stopped) = watch::channel(false);
    let mut set = JoinSet::new();
    for mut visitor in visitors {
        let mut stopped = stopped.clone();
        set.spawn(async move {
            let side = |n| NonZero::new(n).expect("not 0");
            let mut screen = vt100::Parser::new(side(40), side(120), 0);
            screen.process(&visitor.first);
            let (mut n_both, mut changes, mut shown) = (0, 0, None);
            let mut is_open = visitor.channel.data(&b"\r"[..]).await.is_ok();
            while is_open {
                tokio::select! {
                    message = visitor.channel.wait() => match message {
                        Some(ChannelMsg::Data { data }) => {
                            screen.process(&data);
                            // Between frames only: a frame may come in several packets.
                            while let Ok(Some(more)) = tokio::time::timeout(Duration::from_millis(60), visitor.channel.wait()).await {
                                match more {
                                    ChannelMsg::Data { data } => screen.process(&data),
                                    ChannelMsg::Close | ChannelMsg::Eof => is_open = false,
                                    _ => {}
                                }
                            }
                            let text = screen.screen().contents();
                            let has = NAMES.map(|name| text.contains(name));
                            n_both += usize::from(has == [true, true]);
                            if has[0] != has[1] && shown != Some(has[0]) {
                                shown = Some(has[0]);
                                changes += 1;
                            }
                        }
                        Some(ChannelMsg::Close | ChannelMsg::Eof) | None => is_open = false,
                        Some(_) => {}
                    },
                    _ = stopped.changed() => break,
                }
            }
            (is_open, n_both, changes)
        });
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (begun, mut n) = (Instant::now(), 0);
    while begun.elapsed() < run.time {
        n += 1;
        put_content(server.dir(), NAMES[n % 2])?;
        server.signal("HUP")?;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    // Visitors who have left don't hear it.
    let _ = stop.send(true);
    let (mut n_lost, mut n_both, mut least, mut most) = (0, 0, usize::MAX, 0);
    while let Some(Ok((is_open, both, changes))) = set.join_next().await {
        n_lost += usize::from(!is_open);
        n_both += both;
        least = least.min(changes);
        most = most.max(changes);
    }
    Ok(format!(
        "reloads={n} lost={n_lost} screens_of_both={n_both} changes_seen_least={least} changes_seen_most={most}"
    ))
}

async fn drain(run: Run, mut server: Server) -> io::Result<String> {
    let (visitors, _) = arrive(0, run.n_sessions, server.address).await?;
    let mut typing = Typing::start(visitors);
    tokio::time::sleep(Duration::from_secs(3)).await;
    let begun = Instant::now();
    server.signal("TERM")?;
    let mut refused = None;
    let ended = loop {
        if let Some(ended) = server.ended()? {
            break Some(ended);
        }
        if begun.elapsed() > run.time {
            break None;
        }
        if begun.elapsed() > Duration::from_millis(500) && refused.is_none() {
            refused = Some(
                enter(40_000, server.address, Kernel::Generous)
                    .await
                    .is_err(),
            );
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let after = begun.elapsed();
    let (mut n_told, mut n_closed) = (0, 0);
    while let Ok(Some(Ok(seen))) =
        tokio::time::timeout(Duration::from_secs(5), typing.visitors.join_next()).await
    {
        n_closed += usize::from(seen.is_lost);
        let tail = String::from_utf8_lossy(&seen.tail);
        n_told += usize::from(tail.contains("server is") || tail.contains("servidor"));
    }
    let code = ended.and_then(|status| status.code());
    Ok(format!(
        "told={n_told} closed={n_closed} newcomer_refused={} exit_code={} after_s={:.2}",
        refused.unwrap_or(true),
        code.map_or("none".to_string(), |code| code.to_string()),
        after.as_secs_f64(),
    ))
}
