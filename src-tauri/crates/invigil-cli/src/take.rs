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
    Candidate, Host, ThisMachine,
    dto::{CheckInDto, Command, DoneDto, EditDto, LetterDto, View},
};
use invigil_clock::{Clock, Reading, SystemClock};
use invigil_crypto::random::SystemRandom;
use invigil_files::Access;
use invigil_model::{Code, Letter, Notice};

use crate::{grammar, script::Script};

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
    let done = sit(&Plan {
        package: &a.package,
        ticket: &a.ticket,
        code: &a.code,
        script: &script,
        source: source.as_deref(),
        keys,
        out: &a.out,
        data: PathBuf::from(data),
    })?;
    println!(
        "{} of {} questions answered, handed in; result {}",
        done.answered,
        done.items,
        a.out.display()
    );
    println!("sha256 {}", done.sha256);
    Ok(ExitCode::SUCCESS)
}

/// Takes the test and writes the result file.
pub(crate) fn sit(plan: &Plan<'_>) -> Result<DoneDto, Notice> {
    let mut letters = Vec::new();
    for (item, answer) in &plan.script.answers {
        let key = match &plan.keys {
            None => None,
            Some(keys) => {
                let place = usize::from(*item).checked_sub(1);
                let key = place.and_then(|place| keys.get(place));
                Some(*key.ok_or_else(|| no_such_item(*item))?)
            }
        };
        let letter = answer.map(|answer| answer.letter(key)).transpose()?;
        letters.push((*item, letter));
    }
    if invigil_files::exists(plan.out) {
        return Err(Notice::new(
            Code("file.exists"),
            "No attempt was started.",
            format!("{} exists already.", plan.out.display()),
            "Choose another --out, or move the existing file away first.",
        ));
    }
    let clock = Arc::new(ScriptClock::new(plan.script.seconds));
    invigil_files::create_dir(&plan.data, Access::Private).map_err(|e| e.notice())?;
    let vault = invigil_vault::FileStore::open(&plan.data.join("vault")).map_err(|e| e.notice())?;
    let mut candidate = Candidate::new(Host {
        data: plan.data.clone(),
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        random: Arc::new(SystemRandom::new()),
        vault: Arc::new(vault),
        machine: Arc::new(ThisMachine::new()),
        offers: Vec::new(),
        environment: Vec::new(),
        scripted: true,
    })?;
    let mut go = |command| candidate.handle(command);
    go(Command::Open {
        package: plan.package.display().to_string(),
        ticket: plan.ticket.display().to_string(),
    })?;
    go(Command::EnterCode {
        code: plan.code.to_owned(),
    })?;
    go(Command::ConfirmIdentity {
        name: "Scripted attempt".to_owned(),
    })?;
    go(Command::Consent)?;
    if let View::CheckIn(test) = go(Command::PassChecks)? {
        fits(plan.script, &test)?;
    }
    let View::Test(test) = go(Command::Start)? else {
        return Err(crate::script::refuse("the test did not start"));
    };
    let acts = letters.len() as u64 + 3;
    let pause = plan.script.seconds.saturating_mul(1000) / acts.max(1);
    let mut seq = 0;
    let mut next = || {
        seq += 1;
        seq
    };
    for (item, letter) in letters {
        clock.pass(pause);
        go(Command::Show { position: item })?;
        go(Command::SaveResponse {
            item,
            letter: letter.map(letter_dto),
            seq: next(),
        })?;
    }
    if let (Some(code), Some(source), Some(task)) =
        (&plan.script.code, plan.source, test.tasks.first())
    {
        clock.pass(pause);
        let language = code.language.to_string();
        go(Command::Show {
            position: task.position,
        })?;
        let view = go(Command::ChooseLanguage {
            task: task.task,
            language: language.clone(),
            seq: next(),
        })?;
        let old = match &view {
            View::Test(t) => t
                .tasks
                .first()
                .map(|t| t.text.chars().count())
                .unwrap_or_default(),
            _ => 0,
        };
        let edit = EditDto {
            at: 0,
            delete: u32::try_from(old).unwrap_or(u32::MAX),
            insert: source.to_owned(),
        };
        go(Command::Edit {
            task: task.task,
            language,
            edits: vec![edit],
            seq: next(),
        })?;
    }
    clock.pass(pause);
    let View::Done(done) = go(Command::Submit)? else {
        return Err(crate::script::refuse("the test was not handed in"));
    };
    go(Command::SaveResult {
        path: plan.out.display().to_string(),
    })?;
    Ok(done)
}

/// A script that could not be played to its end starts no attempt.
fn fits(script: &Script, test: &CheckInDto) -> Result<(), Notice> {
    let (items, minutes) = (test.items, test.minutes);
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
