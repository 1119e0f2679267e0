//! The attempt's own SQLite file: header, form store, frames, checkpoints.
//!
//! One transaction a frame, on the disk when it returns. Deliberately absent: what events mean,
//! and keys, which come from the vault and never touch this file.

mod seal;

use std::path::{Path, PathBuf};

use invigil_clock::Reading;
use invigil_crypto::digest::Digest;
use invigil_log::{FrameLines, Salts, Stamped, Tree, decode_frame, leaf};
use invigil_storage::{Durability, Migration, StorageError};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use uuid::Uuid;

use crate::{AttemptError, Header, Mark};
pub(crate) use seal::JournalKeys;

const MIGRATIONS: &[Migration] = &["
    create table header(id integer primary key check(id = 1), body text not null) strict;
    create table parts(name text primary key, sealed blob not null) strict, without rowid;
    create table frames(
        idx integer primary key, public text not null, private blob not null, leaf blob not null,
        boot_id blob not null, boot_ms integer not null, mono_ms integer not null,
        wall_ms integer not null, elapsed_ms integer not null, seq integer not null) strict;
    create table checkpoints(size integer primary key, body text not null) strict;"];

/// Bytes by which the write-ahead log is grown ahead of time, so that a commit overwrites blocks
/// that the file already has: its sync then writes no metadata.
const PREALLOCATED: i64 = 2 * 1024 * 1024;

/// Pages after which SQLite moves the write-ahead log into the database: within what is
/// preallocated, and rare enough to stay out of the 99th percentile of commits.
const WAL_PAGES: i64 = 500;

/// The journal of one attempt.
pub(crate) struct Journal {
    path: PathBuf,
    db: Connection,
}

/// A frame as committed.
pub(crate) struct Stored {
    pub(crate) lines: FrameLines,
    pub(crate) events: Vec<Stamped>,
}

/// All that a journal holds of its log.
pub(crate) struct Loaded {
    pub(crate) frames: Vec<Stored>,
    pub(crate) tree: Tree,
    /// Where the last frame left the attempt; `None` without a frame.
    pub(crate) mark: Option<Mark>,
    /// Size and text of every checkpoint, in their order.
    pub(crate) checkpoints: Vec<(u64, String)>,
}

/// What one transaction writes.
pub(crate) struct Commit<'a> {
    pub(crate) index: u64,
    pub(crate) lines: &'a FrameLines,
    pub(crate) sealed: &'a [u8],
    pub(crate) leaf: &'a Digest,
    pub(crate) mark: &'a Mark,
    pub(crate) checkpoint: Option<&'a str>,
}

impl Journal {
    /// Opens or makes the file.
    pub(crate) fn open(path: &Path, durability: Durability) -> Result<Self, AttemptError> {
        let db = invigil_storage::open(path, MIGRATIONS, durability)?;
        let path = path.to_owned();
        Ok(Self { path, db })
    }

    /// Grows the write-ahead log ahead of time. Best effort: on a disk too full for it, frames
    /// are still written as long as they fit, and say so when they do not.
    pub(crate) fn preallocate(&self) {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let free = invigil_files::free_bytes(folder).unwrap_or(0);
        if free < 8 * PREALLOCATED.unsigned_abs() {
            tracing::warn!(
                free,
                "too little free space to preallocate the write-ahead log"
            );
            return;
        }
        let grown = self.sql(|db| {
            db.pragma_update(None, "wal_autocheckpoint", 0)?;
            db.execute_batch("create table if not exists filler(x blob) strict")?;
            db.execute("insert into filler values (zeroblob(?1))", [PREALLOCATED])?;
            db.execute_batch("drop table filler")?;
            db.query_row("pragma wal_checkpoint(restart)", [], |_| Ok(()))
        });
        let tuned = self.sql(|db| db.pragma_update(None, "wal_autocheckpoint", WAL_PAGES));
        if let Err(error) = grown.and(tuned) {
            tracing::warn!(code = %error.code(), "the write-ahead log was not preallocated");
        }
    }

    /// The header; `None` in a file whose making was interrupted.
    pub(crate) fn header(&self) -> Result<Option<Header>, AttemptError> {
        let body: Option<String> = self.sql(|db| {
            db.query_row("select body from header", [], |row| row.get(0))
                .optional()
        })?;
        body.map(|text| serde_json::from_str(&text).map_err(|e| Damage(e.to_string()).into()))
            .transpose()
    }

    /// Writes header and sealed parts in one transaction: from here on the attempt exists.
    pub(crate) fn begin(
        &self,
        header: &Header,
        parts: &[(String, Vec<u8>)],
    ) -> Result<(), AttemptError> {
        let body = serde_json::to_string(header).map_err(|e| Damage(e.to_string()))?;
        self.transaction(|db| {
            db.execute("insert into header values (1, ?1)", [body])?;
            let mut insert = db.prepare_cached("insert into parts values (?1, ?2)")?;
            for (name, sealed) in parts {
                insert.execute(params![name, sealed])?;
            }
            Ok(())
        })
    }

    /// A sealed part by its name.
    pub(crate) fn part(&self, name: &str) -> Result<Option<Vec<u8>>, AttemptError> {
        self.sql(|db| {
            db.prepare_cached("select sealed from parts where name = ?1")?
                .query_row([name], |row| row.get(0))
                .optional()
        })
    }

    /// Writes a frame, and a checkpoint with it; on the disk when it returns.
    pub(crate) fn commit(&self, commit: &Commit<'_>) -> Result<(), AttemptError> {
        let Commit {
            index,
            lines,
            sealed,
            leaf,
            mark,
            checkpoint,
        } = *commit;
        let Mark {
            reading,
            elapsed_ms,
            seq,
        } = mark;
        let Reading {
            boot_ms,
            mono_ms,
            wall_ms,
            boot_id,
        } = reading;
        self.transaction(|db| {
            db.prepare_cached(
                "insert into frames values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                signed(index),
                lines.public,
                sealed,
                &leaf[..],
                &boot_id.as_bytes()[..],
                signed(*boot_ms),
                signed(*mono_ms),
                wall_ms,
                signed(*elapsed_ms),
                signed(*seq),
            ])?;
            if let Some(text) = checkpoint {
                db.prepare_cached("insert into checkpoints values (?1, ?2)")?
                    .execute(params![signed(index + 1), text])?;
            }
            Ok(())
        })
    }

    /// Reads the whole log and re-hashes it against the leaves as stored.
    pub(crate) fn load(&self, keys: &JournalKeys, salts: &Salts) -> Result<Loaded, AttemptError> {
        let mut loaded = Loaded {
            frames: Vec::new(),
            tree: Tree::new(),
            mark: None,
            checkpoints: self.checkpoints()?,
        };
        let rows = self.sql(|db| {
            let mut select = db.prepare("select * from frames order by idx")?;
            let rows = select.query_map([], read_row)?;
            rows.collect::<Result<Vec<_>, _>>()
        })?;
        for row in rows {
            let index = loaded.tree.size();
            if row.index != signed(index) {
                return Err(Damage(format!("frame {index} is missing")).into());
            }
            let damaged = |what: &str| Damage(format!("frame {index} {what}"));
            let private = keys
                .open_line(index, &row.sealed)
                .map_err(|_| damaged("does not open"))?;
            let lines = FrameLines {
                public: row.public,
                private,
            };
            let found = leaf(salts, index, &lines);
            if found[..] != row.leaf[..] {
                return Err(damaged("does not hash to its leaf").into());
            }
            let events = decode_frame(index, &lines.public, &lines.private)
                .map_err(|e| Damage(e.to_string()))?;
            loaded.tree.push(found);
            loaded.mark = Some(row.mark);
            loaded.frames.push(Stored { lines, events });
        }
        Ok(loaded)
    }

    /// Closes the file and moves it aside, as it is.
    pub(crate) fn move_aside(self, why: String) -> AttemptError {
        let Self { path, db } = self;
        drop(db);
        match invigil_storage::move_aside(&path) {
            Ok(moved_to) => AttemptError::Damaged {
                path,
                moved_to,
                why,
            },
            Err(e) => AttemptError::File(e),
        }
    }

    fn checkpoints(&self) -> Result<Vec<(u64, String)>, AttemptError> {
        self.sql(|db| {
            let mut select = db.prepare("select size, body from checkpoints order by size")?;
            let rows = select.query_map([], |row| Ok((unsigned(row.get(0)?), row.get(1)?)))?;
            rows.collect()
        })
    }

    fn transaction(
        &self,
        write: impl FnOnce(&Connection) -> Result<(), rusqlite::Error>,
    ) -> Result<(), AttemptError> {
        self.sql(|db| {
            let transaction = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
            write(&transaction)?;
            transaction.commit()
        })
    }

    fn sql<T>(
        &self,
        run: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>,
    ) -> Result<T, AttemptError> {
        run(&self.db).map_err(|source| {
            if invigil_storage::is_corruption(&source) {
                return Damage(source.to_string()).into();
            }
            let path = self.path.clone();
            StorageError::Sqlite { path, source }.into()
        })
    }
}

/// Content of a journal that this app would not have written; the facade moves the file aside.
pub(crate) struct Damage(pub(crate) String);

impl From<Damage> for AttemptError {
    fn from(Damage(why): Damage) -> Self {
        Self::Unreadable { why }
    }
}

struct Row {
    index: i64,
    public: String,
    sealed: Vec<u8>,
    leaf: Vec<u8>,
    mark: Mark,
}

fn read_row(row: &rusqlite::Row<'_>) -> Result<Row, rusqlite::Error> {
    let boot_id: Vec<u8> = row.get("boot_id")?;
    let reading = Reading {
        boot_ms: unsigned(row.get("boot_ms")?),
        mono_ms: unsigned(row.get("mono_ms")?),
        wall_ms: row.get("wall_ms")?,
        boot_id: Uuid::from_slice(&boot_id).unwrap_or_default(),
    };
    Ok(Row {
        index: row.get("idx")?,
        public: row.get("public")?,
        sealed: row.get("private")?,
        leaf: row.get("leaf")?,
        mark: Mark {
            reading,
            elapsed_ms: unsigned(row.get("elapsed_ms")?),
            seq: unsigned(row.get("seq")?),
        },
    })
}

/// SQLite's integers are signed; nothing counted here comes near the difference.
fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
