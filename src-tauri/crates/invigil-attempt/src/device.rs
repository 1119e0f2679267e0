//! The device journal: one leaf for each attempt's start and end on this machine, in a second
//! RFC 6962 tree. Its head goes into each attempt's certificate, so that a roll-back shows once
//! both branches reach the organiser.
//!
//! Deliberately absent: certificates, which are made from what this gives.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use invigil_crypto::{digest::Digest, random::Random, sign::SigningKey};
use invigil_files::{Access, Lock};
use invigil_log::{DeviceEntry, DeviceLine, DeviceMoment, Tree, inclusion_proof};
use invigil_model::{AttemptId, TicketId};
use invigil_storage::{Durability, Migration, StorageError};
use invigil_vault::SecretStore;
use rusqlite::{Connection, params};

use crate::{AttemptError, Sealed};

const MIGRATIONS: &[Migration] = &[
    "create table lines(idx integer primary key, line text not null, leaf blob not null) strict;",
];

const KEY: &str = "device-key";

/// The highest serial given out, kept beside the journal: a lost or rolled-back journal never
/// makes a serial come twice on this device.
const COUNTER: &str = "device-counter";

/// The head of the device journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceHead {
    /// Leaves.
    pub size: u64,
    /// Root.
    pub root: Digest,
}

/// This device: its key and its journal, open in this process alone.
pub struct Device {
    db: Connection,
    path: PathBuf,
    lines: Vec<DeviceLine>,
    key: SigningKey,
    vault: Arc<dyn SecretStore>,
    _lock: Lock,
}

impl Device {
    /// Opens (or makes) the device's journal in `dir`, and its key in the vault.
    pub fn open(
        dir: &Path,
        random: &dyn Random,
        vault: Arc<dyn SecretStore>,
    ) -> Result<Self, AttemptError> {
        invigil_files::create_dir(dir, Access::Private)?;
        let lock = Lock::acquire(&dir.join("device.lock"))?;
        let path = dir.join("device.sqlite");
        let db = invigil_storage::open(&path, MIGRATIONS, Durability::EveryCommit)?;
        let key = device_key(random, &*vault)?;
        let mut device = Self {
            db,
            path,
            lines: Vec::new(),
            key,
            vault,
            _lock: lock,
        };
        match device.load() {
            Ok(lines) => device.lines = lines,
            Err(AttemptError::Unreadable { why }) => return Err(device.move_aside(why)),
            Err(other) => return Err(other),
        }
        Ok(device)
    }

    /// The device key, which certifies attempt keys.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The head as it stands.
    pub fn head(&self) -> DeviceHead {
        let tree = tree_of(&self.lines);
        DeviceHead {
            size: tree.size(),
            root: tree.root(),
        }
    }

    /// Records an attempt's start and gives its serial, head and proof. Durable when it returns;
    /// asked again for the same attempt it gives the same entry.
    pub fn start(
        &mut self,
        attempt: AttemptId,
        ticket: TicketId,
        wall_ms: i64,
    ) -> Result<DeviceEntry, AttemptError> {
        if let Some(entry) = self.entry(attempt) {
            return Ok(entry);
        }
        let serial = self.last_serial()?.saturating_add(1);
        self.vault.put(COUNTER, &serial.to_be_bytes())?;
        let moment = DeviceMoment::Start;
        self.append(DeviceLine {
            serial,
            attempt,
            ticket,
            wall_ms,
            moment,
        })?;
        self.entry(attempt).ok_or(AttemptError::NoKeys)
    }

    /// Records an attempt's end. Durable when it returns; a second time changes nothing.
    pub fn end(&mut self, sealed: &Sealed) -> Result<(), AttemptError> {
        let (attempt, ticket) = (sealed.header.attempt_id, sealed.header.ticket_id);
        let same = |l: &&DeviceLine| l.attempt == attempt;
        let mut lines = self.lines.iter().filter(same);
        let Some(start) = lines.next() else {
            return Err(AttemptError::NotFound(ticket));
        };
        if lines.next().is_some() {
            return Ok(());
        }
        let (size, root) = (sealed.size, sealed.root);
        self.append(DeviceLine {
            serial: start.serial,
            attempt,
            ticket,
            wall_ms: sealed.ended_wall_ms,
            moment: DeviceMoment::End { size, root },
        })
    }

    /// The entry of an attempt's start, under the head of that moment.
    pub fn entry(&self, attempt: AttemptId) -> Option<DeviceEntry> {
        let is_start = |l: &DeviceLine| l.attempt == attempt && l.moment == DeviceMoment::Start;
        let index = self.lines.iter().position(is_start)?;
        let before: Vec<_> = self.lines[..=index].iter().map(DeviceLine::leaf).collect();
        Some(DeviceEntry {
            line: self.lines[index],
            index: index as u64,
            size: index as u64 + 1,
            head: tree_of(&self.lines[..=index]).root(),
            proof: inclusion_proof(&before, index as u64)?,
        })
    }

    fn append(&mut self, line: DeviceLine) -> Result<(), AttemptError> {
        let index = i64::try_from(self.lines.len()).unwrap_or(i64::MAX);
        self.sql(|db| {
            db.execute(
                "insert into lines values (?1, ?2, ?3)",
                params![index, line.write(), &line.leaf()[..]],
            )
        })?;
        self.lines.push(line);
        Ok(())
    }

    fn last_serial(&self) -> Result<u64, AttemptError> {
        let kept = self.vault.get(COUNTER)?;
        let kept = kept.and_then(|bytes| <[u8; 8]>::try_from(&bytes[..]).ok());
        let kept = kept.map_or(0, u64::from_be_bytes);
        let written = self.lines.iter().map(|l| l.serial).max();
        Ok(kept.max(written.unwrap_or(0)))
    }

    fn load(&self) -> Result<Vec<DeviceLine>, AttemptError> {
        let rows: Vec<(i64, String, Vec<u8>)> = self.sql(|db| {
            let mut select = db.prepare("select idx, line, leaf from lines order by idx")?;
            let rows = select.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            rows.collect()
        })?;
        let read = (0..).zip(rows).map(|(expected, (index, text, leaf))| {
            let line = DeviceLine::read(&text).ok();
            line.filter(|l| index == expected && l.leaf()[..] == leaf[..])
                .ok_or_else(|| AttemptError::Unreadable {
                    why: format!("line {expected} of the device journal is not as written"),
                })
        });
        read.collect()
    }

    fn move_aside(self, why: String) -> AttemptError {
        let Self { db, path, .. } = self;
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

    fn sql<T>(
        &self,
        run: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>,
    ) -> Result<T, AttemptError> {
        run(&self.db).map_err(|source| {
            let path = self.path.clone();
            StorageError::Sqlite { path, source }.into()
        })
    }
}

fn device_key(random: &dyn Random, vault: &dyn SecretStore) -> Result<SigningKey, AttemptError> {
    if let Some(bytes) = vault.get(KEY)? {
        let seed = <[u8; 32]>::try_from(&bytes[..]).map_err(|_| AttemptError::NoKeys)?;
        return Ok(SigningKey::from_seed(seed));
    }
    let key = SigningKey::generate(random)?;
    vault.put(KEY, key.seed())?;
    Ok(key)
}

fn tree_of(lines: &[DeviceLine]) -> Tree {
    let mut tree = Tree::new();
    for line in lines {
        tree.push(line.leaf());
    }
    tree
}
