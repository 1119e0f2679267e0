//! Names, licences and licence texts of what the programs are made of.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use crate::stages::{program, root};

/// The notices of a build of these crates with these features.
pub(crate) fn all(crates: &[&str], features: &[&str]) -> Result<String> {
    let mut list = String::new();
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |name: &str, folder: &Path| -> Result<()> {
        for text in licence_texts(folder)? {
            texts.entry(text).or_default().insert(name.to_owned());
        }
        Ok(())
    };
    for (name, licence, folder) in resolved(crates, features)? {
        list.push_str(&format!("{name}  {licence}\n"));
        add(&name, &folder)?;
    }
    for (name, folder) in npm()? {
        list.push_str(&format!("{name}\n"));
        add(&name, &folder)?;
    }
    // The languages' interpreters, which are inside the programs.
    let runtimes = root().join("assets/runtimes/licences");
    for entry in std::fs::read_dir(&runtimes).with_context(|| runtimes.display().to_string())? {
        let path = entry?.path();
        let name = path.file_stem().and_then(|n| n.to_str()).context("UTF-8")?;
        list.push_str(&format!("{name} (a language's runtime)\n"));
        let text = std::fs::read_to_string(&path).with_context(|| name.to_owned())?;
        texts
            .entry(text.trim().to_owned())
            .or_default()
            .insert(name.to_owned());
    }
    let mut out = format!("Invigil is made of these, with thanks.\n\n{list}");
    for (text, names) in texts {
        let names: Vec<String> = names.into_iter().collect();
        out.push_str(&format!(
            "\n{}\n{}\n\n{text}\n",
            "-".repeat(72),
            names.join(", ")
        ));
    }
    Ok(out)
}

/// Crates of the registry in the resolved graph: name and version, licence, folder.
fn resolved(crates: &[&str], features: &[&str]) -> Result<Vec<(String, String, PathBuf)>> {
    let tree = [
        "tree", "-e", "normal", "--prefix", "none", "--format", "{p}|{l}",
    ];
    let mut command = program("cargo", &[&tree[..], features].concat());
    command.args(crates.iter().flat_map(|name| ["-p", name]));
    let out = command.output().context("cargo tree")?;
    ensure!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let lines: BTreeSet<String> = String::from_utf8(out.stdout)?
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let sources = registry_sources()?;
    let mut found = Vec::new();
    for line in &lines {
        let (package, licence) = line.split_once('|').context("a licence")?;
        let mut words = package.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else {
            continue;
        };
        // A path is a crate of this workspace.
        if package.contains(root().to_str().context("UTF-8")?) {
            continue;
        }
        let folder = format!("{name}-{}", version.trim_start_matches('v'));
        let place = sources.iter().map(|s| s.join(&folder)).find(|p| p.is_dir());
        let licence = licence.trim_end_matches(" (*)").to_owned();
        found.push((
            folder.clone(),
            licence,
            place.with_context(|| format!("no source of {folder}"))?,
        ));
    }
    found.dedup_by(|a, b| a.0 == b.0);
    ensure!(found.len() > 50, "cargo tree lists the crates");
    Ok(found)
}

fn registry_sources() -> Result<Vec<PathBuf>> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let folder = home.context("CARGO_HOME or HOME")?.join("registry/src");
    let entries = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    Ok(entries.flatten().map(|e| e.path()).collect())
}

/// Packages that the page bundles.
fn npm() -> Result<Vec<(String, PathBuf)>> {
    let mut command = program("npm", &["ls", "--omit=dev", "--all", "--parseable"]);
    command.current_dir(root().join("ui"));
    let out = command.output().context("npm ls")?;
    let text = String::from_utf8(out.stdout)?;
    let packages = text.lines().filter_map(|line| {
        let name = line.split_once("node_modules/")?.1;
        Some((name.to_owned(), PathBuf::from(line)))
    });
    let packages: Vec<_> = packages.collect();
    ensure!(packages.len() > 10, "npm ls lists the packages");
    Ok(packages)
}

fn licence_texts(folder: &Path) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        let wanted = [
            "LICENSE",
            "LICENCE",
            "COPYING",
            "COPYRIGHT",
            "NOTICE",
            "UNLICENSE",
        ];
        if entry.path().is_file() && wanted.iter().any(|w| name.starts_with(w)) {
            let text = std::fs::read(entry.path())?;
            texts.push(
                String::from_utf8_lossy(&text)
                    .replace('\r', "")
                    .trim()
                    .to_owned(),
            );
        }
    }
    Ok(texts)
}
