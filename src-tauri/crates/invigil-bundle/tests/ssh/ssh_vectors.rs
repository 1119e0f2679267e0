//! Cases 33 to 49: signatures and certificates.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use invigil_bundle::ssh::{
    self,
    key::{fingerprint, public_blob, public_line, read_private, read_public_line, write_private},
    wire::Writer,
};
use invigil_crypto::{
    random::FixedRandom,
    sign::{PublicKey, SigningKey},
};
use serde::{Deserialize, Serialize};

use crate::{
    keys::{self, AT, DAY, PRINCIPAL},
    raw::{RawCert, RawSig, armor, plus_order, unarmor},
    vectors::{Folder, pretty},
};

const NS: &str = "result-v1@invigil";
const MESSAGE: &[u8] = b"The bytes that are signed.\n";
const KEY: &str = "00-valid.sig";
const CERT: &str = "00-valid-certificate.sig";
const TWIN: &str = "00-valid-twin-certificate.sig";
const LINE: &str = "issue.pub";

/// `expected.json`.
#[derive(Serialize, Deserialize)]
struct Expected {
    /// The file that is signed.
    message: String,
    /// The purpose asked for.
    namespace: String,
    /// Files of the keys that may certify; the attempt's own is among them on purpose.
    authorities: Vec<String>,
    /// The principal asked for.
    principal: String,
    /// The Unix second of the judgement.
    at: u64,
    cases: Vec<Case>,
}

#[derive(Serialize, Deserialize)]
struct Case {
    case: u32,
    file: String,
    /// What differs from the twin.
    property: String,
    /// The file that is accepted under the same question.
    twin: String,
    /// `key`, `certificate` or `line`.
    wanted: String,
    code: String,
}

struct Made {
    folder: Folder,
    cases: Vec<Case>,
}

impl Made {
    fn add(&mut self, file: &str, twin: &str, property: &str, code: &str, bytes: impl AsRef<[u8]>) {
        let wanted = match twin {
            KEY => "key",
            LINE => "line",
            _ => "certificate",
        };
        self.folder.put(file, bytes);
        self.cases.push(Case {
            case: file[..2].parse().unwrap(),
            file: file.to_owned(),
            property: property.to_owned(),
            twin: twin.to_owned(),
            wanted: wanted.to_owned(),
            code: code.to_owned(),
        });
    }
}

fn bare() -> RawSig {
    RawSig::new(public_blob(&keys::issue().public()), NS)
}

fn cert() -> RawCert {
    RawCert {
        serial: keys::SERIAL,
        kind: 1,
        principals: vec![PRINCIPAL],
        validity: (AT - DAY, AT + DAY),
        critical: vec![],
        ca: keys::device(),
    }
}

fn signed_under(cert: &RawCert) -> String {
    let key = keys::attempt();
    RawSig::new(cert.blob(&key), NS).sign(&key, MESSAGE)
}

/// Files that are valid, frozen.
fn positive(folder: &mut Folder) {
    folder.put("message.txt", MESSAGE);
    for (name, key) in [
        ("issue", keys::issue()),
        ("attempt", keys::attempt()),
        ("device", keys::device()),
    ] {
        let line = public_line(&key.public(), name);
        folder.put(&format!("{name}.pub"), format!("{line}\n"));
    }
    let private = write_private(&keys::issue(), "issue", &FixedRandom::new(2)).unwrap();
    folder.put("issue.openssh", private.as_bytes());
    let certificate = keys::certificate();
    folder.put("attempt-cert.pub", format!("{}\n", certificate.line()));
    folder.put(KEY, ssh::sign(&keys::issue(), None, NS, MESSAGE));
    let blob = Some(certificate.blob());
    folder.put(CERT, ssh::sign(&keys::attempt(), blob, NS, MESSAGE));
    folder.put(TWIN, signed_under(&cert()));
}

fn signatures(made: &mut Made) {
    let key = keys::issue();
    let valid = bare().sign(&key, MESSAGE);
    let mut flipped = bare().signature(&key, MESSAGE);
    flipped[5] ^= 1;
    made.add(
        "33-byte-flip.sig",
        KEY,
        "one bit of R",
        "sshsig.bad-signature",
        bare().file(&flipped),
    );
    let change = |edit: &dyn Fn(&mut RawSig)| {
        let mut raw = bare();
        edit(&mut raw);
        raw.sign(&key, MESSAGE)
    };
    made.add(
        "34-other-namespace.sig",
        KEY,
        "signed for another purpose",
        "sshsig.namespace",
        change(&|raw| raw.namespace = "package-v1@invigil"),
    );
    made.add(
        "35-hash-sha256.sig",
        KEY,
        "hash_alg sha256, signed so",
        "sshsig.hash-algorithm",
        change(&|raw| raw.hash = "sha256"),
    );
    made.add(
        "36-reserved.sig",
        KEY,
        "reserved holds a byte, signed so",
        "sshsig.reserved",
        change(&|raw| raw.reserved = "x"),
    );
    made.add(
        "37-version-2.sig",
        KEY,
        "version 2",
        "sshsig.version",
        change(&|raw| raw.version = 2),
    );
    for (file, property, code, text) in [
        (
            "38-junk-before.sig",
            "a line before the armor",
            "sshsig.armor",
            format!("junk\n{valid}"),
        ),
        (
            "38-junk-after.sig",
            "a line after the armor",
            "sshsig.armor",
            format!("{valid}junk\n"),
        ),
        (
            "38-line-length.sig",
            "lines of 64 columns",
            "sshsig.line-length",
            armor(&unarmor(&valid), 64),
        ),
        (
            "39-crlf.sig",
            "lines end with CR LF",
            "sshsig.crlf",
            valid.replace('\n', "\r\n"),
        ),
    ] {
        made.add(file, KEY, property, code, text);
    }
    let malleable = plus_order(&bare().signature(&key, MESSAGE));
    made.add(
        "41-s-plus-l.sig",
        KEY,
        "S + L for S",
        "sshsig.scalar-range",
        bare().file(&malleable),
    );
    let hardware = Writer::new()
        .string("sk-ssh-ed25519@openssh.com")
        .string(key.public().as_bytes())
        .string("ssh:")
        .finish();
    made.add(
        "42-key-type.sig",
        KEY,
        "a key of another type",
        "key.type",
        change(&|raw| raw.key = hardware.clone()),
    );
}

/// The point whose signatures A = R, S = 0 hold for every message, in two encodings.
fn weak_points() -> [(&'static str, [u8; 32]); 2] {
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut second = [0xff; 32];
    (second[0], second[31]) = (0xee, 0x7f);
    [("small-order", identity), ("non-canonical", second)]
}

fn weak(made: &mut Made) {
    let mut forged = [0; 64];
    forged[0] = 1;
    for (name, point) in weak_points() {
        let blob = Writer::new().string("ssh-ed25519").string(point).finish();
        let line = format!("ssh-ed25519 {} issue\n", STANDARD.encode(&blob));
        made.add(
            &format!("40-{name}.sig"),
            KEY,
            "A is the identity, R the identity, S zero",
            "key.weak",
            RawSig::new(blob, NS).file(&forged),
        );
        made.add(
            &format!("40-{name}.pub"),
            LINE,
            "the key is the identity",
            "key.weak",
            line,
        );
    }
}

fn certificates(made: &mut Made) {
    let mut flipped = cert().blob(&keys::attempt());
    flipped[40] ^= 1;
    let under = RawSig::new(flipped, NS);
    made.add(
        "33-certificate-byte-flip.sig",
        TWIN,
        "one bit of the certificate's nonce",
        "cert.bad-signature",
        under.sign(&keys::attempt(), MESSAGE),
    );
    let key = keys::attempt();
    made.add(
        "43-raw-key.sig",
        TWIN,
        "the bare attempt key signed",
        "sshsig.certificate-needed",
        RawSig::new(public_blob(&key.public()), NS).sign(&key, MESSAGE),
    );
    let mut add = |file: &str, property: &str, code: &str, edit: &dyn Fn(&mut RawCert)| {
        let mut raw = cert();
        edit(&mut raw);
        made.add(file, TWIN, property, code, signed_under(&raw));
    };
    add(
        "44-host-certificate.sig",
        "a host's certificate",
        "cert.host",
        &|raw| raw.kind = 2,
    );
    add(
        "45-expired.sig",
        "valid before the judgement only",
        "cert.expired",
        &|raw| raw.validity.1 = AT,
    );
    add(
        "45-early.sig",
        "valid after the judgement only",
        "cert.not-yet-valid",
        &|raw| raw.validity.0 = AT + 1,
    );
    add(
        "46-critical-option.sig",
        "a critical option",
        "cert.critical-option",
        &|raw| raw.critical = vec![("force-command", "true")],
    );
    add(
        "47-no-principal.sig",
        "no principal",
        "cert.no-principal",
        &|raw| raw.principals = vec![],
    );
    add(
        "47-two-principals.sig",
        "a second principal",
        "cert.many-principals",
        &|raw| raw.principals.push("attempt-other"),
    );
    add(
        "47-other-principal.sig",
        "another principal",
        "cert.other-principal",
        &|raw| raw.principals = vec!["attempt-other"],
    );
    add(
        "48-unlisted-ca.sig",
        "certified by a stranger",
        "cert.unlisted-ca",
        &|raw| raw.ca = keys::stranger(),
    );
    add(
        "49-self-certified.sig",
        "certified by itself",
        "cert.self-certified",
        &|raw| raw.ca = keys::attempt(),
    );
    add(
        "54-serial-zero.sig",
        "serial 0, which cannot be revoked",
        "cert.serial-zero",
        &|raw| raw.serial = 0,
    );
}

fn judge(
    wanted: &str,
    expected: &Expected,
    files: &BTreeMap<String, Vec<u8>>,
    file: &str,
) -> Result<(), String> {
    let code = |error: ssh::SshsigError| error.code().to_string();
    let bytes = &files[file];
    if wanted == "line" {
        let line = str::from_utf8(bytes).unwrap();
        return match read_public_line(line) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.code().to_string()),
        };
    }
    let message = &files[&expected.message];
    let signer = ssh::verify(bytes, &expected.namespace, message).map_err(code)?;
    if wanted == "key" {
        return signer.into_key().map(|_| ()).map_err(code);
    }
    let authorities: Vec<PublicKey> = expected
        .authorities
        .iter()
        .map(|file| str::from_utf8(&files[file]).unwrap())
        .map(|line| read_public_line(line).unwrap().0)
        .collect();
    signer
        .into_certificate()
        .map_err(code)?
        .verify(&authorities, &expected.principal, expected.at)
        .map_err(|error| error.code().to_string())
}

#[test]
fn each_vector_is_refused_with_its_code_and_its_twin_accepted() {
    let mut made = Made {
        folder: Folder::new("ssh"),
        cases: Vec::new(),
    };
    positive(&mut made.folder);
    signatures(&mut made);
    weak(&mut made);
    certificates(&mut made);
    let Made { mut folder, cases } = made;
    let expected = Expected {
        message: "message.txt".to_owned(),
        namespace: NS.to_owned(),
        authorities: vec!["device.pub".to_owned(), "attempt.pub".to_owned()],
        principal: PRINCIPAL.to_owned(),
        at: AT,
        cases,
    };
    folder.put("expected.json", pretty(&expected));
    let files = folder.committed();
    let expected: Expected = serde_json::from_slice(&files["expected.json"]).unwrap();
    for case in &expected.cases {
        let verdict = judge(&case.wanted, &expected, &files, &case.file);
        assert_eq!(verdict, Err(case.code.clone()), "{}", case.file);
        let twin = judge(&case.wanted, &expected, &files, &case.twin);
        assert_eq!(twin, Ok(()), "the twin of {}", case.file);
    }
    assert_eq!(judge("certificate", &expected, &files, CERT), Ok(()));
    let numbers: Vec<u32> = expected.cases.iter().map(|case| case.case).collect();
    assert!((33..=49).all(|number| numbers.contains(&number)));
}

#[test]
fn the_frozen_files_are_read_as_what_they_are() {
    let private = write_private(&keys::issue(), "issue", &FixedRandom::new(2)).unwrap();
    let read = read_private(private.as_bytes()).unwrap();
    assert_eq!(read.key.seed(), keys::issue().seed());
    let certificate = ssh::Certificate::from_line(&keys::certificate().line()).unwrap();
    assert_eq!(certificate, keys::certificate());
    assert_eq!(certificate.validity(), (0, u64::MAX));
    assert_eq!(certificate.serial(), keys::SERIAL);
    assert_eq!(certificate.key_id(), keys::TICKET);
    assert_eq!(certificate.extensions().len(), 3);
    assert!(certificate.bindings().is_some());
    assert!(fingerprint(certificate.ca()).starts_with("SHA256:"));
}

/// Every single-bit change of the blob and of the text.
fn flip_everything(text: &str) {
    assert!(ssh::verify(text.as_bytes(), NS, MESSAGE).is_ok());
    let blob = unarmor(text);
    for at in 0..blob.len() {
        for bit in 0..8 {
            let mut changed = blob.clone();
            changed[at] ^= 1 << bit;
            let verdict = ssh::verify(armor(&changed, 70).as_bytes(), NS, MESSAGE);
            assert!(verdict.is_err(), "bit {bit} of byte {at} of the blob");
        }
    }
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut changed = text.as_bytes().to_vec();
            changed[at] ^= 1 << bit;
            let verdict = ssh::verify(&changed, NS, MESSAGE);
            assert!(verdict.is_err(), "bit {bit} of byte {at} of the text");
        }
    }
}

#[test]
fn no_bit_of_a_signature_file_can_change() {
    flip_everything(&ssh::sign(&keys::issue(), None, NS, MESSAGE));
}

#[test]
fn no_bit_of_a_signature_file_with_a_certificate_can_change() {
    let certificate = keys::certificate();
    let key: SigningKey = keys::attempt();
    flip_everything(&ssh::sign(&key, Some(certificate.blob()), NS, MESSAGE));
}
