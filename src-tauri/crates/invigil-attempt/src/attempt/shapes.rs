//! What goes into an attempt and what comes out of it.

use std::collections::{BTreeMap, BTreeSet};

use invigil_crypto::digest::Digest;
use invigil_log::{Answers, Phase};
use invigil_model::{Form, Language, Letter};

use crate::Header;

/// All that a new attempt is made of.
pub struct Beginning {
    /// What it is of.
    pub header: Header,
    /// The form of its ticket.
    pub form: Form,
    /// The ticket's form key.
    pub form_key: [u8; 32],
    /// Files that the result will need (ticket, package parts), kept sealed beside the form.
    pub attachments: BTreeMap<String, Vec<u8>>,
}

/// How a relaunch found the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// Milliseconds since the last durable frame; negative when the wall clock stood earlier.
    pub gap_ms: i64,
    /// How much of it was spent of the candidate's time.
    pub spent_ms: u64,
    /// Whether the machine was restarted in between.
    pub rebooted: bool,
    /// Whether the gap is unknown: after a restart the wall clock stood earlier.
    pub clock_unknown: bool,
}

/// The whole attempt as a window shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Where it stands.
    pub phase: Phase,
    /// Time left, milliseconds.
    pub remaining_ms: u64,
    /// Answers by item position.
    pub responses: BTreeMap<u16, Letter>,
    /// Flagged positions.
    pub flags: BTreeSet<u16>,
    /// Positions that were on screen.
    pub shown: BTreeSet<u16>,
    /// The chosen language of each task.
    pub languages: BTreeMap<u16, Language>,
    /// Every document as it stands.
    pub documents: BTreeMap<(u16, Language), String>,
    /// The highest write number taken; the next one is higher.
    pub taken_seq: u64,
    /// The highest write number on the disk.
    pub durable_seq: u64,
    /// The laptop's wall clock at the last commit, milliseconds since 1970.
    pub saved_wall_ms: Option<i64>,
}

/// Everything that a result needs of an ended attempt.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// What it was of.
    pub header: Header,
    /// `log/public.jsonl`.
    pub public: String,
    /// `log/private.jsonl`.
    pub private: String,
    /// `log/seed`.
    pub seed: [u8; 32],
    /// The final checkpoint: `log/checkpoint`.
    pub checkpoint: String,
    /// All checkpoints in their order: the parts of `log/checkpoints`.
    pub checkpoints: Vec<String>,
    /// Number of frames.
    pub size: u64,
    /// Root of the log.
    pub root: Digest,
    /// The fold of the log.
    pub answers: Answers,
    /// The laptop's wall clock at the last commit, milliseconds since 1970.
    pub ended_wall_ms: i64,
}
