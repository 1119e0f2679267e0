//! Readers on hostile bytes: never a panic, never another meaning.

use std::sync::LazyLock;

use invigil_bundle::{
    doc::{
        Document, document,
        grade::{self, Grade},
        issuer::Anchor,
        keypkg::{Hidden, Keys, open_keys},
        package::{FormDocument, Package, Shared, open_package},
        result::{Answers, Candidate, Envelope, Manifest, name},
        ticket::{Ticket, read_ticket},
        verify::{VerifyInputs, verify_envelope_only, verify_opened, verify_result},
    },
    sums,
    szip::Entry,
};
use proptest::prelude::*;

use crate::{
    sitting::sat,
    verify::{grade_of, identities, record, verdict},
    world::{key, world},
};

fn documents(bytes: &[u8]) {
    fn read<T: Document>(bytes: &[u8]) {
        if let Ok(document) = document::read::<T>(bytes) {
            let again = document::write(&document).expect("what was read can be written");
            assert!(document::read::<T>(&again).is_ok());
        }
    }
    read::<Package>(bytes);
    read::<Shared>(bytes);
    read::<FormDocument>(bytes);
    read::<Ticket>(bytes);
    read::<Keys>(bytes);
    read::<Hidden>(bytes);
    read::<Envelope>(bytes);
    read::<Manifest>(bytes);
    read::<Answers>(bytes);
    read::<Candidate>(bytes);
    read::<Grade>(bytes);
}

fn mutate(bytes: &mut [u8], at: prop::sample::Index, value: u8) -> bool {
    let byte = &mut bytes[at.index(bytes.len())];
    let changed = *byte != value;
    *byte = value;
    changed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        documents(&bytes);
        let anchor = Anchor::default();
        prop_assert!(open_package(&bytes, &anchor).is_err());
        prop_assert!(read_ticket(&bytes, &anchor).is_err());
        prop_assert!(verify_envelope_only(&bytes).is_err());
        prop_assert!(verify_result(&bytes, &VerifyInputs::default()).is_err());
        prop_assert!(open_keys(&bytes, &identities(), &world().package.package).is_err());
        let opened = vec![Entry::new(name::MANIFEST, bytes)];
        prop_assert!(verify_opened(opened, &VerifyInputs::default()).is_err());
    }

    #[test]
    fn a_changed_byte_of_a_file_is_refused(at: prop::sample::Index, value: u8, which in 0usize..3) {
        let mut bytes = match which {
            0 => world().package.bytes.clone(),
            1 => world().ticket_bytes.clone(),
            _ => sat().result.bytes.clone(),
        };
        if !mutate(&mut bytes, at, value) {
            return Ok(());
        }
        match which {
            0 => prop_assert!(open_package(&bytes, &world().anchor()).is_err()),
            1 => prop_assert!(read_ticket(&bytes, &world().anchor()).is_err()),
            _ => {
                let found = verdict(&bytes);
                prop_assert!(found != "ok", "{}", found);
            }
        }
    }

    #[test]
    fn a_changed_byte_of_any_opened_file_is_refused(
        entry: prop::sample::Index, at: prop::sample::Index, value: u8,
    ) {
        let mut entries = sat().inner().signed();
        let entry = entry.index(entries.len());
        if entries[entry].bytes.is_empty() || !mutate(&mut entries[entry].bytes, at, value) {
            return Ok(());
        }
        let inputs = VerifyInputs { anchor: world().anchor(), ..VerifyInputs::default() };
        prop_assert!(verify_opened(entries, &inputs).is_err());
    }

    /// Signed again by the attempt's own key, so that the readers behind the signature see it.
    #[test]
    fn a_changed_byte_behind_the_signature_never_panics(
        entry: prop::sample::Index, at: prop::sample::Index, value: u8, cut: bool,
    ) {
        let mut inner = sat().inner();
        let entry = entry.index(inner.entries.len());
        let bytes = &mut inner.entries[entry].bytes;
        if cut {
            bytes.truncate(at.index(bytes.len()));
        } else {
            mutate(bytes, at, value);
        }
        documents(bytes);
        let entries = inner.signed();
        let inputs = VerifyInputs { anchor: world().anchor(), ..VerifyInputs::default() };
        let _ = verify_opened(entries, &inputs);
    }
}

/// A signed grade, and its result's package.
fn graded() -> &'static (grade::SignedGrade, Package) {
    static GRADED: LazyLock<(grade::SignedGrade, Package)> = LazyLock::new(make_grade);
    &GRADED
}

fn make_grade() -> (grade::SignedGrade, Package) {
    let identities = identities();
    let inputs = VerifyInputs {
        identities: &identities,
        anchor: world().anchor(),
        ..VerifyInputs::default()
    };
    let record = record(&sat().result.bytes, &inputs);
    let keys = open_keys(&world().keys.bytes, &identities, &record.package).expect("keys");
    let grade = grade_of(&record, keys.reveal());
    let signed = grade::sign_grade(&grade, &key::issuing()).expect("signed");
    (signed, record.package.clone())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_changed_byte_of_a_key_package_or_a_grade_is_refused(
        at: prop::sample::Index, value: u8, which in 0usize..3,
    ) {
        let (signed, package) = graded();
        let (keys, json) = (world().keys.bytes.clone(), signed.json.clone());
        let mut files = [keys, json, signed.sig.clone().into_bytes()];
        if !mutate(&mut files[which], at, value) {
            return Ok(());
        }
        let [keys, json, sig] = &files;
        let refused = match which {
            0 => open_keys(keys, &identities(), package).is_err(),
            _ => grade::read_grade(json, sig, &world().trust, &world().anchor()).is_err(),
        };
        prop_assert!(refused);
    }
}

#[test]
fn an_entry_left_out_is_refused_whichever_it_is() {
    let entries = sat().inner().signed();
    let inputs = VerifyInputs {
        anchor: world().anchor(),
        ..VerifyInputs::default()
    };
    for left_out in &entries {
        let rest = entries.iter().filter(|entry| entry.name != left_out.name);
        let refused = verify_opened(rest.cloned().collect(), &inputs);
        let code = refused.map(drop).map_err(|refused| refused.code.0);
        let expected = match left_out.name.as_str() {
            "code/1.py" => "sums.missing",
            name if name.starts_with("trust/") && name != "trust/device.signers" => {
                "trust.missing-file"
            }
            sums::SIGNATURE_NAME | sums::SUMS_NAME => "result.entries",
            _ => "result.entries",
        };
        // The root is pinned, so the copy inside is covered by the list of digests alone.
        let expected = match left_out.name.as_str() {
            "trust/root.pub_signers" => "sums.missing",
            "trust/org.signers.sig" => "trust.threshold",
            _ => expected,
        };
        assert_eq!(code, Err(expected), "{}", left_out.name);
    }
}
