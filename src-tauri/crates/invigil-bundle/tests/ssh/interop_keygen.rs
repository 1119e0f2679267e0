//! Keys, signatures, certificates and trust files: ssh-keygen reads ours, we read its.
//!
//! Each test has a corrupted twin that must fail.

use invigil_bundle::{
    ssh::{
        self, Certificate,
        key::{fingerprint, public_line, read_private, read_public_line},
    },
    trust::namespace as ns,
};

use crate::{
    keys::{self, AT, DAY, PRINCIPAL},
    tools::Desk,
};

/// `-Overify-time=` for the Unix second `at`.
fn verify_time(at: &str) -> String {
    format!("-Overify-time={at}")
}

const NOW: &str = "20260301090000Z";

#[test]
fn ssh_keygen_reads_our_keys_and_signs_the_same_bytes_with_them() {
    let desk = Desk::new();
    desk.put_key("key", &keys::issue());
    let line = desk.must("ssh-keygen", &["-y", "-f", "key"]);
    let (key, comment) = read_public_line(&line).unwrap();
    assert_eq!((key, comment.as_str()), (keys::issue().public(), "key"));
    desk.put("message", b"hello");
    desk.must(
        "ssh-keygen",
        &["-Y", "sign", "-f", "key", "-n", ns::PACKAGE, "message"],
    );
    let ours = ssh::sign(&keys::issue(), None, ns::PACKAGE, b"hello");
    assert_eq!(desk.text("message.sig"), ours);
    desk.put("key.pub", public_line(&keys::issue().public(), "c") + "\n");
    let list = desk.must("ssh-keygen", &["-l", "-f", "key.pub"]);
    assert!(
        list.contains(&fingerprint(&keys::issue().public())),
        "{list}"
    );
    let broken = desk.text("key").replacen("b3Bl", "b3Bm", 1);
    desk.put("broken", broken);
    assert!(!desk.run("ssh-keygen", &["-y", "-f", "broken"], b"").ok);
}

#[test]
fn we_read_keys_that_ssh_keygen_makes() {
    let desk = Desk::new();
    let made = ["-q", "-t", "ed25519", "-C", "a comment", "-N"];
    let make = |more: &[&str]| desk.must("ssh-keygen", &[&made, more].concat());
    make(&["", "-f", "plain"]);
    let private = read_private(&desk.get("plain")).unwrap();
    let (public, comment) = read_public_line(&desk.text("plain.pub")).unwrap();
    assert_eq!(private.key.public(), public);
    assert_eq!(
        (private.comment.as_str(), comment.as_str()),
        ("a comment", "a comment")
    );
    make(&["secret", "-f", "locked"]);
    let code = |name: &str| read_private(&desk.get(name)).unwrap_err().code().0;
    assert_eq!(code("locked"), "key.encrypted");
    desk.must(
        "ssh-keygen",
        &["-q", "-t", "ecdsa", "-N", "", "-f", "other"],
    );
    assert_eq!(code("other"), "key.type");
    let line = desk.text("other.pub");
    assert_eq!(read_public_line(&line).unwrap_err().code().0, "key.type");
    // One character of each half changed: refused by both sides.
    let middle = |text: &str| {
        let at = text.find("AAAA").map_or(text.len() / 2, |at| at + 40);
        let other = if text.as_bytes()[at] == b'A' {
            "B"
        } else {
            "A"
        };
        format!("{}{other}{}", &text[..at], &text[at + 1..])
    };
    let (public, private) = (desk.text("plain.pub"), desk.text("plain"));
    let line_end = private.len() / 2;
    let broken = format!("{}{}", &private[..line_end - 8], &private[line_end..]);
    desk.put("broken", broken.as_bytes());
    assert!(read_private(broken.as_bytes()).is_err());
    assert!(
        !desk
            .run("ssh-keygen", &["-y", "-P", "", "-f", "broken"], b"")
            .ok
    );
    let wrong = middle(&public);
    assert!(
        read_public_line(&wrong).map(|(key, _)| key)
            != read_public_line(&public).map(|(key, _)| key)
    );
}

#[test]
fn we_read_signatures_that_ssh_keygen_makes() {
    let desk = Desk::new();
    desk.must(
        "ssh-keygen",
        &["-q", "-t", "ed25519", "-N", "", "-f", "key"],
    );
    let (public, _) = read_public_line(&desk.text("key.pub")).unwrap();
    desk.put("message", b"hello");
    let sign = ["-Y", "sign", "-f", "key", "-n", ns::TICKET];
    let sign = |more: &[&str]| {
        let _ = std::fs::remove_file(desk.path("message.sig"));
        desk.must("ssh-keygen", &[&sign, more].concat());
        desk.get("message.sig")
    };
    let good = sign(&["message"]);
    let signer = ssh::verify(&good, ns::TICKET, b"hello").unwrap();
    assert_eq!(*signer.public(), public);
    let code = |bytes: &[u8], message: &[u8]| {
        ssh::verify(bytes, ns::TICKET, message)
            .unwrap_err()
            .code()
            .0
    };
    assert_eq!(code(&good, b"hellp"), "sshsig.bad-signature");
    let weak_hash = sign(&["-Ohashalg=sha256", "message"]);
    assert_eq!(code(&weak_hash, b"hello"), "sshsig.hash-algorithm");
}

#[test]
fn ssh_keygen_verifies_what_we_sign() {
    let desk = Desk::new();
    desk.put("org.signers", keys::org_file().write().unwrap());
    let signature = ssh::sign(&keys::issue(), None, ns::PACKAGE, b"sums");
    desk.put("sums.sig", &signature);
    let time = verify_time(NOW);
    let check = |who: &str, namespace: &str, file: &str, message: &[u8], time: &str| {
        desk.keygen_verify("org.signers", who, namespace, file, message, &[time])
    };
    assert!(check("issue", ns::PACKAGE, "sums.sig", b"sums", &time));
    assert!(!check("issue", ns::PACKAGE, "sums.sig", b"sumz", &time));
    assert!(!check("issue", ns::TICKET, "sums.sig", b"sums", &time));
    assert!(!check("event", ns::PACKAGE, "sums.sig", b"sums", &time));
    let late = verify_time("20260610090000Z");
    assert!(!check("issue", ns::PACKAGE, "sums.sig", b"sums", &late));
    let early = verify_time("20260218090000Z");
    assert!(!check("issue", ns::PACKAGE, "sums.sig", b"sums", &early));
    let grant = ssh::sign(&keys::issue(), None, ns::TRUST, b"sums");
    desk.put("grant.sig", grant);
    assert!(!check("issue", ns::TRUST, "grant.sig", b"sums", &time));
}

#[test]
fn the_limits_of_a_line_are_utc_for_ssh_keygen_too() {
    let desk = Desk::new();
    let mut org = keys::org_file();
    org.lines[0].valid_before = Some(AT + DAY);
    desk.put("org.signers", org.write().unwrap());
    let signature = ssh::sign(&keys::issue(), None, ns::PACKAGE, b"sums");
    desk.put("sums.sig", signature);
    let check = |at: &str| {
        let time = verify_time(at);
        desk.keygen_verify(
            "org.signers",
            "issue",
            ns::PACKAGE,
            "sums.sig",
            b"sums",
            &[&time],
        )
    };
    assert!(check("20260302085959Z"));
    assert!(!check("20260302090001Z"));
}

#[test]
fn ssh_keygen_lists_our_certificates_and_verifies_signatures_under_them() {
    let desk = Desk::new();
    let certificate = keys::certificate();
    desk.put("cert.pub", certificate.line() + "\n");
    let list = desk.must("ssh-keygen", &["-L", "-f", "cert.pub"]);
    for part in [
        "ssh-ed25519-cert-v01@openssh.com user certificate",
        &format!("Signing CA: ED25519 {}", fingerprint(certificate.ca())),
        &format!("Key ID: \"{}\"", keys::TICKET),
        "Serial: 7",
        "Valid: forever",
        PRINCIPAL,
        "ticket-sha256@invigil",
        "Critical Options: (none)",
    ] {
        assert!(list.contains(part), "{part} in {list}");
    }
    let ticket = invigil_crypto::digest::hex(&certificate.bindings().unwrap().ticket);
    assert!(list.contains(&ticket), "{list}");
    let line = certificate.line();
    let broken = format!("{}B{}\n", &line[..100], &line[101..]);
    assert_ne!(&line[100..101], "B");
    desk.put("broken.pub", &broken);
    assert!(!desk.run("ssh-keygen", &["-L", "-f", "broken.pub"], b"").ok);
    assert!(Certificate::from_line(&broken).is_err());

    desk.put("event.signers", keys::event_file().write().unwrap());
    let blob = Some(certificate.blob());
    desk.put("r.sig", ssh::sign(&keys::attempt(), blob, ns::RESULT, b"r"));
    let check = |who: &str, namespace: &str, message: &[u8]| {
        desk.keygen_verify("event.signers", who, namespace, "r.sig", message, &[])
    };
    assert!(check(PRINCIPAL, ns::RESULT, b"r"));
    assert!(!check(PRINCIPAL, ns::RESULT, b"s"));
    assert!(!check(PRINCIPAL, ns::ENVELOPE, b"r"));
    assert!(!check("attempt-other", ns::RESULT, b"r"));
    let bare = ssh::sign(&keys::attempt(), None, ns::RESULT, b"r");
    desk.put("r.sig", bare);
    assert!(!check(PRINCIPAL, ns::RESULT, b"r"));
}

#[test]
fn a_device_that_vouches_for_itself_is_found_in_its_own_file() {
    let desk = Desk::new();
    let file = keys::device_file();
    desk.put("device.signers", file.write().unwrap());
    let certificate = keys::certificate();
    let blob = Some(certificate.blob());
    desk.put("r.sig", ssh::sign(&keys::attempt(), blob, ns::RESULT, b"r"));
    let check = |message: &[u8]| {
        desk.keygen_verify(
            "device.signers",
            PRINCIPAL,
            ns::RESULT,
            "r.sig",
            message,
            &[],
        )
    };
    assert!(check(b"r"));
    assert!(!check(b"s"));
}

#[test]
fn we_read_certificates_that_ssh_keygen_makes() {
    let desk = Desk::new();
    desk.put_key("ca", &keys::device());
    desk.put("key.pub", public_line(&keys::attempt().public(), "") + "\n");
    let make = |more: &[&str]| {
        let base = ["-q", "-s", "ca", "-I", "ticket"];
        desk.must("ssh-keygen", &[&base, more, &["key.pub"]].concat());
        let line = desk.text("key-cert.pub");
        Certificate::from_line(&line).unwrap()
    };
    let cas = [keys::device().public()];
    let check = |more: &[&str], expected: &str| {
        let verdict = make(more).verify(&cas, PRINCIPAL, AT);
        let code = verdict.map_or_else(|error| error.code().0, |()| "ok");
        assert_eq!(code, expected, "{more:?}");
    };
    let who = ["-n", PRINCIPAL, "-z", "7"];
    let and = |more: &[&'static str]| [&who[..], more].concat();
    check(&who, "ok");
    check(&and(&["-O", "clear", "-O", "extension:a@b=c"]), "ok");
    check(&and(&["-V", "20260101000000Z:20270101000000Z"]), "ok");
    check(
        &and(&["-V", "20250101000000Z:20260101000000Z"]),
        "cert.expired",
    );
    check(
        &and(&["-V", "20270101000000Z:20280101000000Z"]),
        "cert.not-yet-valid",
    );
    check(&and(&["-h"]), "cert.host");
    check(
        &and(&["-O", "critical:force-command=x"]),
        "cert.critical-option",
    );
    check(&["-n", "attempt-other", "-z", "7"], "cert.other-principal");
    check(
        &["-n", "attempt-other,x", "-z", "7"],
        "cert.many-principals",
    );
    check(&["-z", "7"], "cert.no-principal");
    check(&["-n", PRINCIPAL], "cert.serial-zero");
    let read = make(&who);
    assert_eq!((read.serial(), read.key_id()), (7, "ticket"));
    assert_eq!(*read.subject(), keys::attempt().public());
    assert_eq!(read.bindings(), None);
    let mut blob = read.blob().to_vec();
    blob[60] ^= 1;
    assert!(Certificate::from_blob(&blob).is_err());
}

#[test]
fn we_read_signatures_that_ssh_keygen_makes_under_a_certificate() {
    let desk = Desk::new();
    desk.put_key("key", &keys::attempt());
    let certificate = keys::certificate();
    desk.put("key-cert.pub", certificate.line() + "\n");
    desk.put("message", b"r");
    desk.must(
        "ssh-keygen",
        &[
            "-Y",
            "sign",
            "-f",
            "key-cert.pub",
            "-n",
            ns::RESULT,
            "message",
        ],
    );
    let theirs = desk.text("message.sig");
    let blob = Some(certificate.blob());
    assert_eq!(theirs, ssh::sign(&keys::attempt(), blob, ns::RESULT, b"r"));
    let signer = ssh::verify(theirs.as_bytes(), ns::RESULT, b"r").unwrap();
    assert_eq!(signer.into_certificate().unwrap(), certificate);
    assert!(ssh::verify(theirs.as_bytes(), ns::RESULT, b"s").is_err());
}

#[test]
fn the_whole_chain_is_checked_by_the_printed_commands() {
    let desk = Desk::new();
    let root = keys::root_file(&[keys::root().public()], 1);
    desk.put("root.pub_signers", root.write().unwrap());
    let org = keys::org_file().write().unwrap();
    let event = keys::event_file().write().unwrap();
    let by_root = ssh::sign(&keys::root(), None, ns::TRUST, org.as_bytes());
    let by_event = ssh::sign(&keys::event(), None, ns::TRUST, event.as_bytes());
    desk.put("org.signers", &org);
    desk.put("org.signers.sig", by_root);
    desk.put("event.signers.sig", by_event);
    let time = verify_time(NOW);
    let check = |signers: &str, who: &str, signature: &str, message: &str| {
        let message = message.as_bytes();
        desk.keygen_verify(signers, who, ns::TRUST, signature, message, &[&time])
    };
    assert!(check("root.pub_signers", "org", "org.signers.sig", &org));
    assert!(check("org.signers", "event", "event.signers.sig", &event));
    let changed = org.replacen("seq=7", "seq=8", 1);
    assert!(!check(
        "root.pub_signers",
        "org",
        "org.signers.sig",
        &changed
    ));
    assert!(!check("org.signers", "issue", "event.signers.sig", &event));
}
