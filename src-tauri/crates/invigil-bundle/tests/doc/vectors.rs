//! Vector files: a generated case, the committed bytes and the expected code.

use std::{collections::BTreeMap, fs, path::PathBuf};

/// A file of a vector folder.
pub(crate) struct Vector {
    pub(crate) file: String,
    pub(crate) bytes: Vec<u8>,
    /// The code it is refused with; `ok` when it is taken.
    pub(crate) expected: &'static str,
}

impl Vector {
    pub(crate) fn new(file: &str, expected: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            file: file.to_owned(),
            bytes: bytes.into(),
            expected,
        }
    }
}

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../tests/vectors")
        .join(name)
}

/// Compares the committed folder with the generated vectors, byte for byte and file for file, or
/// writes it first when `INVIGIL_WRITE_VECTORS=1`.
pub(crate) fn check_folder(name: &str, vectors: &[Vector]) {
    let folder = folder(name);
    let line = |v: &Vector| format!("{}\t{}\n", v.file, v.expected);
    let table: String = vectors.iter().map(line).collect();
    let files = vectors.iter().map(|v| (v.file.clone(), v.bytes.as_slice()));
    let mut wanted: BTreeMap<String, &[u8]> = files.collect();
    assert_eq!(wanted.len(), vectors.len(), "a file name is used twice");
    wanted.insert("expected.tsv".to_owned(), table.as_bytes());
    if std::env::var_os("INVIGIL_WRITE_VECTORS").is_some_and(|v| v == "1") {
        fs::create_dir_all(&folder).expect("folder");
        for (file, bytes) in &wanted {
            fs::write(folder.join(file), bytes).expect("write a vector");
        }
    }
    let found: BTreeMap<String, Vec<u8>> = fs::read_dir(&folder)
        .expect("the committed folder")
        .map(|entry| entry.expect("entry").path())
        .map(|path| {
            let name = path.file_name().expect("name").to_string_lossy();
            (name.into_owned(), fs::read(&path).expect("read a vector"))
        })
        .collect();
    let (wanted_names, found_names): (Vec<_>, Vec<_>) =
        (wanted.keys().collect(), found.keys().collect());
    assert_eq!(wanted_names, found_names, "{name}");
    for (file, bytes) in &found {
        let same = wanted[file] == bytes;
        assert!(same, "{name}/{file} differs from the generator's");
    }
}
