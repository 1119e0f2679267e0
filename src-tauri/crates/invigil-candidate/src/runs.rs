//! The runs of a sitting: logged before they begin, logged as they end, shown while they go on.

use std::{collections::BTreeMap, sync::Arc};

use invigil_attempt::Attempt;
use invigil_clock::Reading;
use invigil_crypto::digest::{Digest, sha256};
use invigil_log::{Event, MAX_RUN_INPUT, MAX_RUNS, RunInput, RunRecord, RunVerdict};
use invigil_model::{Code, CodingTask, Form, Language, Notice};
use invigil_runner::{Problem, Program, RunReport, RunnerError, ShownTest, TestReport, Verdict};
use invigil_sandbox::Stream;

use crate::{
    code_runner::{CodeRunner, LanguageState, LanguageStatus, RunNews, RunWork},
    dto::RunInputDto,
    no_such,
};

/// Bytes of a running program's output that the window shows: the last of it.
const TAIL: usize = 64 * 1024;
/// Runs whose outputs are kept in memory to look at again.
const KEPT: usize = 50;

/// What the sitting knows of its runs beside the log.
pub(crate) struct Runs {
    runner: Arc<dyn CodeRunner>,
    pub(crate) current: Option<Current>,
    /// Outputs of the newest runs of this process.
    pub(crate) reports: BTreeMap<u32, Vec<ShownTest>>,
    /// The run that is looked at.
    pub(crate) shown: Option<u32>,
}

/// The run under way.
pub(crate) struct Current {
    pub(crate) number: u32,
    pub(crate) task: u16,
    pub(crate) language: Language,
    pub(crate) custom: bool,
    /// The case that runs.
    pub(crate) case: u16,
    pub(crate) total: u16,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    pub(crate) stopping: bool,
}

impl Runs {
    pub(crate) fn new(runner: &Arc<dyn CodeRunner>) -> Self {
        Self {
            runner: Arc::clone(runner),
            current: None,
            reports: BTreeMap::new(),
            shown: None,
        }
    }

    pub(crate) fn languages(&self) -> Vec<LanguageStatus> {
        self.runner.languages()
    }

    /// Logs a run of the document on the screen, then begins it.
    pub(crate) fn begin(
        &mut self,
        attempt: &mut Attempt,
        form: &Form,
        task: u16,
        input: RunInputDto,
        now: Reading,
    ) -> Result<(), Notice> {
        if self.current.is_some() {
            return Err(busy());
        }
        let place = usize::from(task).checked_sub(1);
        let question = place.and_then(|place| form.tasks.get(place));
        let question =
            question.ok_or_else(|| no_such(&format!("there is no coding question {task}")))?;
        let language = chosen(attempt, task, question, now)?;
        let engine = self.engine(language)?;
        let number = u32::try_from(attempt.runs().len()).unwrap_or(MAX_RUNS) + 1;
        if number > MAX_RUNS {
            return Err(too_many());
        }
        let custom = match input {
            RunInputDto::Samples => None,
            RunInputDto::Custom { stdin } if stdin.len() > MAX_RUN_INPUT => {
                return Err(too_long(stdin.len()));
            }
            RunInputDto::Custom { stdin } => Some(stdin),
        };
        let text = attempt.document(task, language).unwrap_or_default();
        let program = Program::new(language, text.clone()).map_err(|e| e.notice())?;
        let event = Event::Run {
            number,
            task,
            language,
            input: match custom {
                None => RunInput::Samples,
                Some(_) => RunInput::Custom,
            },
            engine,
            code: sha256(text.as_bytes()),
            stdin: custom.clone().unwrap_or_default(),
        };
        attempt.observe(now, event).map_err(|e| e.notice())?;
        let samples = u16::try_from(question.samples.len()).unwrap_or(u16::MAX);
        self.current = Some(Current {
            number,
            task,
            language,
            custom: custom.is_some(),
            case: u16::from(custom.is_none()),
            total: if custom.is_some() { 0 } else { samples },
            stdout: Vec::new(),
            stderr: Vec::new(),
            stopping: false,
        });
        self.runner.begin(RunWork {
            package: attempt.header().package_id.to_string(),
            problem: Problem::public(question),
            program,
            custom: custom.map(String::into_bytes),
            engine,
        });
        Ok(())
    }

    fn engine(&self, language: Language) -> Result<Digest, Notice> {
        let statuses = self.runner.languages();
        match statuses.into_iter().find(|s| s.language == language) {
            Some(LanguageStatus {
                state: LanguageState::Ready,
                engine,
                ..
            }) => Ok(engine),
            Some(LanguageStatus {
                state: LanguageState::Preparing,
                ..
            }) => Err(preparing(language)),
            Some(LanguageStatus {
                state: LanguageState::Absent(why),
                ..
            }) => Err(absent(language, why)),
            None => Err(absent(
                language,
                "This app has nothing that runs it.".to_owned(),
            )),
        }
    }

    /// Takes the run under way back; without one there is nothing to do.
    pub(crate) fn cancel(&mut self) {
        if let Some(current) = &mut self.current {
            current.stopping = true;
            self.runner.cancel();
        }
    }

    /// Takes it back because the attempt is over: nothing more of it is logged.
    pub(crate) fn abandon(&mut self) {
        if self.current.take().is_some() {
            self.runner.cancel();
        }
    }

    /// Looks at a run that ended.
    pub(crate) fn show(&mut self, attempt: &Attempt, number: u32) -> Result<(), Notice> {
        if !attempt.runs().iter().any(|run| run.number == number) {
            return Err(no_such(&format!("there is no run {number}")));
        }
        self.shown = Some(number);
        Ok(())
    }

    /// Takes what happened; true if the window should show it. What cannot be logged is told of,
    /// and the rest is taken all the same.
    pub(crate) fn listen(&mut self, attempt: &mut Attempt, now: Reading) -> Result<bool, Notice> {
        let news = self.runner.news();
        let any = !news.is_empty();
        let mut failed = None;
        for piece in news {
            if let Err(notice) = self.take(attempt, now, piece) {
                failed = failed.or(Some(notice));
            }
        }
        failed.map_or(Ok(any), Err)
    }

    fn take(&mut self, attempt: &mut Attempt, now: Reading, news: RunNews) -> Result<(), Notice> {
        if let RunNews::Over(result) = news {
            let ended = self.current.take();
            return self.over(attempt, now, ended, *result);
        }
        let Some(current) = &mut self.current else {
            return Ok(());
        };
        match news {
            RunNews::Languages | RunNews::Over(_) => {}
            RunNews::Started => {
                current.stdout.clear();
                current.stderr.clear();
            }
            RunNews::Output(Stream::Out, bytes) => append(&mut current.stdout, &bytes),
            RunNews::Output(Stream::Err, bytes) => append(&mut current.stderr, &bytes),
            RunNews::Ended(report) => {
                let event = ran(current, &report);
                current.case += u16::from(!current.custom);
                attempt.observe(now, event).map_err(|e| e.notice())?;
            }
        }
        Ok(())
    }

    fn over(
        &mut self,
        attempt: &mut Attempt,
        now: Reading,
        ended: Option<Current>,
        result: Result<RunReport, RunnerError>,
    ) -> Result<(), Notice> {
        let Some(current) = ended else {
            return Ok(());
        };
        self.shown = Some(current.number);
        match result {
            Ok(report) => {
                self.reports.insert(current.number, report.tests);
                while self.reports.len() > KEPT {
                    self.reports.pop_first();
                }
                Ok(())
            }
            Err(RunnerError::Cancelled) => {
                let none = sha256(b"");
                let event = Event::Ran {
                    number: current.number,
                    case: current.case,
                    verdict: RunVerdict::Cancelled,
                    fuel: 0,
                    memory: 0,
                    end: "".into(),
                    stdout: none,
                    stderr: none,
                };
                attempt.observe(now, event).map_err(|e| e.notice())
            }
            Err(error) => Err(error.notice()),
        }
    }
}

/// The language chosen last; the one on the screen is chosen with the first run.
fn chosen(
    attempt: &mut Attempt,
    task: u16,
    question: &CodingTask,
    now: Reading,
) -> Result<Language, Notice> {
    let view = attempt.view();
    if let Some(language) = view.languages.get(&task) {
        return Ok(*language);
    }
    let first = question.starters.keys().next().copied();
    let language = first.ok_or_else(|| no_such("the question is on offer in no language"))?;
    attempt
        .choose_language(now, task, language, view.taken_seq + 1)
        .map_err(|e| e.notice())?;
    Ok(language)
}

/// How the case that ran ended, for the log.
fn ran(current: &Current, report: &TestReport) -> Event {
    let none = sha256(b"");
    let record = report.record.as_ref();
    let digest = |hex: Option<&String>| {
        hex.and_then(|h| invigil_crypto::digest::unhex(h))
            .unwrap_or(none)
    };
    Event::Ran {
        number: current.number,
        case: current.case,
        verdict: verdict(report.verdict, current.custom),
        fuel: record.map_or(0, |r| r.fuel),
        memory: record.map_or(0, |r| r.peak_memory),
        end: record.map_or("", |r| &r.end).into(),
        stdout: digest(record.map(|r| &r.stdout_sha256)),
        stderr: digest(record.map(|r| &r.stderr_sha256)),
    }
}

fn verdict(verdict: Verdict, custom: bool) -> RunVerdict {
    match verdict {
        Verdict::Accepted if custom => RunVerdict::Done,
        Verdict::Accepted => RunVerdict::Accepted,
        Verdict::WrongAnswer => RunVerdict::WrongAnswer,
        Verdict::TimeLimit => RunVerdict::TimeLimit,
        Verdict::MemoryLimit => RunVerdict::MemoryLimit,
        Verdict::OutputLimit => RunVerdict::OutputLimit,
        Verdict::RuntimeError => RunVerdict::RuntimeError,
        Verdict::CompileError => RunVerdict::CompileError,
        Verdict::JudgeError => RunVerdict::JudgeError,
    }
}

/// The first verdict that is not accepted, as the log has it; `None` while no case has ended.
pub(crate) fn overall(run: &RunRecord) -> Option<RunVerdict> {
    let verdicts = || run.cases.iter().map(|case| case.verdict);
    verdicts()
        .find(|v| !matches!(v, RunVerdict::Accepted | RunVerdict::Done))
        .or_else(|| verdicts().next_back())
}

/// Keeps the last [`TAIL`] bytes.
fn append(kept: &mut Vec<u8>, more: &[u8]) {
    kept.extend_from_slice(&more[more.len().saturating_sub(TAIL)..]);
    if kept.len() > TAIL {
        kept.drain(..kept.len() - TAIL);
    }
}

fn busy() -> Notice {
    Notice::new(
        Code("run.busy"),
        "That run was not begun.",
        "An earlier one is still going on.",
        "Wait for its end, or stop it; your code is saved either way.",
    )
}

fn too_many() -> Notice {
    Notice::new(
        Code("run.too-many"),
        "That run was not begun.",
        format!("This test has had its {MAX_RUNS} runs."),
        "Go on writing: your code is saved, and what you hand in is run by the organiser.",
    )
}

fn too_long(length: usize) -> Notice {
    Notice::new(
        Code("run.input-too-long"),
        "That run was not begun.",
        format!("Your input has {length} bytes; {MAX_RUN_INPUT} are possible."),
        "Shorten the input; your code is not touched by this.",
    )
}

fn preparing(language: Language) -> Notice {
    Notice::new(
        Code("run.preparing"),
        "That run was not begun.",
        format!("{language} is still being made ready on this laptop."),
        "Go on writing, and run it in a moment; your code is saved.",
    )
}

fn absent(language: Language, why: String) -> Notice {
    Notice::new(
        Code("run.absent"),
        format!("{language} does not run on this laptop."),
        why,
        "Your code is saved and handed in all the same; or choose another language.",
    )
}
