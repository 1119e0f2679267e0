//! Python: CPython from Debian's source package, with the standard library frozen in.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{
    EPOCH, Recipe, Scratch, guests,
    profile::{PROFILE, TARGETS},
};
use crate::stages::{program, run};

const PYTHON: &str = "/usr/bin/python3.11";
const SOURCE: &str = "Python-3.11.2";
const LIBRARIES: &[&str] = &[
    "libpython3.11.a",
    "Modules/_decimal/libmpdec/libmpdec.a",
    "Modules/expat/libexpat.a",
];
const EMULATED: &[(&str, &str)] = &[
    ("-D_WASI_EMULATED_SIGNAL", "-lwasi-emulated-signal"),
    ("-D_WASI_EMULATED_GETPID", "-lwasi-emulated-getpid"),
    (
        "-D_WASI_EMULATED_PROCESS_CLOCKS",
        "-lwasi-emulated-process-clocks",
    ),
];
/// What decides how CPython's text is read, in this build and in the one that counts.
pub(super) const DIALECT: &str = "-g0 -fno-strict-aliasing -Wno-everything -DUSE_STACKCHECK";
/// C's stack; see guests/README.md.
const STACK: &str = "-Wl,-z,stack-size=12582912";
/// Modules in C that the guest is built without.
const WITHOUT: &[&str] = &[
    "zlib",
    "_ctypes",
    "_socket",
    "select",
    "audioop",
    "_crypt",
    "_zoneinfo",
    "_codecs_cn",
    "_codecs_hk",
    "_codecs_iso2022",
    "_codecs_jp",
    "_codecs_kr",
    "_codecs_tw",
    "_multibytecodec",
];

pub(super) const RECIPE: Recipe = Recipe {
    name: "python",
    version: "3.11.2",
    source: "Debian source package python3.11 3.11.2",
    source_sha256: "2411c74bda5bbcfcddaf4531f66d1adc73f247f529aee981b029513aefdbf849",
    licence: "PSF-2.0 AND MIT AND BSD-2-Clause AND Apache-2.0 WITH LLVM-exception",
    build,
    notices: |scratch| {
        let source = scratch.folder.join(SOURCE);
        let mut texts: Vec<PathBuf> = ["LICENSE", "Doc/license.rst", "Modules/expat/COPYING"]
            .map(|text| source.join(text))
            .into();
        texts.push("/usr/share/doc/wasi-libc/copyright".into());
        texts
    },
};

/// The patched sources, and a folder in them to build in.
pub(super) fn sources(scratch: &Scratch) -> Result<PathBuf> {
    scratch.debian_source("python3.11", "python3.11_3.11.2.orig.tar.gz")?;
    let source = scratch.folder.join(SOURCE);
    for patch in ["stack.patch", "maxsize.patch"] {
        scratch.patch(&source, &guests().join("python").join(patch))?;
    }
    let build = source.join("guest");
    std::fs::create_dir_all(&build).context("make the build folder")?;
    Ok(build)
}

fn build(scratch: &Scratch) -> Result<PathBuf> {
    sources(scratch)?;
    let mut unpack = program("zstd", &["--quiet", "--decompress"]);
    let counts = counts(scratch);
    unpack.arg(guests().join(PROFILE)).arg("-o").arg(&counts);
    run(unpack)?;
    write_site(scratch)?;
    configure(scratch)?;
    run(quiet(scratch, "make", &make_arguments(), "make.log")?)?;
    freeze(scratch)?;
    link(scratch)
}

/// What configure cannot find out when it builds for another machine, or finds wrongly.
fn write_site(scratch: &Scratch) -> Result<()> {
    let mut site = ". ../Tools/wasm/config.site-wasm32-wasi\n".to_owned();
    site += "ac_cv_lib_z_gzread=no\nac_cv_header_zlib_h=no\nac_cv_lib_uuid_uuid_generate_time=no\n";
    // Looked for in an object's bytes, and the linker's optimiser gets no such object.
    site += "ax_cv_c_float_words_bigendian=no\n";
    for module in WITHOUT {
        site += &format!("py_cv_module_{module}=n/a\n");
    }
    std::fs::write(scratch.folder.join("config.site"), site).context("write config.site")
}

fn compiler(scratch: &Scratch) -> Vec<String> {
    let map = format!("-ffile-prefix-map={}=/python", scratch.folder.display());
    let mut flags = vec!["--target=wasm32-wasi".to_owned(), map];
    flags.extend(EMULATED.iter().map(|(define, _)| (*define).to_owned()));
    flags
}

fn configure(scratch: &Scratch) -> Result<()> {
    let arguments = [
        "--host=wasm32-unknown-wasi",
        "--build=x86_64-pc-linux-gnu",
        &format!("--with-build-python={PYTHON}"),
        "--disable-test-modules",
        "--without-ensurepip",
    ]
    .map(str::to_owned);
    run(quiet(scratch, "../configure", &arguments, "configure.log")?)
}

/// `make` on all cores.
pub(super) fn jobs() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("-j{cores}")
}

/// The counts, unpacked.
fn counts(scratch: &Scratch) -> PathBuf {
    scratch.folder.join("profile.profdata")
}

fn make_arguments() -> Vec<String> {
    std::iter::once(jobs())
        .chain(LIBRARIES.iter().map(|library| (*library).to_owned()))
        .collect()
}

/// A step with its words in a log.
pub(super) fn logged(scratch: &Scratch, mut command: Command, log: &str) -> Result<Command> {
    let mut file = std::fs::File::options();
    let path = scratch.folder.join(log);
    let log = file.create(true).append(true).open(path);
    let log = log.context("open the log")?;
    command
        .stderr(log.try_clone().context("open the log")?)
        .stdout(log);
    Ok(command)
}

/// A step of the build in its folder, with its words in a log beside it.
fn quiet(scratch: &Scratch, name: &str, arguments: &[String], log: &str) -> Result<Command> {
    let libraries: Vec<&str> = EMULATED.iter().map(|(_, library)| *library).collect();
    let mut command = program(name, &[]);
    command
        .args(arguments)
        .current_dir(scratch.folder.join(SOURCE).join("guest"))
        .env("SOURCE_DATE_EPOCH", EPOCH)
        .env("LC_ALL", "C")
        .env("TZ", "UTC")
        .env("PYTHONHASHSEED", "0")
        .env("CONFIG_SITE", scratch.folder.join("config.site"))
        .env("CC", format!("clang-19 {}", compiler(scratch).join(" ")))
        .env("CPP", "clang-19 --target=wasm32-wasi -E")
        .env("AR", "llvm-ar-19")
        .env("RANLIB", "llvm-ranlib-19")
        .env("READELF", "true")
        .env("CFLAGS", optimised(scratch))
        .env("LIBS", libraries.join(" "))
        .env("LDFLAGS", format!("{STACK} -Wl,--stack-first"))
        .env("PKG_CONFIG", "false")
        .env("PKG_CONFIG_LIBDIR", "/nonexistent");
    logged(scratch, command, log)
}

/// The whole interpreter at once, and by the counts: 4.1 times native before, 3.0 with both.
fn optimised(scratch: &Scratch) -> String {
    let counts: &Path = &counts(scratch);
    format!(
        "-O3 -flto -fprofile-instr-use={} {TARGETS} {DIALECT}",
        counts.display()
    )
}

fn freeze(scratch: &Scratch) -> Result<()> {
    let own = guests().join("python");
    let mut command = program(PYTHON, &["-I"]);
    command.arg(own.join("freeze.py")).args([
        &scratch.folder.join(SOURCE).join("Lib"),
        &own,
        &scratch.folder,
    ]);
    // Isolated mode takes no seed from the environment; marshal orders sets by their bytes.
    run(command)
}

fn link(scratch: &Scratch) -> Result<PathBuf> {
    let source = scratch.folder.join(SOURCE);
    let build = source.join("guest");
    let object = scratch.folder.join("reactor.o");
    let module = scratch.folder.join("unstarted.wasm");
    let mut compile = program(
        "clang-19",
        &["-O2", "-g0", "-std=gnu23", "-Wall", "-Werror"],
    );
    compile
        .args(compiler(scratch))
        .arg("-DUSE_STACKCHECK")
        .arg("-I")
        .arg(source.join("Include"))
        .arg("-I")
        .arg(&build)
        .arg("-I")
        .arg(&scratch.folder)
        .arg(format!("--embed-dir={}", scratch.folder.display()))
        .arg("-c")
        .arg(guests().join("python/reactor.c"))
        .arg("-o")
        .arg(&object);
    run(compile)?;
    let mut link = program(
        "clang-19",
        &[
            "--target=wasm32-wasi",
            "-mexec-model=reactor",
            "-O3",
            "-flto",
            "-Wl,--lto-O3",
            "-Wl,--stack-first",
            STACK,
        ],
    );
    link.args(["-Wl,--initial-memory=41943040", "-Wl,--strip-all"])
        .arg(&object)
        .args(LIBRARIES.iter().map(|library| build.join(library)))
        .arg("-lm")
        .args(EMULATED.iter().map(|(_, library)| *library))
        .arg("-o")
        .arg(&module);
    run(link)?;
    Ok(module)
}
