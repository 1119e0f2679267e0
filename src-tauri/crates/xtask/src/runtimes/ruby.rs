//! Ruby: CRuby as ruby.wasm builds it, from npm.

use anyhow::Result;

use super::{Recipe, Scratch};

pub(super) const RECIPE: Recipe = Recipe {
    name: "ruby",
    version: "4.0.0",
    source: "npm package @ruby/4.0-wasm-wasi 2.10.1, dist/ruby+stdlib.wasm",
    source_sha256: "48ba7538badb10f829c13be0f79e109c7ed14a1d29f45a42a5d384eef18dc2ce",
    licence: "MIT AND (Ruby OR BSD-2-Clause) AND others, see the notice",
    build: |scratch: &Scratch| -> Result<std::path::PathBuf> {
        scratch.npm_package(
            "@ruby/4.0-wasm-wasi@2.10.1",
            "ruby-4.0-wasm-wasi-2.10.1.tgz",
        )?;
        Ok(scratch.folder.join("package/dist/ruby+stdlib.wasm"))
    },
    notices: |scratch| {
        ["LICENSE", "NOTICE"]
            .map(|text| scratch.folder.join("package/dist").join(text))
            .into()
    },
};
