//! `invigil demo`: the whole journey, headless, each step in plain words.

use std::{
    path::Path,
    process::{Command, ExitCode, Stdio},
};

use invigil_files::Access;
use invigil_model::{Code, Notice};
use invigil_recruiter::{Issued, Opened, Org, Source, Unlocked};

use crate::{
    context,
    script::Script,
    show,
    take::{Plan, sit},
};

/// Says that a folder is a demonstration's: the next one may clear it.
const MARKER: &str = ".invigil-demo";
const PASSPHRASE: &str = "a passphrase for this demonstration";
const SCRIPT: &str = r#"{"answers":{"1":"key","2":"key","3":"key","4":"wrong","5":"key","6":"key","7":"wrong","8":"key","9":"key","10":null},
    "code":{"language":"python","file":"","run":true},"seconds":1200}"#;
/// Opens the sealed part of the result without Invigil.
const AGE: &str = "cd .. && unzip -o -q c-1.result sealed.age -d sealed && age -d -i mailbox.key -o inner.zip sealed/sealed.age && unzip -t -q inner.zip";
const SOURCE: &str = "import sys\nfor line in sys.stdin:\n    print(line.strip())\n";

/// Walks the journey and leaves every file it made in `out`.
pub(crate) fn demo(out: &Path, runtimes: Option<&Path>) -> Result<ExitCode, Notice> {
    let out = &std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    own_folder(out)?;
    let context = context();
    let (org_dir, result) = (out.join("org"), out.join("c-1.result"));

    sayln!("1. An organisation makes its keys.\n");
    let made = Org::init(&context, &org_dir, "Demonstration", PASSPHRASE, None)?;
    sayln!("{}", show::organisation(&made));
    let org = Org::open(&org_dir)?.unlock(PASSPHRASE)?;

    sayln!("2. It issues the Backend Engineer test to one candidate.\n");
    let rows =
        invigil_recruiter::candidates::parse(b"ref,name,extra_time_pct\nc-1,Demo Candidate,25\n")?;
    let issued = org.issue(&context, "backend-engineer", &rows, &out.join("hand-out"))?;
    sayln!("{}", show::issued(&issued));

    sayln!("3. The candidate takes it. A script answers, through the same engine as the window.\n");
    take(out, &org, &issued, &result, runtimes)?;

    sayln!("4. The recruiter verifies the result.\n");
    let source = Source::Organisation(Box::new(org.clone()));
    let report = invigil_recruiter::verify(&context, &result, &source)?;
    sayln!("{}", show::verification(&report));
    if report.exit_code() != 0 {
        return Ok(ExitCode::from(report.exit_code()));
    }

    sayln!("5. The recruiter scores the answers and runs the hidden tests on the code.\n");
    let mut languages = crate::code::open(runtimes)?;
    let grade = org.grade(&context, &result, Some(&mut languages))?;
    sayln!("{}", show::grade(&grade));

    sayln!("6. The recruiter runs what the candidate ran again: the same bits.\n");
    let replayed = org.replay(&result, &mut languages)?;
    sayln!("{}", show::replay(&replayed));
    if replayed.exit_code() != 0 {
        return Ok(ExitCode::from(replayed.exit_code()));
    }

    sayln!(
        "7. The same result, with standard tools alone: who issued it, and that it is unchanged.\n"
    );
    org.export_mailbox(&out.join("mailbox.key"))?;
    let opened = org.open_result(&context, &result, &out.join("opened"))?;
    let mut holds = checked(&opened);
    sayln!("The sealed part opens with the mailbox's key:");
    holds &= standard_tools(AGE, &["unzip", "age"], &opened.dir);
    sayln!("\nNot shown by any of this:\n\n{}", opened.not_shown);
    sayln!("\nEverything that was made is in {}.", out.display());
    Ok(ExitCode::from(if holds { 0 } else { 2 }))
}

/// An empty folder with the marker in it; what an earlier demonstration left there is removed.
fn own_folder(out: &Path) -> Result<(), Notice> {
    let marker = out.join(MARKER);
    let old = if invigil_files::exists(out) {
        invigil_files::list(out).map_err(|e| e.notice())?
    } else {
        Vec::new()
    };
    if !old.is_empty() && !invigil_files::exists(&marker) {
        return Err(Notice::new(
            Code("cli.demo-out"),
            "The demonstration needs a folder of its own.",
            format!(
                "{} is not empty, and no demonstration made it.",
                out.display()
            ),
            "Give another --out, or remove that folder.",
        ));
    }
    invigil_files::create_dir(out, Access::Private).map_err(|e| e.notice())?;
    // The marker outlives what it stands for, so that a clearing that was cut off goes on later.
    for path in old.iter().filter(|path| **path != marker) {
        let removed = if invigil_files::is_folder(path) {
            invigil_files::remove_folder(path)
        } else {
            invigil_files::remove(path)
        };
        removed.map_err(|e| e.notice())?;
    }
    invigil_files::write(
        &marker,
        b"Made by `invigil demo`; the next one clears this folder.\n",
        Access::Private,
    )
    .map_err(|e| e.notice())
}

fn take(
    out: &Path,
    org: &Unlocked,
    issued: &Issued,
    result: &Path,
    runtimes: Option<&Path>,
) -> Result<(), Notice> {
    let script: Script =
        serde_json::from_str(SCRIPT).map_err(|e| crate::script::refuse(&e.to_string()))?;
    let ticket = out.join("hand-out/tickets/c-1.ticket");
    let bytes = invigil_files::read(&ticket, 1 << 20).map_err(|e| e.notice())?;
    let done = sit(&Plan {
        package: &issued.package,
        ticket: &ticket,
        code: &issued.code,
        script: &script,
        source: Some(SOURCE),
        keys: Some(org.key_letters(&bytes)?),
        out: result,
        data: out.join("laptop"),
        runtimes,
    })?;
    sayln!(
        "handed in with {} of {} answered: {}\n",
        done.answered,
        done.items,
        result.display()
    );
    Ok(())
}

/// Prints every command for an opened result and runs it; whether all of them hold.
fn checked(opened: &Opened) -> bool {
    let mut holds = true;
    for step in &opened.steps {
        sayln!("{}:", step.shows);
        for command in &step.commands {
            holds &= standard_tools(&command.line, command.tools, &opened.dir);
        }
    }
    holds
}

/// Prints a command and runs it where all its tools are installed; false when it ran and failed.
#[expect(
    clippy::disallowed_methods,
    reason = "the demonstration runs the standard tools"
)]
fn standard_tools(line: &str, tools: &[&str], dir: &Path) -> bool {
    sayln!("$ {line}");
    let missing = ["sh"].iter().chain(tools).find(|tool| !is_installed(tool));
    if let Some(tool) = missing {
        sayln!("  (not run here: {tool} is not installed)");
        return true;
    }
    match Command::new("sh")
        .args(["-c", line])
        .current_dir(dir)
        .stdin(Stdio::null())
        .status()
    {
        Ok(status) if status.success() => true,
        Ok(status) => {
            sayln!("  FAILED: {status}");
            false
        }
        Err(error) => {
            sayln!("  FAILED to start: {error}");
            false
        }
    }
}

fn is_installed(tool: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| invigil_files::exists(&folder.join(tool)))
    })
}
