//! A mistake of ours in one session, which only these tests can make.

use crate::driver::serve::reader::TRIP;

#[path = "../../../tests/serve/client.rs"]
#[expect(dead_code, reason = "the tests of visitors use the rest")]
mod client;

use client::Kiosk;

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_ends_one_session_and_is_counted() {
    let kiosk = Kiosk::open(|_| {}).await;
    let mut others = Vec::new();
    for _ in 0..5 {
        others.push(kiosk.reader(80, 24).await);
    }
    let words = str::from_utf8(TRIP).expect("ASCII");
    let (_, said, status) = kiosk.run(words).await;
    assert!(
        said.starts_with("something in the program went wrong"),
        "{said:?}"
    );
    assert_eq!(status, Some(2));
    let mut unlucky = kiosk.reader(80, 24).await;
    unlucky.see("q leaves").await;
    unlucky.press(TRIP).await;
    let (last, status) = unlucky.end().await;
    assert!(
        last.starts_with("something in the program went wrong"),
        "{last:?}"
    );
    assert_eq!(status, Some(1));
    for other in &mut others {
        other.press(b"?").await;
        other.see("Help").await;
        other.press(b"q").await;
        assert_eq!(other.end().await.1, Some(0));
    }
    assert_eq!(kiosk.count("cotejo_panics_total"), 2);
    assert_eq!(
        kiosk.count("cotejo_sessions_ended_total{ending=\"panicked\"}"),
        2
    );
    kiosk
        .until("an empty house", |kiosk| {
            kiosk.house.gate.counts().sessions == 0
        })
        .await;
}
