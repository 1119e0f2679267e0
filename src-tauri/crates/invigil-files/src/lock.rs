//! An advisory lock that ends with the process, however it ends.

use std::{fs, path::Path};

use rustix::fs::{FlockOperation, flock};

use crate::FileError;

/// Held as long as it lives; the operating system releases it after a crash.
#[derive(Debug)]
pub struct Lock {
    _file: fs::File,
}

impl Lock {
    /// Takes the lock, after whoever holds it now. For what is done in a moment: whoever holds it
    /// asks nobody anything.
    pub fn wait(path: &Path) -> Result<Self, FileError> {
        let file = open(path)?;
        loop {
            match flock(&file, FlockOperation::LockExclusive) {
                Ok(()) => return Ok(Self { _file: file }),
                Err(rustix::io::Errno::INTR) => {}
                Err(e) => return Err(FileError::io("lock", path)(e.into())),
            }
        }
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

fn open(path: &Path) -> Result<fs::File, FileError> {
    fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(FileError::io("open lock", path))
}
