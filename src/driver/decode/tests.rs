//! Every sequence that a known terminal sends, whole and cut at each byte.

use super::{Decoder, Input, PASTE_LIMIT, SEQUENCE_LIMIT};
use crate::key::{Mouse, MouseKind};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::{prop_assert, prop_assert_eq, prop_oneof, proptest};

/// Sequences that are one stroke each.
const KEYS: &[(&[u8], &str)] = &[
    (b"j", "j"),
    (b"G", "G"),
    (b" ", "space"),
    (b"?", "?"),
    (b"\x7f", "backspace"),
    (b"\x08", "backspace"),
    (b"\r", "enter"),
    (b"\n", "enter"),
    (b"\t", "tab"),
    (b"\0", "ctrl-space"),
    (b"\x01", "ctrl-a"),
    (b"\x03", "ctrl-c"),
    (b"\x1a", "ctrl-z"),
    (b"\x1c", "ctrl-\\"),
    (b"\x1d", "ctrl-]"),
    (b"\x1f", "ctrl-_"),
    ("ñ".as_bytes(), "ñ"),
    ("¿".as_bytes(), "¿"),
    ("日".as_bytes(), "日"),
    ("🦅".as_bytes(), "🦅"),
    // With Alt.
    (b"\x1bx", "alt-x"),
    (b"\x1bX1\x1b\\\x1bx", "alt-x"),
    (b"\x1bG", "alt-G"),
    (b"\x1b\r", "alt-enter"),
    (b"\x1b\x7f", "alt-backspace"),
    (b"\x1b\x04", "ctrl-alt-d"),
    (b"\x1b ", "alt-space"),
    ("\u{1b}ñ".as_bytes(), "alt-ñ"),
    // Arrows and their neighbours.
    (b"\x1b[A", "up"),
    (b"\x1b[B", "down"),
    (b"\x1b[C", "right"),
    (b"\x1b[D", "left"),
    (b"\x1b[H", "home"),
    (b"\x1b[F", "end"),
    (b"\x1b[1;2A", "shift-up"),
    (b"\x1b[1;3B", "alt-down"),
    (b"\x1b[1;5C", "ctrl-right"),
    (b"\x1b[1;6D", "ctrl-shift-left"),
    (b"\x1b[1;7A", "ctrl-alt-up"),
    (b"\x1b[1;8A", "ctrl-alt-shift-up"),
    (b"\x1b[1;33A", "alt-up"),
    (b"\x1b[1;129A", "up"),
    (b"\x1b[1;5H", "ctrl-home"),
    (b"\x1b[1;5F", "ctrl-end"),
    (b"\x1b[1;1:1A", "up"),
    (b"\x1b[1;1:2A", "up"),
    (b"\x1b[Z", "shift-tab"),
    (b"\x1b[1;2Z", "shift-tab"),
    (b"\x1b[1~", "home"),
    (b"\x1b[2~", "insert"),
    (b"\x1b[3~", "delete"),
    (b"\x1b[4~", "end"),
    (b"\x1b[5~", "pageup"),
    (b"\x1b[6~", "pagedown"),
    (b"\x1b[7~", "home"),
    (b"\x1b[8~", "end"),
    (b"\x1b[3;5~", "ctrl-delete"),
    (b"\x1b[5;3~", "alt-pageup"),
    (b"\x1b[6;2~", "shift-pagedown"),
    // Function keys.
    (b"\x1bOP", "f1"),
    (b"\x1bOQ", "f2"),
    (b"\x1bOR", "f3"),
    (b"\x1bOS", "f4"),
    (b"\x1b[P", "f1"),
    (b"\x1b[1;2P", "shift-f1"),
    (b"\x1b[1;5R", "ctrl-f3"),
    (b"\x1b[11~", "f1"),
    (b"\x1b[12~", "f2"),
    (b"\x1b[13~", "f3"),
    (b"\x1b[14~", "f4"),
    (b"\x1b[15~", "f5"),
    (b"\x1b[17~", "f6"),
    (b"\x1b[18~", "f7"),
    (b"\x1b[19~", "f8"),
    (b"\x1b[20~", "f9"),
    (b"\x1b[21~", "f10"),
    (b"\x1b[23~", "f11"),
    (b"\x1b[24~", "f12"),
    (b"\x1b[25~", "f13"),
    (b"\x1b[29~", "f16"),
    (b"\x1b[34~", "f20"),
    (b"\x1b[15;5~", "ctrl-f5"),
    (b"\x1b[[A", "f1"),
    (b"\x1b[[E", "f5"),
    // Application mode, and the keypad.
    (b"\x1bOA", "up"),
    (b"\x1bOB", "down"),
    (b"\x1bOC", "right"),
    (b"\x1bOD", "left"),
    (b"\x1bOH", "home"),
    (b"\x1bOF", "end"),
    (b"\x1bO5A", "ctrl-up"),
    (b"\x1bO1;5A", "ctrl-up"),
    (b"\x1bOM", "enter"),
    (b"\x1bOI", "tab"),
    (b"\x1bOj", "*"),
    (b"\x1bOk", "+"),
    (b"\x1bOo", "/"),
    (b"\x1bOp", "0"),
    (b"\x1bOy", "9"),
    (b"\x1bOX", "="),
    // rxvt.
    (b"\x1b[a", "shift-up"),
    (b"\x1b[d", "shift-left"),
    (b"\x1bOb", "ctrl-down"),
    (b"\x1b[5^", "ctrl-pageup"),
    // The kitty protocol, and xterm's modifyOtherKeys.
    (b"\x1b[97u", "a"),
    (b"\x1b[97;5u", "ctrl-a"),
    (b"\x1b[97;3u", "alt-a"),
    (b"\x1b[97;2u", "A"),
    (b"\x1b[47:63;2u", "?"),
    (b"\x1b[100;6u", "ctrl-shift-d"),
    (b"\x1b[27u", "esc"),
    (b"\x1b[27;1:1u", "esc"),
    (b"\x1b[13;5u", "ctrl-enter"),
    (b"\x1b[9;2u", "shift-tab"),
    (b"\x1b[127;3u", "alt-backspace"),
    (b"\x1b[57414u", "enter"),
    (b"\x1b[57399u", "0"),
    (b"\x1b[57419;5u", "ctrl-up"),
    (b"\x1b[57376u", "f13"),
    (b"\x1b[241;1;241u", "ñ"),
    (b"\x1b[27;5;13~", "ctrl-enter"),
    (b"\x1b[27;2;9~", "shift-tab"),
];

/// Sequences that are one event each, but no stroke.
fn others() -> Vec<(&'static [u8], Input)> {
    let mouse = |kind, column, row| Input::Mouse(Mouse { kind, column, row });
    let background = |red, green, blue| Input::Background { red, green, blue };
    let synchronized = |known| Input::SynchronizedOutput { known };
    vec![
        (b"\x1b[<0;1;1M", mouse(MouseKind::Press, 0, 0)),
        (b"\x1b[<0;223;57M", mouse(MouseKind::Press, 222, 56)),
        (b"\x1b[<4;3;4M", mouse(MouseKind::Press, 2, 3)),
        (b"\x1b[<32;10;5M", mouse(MouseKind::Drag, 9, 4)),
        (b"\x1b[<64;10;5M", mouse(MouseKind::WheelUp, 9, 4)),
        (b"\x1b[<65;10;5M", mouse(MouseKind::WheelDown, 9, 4)),
        (b"\x1b[<81;1;1M", mouse(MouseKind::WheelDown, 0, 0)),
        (b"\x1b[<0;65536;1M", mouse(MouseKind::Press, 65535, 0)),
        (b"\x1b[M !!", mouse(MouseKind::Press, 0, 0)),
        (b"\x1b[Ma\xff\x22", mouse(MouseKind::WheelDown, 222, 1)),
        (b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", background(30, 30, 46)),
        (b"\x1b]11;rgb:ffff/ffff/ffff\x07", background(255, 255, 255)),
        (
            b"\x1b]11;rgba:0000/0000/0000/ffff\x1b\\",
            background(0, 0, 0),
        ),
        (b"\x1b[?62;22c", Input::DeviceAttributes),
        (b"\x1b[?1;2c", Input::DeviceAttributes),
        (b"\x1b[?2026;2$y", synchronized(true)),
        (b"\x1b[?2026;1$y", synchronized(true)),
        (b"\x1b[?2026;0$y", synchronized(false)),
        (b"\x1b[?2026;4$y", synchronized(false)),
        (b"\x1b[200~hola\x1b[201~", Input::Paste("hola".into())),
        (b"\x1b[200~\x1b[201~", Input::Paste(String::new())),
        (
            b"\x1b[200~a\r\nb\rc\td\x1b[20\x1b\x1b[201~",
            Input::Paste("a\nb\nc\td[20".into()),
        ),
        (
            b"\x1b[200~M\xc3\xa9xico\x1b[A\x1b[201~",
            Input::Paste("México[A".into()),
        ),
    ]
}

/// What is taken in and means nothing.
const SILENT: &[&[u8]] = &[
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[<0;1;1m",
    b"\x1b[<35;1;1M",
    b"\x1b[<0;0;0M",
    b"\x1b[<1;5;5M",
    b"\x1b[97;1:3u",
    b"\x1b[1;1:3A",
    b"\x1b[97;9u",
    b"\x1b[57358u",
    b"\x1b[12;40R",
    b"\x1b[?2027;2$y",
    b"\x1b[4;2$y",
    b"\x1b[>1;10;0c",
    b"\x1b[8;24;80t",
    b"\x1b[99~",
    b"\x1b[1;2;3;4;5;6A",
    b"\x1b[99999999999999999999A",
    b"\x1b]0;a title\x07",
    b"\x1b]11;?\x1b\\",
    b"\x1b]11;red\x07",
    b"\x1bP>|terminal 1.0\x1b\\",
    b"\x1b_Gi=1;OK\x1b\\",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xc2\x9b",
    b"\x9b",
];

fn table() -> Vec<(&'static [u8], Vec<Input>)> {
    let keys = KEYS.iter().map(|(bytes, name)| {
        let key = name.parse().expect("the table names keys");
        (*bytes, vec![Input::Key(key)])
    });
    let others = others()
        .into_iter()
        .map(|(bytes, input)| (bytes, vec![input]));
    keys.chain(others).collect()
}

fn decoded(parts: &[&[u8]]) -> Vec<Input> {
    let mut decoder = Decoder::new();
    let mut inputs = Vec::new();
    for part in parts {
        decoder.feed(part, &mut inputs);
    }
    inputs
}

#[test]
fn sequences_cut_at_any_byte_give_one_event() {
    let table = table();
    assert!(table.len() >= 120, "{} sequences", table.len());
    for (bytes, expected) in &table {
        for cut in 0..bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            assert_eq!(&decoded(&[head, tail]), expected, "{bytes:?} cut at {cut}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(&decoded(&single), expected, "{bytes:?} byte by byte");
    }
}

#[test]
fn a_key_after_any_sequence_is_that_key() {
    let follower = Input::Key("j".parse().expect("a key"));
    for (bytes, expected) in table() {
        let mut both = expected.clone();
        both.push(follower.clone());
        assert_eq!(decoded(&[bytes, b"j"]), both, "{bytes:?}");
    }
    for bytes in SILENT {
        assert_eq!(
            decoded(&[bytes, b"\x1b\x1b", b"j"]).last(),
            decoded(&[b"\x1bj"]).last()
        );
        assert_eq!(decoded(&[bytes]), [], "{bytes:?}");
    }
}

#[test]
fn many_sequences_in_one_packet_stay_apart() {
    let (mut bytes, mut expected) = (Vec::new(), Vec::new());
    for (sequence, inputs) in table() {
        bytes.extend_from_slice(sequence);
        expected.extend(inputs);
    }
    assert_eq!(decoded(&[&bytes]), expected);
}

/// Feeds `bytes`, lets a pause pass if the decoder waits for one, and feeds `after`.
fn after_pause(bytes: &[u8], after: &[u8]) -> Vec<String> {
    let mut decoder = Decoder::new();
    let mut inputs = Vec::new();
    decoder.feed(bytes, &mut inputs);
    if decoder.is_waiting() {
        decoder.timeout(&mut inputs);
    }
    decoder.feed(after, &mut inputs);
    let shown = inputs.iter().map(|input| match input {
        Input::Key(key) => key.to_string(),
        other => format!("{other:?}"),
    });
    shown.collect()
}

#[test]
fn a_pause_makes_keys_of_openers() {
    for (bytes, expected) in [
        (&b"\x1b"[..], &["esc", "j"][..]),
        (b"\x1b\x1b", &["esc", "esc", "j"]),
        (b"\x1b[", &["alt-[", "j"]),
        (b"\x1bO", &["alt-O", "j"]),
        (b"\x1b]", &["alt-]", "j"]),
        (b"\x1bP", &["alt-P", "j"]),
        (b"\x1b_", &["alt-_", "j"]),
        (b"\x1b[1;", &["j"]),
        (b"\x1b[M!", &["j"]),
        (b"\x1b[[", &["j"]),
        (b"\x1b]11;rgb:1e1e", &["j"]),
        (b"\x1bPabc", &["j"]),
        (b"\x1bPabc\x1b", &["j"]),
        (b"x", &["x", "j"]),
    ] {
        assert_eq!(after_pause(bytes, b"j"), expected, "{bytes:?}");
    }
}

#[test]
fn a_reply_that_stalls_does_not_become_keys() {
    let whole = b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\";
    let expected = decoded(&[whole]);
    for cut in 3..whole.len() {
        let (head, tail) = whole.split_at(cut);
        let mut decoder = Decoder::new();
        let mut inputs = Vec::new();
        decoder.feed(head, &mut inputs);
        decoder.timeout(&mut inputs);
        decoder.feed(tail, &mut inputs);
        assert_eq!(inputs, expected, "cut at {cut}");
    }
}

#[test]
fn esc_leaves_a_paste_that_never_ends() {
    let shown = after_pause(b"\x1b[200~abc\x1b", b"j");
    assert_eq!(
        shown,
        [format!("{:?}", Input::Paste("abc".into())), "j".into()]
    );
    // Without Esc a pause within a paste means nothing.
    assert_eq!(after_pause(b"\x1b[200~abc", b"j"), [""; 0]);
}

#[test]
fn pastes_are_cut_at_the_limit_between_characters() {
    let mut bytes = b"\x1b[200~x".to_vec();
    bytes.extend("é".repeat(PASTE_LIMIT).bytes());
    bytes.extend(b"\x1b[201~j");
    let inputs = decoded(&[&bytes]);
    let [Input::Paste(text), Input::Key(_)] = &inputs[..] else {
        panic!("{} inputs", inputs.len());
    };
    assert_eq!(text.len(), PASTE_LIMIT - 1);
    assert!(text.ends_with('é'));
}

#[test]
fn floods_are_dropped_in_bounded_memory() {
    let long = |opener: &[u8], filler: u8| [opener, &vec![filler; 300_000]].concat();
    for flood in [
        long(b"\x1b[", b'1'),
        long(b"\x1b[", b';'),
        long(b"\x1bO", b'1'),
        long(b"\x1b]", b'a'),
        long(b"\x1bP", b'a'),
        long(b"", 0xff),
        long(b"", 0xf0),
        long(b"\x1b[200~", b'a'),
    ] {
        let mut decoder = Decoder::new();
        let mut inputs = Vec::new();
        decoder.feed(&flood, &mut inputs);
        assert!(inputs.len() < 2, "{:?}", &flood[..8]);
        assert!(decoder.held.capacity() <= PASTE_LIMIT + SEQUENCE_LIMIT);
        // Whatever it was, a terminator and a key get through.
        inputs.clear();
        decoder.feed(b"\x1b[201~\x1b\\", &mut inputs);
        decoder.timeout(&mut inputs);
        inputs.clear();
        decoder.feed(b"q", &mut inputs);
        assert_eq!(inputs, decoded(&[b"q"]), "{:?}", &flood[..8]);
    }
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..200),
        vec(
            proptest::sample::select(&b"\x1b\x1b[]OPM<?;:0123A~uMmc$ \x07\\\x7f\xc3\xa9\xf0"[..]),
            0..200
        ),
    ]
}

proptest! {
    #[test]
    fn any_bytes_mean_the_same_however_they_are_cut(bytes in bytes(), cut in 0..200_usize) {
        let (head, tail) = bytes.split_at(cut.min(bytes.len()));
        prop_assert_eq!(decoded(&[head, tail]), decoded(&[&bytes]));
    }

    #[test]
    fn any_bytes_with_pauses_are_taken_in(parts in vec(bytes(), 0..8)) {
        let mut decoder = Decoder::new();
        for part in &parts {
            let mut inputs = Vec::new();
            decoder.feed(part, &mut inputs);
            prop_assert!(inputs.len() <= 2 * part.len() + 1);
            decoder.timeout(&mut inputs);
            prop_assert!(decoder.held.len() <= PASTE_LIMIT);
        }
        // Two pauses bring any decoder but one inside a paste back to rest.
        let mut inputs = Vec::new();
        decoder.timeout(&mut inputs);
        decoder.timeout(&mut inputs);
        prop_assert!(!decoder.is_waiting());
    }
}
