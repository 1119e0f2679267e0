//! What the use cases are given by their shell: a folder, clocks, randomness, secrets, offers.

use std::{path::PathBuf, sync::Arc};

use invigil_clock::Clock;
use invigil_crypto::random::Random;
use invigil_vault::SecretStore;

use crate::{code_runner::CodeRunner, machine::Machine};

/// The surroundings of a candidate's session.
pub struct Host {
    /// The app's data folder; attempts live below it.
    pub data: PathBuf,
    /// Boot-time, monotonic and wall clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness for ids and keys.
    pub random: Arc<dyn Random>,
    /// Secrets at rest.
    pub vault: Arc<dyn SecretStore>,
    /// What the laptop says of itself.
    pub machine: Arc<dyn Machine>,
    /// What runs the candidate's code.
    pub runner: Arc<dyn CodeRunner>,
    /// Tests that can be taken at once.
    pub offers: Vec<Offer>,
    /// Names of hostile environment variables that the shell removed; logged.
    pub environment: Vec<String>,
    /// Whether a script answers, not a person; the result says so.
    pub scripted: bool,
}

/// A package and a ticket at hand.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Unique among the offers.
    pub id: String,
    /// The test's title.
    pub title: String,
    /// Where it comes from, one sentence.
    pub note: String,
    /// The package's bytes.
    pub package: Vec<u8>,
    /// The ticket's bytes.
    pub ticket: Vec<u8>,
    /// The access code, where it is meant to be seen.
    pub code: Option<String>,
}
