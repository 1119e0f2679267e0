//! `--java`: an optional runtime pack for laptops without a JDK: a jlink image of Debian's OpenJDK
//! with the compiler. Not committed and not part of a plain build.

use anyhow::{Context, Result, bail};

use super::sources::output;
use crate::{
    setup,
    stages::{Stages, program, run, target},
};

/// What running and compiling one class needs.
const MODULES: &str = "java.base,jdk.compiler";

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
    stages.stage("hello", || {
        let source = folder.with_file_name("Hello.java");
        let text = "class Hello { public static void main(String[] a) { System.out.print(\"hello\"); } }\n";
        std::fs::write(&source, text).context("write Hello.java")?;
        let mut java = program(folder.join("bin/java"), &["-Xshare:auto"]);
        java.arg(&source);
        let said = output(java)?;
        if said != "hello" {
            bail!("the pack's Java says {said:?}");
        }
        Ok(())
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
