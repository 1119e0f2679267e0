//! Looking into any of our files without trusting it.

use std::path::Path;

use invigil_bundle::{
    doc::{document, grade::Grade, issuer::Anchor, package, ticket, verify},
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
    let mut report = InspectReport {
        kind: "container",
        facts: Vec::new(),
        entries,
    };
    let mut fact = |name: &str, value: String| report.facts.push((name.to_owned(), value));
    if archive.get("package.json").is_some() {
        report.kind = "package";
        match package::open_package(&bytes, &Anchor::default()) {
            Ok(opened) => {
                let p = opened.package();
                fact("title", p.title.clone());
                fact("package_id", p.package_id.to_string());
                fact("issued_by", opened.issuer().org().to_owned());
                fact("root_words", opened.issuer().words().concat().join(" "));
                fact("minutes", (p.duration_s / 60).to_string());
                fact(
                    "signature",
                    "holds, by the key in its own trust file".to_owned(),
                );
            }
            Err(e) => refused(&mut fact, e.code(), &e.to_string()),
        }
    } else if archive.get("ticket.json").is_some() {
        report.kind = "ticket";
        match ticket::read_ticket(&bytes, &Anchor::default()) {
            Ok(opened) => {
                let t = opened.ticket();
                fact("candidate_ref", t.candidate_ref.to_string());
                fact("ticket_id", t.ticket_id.to_string());
                fact("package_id", t.package_id.to_string());
                fact("extra_time_pct", t.extra_time_pct.to_string());
                fact(
                    "signature",
                    "holds, by the key in its own trust file".to_owned(),
                );
            }
            Err(e) => refused(&mut fact, e.code(), &e.to_string()),
        }
    } else if archive.get("envelope.json").is_some() {
        report.kind = "result";
        match verify::read_envelope(&bytes) {
            Ok(envelope) => {
                fact("attempt_id", envelope.attempt_id.to_string());
                fact("ticket_id", envelope.ticket_id.to_string());
                fact("package_id", envelope.package_id.to_string());
                fact("log_frames", envelope.head.size.to_string());
            }
            Err(e) => refused(&mut fact, e.code(), &e.to_string()),
        }
    }
    Ok(report)
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

fn refused(fact: &mut impl FnMut(&str, String), code: Code, why: &str) {
    fact("refused", format!("{code}: {why}"));
}
