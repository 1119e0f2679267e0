//! The recruiter's use cases: organisation, issue, verify, open, grade, inspect; and the desk that
//! a window drives ([`Desk`]).
//!
//! Deliberately absent: the attempt engine; an attempt is known here only through a signed file.

mod bank;
pub mod candidates;
mod coding;
mod demo;
mod desk;
pub mod dto;
mod grade;
mod inspect;
mod issue;
mod make;
mod mint;
mod open;
mod org;
mod practice;
mod rerun;
mod seen;
mod store;
mod trust;
#[cfg(test)]
mod types;
mod verify;

use std::sync::Arc;

use invigil_clock::{Clock, Reading};
use invigil_crypto::random::Random;
use invigil_model::{Code, Notice};

pub use bank::{BankHit, search_bank, warm as check_bank};
pub use coding::{GroupLine, TaskLine};
pub use demo::{DemoIssue, ensure_demo};
pub use desk::{Desk, OnProgress};
pub use grade::{GradeReport, Marked};
pub use inspect::{InspectReport, inspect, inspect_bytes};
pub use issue::{Issued, IssuedTicket, Progress};
pub use make::Made;
pub use open::Opened;
pub use org::{Org, Unlocked};
pub use practice::make_practice;
pub use rerun::{ReplayLine, ReplayReport, Tally};
pub use trust::{Revocation, RevokedAttempt, RevokedList, Rotated};
pub use verify::{CheckLine, Source, VerifyReport, verify};

/// Clock and randomness, given by the shell.
#[derive(Clone)]
pub struct Context {
    /// For times in signed documents.
    pub clock: Arc<dyn Clock>,
    /// For ids, keys and seeds.
    pub random: Arc<dyn Random>,
}

impl Context {
    fn now(&self) -> Reading {
        self.clock.read()
    }

    fn bytes<const N: usize>(&self) -> Result<[u8; N], Notice> {
        invigil_crypto::random::bytes(&*self.random).map_err(|e| no_random(&e))
    }

    /// A version 7 UUID (RFC 9562) of this moment.
    fn uuid_v7(&self) -> Result<uuid::Uuid, Notice> {
        let millis = u64::try_from(self.now().wall_ms).unwrap_or(0);
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()?).into_uuid())
    }

    fn unix(&self) -> i64 {
        self.now().wall_ms.div_euclid(1000)
    }
}

fn no_random(error: &invigil_crypto::CryptoError) -> Notice {
    Notice::new(
        Code("crypto.no-random"),
        "No keys could be made.",
        error.to_string(),
        "Try again; if it goes on, restart the machine.",
    )
}

/// What a folder or file of the organisation's lacks.
fn org_notice(code: &'static str, what: &str, why: impl Into<String>, next: &str) -> Notice {
    Notice::new(Code(code), what, why, next)
}
