//! Vector files: a generated case, the committed bytes and the expected code.

use std::{collections::BTreeMap, fs, path::PathBuf};

/// A file of a vector folder.
pub(crate) struct Vector {
    /// `NN-name.ext`.
    pub(crate) file: String,
    pub(crate) bytes: Vec<u8>,
    /// The code it is refused with; `ok` when it is read.
    pub(crate) expected: &'static str,
}

impl Vector {
    pub(crate) fn new(file: &str, expected: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            file: file.to_owned(),
            bytes,
            expected,
        }
    }
}

pub(crate) fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../tests/vectors")
        .join(name)
}

/// Compares the committed folder with the generated vectors, byte for byte and file for file, or
/// writes it when `INVIGIL_WRITE_VECTORS=1`.
pub(crate) fn check_folder(name: &str, vectors: &[Vector]) {
    let folder = folder(name);
    let table: String = vectors
        .iter()
        .map(|v| format!("{}\t{}\n", v.file, v.expected))
        .collect();
    let mut wanted: BTreeMap<String, &[u8]> = vectors
        .iter()
        .map(|v| (v.file.clone(), v.bytes.as_slice()))
        .collect();
    assert_eq!(wanted.len(), vectors.len(), "a file name is used twice");
    wanted.insert("expected.tsv".to_owned(), table.as_bytes());
    if std::env::var_os("INVIGIL_WRITE_VECTORS").is_some_and(|v| v == "1") {
        fs::create_dir_all(&folder).expect("folder");
        for (file, bytes) in &wanted {
            fs::write(folder.join(file), bytes).expect("write a vector");
        }
    }
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(&folder).expect("the committed folder") {
        let path = entry.expect("entry").path();
        if path.is_file() {
            let file = path
                .file_name()
                .expect("name")
                .to_string_lossy()
                .into_owned();
            found.insert(file, fs::read(path).expect("read a vector"));
        }
    }
    assert!(
        wanted.keys().eq(found.keys()),
        "{name}: the generator makes {:?}, the folder has {:?}",
        wanted.keys(),
        found.keys()
    );
    for (file, bytes) in &found {
        assert!(
            wanted[file] == bytes,
            "{name}/{file} differs from the generator's"
        );
    }
}
