//! Commands that run code: grade and replay.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
};

use invigil_model::{Code, Language, Notice};
use invigil_recruiter::Marked;
use invigil_runner::{Runtimes, guest, is_repeatable};
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
    let languages = |wanted: bool| match wanted {
        true => open(a.runtimes.runtimes.as_deref()).map(Some),
        false => Ok(None),
    };
    let mut exit = 0;
    let mut grades = Vec::new();
    let mut keep = |path: &Path, marked: Result<Marked, Notice>| match marked
        .and_then(|marked| org.keep_grade(&context(), marked))
    {
        Ok(grade) => grades.push(grade),
        Err(notice) => exit = worse(exit, complain(path, &notice)),
    };
    // The first one alone: it makes its language ready, and the others find that.
    let (first, rest) = a.paths.split_at(1.min(a.paths.len()));
    let mut runtimes = languages(!a.answers_only)?;
    for path in first {
        keep(path, org.mark(path, runtimes.as_mut()));
    }
    let mut workers = vec![runtimes];
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    while workers.len() < cores.min(rest.len()) {
        workers.push(languages(!a.answers_only)?);
    }
    side_by_side(
        rest,
        workers,
        |path, worker| org.mark(path, worker.as_mut()),
        keep,
    );
    if a.json {
        sayln!("{}", show::json(&grades)?);
    } else {
        for grade in &grades {
            say!("{}", show::grade(grade));
        }
    }
    Ok(ExitCode::from(exit))
}

/// Does the work of each path on as many threads as there are workers, and hands over what came of
/// it in the order of the paths. A thread that is ahead waits, so that little is held.
fn side_by_side<W: Send, T: Send>(
    paths: &[PathBuf],
    workers: Vec<W>,
    work: impl Fn(&Path, &mut W) -> T + Sync,
    mut done: impl FnMut(&Path, T),
) {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::sync_channel(workers.len());
    std::thread::scope(|scope| {
        for mut worker in workers {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                while let Some((n, path)) = {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    paths.get(n).map(|path| (n, path))
                } {
                    // Nobody listens any more only when the program ends.
                    if sender.send((n, work(path, &mut worker))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (n, made) in receiver {
            early.insert(n, made);
            while let Some(made) = early.remove(&due) {
                done(&paths[due], made);
                due += 1;
            }
        }
    });
}

pub(crate) fn replay(a: &grammar::Replay) -> Result<ExitCode, Notice> {
    let org = unlock(&a.org, &a.passphrase)?;
    let mut runtimes = open(a.runtimes.runtimes.as_deref())?;
    let mut exit = 0;
    let mut reports = Vec::new();
    for path in &a.paths {
        match org.replay(path, &mut runtimes) {
            Ok(report) => {
                exit = worse(exit, report.exit_code());
                reports.push(report);
            }
            Err(notice) => exit = worse(exit, complain(path, &notice)),
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

/// Of two exit codes the one that says more: refused, then anything else, then partly checked.
fn worse(one: u8, other: u8) -> u8 {
    const IN_PART: u8 = 3;
    let rank = |code| match code {
        0 => 0,
        IN_PART => 1,
        REFUSED => 3,
        _ => 2,
    };
    if rank(other) > rank(one) { other } else { one }
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
            absent: runtimes.prepare(guest(language)).err(),
            version: runtimes.card(language).version,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_side_by_side_is_handed_over_in_order_and_each_path_once() {
        let paths: Vec<PathBuf> = (0..200).map(|n| PathBuf::from(n.to_string())).collect();
        for workers in 1..=4 {
            let mut seen = Vec::new();
            side_by_side(
                &paths,
                vec![0_u32; workers],
                |path, count| {
                    *count += 1;
                    path.to_owned()
                },
                |path, made| {
                    assert_eq!(path, made);
                    seen.push(made);
                },
            );
            assert_eq!(seen, paths, "{workers} workers");
        }
        side_by_side(&[], vec![()], |_, ()| (), |_, ()| panic!("nothing to do"));
    }
}
