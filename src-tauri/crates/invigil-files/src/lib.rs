//! Size-capped reads and atomic durable writes. The only user of `std::fs`.
//!
//! Every error carries the operation and the path. Deliberately absent: formats, and any read
//! without a cap.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the room that touches the file system"
)]

use std::{
    fs,
    io::{self, Read, Write},
    path::{Component, Path, PathBuf},
};

mod error;
mod lock;
mod space;

pub use error::FileError;
pub use lock::Lock;
pub use space::free_bytes;

/// Reads a whole file of at most `cap` bytes. A pipe or a device is refused, and not waited for.
pub fn read(path: &Path, cap: u64) -> Result<Vec<u8>, FileError> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path).map_err(FileError::io("open", path))?;
    let kind = file.metadata().map_err(FileError::io("read", path))?;
    if !kind.is_file() && !kind.is_dir() {
        return Err(FileError::NotAFile {
            path: path.to_owned(),
        });
    }
    read_opened(file, path, cap)
}

/// [`read`], also from a pipe: for what a person gives as `<(...)` or by way of another program.
pub fn read_piped(path: &Path, cap: u64) -> Result<Vec<u8>, FileError> {
    let file = fs::File::open(path).map_err(FileError::io("open", path))?;
    read_opened(file, path, cap)
}

fn read_opened(file: fs::File, path: &Path, cap: u64) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    file.take(cap.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| match error.kind() {
            io::ErrorKind::IsADirectory => FileError::Folder {
                path: path.to_owned(),
            },
            _ => FileError::io("read", path)(error),
        })?;
    if bytes.len() as u64 > cap {
        return Err(FileError::TooLarge {
            path: path.to_owned(),
            cap,
        });
    }
    Ok(bytes)
}

/// Reads a UTF-8 file of at most `cap` bytes.
pub fn read_text(path: &Path, cap: u64) -> Result<String, FileError> {
    text(path, read(path, cap)?)
}

/// [`read_text`], also from a pipe.
pub fn read_piped_text(path: &Path, cap: u64) -> Result<String, FileError> {
    text(path, read_piped(path, cap)?)
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<String, FileError> {
    String::from_utf8(bytes).map_err(|e| FileError::NotText {
        path: path.to_owned(),
        at: e.utf8_error().valid_up_to(),
    })
}

/// Who may read a written file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// By the user's defaults.
    Shared,
    /// The user alone (mode 0600).
    Private,
}

/// Writes a whole file atomically and durably: a sibling temporary file, fsync, rename, fsync of
/// the folder. After an `Ok` the new content survives a power loss; before it, the old one does.
pub fn write(path: &Path, bytes: &[u8], access: Access) -> Result<(), FileError> {
    let (temporary, mut file) = sibling(path, access)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(FileError::io("write", path))
        .and_then(|()| fs::rename(&temporary, path).map_err(FileError::io("rename onto", path)));
    if written.is_err() {
        // The failed write is what the caller hears of; a left-over `.part` file is harmless.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    sync_parent(path)
}

/// Like [`write`], but an existing file is an error and stays as it is.
pub fn write_new(path: &Path, bytes: &[u8], access: Access) -> Result<(), FileError> {
    let (temporary, mut file) = sibling(path, access)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(FileError::io("write", path))
        .and_then(|()| match fs::hard_link(&temporary, path) {
            // FAT and exFAT, the file systems of USB sticks, know no hard links.
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => create_new(path, bytes, access),
            linked => linked.map_err(FileError::io("create", path)),
        });
    let _ = fs::remove_file(&temporary);
    written?;
    sync_parent(path)
}

/// Makes a folder and its parents; a private folder is for the user alone (mode 0700).
pub fn create_dir(path: &Path, access: Access) -> Result<(), FileError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    if access == Access::Private {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    }
    builder
        .create(path)
        .map_err(FileError::io("create folder", path))
}

/// Removes a file; a missing one is fine.
pub fn remove(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(FileError::io("remove", path)),
    }
}

/// Removes a folder with everything in it; a missing one is fine.
pub fn remove_folder(path: &Path) -> Result<(), FileError> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(FileError::io("remove", path)(e)),
        _ => Ok(()),
    }
}

/// Removes a folder in which nothing is; any other one stays.
pub fn remove_empty_folder(path: &Path) -> Result<(), FileError> {
    match fs::remove_dir(path) {
        Err(e)
            if !matches!(
                e.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty
            ) =>
        {
            Err(FileError::io("remove", path)(e))
        }
        _ => Ok(()),
    }
}

/// Renames a file and makes the change durable.
pub fn rename(from: &Path, to: &Path) -> Result<(), FileError> {
    fs::rename(from, to).map_err(FileError::io("rename", from))?;
    sync_parent(to)
}

/// Whether something exists at `path`.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether the name `path` is taken, be it by a symbolic link that leads nowhere.
pub fn occupied(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whether a folder stands at `path` itself; a symbolic link is none.
pub fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|m| m.is_dir())
}

/// Where `path` leads: whole, symbolic links followed as far as it exists, and without `..`.
pub fn resolve(path: &Path) -> Result<PathBuf, FileError> {
    let whole = std::path::absolute(path).map_err(FileError::io("resolve", path))?;
    let mut resolved = PathBuf::new();
    for component in whole.components() {
        match component {
            // What stands before it is followed already, so that it is the true parent.
            Component::ParentDir => {
                resolved.pop();
            }
            Component::Normal(name) => {
                resolved.push(name);
                resolved = fs::canonicalize(&resolved).unwrap_or(resolved);
            }
            root => resolved.push(root),
        }
    }
    Ok(resolved)
}

/// The permission bits of a file on Unix; `None` elsewhere or when it cannot be read.
pub fn mode(path: &Path) -> Option<u32> {
    #[cfg(unix)]
    return fs::metadata(path)
        .ok()
        .map(|m| std::os::unix::fs::PermissionsExt::mode(&m.permissions()) & 0o7777);
    #[cfg(not(unix))]
    None
}

/// The entries of a folder, sorted by name.
pub fn list(path: &Path) -> Result<Vec<PathBuf>, FileError> {
    let mut entries = fs::read_dir(path)
        .and_then(|dir| {
            dir.map(|e| e.map(|e| e.path()))
                .collect::<io::Result<Vec<_>>>()
        })
        .map_err(FileError::io("list", path))?;
    entries.sort();
    Ok(entries)
}

/// Writes a file that must not be there yet, and takes it away again if that fails half-way.
fn create_new(path: &Path, bytes: &[u8], access: Access) -> Result<(), FileError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if access == Access::Private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut file = options.open(path).map_err(FileError::io("create", path))?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    written.map_err(FileError::io("write", path))
}

fn sibling(path: &Path, access: Access) -> Result<(PathBuf, fs::File), FileError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if access == Access::Private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let file = options
        .open(&temporary)
        .map_err(FileError::io("create", &temporary))?;
    Ok((temporary, file))
}

fn sync_parent(path: &Path) -> Result<(), FileError> {
    let parent = match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    };
    fs::File::open(parent)
        .and_then(|dir| dir.sync_all())
        .map_err(FileError::io("sync folder", parent))
}

#[cfg(test)]
mod tests {
    use invigil_model::Code;

    use super::*;

    #[test]
    fn a_read_past_the_cap_is_refused_by_size() {
        let dir = tempfile::tempdir().expect("temp dir");
        let path = dir.path().join("a");
        write(&path, b"12345", Access::Shared).expect("write");
        assert_eq!(read(&path, 5).expect("read"), b"12345");
        assert_eq!(
            read(&path, 4).expect_err("cap").notice().code,
            Code("file.too-large")
        );
    }

    #[test]
    fn a_folder_and_foreign_bytes_are_said_as_that() {
        let dir = tempfile::tempdir().expect("temp dir");
        let code = |error: FileError| error.notice().code;
        let folder = read(dir.path(), 5).expect_err("a folder");
        assert_eq!(code(folder), Code("file.is-folder"));
        let path = dir.path().join("latin-1");
        write(&path, b"caf\xe9", Access::Shared).expect("write");
        let missing = read(&dir.path().join("none"), 5).expect_err("missing");
        let why = missing.notice().why;
        assert!(why.ends_with("No such file or directory"), "{why}");
        let bytes = read_text(&path, 9).expect_err("no UTF-8");
        assert!(bytes.to_string().contains("byte 3"), "{bytes}");
        assert_eq!(code(bytes), Code("file.not-text"));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_refused_at_once_where_a_file_is_needed() {
        use rustix::fs::{CWD, FileType, Mode};
        let dir = tempfile::tempdir().expect("temp dir");
        let pipe = dir.path().join("pipe");
        rustix::fs::mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)
            .expect("a pipe");
        // Nobody writes into it: a read that waits would wait for ever.
        for path in [pipe.as_path(), Path::new("/dev/zero")] {
            let refused = read(path, 5).expect_err("no file");
            assert_eq!(refused.notice().code, Code("file.not-a-file"));
        }
        let other = pipe.clone();
        let writer = std::thread::spawn(move || fs::write(other, "secret"));
        assert_eq!(read_piped_text(&pipe, 9).expect("from the pipe"), "secret");
        writer.join().expect("a writer").expect("written");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_is_followed_through_links_and_back() {
        let dir = tempfile::tempdir().expect("temp dir");
        let dir = fs::canonicalize(dir.path()).expect("canonical");
        create_dir(&dir.join("there/below"), Access::Shared).expect("folders");
        std::os::unix::fs::symlink("there/below", dir.join("way")).expect("a link");
        for (path, leads) in [
            ("way", "there/below"),
            ("way/new", "there/below/new"),
            ("way/..", "there"),
            ("way/../new/more", "there/new/more"),
            ("none/../way", "there/below"),
            ("none/x", "none/x"),
        ] {
            let resolved = resolve(&dir.join(path)).expect(path);
            assert_eq!(resolved, dir.join(leads), "{path}");
        }
    }

    #[test]
    fn write_new_never_replaces() {
        let dir = tempfile::tempdir().expect("temp dir");
        let path = dir.path().join("a");
        write_new(&path, b"first", Access::Private).expect("write");
        let again = write_new(&path, b"second", Access::Private).expect_err("exists");
        assert_eq!(again.notice().code, Code("file.exists"));
        assert_eq!(read(&path, 99).expect("read"), b"first");
        assert_eq!(mode(&path), Some(0o600));
        assert_eq!(list(dir.path()).expect("list"), [path]);
    }
}
