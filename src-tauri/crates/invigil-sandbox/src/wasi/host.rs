//! What one run has on the host's side: its files, its streams, its clock, its dice.

use std::{collections::BTreeSet, sync::Arc};

use wasmtime::ResourceLimiter;

use super::{
    errno::{Errno, Halt},
    files::{Device, Files, NodeId},
    stacks::Stacks,
};
use crate::Stream;

/// The virtual wall clock's start: 2026-01-01T00:00:00Z, in nanoseconds since 1970.
pub(crate) const EPOCH: u64 = 1_767_225_600_000_000_000;
/// So much fuel is one nanosecond of the virtual clocks: about what a laptop does in one.
pub(crate) const FUEL_PER_NANOSECOND: u64 = 10;
/// Open descriptors of one guest.
const DESCRIPTORS: usize = 256;
/// Refused requests that are kept, and the length of one.
const REFUSED: usize = 100;
const REFUSED_LENGTH: usize = 200;
/// Elements of one table: far above what an interpreter needs.
const TABLE: usize = 1_000_000;

/// Takes output as it comes.
pub(crate) type Sink = Box<dyn FnMut(Stream, &[u8]) + Send>;

/// What a descriptor stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Descriptor {
    Stdin,
    Output(Stream),
    Null,
    /// The one folder that is open from the start: the root.
    Preopened,
    Folder(NodeId),
    File(NodeId, u64),
}

impl Descriptor {
    pub(super) fn of(device: Device) -> Self {
        match device {
            Device::Null => Self::Null,
            Device::Stdin => Self::Stdin,
            Device::Stdout => Self::Output(Stream::Out),
            Device::Stderr => Self::Output(Stream::Err),
        }
    }
}

/// One run's side of the host calls.
pub(crate) struct Host {
    pub(super) args: Vec<String>,
    pub(super) environment: &'static [&'static str],
    pub(super) files: Files,
    descriptors: Vec<Option<Descriptor>>,
    pub(super) stdin: Arc<[u8]>,
    pub(super) stdin_at: usize,
    /// Standard output so far.
    pub(crate) stdout: Vec<u8>,
    /// Standard error so far.
    pub(crate) stderr: Vec<u8>,
    output_limit: u64,
    sink: Sink,
    /// What was asked for and refused.
    pub(crate) refused: Vec<String>,
    refused_before: BTreeSet<String>,
    dice: u64,
    /// Nanoseconds slept, and one for each look at a clock.
    slept: u64,
    /// What the run may use; the used part is what is no longer left of it.
    pub(crate) fuel_limit: u64,
    /// Fuel used so far, as the engine knew it when the host call began.
    pub(super) fuel_used: u64,
    /// Bytes the host moved in this call, to be paid for in fuel.
    pub(super) moved: u64,
    /// Memory: its cap, its peak, and whether it was refused.
    pub(crate) memory: MemoryCap,
    /// Stacks that are unwound.
    pub(crate) stacks: Stacks,
}

/// What makes a [`Host`].
pub(crate) struct HostParts {
    /// Arguments, the program's name first.
    pub(crate) args: Vec<String>,
    /// `NAME=value` pairs.
    pub(crate) environment: &'static [&'static str],
    /// What the guest may read.
    pub(crate) files: Files,
    /// Standard input.
    pub(crate) stdin: Arc<[u8]>,
    /// What the dice start from.
    pub(crate) seed: u64,
    /// Bytes of standard output and standard error together.
    pub(crate) output_limit: u64,
    /// Bytes of memory.
    pub(crate) memory_limit: u64,
    /// Takes output as it comes.
    pub(crate) sink: Sink,
}

impl Host {
    /// A run that has not begun.
    pub(crate) fn new(parts: HostParts) -> Self {
        let HostParts {
            args,
            environment,
            files,
            stdin,
            seed,
            output_limit,
            memory_limit,
            sink,
        } = parts;
        Self {
            args,
            environment,
            files,
            descriptors: vec![
                Some(Descriptor::Stdin),
                Some(Descriptor::Output(Stream::Out)),
                Some(Descriptor::Output(Stream::Err)),
                Some(Descriptor::Preopened),
            ],
            stdin,
            stdin_at: 0,
            stdout: Vec::new(),
            stderr: Vec::new(),
            output_limit,
            sink,
            refused: Vec::new(),
            refused_before: BTreeSet::new(),
            dice: seed,
            slept: 0,
            fuel_limit: 0,
            fuel_used: 0,
            moved: 0,
            memory: MemoryCap::new(memory_limit),
            stacks: Stacks::default(),
        }
    }

    pub(super) fn descriptor(&self, fd: u32) -> Result<Descriptor, Errno> {
        self.descriptors
            .get(fd as usize)
            .copied()
            .flatten()
            .ok_or(Errno::BADF)
    }

    /// The folder behind a descriptor.
    pub(super) fn folder(&self, fd: u32) -> Result<NodeId, Errno> {
        match self.descriptor(fd)? {
            Descriptor::Preopened => Ok(NodeId::ROOT),
            Descriptor::Folder(id) => Ok(id),
            _ => Err(Errno::NOTDIR),
        }
    }

    /// The lowest free descriptor; `EMFILE` above 256.
    pub(super) fn open(&mut self, descriptor: Descriptor) -> Result<u32, Errno> {
        let at = match self.descriptors.iter().position(Option::is_none) {
            Some(at) => at,
            None if self.descriptors.len() < DESCRIPTORS => {
                self.descriptors.push(None);
                self.descriptors.len() - 1
            }
            None => return Err(Errno::MFILE),
        };
        self.set(u32::try_from(at).map_err(|_| Errno::MFILE)?, descriptor)
    }

    /// Lets a descriptor that is open, or was, stand for something else.
    pub(super) fn set(&mut self, fd: u32, descriptor: Descriptor) -> Result<u32, Errno> {
        let slot = self.descriptors.get_mut(fd as usize).ok_or(Errno::BADF)?;
        *slot = Some(descriptor);
        Ok(fd)
    }

    pub(super) fn close(&mut self, fd: u32) -> Result<Descriptor, Errno> {
        self.descriptors
            .get_mut(fd as usize)
            .and_then(Option::take)
            .ok_or(Errno::BADF)
    }

    /// Takes output up to the cap; what reaches over it ends the run.
    pub(super) fn output(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Halt> {
        let used = self.stdout.len() as u64 + self.stderr.len() as u64;
        let room = usize::try_from(self.output_limit.saturating_sub(used)).unwrap_or(usize::MAX);
        let fits = bytes.get(..room).unwrap_or(bytes);
        if !fits.is_empty() {
            match stream {
                Stream::Out => self.stdout.extend_from_slice(fits),
                Stream::Err => self.stderr.extend_from_slice(fits),
            }
            (self.sink)(stream, fits);
        }
        if fits.len() == bytes.len() {
            Ok(())
        } else {
            Err(Halt::OutputLimit)
        }
    }

    /// Notes what was asked for and refused: each request once, the first 100.
    pub(super) fn refuse(&mut self, what: &str, subject: &[u8]) {
        if self.refused.len() == REFUSED {
            return;
        }
        let subject = subject.get(..REFUSED_LENGTH).unwrap_or(subject);
        let request = match String::from_utf8_lossy(subject) {
            subject if subject.is_empty() => what.to_owned(),
            subject => format!("{what} {subject}"),
        };
        if self.refused_before.insert(request.clone()) {
            self.refused.push(request);
        }
    }

    /// The next 64 random bits (SplitMix64, Steele, Lea and Flood 2014): repeatable, not secret.
    pub(super) fn roll(&mut self) -> u64 {
        self.dice = self.dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.dice;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Nanoseconds of processor time.
    pub(super) fn worked(&self) -> u64 {
        self.fuel_used / FUEL_PER_NANOSECOND
    }

    /// Nanoseconds since the run began; each look at it is one nanosecond, so that it never
    /// stands still.
    pub(super) fn elapsed(&mut self) -> u64 {
        self.sleep(1);
        self.worked().saturating_add(self.slept)
    }

    pub(super) fn sleep(&mut self, nanoseconds: u64) {
        self.slept = self.slept.saturating_add(nanoseconds);
    }
}

/// The cap on memory, and what became of it.
pub(crate) struct MemoryCap {
    limit: u64,
    /// The most it had, in bytes.
    pub(crate) peak: u64,
    /// Whether it asked for more than the cap.
    pub(crate) refused: bool,
}

impl MemoryCap {
    /// A cap of `limit` bytes.
    pub(crate) fn new(limit: u64) -> Self {
        Self {
            limit,
            peak: 0,
            refused: false,
        }
    }
}

impl ResourceLimiter for MemoryCap {
    fn memory_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let desired = desired as u64;
        let granted = desired <= self.limit;
        if granted {
            self.peak = self.peak.max(desired);
        } else {
            self.refused = true;
        }
        Ok(granted)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(desired <= TABLE)
    }

    fn instances(&self) -> usize {
        1
    }

    fn memories(&self) -> usize {
        1
    }

    fn tables(&self) -> usize {
        8
    }
}
