//! What is measured: generated folders of any size, the built-in explainer, and readers at terminals of any size.

use std::path::Path;
use std::process::Command;

use cotejo::app::Event;
use cotejo::color::Depth;
use cotejo::content::load::{Loaded, load};
use cotejo::driver::caps::Capabilities;
use cotejo::driver::files::read_folder;
use cotejo::driver::host::{Canvases, Host};
use cotejo::edition::Edition;
use cotejo::key::parse_script;
use ratatui::layout::Size;

use crate::app::app;

/// How much a generated folder holds.
#[derive(Clone, Copy)]
pub struct Extent {
    pub claims: u32,
    pub chapters: u32,
    pub sources: u32,
}

/// About 200 KB.
pub const SMALL: Extent = Extent {
    claims: 500,
    chapters: 1,
    sources: 20,
};

/// About 20 MB.
pub const LARGE: Extent = Extent {
    claims: 69_000,
    chapters: 40,
    sources: 500,
};

/// Folders that give about 200, 10,000 and 100,000 passages, by what they are called.
pub const PASSAGES: [(&str, Extent); 3] = [
    (
        "200",
        Extent {
            claims: 60,
            chapters: 1,
            sources: 20,
        },
    ),
    (
        "10,000",
        Extent {
            claims: 8_000,
            chapters: 12,
            sources: 500,
        },
    ),
    (
        "100,000",
        Extent {
            claims: 94_500,
            chapters: 40,
            sources: 500,
        },
    ),
];

/// A folder of generated content, which is gone when this is dropped.
pub struct Generated(tempfile::TempDir);

impl Generated {
    pub fn new(extent: Extent) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let done = Command::new("python3")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/generate.py"))
            .arg(dir.path())
            .args(["--claims", &extent.claims.to_string()])
            .args(["--chapters", &extent.chapters.to_string()])
            .args(["--sources", &extent.sources.to_string()])
            .status();
        assert!(done.is_ok_and(|status| status.success()), "generate.py");
        Generated(dir)
    }

    /// All that a program does with a folder before it shows it or says what is wrong.
    pub fn load(&self) -> Loaded {
        load_folder(self.0.path())
    }

    /// How many bytes its files have.
    pub fn n_bytes(&self) -> usize {
        let folder = read_folder(self.0.path());
        folder.files.iter().map(|file| file.bytes.len()).sum()
    }
}

/// A folder, read and checked.
pub fn load_folder(dir: &Path) -> Loaded {
    let folder = read_folder(dir);
    load(folder.files, folder.found, folder.sources)
}

/// What was loaded, as an edition.
pub fn edition(loaded: Loaded) -> Edition {
    Edition::new(loaded.library.expect("it has no errors"), 0)
}

/// The built-in explainer.
pub fn builtin() -> Edition {
    Edition::builtin().expect("it reads")
}

/// A reader at a terminal.
pub fn reader(edition: &Edition, place: &str, size: Size) -> Host {
    let app = app(edition, place, size);
    Host::new(
        app,
        &Capabilities::usual(Depth::Full),
        size,
        Canvases::new(2),
    )
}

/// Presses keys.
pub fn press(host: &mut Host, keys: &str) {
    for key in parse_script(keys) {
        host.update(Event::Key(key));
    }
}
