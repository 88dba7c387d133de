//! What the kernel knows of the process: its memory, its files, and how many it may have.

use std::fs;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The process's resident memory in bytes; 0 where the kernel does not tell.
pub fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    kibibytes.and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) << 10
}

/// How many files the process has open; 0 where the kernel does not tell.
pub fn open_files() -> u64 {
    // Reading the folder opens one more.
    fs::read_dir("/proc/self/fd").map_or(0, |files| files.count().saturating_sub(1) as u64)
}

/// Raises the limit on open files to `needed`, as far as the process may, and gives what it is then. Below `needed`, visitors will be
/// turned away before the limit on sessions is reached, and the operator should be told.
pub fn raise_files(needed: u64) -> u64 {
    let now = getrlimit(Resource::Nofile);
    let have = now.current.unwrap_or(u64::MAX);
    if have >= needed {
        return have;
    }
    let may = now.maximum.unwrap_or(u64::MAX).min(needed);
    let wanted = Rlimit {
        current: Some(may),
        maximum: now.maximum,
    };
    match setrlimit(Resource::Nofile, wanted) {
        Ok(()) => may,
        Err(_) => have,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_tells() {
        assert!(resident() > 1 << 20, "{}", resident());
        let before = open_files();
        assert!(before >= 3);
        assert!(raise_files(1) >= 1);
    }
}
