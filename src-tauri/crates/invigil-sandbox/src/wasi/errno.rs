//! How a host call ends when it does not succeed.

use std::fmt;

/// A WASI preview-1 error number, as the guest gets it (`typename.witx`, `$errno`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Errno(pub(super) u32);

impl Errno {
    pub(super) const BADF: Self = Self(8);
    pub(super) const EXIST: Self = Self(20);
    pub(super) const FAULT: Self = Self(21);
    pub(super) const INVAL: Self = Self(28);
    pub(super) const ISDIR: Self = Self(31);
    pub(super) const MFILE: Self = Self(33);
    pub(super) const NAMETOOLONG: Self = Self(37);
    pub(super) const NOENT: Self = Self(44);
    pub(super) const NOSYS: Self = Self(52);
    pub(super) const NOTDIR: Self = Self(54);
    pub(super) const NOTSUP: Self = Self(58);
    pub(super) const ROFS: Self = Self(69);
    pub(super) const SPIPE: Self = Self(70);
}

/// What ends the guest from inside a host call; an error of the engine's, caught again where the
/// run's end is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// `proc_exit`.
    Exit(i32),
    /// The output cap.
    OutputLimit,
}

impl fmt::Display for Halt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(code) => write!(f, "the guest ended with {code}"),
            Self::OutputLimit => f.write_str("the guest wrote more than it may"),
        }
    }
}

impl std::error::Error for Halt {}

/// Why a host call did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The guest goes on and learns why.
    Errno(Errno),
    /// The guest ends.
    Halt(Halt),
}

impl From<Errno> for Stop {
    fn from(errno: Errno) -> Self {
        Self::Errno(errno)
    }
}

impl From<Halt> for Stop {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}
