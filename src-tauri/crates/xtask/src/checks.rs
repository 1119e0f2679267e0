//! `cargo xtask test`: everything CI checks, with each stage's minutes.

use anyhow::Result;

use crate::{
    setup,
    stages::{Stages, cargo, program, run},
    steps,
};

/// One workspace build serves clippy, tests and window tests.
const BUILD: &[&str] = &["--workspace", "--features", "invigil-desktop/e2e"];

pub(crate) fn test() -> Result<()> {
    let mut stages = Stages::default();
    stages.stage("install what is missing", setup::for_tests)?;
    stages.stage("formatting", || {
        run(program("cargo", &["fmt", "--all", "--check"]))
    })?;
    stages.stage("lock files", || {
        for workspace in ["Cargo.toml", "tests/fuzz/Cargo.toml"] {
            // Says no more than the workspace's own names, and nothing when the lock file is old.
            let tree = [
                "tree",
                "--locked",
                "--depth",
                "0",
                "--manifest-path",
                workspace,
            ];
            run(program("cargo", &tree))?;
        }
        Ok(())
    })?;
    stages.stage("bank: lint, compile", steps::bank)?;
    stages.stage("ui: packages, lint, types, tests, build", || {
        steps::npm_packages()?;
        for script in ["lint", "check", "test", "build"] {
            steps::npm(&["run", "--silent", script])?;
        }
        Ok(())
    })?;
    stages.stage("build with lints", || {
        let mut arguments = vec!["build", "--all-targets", "--profile", "ci"];
        arguments.extend(BUILD);
        run(cargo(&arguments))
    })?;
    stages.stage("languages made ready once", steps::languages)?;
    stages.stage(
        "bank: reference and planted wrong solutions",
        steps::bank_code,
    )?;
    stages.stage("licences, bans, sources", || {
        let mut command = program(
            setup::cargo_deny()?,
            &[
                "--all-features",
                "--config",
                ".deny.toml",
                "check",
                "bans",
                "licenses",
                "sources",
            ],
        );
        command.env(
            "CARGO",
            std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        );
        println!("advisories need a network and are not checked here");
        run(command)
    })?;
    stages.stage("tests, real window included", || {
        let mut arguments = vec!["nextest", "run", "--cargo-profile", "ci"];
        arguments.extend(BUILD);
        run(cargo(&arguments))
    })?;
    stages.print();
    Ok(())
}
