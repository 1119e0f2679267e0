//! Twenty programs of the standard kinds in each language print, byte for byte, what the native
//! interpreter prints.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use invigil_sandbox::{End, engine::Backend};

use crate::guests::{JAVASCRIPT, Language, PYTHON, RUBY, root, run};

/// The native interpreter's output; a machine without it fails the test.
pub(crate) fn native(language: Language, program: &Path, stdin: &[u8]) -> Vec<u8> {
    let (interpreter, arguments): (&str, &[&str]) = match language.name {
        "python" => ("python3", &["-B"]),
        "ruby" => ("ruby", &["-W0", "-EUTF-8"]),
        _ => ("node", &[]),
    };
    let mut child = Command::new(interpreter)
        .args(arguments)
        .arg(program)
        .env("PYTHONHASHSEED", "0")
        .env("PYTHONUTF8", "1")
        .env("TZ", "UTC")
        .env("LANG", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{interpreter}: {error}; `cargo xtask test` installs it"));
    // A program that reads nothing may be gone by now.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", program.display());
    output.stdout
}

fn check(language: Language) {
    let mut executor = language.executor(Backend::Native);
    let files = language.files("programs");
    assert_eq!(files.len(), 20, "twenty programs in {}", language.name);
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let source = fs::read_to_string(&file).unwrap();
        let lines = source.lines().count();
        assert!((50..=200).contains(&lines), "{name}: {lines} lines");
        let input = root()
            .join("tests/programs/inputs")
            .join(format!("{name}.in"));
        let stdin = fs::read(input).unwrap_or_default();
        let expected = native(language, &file, &stdin);
        assert!(
            expected.len() > 1024,
            "{name}: {} bytes of output",
            expected.len()
        );
        let outcome = run(&mut executor, &language.job(source, stdin));
        if outcome.end != End::Exit(0) || outcome.stdout != expected {
            let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
            wrong.push(format!(
                "{} {name}: {:?}\n{}\n{said}",
                language.name,
                outcome.end,
                difference(&expected, &outcome.stdout)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The first line where two outputs differ.
pub(crate) fn difference(expected: &[u8], actual: &[u8]) -> String {
    let [expected, actual] = [expected, actual].map(String::from_utf8_lossy);
    let mut others = actual.lines();
    for (number, line) in expected.lines().enumerate() {
        let other = others.next();
        if other != Some(line) {
            return format!("line {}\n  native {line}\n  here   {other:?}", number + 1);
        }
    }
    format!("the native output ends, here: {:?}", others.next())
}

#[test]
fn python_programs_print_what_the_native_interpreter_prints() {
    check(PYTHON);
}

#[test]
fn ruby_programs_print_what_the_native_interpreter_prints() {
    check(RUBY);
}

#[test]
fn javascript_programs_print_what_the_native_interpreter_prints() {
    check(JAVASCRIPT);
}
