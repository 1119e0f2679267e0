//! Sources from the registries, through their own clients, each checked against a digest that is
//! written down here in the recipes.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use super::Scratch;
use crate::stages::{program, run};

/// A program's standard output, trimmed.
pub(super) fn output(mut command: Command) -> Result<String> {
    let line = format!("{command:?}");
    let output = command
        .output()
        .with_context(|| format!("could not start {line}"))?;
    if !output.status.success() {
        bail!(
            "{line} ended with {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// SHA-256 of a file, in lower-case hexadecimal.
pub(super) fn sha256(file: &Path) -> Result<String> {
    let mut command = program("sha256sum", &["--binary"]);
    command.arg(file);
    let line = output(command)?;
    let digest = line.split_whitespace().next().unwrap_or_default();
    Ok(digest.trim_start_matches('\\').to_owned())
}

impl Scratch {
    /// The package's file, downloaded by `download` unless it is there.
    fn package(&self, name: &str, download: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let file = self.downloads.join(name);
        if !file.exists() {
            download(&self.downloads)?;
        }
        let is = sha256(&file)?;
        let wanted = self.recipe.source_sha256;
        ensure!(is == wanted, "{name} has SHA-256 {is}, not {wanted}");
        Ok(file)
    }

    fn unpack(&self, archive: &Path) -> Result<()> {
        let mut tar = program("tar", &["--extract", "--file"]);
        tar.arg(archive).arg("--directory").arg(&self.folder);
        run(tar)
    }

    /// A Debian source package's original archive, unpacked here. Debian's own patches stay out:
    /// the archive is the same for every revision.
    pub(super) fn debian_source(&self, package: &str, archive: &str) -> Result<()> {
        let file = self.package(archive, |folder| {
            let state = folder.join("apt");
            std::fs::create_dir_all(state.join("lists/partial")).context("make apt's lists")?;
            let list = state.join("sources.list");
            std::fs::write(&list, deb_src()?).context("write apt's sources")?;
            let options = [
                format!("Dir::Etc::SourceList={}", list.display()),
                "Dir::Etc::SourceParts=-".to_owned(),
                format!("Dir::State::Lists={}", state.join("lists").display()),
                format!("Dir::Cache={}", state.display()),
                "APT::Sandbox::User=root".to_owned(),
            ];
            for arguments in [
                &["update", "-qq"][..],
                &["source", "-qq", "--download-only", package],
            ] {
                let mut apt = program("apt-get", &[]);
                apt.current_dir(folder);
                for option in &options {
                    apt.arg("-o").arg(option);
                }
                apt.args(arguments);
                run(apt)?;
            }
            Ok(())
        })?;
        self.unpack(&file)
    }

    /// An npm package's archive, unpacked here as `package`.
    pub(super) fn npm_package(&self, package: &str, archive: &str) -> Result<()> {
        let file = self.package(archive, |folder| {
            let mut npm = program("npm", &["pack", "--silent", package]);
            npm.current_dir(folder);
            run(npm)
        })?;
        self.unpack(&file)
    }

    /// A crate's sources, in `vendor/NAME` here; Cargo checks the digest it names.
    pub(super) fn crate_sources(&self, name: &str, version: &str) -> Result<PathBuf> {
        let manifest = format!(
            "[package]\nname = \"scratch\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n[dependencies]\n{name} = \"={version}\"\n\n[workspace]\n"
        );
        std::fs::write(self.folder.join("Cargo.toml"), manifest).context("write Cargo.toml")?;
        std::fs::write(self.folder.join("lib.rs"), "").context("write lib.rs")?;
        let mut cargo = program(
            std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
            &["vendor", "--quiet", "--respect-source-config", "vendor"],
        );
        cargo.current_dir(&self.folder);
        output(cargo)?;
        let folder = self.folder.join("vendor").join(name);
        let sums = std::fs::read_to_string(folder.join(".cargo-checksum.json"))
            .context("read the crate's digests")?;
        let wanted = format!("\"package\":\"{}\"", self.recipe.source_sha256);
        ensure!(sums.contains(&wanted), "{name} {version} is another crate");
        Ok(folder)
    }

    /// Applies a patch of ours; one that no longer fits is an error.
    pub(super) fn patch(&self, folder: &Path, patch: &Path) -> Result<()> {
        let mut command = program("patch", &["--quiet", "--strip=1", "--fuzz=0", "--input"]);
        command.arg(patch).arg("--directory").arg(folder);
        run(command)
    }
}

/// The line that asks this machine's Debian mirror for sources.
fn deb_src() -> Result<String> {
    let format = "$(REPO_URI) $(CODENAME) $(COMPONENT)";
    let targets = output(program("apt-get", &["indextargets", "--format", format]))?;
    let line = targets
        .lines()
        .find(|line| line.ends_with(" bookworm main"));
    let line = line.context("the runtimes are built on Debian 12, from its own sources")?;
    Ok(format!("deb-src {line}\n"))
}
