//! Cases 71 and 75 of the formats, and this project's own from 80: packages, tickets and key
//! packages that differ from the valid ones in one property, signed again by the issuing key.

use std::collections::BTreeMap;

use invigil_bundle::{
    age,
    code::{self, ReleaseSlot},
    doc::{
        DocError, Hex, document,
        grade::sign_grade,
        keypkg::{KeyMaterial, open_keys, seal_keys},
        package::{NAMESPACE, Package, Shared, open_package},
        ticket::{self, Ticket, Witness, read_ticket, write_ticket},
        verify::{VerifyInputs, verify_result},
    },
    ssh, sums,
    szip::{self, Entry},
};
use invigil_crypto::{digest::sha256, random::FixedRandom};

use crate::{
    sitting::sat,
    vectors::{Vector, check_folder},
    verify::{grade_of, identities},
    world::{key, world},
};

/// A ticket whose JSON is `json`, signed.
fn ticket_of(json: impl Into<Vec<u8>>) -> Vec<u8> {
    let json = json.into();
    let sig = ssh::sign(&key::issuing(), None, ticket::NAMESPACE, &json);
    let mut entries = vec![
        Entry::new("ticket.json", json),
        Entry::new("ticket.json.sig", sig),
    ];
    entries.extend_from_slice(&world().trust);
    szip::write(&entries).expect("szip")
}

fn ticket_json() -> String {
    let bytes = document::write(&world().ticket).expect("ticket");
    String::from_utf8(bytes).expect("UTF-8")
}

fn ticket_with(from: &str, to: &str) -> Vec<u8> {
    let json = ticket_json();
    assert_eq!(json.matches(from).count(), 1, "{from}");
    ticket_of(json.replace(from, to))
}

fn ticket_edited(change: impl FnOnce(&mut Ticket)) -> Vec<u8> {
    let mut ticket = world().ticket.clone();
    change(&mut ticket);
    write_ticket(&ticket, &key::issuing(), &world().trust).expect("ticket")
}

fn json_cases() -> Vec<Vector> {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let no = "\"attempt_no\":1,";
    let mut bom = b"\xef\xbb\xbf".to_vec();
    bom.extend(ticket_json().into_bytes());
    let case = |file, code, bytes: Vec<u8>| Vector::new(file, code, bytes);
    vec![
        case(
            "71a-duplicate-key.ticket",
            "json.duplicate-key",
            ticket_with(no, "\"attempt_no\":1,\"attempt_no\":1,"),
        ),
        case(
            "71b-unknown-key.ticket",
            "json.unknown-key",
            ticket_with(no, "\"attempt_no\":1,\"attempts\":1,"),
        ),
        case(
            "71c-number-with-exponent.ticket",
            "json.not-an-integer",
            ticket_with(no, "\"attempt_no\":1e0,"),
        ),
        case(
            "71d-two-to-the-64.ticket",
            "json.integer-range",
            ticket_with(no, "\"attempt_no\":18446744073709551616,"),
        ),
        case("71e-byte-order-mark.ticket", "json.bom", ticket_of(bom)),
        case(
            "71f-lone-surrogate.ticket",
            "json.lone-surrogate",
            ticket_with("c-0412", "\\ud800"),
        ),
        case(
            "71g-depth-200.ticket",
            "json.depth",
            ticket_with("\"prev_ticket\":null", &format!("\"prev_ticket\":{deep}")),
        ),
        case(
            "71h-trailing-data.ticket",
            "json.trailing",
            ticket_of(ticket_json() + "{}"),
        ),
    ]
}

fn ticket_cases() -> Vec<Vector> {
    let mut extra = szip::read(&world().ticket_bytes)
        .expect("szip")
        .into_entries();
    extra.push(Entry::new("notes.txt", "hello"));
    let mut unsigned = szip::read(&world().ticket_bytes)
        .expect("szip")
        .into_entries();
    unsigned[0].bytes = document::write(&Ticket {
        extra_time_pct: 300,
        ..world().ticket.clone()
    })
    .expect("ticket");
    let by_device = write_ticket(&world().ticket, &key::device(), &world().trust);
    let case = |file, code, bytes: Vec<u8>| Vector::new(file, code, bytes);
    vec![
        case(
            "80-newer-version.ticket",
            "doc.newer-version",
            ticket_with("invigil-ticket/1", "invigil-ticket/2"),
        ),
        case(
            "80b-newer-min-format.ticket",
            "doc.newer-version",
            ticket_with("\"min_format\":1", "\"min_format\":2"),
        ),
        case(
            "80c-another-document.ticket",
            "doc.other-format",
            ticket_with("invigil-ticket/1", "invigil-package/1"),
        ),
        case(
            "81-of-another-package.ticket",
            "ticket.other-package",
            ticket_edited(|ticket| ticket.package_sums_sha256 = Hex([1; 32])),
        ),
        case(
            "82-witness-required.ticket",
            "ticket.witness-required",
            ticket_edited(|ticket| ticket.witness = Witness::Required),
        ),
        case(
            "83-entry-too-many.ticket",
            "ticket.entries",
            szip::write(&extra).expect("szip"),
        ),
        case(
            "84-changed-after-signing.ticket",
            "sshsig.bad-signature",
            szip::write(&unsigned).expect("szip"),
        ),
        case(
            "85-signed-by-another-key.ticket",
            "trust.signer-unlisted",
            by_device.expect("ticket"),
        ),
        case(
            "86-form-key-of-another.ticket",
            "package.form-sealed",
            ticket_edited(|ticket| ticket.form_key.0[0] ^= 1),
        ),
        case(
            "87-no-form-for-it.ticket",
            "package.ticket-missing",
            ticket_edited(|ticket| ticket.ticket_id.0 = uuid::Uuid::from_u128(1)),
        ),
        case(
            "88-issued-after-the-key-expired.ticket",
            "trust.signer-expired",
            ticket_edited(|ticket| ticket.issued = crate::world::time("2027-06-01T00:00:00Z")),
        ),
    ]
}

/// The package with other content, signed again, and a ticket for it.
fn package_with(stem: &str, code: &'static str, change: impl FnOnce(&mut Opened)) -> [Vector; 2] {
    let mut opened = Opened::new();
    change(&mut opened);
    let bytes = opened.write();
    let sums = szip::read(&bytes).expect("szip");
    let sums_sha256 = Hex(sha256(sums.get(sums::SUMS_NAME).expect("sums")));
    let ticket = ticket_edited(|ticket| ticket.package_sums_sha256 = sums_sha256);
    [
        Vector::new(&format!("{stem}.exampkg"), code, bytes),
        Vector::new(&format!("{stem}.ticket"), code, ticket),
    ]
}

/// A package taken apart.
struct Opened {
    package: Package,
    inner: Vec<Entry>,
    extra: Vec<Entry>,
}

impl Opened {
    fn new() -> Self {
        let world = world();
        let archive = szip::read(&world.package.bytes).expect("szip");
        let slot = &world.package.package.release[0];
        let identity = code::open_slot(slot, &world.code).expect("the code");
        let sealed = archive.get("sealed.age").expect("sealed");
        let plain = age::decrypt(&[identity], sealed, szip::MAX_FILE).expect("age");
        Self {
            package: world.package.package.clone(),
            inner: szip::read(&plain).expect("szip").into_entries(),
            extra: vec![],
        }
    }

    fn write(&self) -> Vec<u8> {
        let recipient = self.package.release[0].recipient;
        let inner = szip::write(&self.inner).expect("szip");
        let sealed = age::encrypt(&[recipient], &inner, &FixedRandom::new(77)).expect("age");
        let json = document::write(&self.package).expect("package");
        let mut entries = vec![
            Entry::new("package.json", json),
            Entry::new("sealed.age", sealed),
        ];
        entries.extend_from_slice(&world().trust);
        entries.extend_from_slice(&self.extra);
        let listed = entries
            .iter()
            .map(|e| (e.name.as_str(), e.bytes.as_slice()));
        let list = sums::write(listed).expect("sums");
        let sig = ssh::sign(&key::issuing(), None, NAMESPACE, list.as_bytes());
        entries.push(Entry::new(sums::SUMS_NAME, list));
        entries.push(Entry::new(sums::SIGNATURE_NAME, sig));
        szip::write(&entries).expect("szip")
    }

    fn edit_shared(&mut self, change: impl FnOnce(&mut Shared)) {
        let mut shared: Shared = document::read(&self.inner[0].bytes).expect("shared");
        change(&mut shared);
        self.inner[0].bytes = document::write(&shared).expect("shared");
    }
}

fn package_cases() -> Vec<Vector> {
    let slot = |change: fn(&mut ReleaseSlot)| {
        move |opened: &mut Opened| change(&mut opened.package.release[0])
    };
    [
        package_with("75-inner-package-id", "package.inner-id", |opened| {
            opened.edit_shared(|shared| shared.package_id.0 = uuid::Uuid::from_u128(1));
        }),
        package_with(
            "75b-kdf-of-4-gib",
            "code.kdf-cost",
            slot(|slot| slot.m_kib = 4 * 1024 * 1024),
        ),
        package_with("89-another-organisation", "package.org", |opened| {
            opened.package.org = "other".to_owned();
        }),
        package_with("90-entry-too-many", "package.entries", |opened| {
            opened.extra.push(Entry::new("notes.txt", "hello"));
        }),
        package_with(
            "91-fewer-questions-than-promised",
            "package.form",
            |opened| {
                opened.package.sections[0].questions = 4;
            },
        ),
        package_with("92-task-missing", "package.form", |opened| {
            opened.edit_shared(|shared| shared.tasks.clear());
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn key_cases() -> Vec<Vector> {
    let sealed = |change: fn(&mut KeyMaterial)| {
        let mut material = world().material.clone();
        change(&mut material);
        let recipients = [key::mailbox().recipient()];
        let sealed = seal_keys(&material, &recipients, &FixedRandom::new(78));
        sealed.expect("keys").bytes
    };
    vec![
        Vector::new(
            "93-keys-changed-after-issue.keypkg",
            "keypkg.commitment",
            sealed(|material| material.keys.tickets[0].keys[0].key = invigil_model::Letter::C),
        ),
        Vector::new("94-sealed-to-another.keypkg", "age.no-match", {
            let to = [key::stranger().recipient()];
            age::encrypt(&to, b"", &FixedRandom::new(79)).expect("age")
        }),
    ]
}

fn grade() -> [Vector; 2] {
    let identities = identities();
    let inputs = VerifyInputs {
        identities: &identities,
        anchor: world().anchor(),
        ..VerifyInputs::default()
    };
    let verdict = verify_result(&sat().result.bytes, &inputs).expect("verifies");
    let record = verdict.into_attempt().expect("an attempt");
    let keys = open_keys(&world().keys.bytes, &identities, &record.package).expect("keys");
    let signed = sign_grade(&grade_of(&record, keys.reveal()), &key::issuing()).expect("grade");
    [
        Vector::new("00-valid-grade.json", "ok", signed.json),
        Vector::new("00-valid-grade.json.sig", "ok", signed.sig),
    ]
}

/// Opens a file as the candidate's app or the recruiter's desk does, to its end.
fn open(vector: &Vector, all: &BTreeMap<&str, &[u8]>) -> Result<(), DocError> {
    let world = world();
    let (stem, kind) = vector.file.rsplit_once('.').expect("an extension");
    let partner = |kind: &str, valid: &'static [u8]| {
        let found = all.get(format!("{stem}.{kind}").as_str());
        found.copied().unwrap_or(valid)
    };
    match kind {
        "keypkg" => {
            let package = &world.package.package;
            open_keys(&vector.bytes, &identities(), package).map(drop)
        }
        "ticket" | "exampkg" => {
            let ticket = read_ticket(partner("ticket", &world.ticket_bytes), &world.anchor())?;
            let package = partner("exampkg", &world.package.bytes);
            let package = open_package(package, &world.anchor())?;
            let opened = package.unlock(&world.code, &ticket)?;
            assert_eq!(opened.form.items, world.form.items);
            assert_eq!(opened.form.tasks, world.shared.tasks);
            Ok(())
        }
        _ => {
            let (json, sig) = (all["00-valid-grade.json"], all["00-valid-grade.json.sig"]);
            let anchor = world.anchor();
            invigil_bundle::doc::grade::read_grade(json, sig, &world.trust, &anchor).map(drop)
        }
    }
}

#[test]
fn each_changed_document_is_refused_with_its_own_code() {
    let mut vectors = vec![
        Vector::new("00-valid.exampkg", "ok", world().package.bytes.clone()),
        Vector::new("00-valid.ticket", "ok", world().ticket_bytes.clone()),
        Vector::new("00-valid.keypkg", "ok", world().keys.bytes.clone()),
    ];
    vectors.extend(grade());
    vectors.extend(json_cases());
    vectors.extend(package_cases());
    vectors.extend(ticket_cases());
    vectors.extend(key_cases());
    vectors.sort_by(|a, b| a.file.cmp(&b.file));
    let all: BTreeMap<&str, &[u8]> = vectors
        .iter()
        .map(|vector| (vector.file.as_str(), vector.bytes.as_slice()))
        .collect();
    for vector in &vectors {
        let found = open(vector, &all).map_or_else(|e| e.code().0, |()| "ok");
        assert_eq!(found, vector.expected, "{}", vector.file);
    }
    vectors.push(Vector::new(
        "code.txt",
        "key",
        format!("{}\n", world().code),
    ));
    vectors.push(Vector::new(
        "mailbox.key",
        "key",
        format!("{}\n", key::mailbox()),
    ));
    let root = world().root.write().expect("root");
    vectors.push(Vector::new("root.pub_signers", "key", root));
    check_folder("doc", &vectors);
}

#[test]
fn the_same_input_gives_the_same_package_and_forms_do_not_show_their_length() {
    let again = crate::world::World::new(&crate::world::Plan::default());
    assert_eq!(again.package.bytes, world().package.bytes);
    assert_eq!(again.keys.bytes, world().keys.bytes);
    let opened = Opened::new();
    let lines = str::from_utf8(&opened.inner[1].bytes).expect("UTF-8");
    let lengths: std::collections::BTreeSet<_> = lines.lines().map(str::len).collect();
    assert_eq!((lines.lines().count(), lengths.len()), (2, 1));
}

#[test]
fn a_candidates_files_hold_no_key_rationale_or_hidden_test() {
    let opened = Opened::new();
    let mut texts: Vec<Vec<u8>> = opened.inner.iter().map(|e| e.bytes.clone()).collect();
    let package = open_package(&world().package.bytes, &world().anchor()).expect("package");
    let ticket = read_ticket(&world().ticket_bytes, &world().anchor()).expect("ticket");
    let form = package.unlock(&world().code, &ticket).expect("form");
    texts.push(form.form_json.to_vec());
    texts.push(ticket.proof().json.clone());
    texts.push(package.proof().json.clone());
    for text in &texts {
        let text = String::from_utf8_lossy(text);
        for word in ["rationale", "\"key\"", "hidden", "exam_seed"] {
            assert!(!text.contains(word), "{word}");
        }
    }
}

#[test]
fn a_wrong_code_is_told_from_a_slip() {
    let package = open_package(&world().package.bytes, &world().anchor()).expect("package");
    let ticket = read_ticket(&world().ticket_bytes, &world().anchor()).expect("ticket");
    let wrong = code::AccessCode::generate(&FixedRandom::new(1234)).expect("code");
    let refused = package.unlock(&wrong, &ticket).expect_err("another code");
    assert_eq!(refused.code().0, "code.wrong");
    let notice = refused.notice("the package");
    assert_eq!(notice.what, "The access code does not open this package.");
}
