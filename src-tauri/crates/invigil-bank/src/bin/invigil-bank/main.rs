//! `invigil-bank`: lint and compile a bank of text.
//!
//! The build calls it, and so do authors. Exit 0: all well; 1: broken rules, one a line on
//! standard output; 2: wrong arguments, or a file that could not be used, on standard error.
//! Deliberately absent: everything about exams, and running the tasks' solutions; that is `invigil`.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use invigil_bank::{BankError, BankText, Finding, Rule, compile, lint, read};
use invigil_crypto::digest::{hex, sha256};
use invigil_files::Access;

const USAGE: &str = "\
usage: invigil-bank lint       --bank DIR              check every rule of the text
       invigil-bank compile    --bank DIR --out FILE   lint, then write one SQLite file
       invigil-bank rules                              list the rules and their codes";

enum Failure {
    Usage(String),
    Bank(BankError),
    Output(io::Error),
}

impl From<BankError> for Failure {
    fn from(error: BankError) -> Self {
        Self::Bank(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (code, text) = match run(&arguments, &mut io::stdout().lock()) {
        Ok(true) => return ExitCode::SUCCESS,
        Ok(false) => return ExitCode::from(1),
        Err(Failure::Bank(BankError::Findings(findings))) => {
            let text: Vec<String> = findings.iter().map(ToString::to_string).collect();
            (1, text.join("\n"))
        }
        Err(Failure::Bank(error)) => (2, error.notice().to_string()),
        Err(Failure::Usage(what)) => (2, format!("{what}\n{USAGE}")),
        Err(Failure::Output(error)) => (2, format!("could not write the output: {error}")),
    };
    // Nobody is left to tell when standard error itself is closed.
    let _ = writeln!(io::stderr(), "{text}");
    ExitCode::from(code)
}

fn run(arguments: &[String], out: &mut dyn Write) -> Result<bool, Failure> {
    let Some((verb, rest)) = arguments.split_first() else {
        return Err(Failure::Usage("no command".into()));
    };
    match verb.as_str() {
        "lint" => {
            let options = Options::parse(rest, &["--bank"])?;
            run_lint(&read(&options.bank()?)?, out)
        }
        "compile" => {
            let options = Options::parse(rest, &["--bank", "--out"])?;
            run_compile(&options.bank()?, &options.path("--out")?, out)
        }
        "rules" => {
            for rule in Rule::ALL {
                writeln!(out, "{:24} {}", rule.code().0, rule.demands())?;
            }
            Ok(true)
        }
        "-h" | "--help" => {
            writeln!(out, "{USAGE}")?;
            Ok(true)
        }
        other => Err(Failure::Usage(format!("no command `{other}`"))),
    }
}

fn run_lint(bank: &BankText, out: &mut dyn Write) -> Result<bool, Failure> {
    let (variants, findings) = lint(bank);
    print_findings(&findings, out)?;
    writeln!(
        out,
        "{}: {} families, {} variants, {} tasks: {} findings",
        bank.info.id,
        bank.families.len(),
        variants.len(),
        bank.tasks.len(),
        findings.len()
    )?;
    Ok(findings.is_empty())
}

fn print_findings(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    findings.iter().try_for_each(|f| writeln!(out, "{f}"))
}

fn run_compile(dir: &Path, file: &Path, out: &mut dyn Write) -> Result<bool, Failure> {
    let image = match compile(&read(dir)?) {
        Err(BankError::Findings(findings)) => {
            print_findings(&findings, out)?;
            return Ok(false);
        }
        other => other?,
    };
    invigil_files::write(file, &image, Access::Shared).map_err(BankError::from)?;
    let digest = hex(&sha256(&image));
    writeln!(out, "{digest}  {} ({} bytes)", file.display(), image.len())?;
    Ok(true)
}

/// `--name value` pairs.
struct Options(Vec<(String, String)>);

impl Options {
    fn parse(arguments: &[String], known: &[&str]) -> Result<Self, Failure> {
        let mut found: Vec<(String, String)> = Vec::new();
        for pair in arguments.chunks(2) {
            let [name, value] = pair else {
                return Err(Failure::Usage(format!("`{}` has no value", pair[0])));
            };
            if !known.contains(&name.as_str()) || found.iter().any(|(n, _)| n == name) {
                return Err(Failure::Usage(format!(
                    "`{name}` is not known here, or given twice"
                )));
            }
            found.push((name.clone(), value.clone()));
        }
        Ok(Self(found))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    fn path(&self, name: &str) -> Result<PathBuf, Failure> {
        self.get(name)
            .map(PathBuf::from)
            .ok_or_else(|| Failure::Usage(format!("`{name}` is missing")))
    }

    fn bank(&self) -> Result<PathBuf, Failure> {
        self.path("--bank")
    }
}
