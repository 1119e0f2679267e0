//! Fuzzing, figures, the LTO build and the long fault run: outside CI.

use anyhow::{Context, Result};

use crate::{
    setup,
    stages::{Stages, cargo, on_path, program, root, run},
    steps,
};

/// Fuzzes for 60 s a target.
pub(crate) fn fuzz(only: Option<&str>) -> Result<()> {
    if !on_path("cargo-fuzz") {
        run(program("cargo", &["install", "--locked", "cargo-fuzz"]))?;
    }
    let folder = root().join("tests/fuzz");
    let mut targets: Vec<String> = std::fs::read_dir(folder.join("fuzz_targets"))
        .context("list the fuzz targets")?
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .filter(|name| only.is_none_or(|o| o == name))
        .collect();
    targets.sort();
    anyhow::ensure!(!targets.is_empty(), "there is no such fuzz target");
    for target in targets {
        println!("\n--- {target}");
        let mut command = program(
            "cargo",
            &[
                "fuzz",
                "run",
                "--fuzz-dir",
                ".",
                &target,
                "--sanitizer",
                "none",
            ],
        );
        command
            .current_dir(&folder)
            .env("RUSTC_BOOTSTRAP", "1")
            .arg(format!("corpus.work/{target}"))
            .arg(format!("seeds/{target}"));
        if target == "file_readers" {
            command.args(["../vectors/doc", "../vectors/result"]);
        }
        std::fs::create_dir_all(folder.join(format!("corpus.work/{target}")))
            .context("make the working corpus")?;
        std::fs::create_dir_all(folder.join(format!("seeds/{target}")))
            .context("make the seed corpus")?;
        command.args(["--", "-max_total_time=60", "-rss_limit_mb=2048"]);
        run(command)?;
    }
    Ok(())
}

/// The long fault run: the same test as in CI with more kills.
pub(crate) fn faults() -> Result<()> {
    setup::for_tests()?;
    steps::bank()?;
    let mut command = cargo(&[
        "nextest",
        "run",
        "--cargo-profile",
        "ci",
        "-p",
        "invigil-tests",
        "--test",
        "faults",
        "--no-capture",
    ]);
    command.env("INVIGIL_KILLS", "300");
    run(command)
}

/// Figures beside their floors, timed in one process.
pub(crate) fn bench() -> Result<()> {
    steps::bank()?;
    run(program(
        "cargo",
        &["bench", "-p", "invigil-tests", "--bench", "figures"],
    ))
}

/// Everything outside CI; the figures go into BENCHMARKS.md by hand, with the commit.
pub(crate) fn all() -> Result<()> {
    let mut stages = Stages::default();
    stages.stage("the commit", || {
        run(program("git", &["log", "-1", "--format=%H %cI"]))
    })?;
    stages.stage("faults", faults)?;
    stages.stage("fuzz", || fuzz(None))?;
    stages.stage("figures", bench)?;
    stages.stage("LTO build", || {
        steps::ui()?;
        run(program(
            "cargo",
            &[
                "build",
                "--release",
                "-p",
                "invigil-desktop",
                "-p",
                "invigil-cli",
            ],
        ))
    })?;
    stages.print();
    Ok(())
}
