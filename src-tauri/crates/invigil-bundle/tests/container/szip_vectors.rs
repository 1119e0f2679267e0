//! szip: the vector files, and the rules without a number.

use std::collections::BTreeSet;

use invigil_bundle::szip::{self, Entry, SzipError};

use crate::{
    szip_cases::{contents, numbered, others, valid},
    vectors::{Vector, check_folder},
};

fn code_of(bytes: &[u8]) -> &'static str {
    szip::read(bytes).map_or_else(|e| e.code().0, |_| "ok")
}

#[test]
fn every_vector_is_refused_with_its_own_code_and_the_twin_is_read() {
    let mut vectors = vec![Vector::new("00-valid.zip", "ok", valid().build())];
    for (name, code, bytes) in numbered() {
        vectors.push(Vector::new(&format!("{name}.zip"), code, bytes));
    }
    check_folder("container", &vectors);
    for vector in &vectors {
        assert_eq!(code_of(&vector.bytes), vector.expected, "{}", vector.file);
    }
    let first_forms: Vec<_> = vectors
        .iter()
        .filter(|v| v.file.as_bytes()[2] == b'-')
        .map(|v| v.expected)
        .collect();
    assert_eq!(first_forms.len(), 33);
    assert_eq!(
        first_forms.iter().collect::<BTreeSet<_>>().len(),
        33,
        "a code for each"
    );
}

#[test]
fn the_rules_without_a_number_have_their_codes_too() {
    for (code, bytes) in others() {
        assert_eq!(code_of(&bytes), code);
    }
}

#[test]
fn the_writer_makes_the_valid_twin_byte_for_byte() {
    let written = szip::write(&contents()).expect("write");
    assert_eq!(written, valid().build());
    let archive = szip::read(&written).expect("read");
    assert_eq!(archive.entries(), contents());
    assert_eq!(archive.get("answers.json"), Some(&b"{\"1\":\"B\"}\n"[..]));
    assert_eq!(archive.get("ANSWERS.json"), None);
    assert!(
        archive
            .names()
            .eq(contents().iter().map(|e| e.name.as_str()))
    );
    assert_eq!(archive.into_entries(), contents());
}

#[test]
fn the_empty_archive_and_the_caps_themselves_are_legal() {
    let check = |entries: &[Entry], want: Result<(), SzipError>| {
        let got = szip::write(entries).and_then(|bytes| szip::read(&bytes));
        assert_eq!(
            got.map(|archive| assert_eq!(archive.entries(), entries)),
            want
        );
    };
    let many = |n: usize| -> Vec<_> { (0..n).map(|i| Entry::new(format!("f{i}"), "")).collect() };
    let sized = |name: &str, n: usize| Entry::new(name, vec![7; n]);
    check(&[], Ok(()));
    check(&many(64), Ok(()));
    check(&many(65), Err(SzipError::TooMany));
    let cap = 32 << 20;
    check(&[sized("a", cap), sized("b", cap)], Ok(()));
    check(&[sized("a", cap + 1)], Err(SzipError::EntryTooLarge));
    check(
        &[sized("a", cap), sized("b", cap), sized("c", 1)],
        Err(SzipError::TotalTooLarge),
    );
    check(
        &[sized("a", 1), sized("a", 1)],
        Err(SzipError::DuplicateName),
    );
    check(&[sized("a.", 1)], Err(SzipError::NameDot));
}
