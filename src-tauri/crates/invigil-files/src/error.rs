//! What can go wrong with a file, and what a person reads of it.

use std::{
    io,
    path::{Path, PathBuf},
};

use invigil_model::{Code, Notice};

/// A file operation that failed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system's answer.
    #[error("could not {operation} {}: {source}", path.display())]
    Io {
        /// A verb: `read`, `write`, `rename`, ...
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A file larger than its kind may be.
    #[error("{} is larger than {cap} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The cap in bytes.
        cap: u64,
    },
    /// A folder where a file is needed.
    #[error("{} is a folder", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// A pipe, socket or device where a file is needed.
    #[error("{} is a pipe or a device", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// Bytes where UTF-8 text is needed.
    #[error("{} is not UTF-8 text: byte {at} belongs to no character", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// The first such byte, counted from 0.
        at: usize,
    },
    /// Another process holds the lock.
    #[error("{} is in use by another process", path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
}

impl FileError {
    pub(crate) fn io(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            operation,
            path,
            source,
        }
    }

    /// The kind of the system's error, if it was one.
    pub fn io_kind(&self) -> Option<io::ErrorKind> {
        match self {
            Self::Io { source, .. } => Some(source.kind()),
            _ => None,
        }
    }

    fn is_of_reading(&self) -> bool {
        matches!(self, Self::Io { operation, .. } if ["open", "read", "list"].contains(operation))
    }

    /// What a person reads.
    pub fn notice(&self) -> Notice {
        let (code, what, next) = match self {
            Self::TooLarge { .. } => (
                "file.too-large",
                "A file is too large.",
                "Check that this is the file you meant; ours are never that large.",
            ),
            Self::Folder { .. } => IS_FOLDER,
            Self::NotAFile { .. } => (
                "file.not-a-file",
                "This is no file.",
                "Save what it holds as a file, and name that.",
            ),
            Self::NotText { .. } => (
                "file.not-text",
                "A file is not text.",
                "Save it as UTF-8 text, or check that this is the file you meant.",
            ),
            Self::Locked { .. } => (
                "file.locked",
                "A file is in use.",
                "Close the other window or program that uses it, then try again.",
            ),
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::IsADirectory => IS_FOLDER,
                io::ErrorKind::NotADirectory => (
                    "file.not-a-folder",
                    "A file stands where a folder is needed.",
                    "Name a folder, or move that file away.",
                ),
                io::ErrorKind::NotFound => (
                    "file.not-found",
                    "A file is not there.",
                    "Check the path and try again.",
                ),
                io::ErrorKind::PermissionDenied if self.is_of_reading() => (
                    "file.no-permission",
                    "A file or folder may not be read.",
                    "Open it as the person who owns it, or ask that person for the right to read it.",
                ),
                io::ErrorKind::PermissionDenied => (
                    "file.no-permission",
                    "A file or folder may not be changed.",
                    "Choose a folder you may write to, or ask the organiser.",
                ),
                io::ErrorKind::ReadOnlyFilesystem => (
                    "file.no-permission",
                    "A file or folder may not be changed.",
                    "Choose a folder on a disk that can be written to, or ask the organiser.",
                ),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
                    "file.disk-full",
                    "The disk is full.",
                    "Free some space, then try again; nothing saved is lost.",
                ),
                io::ErrorKind::AlreadyExists => (
                    "file.exists",
                    "A file is there already.",
                    "Choose another name, or move the existing file away first.",
                ),
                _ => (
                    "file.io",
                    "A file could not be used.",
                    "Try again; if it goes on, choose another folder or disk.",
                ),
            },
        };
        Notice::new(Code(code), what, without_number(&self.to_string()), next)
    }
}

/// The system's number says nothing to a person: `... (os error 2)`.
fn without_number(text: &str) -> &str {
    text.rfind(" (os error ").map_or(text, |at| &text[..at])
}

/// Code, what and next of a folder where a file is needed.
const IS_FOLDER: (&str, &str, &str) = (
    "file.is-folder",
    "A folder stands where a file is needed.",
    "Name the file itself, not a folder.",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_writing_and_a_protected_disk_have_sentences_of_their_own() {
        let check = |operation, kind: io::ErrorKind, what: &str, next: &str| {
            let path = Path::new("a");
            let notice = FileError::io(operation, path)(kind.into()).notice();
            assert_eq!(notice.code, Code("file.no-permission"));
            assert!(notice.what.ends_with(what), "{operation}: {}", notice.what);
            assert!(notice.next.contains(next), "{operation}: {}", notice.next);
        };
        let denied = io::ErrorKind::PermissionDenied;
        for operation in ["open", "read", "list"] {
            check(operation, denied, "may not be read.", "right to read");
        }
        for operation in ["write", "create", "create folder", "rename", "open lock"] {
            check(operation, denied, "may not be changed.", "may write to");
        }
        let protected = io::ErrorKind::ReadOnlyFilesystem;
        check("create", protected, "may not be changed.", "on a disk");
    }
}
