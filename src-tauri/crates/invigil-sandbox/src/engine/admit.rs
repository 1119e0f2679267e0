//! A job's own caps, checked before anything runs.

use crate::{Fault, Job};

/// Bytes of a program.
const SOURCE: usize = 256 << 10;
/// Arguments, and bytes of them together.
const ARGUMENTS: usize = 256;
const ARGUMENT_BYTES: usize = 64 << 10;
/// Further files, bytes of one path, bytes of them together.
const FILES: usize = 256;
const PATH: usize = 120;
const FILE_BYTES: usize = 64 << 20;
/// Bytes of standard input.
const STDIN: usize = 256 << 20;

/// A job within its caps, or which one it breaks.
pub(super) fn admit(job: &Job) -> Result<(), Fault> {
    let breaks = |what: &str| Err(Fault::Malformed(what.to_owned()));
    if job.source.len() > SOURCE {
        return breaks("the program is larger than 256 KiB");
    }
    if job.args.len() > ARGUMENTS
        || job.args.iter().map(String::len).sum::<usize>() > ARGUMENT_BYTES
    {
        return breaks("more than 256 arguments or 64 KiB of them");
    }
    if job.args.iter().any(|argument| argument.contains('\0')) {
        return breaks("an argument holds a NUL byte");
    }
    if job.files.len() > FILES
        || job.files.iter().map(|file| file.bytes.len()).sum::<usize>() > FILE_BYTES
    {
        return breaks("more than 256 files or 64 MiB of them");
    }
    if let Some(file) = job.files.iter().find(|file| !is_relative(&file.path)) {
        let path: String = file.path.chars().take(PATH).collect();
        return Err(Fault::Malformed(format!("not a path for a file: {path}")));
    }
    if job.stdin.len() > STDIN {
        return breaks("more than 256 MiB of standard input");
    }
    Ok(())
}

/// Whether a path stays below its folder: named parts only.
fn is_relative(path: &str) -> bool {
    !path.is_empty()
        && path.len() <= PATH
        && !path.contains(['\0', '\\'])
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::is_relative;

    #[test]
    fn a_path_stays_below_its_folder() {
        for path in ["a", "a/b.txt", "..a", "ä"] {
            assert!(is_relative(path), "{path}");
        }
        for path in ["", "/a", "a/", "a//b", "../a", "a/..", ".", "a\\b", "a\0"] {
            assert!(!is_relative(path), "{path}");
        }
        assert!(!is_relative(&"a".repeat(121)));
    }
}
