//! Single steps that `run`, `test` and `gates` put together.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::stages::{binary, cargo, program, root, run, target};

/// Lints and compiles the banks into `assets/generated`.
pub(crate) fn bank() -> Result<()> {
    run(cargo(&[
        "build",
        "--profile",
        "ci",
        "-p",
        "invigil-bank",
        "--bin",
        "invigil-bank",
    ]))?;
    let out = root().join("assets/generated");
    std::fs::create_dir_all(&out).context("make assets/generated")?;
    for name in ["backend-engineer", "practice"] {
        let text = root().join("assets/bank").join(name);
        let text = text.to_str().context("the folder's name is not UTF-8")?;
        let compiled = out.join(format!("{name}.sqlite"));
        let fresh = out.join(format!("{name}.sqlite.new"));
        bank_tool(&["lint", "--bank", text])?;
        bank_tool(&[
            "compile",
            "--bank",
            text,
            "--out",
            fresh.to_str().context("UTF-8")?,
        ])?;
        replace_if_changed(&fresh, &compiled)?;
    }
    Ok(())
}

/// Proves every coding task in the sandbox: references, planted wrong solutions, limits.
pub(crate) fn bank_code() -> Result<()> {
    let kept = kept_languages();
    let kept = kept.to_str().context("UTF-8")?;
    for name in ["backend-engineer", "practice"] {
        let text = root().join("assets/bank").join(name);
        let text = text.to_str().context("the folder's name is not UTF-8")?;
        run(program(
            binary("invigil"),
            &["problem", "check", text, "--runtimes", kept],
        ))?;
    }
    Ok(())
}

/// Compiles the languages' modules once, where every test finds them.
pub(crate) fn languages() -> Result<()> {
    let kept = kept_languages();
    let kept = kept.to_str().context("UTF-8")?;
    run(program(
        binary("invigil"),
        &["languages", "--runtimes", kept],
    ))
}

/// Where tests and checks keep the languages once they are ready.
fn kept_languages() -> PathBuf {
    target().join("ci").join("runtimes")
}

fn bank_tool(arguments: &[&str]) -> Result<()> {
    run(program(binary("invigil-bank"), arguments))
}

/// Keeps the old file where the bytes are the same, so that nothing is built again.
fn replace_if_changed(fresh: &Path, old: &Path) -> Result<()> {
    let same = std::fs::read(fresh).ok() == std::fs::read(old).ok();
    if same {
        std::fs::remove_file(fresh).context("remove the unchanged copy")
    } else {
        std::fs::rename(fresh, old).context("replace the compiled bank")
    }
}

/// npm packages from the lockfile, when it changed.
pub(crate) fn npm_packages() -> Result<()> {
    let ui = root().join("ui");
    let stamp = ui.join("node_modules/.invigil-lock");
    let lock = std::fs::read(ui.join("package-lock.json")).context("read ui/package-lock.json")?;
    if std::fs::read(&stamp).ok().as_ref() == Some(&lock) {
        return Ok(());
    }
    npm(&["ci", "--no-audit", "--no-fund"])?;
    std::fs::write(stamp, lock).context("note the installed lockfile")
}

/// npm in the UI's folder.
pub(crate) fn npm(arguments: &[&str]) -> Result<()> {
    let mut command = program("npm", arguments);
    command.current_dir(root().join("ui"));
    run(command)
}

/// The front end into `ui/dist`.
pub(crate) fn ui() -> Result<()> {
    npm_packages()?;
    npm(&["run", "--silent", "build"])
}

/// Writes the TypeScript types.
pub(crate) fn types() -> Result<()> {
    let mut command = cargo(&[
        "test",
        "--profile",
        "ci",
        "-p",
        "invigil-candidate",
        "-p",
        "invigil-recruiter",
        "--lib",
        "generated_types",
    ]);
    command.env("INVIGIL_WRITE_TYPES", "1");
    run(command)
}

/// Makes the practice package again; its signing key is thrown away.
pub(crate) fn practice() -> Result<()> {
    bank()?;
    run(cargo(&["build", "--profile", "ci", "-p", "invigil-cli"]))?;
    run(program(
        binary("invigil"),
        &["practice", "--out", "assets/practice"],
    ))
}
