//! `check --links` against a server of its own on the loopback interface: nothing here leaves the machine.
#![cfg(feature = "links")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use cotejo::content::load::{File, Links, load};
use cotejo::diagnostic::{Code, SourceMap};
use cotejo::driver::links::{Asked, Asking, ask};

/// A server that answers by the path that is asked for, and notes what was.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
    most_at_once: Arc<AtomicUsize>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let now = Arc::new(AtomicUsize::new(0));
        let most_at_once = Arc::new(AtomicUsize::new(0));
        let (notes, most) = (asked.clone(), most_at_once.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (notes, now, most) = (notes.clone(), now.clone(), most.clone());
                thread::spawn(move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    answer(stream, &notes);
                    now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Server {
            address,
            asked,
            most_at_once,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("the notes").clone()
    }
}

fn answer(mut stream: TcpStream, notes: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(stream.try_clone().expect("the stream")).lines();
    let Some(Ok(first)) = lines.next() else {
        return;
    };
    let head: Vec<String> = lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .collect();
    assert!(
        head.iter()
            .any(|line| line.to_lowercase().starts_with("user-agent: cotejo/")),
        "it says who asks: {head:?}"
    );
    let mut words = first.split(' ');
    let (method, path) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    notes
        .lock()
        .expect("the notes")
        .push(format!("{method} {path}"));
    let reply = match (method, path) {
        (_, "/fine") | ("GET", "/no-head") => "200 OK\r\n",
        ("HEAD", "/no-head") => "405 Method Not Allowed\r\n",
        (_, "/moved") => "301 Moved\r\nLocation: /fine\r\n",
        (_, "/round") => "302 Found\r\nLocation: /round\r\n",
        (_, "/private") => "403 Forbidden\r\n",
        (_, "/broken") => "500 Internal Server Error\r\n",
        (_, "/slow") => {
            thread::sleep(Duration::from_secs(5));
            "200 OK\r\n"
        }
        (_, "/silent") => return,
        _ => "404 Not Found\r\n",
    };
    // Whoever asked may have gone; then there is nobody to answer.
    let _ = write!(
        stream,
        "HTTP/1.1 {reply}Content-Length: 0\r\nConnection: close\r\n\r\n"
    );
}

/// What a folder with these addresses says about them.
fn links(urls: &[String], more: &str) -> Links {
    let mut text = format!(
        "[explainer]\nformat = 1\nid = \"t\"\ntitle = \"T\"\nsummary = \"S\"\nlanguages = [\"en\"]\nas-of = \"2026\"\nchapters = []\n{more}\n"
    );
    for (n, url) in urls.iter().enumerate() {
        text.push_str(&format!(
            "[[source]]\nid = \"s{n}\"\nkind = \"web\"\ntitle = \"T\"\nurl = \"{url}\"\n"
        ));
    }
    let file = File {
        path: "explainer.toml".to_string(),
        bytes: text.into_bytes(),
    };
    load(vec![file], Vec::new(), SourceMap::default()).links
}

fn asking() -> Asking {
    Asking {
        limit: Duration::from_secs(1),
        skip_hosts: Vec::new(),
        cache: None,
    }
}

fn messages(asked: &Asked) -> Vec<String> {
    let message = |d: &cotejo::diagnostic::Diagnostic| format!("{}: {}", d.code.name(), d.message);
    asked.found.iter().map(message).collect()
}

#[test]
fn what_does_not_answer_is_found_and_nothing_else() {
    let server = Server::start();
    let paths = [
        "/fine", "/no-head", "/moved", "/private", "/gone", "/broken", "/round", "/silent", "/slow",
    ];
    let urls: Vec<String> = paths.iter().map(|path| server.url(path)).collect();
    let asked = ask(&links(&urls, ""), &asking());
    let expected = [
        ("/gone", "answers 404"),
        ("/broken", "answers 500"),
        ("/round", "does not answer: it leads from page to page"),
        (
            "/silent",
            "does not answer: the connection is refused or breaks off",
        ),
        ("/slow", "does not answer: it takes too long"),
    ];
    let expected: Vec<String> = expected
        .iter()
        .map(|(path, why)| format!("dead-link: `{}` {why}", server.url(path)))
        .collect();
    assert_eq!(messages(&asked), expected);
    assert_eq!((asked.n_asked, asked.n_left_out), (paths.len(), 1));
    // The answer of the page before may not have been noted as sent when the next is asked for; more than that is no queue.
    assert!(
        server.most_at_once.load(Ordering::SeqCst) <= 2,
        "a host is asked one thing at a time"
    );
}

#[test]
fn each_address_is_asked_once() {
    let server = Server::start();
    let urls = [
        server.url("/fine"),
        server.url("/fine#a"),
        server.url("/fine#b"),
    ];
    let asked = ask(&links(&urls, ""), &asking());
    assert_eq!(
        (asked.n_asked, server.asked()),
        (1, vec!["HEAD /fine".to_string()])
    );
    let urls = [server.url("/gone"), server.url("/gone#a")];
    let asked = ask(&links(&urls, ""), &asking());
    assert_eq!(asked.found.len(), 2, "each place of it is named");
}

#[test]
fn good_answers_are_kept_and_bad_ones_are_not() {
    let server = Server::start();
    let dir = tempfile::tempdir().expect("a folder for the test");
    let asking = Asking {
        cache: Some(dir.path().join("sub").join("links.json")),
        ..asking()
    };
    let links = links(&[server.url("/fine"), server.url("/gone")], "");
    let first = ask(&links, &asking);
    let second = ask(&links, &asking);
    assert_eq!((first.n_asked, first.n_known), (2, 0));
    assert_eq!((second.n_asked, second.n_known), (1, 1));
    assert_eq!(messages(&first), messages(&second));
    std::fs::write(asking.cache.as_ref().expect("a path"), "not JSON").expect("a file");
    assert_eq!(
        ask(&links, &asking).n_asked,
        2,
        "what can't be read is asked for again"
    );
}

#[test]
fn hosts_are_left_out() {
    let server = Server::start();
    let by_folder = links(&[server.url("/gone")], "skip-hosts = [\"0.0.1\"]");
    assert_eq!(
        ask(&by_folder, &asking()).n_left_out,
        1,
        "127.0.0.1 ends in it"
    );
    let by_user = Asking {
        skip_hosts: vec!["127.0.0.1".to_string()],
        ..asking()
    };
    assert_eq!(
        ask(&links(&[server.url("/gone")], ""), &by_user).n_left_out,
        1
    );
    let other = links(&[server.url("/gone")], "skip-hosts = [\"7.0.0.1\"]");
    assert_eq!(ask(&other, &asking()).n_left_out, 0, "it is no subdomain");
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn a_silenced_address_is_silent_and_a_needless_entry_is_not() {
    let server = Server::start();
    let allow = "allow = [ { code = \"dead-link\", reason = \"it is in an archive\" } ]";
    let silenced = ask(&links(&[server.url("/gone")], allow), &asking());
    assert_eq!(messages(&silenced), Vec::<String>::new());
    let needless = ask(&links(&[server.url("/fine")], allow), &asking());
    assert_eq!(needless.found.len(), 1);
    assert_eq!(needless.found[0].code, Code::UnusedAllow);
}

#[test]
fn what_never_answers_takes_no_longer_than_it_may() {
    // A port that nobody listens on any more.
    let address = TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr());
    let gone = format!("http://{}/", address.expect("an address"));
    let begin = Instant::now();
    let asked = ask(&links(&[gone, "mailto:a@b.mx".to_string()], ""), &asking());
    assert_eq!((asked.n_asked, asked.found.len()), (1, 1));
    assert!(begin.elapsed() < Duration::from_secs(10));
}
