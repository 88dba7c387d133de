//! Admission by the clock of a test.

use super::*;
use proptest::prelude::*;

const LIMITS: Limits = Limits {
    sessions: 3,
    address_sessions: 2,
    address_rate: 6,
    startups: EarlyDrop {
        start: 10,
        rate: 30,
        full: 100,
    },
    address_startups: 4,
    grace: Duration::from_secs(20),
};

fn source(text: &str) -> Source {
    Source::from(text.parse::<IpAddr>().expect("an address"))
}

fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn why(result: Result<(), Refused>) -> Option<Refusal> {
    result.err().map(|refused| refused.why)
}

#[test]
fn a_minute_of_connections_may_come_at_once_and_then_one_at_a_time() {
    let mut admission = Admission::new(LIMITS);
    let own = source("192.0.2.7");
    for _ in 0..6 {
        assert_eq!(admission.connect(own, secs(0), 0), Ok(()));
        admission.leave(own, Stage::Entering);
    }
    let refused = admission.connect(own, secs(0), 0).unwrap_err();
    assert_eq!((refused.why, refused.again), (Refusal::Rate, secs(10)));
    assert_eq!(admission.connect(source("192.0.2.8"), secs(0), 0), Ok(()));
    assert_eq!(why(admission.connect(own, secs(9), 0)), Some(Refusal::Rate));
    assert_eq!(admission.connect(own, secs(10), 0), Ok(()));
    assert_eq!(
        why(admission.connect(own, secs(10), 0)),
        Some(Refusal::Rate)
    );
    let next_day = secs(86_400);
    assert_eq!(admission.connect(own, next_day, 0), Ok(()));
}

#[test]
fn those_who_have_not_logged_in_are_limited_per_address() {
    let mut admission = Admission::new(LIMITS);
    let own = source("192.0.2.7");
    for _ in 0..4 {
        assert_eq!(admission.connect(own, secs(0), 0), Ok(()));
    }
    let refused = admission.connect(own, secs(0), 0).unwrap_err();
    assert_eq!(
        (refused.why, refused.again),
        (Refusal::AddressStartups, secs(20))
    );
    assert_eq!(admission.enter(own), Ok(()));
    assert_eq!(admission.connect(own, secs(0), 0), Ok(()));
}

#[test]
fn sessions_are_limited_per_address_and_in_all() {
    let mut admission = Admission::new(LIMITS);
    let (one, two) = (source("2001:db8::1"), source("192.0.2.1"));
    for from in [one, one, one, two, two] {
        assert_eq!(admission.connect(from, secs(0), 0), Ok(()));
    }
    assert_eq!(admission.enter(one), Ok(()));
    assert_eq!(admission.enter(one), Ok(()));
    assert_eq!(why(admission.enter(one)), Some(Refusal::AddressSessions));
    assert_eq!(admission.enter(two), Ok(()));
    assert_eq!(why(admission.enter(two)), Some(Refusal::Sessions));
    admission.leave(one, Stage::Session);
    assert_eq!(admission.enter(two), Ok(()));
    let counts = admission.counts();
    assert_eq!((counts.entering, counts.sessions), (1, 3));
    admission.close();
    assert_eq!(
        why(admission.connect(two, secs(1), 0)),
        Some(Refusal::Draining)
    );
    assert_eq!(why(admission.enter(one)), Some(Refusal::Draining));
}

#[test]
fn early_drop_is_the_one_of_openssh() {
    let drop = EarlyDrop {
        start: 10,
        rate: 30,
        full: 100,
    };
    let percents = [0, 9, 10, 55, 99, 100, 4_000].map(|n| drop.percent(n));
    assert_eq!(percents, [0, 0, 30, 65, 99, 100, 100]);
    let mut admission = Admission::new(LIMITS);
    let from = |n: u32| Source::V4(n);
    for n in 0..10 {
        assert_eq!(admission.connect(from(n), secs(0), 0), Ok(()));
    }
    assert_eq!(
        why(admission.connect(from(10), secs(0), 29)),
        Some(Refusal::Startups)
    );
    assert_eq!(admission.connect(from(11), secs(0), 30), Ok(()));
    for n in 12..101 {
        assert_eq!(admission.connect(from(n), secs(0), 99), Ok(()));
    }
    assert_eq!(
        why(admission.connect(from(101), secs(0), 99)),
        Some(Refusal::Startups)
    );
}

#[test]
fn an_ipv6_network_is_one_source_and_a_mapped_address_is_ipv4() {
    let own = source("2001:db8:1:2::1");
    for low in [0, 1, u64::MAX, 0x1234_5678_9abc_def0] {
        let bits = (0x2001_0db8_0001_0002_u128 << 64) | u128::from(low);
        assert_eq!(Source::from(IpAddr::V6(Ipv6Addr::from_bits(bits))), own);
    }
    assert_ne!(source("2001:db8:1:3::1"), own);
    assert_eq!(source("::ffff:192.0.2.7"), source("192.0.2.7"));
    let mut admission = Admission::new(Limits {
        address_rate: 65_536,
        address_startups: u32::MAX,
        startups: EarlyDrop {
            start: u32::MAX,
            rate: 0,
            full: u32::MAX,
        },
        ..LIMITS
    });
    for host in 0..65_535_u128 {
        let bits = (0x2001_0db8_0001_0002_u128 << 64) | host;
        let from = Source::from(IpAddr::V6(Ipv6Addr::from_bits(bits)));
        assert_eq!(admission.connect(from, secs(0), 0), Ok(()));
    }
    assert_eq!(admission.counts().sources, 1);
}

#[test]
fn the_table_is_bounded_and_keeps_those_who_are_in() {
    assert!(size_of::<(Source, Tally)>() * 2 * (MOST_SOURCES + 1) <= 16 << 20);
    let mut admission = Admission::new(Limits {
        sessions: 10,
        ..LIMITS
    });
    let guest = source("198.51.100.1");
    assert_eq!(admission.connect(guest, secs(0), 0), Ok(()));
    assert_eq!(admission.enter(guest), Ok(()));
    // More addresses than there is room for, faster than any of them would be forgotten.
    for n in 0..3 * MOST_SOURCES as u64 {
        let (from, now) = (Source::V6(n), Duration::from_micros(n));
        assert_eq!(admission.connect(from, now, 99), Ok(()));
        admission.leave(from, Stage::Entering);
        assert!(admission.counts().sources as usize <= MOST_SOURCES);
    }
    let held = admission.sources.capacity() * (size_of::<(Source, Tally)>() + 1) * 8 / 7;
    assert!(held <= 16 << 20, "{held}");
    assert_eq!(admission.enter(guest), Ok(()));
    assert_eq!(why(admission.enter(guest)), Some(Refusal::AddressSessions));
    // After a minute nobody has to be remembered but those who are in.
    assert_eq!(admission.connect(Source::V4(1), secs(120), 0), Ok(()));
    admission.leave(Source::V4(1), Stage::Entering);
    for n in 0..MOST_SOURCES as u64 {
        let from = Source::V6(n << 32);
        assert_eq!(admission.connect(from, secs(600), 0), Ok(()));
        admission.leave(from, Stage::Entering);
    }
    assert_eq!(why(admission.enter(guest)), Some(Refusal::AddressSessions));
}

#[test]
fn a_ticket_gives_its_place_back_however_it_ends() {
    let gate = Gate::new(LIMITS);
    let own = source("192.0.2.7");
    let mut first = gate.connect(own, secs(0), 0).unwrap();
    let second = gate.connect(own, secs(0), 0).unwrap();
    assert_eq!(first.enter(), Ok(()));
    assert_eq!(first.enter(), Ok(()));
    let counts = gate.counts();
    assert_eq!((counts.entering, counts.sessions), (1, 1));
    let died = std::thread::spawn(move || {
        let _first = first;
        panic!("a session's own");
    });
    assert!(died.join().is_err());
    drop(second);
    let counts = gate.counts();
    assert_eq!((counts.entering, counts.sessions), (0, 0));
}

#[test]
fn a_bucket_owes_what_came_too_fast() {
    let mut bucket = Bucket::new(1_000, 4_000);
    assert_eq!(bucket.spend(4_000, secs(10)), Duration::ZERO);
    assert_eq!(bucket.spend(500, secs(10)), Duration::from_millis(500));
    assert_eq!(bucket.spend(0, secs(11)), Duration::ZERO);
    assert_eq!(
        bucket.spend(100_000_000, secs(11)),
        Duration::from_millis(99_999_500)
    );
    assert_eq!(
        Bucket::new(0, 0).spend(u64::MAX, secs(0)).as_secs(),
        u64::MAX / 1_000_000
    );
}

proptest! {
    #[test]
    fn counts_never_drift(steps in proptest::collection::vec((0..4_u32, 0..3_u8, 0..100_u32), 1..400)) {
        let gate = Gate::new(LIMITS);
        let mut tickets: Vec<Ticket> = Vec::new();
        for (n, (from, what, draw)) in steps.into_iter().enumerate() {
            match what {
                0 => tickets.extend(gate.connect(Source::V4(from), secs(n as u64 * 3), draw)),
                1 => if let Some(ticket) = tickets.last_mut() { let _ = ticket.enter(); },
                _ => if !tickets.is_empty() { tickets.remove(draw as usize % tickets.len()); },
            }
            let counts = gate.counts();
            prop_assert_eq!((counts.entering + counts.sessions) as usize, tickets.len());
            prop_assert!(counts.sessions <= LIMITS.sessions);
            let own = |source| tickets.iter().filter(|t| t.source == source && t.stage == Stage::Session).count();
            prop_assert!((0..4).all(|n| own(Source::V4(n)) <= LIMITS.address_sessions as usize));
        }
    }
}
