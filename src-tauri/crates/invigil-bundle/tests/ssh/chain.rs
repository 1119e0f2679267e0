//! The chain beyond the vector files: times, roles, purposes, rotation, spelling.

use invigil_bundle::{
    ssh,
    trust::{
        Role, Signed, TrustChain, TrustError, TrustFile, TrustLine, namespace as ns, principal,
        verify_rotation,
    },
};
use invigil_crypto::sign::SigningKey;

use crate::keys::{self, AT, DAY, PRINCIPAL};

fn code<T>(result: Result<T, TrustError>) -> &'static str {
    result.map_or_else(|error| error.code().0, |_| "ok")
}

fn sign(key: &SigningKey, text: &str) -> Vec<u8> {
    ssh::sign(key, None, ns::TRUST, text.as_bytes()).into_bytes()
}

/// The files of a chain by name, for a chain that starts at their own root.
fn files(org: &TrustFile, event: Option<&TrustFile>) -> Vec<(&'static str, Vec<u8>)> {
    let root = keys::root_file(&[keys::root().public()], 1);
    let text = org.write().unwrap();
    let mut files = vec![
        ("root.pub_signers", root.write().unwrap().into_bytes()),
        ("org.signers.sig", sign(&keys::root(), &text)),
        ("org.signers", text.into_bytes()),
    ];
    if let Some(event) = event {
        let text = event.write().unwrap();
        files.push(("event.signers.sig", sign(&keys::event(), &text)));
        files.push(("event.signers", text.into_bytes()));
    }
    files
}

fn read(files: &[(&'static str, Vec<u8>)]) -> Result<TrustChain, TrustError> {
    let files = files.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
    TrustChain::read(files, None)
}

fn attempt(chain: &TrustChain, namespace: &str, at: u64) -> &'static str {
    let certificate = keys::certificate();
    let signature = ssh::sign(&keys::attempt(), Some(certificate.blob()), namespace, b"x");
    let signature = signature.as_bytes();
    code(chain.verify_attempt(PRINCIPAL, namespace, b"x", signature, at))
}

#[test]
fn a_document_counts_for_its_principal_purpose_and_time_only() {
    let chain = read(&files(&keys::org_file(), None)).unwrap();
    let check = |key: &SigningKey, who: &str, namespace: &str, at: u64, expected: &str| {
        let signature = ssh::sign(key, None, namespace, b"x");
        let verdict = chain.verify_document(who, namespace, b"x", signature.as_bytes(), at);
        assert_eq!(code(verdict), expected, "{who} {namespace} {at}");
    };
    let (issue, event) = (keys::issue(), keys::event());
    check(&issue, principal::ISSUE, ns::PACKAGE, AT, "ok");
    check(&event, principal::EVENT, ns::GRANT, AT, "ok");
    check(
        &issue,
        principal::EVENT,
        ns::GRANT,
        AT,
        "trust.signer-unlisted",
    );
    check(
        &keys::stranger(),
        principal::ISSUE,
        ns::PACKAGE,
        AT,
        "trust.signer-unlisted",
    );
    check(&issue, principal::ISSUE, ns::TRUST, AT, "trust.not-granted");
    check(
        &issue,
        principal::ISSUE,
        ns::PACKAGE,
        AT - 11 * DAY,
        "trust.signer-not-yet-valid",
    );
    check(
        &issue,
        principal::ISSUE,
        ns::PACKAGE,
        AT + 100 * DAY,
        "trust.signer-expired",
    );
    check(
        &issue,
        principal::ISSUE,
        ns::PACKAGE,
        AT - 31 * DAY,
        "trust.not-yet-valid",
    );
    check(
        &issue,
        principal::ISSUE,
        ns::PACKAGE,
        AT + 300 * DAY,
        "trust.expired",
    );
}

#[test]
fn an_attempt_counts_for_a_listed_device_only() {
    let org = keys::org_file();
    let chain = read(&files(&org, Some(&keys::event_file()))).unwrap();
    assert_eq!(attempt(&chain, ns::RESULT, AT), "ok");
    assert_eq!(attempt(&chain, ns::ENVELOPE, AT), "ok");
    assert_eq!(attempt(&chain, ns::PACKAGE, AT), "trust.not-granted");
    let nobody = read(&files(&org, None)).unwrap();
    assert_eq!(attempt(&nobody, ns::RESULT, AT), "trust.no-devices");
    let mut other = keys::event_file();
    other.lines[0].key = keys::stranger().public();
    let other = read(&files(&org, Some(&other))).unwrap();
    assert_eq!(attempt(&other, ns::RESULT, AT), "cert.unlisted-ca");
}

#[test]
fn a_device_that_nobody_enrolled_vouches_for_itself() {
    let mut files = files(&keys::org_file(), None);
    let device = keys::device_file();
    files.push(("device.signers", device.write().unwrap().into_bytes()));
    let chain = read(&files).unwrap();
    let certificate = keys::certificate();
    let signer = chain.check_attempt(certificate, PRINCIPAL, ns::RESULT, AT);
    assert!(!signer.unwrap().enrolled);
    assert_eq!(
        attempt(&chain, ns::RESULT, AT - 2 * DAY),
        "trust.not-yet-valid"
    );
}

#[test]
fn the_station_must_be_valid_when_its_list_is_used() {
    let mut org = keys::org_file();
    org.lines[1].valid_before = Some(AT);
    let chain = read(&files(&org, Some(&keys::event_file()))).unwrap();
    assert_eq!(attempt(&chain, ns::RESULT, AT - 1), "ok");
    assert_eq!(attempt(&chain, ns::RESULT, AT), "trust.signer-expired");
}

#[test]
fn a_list_of_devices_is_signed_by_the_station_alone() {
    let org = keys::org_file();
    let event = keys::event_file();
    let text = event.write().unwrap();
    let check = |signer: &SigningKey, expected: &str| {
        let mut files = files(&org, Some(&event));
        for (name, bytes) in &mut files {
            if *name == "event.signers.sig" {
                *bytes = sign(signer, &text);
            }
        }
        assert_eq!(code(read(&files)), expected);
    };
    check(&keys::event(), "ok");
    check(&keys::issue(), "trust.signer-unlisted");
    check(&keys::root(), "trust.signer-unlisted");
    check(&keys::device(), "trust.self-listed");
    let mut unsigned = files(&org, Some(&event));
    unsigned.retain(|(name, _)| *name != "event.signers.sig");
    assert_eq!(code(read(&unsigned)), "trust.threshold");
}

#[test]
fn a_file_in_another_place_or_of_another_organisation_is_refused() {
    let mut other = keys::event_file();
    other.org = "other-ltd".to_owned();
    assert_eq!(
        code(read(&files(&keys::org_file(), Some(&other)))),
        "trust.other-org"
    );
    let mut swapped = files(&keys::org_file(), None);
    let root = swapped[0].1.clone();
    swapped[2].1 = root.clone();
    swapped[1].1 = sign(&keys::root(), str::from_utf8(&root).unwrap());
    assert_eq!(code(read(&swapped)), "trust.other-role");
    swapped.remove(0);
    assert_eq!(code(read(&swapped)), "trust.missing-file");
}

#[test]
fn a_new_root_needs_the_old_and_the_new_signature() {
    let old = keys::root_file(&[keys::root().public()], 1);
    let new = TrustFile {
        seq: 2,
        prev: Some(old.digest().unwrap()),
        ..keys::root_file(&[keys::second_root().public()], 1)
    };
    let check = |new: &TrustFile, signers: &[SigningKey], expected: &str| {
        let text = new.write().unwrap();
        let signatures: Vec<Vec<u8>> = signers.iter().map(|key| sign(key, &text)).collect();
        let signatures: Vec<&[u8]> = signatures.iter().map(Vec::as_slice).collect();
        let signed = Signed {
            bytes: text.as_bytes(),
            signatures: &signatures,
        };
        assert_eq!(code(verify_rotation(&old, &signed)), expected);
    };
    let (first, second) = (keys::root(), keys::second_root());
    check(&new, &[first.clone(), second.clone()], "ok");
    check(&new, std::slice::from_ref(&second), "trust.rotation-old");
    check(&new, std::slice::from_ref(&first), "trust.rotation-new");
    check(&new, &[first.clone(), first.clone()], "trust.signer-twice");
    let mut later = new.clone();
    later.seq = 3;
    check(
        &later,
        &[first.clone(), second.clone()],
        "trust.predecessor",
    );
    later = new.clone();
    later.prev = Some([0; 32]);
    check(&later, &[first, second], "trust.predecessor");
}

/// The text of a valid `org.signers` after one change.
fn check_text(from: &str, to: &str, expected: &str) {
    let text = keys::org_file().write().unwrap();
    let changed = text.replacen(from, to, 1);
    assert_ne!(text, changed, "`{from}` is not in the file");
    assert_eq!(code(TrustFile::read(changed.as_bytes())), expected, "{to}");
}

#[test]
fn a_trust_file_has_one_spelling() {
    check_text("/1 ", "/10 ", "trust.version");
    check_text("# invigil", "#invigil", "trust.syntax");
    check_text("seq=7", "seq=07", "trust.syntax");
    check_text("seq=7", "seq=+7", "trust.syntax");
    check_text("seq=7", "seq=1", "trust.syntax");
    check_text("role=org", "role=ORG", "trust.syntax");
    check_text(" org=example", " org=Example", "trust.syntax");
    check_text("00Z\n", "00Z threshold=1\n", "trust.syntax");
    check_text("00Z\n", "00Z \n", "trust.syntax");
    check_text("00Z\n", "00Z\r\n", "trust.syntax");
    check_text("issue namespaces", "issue  namespaces", "trust.syntax");
    check_text("\nissue", "\n# comment\nissue", "trust.syntax");
    check_text("\nissue", "\n\nissue", "trust.syntax");
    check_text("\nissue", "\nissue,event", "trust.principal");
    check_text("\nissue", "\n*", "trust.principal");
    check_text("\nissue", "\nevent", "trust.grant");
    check_text(
        "issue namespaces",
        "issue cert-authority,namespaces",
        "trust.principal",
    );
    check_text("package-v1@invigil", "*", "trust.syntax");
    check_text("package-v1@invigil", "result-v1@invigil", "trust.grant");
    check_text("ticket-v1@invigil", "trust-v1@invigil", "trust.grant");
    check_text(",valid-after", ",VALID-AFTER", "trust.syntax");
    check_text("Z\" ssh-ed25519", "\" ssh-ed25519", "trust.syntax");
    check_text(" ssh-ed25519 ", " ssh-rsa ", "key.type");
}

#[test]
fn one_key_has_one_line() {
    let mut file = keys::org_file();
    file.lines
        .push(TrustLine::new("witness-hall-2", keys::issue().public()));
    assert_eq!(code(file.write()), "trust.duplicate-key");
}

#[test]
fn a_pattern_takes_in_whole_names_only() {
    let line = TrustLine::new("attempt-*", keys::device().public());
    for (name, taken) in [
        ("attempt-1", true),
        ("attempt-", false),
        ("attempt", false),
        ("attempt-*", false),
        ("other-1", false),
    ] {
        assert_eq!(line.names(name), taken, "{name}");
    }
    let one = TrustLine::new("attempt-1", keys::device().public());
    assert!(one.names("attempt-1") && !one.names("attempt-11"));
}

#[test]
fn roles_are_the_words_of_the_header() {
    let words = [Role::Root, Role::Org, Role::Event, Role::Device].map(Role::as_str);
    assert_eq!(words, ["root", "org", "event", "device"]);
}
