//! The author's own editor, begun at a line of a file and waited for.
//!
//! `$VISUAL` goes before `$EDITOR`, as everywhere, and both may hold arguments. How an editor is told a line is known for those that many
//! use; any other is given the file alone, because a wrong argument opens another file.

use std::io;
use std::path::Path;
use std::process::{Child, Command};

use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use signal_hook::consts::SIGSTOP;
use signal_hook::low_level::emulate_default_handler;

use crate::app::author::Written;
use crate::driver::terminal::has_job_control;

/// What POSIX has everywhere.
const USUAL: &str = "vi";

/// How an editor is told where to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// `+LINE FILE`.
    Plus,
    /// `FILE:LINE:COLUMN`.
    Colons,
    /// `--goto FILE:LINE:COLUMN`.
    Goto,
    /// `FILE`.
    File,
}

/// The manner of an editor, by its name.
fn manner(editor: &str) -> Manner {
    let program = editor.split_whitespace().next().unwrap_or_default();
    let name = program.rsplit('/').next().unwrap_or_default();
    match name {
        "vi" | "vim" | "nvim" | "view" | "vis" | "nano" | "pico" | "emacs" | "emacsclient"
        | "mg" | "jed" | "joe" | "kak" | "micro" | "ne" | "mcedit" => Manner::Plus,
        "hx" | "helix" | "subl" | "zed" => Manner::Colons,
        "code" | "code-insiders" | "codium" | "cursor" => Manner::Goto,
        _ => Manner::File,
    }
}

/// The arguments for an editor to begin at a place of `file`.
fn arguments(editor: &str, file: &str, at: &Written) -> Vec<String> {
    let colons = format!("{file}:{}:{}", at.line, at.column);
    match manner(editor) {
        Manner::Plus => vec![format!("+{}", at.line), file.to_string()],
        Manner::Colons => vec![colons],
        Manner::Goto => vec!["--goto".to_string(), colons],
        Manner::File => vec![file.to_string()],
    }
}

/// The author's editor, by the variables of the environment.
pub fn editor(variable: impl Fn(&str) -> Option<String>) -> String {
    let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    set("VISUAL")
        .or_else(|| set("EDITOR"))
        .unwrap_or_else(|| USUAL.to_string())
}

/// Runs an editor on a file of a folder until it ends.
///
/// # Errors
///
/// When there is no such program, or no shell to find it with.
pub fn edit(editor: &str, dir: &Path, at: &Written) -> io::Result<()> {
    let file = dir.join(&at.path);
    let child = Command::new("sh")
        // The shell takes the variable apart as its user wrote it, the arguments as they are.
        .args(["-c", &format!("exec {editor} \"$@\""), "editor"])
        .args(arguments(editor, &file.to_string_lossy(), at))
        .spawn()?;
    match wait(child)? {
        126 | 127 => Err(io::Error::new(io::ErrorKind::NotFound, editor.to_string())),
        _ => Ok(()),
    }
}

/// Waits for a program that has the terminal; when it is stopped, so is this one, or nobody would get the terminal back. Gives its code.
fn wait(child: Child) -> io::Result<i32> {
    let pid = Pid::from_child(&child);
    loop {
        let Some((_, status)) = waitpid(Some(pid), WaitOptions::UNTRACED)? else {
            continue;
        };
        if !status.stopped() {
            return Ok(status.exit_status().unwrap_or(0));
        }
        if has_job_control() {
            // What can't be stopped just goes on.
            let _ = emulate_default_handler(SIGSTOP);
        }
        kill_process(pid, Signal::CONT)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(editor: &str) -> String {
        let at = Written {
            path: "claims.toml".to_string(),
            line: 12,
            column: 5,
        };
        arguments(editor, "/x/claims.toml", &at).join(" ")
    }

    #[test]
    fn editors_are_told_the_line_as_they_take_it() {
        assert_eq!(told("vim"), "+12 /x/claims.toml");
        assert_eq!(told("/usr/bin/nano -w"), "+12 /x/claims.toml");
        assert_eq!(told("hx"), "/x/claims.toml:12:5");
        assert_eq!(told("code --wait"), "--goto /x/claims.toml:12:5");
        assert_eq!(told("my-own-editor"), "/x/claims.toml");
    }

    #[test]
    fn the_visual_editor_goes_first() {
        let both = |name: &str| Some(format!("{name} x"));
        assert_eq!(editor(both), "VISUAL x");
        assert_eq!(editor(|name| (name == "EDITOR").then(|| "ed".into())), "ed");
        assert_eq!(editor(|_| Some("  ".to_string())), "vi");
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        let at = Written {
            path: "a".to_string(),
            line: 1,
            column: 1,
        };
        assert!(edit("true", Path::new("/"), &at).is_ok());
        assert!(edit("no-such-editor-here 2>/dev/null", Path::new("/"), &at).is_err());
    }
}
