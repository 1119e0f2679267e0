//! Fuzzing, figures, packages and the long runs of faults and outcomes: outside CI.

use anyhow::{Context, Result};

use crate::{
    dist, setup,
    stages::{
        Stages, WORKSPACE, cargo, gate_tests, on_path, program, root, run, run_keeping, target,
    },
    steps,
};

/// The lines that go into BENCHMARKS.md.
type Figures = Vec<String>;

/// Fuzzes for 60 s a target.
pub(crate) fn fuzz(only: Option<&str>, figures: &mut Figures) -> Result<()> {
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
        figures.push(format!("fuzz {target}:"));
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
        run_keeping(command, |line| line.starts_with("Done "), figures)?;
    }
    Ok(())
}

/// The long fault run: the same tests as in CI with more faults and the strict limits, one after
/// the other. `INVIGIL_SEED` repeats one.
pub(crate) fn faults(figures: &mut Figures) -> Result<()> {
    setup::for_tests()?;
    steps::bank()?;
    steps::ui()?;
    let build = ["build", "--profile", "ci", "--bins", "--test", "faults"];
    run(cargo(&[&build[..], &WORKSPACE].concat()))?;
    steps::languages()?;
    let mut command = gate_tests("faults", &["--no-capture"]);
    command
        .env("INVIGIL_KILLS", "300")
        .env("INVIGIL_WINDOW_KILLS", "200")
        .env("INVIGIL_FILLS", "20")
        .env("INVIGIL_STOP_SECONDS", "60")
        .env("INVIGIL_STRICT", "1");
    let counted = |line: &str| line.contains(" kills; ") || line.contains(" kills, ");
    run_keeping(command, counted, figures)
}

/// The long run of one outcome: a thousand runs of each process, and every program on the
/// portable interpreter.
pub(crate) fn outcomes() -> Result<()> {
    setup::for_tests()?;
    steps::bank()?;
    steps::ui()?;
    let bins = ["build", "--profile", "ci", "--bins"];
    run(cargo(&[&bins[..], &WORKSPACE].concat()))?;
    let mut command = gate_tests("languages", &["outcomes::"]);
    command.env("INVIGIL_OUTCOMES", "1000");
    run(command)
}

/// The runner's figures. In the profile of the tests: the engine, the sandbox and the database
/// are optimised in it as in the release.
fn bench_runner(part: &str, figures: &mut Figures) -> Result<()> {
    setup::for_tests()?;
    steps::bank()?;
    steps::ui()?;
    let bench = ["bench", "--profile", "ci", "--bench", "figures"];
    let command = cargo(&[&bench[..], &WORKSPACE, &["--", part]].concat());
    run_keeping(command, is_figure, figures)
}

/// Figures beside their floors, timed in one process.
pub(crate) fn bench(parts: &[String], figures: &mut Figures) -> Result<()> {
    if let [part] = parts
        && ["runner", "loops"].contains(&part.as_str())
    {
        return bench_runner(part, figures);
    }
    steps::bank()?;
    let mut command = program(
        "cargo",
        &["bench", "-p", "invigil-tests", "--bench", "figures", "--"],
    );
    command.args(parts);
    run_keeping(command, is_figure, figures)
}

/// What a benchmark says, and not Cargo before it.
fn is_figure(line: &str) -> bool {
    let cargo = [
        "Compiling ",
        "Building ",
        "Finished ",
        "Running ",
        "Downloading ",
        "Downloaded ",
        "Blocking ",
        "warning:",
    ];
    let line = line.trim_start();
    !line.is_empty() && !cargo.iter().any(|word| line.starts_with(word))
}

/// The window beside a bare one. Launch, memory and idling are of the release build, unless
/// another profile is named; typing is of the window-test app, which a release build refuses.
pub(crate) fn bench_window(profile: Option<&str>, figures: &mut Figures) -> Result<()> {
    let profile = profile.unwrap_or("release");
    setup::for_tests()?;
    steps::bank()?;
    steps::ui()?;
    let mut both = dist::full(profile);
    both.args(["--example", "bare-window"]);
    run(both)?;
    run(cargo(&[
        "build",
        "--profile",
        "ci",
        "--workspace",
        "--features",
        "invigil-desktop/e2e",
        "--bins",
    ]))?;
    steps::languages()?;
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
    run_keeping(command, is_figure, figures)
}

/// Everything outside CI: a stage that fails keeps none of the others from running. Commit and
/// figures are written to the end of BENCHMARKS.md.
pub(crate) fn all() -> Result<()> {
    let mut figures = Figures::new();
    let mut stages = Stages::default();
    let failed = stages_of(&mut stages, &mut figures);
    let page = root().join("src-tauri/docs/BENCHMARKS.md");
    let text = std::fs::read_to_string(&page).context("read BENCHMARKS.md")?;
    let text = with_last_run(&text, &commit()?, &stages.table(), &figures, &failed);
    std::fs::write(&page, text).context("write BENCHMARKS.md")?;
    stages.print();
    anyhow::ensure!(failed.is_empty(), "{}", failed.join("; "));
    Ok(())
}

/// Why each stage failed that did.
fn stages_of(stages: &mut Stages, figures: &mut Figures) -> Vec<String> {
    let parts = ["commit", "reopen", "one", "steady", "worst", "many"].map(str::to_owned);
    let ended = [
        stages.stage("faults", || faults(figures)),
        stages.stage("fuzz", || fuzz(None, figures)),
        stages.stage("one outcome", outcomes),
        stages.stage("figures", || bench(&parts, figures)),
        stages.stage("the runner's figures", || bench_runner("runner", figures)),
        stages.stage("deb and rpm", || dist::dist(None, figures)),
        stages.stage("the window beside a bare one", || {
            bench_window(None, figures)
        }),
    ];
    let failed = ended.into_iter().filter_map(Result::err);
    failed.map(|error| format!("{error:#}")).collect()
}

/// Hash and date of the commit, and whether the files are those of it.
fn commit() -> Result<String> {
    let git = |arguments: &[&str]| -> Result<String> {
        let said = program("git", arguments).output().context("ask git")?;
        anyhow::ensure!(said.status.success(), "git {arguments:?} failed");
        Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned())
    };
    let commit = git(&["log", "-1", "--format=%H of %cI"])?;
    let changed = git(&["status", "--porcelain", "--untracked-files=no"])?;
    Ok(if changed.is_empty() {
        commit
    } else {
        format!("{commit}, with changes that are not in it")
    })
}

/// The heading of the part that is written by this program; it is the last one.
const LAST_RUN: &str = "## The last run of `cargo xtask gates`";

/// The page with the last run in place of the one before.
fn with_last_run(
    page: &str,
    commit: &str,
    minutes: &str,
    figures: &[String],
    failed: &[String],
) -> String {
    let kept = page.split(LAST_RUN).next().unwrap_or_default().trim_end();
    let ended = if failed.is_empty() {
        "Every stage came to its end.".to_owned()
    } else {
        format!("**Failed:** {}.", failed.join("; "))
    };
    format!(
        "{kept}\n\n{LAST_RUN}\n\nWritten by the command. Commit {commit}. {ended}\n\n```text\n{}\n\n{minutes}\n```\n",
        figures.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_run_takes_the_place_of_the_one_before_and_touches_nothing_else() {
        let page = "# Figures\n\nby hand\n";
        let first = with_last_run(page, "aaaa", " 1.0  fuzz", &["verify: ratio 2".into()], &[]);
        assert!(first.starts_with("# Figures\n\nby hand\n\n## The last run"));
        assert!(first.contains("Commit aaaa. Every stage"), "{first}");
        let failed = [
            "stage `fuzz`: no disk".into(),
            "stage `faults`: 1 lost".into(),
        ];
        let second = with_last_run(&first, "bbbb", " 1.0  fuzz", &[], &failed);
        assert!(second.starts_with("# Figures\n\nby hand\n\n## The last run"));
        assert!(
            second.contains("**Failed:** stage `fuzz`: no disk; stage `faults`: 1 lost."),
            "{second}"
        );
        assert!(
            !second.contains("aaaa") && !second.contains("ratio 2"),
            "{second}"
        );
    }

    #[test]
    fn cargos_own_lines_are_no_figures() {
        assert!(is_figure("launch, app: n 20; p50 412.0 ms"));
        for line in [
            "   Compiling ring v0.17",
            "",
            "    Finished `bench` profile",
        ] {
            assert!(!is_figure(line), "{line}");
        }
    }

    #[test]
    fn a_program_is_shown_whole_and_kept_in_part() {
        let mut kept = Vec::new();
        let talk = || program("sh", &["-c", "echo one; echo two >&2; echo three"]);
        run_keeping(talk(), |line| line.contains('t'), &mut kept).expect("it ends well");
        assert_eq!(kept, ["two", "three"]);
        let fails = program("sh", &["-c", "exit 3"]);
        assert!(run_keeping(fails, |_| true, &mut kept).is_err());
    }
}
