//! The log of a result: whole, in order, of the signed head; its fold is what was handed in.
//!
//! It is read once: leaves, tree, earlier heads and fold grow together, and no event is kept.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use invigil_crypto::digest::Digest;
use invigil_log::{
    self as events, Event, Fold, FoldError, Note, Phase, Seen, Stamped, Tree, attempt_origin,
    replay_to, verify_checkpoint,
};
use invigil_model::Form;

use super::{CheckId, Outcome, Refused, SubmittedCode, gaps::Gaps, inner::Files, report::Ledger};
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
    pub(super) leaves: Vec<Digest>,
    pub(super) start_limit_ms: u64,
    pub(super) started_wall_ms: Option<i64>,
    /// What only the laptop's wall clock knows of the time.
    pub(super) gaps: Outcome,
}

pub(super) fn verify(
    files: &Files,
    manifest: &Manifest,
    certificate: &Certificate,
    form: &Form,
    ledger: &mut Ledger,
) -> Result<Logged, Refused> {
    let mut course = Course::new(form, head_sizes(files.get(name::LOG_HEADS)));
    ledger.check(CheckId::Log, || {
        read(files, manifest, certificate, &mut course)
    })?;
    ledger.check(CheckId::Heads, || {
        check_heads(files.get(name::LOG_HEADS), manifest, &course.roots)
    })?;
    ledger.check(CheckId::Receipt, || {
        let why = "the log holds a grant, and version 1 cannot judge grants";
        Rule::ResultGrant.ensure(!course.granted, why)
    })?;
    let started_wall_ms = course.started_wall_ms();
    let leaves = std::mem::take(&mut course.leaves);
    let gaps = std::mem::take(&mut course.gaps).outcome();
    let (answers, folded) = ledger.check(CheckId::Fold, || fold(files, manifest, form, course))?;
    let code = form.tasks.iter().zip(1..).filter_map(|(_, task)| {
        let (language, text) = folded.submitted(task)?;
        let text = text.to_owned();
        Some((task, SubmittedCode { language, text }))
    });
    Ok(Logged {
        answers,
        code: code.collect(),
        start_limit_ms: folded.start_limit_ms.unwrap_or_default(),
        started_wall_ms,
        gaps,
        leaves,
    })
}

/// What is gathered while the log is read.
struct Course {
    fold: Fold,
    /// Why the fold ended early; it is judged after the log itself.
    broken: Option<FoldError>,
    leaves: Vec<Digest>,
    /// The tree's root at each size that an earlier head names, as far as they rise.
    roots: Vec<(u64, Digest)>,
    sizes: std::iter::Peekable<std::vec::IntoIter<u64>>,
    granted: bool,
    start: Option<u64>,
    gaps: Gaps,
    /// The wall clock at time 0 by the last reading before the start, and by the first after it.
    wall_before: Option<i64>,
    wall_after: Option<i64>,
}

impl Course {
    fn new(form: &Form, sizes: Vec<u64>) -> Self {
        let mut course = Self {
            fold: Fold::new(form),
            broken: None,
            leaves: Vec::new(),
            roots: Vec::new(),
            sizes: sizes.into_iter().peekable(),
            granted: false,
            start: None,
            gaps: Gaps::default(),
            wall_before: None,
            wall_after: None,
        };
        course.note_root(&Tree::new());
        course
    }

    fn see(&mut self, seen: Seen<'_>) {
        match seen {
            Seen::Edit(edit) => {
                if self.broken.is_none() {
                    self.broken = self.fold.push_edit(&edit).err();
                }
            }
            Seen::Event(stamped) => {
                self.note(&stamped);
                if self.broken.is_none() {
                    self.broken = self.fold.push(&stamped).err();
                }
            }
            Seen::Frame { leaf, tree } => {
                self.leaves.push(leaf);
                self.note_root(tree);
            }
        }
    }

    fn note(&mut self, Stamped { at, event }: &Stamped) {
        self.gaps.note(*at, event, self.start.is_some());
        match event {
            Event::Grant { .. } => self.granted = true,
            Event::Start { .. } => self.start = self.start.or(Some(*at)),
            Event::Clock { wall_ms, .. } => {
                let reading = wall_ms.checked_sub_unsigned(*at);
                if self.start.is_none() {
                    self.wall_before = reading.or(self.wall_before);
                } else {
                    self.wall_after = self.wall_after.or(reading);
                }
            }
            _ => {}
        }
    }

    fn note_root(&mut self, tree: &Tree) {
        if self.sizes.next_if_eq(&tree.size()).is_some() {
            self.roots.push((tree.size(), tree.root()));
        }
    }

    /// The laptop's wall clock at the start: by the reading next to the `start` event.
    fn started_wall_ms(&self) -> Option<i64> {
        let start = self.start?;
        self.wall_after.filter(|_| start == 0).or(self.wall_before)
    }
}

fn read(
    files: &Files,
    manifest: &Manifest,
    certificate: &Certificate,
    course: &mut Course,
) -> Result<(), DocError> {
    let seed = files.get(name::LOG_SEED);
    let seed = seed
        .try_into()
        .map_err(|_| Rule::ResultEntries.broken("log/seed is not 32 bytes long"))?;
    let tree = replay_to(
        files.get(name::LOG_PUBLIC),
        files.get(name::LOG_PRIVATE),
        seed,
        |seen| course.see(seen),
    )?;
    let text = files.get(name::LOG_HEAD);
    let text = str::from_utf8(text).map_err(|_| events::CheckpointError::Note)?;
    let origin = attempt_origin(manifest.attempt_id);
    let head = verify_checkpoint(text, &origin, certificate.subject())?;
    head.check(&tree)?;
    let same = manifest.head.size == head.size && manifest.head.root == Hex(head.root);
    Rule::ResultHeadDiffers.ensure(same, "the manifest names another head than the checkpoint")
}

/// The sizes that the earlier heads name, as far as they can be read: [`check_heads`] judges them.
fn head_sizes(bytes: &[u8]) -> Vec<u64> {
    let text = str::from_utf8(bytes.get(..HEADS_CAP).unwrap_or(bytes)).unwrap_or_default();
    let sizes = text.split('\n').skip(1).step_by(HEAD_LINES);
    sizes.map_while(|size| size.parse().ok()).collect()
}

/// The earlier heads: sizes rising, each the root of that many leaves. Their signatures add
/// nothing to the one over `SHA256SUMS`, which is by the same key and covers this file.
fn check_heads(bytes: &[u8], manifest: &Manifest, roots: &[(u64, Digest)]) -> Result<(), DocError> {
    let broken = |why: String| Rule::ResultCheckpoints.broken(why);
    Rule::ResultCheckpoints.ensure(bytes.len() <= HEADS_CAP, "log/checkpoints is too long")?;
    let text = str::from_utf8(bytes).map_err(|_| broken("not UTF-8".to_owned()))?;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let origin = attempt_origin(manifest.attempt_id);
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
        let root = roots.get(number).filter(|(at, _)| *at == size);
        let (_, root) = root.ok_or_else(|| broken(format!("head {number} is too large")))?;
        let body = format!("{origin}\n{size}\n{}\n", STANDARD.encode(root));
        let ours = note.signatures.len() == 1 && note.signatures[0].name == origin;
        if !ours || note.body != body {
            return Err(broken(format!("head {number} is not a head of this log")));
        }
        last = Some(size);
    }
    Ok(())
}

fn fold(
    files: &Files,
    manifest: &Manifest,
    form: &Form,
    course: Course,
) -> Result<(Answers, events::Answers), DocError> {
    course.broken.map_or(Ok(()), Err)?;
    let folded = course.fold.into_answers();
    let ended = matches!(folded.phase, Phase::Submitted | Phase::Expired);
    Rule::ResultNotEnded.ensure(ended, "the log ends before the hand-in")?;
    let answers = answers_of(manifest.attempt_id, form, &folded)?;
    let same = document::write(&answers)? == files.get(name::ANSWERS);
    Rule::ResultAnswersDiffer.ensure(same, "answers.json is not what the log says")?;
    let wanted = code_entries(form, &folded);
    for entry in &wanted {
        if files.get(&entry.name) != entry.bytes {
            let why = format!("`{}` is not what the log's edits give", entry.name);
            return Err(Rule::ResultCodeDiffers.broken(why));
        }
    }
    let same = files
        .code()
        .all(|found| wanted.iter().any(|entry| entry.name == found.name));
    Rule::ResultCodeDiffers.ensure(same, "code/ holds other files than the log says")?;
    Ok((answers, folded))
}
