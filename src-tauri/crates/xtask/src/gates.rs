//! Fuzzing, figures, packages and the long runs of faults and outcomes: outside CI.

use anyhow::{Context, Result};

use crate::{
    dist, setup,
    stages::{Stages, cargo, on_path, program, root, run, target},
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

/// The long fault run: the same tests as in CI with more faults and the strict limits, one after
/// the other. `INVIGIL_SEED` repeats one.
pub(crate) fn faults() -> Result<()> {
    setup::for_tests()?;
    steps::bank()?;
    steps::ui()?;
    let with_windows = [
        "--workspace",
        "--features",
        "invigil-desktop/e2e",
        "--bins",
        "--test",
        "faults",
    ];
    run(cargo(
        &[&["build", "--profile", "ci"], &with_windows[..]].concat(),
    ))?;
    let mut command = cargo(&[
        "nextest",
        "run",
        "--cargo-profile",
        "ci",
        "--profile",
        "gates",
        "--workspace",
        "--features",
        "invigil-desktop/e2e",
        "--test",
        "faults",
        "--no-capture",
    ]);
    command
        .env("INVIGIL_KILLS", "300")
        .env("INVIGIL_WINDOW_KILLS", "200")
        .env("INVIGIL_FILLS", "20")
        .env("INVIGIL_STOP_SECONDS", "60")
        .env("INVIGIL_STRICT", "1");
    run(command)
}

/// What shares every artefact with `cargo xtask test`.
const WORKSPACE: [&str; 3] = ["--workspace", "--features", "invigil-desktop/e2e"];

/// The long run of one outcome: a thousand runs of each process, and every program on the
/// portable interpreter.
pub(crate) fn outcomes() -> Result<()> {
    setup::for_tests()?;
    steps::bank()?;
    steps::ui()?;
    let bins = ["build", "--profile", "ci", "--bins"];
    run(cargo(&[&bins[..], &WORKSPACE].concat()))?;
    let nextest = [
        "nextest",
        "run",
        "--cargo-profile",
        "ci",
        "--profile",
        "gates",
        "--test",
        "languages",
    ];
    let mut command = cargo(&[&nextest[..], &WORKSPACE, &["outcomes::"]].concat());
    command.env("INVIGIL_OUTCOMES", "1000");
    run(command)
}

/// The runner's figures. In the profile of the tests: the engine, the sandbox and the database
/// are optimised in it as in the release.
fn bench_runner() -> Result<()> {
    setup::for_tests()?;
    steps::bank()?;
    steps::ui()?;
    let bench = ["bench", "--profile", "ci", "--bench", "figures"];
    run(cargo(&[&bench[..], &WORKSPACE, &["--", "runner"]].concat()))
}

/// Figures beside their floors, timed in one process.
pub(crate) fn bench(parts: &[String]) -> Result<()> {
    if parts == ["runner"] {
        return bench_runner();
    }
    steps::bank()?;
    let mut command = program(
        "cargo",
        &["bench", "-p", "invigil-tests", "--bench", "figures", "--"],
    );
    command.args(parts);
    run(command)
}

/// The window beside a bare one. Launch, memory and idling are of the release build, unless
/// another profile is named; typing is of the window-test app, which a release build refuses.
pub(crate) fn bench_window(profile: Option<&str>) -> Result<()> {
    let profile = profile.unwrap_or("release");
    setup::for_tests()?;
    steps::bank()?;
    steps::ui()?;
    run(program(
        "cargo",
        &[
            "build",
            "--profile",
            profile,
            "-p",
            "invigil-desktop",
            "--bin",
            "invigil-app",
            "--example",
            "bare-window",
        ],
    ))?;
    run(cargo(&[
        "build",
        "--profile",
        "ci",
        "--workspace",
        "--features",
        "invigil-desktop/e2e",
        "--bins",
    ]))?;
    let mut command = cargo(&[
        "bench",
        "--profile",
        "ci",
        "--workspace",
        "--features",
        "invigil-desktop/e2e",
        "--bench",
        "window",
    ]);
    command.env("INVIGIL_PROFILE_DIR", target().join(profile));
    run(command)
}

/// Everything outside CI; the figures go into BENCHMARKS.md by hand, with the commit.
pub(crate) fn all() -> Result<()> {
    let mut stages = Stages::default();
    stages.stage("the commit", || {
        run(program("git", &["log", "-1", "--format=%H %cI"]))
    })?;
    stages.stage("faults", faults)?;
    stages.stage("one outcome", outcomes)?;
    stages.stage("fuzz", || fuzz(None))?;
    stages.stage("figures", || bench(&[]))?;
    stages.stage("deb and rpm", || dist::dist(None))?;
    stages.stage("the window beside a bare one", || bench_window(None))?;
    stages.print();
    Ok(())
}
