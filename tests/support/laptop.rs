//! A laptop as a test wants it, and languages that stand as it wants.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use invigil_candidate::{
    Battery, CodeRunner, Display, LanguageState, LanguageStatus, Machine, RunNews, RunWork,
};
use invigil_model::Language;

/// A laptop as a test wants it.
#[derive(Clone, Default)]
pub struct Laptop {
    /// Its battery.
    pub battery: Option<Battery>,
    /// Its displays.
    pub displays: Vec<Display>,
    /// Folders that stand for USB sticks.
    pub sticks: Vec<PathBuf>,
    /// The input method's name.
    pub input_method: Option<String>,
}

/// The same laptop, which the test can change while it is in use.
#[derive(Clone)]
pub(crate) struct Changing(Arc<Mutex<Laptop>>);

impl Changing {
    pub(crate) fn new(laptop: Laptop) -> Self {
        Self(Arc::new(Mutex::new(laptop)))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Laptop> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Machine for Changing {
    fn battery(&self) -> Option<Battery> {
        self.lock().battery
    }

    fn free_memory(&self) -> Option<u64> {
        Some(2 << 30)
    }

    fn displays(&self) -> Option<Vec<Display>> {
        Some(self.lock().displays.clone())
    }

    fn sticks(&self) -> Vec<PathBuf> {
        self.lock().sticks.clone()
    }

    fn input_method(&self) -> Option<String> {
        self.lock().input_method.clone()
    }
}

/// The true runner, but for where a language stands when the test says so.
pub(crate) struct Posed {
    pub(crate) runner: Arc<dyn CodeRunner>,
    pub(crate) pose: Mutex<Vec<(Language, LanguageState)>>,
}

impl CodeRunner for Posed {
    fn languages(&self) -> Vec<LanguageStatus> {
        let mut languages = self.runner.languages();
        let pose = self.pose.lock().unwrap_or_else(PoisonError::into_inner);
        for (language, state) in pose.iter() {
            for status in languages.iter_mut().filter(|s| s.language == *language) {
                status.state = state.clone();
            }
        }
        languages
    }

    fn prepare(&self) {
        self.runner.prepare();
    }

    fn begin(&self, work: RunWork) {
        self.runner.begin(work);
    }

    fn cancel(&self) {
        self.runner.cancel();
    }

    fn news(&self) -> Vec<RunNews> {
        self.runner.news()
    }

    fn wait(&self) -> bool {
        self.runner.wait()
    }

    fn listen(&self, bell: Arc<dyn Fn() + Send + Sync>) {
        self.runner.listen(bell);
    }
}
