//! From ends to verdicts, reasons and advice.

use invigil_model::Language;
use invigil_runner::{
    Advice, Program, Reason, TestReport, Verdict, judge, run_custom, run_samples,
};
use invigil_sandbox::{End, Fault, Guest, Job, Outcome};

use crate::support::{CONTEXT, Scripted, ended, problem};

fn report(language: Language, outcome: &Result<Outcome, Fault>) -> TestReport {
    let mut executor = Scripted(|_: &_| outcome.clone());
    let program = Program::new(language, "x").expect("sound");
    let run = run_samples(&mut executor, CONTEXT, &problem(), &program, &mut |_| {});
    run.expect("not cancelled").tests.remove(0).report
}

fn of_end(end: End) -> (Verdict, Reason, Option<Advice>) {
    let report = report(Language::Python, &Ok(ended(end, "", "")));
    (report.verdict, report.reason, report.look_at_next)
}

#[test]
fn every_end_has_its_verdict_reason_and_advice() {
    let check = |end, verdict, reason, advice| {
        assert_eq!(of_end(end), (verdict, reason, Some(advice)));
    };
    check(
        End::OutOfFuel,
        Verdict::TimeLimit,
        Reason::OutOfTime,
        Advice::EndlessLoop,
    );
    check(
        End::OutOfMemory,
        Verdict::MemoryLimit,
        Reason::OutOfMemory,
        Advice::KeepLess,
    );
    check(
        End::Waited,
        Verdict::TimeLimit,
        Reason::Waited,
        Advice::DoNotWait,
    );
    check(
        End::OutputLimit,
        Verdict::OutputLimit,
        Reason::TooMuchOutput { limit: 8 << 20 },
        Advice::EndlessOutput,
    );
    check(
        End::Exit(3),
        Verdict::RuntimeError,
        Reason::ExitCode { exit: 3 },
        Advice::ReadErrors,
    );
    check(
        End::Trap("call stack exhausted".into()),
        Verdict::RuntimeError,
        Reason::StackOverflow { line: None },
        Advice::UseALoop,
    );
    check(
        End::Trap("unreachable".into()),
        Verdict::RuntimeError,
        Reason::Trap {
            message: "unreachable".into(),
        },
        Advice::ReadErrors,
    );
}

#[test]
fn a_fault_is_never_the_programs_fault() {
    let check = |fault, advice| {
        let report = report(Language::Python, &Err(fault));
        assert_eq!(report.verdict, Verdict::JudgeError);
        assert_eq!(report.look_at_next, Some(advice));
        assert_eq!(report.record, None);
    };
    check(
        Fault::WallClock(std::time::Duration::from_secs(9)),
        Advice::RunAgain,
    );
    check(Fault::Crashed("signal 9".into()), Advice::RunAgain);
    check(Fault::Malformed("argv".into()), Advice::TellTheAuthor);
    check(
        Fault::Unavailable {
            guest: Guest::Java,
            reason: "no JDK here".into(),
        },
        Advice::OtherLanguage,
    );
}

#[test]
fn what_interpreters_say_is_read() {
    let check = |language, stderr: &str, verdict, reason, advice| {
        let report = report(language, &Ok(ended(End::Exit(1), "", stderr)));
        assert_eq!(
            (report.verdict, report.reason),
            (verdict, reason),
            "{stderr}"
        );
        assert_eq!(report.look_at_next, Some(advice), "{stderr}");
    };
    let uncaught = |kind: &str, message: &str, line| Reason::Uncaught {
        kind: kind.into(),
        message: message.into(),
        line,
    };
    let rte = Verdict::RuntimeError;
    check(
        Language::Python,
        "Traceback (most recent call last):\n  File \"/box/main.py\", line 7, in <module>\n    f()\n  File \"/box/main.py\", line 3, in f\n    return 1 / 0\n           ~~^~~\nZeroDivisionError: division by zero\n",
        rte,
        uncaught("ZeroDivisionError", "division by zero", Some(3)),
        Advice::LookAtLine { line: 3 },
    );
    check(
        Language::Python,
        "Traceback (most recent call last):\n  File \"main.py\", line 1, in <module>\nModuleNotFoundError: No module named 'numpy'\n",
        rte,
        uncaught("ModuleNotFoundError", "No module named 'numpy'", Some(1)),
        Advice::NotInThisLanguage {
            module: "numpy".into(),
        },
    );
    check(
        Language::Python,
        "Traceback (most recent call last):\n  File \"main.py\", line 3, in <module>\n    raise E(\"boom\")\nE: boom\n",
        rte,
        uncaught("E", "boom", Some(3)),
        Advice::LookAtLine { line: 3 },
    );
    check(
        Language::Python,
        "Traceback (most recent call last):\n  File \"main.py\", line 9, in <module>\n    f()\n  File \"main.py\", line 4, in f\n    raise bad\nf.<locals>.bad\n",
        rte,
        uncaught("bad", "", Some(4)),
        Advice::LookAtLine { line: 4 },
    );
    check(
        Language::Python,
        "Traceback (most recent call last):\n  File \"main.py\", line 1, in <module>\n    raise ValueError(\"line1\\nTypeError: no\")\nValueError: line1\nTypeError: no\n",
        rte,
        uncaught("ValueError", "line1", Some(1)),
        Advice::LookAtLine { line: 1 },
    );
    check(
        Language::Python,
        "Traceback (most recent call last):\n  File \"main.py\", line 2, in <module>\n    {}[1]\n    ~~^^^\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"main.py\", line 4, in <module>\n    raise lower\nlower\n",
        rte,
        uncaught("lower", "", Some(4)),
        Advice::LookAtLine { line: 4 },
    );
    check(
        Language::Python,
        "  + Exception Group Traceback (most recent call last):\n  |   File \"main.py\", line 5, in <module>\n  |     raise ExceptionGroup(\"many\", [ValueError(1)])\n  | ExceptionGroup: many (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File \"main.py\", line 2, in f\n    | ValueError: 1\n    +------------------------------------\n",
        rte,
        uncaught("ExceptionGroup", "many (1 sub-exception)", Some(5)),
        Advice::LookAtLine { line: 5 },
    );
    for words in [
        "Error: Main method not found in class Main, please define the main method as:\n   public static void main(String[] args)\n",
        "Error: Could not find or load main class Main\nCaused by: java.lang.ClassNotFoundException: Main\n",
    ] {
        check(
            Language::Java,
            words,
            rte,
            Reason::NoMain,
            Advice::WriteMain,
        );
    }
    check(
        Language::Python,
        "Traceback (most recent call last):\n  File \"main.py\", line 2, in f\nRecursionError: maximum recursion depth exceeded\n",
        rte,
        Reason::StackOverflow { line: Some(2) },
        Advice::UseALoop,
    );
    check(
        Language::Python,
        "Traceback (most recent call last):\n  File \"main.py\", line 2, in f\nMemoryError\n",
        Verdict::MemoryLimit,
        Reason::OutOfMemory,
        Advice::KeepLess,
    );
    check(
        Language::Python,
        "Traceback (most recent call last):\n  File \"main.py\", line 1, in <module>\nEOFError: EOF when reading a line\n",
        rte,
        uncaught("EOFError", "EOF when reading a line", Some(1)),
        Advice::EndOfInput,
    );
    check(
        Language::Ruby,
        "/box/main.rb:4:in 'Integer#/': divided by 0 (ZeroDivisionError)\n\tfrom /box/main.rb:4:in '<main>'\n",
        rte,
        uncaught("ZeroDivisionError", "divided by 0", Some(4)),
        Advice::LookAtLine { line: 4 },
    );
    check(
        Language::Ruby,
        "main.rb:2:in 'f': stack level too deep (SystemStackError)\n",
        rte,
        Reason::StackOverflow { line: Some(2) },
        Advice::UseALoop,
    );
    check(
        Language::JavaScript,
        "main.js:3\nError: lines;\n     ^\n\nReferenceError: lines is not defined\n    at f (main.js:3:5)\n    at <anonymous> (main.js:9:1)\n",
        rte,
        uncaught("ReferenceError", "lines is not defined", Some(3)),
        Advice::LookAtLine { line: 3 },
    );
    check(
        Language::JavaScript,
        "main.js:1\nf();\n^\n\nRangeError: Maximum call stack size exceeded\n    at f (main.js:1:23)\n",
        rte,
        Reason::StackOverflow { line: Some(1) },
        Advice::UseALoop,
    );
    check(
        Language::JavaScript,
        "main.js:2\nJSON.parse(\"{\");\n     ^\n\nSyntaxError: Expected property name\n    at <input>:1:2\n    at <anonymous> (main.js:2:6)\n",
        rte,
        uncaught("SyntaxError", "Expected property name", Some(2)),
        Advice::LookAtLine { line: 2 },
    );
    check(
        Language::JavaScript,
        "Uncaught 'text'\n",
        rte,
        Reason::ExitCode { exit: 1 },
        Advice::ReadErrors,
    );
    check(
        Language::Ruby,
        "/box/main.rb:2:in '<main>': undefined method 'foo' for nil (NoMethodError)\n\nnil.foo\n   ^^^^\n",
        rte,
        uncaught("NoMethodError", "undefined method 'foo' for nil", Some(2)),
        Advice::LookAtLine { line: 2 },
    );
    check(
        Language::Java,
        "Exception in thread \"main\" java.lang.ArithmeticException: / by zero\n\tat Main.main(Main.java:6)\n",
        rte,
        uncaught("ArithmeticException", "/ by zero", Some(6)),
        Advice::LookAtLine { line: 6 },
    );
}

/// What a compiler says: the language, its words, the message and the line in them.
const COMPILERS: [(Language, &str, &str, u32); 5] = [
    (
        Language::Python,
        "  File \"main.py\", line 2\n    if x\n        ^\nSyntaxError: expected ':'\n",
        "SyntaxError: expected ':'",
        2,
    ),
    (
        Language::Python,
        "  File \"main.py\", line 3\n    x = 1\nIndentationError: unexpected indent\n",
        "IndentationError: unexpected indent",
        3,
    ),
    (
        Language::Ruby,
        "/box/main.rb:2: syntax errors found\n  1 | if x\n> 2 | puts(A: (B)\n    |     ^ unexpected '('; expected a matching `)`\n    | ^~~~ unexpected 'puts'\n",
        "SyntaxError: syntax error: unexpected '('; expected a matching `)`",
        2,
    ),
    (
        Language::JavaScript,
        "main.js:5\nlet = = 2;\n      ^\n\nSyntaxError: unexpected token in expression: '='\n    at main.js:5:7\n",
        "SyntaxError: unexpected token in expression: '='",
        5,
    ),
    (
        Language::TypeScript,
        "SyntaxError: namespaces are not supported here; use an object\n    at main.ts:4:1\n",
        "SyntaxError: namespaces are not supported here; use an object",
        4,
    ),
];

#[test]
fn a_source_does_not_compile_where_the_guest_says_so_and_never_by_what_is_written() {
    for (language, stderr, message, line) in COMPILERS {
        let uncompiled = report(language, &Ok(ended(End::CompileError, "", stderr)));
        let syntax = Reason::Syntax {
            message: message.into(),
            line: Some(line),
        };
        assert_eq!(
            (uncompiled.verdict, uncompiled.reason),
            (Verdict::CompileError, syntax)
        );
        let advice = Advice::MendSyntax { line: Some(line) };
        assert_eq!(uncompiled.look_at_next, Some(advice));
        let ran = report(language, &Ok(ended(End::Exit(1), "", stderr)));
        assert_eq!(ran.verdict, Verdict::RuntimeError, "{stderr}");
    }
    for language in Language::ALL {
        for words in ["SyntaxError: x\n", "main.rb:1: syntax error found\n"] {
            let ran = report(language, &Ok(ended(End::Exit(1), "", words)));
            assert_eq!(ran.verdict, Verdict::RuntimeError, "{language}: {words}");
        }
    }
}

#[test]
fn a_program_that_writes_of_a_syntax_error_is_judged_by_every_hidden_test() {
    let mut runs = 0;
    let mut executor = Scripted(|_: &Job| {
        runs += 1;
        Ok(ended(End::Exit(1), "", "SyntaxError: no number\n"))
    });
    let program = Program::new(Language::JavaScript, "x").expect("sound");
    let judged = judge(&mut executor, CONTEXT, &problem(), &program, &mut |_| {});
    let judged = judged.expect("judged");
    assert_eq!(judged.verdict, Verdict::RuntimeError);
    assert_eq!((judged.tests.len(), judged.skipped.len()), (6, 0));
    assert_eq!(runs, 6);
}

#[test]
fn an_input_that_makes_no_database_is_its_writers_to_correct() {
    let words = "line 2: near \"INSRT\": syntax error";
    let fault: Result<Outcome, Fault> = Err(Fault::Input(words.into()));
    let of_the_task = report(Language::Sql, &fault);
    assert_eq!(of_the_task.verdict, Verdict::JudgeError);
    assert_eq!(of_the_task.look_at_next, Some(Advice::TellTheAuthor));
    let said = of_the_task.reason.english();
    assert!(said.contains(words), "{said}");

    let mut executor = Scripted(|_: &Job| fault.clone());
    let program = Program::new(Language::Sql, "SELECT 1").expect("sound");
    let own = run_custom(
        &mut executor,
        CONTEXT,
        &problem(),
        &program,
        b"INSRT",
        &mut |_| {},
    );
    let own = own.expect("not cancelled").tests.remove(0).report;
    assert_eq!(own.verdict, Verdict::JudgeError);
    assert_eq!(
        own.reason,
        Reason::InvalidInput {
            message: words.into()
        }
    );
    assert_eq!(own.look_at_next, Some(Advice::CorrectInput));
    assert!(own.reason.english().contains("not valid SQL"));
}

#[test]
fn what_was_refused_stands_in_the_advice() {
    let mut outcome = ended(End::Exit(1), "", "FileNotFoundError: /etc/passwd\n");
    outcome.refused = vec!["open /etc/passwd".into()];
    let report = report(Language::Python, &Ok(outcome));
    assert_eq!(
        report.look_at_next,
        Some(Advice::OnlyStandardInput {
            asked: "open /etc/passwd".into()
        })
    );
    assert_eq!(report.refused, ["open /etc/passwd"]);
}

#[test]
fn what_an_interpreter_looks_for_itself_is_no_advice() {
    let stderr = "/box/main.rb:2:in '<main>': undefined method 'foo' for nil (NoMethodError)\n";
    let mut outcome = ended(End::Exit(1), "", stderr);
    outcome.refused = vec!["open .local/share/gem/ruby/3.4.0/specifications".into()];
    let report = report(Language::Ruby, &Ok(outcome.clone()));
    assert_eq!(report.look_at_next, Some(Advice::LookAtLine { line: 2 }));
    outcome.stderr = b"main.rb:1:in 'File.read': No such file (Errno::ENOENT)\n".to_vec();
    outcome.refused.insert(0, "open /etc/passwd".into());
    let report = self::report(Language::Ruby, &Ok(outcome));
    assert_eq!(
        report.look_at_next,
        Some(Advice::OnlyStandardInput {
            asked: "open /etc/passwd".into()
        })
    );
}

#[test]
fn reasons_and_advice_have_their_codes_on_the_wire() {
    let report = report(Language::Python, &Ok(ended(End::OutOfFuel, "", "")));
    let json = serde_json::to_value(&report).expect("JSON");
    assert_eq!(json["verdict"], "tle");
    assert_eq!(json["reason"]["code"], "out-of-time");
    assert_eq!(json["look_at_next"]["code"], "endless-loop");
    let back: TestReport = serde_json::from_value(json).expect("the same");
    assert_eq!(back, report);
}
