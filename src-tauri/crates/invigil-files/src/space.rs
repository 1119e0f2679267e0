//! Free space, for the system check.

use std::path::Path;

use crate::FileError;

/// Bytes that the user may still write on the disk of `path`.
pub fn free_bytes(path: &Path) -> Result<u64, FileError> {
    let stat = rustix::fs::statvfs(path)
        .map_err(|e| FileError::io("look at free space of", path)(e.into()))?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}
