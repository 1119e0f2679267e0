//! JavaScript: QuickJS-ng from the sources inside of a crate, with our shim.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Recipe, Scratch, guests};
use crate::stages::{program, run};

const ENGINE: &[&str] = &["quickjs", "libregexp", "libunicode", "dtoa"];

pub(super) const RECIPE: Recipe = Recipe {
    name: "javascript",
    version: "quickjs-ng 0.16.2",
    source: "crate rquickjs-sys 0.14.0, folder quickjs",
    source_sha256: "cee271d0eeba64f0915b846cb7ae02e16faf3dfdffdca91731101d9d30fe3423",
    licence: "MIT AND Apache-2.0 WITH LLVM-exception",
    build,
    notices: |scratch| {
        vec![
            scratch.folder.join("vendor/rquickjs-sys/quickjs/LICENSE"),
            "/usr/share/doc/wasi-libc/copyright".into(),
        ]
    },
};

fn build(scratch: &Scratch) -> Result<PathBuf> {
    let source = scratch
        .crate_sources("rquickjs-sys", "0.14.0")?
        .join("quickjs");
    let own = guests().join("javascript");
    scratch.patch(&source, &own.join("stack.patch"))?;
    let shim = scratch.folder.join("shim.js");
    std::fs::write(&shim, bundle(&own.join("shim"))?).context("write the shim")?;
    let mut objects = Vec::new();
    for part in ENGINE {
        let flags = ["-w", "-DNDEBUG", "-D_GNU_SOURCE"];
        objects.push(compile(scratch, &source.join(format!("{part}.c")), &flags)?);
    }
    let flags = ["-Wall", "-Wextra", "-Werror", "-std=gnu23"];
    objects.push(compile(scratch, &own.join("reactor.c"), &flags)?);
    let module = scratch.folder.join("unstarted.wasm");
    let mut link = program(
        "clang-19",
        &[
            "--target=wasm32-wasi",
            "-mexec-model=reactor",
            "-Wl,--stack-first",
            "-Wl,--strip-all",
        ],
    );
    link.args(["-Wl,-z,stack-size=4718592", "-Wl,--initial-memory=11010048"])
        .args(&objects)
        .args(["-lm", "-o"])
        .arg(&module);
    run(link)?;
    Ok(module)
}

fn compile(scratch: &Scratch, source: &Path, flags: &[&str]) -> Result<PathBuf> {
    let name = source.file_stem().context("a C file has a name")?;
    let object = scratch.folder.join(name).with_extension("o");
    let folder = scratch.folder.display();
    let mut command = program("clang-19", &["--target=wasm32-wasi", "-O2", "-g0"]);
    command
        .arg(format!("-ffile-prefix-map={folder}=/javascript"))
        .arg(format!("--embed-dir={folder}"))
        .args(flags)
        .arg("-I")
        .arg(scratch.folder.join("vendor/rquickjs-sys/quickjs"))
        .arg("-c")
        .arg(source)
        .arg("-o")
        .arg(&object);
    run(command)?;
    Ok(object)
}

/// The shim's files as one function of its natives. Each file is a CommonJS module.
fn bundle(folder: &Path) -> Result<String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .context("read the shim's folder")?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let mut text = "(function (natives) {\nconst table = {\n".to_owned();
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let body =
            std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
        text += &format!("\"./{name}\": function (module, require) {{\n{body}}},\n");
    }
    text += "};\nconst loaded = {};\nfunction require(name) {\n\
        if (!loaded[name]) { loaded[name] = { exports: {} }; table[name](loaded[name], require); }\n\
        return loaded[name].exports;\n}\nreturn require('./boot');\n})\n";
    Ok(text)
}
