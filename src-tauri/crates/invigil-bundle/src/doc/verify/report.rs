//! The single checks, the tier, and the refusal: what a person reads beside a result.

use invigil_model::{Code, Notice};

use crate::doc::DocError;

macro_rules! checks {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $proves:literal;)*) => {
        /// One thing that is checked.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CheckId { $($(#[$doc])* $variant,)* }

        impl CheckId {
            /// All of them, in the order of checking.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// What it proves when it holds, one sentence.
            pub fn proves(self) -> &'static str {
                match self { $(Self::$variant => $proves,)* }
            }
        }
    };
}

checks! {
    /// Structure of the file.
    Container = "container", "The file is a container that has one reading.";
    /// Nothing that this version cannot judge.
    Receipt = "receipt", "It has the entries of a result, and nothing that this version cannot judge.";
    /// Signature of the envelope.
    Envelope = "envelope", "The envelope was signed by the attempt's key and not changed since.";
    /// The attempt's certificate.
    Certificate = "certificate", "The attempt's key was certified for this attempt and this ticket.";
    /// Digest of the sealed part.
    Sealed = "sealed", "The sealed part is the one that was signed.";
    /// Recipients.
    Addressed = "addressed", "The result is sealed to this mailbox.";
    /// Digests of every inner file.
    Coverage = "coverage", "Every file inside is signed; none is missing, extra or changed.";
    /// The two signatures.
    SameAttempt = "same-attempt", "Outside and inside are of the same attempt, key and log.";
    /// The organisation's keys.
    Trust = "trust", "The organisation's keys follow from its root key.";
    /// The package.
    Package = "package", "The organisation issued this test.";
    /// The ticket.
    Ticket = "ticket", "The organisation issued this ticket for this test.";
    /// The certificate's digests.
    Binding = "binding", "The attempt's key was bound to this ticket, test and device at the start.";
    /// The log.
    Log = "log", "The log is whole, in order, and the one that was signed.";
    /// The earlier heads.
    Heads = "heads", "The log only grew: its earlier heads are heads of this log.";
    /// The fold.
    Fold = "fold", "The answers and the code follow from the log, byte for byte.";
    /// The form and the time limit.
    Form = "form", "The questions are those of the form, and the time allowed is the ticket's.";
    /// The window.
    Window = "window", "The attempt started inside the ticket's window, by the laptop's clock.";
    /// Restarts of the laptop.
    Gaps = "gaps", "No time of the attempt is known by the laptop's wall clock alone: it was not started again in between.";
    /// The issuer's own record.
    Issue = "issue", "Ticket, form and candidate are those that were issued.";
    /// Revocation.
    Revocation = "revocation", "No key that signed here was taken back by the organisation.";
    /// Roll-back.
    Rollback = "rollback", "The trust file is not older than the last one seen.";
    /// Witness.
    Witness = "witness", "A witness on the local network followed the log.";
}

/// One check with its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which one.
    pub id: CheckId,
    /// How it went.
    pub outcome: Outcome,
}

/// How a check went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Holds,
    /// It holds; what it rests on.
    HoldsBy(String),
    /// It was not made; the reason.
    NotChecked(String),
    /// It was made and something is to be noted; the result stands.
    Noted(String),
    /// It fails; the code and the facts.
    Fails(Code, String),
}

/// How much a result's origin is worth. Never a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// No tier: practice, or a result that was refused or not opened.
    None,
    /// Self-run, scripted, or of an issuer that is not pinned.
    T0,
    /// Somebody with this ticket and this code, not who.
    T1,
}

impl Tier {
    /// `none`, `T0`, `T1`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::T0 => "T0",
            Self::T1 => "T1",
        }
    }

    /// What it means, one sentence; of [`Tier::None`] what it means for practice.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::None => "Practice: it has no weight.",
            Self::T0 => {
                "Self-run or scripted: nobody vouches for who issued the test or who sat it."
            }
            Self::T1 => {
                "Somebody with this ticket and this code sat the test; it is not shown who."
            }
        }
    }
}

/// What was checked, and the tier that follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Every check, in order.
    pub checks: Vec<Check>,
    /// The tier.
    pub tier: Tier,
}

/// A result that is refused: the first check that failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {why}")]
pub struct Refused {
    /// The stable code.
    pub code: Code,
    /// What is wrong, one sentence.
    pub what: String,
    /// Why, with the facts.
    pub why: String,
    /// What to do next.
    pub next: String,
    /// The checks up to and with the one that failed.
    pub checks: Vec<Check>,
}

impl Refused {
    pub(crate) fn new(error: &DocError, checks: Vec<Check>) -> Self {
        let Notice {
            code,
            what,
            why,
            next,
        } = error.notice("the result");
        Self {
            code,
            what,
            why,
            next,
            checks,
        }
    }

    /// The same for a person.
    pub fn notice(&self) -> Notice {
        Notice::new(self.code, &*self.what, &*self.why, &*self.next)
    }
}

/// The checks as they are made.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    checks: Vec<Check>,
}

impl Ledger {
    /// Makes a check; its failure ends the verification.
    pub(crate) fn check<T>(
        &mut self,
        id: CheckId,
        made: impl FnOnce() -> Result<T, DocError>,
    ) -> Result<T, Refused> {
        match made() {
            Ok(value) => {
                self.add(id, Outcome::Holds);
                Ok(value)
            }
            Err(error) => {
                self.add(id, Outcome::Fails(error.code(), error.to_string()));
                Err(Refused::new(&error, std::mem::take(&mut self.checks)))
            }
        }
    }

    /// Makes the first step of a check. Only its failure is noted: that the check holds is known
    /// when its last step does.
    pub(crate) fn first_step(
        &mut self,
        id: CheckId,
        made: impl FnOnce() -> Result<(), DocError>,
    ) -> Result<(), Refused> {
        made().or_else(|error| self.check(id, || Err(error)))
    }

    /// Notes an outcome. A check made in two steps holds when both do.
    pub(crate) fn add(&mut self, id: CheckId, outcome: Outcome) {
        match self.checks.iter_mut().find(|check| check.id == id) {
            None => self.checks.push(Check { id, outcome }),
            Some(_) if outcome == Outcome::Holds => {}
            Some(check) => check.outcome = outcome,
        }
    }

    pub(crate) fn not_checked(&mut self, ids: &[CheckId], why: &str) {
        for id in ids {
            self.add(*id, Outcome::NotChecked(why.to_owned()));
        }
    }

    pub(crate) fn close(self, tier: Tier) -> Report {
        let mut checks = self.checks;
        checks.sort_by_key(|check| check.id);
        Report { checks, tier }
    }
}
