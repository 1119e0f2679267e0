//! Files that are neither containers nor JSON documents: lines, armor, keys.

use invigil_bundle::{
    code::AccessCode,
    doc::Stamp,
    ssh::{self, Krl, Signer, key::fingerprint},
    sums,
    trust::{Role, TrustFile, fingerprint_words},
};
use invigil_crypto::digest::{hex, unhex};
use invigil_log::Note;
use invigil_model::Code;

use super::{InspectReport, Inspected, none_of_ours};
use crate::candidates;

/// `log/public.jsonl` or `log/private.jsonl`: the largest.
const LOG_CAP: usize = 32 << 20;
/// Lines of one signed head.
const HEAD_LINES: usize = 5;

/// The lines of a log; their meaning is the verifier's.
pub(super) fn log(bytes: &[u8]) -> Inspected {
    let text = str::from_utf8(bytes).ok();
    let text = text.filter(|text| text.len() <= LOG_CAP && text.ends_with('\n'));
    let frame = |line: &str| line.starts_with("{\"frame\":") && line.ends_with("]}");
    let Some(text) = text.filter(|text| text.lines().all(frame)) else {
        let why = "a line of it is no frame of a log".to_owned();
        return Err(none_of_ours(Code("log.line"), why));
    };
    let first = text.lines().next().unwrap_or_default();
    let part = if first.contains("\"private\":") {
        "private: what was typed and chosen"
    } else {
        "public: what happened when"
    };
    Ok(InspectReport::of(
        "log",
        vec![
            ("part", part.to_owned()),
            ("frames", text.lines().count().to_string()),
        ],
    ))
}

pub(super) fn trust(bytes: &[u8]) -> Inspected {
    let file = TrustFile::read(bytes).map_err(|e| none_of_ours(e.code(), e.to_string()))?;
    let mut facts = vec![
        ("role", file.role.to_string()),
        ("org", file.org.clone()),
        ("seq", file.seq.to_string()),
        ("issued", moment(file.issued)),
        ("expires", moment(file.expires)),
    ];
    if let Some(prev) = &file.prev {
        facts.push(("prev", hex(prev)));
    }
    if let Some(threshold) = file.threshold {
        facts.push(("threshold", threshold.to_string()));
    }
    for line in &file.lines {
        let key = format!("{} {}", line.principal, fingerprint(&line.key));
        facts.push(("key", key));
        if file.role == Role::Root {
            facts.push(("words", fingerprint_words(&line.key).join(" ")));
        }
    }
    Ok(InspectReport::of("trust", facts))
}

/// A key behind a passphrase: the two lines that say how.
pub(super) fn sealed_key(bytes: &[u8]) -> Inspected {
    let text = str::from_utf8(bytes).unwrap_or_default();
    let mut lines = text.lines();
    let (format, kdf) = (lines.next(), lines.next());
    let (Some(format), Some(kdf)) = (format, kdf) else {
        let why = "it ends before it says how it is sealed".to_owned();
        return Err(none_of_ours(Code("sealed.format"), why));
    };
    Ok(InspectReport::of(
        "sealed-key",
        vec![("format", format.to_owned()), ("kdf", kdf.to_owned())],
    ))
}

pub(super) fn signature(bytes: &[u8]) -> Inspected {
    let looked = ssh::sshsig::look(bytes).map_err(|e| none_of_ours(e.code(), e.to_string()))?;
    let (signer, namespace) = looked;
    let mut facts = vec![
        ("purpose", namespace),
        ("key", fingerprint(signer.public())),
    ];
    if let Signer::Certificate(certificate) = &signer {
        facts.push(("certificate", certificate.principals().join(" ")));
        facts.push(("serial", certificate.serial().to_string()));
        facts.push(("certified_by", fingerprint(certificate.ca())));
    }
    let holds = "not checked: that needs the file that it signs".to_owned();
    facts.push(("signature", holds));
    Ok(InspectReport::of("signature", facts))
}

/// A list of revocations for ssh-keygen.
pub(super) fn revocations(bytes: &[u8]) -> Inspected {
    let krl = Krl::read(bytes).map_err(|e| none_of_ours(e.code(), e.to_string()))?;
    Ok(InspectReport::of(
        "revocations",
        vec![
            ("seq", krl.version().to_string()),
            ("made", moment(krl.generated())),
        ],
    ))
}

/// One signed head of a log, or the earlier ones in a row.
pub(super) fn heads(bytes: &[u8]) -> Inspected {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for head in lines.chunks(HEAD_LINES) {
        let head = head.concat();
        Note::parse(&head).map_err(|e| none_of_ours(e.code(), e.to_string()))?;
    }
    let last = lines.chunks(HEAD_LINES).last().unwrap_or_default();
    let line = |n: usize| last.get(n).map_or("", |line| line.trim_end()).to_owned();
    Ok(InspectReport::of(
        "checkpoint",
        vec![
            ("origin", line(0)),
            ("log_frames", line(1)),
            ("root", line(2)),
            ("heads", lines.chunks(HEAD_LINES).len().to_string()),
        ],
    ))
}

pub(super) fn public_key(bytes: &[u8]) -> Inspected {
    let line = String::from_utf8_lossy(bytes);
    let (key, comment) = ssh::key::read_public_line(line.trim_end())
        .map_err(|e| none_of_ours(e.code(), e.to_string()))?;
    Ok(InspectReport::of(
        "public-key",
        vec![("key", fingerprint(&key)), ("comment", comment.to_string())],
    ))
}

/// An exported mailbox key.
pub(super) fn identity(_: &[u8]) -> Inspected {
    let secret = "opens what is sealed to it; not shown".to_owned();
    Ok(InspectReport::of("identity", vec![("secret", secret)]))
}

/// What the app keeps of an attempt, or a bank.
pub(super) fn database(_: &[u8]) -> Inspected {
    let fact = "what the app keeps of an attempt is sealed in it; not shown".to_owned();
    Ok(InspectReport::of("database", vec![("secret", fact)]))
}

/// 32 raw bytes; nothing in them says what they are for.
pub(super) fn secret(bytes: &[u8]) -> Option<InspectReport> {
    let raw = bytes.len() == 32 && str::from_utf8(bytes).is_err();
    let fact = "32 secret bytes: a seed or a private key; not shown".to_owned();
    raw.then(|| InspectReport::of("seed", vec![("secret", fact)]))
}

/// How many tests were begun on a laptop: its highest serial, 8 bytes.
fn counter(bytes: &[u8]) -> Option<InspectReport> {
    let serial = u64::from_be_bytes(bytes.try_into().ok()?);
    let small = u32::try_from(serial).ok()?;
    Some(InspectReport::of(
        "counter",
        vec![("serial", small.to_string())],
    ))
}

/// Files without a mark of their own, by their whole shape.
pub(super) fn by_shape(bytes: &[u8]) -> Option<InspectReport> {
    if bytes.is_empty() {
        return Some(InspectReport::of("empty", Vec::new()));
    }
    if let Some(counter) = counter(bytes) {
        return Some(counter);
    }
    let text = str::from_utf8(bytes).ok()?;
    if let Ok(sums) = sums::read(bytes) {
        let files = sums.len().to_string();
        return Some(InspectReport::of("sums", vec![("files", files)]));
    }
    if AccessCode::parse(text.trim()).is_ok() {
        let secret = "opens a package together with a ticket; not shown".to_owned();
        return Some(InspectReport::of("access-code", vec![("secret", secret)]));
    }
    if text.contains("How to check this result without Invigil\n====") {
        let fact = "commands to check a result with standard tools".to_owned();
        return Some(InspectReport::of("instructions", vec![("text", fact)]));
    }
    if text.starts_with("Hand-in slip\n\n") {
        return Some(InspectReport::of("slip", slip(text)));
    }
    if text.starts_with("My answers\n\n") {
        let fact = "what the candidate kept of the own answers".to_owned();
        return Some(InspectReport::of("own-answers", vec![("text", fact)]));
    }
    if text.lines().all(|line| unhex::<32>(line).is_some()) {
        let results = text.lines().count().to_string();
        return Some(InspectReport::of("graded", vec![("results", results)]));
    }
    let rows = candidates::parse(bytes).ok()?;
    let rows = rows.len().to_string();
    Some(InspectReport::of("candidates", vec![("candidates", rows)]))
}

/// The lines of a slip, as a person compares them: `words`, `SHA-256` and what else it names.
fn slip(text: &str) -> Vec<(&'static str, String)> {
    let names = [
        ("test", "title"),
        ("reference", "candidate_ref"),
        ("handed in", "handed_in"),
        ("answered", "answered"),
        ("words", "words"),
        ("SHA-256", "sha256"),
    ];
    let line = |label: &str| text.lines().find_map(|line| line.strip_prefix(label));
    let fact = |(label, name)| line(label).map(|fact: &str| (name, fact.trim().to_owned()));
    names.into_iter().filter_map(fact).collect()
}

fn moment(seconds: u64) -> String {
    let stamp = i64::try_from(seconds).ok().and_then(Stamp::from_unix);
    stamp.map_or_else(|| format!("second {seconds}"), |stamp| stamp.to_string())
}
