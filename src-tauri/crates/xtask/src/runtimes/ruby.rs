//! Ruby: CRuby as ruby.wasm builds it, from npm.

use anyhow::Result;

use super::{Recipe, Scratch};

pub(super) const RECIPE: Recipe = Recipe {
    name: "ruby",
    version: "3.4.1",
    source: "npm package @ruby/3.4-wasm-wasi 2.10.1, dist/ruby+stdlib.wasm",
    source_sha256: "2e709bd9eddefe1c5d63e9fc0391a35cce4754e936d8a2f24b8582f6d5c2ea88",
    licence: "MIT AND (Ruby OR BSD-2-Clause) AND others, see the notice",
    build: |scratch: &Scratch| -> Result<std::path::PathBuf> {
        scratch.npm_package(
            "@ruby/3.4-wasm-wasi@2.10.1",
            "ruby-3.4-wasm-wasi-2.10.1.tgz",
        )?;
        Ok(scratch.folder.join("package/dist/ruby+stdlib.wasm"))
    },
    notices: |scratch| {
        ["LICENSE", "NOTICE"]
            .map(|text| scratch.folder.join("package/dist").join(text))
            .into()
    },
};
