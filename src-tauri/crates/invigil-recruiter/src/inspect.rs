//! Looking into any of our files without trusting it.

use std::path::Path;

use invigil_bundle::{
    doc::{DocError, document, grade::Grade, issuer::Anchor, package, ticket, verify},
    szip,
};
use invigil_model::{Code, Notice};
use serde::Serialize;

/// What a file says of itself. Field names are stable.
#[derive(Clone, Debug, Serialize)]
pub struct InspectReport {
    /// `package`, `ticket`, `result`, `grade`, `sealed` or `container`.
    pub kind: &'static str,
    /// Facts as the file states them, none of them vouched for.
    pub facts: Vec<(String, String)>,
    /// The entries of the container with their sizes.
    pub entries: Vec<(String, usize)>,
}

/// Reads a file's outside. Signatures that fail to hold are a fact among others.
pub fn inspect(path: &Path) -> Result<InspectReport, Notice> {
    let bytes = invigil_files::read(path, szip::MAX_FILE as u64).map_err(|e| e.notice())?;
    if bytes.starts_with(b"age-encryption.org/v1\n") {
        return Ok(InspectReport {
            kind: "sealed",
            facts: vec![(
                "sealed".to_owned(),
                "an age file; its key opens it".to_owned(),
            )],
            entries: Vec::new(),
        });
    }
    if bytes.starts_with(b"{") {
        return grade(&bytes);
    }
    let archive = szip::read(&bytes).map_err(|e| none_of_ours(e.code(), e.to_string()))?;
    let entries = archive
        .entries()
        .iter()
        .map(|e| (e.name.clone(), e.bytes.len()))
        .collect();
    let has = |name| archive.get(name).is_some();
    let (kind, facts) = if has("package.json") {
        ("package", package_facts(&bytes))
    } else if has("ticket.json") {
        ("ticket", ticket_facts(&bytes))
    } else if has("envelope.json") {
        ("result", result_facts(&bytes))
    } else {
        ("container", Ok(Vec::new()))
    };
    let facts = facts.unwrap_or_else(|e| vec![("refused", format!("{}: {e}", e.code()))]);
    let facts = facts
        .into_iter()
        .map(|(name, fact)| (name.to_owned(), fact));
    Ok(InspectReport {
        kind,
        facts: facts.collect(),
        entries,
    })
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

/// The only JSON among the files that people hand on.
fn grade(bytes: &[u8]) -> Result<InspectReport, Notice> {
    let grade: Grade = document::read(bytes).map_err(|e| none_of_ours(e.code(), e.to_string()))?;
    let total = &grade.choice.total;
    let facts = [
        ("org", grade.org.clone()),
        ("result", grade.result_sums_sha256.to_string()),
        ("package_id", grade.package_id.to_string()),
        ("ticket_id", grade.ticket_id.to_string()),
        ("attempt_id", grade.attempt_id.to_string()),
        ("choice", format!("{} of {} right", total.right, total.of)),
        ("grader", grade.grader.clone()),
        ("graded", grade.graded.to_string()),
        (
            "signature",
            "in grade.json.sig; `invigil grade` checks it".to_owned(),
        ),
    ];
    Ok(InspectReport {
        kind: "grade",
        facts: facts.map(|(name, value)| (name.to_owned(), value)).into(),
        entries: Vec::new(),
    })
}

fn none_of_ours(code: Code, why: String) -> Notice {
    Notice::new(
        code,
        "This is none of our files, or it is damaged.",
        why,
        "Check that you have the right file, and fetch it again.",
    )
}
