//! `assets/runtimes/manifest.json`: which modules the program runs, and where they come from.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{RECIPES, Recipe, assets, sources};
use crate::stages::program;

/// Debian packages whose version a module's bytes depend on.
const TOOLS: &[&str] = &[
    "clang-19",
    "lld-19",
    "wasi-libc",
    "libclang-rt-19-dev-wasm32",
    "python3.11",
    "zstd",
];

/// One runtime, as the manifest has it: its name, and its JSON object on lines of its own.
pub(super) struct Entry {
    name: &'static str,
    json: String,
}

impl Entry {
    /// What the manifest says of a module and its compressed file.
    pub(super) fn of(recipe: &Recipe, module: &Path, packed: &Path) -> Result<Self> {
        let size = |file: &Path| Ok::<_, anyhow::Error>(file.metadata().context("its size")?.len());
        let text = |key: &str, value: &str| format!("      \"{key}\": \"{value}\"");
        let number = |key: &str, value: u64| format!("      \"{key}\": {value}");
        let fields = [
            text("guest", recipe.name),
            text("version", recipe.version),
            text("file", &format!("{}.wasm.zst", recipe.name)),
            number("bytes", size(module)?),
            text("sha256", &sources::sha256(module)?),
            number("packed_bytes", size(packed)?),
            text("packed_sha256", &sources::sha256(packed)?),
            text("source", recipe.source),
            text("source_sha256", recipe.source_sha256),
            text("licence", recipe.licence),
            text("notice", &format!("licences/{}.txt", recipe.name)),
        ];
        Ok(Self {
            name: recipe.name,
            json: format!("    {{\n{}\n    }}", fields.join(",\n")),
        })
    }
}

fn path() -> PathBuf {
    assets().join("manifest.json")
}

/// The committed entry of a runtime: the object that names it.
fn committed(text: &str, name: &str) -> Option<String> {
    let mark = format!("      \"guest\": \"{name}\"");
    let at = text.find(&mark)?;
    let start = text[..at].rfind("    {")?;
    let end = text[at..].find("\n    }")? + at + "\n    }".len();
    Some(text[start..end].to_owned())
}

/// Writes the entries into the manifest; runtimes that were not built keep theirs.
pub(super) fn update(entries: &[Entry]) -> Result<()> {
    let old = std::fs::read_to_string(path()).unwrap_or_default();
    let modules: Vec<String> = RECIPES
        .iter()
        .filter_map(|recipe| {
            let built = entries.iter().find(|entry| entry.name == recipe.name);
            built.map_or_else(
                || committed(&old, recipe.name),
                |entry| Some(entry.json.clone()),
            )
        })
        .collect();
    let mut tools = Vec::new();
    for tool in TOOLS {
        let version = sources::output(program("dpkg-query", &["-W", "-f", "${Version}", tool]))?;
        tools.push(format!("    \"{tool}\": \"{version}\""));
    }
    let text = format!(
        "{{\n  \"tools\": {{\n{}\n  }},\n  \"modules\": [\n{}\n  ]\n}}\n",
        tools.join(",\n"),
        modules.join(",\n")
    );
    std::fs::write(path(), text).context("write the manifest")
}

/// Compares what was built with what is committed.
pub(super) fn compare(entries: &[Entry]) -> Result<()> {
    let text = std::fs::read_to_string(path()).context("read the manifest")?;
    let mut different = Vec::new();
    for entry in entries {
        if committed(&text, entry.name).as_ref() == Some(&entry.json) {
            println!("{}: the same bytes", entry.name);
        } else {
            println!("{}: built\n{}", entry.name, entry.json);
            different.push(entry.name);
        }
    }
    if !different.is_empty() {
        bail!(
            "not the committed bytes: {}. Compare the tools' versions with the manifest's first.",
            different.join(", ")
        );
    }
    Ok(())
}
