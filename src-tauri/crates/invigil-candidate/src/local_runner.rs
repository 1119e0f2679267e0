//! Runs code on this laptop: a thread that makes the languages ready and runs one program after
//! another in the sandbox's worker process.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
};

use invigil_clock::{Clock, SystemClock};
use invigil_model::Language;
use invigil_runner::{
    Context, Progress, RunReport, RunnerError, Runtimes, guest, is_repeatable, run_custom,
    run_samples,
};
use invigil_sandbox::{CancelHandle, Execute, Fault, Job, Outcome, Stream};

use crate::code_runner::{CodeRunner, LanguageState, LanguageStatus, RunNews, RunWork};

/// The window hears of output this often at most, milliseconds.
const OUTPUT_EVERY: u64 = 100;
/// Output that waits to be heard; older output is dropped, the report has it all.
const WAITING: usize = 64 * 1024;

/// What this laptop runs code with.
pub struct LocalRunner {
    shared: Arc<Shared>,
    asks: Sender<Ask>,
    cancel: CancelHandle,
}

enum Ask {
    Prepare,
    Run(Box<RunWork>),
}

type Bell = Arc<dyn Fn() + Send + Sync>;

struct Shared {
    state: Mutex<State>,
    heard: Condvar,
    /// The run under way was taken back: also between two inputs, when no program runs.
    cancelled: AtomicBool,
}

struct State {
    languages: Vec<LanguageStatus>,
    news: VecDeque<RunNews>,
    /// Asks that have not ended.
    under_way: usize,
    bell: Option<Bell>,
    rung_ms: u64,
}

impl LocalRunner {
    /// A runner over these runtimes; nothing is made ready yet.
    pub fn new(runtimes: Runtimes) -> Self {
        let statuses = Language::ALL.map(|language| LanguageStatus {
            language,
            state: LanguageState::Preparing,
            engine: runtimes.engine_id(guest(language)),
            repeatable: is_repeatable(language),
            card: runtimes.card(language),
        });
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                languages: statuses.to_vec(),
                news: VecDeque::new(),
                under_way: 0,
                bell: None,
                rung_ms: 0,
            }),
            heard: Condvar::new(),
            cancelled: AtomicBool::new(false),
        });
        let cancel = runtimes.cancel_handle();
        let (asks, queue) = channel();
        let there = Arc::clone(&shared);
        let spawned = std::thread::Builder::new()
            .name("code".to_owned())
            .spawn(move || serve(runtimes, &there, &queue));
        if let Err(error) = spawned {
            shared.all_absent(&error.to_string());
        }
        Self {
            shared,
            asks,
            cancel,
        }
    }

    fn ask(&self, ask: Ask) {
        self.shared.lock().under_way += 1;
        // The thread lives as long as this does; where it could not start, nothing is ready.
        if self.asks.send(ask).is_err() {
            self.shared.lock().under_way -= 1;
        }
    }
}

impl CodeRunner for LocalRunner {
    fn languages(&self) -> Vec<LanguageStatus> {
        self.shared.lock().languages.clone()
    }

    fn prepare(&self) {
        let waits = |status: &LanguageStatus| status.state == LanguageState::Preparing;
        let idle = {
            let state = self.shared.lock();
            state.under_way == 0 && state.languages.iter().any(waits)
        };
        if idle {
            self.ask(Ask::Prepare);
        }
    }

    fn begin(&self, work: RunWork) {
        self.shared.cancelled.store(false, Ordering::SeqCst);
        self.ask(Ask::Run(Box::new(work)));
    }

    fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::SeqCst);
        self.cancel.cancel();
    }

    fn news(&self) -> Vec<RunNews> {
        self.shared.lock().news.drain(..).collect()
    }

    fn wait(&self) -> bool {
        let mut state = self.shared.lock();
        while state.news.is_empty() {
            if state.under_way == 0 {
                return false;
            }
            state = self
                .shared
                .heard
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        true
    }

    fn listen(&self, bell: Bell) {
        self.shared.lock().bell = Some(bell);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, news: RunNews) {
        let mut state = self.lock();
        state.news.push_back(news);
        self.ring(state);
    }

    /// Output waits until the window would hear of it, so that a chatty program costs no more
    /// than a quiet one.
    fn tell_output(&self, now_ms: u64, stream: Stream, bytes: &[u8]) {
        let mut state = self.lock();
        match state.news.back_mut() {
            Some(RunNews::Output(last, kept)) if *last == stream => {
                kept.extend_from_slice(bytes);
                let more = kept.len().saturating_sub(WAITING);
                kept.drain(..more);
            }
            _ => state
                .news
                .push_back(RunNews::Output(stream, bytes.to_vec())),
        }
        if now_ms.saturating_sub(state.rung_ms) >= OUTPUT_EVERY {
            state.rung_ms = now_ms;
            self.ring(state);
        }
    }

    fn ring(&self, state: MutexGuard<'_, State>) {
        let bell = state.bell.clone();
        drop(state);
        self.heard.notify_all();
        if let Some(bell) = bell {
            bell();
        }
    }

    fn ended(&self) {
        let mut state = self.lock();
        state.under_way = state.under_way.saturating_sub(1);
        self.ring(state);
    }

    fn set(&self, of: impl Fn(Language) -> bool, to: &LanguageState) {
        let mut state = self.lock();
        for status in &mut state.languages {
            if of(status.language) {
                status.state = to.clone();
            }
        }
    }

    /// What is known of a language only once it was made ready: which JDK runs Java.
    fn found(&self, runtimes: &Runtimes, language: Language) {
        let mut state = self.lock();
        let known = state.languages.iter_mut().find(|s| s.language == language);
        if let Some(status) = known {
            status.engine = runtimes.engine_id(guest(language));
            status.card = runtimes.card(language);
        }
    }

    fn all_absent(&self, why: &str) {
        let absent = LanguageState::Absent(why.to_owned());
        self.set(|_| true, &absent);
    }
}

/// The thread's life: until the runner is dropped.
fn serve(mut runtimes: Runtimes, shared: &Shared, queue: &Receiver<Ask>) {
    while let Ok(ask) = queue.recv() {
        match ask {
            Ask::Prepare => prepare(&mut runtimes, shared),
            Ask::Run(work) => {
                let result = run(&mut runtimes, shared, &work);
                shared.tell(RunNews::Over(Box::new(result)));
            }
        }
        shared.ended();
    }
}

fn prepare(runtimes: &mut Runtimes, shared: &Shared) {
    for language in Language::ALL {
        let waits = shared
            .lock()
            .languages
            .iter()
            .any(|s| s.language == language && s.state == LanguageState::Preparing);
        if !waits {
            continue;
        }
        let prepared = guest(language);
        let state = match runtimes.prepare(prepared) {
            Ok(()) => LanguageState::Ready,
            Err(why) => LanguageState::Absent(why),
        };
        shared.found(runtimes, language);
        shared.set(|l| guest(l) == prepared, &state);
        shared.tell(RunNews::Languages);
    }
}

fn run(runtimes: &mut Runtimes, shared: &Shared, work: &RunWork) -> Result<RunReport, RunnerError> {
    let engine = invigil_crypto::digest::hex(&work.engine);
    let context = Context {
        package: &work.package,
        engine: &engine,
    };
    let clock = SystemClock::new();
    let mut progress = |progress: Progress<'_>| match progress {
        Progress::Started { .. } => shared.tell(RunNews::Started),
        Progress::Output { stream, bytes } => {
            shared.tell_output(clock.read().mono_ms, stream, bytes);
        }
        Progress::Ended { report } => shared.tell(RunNews::Ended(Box::new(report.clone()))),
    };
    let mut execute = Cancellable {
        inner: runtimes.executor(),
        cancelled: &shared.cancelled,
    };
    let (problem, program) = (&work.problem, &work.program);
    match &work.custom {
        None => run_samples(&mut execute, context, problem, program, &mut progress),
        Some(input) => run_custom(
            &mut execute,
            context,
            problem,
            program,
            input,
            &mut progress,
        ),
    }
}

/// Refuses further jobs of a run that was taken back between two of them.
struct Cancellable<'a> {
    inner: &'a mut dyn Execute,
    cancelled: &'a AtomicBool,
}

impl Execute for Cancellable<'_> {
    fn execute(
        &mut self,
        job: &Job,
        sink: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<Outcome, Fault> {
        if self.cancelled.load(Ordering::SeqCst) {
            return Err(Fault::Cancelled);
        }
        self.inner.execute(job, sink)
    }
}
