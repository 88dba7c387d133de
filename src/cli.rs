//! The command line: arguments in, exit code out. The only module that prints.
//!
//! Results go to standard output, everything else to standard error. A reader that closes the pipe is no mistake.

mod args;
#[cfg(feature = "author")]
mod author;
mod check;
mod cite;
mod content;
#[cfg(feature = "author")]
mod export;
#[cfg(feature = "author")]
mod mend;
mod print;
#[cfg(feature = "author")]
mod schema;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
mod settings;

use std::io::{self, IsTerminal, Write};

use clap::{CommandFactory, Parser};
use ratatui::layout::Size;

use crate::app::action::{Audience, Keymap, markdown};
use crate::cli::args::{Args, Command, Globals};
use crate::cli::content::{Content, Failure};
use crate::color::{Depth, Tone};
use crate::driver::caps::{Capabilities, ColorChoice, capabilities};
use crate::driver::frames::{Format, play, shot};
use crate::driver::local::{self, Wishes};
use crate::driver::run::Ended;
use crate::driver::state::Store;
use crate::page::linear::Breaking;
use crate::text::Lang;
use crate::theme::ThemeName;

/// How a command has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Fine: 0.
    Fine,
    /// There were findings, or nothing was found: 1.
    Findings,
    /// Wrong use, or input that can't be read: 2.
    Misuse,
    /// By a signal: 128 and its number.
    Signal(i32),
}

impl Outcome {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Outcome::Fine => 0,
            Outcome::Findings => 1,
            Outcome::Misuse => 2,
            Outcome::Signal(n) => 128u8.saturating_add(u8::try_from(n).unwrap_or(0)),
        }
    }
}

/// Does what the arguments of this process ask for.
pub fn run() -> Outcome {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are results; anything else is wrong use. A closed pipe is neither.
            return match written(error.print()) {
                Err(failure) => failed(&failure),
                Ok(()) if error.use_stderr() => Outcome::Misuse,
                Ok(()) => Outcome::Fine,
            };
        }
    };
    dispatch(args).unwrap_or_else(|failure| failed(&failure))
}

fn failed(failure: &Failure) -> Outcome {
    complain(&failure.to_string());
    Outcome::Misuse
}

/// Says on standard error what went wrong.
fn complain(text: &str) {
    // There is nobody left to tell when this fails.
    let _ = writeln!(io::stderr(), "cotejo: {}", text.trim_end());
}

/// Writes a result.
///
/// # Errors
/// When it can't be written, as on a full disk; not for a pipe that was closed.
fn put(text: &str) -> Result<(), Failure> {
    put_bytes(text.as_bytes())
}

/// Writes a result that is no text.
///
/// # Errors
/// As [`put`].
fn put_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    written(out.write_all(bytes).and_then(|()| out.flush()))
}

/// What came of writing a result: `cotejo read | head` closes the pipe early and has what it wants.
fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Failure::Output),
    }
}

fn dispatch(args: Args) -> Result<Outcome, Failure> {
    let globals = args.globals;
    if let (Some(place), Some(_)) = (&args.place, &args.command) {
        return Err(Failure::Misplaced(place.clone()));
    }
    match args.command {
        None => open(args.place, &globals),
        Some(Command::Read {
            place,
            all,
            plain,
            width,
            json,
        }) => {
            if let (true, Some(place)) = (json, &place) {
                return print::values(place, &globals);
            }
            let breaking = breaking(plain, width);
            print::read(place.as_deref(), all, breaking, &globals)
        }
        Some(Command::Search { query, limit, json }) => {
            print::search(&query.join(" "), limit, json, &globals)
        }
        Some(Command::Cite { sources, format }) => cite::cite(&sources, format, &globals),
        Some(Command::Check(args)) => check::check(&args, &globals),
        #[cfg(feature = "author")]
        Some(Command::Author(command)) => author::run(command, &globals),
        Some(Command::Frames {
            size,
            keys,
            format,
            place,
        }) => frames(size, &keys, format, place, &globals),
        #[cfg(feature = "serve")]
        Some(Command::Serve(flags)) => serve::serve(&flags, &globals),
        Some(Command::Keys { markdown: table }) => keys(table, &globals),
        Some(Command::Completions { shell }) => {
            let mut out = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "cotejo", &mut out);
            put(&String::from_utf8_lossy(&out))?;
            Ok(Outcome::Fine)
        }
        Some(Command::Man { command }) => man(command.as_deref()),
    }
}

/// Prints the manual page of the program, or of one of its commands.
fn man(command: Option<&str>) -> Result<Outcome, Failure> {
    // `help` has nothing that a page of its own would say.
    let mut program = Args::command().disable_help_subcommand(true);
    // Names the commands as their pages are called: `cotejo-read`.
    program.build();
    let page = match command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Failure::NoCommand(name.to_string()))?,
    };
    let mut out = Vec::new();
    clap_mangen::Man::new(page)
        .source(concat!("cotejo ", env!("CARGO_PKG_VERSION")))
        .render(&mut out)
        .map_err(Failure::Output)?;
    put(&String::from_utf8_lossy(&out))?;
    Ok(Outcome::Fine)
}

/// How text is broken: as asked for, or as wide as the terminal, at most as wide as is read with ease.
fn breaking(plain: bool, width: Option<u16>) -> Breaking {
    match (plain, width) {
        (_, Some(width)) => Breaking::At(usize::from(width)),
        (true, None) => Breaking::Never,
        (false, None) => Breaking::At(terminal_width().min(76)),
    }
}

/// How wide the terminal of standard output is; 80 without one.
fn terminal_width() -> usize {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok();
    size.map(|size| usize::from(size.ws_col))
        .filter(|cells| *cells > 0)
        .unwrap_or(80)
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Globals {
    fn caps(&self) -> Capabilities {
        capabilities(variable, self.color.into())
    }

    /// The language of the environment.
    fn system_lang() -> Option<Lang> {
        sys_locale::get_locale().and_then(|locale| Lang::parse(&locale))
    }

    fn wishes(&self, place: Option<String>) -> Wishes {
        Wishes {
            lang: self.lang,
            system_lang: Self::system_lang(),
            theme: self.theme,
            place,
            caps: self.caps(),
            store: if self.no_state {
                Store::disabled()
            } else {
                Store::of_reader()
            },
        }
    }
}

/// Opens the reader, or prints what it would show where there is no terminal.
fn open(place: Option<String>, globals: &Globals) -> Result<Outcome, Failure> {
    let caps = globals.caps();
    if !io::stdout().is_terminal() || !caps.addressable {
        return print::read(place.as_deref(), false, breaking(false, None), globals);
    }
    let content = Content::opening(globals.content.as_deref())?;
    if let Some(place) = place.as_deref().filter(|_| content.edition.is_complete()) {
        content.locate(place)?;
    }
    let ended_by = local::read(content.edition, content.rest, &globals.wishes(place))?;
    Ok(ended(ended_by))
}

/// How a command ends when its loop has ended so.
fn ended(by: Ended) -> Outcome {
    match by {
        Ended::Quit => Outcome::Fine,
        Ended::Signal(n) => Outcome::Signal(n),
        Ended::HungUp => Outcome::Signal(signal_hook::consts::SIGHUP),
    }
}

fn frames(
    size: Size,
    keys: &str,
    format: args::FrameFormat,
    place: Option<String>,
    globals: &Globals,
) -> Result<Outcome, Failure> {
    let content = Content::whole(globals.content.as_deref())?;
    if let Some(place) = &place {
        content.locate(place)?;
    }
    // A frame is the same on every machine: nothing is taken from this one but what the arguments say.
    let caps = Capabilities::usual(match globals.color {
        args::Color::Never => Depth::Mono,
        args::Color::Auto | args::Color::Always => Depth::Full,
    });
    let wishes = Wishes {
        system_lang: None,
        caps,
        store: Store::disabled(),
        ..globals.wishes(place)
    };
    let (mut app, _) = local::app(content.edition.indexed(), &wishes, size);
    play(&mut app, keys);
    let format = match format {
        args::FrameFormat::Text => Format::Text,
        args::FrameFormat::Ansi => Format::Ansi,
        args::FrameFormat::Svg => Format::Svg(match app.theme().name() {
            ThemeName::Light | ThemeName::HighContrastLight => Tone::Light,
            _ => Tone::Dark,
        }),
    };
    put(&shot(&app, size, format))?;
    Ok(Outcome::Fine)
}

fn keys(table: bool, globals: &Globals) -> Result<Outcome, Failure> {
    let lang = globals
        .lang
        .or_else(Globals::system_lang)
        .unwrap_or(Lang::EN);
    let keymap = Keymap::default();
    if table {
        put(&markdown(&keymap, lang))?;
        return Ok(Outcome::Fine);
    }
    let mut out = String::new();
    for line in keymap.lines(lang, Audience::Readers) {
        out.push_str(&format!("{:<24} {}\n", line.keys, line.does));
    }
    put(&out)?;
    Ok(Outcome::Fine)
}

impl From<args::Color> for ColorChoice {
    fn from(color: args::Color) -> Self {
        match color {
            args::Color::Auto => ColorChoice::Auto,
            args::Color::Always => ColorChoice::Always,
            args::Color::Never => ColorChoice::Never,
        }
    }
}
