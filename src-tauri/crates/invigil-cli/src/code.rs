//! Commands that run code: grade and replay.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use invigil_model::{Code, Language, Notice};
use invigil_runner::{Runtimes, card, guest, is_repeatable};
use serde::Serialize;

use crate::{REFUSED, context, exit_of, grammar, show, unlock};

/// The languages, kept where the person says or in the data folder.
pub(crate) fn open(dir: Option<&Path>) -> Result<Runtimes, Notice> {
    let dir = match dir {
        Some(dir) => dir.to_owned(),
        None => default_dir()?,
    };
    Runtimes::open(&dir)
}

fn default_dir() -> Result<PathBuf, Notice> {
    let data = dirs::data_dir().ok_or_else(|| {
        Notice::new(
            Code("cli.no-data-folder"),
            "There is no place for the languages.",
            "This account has no data folder.",
            "Name one with --runtimes DIR.",
        )
    })?;
    Ok(data.join("invigil").join("runtimes"))
}

pub(crate) fn grade(a: &grammar::Grade) -> Result<ExitCode, Notice> {
    let org = unlock(&a.org, &a.passphrase)?;
    let mut runtimes = match a.answers_only {
        true => None,
        false => Some(open(a.runtimes.runtimes.as_deref())?),
    };
    let mut exit = 0;
    let mut grades = Vec::new();
    for path in &a.paths {
        match org.grade(&context(), path, runtimes.as_mut()) {
            Ok(grade) => grades.push(grade),
            Err(notice) => exit = exit.max(complain(path, &notice)),
        }
    }
    if a.json {
        sayln!("{}", show::json(&grades)?);
    } else {
        for grade in &grades {
            say!("{}", show::grade(grade));
        }
    }
    Ok(ExitCode::from(exit))
}

pub(crate) fn replay(a: &grammar::Replay) -> Result<ExitCode, Notice> {
    let org = unlock(&a.org, &a.passphrase)?;
    let mut runtimes = open(a.runtimes.runtimes.as_deref())?;
    let mut exit = 0;
    let mut reports = Vec::new();
    for path in &a.paths {
        match org.replay(path, &mut runtimes) {
            Ok(report) => {
                if report.first_difference().is_some() {
                    exit = REFUSED;
                }
                reports.push(report);
            }
            Err(notice) => exit = exit.max(complain(path, &notice)),
        }
    }
    if a.json {
        sayln!("{}", show::json(&reports)?);
    } else {
        for report in &reports {
            say!("{}", show::replay(report));
        }
    }
    Ok(ExitCode::from(exit))
}

/// One language. Field names are stable.
#[derive(Serialize)]
struct LanguageLine {
    language: Language,
    version: String,
    /// Why it does not run here; null where it does.
    absent: Option<String>,
    /// Whether another machine with the same engine gives the same bits.
    repeatable: bool,
    /// Names what runs it.
    engine: String,
}

pub(crate) fn languages(a: &grammar::Languages) -> Result<ExitCode, Notice> {
    let mut runtimes = open(a.runtimes.runtimes.as_deref())?;
    let lines: Vec<_> = Language::ALL
        .into_iter()
        .map(|language| LanguageLine {
            language,
            version: card(language).version,
            absent: runtimes.prepare(guest(language)).err(),
            repeatable: is_repeatable(language),
            engine: invigil_crypto::digest::hex(&runtimes.engine_id(guest(language))),
        })
        .collect();
    if a.json {
        sayln!("{}", show::json(&lines)?);
        return Ok(ExitCode::SUCCESS);
    }
    for line in &lines {
        let state = match (&line.absent, line.repeatable) {
            (Some(why), _) => format!("absent: {why}"),
            (None, true) => "ready; a second run gives the same bits".to_owned(),
            (None, false) => "ready; a second run is compared by its output".to_owned(),
        };
        sayln!(
            "{:<11} {:<28} {state}",
            line.language.to_string(),
            line.version
        );
    }
    sayln!("engine {}", lines.first().map_or("", |l| &l.engine));
    Ok(ExitCode::SUCCESS)
}

/// Names the file and goes on with the next; a refused file outweighs a circumstance.
fn complain(path: &Path, notice: &Notice) -> u8 {
    eprintln!(
        "error: {}: {notice}\n  code: {}",
        path.display(),
        notice.code
    );
    exit_of(notice)
}
