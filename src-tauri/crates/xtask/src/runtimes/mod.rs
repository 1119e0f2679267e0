//! `cargo xtask runtimes`: builds the interpreters for WebAssembly from the registries' packages
//! and writes them, compressed, with a manifest and their licences to `assets/runtimes`.
//!
//! The same sources give the same bytes: `--check` builds them again in another folder and
//! compares. Deliberately absent: anything a plain build needs; what is built here is committed.

mod java;
mod javascript;
mod manifest;
mod profile;
mod python;
mod ruby;
mod sources;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use self::manifest::Entry;
use crate::{
    setup,
    stages::{Stages, binary, program, root, run, target},
};

/// 2023-01-01: what every date in a built module is.
const EPOCH: &str = "1672531200";

/// One interpreter and how it is built.
struct Recipe {
    /// The guest's name in `Guest`'s JSON, and the file's.
    name: &'static str,
    version: &'static str,
    /// Registry, package and version.
    source: &'static str,
    /// SHA-256 of the package's file.
    source_sha256: &'static str,
    /// SPDX expression.
    licence: &'static str,
    /// Builds in the scratch folder; gives the module that is yet to be started.
    build: fn(&Scratch) -> Result<PathBuf>,
    /// The licences' texts, in order, found after the build.
    notices: fn(&Scratch) -> Vec<PathBuf>,
}

const RECIPES: [Recipe; 3] = [python::RECIPE, ruby::RECIPE, javascript::RECIPE];

/// Where one interpreter is built: sources are kept between runs, everything else is made again.
struct Scratch {
    recipe: &'static Recipe,
    downloads: PathBuf,
    folder: PathBuf,
}

impl Scratch {
    fn new(recipe: &'static Recipe, folder: &Path) -> Result<Self> {
        let downloads = target().join("runtimes/downloads");
        let folder = folder.join(recipe.name);
        let _ = std::fs::remove_dir_all(&folder);
        for made in [&downloads, &folder] {
            std::fs::create_dir_all(made).with_context(|| format!("make {}", made.display()))?;
        }
        Ok(Self {
            recipe,
            downloads,
            folder,
        })
    }
}

/// A guest's own sources.
fn guests() -> PathBuf {
    root().join("src-tauri/crates/invigil-sandbox/guests")
}

fn assets() -> PathBuf {
    root().join("assets/runtimes")
}

pub(crate) fn runtimes(arguments: &[String]) -> Result<()> {
    if arguments.iter().any(|argument| argument == "--java") {
        return java::pack();
    }
    if arguments.iter().any(|argument| argument == "--profile") {
        return profile::profile();
    }
    let check = arguments.iter().any(|argument| argument == "--check");
    let wanted = |recipe: &&'static Recipe| {
        let mut names = arguments.iter().filter(|name| !name.starts_with("--"));
        let all = names.clone().next().is_none();
        all || names.any(|name| name == recipe.name)
    };
    let recipes: Vec<&'static Recipe> = RECIPES.iter().filter(wanted).collect();
    if recipes.is_empty() {
        bail!("no such runtime; there are python, ruby and javascript");
    }
    let mut stages = Stages::default();
    stages.stage("install what is missing", setup::for_runtimes)?;
    stages.stage("the snapshot tool", snapshot_tool)?;
    let folder = target().join(if check {
        "runtimes/check"
    } else {
        "runtimes/build"
    });
    let out = if check { folder.join("out") } else { assets() };
    std::fs::create_dir_all(out.join("licences")).context("make the folder of the licences")?;
    let mut entries = Vec::new();
    for recipe in recipes {
        stages.stage(recipe.name, || {
            entries.push(one(recipe, &folder, &out)?);
            Ok(())
        })?;
    }
    let result = if check {
        manifest::compare(&entries)
    } else {
        manifest::update(&entries)
    };
    stages.print();
    result
}

fn snapshot_tool() -> Result<()> {
    let package = ["--package", "invigil-sandbox", "--features", "snapshot"];
    let mut build = program(
        std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        &["build", "--profile", "ci", "--bin", "invigil-snapshot"],
    );
    build.args(package).env_remove("CARGO_MANIFEST_DIR");
    run(build)
}

/// Builds, starts, packs; what the manifest says of it.
fn one(recipe: &'static Recipe, folder: &Path, out: &Path) -> Result<Entry> {
    let scratch = Scratch::new(recipe, folder)?;
    let module = (recipe.build)(&scratch)?;
    let started = scratch.folder.join(format!("{}.wasm", recipe.name));
    let mut snapshot = program(binary("invigil-snapshot"), &[recipe.name]);
    run(with(&mut snapshot, [&module, &started]))?;
    let packed = out.join(format!("{}.wasm.zst", recipe.name));
    let mut pack = program(
        "zstd",
        &["--quiet", "--force", "--ultra", "-22", "--no-progress"],
    );
    run(with(pack.arg("-o").arg(&packed), [&started]))?;
    let notice = out.join("licences").join(format!("{}.txt", recipe.name));
    write_notice(recipe, &(recipe.notices)(&scratch), &notice)?;
    Entry::of(recipe, &started, &packed)
}

/// A command with paths at its end, taken out of its builder.
fn with<'a>(
    command: &mut std::process::Command,
    paths: impl IntoIterator<Item = &'a PathBuf>,
) -> std::process::Command {
    command.args(paths);
    std::mem::replace(command, program("true", &[]))
}

fn write_notice(recipe: &Recipe, texts: &[PathBuf], to: &Path) -> Result<()> {
    let mut notice = format!(
        "{} {}, built from {}\nLicence: {}\n",
        recipe.name, recipe.version, recipe.source, recipe.licence
    );
    for text in texts {
        let name = text.file_name().unwrap_or_default().to_string_lossy();
        let read = std::fs::read(text).with_context(|| format!("read {}", text.display()))?;
        let lines = String::from_utf8_lossy(&read);
        ensure!(!lines.trim().is_empty(), "{} is empty", text.display());
        notice += &format!("\n======== {name} ========\n\n");
        for line in lines.lines() {
            notice += line.trim_end();
            notice.push('\n');
        }
    }
    std::fs::write(to, notice).with_context(|| format!("write {}", to.display()))
}
