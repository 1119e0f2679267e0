//! Compiled code on its way into the worker: a memory file that nobody can change any more.
//!
//! The app checks the MAC of compiled code ([`TrustedCode`]) and copies it into such a file once;
//! each worker inherits it by number and maps it, so that it opens no file, and several workers
//! share its pages. Linux only, as the jail is.

use std::{
    ffi::OsString,
    fs::File,
    io,
    os::fd::{AsRawFd, FromRawFd, RawFd},
};

use rustix::io::{FdFlags, fcntl_setfd};

use crate::{Guest, TrustedCode, engine::Backend};

/// What a guest runs on, as the app has it.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) guest: Guest,
    backend: Backend,
    file: File,
}

/// What a guest runs on, as the worker has it.
pub(super) struct Loadable {
    pub(super) guest: Guest,
    pub(super) backend: Backend,
    pub(super) code: TrustedCode,
}

impl Shared {
    /// Copies compiled code into a memory file and seals it. Every process that this one starts
    /// inherits it: what it holds is public.
    pub(super) fn new(guest: Guest, backend: Backend, code: &TrustedCode) -> io::Result<Self> {
        let file = code.share()?;
        fcntl_setfd(&file, FdFlags::empty())?;
        Ok(Self {
            guest,
            backend,
            file,
        })
    }

    /// As arguments: guest, backend, number.
    pub(super) fn to_args(&self) -> [OsString; 3] {
        let guest = GUESTS.iter().find(|(_, guest)| *guest == self.guest);
        let backend = match self.backend {
            Backend::Native => NATIVE,
            Backend::Portable => PORTABLE,
        };
        [
            guest.map_or("", |(name, _)| name).into(),
            backend.into(),
            self.file.as_raw_fd().to_string().into(),
        ]
    }
}

impl Loadable {
    /// The numbers in the arguments of a worker, which it keeps open.
    pub(super) fn numbers(args: &[OsString]) -> Vec<RawFd> {
        let number = |arg: &OsString| arg.to_str()?.parse().ok();
        args.iter().skip(2).step_by(3).filter_map(number).collect()
    }

    /// From the arguments of a worker.
    pub(super) fn all_from_args(args: &[OsString]) -> Result<Vec<Self>, String> {
        args.chunks(3)
            .map(|args| {
                Self::from_args(args)
                    .ok_or_else(|| format!("not a guest, its backend and its code: {args:?}"))
            })
            .collect()
    }

    fn from_args(args: &[OsString]) -> Option<Self> {
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
        // SAFETY: the app left this descriptor open for this process alone, which takes each
        // number once, before it has any other file.
        #[expect(unsafe_code, reason = "descriptors are inherited by number")]
        let file = unsafe { File::from_raw_fd(number) };
        Some(Self {
            guest: *guest,
            backend,
            code: TrustedCode::shared_by_parent(file).ok()?,
        })
    }
}

const NATIVE: &str = "native";
const PORTABLE: &str = "portable";
const GUESTS: &[(&str, Guest)] = &[
    ("python", Guest::Python),
    ("ruby", Guest::Ruby),
    ("javascript", Guest::JavaScript),
];
