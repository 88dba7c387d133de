//! The server's key: made once, kept where only the server reads it, and the same for ever, so that no visitor is frightened.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use russh::keys::key::safe_rng;
use russh::keys::ssh_key::LineEnding;
use russh::keys::{Algorithm, HashAlg, PrivateKey};
use thiserror::Error;

/// The key's file where nobody has named another.
const FILE: &str = "ssh_host_ed25519_key";

/// The largest file that is read as a key; one of its kind has 400 bytes.
const LARGEST: u64 = 16 << 10;

/// Permissions that nobody but the server may have: a group may read, as secrets are mounted in containers, and no more.
const FORBIDDEN: u32 = 0o037;

/// Why there is no key.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file can't be read or written.
    #[error("can't use the host key `{path}`: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// Others may read it.
    #[error(
        "the host key `{path}` may be read by others (mode {mode:04o}); run `chmod 600 {path}`"
    )]
    Open {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// It is none, or none of the right kind.
    #[error(
        "`{path}` is no Ed25519 private key without a passphrase; name another with `--host-key`, or remove it to have one made"
    )]
    Unusable {
        /// The file.
        path: PathBuf,
    },
    /// There is no place for it.
    #[error("there is no folder to keep a host key in; name a file with `--host-key`")]
    Homeless,
}

/// A key, and whether it is new.
#[derive(Debug)]
pub struct HostKey {
    /// The key.
    pub key: PrivateKey,
    /// Where it is kept.
    pub path: PathBuf,
    /// Whether it was made just now.
    pub is_new: bool,
}

impl HostKey {
    /// What a client shows to whoever comes for the first time.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.key)
    }
}

/// Where the key is kept if nobody says otherwise: with systemd in the service's state folder, else in the user's.
pub fn usual_place(state_directory: Option<&str>) -> Result<PathBuf, KeyError> {
    if let Some(first) = state_directory.and_then(|all| all.split(':').next()) {
        return Ok(Path::new(first).join(FILE));
    }
    let dirs = etcetera::choose_base_strategy().map_err(|_| KeyError::Homeless)?;
    let state = dirs.state_dir().unwrap_or_else(|| dirs.data_dir());
    Ok(state.join("cotejo").join(FILE))
}

/// The key in `path`, made if there is none.
///
/// # Errors
///
/// When there is a file that is no key for this, or none can be made.
pub fn open(path: &Path) -> Result<HostKey, KeyError> {
    let failed = |error| KeyError::Io {
        path: path.to_path_buf(),
        error,
    };
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return make(path),
        Err(error) => return Err(failed(error)),
    };
    let unusable = || KeyError::Unusable {
        path: path.to_path_buf(),
    };
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err(unusable());
    }
    if metadata.mode() & FORBIDDEN != 0 {
        return Err(KeyError::Open {
            path: path.to_path_buf(),
            mode: metadata.mode() & 0o7777,
        });
    }
    let text = fs::read(path).map_err(failed)?;
    let key = PrivateKey::from_openssh(&text).map_err(|_| unusable())?;
    if key.algorithm() != Algorithm::Ed25519 || key.is_encrypted() {
        return Err(unusable());
    }
    Ok(HostKey {
        key,
        path: path.to_path_buf(),
        is_new: false,
    })
}

/// A key of this run alone, which is kept nowhere.
pub fn passing() -> PrivateKey {
    PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519)
        .expect("an Ed25519 key can be made of any random bytes")
}

/// What a client shows of a key to whoever comes for the first time.
pub fn fingerprint(key: &PrivateKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

/// Makes a key. The file appears whole or not at all, and never over another.
fn make(path: &Path) -> Result<HostKey, KeyError> {
    let failed = |error| KeyError::Io {
        path: path.to_path_buf(),
        error,
    };
    let key = passing();
    let text = key
        .to_openssh(LineEnding::LF)
        .expect("a key that was just made can be written");
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    let dir = dir.unwrap_or(Path::new("."));
    fs::create_dir_all(dir).map_err(failed)?;
    let beside = tempfile::Builder::new()
        .prefix(".ssh_host_key")
        .make_in(dir, |path| {
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)
        })
        .map_err(failed)?;
    let mut file = beside;
    file.as_file_mut()
        .write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(HostKey {
            key,
            path: path.to_path_buf(),
            is_new: true,
        }),
        // Another server was faster; its key is as good, and it is the one that visitors will have seen.
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => open(path),
        Err(error) => Err(failed(error.error)),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_for_the_server_alone() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let path = dir.path().join("deep/key");
        let first = open(&path).expect("a key is made");
        assert!(first.is_new);
        let mode = fs::metadata(&path).expect("it is there").mode();
        assert_eq!(mode & 0o7777, 0o600);
        let again = open(&path).expect("it is read");
        assert!(!again.is_new);
        assert_eq!(first.fingerprint(), again.fingerprint());
        assert!(first.fingerprint().starts_with("SHA256:"));
        let names = fs::read_dir(dir.path().join("deep"))
            .expect("a folder")
            .count();
        assert_eq!(names, 1, "nothing is left beside it");
    }

    #[test]
    fn a_key_that_others_may_read_is_not_used() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let path = dir.path().join("key");
        open(&path).expect("a key is made");
        for (mode, is_fine) in [(0o644, false), (0o660, false), (0o640, true), (0o400, true)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("its mode is set");
            assert_eq!(open(&path).is_ok(), is_fine, "{mode:o}");
        }
    }

    #[test]
    fn what_is_no_key_stays_as_it_is() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let path = dir.path().join("key");
        fs::write(&path, "not a key").expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("its mode is set");
        assert!(matches!(open(&path), Err(KeyError::Unusable { .. })));
        assert_eq!(fs::read(&path).expect("it is there"), b"not a key");
    }

    #[test]
    fn systemd_says_where_state_is_kept() {
        let place = usual_place(Some("/var/lib/cotejo:/other")).expect("a place");
        assert_eq!(place, Path::new("/var/lib/cotejo/ssh_host_ed25519_key"));
    }
}
