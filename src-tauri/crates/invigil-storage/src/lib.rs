//! Opens SQLite files: pragmas, migrations, moving a corrupt file aside (never deleting it).
//!
//! The only opener of SQLite files. Deliberately absent: what is in the tables.

use std::path::{Path, PathBuf};

use invigil_files::FileError;
use invigil_model::{Code, Notice};
use rusqlite::{Connection, OpenFlags};

/// One step of a schema; step `n` brings a database from version `n` to `n + 1`.
pub type Migration = &'static str;

/// A database that could not be opened or brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// SQLite's answer.
    #[error("the database {} could not be used: {source}", path.display())]
    Sqlite {
        /// The database file.
        path: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
    /// The file is damaged; it was moved aside as it was.
    #[error("the database {} is damaged and was moved to {}", path.display(), moved_to.display())]
    Corrupt {
        /// Where it was.
        path: PathBuf,
        /// Where it is kept.
        moved_to: PathBuf,
    },
    /// Made by a newer version of the app.
    #[error("the database {} has version {found}; this app knows up to {known}", path.display())]
    Newer {
        /// The database file.
        path: PathBuf,
        /// Its version.
        found: usize,
        /// The newest version this app knows.
        known: usize,
    },
    /// The file system's answer.
    #[error(transparent)]
    File(#[from] FileError),
}

impl StorageError {
    /// What a person reads.
    pub fn notice(&self) -> Notice {
        let (code, what, next) = match self {
            Self::File(e) => return e.notice(),
            Self::Sqlite { path, source } => match source.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DiskFull) => DISK_FULL,
                Some(rusqlite::ErrorCode::SystemIoFailure) if is_full(path) => DISK_FULL,
                Some(rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::PermissionDenied) => (
                    "storage.read-only",
                    "Nothing can be saved in this folder.",
                    "Make the folder writable, or start with another data folder.",
                ),
                Some(rusqlite::ErrorCode::CannotOpen) => (
                    "storage.cannot-open",
                    "Saved data could not be opened.",
                    "Check that the folder exists and that you may write to it.",
                ),
                _ => (
                    "storage.sqlite",
                    "Saved data could not be opened.",
                    "Try again; if it goes on, tell the organiser.",
                ),
            },
            Self::Corrupt { .. } => (
                "storage.corrupt",
                "Saved data is damaged.",
                "Keep the moved file; the organiser may be able to read it.",
            ),
            Self::Newer { .. } => (
                "storage.newer",
                "A newer version of Invigil saved this data.",
                "Update Invigil, then open it again; the file is untouched.",
            ),
        };
        Notice::new(Code(code), what, self.to_string(), next)
    }
}

const DISK_FULL: (&str, &str, &str) = (
    "storage.disk-full",
    "The disk is full.",
    "Free some space, then try again; nothing saved is lost.",
);

/// SQLite calls it an input/output error where the disk is full for its index in shared memory
/// (`SQLITE_IOERR_SHMSIZE`) or a sync.
fn is_full(path: &Path) -> bool {
    const INDEX: u64 = 64 << 10;
    let folder = path.parent().unwrap_or(path);
    invigil_files::free_bytes(folder).is_ok_and(|free| free < INDEX)
}

/// How far a commit must reach before it is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// WAL with `synchronous=FULL`: a commit is on the disk when it returns.
    EveryCommit,
    /// WAL with `synchronous=NORMAL`: a power loss may take the last commits, never consistency.
    Consistent,
}

/// Opens (or makes) a database and brings it up to date.
///
/// A damaged file is moved to `<name>.corrupt-<n>` with its `-wal` and `-shm`, and reported as
/// [`StorageError::Corrupt`]; opening again then starts afresh.
pub fn open(
    path: &Path,
    migrations: &[Migration],
    durability: Durability,
) -> Result<Connection, StorageError> {
    match try_open(path, migrations, durability) {
        Err(StorageError::Sqlite { source, .. }) if is_corruption(&source) => {
            Err(StorageError::Corrupt {
                path: path.to_owned(),
                moved_to: move_aside(path)?,
            })
        }
        other => other,
    }
}

/// Opens an image held in memory, read-only: the embedded bank.
pub fn open_image(image: &'static [u8]) -> Result<Connection, rusqlite::Error> {
    let mut connection = Connection::open_in_memory()?;
    connection.deserialize_read_exact("main", image, image.len(), true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// Whether an error means damaged bytes rather than circumstances.
pub fn is_corruption(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
    )
}

/// Moves a database and its side files to the first free `<name>.corrupt-<n>`.
pub fn move_aside(path: &Path) -> Result<PathBuf, FileError> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let target = (1..)
        .map(|n| path.with_file_name(format!("{name}.corrupt-{n}")))
        .find(|p| !invigil_files::exists(p))
        .unwrap_or_else(|| path.with_file_name(format!("{name}.corrupt")));
    invigil_files::rename(path, &target)?;
    for side in ["-wal", "-shm"] {
        let from = path.with_file_name(format!("{name}{side}"));
        if invigil_files::exists(&from) {
            let mut to = target.clone().into_os_string();
            to.push(side);
            invigil_files::rename(&from, Path::new(&to))?;
        }
    }
    Ok(target)
}

fn try_open(
    path: &Path,
    migrations: &[Migration],
    durability: Durability,
) -> Result<Connection, StorageError> {
    let sqlite = |source| StorageError::Sqlite {
        path: path.to_owned(),
        source,
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(sqlite)?;
    set_pragmas(&connection, durability).map_err(sqlite)?;
    migrate(path, &mut connection, migrations)?;
    let verdict: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(sqlite)?;
    if verdict != "ok" {
        drop(connection);
        return Err(StorageError::Corrupt {
            path: path.to_owned(),
            moved_to: move_aside(path)?,
        });
    }
    Ok(connection)
}

fn set_pragmas(connection: &Connection, durability: Durability) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(std::time::Duration::from_secs(2))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let synchronous = match durability {
        Durability::EveryCommit => "FULL",
        Durability::Consistent => "NORMAL",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "secure_delete", true)
}

fn migrate(
    path: &Path,
    connection: &mut Connection,
    migrations: &[Migration],
) -> Result<(), StorageError> {
    let sqlite = |source| StorageError::Sqlite {
        path: path.to_owned(),
        source,
    };
    let found: usize = connection
        .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
        .map(|v| usize::try_from(v).unwrap_or(usize::MAX))
        .map_err(sqlite)?;
    if found > migrations.len() {
        return Err(StorageError::Newer {
            path: path.to_owned(),
            found,
            known: migrations.len(),
        });
    }
    if found == migrations.len() {
        return Ok(());
    }
    let transaction = connection.transaction().map_err(sqlite)?;
    for step in &migrations[found..] {
        transaction.execute_batch(step).map_err(sqlite)?;
    }
    transaction
        .pragma_update(
            None,
            "user_version",
            i64::try_from(migrations.len()).unwrap_or(i64::MAX),
        )
        .map_err(sqlite)?;
    transaction.commit().map_err(sqlite)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &[Migration] = &[
        "create table a(x integer) strict;",
        "alter table a add column y text;",
    ];

    #[test]
    fn migrates_an_old_file_and_refuses_a_newer_one() {
        let dir = tempfile::tempdir().expect("temp dir");
        let path = dir.path().join("t.sqlite");
        drop(open(&path, &STEPS[..1], Durability::EveryCommit).expect("v1"));
        let db = open(&path, STEPS, Durability::EveryCommit).expect("v2");
        db.execute("insert into a values (1, 'one')", [])
            .expect("both columns");
        drop(db);
        let newer = open(&path, &STEPS[..1], Durability::EveryCommit).expect_err("newer");
        assert_eq!(newer.notice().code, Code("storage.newer"));
    }

    #[test]
    fn a_damaged_file_is_kept_aside_and_a_fresh_one_opens() {
        let dir = tempfile::tempdir().expect("temp dir");
        let path = dir.path().join("t.sqlite");
        invigil_files::write(&path, &[7; 4096], invigil_files::Access::Private).expect("write");
        let error = open(&path, STEPS, Durability::EveryCommit).expect_err("corrupt");
        let StorageError::Corrupt { moved_to, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(
            invigil_files::read(moved_to, 9999).expect("kept"),
            [7; 4096]
        );
        open(&path, STEPS, Durability::EveryCommit).expect("fresh");
    }

    #[test]
    fn every_commit_means_wal_and_full() {
        let dir = tempfile::tempdir().expect("temp dir");
        let db = open(&dir.path().join("t.sqlite"), STEPS, Durability::EveryCommit).expect("open");
        let mode: String = db
            .pragma_query_value(None, "journal_mode", |r| r.get(0))
            .expect("mode");
        let sync: i64 = db
            .pragma_query_value(None, "synchronous", |r| r.get(0))
            .expect("sync");
        assert_eq!((mode.as_str(), sync), ("wal", 2));
    }
}
