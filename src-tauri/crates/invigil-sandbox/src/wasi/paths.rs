//! The functions on paths, `path_*`. Nothing is ever made, changed or removed.
#![expect(
    clippy::too_many_arguments,
    reason = "the functions' signatures are WASI's"
)]

use super::{
    Answer,
    descriptors::stat_of,
    errno::Errno,
    files::Node,
    host::{Descriptor, Host},
    memory::Memory,
};

/// `$oflags`.
const CREATE: u32 = 1;
const FOLDER: u32 = 2;
const EXCLUSIVE: u32 = 4;
const TRUNCATE: u32 = 8;
/// `$rights`: `fd_write`.
const WRITE: u64 = 1 << 6;
/// Where the interpreters look for their own parts. A miss there says nothing about the program.
const OWN: [&[u8]; 2] = [b"usr/", b"/usr/"];

pub(super) fn path_create_directory(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    path: u32,
    length: u32,
) -> Answer {
    refuse(host, memory, "make the folder", fd, (path, length))
}

pub(super) fn path_filestat_get(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    _flags: u32,
    path: u32,
    length: u32,
    out: u32,
) -> Answer {
    let folder = host.folder(fd)?;
    let id = host.files.find(folder, memory.slice(path, length)?)?;
    Ok(memory.write(out, &stat_of(host, id)?)?)
}

pub(super) fn path_filestat_set_times(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    _flags: u32,
    path: u32,
    length: u32,
    _access: u64,
    _change: u64,
    _which: u32,
) -> Answer {
    refuse(host, memory, "set the times of", fd, (path, length))
}

pub(super) fn path_link(
    host: &mut Host,
    memory: &mut Memory<'_>,
    _fd: u32,
    _flags: u32,
    _path: u32,
    _length: u32,
    to: u32,
    new: u32,
    new_length: u32,
) -> Answer {
    refuse(host, memory, "make the link", to, (new, new_length))
}

pub(super) fn path_open(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    _flags: u32,
    path: u32,
    length: u32,
    how: u32,
    rights: u64,
    _inheriting: u64,
    _mode: u32,
    out: u32,
) -> Answer {
    let folder = host.folder(fd)?;
    let path = memory.slice(path, length)?;
    let writes = how & (CREATE | TRUNCATE) != 0 || rights & WRITE != 0;
    let id = match host.files.find(folder, path) {
        Ok(id) => id,
        Err(Errno::NOENT) if how & CREATE != 0 => {
            host.refuse("write", path);
            return Err(Errno::ROFS.into());
        }
        Err(errno) => {
            if !OWN.iter().any(|own| path.starts_with(own)) {
                host.refuse("open", path);
            }
            return Err(errno.into());
        }
    };
    if how & (CREATE | EXCLUSIVE) == CREATE | EXCLUSIVE {
        return Err(Errno::EXIST.into());
    }
    let descriptor = match host.files.node(id) {
        Some(Node::Folder(_)) if how & TRUNCATE != 0 => return Err(Errno::ISDIR.into()),
        Some(Node::Folder(_)) => Descriptor::Folder(id),
        Some(_) if how & FOLDER != 0 => return Err(Errno::NOTDIR.into()),
        Some(Node::Device(device)) => Descriptor::of(*device),
        Some(Node::File(_)) if writes => {
            host.refuse("write", path);
            return Err(Errno::ROFS.into());
        }
        Some(Node::File(_)) => Descriptor::File(id, 0),
        None => return Err(Errno::NOENT.into()),
    };
    let fd = host.open(descriptor)?;
    if let Err(errno) = memory.write_u32(out, fd) {
        // Nobody knows its number: it would stay open for ever.
        host.close(fd)?;
        return Err(errno.into());
    }
    Ok(())
}

/// There is no symbolic link to read.
#[expect(
    clippy::too_many_arguments,
    reason = "as many as the WASI function has"
)]
pub(super) fn path_readlink(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    path: u32,
    length: u32,
    _buffer: u32,
    _buffer_length: u32,
    _out: u32,
) -> Answer {
    let folder = host.folder(fd)?;
    host.files.find(folder, memory.slice(path, length)?)?;
    Err(Errno::INVAL.into())
}

pub(super) fn path_remove_directory(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    path: u32,
    length: u32,
) -> Answer {
    refuse(host, memory, "remove the folder", fd, (path, length))
}

#[expect(
    clippy::too_many_arguments,
    reason = "as many as the WASI function has"
)]
pub(super) fn path_rename(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    path: u32,
    length: u32,
    _to: u32,
    _new: u32,
    _new_length: u32,
) -> Answer {
    refuse(host, memory, "rename", fd, (path, length))
}

pub(super) fn path_symlink(
    host: &mut Host,
    memory: &mut Memory<'_>,
    _target: u32,
    _target_length: u32,
    fd: u32,
    path: u32,
    length: u32,
) -> Answer {
    refuse(host, memory, "make the link", fd, (path, length))
}

pub(super) fn path_unlink_file(
    host: &mut Host,
    memory: &mut Memory<'_>,
    fd: u32,
    path: u32,
    length: u32,
) -> Answer {
    refuse(host, memory, "remove", fd, (path, length))
}

/// A change to the file system: noted and refused.
fn refuse(
    host: &mut Host,
    memory: &Memory<'_>,
    what: &str,
    fd: u32,
    (path, length): (u32, u32),
) -> Answer {
    host.folder(fd)?;
    host.refuse(what, memory.slice(path, length)?);
    Err(Errno::ROFS.into())
}
