//! Colleagues who look at an author's preview: behind a password, at what was last saved, until the preview ends.

use std::fs;
use std::path::Path;

use cotejo::content::load::load;
use cotejo::driver::files::read_folder;
use cotejo::driver::serve::colleague::Colleagues;
use cotejo::edition::Edition;
use russh::client::AuthResult;
use russh::{MethodKind, MethodSet};

use crate::client::{Client, Visitor, connect};
use crate::session::Session;
use crate::starter::starter;

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("the file is there");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).expect("a file");
}

fn edition(dir: &Path, revision: u64) -> Edition {
    let folder = read_folder(dir);
    let loaded = load(folder.files, folder.found, folder.sources);
    Edition::new(loaded.library.expect("it has no errors"), revision)
}

fn invite(dir: &Path) -> Colleagues {
    let any = "127.0.0.1:0".parse().expect("an address");
    Colleagues::invite(any, edition(dir, 0)).expect("a port is free")
}

/// A colleague who knows the password, reading.
async fn colleague(colleagues: &Colleagues) -> Visitor {
    let told = &colleagues.invitation;
    let mut handle = connect(told.address, Client::default())
        .await
        .expect("the server answers");
    let login = handle
        .authenticate_password("colleague", told.password.as_str())
        .await
        .expect("the server answers");
    assert!(login.success());
    let mut visitor = Visitor::of(handle).await.expect("a channel");
    visitor.shell("xterm-256color", (80, 24)).await;
    visitor
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_password_lets_anybody_in() {
    let (_root, dir) = starter();
    let (colleagues, others) = (invite(&dir), invite(&dir));
    let told = &colleagues.invitation;
    assert!(told.address.ip().is_loopback());
    assert!(told.fingerprint.starts_with("SHA256:"));
    let other = &others.invitation;
    assert_ne!(
        (&told.password, &told.fingerprint),
        (&other.password, &other.fingerprint)
    );
    let password_only = MethodSet::from(&[MethodKind::Password][..]);
    let refused = |login: AuthResult| match login {
        AuthResult::Success => panic!("it lets anybody in"),
        AuthResult::Failure {
            remaining_methods, ..
        } => assert_eq!(remaining_methods, password_only),
    };
    let mut handle = connect(told.address, Client::default())
        .await
        .expect("the server answers");
    refused(handle.authenticate_none("author").await.expect("an answer"));
    let wrong = handle.authenticate_password("author", other.password.as_str());
    refused(wrong.await.expect("an answer"));
    let mut handle = connect(told.address, Client::default())
        .await
        .expect("the server answers");
    let asked = handle.authenticate_keyboard_interactive_start("author", None);
    assert!(matches!(
        asked.await,
        Ok(russh::client::KeyboardInteractiveAuthResponse::Failure { .. })
    ));
    // Without a login there is no session.
    assert!(handle.channel_open_session().await.is_err());
    let mut visitor = colleague(&colleagues).await;
    visitor.see("How high is Mount Everest?").await;
    others.end();
    visitor.press(b"?").await;
    visitor.see("Help").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_takes_no_password() {
    let kiosk = crate::client::Kiosk::open(|_| {}).await;
    let mut handle = connect(kiosk.address, Client::default())
        .await
        .expect("the server answers");
    let login = handle.authenticate_password("visitor", "anything").await;
    assert!(!login.expect("an answer").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_few_look_at_once() {
    let (_root, dir) = starter();
    let colleagues = invite(&dir);
    let mut few = Vec::new();
    for _ in 0..8 {
        let mut visitor = colleague(&colleagues).await;
        visitor.see("How high is Mount Everest?").await;
        few.push(visitor);
    }
    let told = &colleagues.invitation;
    let refused = match connect(told.address, Client::default()).await {
        Err(_) => true,
        Ok(mut handle) => {
            let login = handle.authenticate_password("colleague", told.password.as_str());
            let login = login.await;
            !login.is_ok_and(|login| login.success())
                || handle.channel_open_session().await.is_err()
        }
    };
    assert!(refused, "a ninth has come in");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_state_reaches_colleagues_and_can_be_searched() {
    let (_root, dir) = starter();
    let colleagues = invite(&dir);
    let show = colleagues.guide();
    let mut visitor = colleague(&colleagues).await;
    visitor.see("How high is Mount Everest?").await;
    let explainer = dir.join("explainer.toml");
    replace(
        &explainer,
        "How high is Mount Everest?",
        "Qzxv of mountains",
    );
    show(edition(&dir, 1));
    visitor.see("Qzxv of mountains").await;
    visitor.press(b"/gulatee").await;
    visitor.see("Search: gulatee").await;
    visitor.see("B. L. Gulatee").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_sees_each_good_save_until_the_preview_ends() {
    let (_root, dir) = starter();
    let folder = dir.to_str().expect("the path is UTF-8");
    let mut author = Session::start(&["preview", folder, "--ssh", "0", "--no-state"]);
    let port = author.expect("ssh -p ").until(" 127.0.0.1`");
    let password = author.expect("the password is ").until("\r\n");
    author.expect("the server's key is SHA256:");
    // The screen is taken, and says it as well.
    author
        .expect("\u{1b}[?1049h")
        .expect("a colleague comes with ssh -p");
    let address = format!("127.0.0.1:{port}").parse().expect("an address");
    let mut handle = connect(address, Client::default())
        .await
        .expect("the server answers");
    let login = handle.authenticate_password("colleague", password).await;
    assert!(login.expect("an answer").success());
    let mut visitor = Visitor::of(handle).await.expect("a channel");
    visitor.shell("xterm-256color", (80, 24)).await;
    visitor.see("How high is Mount Everest?").await;
    // A save with mistakes is the author's alone.
    let (explainer, claims) = (dir.join("explainer.toml"), dir.join("claims.toml"));
    replace(&claims, "kind = \"figure\"", "kind = \"figur\"");
    replace(
        &explainer,
        "How high is Mount Everest?",
        "Qzxv of mountains",
    );
    author.expect("wrong-value");
    assert!(!visitor.screen().contains("Qzxv"));
    replace(&claims, "kind = \"figur\"", "kind = \"figure\"");
    visitor.see("Qzxv of mountains").await;
    author.type_keys("q");
    let (last, _) = visitor.end().await;
    assert_eq!(last, "the preview has ended\r\n");
    assert!(author.end().success());
    assert!(connect(address, Client::default()).await.is_err());
}
