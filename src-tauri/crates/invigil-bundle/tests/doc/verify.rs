//! What a verified result says, and what it takes to get there.

use invigil_bundle::{
    age::Identity,
    doc::{Verified, keypkg::open_keys, package::open_package, ticket::read_ticket},
    doc::{
        document,
        grade::{self, ChoiceScore, Grade, ItemScore, Proportion},
        issuer::Anchor,
        package::Kind,
        result::{End, Manifest, name},
        ticket::Ticket,
        verify::{
            AttemptRecord, Check, CheckId, Issued, Outcome, Report, Tier, Verdict, VerifyInputs,
            verify_envelope_only, verify_opened, verify_result,
        },
    },
    trust::LastSeen,
};
use invigil_model::{Language, Letter};

use crate::{
    sitting::{Sat, bindings, certify_for, sat},
    world::{Plan, World, key, time, world},
};

pub(crate) fn identities() -> [Identity; 1] {
    [key::mailbox()]
}

/// The code of a refusal, or what the file turned out to be.
pub(crate) fn verdict(bytes: &[u8]) -> String {
    let identities = identities();
    let world = world();
    let issued = Issued::from_keys(&world.material.keys, world.package.sums_sha256);
    let inputs = VerifyInputs {
        identities: &identities,
        anchor: world.anchor(),
        issued: Some(&issued),
        ..VerifyInputs::default()
    };
    match verify_result(bytes, &inputs) {
        Ok(Verdict::Attempt(_)) => "ok".to_owned(),
        Ok(Verdict::Practice(_)) => "practice".to_owned(),
        Err(refused) => {
            let fails = |check: &&Check| matches!(check.outcome, Outcome::Fails(..));
            let failed: Vec<_> = refused.checks.iter().filter(fails).collect();
            let [
                Check {
                    outcome: Outcome::Fails(code, _),
                    ..
                },
            ] = failed[..]
            else {
                panic!("one check fails: {failed:?}");
            };
            assert_eq!(*code, refused.code);
            refused.code.to_string()
        }
    }
}

pub(crate) fn record(bytes: &[u8], inputs: &VerifyInputs<'_>) -> Verified<AttemptRecord> {
    let verdict = verify_result(bytes, inputs).expect("it verifies");
    verdict.into_attempt().expect("an attempt")
}

fn outcome(report: &Report, id: CheckId) -> &Outcome {
    let check = report.checks.iter().find(|check| check.id == id);
    &check.expect("every check is listed").outcome
}

#[test]
fn a_result_says_what_was_answered() {
    let (world, sat) = (world(), sat());
    let identities = identities();
    let inputs = VerifyInputs {
        identities: &identities,
        anchor: world.anchor(),
        ..VerifyInputs::default()
    };
    let record = record(&sat.result.bytes, &inputs);
    let letters: Vec<_> = record
        .answers
        .items
        .iter()
        .map(|item| item.letter)
        .collect();
    assert_eq!(letters, [Some(Letter::B), Some(Letter::C), None]);
    assert!(record.answers.items[1].flagged);
    assert_eq!(
        (record.answers.end, record.answers.end_ms),
        (End::Submitted, 60_000)
    );
    let code = &record.code[&1];
    assert_eq!(code.language, Language::Python);
    assert_eq!(
        code.text,
        "import sys\nfor line in sys.stdin:\n    print(2)\n"
    );
    assert_eq!(record.candidate.name, "Ada Example");
    assert_eq!(record.sums_sha256, sat.result.sums_sha256);
    assert_eq!(record.attempt_id(), sat.attempt);
    assert_eq!((record.device, record.serial), (key::device().public(), 1));
    assert_eq!(record.tier(), Tier::T1);
}

#[test]
fn every_check_is_listed_once_in_order() {
    let (world, sat) = (world(), sat());
    let identities = identities();
    let issued = Issued::from_keys(&world.material.keys, world.package.sums_sha256);
    let package = open_package(&world.package.bytes, &world.anchor()).expect("package");
    let org = package
        .trust()
        .iter()
        .find(|e| e.name == "trust/org.signers");
    let org = invigil_bundle::trust::TrustFile::read(&org.expect("org").bytes).expect("org");
    let seen = LastSeen::of(&org).expect("seen");
    // The organisation's own folder: nothing was taken back.
    let anchor = Anchor {
        revoked: Some(&[]),
        ..world.anchor()
    };
    let inputs = VerifyInputs {
        identities: &identities,
        anchor,
        last_seen: Some(&seen),
        issued: Some(&issued),
    };
    let record = record(&sat.result.bytes, &inputs);
    let ids: Vec<_> = record
        .report()
        .checks
        .iter()
        .map(|check| check.id)
        .collect();
    assert_eq!(ids, CheckId::ALL);
    for check in &record.report().checks {
        let expected = match check.id {
            CheckId::Witness => Outcome::NotChecked("the ticket asks for none".to_owned()),
            CheckId::Revocation => {
                Outcome::HoldsBy("nothing was ever revoked by this organisation".to_owned())
            }
            _ => Outcome::Holds,
        };
        assert_eq!(check.outcome, expected, "{}", check.id.as_str());
    }
    let older = LastSeen {
        seq: 2,
        ..seen.clone()
    };
    let inputs = VerifyInputs {
        last_seen: Some(&older),
        ..inputs
    };
    let refused = verify_result(&sat.result.bytes, &inputs).expect_err("a roll-back");
    assert_eq!(refused.code.0, "trust.rollback");
}

#[test]
fn without_a_pinned_root_the_tier_is_t0_and_the_trust_check_says_why() {
    let identities = identities();
    let inputs = VerifyInputs {
        identities: &identities,
        ..VerifyInputs::default()
    };
    let record = record(&sat().result.bytes, &inputs);
    assert_eq!(record.tier(), Tier::T0);
    let trust = outcome(record.report(), CheckId::Trust);
    assert!(matches!(trust, Outcome::Noted(why) if why.contains("no root key is pinned")));
    let rollback = outcome(record.report(), CheckId::Rollback);
    assert!(matches!(rollback, Outcome::NotChecked(why) if why.contains("rollback not checked")));
    let revocation = outcome(record.report(), CheckId::Revocation);
    let why = "revocation not checked: no list of revoked keys is at hand";
    assert_eq!(revocation, &Outcome::NotChecked(why.to_owned()));
}

#[test]
fn a_restart_of_the_laptop_is_noted_as_an_interval() {
    let (world, identities) = (world(), identities());
    let mut frames = crate::log::frames(u64::from(world.ticket.total_s(2400)) * 1000);
    let relaunch = vec![
        (
            60_000,
            invigil_log::Event::Boot {
                boot_id: uuid::Uuid::from_u128(8),
                gap_ms: -3_600_000,
                spent_ms: 0,
            },
        ),
        (
            60_000,
            invigil_log::Event::Clock {
                cause: invigil_log::ClockCause::Reading,
                boot_ms: 45_000,
                mono_ms: 45_000,
                wall_ms: crate::log::STARTED_MS,
            },
        ),
    ];
    frames.insert(frames.len() - 1, relaunch);
    let restarted = Sat::with_frames(world, 6, false, &frames);
    let inputs = VerifyInputs {
        identities: &identities,
        anchor: world.anchor(),
        ..VerifyInputs::default()
    };
    let record = record(&restarted.result.bytes, &inputs);
    let gaps = outcome(record.report(), CheckId::Gaps);
    let told = "in minute 1 the laptop was started again, from 2026-03-03T11:00:00Z to 2026-03-03T10:00:00Z by its clock and 45 s at least: the clock was set back, so how long it took is unknown and nothing was counted";
    assert_eq!(gaps, &Outcome::Noted(told.to_owned()));
}

#[test]
fn a_script_is_no_more_than_t0() {
    let (world, identities) = (world(), identities());
    let scripted = Sat::new(world, 3, true);
    let inputs = VerifyInputs {
        identities: &identities,
        anchor: world.anchor(),
        ..VerifyInputs::default()
    };
    let record = record(&scripted.result.bytes, &inputs);
    assert!(record.manifest.mode.scripted);
    assert_eq!(record.tier(), Tier::T0);
}

#[test]
fn another_root_is_refused() {
    let identities = identities();
    let mut root = world().root.clone();
    root.lines[0].key = key::device().public();
    let anchor = Anchor {
        root: Some(&root),
        revoked: None,
    };
    let inputs = VerifyInputs {
        identities: &identities,
        anchor,
        ..VerifyInputs::default()
    };
    let refused = verify_result(&sat().result.bytes, &inputs).expect_err("another root");
    assert_eq!(refused.code.0, "trust.signer-unlisted");
    assert_eq!(
        refused.notice().what,
        "The result is not signed by a key that the organisation named for it."
    );
    let package = open_package(&world().package.bytes, &anchor).map(drop);
    assert_eq!(
        package.map_err(|e| e.code().0),
        Err("trust.signer-unlisted")
    );
    let ticket = read_ticket(&world().ticket_bytes, &anchor).map(drop);
    assert_eq!(ticket.map_err(|e| e.code().0), Err("trust.signer-unlisted"));
}

#[test]
fn opened_files_verify_without_the_mailbox_and_a_change_does_not() {
    let (world, sat) = (world(), sat());
    let inputs = VerifyInputs {
        anchor: world.anchor(),
        ..VerifyInputs::default()
    };
    let mut entries = sat.inner().signed();
    let verdict = verify_opened(entries.clone(), &inputs).expect("it verifies");
    let record = verdict.into_attempt().expect("an attempt");
    assert_eq!(record.tier(), Tier::T1);
    let ids: Vec<_> = record.report().checks.iter().map(|c| c.id).collect();
    assert_eq!(ids, CheckId::ALL);
    for Check { id, outcome } in &record.report().checks {
        let without = match id {
            CheckId::Container
            | CheckId::Envelope
            | CheckId::Certificate
            | CheckId::Sealed
            | CheckId::Addressed
            | CheckId::SameAttempt => "these are the opened files, without their envelope",
            CheckId::Issue => "the issuer's own record is not at hand",
            CheckId::Rollback => "rollback not checked: no earlier trust file is remembered",
            CheckId::Witness => "the ticket asks for none",
            CheckId::Revocation => "revocation not checked: no list of revoked keys is at hand",
            _ => {
                assert_eq!(outcome, &Outcome::Holds, "{}", id.as_str());
                continue;
            }
        };
        let expected = Outcome::NotChecked(without.to_owned());
        assert_eq!(outcome, &expected, "{}", id.as_str());
    }
    let answers = entries.iter_mut().find(|e| e.name == name::ANSWERS);
    answers.expect("answers").bytes.push(b' ');
    let refused = verify_opened(entries, &inputs).expect_err("changed");
    assert_eq!(refused.code.0, "sums.mismatch");
}

#[test]
fn opened_files_with_a_certificate_for_another_ticket_are_refused_as_that() {
    let (world, sat) = (world(), sat());
    let mut inner = sat.inner();
    let bound = bindings(world, &sat.journal);
    let other = "00000000-0000-4000-8000-000000000001";
    inner.certificate = certify_for(other, sat.attempt, &sat.key, 1, bound);
    let inputs = VerifyInputs {
        anchor: world.anchor(),
        ..VerifyInputs::default()
    };
    let refused = verify_opened(inner.signed(), &inputs).expect_err("another ticket");
    assert_eq!(refused.code.0, "result.certificate-ticket");
    let at = |id| refused.checks.iter().find(|check| check.id == id);
    assert!(matches!(
        at(CheckId::Binding).map(|check| &check.outcome),
        Some(Outcome::Fails(..))
    ));
    assert_eq!(at(CheckId::Package), None);
}

#[test]
fn an_envelope_alone_shows_the_seal_and_says_what_it_does_not_show() {
    let report = verify_envelope_only(&sat().result.bytes).expect("it verifies");
    assert_eq!(report.envelope.attempt_id, sat().attempt);
    assert_eq!(report.report.tier, Tier::None);
    let ids: Vec<_> = report.report.checks.iter().map(|check| check.id).collect();
    assert_eq!(ids, CheckId::ALL);
    assert_eq!(outcome(&report.report, CheckId::Sealed), &Outcome::Holds);
    let fold = outcome(&report.report, CheckId::Fold);
    assert!(matches!(fold, Outcome::NotChecked(why) if why.contains("no mailbox key")));
}

#[test]
fn practice_has_no_tier_and_never_becomes_an_attempt() {
    let plan = Plan {
        seed: 4,
        kind: Kind::Practice,
        ..Plan::default()
    };
    let practice = World::new(&plan);
    let sat = Sat::new(&practice, 4, false);
    let verdict = verify_result(&sat.result.bytes, &VerifyInputs::default()).expect("practice");
    assert_eq!(verdict.report().tier, Tier::None);
    assert_eq!(
        verdict.into_attempt().expect_err("never").code.0,
        "result.practice"
    );
    let opened = verify_opened(sat.inner().signed(), &VerifyInputs::default());
    assert!(matches!(opened, Ok(Verdict::Practice(_))));
    // An envelope that calls it a test does not help: the package is signed.
    let mut inner = sat.inner();
    inner.envelope.kind = Kind::Test;
    assert_eq!(verdict_of(&inner.seal()), "result.practice-mode");
}

fn verdict_of(bytes: &[u8]) -> String {
    let identities = identities();
    let inputs = VerifyInputs {
        identities: &identities,
        ..VerifyInputs::default()
    };
    let result = verify_result(bytes, &inputs);
    result.map_or_else(|refused| refused.code.to_string(), |_| "taken".to_owned())
}

#[test]
fn a_start_outside_the_window_is_noted_and_never_refused() {
    let (world, sat, identities) = (world(), sat(), identities());
    let early: Vec<_> = {
        let mut frames = crate::log::frames(u64::from(world.ticket.total_s(2400)) * 1000);
        for (_, event) in frames.iter_mut().flatten() {
            if let invigil_log::Event::Clock { wall_ms, .. } = event {
                *wall_ms = 1_500_000_000_000;
            }
        }
        frames
    };
    assert!(!sat.result.bytes.is_empty());
    let late = Sat::with_frames(world, 5, false, &early);
    let inputs = VerifyInputs {
        identities: &identities,
        anchor: world.anchor(),
        ..VerifyInputs::default()
    };
    let record = record(&late.result.bytes, &inputs);
    let window = outcome(record.report(), CheckId::Window);
    assert!(matches!(window, Outcome::Noted(why) if why.contains("2017-07-14T02:40:00Z")));
}

#[test]
fn a_grade_is_of_one_result_and_by_the_organisation() {
    let (world, identities) = (world(), identities());
    let inputs = VerifyInputs {
        identities: &identities,
        anchor: world.anchor(),
        ..VerifyInputs::default()
    };
    let record = record(&sat().result.bytes, &inputs);
    let keys = open_keys(&world.keys.bytes, &identities, &record.package).expect("keys");
    let grade = grade_of(&record, keys.reveal());
    let signed = grade::sign_grade(&grade, &key::issuing()).expect("signed");
    let sig = signed.sig.as_bytes();
    let read = grade::read_grade(&signed.json, sig, &world.trust, &world.anchor());
    let read = read.expect("it reads");
    assert_eq!(read, grade);
    assert_eq!(read.check_of(&record), Ok(()));
    let other = Sat::new(world, 6, false);
    let other = verify_result(&other.result.bytes, &inputs).expect("verifies");
    let other = other.into_attempt().expect("an attempt");
    let refused = read.check_of(&other).map_err(|e| e.code().0);
    assert_eq!(refused, Err("grade.other"));
    let forged = grade::sign_grade(&grade, &key::device()).expect("signed");
    let sig = forged.sig.as_bytes();
    let refused = grade::read_grade(&forged.json, sig, &world.trust, &world.anchor());
    assert_eq!(
        refused.map_err(|e| e.code().0),
        Err("trust.signer-unlisted")
    );
}

pub(crate) fn grade_of(record: &AttemptRecord, reveal: invigil_bundle::doc::Hex<32>) -> Grade {
    let items = record.answers.items.iter().map(|item| ItemScore {
        id: item.id.clone(),
        letter: item.letter,
        right: item.letter == Some(Letter::B),
    });
    Grade {
        format: document::format::<Grade>(),
        min_format: 1,
        org: "example".to_owned(),
        package_id: record.package.package_id,
        ticket_id: record.ticket.ticket_id,
        attempt_id: record.attempt_id(),
        result_sums_sha256: record.sums_sha256,
        key_commitment: record.package.key_commitment,
        key_reveal: reveal,
        grader: "invigil 0.1.0".to_owned(),
        graded: time("2026-03-10T08:00:00Z"),
        choice: ChoiceScore {
            total: Proportion {
                right: 1,
                of: 3,
                interval: None,
            },
            skills: vec![],
            items: items.collect(),
        },
        coding: vec![],
    }
}

#[test]
fn sealing_refuses_what_the_verifier_would() {
    let (world, sat) = (world(), sat());
    let mut frames = crate::log::frames(u64::from(world.ticket.total_s(2400)) * 1000);
    frames.pop();
    let unfinished = std::panic::catch_unwind(|| Sat::with_frames(world, 7, false, &frames));
    assert!(unfinished.is_err(), "a log without an end was sealed");
    assert_eq!(
        sat.inner().text(name::VERIFY),
        sat.result.verify_txt,
        "the copy beside the result is the one inside"
    );
    let manifest: Manifest = document::read(sat.inner().bytes(name::MANIFEST)).expect("manifest");
    assert_eq!(manifest.items.len(), 3);
    let ticket: Ticket = document::read(sat.inner().bytes(name::TICKET)).expect("ticket");
    assert_eq!(ticket, world.ticket);
}
