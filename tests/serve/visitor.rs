//! What a visitor finds: the reader as it is at home, words without a terminal, and the way back.

use cotejo::driver::serve::config::Links;
use russh::client::KeyboardInteractiveAuthResponse;

use crate::client::{Client, Kiosk, Visitor, connect};

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_reads_and_leaves() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut visitor = kiosk.reader(120, 40).await;
    visitor
        .see("q leaves. Open to everyone: no account, nothing kept")
        .await;
    visitor.see("Mexico's National Guard").await;
    visitor.press(b"?").await;
    visitor.see("Help").await;
    visitor.press(b"q").await;
    let (last, status) = visitor.end().await;
    assert!(last.starts_with("goodbye\r\n"), "{last:?}");
    assert_eq!(status, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_insist_on_a_login_get_one_without_a_question() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut handle = connect(kiosk.address, Client::default())
        .await
        .expect("a connection");
    let answer = handle
        .authenticate_keyboard_interactive_start("anybody", None)
        .await
        .expect("an answer");
    assert!(matches!(answer, KeyboardInteractiveAuthResponse::Success));
    let mut visitor = Visitor::of(handle).await.expect("a session");
    let (out, _, status) = visitor.run("read mission").await;
    assert!(out.starts_with("# What the Guard is for\n"), "{out}");
    assert_eq!(status, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_answered_in_plain_text() {
    let kiosk = Kiosk::open(|_| {}).await;
    let (mission, _, status) = kiosk.run("read mission").await;
    assert!(
        mission.starts_with("# What the Guard is for\n"),
        "{mission}"
    );
    assert_eq!(status, Some(0));
    let (found, _, status) = kiosk.run("search dual command").await;
    assert!(found.starts_with("dual-command (term): "), "{found}");
    assert_eq!(status, Some(0));
    let (faq, _, status) = kiosk.run("faq").await;
    assert!(faq.starts_with("# Questions"), "{faq}");
    assert_eq!(status, Some(0));
    for text in [&mission, &found, &faq] {
        assert!(!text.contains(['\u{1b}', '\r']), "{text}");
    }
    let (plain, _, _) = kiosk.run("read mission --plain").await;
    assert!(plain.lines().any(|line| line.len() > 200));
    let (spanish, _, _) = kiosk.run("read mission --lang es").await;
    assert!(!spanish.starts_with("# What"), "{spanish}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_anything_else_gets_help_and_nothing_is_run() {
    let kiosk = Kiosk::open(|_| {}).await;
    for command in [
        "ls -la",
        "cat /etc/passwd",
        "sh",
        "read mission; id",
        "$(id)",
        "mission",
    ] {
        let (out, err, status) = kiosk.run(command).await;
        let said = format!("{out}{err}");
        assert!(said.contains("ssh HOST search WORDS"), "{command}: {said}");
        assert!(!said.contains("uid="), "{said}");
        assert_ne!(status, Some(0), "{command}");
    }
    let (_, err, _) = kiosk.run("mission").await;
    assert!(err.contains("did you mean read mission?"), "{err}");
    let (out, _, status) = kiosk.run("read misson").await;
    assert!(out.contains("did you mean mission?"), "{out}");
    assert_eq!(status, Some(1));
    let (out, _, status) = kiosk.run("search xyzzyplugh").await;
    assert!(out.starts_with("Nothing found\n"), "{out}");
    assert_eq!(status, Some(1));
    let (out, err, status) = kiosk.run("help").await;
    assert!(out.contains("read mission") && err.is_empty(), "{out}");
    assert_eq!(status, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_comes_back_harmless() {
    let kiosk = Kiosk::open(|_| {}).await;
    let (_, err, _) = kiosk.run("\u{1b}]52;c;eA==\u{7}\u{202e}evil\u{9b}2J").await;
    assert!(err.contains("evil"), "{err}");
    assert!(
        !err.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']),
        "{err:?}"
    );
    let (out, _, _) = kiosk.run("read \u{1b}[2Jx").await;
    assert!(!out.contains('\u{1b}'), "{out:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_with_a_terminal_open_there() {
    let kiosk = Kiosk::open(|_| {}).await;
    for (command, seen) in [
        ("read mission", "What the Guard is for"),
        ("search dual command", "Dual command"),
        ("faq", "Questions"),
    ] {
        let mut visitor = kiosk.visitor().await;
        visitor.terminal("xterm-256color", (100, 30)).await;
        visitor.channel.exec(true, command).await.expect("sent");
        visitor.see(seen).await;
        visitor.see("q leaves").await;
        visitor.press(b"q").await;
        assert_eq!(visitor.end().await.1, Some(0), "{command}");
    }
    // Words that open nothing are answered on the screen, with the line ends that a terminal needs.
    let mut visitor = kiosk.visitor().await;
    visitor.terminal("xterm", (100, 30)).await;
    let (_, err, status) = visitor.run("vi").await;
    assert!(err.contains("no command: vi\r\n"), "{err:?}");
    assert_eq!(status, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_the_first_page_comes_as_text() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut visitor = kiosk.visitor().await;
    visitor.channel.request_shell(true).await.expect("sent");
    let (text, status) = visitor.end().await;
    assert!(text.starts_with("# Mexico's National Guard\n"), "{text}");
    assert_eq!(status, Some(0));
    let mut visitor = kiosk.visitor().await;
    visitor.shell("dumb", (80, 24)).await;
    let (text, _) = visitor.end().await;
    assert!(text.starts_with("# Mexico's National Guard\r\n"), "{text}");
    assert!(!text.contains('\u{1b}'));
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_colours_are_those_of_the_client() {
    let kiosk = Kiosk::open(|_| {}).await;
    let reads = async |variables: &[(&str, &str)]| {
        let mut visitor = kiosk.visitor().await;
        for (name, value) in variables {
            visitor
                .channel
                .set_env(true, *name, *value)
                .await
                .expect("sent");
            visitor.answered(true).await;
        }
        visitor.shell("xterm-256color", (80, 24)).await;
        visitor.until("a page", |screen| screen.contains('1')).await;
        visitor.press(b"q").await;
        visitor.end().await;
        (
            visitor.screen(),
            String::from_utf8_lossy(&visitor.bytes).into_owned(),
        )
    };
    let (_, bytes) = reads(&[("LANG", "es_MX.UTF-8")]).await;
    assert!(
        bytes.contains("Abierto a todos") && bytes.contains("hasta luego"),
        "{bytes:?}"
    );
    assert!(
        bytes.contains("\u{1b}[38;5;") || bytes.contains(";5;"),
        "indexed colours"
    );
    let (_, bytes) = reads(&[("COLORTERM", "truecolor")]).await;
    assert!(bytes.contains("8;2;"), "full colours: {bytes:?}");
    let (_, bytes) = reads(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]).await;
    assert!(
        !bytes.contains("8;2;") && !bytes.contains("8;5;"),
        "no colours: {bytes:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_changes_at_any_time() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut visitor = kiosk.visitor().await;
    visitor.terminal("xterm-256color", (120, 40)).await;
    visitor
        .channel
        .exec(true, "read mission")
        .await
        .expect("sent");
    visitor.see("q leaves").await;
    visitor.terminal = vt100::Parser::new(
        20.try_into().expect("rows"),
        60.try_into().expect("columns"),
        0,
    );
    visitor
        .channel
        .window_change(60, 20, 0, 0)
        .await
        .expect("sent");
    visitor.see("What the Guard is for").await;
    let rows: Vec<String> = visitor.terminal.screen().rows(0, 60).collect();
    assert_eq!(rows.len(), 20);
    assert!(
        rows[19].starts_with(" !"),
        "the last row is the footer: {:?}",
        rows[19]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_of_any_size_are_survived() {
    let kiosk = Kiosk::open(|_| {}).await;
    let sizes = [
        (0, 0),
        (1, 1),
        (u32::MAX, u32::MAX),
        (65_535, 1),
        (1, 65_535),
        (20_000, 5_000),
    ];
    for (columns, rows) in sizes {
        let mut visitor = kiosk.visitor().await;
        let asked = visitor
            .channel
            .request_pty(true, "xterm", columns, rows, u32::MAX, 0, &[]);
        asked.await.expect("sent");
        visitor.answered(true).await;
        visitor.channel.request_shell(true).await.expect("sent");
        visitor.answered(true).await;
        for (columns, rows) in sizes {
            visitor
                .channel
                .window_change(columns, rows, 0, 0)
                .await
                .expect("sent");
            visitor.press(b"j").await;
        }
        visitor.press(b"q").await;
        let (last, status) = visitor.end().await;
        assert!(last.starts_with("goodbye"), "{columns}x{rows}: {last:?}");
        assert_eq!(status, Some(0));
        // The largest window is the configured one, whatever was asked for.
        let most = kiosk.house.config.window;
        let cells = usize::from(most.width) * usize::from(most.height);
        assert!(
            visitor.bytes.len() < 7 * cells * 40,
            "{}",
            visitor.bytes.len()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_may_be_split_across_packets_and_share_one() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut visitor = kiosk.reader(80, 24).await;
    visitor.see("q leaves").await;
    // F, the arrow and the accented letter arrive byte by byte; ESC alone ends the search after a pause.
    visitor.press(b"/").await;
    visitor.see("Search:").await;
    for byte in "mérida\u{1b}[D\u{1b}[Dx".bytes() {
        visitor.press(&[byte]).await;
    }
    visitor.see("Search: mérixda").await;
    visitor.press(b"\x1b").await;
    visitor
        .until("the search to close", |screen| {
            !screen.contains("Search: mérixda")
        })
        .await;
    visitor.press(b"/guard\x1b[200~ force\x1b[201~").await;
    visitor.see("Search: guard force").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copying_reaches_the_visitors_clipboard_or_the_text_is_shown() {
    let kiosk = Kiosk::open(|_| {}).await;
    let copies = async |term: &str| {
        let mut visitor = kiosk.visitor().await;
        visitor.terminal(term, (100, 30)).await;
        visitor
            .channel
            .exec(true, "read mission")
            .await
            .expect("sent");
        visitor.see("q leaves").await;
        visitor.press(b"y").await;
        visitor
    };
    let mut visitor = copies("xterm-256color").await;
    visitor.see("sent to the terminal's clipboard").await;
    let text = String::from_utf8_lossy(&visitor.bytes).into_owned();
    assert!(text.contains("\u{1b}]52;c;"), "{text:?}");
    // The Linux console has no clipboard.
    let mut visitor = copies("linux").await;
    visitor
        .until("the text to copy", |screen| {
            screen.contains("╭") || screen.contains("opy")
        })
        .await;
    assert!(!String::from_utf8_lossy(&visitor.bytes).contains("\u{1b}]52"));
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_shown_and_marked_where_the_operator_wants_it() {
    for (links, is_marked) in [(Links::Text, false), (Links::Marked, true)] {
        let kiosk = Kiosk::open(|config| config.links = links).await;
        let source = kiosk.house.edition().library().sources[0].clone();
        let mut visitor = kiosk.visitor().await;
        visitor.terminal("xterm-kitty", (120, 40)).await;
        let command = format!("read {}", source.id);
        visitor.channel.exec(true, command).await.expect("sent");
        visitor.see("q leaves").await;
        let text = String::from_utf8_lossy(&visitor.bytes).into_owned();
        assert_eq!(text.contains("\u{1b}]8;;http"), is_marked);
        assert!(visitor.screen().contains("http"), "{}", visitor.screen());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mouse_is_off_unless_asked_for() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut visitor = kiosk.reader(80, 24).await;
    visitor.see("q leaves").await;
    let has = |visitor: &Visitor| String::from_utf8_lossy(&visitor.bytes).contains("\u{1b}[?1000h");
    assert!(!has(&visitor));
    visitor.press(b"M").await;
    visitor
        .until("the mouse", |screen| screen.contains("mouse"))
        .await;
    assert!(has(&visitor));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_leads_back_to_the_same_place() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut visitor = kiosk.visitor().await;
    visitor.terminal("xterm-256color", (100, 30)).await;
    visitor
        .channel
        .exec(true, "read mission")
        .await
        .expect("sent");
    visitor.see("q leaves").await;
    visitor.press(b"  ").await;
    visitor
        .until("a page further", |screen| {
            !screen.contains("Its task on paper")
        })
        .await;
    let before = first_line(&visitor);
    visitor.press(b"q").await;
    let (last, _) = visitor.end().await;
    let code = last
        .split("put ")
        .nth(1)
        .and_then(|rest| rest.split('@').next());
    let code = code
        .unwrap_or_else(|| panic!("a code in {last:?}"))
        .to_string();

    // As a user name, and as a place to read, on another server with the same content.
    let other = Kiosk::open(|_| {}).await;
    let mut back = Visitor::enter(other.address, &code)
        .await
        .expect("a visitor");
    back.shell("xterm-256color", (100, 30)).await;
    back.see("q leaves").await;
    assert_eq!(first_line(&back), before);
    let (text, _, status) = other.run(&format!("read {code}")).await;
    assert!(!text.is_empty(), "{text}");
    assert_eq!(status, Some(0));
    // And without a terminal.
    let mut again = Visitor::enter(other.address, &code)
        .await
        .expect("a visitor");
    again.channel.request_shell(true).await.expect("sent");
    assert_eq!(again.end().await, (text, Some(0)));
}

/// The first line of text, right of the contents.
fn first_line(visitor: &Visitor) -> String {
    let rows = visitor.terminal.screen().rows(28, 72).skip(1);
    let mut lines = rows.map(|row| row.trim().to_string());
    lines.find(|line| !line.is_empty()).expect("a line of text")
}
