//! An executor whose outcomes the test writes, and problems to run on it.

use invigil_model::{CodingTask, HiddenTest, Language, Limits, Sample, TaskId, TestGroup};
use invigil_runner::{Context, Problem, Program};
use invigil_sandbox::{End, Execute, Fault, Job, Outcome, Stream};

/// Runs jobs by a function.
pub(crate) struct Scripted<F>(pub(crate) F);

impl<F: FnMut(&Job) -> Result<Outcome, Fault>> Execute for Scripted<F> {
    fn execute(
        &mut self,
        job: &Job,
        sink: &mut dyn FnMut(Stream, &[u8]),
    ) -> Result<Outcome, Fault> {
        let outcome = (self.0)(job)?;
        sink(Stream::Out, &outcome.stdout);
        Ok(outcome)
    }
}

pub(crate) const CONTEXT: Context<'static> = Context {
    package: "package-1",
    engine: "engine-1",
};

pub(crate) fn ended(end: End, stdout: &str, stderr: &str) -> Outcome {
    Outcome {
        end,
        fuel: 1000,
        peak_memory: 1 << 20,
        stdout: stdout.as_bytes().to_vec(),
        stderr: stderr.as_bytes().to_vec(),
        refused: Vec::new(),
    }
}

pub(crate) fn prints(text: &str) -> Outcome {
    ended(End::Exit(0), text, "")
}

/// Doubles the number on its input.
pub(crate) fn doubles(job: &Job) -> Outcome {
    let text = String::from_utf8_lossy(&job.stdin);
    let number: i64 = text.trim().parse().expect("a number");
    prints(&format!("{}\n", number * 2))
}

pub(crate) fn python(source: &str) -> Program {
    Program::new(Language::Python, source).expect("a sound program")
}

fn sample(n: i64) -> Sample {
    Sample {
        input: format!("{n}\n"),
        output: format!("{}\n", n * 2),
    }
}

pub(crate) fn task() -> CodingTask {
    CodingTask {
        id: TaskId("double".into()),
        title: "Double".into(),
        seconds: 600,
        statement: "Print twice the number.".into(),
        limits: Limits {
            time_ms: 1000,
            memory_mib: 64,
            largest: "one line".into(),
        },
        samples: vec![sample(1), sample(2)],
        starters: [(Language::Python, String::new())].into(),
    }
}

/// Groups `basic` (60: 10, 11, 12), `edge` (30: 0, -1), `scale` (10: 1000000).
pub(crate) fn hidden() -> Vec<TestGroup> {
    let group = |name: &str, weight, numbers: &[i64]| TestGroup {
        name: name.into(),
        weight,
        tests: numbers
            .iter()
            .enumerate()
            .map(|(at, n)| HiddenTest {
                name: format!("{name}/{:02}", at + 1),
                data: sample(*n),
            })
            .collect(),
    };
    vec![
        group("basic", 60, &[10, 11, 12]),
        group("edge", 30, &[0, -1]),
        group("scale", 10, &[1_000_000]),
    ]
}

pub(crate) fn problem() -> Problem {
    Problem::with_hidden(&task(), &hidden())
}
