//! The committed runtimes are the ones the manifest names.

use std::{fs, process::Command};

use invigil_sandbox::Manifest;
use serde_json::Value;

use crate::guests::root;

/// All runtimes together, compressed.
const CAP: u64 = 20 << 20;

#[test]
fn committed_modules_are_the_manifest_s() {
    let folder = root().join("assets/runtimes");
    let text = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    let manifest = Manifest::parse(&text).unwrap();
    assert_eq!(manifest, Manifest::pinned());
    assert_eq!(manifest.modules.len(), 3);
    let mut total = 0;
    for (entry, row) in manifest
        .modules
        .iter()
        .zip(json["modules"].as_array().unwrap())
    {
        let packed = fs::read(folder.join(&entry.file)).unwrap();
        assert_eq!(row["packed_bytes"], packed.len() as u64, "{}", entry.file);
        entry.unpack(&packed).unwrap();
        total += packed.len() as u64;
        let notice = folder.join(row["notice"].as_str().unwrap());
        let notice = fs::read_to_string(notice).unwrap();
        assert!(notice.contains(row["source"].as_str().unwrap()));
        assert!(notice.len() > 2000, "{}: licence texts", entry.file);
    }
    assert!(total <= CAP, "{total} bytes");
}

#[test]
fn committed_modules_are_marked_as_generated() {
    let mut git = Command::new("git");
    git.args(["check-attr", "binary", "linguist-generated", "--"])
        .args([
            "assets/runtimes/python.wasm.zst",
            "assets/runtimes/ruby.wasm.zst",
        ])
        .current_dir(root());
    let Ok(output) = git.output() else { return };
    if !output.status.success() {
        return; // an archive without its repository
    }
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(lines.matches(": binary: set").count(), 2, "{lines}");
    assert_eq!(
        lines.matches(": linguist-generated: true").count(),
        2,
        "{lines}"
    );
}
