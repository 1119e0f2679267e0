//! An advisory lock that ends with the process, however it ends.

use std::{fs, path::Path, time::Duration};

use rustix::fs::{FlockOperation, flock};

use crate::FileError;

/// Held as long as it lives; the operating system releases it after a crash.
#[derive(Debug)]
pub struct Lock {
    _file: fs::File,
}

impl Lock {
    /// Takes the lock, after whoever holds it now: for what is done in a moment. Whoever holds it
    /// for ten seconds is stopped or stuck, and that is told.
    pub fn wait(path: &Path) -> Result<Self, FileError> {
        const TRIES: u32 = 400;
        for _ in 0..TRIES {
            match Self::acquire(path) {
                Err(FileError::Locked { .. }) => std::thread::sleep(Duration::from_millis(25)),
                other => return other,
            }
        }
        Self::acquire(path)
    }

    /// Takes the lock at once, or says that another process holds it.
    pub fn acquire(path: &Path) -> Result<Self, FileError> {
        let file = open(path)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self { _file: file }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(FileError::Locked {
                path: path.to_owned(),
            }),
            Err(e) => Err(FileError::io("lock", path)(e.into())),
        }
    }
}

/// Opens the file without waiting for whoever would write into a pipe. One that another user made
/// may be locked by who can only read it.
fn open(path: &Path) -> Result<fs::File, FileError> {
    let mut options = fs::OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let opened = match options.open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied && path.is_file() => {
            fs::File::open(path)
        }
        opened => opened,
    };
    let file = opened.map_err(FileError::io("open lock", path))?;
    if file.metadata().is_ok_and(|kind| kind.is_file()) {
        return Ok(file);
    }
    Err(FileError::NotAFile {
        path: path.to_owned(),
    })
}
