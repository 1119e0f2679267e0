//! Programs that try to get out, or to use more than they may: each ends as its table says, is
//! told no for the reason the table says, and the host's memory stays bounded.

use std::{collections::BTreeMap, fs};

use invigil_sandbox::{Job, Outcome, engine::Backend};
use serde::Deserialize;

use crate::guests::{JAVASCRIPT, Language, PYTHON, RUBY, root, run};

/// What the runs may add to this process at their worst: a guest at its limit of 256 MiB, its
/// output, what of its module was touched.
const ADDED_KB: u64 = 400 << 10;

/// A row of `expected.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// `exit 0`, `out of fuel`, `out of memory`, `output limit`, `trap`.
    end: String,
    /// What the outcome shows as the reason: text of standard output or error.
    reason: String,
    /// A path or call that is in the outcome's list of refusals.
    #[serde(default)]
    refused: String,
    /// Arguments of the program: so many, of so many bytes.
    #[serde(default)]
    arguments: (usize, usize),
}

fn words(outcome: &Outcome) -> String {
    use invigil_sandbox::End;
    match &outcome.end {
        End::Exit(code) => format!("exit {code}"),
        End::OutOfFuel => "out of fuel".to_owned(),
        End::Waited => "waited".to_owned(),
        End::OutOfMemory => "out of memory".to_owned(),
        End::OutputLimit => "output limit".to_owned(),
        End::Trap(_) => "trap".to_owned(),
        End::CompileError => "compile error".to_owned(),
    }
}

/// A figure of this process in kilobytes: `VmRSS` what it has in memory, `VmHWM` the most it had
/// since [`forget_peak`].
fn memory_kb(figure: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with(figure))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Compiling a module needs more than any run; what counts here begins after it.
fn forget_peak() {
    fs::write("/proc/self/clear_refs", "5").unwrap();
}

fn check(language: Language) {
    let text = fs::read_to_string(root().join("tests/escapes/expected.toml")).unwrap();
    let mut tables: BTreeMap<String, BTreeMap<String, Expected>> = toml::from_str(&text).unwrap();
    let mut table = tables.remove(language.name).unwrap();
    let mut executor = language.executor(Backend::Native);
    forget_peak();
    let before = memory_kb("VmRSS");
    let mut wrong = Vec::new();
    for file in language.files("escapes") {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let Some(expected) = table.remove(&name) else {
            panic!("{}/{name} is not in expected.toml", language.name);
        };
        let mut job = language.job(fs::read_to_string(&file).unwrap(), b"one\ntwo\n".to_vec());
        job.limits.fuel = 4_000_000_000;
        let (count, bytes) = expected.arguments;
        job.args = vec!["a".repeat(bytes); count];
        if let Err(why) = holds(&expected, &run(&mut executor, &job)) {
            wrong.push(format!("{}/{name}: {why}", language.name));
        }
    }
    assert!(table.is_empty(), "no such programs: {:?}", table.keys());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let added = memory_kb("VmHWM").saturating_sub(before);
    assert!(added <= ADDED_KB, "{added} KB added at the worst");
    survives(language, &mut executor);
}

fn holds(expected: &Expected, outcome: &Outcome) -> Result<(), String> {
    let [out, err] = [&outcome.stdout, &outcome.stderr].map(|text| String::from_utf8_lossy(text));
    let shown = |text: &str| text.chars().take(400).collect::<String>();
    let all = format!(
        "{}\nout: {}\nerr: {}\nrefused: {:?}",
        words(outcome),
        shown(&out),
        shown(&err),
        outcome.refused
    );
    if out.contains("ESCAPED") {
        return Err(all);
    }
    if words(outcome) != expected.end {
        return Err(format!("wanted {}, got {all}", expected.end));
    }
    if !out.contains(&expected.reason) && !err.contains(&expected.reason) {
        return Err(format!("wanted {:?} in {all}", expected.reason));
    }
    let named = |refusal: &String| refusal.contains(&expected.refused);
    if !expected.refused.is_empty() && !outcome.refused.iter().any(named) {
        return Err(format!("wanted {:?} refused, got {all}", expected.refused));
    }
    if outcome.peak_memory > (256 << 20) {
        return Err(format!("{} bytes of memory", outcome.peak_memory));
    }
    Ok(())
}

/// After all of it the executor runs an honest program.
fn survives(language: Language, executor: &mut invigil_sandbox::engine::WasmExecutor) {
    let source = match language.name {
        "javascript" => "console.log('hello')",
        "ruby" => "puts 'hello'",
        _ => "print('hello')",
    };
    let job: Job = language.job(source.to_owned(), Vec::new());
    assert_eq!(run(executor, &job).stdout, b"hello\n");
}

#[test]
fn python_stays_inside() {
    check(PYTHON);
}

#[test]
fn ruby_stays_inside() {
    check(RUBY);
}

#[test]
fn javascript_stays_inside() {
    check(JAVASCRIPT);
}
