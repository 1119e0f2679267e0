//! Events on their way to the disk: the frames, and when they close.

use invigil_clock::Reading;
use invigil_log::{ClockCause, Event, MAX_EVENTS, MAX_FRAME_EVENTS, MAX_LOG, Stamped};

use super::{Effect, Engine, RESERVED_FOR_END, Refusal, time::clock};

/// A frame closes this long after its first event.
pub(super) const FRAME_MS: u64 = 200;

/// Text that closes a frame early, so that no line nears its cap.
const FRAME_TEXT: usize = 128 * 1024;

/// Room in `private.jsonl` that edits leave to everything else, bytes.
const RESERVED_TEXT: usize = 1024 * 1024;

/// Where a durable frame left the attempt: all that a resume needs beside the events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The clocks at the frame's commit.
    pub reading: Reading,
    /// Time spent by then, milliseconds.
    pub elapsed_ms: u64,
    /// The highest `seq` whose write is in this frame or an earlier one.
    pub seq: u64,
}

/// A frame ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its number, 0-based.
    pub index: u64,
    /// Its events.
    pub events: Vec<Stamped>,
    /// Where it leaves the attempt.
    pub mark: Mark,
}

#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) stamped: Stamped,
    /// The highest `seq` complete with this event.
    pub(super) seq: u64,
}

impl Engine {
    /// The next frame to write, of at most [`MAX_FRAME_EVENTS`] events.
    pub fn next_frame(&self) -> Option<Frame> {
        let mut text = 0;
        let fits = self.pending.iter().take(MAX_FRAME_EVENTS).take_while(|p| {
            let first = text == 0;
            text += text_bytes(&p.stamped.event);
            first || text <= 6 * FRAME_TEXT
        });
        let count = fits.count();
        let last = self.pending.get(count.checked_sub(1)?)?;
        let events = self.pending[..count].iter().map(|p| p.stamped.clone());
        Some(Frame {
            index: self.frames,
            events: events.collect(),
            mark: Mark {
                reading: self.spent.reading,
                elapsed_ms: self.spent.elapsed_ms,
                seq: last.seq,
            },
        })
    }

    /// Says that this frame is durable.
    pub fn frame_committed(&mut self, frame: &Frame) {
        if frame.index == self.frames {
            self.frames += 1;
            self.pending.drain(..frame.events.len());
            self.flush &= !self.pending.is_empty();
            self.checkpoint &= !self.pending.is_empty();
        }
    }

    /// Events waiting to be written.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Whether the frame that empties the queue is to carry a checkpoint.
    pub fn wants_checkpoint(&self) -> bool {
        self.checkpoint
    }

    pub(super) fn effects(&self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let age = self.spent.reading.boot_ms.saturating_sub(self.frame_opened);
        let text: usize = self
            .pending
            .iter()
            .map(|p| text_bytes(&p.stamped.event))
            .sum();
        let full = self.pending.len() >= MAX_FRAME_EVENTS / 2 || text > FRAME_TEXT;
        if !self.pending.is_empty() && (self.flush || full || age >= FRAME_MS) {
            effects.push(Effect::Flush);
            if self.checkpoint {
                effects.push(Effect::Checkpoint);
            }
        }
        if self.has_ended() {
            effects.push(Effect::Seal);
        }
        effects
    }

    pub(super) fn log_launch(&mut self, gap_ms: i64, spent_ms: u64) {
        let boot_id = self.spent.reading.boot_id;
        self.log_fact(Event::Boot {
            boot_id,
            gap_ms,
            spent_ms,
        });
        self.log_fact(clock(ClockCause::Reading, &self.spent.reading));
        self.flush = true;
    }

    /// Logs what is simply so. A log that is full to its last reserve goes without it.
    pub(super) fn log_fact(&mut self, event: Event) {
        let end = matches!(event, Event::Expire {});
        if end || self.fold.outline().events < MAX_EVENTS - RESERVED_FOR_END / 2 {
            // The fold refuses a fact only when the log is full.
            let _ = self.log(event, None);
        }
    }

    pub(super) fn log(&mut self, event: Event, completes: Option<u64>) -> Result<(), Refusal> {
        let at = if self.fold.outline().start_limit_ms.is_none() {
            0
        } else {
            self.spent.elapsed_ms
        };
        let stamped = Stamped { at, event };
        self.fold.push(&stamped)?;
        if self.pending.is_empty() {
            self.frame_opened = self.spent.reading.boot_ms;
        }
        self.text_bytes += text_bytes(&stamped.event);
        let seq = completes.unwrap_or_else(|| self.pending.last().map_or(self.seq, |p| p.seq));
        self.pending.push(Pending { stamped, seq });
        Ok(())
    }

    pub(super) fn check_room(&self, events: &[Event], reserve: u64) -> Result<(), Refusal> {
        let count = self.fold.outline().events + events.len() as u64;
        let text: usize = events.iter().map(text_bytes).sum();
        if count > MAX_EVENTS - reserve || self.text_bytes + text > MAX_LOG - RESERVED_TEXT {
            return Err(Refusal::LogFull);
        }
        Ok(())
    }
}

/// An upper bound of an event's bytes in the private log.
pub(super) fn text_bytes(event: &Event) -> usize {
    // An escaped character takes at most six bytes; brackets and numbers take less than 40.
    40 + match event {
        Event::Edit { insert, .. } => 6 * insert.len(),
        Event::Env { detail, .. } | Event::Signal { detail, .. } => 6 * detail.len(),
        Event::Note { text } => 6 * text.len(),
        Event::Run { stdin, .. } => 80 + 6 * stdin.len(),
        Event::Ran { .. } => 600,
        _ => 0,
    }
}
