//! Arguments, environment, clocks, sleep, dice, and what there is not: sockets and signals.

use super::{
    Answer,
    errno::{Errno, Stop},
    host::{EPOCH, Host},
    memory::Memory,
};

/// `$clockid`.
const REALTIME: u32 = 0;
const MONOTONIC: u32 = 1;
const PROCESS: u32 = 2;
const THREAD: u32 = 3;
/// The most subscriptions of one `poll_oneoff`.
const SUBSCRIPTIONS: u32 = 1024;
/// `$subscription` and `$event`, in bytes.
const SUBSCRIPTION: u32 = 48;
const EVENT: usize = 32;

pub(super) fn args_get(
    host: &mut Host,
    memory: &mut Memory<'_>,
    pointers: u32,
    bytes: u32,
) -> Answer {
    host.moved += strings(
        memory,
        host.args.iter().map(String::as_str),
        pointers,
        bytes,
    )?;
    Ok(())
}

pub(super) fn args_sizes_get(
    host: &mut Host,
    memory: &mut Memory<'_>,
    count: u32,
    size: u32,
) -> Answer {
    sizes(memory, host.args.iter().map(String::as_str), count, size)
}

pub(super) fn environ_get(
    host: &mut Host,
    memory: &mut Memory<'_>,
    pointers: u32,
    bytes: u32,
) -> Answer {
    host.moved += strings(memory, host.environment.iter().copied(), pointers, bytes)?;
    Ok(())
}

pub(super) fn environ_sizes_get(
    host: &mut Host,
    memory: &mut Memory<'_>,
    count: u32,
    size: u32,
) -> Answer {
    sizes(memory, host.environment.iter().copied(), count, size)
}

fn sizes<'a>(
    memory: &mut Memory<'_>,
    list: impl Iterator<Item = &'a str> + Clone,
    count: u32,
    size: u32,
) -> Answer {
    let bytes: usize = list.clone().map(|text| text.len() + 1).sum();
    let number = |n: usize| u32::try_from(n).map_err(|_| Errno::INVAL);
    memory.write_u32(count, number(list.count())?)?;
    Ok(memory.write_u32(size, number(bytes)?)?)
}

/// Each text with a NUL behind it, and a pointer to each; how many bytes that were.
fn strings<'a>(
    memory: &mut Memory<'_>,
    list: impl Iterator<Item = &'a str>,
    mut pointers: u32,
    mut bytes: u32,
) -> Result<u64, Stop> {
    let start = bytes;
    for text in list {
        memory.write_u32(pointers, bytes)?;
        memory.write(bytes, text.as_bytes())?;
        let end = bytes.checked_add(text.len() as u32).ok_or(Errno::FAULT)?;
        memory.write(end, &[0])?;
        bytes = end.checked_add(1).ok_or(Errno::FAULT)?;
        pointers = pointers.checked_add(4).ok_or(Errno::FAULT)?;
    }
    Ok(u64::from(bytes - start))
}

pub(super) fn clock_res_get(_: &mut Host, memory: &mut Memory<'_>, clock: u32, out: u32) -> Answer {
    match clock {
        REALTIME..=THREAD => Ok(memory.write_u64(out, 1)?),
        _ => Err(Errno::INVAL.into()),
    }
}

/// Virtual clocks: they advance with the fuel that is used and with what was slept.
pub(super) fn clock_time_get(
    host: &mut Host,
    memory: &mut Memory<'_>,
    clock: u32,
    _precision: u64,
    out: u32,
) -> Answer {
    let time = match clock {
        REALTIME => host.elapsed().saturating_add(EPOCH),
        MONOTONIC => host.elapsed(),
        PROCESS | THREAD => host.worked(),
        _ => return Err(Errno::INVAL.into()),
    };
    Ok(memory.write_u64(out, time)?)
}

/// What a `$subscription` waits for.
struct Subscription {
    user: [u8; 8],
    tag: u8,
    clock: u32,
    timeout: u64,
    absolute: bool,
}

impl Subscription {
    fn read(memory: &Memory<'_>, at: u32) -> Result<Self, Errno> {
        let place = |offset: u32| at.checked_add(offset).ok_or(Errno::FAULT);
        let [tag] = memory.read(place(8)?)?;
        Ok(Self {
            user: memory.read(at)?,
            tag,
            clock: memory.read_u32(place(16)?)?,
            timeout: memory.read(place(24)?).map(u64::from_le_bytes)?,
            absolute: memory.read::<2>(place(40)?)?[0] & 1 == 1,
        })
    }

    /// Nanoseconds from now until its clock strikes.
    fn wait(&self, host: &mut Host) -> u64 {
        if !self.absolute {
            return self.timeout;
        }
        let now = match self.clock {
            REALTIME => host.elapsed().saturating_add(EPOCH),
            MONOTONIC => host.elapsed(),
            _ => host.worked(),
        };
        self.timeout.saturating_sub(now)
    }
}

/// Sleeping moves the virtual clocks and returns at once; a stream or a file is always ready.
pub(super) fn poll_oneoff(
    host: &mut Host,
    memory: &mut Memory<'_>,
    subscriptions: u32,
    events: u32,
    count: u32,
    out: u32,
) -> Answer {
    if count == 0 || count > SUBSCRIPTIONS {
        return Err(Errno::INVAL.into());
    }
    host.moved += u64::from(count * SUBSCRIPTION);
    let mut happened = Vec::new();
    let mut first: Option<(u64, [u8; 8])> = None;
    for index in 0..count {
        let at = subscriptions
            .checked_add(index * SUBSCRIPTION)
            .ok_or(Errno::FAULT)?;
        let subscription = Subscription::read(memory, at)?;
        if subscription.tag == 0 {
            let wait = subscription.wait(host);
            if first.is_none_or(|(shortest, _)| wait < shortest) {
                first = Some((wait, subscription.user));
            }
        } else {
            happened.push(event(subscription.user, subscription.tag));
        }
    }
    if let (true, Some((wait, user))) = (happened.is_empty(), first) {
        host.sleep(wait);
        happened.push(event(user, 0));
    }
    memory.write(events, happened.as_flattened())?;
    Ok(memory.write_u32(out, happened.len() as u32)?)
}

/// `$event`: user data, no error, type, and for a descriptor one byte that is ready.
fn event(user: [u8; 8], tag: u8) -> [u8; EVENT] {
    let mut event = [0; EVENT];
    event[..8].copy_from_slice(&user);
    event[10] = tag;
    event[16] = u8::from(tag != 0);
    event
}

pub(super) fn proc_raise(host: &mut Host, _: &mut Memory<'_>, _signal: u32) -> Answer {
    host.refuse("raise a signal", b"");
    Err(Errno::NOSYS.into())
}

pub(super) fn random_get(
    host: &mut Host,
    memory: &mut Memory<'_>,
    buffer: u32,
    length: u32,
) -> Answer {
    let bytes = memory.slice_mut(buffer, length)?;
    host.moved += u64::from(length);
    for chunk in bytes.chunks_mut(8) {
        for (byte, random) in chunk.iter_mut().zip(host.roll().to_le_bytes()) {
            *byte = random;
        }
    }
    Ok(())
}

pub(super) fn sched_yield(_: &mut Host, _: &mut Memory<'_>) -> Answer {
    Ok(())
}

pub(super) fn sock_accept(
    host: &mut Host,
    _: &mut Memory<'_>,
    _fd: u32,
    _flags: u32,
    _out: u32,
) -> Answer {
    no_sockets(host)
}

#[expect(clippy::too_many_arguments, reason = "the signature is WASI's")]
pub(super) fn sock_recv(
    host: &mut Host,
    _: &mut Memory<'_>,
    _fd: u32,
    _pieces: u32,
    _count: u32,
    _flags: u32,
    _length: u32,
    _out_flags: u32,
) -> Answer {
    no_sockets(host)
}

pub(super) fn sock_send(
    host: &mut Host,
    _: &mut Memory<'_>,
    _fd: u32,
    _pieces: u32,
    _count: u32,
    _flags: u32,
    _out: u32,
) -> Answer {
    no_sockets(host)
}

pub(super) fn sock_shutdown(host: &mut Host, _: &mut Memory<'_>, _fd: u32, _how: u32) -> Answer {
    no_sockets(host)
}

fn no_sockets(host: &mut Host) -> Answer {
    host.refuse("use a socket", b"");
    Err(Errno::NOTSUP.into())
}
