//! The shipped interpreters: what they say when a program fails, and programs judged for real.
//!
//! They run in this process; the worker process is the sandbox's own tests' matter.

use std::path::Path;

use invigil_crypto::digest::{hex, sha256};
use invigil_files::Access;
use invigil_model::Language;
use invigil_runner::{
    Advice, Checker, CustomChecker, Group, LoggedRun, Problem, Program, Reason, Replay, Scope,
    Test, TestReport, Verdict, card, judge, replay, run_custom,
};
use invigil_sandbox::{
    Manifest, ModuleEntry, TrustedCode,
    engine::{Backend, Engine, Loaded, WasmExecutor},
};

use crate::support::{CONTEXT, problem};

const KEY: [u8; 32] = [3; 32];
const CAP: u64 = 1 << 30;

/// Compiled once and kept in the build's folder for temporary files.
fn load(engine: &Engine, entry: &ModuleEntry) -> Loaded {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/runtimes");
    let digest = entry.digest().expect("a digest");
    let name = [digest.as_slice(), engine.identity().as_bytes()].concat();
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.code", hex(&sha256(&name))));
    let open = |file| TrustedCode::open(file, &digest, &engine.identity(), &KEY).ok();
    let code = invigil_files::read(&kept, CAP).ok().and_then(open);
    let code = code.unwrap_or_else(|| {
        let packed = invigil_files::read(&assets.join(&entry.file), CAP).expect("the runtime");
        let module = entry.unpack(&packed).expect("the pinned module");
        let code = engine.compile(&module).expect("it compiles");
        let file = code.seal(&digest, &engine.identity(), &KEY);
        invigil_files::write(&kept, &file, Access::Private).expect("it is kept");
        code
    });
    engine.load(entry.guest, &code).expect("it loads")
}

fn executor() -> WasmExecutor {
    let engine = Engine::new(Backend::Native).expect("an engine");
    let mut executor = WasmExecutor::new().expect("an executor");
    for entry in &Manifest::pinned().modules {
        executor.add(load(&engine, entry));
    }
    executor
}

/// Two seconds of limit, so that an endless loop ends soon.
fn short() -> Problem {
    let mut problem = problem();
    problem.limits.time_ms = 200;
    problem.limits.memory_mib = 128;
    problem
}

fn program(language: Language, source: &str) -> Program {
    Program::new(language, source).expect("a sound program")
}

fn run(
    executor: &mut WasmExecutor,
    language: Language,
    source: &str,
    input: &str,
) -> (TestReport, String) {
    let program = program(language, source);
    let run = run_custom(
        executor,
        CONTEXT,
        &short(),
        &program,
        input.as_bytes(),
        &mut |_| {},
    );
    let test = run.expect("not cancelled").tests.remove(0);
    (test.report, test.stdout)
}

#[test]
fn the_example_of_every_card_prints_what_it_says() {
    let mut executor = executor();
    for language in [
        Language::Python,
        Language::Ruby,
        Language::JavaScript,
        Language::TypeScript,
    ] {
        let card = card(language);
        let (report, stdout) = run(&mut executor, language, &card.example, &card.input);
        assert_eq!(stdout, card.output, "{language}: {report:?}");
    }
    for language in Language::ALL {
        let card = card(language);
        assert!(!card.version.is_empty() && !card.here.is_empty() && !card.absent.is_empty());
    }
}

#[test]
fn what_the_interpreters_say_is_understood() {
    let mut executor = executor();
    let mut check = |language, source: &str, verdict, of: fn(&Reason) -> bool, advice| {
        let (report, _) = run(&mut executor, language, source, "5\n");
        assert_eq!(report.verdict, verdict, "{language} {source}: {report:?}");
        assert!(of(&report.reason), "{language} {source}: {report:?}");
        assert_eq!(
            report.look_at_next,
            Some(advice),
            "{language} {source}: {report:?}"
        );
    };
    let line = |line| Advice::LookAtLine { line };
    let (rte, ce) = (Verdict::RuntimeError, Verdict::CompileError);
    let uncaught: fn(&Reason) -> bool = |r| matches!(r, Reason::Uncaught { line: Some(2), .. });
    let deep: fn(&Reason) -> bool = |r| matches!(r, Reason::StackOverflow { .. });
    let syntax: fn(&Reason) -> bool = |r| matches!(r, Reason::Syntax { line: Some(2), .. });
    let exit: fn(&Reason) -> bool = |r| *r == Reason::ExitCode { exit: 3 };
    let time: fn(&Reason) -> bool = |r| *r == Reason::OutOfTime;
    let memory: fn(&Reason) -> bool = |r| *r == Reason::OutOfMemory;

    check(
        Language::Python,
        "x = 1\nprint(1 / 0)\n",
        rte,
        uncaught,
        line(2),
    );
    check(
        Language::Ruby,
        "x = 1\nputs 1 / 0\n",
        rte,
        uncaught,
        line(2),
    );
    check(
        Language::JavaScript,
        "let x = 1;\nnull.y;\n",
        rte,
        uncaught,
        line(2),
    );
    check(
        Language::TypeScript,
        "let x: number = 1;\n(null as any).y;\n",
        rte,
        uncaught,
        line(2),
    );

    check(
        Language::Python,
        "x = 1\nif x\n",
        ce,
        syntax,
        Advice::MendSyntax { line: Some(2) },
    );
    check(
        Language::Ruby,
        "x = 1\ndef ) \n",
        ce,
        syntax,
        Advice::MendSyntax { line: Some(2) },
    );
    check(
        Language::JavaScript,
        "let x = 1;\nlet = = 2;\n",
        ce,
        syntax,
        Advice::MendSyntax { line: Some(2) },
    );

    check(
        Language::Python,
        "def f(): return f()\nf()\n",
        rte,
        deep,
        Advice::UseALoop,
    );
    check(
        Language::Ruby,
        "def f; f; end\nf\n",
        rte,
        deep,
        Advice::UseALoop,
    );
    check(
        Language::JavaScript,
        "function f() { return f() + 1; }\nf();\n",
        rte,
        deep,
        Advice::UseALoop,
    );

    check(
        Language::Python,
        "import sys\nsys.exit(3)\n",
        rte,
        exit,
        Advice::ReadErrors,
    );
    check(Language::Ruby, "exit 3\n", rte, exit, Advice::ReadErrors);
    check(
        Language::JavaScript,
        "process.exit(3);\n",
        rte,
        exit,
        Advice::ReadErrors,
    );

    check(
        Language::Python,
        "while True: pass\n",
        Verdict::TimeLimit,
        time,
        Advice::EndlessLoop,
    );
    check(
        Language::Ruby,
        "loop {}\n",
        Verdict::TimeLimit,
        time,
        Advice::EndlessLoop,
    );
    check(
        Language::JavaScript,
        "for (;;) {}\n",
        Verdict::TimeLimit,
        time,
        Advice::EndlessLoop,
    );

    check(
        Language::Python,
        "x = 'a' * 10**9\n",
        Verdict::MemoryLimit,
        memory,
        Advice::KeepLess,
    );
    check(
        Language::Ruby,
        "x = 'a' * 10**9\n",
        Verdict::MemoryLimit,
        memory,
        Advice::KeepLess,
    );
    check(
        Language::JavaScript,
        "const a = []; for (;;) a.push(new Array(1e5).fill(1));\n",
        Verdict::MemoryLimit,
        memory,
        Advice::KeepLess,
    );

    check(
        Language::Python,
        "def f():\n  class bad(Exception): pass\n  raise bad('x\\nTypeError: no')\nf()\n",
        rte,
        |r| matches!(r, Reason::Uncaught { kind, message, line: Some(3) } if kind == "bad" && message == "x"),
        line(3),
    );
    check(
        Language::Python,
        "x = 1\nraise ExceptionGroup('many', [ValueError(1)])\n",
        rte,
        |r| matches!(r, Reason::Uncaught { kind, line: Some(2), .. } if kind == "ExceptionGroup"),
        line(2),
    );
    check(
        Language::Python,
        "import os\nos.abort()\n",
        rte,
        |r| r.english() == "the interpreter gave up: it stopped itself, as abort does",
        Advice::ReadErrors,
    );

    let absent: fn(&Reason) -> bool = |r| matches!(r, Reason::Uncaught { .. });
    check(
        Language::Python,
        "import numpy\n",
        rte,
        absent,
        Advice::NotInThisLanguage {
            module: "numpy".into(),
        },
    );
    check(
        Language::Ruby,
        "require 'nokogiri'\n",
        rte,
        absent,
        Advice::NotInThisLanguage {
            module: "nokogiri".into(),
        },
    );
    check(
        Language::Python,
        "input()\ninput()\n",
        rte,
        uncaught,
        Advice::EndOfInput,
    );
}

#[test]
fn a_syntax_error_is_a_compile_error_in_the_source_and_a_run_time_error_when_it_is_raised() {
    let mut executor = executor();
    let mut check = |language, source: &str, verdict| {
        let (report, _) = run(&mut executor, language, source, "{\n");
        assert_eq!(report.verdict, verdict, "{language} {source}: {report:?}");
    };
    let (rte, ce) = (Verdict::RuntimeError, Verdict::CompileError);
    let (python, ruby) = (Language::Python, Language::Ruby);
    check(
        python,
        "import sys\nprint('SyntaxError: x', file=sys.stderr)\nsys.exit(1)\n",
        rte,
    );
    check(python, "eval('1+')\n", rte);
    check(python, "exec('  x = 1')\n", rte);
    check(python, "x = (1\n", ce);

    check(ruby, "warn 'SyntaxError: x'\nexit 1\n", rte);
    check(ruby, "warn 'main.rb:1: syntax error found'\nexit 1\n", rte);
    check(ruby, "eval('1+')\n", rte);
    check(ruby, "exit 0x4345\n", rte);
    check(ruby, "x = (1\n", ce);

    let import = "import { readFileSync } from 'fs';\n";
    for script in [Language::JavaScript, Language::TypeScript] {
        check(
            script,
            "console.error('SyntaxError: x');\nprocess.exit(1);\n",
            rte,
        );
        check(
            script,
            "try { JSON.parse('{'); } catch (e) { console.error(String(e)); process.exit(1); }\n",
            rte,
        );
        check(script, "JSON.parse('{');\n", rte);
        let parses = format!("{import}JSON.parse(readFileSync(0, 'utf8'));\n");
        check(script, &parses, rte);
        check(script, "let x = (1;\n", ce);
        check(script, &format!("{import}let x = (1;\n"), ce);
    }
}

#[test]
fn what_stands_behind_the_end_of_a_ruby_program_is_its_data() {
    let mut executor = executor();
    let mut check = |source: &str, expected: &str| {
        let (report, stdout) = run(&mut executor, Language::Ruby, source, "");
        assert_eq!(stdout, expected, "{source}: {report:?}");
    };
    check(
        "DATA.each_line { |line| puts line.upcase }\n__END__\nécole\nb\n",
        "ÉCOLE\nB\n",
    );
    check(
        "puts DATA.gets\nDATA.rewind\nputs DATA.gets\n__END__\nx\n",
        "x\nputs DATA.gets\n",
    );
    check("puts DATA.read.empty?\n__END__", "true\n");
    check("p defined?(DATA)\nputs '\n __END__'.size\n", "nil\n9\n");
}

#[test]
fn enums_classes_and_generics_of_typescript_run() {
    let source = "enum Kind { A, B = 5, C, D = 'd' }\nabstract class Shape { constructor(protected readonly n: number) {} abstract area(): number; }\nclass Square extends Shape { constructor(n: number, private label?: string) { super(n); } area(): number { return this.n ** 2; } get text(): string { return `${this.label!}:${this.area()}`; } }\nfunction first<T>(items: readonly T[]): T | undefined { return items[0] as T }\nconst m: Map<string, number> = new Map<string, number>([['x', 1]])\ntype P = { a: number }\n;[1, 2].forEach((n: number): void => { console.log(n + (m.get('x') ?? 0)) })\nconsole.log(Kind.A, Kind[5], Kind.C, Kind.D, new Square(3, 's').text, first(['q'] satisfies string[]))\nexport {}\n";
    let (report, stdout) = run(&mut executor(), Language::TypeScript, source, "");
    assert_eq!(stdout, "2\n3\n0 B 6 d s:9 q\n", "{report:?}");
}

#[test]
fn a_custom_checker_judges_and_its_words_are_heard() {
    let source = "import sys\nfrom pathlib import Path\nlimit = int(Path(sys.argv[1]).read_text())\nassert open(sys.argv[2]).read() == 'answer'\nassert sys.argv[4:] == ['strict']\ntext = sys.stdin.read().split()\nif len(text) != 1: raise ValueError('one number')\nif int(text[0]) > limit:\n    with open(sys.argv[3] + 'judgemessage.txt', 'w') as f: f.write('too large')\n    sys.exit(43)\nsys.exit(42)\n";
    let checker = CustomChecker {
        flags: vec!["strict".into()],
        ..CustomChecker::new(Language::Python, source)
    };
    let mut problem = short();
    problem.checker = Checker::Custom(checker);
    problem.hidden = Group {
        tests: vec![Test::new("t", "10\n", "answer")],
        ..Group::default()
    };
    let mut executor = executor();
    let mut of = |source: &str| {
        let program = program(Language::JavaScript, source);
        let report = judge(&mut executor, CONTEXT, &problem, &program, &mut |_| {}).expect("runs");
        (report.verdict, report.tests[0].reason.clone())
    };
    assert_eq!(of("console.log(9)"), (Verdict::Accepted, Reason::Passed));
    let refused = Reason::Refused {
        message: "too large".into(),
    };
    assert_eq!(of("console.log(11)"), (Verdict::WrongAnswer, refused));
    let (verdict, reason) = of("console.log('1 2')");
    assert_eq!(verdict, Verdict::JudgeError);
    assert!(
        matches!(&reason, Reason::CheckerFailed { message } if message.contains("one number")),
        "{reason:?}"
    );
}

#[test]
fn a_checker_that_gives_points_is_a_judge_error_however_it_writes_them() {
    let mut executor = executor();
    for (writes, gives) in [
        ("open(folder + 'score.txt', 'w').write('0.5')", true),
        (
            "open(folder + 'score_multiplier.txt', 'wb').write(b'0.5')",
            true,
        ),
        ("Path(folder, 'score.txt').write_text('0.5')", true),
        (
            "os.open(folder + 'score.txt', os.O_WRONLY | os.O_CREAT)",
            true,
        ),
        (
            "open(folder + 'judgemessage.txt', 'w').write('score.txt')",
            false,
        ),
        ("open(folder + 'score.txt').read()", false),
    ] {
        // It would be accepted, whatever becomes of what it writes.
        let source = format!(
            "import os, sys\nfrom pathlib import Path\nfolder = sys.argv[3]\ntry:\n    {writes}\nexcept BaseException:\n    pass\nsys.exit(42)\n"
        );
        let mut problem = short();
        problem.checker = Checker::Custom(CustomChecker::new(Language::Python, source));
        problem.hidden = Group {
            tests: vec![Test::new("t", "", "")],
            ..Group::default()
        };
        let program = program(Language::JavaScript, "console.log(1)");
        let report = judge(&mut executor, CONTEXT, &problem, &program, &mut |_| {}).expect("runs");
        let test = &report.tests[0];
        if gives {
            let why = "the checker failed: points given by the output validator are not supported";
            assert_eq!(test.verdict, Verdict::JudgeError, "{writes}: {test:?}");
            assert_eq!(test.reason.english(), why, "{writes}");
            assert_eq!(report.score, None, "{writes}");
        } else {
            assert_eq!(test.verdict, Verdict::Accepted, "{writes}: {test:?}");
        }
    }
}

#[test]
fn a_run_repeats_every_bit_and_a_seed_belongs_to_its_test() {
    let mut executor = executor();
    for (language, source) in [
        (
            Language::Python,
            "import random, time\nprint(random.random(), time.time(), hash('a'), id(print) % 7)\n",
        ),
        (Language::Ruby, "puts rand, Time.now.to_f, 'a'.hash\n"),
        (
            Language::JavaScript,
            "console.log(Math.random(), Date.now());\n",
        ),
    ] {
        let (report, _) = run(&mut executor, language, source, "5\n");
        let logged = LoggedRun {
            record: report.record.expect("a record"),
            verdict: report.verdict,
            own_input: true,
        };
        let again = replay(
            &mut executor,
            CONTEXT,
            &short(),
            &logged,
            &program(language, source),
            &Test::custom(b"5\n"),
        );
        let fuel = logged.record.fuel;
        let identical = Replay::Identical {
            scope: Scope::EveryBit,
            fuel_logged: fuel,
            fuel_now: fuel,
        };
        assert_eq!(again, Ok(identical), "{language}");
    }
}
