//! Hidden tests of a verified result's code.

use std::collections::BTreeMap;

use invigil_bundle::doc::{
    Stamp,
    grade::{CodingScore, Grade, GroupScore},
    verify::AttemptRecord,
};
use invigil_crypto::digest::hex;
use invigil_model::{CodingTask, Language, Notice, TaskId, TestGroup};
use invigil_runner::{
    Context, JudgeReport, Problem, Program, Runtimes, Verdict, guest, judge, score_of_counts,
};
use serde::Serialize;

/// One coding task in what `invigil grade` prints. Field names are stable.
#[derive(Clone, Debug, Serialize)]
pub struct TaskLine {
    /// Which.
    pub task: String,
    /// The language handed in; null where nothing was.
    pub language: Option<Language>,
    /// Why there is no score; null where there is one.
    pub unscored: Option<String>,
    /// The score in 1/10,000; null where there is none.
    pub score: Option<u32>,
    /// The groups of hidden tests.
    pub groups: Vec<GroupLine>,
    /// Every test that ran, with verdict, reason, fuel and memory.
    pub judged: Option<JudgeReport>,
    /// Why groups and score are those of the kept signed grade; null where they are of a run now.
    pub kept: Option<String>,
}

/// One group of hidden tests.
#[derive(Clone, Debug, Serialize)]
pub struct GroupLine {
    /// Its name.
    pub name: String,
    /// Its weight in points.
    pub weight: u32,
    /// Tests passed.
    pub passed: u16,
    /// Tests.
    pub of: u16,
}

/// Runs the hidden tests of every task of a result.
pub(crate) fn judge_result(
    runtimes: &mut Runtimes,
    record: &AttemptRecord,
    hidden: &BTreeMap<TaskId, Vec<TestGroup>>,
) -> Result<Vec<TaskLine>, Notice> {
    let package = record.package.package_id.to_string();
    let tasks = (1u16..).zip(&record.form.tasks);
    tasks
        .map(|(number, task)| {
            let groups = hidden.get(&task.id).map(Vec::as_slice).unwrap_or_default();
            let Some(code) = record.code.get(&number) else {
                return Ok(nothing_handed_in(task, groups));
            };
            let program = Program::new(code.language, code.text.clone()).map_err(|e| e.notice())?;
            judge_task(runtimes, &package, task, groups, &program)
        })
        .collect()
}

fn judge_task(
    runtimes: &mut Runtimes,
    package: &str,
    task: &CodingTask,
    groups: &[TestGroup],
    program: &Program,
) -> Result<TaskLine, Notice> {
    let language = program.language();
    let unscored = |why: String| TaskLine {
        task: task.id.to_string(),
        language: Some(language),
        unscored: Some(why),
        score: None,
        groups: Vec::new(),
        judged: None,
        kept: None,
    };
    if let Err(why) = runtimes.prepare(guest(language)) {
        return Ok(unscored(why));
    }
    let engine = hex(&runtimes.engine_id(guest(language)));
    let context = Context {
        package,
        engine: &engine,
    };
    let problem = Problem::with_hidden(task, groups);
    // Two people's programs never share a process.
    runtimes.renew();
    let report = judge(runtimes.executor(), context, &problem, program, &mut |_| {})
        .map_err(|e| e.notice())?;
    if report.verdict == Verdict::JudgeError {
        let why = report.tests.last().map(|t| t.reason.english());
        let mut line = unscored(why.unwrap_or_else(|| "the judge failed".to_owned()));
        line.judged = Some(report);
        return Ok(line);
    }
    let lines = groups.iter().map(|group| {
        let of = report.groups.iter().find(|g| g.name == group.name);
        line(group, of.map_or(0, |g| g.passed))
    });
    Ok(TaskLine {
        task: task.id.to_string(),
        language: Some(language),
        unscored: None,
        score: report.score,
        groups: lines.collect(),
        judged: Some(report),
        kept: None,
    })
}

fn nothing_handed_in(task: &CodingTask, groups: &[TestGroup]) -> TaskLine {
    TaskLine {
        task: task.id.to_string(),
        language: None,
        unscored: None,
        score: Some(0),
        groups: groups.iter().map(|group| line(group, 0)).collect(),
        judged: None,
        kept: None,
    }
}

/// The lines with what the signed grade holds in the place of what was not scored now: the grade
/// that is named beside them covers that too.
pub(crate) fn with_kept(
    record: &AttemptRecord,
    lines: Vec<TaskLine>,
    grade: &Grade,
) -> Vec<TaskLine> {
    if lines.is_empty() && grade.coding.iter().all(|task| task.groups.is_none()) {
        return lines;
    }
    let mut lines = lines.into_iter();
    let tasks = (1u16..).zip(&record.form.tasks).zip(&grade.coding);
    tasks
        .map(|((number, task), signed)| {
            let line = lines.next();
            let language = record.code.get(&number).map(|code| code.language);
            let line = line.unwrap_or_else(|| not_run(task, language));
            match (line.unscored.clone(), &signed.groups) {
                (Some(why), Some(groups)) => kept(line, groups, why),
                _ => line,
            }
        })
        .collect()
}

fn not_run(task: &CodingTask, language: Option<Language>) -> TaskLine {
    TaskLine {
        task: task.id.to_string(),
        language,
        unscored: Some("the code was not run".to_owned()),
        score: None,
        groups: Vec::new(),
        judged: None,
        kept: None,
    }
}

fn kept(line: TaskLine, groups: &[GroupScore], why: String) -> TaskLine {
    let counts = groups.iter().map(|g| (g.weight, g.passed, g.of));
    let handed_in = line.language.is_some();
    let groups = groups.iter().map(|group| GroupLine {
        name: group.name.clone(),
        weight: group.weight,
        passed: group.passed,
        of: group.of,
    });
    TaskLine {
        unscored: None,
        score: Some(if handed_in {
            score_of_counts(counts)
        } else {
            0
        }),
        groups: groups.collect(),
        kept: Some(why),
        ..line
    }
}

fn line(group: &TestGroup, passed: u32) -> GroupLine {
    GroupLine {
        name: group.name.clone(),
        weight: group.weight,
        passed: u16::try_from(passed).unwrap_or(u16::MAX),
        of: u16::try_from(group.tests.len()).unwrap_or(u16::MAX),
    }
}

/// The coding questions in one sentence; `graded` is when the grade was signed.
pub(crate) fn sentence(record: &AttemptRecord, lines: &[TaskLine], graded: Stamp) -> String {
    if record.form.tasks.is_empty() {
        return "this test has no coding question".to_owned();
    }
    if lines.is_empty() {
        return "not run".to_owned();
    }
    let each = lines.iter().map(|line| match (&line.unscored, line.score) {
        (Some(why), _) => format!("{} not scored: {why}", line.task),
        (None, score) => {
            let score = score.unwrap_or(0);
            let passed: u16 = line.groups.iter().map(|g| g.passed).sum();
            let of: u16 = line.groups.iter().map(|g| g.of).sum();
            let language = line
                .language
                .map_or("nothing handed in".to_owned(), |l| l.to_string());
            let kept = line.kept.as_ref().map(|why| {
                format!(" (by the grade signed on {graded}; not scored this time: {why})")
            });
            format!(
                "{} {}.{:02} % in {language}, {passed} of {of} hidden tests{}",
                line.task,
                score / 100,
                score % 100,
                kept.unwrap_or_default()
            )
        }
    });
    each.collect::<Vec<_>>().join("; ")
}

/// The grader's name, with the engine that ran the code.
pub(crate) fn grader(name: &str, lines: &[TaskLine]) -> String {
    let judged = lines.iter().find_map(|line| line.judged.as_ref());
    judged.map_or_else(
        || name.to_owned(),
        |judged| format!("{name} engine {}", judged.engine),
    )
}

/// The lines of the signed grade.
pub(crate) fn signed_lines(record: &AttemptRecord, lines: &[TaskLine]) -> Vec<CodingScore> {
    let tasks = record.form.tasks.iter().enumerate();
    tasks
        .map(|(at, task)| signed_line(task, lines.get(at)))
        .collect()
}

/// Groups, or null where the tests did not run.
fn signed_line(task: &CodingTask, line: Option<&TaskLine>) -> CodingScore {
    let scored = line.filter(|line| line.unscored.is_none());
    CodingScore {
        id: task.id.clone(),
        groups: scored.map(|line| {
            let groups = line.groups.iter().map(|group| GroupScore {
                name: group.name.clone(),
                weight: group.weight,
                passed: group.passed,
                of: group.of,
            });
            groups.collect()
        }),
    }
}
