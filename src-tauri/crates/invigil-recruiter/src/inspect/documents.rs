//! JSON documents, by the `format` that they name.

use invigil_bundle::{
    doc::{
        document::{self, Document},
        grade::Grade,
        keypkg::{Hidden, Keys},
        package::{FormDocument, Package, Shared},
        result::{Answers, Candidate, Envelope, Manifest},
        ticket::Ticket,
    },
    json,
    trust::Revoked,
};
use invigil_log::DeviceEntry;
use invigil_model::Code;
use serde_json::Value;

use super::{InspectReport, Inspected, none_of_ours};
use crate::{org, seen::Seen};

/// The largest document, `keys.json`.
const CAP: usize = 32 << 20;
/// Fields that open something or hide somebody.
const SECRET: [&str; 3] = ["form_key", "exam_seed", "salt"];

type Checked = Result<(), (Code, String)>;

/// Reads a document strictly, as its own reader does, and lists its fields.
pub(super) fn inspect(bytes: &[u8]) -> Inspected {
    let value: Value =
        json::from_slice(bytes, CAP).map_err(|e| none_of_ours(e.code(), e.to_string()))?;
    let format = value.get("format").and_then(Value::as_str);
    let family = format.map_or("", |f| f.split('/').next().unwrap_or_default());
    if family == Grade::NAME {
        return grade(bytes);
    }
    if let Some(facts) = hand_in(&value).filter(|_| format.is_none()) {
        return Ok(InspectReport::of("hand-in", facts));
    }
    check(family, bytes).map_err(|(code, why)| none_of_ours(code, why))?;
    Ok(InspectReport::of("document", facts(&value)))
}

fn check(family: &str, bytes: &[u8]) -> Checked {
    match family {
        Package::NAME => read::<Package>(bytes),
        Shared::NAME => read::<Shared>(bytes),
        FormDocument::NAME => read::<FormDocument>(bytes),
        Ticket::NAME => read::<Ticket>(bytes),
        Envelope::NAME => read::<Envelope>(bytes),
        Manifest::NAME => read::<Manifest>(bytes),
        Answers::NAME => read::<Answers>(bytes),
        Candidate::NAME => read::<Candidate>(bytes),
        Keys::NAME => read::<Keys>(bytes),
        Hidden::NAME => read::<Hidden>(bytes),
        "invigil-revoked" => Revoked::read(bytes)
            .map(drop)
            .map_err(|e| (e.code(), e.to_string())),
        "invigil-journal" => DeviceEntry::read(&String::from_utf8_lossy(bytes))
            .map(drop)
            .map_err(|e| (e.code(), e.to_string())),
        "invigil-org" => org::check_about(bytes).map_err(|why| (Code("org.broken"), why)),
        // The one document without a format: what was last seen of the trust file.
        "" if is_last_seen(bytes) => json::from_slice::<Seen>(bytes, CAP)
            .map(drop)
            .map_err(|e| (e.code(), e.to_string())),
        "" => Err((
            Code("doc.other-format"),
            "it is JSON, and has no `format` of this program's".to_owned(),
        )),
        other => Err((
            Code("doc.other-format"),
            format!("`{other}` is no format of this program's"),
        )),
    }
}

fn is_last_seen(bytes: &[u8]) -> bool {
    let value: Option<Value> = json::from_slice(bytes, CAP).ok();
    value.is_some_and(|value| value.get("seq").is_some() && value.get("sha256").is_some())
}

fn read<T: Document>(bytes: &[u8]) -> Checked {
    let read = document::read::<T>(bytes).map(drop);
    read.map_err(|e| (e.code(), e.to_string()))
}

/// What the app keeps of a hand-in, `results/<ticket>.json`: a file of its own without a format.
/// The answers in it are the candidate's, and not shown.
fn hand_in(value: &Value) -> Option<Vec<(&'static str, String)>> {
    let text = |name| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let number = |name| value.get(name).and_then(Value::as_u64);
    let words = value.get("words")?.as_array()?.iter();
    let words: Vec<&str> = words.map(Value::as_str).collect::<Option<_>>()?;
    Some(vec![
        ("title", text("title")?),
        ("candidate_ref", text("candidateRef")?),
        ("handed_in", text("at")?),
        (
            "answered",
            format!("{} of {}", number("answered")?, number("items")?),
        ),
        ("words", words.join(" ")),
        ("sha256", text("sha256")?),
        ("result", text("keptAt")?),
    ])
}

/// Every field; of lists the length.
fn facts(value: &Value) -> Vec<(&str, String)> {
    let fields = value.as_object().into_iter().flatten();
    fields
        .map(|(name, value)| (name.as_str(), fact(name, value)))
        .collect()
}

fn fact(name: &str, value: &Value) -> String {
    match value {
        _ if SECRET.contains(&name) => "a secret, not shown".to_owned(),
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.len() == 1 => "1 entry".to_owned(),
        Value::Array(list) => format!("{} entries", list.len()),
        other => other.to_string(),
    }
}

/// The one document that is handed on by itself.
fn grade(bytes: &[u8]) -> Inspected {
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
    Ok(InspectReport::of("grade", facts.into()))
}
