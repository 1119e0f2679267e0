//! The engine: states, deadline, frames. Sans-IO: every input carries a clock reading, and what
//! is to be written leaves as frames and effects.
//!
//! What a log may hold is decided by the fold, so that the engine can never write a log that the
//! verifier refuses. Deliberately absent: files, keys, timers, and any decision by the wall clock
//! within one boot.

mod input;
mod queue;
mod time;

use std::sync::Arc;

use invigil_clock::Reading;
use invigil_log::{
    Answers, CHECKED_IN, ClockCause, Event, Fold, FoldError, GrantKind, Phase, RunRecord, Stamped,
};
use invigil_model::{Form, Language};

use crate::{Header, Resumed};
pub use input::{Edit, Effect, Grant, Input, Refusal, Step};
use queue::{FRAME_MS, Pending, text_bytes};
pub use queue::{Frame, Mark};
use time::{Spent, clock};

/// A checkpoint is signed this often while time runs.
const CHECKPOINT_MS: u64 = 15_000;

/// Room that only the candidate's own answers and the end may use, events.
const RESERVED_EVENTS: u64 = 4_000;

/// Room that only the end and the clock's facts may use, events.
const RESERVED_FOR_END: u64 = 100;

/// The state machine of one attempt.
#[derive(Clone, Debug)]
pub struct Engine {
    limit_ms: u64,
    fold: Fold,
    spent: Spent,
    pending: Vec<Pending>,
    /// Boot time of the first pending event.
    frame_opened: u64,
    frames: u64,
    /// Bytes of text in all events, as the private log may spell them at worst.
    text_bytes: usize,
    flush: bool,
    checkpoint: bool,
    last_checkpoint: u64,
    seq: u64,
}

impl Engine {
    /// A new attempt, waiting. `None` when the header's times are out of range.
    pub fn new(header: &Header, form: &Form, reading: Reading) -> Option<Self> {
        let mut engine = Self::at(header, form, Spent::new(0, reading))?;
        engine.log_launch(0, 0);
        Some(engine)
    }

    /// The attempt as its durable frames left it, at `reading`: what passed since is spent, and an
    /// attempt whose time is up has expired.
    pub fn resume(
        header: &Header,
        form: &Form,
        frames: u64,
        events: impl IntoIterator<Item = Stamped>,
        mark: Mark,
        reading: Reading,
    ) -> Result<(Self, Resumed), Option<FoldError>> {
        let mut spent = Spent::new(mark.elapsed_ms, mark.reading);
        let mut engine = Self::at(header, form, spent).ok_or(None)?;
        for stamped in events {
            engine.text_bytes += text_bytes(&stamped.event);
            engine.fold.push(&stamped)?;
        }
        (engine.frames, engine.seq) = (frames, mark.seq);
        let runs = matches!(engine.phase(), Phase::Running | Phase::Paused);
        let (passage, facts) = spent.pass(reading, runs);
        (engine.spent, engine.last_checkpoint) = (spent, reading.boot_ms);
        let spent_ms = if runs { passage.spent_ms } else { 0 };
        let resumed = Resumed {
            gap_ms: passage.gap_ms,
            spent_ms,
            rebooted: passage.rebooted,
            clock_unknown: passage.unknown,
        };
        if !engine.has_ended() {
            engine.log_launch(passage.gap_ms, spent_ms);
            facts.into_iter().for_each(|fact| engine.log_fact(fact));
            engine.expire_if_due();
        }
        Ok((engine, resumed))
    }

    /// Takes one input at one moment. The effects stand whatever the outcome says.
    pub fn handle(&mut self, reading: Reading, input: Input) -> Step {
        self.pass_time(reading);
        let outcome = if self.expire_if_due() && !matches!(input, Input::Tick) {
            Err(Refusal::Late)
        } else {
            self.act(input)
        };
        self.checkpoint_if_due();
        Step {
            effects: self.effects(),
            outcome,
        }
    }

    /// Where the attempt stands.
    pub fn phase(&self) -> Phase {
        self.fold.outline().phase
    }

    /// Whether nothing can be added any more.
    pub fn has_ended(&self) -> bool {
        matches!(
            self.phase(),
            Phase::Submitted | Phase::Expired | Phase::Voided
        )
    }

    /// Time left at the last reading, milliseconds; before the start, all of it.
    pub fn remaining_ms(&self) -> u64 {
        let outline = self.fold.outline();
        match self.phase() {
            Phase::Waiting | Phase::CheckedIn => {
                let granted = outline.grants.iter().map(|g| g.ms);
                granted.fold(self.limit_ms, u64::saturating_add)
            }
            Phase::Running => self.limit().saturating_sub(self.spent.elapsed_ms),
            Phase::Paused => {
                let since = self.fold.paused_at().unwrap_or_default();
                self.limit().saturating_sub(since)
            }
            Phase::Submitted | Phase::Expired | Phase::Voided => 0,
        }
    }

    /// The boot-time moment by which [`Input::Tick`] should come: a frame to close, a checkpoint
    /// or the deadline. `None` when nothing is due.
    pub fn due(&self) -> Option<u64> {
        let frame = (!self.pending.is_empty()).then(|| self.frame_opened + FRAME_MS);
        let running = self.phase() == Phase::Running;
        let now = self.spent.reading.boot_ms;
        let end = running.then(|| now + self.remaining_ms());
        let checkpoint = running.then(|| self.last_checkpoint + CHECKPOINT_MS);
        [frame, end, checkpoint].into_iter().flatten().min()
    }

    /// The answers with all documents.
    pub fn answers(&self) -> Answers {
        self.fold.answers()
    }

    /// Every run with its code, in their order.
    pub fn runs(&self) -> &[Arc<RunRecord>] {
        self.fold.runs()
    }

    /// The answers without documents.
    pub fn outline(&self) -> &Answers {
        self.fold.outline()
    }

    /// One document's text.
    pub fn document(&self, task: u16, language: Language) -> Option<String> {
        self.fold.document(task, language)
    }

    /// The highest `seq` taken; durable once no frame is pending.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Time spent since the start at the last reading, milliseconds.
    pub fn elapsed_ms(&self) -> u64 {
        self.spent.elapsed_ms
    }

    fn at(header: &Header, form: &Form, spent: Spent) -> Option<Self> {
        Some(Self {
            limit_ms: header.limit_ms()?,
            fold: Fold::keeping_runs(form),
            spent,
            pending: Vec::new(),
            frame_opened: 0,
            frames: 0,
            text_bytes: 0,
            flush: false,
            checkpoint: false,
            last_checkpoint: spent.reading.boot_ms,
            seq: 0,
        })
    }

    fn act(&mut self, input: Input) -> Result<(), Refusal> {
        match input {
            Input::Tick => Ok(()),
            Input::Submit if self.phase() == Phase::Submitted => Ok(()),
            _ if self.has_ended() => Err(match self.phase() {
                Phase::Expired => Refusal::Late,
                Phase::Voided => Refusal::Voided,
                _ => Refusal::Ended,
            }),
            Input::CheckIn => self.check_in(),
            Input::Start => self.start(),
            Input::Grant(grant) => self.take_grant(grant),
            Input::Observe(event) => self.take_observation(event),
            work => {
                match self.phase() {
                    Phase::Running => {}
                    Phase::Paused => return Err(Refusal::Paused),
                    _ => return Err(Refusal::NotStarted),
                }
                self.work(work)
            }
        }
    }

    fn work(&mut self, input: Input) -> Result<(), Refusal> {
        match input {
            Input::Show { position } => self.log(Event::Shown { item: position }, None),
            Input::Respond { item, letter, seq } => {
                let event = match letter {
                    Some(letter) => Event::Answer { item, letter },
                    None => Event::Clear { item },
                };
                self.write(&[event], seq, true)
            }
            Input::Flag { position, on, seq } => {
                self.write(&[Event::Flag { item: position, on }], seq, true)
            }
            Input::ChooseLanguage {
                task,
                language,
                seq,
            } => self.write(&[Event::Language { task, language }], seq, true),
            Input::Edits {
                task,
                language,
                edits,
                seq,
            } => {
                let chosen = self.fold.outline().languages.contains_key(&task);
                let choice = (!chosen).then_some(Event::Language { task, language });
                let edits = edits.into_iter().map(|e| e.event(task, language));
                let events: Vec<_> = choice.into_iter().chain(edits).collect();
                self.write(&events, seq, false)
            }
            Input::Submit => {
                self.log(Event::Submit {}, None)?;
                self.end();
                Ok(())
            }
            Input::Tick | Input::CheckIn | Input::Start | Input::Grant(_) | Input::Observe(_) => {
                Ok(())
            }
        }
    }

    fn check_in(&mut self) -> Result<(), Refusal> {
        if self.phase() != Phase::Waiting {
            return Err(Refusal::AlreadyStarted);
        }
        let (name, detail) = (CHECKED_IN.to_owned(), String::new());
        self.log(Event::Signal { name, detail }, None)?;
        self.flush = true;
        Ok(())
    }

    fn start(&mut self) -> Result<(), Refusal> {
        match self.phase() {
            Phase::CheckedIn => {}
            Phase::Waiting => return Err(Refusal::NotCheckedIn),
            _ => return Err(Refusal::AlreadyStarted),
        }
        let limit_ms = self.limit_ms;
        self.log(Event::Start { limit_ms }, None)?;
        self.log(clock(ClockCause::Reading, &self.spent.reading), None)?;
        (self.flush, self.checkpoint) = (true, true);
        self.last_checkpoint = self.spent.reading.boot_ms;
        Ok(())
    }

    /// Takes all of `events` as one write of the window, or none.
    fn write(&mut self, events: &[Event], seq: u64, flush: bool) -> Result<(), Refusal> {
        if seq == self.seq {
            self.flush |= flush && !self.pending.is_empty();
            return Ok(());
        }
        if seq < self.seq {
            return Err(Refusal::StaleSeq { last: self.seq });
        }
        let reserve = if flush {
            RESERVED_FOR_END
        } else {
            RESERVED_EVENTS
        };
        self.check_room(events, reserve)?;
        if events.len() > 1 {
            self.fold.would_take(self.spent.elapsed_ms, events)?;
        }
        for (n, event) in events.iter().enumerate() {
            let complete = n + 1 == events.len();
            self.log(event.clone(), complete.then_some(seq))?;
        }
        self.seq = seq;
        self.flush |= flush;
        Ok(())
    }

    fn take_observation(&mut self, event: Event) -> Result<(), Refusal> {
        let urgent = match &event {
            Event::Focus { on } => !on,
            Event::Signal { name, .. } if name == CHECKED_IN => {
                return Err(Refusal::NotAnObservation);
            }
            Event::Run { .. } if self.phase() != Phase::Running => return Err(Refusal::NotStarted),
            // What was run is on the disk before it runs.
            Event::Run { .. } => true,
            Event::Paste { .. }
            | Event::Copy { .. }
            | Event::Env { .. }
            | Event::Signal { .. }
            | Event::Ran { .. }
            | Event::Note { .. } => false,
            _ => return Err(Refusal::NotAnObservation),
        };
        self.check_room(std::slice::from_ref(&event), RESERVED_EVENTS)?;
        self.log(event, None)?;
        self.flush |= urgent;
        Ok(())
    }

    fn take_grant(&mut self, grant: Grant) -> Result<(), Refusal> {
        let Grant {
            counter,
            kind,
            ms,
            digest,
        } = grant;
        self.log(
            Event::Grant {
                counter,
                kind,
                ms,
                digest,
            },
            None,
        )?;
        match kind {
            GrantKind::Pause => self.log(Event::Pause { grant: counter }, None)?,
            GrantKind::Resume => self.log(Event::Resume { grant: counter }, None)?,
            GrantKind::Transfer => self.end(),
            GrantKind::ExtraTime => {}
        }
        self.flush = true;
        Ok(())
    }

    fn end(&mut self) {
        (self.flush, self.checkpoint) = (true, true);
    }

    fn pass_time(&mut self, reading: Reading) {
        if self.has_ended() {
            return;
        }
        let runs = matches!(self.phase(), Phase::Running | Phase::Paused);
        let (passage, facts) = self.spent.pass(reading, runs);
        if passage.rebooted {
            self.log_launch(passage.gap_ms, if runs { passage.spent_ms } else { 0 });
            self.last_checkpoint = reading.boot_ms;
        }
        facts.into_iter().for_each(|fact| self.log_fact(fact));
    }

    /// Whether the attempt expired just here.
    fn expire_if_due(&mut self) -> bool {
        let due = self.phase() == Phase::Running && self.remaining_ms() == 0;
        if due {
            self.log_fact(Event::Expire {});
            self.end();
        }
        due
    }

    fn checkpoint_if_due(&mut self) {
        let now = self.spent.reading.boot_ms;
        if self.phase() == Phase::Running
            && now.saturating_sub(self.last_checkpoint) >= CHECKPOINT_MS
        {
            self.log_fact(clock(ClockCause::Reading, &self.spent.reading));
            (self.flush, self.checkpoint) = (true, true);
            self.last_checkpoint = now;
        }
    }

    fn limit(&self) -> u64 {
        self.fold.outline().limit_ms.unwrap_or(self.limit_ms)
    }
}
