//! From bytes to records: what must hold before anything is unpacked.
//!
//! Acceptance is a comparison with re-created headers. The `why_*` functions run after a refusal
//! only, and name the rule that was broken.

use super::{
    MAX_ENTRIES, MAX_FILE, Sizes, SzipError,
    header::{self, CENTRAL, CENTRAL_LEN, END, END_LEN, LOCAL, LOCAL_LEN, Record, u16_at, u32_at},
    inflate::{DEFLATED, STORED},
    name,
};

/// The records of an archive with the packed bytes of each, in the file's order.
pub(super) fn records(bytes: &[u8]) -> Result<Vec<(Record<'_>, &[u8])>, SzipError> {
    let (end, directory) = directory(bytes)?;
    let records = central_records(directory, usize::from(end.count))?;
    let start = end.offset as usize;
    let mut out = Vec::with_capacity(records.len());
    let mut at = 0;
    for record in records {
        match (record.offset as usize).cmp(&at) {
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Less => return Err(SzipError::Overlap),
            std::cmp::Ordering::Greater => return Err(why_gap(bytes, &record, at)),
        }
        let data = local_data(&bytes[at..start], &record)?;
        at += LOCAL_LEN + record.name.len() + data.len();
        out.push((record, data));
    }
    if at == start {
        Ok(out)
    } else {
        Err(SzipError::Gap)
    }
}

/// The end record and the directory, which fills the bytes before it.
fn directory(bytes: &[u8]) -> Result<(header::End, &[u8]), SzipError> {
    if bytes.len() > MAX_FILE {
        return Err(SzipError::FileTooLarge);
    }
    let at = bytes.len().checked_sub(END_LEN).ok_or(SzipError::NotZip)?;
    let tail = &bytes[at..];
    if u32_at(tail, 0) != END {
        return Err(why_no_end(bytes));
    }
    let end = header::End {
        count: u16_at(tail, 10),
        size: u32_at(tail, 12),
        offset: u32_at(tail, 16),
    };
    let mut want = Vec::with_capacity(END_LEN);
    end.write(&mut want);
    if end.count == u16::MAX || end.size == u32::MAX || end.offset == u32::MAX {
        return Err(SzipError::Zip64);
    }
    if want != tail {
        return Err(why_end(tail));
    }
    if usize::from(end.count) > MAX_ENTRIES {
        return Err(SzipError::TooMany);
    }
    let (size, offset) = (end.size as usize, end.offset as usize);
    match size.checked_add(offset) {
        Some(sum) if sum == at => Ok((end, &bytes[offset..at])),
        Some(sum) if sum < at => Err(why_end_gap(bytes, offset, sum)),
        _ => Err(SzipError::DirectoryBounds),
    }
}

fn central_records(directory: &[u8], count: usize) -> Result<Vec<Record<'_>>, SzipError> {
    let mut records: Vec<Record<'_>> = Vec::with_capacity(count);
    let mut sizes = Sizes::default();
    let mut rest = directory;
    for _ in 0..count {
        let (record, after) = central_record(rest)?;
        name::check_new(record.name, records.iter().map(|r| r.name))?;
        sizes.add(record.size as usize)?;
        records.push(record);
        rest = after;
    }
    if rest.is_empty() {
        Ok(records)
    } else if u32_at(rest, 0) == CENTRAL {
        Err(SzipError::CountShort)
    } else {
        Err(SzipError::DirectorySize)
    }
}

fn central_record(bytes: &[u8]) -> Result<(Record<'_>, &[u8]), SzipError> {
    if bytes.len() < CENTRAL_LEN || u32_at(bytes, 0) != CENTRAL {
        return Err(SzipError::DirectoryRecord);
    }
    let name = bytes
        .get(CENTRAL_LEN..CENTRAL_LEN + usize::from(u16_at(bytes, 28)))
        .ok_or(SzipError::DirectoryRecord)?;
    let record = Record {
        name: name::check(name)?,
        method: u16_at(bytes, 10),
        crc: u32_at(bytes, 16),
        packed: u32_at(bytes, 20),
        size: u32_at(bytes, 24),
        offset: u32_at(bytes, 42),
    };
    if record.packed == u32::MAX || record.size == u32::MAX {
        return Err(SzipError::Zip64);
    }
    let (raw, after) = bytes.split_at(CENTRAL_LEN + name.len());
    let mut want = Vec::with_capacity(raw.len());
    record.write_central(&mut want);
    if want != raw {
        return Err(why_central(raw));
    }
    match record.method {
        STORED if record.packed != record.size => Err(SzipError::StoredSize),
        STORED | DEFLATED => Ok((record, after)),
        _ => Err(SzipError::Method),
    }
}

/// The packed bytes behind a local header that is exactly the record's.
fn local_data<'a>(bytes: &'a [u8], record: &Record) -> Result<&'a [u8], SzipError> {
    let mut want = Vec::with_capacity(LOCAL_LEN + record.name.len());
    record.write_local(&mut want);
    let Some(data) = bytes.strip_prefix(&want[..]) else {
        return Err(why_local(bytes, record));
    };
    data.get(..record.packed as usize)
        .ok_or(SzipError::EntryBounds)
}

fn why_no_end(bytes: &[u8]) -> SzipError {
    let signature = END.to_le_bytes();
    let from = bytes.len().saturating_sub(END_LEN + usize::from(u16::MAX));
    let Some(at) = bytes[from..]
        .windows(END_LEN)
        .rposition(|w| w.starts_with(&signature))
    else {
        return SzipError::NotZip;
    };
    let at = from + at;
    let behind = bytes.len() - at - END_LEN;
    if usize::from(u16_at(bytes, at + 20)) == behind {
        SzipError::Comment
    } else {
        SzipError::TrailingBytes
    }
}

fn why_end(tail: &[u8]) -> SzipError {
    if u32_at(tail, 4) != 0 {
        SzipError::MultiDisk
    } else if u16_at(tail, 8) != u16_at(tail, 10) {
        SzipError::CountMismatch
    } else {
        SzipError::Comment
    }
}

/// `sum` is where the directory ends by the end record's own account.
fn why_end_gap(bytes: &[u8], offset: usize, sum: usize) -> SzipError {
    let gap = bytes.len() - END_LEN - sum;
    let comment = usize::from(u16_at(bytes, sum + 20));
    if u32_at(bytes, sum) == END && comment == gap {
        SzipError::EndInComment
    } else if ends_with_archive(&bytes[..gap]) {
        SzipError::TwoArchives
    } else if u32_at(bytes, offset + gap) == CENTRAL {
        SzipError::Prefix
    } else {
        SzipError::EndGap
    }
}

fn why_gap(bytes: &[u8], record: &Record, at: usize) -> SzipError {
    let before = bytes.get(..record.offset as usize);
    if at > 0 {
        SzipError::Gap
    } else if before.is_some_and(ends_with_archive) {
        SzipError::TwoArchives
    } else {
        SzipError::Prefix
    }
}

fn ends_with_archive(bytes: &[u8]) -> bool {
    bytes
        .len()
        .checked_sub(END_LEN)
        .is_some_and(|at| u32_at(bytes, at) == END)
}

const S_IFMT: u32 = 0o170_000;
const S_IFLNK: u32 = 0o120_000;

fn why_central(raw: &[u8]) -> SzipError {
    let attributes = u32_at(raw, 38);
    match () {
        () if u16_at(raw, 30) != 0 => SzipError::Extra,
        () if u16_at(raw, 32) != 0 => SzipError::EntryComment,
        () if attributes >> 16 & S_IFMT == S_IFLNK => SzipError::Symlink,
        () if attributes != 0 || u16_at(raw, 36) != 0 => SzipError::Attributes,
        () if u16_at(raw, 34) != 0 => SzipError::MultiDisk,
        () => why_flags(u16_at(raw, 8))
            .or_else(|| (u32_at(raw, 12) != 0x0021_0000).then_some(SzipError::Time))
            .unwrap_or(SzipError::Version),
    }
}

fn why_flags(flags: u16) -> Option<SzipError> {
    match flags {
        0 => None,
        _ if flags & 1 != 0 => Some(SzipError::Encrypted),
        _ if flags & 8 != 0 => Some(SzipError::DataDescriptor),
        _ => Some(SzipError::Flags),
    }
}

fn why_local(raw: &[u8], record: &Record) -> SzipError {
    let name_len = usize::from(u16_at(raw, 26));
    let name = raw.get(LOCAL_LEN..LOCAL_LEN + name_len);
    match () {
        () if raw.len() < LOCAL_LEN || u32_at(raw, 0) != LOCAL => SzipError::LocalRecord,
        () if name != Some(record.name.as_bytes()) => SzipError::LocalName,
        () if u32_at(raw, 18) != record.packed || u32_at(raw, 22) != record.size => {
            SzipError::LocalSize
        }
        () if u32_at(raw, 14) != record.crc => SzipError::LocalCrc,
        () => SzipError::LocalField,
    }
}
