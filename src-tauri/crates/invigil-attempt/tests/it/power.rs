//! Power loss: what the kernel was told to keep, by its own trace of the system calls.
//!
//! `strace` shows every write and sync of a sitting. An acknowledgement must come after a sync of
//! all that was written; and the files as of their last sync, with any part of what was written
//! since, must still hold every acknowledged write.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use invigil_crypto::{
    digest::unhex,
    random::{FixedRandom, Random},
};
use invigil_files::Access;

use super::process::{check_state, command, reopen, saved, sitting};

/// Writes of one traced sitting.
const COUNT: u64 = 14;

/// A system call that matters.
#[derive(Debug)]
enum Call {
    Write {
        file: String,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        len: usize,
    },
    Sync {
        file: String,
        /// Whether it was `fdatasync`: data and size, no access times.
        data: bool,
    },
    Unlink {
        file: String,
    },
    Said {
        line: String,
    },
}

/// Traces a sitting in `dir`.
fn trace(dir: &Path, durability: &str) -> Vec<Call> {
    let log = dir.join("trace");
    let status = command("strace")
        .args(["-f", "-y", "-xx", "-s", "4000000", "-o"])
        .arg(&log)
        .args([
            "-e",
            "trace=write,pwrite64,fdatasync,fsync,ftruncate,unlink",
        ])
        .arg(sitting())
        .arg(dir)
        .args(["count", &COUNT.to_string(), durability])
        .output()
        .expect("strace");
    assert!(status.status.success(), "{status:?}");
    let text = invigil_files::read_text(&log, 1 << 30).expect("trace");
    text.lines().filter_map(read_call).collect()
}

/// Reads `PID name(FD<PATH>, ...) = RESULT`.
fn read_call(line: &str) -> Option<Call> {
    let call = line.split_once(' ')?.1.trim_start();
    let (name, rest) = call.split_once('(')?;
    let (arguments, _) = rest.rsplit_once(") ")?;
    if name == "unlink" {
        let path = String::from_utf8(unescape(arguments)).ok()?;
        let file = path.rsplit('/').next()?.to_owned();
        return Some(Call::Unlink { file });
    }
    let (fd, rest) = arguments.split_once('<')?;
    let (path, rest) = rest.split_once('>')?;
    // With -xx paths come in hexadecimal as well.
    let path = String::from_utf8(unescape(path)).ok()?;
    let file = path.rsplit('/').next()?.to_owned();
    let mut fields = rest.trim_start_matches(", ").rsplitn(3, ", ");
    Some(match name {
        "fsync" | "fdatasync" => Call::Sync {
            file,
            data: name == "fdatasync",
        },
        "ftruncate" => Call::Truncate {
            file,
            len: fields.next()?.parse().ok()?,
        },
        "pwrite64" => {
            let at = fields.next()?.parse().ok()?;
            let _length = fields.next()?;
            Call::Write {
                file,
                at,
                bytes: unescape(fields.next()?),
            }
        }
        "write" if fd == "1" => {
            let text = rest.trim_start_matches(", ").rsplit_once(", ")?.0;
            let line = String::from_utf8(unescape(text)).ok()?;
            Call::Said { line }
        }
        _ => return None,
    })
}

fn unescape(text: &str) -> Vec<u8> {
    let text = text.trim_matches('"');
    let bytes = text.split("\\x").skip(1);
    let hex: Option<Vec<u8>> = bytes.map(|h| unhex::<1>(h).map(|[b]| b)).collect();
    match hex {
        Some(bytes) if !bytes.is_empty() => bytes,
        _ => text.as_bytes().to_vec(),
    }
}

/// Acknowledgements that left while something written was not yet synced.
fn hasty_acknowledgements(calls: &[Call]) -> Vec<u64> {
    let (mut dirty, mut written, mut hasty) = (false, false, Vec::new());
    for call in calls {
        match call {
            Call::Write { file, .. } if file.ends_with("-wal") => (dirty, written) = (true, true),
            Call::Sync { file, .. } if file.ends_with("-wal") => dirty = false,
            Call::Said { line } => {
                if let Some(n) = saved(line) {
                    if dirty || !written {
                        hasty.push(n);
                    }
                    written = false;
                }
            }
            _ => {}
        }
    }
    hasty
}

/// A file as the disk may hold it.
#[derive(Default)]
struct Disk {
    /// As of the last sync.
    synced: Vec<u8>,
    /// Calls since.
    since: Vec<(usize, Option<Vec<u8>>)>,
}

impl Disk {
    fn sync(&mut self) {
        for (at, bytes) in std::mem::take(&mut self.since) {
            apply(&mut self.synced, at, bytes.as_deref());
        }
    }

    /// The last sync, and of what came since whatever `keep` keeps.
    fn after_power_loss(&self, mut keep: impl FnMut() -> bool) -> Vec<u8> {
        let mut image = self.synced.clone();
        for (at, bytes) in self.since.iter().filter(|_| keep()) {
            apply(&mut image, *at, bytes.as_deref());
        }
        image
    }
}

fn apply(image: &mut Vec<u8>, at: usize, bytes: Option<&[u8]>) {
    let Some(bytes) = bytes else {
        image.resize(at, 0);
        return;
    };
    if image.len() < at + bytes.len() {
        image.resize(at + bytes.len(), 0);
    }
    image[at..at + bytes.len()].copy_from_slice(bytes);
}

/// Cuts the power right after each acknowledgement; gives the numbers that were then missing.
fn lost_after_power_cuts(dir: &Path, calls: &[Call]) -> Vec<u64> {
    let random = FixedRandom::new(4);
    let mut disks: BTreeMap<&str, Disk> = BTreeMap::new();
    let (mut removed, mut lost) = (Vec::new(), Vec::new());
    for call in calls {
        match call {
            Call::Write { file, at, bytes } => {
                disks
                    .entry(file)
                    .or_default()
                    .since
                    .push((*at, Some(bytes.clone())));
            }
            Call::Truncate { file, len } => {
                disks.entry(file).or_default().since.push((*len, None));
            }
            Call::Sync { file, .. } if file.contains(".sqlite") => {
                disks.entry(file).or_default().sync();
            }
            // The folder: names that went are gone for good.
            Call::Sync { .. } => removed.drain(..).for_each(|file| drop(disks.remove(file))),
            Call::Unlink { file } => removed.push(file.as_str()),
            Call::Said { line } => {
                let Some(n) = saved(line) else { continue };
                let any = || {
                    let mut byte = [0];
                    random.fill(&mut byte).expect("random");
                    byte[0] & 1 == 1
                };
                let nothing = reopened(dir, &disks, || false, n);
                let something = reopened(dir, &disks, any, n);
                if !(nothing && something) {
                    lost.push(n);
                }
            }
        }
    }
    lost
}

/// Whether the attempt on the disk after a power cut holds write `n`.
fn reopened(
    dir: &Path,
    disks: &BTreeMap<&str, Disk>,
    mut keep: impl FnMut() -> bool,
    n: u64,
) -> bool {
    let copy = tempfile::tempdir().expect("temp dir");
    let vault = copy.path().join("vault");
    invigil_files::create_dir(&vault, Access::Private).expect("vault");
    for secret in invigil_files::list(&dir.join("vault")).expect("list") {
        let bytes = invigil_files::read(&secret, 9_999).expect("secret");
        let name: PathBuf = vault.join(secret.file_name().expect("name"));
        invigil_files::write(&name, &bytes, Access::Private).expect("copy");
    }
    for (name, disk) in disks.iter().filter(|(name, _)| !name.ends_with("-shm")) {
        let image = disk.after_power_loss(&mut keep);
        invigil_files::write(&copy.path().join(name), &image, Access::Private).expect("image");
    }
    let outcome = std::panic::catch_unwind(|| check_state(&reopen(copy.path()).view(), n));
    outcome.is_ok()
}

#[test]
fn a_sync_stands_between_every_write_and_its_acknowledgement() {
    let dir = tempfile::tempdir().expect("temp dir");
    let calls = trace(dir.path(), "full");
    let count = calls
        .iter()
        .filter(|c| matches!(c, Call::Said { line } if saved(line).is_some()));
    assert_eq!(
        count.count() as u64,
        COUNT - COUNT / 3,
        "every answer was acknowledged"
    );
    assert_eq!(hasty_acknowledgements(&calls), [0u64; 0]);
    assert_eq!(
        lost_after_power_cuts(dir.path(), &calls),
        [0u64; 0],
        "and survives a power cut"
    );
}

#[test]
fn a_weakened_pragma_is_noticed_by_both_checks() {
    let dir = tempfile::tempdir().expect("temp dir");
    let calls = trace(dir.path(), "weakened");
    let answers: Vec<u64> = (1..=COUNT).filter(|n| !n.is_multiple_of(3)).collect();
    assert_eq!(hasty_acknowledgements(&calls), answers);
    assert_eq!(lost_after_power_cuts(dir.path(), &calls), answers);
}

#[test]
fn a_commit_is_one_fdatasync() {
    let dir = tempfile::tempdir().expect("temp dir");
    let calls = trace(dir.path(), "full");
    let said = |wanted: &str| {
        calls
            .iter()
            .position(|c| matches!(c, Call::Said { line } if line.trim_end() == wanted))
    };
    let (from, to) = (
        said("saved 1").expect("first"),
        said("saved 14").expect("last"),
    );
    let syncs: Vec<bool> = calls[from..to]
        .iter()
        .filter_map(|call| match call {
            Call::Sync { data, .. } => Some(*data),
            _ => None,
        })
        .collect();
    let commits = calls[from + 1..=to]
        .iter()
        .filter(|c| matches!(c, Call::Said { line } if saved(line).is_some()));
    assert_eq!(syncs, vec![true; commits.count()]);
}
