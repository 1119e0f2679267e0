//! A problem package: files parted by a zero byte, each a path, a line end and its text. What
//! loads has every test once and points that add up; what does not says why by a code of its own.
#![no_main]

use invigil_runner::kattis::{Package, load};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut package = Package::default();
    for file in bytes.split(|b| *b == 0) {
        let mut parts = file.splitn(2, |b| *b == b'\n');
        let path = String::from_utf8_lossy(parts.next().unwrap_or_default());
        let text = parts.next().unwrap_or_default().to_vec();
        if package.add(&path, text).is_err() {
            return;
        }
    }
    match load("fuzzed", &package) {
        Err(error) => {
            assert!(error.code().0.starts_with("kattis."));
            assert!(!error.notice().why.is_empty());
        }
        Ok(proof) => {
            let tests = proof.problem.hidden.all_tests();
            assert_eq!(tests.len(), proof.problem.hidden.count());
            let mut names: Vec<&str> = tests.iter().map(|t| t.name.as_str()).collect();
            names.sort_unstable();
            let before = names.len();
            names.dedup();
            assert_eq!(names.len(), before, "a test is judged once");
        }
    }
});
