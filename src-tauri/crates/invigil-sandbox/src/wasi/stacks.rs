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

use std::{collections::HashMap, ops::Range, sync::Arc};

use wasmtime::Trap;

/// Where the guest unwinds to: the far end of its own stack of 16 MiB. Its own limits bind at some
/// 3,000 nested blocks, which are 2 MiB here.
const ROOM: Range<usize> = 0x1_0000..0x80_0000;
/// A kept stack refers to one before it, and that to another, so often at most.
const CHAIN: u32 = 512;
/// Where the guest's own stack begins; a fiber has another one, above.
const BASE: usize = 16 << 20;
/// A call may go so far back up the stack before what was kept further down is surely left.
const MARGIN: usize = 4096;
/// All kept stacks together.
const CAP: usize = 64 << 20;

/// The steps of [`Stacks::step`] beside the first, which gives the guest's stack pointer instead.
pub(crate) const UNWOUND: u32 = 1;
/// The guest begins to wind its stack up again.
pub(crate) const REWIND: u32 = 2;
/// It is wound up.
pub(crate) const REWOUND: u32 = 3;

/// A stack that was too long for its buffer. The frames that it shares with the one kept before it
/// are kept once: they are at the end of both.
struct Kept {
    own: Vec<u8>,
    before: Option<Arc<Kept>>,
    shared: usize,
    chain: u32,
    /// Where the buffer's space begins.
    start: usize,
    /// The guest's stack pointer.
    stack: usize,
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

/// A buffer that is being filled, or was just filled.
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
    /// Too long for its buffer; kept if it is wound up next. It may be none that anyone comes back
    /// to: a jump leaves its own behind.
    fresh: Option<Filled>,
    rewinding: Option<Filled>,
    kept: HashMap<usize, Arc<Kept>>,
    last: Option<(Arc<Kept>, Vec<u8>)>,
    bytes: usize,
}

impl Stacks {
    /// What the guest's asyncify calls; see the steps above.
    pub(crate) fn step(&mut self, memory: &mut [u8], step: u32, buffer: u32) -> Result<(), Trap> {
        let buffer = buffer as usize;
        match step {
            UNWOUND => self.unwound(memory, buffer),
            REWIND => self.rewind(memory, buffer),
            REWOUND => self.rewound(memory, buffer),
            stack if stack as usize >= ROOM.end => self.unwind(memory, buffer, stack as usize),
            _ => Err(Trap::StackOverflow),
        }
    }

    fn unwind(&mut self, memory: &mut [u8], buffer: usize, stack: usize) -> Result<(), Trap> {
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
        let (top, _) = addresses(memory, buffer)?;
        if !(ROOM.start..=ROOM.end.min(memory.len())).contains(&top) {
            return Err(Trap::StackOverflow);
        }
        filled.length = top - ROOM.start;
        if filled.start + filled.length <= filled.end {
            memory.copy_within(ROOM.start..top, filled.start);
            self.forget(buffer);
            self.fresh = None;
        } else {
            self.fresh = Some(filled);
        }
        set(memory, buffer, filled.start + filled.length, filled.end)
    }

    fn rewind(&mut self, memory: &mut [u8], buffer: usize) -> Result<(), Trap> {
        let (top, end) = addresses(memory, buffer)?;
        if let Some(fresh) = self.fresh.take().filter(|f| f.buffer == buffer) {
            self.keep(memory, fresh)?;
        }
        let kept = self.kept.get(&buffer);
        let kept = kept.filter(|kept| kept.start + kept.length() == top);
        self.rewinding = kept.map(|kept| Filled {
            buffer,
            start: kept.start,
            end,
            length: kept.length(),
            stack: kept.stack,
        });
        let Some(kept) = kept else {
            // Its own buffer holds it, unless it was a long one that nobody kept: a fiber's.
            return (top <= end).then_some(()).ok_or(Trap::StackOverflow);
        };
        let place = ROOM.start..ROOM.start + kept.length();
        kept.write(
            memory
                .get_mut(place.clone())
                .ok_or(Trap::MemoryOutOfBounds)?,
        );
        set(memory, buffer, place.end, ROOM.end)
    }

    /// The collector looks at what lies between a buffer's two addresses, now that the stack is up.
    fn rewound(&mut self, memory: &mut [u8], buffer: usize) -> Result<(), Trap> {
        match self.rewinding.take().filter(|r| r.buffer == buffer) {
            Some(long) => set(memory, buffer, ROOM.start, ROOM.start + long.length),
            None => Ok(()),
        }
    }

    /// Forgets what was kept by calls that are over: the stack is no longer as deep as in them.
    fn leave(&mut self, stack: usize) {
        if stack >= BASE {
            return;
        }
        let over = |kept: &Kept| kept.stack + MARGIN < stack;
        let left = self.kept.extract_if(|_, kept| over(kept));
        self.bytes -= left.map(|(_, kept)| kept.own.len()).sum::<usize>();
    }

    fn forget(&mut self, buffer: usize) {
        if let Some(kept) = self.kept.remove(&buffer) {
            self.bytes -= kept.own.len();
        }
    }

    fn keep(&mut self, memory: &[u8], fresh: Filled) -> Result<(), Trap> {
        self.forget(fresh.buffer);
        let place = ROOM.start..ROOM.start + fresh.length;
        let whole = memory.get(place).ok_or(Trap::MemoryOutOfBounds)?;
        let before = self.last.take().filter(|(last, _)| last.chain < CHAIN);
        let shared = before.as_ref().map_or(0, |(_, last)| alike(whole, last));
        let own = whole[..whole.len() - shared].to_vec();
        self.bytes += own.len();
        if self.bytes > CAP {
            return Err(Trap::StackOverflow);
        }
        let kept = Arc::new(Kept {
            own,
            shared,
            chain: before.as_ref().map_or(0, |(last, _)| last.chain + 1),
            before: before.map(|(last, _)| last).filter(|_| shared > 0),
            start: fresh.start,
            stack: fresh.stack,
        });
        self.kept.insert(fresh.buffer, Arc::clone(&kept));
        self.last = Some((kept, whole.to_vec()));
        Ok(())
    }
}

/// How many bytes two stacks have in common at their ends.
fn alike(one: &[u8], other: &[u8]) -> usize {
    let pairs = one.iter().rev().zip(other.iter().rev());
    pairs.take_while(|(a, b)| a == b).count()
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
mod tests {
    use super::*;

    /// A guest's memory with one buffer of `space` bytes at each address.
    fn memory(buffers: &[usize], space: usize) -> Vec<u8> {
        let mut memory = vec![0; 0x90_0000];
        for &buffer in buffers {
            set(&mut memory, buffer, buffer + 8, buffer + 8 + space).expect("inside");
        }
        memory
    }

    /// Unwinds a stack into a buffer, as asyncify's frames do: each adds its bytes at the top.
    fn unwind(stacks: &mut Stacks, memory: &mut [u8], buffer: usize, stack: &[u8]) -> usize {
        let address = u32::try_from(buffer).expect("32 bits");
        // C's stack goes down as the other one grows.
        let pointer = 0xff_0000 - 8 * u32::try_from(stack.len()).expect("32 bits");
        let pointer = pointer.max(0x80_0000);
        stacks.step(memory, pointer, address).expect("begun");
        let (top, end) = addresses(memory, buffer).expect("a buffer");
        memory[top..top + stack.len()].copy_from_slice(stack);
        set(memory, buffer, top + stack.len(), end).expect("inside");
        stacks.step(memory, UNWOUND, address).expect("unwound");
        addresses(memory, buffer).expect("a buffer").0
    }

    /// Winds it up again; what the frames found.
    fn rewind(stacks: &mut Stacks, memory: &mut [u8], buffer: usize, length: usize) -> Vec<u8> {
        let address = u32::try_from(buffer).expect("32 bits");
        stacks.step(memory, REWIND, address).expect("begun");
        let (top, end) = addresses(memory, buffer).expect("a buffer");
        let found = memory[top - length..top].to_vec();
        set(memory, buffer, top - length, end).expect("inside");
        stacks.step(memory, REWOUND, address).expect("up");
        found
    }

    fn stack(length: usize, seed: u8) -> Vec<u8> {
        let mixed = |n: usize| (n.wrapping_mul(31) >> 3) as u8;
        let mut stack: Vec<u8> = (0..length).map(|n| mixed(length - n)).collect();
        stack[0] ^= seed;
        stack
    }

    #[test]
    fn a_stack_of_any_length_comes_back_as_often_as_it_is_asked_for() {
        let (mut stacks, mut memory) = (Stacks::default(), memory(&[0x81_0000, 0x82_0000], 256));
        for length in [1, 255, 256, 257, 40_000, 300_000] {
            let (one, two) = (stack(length, 1), stack(length + 700, 2));
            let top = unwind(&mut stacks, &mut memory, 0x81_0000, &one);
            assert_eq!(rewind(&mut stacks, &mut memory, 0x81_0000, length), one);
            unwind(&mut stacks, &mut memory, 0x82_0000, &two);
            assert_eq!(
                rewind(&mut stacks, &mut memory, 0x82_0000, length + 700),
                two
            );
            for _ in 0..2 {
                // A jump: what is left behind goes to a buffer that nobody comes back to.
                set(&mut memory, 0x82_0000, 0x82_0008, 0x82_0108).expect("inside");
                unwind(&mut stacks, &mut memory, 0x82_0000, &two);
                set(&mut memory, 0x81_0000, top, 0x81_0108).expect("inside");
                assert_eq!(rewind(&mut stacks, &mut memory, 0x81_0000, length), one);
            }
            for buffer in [0x81_0000, 0x82_0000] {
                set(&mut memory, buffer, buffer + 8, buffer + 0x108).expect("inside");
            }
        }
    }

    #[test]
    fn stacks_that_grow_by_little_are_kept_in_little() {
        let buffers: Vec<usize> = (0..2000).map(|n| 0x80_0000 + n * 512).collect();
        let (mut stacks, mut memory) = (Stacks::default(), memory(&buffers, 256));
        for (n, &buffer) in buffers.iter().enumerate() {
            let stack = stack(1000 + n * 500, 0);
            unwind(&mut stacks, &mut memory, buffer, &stack);
            assert_eq!(rewind(&mut stacks, &mut memory, buffer, stack.len()), stack);
        }
        assert!(stacks.bytes < 20 << 20, "{} bytes", stacks.bytes);
    }

    #[test]
    fn what_was_kept_by_calls_that_are_over_is_forgotten() {
        let (mut stacks, mut memory) = (Stacks::default(), memory(&[0x81_0000, 0x82_0000], 256));
        let deep = stack(100_000, 0);
        unwind(&mut stacks, &mut memory, 0x81_0000, &deep);
        assert_eq!(
            rewind(&mut stacks, &mut memory, 0x81_0000, deep.len()),
            deep
        );
        assert_eq!(stacks.bytes, deep.len());
        unwind(&mut stacks, &mut memory, 0x82_0000, &stack(90_000, 0));
        assert_eq!((stacks.bytes, stacks.kept.len()), (0, 0));
    }

    #[test]
    fn the_collector_finds_the_whole_stack_between_the_addresses() {
        let (mut stacks, mut memory) = (Stacks::default(), memory(&[0x81_0000], 256));
        for length in [200, 5000] {
            set(&mut memory, 0x81_0000, 0x81_0008, 0x81_0108).expect("inside");
            let stack = stack(length, 3);
            unwind(&mut stacks, &mut memory, 0x81_0000, &stack);
            rewind(&mut stacks, &mut memory, 0x81_0000, length);
            let (from, to) = addresses(&memory, 0x81_0000).expect("a buffer");
            assert!(memory[from..to].starts_with(&stack), "{length}");
        }
    }

    #[test]
    fn lies_end_the_guest() {
        let fresh = || (Stacks::default(), memory(&[0x81_0000], 256));
        let (mut stacks, mut memory) = fresh();
        let low = stacks.step(&mut memory, 0x7f_0000, 0x81_0000);
        assert_eq!(
            low,
            Err(Trap::StackOverflow),
            "its own stack is in the room"
        );
        let outside = stacks.step(&mut memory, 0xff_0000, u32::MAX - 3);
        assert_eq!(outside, Err(Trap::MemoryOutOfBounds));
        let unasked = stacks.step(&mut memory, UNWOUND, 0x81_0000);
        assert_eq!(unasked, Err(Trap::UnreachableCodeReached));
        set(&mut memory, 0x81_0000, 0x81_0208, 0x81_0108).expect("inside");
        let unknown = stacks.step(&mut memory, REWIND, 0x81_0000);
        assert_eq!(unknown, Err(Trap::StackOverflow));
        let backwards = stacks.step(&mut memory, 0xff_0000, 0x81_0000);
        assert_eq!(backwards, Err(Trap::MemoryOutOfBounds));
    }
}
