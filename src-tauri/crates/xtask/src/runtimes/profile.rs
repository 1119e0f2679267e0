//! `--profile`: how often each branch of CPython is taken by programs like a candidate's. A native
//! build of the same sources counts them; the compiler lays the guest out by the counts.
//!
//! The counts are committed as a source of the module, and are made again only when CPython or
//! the compiler is another one. They are of `tests/programs`, never of the benchmark's loops.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{Scratch, guests, python, sources, target};
use crate::{
    setup,
    stages::{Stages, program, root, run},
};

/// How often each program is run: the interpreter's start is a small part of it.
const TIMES: &str = "20";

/// Where the counts are, from the folder of the guest's own sources.
pub(super) const PROFILE: &str = "python/profile.profdata.zst";

/// Which functions an indirect call reaches is counted too, and used: the linker's optimiser asks
/// for the frequent one and calls it directly. Every operator of Python is an indirect call.
pub(super) const TARGETS: &str = "-mllvm -enable-value-profiling=true";

pub(super) fn profile() -> Result<()> {
    let mut stages = Stages::default();
    stages.stage("install what is missing", setup::for_profile)?;
    let scratch = Scratch::new(&python::RECIPE, &target().join("runtimes/profile"))?;
    let build = python::sources(&scratch)?;
    stages.stage("a native build that counts", || native(&scratch, &build))?;
    stages.stage("programs", || train(&scratch, &build))?;
    stages.print();
    Ok(())
}

/// Builds the interpreter and its modules in C.
fn native(scratch: &Scratch, build: &Path) -> Result<()> {
    let stub = scratch.folder.join("stub.c");
    std::fs::write(&stub, "int PyOS_CheckStack(void) { return 0; }\n").context("write a stub")?;
    let object = stub.with_extension("o");
    let mut compile = program("clang-19", &["-c"]);
    run({
        compile.arg(&stub).arg("-o").arg(&object);
        compile
    })?;
    // As the guest is configured, where it decides what a function's text is.
    let configure = [
        "--disable-test-modules",
        "--without-ensurepip",
        "--without-computed-gotos",
    ];
    let jobs = python::jobs();
    for (step, arguments) in [
        ("../configure", &configure[..]),
        ("make", &[&jobs, "python"]),
        ("make", &[&jobs, "sharedmods"]),
    ] {
        let mut command = program(step, arguments);
        command
            .current_dir(build)
            .env("LC_ALL", "C")
            .env("PYTHONHASHSEED", "0")
            .env("LLVM_PROFILE_FILE", "/dev/null")
            .env("CC", "clang-19")
            .env(
                "CFLAGS",
                format!("-O1 -fprofile-instr-generate {TARGETS} {}", python::DIALECT),
            )
            .env("LDFLAGS", "-fprofile-instr-generate")
            .env("LIBS", &object);
        run(python::logged(scratch, command, "native.log")?)?;
    }
    Ok(())
}

/// Runs the programs and keeps the counts.
fn train(scratch: &Scratch, build: &Path) -> Result<()> {
    let counts = scratch.folder.join("counts");
    let mut python = program(build.join("python"), &["-B", "-I", "-S"]);
    python
        .arg(guests().join("python/train.py"))
        .arg(root().join("tests/programs"))
        .arg(TIMES)
        .env("LC_ALL", "C")
        .env("PYTHONHASHSEED", "0")
        .env("LLVM_PROFILE_FILE", counts.join("%m.profraw"));
    run(python)?;
    let mut raw: Vec<_> = std::fs::read_dir(&counts)
        .context("list the counts")?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .context("list the counts")?;
    raw.sort();
    ensure!(!raw.is_empty(), "nothing was counted");
    let merged = scratch.folder.join("profile.profdata");
    let mut merge = program("llvm-profdata-19", &["merge", "--sparse", "-o"]);
    merge.arg(&merged).args(raw);
    run(merge)?;
    let packed = guests().join(PROFILE);
    let mut pack = program("zstd", &["--quiet", "--force", "-19", "--no-progress"]);
    pack.arg(&merged).arg("-o").arg(&packed);
    run(pack)?;
    println!("{}: {}", packed.display(), sources::sha256(&packed)?);
    Ok(())
}
