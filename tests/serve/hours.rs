//! The hours that a kiosk keeps: idle visitors, long ones, attract mode, new content, the end; and that visitors stay apart.

use std::fs;
use std::path::Path;
use std::time::Duration;

use cotejo::content::load::load;
use cotejo::driver::files::read_folder;
use cotejo::driver::serve::log::Addresses;
use cotejo::driver::serve::metrics::Reload;
use cotejo::driver::serve::reload::reload;
use cotejo::edition::Edition;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::{Kiosk, PATIENCE, Visitor};

fn ended(kiosk: &Kiosk, ending: &str) -> u64 {
    kiosk.count(&format!(
        "cotejo_sessions_ended_total{{ending=\"{ending}\"}}"
    ))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_session_counts_down_and_ends() {
    let kiosk = Kiosk::open(|config| config.idle = Duration::from_secs(4)).await;
    let mut visitor = kiosk.reader(80, 24).await;
    visitor
        .see("the session ends in 2 seconds; press any key to stay")
        .await;
    visitor.press(b"j").await;
    visitor
        .until("the countdown to go", |screen| {
            !screen.contains("press any key")
        })
        .await;
    visitor.see("the session ends in 2 seconds").await;
    visitor.see("the session ends in 1 second;").await;
    let (last, status) = visitor.end().await;
    assert!(
        last.starts_with("nothing was pressed for too long"),
        "{last:?}"
    );
    assert_eq!(status, Some(1));
    assert_eq!(ended(&kiosk, "idle"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_lasts_only_so_long() {
    let kiosk = Kiosk::open(|config| config.lifetime = Duration::from_millis(600)).await;
    let mut visitor = kiosk.reader(80, 24).await;
    let (last, _) = visitor.end().await;
    assert!(last.starts_with("a session lasts only so long"), "{last:?}");
    assert_eq!(ended(&kiosk, "lifetime"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_shows_disputes_until_somebody_comes() {
    let kiosk = Kiosk::open(|config| config.attract = Some(Duration::from_secs(2))).await;
    let mut visitor = kiosk.reader(100, 30).await;
    visitor.press(b"/zebra").await;
    visitor.see("Search: zebra").await;
    visitor.see("it all begins anew in 1 second").await;
    visitor.see("press any key to begin").await;
    let edition = kiosk.house.edition();
    let title = edition.library().comparisons[0]
        .title
        .get(cotejo::text::Lang::EN)
        .to_string();
    assert!(
        visitor.screen().contains(&title[..title.len().min(40)]),
        "{title} in\n{}",
        visitor.screen()
    );
    // The key that wakes it does nothing else, and nothing is left of who was there before.
    visitor.press(b"q").await;
    visitor.see("q leaves").await;
    visitor.see("Mexico's National Guard").await;
    assert!(!visitor.screen().contains("zebra"), "{}", visitor.screen());
    visitor.press(b"\x7f").await;
    visitor.press(b"?").await;
    visitor.see("Help").await;
    assert!(!visitor.screen().contains("zebra"), "{}", visitor.screen());
}

/// A folder with an explainer of two chapters, whose second may be left out.
fn write(dir: &Path, generation: u32, chapters: &[&str]) {
    let list: Vec<String> = chapters.iter().map(|id| format!("{id:?}")).collect();
    let explainer = format!(
        "[explainer]\nformat = 1\nid = \"t\"\ntitle = \"Generation {generation}\"\nsummary = \"A test of generation {generation}.\"\nlanguages = [\"en\"]\nas-of = \"2026-01\"\nchapters = [{}]\n",
        list.join(", ")
    );
    for id in ["one", "two"] {
        let text = format!(
            "[chapter]\nid = \"{id}\"\ntitle = \"Chapter {id}\"\nsummary = \"Of generation {generation}.\"\n\n[[section]]\nid = \"{id}-s\"\ntitle = \"Section of {id}\"\n\n[[section.block]]\nid = \"{id}-p\"\ntext = \"Text of generation {generation}, at the top.\"\n\n[[section.block]]\nid = \"{id}-q\"\ntext = \"Text of generation {generation}, at the end.\"\n"
        );
        let path = dir.join(format!("{id}.toml"));
        if chapters.contains(&id) {
            fs::write(path, text).expect("a chapter");
        } else {
            // It may never have been there.
            let _ = fs::remove_file(path);
        }
    }
    fs::write(dir.join("explainer.toml"), explainer).expect("an explainer");
}

fn edition(dir: &Path) -> Edition {
    let folder = read_folder(dir);
    let loaded = load(folder.files, folder.found, folder.sources);
    let found = cotejo::diagnostic::report::concise(&loaded.diagnostics, &loaded.sources);
    Edition::new(loaded.library.unwrap_or_else(|| panic!("{found}")), 0).indexed()
}

#[tokio::test(flavor = "multi_thread")]
async fn new_content_comes_to_everybody_where_they_are() {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), 1, &["one", "two"]);
    let kiosk = Kiosk::with(edition(dir.path()), |config| {
        config.limits.address_sessions = 50;
        config.limits.address_rate = 600;
    })
    .await;
    let mut readers = Vec::new();
    for _ in 0..20 {
        let mut visitor = kiosk.visitor().await;
        visitor.terminal("xterm-256color", (80, 24)).await;
        visitor.channel.exec(true, "read two").await.expect("sent");
        visitor.see("Text of generation 1, at the end.").await;
        readers.push(visitor);
    }
    write(dir.path(), 2, &["one", "two"]);
    assert_eq!(reload(&kiosk.house, dir.path()).await, Reload::Taken);
    for visitor in &mut readers {
        visitor.see("Text of generation 2, at the end.").await;
        let screen = visitor.screen();
        assert!(
            screen.contains("Chapter two") && !screen.contains("generation 1"),
            "{screen}"
        );
    }
    // Bad content never replaces good.
    fs::write(dir.path().join("two.toml"), "[chapter\nid = ").expect("a broken chapter");
    assert_eq!(reload(&kiosk.house, dir.path()).await, Reload::Kept);
    kiosk
        .until("the refusal is logged", |kiosk| {
            kiosk.log.text().contains("reload-refused")
        })
        .await;
    assert_eq!(kiosk.count("cotejo_reloads_total{result=\"kept\"}"), 1);
    for visitor in &mut readers {
        visitor.press(b"j").await;
        assert!(
            visitor.screen().contains("generation 2"),
            "{}",
            visitor.screen()
        );
    }
    // Where a place is gone, its parent is.
    write(dir.path(), 3, &["one"]);
    assert_eq!(reload(&kiosk.house, dir.path()).await, Reload::Taken);
    for visitor in &mut readers {
        visitor.see("Generation 3").await;
    }
    assert_eq!(kiosk.house.gate.counts().sessions, 20, "nobody was dropped");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_tells_everybody_and_ends() {
    let kiosk = Kiosk::open(|config| config.drain = Duration::from_secs(2)).await;
    let mut early = kiosk.reader(80, 24).await;
    let mut late = kiosk.visitor().await;
    late.terminal("xterm-256color", (80, 24)).await;
    late.channel.exec(true, "read mission").await.expect("sent");
    late.see("q leaves").await;
    early.see("q leaves").await;
    assert!(
        answer(kiosk.metrics, "/readyz")
            .await
            .starts_with("HTTP/1.1 200")
    );
    kiosk.house.drain();
    early.see("this server stops in").await;
    late.see("this server stops in").await;
    assert!(
        answer(kiosk.metrics, "/readyz")
            .await
            .starts_with("HTTP/1.1 503")
    );
    assert!(
        answer(kiosk.metrics, "/livez")
            .await
            .starts_with("HTTP/1.1 200")
    );
    let told = Visitor::farewell(kiosk.address).await;
    assert_eq!(told, "this server is about to stop; try again in 1 minute");
    early.press(b"q").await;
    assert_eq!(early.end().await.1, Some(0));
    let (last, status) = late.end().await;
    assert!(
        last.starts_with("this server is stopping; come back in a minute\r\n"),
        "{last:?}"
    );
    assert!(
        last.contains("put ") && last.contains("@ before the host's name"),
        "a code in {last:?}"
    );
    assert_eq!(status, Some(1));
    assert_eq!(ended(&kiosk, "drained"), 1);
    timeout(PATIENCE, kiosk.server)
        .await
        .expect("the server ends")
        .expect("without a panic");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_server_stops_at_once() {
    let kiosk = Kiosk::open(|config| config.drain = Duration::from_secs(600)).await;
    kiosk.house.drain();
    timeout(PATIENCE, kiosk.server)
        .await
        .expect("the server ends")
        .expect("without a panic");
}

/// What health and metrics answer.
async fn answer(address: std::net::SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("taken");
    let mut text = String::new();
    stream.read_to_string(&mut text).await.expect("answered");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_never_meet_each_others_words() {
    let kiosk = Kiosk::open(|config| {
        config.limits.address_sessions = 50;
        config.limits.address_rate = 600;
    })
    .await;
    let secret = |n: usize| format!("canary{n:02}zq");
    let mut visitors = Vec::new();
    for _ in 0..20 {
        visitors.push(kiosk.reader(80, 24).await);
    }
    for (n, visitor) in visitors.iter_mut().enumerate() {
        visitor.press(b"/").await;
        visitor.see("Search:").await;
        visitor.press(secret(n).as_bytes()).await;
    }
    for (n, visitor) in visitors.iter_mut().enumerate() {
        visitor.see(&secret(n)).await;
        visitor.press(b"\x1b").await;
        visitor
            .until("the search to close", |screen| !screen.contains("canary"))
            .await;
        visitor.press(b"q").await;
        visitor.end().await;
    }
    for (n, visitor) in visitors.iter().enumerate() {
        let text = String::from_utf8_lossy(&visitor.bytes);
        for other in (0..20).filter(|other| *other != n) {
            assert!(!text.contains(&secret(other)), "{n} sees {other}");
        }
    }
    // Nor does the operator, nor the disk.
    let log = kiosk.log.text();
    assert!(
        !log.contains("canary") && !kiosk.house.metrics_text().contains("canary"),
        "{log}"
    );
    let files = fs::read_dir(kiosk.dir.path()).expect("a folder").count();
    assert_eq!(files, 1, "the key and nothing else");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_knows_no_addresses_and_no_names() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut visitor = Visitor::enter(kiosk.address, "dona.eulalia@example")
        .await
        .expect("let in");
    visitor.run("search tlalpan secret words").await;
    drop(visitor);
    kiosk
        .until("the end to be told", |kiosk| {
            kiosk.log.text().contains("session-ends")
        })
        .await;
    let log = kiosk.log.text();
    assert!(log.contains("session-begins visitor="), "{log}");
    for trace in ["127.0.0.1", "eulalia", "tlalpan", "xterm", "::1"] {
        assert!(!log.contains(trace), "{trace} in {log}");
    }
    let kiosk = Kiosk::open(|config| config.addresses = Addresses::Clear).await;
    kiosk.run("help").await;
    kiosk
        .until("the end to be told", |kiosk| {
            kiosk.log.text().contains("session-ends")
        })
        .await;
    assert!(
        kiosk.log.text().contains("visitor=127.0.0.1"),
        "{}",
        kiosk.log.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn chapters_are_counted_and_nothing_else() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut visitor = kiosk.visitor().await;
    visitor.terminal("xterm-256color", (80, 24)).await;
    visitor
        .channel
        .exec(true, "read mission")
        .await
        .expect("sent");
    visitor.see("q leaves").await;
    visitor.press(b"jjjj").await;
    visitor.press(b"q").await;
    visitor.end().await;
    assert_eq!(
        kiosk.count("cotejo_chapters_read_total{chapter=\"mission\"}"),
        1
    );
    assert_eq!(kiosk.count("cotejo_sessions_begun_total"), 1);
    assert_eq!(ended(&kiosk, "left"), 1);
    assert!(kiosk.count("cotejo_wire_bytes_total{direction=\"out\"}") > 1_000);
    // Whoever reads it as text reads it too.
    kiosk.run("read mission").await;
    assert_eq!(
        kiosk.count("cotejo_chapters_read_total{chapter=\"mission\"}"),
        2
    );
}
