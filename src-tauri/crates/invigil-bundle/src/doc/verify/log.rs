//! The log of a result: whole, in order, of the signed head; its fold is what was handed in.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use invigil_crypto::digest::Digest;
use invigil_log::{
    self as events, Event, Fold, Note, Phase, Replay, Stamped, Tree, attempt_origin, replay,
    verify_checkpoint,
};
use invigil_model::Form;

use super::{CheckId, Refused, SubmittedCode, inner::Files, report::Ledger};
use crate::{
    doc::{
        DocError, Hex, Rule, document,
        result::{Answers, Manifest, answers_of, code_entries, name},
    },
    ssh::Certificate,
};

/// The most bytes of `log/checkpoints`: 24 hours of heads every 15 s, and room.
const HEADS_CAP: usize = 4 << 20;
/// Lines of a signed head of version 1: origin, size, root, blank, signature.
const HEAD_LINES: usize = 5;

/// What the log says.
pub(super) struct Logged {
    pub(super) answers: Answers,
    pub(super) code: BTreeMap<u16, SubmittedCode>,
    pub(super) events: Vec<Stamped>,
    pub(super) leaves: Vec<Digest>,
    pub(super) start_limit_ms: u64,
    pub(super) started_wall_ms: Option<i64>,
}

pub(super) fn verify(
    files: &Files,
    manifest: &Manifest,
    certificate: &Certificate,
    form: &Form,
    ledger: &mut Ledger,
) -> Result<Logged, Refused> {
    let replay = ledger.check(CheckId::Log, || read(files, manifest, certificate))?;
    ledger.check(CheckId::Heads, || {
        check_heads(files.get(name::LOG_HEADS), manifest, &replay.leaves)
    })?;
    ledger.check(CheckId::Receipt, || refuse_grants(&replay.events))?;
    let (answers, folded) = ledger.check(CheckId::Fold, || fold(files, manifest, form, &replay))?;
    let code = form.tasks.iter().zip(1..).filter_map(|(_, task)| {
        let (language, text) = folded.submitted(task)?;
        let text = text.to_owned();
        Some((task, SubmittedCode { language, text }))
    });
    Ok(Logged {
        answers,
        code: code.collect(),
        start_limit_ms: folded.start_limit_ms.unwrap_or_default(),
        started_wall_ms: started_wall_ms(&replay.events),
        events: replay.events,
        leaves: replay.leaves,
    })
}

fn read(files: &Files, manifest: &Manifest, certificate: &Certificate) -> Result<Replay, DocError> {
    let seed = files.get(name::LOG_SEED);
    let seed = seed
        .try_into()
        .map_err(|_| Rule::ResultEntries.broken("log/seed is not 32 bytes long"))?;
    let replay = replay(
        files.get(name::LOG_PUBLIC),
        files.get(name::LOG_PRIVATE),
        seed,
    )?;
    let text = files.get(name::LOG_HEAD);
    let text = str::from_utf8(text).map_err(|_| events::CheckpointError::Note)?;
    let origin = attempt_origin(manifest.attempt_id);
    let head = verify_checkpoint(text, &origin, certificate.subject())?;
    head.check(&replay.tree)?;
    let same = manifest.head.size == head.size && manifest.head.root == Hex(head.root);
    Rule::ResultHeadDiffers.ensure(same, "the manifest names another head than the checkpoint")?;
    Ok(replay)
}

/// The earlier heads: sizes rising, each the root of that many leaves. Their signatures add
/// nothing to the one over `SHA256SUMS`, which is by the same key and covers this file.
fn check_heads(bytes: &[u8], manifest: &Manifest, leaves: &[Digest]) -> Result<(), DocError> {
    let broken = |why: String| Rule::ResultCheckpoints.broken(why);
    Rule::ResultCheckpoints.ensure(bytes.len() <= HEADS_CAP, "log/checkpoints is too long")?;
    let text = str::from_utf8(bytes).map_err(|_| broken("not UTF-8".to_owned()))?;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let origin = attempt_origin(manifest.attempt_id);
    let mut tree = Tree::new();
    let mut leaves = leaves.iter();
    let mut last = None;
    for (number, lines) in lines.chunks(HEAD_LINES).enumerate() {
        let note = lines.concat();
        let note = Note::parse(&note)?;
        let size = note
            .body
            .split('\n')
            .nth(1)
            .and_then(|size| size.parse::<u64>().ok());
        let rises = size.filter(|size| *size <= manifest.head.size && Some(*size) > last);
        let size = rises.ok_or_else(|| broken(format!("head {number} does not grow")))?;
        while tree.size() < size {
            let leaf = leaves.next();
            tree.push(*leaf.ok_or_else(|| broken(format!("head {number} is too large")))?);
        }
        let body = format!("{origin}\n{size}\n{}\n", STANDARD.encode(tree.root()));
        let ours = note.signatures.len() == 1 && note.signatures[0].name == origin;
        let why = format!("head {number} is not a head of this log");
        Rule::ResultCheckpoints.ensure(ours && note.body == body, why)?;
        last = Some(size);
    }
    Ok(())
}

fn refuse_grants(log: &[Stamped]) -> Result<(), DocError> {
    let granted = |stamped: &Stamped| matches!(stamped.event, Event::Grant { .. });
    let why = "the log holds a grant, and version 1 cannot judge grants";
    Rule::ResultGrant.ensure(!log.iter().any(granted), why)
}

fn fold(
    files: &Files,
    manifest: &Manifest,
    form: &Form,
    replay: &Replay,
) -> Result<(Answers, events::Answers), DocError> {
    let mut fold = Fold::new(form);
    replay
        .events
        .iter()
        .try_for_each(|event| fold.push(event))?;
    let folded = fold.answers();
    let ended = matches!(folded.phase, Phase::Submitted | Phase::Expired);
    Rule::ResultNotEnded.ensure(ended, "the log ends before the hand-in")?;
    let answers = answers_of(manifest.attempt_id, form, &folded)?;
    let same = document::write(&answers)? == files.get(name::ANSWERS);
    Rule::ResultAnswersDiffer.ensure(same, "answers.json is not what the log says")?;
    let wanted = code_entries(form, &folded);
    for entry in &wanted {
        let why = format!("`{}` is not what the log's edits give", entry.name);
        Rule::ResultCodeDiffers.ensure(files.get(&entry.name) == entry.bytes, why)?;
    }
    let same = files
        .code()
        .all(|found| wanted.iter().any(|entry| entry.name == found.name));
    Rule::ResultCodeDiffers.ensure(same, "code/ holds other files than the log says")?;
    Ok((answers, folded))
}

/// The laptop's wall clock at the start: the reading next to the `start` event.
fn started_wall_ms(log: &[Stamped]) -> Option<i64> {
    let reading = |stamped: &Stamped| match stamped.event {
        Event::Clock { wall_ms, .. } => Some(wall_ms.checked_sub_unsigned(stamped.at)?),
        _ => None,
    };
    let start = log
        .iter()
        .position(|s| matches!(s.event, Event::Start { .. }))?;
    let after = log[start..].iter().find_map(reading);
    let before = || log[..start].iter().rev().find_map(reading);
    after.filter(|_| log[start].at == 0).or_else(before)
}
