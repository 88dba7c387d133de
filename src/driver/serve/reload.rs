//! Renewing the content while visitors read: on a signal, or when the folder has changed.
//!
//! The folder is read and checked aside. Only what is without errors, and has its index, is given to the sessions, whole; whatever is wrong
//! leaves everybody with what they have.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::Signal;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use crate::content::load::load;
use crate::content::model::Library;
use crate::diagnostic::report;
use crate::driver::files::{Stamps, read_folder};
use crate::driver::serve::house::House;
use crate::driver::serve::log::Level;
use crate::driver::serve::metrics::Reload;
use crate::edition::Edition;

/// How often the folder is looked at. Looking means asking for the times of its files, which takes a millisecond and works on every file
/// system, network ones too, unlike waiting to be told.
const EVERY: Duration = Duration::from_secs(2);

/// How many bytes of findings are logged.
const LOGGED: usize = 400;

/// Renews the content whenever a signal comes or the folder has changed and then stayed as it is for a moment.
pub async fn follow(house: Arc<House>, mut hangup: Signal) {
    let Some(dir) = house.config.content.clone() else {
        // The built-in explainer is what it is.
        while hangup.recv().await.is_some() {
            house.log.say(Level::Info, "nothing-to-reload", &[]);
        }
        return;
    };
    let mut taken = look_at(&dir).await;
    let mut last = taken.clone();
    loop {
        tokio::select! {
            signal = hangup.recv() => {
                if signal.is_none() {
                    return;
                }
                last = look_at(&dir).await;
            }
            () = sleep(EVERY) => {
                let now = look_at(&dir).await;
                // Half-written files come in twos and threes: the folder has to be the same twice.
                let is_settled = now == last;
                last = now;
                if !is_settled || last == taken {
                    continue;
                }
            }
        }
        taken = last.clone();
        reload(&house, &dir).await;
    }
}

/// Reads the folder again; gives whether there is another edition.
pub async fn reload(house: &Arc<House>, dir: &Path) -> Reload {
    let revision = house.edition().revision() + 1;
    let own = dir.to_path_buf();
    let read = spawn_blocking(move || edition(&own, revision)).await;
    let result = match read {
        Ok(Ok(edition)) => {
            house.publish(edition);
            house
                .log
                .say(Level::Info, "reloaded", &[("revision", revision.into())]);
            Reload::Taken
        }
        Ok(Err(findings)) => {
            let fields = [("findings", findings.as_str().into())];
            house.log.say(Level::Error, "reload-refused", &fields);
            Reload::Kept
        }
        Err(_) => {
            house.log.say(Level::Error, "reload-panicked", &[]);
            Reload::Kept
        }
    };
    house.metrics.reloaded(result);
    result
}

/// The edition of a folder with its index, or what is wrong with it.
fn edition(dir: &Path, revision: u64) -> Result<Edition, String> {
    let folder = read_folder(dir);
    let mut loaded = load(folder.files, folder.found, folder.sources);
    let library: Option<Library> = loaded.library.take();
    match library {
        Some(library) => Ok(Edition::new(library, revision).indexed()),
        None => {
            let text = report::concise(&loaded.diagnostics, &loaded.sources);
            Err(text.chars().take(LOGGED).collect())
        }
    }
}

/// What tells the folder as it is from what it was: of what would be read, so that whatever else is done beside it is no reason to.
async fn look_at(dir: &Path) -> Stamps {
    let dir = dir.to_path_buf();
    // A folder that can't be looked at is an empty one, and reading it says why.
    spawn_blocking(move || Stamps::of(&dir))
        .await
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[tokio::test]
    async fn what_is_done_beside_the_content_is_no_reason_to_renew_it() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let at = |name: &str| dir.path().join(name);
        fs::create_dir_all(at(".git/refs")).expect("a folder");
        fs::write(at("a.toml"), "one").expect("a file");
        let before = look_at(dir.path()).await;
        for beside in [".git/index", ".git/refs/a.toml", "notes.md", ".a.toml.swp"] {
            fs::write(at(beside), "x").expect("a file");
            assert_eq!(look_at(dir.path()).await, before, "{beside}");
        }
        fs::write(at("a.toml"), "another").expect("a file");
        assert_ne!(look_at(dir.path()).await, before);
    }
}
