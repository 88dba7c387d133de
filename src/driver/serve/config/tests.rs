//! Configurations from their three sources, and what is said of those that are wrong.

use super::*;
use crate::diagnostic::report::concise;

fn file(text: &str) -> Option<File> {
    Some(File {
        path: "kiosk.toml".to_string(),
        bytes: text.as_bytes().to_vec(),
    })
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_string(), value.to_string())
}

fn flag(name: &str, values: &[&str]) -> (String, Vec<String>) {
    (
        name.to_string(),
        values.iter().map(ToString::to_string).collect(),
    )
}

fn said(given: Given) -> Vec<String> {
    let read = read(given);
    concise(&read.diagnostics, &read.sources)
        .lines()
        .map(str::to_string)
        .collect()
}

#[test]
fn flags_go_before_the_environment_before_the_file_before_defaults() {
    let given = Given {
        file: file(
            "sessions = 100\nidle = \"10m\"\nlogin-grace = \"5s\"\nlisten = \"127.0.0.1:1\"\n",
        ),
        environment: vec![
            pair("COTEJO_SERVE_IDLE", "20m"),
            pair("COTEJO_SERVE_LOGIN_GRACE", "6s"),
            pair("COTEJO_SERVE_LISTEN", "127.0.0.1:2, [::1]:2"),
            pair("COTEJO_SERVE_CONFIG", "kiosk.toml"),
        ],
        flags: vec![
            flag("login-grace", &["7s"]),
            flag("keep-addresses", &["true"]),
        ],
    };
    let read = read(given);
    assert!(read.is_fine(), "{:?}", read.diagnostics);
    let config = &read.config;
    assert_eq!(config.limits.sessions, 100);
    assert_eq!(config.idle, Duration::from_secs(1_200));
    assert_eq!(config.limits.grace, Duration::from_secs(7));
    assert_eq!(config.listen.len(), 2);
    assert_eq!(config.addresses, Addresses::Clear);
    assert_eq!(config.lifetime, Config::default().lifetime);
    let shown = config.shown(&read.origins);
    for line in [
        "listen = [\"127.0.0.1:2\", \"[::1]:2\"]  # environment",
        "# content is not set  (default)",
        "sessions = 100  # file",
        "idle = \"20m\"  # environment",
        "login-grace = \"7s\"  # flag",
        "lifetime = \"4h\"  # default",
        "keep-addresses = true  # flag",
        "attract = \"off\"  # default",
    ] {
        assert!(shown.lines().any(|own| own == line), "{line} in\n{shown}");
    }
}

#[test]
fn what_is_shown_is_read_back_the_same() {
    let flags = vec![
        flag("listen", &["127.0.0.1:0", "[::1]:0"]),
        flag("host-key", &["/etc/a \"key\""]),
        flag("content", &["/srv/guard"]),
        flag("max-startups", &["1:2:3"]),
        flag("attract", &["2m"]),
        flag("links", &["marked"]),
        flag("proxy-from", &["10.0.0.0/8,fd00::/8"]),
        flag("proxy-others", &["plain"]),
        flag("metrics", &["off"]),
        flag("largest-window", &["120x40"]),
        flag("input-rate", &["2KiB"]),
        flag("log", &["debug"]),
        flag("log-format", &["json"]),
    ];
    let first = read(Given {
        flags,
        ..Given::default()
    });
    assert!(first.is_fine(), "{:?}", first.diagnostics);
    assert_ne!(first.config, Config::default());
    let again = read(Given {
        file: file(&first.config.shown(&first.origins)),
        ..Given::default()
    });
    assert!(again.is_fine(), "{:?}", again.diagnostics);
    assert_eq!(again.config, first.config);
}

#[test]
fn every_mistake_has_its_place_and_a_remedy() {
    let text = "sessions = \"many\"\nsesions = 5\nlisten = [\"[::]:2222\", \"host:22\"]\n\nidle = 15\n\
                metrics = \"0.0.0.0:9422\"\nlog = { level = \"info\" }\nmax-startups = \"9:30:3\"\n";
    let said = said(Given {
        file: file(text),
        environment: vec![
            pair("COTEJO_SERVE_DRAIN", "soon"),
            pair("COTEJO_SERVE_DRIAN", "9s"),
        ],
        flags: vec![flag("links", &["osc8\u{1b}[2J"])],
    });
    let expected = [
        "command line:1:9: error[wrong-value]: `links` is `osc8[2J`, not one of `text`, `marked`; write one of `text`, `marked`",
        "environment:1:20: error[wrong-value]: `drain` is `soon`, not a length of time from 0s to 1h, such as `20s`, `15m` or `1h 30m`; write a length of time from 0s to 1h, such as `20s`, `15m` or `1h 30m`",
        "environment:1:1: error[unknown-key]: no setting has this variable; did you mean `COTEJO_SERVE_DRAIN`?",
        "kiosk.toml:1:12: error[wrong-value]: `sessions` is `many`, not a whole number from 1 to 65535; write a whole number from 1 to 65535",
        "kiosk.toml:2:1: error[unknown-key]: the configuration has no key `sesions`; did you mean `sessions`?",
        "kiosk.toml:3:24: error[wrong-value]: `listen` is `host:22`, not an address with a port, such as `0.0.0.0:2222` or `[::]:2222`; write an address with a port, such as `0.0.0.0:2222` or `[::]:2222`",
        "kiosk.toml:5:8: error[wrong-value]: `idle` is `15`, not a length of time from 1m 30s to 1d, such as `20s`, `15m` or `1h 30m`; write a length of time from 1m 30s to 1d, such as `20s`, `15m` or `1h 30m`",
        "kiosk.toml:6:11: error[wrong-value]: `metrics` is `0.0.0.0:9422`, not an address of this machine alone with a port, such as `127.0.0.1:9422`, or `off`; write an address of this machine alone with a port, such as `127.0.0.1:9422`, or `off`",
        "kiosk.toml:7:7: error[wrong-value]: `log` has a value of the wrong type; write LEVEL as a string",
        "kiosk.toml:8:16: error[wrong-value]: `max-startups` is `9:30:3`, not start:rate:full, with `rate` in percent and `start` at most `full`, such as `32:30:64`; write start:rate:full, with `rate` in percent and `start` at most `full`, such as `32:30:64`",
    ];
    for line in expected {
        assert!(said.iter().any(|own| own == line), "{line}\nin\n{said:#?}");
    }
    assert_eq!(said.len(), expected.len(), "{said:#?}");
}

#[test]
fn files_that_are_none() {
    let all = said(Given {
        file: file("sessions = 5\nidle = \nlifetime = \"1h\"\n"),
        ..Given::default()
    });
    assert_eq!(all.len(), 1);
    assert!(all[0].starts_with("kiosk.toml:2:"), "{all:?}");
    let large = "#".repeat(FILE_BYTES + 1);
    assert!(
        said(Given {
            file: file(&large),
            ..Given::default()
        })[0]
            .contains("at most")
    );
    let binary = Some(File {
        path: "kiosk.toml".to_string(),
        bytes: vec![0xff, 0xfe],
    });
    assert!(
        said(Given {
            file: binary,
            ..Given::default()
        })[0]
            .contains("UTF-8")
    );
}

#[test]
fn the_table_is_whole() {
    let mut names: Vec<&str> = Setting::ALL.iter().map(|setting| setting.name).collect();
    for setting in Setting::ALL {
        assert!(
            !setting.help.is_empty() && !setting.help.ends_with('.'),
            "{}",
            setting.name
        );
        assert!(!setting.origin.is_empty(), "{}", setting.name);
        assert_eq!(
            Setting::named(setting.name).map(|own| own.name),
            Some(setting.name)
        );
        assert!(setting.variable().starts_with(PREFIX));
        // Nothing is taken that is not understood.
        let mut config = Config::default();
        let is_path = setting.value == "FILE" || setting.value == "DIR";
        assert!(
            is_path || (setting.set)(&mut config, &["\u{1b}[2J"]).is_err(),
            "{}",
            setting.name
        );
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Setting::ALL.len());
}

#[test]
fn the_manual_has_every_setting() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/kiosk.md");
    let manual = std::fs::read_to_string(path).expect("the manual");
    assert!(
        manual.contains(&settings::markdown()),
        "put the output of `cotejo serve --reference` into docs/kiosk.md:\n{}",
        settings::markdown()
    );
}
