//! What the full app adds to the shell: the demonstration's test and the recruiter's desk.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use invigil_candidate::Offer;
use invigil_desktop::{RecruiterDesk, TellProgress};
use invigil_model::{Code, Notice};
use invigil_recruiter::{
    Context, Desk,
    dto::{Command, NoticeDto},
};
use serde_json::{Value, json};

/// The use cases behind a lock, and beside it the way to stop a long one.
struct Locked {
    desk: Mutex<Desk>,
    stop: Arc<AtomicBool>,
}

/// A desk over the data folder.
pub(crate) fn make(data: &Path, tell: TellProgress) -> Arc<dyn RecruiterDesk> {
    let say = move |progress| tell(json!(progress));
    let desk = Desk::new(context(), data, Box::new(say));
    Arc::new(Locked {
        stop: desk.stopper(),
        desk: Mutex::new(desk),
    })
}

impl RecruiterDesk for Locked {
    fn handle(&self, command: Value) -> Result<Value, Value> {
        let refuse = |notice: Notice| json!(NoticeDto::from(notice));
        let command: Command = serde_json::from_value(command).map_err(|error| {
            refuse(Notice::new(
                Code("desk.command"),
                "That is not possible here.",
                error.to_string(),
                "Start Invigil again.",
            ))
        })?;
        if matches!(command, Command::Stop) {
            self.stop.store(true, Ordering::SeqCst);
        }
        let mut desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        desk.handle(command).map(|view| json!(view)).map_err(refuse)
    }
}

fn context() -> Context {
    Context {
        clock: Arc::new(invigil_clock::SystemClock::new()),
        random: Arc::new(invigil_crypto::random::SystemRandom::new()),
    }
}

/// The demonstration's offer, made fresh in the data folder on the first start.
pub(crate) fn offers(data: &Path) -> Result<Vec<Offer>, Notice> {
    let context = context();
    let demo = invigil_recruiter::ensure_demo(&context, data)?;
    Ok(vec![Offer {
        id: "demo".to_owned(),
        // A test that somebody issued may lie beside it under the same title.
        title: format!("Demonstration: {}", demo.title),
        note: "Issued to you by a demonstration organisation on this laptop.".to_owned(),
        package: demo.package,
        ticket: demo.ticket,
        code: Some(demo.code),
    }])
}
