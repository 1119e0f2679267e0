//! What the end of a process of Java means.

use super::used::{How, Used};
use crate::{End, Fault, Limits};

/// How a virtual machine ends when it has no memory left, by `-XX:+ExitOnOutOfMemoryError`.
const NO_MEMORY: (i32, &str) = (3, "Terminating due to java.lang.OutOfMemoryError");
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

/// How a program ended; a fault where the machine did not let it.
pub(super) fn program(used: Used, limits: &Limits, stderr: &[u8]) -> Result<End, Fault> {
    let says = |words: &str| {
        stderr
            .split(|b| *b == b'\n')
            .any(|line| line.starts_with(words.as_bytes()))
    };
    Ok(match used.how {
        _ if used.full => End::OutputLimit,
        How::Signal(TIMES_UP) => End::OutOfFuel,
        _ if used.cpu > limits.fuel => End::OutOfFuel,
        _ if used.waited(limits.wall) => End::Waited,
        _ if used.late => return Err(Fault::WallClock(limits.wall)),
        How::Code(code) if code == NO_MEMORY.0 && says(NO_MEMORY.1) => End::OutOfMemory,
        How::Code(code) if code == NO_STACK.0 && says(NO_STACK.1) => {
            End::Trap("stack overflow".to_owned())
        }
        How::Code(code) => End::Exit(code),
        How::Signal(signal) => End::Trap(format!("the virtual machine ended with signal {signal}")),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

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
        let ended = program(used, &LIMITS, stderr.as_bytes());
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
            assert_eq!(program(used, &LIMITS, b""), expected, "{used:?}");
        };
        check(900, 1000, Ok(End::Waited));
        check(900, 900_000, Err(Fault::WallClock(LIMITS.wall)));
        check(1001, 0, Ok(End::OutOfFuel));
    }
}
