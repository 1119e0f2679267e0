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
use invigil_model::{Code, Notice};

use crate::{
    dto::{CheckInDto, StepDto, SystemCheckDto},
    host::Offer,
};

const NAME_MOST: usize = 120;

/// A package and a ticket that belong together, on the way to the start.
pub(crate) struct CheckIn {
    pub(crate) package: UnopenedPackage,
    pub(crate) ticket: TicketFile,
    code_hint: Option<String>,
    pub(crate) opened: Option<OpenedForm>,
    pub(crate) name: Option<String>,
    accepted: bool,
    wrong_codes: u32,
    /// On the boot-time clock of this boot.
    next_try_ms: u64,
    checks: Vec<SystemCheckDto>,
}

impl CheckIn {
    /// Opens the outside of both files and checks that they belong together.
    pub(crate) fn open(offer: Offer, checks: Vec<SystemCheckDto>) -> Result<Self, Notice> {
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
            accepted: false,
            wrong_codes: 0,
            next_try_ms: 0,
            checks,
        })
    }

    /// Tries an access code. Each wrong one doubles the wait, from one second to half a minute.
    pub(crate) fn enter_code(&mut self, typed: &str, now: Reading) -> Result<(), Notice> {
        if let wait @ 1.. = self.next_try_ms.saturating_sub(now.boot_ms) {
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
                Ok(())
            }
            Err(error) => {
                // A mistyped code is caught by its check characters and costs no wait.
                if error.code() == invigil_bundle::code::CodeError::Wrong.code() {
                    self.wrong_codes += 1;
                    let wait = 1000u64 << self.wrong_codes.saturating_sub(1).min(5);
                    self.next_try_ms = now.boot_ms + wait.min(30_000);
                }
                Err(error.notice("the package"))
            }
        }
    }

    /// Notes the name as typed.
    pub(crate) fn confirm_identity(&mut self, name: &str) -> Result<(), Notice> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        if length == 0 || length > NAME_MOST || name.chars().any(char::is_control) {
            return Err(Notice::new(
                Code("check-in.name"),
                "The name cannot be used.",
                format!("It has {length} characters; 1 to {NAME_MOST} are possible."),
                "Type your name as in the invitation.",
            ));
        }
        self.name = Some(name);
        Ok(())
    }

    /// Notes that the rules were read.
    pub(crate) fn accept_rules(&mut self) -> Result<(), Notice> {
        match self.step() {
            StepDto::Rules | StepDto::Ready => {
                self.accepted = true;
                Ok(())
            }
            StepDto::Code | StepDto::Identity => Err(out_of_order()),
        }
    }

    /// Which step is next.
    pub(crate) fn step(&self) -> StepDto {
        if self.opened.is_none() {
            StepDto::Code
        } else if self.name.is_none() {
            StepDto::Identity
        } else if !self.accepted {
            StepDto::Rules
        } else {
            StepDto::Ready
        }
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
            minutes: ticket.total_s(package.duration_s).div_ceil(60),
            candidate_ref: ticket.candidate_ref.to_string(),
            items: count(SectionKind::Choice),
            tasks: count(SectionKind::Coding),
            step: self.step(),
            name: self.name.clone(),
            code_hint: self.code_hint.clone(),
            recorded: recorded(&package.policy.records),
            rules: self
                .opened
                .as_ref()
                .map(|o| o.instructions.clone())
                .unwrap_or_default(),
            checks: self.checks.clone(),
            code_delay_ms: self.next_try_ms.saturating_sub(now.boot_ms),
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

/// What is recorded, in words; exactly what the package's policy lists.
pub(crate) fn recorded(records: &[Recorded]) -> Vec<String> {
    records
        .iter()
        .map(|record| match record {
            Recorded::Answers => "Your answers and flags, each with its time.",
            Recorded::Edits => "Your code, edit by edit, with times.",
            Recorded::Focus => "When this window loses and gains the focus.",
            Recorded::Clipboard => {
                "How much text is pasted or copied; pasted text is part of your code."
            }
            Recorded::Clock => "The laptop's clocks, sleep and restarts.",
        })
        .map(str::to_owned)
        .collect()
}
