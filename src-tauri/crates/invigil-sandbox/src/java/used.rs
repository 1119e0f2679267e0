//! What a process of Java used, measured by its watcher, as a few bytes.

use std::{io, process::Child};

/// How they begin.
const MAGIC: &[u8; 8] = b"\0used 1\0";
/// How many there are.
pub(super) const BYTES: usize = 28;

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
            full: false,
        }
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
        bytes[20..].copy_from_slice(&self.peak.to_le_bytes());
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; BYTES] = bytes.try_into().ok()?;
        let rest = bytes.strip_prefix(MAGIC)?;
        let (code, rest) = rest.split_first_chunk()?;
        let (cpu, rest) = rest.split_first_chunk()?;
        let (peak, _) = rest.split_first_chunk()?;
        let code = i32::from_le_bytes(*code);
        Some(Self {
            how: if code < 0 {
                How::Signal(code.saturating_neg())
            } else {
                How::Code(code)
            },
            cpu: u64::from_le_bytes(*cpu),
            peak: u64::from_le_bytes(*peak),
            full: false,
        })
    }
}

/// Waits for a child and measures it.
#[cfg(target_os = "linux")]
pub(super) fn reap(child: &Child) -> io::Result<Used> {
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
        full: false,
    })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn reap(_: &Child) -> io::Result<Used> {
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
                full: false,
            };
            assert_eq!(Used::from_bytes(&used.to_bytes()), Some(used));
            assert_eq!(Used::from_bytes(&used.to_bytes()[1..]), None);
        }
        assert_eq!(Used::from_bytes(&[0; BYTES]), None);
    }
}
