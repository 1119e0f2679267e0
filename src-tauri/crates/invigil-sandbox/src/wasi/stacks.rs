//! Room for a guest's stack while it is unwound.
//!
//! CRuby unwinds and rewinds its stack (Binaryen's asyncify) for each jump target that it sets in C,
//! for each look of its collector at the stack, and between fibers. Its buffers hold 24 KB, some
//! fifty nested calls through `Hash#each`, and nobody checks them before they are written over: a
//! deeper program died of memory that was not its own. So the guest unwinds into this room, below
//! its own stack; what fits its buffer is put there, and a deeper stack is kept here until it is
//! wound up again.
//!
//! A buffer is two addresses, where its content ends and where its space does, then the space. The
//! guest may tell lies: every address is checked, and what does not hold ends it. What is copied here
//! the guest has paid for, frame by frame, with the fuel of unwinding or winding up.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use wasmtime::Trap;

/// The module and the name by which a guest asks.
pub(crate) const MODULE: &str = "invigil";
pub(crate) const STEP: &str = "stack";

/// The steps of [`Stacks::step`] beside the first, which gives the guest's stack pointer instead.
pub(crate) const UNWOUND: u32 = 1;
/// The guest begins to wind its stack up again.
pub(crate) const REWIND: u32 = 2;
/// It is wound up, or an unwinding was caught half-way.
pub(crate) const REWOUND: u32 = 3;

/// Where the guest unwinds to: the far end of its own stack of 16 MiB. Its own limits bind at some
/// 3,000 nested blocks, which are 2 MiB here.
const ROOM: Range<usize> = 0x1_0000..0x80_0000;
/// Where the guest's own stack begins; a fiber has another one, above.
const BASE: usize = 16 << 20;
/// What was kept this far below the stack pointer belongs to calls that are over.
const MARGIN: usize = 4096;
/// The longest chain of [`Kept::before`].
const CHAIN: u32 = 512;
/// All kept stacks together, and what one counts for beside its bytes.
const CAP: usize = 64 << 20;
const ENTRY: usize = 128;

/// A stack that was too long for its buffer. The frames that it shares with the one kept before it
/// are kept once: they are at the end of both.
struct Kept {
    own: Vec<u8>,
    before: Option<Arc<Kept>>,
    shared: usize,
    chain: u32,
    /// Its own bytes, and all that it keeps alive through `before`.
    weight: usize,
    /// Where the buffer's space begins and ends.
    start: usize,
    end: usize,
    /// The guest's stack pointer.
    stack: usize,
    /// What all of them hold.
    held: Arc<AtomicUsize>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        let held = self.own.len() + ENTRY;
        self.held.fetch_sub(held, Ordering::Relaxed);
    }
}

impl Kept {
    fn length(&self) -> usize {
        self.own.len() + self.shared
    }

    fn write(&self, out: &mut [u8]) {
        let (mut kept, mut at, mut wanted) = (self, 0, self.length());
        loop {
            let skipped = kept.length() - wanted;
            if let Some(own) = kept.own.get(skipped..) {
                out[at..at + own.len()].copy_from_slice(own);
                (at, wanted) = (at + own.len(), kept.shared);
            }
            match &kept.before {
                Some(before) if wanted > 0 => kept = before,
                _ => return,
            }
        }
    }
}

/// A buffer that is being filled, was filled, or is wound up from.
#[derive(Clone, Copy)]
struct Filled {
    buffer: usize,
    start: usize,
    end: usize,
    length: usize,
    stack: usize,
}

/// The stacks of one run.
#[derive(Default)]
pub(crate) struct Stacks {
    filling: Option<Filled>,
    /// Too long for its buffer, and still in the room.
    fresh: Option<Filled>,
    rewinding: Option<Filled>,
    /// A buffer whose addresses show what lies in the room.
    shown: Option<Filled>,
    kept: HashMap<usize, Arc<Kept>>,
    last: Option<(Arc<Kept>, Vec<u8>)>,
    held: Arc<AtomicUsize>,
    /// Bytes compared and copied since the guest last paid.
    moved: usize,
}

impl Stacks {
    /// What the guest's asyncify calls; see the steps above.
    pub(crate) fn step(&mut self, memory: &mut [u8], step: u32, buffer: u32) -> Result<(), Trap> {
        let buffer = buffer as usize;
        self.hide(memory)?;
        match step {
            UNWOUND => self.unwound(memory, buffer),
            REWIND => self.rewind(memory, buffer),
            REWOUND => self.rewound(memory, buffer),
            stack if stack as usize >= ROOM.end => self.unwind(memory, buffer, stack as usize),
            _ => Err(Trap::StackOverflow),
        }
    }

    /// The bytes that were moved since it was asked last, to be paid for in fuel.
    pub(crate) fn moved(&mut self) -> u64 {
        std::mem::take(&mut self.moved) as u64
    }

    fn unwind(&mut self, memory: &mut [u8], buffer: usize, stack: usize) -> Result<(), Trap> {
        self.keep(memory)?;
        let (start, end) = addresses(memory, buffer)?;
        if start > end || end > memory.len() {
            return Err(Trap::MemoryOutOfBounds);
        }
        self.filling = Some(Filled {
            buffer,
            start,
            end,
            length: 0,
            stack,
        });
        self.leave(stack);
        set(memory, buffer, ROOM.start, ROOM.end)
    }

    fn unwound(&mut self, memory: &mut [u8], buffer: usize) -> Result<(), Trap> {
        let filling = self.filling.take().filter(|f| f.buffer == buffer);
        let mut filled = filling.ok_or(Trap::UnreachableCodeReached)?;
        let top = inside(memory, buffer)?;
        filled.length = top - ROOM.start;
        self.kept.remove(&buffer);
        if filled.start + filled.length <= filled.end {
            memory.copy_within(ROOM.start..top, filled.start);
            self.moved += filled.length;
        } else {
            self.fresh = Some(filled);
        }
        set(memory, buffer, filled.start + filled.length, filled.end)
    }

    fn rewind(&mut self, memory: &mut [u8], buffer: usize) -> Result<(), Trap> {
        self.keep(memory)?;
        let (top, end) = addresses(memory, buffer)?;
        let kept = self.kept.get(&buffer);
        let kept = kept.filter(|kept| kept.start + kept.length() == top);
        let Some(kept) = kept else {
            // Its own buffer holds it.
            self.rewinding = None;
            return (top <= end).then_some(()).ok_or(Trap::StackOverflow);
        };
        self.rewinding = Some(Filled {
            buffer,
            start: kept.start,
            end: kept.end,
            length: kept.length(),
            stack: kept.stack,
        });
        let place = ROOM.start..ROOM.start + kept.length();
        self.moved += kept.length();
        kept.write(
            memory
                .get_mut(place.clone())
                .ok_or(Trap::MemoryOutOfBounds)?,
        );
        set(memory, buffer, place.end, ROOM.end)
    }

    fn rewound(&mut self, memory: &mut [u8], buffer: usize) -> Result<(), Trap> {
        if self.filling.is_some_and(|filling| filling.buffer == buffer) {
            // A jump that was caught on its way out: what it left in the room is nobody's.
            inside(memory, buffer)?;
        }
        let Some(long) = self.rewinding.take().filter(|r| r.buffer == buffer) else {
            return Ok(());
        };
        // The collector looks at what lies between the two addresses.
        self.shown = Some(long);
        set(memory, buffer, ROOM.start, ROOM.start + long.length)
    }

    /// Gives a buffer its own addresses again, unless somebody set them since.
    fn hide(&mut self, memory: &mut [u8]) -> Result<(), Trap> {
        let Some(shown) = self.shown.take() else {
            return Ok(());
        };
        let room = (ROOM.start, ROOM.start + shown.length);
        if addresses(memory, shown.buffer)? == room {
            set(memory, shown.buffer, shown.start, shown.end)?;
        }
        Ok(())
    }

    /// Forgets what was kept by calls that are over: the stack is no longer as deep as in them.
    fn leave(&mut self, stack: usize) {
        if stack < BASE {
            self.moved += self.kept.len() * 8;
            self.kept.retain(|_, kept| kept.stack + MARGIN >= stack);
        }
    }

    /// Takes the stack that lies in the room out of it.
    fn keep(&mut self, memory: &[u8]) -> Result<(), Trap> {
        let Some(fresh) = self.fresh.take() else {
            return Ok(());
        };
        let place = ROOM.start..ROOM.start + fresh.length;
        let whole = memory.get(place).ok_or(Trap::MemoryOutOfBounds)?;
        let light = |before: &Kept| before.chain < CHAIN && before.weight <= 2 * whole.len();
        let before = self.last.take().filter(|(last, _)| light(last));
        let shared = before.as_ref().map_or(0, |(_, last)| alike(whole, last));
        let before = before.map(|(last, _)| last).filter(|_| shared > 0);
        let own = whole[..whole.len() - shared].to_vec();
        self.moved += 2 * whole.len();
        let held = own.len() + ENTRY;
        if self.held.load(Ordering::Relaxed) + held > CAP {
            return Err(Trap::StackOverflow);
        }
        self.held.fetch_add(held, Ordering::Relaxed);
        let kept = Arc::new(Kept {
            shared,
            chain: before.as_ref().map_or(0, |before| before.chain + 1),
            weight: own.len() + before.as_ref().map_or(0, |before| before.weight),
            own,
            before,
            start: fresh.start,
            end: fresh.end,
            stack: fresh.stack,
            held: Arc::clone(&self.held),
        });
        self.kept.insert(fresh.buffer, Arc::clone(&kept));
        self.last = Some((kept, whole.to_vec()));
        Ok(())
    }
}

/// Where a buffer that is filled in the room ends.
fn inside(memory: &[u8], buffer: usize) -> Result<usize, Trap> {
    let (top, _) = addresses(memory, buffer)?;
    let room = ROOM.start..=ROOM.end.min(memory.len());
    room.contains(&top)
        .then_some(top)
        .ok_or(Trap::StackOverflow)
}

/// How many bytes two stacks have in common at their ends.
fn alike(one: &[u8], other: &[u8]) -> usize {
    let pairs = one.rchunks(64).zip(other.rchunks(64));
    let chunks: usize = pairs
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len())
        .sum();
    let (one, other) = (&one[..one.len() - chunks], &other[..other.len() - chunks]);
    let bytes = one.iter().rev().zip(other.iter().rev());
    chunks + bytes.take_while(|(a, b)| a == b).count()
}

fn addresses(memory: &[u8], buffer: usize) -> Result<(usize, usize), Trap> {
    let word = |at: usize| {
        let bytes = memory.get(at..).and_then(|rest| rest.first_chunk());
        let bytes = bytes.ok_or(Trap::MemoryOutOfBounds)?;
        Ok(u32::from_le_bytes(*bytes) as usize)
    };
    Ok((word(buffer)?, word(buffer + 4)?))
}

fn set(memory: &mut [u8], buffer: usize, top: usize, end: usize) -> Result<(), Trap> {
    for (at, value) in [(buffer, top), (buffer + 4, end)] {
        let place = memory.get_mut(at..).and_then(|rest| rest.first_chunk_mut());
        let value = u32::try_from(value).map_err(|_| Trap::MemoryOutOfBounds)?;
        *place.ok_or(Trap::MemoryOutOfBounds)? = value.to_le_bytes();
    }
    Ok(())
}

#[cfg(test)]
mod tests;
