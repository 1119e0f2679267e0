//! What a laptop keeps of a handed-in attempt, and handing it over: copies, slip, own answers,
//! deletion. The result itself stays sealed; nobody here can open it.

use std::path::{Path, PathBuf};

use invigil_crypto::digest::{hex, sha256};
use invigil_files::Access;
use invigil_model::{Code, Notice, TicketId};
use serde::{Deserialize, Serialize};

use crate::{
    dto::{DoneDto, ExplainedDto, LetterDto, OwnAnswerDto, OwnCodeDto, SolvedDto},
    kept::kept_wrong,
    slip,
};

const RESULT_CAP: u64 = 64 << 20;
const KEPT_CAP: u64 = 8 << 20;

/// `results/<ticket>.json`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Kept {
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) practice: bool,
    #[serde(default)]
    pub(crate) candidate_ref: String,
    #[serde(default)]
    pub(crate) name: String,
    pub(crate) at_deadline: bool,
    pub(crate) at: String,
    pub(crate) answered: u16,
    pub(crate) items: u16,
    pub(crate) words: Vec<String>,
    pub(crate) sha256: String,
    pub(crate) kept_at: String,
    pub(crate) saved_to: Vec<String>,
    pub(crate) recorded: Vec<String>,
    #[serde(default)]
    pub(crate) answers: Vec<OwnAnswerDto>,
    #[serde(default)]
    pub(crate) code: Vec<OwnCodeDto>,
    #[serde(default)]
    pub(crate) explained: Vec<ExplainedDto>,
    #[serde(default)]
    pub(crate) solved: Vec<SolvedDto>,
    #[serde(default)]
    pub(crate) removed: bool,
}

/// A handed-in attempt of a ticket.
pub(crate) struct Done {
    data: PathBuf,
    ticket: TicketId,
    kept: Kept,
}

impl Done {
    /// Notes what was handed in.
    pub(crate) fn keep(data: &Path, ticket: TicketId, kept: Kept) -> Result<Self, Notice> {
        let done = Self {
            data: data.to_owned(),
            ticket,
            kept,
        };
        done.write()?;
        Ok(done)
    }

    /// What was handed in on this laptop for a ticket.
    pub(crate) fn read(data: &Path, ticket: TicketId) -> Result<Option<Self>, Notice> {
        let path = path(data, ticket);
        if !invigil_files::exists(&path) {
            return Ok(None);
        }
        let json = invigil_files::read(&path, KEPT_CAP).map_err(|e| e.notice())?;
        let kept = serde_json::from_slice(&json).map_err(|e| kept_wrong(&e.to_string()))?;
        Ok(Some(Self {
            data: data.to_owned(),
            ticket,
            kept,
        }))
    }

    /// Whether it was the practice test.
    pub(crate) fn is_practice(&self) -> bool {
        self.kept.practice
    }

    /// The same as if it had been a test of an organisation.
    #[cfg(test)]
    pub(crate) fn mark_as_test(&mut self) {
        self.kept.practice = false;
    }

    /// The whole view.
    pub(crate) fn view(&self, sticks: &[PathBuf]) -> DoneDto {
        let Kept {
            title,
            practice,
            candidate_ref,
            name,
            at_deadline,
            at,
            answered,
            items,
            words,
            sha256,
            kept_at,
            saved_to,
            recorded,
            answers,
            code,
            explained,
            solved,
            removed,
        } = self.kept.clone();
        DoneDto {
            qr: slip::qr(&slip::payload(&sha256, &candidate_ref)),
            title,
            practice,
            candidate_ref,
            name,
            at_deadline,
            at,
            answered,
            items,
            words,
            sha256,
            kept_at,
            saved_to,
            sticks: sticks.iter().map(|s| s.display().to_string()).collect(),
            recorded,
            answers,
            code,
            explained,
            solved,
            removed,
        }
    }

    /// Copies the result to a folder or a file name, with its slip and VERIFY.txt beside it; an
    /// existing other file is not replaced.
    pub(crate) fn save_result(&mut self, to: &str) -> Result<(), Notice> {
        self.whole()?;
        let kept = Path::new(&self.kept.kept_at);
        let bytes = invigil_files::read(kept, RESULT_CAP).map_err(|e| e.notice())?;
        let to = Path::new(to.trim());
        self.outside(to)?;
        let target = if to.extension().is_some_and(|e| e == "result") {
            to.to_owned()
        } else {
            to.join(kept.file_name().unwrap_or_default())
        };
        match invigil_files::read(&target, RESULT_CAP) {
            Ok(same) if same == bytes => {}
            _ => {
                invigil_files::write_new(&target, &bytes, Access::Shared)
                    .map_err(|e| e.notice())?;
            }
        }
        let beside = |end: &str, text: &[u8]| {
            invigil_files::write(&target.with_extension(end), text, Access::Shared)
                .map_err(|e| e.notice())
        };
        beside("slip.txt", slip::text(&self.kept).as_bytes())?;
        if let Ok(text) = invigil_files::read(&kept.with_extension("VERIFY.txt"), 1 << 20) {
            beside("VERIFY.txt", &text)?;
        }
        let target = target.display().to_string();
        if !self.kept.saved_to.contains(&target) {
            self.kept.saved_to.push(target);
        }
        self.write()
    }

    /// Writes the candidate's own answers as text into a folder.
    pub(crate) fn save_answers(&self, to: &str) -> Result<(), Notice> {
        self.whole()?;
        let target = Path::new(to.trim()).join(format!("{}-answers.txt", self.ticket));
        let text = slip::answers(&self.kept);
        match invigil_files::read(&target, KEPT_CAP) {
            Ok(same) if same == text.as_bytes() => Ok(()),
            _ => invigil_files::write_new(&target, text.as_bytes(), Access::Shared)
                .map_err(|e| e.notice()),
        }
    }

    /// A copy beside the original would go with it.
    fn outside(&self, to: &Path) -> Result<(), Notice> {
        let resolved = |path| invigil_files::resolve(path).map_err(|e| e.notice());
        let own = self.data.join("results");
        if !resolved(to)?.starts_with(resolved(&own)?) {
            return Ok(());
        }
        Err(Notice::new(
            Code("session.own-folder"),
            "No copy was saved.",
            "That folder is the app's own, where the result is already.",
            "Choose the USB stick or folder that the invigilator names.",
        ))
    }

    /// Whether one of the saved copies is where it was saved, and whole.
    fn copy_in_sight(&self) -> bool {
        self.kept.saved_to.iter().any(|place| {
            let bytes = invigil_files::read(Path::new(place), RESULT_CAP);
            bytes.is_ok_and(|bytes| hex(&sha256(&bytes)) == self.kept.sha256)
        })
    }

    /// Deletes what this laptop keeps, but for words and hash: they stay as proof that it was
    /// handed in here, and keep the ticket from being taken twice by accident. A copy must have
    /// been saved; one that is out of sight, as on a stick that was handed over, is the
    /// candidate's to vouch for.
    pub(crate) fn delete(&mut self, handed_over: bool) -> Result<(), Notice> {
        if self.kept.saved_to.is_empty() && !self.kept.practice {
            return Err(Notice::new(
                Code("session.not-handed-over"),
                "Nothing was deleted.",
                "No copy of the result was saved to a stick or folder yet, so this is the only one.",
                "Save the result file first and hand it over, then delete.",
            ));
        }
        if !(self.kept.practice || handed_over || self.copy_in_sight()) {
            return Err(Notice::new(
                Code("session.copy-out-of-sight"),
                "Nothing was deleted yet.",
                "The copy that you saved is not where it was, so this may be the only one.",
                "If you handed it over, say so and delete. If not, plug the stick in or save another copy.",
            ));
        }
        let gone = Kept {
            name: String::new(),
            answers: Vec::new(),
            code: Vec::new(),
            explained: Vec::new(),
            solved: Vec::new(),
            removed: true,
            ..self.kept.clone()
        };
        // The mark first: a crash in between leaves files, never an unmarked ticket.
        self.kept = gone;
        self.write()?;
        remove_attempt(&self.data, self.ticket)?;
        let kept = Path::new(&self.kept.kept_at);
        for file in [kept.to_owned(), kept.with_extension("VERIFY.txt")] {
            invigil_files::remove(&file).map_err(|e| e.notice())?;
        }
        Ok(())
    }

    fn whole(&self) -> Result<(), Notice> {
        if !self.kept.removed {
            return Ok(());
        }
        Err(Notice::new(
            Code("session.deleted"),
            "There is nothing left to save.",
            "What this laptop kept of the attempt was deleted.",
            "Use the copy that you saved before.",
        ))
    }

    fn write(&self) -> Result<(), Notice> {
        let json = serde_json::to_vec(&self.kept).map_err(|e| kept_wrong(&e.to_string()))?;
        invigil_files::write(&path(&self.data, self.ticket), &json, Access::Private)
            .map_err(|e| e.notice())
    }
}

/// Where the Done screen of a ticket is kept.
pub(crate) fn path(data: &Path, ticket: TicketId) -> PathBuf {
    data.join("results").join(format!("{ticket}.json"))
}

/// Where the scratch area of a ticket's running attempt is kept.
pub(crate) fn notes_path(data: &Path, ticket: TicketId) -> PathBuf {
    data.join("attempts").join(format!("{ticket}.notes.txt"))
}

fn remove_attempt(data: &Path, ticket: TicketId) -> Result<(), Notice> {
    let journal = invigil_attempt::attempt_path(&data.join("attempts"), ticket);
    for end in ["", "-wal", "-shm"] {
        let mut path = journal.clone().into_os_string();
        path.push(end);
        invigil_files::remove(Path::new(&path)).map_err(|e| e.notice())?;
    }
    invigil_files::remove(&notes_path(data, ticket)).map_err(|e| e.notice())
}

/// Lets practice be taken again.
pub(crate) fn forget_practice(data: &Path, ticket: TicketId) -> Result<(), Notice> {
    remove_attempt(data, ticket)?;
    invigil_files::remove(&path(data, ticket)).map_err(|e| e.notice())
}

pub(crate) fn letter_text(letter: Option<LetterDto>) -> &'static str {
    match letter {
        Some(LetterDto::A) => "A",
        Some(LetterDto::B) => "B",
        Some(LetterDto::C) => "C",
        Some(LetterDto::D) => "D",
        None => "-",
    }
}
