//! Runs of the candidate's code: the rules by which they are logged, and what a recruiter runs
//! again.

use std::sync::Arc;

use invigil_crypto::digest::{Digest, sha256};
use invigil_model::{Form, Language};
use smol_str::SmolStr;

use crate::{Event, RunInput, RunVerdict, answers::Breach, document::Document};

/// The most runs of one attempt: each costs the verifier a hash of a document.
pub const MAX_RUNS: u32 = 1_000;
/// The longest input of the candidate's own, bytes of UTF-8.
pub const MAX_RUN_INPUT: usize = 64 * 1024;
/// The longest `end`.
const MAX_END: usize = 64;
/// The `end` of a program that ended by itself and well.
const END_OF_ITSELF: &str = "exit 0";

/// The rules: runs count up, the code is the document, and each case ends at most once.
#[derive(Clone, Debug)]
pub(crate) struct Runs {
    /// Samples of each task.
    samples: Vec<u16>,
    number: u32,
    /// The last case that may still come, and the next.
    open: Option<(u16, u16)>,
    /// The records, where whoever folds wants them: a hostile log's would be large.
    kept: Option<Vec<Arc<RunRecord>>>,
}

impl Runs {
    pub(crate) fn new(form: &Form, keep: bool) -> Self {
        let count = |len: usize| u16::try_from(len).unwrap_or(u16::MAX);
        Self {
            samples: form.tasks.iter().map(|t| count(t.samples.len())).collect(),
            number: 0,
            open: None,
            kept: keep.then(Vec::new),
        }
    }

    pub(crate) fn kept(&self) -> &[Arc<RunRecord>] {
        self.kept.as_deref().unwrap_or_default()
    }

    pub(crate) fn count(&self) -> u32 {
        self.number
    }

    /// A `run`, whose task and language exist.
    pub(crate) fn begin(
        &mut self,
        at: u64,
        event: &Event,
        document: Option<&Document>,
    ) -> Result<(), Breach> {
        let Event::Run {
            number,
            task,
            language,
            input,
            engine,
            code,
            stdin,
        } = event
        else {
            return Ok(());
        };
        if *number != self.number + 1 || *number > MAX_RUNS {
            return Err(Breach::RunNumber);
        }
        if stdin.len() > MAX_RUN_INPUT || (*input == RunInput::Samples && !stdin.is_empty()) {
            return Err(Breach::Text);
        }
        let text = document.map(Document::text).unwrap_or_default();
        if sha256(text.as_bytes()) != *code {
            return Err(Breach::RunCode);
        }
        let samples = self.samples.get(usize::from(*task).wrapping_sub(1));
        self.open = Some(match input {
            RunInput::Samples => (samples.copied().unwrap_or(0), 1),
            RunInput::Custom => (0, 0),
        });
        self.number = *number;
        if let Some(kept) = &mut self.kept {
            kept.push(Arc::new(RunRecord {
                number: *number,
                at,
                task: *task,
                language: *language,
                input: *input,
                engine: *engine,
                code: text,
                stdin: stdin.clone(),
                cases: Vec::new(),
            }));
        }
        Ok(())
    }

    /// A `ran`: the cases of a run end in their order, some not at all.
    pub(crate) fn end(&mut self, event: &Event) -> Result<(), Breach> {
        let Event::Ran {
            number,
            case,
            verdict,
            fuel,
            memory,
            end,
            stdout,
            stderr,
        } = event
        else {
            return Ok(());
        };
        if end.len() > MAX_END {
            return Err(Breach::Text);
        }
        let (last, next) = self.open.ok_or(Breach::RunOutcome)?;
        let judged = !matches!(verdict, RunVerdict::Done);
        let compared = matches!(verdict, RunVerdict::Accepted | RunVerdict::WrongAnswer);
        let fits = if *case == 0 { !compared } else { judged };
        // Only a program that ended by itself and well has an output to judge.
        let fits = fits && ((judged && !compared) || end.as_str() == END_OF_ITSELF);
        if *number != self.number || !(next..=last).contains(case) || !fits {
            return Err(Breach::RunOutcome);
        }
        self.open = (*case < last).then_some((last, *case + 1));
        if let Some(run) = self.kept.as_mut().and_then(|kept| kept.last_mut()) {
            Arc::make_mut(run).cases.push(CaseRecord {
                case: *case,
                verdict: *verdict,
                fuel: *fuel,
                memory: *memory,
                end: end.clone(),
                stdout: *stdout,
                stderr: *stderr,
            });
        }
        Ok(())
    }
}

/// One run with the code as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRecord {
    /// Counts the attempt's runs from 1.
    pub number: u32,
    /// When, milliseconds since the start.
    pub at: u64,
    /// The coding task, 1-based among the tasks.
    pub task: u16,
    /// The language.
    pub language: Language,
    /// What it was fed with.
    pub input: RunInput,
    /// Names what ran it.
    pub engine: Digest,
    /// The document as it stood.
    pub code: String,
    /// The candidate's own input.
    pub stdin: String,
    /// How it ended, case by case; a run that was cut off has fewer than it had cases.
    pub cases: Vec<CaseRecord>,
}

/// How the program ended on one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRecord {
    /// The sample, 1-based; 0 for the candidate's own input.
    pub case: u16,
    /// How it ended.
    pub verdict: RunVerdict,
    /// Time used, in the engine's own unit.
    pub fuel: u64,
    /// The most memory it had, in bytes.
    pub memory: u64,
    /// How the engine says it ended.
    pub end: SmolStr,
    /// SHA-256 of its standard output.
    pub stdout: Digest,
    /// SHA-256 of its standard error.
    pub stderr: Digest,
}
