//! The candidate's use cases and DTOs: open, check in, start, answer, submit, export.
//!
//! [`Candidate`] is one session: commands in, whole views out, time through [`Candidate::tick`].
//! The window and `invigil take` drive the same one. Deliberately absent: keys, other forms,
//! grading, and any call of a clock but the host's.

mod charge;
mod check_in;
mod checks;
mod code_runner;
mod done;
pub mod dto;
mod found;
mod host;
mod kept;
mod local_runner;
mod machine;
mod offers;
mod practice;
mod preferences;
mod runs;
mod runs_view;
mod sealing;
mod sitting;
mod slip;
#[cfg(test)]
mod tests;
mod time_left;
#[cfg(test)]
mod types;
mod view;

use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

use invigil_attempt::{Attempt, AttemptError, Device};
use invigil_clock::Reading;
use invigil_files::Access;
use invigil_model::{Code, Notice, PackageId, TicketId};

use charge::Charge;
use check_in::{CheckIn, CodeWait, out_of_order};
pub use code_runner::{CodeRunner, LanguageState, LanguageStatus, NoRunner, RunNews, RunWork};
use done::Done;
use dto::{Command, NoticeDto, PreferencesDto, TestDto, View};
use found::{Found, Sticks};
pub use host::{Host, Offer};
pub use local_runner::LocalRunner;
pub use machine::{Battery, Display, Machine, ThisMachine};
use sitting::Sitting;

/// The keys of an attempt are gone.
const NO_KEYS: Code = Code("attempt.no-keys");

/// Where the session stands.
enum Stage {
    Start,
    CheckIn(Box<CheckIn>),
    Test(Box<Sitting>),
    Done(Box<Done>),
}

/// One candidate's session on one laptop.
pub struct Candidate {
    host: Host,
    device: Device,
    stage: Stage,
    sticks: Sticks,
    /// Tests in what was dropped on the start screen last.
    dropped: Vec<Found>,
    /// Attempts on this laptop that could not be opened at the launch.
    unopened: Vec<(TicketId, Notice)>,
    /// What wrong codes cost, also for who leaves the check-in and comes back.
    waits: BTreeMap<PackageId, CodeWait>,
    /// After a failed write, time is let act a second later.
    retry: bool,
    /// Why the result of a test that has ended could not be written: tried again every second.
    unsealed: Option<Notice>,
    /// What could not be cleared away after a hand-in that is whole: said with the next tick.
    left_over: Option<Notice>,
    /// After the hand-in, how the window was liked until then: no longer in a file, so that the
    /// next person finds it as it comes.
    lent: Option<PreferencesDto>,
    charge: Charge,
}

impl Candidate {
    /// Opens the data folder; a running attempt is resumed where it was. One that cannot be opened
    /// keeps nobody from another test: the start screen says so.
    pub fn new(host: Host) -> Result<Self, Notice> {
        for folder in ["attempts", "results"] {
            invigil_files::create_dir(&host.data.join(folder), Access::Private)
                .map_err(|e| e.notice())?;
        }
        let device = Device::open(
            &host.data.join("device"),
            &*host.random,
            Arc::clone(&host.vault),
        )
        .map_err(|e| e.notice())?;
        let mut session = Self {
            host,
            device,
            stage: Stage::Start,
            sticks: Sticks::default(),
            dropped: Vec::new(),
            unopened: Vec::new(),
            waits: BTreeMap::new(),
            retry: false,
            unsealed: None,
            left_over: None,
            lent: None,
            charge: Charge::default(),
        };
        session.resume_running()?;
        Ok(session)
    }

    /// Carries out one act and shows what is then.
    pub fn handle(&mut self, command: Command) -> Result<View, Notice> {
        let now = self.host.clock.read();
        let waited = self.unsealed.is_some();
        let done = self.act(command, now);
        // Time may have run out with this very act: what is saved is sealed either way.
        self.seal_if_ended(now);
        let sealed = matches!(self.stage, Stage::Done(_));
        if !sealed {
            self.lent = None;
        }
        // What a page asked of a test that had ended is no matter once its result is there.
        if !(waited && sealed) {
            done?;
        }
        self.view(now)
    }

    /// Lets time act; a view if something changed that the page should show.
    pub fn tick(&mut self) -> Result<Option<View>, Notice> {
        if let Some(left_over) = self.left_over.take() {
            return Err(left_over);
        }
        let now = self.host.clock.read();
        let sitting = match &mut self.stage {
            Stage::Test(sitting) => sitting,
            Stage::CheckIn(check_in) => {
                let changed = !self.host.runner.news().is_empty();
                check_in.note_languages(&self.host.runner.languages());
                return if changed {
                    self.view(now).map(Some)
                } else {
                    Ok(None)
                };
            }
            Stage::Start | Stage::Done(_) => {
                // Nothing on these screens depends on it.
                self.host.runner.news();
                return Ok(None);
            }
        };
        let before = (sitting.durable(), sitting.time_mark());
        let heard = sitting.listen(now);
        let ticked = sitting.tick(now);
        self.retry = ticked.is_err();
        ticked?;
        let moved = (sitting.durable(), sitting.time_mark()) != before;
        let unsealed = self.unsealed.clone();
        self.seal_if_ended(now);
        let ended = !self.is_running() || self.unsealed != unsealed;
        if heard? | moved | ended {
            self.view(now).map(Some)
        } else {
            Ok(None)
        }
    }

    /// How long until time alone changes something.
    pub fn next_wake(&self) -> Option<Duration> {
        if self.left_over.is_some() {
            return Some(Duration::ZERO);
        }
        let Stage::Test(sitting) = &self.stage else {
            return None;
        };
        if self.retry || self.unsealed.is_some() {
            return Some(Duration::from_secs(1));
        }
        let now = self.host.clock.read();
        let due = sitting.due()?;
        Some(Duration::from_millis(due.saturating_sub(now.boot_ms)))
    }

    /// Makes what is pending durable, before the process ends.
    pub fn flush(&mut self) -> Result<(), Notice> {
        self.tick().map(drop)
    }

    /// How the candidate likes the window.
    pub fn preferences(&self) -> PreferencesDto {
        self.lent
            .unwrap_or_else(|| preferences::read(&self.host.data))
    }

    /// Changes how the candidate likes the window. After the hand-in of a test nothing of it is
    /// kept, and the screen of the hand-in is the last one it holds for.
    pub fn set_preferences(&mut self, wanted: PreferencesDto) -> Result<PreferencesDto, Notice> {
        if let Some(lent) = &mut self.lent {
            *lent = wanted.bounded();
            return Ok(*lent);
        }
        preferences::write(&self.host.data, wanted)
    }

    /// What the window was like goes with the person whose test it was; after practice the same
    /// person stays.
    fn lend_preferences(&mut self) {
        if matches!(&self.stage, Stage::Done(done) if !done.is_practice()) {
            self.lent = Some(self.preferences());
            preferences::forget(&self.host.data);
        }
    }

    /// Whether a test is running.
    pub fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Test(_))
    }

    /// Why the window stays open: while a test runs it cannot be closed. One that has ended can be,
    /// also before its result is written: the next launch writes it.
    pub fn stays_open(&self) -> Option<Notice> {
        let why = match &self.stage {
            Stage::Test(_) if self.unsealed.is_some() => return None,
            Stage::Test(_) if self.retry => {
                "A test is running. The last answers could not be saved yet; that is tried again every second."
            }
            Stage::Test(_) => {
                "A test is running, and its time goes on. What is saved is safe on this laptop; the top of the window says when."
            }
            _ => return None,
        };
        Some(Notice::new(
            Code("session.stays-open"),
            "This window stays open until you hand in.",
            why,
            "Go on with the test. To finish, open Review and hand in; after that the window can be closed.",
        ))
    }

    /// The whole state.
    fn view(&mut self, now: Reading) -> Result<View, Notice> {
        Ok(match &self.stage {
            Stage::Start => {
                let sticks = self.sticks.look(&self.host.machine.sticks());
                let dropped = |id: &str| self.dropped.iter().any(|d| d.offer.id == id);
                let others = sticks.iter().filter(|found| !dropped(&found.offer.id));
                let found: Vec<Found> = self.dropped.iter().chain(others).cloned().collect();
                View::Start {
                    offers: offers::list(&self.host, &found),
                    unopened: self.unopened(),
                }
            }
            Stage::CheckIn(check_in) => View::CheckIn(check_in.view(now)),
            Stage::Test(sitting) => View::Test(TestDto {
                battery_low: self.charge.low(&*self.host.machine, now),
                unsealed: self.unsealed.clone().map(NoticeDto::from),
                ..sitting.view()?
            }),
            Stage::Done(done) => View::Done(done.view(&self.host.machine.sticks())),
        })
    }

    fn act(&mut self, command: Command, now: Reading) -> Result<(), Notice> {
        match command {
            Command::View => {
                // The time left is that of this moment, also where nothing was due for a while.
                if let Stage::Test(sitting) = &mut self.stage {
                    self.retry = sitting.tick(now).is_err();
                }
                Ok(())
            }
            Command::Open { package, ticket } => {
                self.open(offers::from_files(&package, &ticket)?, now)
            }
            Command::OpenOffer { id } => {
                let found = self.dropped.iter().chain(self.sticks.found());
                self.open(offers::find(&self.host, found, &id)?, now)
            }
            Command::Look { paths } => self.look(&paths),
            Command::Leave => self.leave(),
            Command::Start => self.start(now),
            other => match &mut self.stage {
                Stage::CheckIn(check_in) => check_in_act(check_in, &self.host, other, now),
                Stage::Test(sitting) => sitting.act(other, now),
                Stage::Done(done) => done_act(done, &other),
                Stage::Start => Err(out_of_order()),
            },
        }
    }

    /// To check-in, or straight back into an attempt that is running, or to what was handed in.
    fn open(&mut self, offer: Offer, now: Reading) -> Result<(), Notice> {
        if !matches!(
            self.stage,
            Stage::Start | Stage::CheckIn(_) | Stage::Done(_)
        ) {
            return Err(out_of_order());
        }
        let mut check_in = CheckIn::open(offer)?;
        self.remember_wait();
        if let Some(wait) = self.waits.get(&check_in.wait().0) {
            check_in.go_on_waiting(*wait);
        }
        let ticket = check_in.ticket.ticket().ticket_id;
        if let Some(done) = Done::read(&self.host.data, ticket)? {
            if !check_in.package.package().is_practice() {
                self.stage = Stage::Done(Box::new(done));
                return Ok(());
            }
            done::forget_practice(&self.host.data, ticket)?;
        }
        if invigil_files::exists(&invigil_attempt::attempt_path(&self.attempts(), ticket))
            && self.resume(ticket, now)?
        {
            self.unopened.retain(|(left, _)| *left != ticket);
            return Ok(());
        }
        self.host.runner.prepare();
        check_in.check(&self.host, now);
        self.stage = Stage::CheckIn(Box::new(check_in));
        Ok(())
    }

    fn look(&mut self, paths: &[String]) -> Result<(), Notice> {
        if !matches!(self.stage, Stage::Start) {
            return Err(out_of_order());
        }
        self.dropped = found::dropped(paths)?;
        Ok(())
    }

    fn leave(&mut self) -> Result<(), Notice> {
        if self.is_running() {
            return Err(out_of_order());
        }
        self.remember_wait();
        self.stage = Stage::Start;
        Ok(())
    }

    /// Leaving the check-in is no way round the wait after a wrong code.
    fn remember_wait(&mut self) {
        if let Stage::CheckIn(check_in) = &self.stage {
            let (package, wait) = check_in.wait();
            self.waits.insert(package, wait);
        }
    }

    fn start(&mut self, now: Reading) -> Result<(), Notice> {
        let Stage::CheckIn(check_in) = &self.stage else {
            return Err(out_of_order());
        };
        let sitting = Sitting::begin(&self.host, &mut self.device, check_in, now)?;
        self.stage = Stage::Test(Box::new(sitting));
        Ok(())
    }

    fn resume_running(&mut self) -> Result<(), Notice> {
        let now = self.host.clock.read();
        let tickets = invigil_attempt::tickets_in(&self.attempts()).map_err(|e| e.notice())?;
        for ticket in tickets {
            let left = self.resume_left(ticket, now).or_else(|notice| {
                // Practice without its keys is worth nothing to anybody: it is begun anew.
                if notice.code == NO_KEYS && practice::is_ticket(ticket) {
                    return done::forget_practice(&self.host.data, ticket).map(|()| false);
                }
                Err(notice)
            });
            match left {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(notice) => self.unopened.push((ticket, notice)),
            }
        }
        Ok(())
    }

    fn unopened(&self) -> Vec<NoticeDto> {
        let notices = self.unopened.iter().map(|(_, notice)| notice.clone());
        notices.map(NoticeDto::from).collect()
    }

    /// Goes on with an attempt that was not handed in.
    fn resume_left(&mut self, ticket: TicketId, now: Reading) -> Result<bool, Notice> {
        Ok(Done::read(&self.host.data, ticket)?.is_none() && self.resume(ticket, now)?)
    }

    /// Goes on with a ticket's attempt. False when an earlier process ended before anything of it
    /// was written: it is begun anew.
    fn resume(&mut self, ticket: TicketId, now: Reading) -> Result<bool, Notice> {
        let reopened = Attempt::reopen(
            &self.attempts(),
            ticket,
            now,
            Arc::clone(&self.host.random),
            Arc::clone(&self.host.vault),
        );
        let attempt = match reopened {
            Err(AttemptError::NotFound(_)) => return Ok(false),
            other => other.map_err(|e| e.notice())?,
        };
        self.host.runner.prepare();
        self.stage = Stage::Test(Box::new(Sitting::resumed(
            attempt,
            &self.device,
            &self.host,
        )?));
        self.seal_if_ended(now);
        Ok(true)
    }

    /// Why the result of a test that has ended could not be written yet.
    pub fn unsealed(&self) -> Option<&Notice> {
        self.unsealed.as_ref()
    }

    /// Writes the result of a test that has ended. The hand-in itself is durable before that: what
    /// fails here is tried again until it is done.
    fn seal_if_ended(&mut self, now: Reading) {
        self.unsealed = None;
        let Stage::Test(sitting) = &mut self.stage else {
            return;
        };
        if !sitting.ended() {
            return;
        }
        let done = match sitting.seal(&self.host, &mut self.device, now) {
            Ok(done) => done,
            Err(notice) => {
                self.unsealed = Some(notice);
                return;
            }
        };
        let ended = std::mem::replace(&mut self.stage, Stage::Done(Box::new(done)));
        self.lend_preferences();
        if let Stage::Test(sitting) = ended {
            // The result is safe: what cannot be cleared away must not make the hand-in look failed.
            self.left_over = sitting.clear_away().err();
        }
    }

    fn attempts(&self) -> PathBuf {
        self.host.data.join("attempts")
    }
}

fn check_in_act(
    check_in: &mut CheckIn,
    host: &Host,
    command: Command,
    now: Reading,
) -> Result<(), Notice> {
    match command {
        Command::EnterCode { code } => check_in.enter_code(&code, now),
        Command::ConfirmIdentity { name } => check_in.confirm_identity(&name),
        Command::Consent => check_in.consent(),
        Command::CheckAgain => {
            check_in.check(host, now);
            Ok(())
        }
        Command::PassChecks => check_in.pass_checks(host.scripted),
        Command::Back { to } => check_in.back(to),
        // The page may report its focus before the start; nothing is recorded then.
        Command::Observe { .. } => Ok(()),
        _ => Err(out_of_order()),
    }
}

fn done_act(done: &mut Done, command: &Command) -> Result<(), Notice> {
    match command {
        Command::SaveResult { path } => done.save_result(path),
        Command::SaveAnswers { path } => done.save_answers(path),
        Command::Delete { handed_over } => done.delete(*handed_over),
        _ => Err(out_of_order()),
    }
}

/// A number, letter or language that this form does not have.
fn no_such(what: &str) -> Notice {
    Notice::new(
        Code("session.no-such-thing"),
        "That does not belong to this test.",
        what.to_owned(),
        "Go on with the questions on the screen; nothing was lost.",
    )
}
