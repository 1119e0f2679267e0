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
    unwind_at(stacks, memory, pointer.max(0x80_0000), address, stack)
}

fn unwind_at(
    stacks: &mut Stacks,
    memory: &mut [u8],
    pointer: u32,
    address: u32,
    stack: &[u8],
) -> usize {
    let buffer = address as usize;
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

fn held(stacks: &Stacks) -> usize {
    stacks.held.load(Ordering::Relaxed)
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
    assert!(held(&stacks) < 6 << 20, "{} bytes", held(&stacks));
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
    assert_eq!((held(&stacks), stacks.kept.len()), (deep.len() + ENTRY, 1));
    unwind(&mut stacks, &mut memory, 0x82_0000, &stack(90_000, 0));
    assert_eq!(stacks.kept.len(), 0);
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

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Whatever a guest writes into its buffers and in whatever order it asks.
    #[test]
    fn no_order_of_steps_and_no_address_breaks_the_host(
        moves in proptest::collection::vec(
            (0u32..5, 0usize..3, 0usize..0xa0_0000, 0usize..0xa0_0000),
            1..40,
        ),
    ) {
        let buffers = [0x81_0000, 0x82_0000, 0x8f_fffa];
        let (mut stacks, mut memory) = (Stacks::default(), memory(&buffers[..2], 256));
        for (step, buffer, top, end) in moves {
            let buffer = buffers[buffer];
            if step == 4 {
                let _ = set(&mut memory, buffer, top, end);
                continue;
            }
            let step = if step == 0 { 0xff_0000 } else { step };
            let address = u32::try_from(buffer).expect("32 bits");
            let _ = stacks.step(&mut memory, step, address);
            proptest::prop_assert!(held(&stacks) <= CAP);
        }
    }

    /// Stacks of any lengths, in any order, resumed in any order: fibers, and jumps between.
    #[test]
    fn each_buffer_gives_back_what_was_put_into_it_last(
        moves in proptest::collection::vec((0usize..4, 1usize..2000, 0u8..3, proptest::bool::ANY), 1..60),
    ) {
        let buffers = [0x81_0000, 0x82_0000, 0x83_0000, 0x84_0000];
        let (mut stacks, mut memory) = (Stacks::default(), memory(&buffers, 256));
        let mut inside: [Option<Vec<u8>>; 4] = [const { None }; 4];
        for (n, length, seed, resumes) in moves {
            let buffer = buffers[n];
            if let Some(stack) = inside[n].take_if(|_| resumes) {
                let found = rewind(&mut stacks, &mut memory, buffer, stack.len());
                proptest::prop_assert_eq!(found, stack);
            } else {
                set(&mut memory, buffer, buffer + 8, buffer + 264).expect("inside");
                let stack = stack(length, seed);
                // A fiber's stack is above the others: nothing that it keeps is ever over.
                let address = u32::try_from(buffer).expect("32 bits");
                unwind_at(&mut stacks, &mut memory, 0x0200_0000, address, &stack);
                inside[n] = Some(stack);
            }
        }
    }
}

#[test]
fn more_than_the_cap_ends_the_guest() {
    let (mut stacks, mut memory) = (Stacks::default(), memory(&[], 0));
    let mut end = Ok(());
    for n in 0..40_usize {
        let buffer = 0x81_0000 + n * 512;
        set(&mut memory, buffer, buffer + 8, buffer + 264).expect("inside");
        let step = |stacks: &mut Stacks, memory: &mut [u8], step| {
            stacks.step(memory, step, u32::try_from(buffer).expect("32 bits"))
        };
        end = step(&mut stacks, &mut memory, 0x0200_0000);
        if end.is_err() {
            break;
        }
        let top = ROOM.start + (4 << 20);
        memory[ROOM.start..top].fill(u8::try_from(n).expect("a byte"));
        set(&mut memory, buffer, top, ROOM.end).expect("inside");
        step(&mut stacks, &mut memory, UNWOUND).expect("unwound");
    }
    assert_eq!(end, Err(Trap::StackOverflow));
    assert!(held(&stacks) <= CAP, "{} bytes", held(&stacks));
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
