//! Whose attempt a result is: asked by whoever takes one back.

use invigil_bundle::{
    doc::{
        issuer::Anchor,
        verify::{AttemptBinding, Issued, Refused, VerifyInputs, verify_binding, verify_result},
    },
    ssh,
    szip::Entry,
    trust::{Revoked, RevokedEntry, RevokedWhat, namespace},
};

use crate::{
    sitting::sat,
    verify::{identities, verdict},
    world::{key, world},
};

fn binding(bytes: &[u8], revoked: Option<&[Entry]>) -> Result<AttemptBinding, Refused> {
    let (world, identities) = (world(), identities());
    let issued = Issued::from_keys(&world.material.keys, world.package.sums_sha256);
    let inputs = VerifyInputs {
        identities: &identities,
        anchor: Anchor {
            revoked,
            ..world.anchor()
        },
        issued: Some(&issued),
        ..VerifyInputs::default()
    };
    verify_binding(bytes, &inputs)
}

#[test]
fn a_result_names_its_ticket_and_its_attempts_certificate() {
    let bound = binding(&sat().result.bytes, None).expect("bound");
    assert_eq!(bound.ticket, world().ticket);
    assert_eq!(*bound.certificate.subject(), sat().key.public());
    assert_eq!(*bound.certificate.ca(), key::device().public());
    assert_eq!(bound.certificate.serial(), 1);
}

#[test]
fn without_the_record_of_its_issue_it_is_nobodys_attempt() {
    let identities = identities();
    let inputs = VerifyInputs {
        identities: &identities,
        anchor: world().anchor(),
        ..VerifyInputs::default()
    };
    verify_result(&sat().result.bytes, &inputs).expect("it verifies");
    let refused = verify_binding(&sat().result.bytes, &inputs).expect_err("not issued");
    assert_eq!(refused.code.0, "result.not-issued");
}

#[test]
fn what_is_refused_for_its_log_alone_is_bound_and_all_else_is_refused_with_the_same_code() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/vectors/result");
    let files = std::fs::read_dir(folder).expect("the vectors");
    let mut bound = 0;
    for file in files {
        let path = file.expect("a file").path();
        if path.extension().is_none_or(|end| end != "result") {
            continue;
        }
        let bytes = std::fs::read(&path).expect("a file");
        let verdict = verdict(&bytes);
        match binding(&bytes, None) {
            Ok(_) => {
                let judged = [
                    "log.",
                    "result.",
                    "keypkg.other-form",
                    "json.",
                    "doc.",
                    "ok",
                ];
                assert!(
                    judged.iter().any(|room| verdict.starts_with(room)),
                    "{}: {verdict}",
                    path.display()
                );
                let whose = ["certificate", "other-attempt", "sealed", "not-", "package"];
                assert!(
                    !whose
                        .iter()
                        .any(|of| verdict.starts_with(&format!("result.{of}")))
                        || verdict == "result.not-ended",
                    "{}: {verdict}",
                    path.display()
                );
                bound += 1;
            }
            Err(refused) if verdict == "practice" => assert_eq!(refused.code.0, "result.practice"),
            Err(refused) => assert_eq!(refused.code.0, verdict, "{}", path.display()),
        }
    }
    assert!(bound > 10, "{bound} bound");
}

#[test]
fn an_attempt_that_is_revoked_already_is_bound_all_the_same() {
    let what = RevokedWhat::Serials {
        ca: key::device().public(),
        first: 1,
        last: 9,
    };
    let entry = RevokedEntry {
        what,
        since: 1,
        reason: "swapped".to_owned(),
    };
    let org = &world().root.org;
    let list = Revoked::new(org, 1, None, 1, vec![entry]);
    let (json, krl) = (list.write().expect("JSON"), list.krl().expect("a list"));
    let krl = krl.write();
    let sign = |bytes: &[u8]| ssh::sign(&key::root(), None, namespace::REVOKED, bytes);
    let entries = [
        Entry::new("trust/revoked.json", &*json),
        Entry::new("trust/revoked.json.sig", sign(&json)),
        Entry::new("trust/revoked.krl", &*krl),
        Entry::new("trust/revoked.krl.sig", sign(&krl)),
    ];
    let identities = identities();
    let inputs = VerifyInputs {
        identities: &identities,
        anchor: Anchor {
            revoked: Some(&entries),
            ..world().anchor()
        },
        ..VerifyInputs::default()
    };
    let refused = verify_result(&sat().result.bytes, &inputs).expect_err("revoked");
    assert_eq!(refused.code.0, "trust.revoked-serial");
    binding(&sat().result.bytes, Some(&entries)).expect("bound");
}
