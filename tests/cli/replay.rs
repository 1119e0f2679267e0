//! `invigil replay`: runs that were logged as they were, otherwise, or not to their end.

use std::{path::Path, sync::Arc};

use invigil_candidate::{
    Candidate, CodeRunner, Host, LanguageStatus, RunNews, RunWork, ThisMachine,
    dto::{Command, EditDto, RunInputDto, View},
};
use invigil_clock::FakeClock;
use invigil_crypto::random::SystemRandom;
use invigil_runner::Verdict;
use invigil_tests::{
    desk::{Desk, Issue},
    host,
};

/// Runs code and says of it what it likes: what a changed app could do.
struct Changed {
    honest: Arc<dyn CodeRunner>,
    change: fn(RunNews) -> Option<RunNews>,
}

impl CodeRunner for Changed {
    fn languages(&self) -> Vec<LanguageStatus> {
        self.honest.languages()
    }
    fn prepare(&self) {
        self.honest.prepare();
    }
    fn begin(&self, work: RunWork) {
        self.honest.begin(work);
    }
    fn cancel(&self) {
        self.honest.cancel();
    }
    fn news(&self) -> Vec<RunNews> {
        let news = self.honest.news().into_iter();
        news.filter_map(self.change).collect()
    }
    fn wait(&self) -> bool {
        self.honest.wait()
    }
    fn listen(&self, bell: Arc<dyn Fn() + Send + Sync>) {
        self.honest.listen(bell);
    }
}

/// Takes the test with one run of the samples of a wrong program; where the result is.
fn sit(desk: &Desk, issue: &Issue, change: fn(RunNews) -> Option<RunNews>) -> String {
    let data = desk.dir().join("laptop");
    let vault = invigil_vault::FileStore::open(&data.join("vault")).expect("a vault");
    let runner = Arc::new(Changed {
        honest: host::runner(),
        change,
    });
    let mut candidate = Candidate::new(Host {
        data,
        clock: Arc::new(FakeClock::new()),
        random: Arc::new(SystemRandom::new()),
        vault: Arc::new(vault),
        machine: Arc::new(ThisMachine::new()),
        runner: runner.clone(),
        offers: Vec::new(),
        environment: Vec::new(),
        scripted: true,
    })
    .expect("a session");
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let javascript = || "javascript".to_owned();
    for command in [
        Command::Open {
            package: text(&issue.out.join("exam.exampkg")),
            ticket: text(&issue.out.join("tickets/c-1.ticket")),
        },
        Command::EnterCode {
            code: issue.code.clone(),
        },
        Command::ConfirmIdentity {
            name: "Ada".to_owned(),
        },
        Command::Consent,
        Command::PassChecks,
        Command::Start,
        Command::ChooseLanguage {
            task: 1,
            language: javascript(),
            seq: 1,
        },
    ] {
        candidate.handle(command).expect("taken");
    }
    let View::Test(test) = candidate.handle(Command::View).expect("running") else {
        panic!("not running")
    };
    let starter = test.tasks[0].text.chars().count();
    let wrong = EditDto {
        at: 0,
        delete: u32::try_from(starter).expect("short"),
        insert: "console.log(\"?\");\n".to_owned(),
    };
    for command in [
        Command::Edit {
            task: 1,
            language: javascript(),
            edits: vec![wrong],
            seq: 2,
        },
        Command::Run {
            task: 1,
            input: RunInputDto::Samples,
        },
    ] {
        candidate.handle(command).expect("taken");
    }
    while runner.wait() {
        candidate.tick().expect("a tick");
    }
    let View::Done(done) = candidate.handle(Command::Submit).expect("handed in") else {
        panic!("handed in, and yet not done")
    };
    done.kept_at
}

fn replayed(change: fn(RunNews) -> Option<RunNews>, exit: i32) -> String {
    let desk = Desk::new();
    let issue = desk.issue("ref,name\nc-1,Ada\n", "out");
    let result = sit(&desk, &issue, change);
    desk.unlocked(&["verify", &result, "--org", "org"])
        .expect(0);
    desk.unlocked(&["replay", &result, "--org", "org"])
        .expect(exit)
        .out
}

#[test]
fn honest_runs_are_identical_in_every_bit() {
    let out = replayed(Some, 0);
    assert!(out.contains("identical in every bit"), "{out}");
    assert!(out.contains("sample 1   javascript wa"), "{out}");
}

#[test]
fn a_verdict_that_was_made_up_is_the_first_difference() {
    let made_up = |news| {
        Some(match news {
            RunNews::Ended(mut report) => {
                report.verdict = Verdict::Accepted;
                RunNews::Ended(report)
            }
            other => other,
        })
    };
    let out = replayed(made_up, 2);
    let first = "run 1, sample 1: NOT the same: the verdict was ac, is wa";
    assert!(
        out.lines().next().is_some_and(|l| l.ends_with(first)),
        "{out}"
    );
}

#[test]
fn an_output_that_was_made_up_is_the_first_difference() {
    let made_up = |news| {
        Some(match news {
            RunNews::Ended(mut report) => {
                if let Some(record) = &mut report.record {
                    record.stdout_sha256 = "ab".repeat(32);
                }
                RunNews::Ended(report)
            }
            other => other,
        })
    };
    let out = replayed(made_up, 2);
    assert!(
        out.contains("NOT the same: standard output was abab"),
        "{out}"
    );
}

#[test]
fn a_run_without_an_outcome_is_shown_and_is_no_success() {
    let silent = |news| match news {
        RunNews::Ended(_) | RunNews::Over(_) => None,
        other => Some(other),
    };
    let out = replayed(silent, 3);
    assert!(out.contains("without an outcome in the log"), "{out}");
    assert!(out.contains("cut off"), "{out}");
    assert!(!out.contains("identical"), "{out}");
}
