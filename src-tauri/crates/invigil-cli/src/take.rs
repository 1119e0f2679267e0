//! `invigil take`: a scripted candidate at the same use cases as the window.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use invigil_candidate::{
    Candidate, CodeRunner, Host, LanguageState, LocalRunner, NoRunner, ThisMachine,
    dto::{CheckInDto, Command, DoneDto, EditDto, LetterDto, RunInputDto, TaskDto, TestDto, View},
};
use invigil_clock::{Clock, Reading, SystemClock};
use invigil_crypto::random::SystemRandom;
use invigil_files::Access;
use invigil_model::{Code, Letter, Notice};
use invigil_runner::SOURCE_CAP;

use crate::{
    grammar,
    script::{Answer, Script},
};

/// The system's clocks, `ago` before now plus what the script has let pass: a scripted attempt of
/// 1,200 s takes no longer than its keystrokes, and ends now.
struct ScriptClock {
    start: Reading,
    passed_ms: AtomicU64,
}

impl ScriptClock {
    fn new(seconds: u64) -> Self {
        let mut start = SystemClock::new().read();
        let ago = seconds.saturating_mul(1000);
        start.wall_ms = start
            .wall_ms
            .saturating_sub(i64::try_from(ago).unwrap_or(0));
        Self {
            start,
            passed_ms: AtomicU64::new(0),
        }
    }

    fn pass(&self, ms: u64) {
        self.passed_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// Lets pass what is left of `ms` since the start.
    fn pass_until(&self, ms: u64) {
        self.passed_ms.fetch_max(ms, Ordering::SeqCst);
    }
}

impl Clock for ScriptClock {
    fn read(&self) -> Reading {
        let ms = self.passed_ms.load(Ordering::SeqCst);
        let mut now = self.start;
        now.boot_ms += ms;
        now.mono_ms += ms;
        now.wall_ms += i64::try_from(ms).unwrap_or(0);
        now
    }
}

/// What a scripted attempt needs.
pub(crate) struct Plan<'a> {
    pub(crate) package: &'a Path,
    pub(crate) ticket: &'a Path,
    pub(crate) code: &'a str,
    pub(crate) script: &'a Script,
    pub(crate) source: Option<&'a str>,
    pub(crate) keys: Option<Vec<Letter>>,
    pub(crate) out: &'a Path,
    /// Where the attempt lives while it runs.
    pub(crate) data: PathBuf,
    /// Where the languages are kept, for a script that runs its code.
    pub(crate) runtimes: Option<&'a Path>,
}

pub(crate) fn take(a: &grammar::Take) -> Result<ExitCode, Notice> {
    let (script, source) = Script::read(&a.script)?;
    let needs_key = script
        .answers
        .values()
        .flatten()
        .any(|answer| answer.needs_key());
    let keys = match (&a.org, needs_key) {
        (Some(org), true) => {
            let ticket = invigil_files::read(&a.ticket, 1 << 20).map_err(|e| e.notice())?;
            Some(crate::unlock(org, &a.passphrase)?.key_letters(&ticket)?)
        }
        _ => None,
    };
    let mut data = a.out.as_os_str().to_owned();
    data.push(".attempt");
    let data = PathBuf::from(data);
    let done = sit(&Plan {
        package: &a.package,
        ticket: &a.ticket,
        code: &a.code,
        script: &script,
        source: source.as_deref(),
        keys,
        out: &a.out,
        data: data.clone(),
        runtimes: a.runtimes.runtimes.as_deref(),
    })?;
    sayln!(
        "{} of {} questions answered, handed in; result {}",
        done.answered,
        done.items,
        a.out.display()
    );
    sayln!("sha256 {}", done.sha256);
    sayln!(
        "The laptop that was played is {}; it may be deleted.",
        data.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Takes the test and writes the result file.
pub(crate) fn sit(plan: &Plan<'_>) -> Result<DoneDto, Notice> {
    let letters = letters(plan)?;
    nothing_in_the_way(plan)?;
    for path in [plan.package, plan.ticket, plan.out] {
        utf8(path)?;
    }
    let clock = Arc::new(ScriptClock::new(plan.script.seconds));
    let runner = runner(plan)?;
    let begun = laptop(plan, &clock, &runner).and_then(|mut candidate| {
        let test = check_in(&mut candidate, plan)?;
        Ok((candidate, test))
    });
    if begun.is_err() {
        // Nothing was answered: nothing is left.
        invigil_files::remove_folder(&plan.data).map_err(|e| e.notice())?;
    }
    let (candidate, test) = begun?;
    let total = plan.script.seconds.saturating_mul(1000);
    let acts = letters.len() as u64 + 3;
    let mut player = Player {
        candidate,
        clock,
        pause: total / acts,
        total,
        seq: 0,
        runner,
    };
    for (item, letter) in letters {
        player.answer(item, letter)?;
    }
    if let (Some(code), Some(source), Some(task)) =
        (&plan.script.code, plan.source, test.tasks.first())
    {
        player.write(task, &code.language.to_string(), source)?;
        if code.run {
            player.run(task.task)?;
        }
    }
    player.hand_in(plan.out)
}

/// Whatever the attempt will write is not there yet, nor is what an earlier one left.
fn nothing_in_the_way(plan: &Plan<'_>) -> Result<(), Notice> {
    let refuse = |path: &Path, next: &str| {
        Notice::new(
            Code("file.exists"),
            "No attempt was started.",
            format!("{} exists already.", path.display()),
            next,
        )
    };
    let name = plan.out.extension().is_some_and(|end| end == "result");
    if !name {
        return Err(Notice::new(
            Code("file.name"),
            "No attempt was started.",
            format!("{} does not end in .result.", plan.out.display()),
            "Give --out the name of a file that does, as c-1.result.",
        ));
    }
    let written = ["VERIFY.txt", "slip.txt"].map(|end| plan.out.with_extension(end));
    for path in std::iter::once(plan.out).chain(written.iter().map(PathBuf::as_path)) {
        if invigil_files::occupied(path) {
            let next = "Choose another --out, or move the existing file away first.";
            return Err(refuse(path, next));
        }
    }
    if invigil_files::occupied(&plan.data) {
        let next = "An earlier attempt lived there: delete that folder, or choose another --out.";
        return Err(refuse(&plan.data, next));
    }
    Ok(())
}

/// The letters as shown, by position.
fn letters(plan: &Plan<'_>) -> Result<Vec<(u16, Option<Letter>)>, Notice> {
    let letter = |(item, answer): (&u16, &Option<Answer>)| {
        let key = match &plan.keys {
            None => None,
            Some(keys) => {
                let place = usize::from(*item).checked_sub(1);
                let key = place.and_then(|place| keys.get(place));
                Some(*key.ok_or_else(|| no_such_item(*item))?)
            }
        };
        let letter = answer.map(|answer| answer.letter(key)).transpose()?;
        Ok((*item, letter))
    };
    plan.script.answers.iter().map(letter).collect()
}

/// What runs the code, where the script asks for it.
fn runner(plan: &Plan<'_>) -> Result<Arc<dyn CodeRunner>, Notice> {
    let runs = plan.script.code.as_ref().is_some_and(|code| code.run);
    if !runs {
        return Ok(Arc::new(NoRunner));
    }
    let runtimes = crate::code::open(plan.runtimes)?;
    Ok(Arc::new(LocalRunner::new(runtimes)))
}

/// A laptop of its own for this attempt.
fn laptop(
    plan: &Plan<'_>,
    clock: &Arc<ScriptClock>,
    runner: &Arc<dyn CodeRunner>,
) -> Result<Candidate, Notice> {
    invigil_files::create_dir(&plan.data, Access::Private).map_err(|e| e.notice())?;
    let vault = invigil_vault::FileStore::open(&plan.data.join("vault")).map_err(|e| e.notice())?;
    Candidate::new(Host {
        data: plan.data.clone(),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        random: Arc::new(SystemRandom::new()),
        vault: Arc::new(vault),
        machine: Arc::new(ThisMachine::new()),
        runner: Arc::clone(runner),
        offers: Vec::new(),
        environment: Vec::new(),
        scripted: true,
    })
}

/// From the files to the first question; a script that does not fit ends before the start.
fn check_in(candidate: &mut Candidate, plan: &Plan<'_>) -> Result<TestDto, Notice> {
    let mut go = |command| candidate.handle(command);
    go(Command::Open {
        package: utf8(plan.package)?,
        ticket: utf8(plan.ticket)?,
    })?;
    go(Command::EnterCode {
        code: plan.code.to_owned(),
    })?;
    go(Command::ConfirmIdentity {
        name: "Scripted attempt".to_owned(),
    })?;
    go(Command::Consent)?;
    match go(Command::PassChecks)? {
        View::CheckIn(test) => fits(plan, &test)?,
        _ => {
            return Err(crate::script::refuse(
                "the check-in did not come to its end",
            ));
        }
    }
    match go(Command::Start)? {
        View::Test(test) => Ok(test),
        _ => Err(crate::script::refuse("the test did not start")),
    }
}

/// Plays the acts of a script, each after a pause.
struct Player {
    candidate: Candidate,
    clock: Arc<ScriptClock>,
    pause: u64,
    /// When it hands in, on the attempt's clock.
    total: u64,
    seq: u64,
    runner: Arc<dyn CodeRunner>,
}

impl Player {
    fn next(&mut self) -> u64 {
        self.seq += 1;
        self.seq
    }

    fn answer(&mut self, item: u16, letter: Option<Letter>) -> Result<(), Notice> {
        self.clock.pass(self.pause);
        self.candidate.handle(Command::Show { position: item })?;
        let seq = self.next();
        let letter = letter.map(letter_dto);
        self.candidate
            .handle(Command::SaveResponse { item, letter, seq })?;
        Ok(())
    }

    /// Replaces the starter code.
    fn write(&mut self, task: &TaskDto, language: &str, source: &str) -> Result<(), Notice> {
        self.clock.pass(self.pause);
        let position = task.position;
        self.candidate.handle(Command::Show { position })?;
        let (task, language) = (task.task, language.to_owned());
        let seq = self.next();
        let view = self.candidate.handle(Command::ChooseLanguage {
            task,
            language: language.clone(),
            seq,
        })?;
        let old = match &view {
            View::Test(test) => test.tasks.first().map(|task| task.text.chars().count()),
            _ => None,
        };
        let edit = EditDto {
            at: 0,
            delete: u32::try_from(old.unwrap_or_default()).unwrap_or(u32::MAX),
            insert: source.to_owned(),
        };
        let seq = self.next();
        self.candidate.handle(Command::Edit {
            task,
            language,
            edits: vec![edit],
            seq,
        })?;
        Ok(())
    }

    /// Runs the samples and waits for their end.
    fn run(&mut self, task: u16) -> Result<(), Notice> {
        // The languages are made ready from check-in on.
        while self
            .runner
            .languages()
            .iter()
            .any(|s| s.state == LanguageState::Preparing)
            && self.runner.wait()
        {
            self.candidate.tick()?;
        }
        let input = RunInputDto::Samples;
        let mut view = self.candidate.handle(Command::Run { task, input })?;
        while matches!(&view, View::Test(test) if test.runs.running.is_some()) {
            if !self.runner.wait() {
                break;
            }
            if let Some(changed) = self.candidate.tick()? {
                view = changed;
            }
        }
        if let View::Test(test) = &view
            && let Some(run) = test.runs.history.first()
        {
            let verdict = run.verdict.as_deref().unwrap_or("cut off");
            sayln!(
                "ran the samples: {verdict}, {} of {} accepted",
                run.passed,
                run.total
            );
        }
        Ok(())
    }

    fn hand_in(mut self, out: &Path) -> Result<DoneDto, Notice> {
        self.clock.pass_until(self.total);
        let View::Done(done) = self.candidate.handle(Command::Submit)? else {
            let why = self.candidate.unsealed().cloned();
            return Err(why.unwrap_or_else(|| crate::script::refuse("the test was not handed in")));
        };
        let path = utf8(out)?;
        self.candidate.handle(Command::SaveResult { path })?;
        // What could not be cleared away behind a result that is whole.
        if let Err(notice) = self.candidate.tick() {
            eprintln!("warning: {notice}\n  code: {}", notice.code);
        }
        Ok(done)
    }
}

/// The use cases take paths as a page gives them.
fn utf8(path: &Path) -> Result<String, Notice> {
    path.to_str().map(str::to_owned).ok_or_else(|| {
        Notice::new(
            Code("file.name"),
            "No attempt was started.",
            format!("The name {} is not UTF-8.", path.display()),
            "Rename the file or its folder.",
        )
    })
}

/// A script that could not be played to its end starts no attempt.
fn fits(plan: &Plan<'_>, test: &CheckInDto) -> Result<(), Notice> {
    let (script, items, minutes) = (plan.script, test.items, test.minutes);
    if let Some(item) = script.answers.keys().find(|i| !(1..=items).contains(*i)) {
        return Err(no_such_item(*item));
    }
    if script.seconds >= u64::from(minutes) * 60 {
        return Err(crate::script::refuse(&format!(
            "{} seconds are not less than the {minutes} minutes of the test",
            script.seconds
        )));
    }
    let Some(code) = &script.code else {
        return Ok(());
    };
    if test.tasks == 0 {
        return Err(crate::script::refuse("the test has no coding question"));
    }
    let bytes = plan.source.map_or(0, str::len);
    if bytes > SOURCE_CAP {
        return Err(crate::script::refuse(&format!(
            "{} has {bytes} bytes; a coding question takes {SOURCE_CAP}",
            code.file
        )));
    }
    let language = code.language.to_string();
    if test.languages.contains(&language) {
        return Ok(());
    }
    Err(crate::script::refuse(&format!(
        "the test offers {}, not {language}",
        test.languages.join(", ")
    )))
}

fn no_such_item(item: u16) -> Notice {
    crate::script::refuse(&format!("the test has no item {item}"))
}

fn letter_dto(letter: Letter) -> LetterDto {
    match letter {
        Letter::A => LetterDto::A,
        Letter::B => LetterDto::B,
        Letter::C => LetterDto::C,
        Letter::D => LetterDto::D,
    }
}
