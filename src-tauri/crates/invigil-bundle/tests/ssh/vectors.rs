//! A folder of vector files: what the generator makes, compared with what is committed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The files of `tests/vectors/NAME` as the generator makes them.
pub(crate) struct Folder {
    root: PathBuf,
    files: BTreeMap<String, Vec<u8>>,
}

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            root: PathBuf::from(env!("CARGO_MANIFEST_DIR"))
                .join("../../../tests/vectors")
                .join(name),
            files: BTreeMap::new(),
        }
    }

    pub(crate) fn put(&mut self, file: &str, bytes: impl AsRef<[u8]>) {
        let before = self.files.insert(file.to_owned(), bytes.as_ref().to_vec());
        assert!(before.is_none(), "the file name {file} is used twice");
    }

    /// Writes the folder if `INVIGIL_WRITE_VECTORS=1`, then compares it file for file, and gives
    /// the committed files.
    pub(crate) fn committed(self) -> BTreeMap<String, Vec<u8>> {
        if std::env::var_os("INVIGIL_WRITE_VECTORS").is_some_and(|v| v == "1") {
            for (file, bytes) in &self.files {
                let path = self.root.join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
        let mut found = BTreeMap::new();
        collect(&self.root, &self.root, &mut found);
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(
            names(&found),
            names(&self.files),
            "{}: committed and generated files",
            self.root.display()
        );
        for (file, bytes) in &self.files {
            assert!(found[file] == *bytes, "{file} is not what is generated");
        }
        found
    }
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap();
            found.insert(
                name.to_string_lossy().into_owned(),
                fs::read(&path).unwrap(),
            );
        }
    }
}

/// JSON that people read: two spaces, a final LF.
pub(crate) fn pretty(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap();
    text.push('\n');
    text
}
