//! The organisation's trust files on disk: read whole, and changed whole.
//!
//! A change is made ready beside the files that count, in `trust/next.part`, and counts from the
//! one moment in which that folder is renamed to `trust/next`: a file there stands before the one
//! of its name in `trust`. Moving them to their places is housekeeping, which whoever comes next
//! finishes. Deliberately absent: what the files say.

use std::path::{Path, PathBuf};

use invigil_bundle::{
    szip::Entry,
    trust::{REVOKED_CAP, TrustChain, TrustFile, check_succession},
};
use invigil_files::{Access, FileError, Lock};
use invigil_model::Notice;

use crate::{
    org::{SMALL, TRUST, TRUST_SIG, broken},
    org_notice,
    seen::{NotFollowing, Seen},
    trust::{trust_files, trust_notice},
};

const FOLDER: &str = "trust/";
pub(crate) const LAST_SEEN: &str = "trust/last-seen.json";
const REVOKED_JSON: &str = "trust/revoked.json";
pub(crate) const REVOKED_KRL: &str = "trust/revoked.krl";
const LAST_SEEN_CAP: u64 = 4 << 10;
/// The list that is looked for comes first: without it there are none.
pub(crate) const REVOKED: [&str; 4] = [
    REVOKED_JSON,
    "trust/revoked.json.sig",
    REVOKED_KRL,
    "trust/revoked.krl.sig",
];
const NEXT: &str = "trust/next";
const PART: &str = "trust/next.part";
const LOCK: &str = "lock";

/// What the folder holds at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// `org.signers` and its signature.
    pub(crate) signers: [Entry; 2],
    /// The list of revocations with its signatures: none or four.
    pub(crate) revoked: Vec<Entry>,
    last_seen: Vec<u8>,
}

impl Kept {
    /// `revoked.json`, where there is one.
    pub(crate) fn list(&self) -> Option<&[u8]> {
        self.revoked.first().map(|entry| entry.bytes.as_slice())
    }
}

/// Of a file of the folder that cannot be read: who may not read it learns that, and everything
/// else is the folder's damage.
pub(crate) fn unread(error: &FileError, damaged: impl FnOnce(String) -> Notice) -> Notice {
    match error.io_kind() {
        Some(std::io::ErrorKind::PermissionDenied) => error.notice(),
        _ => damaged(error.to_string()),
    }
}

/// Held over everything that reads the folder to change it.
pub(crate) fn lock(dir: &Path) -> Result<Lock, Notice> {
    Lock::wait(&dir.join(LOCK)).map_err(|e| not_locked(dir, &e))
}

/// The same, at once: for who makes the folder.
pub(crate) fn lock_new(dir: &Path) -> Result<Lock, Notice> {
    Lock::acquire(&dir.join(LOCK)).map_err(|e| not_locked(dir, &e))
}

fn not_locked(dir: &Path, error: &FileError) -> Notice {
    if !matches!(error, FileError::Locked { .. }) {
        return error.notice();
    }
    org_notice(
        "org.busy",
        "Another command is changing the organisation's folder.",
        format!("It holds {} all the time.", dir.join(LOCK).display()),
        "Let it end, or end it if it is stopped, then try again. Nothing was changed.",
    )
}

/// Reads the trust files, after a change that goes on: what is read belongs together, holds under
/// `root` and is not older than what was last seen. `held` says that the caller has the lock.
pub(crate) fn read(dir: &Path, root: &TrustFile, held: bool) -> Result<(Kept, TrustFile), Notice> {
    let kept = match (files(dir), files(dir)) {
        (Ok(first), Ok(second)) if first == second => first,
        (first, _) if held => first?,
        // Somebody is changing them now, or they are damaged.
        _ => {
            let held = lock(dir);
            let kept = files(dir)?;
            held.map(|_| kept)?
        }
    };
    let signers = check(dir, root, &kept)?;
    Ok((kept, signers))
}

fn check(dir: &Path, root: &TrustFile, kept: &Kept) -> Result<TrustFile, Notice> {
    let [signers, _] = &kept.signers;
    let file = TrustFile::read(&signers.bytes).map_err(|e| broken(dir, &e.to_string()))?;
    let seen = seen(dir, kept)?;
    check_succession(&file, &seen.signers()).map_err(|e| trust_notice(dir, &e))?;
    let files = kept.signers.iter().chain(&kept.revoked);
    let files = files.map(|entry| {
        let name = entry.name.strip_prefix(FOLDER).unwrap_or(&entry.name);
        (name, entry.bytes.as_slice())
    });
    let chain = TrustChain::read(files, Some(root)).map_err(|e| broken(dir, &e.to_string()))?;
    let list = chain.revoked().zip(kept.list());
    seen.check_list(list).map_err(|error| match error {
        NotFollowing::Missing(why) => broken(dir, &why),
        NotFollowing::Other(code, why) => trust_files(dir, code, &why),
    })?;
    Ok(file)
}

fn seen(dir: &Path, kept: &Kept) -> Result<Seen, Notice> {
    Seen::read(&kept.last_seen).map_err(|e| broken(dir, &format!("{LAST_SEEN}: {e}")))
}

/// Remembers what stands in the folder and is newer than what was seen, as a list of revocations
/// that was made before lists were remembered. Under the lock.
pub(crate) fn remember(dir: &Path, kept: &mut Kept, signers: &TrustFile) -> Result<(), Notice> {
    let bytes = last_seen(dir, signers, kept.list())?;
    if Seen::read(&bytes).ok() == Some(seen(dir, kept)?) {
        return Ok(());
    }
    invigil_files::write(&dir.join(LAST_SEEN), &bytes, Access::Shared).map_err(|e| e.notice())?;
    kept.last_seen = bytes;
    Ok(())
}

/// Whether a change was cut off behind the moment from which it counts.
pub(crate) fn unfinished(dir: &Path) -> bool {
    invigil_files::is_folder(&dir.join(NEXT))
}

/// Moves the files of a change to their places. Under the lock.
pub(crate) fn finish(dir: &Path) -> Result<(), Notice> {
    let next = dir.join(NEXT);
    if !unfinished(dir) {
        return Ok(());
    }
    let ours = [TRUST_SIG, TRUST, LAST_SEEN].into_iter().chain(REVOKED);
    let staged = ours.map(|name| (in_folder(&next, name), dir.join(name)));
    let mut there = staged.filter(|(from, _)| invigil_files::occupied(from));
    let moved = there.try_for_each(|(from, to)| invigil_files::rename(&from, &to));
    moved
        .and_then(|()| invigil_files::remove_folder(&next))
        .map_err(|e| e.notice())
}

/// Replaces trust files: all of them or, where that fails or is cut off, none. Under the lock.
pub(crate) fn replace(dir: &Path, files: &[(&str, &[u8])]) -> Result<(), Notice> {
    finish(dir)?;
    let part = dir.join(PART);
    let write = |(name, bytes): &(&str, &[u8])| {
        invigil_files::write(&in_folder(&part, name), bytes, Access::Shared)
    };
    invigil_files::remove_folder(&part)
        .and_then(|()| invigil_files::create_dir(&part, Access::Private))
        .and_then(|()| files.iter().try_for_each(write))
        .and_then(|()| invigil_files::rename(&part, &dir.join(NEXT)))
        .map_err(|e| e.notice())?;
    finish(dir)
}

/// What to remember of an `org.signers` and the `revoked.json` beside it.
pub(crate) fn last_seen(
    dir: &Path,
    signers: &TrustFile,
    revoked: Option<&[u8]>,
) -> Result<Vec<u8>, Notice> {
    let seen = Seen::of(signers, revoked).map_err(|e| trust_notice(dir, &e))?;
    seen.write().map_err(|e| broken(dir, &e.to_string()))
}

fn files(dir: &Path) -> Result<Kept, Notice> {
    let needed = |name: &str, cap| {
        let bytes = file(dir, name, cap).map_err(|e| e.notice())?;
        let bytes = bytes.ok_or_else(|| broken(dir, &format!("{name} is missing")))?;
        Ok(Entry::new(name, bytes))
    };
    let signers = [needed(TRUST, SMALL)?, needed(TRUST_SIG, SMALL)?];
    let last_seen = needed(LAST_SEEN, LAST_SEEN_CAP)?.bytes;
    let mut revoked = Vec::new();
    for name in REVOKED {
        let bytes = file(dir, name, REVOKED_CAP as u64).map_err(|e| e.notice())?;
        revoked.extend(bytes.map(|bytes| Entry::new(name, bytes)));
    }
    if !matches!(revoked.len(), 0 | 4) {
        return Err(broken(dir, "some of the files trust/revoked.* are missing"));
    }
    Ok(Kept {
        signers,
        revoked,
        last_seen,
    })
}

/// Where a file of `trust/` stands in another folder.
fn in_folder(folder: &Path, name: &str) -> PathBuf {
    folder.join(name.strip_prefix(FOLDER).unwrap_or(name))
}

/// The file that counts, if there is one.
fn file(dir: &Path, name: &str, cap: u64) -> Result<Option<Vec<u8>>, FileError> {
    let next = Some(in_folder(&dir.join(NEXT), name)).filter(|_| unfinished(dir));
    for path in next.into_iter().chain([dir.join(name)]) {
        match invigil_files::read(&path, cap) {
            Err(e) if e.io_kind() == Some(std::io::ErrorKind::NotFound) => {}
            read => return read.map(Some),
        }
    }
    Ok(None)
}
