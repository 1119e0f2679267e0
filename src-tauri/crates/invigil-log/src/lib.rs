//! The event log of an attempt: event kinds, frames, the RFC 6962 tree, checkpoints, and THE ONE
//! fold from events to answers.
//!
//! Pure: bytes and events in, bytes and answers out. Deliberately absent: clocks, files, keys at
//! rest, and any second way from a log to answers. `docs/formats/log.md` is the field table.

mod answers;
mod checkpoint;
mod device;
mod document;
mod event;
mod fold;
mod frame;
mod replay;
mod runs;
mod tree;
mod wire;

pub use answers::{Answers, FoldError, GrantTaken, Phase};
pub use checkpoint::{
    Checkpoint, CheckpointError, Note, NoteSignature, attempt_origin, sign_checkpoint,
    verify_checkpoint,
};
pub use device::{DeviceEntry, DeviceError, DeviceLine, DeviceMoment};
pub use document::MAX_DOCUMENT;
pub use event::{ClockCause, Edit, Event, GrantKind, RunInput, RunVerdict, Stamped};
pub use fold::{CHECKED_IN, Fold, MAX_EVENTS};
pub use frame::{
    FrameLines, MAX_FRAME_EVENTS, MAX_LINE, Salts, commitment, decode_frame, encode_frame, leaf,
    leaf_of_commitment,
};
pub use replay::{MAX_LOG, Replay, Seen, replay, replay_to};
pub use runs::{CaseRecord, MAX_RUN_INPUT, MAX_RUNS, RunRecord};
pub use smol_str::SmolStr;
pub use tree::{Tree, TreeError, inclusion_proof, verify_inclusion};
pub use wire::LogError;
