//! What a session asks of whatever runs the candidate's code, and what it hears back.
//!
//! A run goes on beside the session: it never holds up an answer, a save or the clock. Deliberately
//! absent: verdicts and limits (the runner's), the log (the sitting's).

use std::sync::Arc;

use invigil_crypto::digest::Digest;
use invigil_model::Language;
use invigil_runner::{Card, Problem, Program, RunReport, RunnerError, TestReport};
use invigil_sandbox::Stream;

/// Runs code for one session, one run at a time.
pub trait CodeRunner: Send + Sync {
    /// Where each language stands on this laptop.
    fn languages(&self) -> Vec<LanguageStatus>;
    /// Begins to make the languages ready that are not. Returns at once.
    fn prepare(&self);
    /// Begins a run. Returns at once; an earlier run must have ended.
    fn begin(&self, work: RunWork);
    /// Takes the run under way back; its end comes as news.
    fn cancel(&self);
    /// What happened since this was asked last.
    fn news(&self) -> Vec<RunNews>;
    /// Waits until there is news, for shells without a loop of their own. False when nothing is
    /// under way that could bring any.
    fn wait(&self) -> bool;
    /// Calls `bell` whenever there is news, from a thread of its own.
    fn listen(&self, bell: Arc<dyn Fn() + Send + Sync>);
}

/// One language on this laptop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageStatus {
    /// Which.
    pub language: Language,
    /// Whether it runs.
    pub state: LanguageState,
    /// Names what runs it.
    pub engine: Digest,
    /// Whether another machine with the same engine gives the same bits.
    pub repeatable: bool,
    /// What it is.
    pub card: Card,
}

/// Whether a language runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LanguageState {
    /// It is being made ready, or waits for it.
    Preparing,
    /// It runs.
    Ready,
    /// It does not run here: why.
    Absent(String),
}

/// What is to run.
#[derive(Clone, Debug)]
pub struct RunWork {
    /// The package, part of every seed.
    pub package: String,
    /// The question with its samples.
    pub problem: Problem,
    /// The code.
    pub program: Program,
    /// The candidate's own input, or the samples.
    pub custom: Option<Vec<u8>>,
    /// Names what runs it.
    pub engine: Digest,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum RunNews {
    /// A language became ready, or turned out absent.
    Languages,
    /// The next input runs.
    Started,
    /// The program wrote something.
    Output(Stream, Vec<u8>),
    /// The program ended on one input.
    Ended(Box<TestReport>),
    /// The run is over.
    Over(Box<Result<RunReport, RunnerError>>),
}

/// For shells that run no code.
pub struct NoRunner;

impl CodeRunner for NoRunner {
    fn languages(&self) -> Vec<LanguageStatus> {
        Vec::new()
    }
    fn prepare(&self) {}
    fn begin(&self, _work: RunWork) {}
    fn cancel(&self) {}
    fn news(&self) -> Vec<RunNews> {
        Vec::new()
    }
    fn wait(&self) -> bool {
        false
    }
    fn listen(&self, _bell: Arc<dyn Fn() + Send + Sync>) {}
}
