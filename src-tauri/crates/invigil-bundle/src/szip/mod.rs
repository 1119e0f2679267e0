//! Strict ZIP (szip/1): one legal framing for a list of entries.
//!
//! Ordinary unzip tools open what [`write`] makes; [`read`] takes nothing else. It re-creates every
//! header from its parsed fields and compares the bytes, so a field that it does not look at
//! cannot exist. Deliberately absent: directories, links, times, comments, extra fields, zip64,
//! encryption, streaming. The rules are in `docs/formats/szip.md`; the record layouts in PKWARE
//! APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.

mod error;
mod header;
mod inflate;
mod name;
mod reader;

pub use error::SzipError;

use header::Record;
use inflate::{DEFLATED, STORED};

/// The most entries of an archive.
pub const MAX_ENTRIES: usize = 64;
/// The most bytes of one entry, uncompressed: 32 MiB.
pub const MAX_ENTRY: usize = 32 << 20;
/// The most bytes of all entries together, uncompressed: 64 MiB.
pub const MAX_TOTAL: usize = 64 << 20;
/// The most bytes of an archive file: what stored entries and their headers need at most.
pub const MAX_FILE: usize = MAX_TOTAL + MAX_ENTRIES * (30 + 46 + 2 * MAX_NAME) + 22;
/// The most bytes of a name.
pub const MAX_NAME: usize = 120;

/// One named file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `[A-Za-z0-9._/-]{1,120}`, segments neither empty nor starting or ending with `.`.
    pub name: String,
    /// The uncompressed content.
    pub bytes: Vec<u8>,
}

impl Entry {
    /// An entry from its two parts.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}

/// The entries of an archive that kept every rule, in the file's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    entries: Vec<Entry>,
}

impl Archive {
    /// The bytes of the entry with exactly this name.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.entries
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| entry.bytes.as_slice())
    }

    /// The names, in the file's order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// The entries, in the file's order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries, given away.
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }
}

/// Writes an archive: the same entries give the same bytes. An entry is deflated (level 6) where
/// that makes it smaller, else stored.
pub fn write(entries: &[Entry]) -> Result<Vec<u8>, SzipError> {
    if entries.len() > MAX_ENTRIES {
        return Err(SzipError::TooMany);
    }
    let mut sizes = Sizes::default();
    for (i, entry) in entries.iter().enumerate() {
        name::check(entry.name.as_bytes())?;
        name::check_new(&entry.name, entries[..i].iter().map(|e| e.name.as_str()))?;
        sizes.add(entry.bytes.len())?;
    }
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let packed = inflate::deflate(&entry.bytes);
        let data = packed.as_deref().unwrap_or(&entry.bytes);
        let record = Record {
            name: &entry.name,
            method: if packed.is_some() { DEFLATED } else { STORED },
            crc: libdeflater::crc32(&entry.bytes),
            packed: field(data.len())?,
            size: field(entry.bytes.len())?,
            offset: field(out.len())?,
        };
        record.write_local(&mut out);
        out.extend_from_slice(data);
        record.write_central(&mut directory);
    }
    let end = header::End {
        count: u16::try_from(entries.len()).map_err(|_| SzipError::TooMany)?,
        size: field(directory.len())?,
        offset: field(out.len())?,
    };
    out.append(&mut directory);
    end.write(&mut out);
    Ok(out)
}

/// Reads an archive of at most [`MAX_FILE`] bytes; every rule of szip/1 holds for what it returns.
///
/// Nothing is inflated before all headers and all declared sizes were checked.
pub fn read(bytes: &[u8]) -> Result<Archive, SzipError> {
    let records = reader::records(bytes)?;
    let mut inflater = inflate::Inflater::default();
    let mut entries = Vec::with_capacity(records.len());
    for (record, data) in records {
        entries.push(Entry {
            name: record.name.to_owned(),
            bytes: inflater.unpack(&record, data)?,
        });
    }
    Ok(Archive { entries })
}

/// Adds up declared sizes and refuses the one that passes a cap.
#[derive(Default)]
struct Sizes(usize);

impl Sizes {
    fn add(&mut self, size: usize) -> Result<(), SzipError> {
        if size > MAX_ENTRY {
            return Err(SzipError::EntryTooLarge);
        }
        self.0 += size;
        if self.0 > MAX_TOTAL {
            return Err(SzipError::TotalTooLarge);
        }
        Ok(())
    }
}

fn field(n: usize) -> Result<u32, SzipError> {
    u32::try_from(n).map_err(|_| SzipError::TotalTooLarge)
}
