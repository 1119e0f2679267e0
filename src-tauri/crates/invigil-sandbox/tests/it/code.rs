//! Compiled modules at rest, and the manifest that pins what they are made from.

use invigil_sandbox::{
    CodeRefused, End, Guest, Manifest, ModuleEntry, ModuleRefused, TrustedCode, engine::EngineId,
};

use crate::support::{NATIVE, PORTABLE, job, run};

const KEY: [u8; 32] = [7; 32];
const MODULE: [u8; 32] = [1; 32];

fn sealed() -> Vec<u8> {
    let text = r#"(module (func (export "run") (result i32) (i32.const 5)))"#;
    let wasm = wat::parse_str(text).expect("a module");
    let code = NATIVE.compile(&wasm).expect("it compiles");
    code.seal(&MODULE, &NATIVE.identity(), &KEY)
}

fn open(file: Vec<u8>) -> Result<TrustedCode, CodeRefused> {
    TrustedCode::open(file, &MODULE, &NATIVE.identity(), &KEY)
}

#[test]
fn what_was_sealed_opens_and_runs() {
    let code = open(sealed()).expect("ours");
    let loaded = NATIVE.load(Guest::JavaScript, &code).expect("it loads");
    assert_eq!(run(loaded, &job()).end, End::Exit(5));
}

#[test]
fn changed_code_is_never_opened() {
    let file = sealed();
    for at in (0..file.len()).step_by(97).chain(0..200) {
        let mut changed = file.clone();
        changed[at] ^= 1;
        assert_eq!(open(changed).err(), Some(CodeRefused::NotOurs), "{at}");
    }
    for length in [0, 15, 16, 47, 48, 80, 88, file.len() - 1] {
        let cut = file[..length].to_vec();
        assert_eq!(open(cut).err(), Some(CodeRefused::NotOurs), "{length}");
    }
}

#[test]
fn code_of_another_key_module_or_engine_is_made_again() {
    let engine = NATIVE.identity();
    let other_key = TrustedCode::open(sealed(), &MODULE, &engine, &[8; 32]);
    assert_eq!(other_key.err(), Some(CodeRefused::NotOurs));
    let other_module = TrustedCode::open(sealed(), &[2; 32], &engine, &KEY);
    assert_eq!(other_module.err(), Some(CodeRefused::OtherVersion));
    let other_engine = TrustedCode::open(sealed(), &MODULE, &PORTABLE.identity(), &KEY);
    assert_eq!(other_engine.err(), Some(CodeRefused::OtherVersion));
}

#[test]
fn code_for_another_backend_does_not_load() {
    let code = open(sealed()).expect("ours");
    assert!(PORTABLE.load(Guest::JavaScript, &code).is_err());
}

#[test]
fn a_module_is_the_one_the_manifest_names() {
    let module = b"a module".repeat(100);
    let packed = zstd::bulk::compress(&module, 3).expect("compressed");
    let entry = ModuleEntry {
        guest: Guest::Ruby,
        file: "ruby.wasm.zst".to_owned(),
        bytes: module.len() as u64,
        sha256: invigil_crypto::digest::hex(&invigil_crypto::digest::sha256(&module)),
    };
    assert_eq!(entry.unpack(&packed).as_deref(), Ok(module.as_slice()));
    let other = zstd::bulk::compress(&b"no module".repeat(80), 3).expect("compressed");
    assert_eq!(entry.unpack(&other), Err(ModuleRefused::NotPinned));
    let longer = zstd::bulk::compress(&b"a module".repeat(101), 3).expect("compressed");
    assert!(matches!(
        entry.unpack(&longer),
        Err(ModuleRefused::Damaged(_))
    ));
    assert!(matches!(
        entry.unpack(b"zip"),
        Err(ModuleRefused::Damaged(_))
    ));
}

#[test]
fn the_manifest_in_the_program_can_be_read() {
    let manifest = Manifest::pinned();
    assert_eq!(manifest.digests().count(), manifest.modules.len());
    assert_eq!(
        manifest.entry(Guest::Java),
        Err(ModuleRefused::Unknown(Guest::Java))
    );
}

#[test]
fn the_engine_id_names_modules_database_settings_and_what_rewrites_programs() {
    let id = |modules: &[[u8; 32]], sqlite, rewriting| {
        EngineId::new(modules.iter().copied(), sqlite, rewriting)
    };
    let (a, b) = ([1; 32], [2; 32]);
    assert_eq!(id(&[a, b], "3", "x 1"), id(&[b, a], "3", "x 1"));
    assert_ne!(id(&[a, b], "3", "x 1"), id(&[a], "3", "x 1"));
    assert_ne!(id(&[a], "3", "x 1"), id(&[a], "4", "x 1"));
    assert_ne!(id(&[a], "3", "x 1"), id(&[a], "3", "x 2"));
    assert_eq!(id(&[a], "3", "x 1").to_string().len(), 64);
}

#[cfg(target_os = "linux")]
#[test]
fn shared_code_runs_and_cannot_be_changed() {
    use std::io::{Seek, SeekFrom, Write};
    let mut file = open(sealed())
        .expect("ours")
        .share()
        .expect("a memory file");
    assert!(
        file.seek(SeekFrom::Start(0))
            .and_then(|_| file.write(b"x"))
            .is_err()
    );
    assert!(file.set_len(0).is_err());
    let code = TrustedCode::shared_by_parent(file).expect("sealed");
    let loaded = NATIVE.load(Guest::JavaScript, &code).expect("it loads");
    assert_eq!(run(loaded, &job()).end, End::Exit(5));
    let plain = tempfile::tempfile().expect("a file");
    let refused = TrustedCode::shared_by_parent(plain).err();
    assert_eq!(refused, Some(CodeRefused::NotOurs));
}
