//! What goes into the engine and what comes out.

use invigil_log::{Event, FoldError, GrantKind};
use invigil_model::{Code, Language, Letter};

/// One change of a document: delete, then insert, at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Offset in Unicode scalars.
    pub at_char: u32,
    /// Scalars deleted there.
    pub delete: u32,
    /// Text inserted there.
    pub insert: String,
}

impl Edit {
    pub(super) fn event(self, task: u16, language: Language) -> Event {
        let Self {
            at_char,
            delete,
            insert,
        } = self;
        Event::Edit {
            task,
            language,
            at_char,
            delete,
            insert: insert.into(),
        }
    }
}

/// What a signed and verified grant allows. The caller vouches for the signature: nothing else
/// reaches `Paused`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The grant's counter, rising within the attempt.
    pub counter: u32,
    /// What it allows.
    pub kind: GrantKind,
    /// Extra time in milliseconds; 0 for the other kinds.
    pub ms: u64,
    /// SHA-256 of `grant.json`.
    pub digest: [u8; 32],
}

/// One act, or the passing of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Identity given and rules accepted.
    CheckIn,
    /// The first item is on screen: time starts.
    Start,
    /// A question came on screen.
    Show {
        /// Position in the form, 1-based: items first, then coding tasks.
        position: u16,
    },
    /// An answer, or `None` to take it back.
    Respond {
        /// The item's position, 1-based.
        item: u16,
        /// The option chosen.
        letter: Option<Letter>,
        /// The window's number of this write.
        seq: u64,
    },
    /// A flag for review.
    Flag {
        /// Position in the form, 1-based.
        position: u16,
        /// On or off.
        on: bool,
        /// The window's number of this write.
        seq: u64,
    },
    /// The language of a task.
    ChooseLanguage {
        /// The coding task, 1-based among the tasks.
        task: u16,
        /// The language.
        language: Language,
        /// The window's number of this write.
        seq: u64,
    },
    /// Edits of one document, taken together or not at all.
    Edits {
        /// The coding task, 1-based among the tasks.
        task: u16,
        /// The document's language.
        language: Language,
        /// The edits in their order.
        edits: Vec<Edit>,
        /// The window's number of this write.
        seq: u64,
    },
    /// Focus, paste, copy, env, signal, run or note.
    Observe(Event),
    /// A verified grant.
    Grant(Grant),
    /// The candidate hands in.
    Submit,
    /// Time passes.
    Tick,
}

/// What the host must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Write the pending frames before anything is acknowledged.
    Flush,
    /// Sign a checkpoint with the last of them.
    Checkpoint,
    /// The attempt has ended: seal it.
    Seal,
}

/// The engine's answer to one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// To be done whatever the outcome says.
    pub effects: Vec<Effect>,
    /// Whether the input was taken.
    pub outcome: Result<(), Refusal>,
}

/// Why an input was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Work before the start.
    #[error("the test has not started")]
    NotStarted,
    /// A start before check-in.
    #[error("nobody has checked in")]
    NotCheckedIn,
    /// A second check-in or start.
    #[error("the test has already started")]
    AlreadyStarted,
    /// The time is up: what was saved is handed in.
    #[error("the time is up")]
    Late,
    /// Handed in.
    #[error("the test was handed in")]
    Ended,
    /// Goes on elsewhere.
    #[error("the test goes on at another place")]
    Voided,
    /// The invigilator stopped the clock.
    #[error("the test is paused")]
    Paused,
    /// An older write than one that was taken.
    #[error("a later change was saved already (number {last})")]
    StaleSeq {
        /// The last number taken.
        last: u64,
    },
    /// The log has no room for more of this kind.
    #[error("the record of this attempt is full")]
    LogFull,
    /// An event that the window may not report.
    #[error("this is not something that can be observed")]
    NotAnObservation,
    /// The fold says no.
    #[error(transparent)]
    Illegal(#[from] FoldError),
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::NotStarted => "attempt.not-started",
            Self::NotCheckedIn => "attempt.not-checked-in",
            Self::AlreadyStarted => "attempt.already-started",
            Self::Late => "attempt.late",
            Self::Ended => "attempt.ended",
            Self::Voided => "attempt.voided",
            Self::Paused => "attempt.paused",
            Self::StaleSeq { .. } => "attempt.stale-seq",
            Self::LogFull => "attempt.log-full",
            Self::NotAnObservation => "attempt.not-an-observation",
            Self::Illegal(e) => return e.code(),
        })
    }

    /// What to do next, for a person.
    pub(crate) fn next(&self) -> &'static str {
        match self {
            Self::NotStarted => "Press \"Start now\" first.",
            Self::NotCheckedIn => "Finish the check-in first.",
            Self::AlreadyStarted => "Go on with the test.",
            Self::Late => "Nothing more can be changed; what was saved is handed in.",
            Self::Ended => "Nothing more can be changed; save the result file.",
            Self::Voided => "Go on at the place the invigilator named.",
            Self::Paused => "Wait until the invigilator lets the test go on.",
            Self::StaleSeq { .. } => "Look at the answer shown, and choose again if it is wrong.",
            Self::LogFull => "Answers are still saved; shorten the code or hand in.",
            Self::NotAnObservation | Self::Illegal(_) => {
                "Go on with the test; tell the organiser if it happens again."
            }
        }
    }
}
