//! The secrets of the banks, from their text.

use std::path::{Path, PathBuf};

use invigil_tests::root;

use crate::scanner::{Needle, Scanner};

/// Shorter texts might stand somewhere by chance.
const LEAST: usize = 40;
/// Of a hidden test, as much as certainly lies in one piece.
const HIDDEN: usize = 160;

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the bank's text") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn table(path: &Path) -> toml::Table {
    let text = std::fs::read_to_string(path).expect("text");
    text.parse()
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The texts of a family that only the recruiter may read and that no value changes.
fn rationales(family: &toml::Table) -> Vec<String> {
    let keys = family.get("key").into_iter();
    let distractors = family.get("distractor").and_then(toml::Value::as_array);
    keys.chain(distractors.into_iter().flatten())
        .filter_map(toml::Value::as_table)
        .flat_map(|option| [option.get("why"), option.get("misconception")])
        .filter_map(|text| Some(text?.as_str()?.to_owned()))
        .filter(|text| text.len() >= LEAST && !text.contains("{{") && !text.contains("{%"))
        .collect()
}

/// The beginnings of a task's hidden tests, as they are and as in JSON; without those that a
/// public sample begins with, too.
fn hidden(task: &Path) -> Vec<Vec<u8>> {
    let public: Vec<u8> = files(&task.join("samples"))
        .iter()
        .flat_map(|path| std::fs::read(path).expect("a sample"))
        .collect();
    let mut texts = Vec::new();
    for path in files(&task.join("secret")) {
        let Ok(text) = String::from_utf8(std::fs::read(&path).expect("a hidden test")) else {
            continue;
        };
        // The first piece that no public sample holds.
        let characters: Vec<char> = text.chars().collect();
        let known = |piece: &str| public.windows(piece.len()).any(|w| w == piece.as_bytes());
        let mut pieces = characters
            .chunks_exact(HIDDEN)
            .map(|chunk| chunk.iter().collect::<String>());
        let Some(start) = pieces.find(|piece| !known(piece)) else {
            continue;
        };
        let escaped = serde_json::to_string(&start).expect("JSON");
        texts.push(escaped.trim_matches('"').as_bytes().to_vec());
        texts.push(start.into_bytes());
    }
    texts
}

/// Every secret of both banks, by kind.
pub(crate) fn secrets() -> Scanner {
    let mut needles = Vec::new();
    for bank in ["backend-engineer", "practice"] {
        let dir = root().join("assets/bank").join(bank);
        let canary = table(&dir.join("bank.toml"))["canary"]
            .as_str()
            .expect("a canary")
            .to_owned();
        needles.push(Needle::new(format!("{bank} canary"), canary));
        for path in files(&dir.join("items")) {
            // Practice explains its answers at the end, on the laptop.
            if bank == "practice" {
                continue;
            }
            for text in rationales(&table(&path)) {
                needles.push(Needle::new(format!("{bank} rationale"), text));
            }
        }
        for entry in std::fs::read_dir(dir.join("tasks")).expect("tasks") {
            for text in hidden(&entry.expect("a task").path()) {
                needles.push(Needle::new(format!("{bank} hidden test"), text));
            }
        }
    }
    Scanner::new(needles)
}

#[test]
fn the_secrets_are_many_and_of_every_kind() {
    let secrets = secrets();
    for (kind, least) in [
        ("backend-engineer canary", 1),
        ("practice canary", 1),
        ("backend-engineer rationale", 80),
        ("backend-engineer hidden test", 40),
    ] {
        let count = secrets.count(kind);
        println!("{kind}: {count}");
        assert!(count >= least, "{kind}: {count}");
    }
}
