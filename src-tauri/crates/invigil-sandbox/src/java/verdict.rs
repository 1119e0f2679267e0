//! What the end of a process of Java means.

use super::used::{How, Used};
use crate::{End, Fault, Limits};

/// How a virtual machine ends when it has no memory left, by `-XX:+ExitOnOutOfMemoryError`.
const NO_MEMORY: (i32, &str) = (3, "Terminating due to java.lang.OutOfMemoryError");
/// How it ends when its library has none left outside of the heap, for a buffer say.
const NO_BUFFER: (i32, &str) = (1, "Exception in thread \"main\" java.lang.OutOfMemoryError");
/// What it says on standard output when it gets none for itself.
const NO_ROOM: &str = "There is insufficient memory for the Java Runtime Environment";
/// How it ends when the main thread has no stack left.
const NO_STACK: (i32, &str) = (
    1,
    "Exception in thread \"main\" java.lang.StackOverflowError",
);
#[cfg(target_os = "linux")]
const TIMES_UP: i32 = libc::SIGXCPU;
#[cfg(not(target_os = "linux"))]
const TIMES_UP: i32 = 24;

/// The compiler's words when it refused the source; `None` when it compiled.
pub(super) fn compiler(used: Used, words: &[u8]) -> Option<Vec<u8>> {
    let note = match used.how {
        How::Code(0) if !used.full => return None,
        How::Code(code) if code != NO_MEMORY.0 => "",
        How::Code(_) => "\nThe compiler ran out of memory.\n",
        How::Signal(TIMES_UP) => "\nThe compiler ran out of time.\n",
        How::Signal(_) => "\nThe compiler was ended: it said more than 64 KiB, or broke down.\n",
    };
    Some([words, note.as_bytes()].concat())
}

/// How a program ended; a fault where the machine did not let it. `room` is what its virtual machine
/// may hold in memory at most.
pub(super) fn program(
    used: Used,
    limits: &Limits,
    room: u64,
    stdout: &[u8],
    stderr: &[u8],
) -> Result<End, Fault> {
    let says = |words: &str| {
        stderr
            .split(|b| *b == b'\n')
            .any(|line| line.starts_with(words.as_bytes()))
    };
    Ok(match used.how {
        _ if used.full => End::OutputLimit,
        How::Signal(TIMES_UP) => End::OutOfFuel,
        _ if used.cpu > limits.fuel => End::OutOfFuel,
        // Before the memory: to unwind a deep stack takes several times its size.
        How::Code(code) if code == NO_STACK.0 && says(NO_STACK.1) => {
            End::Trap("stack overflow".to_owned())
        }
        _ if used.peak > room => End::OutOfMemory,
        _ if used.waited(limits.wall) => End::Waited,
        _ if used.late => return Err(Fault::WallClock(limits.wall)),
        How::Code(code) if code == NO_MEMORY.0 && says(NO_MEMORY.1) => End::OutOfMemory,
        How::Code(code) if code == NO_BUFFER.0 && says(NO_BUFFER.1) => End::OutOfMemory,
        // The jail refused it more; with less than its limit it was the machine.
        How::Code(1) if used.peak > limits.memory && has(stdout, NO_ROOM) => End::OutOfMemory,
        How::Code(code) => End::Exit(code),
        How::Signal(signal) => End::Trap(format!("the virtual machine ended with signal {signal}")),
    })
}

/// Whether these words are anywhere: threads that fail at once write into each other's lines.
fn has(stdout: &[u8], words: &str) -> bool {
    let mut places = stdout.windows(words.len());
    places.any(|place| place == words.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const ROOM: u64 = 8 << 20;
    const LIMITS: Limits = Limits {
        fuel: 1000,
        memory: 1 << 20,
        output: 1 << 20,
        wall: Duration::from_secs(1),
    };

    fn check(how: How, cpu: u64, stderr: &str, expected: &End) {
        let used = Used {
            how,
            cpu,
            ..Used::killed()
        };
        let ended = program(used, &LIMITS, ROOM, b"", stderr.as_bytes());
        assert_eq!(ended.as_ref(), Ok(expected));
    }

    #[test]
    fn each_end_has_its_meaning() {
        let memory = "Terminating due to java.lang.OutOfMemoryError: Java heap space\n";
        let stack = "Exception in thread \"main\" java.lang.StackOverflowError\n\tat Main.f\n";
        check(How::Code(0), 1000, "", &End::Exit(0));
        check(How::Code(0), 1001, "", &End::OutOfFuel);
        check(How::Signal(TIMES_UP), 900, "", &End::OutOfFuel);
        check(How::Code(3), 9, memory, &End::OutOfMemory);
        check(How::Code(3), 9, "", &End::Exit(3));
        check(
            How::Code(1),
            9,
            stack,
            &End::Trap("stack overflow".to_owned()),
        );
        check(
            How::Code(1),
            9,
            "Exception in thread \"main\" X",
            &End::Exit(1),
        );
        let buffer = "Exception in thread \"main\" java.lang.OutOfMemoryError: Cannot reserve\n";
        check(How::Code(1), 9, buffer, &End::OutOfMemory);
        check(How::Code(0), 9, buffer, &End::Exit(0));
    }

    #[test]
    fn more_memory_than_there_is_room_for_is_the_memory_limit_however_it_ended() {
        let room = "[thread 7 also had an error]# There is insufficient memory for the Java Runtime \
                    Environment to continue.\n";
        let stack = "Exception in thread \"main\" java.lang.StackOverflowError\n";
        let check = |how, peak, late, said: &str, expected| {
            let used = Used {
                how,
                peak,
                late,
                ..Used::killed()
            };
            let said = said.as_bytes();
            let ended = program(used, &LIMITS, ROOM, said, said);
            assert_eq!(ended, Ok(expected), "{used:?}");
        };
        let (code, killed) = (How::Code, How::Signal(9));
        check(code(0), ROOM, false, "", End::Exit(0));
        check(code(0), ROOM + 1, false, "", End::OutOfMemory);
        check(code(5), ROOM + 1, false, "", End::OutOfMemory);
        check(killed, ROOM + 1, true, "", End::OutOfMemory);
        check(code(1), LIMITS.memory + 1, false, room, End::OutOfMemory);
        check(code(1), LIMITS.memory, false, room, End::Exit(1));
        let overflow = End::Trap("stack overflow".to_owned());
        check(code(1), ROOM + 1, false, stack, overflow);
    }

    #[test]
    fn a_program_that_only_waited_is_told_from_a_machine_that_was_too_busy() {
        let check = |cpu, delayed, expected| {
            let used = Used {
                cpu,
                delayed,
                late: true,
                ..Used::killed()
            };
            assert_eq!(program(used, &LIMITS, ROOM, b"", b""), expected, "{used:?}");
        };
        check(900, 1000, Ok(End::Waited));
        check(900, 900_000, Err(Fault::WallClock(LIMITS.wall)));
        check(1001, 0, Ok(End::OutOfFuel));
    }
}
