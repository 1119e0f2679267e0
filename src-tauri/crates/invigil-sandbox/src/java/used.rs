//! What a process of Java used, measured by its watcher, as a few bytes.

use std::{io, process::Child, time::Duration};

/// How they begin.
const MAGIC: &[u8; 8] = b"\0used 2\0";
/// How many there are.
pub(super) const BYTES: usize = 37;

/// How a process ended by itself or was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Code(i32),
    Signal(i32),
}

/// A process that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Used {
    pub(super) how: How,
    /// Processor time in microseconds.
    pub(super) cpu: u64,
    /// The most resident memory in bytes.
    pub(super) peak: u64,
    /// Microseconds in which the thread of it that waited longest for a processor was ready to work
    /// and had none. Measured of a process that was ended for its lateness, 0 for others.
    pub(super) delayed: u64,
    /// Its time by the wall clock was over, and it was ended for that.
    pub(super) late: bool,
    /// It wrote more than it may, and was ended for that.
    pub(super) full: bool,
}

impl Used {
    /// A process that was killed with its watcher: nobody measured it.
    pub(super) fn killed() -> Self {
        Self {
            how: How::Signal(9),
            cpu: 0,
            peak: 0,
            delayed: 0,
            late: false,
            full: false,
        }
    }

    /// Whether it did little in all its time by the wall clock, and not for want of a processor:
    /// at least half of the time it neither worked nor was kept from it by the machine.
    pub(super) fn waited(self, wall: Duration) -> bool {
        let quarter = wall / 4;
        let less = |micros| Duration::from_micros(micros) < quarter;
        self.late && less(self.cpu) && less(self.delayed)
    }

    /// A signal is a negative code.
    pub(super) fn to_bytes(self) -> [u8; BYTES] {
        let code = match self.how {
            How::Code(code) => code,
            How::Signal(signal) => -signal,
        };
        let mut bytes = [0; BYTES];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..12].copy_from_slice(&code.to_le_bytes());
        bytes[12..20].copy_from_slice(&self.cpu.to_le_bytes());
        bytes[20..28].copy_from_slice(&self.peak.to_le_bytes());
        bytes[28..36].copy_from_slice(&self.delayed.to_le_bytes());
        bytes[36] = u8::from(self.late);
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; BYTES] = bytes.try_into().ok()?;
        let rest = bytes.strip_prefix(MAGIC)?;
        let (code, rest) = rest.split_first_chunk()?;
        let (cpu, rest) = rest.split_first_chunk()?;
        let (peak, rest) = rest.split_first_chunk()?;
        let (delayed, late) = rest.split_first_chunk()?;
        let code = i32::from_le_bytes(*code);
        Some(Self {
            how: if code < 0 {
                How::Signal(code.saturating_neg())
            } else {
                How::Code(code)
            },
            cpu: u64::from_le_bytes(*cpu),
            peak: u64::from_le_bytes(*peak),
            delayed: u64::from_le_bytes(*delayed),
            late: late == [1],
            full: false,
        })
    }
}

/// Waits for a child, ends it when it takes longer than it may, and measures it.
#[cfg(target_os = "linux")]
pub(super) fn watch(mut child: Child, wall: Duration) -> io::Result<Used> {
    let late = !ends_within(&child, wall)?;
    let mut delayed = 0;
    if late {
        delayed = delay(child.id());
        child.kill()?;
    }
    let used = reap(&child)?;
    Ok(Used {
        delayed,
        late,
        ..used
    })
}

#[cfg(target_os = "linux")]
fn ends_within(child: &Child, wall: Duration) -> io::Result<bool> {
    use rustix::{
        event::{PollFd, PollFlags, Timespec, poll},
        process::{Pid, PidfdFlags, pidfd_open},
    };
    let ended = pidfd_open(Pid::from_child(child), PidfdFlags::empty())?;
    let mut events = [PollFd::new(&ended, PollFlags::IN)];
    let wall = Timespec::try_from(wall).map_err(io::Error::other)?;
    Ok(rustix::io::retry_on_intr(|| poll(&mut events, Some(&wall)))? > 0)
}

/// Microseconds that the thread of a process spent ready and without a processor that did so
/// longest: the second number of its `schedstat`. 0 where the system does not tell.
#[cfg(target_os = "linux")]
fn delay(process: u32) -> u64 {
    let threads = std::path::PathBuf::from(format!("/proc/{process}/task"));
    let threads = invigil_files::list(&threads).unwrap_or_default();
    let delays = threads.iter().filter_map(|thread| {
        let text = invigil_files::read_text(&thread.join("schedstat"), 4096).ok()?;
        text.split_whitespace().nth(1)?.parse::<u64>().ok()
    });
    delays.max().unwrap_or(0) / 1000
}

/// Waits for a child and measures it.
#[cfg(target_os = "linux")]
fn reap(child: &Child) -> io::Result<Used> {
    let pid = i32::try_from(child.id()).map_err(io::Error::other)?;
    let mut status = 0;
    // SAFETY: an `rusage` is numbers only, for which zero is a value.
    #[expect(unsafe_code, reason = "numbers for the system to fill in")]
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to locals of the right types; the process is our child, for which
    // nobody else waits.
    #[expect(unsafe_code, reason = "no safe crate of ours waits with usage")]
    let reaped = unsafe { libc::wait4(pid, &raw mut status, 0, &raw mut usage) };
    if reaped != pid {
        return Err(io::Error::last_os_error());
    }
    let how = if libc::WIFSIGNALED(status) {
        How::Signal(libc::WTERMSIG(status))
    } else {
        How::Code(libc::WEXITSTATUS(status))
    };
    let micros = |t: libc::timeval| t.tv_sec * 1_000_000 + t.tv_usec;
    let cpu = micros(usage.ru_utime) + micros(usage.ru_stime);
    Ok(Used {
        how,
        cpu: u64::try_from(cpu).unwrap_or(0),
        peak: u64::try_from(usage.ru_maxrss).unwrap_or(0) * 1024,
        delayed: 0,
        late: false,
        full: false,
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn watch(_: Child, _: Duration) -> io::Result<Used> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_reads_back_and_nothing_else_does() {
        for how in [How::Code(0), How::Code(255), How::Signal(24)] {
            let used = Used {
                how,
                cpu: 1 << 40,
                peak: 7,
                delayed: 8,
                late: true,
                full: false,
            };
            assert_eq!(Used::from_bytes(&used.to_bytes()), Some(used));
            assert_eq!(Used::from_bytes(&used.to_bytes()[1..]), None);
        }
        assert_eq!(Used::from_bytes(&[0; BYTES]), None);
    }

    #[test]
    fn only_a_late_process_that_neither_worked_nor_was_kept_from_it_waited() {
        let wall = Duration::from_secs(8);
        let check = |late, cpu, delayed, expected| {
            let used = Used {
                late,
                cpu,
                delayed,
                ..Used::killed()
            };
            assert_eq!(used.waited(wall), expected, "{used:?}");
        };
        check(true, 700_000, 1000, true);
        check(false, 700_000, 1000, false);
        check(true, 2_000_000, 1000, false);
        check(true, 700_000, 7_000_000, false);
    }
}
