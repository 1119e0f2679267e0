//! Looking into any of our files without trusting it: what it is follows from its first bytes.
//!
//! Deliberately absent: secrets. A file that holds one is named, and what it holds is not shown.

mod documents;
mod texts;

use std::path::Path;

use invigil_bundle::{
    doc::{DocError, issuer::Anchor, package, ticket, verify},
    szip,
};
use invigil_model::{Code, Notice, shown};
use serde::Serialize;

/// What a file says of itself. Field names are stable.
#[derive(Clone, Debug, Serialize)]
pub struct InspectReport {
    /// Which of our files it is; the words are in `docs/formats/json-output.md`.
    pub kind: &'static str,
    /// Facts as the file states them, none of them vouched for.
    pub facts: Vec<(String, String)>,
    /// The entries of the container with their sizes.
    pub entries: Vec<(String, usize)>,
}

impl InspectReport {
    /// A file that is no container.
    fn of(kind: &'static str, facts: Vec<(&str, String)>) -> Self {
        let facts = facts
            .into_iter()
            .map(|(name, fact)| (name.to_owned(), plain(&fact)));
        Self {
            kind,
            facts: facts.collect(),
            entries: Vec::new(),
        }
    }
}

type Inspected = Result<InspectReport, Notice>;

/// First bytes, and who looks further.
type Start = (&'static [u8], fn(&[u8]) -> Inspected);

/// The first that fits.
const BY_START: [Start; 12] = [
    (b"PK", container),
    (b"age-encryption.org/v1\n", sealed),
    (b"{\"frame\":", texts::log),
    (b"{", documents::inspect),
    (b"# invigil-trust/", texts::trust),
    (b"invigil-sealed/", texts::sealed_key),
    (b"-----BEGIN SSH SIGNATURE-----", texts::signature),
    (b"SSHKRL\n\0", texts::revocations),
    (b"invigil/attempt/", texts::heads),
    (b"ssh-ed25519 ", texts::public_key),
    (b"AGE-SECRET-KEY-1", texts::identity),
    (b"SQLite format 3\0", texts::database),
];

/// Reads a file's outside. Signatures that fail to hold are a fact among others.
pub fn inspect(path: &Path) -> Result<InspectReport, Notice> {
    inspect_bytes(&invigil_files::read(path, szip::MAX_FILE as u64).map_err(|e| e.notice())?)
}

/// [`inspect`], once the file is read.
pub fn inspect_bytes(bytes: &[u8]) -> Result<InspectReport, Notice> {
    // Random bytes may begin as anything.
    if let Some(secret) = texts::secret(bytes) {
        return Ok(secret);
    }
    let reader = BY_START.iter().find(|(start, _)| bytes.starts_with(start));
    match reader {
        Some((_, read)) => read(bytes),
        None => texts::by_shape(bytes).map_or_else(|| container(bytes), Ok),
    }
}

fn sealed(_: &[u8]) -> Inspected {
    let fact = "an age file; its key opens it".to_owned();
    Ok(InspectReport::of("sealed", vec![("sealed", fact)]))
}

fn container(bytes: &[u8]) -> Inspected {
    let archive = szip::read(bytes).map_err(|e| none_of_ours(e.code(), e.to_string()))?;
    let has = |name| archive.get(name).is_some();
    let (kind, facts) = if has("package.json") {
        ("package", package_facts(bytes))
    } else if has("ticket.json") {
        ("ticket", ticket_facts(bytes))
    } else if has("envelope.json") {
        ("result", result_facts(bytes))
    } else {
        ("container", Ok(Vec::new()))
    };
    let facts = facts.unwrap_or_else(|e| vec![("refused", format!("{}: {e}", e.code()))]);
    let entries = archive.entries().iter();
    Ok(InspectReport {
        entries: entries.map(|e| (e.name.clone(), e.bytes.len())).collect(),
        ..InspectReport::of(kind, facts)
    })
}

/// A fact in one line of a terminal: nothing in a file moves its cursor or
/// turns its text round.
fn plain(fact: &str) -> String {
    const MOST: usize = 300;
    let cut: String = fact.chars().take(MOST).collect();
    let mut text = shown(&cut);
    if fact.chars().nth(MOST).is_some() {
        text.push_str(" ...");
    }
    text
}

type Facts = Result<Vec<(&'static str, String)>, DocError>;

const HOLDS: &str = "holds, by the key in its own trust file";

fn package_facts(bytes: &[u8]) -> Facts {
    let opened = package::open_package(bytes, &Anchor::default())?;
    let (package, issuer) = (opened.package(), opened.issuer());
    Ok(vec![
        ("title", package.title.clone()),
        ("package_id", package.package_id.to_string()),
        ("issued_by", issuer.org().to_owned()),
        ("root_words", issuer.words().concat().join(" ")),
        ("minutes", (package.duration_s / 60).to_string()),
        ("signature", HOLDS.to_owned()),
    ])
}

fn ticket_facts(bytes: &[u8]) -> Facts {
    let opened = ticket::read_ticket(bytes, &Anchor::default())?;
    let ticket = opened.ticket();
    Ok(vec![
        ("candidate_ref", ticket.candidate_ref.to_string()),
        ("ticket_id", ticket.ticket_id.to_string()),
        ("package_id", ticket.package_id.to_string()),
        ("extra_time_pct", ticket.extra_time_pct.to_string()),
        ("signature", HOLDS.to_owned()),
    ])
}

fn result_facts(bytes: &[u8]) -> Facts {
    let envelope = verify::read_envelope(bytes)?;
    Ok(vec![
        ("attempt_id", envelope.attempt_id.to_string()),
        ("ticket_id", envelope.ticket_id.to_string()),
        ("package_id", envelope.package_id.to_string()),
        ("log_frames", envelope.head.size.to_string()),
    ])
}

fn none_of_ours(code: Code, why: String) -> Notice {
    Notice::new(
        code,
        "This is none of our files, or it is damaged.",
        why,
        "Check that you have the right file, and fetch it again.",
    )
}
