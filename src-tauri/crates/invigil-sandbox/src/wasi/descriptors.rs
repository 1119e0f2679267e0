//! The functions on descriptors, `fd_*`.

use super::{
    Answer,
    errno::{Errno, Stop},
    files::{Node, NodeId},
    host::{Descriptor, EPOCH, Host},
    memory::Memory,
};

/// `$filetype` of the formats.
pub(super) const UNKNOWN: u8 = 0;
const CHARACTER_DEVICE: u8 = 2;
const FOLDER: u8 = 3;
const REGULAR: u8 = 4;

/// Every right of preview 1: what a right would forbid, the read-only file system refuses.
const RIGHTS: u64 = (1 << 30) - 1;
/// The name of the one folder that is open from the start.
const ROOT: &[u8] = b"/";
/// A stream's inode number: above every file's.
const STREAM_INODE: u64 = 1 << 32;

pub(super) fn fd_advise(
    host: &mut Host,
    _: &mut Memory<'_>,
    fd: u32,
    _at: u64,
    _length: u64,
    _advice: u32,
) -> Answer {
    host.descriptor(fd)?;
    Ok(())
}

pub(super) fn fd_allocate(
    host: &mut Host,
    _: &mut Memory<'_>,
    fd: u32,
    _at: u64,
    _length: u64,
) -> Answer {
    host.descriptor(fd)?;
    Err(Errno::ROFS.into())
}

pub(super) fn fd_close(host: &mut Host, _: &mut Memory<'_>, fd: u32) -> Answer {
    host.close(fd)?;
    Ok(())
}

pub(super) fn fd_datasync(host: &mut Host, _: &mut Memory<'_>, fd: u32) -> Answer {
    host.descriptor(fd)?;
    Ok(())
}

pub(super) fn fd_sync(host: &mut Host, _: &mut Memory<'_>, fd: u32) -> Answer {
    host.descriptor(fd)?;
    Ok(())
}

/// `$fdstat`: file type, flags, rights. A stream is no terminal: programs then write whole blocks.
pub(super) fn fd_fdstat_get(host: &mut Host, memory: &mut Memory<'_>, fd: u32, out: u32) -> Answer {
    let kind = match host.descriptor(fd)? {
        Descriptor::Stdin | Descriptor::Output(_) | Descriptor::Null => UNKNOWN,
        Descriptor::Preopened | Descriptor::Folder(_) => FOLDER,
        Descriptor::File(..) => REGULAR,
    };
    let mut stat = [0; 24];
    stat[0] = kind;
    stat[8..16].copy_from_slice(&RIGHTS.to_le_bytes());
    stat[16..24].copy_from_slice(&RIGHTS.to_le_bytes());
    Ok(memory.write(out, &stat)?)
}

pub(super) fn fd_fdstat_set_flags(
    host: &mut Host,
    _: &mut Memory<'_>,
    fd: u32,
    _flags: u32,
) -> Answer {
    host.descriptor(fd)?;
    Ok(())
}

pub(super) fn fd_fdstat_set_rights(
    host: &mut Host,
    _: &mut Memory<'_>,
    fd: u32,
    _base: u64,
    _inheriting: u64,
) -> Answer {
    host.descriptor(fd)?;
    Ok(())
}

pub(super) fn fd_filestat_get(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    out: u32,
) -> Answer {
    let stat = match host.descriptor(fd)? {
        Descriptor::Stdin | Descriptor::Output(_) | Descriptor::Null => {
            filestat(STREAM_INODE + u64::from(fd), CHARACTER_DEVICE, 0)
        }
        Descriptor::Preopened => stat_of(host, NodeId::ROOT)?,
        Descriptor::Folder(id) | Descriptor::File(id, _) => stat_of(host, id)?,
    };
    Ok(memory.write(out, &stat)?)
}

pub(super) fn fd_filestat_set_size(
    host: &mut Host,
    _: &mut Memory<'_>,
    fd: u32,
    _size: u64,
) -> Answer {
    host.descriptor(fd)?;
    Err(Errno::ROFS.into())
}

pub(super) fn fd_filestat_set_times(
    host: &mut Host,
    _: &mut Memory<'_>,
    fd: u32,
    _access: u64,
    _change: u64,
    _flags: u32,
) -> Answer {
    host.descriptor(fd)?;
    Err(Errno::ROFS.into())
}

pub(super) fn fd_pread(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    pieces: u32,
    count: u32,
    at: u64,
    out: u32,
) -> Answer {
    let id = match host.descriptor(fd)? {
        Descriptor::File(id, _) => id,
        Descriptor::Preopened | Descriptor::Folder(_) => return Err(Errno::ISDIR.into()),
        _ => return Err(Errno::SPIPE.into()),
    };
    let read = read_file(host, memory, id, at, (pieces, count))?;
    Ok(memory.write_u32(out, read)?)
}

pub(super) fn fd_prestat_get(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    out: u32,
) -> Answer {
    if host.descriptor(fd)? != Descriptor::Preopened {
        return Err(Errno::BADF.into());
    }
    // A preopened folder is kind 0; its name's length follows.
    memory.write_u32(out, 0)?;
    let length = out.checked_add(4).ok_or(Errno::FAULT)?;
    Ok(memory.write_u32(length, ROOT.len() as u32)?)
}

pub(super) fn fd_prestat_dir_name(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    path: u32,
    length: u32,
) -> Answer {
    if host.descriptor(fd)? != Descriptor::Preopened {
        return Err(Errno::BADF.into());
    }
    if (length as usize) < ROOT.len() {
        return Err(Errno::NAMETOOLONG.into());
    }
    Ok(memory.write(path, ROOT)?)
}

pub(super) fn fd_pwrite(
    host: &mut Host,
    _: &mut Memory<'_>,
    fd: u32,
    _pieces: u32,
    _count: u32,
    _at: u64,
    _out: u32,
) -> Answer {
    match host.descriptor(fd)? {
        Descriptor::File(..) => Err(Errno::ROFS.into()),
        Descriptor::Preopened | Descriptor::Folder(_) => Err(Errno::ISDIR.into()),
        _ => Err(Errno::SPIPE.into()),
    }
}

pub(super) fn fd_read(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    pieces: u32,
    count: u32,
    out: u32,
) -> Answer {
    let read = match host.descriptor(fd)? {
        Descriptor::Stdin => {
            let pieces = memory.pieces(pieces, count)?;
            let rest = host.stdin.get(host.stdin_at..).unwrap_or_default();
            let read = memory.scatter(&pieces, rest)?;
            host.stdin_at += read as usize;
            host.moved += u64::from(read);
            read
        }
        Descriptor::File(id, at) => {
            let read = read_file(host, memory, id, at, (pieces, count))?;
            host.set(fd, Descriptor::File(id, at.saturating_add(read.into())))?;
            read
        }
        Descriptor::Null => 0,
        Descriptor::Preopened | Descriptor::Folder(_) => return Err(Errno::ISDIR.into()),
        Descriptor::Output(_) => return Err(Errno::BADF.into()),
    };
    Ok(memory.write_u32(out, read)?)
}

/// `$dirent` after `$dirent`, the last one cut where the buffer ends. A cookie is the number of
/// entries before it.
pub(super) fn fd_readdir(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    buffer: u32,
    length: u32,
    cookie: u64,
    out: u32,
) -> Answer {
    let folder = host.folder(fd)?;
    let mut rest = memory.slice_mut(buffer, length)?;
    let skipped = usize::try_from(cookie).unwrap_or(usize::MAX);
    for (at, (name, id)) in host.files.names(folder)?.iter().enumerate().skip(skipped) {
        let kind = host.files.node(*id).map_or(UNKNOWN, kind_of);
        let mut entry = [0; 24];
        entry[..8].copy_from_slice(&(at as u64 + 1).to_le_bytes());
        entry[8..16].copy_from_slice(&id.inode().to_le_bytes());
        entry[16..20].copy_from_slice(&(name.len() as u32).to_le_bytes());
        entry[20] = kind;
        for part in [&entry, name.as_bytes()] {
            let fits = rest.len().min(part.len());
            let (now, later) = rest.split_at_mut(fits);
            now.copy_from_slice(part.get(..fits).unwrap_or_default());
            rest = later;
        }
        if rest.is_empty() {
            break;
        }
    }
    let used = length.saturating_sub(u32::try_from(rest.len()).unwrap_or(length));
    host.moved += u64::from(used);
    Ok(memory.write_u32(out, used)?)
}

pub(super) fn fd_renumber(host: &mut Host, _: &mut Memory<'_>, from: u32, to: u32) -> Answer {
    host.descriptor(to)?;
    let descriptor = host.close(from)?;
    host.set(to, descriptor)?;
    Ok(())
}

pub(super) fn fd_seek(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    by: i64,
    whence: u32,
    out: u32,
) -> Answer {
    let (id, at) = file(host, fd)?;
    let from = match whence {
        0 => 0,
        1 => at,
        2 => contents(host, id)?.len() as u64,
        _ => return Err(Errno::INVAL.into()),
    };
    let at = from.checked_add_signed(by).ok_or(Errno::INVAL)?;
    host.set(fd, Descriptor::File(id, at))?;
    Ok(memory.write_u64(out, at)?)
}

pub(super) fn fd_tell(host: &mut Host, memory: &mut Memory<'_>, fd: u32, out: u32) -> Answer {
    let (_, at) = file(host, fd)?;
    Ok(memory.write_u64(out, at)?)
}

pub(super) fn fd_write(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    pieces: u32,
    count: u32,
    out: u32,
) -> Answer {
    let stream = match host.descriptor(fd)? {
        Descriptor::Output(stream) => Some(stream),
        Descriptor::Null => None,
        Descriptor::File(..) => return Err(Errno::ROFS.into()),
        Descriptor::Preopened | Descriptor::Folder(_) => return Err(Errno::ISDIR.into()),
        Descriptor::Stdin => return Err(Errno::BADF.into()),
    };
    let pieces = memory.pieces(pieces, count)?;
    let mut written = 0u32;
    for piece in &pieces {
        let bytes = memory.slice(piece.at, piece.length)?;
        written = written.checked_add(piece.length).ok_or(Errno::INVAL)?;
        if let Some(stream) = stream {
            host.moved += u64::from(piece.length);
            host.output(stream, bytes)?;
        }
    }
    Ok(memory.write_u32(out, written)?)
}

fn file(host: &Host, fd: u32) -> Result<(NodeId, u64), Stop> {
    match host.descriptor(fd)? {
        Descriptor::File(id, at) => Ok((id, at)),
        _ => Err(Errno::SPIPE.into()),
    }
}

fn contents(host: &Host, id: NodeId) -> Result<&[u8], Errno> {
    match host.files.node(id) {
        Some(Node::File(bytes)) => Ok(bytes),
        _ => Err(Errno::ISDIR),
    }
}

fn read_file(
    host: &mut Host,
    memory: &mut Memory<'_>,
    id: NodeId,
    at: u64,
    (pieces, count): (u32, u32),
) -> Result<u32, Stop> {
    let pieces = memory.pieces(pieces, count)?;
    let bytes = contents(host, id)?;
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    let read = memory.scatter(&pieces, bytes.get(at..).unwrap_or_default())?;
    host.moved += u64::from(read);
    Ok(read)
}

/// `$filestat` of a node.
pub(super) fn stat_of(host: &Host, id: NodeId) -> Result<[u8; 64], Errno> {
    let node = host.files.node(id).ok_or(Errno::BADF)?;
    let size = match node {
        Node::File(bytes) => bytes.len() as u64,
        Node::Folder(_) | Node::Device(_) => 0,
    };
    Ok(filestat(id.inode(), kind_of(node), size))
}

fn kind_of(node: &Node) -> u8 {
    match node {
        Node::Folder(_) => FOLDER,
        Node::File(_) => REGULAR,
        Node::Device(_) => CHARACTER_DEVICE,
    }
}

/// Device 1, one link; every time is the virtual clock's start.
fn filestat(inode: u64, kind: u8, size: u64) -> [u8; 64] {
    let words = [1, inode, u64::from(kind), 1, size, EPOCH, EPOCH, EPOCH];
    let mut stat = [0; 64];
    for (place, word) in stat.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    stat
}
