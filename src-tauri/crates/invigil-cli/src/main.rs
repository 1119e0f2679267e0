//! The invigil command line: the grammar, and one short function a command.
//!
//! Deliberately absent: any rule of an assessment; `take` drives the same use cases as the
//! window, the rest calls the recruiter's.
#![expect(
    clippy::print_stderr,
    reason = "a command line speaks through its streams"
)]

/// Prints to standard output.
macro_rules! say {
    ($($text:tt)*) => { $crate::out(format_args!($($text)*)) };
}

/// Prints a line to standard output.
macro_rules! sayln {
    ($($text:tt)*) => { $crate::out(format_args!("{}\n", format_args!($($text)*))) };
}

mod code;
mod demo;
mod generate;
mod grammar;
mod organisation;
mod passphrase;
mod problem;
mod script;
mod show;
mod take;
mod usage;

use std::{io::Write as _, path::Path, process::ExitCode, sync::Arc};

use clap::Parser;
use invigil_clock::SystemClock;
use invigil_crypto::random::SystemRandom;
use invigil_model::{Code, Notice};
use invigil_recruiter::{Context, Org, Source, Unlocked};

use crate::grammar::{BankCommand, Cli, Command, KeysCommand, OrgCommand, ProblemCommand};

/// A refused file: exit code 2.
pub(crate) const REFUSED: u8 = 2;

fn main() -> ExitCode {
    // The sandbox's worker is this program again.
    if let Some(code) = invigil_sandbox::worker::serve_if_asked(std::env::args_os()) {
        return code;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::answer(&error),
    };
    match dispatch(cli.command) {
        Ok(code) => code,
        Err(notice) => {
            complain(&notice);
            ExitCode::from(exit_of(&notice))
        }
    }
}

/// Says on standard error what went wrong.
fn complain(notice: &Notice) {
    eprintln!("error: {notice}\n  code: {}", notice.code);
}

/// Files that do not hold are refused with 2; circumstances (a missing file, a full disk) end
/// with 1.
pub(crate) fn exit_of(notice: &Notice) -> u8 {
    let room = notice.code.0.split('.').next().unwrap_or_default();
    match room {
        "file" | "storage" | "vault" | "sealed" | "candidates" | "script" | "passphrase"
        | "org" | "cli" => 1,
        _ if notice.code.0 == "grading.not-here" => 1,
        _ => REFUSED,
    }
}

/// Writes to standard output; ends quietly when whoever read it has gone, as after `| head`.
pub(crate) fn out(text: std::fmt::Arguments<'_>) {
    let Err(error) = std::io::stdout().lock().write_fmt(text) else {
        return;
    };
    if error.kind() != std::io::ErrorKind::BrokenPipe {
        complain(&Notice::new(
            Code("cli.output"),
            "The output could not be written.",
            error.to_string(),
            "Free space where the output goes, or send it elsewhere; files that were made are kept.",
        ));
    }
    std::process::exit(1);
}

pub(crate) fn context() -> Context {
    Context {
        clock: Arc::new(SystemClock::new()),
        random: Arc::new(SystemRandom::new()),
    }
}

pub(crate) fn unlock(org: &Path, passphrase: &grammar::Passphrase) -> Result<Unlocked, Notice> {
    let org = Org::open(org)?;
    org.unlock(&passphrase::read(passphrase.passphrase_file.as_deref())?)
}

fn dispatch(command: Command) -> Result<ExitCode, Notice> {
    match command {
        Command::Org(org) => match org.command {
            OrgCommand::Init {
                dir,
                name,
                passphrase,
                escrow,
            } => init(&dir, &name, &passphrase, escrow.as_deref()),
            OrgCommand::Rotate {
                dir,
                root_key,
                passphrase,
            } => organisation::rotate(&dir, root_key.as_deref(), &passphrase),
            OrgCommand::Revoke(a) => organisation::revoke(&a),
        },
        Command::Issue(a) => issue(&a),
        Command::Take(a) => take::take(&a),
        Command::Verify(a) => verify(&a),
        Command::Open(a) => open(&a),
        Command::Grade(a) => code::grade(&a),
        Command::Replay(a) => code::replay(&a),
        Command::Languages(a) => code::languages(&a),
        Command::Problem(problem) => match problem.command {
            ProblemCommand::Check(a) => problem::check(&a),
        },
        Command::Bank(bank) => match bank.command {
            BankCommand::Search(a) => search(&a),
        },
        Command::Inspect(a) => inspect(&a),
        Command::Demo(a) => demo::demo(&a.out, a.runtimes.runtimes.as_deref()),
        Command::Keys(keys) => match keys.command {
            KeysCommand::ExportMailbox {
                org,
                out,
                passphrase,
            } => {
                unlock(&org, &passphrase)?.export_mailbox(&out)?;
                eprintln!(
                    "warning: whoever has {} reads every result. Delete it when you are done.",
                    out.display()
                );
                Ok(ExitCode::SUCCESS)
            }
        },
        Command::Generate(a) => generate::generate(&a.out),
        Command::Practice(a) => {
            invigil_recruiter::make_practice(&context(), &a.out)?;
            sayln!("wrote the practice package to {}", a.out.display());
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn init(
    dir: &Path,
    name: &str,
    passphrase: &grammar::Passphrase,
    escrow: Option<&Path>,
) -> Result<ExitCode, Notice> {
    let secret = passphrase::read_new(passphrase.passphrase_file.as_deref())?;
    let made = Org::init(&context(), dir, name, &secret, escrow)?;
    say!("{}", show::organisation(&made));
    Ok(ExitCode::SUCCESS)
}

fn issue(a: &grammar::Issue) -> Result<ExitCode, Notice> {
    let rows = invigil_recruiter::candidates::parse(
        &invigil_files::read(&a.candidates, invigil_recruiter::candidates::CAP)
            .map_err(|e| e.notice())?,
    )?;
    let org = unlock(&a.org, &a.passphrase)?;
    let issued = org.issue(&context(), &a.test, &rows, &a.out)?;
    say!("{}", show::issued(&issued));
    Ok(ExitCode::SUCCESS)
}

fn verify(a: &grammar::Verify) -> Result<ExitCode, Notice> {
    let source = match (&a.org, &a.trust) {
        (Some(org), _) => Source::Organisation(Box::new(unlock(org, &a.passphrase)?)),
        (None, Some(trust)) => Source::Root(trust.clone()),
        (None, None) => unreachable!("clap asks for one of them"),
    };
    let report = invigil_recruiter::verify(&context(), &a.path, &source)?;
    if a.json {
        sayln!("{}", show::json(&report)?);
    } else {
        say!("{}", show::verification(&report));
    }
    Ok(ExitCode::from(report.exit_code()))
}

fn open(a: &grammar::Open) -> Result<ExitCode, Notice> {
    let org = unlock(&a.org, &a.passphrase)?;
    let opened = org.open_result(&context(), &a.path, &a.out)?;
    say!("{}", show::opened(&opened));
    Ok(ExitCode::SUCCESS)
}

fn search(a: &grammar::BankSearch) -> Result<ExitCode, Notice> {
    let hits = invigil_recruiter::search_bank(&a.test, &a.words.join(" "))?;
    if a.json {
        sayln!("{}", show::json(&hits)?);
    } else if hits.is_empty() {
        sayln!("No question of {} holds all of these words.", a.test);
    } else {
        say!("{}", show::hits(&hits));
    }
    Ok(ExitCode::SUCCESS)
}

fn inspect(a: &grammar::Inspect) -> Result<ExitCode, Notice> {
    let report = invigil_recruiter::inspect(&a.path)?;
    if a.json {
        sayln!("{}", show::json(&report)?);
    } else {
        say!("{}", show::inspection(&report));
    }
    Ok(ExitCode::SUCCESS)
}
