//! `--java`: an optional runtime pack for laptops without a JDK: a jlink image of Debian's OpenJDK
//! with the compiler. Not committed and not part of a plain build.
//!
//! The archive holds one folder, `java`. It is unpacked in the folder of the languages:
//! `runtimes` in the app's data folder, for the command line what `--runtimes` names or
//! `~/.local/share/invigil/runtimes`.

use anyhow::{Context, Result, bail};

use super::sources::output;
use crate::{
    setup,
    stages::{Stages, WORKSPACE, cargo, program, run, target},
    steps,
};

/// What running and compiling one class needs; the compiler reads the library of a version from an
/// archive (`jdk.zipfs`).
const MODULES: &str = "java.base,jdk.compiler,jdk.zipfs";

pub(super) fn pack() -> Result<()> {
    let mut stages = Stages::default();
    stages.stage("install what is missing", setup::for_java)?;
    let folder = target().join("runtimes/java");
    stages.stage("jlink", || {
        let _ = std::fs::remove_dir_all(&folder);
        let parent = folder.parent().context("the folder has a parent")?;
        std::fs::create_dir_all(parent).context("make the folder")?;
        let mut jlink = program(
            "jlink",
            &[
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-man-pages",
                "--no-header-files",
            ],
        );
        jlink.args(["--compress=0", "--output"]).arg(&folder);
        run(jlink)
    })?;
    stages.stage("build the command line", || {
        steps::bank()?;
        steps::ui()?;
        let bins = ["build", "--profile", "ci", "--bins"];
        run(cargo(&[&bins[..], &WORKSPACE].concat()))
    })?;
    stages.stage("a first program, locked in", || {
        // The pack stands where it is unpacked: in the folder of the languages.
        let invigil = target().join("ci/invigil");
        let mut languages = program(invigil, &["languages", "--runtimes"]);
        languages.arg(folder.parent().context("the folder has a parent")?);
        let said = output(languages)?;
        let java = said.lines().find(|line| line.starts_with("java "));
        match java {
            Some(line) if line.contains("of the runtime pack") && line.contains("ready") => {
                println!("{line}");
                Ok(())
            }
            _ => bail!("the pack does not run locked in: {said}"),
        }
    })?;
    stages.stage("archive", || {
        let archive = folder.with_extension("tar.zst");
        let mut tar = program("tar", &["--create", "--sort=name", "--mtime=@1672531200"]);
        tar.args([
            "--owner=0",
            "--group=0",
            "--numeric-owner",
            "--zstd",
            "--file",
        ])
        .arg(&archive)
        .arg("--directory")
        .arg(folder.parent().context("the folder has a parent")?)
        .arg("java");
        run(tar)?;
        let size = archive.metadata().context("its size")?.len();
        println!("{} ({} MB)", archive.display(), size / 1_000_000);
        Ok(())
    })?;
    stages.print();
    Ok(())
}
