//! From how a run ended to a verdict with its reason, and from a reason to advice.
//!
//! What an interpreter writes to standard error before it ends is read for three facts only: the
//! class of the exception, its message, and the line of the program. A message of an unknown
//! shape costs these facts, never the verdict. Whether a program compiles is the guest's to say:
//! a program that ran may write whatever a compiler would.

use invigil_model::Language;
use invigil_sandbox::{End, Fault, Outcome};

use crate::{Advice, Difference, Reason, Verdict, checker::DifferenceKind, language::file_name};

/// An input of at most so many bytes that uses all the time points at a loop without an end.
const SMALL_INPUT: usize = 4096;
const LAST_WORDS: usize = 16 * 1024;

/// Verdict and reason of a run that did not end well; `None` for exit code 0.
pub(crate) fn failure(
    language: Language,
    outcome: &Outcome,
    output_limit: u64,
) -> Option<(Verdict, Reason)> {
    let words = || LastWords::read(language, &outcome.stderr);
    Some(match &outcome.end {
        End::Exit(0) => return None,
        End::OutOfFuel => (Verdict::TimeLimit, Reason::OutOfTime),
        End::Waited => (Verdict::TimeLimit, Reason::Waited),
        End::OutOfMemory => (Verdict::MemoryLimit, Reason::OutOfMemory),
        End::OutputLimit => (
            Verdict::OutputLimit,
            Reason::TooMuchOutput {
                limit: output_limit,
            },
        ),
        End::CompileError => syntax(&words(), &outcome.stderr),
        End::Exit(exit) => uncaught(words(), *exit),
        End::Trap(message) if is_stack(message) => (
            Verdict::RuntimeError,
            Reason::StackOverflow { line: words().line },
        ),
        End::Trap(message) => (
            Verdict::RuntimeError,
            Reason::Trap {
                message: cut(message, 300),
            },
        ),
    })
}

/// Reason of a run without an outcome; `None` when it was cancelled.
pub(crate) fn fault(fault: &Fault) -> Option<Reason> {
    Some(match fault {
        Fault::Cancelled => return None,
        Fault::WallClock(_) => Reason::WallClock,
        Fault::Crashed(message) => Reason::Crashed {
            message: cut(message, 300),
        },
        Fault::Unavailable { reason, .. } => Reason::Unavailable {
            message: cut(reason, 300),
        },
        Fault::Malformed(message) => Reason::Malformed {
            message: cut(message, 300),
        },
        Fault::Input(message) => Reason::Malformed {
            message: cut(&format!("the script of the database: {message}"), 300),
        },
    })
}

/// The same on the candidate's own input, which is theirs to correct.
pub(crate) fn fault_on_own_input(fault: &Fault) -> Option<Reason> {
    match fault {
        Fault::Input(message) => Some(Reason::InvalidInput {
            message: cut(message, 300),
        }),
        other => self::fault(other),
    }
}

/// What to look at next; `None` where there is nothing to mend.
pub(crate) fn advice(reason: &Reason, input: &[u8], outcome: Option<&Outcome>) -> Option<Advice> {
    Some(match reason {
        Reason::Passed | Reason::Ended => return None,
        Reason::Differs { difference } => advice_of_difference(difference),
        Reason::Refused { .. } => Advice::CompareLine { line: 1 },
        Reason::OutOfTime if input.len() <= SMALL_INPUT => Advice::EndlessLoop,
        Reason::OutOfTime => Advice::RepeatedWork,
        Reason::Waited => Advice::DoNotWait,
        Reason::OutOfMemory => Advice::KeepLess,
        Reason::TooMuchOutput { .. } => Advice::EndlessOutput,
        Reason::StackOverflow { .. } => Advice::UseALoop,
        Reason::NoMain => Advice::WriteMain,
        Reason::Syntax { line, .. } => Advice::MendSyntax { line: *line },
        Reason::Uncaught {
            kind,
            message,
            line,
        } => advice_of_exception(kind, message, *line, outcome),
        Reason::ExitCode { .. } | Reason::Trap { .. } => {
            refused(outcome).unwrap_or(Advice::ReadErrors)
        }
        Reason::WallClock | Reason::Crashed { .. } => Advice::RunAgain,
        Reason::Unavailable { .. } => Advice::OtherLanguage,
        Reason::InvalidInput { .. } => Advice::CorrectInput,
        Reason::Malformed { .. } | Reason::CheckerFailed { .. } => Advice::TellTheAuthor,
    })
}

fn advice_of_difference(difference: &Difference) -> Advice {
    let line = difference.line;
    match difference.kind {
        DifferenceKind::Case => Advice::OnlyCase { line },
        DifferenceKind::WhiteSpace => Advice::OnlyWhiteSpace { line },
        DifferenceKind::Empty => Advice::PrintsNothing,
        DifferenceKind::Missing => Advice::PrintsTooLittle { line },
        DifferenceKind::Extra => Advice::PrintsTooMuch { line },
        DifferenceKind::Value | DifferenceKind::NotANumber | DifferenceKind::Tolerance => {
            Advice::CompareLine { line }
        }
    }
}

fn advice_of_exception(
    kind: &str,
    message: &str,
    line: Option<u32>,
    outcome: Option<&Outcome>,
) -> Advice {
    if matches!(kind, "EOFError" | "NoSuchElementException") {
        return Advice::EndOfInput;
    }
    if matches!(kind, "ModuleNotFoundError" | "LoadError" | "ImportError") {
        let module = message
            .split(['\'', '"'])
            .nth(1)
            .or_else(|| message.rsplit(' ').next())
            .unwrap_or_default();
        return Advice::NotInThisLanguage {
            module: cut(module, 60),
        };
    }
    if is_about_the_system(kind, message)
        && let Some(advice) = refused(outcome)
    {
        return advice;
    }
    line.map_or(Advice::ReadErrors, |line| Advice::LookAtLine { line })
}

/// Whether an exception may come from something outside the sandbox: interpreters look for files
/// of their own too, and most exceptions have nothing to do with what was refused.
fn is_about_the_system(kind: &str, message: &str) -> bool {
    let kinds = [
        "FileNotFoundError",
        "PermissionError",
        "OSError",
        "ConnectionError",
        "IOError",
        "SocketError",
        "SecurityException",
        "FileNotFoundException",
    ];
    kinds.contains(&kind)
        || kind.starts_with("Errno::")
        || ["ENOENT", "EACCES", "EPERM", "ENOTSUP", "ENOSYS"]
            .iter()
            .any(|errno| message.starts_with(errno))
}

fn refused(outcome: Option<&Outcome>) -> Option<Advice> {
    // Ruby looks for its packages whenever an exception is explained.
    let own = |asked: &&String| !asked.contains("/gem/");
    let asked = outcome?.refused.iter().rfind(own)?;
    Some(Advice::OnlyStandardInput {
        asked: cut(asked, 120),
    })
}

fn is_stack(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.contains("stack")
        && ["overflow", "exhausted", "size exceeded"]
            .iter()
            .any(|word| message.contains(word))
}

fn syntax(words: &LastWords, stderr: &[u8]) -> (Verdict, Reason) {
    let message = if words.kind.is_empty() {
        let text = String::from_utf8_lossy(stderr).trim().to_owned();
        cut(&text, 1000)
    } else {
        format!("{}: {}", words.kind, words.message)
    };
    (
        Verdict::CompileError,
        Reason::Syntax {
            message,
            line: words.line,
        },
    )
}

fn uncaught(words: LastWords, exit: i32) -> (Verdict, Reason) {
    let LastWords {
        kind,
        message,
        line,
    } = words;
    let verdict = Verdict::RuntimeError;
    match kind.as_str() {
        "" => (verdict, Reason::ExitCode { exit }),
        NO_MAIN => (verdict, Reason::NoMain),
        "RecursionError" | "SystemStackError" | "StackOverflowError" => {
            (verdict, Reason::StackOverflow { line })
        }
        "RangeError" | "InternalError" if is_stack(&message) => {
            (verdict, Reason::StackOverflow { line })
        }
        "MemoryError" | "NoMemoryError" | "OutOfMemoryError" => {
            (Verdict::MemoryLimit, Reason::OutOfMemory)
        }
        "InternalError" if message.contains("out of memory") => {
            (Verdict::MemoryLimit, Reason::OutOfMemory)
        }
        _ => (
            verdict,
            Reason::Uncaught {
                kind,
                message,
                line,
            },
        ),
    }
}

/// Stands for the class of the error of a Java program that cannot start: no class has this name.
const NO_MAIN: &str = "no main";

/// What Ruby's parser finds first: `main.rb:2: syntax error found`, then the lines around it, and
/// below the place `    | ^ unexpected ')', ignoring it`.
fn ruby_syntax(text: &str, file: &str) -> Option<String> {
    let headline = |l: &str| l.contains(file) && !l.ends_with(')');
    let mut lines = text.lines().filter(|&l| headline(l));
    let (_, headline) = lines.find_map(|l| l.split_once(": syntax error"))?;
    let pointed = text.lines().find_map(|l| {
        let (_, rest) = l.trim_start().strip_prefix('|')?.split_once('^')?;
        Some(rest.trim_start_matches('~').trim())
    });
    let detail = pointed.map_or_else(|| headline.to_owned(), |detail| format!(": {detail}"));
    Some(cut(&format!("syntax error{detail}"), 300))
}

/// What an interpreter says before it ends.
#[derive(Debug, Default, PartialEq, Eq)]
struct LastWords {
    kind: String,
    message: String,
    line: Option<u32>,
}

impl LastWords {
    fn read(language: Language, stderr: &[u8]) -> Self {
        let tail = &stderr[stderr.len().saturating_sub(LAST_WORDS)..];
        let text = String::from_utf8_lossy(tail);
        match language {
            Language::Python => Self::python(&text),
            Language::Ruby => Self::ruby(&text),
            Language::JavaScript | Language::TypeScript => Self::script(&text),
            Language::Java => Self::java(&text),
            Language::Sql => Self::sql(&text),
        }
    }

    /// `File "main.py", line 3, in <module>` ... `ValueError: message`.
    fn python(text: &str) -> Self {
        let lines = traceback(text);
        // The exception stands behind the frames, which are indented; its message may go on over
        // lines that look like one. A class may have any name.
        let framed = lines.split_first().and_then(|(_, rest)| {
            let raised = rest.iter().find(|l| !l.starts_with(' '))?;
            named(raised, is_identifier)
        });
        let bare = || text.lines().rev().find_map(exception);
        let Some((kind, message)) = framed.or_else(bare) else {
            return Self::default();
        };
        let frame = |l: &str| {
            let rest = l.trim_start_matches([' ', '|']).strip_prefix("File \"")?;
            let (file, rest) = rest.split_once("\", line ")?;
            file.ends_with("main.py").then(|| number(rest)).flatten()
        };
        let frames = lines.iter().skip(1).take_while(|l| l.starts_with(' '));
        let line = frames.filter_map(|l| frame(l)).last();
        Self {
            kind,
            message,
            line: line.or_else(|| text.lines().rev().find_map(frame)),
        }
    }

    /// `main.rb:3:in 'Integer#/': divided by 0 (ZeroDivisionError)`.
    fn ruby(text: &str) -> Self {
        let file = format!("{}:", file_name(Language::Ruby));
        let line = text.lines().find_map(|l| number(l.split_once(&file)?.1));
        // The parser alone names no class, and quotes lines that may look as if they did.
        if let Some(found) = ruby_syntax(text, &file) {
            return Self {
                kind: "SyntaxError".into(),
                message: found,
                line,
            };
        }
        let head = text.lines().find(|l| l.ends_with(')') && l.contains(": "));
        let head = head.and_then(|l| l[..l.len() - 1].rsplit_once(" ("));
        let Some((head, kind)) = head.filter(|(_, kind)| is_class(kind)) else {
            return Self {
                line,
                ..Self::default()
            };
        };
        let message = head.split_once("': ").map_or_else(
            || head.rsplit_once(": ").map_or(head, |(_, m)| m),
            |(_, m)| m,
        );
        Self {
            kind: cut(kind, 80),
            message: cut(message, 300),
            line,
        }
    }

    /// As Node writes it: `main.js:3`, the line, a caret, then `ReferenceError: x is not defined`
    /// and `at f (main.js:3:5)`.
    fn script(text: &str) -> Self {
        let head = text.lines().next().and_then(|l| l.strip_prefix("main.js:"));
        // The line of the program that is quoted may itself look like an exception.
        let quoted = text
            .lines()
            .position(|l| l.trim() == "^")
            .filter(|_| head.is_some());
        let rest = || text.lines().skip(quoted.map_or(0, |at| at + 1));
        let Some((kind, message)) = rest().find_map(exception) else {
            return Self {
                line: head.and_then(number),
                ..Self::default()
            };
        };
        let framed = || {
            let mut frames = rest().filter(|l| l.trim_start().starts_with("at "));
            frames.find_map(|l| number(l.split_once("main.js:")?.1))
        };
        Self {
            kind,
            message,
            line: head
                .and_then(number)
                .or_else(framed)
                .or_else(|| stripped(text)),
        }
    }

    /// `Exception in thread "main" java.lang.ArithmeticException: / by zero` ... `Main.java:3`.
    fn java(text: &str) -> Self {
        let head = text
            .lines()
            .find_map(|l| l.split_once("Exception in thread"));
        let cannot_start = [
            "Error: Main method",
            "Error: Could not find or load main class Main",
        ];
        if head.is_none() && cannot_start.iter().any(|words| text.starts_with(words)) {
            return Self {
                kind: NO_MAIN.into(),
                ..Self::default()
            };
        }
        let Some((_, rest)) = head else {
            let line = text
                .lines()
                .find_map(|l| number(l.split_once("Main.java:")?.1));
            return Self {
                line,
                ..Self::default()
            };
        };
        let rest = rest.split_once("\" ").map_or(rest, |(_, r)| r);
        let (class, message) = rest.split_once(": ").unwrap_or((rest, ""));
        let line = text.lines().find_map(|l| {
            let (_, rest) = l
                .trim_start()
                .strip_prefix("at ")?
                .split_once("Main.java:")?;
            number(rest)
        });
        Self {
            kind: cut(class.rsplit('.').next().unwrap_or(class).trim(), 80),
            message: cut(message, 300),
            line,
        }
    }

    /// The engine's words are SQLite's message.
    fn sql(text: &str) -> Self {
        let message = text.lines().rev().find(|l| !l.trim().is_empty());
        message.map_or_else(Self::default, |message| Self {
            kind: "SQLite".into(),
            message: cut(message.trim(), 300),
            line: text.lines().find_map(|l| number(l.split_once("line ")?.1)),
        })
    }
}

/// The line in the message of the type stripper, which knows the program as `main.ts`.
fn stripped(text: &str) -> Option<u32> {
    text.lines()
        .find_map(|l| number(l.split_once("main.ts:")?.1))
}

/// The last traceback of Python's, from its heading on; that of a group without the frame drawn
/// around it. Empty where there is none.
fn traceback(text: &str) -> Vec<&str> {
    const HEAD: &str = "Traceback (most recent call last):";
    let lines: Vec<&str> = text.lines().collect();
    let Some(at) = lines.iter().rposition(|l| {
        // What is inside of a group is further in.
        *l == HEAD || l.strip_prefix("  + Exception Group ") == Some(HEAD)
    }) else {
        return Vec::new();
    };
    let drawn = |l: &&'_ str| -> usize { if l.starts_with("  | ") { 4 } else { 0 } };
    lines[at..].iter().map(|l| &l[drawn(l)..]).collect()
}

/// `ValueError: message`, `json.decoder.JSONDecodeError: message`, `KeyboardInterrupt`.
fn exception(line: &str) -> Option<(String, String)> {
    named(line.strip_prefix("Uncaught ").unwrap_or(line), is_class)
}

/// The same with another rule of what a class may be called.
fn named(line: &str, is_class: fn(&str) -> bool) -> Option<(String, String)> {
    let (class, message) = line.split_once(": ").unwrap_or((line.trim_end(), ""));
    let class = class.trim_end_matches(':');
    let name = class.rsplit('.').next().unwrap_or(class);
    (is_class(name) && class.split('.').all(|part| !part.is_empty()))
        .then(|| (cut(name, 80), cut(message.trim(), 300)))
}

/// A name that anything in Python may have.
fn is_identifier(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_numeric())
        && !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// A name that a class of exceptions usually has.
fn is_class(name: &str) -> bool {
    let name = name.rsplit("::").next().unwrap_or(name);
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && (name.len() > 1)
}

fn number(text: &str) -> Option<u32> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text[..end].parse().ok()
}

/// At most `most` characters, with a mark where something was cut.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}\u{2026}", &text[..at]),
    }
}
