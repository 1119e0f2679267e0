//! `invigil problem check`: the tasks of a bank, one of them, or a problem package, proved.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use invigil_bank::{BankText, Submission as BankSubmission, TaskText, Verdict};
use invigil_files as files;
use invigil_model::{Code, CodingTask, HiddenTest, Language, Notice, TaskId, TestGroup};
use invigil_runner::{
    CheckReport, Context, Expected, Problem, Program, Proof, SOURCE_CAP, Submission,
    SubmissionReport, Timing, check as prove, guest,
    kattis::{FILE_CAP, Package, load},
};

use crate::{REFUSED, code, grammar, show};

/// The bank's rules: a limit is five times the slowest reference and at least a second, what is
/// too slow is so by half.
const BANK: Timing = Timing {
    fixed: true,
    slack: (5, 1),
    margin: (3, 2),
    least_ms: 1000,
    resolution_ms: 100,
};
/// Folders inside each other.
const DEPTH: usize = 12;

pub(crate) fn check(a: &grammar::ProblemCheck) -> Result<ExitCode, Notice> {
    let (proofs, sound) = read(&a.dir, a.task.as_deref(), a.json)?;
    let mut runtimes = code::open(a.runtimes.runtimes.as_deref())?;
    let mut reports = Vec::new();
    for proof in proofs {
        let report = check_one(&mut runtimes, proof, a.json)?;
        reports.push(report);
    }
    if a.json {
        sayln!("{}", show::json(&reports)?);
    }
    let proved = sound && reports.iter().all(CheckReport::holds);
    Ok(if proved {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(REFUSED)
    })
}

fn check_one(
    runtimes: &mut invigil_runner::Runtimes,
    mut proof: Proof,
    quiet: bool,
) -> Result<CheckReport, Notice> {
    let mut absent: BTreeMap<Language, String> = BTreeMap::new();
    for language in languages(&proof) {
        match runtimes.prepare(guest(language)) {
            Ok(()) => {}
            // Not every machine has a JDK; the languages that the app brings must run.
            Err(why) if language == Language::Java => drop(absent.insert(language, why)),
            Err(why) => return Err(unavailable(language, why)),
        }
    }
    let (runs, left_out): (Vec<_>, Vec<_>) = proof
        .submissions
        .into_iter()
        .partition(|s| !absent.contains_key(&s.program.language()));
    proof.submissions = runs;
    proof.skipped.extend(left_out.into_iter().map(|s| s.name));
    let engine = invigil_crypto::digest::hex(&runtimes.engine_id(guest(Language::Python)));
    let context = Context {
        package: "check",
        engine: &engine,
    };
    let mut tell = |report: &SubmissionReport| {
        if !quiet {
            say!("{}", line(report));
        }
    };
    let report = prove(runtimes.executor(), context, &proof, &mut tell).map_err(|e| e.notice())?;
    if !quiet {
        say!("{}", rest(&report, &absent));
    }
    Ok(report)
}

fn languages(proof: &Proof) -> Vec<Language> {
    let programs = proof.submissions.iter().map(|s| s.program.language());
    let validators = proof.input_validators.iter().map(|v| v.program.language);
    let checkers = proof
        .problem
        .hidden
        .all_tests()
        .into_iter()
        .filter_map(|t| match &t.checker {
            Some(invigil_runner::Checker::Custom(custom)) => Some(custom.language),
            _ => None,
        });
    let mut all: Vec<Language> = programs.chain(validators).chain(checkers).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn unavailable(language: Language, why: String) -> Notice {
    Notice::new(
        Code("problem.language"),
        format!("{language} does not run on this machine."),
        why,
        "Run the check on a machine where `invigil languages` shows it as ready.",
    )
}

fn line(report: &SubmissionReport) -> String {
    let mark = if report.holds { "ok  " } else { "FAIL" };
    let how = if report.how.is_empty() {
        format!(
            "passes {} tests, the slowest in {} ms",
            report.tests, report.slowest_ms
        )
    } else {
        format!("fails {}", report.how.join("; "))
    };
    let points = report.points_english();
    let points = points.map_or_else(String::new, |points| format!("{points}; "));
    format!("{mark} {}: {points}{how}\n", report.name)
}

fn rest(report: &CheckReport, absent: &BTreeMap<Language, String>) -> String {
    let mut text = String::new();
    for name in &report.skipped {
        text.push_str(&format!("skip {name}\n"));
    }
    for (language, why) in absent {
        text.push_str(&format!("     {language} is absent: {why}\n"));
    }
    for c in &report.calibrations {
        let used = match c.slowest {
            0 => "no reference is in this language".to_owned(),
            slowest => {
                let share = slowest.saturating_mul(100) / c.limit.max(1);
                format!("the slowest reference uses {share} % of it")
            }
        };
        text.push_str(&format!(
            "     {}: limit {} ms, {used}\n",
            c.language, c.limit_ms
        ));
    }
    for finding in &report.findings {
        text.push_str(&format!("FAIL {}: {}\n", finding.place, finding.message));
    }
    let word = if report.holds() {
        "proved"
    } else {
        "not proved"
    };
    text.push_str(&format!("{}: {word}\n", report.task));
    text
}

/// What stands in a folder, and whether all of it could be read.
fn read(dir: &Path, task: Option<&str>, quiet: bool) -> Result<(Vec<Proof>, bool), Notice> {
    // A folder that is not there, or a file in its place, is told as that.
    files::list(dir).map_err(|e| e.notice())?;
    let is_package = files::exists(&dir.join("problem.yaml"));
    let is_bank = files::exists(&dir.join("bank.toml"));
    if let Some(task) = task.filter(|_| is_package || !is_bank) {
        return Err(Notice::new(
            Code("problem.one-task"),
            format!("There is no task to choose by --task {task}."),
            format!(
                "{} is no bank; only a bank holds several tasks.",
                dir.display()
            ),
            "Leave out --task, or name the bank's folder.",
        ));
    }
    if is_package {
        return Ok((vec![package(dir)?], true));
    }
    let (bank_dir, only) = if is_bank {
        (dir.to_owned(), task.map(str::to_owned))
    } else if files::exists(&dir.join("task.toml")) {
        task_of_bank(dir)?
    } else {
        return Err(Notice::new(
            Code("problem.unknown"),
            "There is no problem in this folder.",
            format!(
                "{} holds no problem.yaml, task.toml or bank.toml.",
                dir.display()
            ),
            "Name the folder of a problem package, of a task, or of a bank.",
        ));
    };
    let bank = invigil_bank::read(&bank_dir).map_err(|e| e.notice())?;
    let proofs = of_bank(&bank_dir, &bank, only.as_deref())?;
    let unreadable = bank.unreadable.iter().filter(|f| {
        only.as_ref().is_none_or(|task| f.family == *task) && f.file.starts_with("tasks")
    });
    let mut sound = true;
    for finding in unreadable {
        sound = false;
        if !quiet {
            sayln!("FAIL {finding}");
        }
    }
    if proofs.is_empty() && sound {
        return Err(Notice::new(
            Code("problem.no-task"),
            "There is no such task.",
            format!("{} has no task of that name.", bank_dir.display()),
            "Look into its folder `tasks` for the names.",
        ));
    }
    Ok((proofs, sound))
}

/// The bank that a task's folder stands in, and the task's name.
fn task_of_bank(dir: &Path) -> Result<(PathBuf, Option<String>), Notice> {
    let full = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let bank = full.parent().and_then(Path::parent).map(Path::to_owned);
    let name = full.file_name().and_then(|n| n.to_str()).map(str::to_owned);
    match bank {
        Some(bank) if files::exists(&bank.join("bank.toml")) => Ok((bank, name)),
        _ => Err(Notice::new(
            Code("problem.no-bank"),
            "The task belongs to no bank.",
            format!("Two folders above {} there is no bank.toml.", dir.display()),
            "Check the task where it stands in its bank.",
        )),
    }
}

fn of_bank(dir: &Path, bank: &BankText, only: Option<&str>) -> Result<Vec<Proof>, Notice> {
    bank.tasks
        .iter()
        .filter(|task| only.is_none_or(|id| id == task.id))
        .map(|task| of_task(dir, task))
        .collect()
}

fn of_task(dir: &Path, task: &TaskText) -> Result<Proof, Notice> {
    let public = CodingTask {
        id: TaskId(task.id.clone()),
        title: task.title.clone(),
        seconds: task.seconds,
        statement: String::new(),
        limits: task.limits.clone(),
        samples: task.samples.clone(),
        starters: BTreeMap::new(),
    };
    let hidden: Vec<TestGroup> = task
        .groups
        .iter()
        .map(|group| TestGroup {
            name: group.name.clone(),
            weight: group.weight,
            tests: group
                .tests
                .iter()
                .map(|(name, data)| HiddenTest {
                    name: name.clone(),
                    data: data.clone(),
                })
                .collect(),
        })
        .collect();
    let submissions = task.submissions.iter().map(|s| submission(dir, s));
    Ok(Proof {
        problem: Problem::with_hidden(&public, &hidden),
        submissions: submissions.collect::<Result<_, _>>()?,
        skipped: Vec::new(),
        input_validators: Vec::new(),
        invalid_inputs: Vec::new(),
        outputs: Vec::new(),
        timing: BANK,
        has_points: false,
    })
}

fn submission(dir: &Path, it: &BankSubmission) -> Result<Submission, Notice> {
    let cap = SOURCE_CAP as u64;
    let source = files::read_text(&dir.join(&it.file), cap).map_err(|e| e.notice())?;
    Ok(Submission {
        name: it.file.display().to_string(),
        program: Program::new(it.language, source).map_err(|e| e.notice())?,
        expected: match &it.verdict {
            Verdict::Accepted => Expected::Accepted,
            Verdict::Fails(groups) => Expected::FailsGroups(groups.clone()),
        },
    })
}

fn package(dir: &Path) -> Result<Proof, Notice> {
    let mut package = Package::default();
    walk(dir, "", DEPTH, &mut package)?;
    let full = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let name = full
        .file_name()
        .and_then(|n| n.to_str())
        .unwrap_or("problem");
    load(name, &package).map_err(|e| e.notice())
}

/// Reads what counts; a symbolic link is refused, since it may lead anywhere.
fn walk(dir: &Path, prefix: &str, depth: usize, package: &mut Package) -> Result<(), Notice> {
    for path in files::list(dir).map_err(|e| e.notice())? {
        // A name that is no text is none of the format either, and is refused as such.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let inside = format!("{prefix}{name}");
        if !Package::wants(&inside).map_err(|e| e.notice())? {
            continue;
        }
        if path.is_symlink() || depth == 0 {
            return Err(Notice::new(
                Code("problem.link"),
                "The problem package cannot be used.",
                format!("{} is a symbolic link, or too deep.", path.display()),
                "Put the file itself there, then try again.",
            ));
        }
        if path.is_dir() {
            walk(&path, &format!("{inside}/"), depth - 1, package)?;
        } else {
            let bytes = files::read(&path, FILE_CAP).map_err(|e| e.notice())?;
            package.add(&inside, bytes).map_err(|e| e.notice())?;
        }
    }
    Ok(())
}
