//! Runs jobs one after another on a thread with a stack large enough for deep recursion.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use super::{EngineError, Loaded, config::THREAD_STACK, run::run};
use crate::{Execute, Fault, Guest, Job, Outcome, Stream, caps};

/// A job for the thread, and what it runs on.
struct Work {
    loaded: Loaded,
    job: Arc<Job>,
    answers: Sender<Answer>,
}

/// What comes back from the thread.
enum Answer {
    Output(Stream, Vec<u8>),
    End(Result<Outcome, Fault>),
}

/// Runs Python, Ruby and JavaScript in this process. Whoever wants the host protected from the
/// engine, or the wall clock kept, runs it in a worker process.
pub struct WasmExecutor {
    guests: BTreeMap<Guest, Loaded>,
    work: Sender<Work>,
}

impl WasmExecutor {
    /// An executor without guests; its thread starts here.
    pub fn new() -> Result<Self, EngineError> {
        let (work, queue) = channel();
        thread::Builder::new()
            .name("guest".to_owned())
            .stack_size(THREAD_STACK)
            .spawn(move || serve(&queue))
            .map_err(|error| EngineError::Thread(error.to_string()))?;
        Ok(Self {
            guests: BTreeMap::new(),
            work,
        })
    }

    /// Adds a guest, or replaces it.
    pub fn add(&mut self, loaded: Loaded) {
        self.guests.insert(loaded.guest(), loaded);
    }

    /// Whether jobs of `guest` can run.
    pub fn has(&self, guest: Guest) -> bool {
        self.guests.contains_key(&guest)
    }
}

impl Execute for WasmExecutor {
    fn execute(
        &mut self,
        job: &Job,
        sink: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<Outcome, Fault> {
        caps::check(job)?;
        let Some(loaded) = self.guests.get(&job.guest).cloned() else {
            return Err(Fault::Unavailable {
                guest: job.guest,
                reason: "its module is not loaded".to_owned(),
            });
        };
        let ended = || Fault::Crashed("the thread that runs guests ended".to_owned());
        let (answers, results) = channel();
        let job = Arc::new(job.clone());
        self.work
            .send(Work {
                loaded,
                job,
                answers,
            })
            .map_err(|_| ended())?;
        loop {
            match results.recv().map_err(|_| ended())? {
                Answer::Output(stream, bytes) => sink(stream, &bytes),
                Answer::End(result) => return result,
            }
        }
    }
}

/// The thread's life: until the executor is dropped.
fn serve(queue: &Receiver<Work>) {
    while let Ok(work) = queue.recv() {
        let Work {
            loaded,
            job,
            answers,
        } = work;
        let output = answers.clone();
        let sink = Box::new(move |stream, bytes: &[u8]| {
            // Nobody listens any more: the outcome holds the output as well.
            let _ = output.send(Answer::Output(stream, bytes.to_vec()));
        });
        let _ = answers.send(Answer::End(run(&loaded.0, &job, sink)));
    }
}
