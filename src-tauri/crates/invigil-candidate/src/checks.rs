//! The system check before the start: findings, never a surprise lock-out.

use std::path::Path;

use invigil_clock::Reading;
use invigil_vault::Protection;

use crate::dto::{CheckOutcomeDto, SystemCheckDto};

/// An attempt of 20,000 events takes about 1 MB; this leaves room for a log of the largest size.
const NEEDED: u64 = 100 << 20;

/// Looks at the disk, the vault and the clock.
pub(crate) fn run(data: &Path, protection: Protection, now: Reading) -> Vec<SystemCheckDto> {
    vec![disk(data), secrets(protection), clock(now)]
}

fn row(subject: &str, outcome: CheckOutcomeDto, detail: String) -> SystemCheckDto {
    SystemCheckDto {
        subject: subject.to_owned(),
        outcome,
        detail,
    }
}

fn disk(data: &Path) -> SystemCheckDto {
    match invigil_files::free_bytes(data) {
        Ok(free) if free >= NEEDED => row(
            "Disk",
            CheckOutcomeDto::Ok,
            format!("{} MB free.", free >> 20),
        ),
        Ok(free) => row(
            "Disk",
            CheckOutcomeDto::Blocks,
            format!(
                "{} MB free; {} MB are needed. Free some space, then open the test again.",
                free >> 20,
                NEEDED >> 20
            ),
        ),
        Err(error) => row("Disk", CheckOutcomeDto::Note, error.to_string()),
    }
}

fn secrets(protection: Protection) -> SystemCheckDto {
    match protection {
        Protection::OsKeyStore => row(
            "Keys of this attempt",
            CheckOutcomeDto::Ok,
            "Kept in this system's key store.".to_owned(),
        ),
        Protection::FileOnly => row(
            "Keys of this attempt",
            CheckOutcomeDto::Note,
            "Not protected: this system has no key store, so they are in a file that only your account may read.".to_owned(),
        ),
    }
}

fn clock(now: Reading) -> SystemCheckDto {
    row(
        "Clock",
        CheckOutcomeDto::Ok,
        format!(
            "This laptop says {}. A wrong clock does not change your time.",
            invigil_clock::rfc3339(now.wall_ms)
        ),
    )
}
