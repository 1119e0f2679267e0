//! From an opened package to "Start now": code, identity, rules, system check.
//!
//! Nothing is recorded yet, and every step can be undone by leaving. A wrong code is delayed,
//! never a lock-out: the code's entropy is the defence.

use invigil_bundle::{
    code::AccessCode,
    doc::{
        issuer::Anchor,
        package::{self, OpenedForm, Recorded, SectionKind, UnopenedPackage},
        ticket::{self, TicketFile},
    },
};
use invigil_clock::Reading;
use invigil_model::{Code, Notice, PackageId, steers};

use crate::{
    checks::{self, Needs},
    code_runner::LanguageStatus,
    dto::{CheckInDto, StepDto, SystemCheckDto},
    host::{Host, Offer},
};

const NAME_MOST: usize = 120;

/// A package and a ticket that belong together, on the way to the start.
pub(crate) struct CheckIn {
    pub(crate) package: UnopenedPackage,
    pub(crate) ticket: TicketFile,
    code_hint: Option<String>,
    pub(crate) opened: Option<OpenedForm>,
    pub(crate) name: Option<String>,
    step: StepDto,
    wait: CodeWait,
    checks: Vec<SystemCheckDto>,
}

/// How long the next try of a code waits after wrong ones.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CodeWait {
    wrong: u32,
    /// On the boot-time clock of this boot.
    until_ms: u64,
}

impl CodeWait {
    fn left(self, now: Reading) -> u64 {
        self.until_ms.saturating_sub(now.boot_ms)
    }

    fn after_wrong(&mut self, now: Reading) {
        self.wrong = self.wrong.saturating_add(1);
        let wait = 1000u64 << self.wrong.saturating_sub(1).min(5);
        self.until_ms = now.boot_ms.saturating_add(wait.min(30_000));
    }
}

impl CheckIn {
    /// Opens the outside of both files and checks that they belong together.
    pub(crate) fn open(offer: Offer) -> Result<Self, Notice> {
        let package = package::open_package(&offer.package, &Anchor::default())
            .map_err(|e| e.notice("the package"))?;
        let ticket = ticket::read_ticket(&offer.ticket, &Anchor::default())
            .map_err(|e| e.notice("the ticket"))?;
        package
            .check_ticket(&ticket)
            .map_err(|e| e.notice("the ticket"))?;
        Ok(Self {
            package,
            ticket,
            code_hint: offer.code,
            opened: None,
            name: None,
            step: StepDto::Code,
            wait: CodeWait::default(),
            checks: Vec::new(),
        })
    }

    /// What wrong codes of this package cost before goes on.
    pub(crate) fn go_on_waiting(&mut self, wait: CodeWait) {
        self.wait = wait;
    }

    /// What is remembered of this package's wrong codes.
    pub(crate) fn wait(&self) -> (PackageId, CodeWait) {
        (self.package.package().package_id, self.wait)
    }

    /// Looks at the laptop.
    pub(crate) fn check(&mut self, host: &Host, now: Reading) {
        let package = self.package.package();
        let needs = Needs {
            minutes: self.minutes(),
            // Practice is for any day.
            window: if package.is_practice() {
                (i64::MIN, i64::MAX)
            } else {
                (package.not_before.unix(), package.not_after.unix())
            },
        };
        let protection = host.vault.protection();
        self.checks = checks::run(&host.data, protection, &*host.machine, &needs, now);
        self.note_languages(&host.runner.languages());
    }

    /// Where the test's languages stand; the rest of the check stays as it was read.
    pub(crate) fn note_languages(&mut self, statuses: &[LanguageStatus]) {
        let package = self.package.package();
        if package.questions(SectionKind::Coding) == 0 || self.checks.is_empty() {
            return;
        }
        let row = checks::languages(&package.languages, statuses);
        self.checks.retain(|check| check.subject != row.subject);
        self.checks.push(row);
    }

    /// Tries an access code. Each wrong one doubles the wait, from one second to half a minute.
    pub(crate) fn enter_code(&mut self, typed: &str, now: Reading) -> Result<(), Notice> {
        self.at(StepDto::Code)?;
        if let wait @ 1.. = self.wait.left(now) {
            return Err(Notice::new(
                Code("check-in.code-delayed"),
                "Wait a moment before the next try.",
                format!(
                    "After a wrong code the next one is tried in {} s.",
                    wait.div_ceil(1000)
                ),
                "Check the code with the person who gave it to you, then try again.",
            ));
        }
        let opened = AccessCode::parse(typed)
            .map_err(invigil_bundle::doc::DocError::from)
            .and_then(|code| self.package.unlock(&code, &self.ticket));
        match opened {
            Ok(form) => {
                self.opened = Some(form);
                self.step = StepDto::Identity;
                Ok(())
            }
            Err(error) => {
                // A mistyped code is caught by its check characters and costs no wait.
                if error.code() == invigil_bundle::code::CodeError::Wrong.code() {
                    self.wait.after_wrong(now);
                }
                Err(error.notice("the package"))
            }
        }
    }

    /// Notes the name as typed.
    pub(crate) fn confirm_identity(&mut self, name: &str) -> Result<(), Notice> {
        self.at(StepDto::Identity)?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        let why = if length == 0 || length > NAME_MOST {
            Some(format!(
                "It has {length} characters; 1 to {NAME_MOST} are possible."
            ))
        } else {
            let unseen =
                "It has characters that nobody sees and that control text or its direction.";
            name.contains(steers).then(|| unseen.to_owned())
        };
        if let Some(why) = why {
            return Err(Notice::new(
                Code("check-in.name"),
                "The name cannot be used.",
                why,
                "Type your name as in the invitation; do not paste it.",
            ));
        }
        self.name = Some(name);
        self.step = StepDto::Recorded;
        Ok(())
    }

    /// Notes that the candidate agrees to what is recorded.
    pub(crate) fn consent(&mut self) -> Result<(), Notice> {
        self.at(StepDto::Recorded)?;
        self.step = StepDto::System;
        Ok(())
    }

    /// Notes that the system check was read. What blocks stops a person here; a script's own
    /// caller sees what fails.
    pub(crate) fn pass_checks(&mut self, scripted: bool) -> Result<(), Notice> {
        self.at(StepDto::System)?;
        if checks::blocked(&self.checks) && !scripted {
            return Err(Notice::new(
                Code("check-in.blocked"),
                "The test cannot start like this.",
                "Something in the system check blocks it.",
                "Put right what is marked there, then check again.",
            ));
        }
        self.step = StepDto::Rules;
        Ok(())
    }

    /// Back to an earlier step; what was entered there is asked again.
    pub(crate) fn back(&mut self, to: StepDto) -> Result<(), Notice> {
        if to >= self.step {
            return Err(out_of_order());
        }
        if to == StepDto::Code {
            self.opened = None;
        }
        self.step = to;
        Ok(())
    }

    fn at(&self, step: StepDto) -> Result<(), Notice> {
        if self.step == step {
            Ok(())
        } else {
            Err(out_of_order())
        }
    }

    /// Which step is next.
    pub(crate) fn step(&self) -> StepDto {
        self.step
    }

    fn minutes(&self) -> u32 {
        let duration_s = self.package.package().duration_s;
        self.ticket.ticket().total_s(duration_s).div_ceil(60)
    }

    /// The whole view.
    pub(crate) fn view(&self, now: Reading) -> CheckInDto {
        let package = self.package.package();
        let ticket = self.ticket.ticket();
        let issuer = self.package.issuer();
        let count = |kind| u16::try_from(package.questions(kind)).unwrap_or(u16::MAX);
        CheckInDto {
            title: package.title.clone(),
            issued_by: issuer.org().to_owned(),
            words: issuer
                .words()
                .concat()
                .into_iter()
                .map(str::to_owned)
                .collect(),
            minutes: self.minutes(),
            extra_minutes: self
                .minutes()
                .saturating_sub(package.duration_s.div_ceil(60)),
            practice: package.is_practice(),
            candidate_ref: ticket.candidate_ref.to_string(),
            items: count(SectionKind::Choice),
            tasks: count(SectionKind::Coding),
            languages: package.languages.iter().map(ToString::to_string).collect(),
            step: self.step,
            name: self.name.clone(),
            code_hint: self.code_hint.clone(),
            recorded: recorded(&package.policy.records),
            rules: self
                .opened
                .as_ref()
                .map(|o| o.instructions.clone())
                .unwrap_or_default(),
            checks: self.checks.clone(),
            code_delay_ms: self.wait.left(now),
        }
    }
}

/// A command that does not fit the stage; the window shows the view again.
pub(crate) fn out_of_order() -> Notice {
    Notice::new(
        Code("session.out-of-order"),
        "That step is not possible at this point.",
        "An earlier step is not done, or a later one already is.",
        "Go on with the step on the screen.",
    )
}

/// What is recorded, by the names that the page has sentences for: what the package's policy lists,
/// and what every result carries.
pub(crate) fn recorded(records: &[Recorded]) -> Vec<String> {
    records
        .iter()
        .map(|record| match record {
            Recorded::Answers => "answers",
            Recorded::Edits => "edits",
            Recorded::Runs => "runs",
            Recorded::Focus => "focus",
            Recorded::Clipboard => "clipboard",
            Recorded::Clock => "clock",
        })
        .chain(["laptop"])
        .map(str::to_owned)
        .collect()
}
