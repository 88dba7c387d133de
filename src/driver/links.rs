//! Whether addresses answer: asked only when an author wants to know, politely, and remembered.
//!
//! One address of a host at a time, a pause between two, a limit for each. Good answers are kept for a week in the platform's cache folder;
//! bad ones are asked for again. What only programs are refused is no finding: nobody but a reader can tell.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use etcetera::BaseStrategy;
use ureq::Agent;

use crate::content::load::Links;
use crate::diagnostic::{Code, Diagnostic};
use crate::driver::files::replace;
use crate::text::SafeText;

/// How many hosts are asked at a time.
const AT_A_TIME: usize = 8;
/// The pause between two addresses of one host.
const PAUSE: Duration = Duration::from_millis(200);
/// How long a good answer is believed, in seconds: a week.
const KEPT: u64 = 7 * 24 * 60 * 60;
/// A cache that is larger was not written by this program.
const LARGEST: u64 = 16 * 1024 * 1024;
/// How many redirections are followed.
const REDIRECTIONS: u32 = 8;

/// How addresses are asked.
#[derive(Debug, Clone)]
pub struct Asking {
    /// How long one answer may take.
    pub limit: Duration,
    /// Hosts that are not asked, beside those that the folder names.
    pub skip_hosts: Vec<String>,
    /// Where good answers are kept; nowhere without it.
    pub cache: Option<PathBuf>,
}

impl Asking {
    /// The file in which good answers are kept on this machine.
    pub fn cache_of_user() -> Option<PathBuf> {
        let dirs = etcetera::choose_base_strategy().ok()?;
        Some(dirs.cache_dir().join("cotejo").join("links.json"))
    }
}

/// What was asked and found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// A finding for each place of an address that does not answer.
    pub found: Vec<Diagnostic>,
    /// How many addresses were asked.
    pub n_asked: usize,
    /// How many were known to answer.
    pub n_known: usize,
    /// How many hosts refuse programs, or are not asked.
    pub n_left_out: usize,
}

/// What an address answers.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    /// A page.
    Fine,
    /// That it does not answer programs, or not now.
    Refuses,
    /// That there is nothing, or nothing at all.
    Dead(String),
}

/// Asks every address of a folder.
pub fn ask(links: &Links, asking: &Asking) -> Asked {
    let mut asked = Asked::default();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |age| age.as_secs());
    let mut cache = asking.cache.as_deref().map(read).unwrap_or_default();
    cache.retain(|_, at| now.saturating_sub(*at) < KEPT && *at <= now);
    // Each address once, by host; the part behind `#` is the browser's business.
    let mut hosts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (url, _) in &links.addresses {
        let Some((url, host)) = parts(url) else {
            continue;
        };
        let urls = hosts.entry(host).or_default();
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    let is_skipped = |host: &str| {
        let skipped = links.skip_hosts.iter().chain(&asking.skip_hosts);
        skipped.into_iter().any(|skip| {
            host == skip
                || host
                    .strip_suffix(skip.as_str())
                    .is_some_and(|sub| sub.ends_with('.'))
        })
    };
    let mut questions: Vec<Vec<&str>> = Vec::new();
    for (host, mut urls) in hosts {
        if is_skipped(host.rsplit_once(':').map_or(host, |(name, _)| name)) {
            asked.n_left_out += urls.len();
            continue;
        }
        let n = urls.len();
        urls.retain(|url| !cache.contains_key(*url));
        asked.n_known += n - urls.len();
        asked.n_asked += urls.len();
        questions.push(urls);
    }
    let answers = answers(&questions, asking.limit);
    for (url, answer) in &answers {
        match answer {
            Answer::Fine => {
                cache.insert(url.to_string(), now);
            }
            Answer::Refuses => asked.n_left_out += 1,
            Answer::Dead(_) => {}
        }
    }
    if let Some(path) = &asking.cache {
        write(path, &cache);
    }
    asked.found = findings(links, &answers);
    asked
}

/// A finding for each place of an address that does not answer and is not silenced, and for each entry of `allow` that silences none.
fn findings(links: &Links, answers: &HashMap<&str, Answer>) -> Vec<Diagnostic> {
    let mut allowed = links.allowed.clone();
    let mut found = Vec::new();
    for (url, span) in &links.addresses {
        let answer = parts(url).and_then(|(url, _)| answers.get(url));
        let Some(Answer::Dead(why)) = answer else {
            continue;
        };
        let shown: String = SafeText::sanitize(url).chars().take(120).collect();
        let finding = Diagnostic {
            code: Code::DeadLink,
            message: format!("`{shown}` {why}"),
            span: Some(span.clone()),
            labels: Vec::new(),
            help: Some("correct it, or cite an archived copy; `skip-hosts` in `[explainer]` leaves a host out".to_string()),
        };
        if !allowed.silences(&finding) {
            found.push(finding);
        }
    }
    found.extend(allowed.unused(|code| code == Code::DeadLink));
    found
}

/// An address without the part behind `#`, and its host with its port; none for what is no page.
fn parts(url: &str) -> Option<(&str, &str)> {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    (!host.is_empty()).then_some((url, host))
}

/// The answers of addresses, those of one host one after the other.
fn answers<'u>(questions: &[Vec<&'u str>], limit: Duration) -> HashMap<&'u str, Answer> {
    let agent = agent(limit);
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(HashMap::new());
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME.min(questions.len()) {
            scope.spawn(|| {
                while let Some(urls) = questions.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for (n, url) in urls.iter().enumerate() {
                        if n > 0 {
                            thread::sleep(PAUSE);
                        }
                        let answer = answer(&agent, url);
                        // A thread that panicked while it held the map left it whole: nothing is done there but this.
                        let mut answers = answers
                            .lock()
                            .unwrap_or_else(|poisoned| poisoned.into_inner());
                        answers.insert(*url, answer);
                    }
                }
            });
        }
    });
    answers
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn agent(limit: Duration) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(limit))
        .http_status_as_error(false)
        .max_redirects(REDIRECTIONS)
        .user_agent(concat!(
            "cotejo/",
            env!("CARGO_PKG_VERSION"),
            " (link check)"
        ))
        .build();
    config.into()
}

/// Asks for the head of a page, and for the page itself where that is not answered as it should be.
fn answer(agent: &Agent, url: &str) -> Answer {
    let head = agent
        .head(url)
        .call()
        .map(|response| response.status().as_u16());
    if let Ok(200..=299) = head {
        return Answer::Fine;
    }
    match agent.get(url).call() {
        Ok(response) => of_status(response.status().as_u16()),
        Err(error) => Answer::Dead(format!("does not answer: {}", words(&error))),
    }
}

fn of_status(status: u16) -> Answer {
    match status {
        200..=399 => Answer::Fine,
        // It wants a person, another day or another country: none of which says that the page is gone.
        401 | 402 | 403 | 405 | 406 | 407 | 412 | 418 | 425 | 429 | 451 | 503 | 600.. => {
            Answer::Refuses
        }
        status => Answer::Dead(format!("answers {status}")),
    }
}

/// Why there was no answer, in words that nothing from the other end is part of.
fn words(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::HostNotFound => "no such host",
        ureq::Error::Timeout(_) => "it takes too long",
        ureq::Error::ConnectionFailed => "no connection",
        ureq::Error::Io(_) => "the connection is refused or breaks off",
        ureq::Error::BadUri(_) => "the address is none",
        ureq::Error::TooManyRedirects | ureq::Error::RedirectFailed => "it leads from page to page",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "its certificate is not accepted",
        _ => "its answer can't be read",
    }
}

/// The kept answers; none when they can't be read.
fn read(path: &Path) -> BTreeMap<String, u64> {
    let is_fine =
        fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LARGEST);
    let text = is_fine.then(|| fs::read_to_string(path).ok()).flatten();
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// Keeps answers. What can't be kept is asked for again next time.
fn write(path: &Path, cache: &BTreeMap<String, u64>) {
    let Some(dir) = path.parent() else { return };
    let text = serde_json::to_string(cache).expect("a map of numbers is plain data");
    let _ = fs::create_dir_all(dir).and_then(|()| replace(path, text.as_bytes()));
}
