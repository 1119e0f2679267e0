//! Java end to end on a JDK of this machine: card, samples, hidden tests, replay. The tests need a
//! JDK; `cargo xtask` installs it.

use invigil_model::{HiddenTest, Language, Sample, TestGroup};
use invigil_runner::{
    Advice, Context, LoggedRun, Problem, Program, Reason, Replay, Runtimes, Scope, Test,
    TestReport, Verdict, judge, replay, run_custom, run_samples,
};
use invigil_sandbox::{Guest, WorkerProgram, worker::WORKER_ARGUMENT};
use invigil_tests::binary;
use tempfile::TempDir;

use crate::sum_task;

const CONTEXT: Context<'static> = Context {
    package: "package",
    engine: "engine",
};

/// Java, made ready in a folder of its own.
fn ready() -> (Runtimes, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let program = WorkerProgram {
        path: binary("invigil-worker"),
        args: vec![WORKER_ARGUMENT.into()],
    };
    let mut runtimes = Runtimes::open_with(dir.path(), program).unwrap();
    let absent = runtimes.engine_id(Guest::Java);
    assert_eq!(runtimes.card(Language::Java).version, "Java 17");
    runtimes.prepare(Guest::Java).unwrap();
    assert_ne!(runtimes.engine_id(Guest::Java), absent);
    (runtimes, dir)
}

fn sample(input: &str, output: &str) -> Sample {
    Sample {
        input: input.to_owned(),
        output: output.to_owned(),
    }
}

/// Add up the numbers.
fn sum() -> Problem {
    let task = sum_task(128, vec![sample("1 2\n3\n", "6\n"), sample("", "0\n")]);
    let hidden = |name: &str, input: &str, output: &str| TestGroup {
        name: name.to_owned(),
        weight: 50,
        tests: vec![HiddenTest {
            name: format!("{name}/1"),
            data: sample(input, output),
        }],
    };
    let hidden = [
        hidden("small", "4 5\n", "9\n"),
        hidden("large", "9000000000 1\n", "9000000001\n"),
    ];
    Problem::with_hidden(&task, &hidden)
}

fn program(source: &str) -> Program {
    Program::new(Language::Java, source).unwrap()
}

/// A program whose `main` has this body.
fn main(body: &str) -> Program {
    program(&format!(
        "import java.util.*;\npublic class Main {{\n  static int deep(int n) {{ return 1 + deep(n + 1); }}\n  \
         public static void main(String[] args) throws Exception {{\n    {body}\n  }}\n}}\n"
    ))
}

fn try_out(runtimes: &mut Runtimes, program: &Program) -> TestReport {
    let ran = run_custom(
        runtimes.executor(),
        CONTEXT,
        &sum(),
        program,
        b"5\n",
        &mut |_| {},
    );
    ran.unwrap().tests.remove(0).report
}

#[test]
fn the_example_of_the_card_passes_the_samples_and_the_card_names_the_jdk() {
    let (mut runtimes, _dir) = ready();
    let card = runtimes.card(Language::Java);
    assert!(
        card.version.starts_with("Java 17 on JDK "),
        "{}",
        card.version
    );
    let example = program(&card.example);
    let ran = run_custom(
        runtimes.executor(),
        CONTEXT,
        &sum(),
        &example,
        card.input.as_bytes(),
        &mut |_| {},
    );
    assert_eq!(ran.unwrap().tests[0].stdout, card.output);
    let samples = run_samples(runtimes.executor(), CONTEXT, &sum(), &example, &mut |_| {});
    let samples = samples.unwrap();
    assert_eq!((samples.verdict, samples.passed), (Verdict::Accepted, 2));
}

#[test]
fn hidden_tests_give_points_for_what_is_right() {
    let (mut runtimes, _dir) = ready();
    let example = program(&runtimes.card(Language::Java).example);
    let narrow = main(
        "var in = new Scanner(System.in); int sum = 0; while (in.hasNext()) sum += (int) in.nextLong(); System.out.println(sum);",
    );
    for (program, verdict, score) in [
        (&example, Verdict::Accepted, 10_000),
        (&narrow, Verdict::WrongAnswer, 5_000),
    ] {
        let judged = judge(runtimes.executor(), CONTEXT, &sum(), program, &mut |_| {});
        let judged = judged.unwrap();
        assert_eq!((judged.verdict, judged.score), (verdict, Some(score)));
        assert!(!judged.repeatable);
    }
}

#[test]
fn what_the_compiler_and_the_virtual_machine_say_is_understood() {
    let (mut runtimes, _dir) = ready();
    let uncaught = |kind: &str, message: &str, line| Reason::Uncaught {
        kind: kind.to_owned(),
        message: message.to_owned(),
        line: Some(line),
    };
    for (body, verdict, reason, advice) in [
        (
            "System.out.println(1 / (args.length));",
            Verdict::RuntimeError,
            uncaught("ArithmeticException", "/ by zero", 5),
            Advice::LookAtLine { line: 5 },
        ),
        (
            "new Scanner(\"\").next();",
            Verdict::RuntimeError,
            uncaught("NoSuchElementException", "", 5),
            Advice::EndOfInput,
        ),
        (
            "System.exit(3);",
            Verdict::RuntimeError,
            Reason::ExitCode { exit: 3 },
            Advice::ReadErrors,
        ),
        (
            "var all = new ArrayList<byte[]>(); while (true) all.add(new byte[1 << 20]);",
            Verdict::MemoryLimit,
            Reason::OutOfMemory,
            Advice::KeepLess,
        ),
        (
            "while (true);",
            Verdict::TimeLimit,
            Reason::OutOfTime,
            Advice::EndlessLoop,
        ),
    ] {
        let report = try_out(&mut runtimes, &main(body));
        assert_eq!(report.verdict, verdict, "{body}: {report:?}");
        assert_eq!(report.reason, reason, "{body}");
        assert_eq!(report.look_at_next, Some(advice), "{body}");
    }
    let package = "package foo;\npublic class Main { public static void main(String[] a) { } }\n";
    for nothing_to_start in ["class Main { }\n", "class Other { }\n", package] {
        let report = try_out(&mut runtimes, &program(nothing_to_start));
        assert_eq!(report.reason, Reason::NoMain, "{report:?}");
        assert_eq!(report.look_at_next, Some(Advice::WriteMain));
    }
    let deep = try_out(&mut runtimes, &main("System.out.println(deep(0));"));
    assert!(
        matches!(deep.reason, Reason::StackOverflow { .. }),
        "{deep:?}"
    );
    let wrong = try_out(&mut runtimes, &main("int x = \"text\";"));
    assert_eq!(wrong.verdict, Verdict::CompileError);
    assert_eq!(
        wrong.look_at_next,
        Some(Advice::MendSyntax { line: Some(5) }),
        "{wrong:?}"
    );
}

/// It sleeps past the ten seconds that a test has at least by the wall clock.
#[test]
fn a_program_that_sleeps_has_exceeded_the_time_limit_and_its_score_is_0() {
    let (mut runtimes, _dir) = ready();
    let mut problem = sum();
    problem.hidden.groups.truncate(1);
    let sleeps = main("Thread.sleep(1_000_000);");
    let judged = judge(runtimes.executor(), CONTEXT, &problem, &sleeps, &mut |_| {});
    let judged = judged.unwrap();
    assert_eq!(
        (judged.verdict, judged.score),
        (Verdict::TimeLimit, Some(0))
    );
    assert_eq!(judged.tests[0].reason, Reason::Waited);
    assert_eq!(judged.tests[0].look_at_next, Some(Advice::DoNotWait));
    let record = judged.tests[0].record.as_ref().unwrap();
    assert_eq!(record.end, "out-of-fuel");
}

#[test]
fn a_run_is_replayed_by_its_end_and_its_output() {
    let (mut runtimes, _dir) = ready();
    let echo = main(
        "System.out.println(new Scanner(System.in).nextInt()); System.err.println(System.nanoTime());",
    );
    let report = try_out(&mut runtimes, &echo);
    let logged = LoggedRun {
        record: report.record.unwrap(),
        verdict: report.verdict,
        own_input: true,
    };
    let test = Test::custom(b"5\n");
    let mut again = |logged: &LoggedRun| {
        let executor = runtimes.executor();
        replay(executor, CONTEXT, &sum(), logged, &echo, &test)
    };
    let same = again(&logged).unwrap();
    let scope = Scope::EndAndOutput;
    assert!(
        matches!(&same, Replay::Identical { scope: s, .. } if *s == scope),
        "{same:?}"
    );
    let mut other = logged;
    other.record.stdout_sha256 = other.record.stderr_sha256.clone();
    let differs = again(&other).unwrap();
    assert!(
        matches!(differs, Replay::FirstDifference { .. }),
        "{differs:?}"
    );
}
