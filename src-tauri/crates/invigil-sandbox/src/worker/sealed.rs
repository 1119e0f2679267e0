//! Compiled code on its way into the worker: a memory file that nobody can change any more.
//!
//! The app checks the MAC of compiled code ([`TrustedCode`]) and copies it into such a file once;
//! each worker inherits it by number and maps it, so that it opens no file, and several workers
//! share its pages. Linux only, as the jail is.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, Write},
    os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd},
};

use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, fcntl_get_seals, memfd_create};

use crate::{Guest, TrustedCode, engine::Backend};

/// No writing, no other size, no way back.
const SEALS: SealFlags = SealFlags::WRITE
    .union(SealFlags::GROW)
    .union(SealFlags::SHRINK)
    .union(SealFlags::SEAL);

/// A sealed memory file of compiled code.
#[derive(Debug)]
pub(crate) struct SealedCode(OwnedFd);

/// What a guest runs on.
#[derive(Debug)]
pub(super) struct Loadable {
    pub(super) guest: Guest,
    pub(super) backend: Backend,
    pub(super) code: SealedCode,
}

impl SealedCode {
    /// Copies compiled code into a memory file and seals it.
    pub(super) fn new(code: &TrustedCode) -> io::Result<Self> {
        // Inherited by every process that this one starts: what it holds is public.
        let file = memfd_create("invigil-code", MemfdFlags::ALLOW_SEALING)?;
        let mut file = File::from(file);
        file.write_all(code.native())?;
        let file = OwnedFd::from(file);
        fcntl_add_seals(&file, SEALS)?;
        Ok(Self(file))
    }

    /// The inherited file of a number, when it is sealed.
    fn inherited(number: RawFd) -> io::Result<Self> {
        // SAFETY: the app left this descriptor open for this process alone, which takes each
        // number once, before it has any other file.
        #[expect(unsafe_code, reason = "descriptors are inherited by number")]
        let file = unsafe { OwnedFd::from_raw_fd(number) };
        if fcntl_get_seals(&file)?.contains(SEALS) {
            Ok(Self(file))
        } else {
            Err(io::Error::other("it is not sealed"))
        }
    }

    pub(crate) fn into_file(self) -> File {
        self.0.into()
    }
}

impl Loadable {
    /// As arguments: guest, backend, number.
    pub(super) fn to_args(&self) -> [OsString; 3] {
        let guest = GUESTS.iter().find(|(_, guest)| *guest == self.guest);
        let backend = match self.backend {
            Backend::Native => NATIVE,
            Backend::Portable => PORTABLE,
        };
        let number = self.code.0.as_raw_fd().to_string();
        [
            guest.map_or("", |(name, _)| name).into(),
            backend.into(),
            number.into(),
        ]
    }

    /// From the arguments of a worker.
    pub(super) fn all_from_args(args: &[OsString]) -> Result<Vec<Self>, String> {
        args.chunks(3)
            .map(|args| {
                Self::from_args(args)
                    .ok_or_else(|| format!("not a guest, its backend and its code: {args:?}"))?
                    .map_err(|e| format!("the code in {args:?}: {e}"))
            })
            .collect()
    }

    fn from_args(args: &[OsString]) -> Option<io::Result<Self>> {
        let [guest, backend, number] = args else {
            return None;
        };
        let (_, guest) = GUESTS.iter().find(|(name, _)| guest == name)?;
        let backend = match backend.to_str()? {
            NATIVE => Backend::Native,
            PORTABLE => Backend::Portable,
            _ => return None,
        };
        let number = number.to_str()?.parse().ok().filter(|n| *n > 2)?;
        Some(SealedCode::inherited(number).map(|code| Self {
            guest: *guest,
            backend,
            code,
        }))
    }

    pub(super) fn number(&self) -> RawFd {
        self.code.0.as_raw_fd()
    }
}

const NATIVE: &str = "native";
const PORTABLE: &str = "portable";
const GUESTS: &[(&str, Guest)] = &[
    ("python", Guest::Python),
    ("ruby", Guest::Ruby),
    ("javascript", Guest::JavaScript),
];
