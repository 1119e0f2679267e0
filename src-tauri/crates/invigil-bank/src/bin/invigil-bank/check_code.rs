//! Runs every task's solutions against its samples and hidden tests with the machine's own
//! python3 and node.
//!
//! A reference passes everything; a planted wrong solution fails a test of each group in its file
//! name and of no other; the time limit is at least five times the slowest reference and at least
//! a second. Time is the processor's, not the wall's: other load on the machine neither fails a
//! sound solution nor excuses a slow one. Deliberately absent: isolation and memory limits. These
//! programs are the bank's own text; a candidate's program never comes here.

use std::{
    collections::BTreeSet,
    io::{self, Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use invigil_bank::{BankText, Submission, TaskText, Verdict};
use invigil_model::{Language, Sample};
use nix::sys::resource::{UsageWho, getrusage};
use rustix::process::{Pid, Resource, Rlimit, prlimit};

const LEAST_LIMIT_MS: u64 = 1000;
const SLACK: u64 = 5;
/// Runs of the slowest test before its time is believed: a crowded processor only ever adds.
const RETRIES: u32 = 3;
/// By the wall's time a program may take so many times its limit before it is stopped: it may
/// have to wait for the processor.
const PATIENCE: u64 = 8;
const OUTPUT_CAP: u64 = 16 * 1024 * 1024;

/// Proves every task, or the one named; prints one line a submission. `false`: something failed.
pub(crate) fn run(
    dir: &Path,
    bank: &BankText,
    only: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let mut holds = bank.unreadable.is_empty();
    for finding in &bank.unreadable {
        writeln!(out, "{finding}")?;
    }
    let mut seen = 0;
    for task in &bank.tasks {
        if only.is_none_or(|id| id == task.id) {
            seen += 1;
            holds &= prove(dir, task, out)?;
        }
    }
    writeln!(
        out,
        "{}: {seen} tasks {}",
        bank.info.id,
        if holds {
            "proved"
        } else {
            "checked, some fail"
        }
    )?;
    Ok(holds && seen > 0)
}

fn prove(dir: &Path, task: &TaskText, out: &mut dyn Write) -> io::Result<bool> {
    let mut holds = true;
    let mut slowest = 0;
    for submission in &task.submissions {
        let verdict = match &submission.verdict {
            Verdict::Accepted => prove_reference(dir, task, submission, &mut slowest)?,
            Verdict::Fails(groups) => prove_wrong(dir, task, submission, groups)?,
        };
        holds &= verdict.is_ok();
        let (Ok(text) | Err(text)) = &verdict;
        let mark = if verdict.is_ok() { "ok  " } else { "FAIL" };
        writeln!(out, "{mark} {}: {text}", submission.file.display())?;
        out.flush()?;
    }
    let limit = u64::from(task.limits.time_ms);
    let need = (SLACK * slowest).max(LEAST_LIMIT_MS);
    let fair = limit >= need;
    writeln!(
        out,
        "{} {}: limit {limit} ms, needed {need} ms (slowest reference {slowest} ms)",
        if fair { "ok  " } else { "FAIL" },
        task.file().display()
    )?;
    Ok(holds && fair)
}

type Line = Result<String, String>;

fn prove_reference(
    dir: &Path,
    task: &TaskText,
    submission: &Submission,
    slowest: &mut u64,
) -> io::Result<Line> {
    let limit = u64::from(task.limits.time_ms);
    let samples = task.samples.iter().enumerate();
    let samples = samples.map(|(n, data)| (format!("sample {}", n + 1), data));
    let hidden = task.groups.iter().flat_map(|g| &g.tests);
    let hidden = hidden.map(|(name, data)| (name.clone(), data));
    let (mut count, mut own_slowest) = (0, 0);
    for (name, data) in samples.chain(hidden) {
        let mut outcome = run_once(dir, submission, data, limit)?;
        for _ in 1..RETRIES {
            if SLACK * outcome.ms <= limit {
                break;
            }
            let again = run_once(dir, submission, data, limit)?;
            if again.ms < outcome.ms {
                outcome = again;
            }
        }
        if let Some(problem) = outcome.problem {
            return Ok(Err(format!("{name}: {problem}")));
        }
        count += 1;
        own_slowest = own_slowest.max(outcome.ms);
    }
    *slowest = (*slowest).max(own_slowest);
    Ok(Ok(format!(
        "passes {count} tests, the slowest in {own_slowest} ms"
    )))
}

fn prove_wrong(
    dir: &Path,
    task: &TaskText,
    submission: &Submission,
    intended: &[String],
) -> io::Result<Line> {
    let mut failed = BTreeSet::new();
    let mut how = Vec::new();
    for group in &task.groups {
        for (name, data) in &group.tests {
            let outcome = run_once(dir, submission, data, u64::from(task.limits.time_ms))?;
            if let Some(problem) = outcome.problem {
                failed.insert(group.name.as_str());
                how.push(format!("{name}: {problem}"));
                break;
            }
        }
    }
    let intended: BTreeSet<&str> = intended.iter().map(String::as_str).collect();
    let how = how.join("; ");
    Ok(if failed == intended {
        Ok(format!("fails as intended: {how}"))
    } else {
        Err(format!("must fail {intended:?}, fails {failed:?}: {how}"))
    })
}

struct Outcome {
    ms: u64,
    problem: Option<String>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the bank's own solutions are run at build time, by this binary alone"
)]
fn command(program: &str) -> Command {
    Command::new(program)
}

fn run_once(
    dir: &Path,
    submission: &Submission,
    data: &Sample,
    limit_ms: u64,
) -> io::Result<Outcome> {
    let program = match submission.language {
        Language::JavaScript => "node",
        _ => "python3",
    };
    let before = children_ms()?;
    let child = command(program)
        .arg(dir.join(&submission.file))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| io::Error::new(e.kind(), format!("{program}: {e}")))?;
    let ended = wait(child, &data.input, limit_ms)?;
    let ms = children_ms()?.saturating_sub(before);
    let problem = match ended {
        _ if ms > limit_ms => Some(format!("over {limit_ms} ms")),
        None => Some(format!("no end after {} ms", PATIENCE * limit_ms)),
        Some(Ended {
            success: false,
            errors,
            ..
        }) => {
            let last = errors.lines().rfind(|l| !l.trim().is_empty());
            Some(format!(
                "ends with an error: {}",
                last.unwrap_or("no message")
            ))
        }
        Some(Ended { output, .. }) => difference(&data.output, &output),
    };
    Ok(Outcome { ms, problem })
}

/// Processor time of all children that have ended, their threads included.
fn children_ms() -> io::Result<u64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let ms = |time: nix::sys::time::TimeVal| time.tv_sec() * 1000 + time.tv_usec() / 1000;
    let total = ms(usage.user_time()) + ms(usage.system_time());
    Ok(u64::try_from(total).unwrap_or(u64::MAX))
}

/// Has the kernel end the child soon after its processor time is used up.
fn limit_processor(child: &Child, limit_ms: u64) -> io::Result<()> {
    let seconds = Some(limit_ms.div_ceil(1000) + 1);
    let limit = Rlimit {
        current: seconds,
        maximum: seconds,
    };
    match prlimit(Some(Pid::from_child(child)), Resource::Cpu, limit) {
        // It has ended already.
        Ok(_) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

struct Ended {
    success: bool,
    output: String,
    errors: String,
}

/// Feeds and reads the child; `None` when it was stopped because it stood waiting.
fn wait(mut child: Child, input: &str, limit_ms: u64) -> io::Result<Option<Ended>> {
    limit_processor(&child, limit_ms)?;
    let (done, finished) = mpsc::channel();
    let stdin = child.stdin.take();
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    let ended = thread::scope(|scope| {
        // A program may end without reading its input; that is its own affair.
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(input.as_bytes())));
        let errors = scope.spawn(move || drain(stderr));
        scope.spawn(move || done.send(drain(stdout)));
        let output = finished.recv_timeout(Duration::from_millis(PATIENCE * limit_ms));
        let stopped = output.is_err();
        if stopped {
            child.kill()?;
        }
        let status = child.wait()?;
        let errors = errors.join().unwrap_or_default();
        Ok::<_, io::Error>(output.ok().map(|output| Ended {
            success: status.success(),
            output,
            errors,
        }))
    })?;
    Ok(ended)
}

fn drain(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // What was read before an error is judged like any output.
        let _ = pipe.take(OUTPUT_CAP).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Outputs are equal line by line, white space at line ends and empty lines at the end aside.
fn difference(expected: &str, output: &str) -> Option<String> {
    let lines = |text: &str| -> Vec<String> {
        let text = text.trim_end();
        text.lines().map(|l| l.trim_end().to_owned()).collect()
    };
    let (expected, output) = (lines(expected), lines(output));
    let short = |line: Option<&String>| {
        line.map_or_else(
            || "nothing".into(),
            |l| l.chars().take(80).collect::<String>(),
        )
    };
    let at = (0..expected.len().max(output.len())).find(|i| expected.get(*i) != output.get(*i))?;
    Some(format!(
        "line {}: expected {}, got {}",
        at + 1,
        short(expected.get(at)),
        short(output.get(at))
    ))
}
