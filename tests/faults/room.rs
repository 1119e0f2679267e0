//! An issued test, a driver to sit it, and the check of its result.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Lines},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
};

use invigil_bundle::{
    code::AccessCode,
    doc::{issuer::Anchor, package::open_package, ticket::read_ticket},
};
use invigil_candidate::dto::{DoneDto, TestDto};
use invigil_clock::SystemClock;
use invigil_crypto::random::{self, SystemRandom};
use invigil_recruiter::{Context, Org, Source, Unlocked, candidates};
use invigil_tests::{binary, script::Saved};

/// One organisation and its issue of the test.
pub(crate) struct Room {
    pub(crate) dir: tempfile::TempDir,
    context: Context,
    org: Unlocked,
    package: PathBuf,
    tickets: Vec<PathBuf>,
    code: String,
    /// The starter code in each language, for each ticket: its task may be another.
    starters: Vec<BTreeMap<String, String>>,
}

/// `INVIGIL_SEED`, or a fresh one; printed either way.
pub(crate) fn seed() -> u64 {
    let given = std::env::var("INVIGIL_SEED").ok();
    let seed = match given.and_then(|s| s.parse().ok()) {
        Some(seed) => seed,
        None => u64::from_be_bytes(random::bytes(&SystemRandom::new()).expect("randomness")),
    };
    println!("INVIGIL_SEED={seed}");
    seed
}

impl Room {
    /// Issues the test to so many candidates.
    pub(crate) fn new(candidates: usize) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let context = Context {
            clock: Arc::new(SystemClock::new()),
            random: Arc::new(SystemRandom::new()),
        };
        let org = dir.path().join("org");
        Org::init(&context, &org, "Acme", "a passphrase", None).expect("an organisation");
        let org = Org::open(&org)
            .expect("open")
            .unlock("a passphrase")
            .expect("unlock");
        let rows: String = (0..candidates)
            .map(|n| format!("c-{n},Candidate {n}\n"))
            .collect();
        let rows = candidates::parse(format!("ref,name\n{rows}").as_bytes()).expect("rows");
        let issued = org
            .issue(&context, "backend-engineer", &rows, &dir.path().join("out"))
            .expect("issue");
        let tickets: Vec<PathBuf> = issued.tickets.into_iter().map(|t| t.path).collect();
        let starters = tickets
            .iter()
            .map(|ticket| starters(&issued.package, ticket, &issued.code))
            .collect();
        Self {
            dir,
            context,
            org,
            package: issued.package,
            tickets,
            code: issued.code,
            starters,
        }
    }

    /// A new folder for the data of a sitting.
    pub(crate) fn data(&self, name: &str) -> PathBuf {
        let data = self.dir.path().join(name);
        std::fs::create_dir(&data).expect("a folder");
        data
    }

    /// The id that names a ticket's files on the laptop.
    pub(crate) fn ticket_id(&self, who: usize) -> String {
        let bytes = std::fs::read(&self.tickets[who]).expect("the ticket");
        let ticket = read_ticket(&bytes, &Anchor::default()).expect("the ticket");
        ticket.ticket().ticket_id.to_string()
    }

    /// The driver's command line.
    pub(crate) fn line(
        &self,
        data: &Path,
        who: usize,
        seed: u64,
        last: u64,
        end: &str,
    ) -> Vec<String> {
        vec![
            binary("invigil-fault-driver").display().to_string(),
            data.display().to_string(),
            self.package.display().to_string(),
            self.tickets[who].display().to_string(),
            self.code.clone(),
            seed.to_string(),
            last.to_string(),
            end.to_owned(),
        ]
    }

    /// Whether the window shows exactly what is durable.
    #[track_caller]
    pub(crate) fn check_test(&self, who: usize, test: &TestDto, seed: u64) {
        Saved::after(seed, test.durable_seq).assert_shown(test, &self.starters[who]);
    }

    /// Verifies a result with the organisation's keys, and that it holds what was saved after
    /// some step in `steps`.
    #[track_caller]
    pub(crate) fn check_result(
        &self,
        who: usize,
        result: &Path,
        seed: u64,
        steps: std::ops::RangeInclusive<u64>,
    ) {
        let source = Source::Organisation(Box::new(self.org.clone()));
        let report = invigil_recruiter::verify(&self.context, result, &source).expect("a report");
        assert_eq!(report.exit_code(), 0, "{report:?}");
        let grade = self
            .org
            .grade(&self.context, result, None)
            .expect("a grade");
        let letters: BTreeMap<u16, String> = (1u16..)
            .zip(&grade.items)
            .filter_map(|(n, item)| Some((n, format!("{:?}", item.letter?))))
            .collect();
        let opened = result.with_extension("opened");
        self.org
            .open_result(&self.context, result, &opened)
            .expect("open");
        let code: Vec<String> = std::fs::read_dir(opened.join("code"))
            .map(|files| {
                files
                    .map(|f| std::fs::read_to_string(f.expect("a file").path()).expect("text"))
                    .collect()
            })
            .unwrap_or_default();
        let holds = |step: u64| {
            let saved = Saved::after(seed, step);
            let expected = saved.letters.iter().map(|(n, l)| (*n, format!("{l:?}")));
            let text = saved.text(&self.starters[who]);
            expected.collect::<BTreeMap<_, _>>() == letters
                && text.is_none_or(|text| code.contains(&text))
        };
        assert!(
            steps.clone().any(holds),
            "after no step of {steps:?} were these saved: {letters:?} {code:?}"
        );
    }
}

fn starters(package: &Path, ticket: &Path, code: &str) -> BTreeMap<String, String> {
    let read = |path: &Path| std::fs::read(path).expect("an issued file");
    let anchor = Anchor::default();
    let ticket = read_ticket(&read(ticket), &anchor).expect("the ticket");
    let package = open_package(&read(package), &anchor).expect("the package");
    let code = AccessCode::parse(code).expect("the code");
    let form = package.unlock(&code, &ticket).expect("the form").form;
    let starters = form.tasks[0].starters.iter();
    starters
        .map(|(l, text)| (l.to_string(), text.clone()))
        .collect()
}

/// A driver at work.
pub(crate) struct Driver {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Driver {
    /// Starts a command line whose output is the driver's.
    pub(crate) fn start(line: &[String]) -> Self {
        let mut child = Command::new(&line[0])
            .args(&line[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap_or_else(|e| panic!("{line:?} does not start: {e}"));
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self { child, lines }
    }

    /// The next line; `None` when the driver has ended.
    pub(crate) fn next(&mut self) -> Option<Line> {
        Some(Line::read(&self.lines.next()?.expect("UTF-8")))
    }

    /// SIGKILL, and what was said before it struck.
    pub(crate) fn kill(mut self) -> Vec<Line> {
        self.child.kill().expect("kill");
        self.child.wait().expect("wait");
        let rest = self.lines.map_while(Result::ok);
        // The last line may be cut by the kill; a whole one was acknowledged.
        rest.filter_map(|l| Line::parse(&l)).collect()
    }

    /// Everything to the end, and the exit code. Standard input is closed: nothing waits.
    pub(crate) fn into_end(mut self) -> (Vec<Line>, Option<i32>) {
        drop(self.child.stdin.take());
        let lines = self
            .lines
            .by_ref()
            .map(|l| Line::read(&l.expect("UTF-8")))
            .collect();
        (lines, self.child.wait().expect("wait").code())
    }
}

/// What a driver says.
#[derive(Clone, Debug)]
pub(crate) enum Line {
    Opened,
    Acting(String),
    Starting,
    Test(Box<TestDto>),
    Saved(Save),
    Notice(String),
    Submitting,
    Done(Box<DoneDto>),
}

/// An acknowledgement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Save {
    pub(crate) step: u64,
    pub(crate) durable: u64,
    /// The deadline on the boot clock lies in here.
    pub(crate) deadline: (u64, u64),
}

impl Line {
    fn read(line: &str) -> Self {
        Self::parse(line).unwrap_or_else(|| panic!("the driver says `{line}`"))
    }

    fn parse(line: &str) -> Option<Self> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        Some(match word {
            "opened" => Self::Opened,
            "acting" => Self::Acting(rest.to_owned()),
            "starting" => Self::Starting,
            "submitting" => Self::Submitting,
            "notice" => Self::Notice(rest.to_owned()),
            "test" => Self::Test(serde_json::from_str(rest).ok()?),
            "done" => Self::Done(serde_json::from_str(rest).ok()?),
            "saved" => {
                let numbers: Vec<u64> = rest.split(' ').filter_map(|n| n.parse().ok()).collect();
                let [step, durable, low, high] = numbers[..] else {
                    return None;
                };
                Self::Saved(Save {
                    step,
                    durable,
                    deadline: (low, high),
                })
            }
            _ => return None,
        })
    }
}
