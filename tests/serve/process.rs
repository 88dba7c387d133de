//! The program itself as an operator runs it: its key, its signals, and what becomes of it when files run out.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::client::{PATIENCE, Visitor};

/// A running `cotejo serve`.
struct Program {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Program {
    /// Starts it with at most so many files, if any number.
    fn start(key: &Path, files: Option<u32>, more: &[&str]) -> Self {
        let limit = files.map_or(String::new(), |n| format!("ulimit -n {n}; "));
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(format!("{limit}exec \"$0\" \"$@\""))
            .arg(env!("CARGO_BIN_EXE_cotejo"))
            .args(["serve", "--listen", "127.0.0.1:0", "--metrics", "off"])
            .arg("--host-key")
            .arg(key)
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stderr = child.stderr.take().expect("it was piped");
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                // Nobody may listen any more.
                let _ = sender.send(line);
            }
        });
        Program {
            child,
            lines,
            seen: Vec::new(),
        }
    }

    /// The first line with a text in it, from the beginning on.
    fn line(&mut self, text: &str) -> String {
        let begun = Instant::now();
        loop {
            if let Some(line) = self.seen.iter().find(|line| line.contains(text)) {
                return line.clone();
            }
            let left = PATIENCE.saturating_sub(begun.elapsed());
            let line = self.lines.recv_timeout(left);
            self.seen
                .push(line.unwrap_or_else(|_| panic!("no {text} in {:?}", self.seen)));
        }
    }

    fn address(&mut self) -> SocketAddr {
        value(&self.line("event=listening"), "address")
            .parse()
            .expect("an address")
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &pid])
            .status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for the end; gives the exit code.
    fn end(mut self) -> Option<i32> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                return status.code();
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "it does not end: {:?}",
                self.seen
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The value of a field of a line of the log.
fn value(line: &str, field: &str) -> String {
    let start = format!("{field}=");
    let word = line.split(' ').find_map(|word| word.strip_prefix(&start));
    word.unwrap_or_else(|| panic!("{field} in {line}"))
        .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_made_once_and_its_fingerprint_told() {
    let dir = tempfile::tempdir().expect("a folder");
    let key = dir.path().join("key");
    let mut first = Program::start(&key, None, &[]);
    let made = value(&first.line("event=host-key-made"), "fingerprint");
    assert!(made.starts_with("SHA256:"), "{made}");
    let mode = fs::metadata(&key)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut visitor = Visitor::enter(first.address(), "visitor")
        .await
        .expect("let in");
    visitor.shell("xterm-256color", (80, 24)).await;
    visitor.see("q leaves").await;
    first.signal("TERM");
    visitor.see("this server stops in").await;
    visitor.press(b"q").await;
    assert_eq!(visitor.end().await.1, Some(0));
    assert_eq!(
        tokio::task::spawn_blocking(|| first.end())
            .await
            .expect("no panic"),
        Some(0)
    );
    let mut again = Program::start(&key, None, &[]);
    assert_eq!(value(&again.line("event=host-key "), "fingerprint"), made);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hangup_and_a_change_of_the_folder_bring_new_content() {
    let dir = tempfile::tempdir().expect("a folder");
    let content = dir.path().join("content");
    fs::create_dir(&content).expect("a folder");
    let write = |title: &str| {
        let text = format!(
            "[explainer]\nformat = 1\nid = \"t\"\ntitle = \"{title}\"\nsummary = \"A test.\"\nlanguages = [\"en\"]\nas-of = \"2026-01\"\nchapters = []\n"
        );
        fs::write(content.join("explainer.toml"), text).expect("an explainer");
    };
    write("Title one");
    let folder = content.display().to_string();
    let mut program = Program::start(&dir.path().join("key"), None, &["--content", &folder]);
    let mut visitor = Visitor::enter(program.address(), "visitor")
        .await
        .expect("let in");
    visitor.shell("xterm-256color", (80, 24)).await;
    visitor.see("Title one").await;
    write("Title two");
    program.signal("HUP");
    visitor.see("Title two").await;
    write("Title three");
    visitor.see("Title three").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_files_run_out_the_server_waits_and_goes_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let more = [
        "--startups-per-address",
        "1000",
        "--max-startups",
        "500:30:1000",
        "--connections-per-minute",
        "60000",
    ];
    let mut program = Program::start(&dir.path().join("key"), Some(48), &more);
    program.line("event=too-few-files");
    let address = program.address();
    let open: Vec<TcpStream> = (0..120)
        .map(|_| TcpStream::connect(address).expect("the kernel takes it"))
        .collect();
    program.line("event=accept-failed");
    drop(open);
    let begun = Instant::now();
    let mut visitor = Visitor::enter(address, "visitor").await.expect("let in");
    visitor.shell("xterm-256color", (80, 24)).await;
    visitor.see("q leaves").await;
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}
