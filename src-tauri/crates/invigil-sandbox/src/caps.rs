//! What a job may be at most, checked before anything else looks at it.

use std::time::Duration;

use crate::{Fault, Job};

/// Bytes of source.
const SOURCE: usize = 256 << 10;
/// Bytes of standard input and files together.
const INPUT: usize = 64 << 20;
/// Arguments, and bytes of each.
const ARGS: (usize, usize) = (64, 4096);
/// Files, and bytes of a path.
const FILES: (usize, usize) = (256, 120);
/// Bytes of memory.
const MEMORY: u64 = 2 << 30;
/// Bytes of output.
const OUTPUT: u64 = 64 << 20;
/// The longest safety net.
const WALL: Duration = Duration::from_secs(300);

/// The job as it is, or the cap that it breaks.
pub(crate) fn check(job: &Job) -> Result<(), Fault> {
    let refuse = |what: &str| Err(Fault::Malformed(what.to_owned()));
    if job.source.len() > SOURCE {
        return refuse("the source is longer than 256 KiB");
    }
    if job.args.len() > ARGS.0 || job.args.iter().any(|a| a.len() > ARGS.1) {
        return refuse("there are more than 64 arguments, or one is longer than 4 KiB");
    }
    if job.args.iter().any(|a| a.contains('\0')) {
        return refuse("an argument holds a NUL");
    }
    if job.files.len() > FILES.0 || job.files.iter().any(|f| !is_plain(&f.path)) {
        return refuse(
            "there are more than 256 files, or one has no plain relative path of at most 120 bytes",
        );
    }
    let files: usize = job.files.iter().map(|f| f.bytes.len()).sum();
    if job.stdin.len() + files > INPUT {
        return refuse("input and files are larger than 64 MiB");
    }
    let limits = &job.limits;
    if limits.memory > MEMORY || limits.output > OUTPUT || limits.wall > WALL {
        return refuse(
            "a limit is above its cap (memory 2 GiB, output 64 MiB, 300 s by the wall clock)",
        );
    }
    Ok(())
}

/// Whether a path is relative and stays where it is: no `..`, no empty part, no NUL, no backslash.
fn is_plain(path: &str) -> bool {
    path.len() <= FILES.1
        && !path.contains(['\0', '\\', ':'])
        && path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_relative_paths_pass() {
        for path in ["a", "a/b.txt", "data/in 1.csv"] {
            assert!(is_plain(path), "{path}");
        }
        for path in [
            "", "/a", "a/", "../a", "a/../b", "a//b", "./a", "a\0", "C:a",
        ] {
            assert!(!is_plain(path), "{path}");
        }
        assert!(!is_plain(&"a".repeat(121)));
    }
}
