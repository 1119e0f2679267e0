//! One session at the recruiter's desk: commands in, whole views out.
//!
//! Deliberately absent: any rule of its own; organisation, issue and verification are the same
//! calls that the command line makes.

mod candidates;
mod kept;
mod result;
mod slips;
#[cfg(test)]
mod tests;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use invigil_model::Notice;

use crate::{
    Context, Issued, Org, Progress, Unlocked, bank,
    candidates::Preview,
    demo,
    dto::{
        Command, IssuedDto, OrganisationDto, PlaceDto, ProgressDto, ResultDto, ScreenDto, Secret,
        StageDto, View,
    },
    org_notice,
};
use kept::Kept;

/// Said to the window while something takes long.
pub type OnProgress = Box<dyn Fn(ProgressDto) + Send + Sync>;

/// What has been put together for an issue.
struct Draft {
    test: String,
    list: Option<(PathBuf, Preview)>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            test: bank::TESTS[0].to_owned(),
            list: None,
        }
    }
}

/// What was issued, as long as the window shows it.
struct Handed {
    issued: Issued,
    out: PathBuf,
    written_down: bool,
}

/// An organisation with its keys, and what lies on the desk.
struct Open {
    org: Box<Unlocked>,
    demo: bool,
    fresh: bool,
    at: PlaceDto,
    draft: Draft,
    handed: Option<Handed>,
    result: Option<Box<ResultDto>>,
}

/// One session at the desk.
pub struct Desk {
    context: Context,
    data: PathBuf,
    kept: Kept,
    open: Option<Open>,
    on_progress: OnProgress,
    stop: Arc<AtomicBool>,
}

impl Desk {
    /// A desk over the app's data folder, with no organisation open.
    pub fn new(context: Context, data: &Path, on_progress: OnProgress) -> Self {
        Self {
            context,
            kept: Kept::read(data),
            data: data.to_owned(),
            open: None,
            on_progress,
            stop: Arc::new(AtomicBool::new(false)),
        }
    }

    /// Set from beside the desk, it stops an issue before anything is written.
    pub fn stopper(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    /// Carries out one act and shows what is then.
    pub fn handle(&mut self, command: Command) -> Result<View, Notice> {
        self.act(command)?;
        self.view()
    }

    fn act(&mut self, command: Command) -> Result<(), Notice> {
        match command {
            // Whoever stops has set the flag; by its turn there is nothing left to stop.
            Command::View | Command::Stop => Ok(()),
            Command::Prefer { preferences } => self.kept.prefer(&self.data, preferences),
            Command::OpenDemo => self.open_demo(),
            Command::OpenOrganisation { folder, passphrase } => {
                self.open_folder(Path::new(folder.trim()), passphrase.words(), false)
            }
            Command::MakeOrganisation {
                folder,
                name,
                passphrase,
                again,
            } => self.make(&folder, &name, &passphrase, &again),
            Command::Lock => {
                self.open = None;
                Ok(())
            }
            Command::Go { to } => {
                let open = self.opened()?;
                (open.at, open.fresh) = (to, false);
                Ok(())
            }
            Command::Issue { out } => self.issue(&out),
            Command::OpenResult { path } => self.open_result(&path),
            Command::Drop { paths } => self.dropped(&paths),
            other => self.opened()?.change(other),
        }
    }

    fn opened(&mut self) -> Result<&mut Open, Notice> {
        self.open.as_mut().ok_or_else(no_organisation)
    }

    fn open_demo(&mut self) -> Result<(), Notice> {
        let passphrase = demo::passphrase(&self.data)?;
        self.open_folder(&demo::folder(&self.data), &passphrase, true)
    }

    fn open_folder(&mut self, dir: &Path, passphrase: &str, demo: bool) -> Result<(), Notice> {
        let org = Org::open(dir)?.unlock(passphrase)?;
        if !demo {
            self.kept.remember(&self.data, dir)?;
        }
        self.open = Some(Open::new(org, demo, false));
        Ok(())
    }

    fn make(
        &mut self,
        folder: &str,
        name: &str,
        passphrase: &Secret,
        again: &Secret,
    ) -> Result<(), Notice> {
        check_passphrase(passphrase, again)?;
        let dir = Path::new(folder.trim());
        let (_, org) =
            Org::init_unlocked(&self.context, dir, name.trim(), passphrase.words(), None)?;
        self.kept.remember(&self.data, dir)?;
        self.open = Some(Open::new(org, false, true));
        Ok(())
    }

    fn issue(&mut self, out: &str) -> Result<(), Notice> {
        self.stop.store(false, Ordering::SeqCst);
        let open = self.open.as_mut().ok_or_else(no_organisation)?;
        let (stop, say) = (&self.stop, &self.on_progress);
        open.issue(&self.context, Path::new(out.trim()), &|progress| {
            if stop.load(Ordering::SeqCst) {
                return Err(stopped());
            }
            say(progress_dto(progress));
            Ok(())
        })
    }

    fn open_result(&mut self, path: &str) -> Result<(), Notice> {
        let open = self.opened()?;
        // What was on the screen is of another file, also where this one cannot be read.
        open.result = None;
        open.at = PlaceDto::Result;
        open.org.refresh()?;
        open.result = Some(Box::new(open.org.look_at(Path::new(path.trim()))?));
        Ok(())
    }

    fn dropped(&mut self, paths: &[String]) -> Result<(), Notice> {
        let ends = |end: &str| paths.iter().find(|path| path.to_lowercase().ends_with(end));
        match (ends(".result"), ends(".csv")) {
            (Some(result), _) => {
                let result = result.clone();
                self.open_result(&result)
            }
            (None, Some(list)) => {
                let list = list.clone();
                self.opened()?.read_candidates(Path::new(&list))
            }
            (None, None) => Err(org_notice(
                "desk.not-ours",
                "Nothing on this desk can use that.",
                paths.first().cloned().unwrap_or_default(),
                "Drop one .result file, or the list of candidates as a .csv file.",
            )),
        }
    }

    fn view(&self) -> Result<View, Notice> {
        let Some(open) = &self.open else {
            return Ok(View {
                preferences: self.kept.preferences,
                organisation: None,
                screen: ScreenDto::Door {
                    demo: invigil_files::exists(&demo::folder(&self.data)),
                    folders: self.kept.folders.clone(),
                },
            });
        };
        Ok(View {
            preferences: self.kept.preferences,
            organisation: Some(open.organisation()),
            screen: open.screen()?,
        })
    }
}

impl Open {
    fn new(org: Unlocked, demo: bool, fresh: bool) -> Self {
        Self {
            org: Box::new(org),
            demo,
            fresh,
            at: if fresh {
                PlaceDto::Organisation
            } else {
                PlaceDto::Issue
            },
            draft: Draft::default(),
            handed: None,
            result: None,
        }
    }

    fn change(&mut self, command: Command) -> Result<(), Notice> {
        match command {
            Command::ChooseTest { test } => {
                bank::open(&test)?;
                self.draft.test = test;
            }
            Command::ReadCandidates { path } => {
                return self.read_candidates(Path::new(path.trim()));
            }
            Command::ReadAgain => {
                let list = self.draft.list.as_ref().map(|(path, _)| path.clone());
                return self.read_candidates(&list.ok_or_else(no_list)?);
            }
            Command::ForgetCandidates => self.draft.list = None,
            Command::CodeWritten => {
                if let Some(handed) = &mut self.handed {
                    handed.written_down = true;
                }
            }
            Command::IssueAnother => {
                (self.handed, self.draft) = (None, Draft::default());
            }
            Command::CloseResult => self.result = None,
            _ => {}
        }
        Ok(())
    }

    fn issue(
        &mut self,
        context: &Context,
        out: &Path,
        watch: &dyn Fn(Progress) -> Result<(), Notice>,
    ) -> Result<(), Notice> {
        let (_, preview) = self.draft.list.clone().ok_or_else(no_list)?;
        self.org.refresh()?;
        let slips_path = out.join(slips::NAME);
        if invigil_files::occupied(&slips_path) {
            return Err(org_notice(
                "org.out-used",
                "Nothing was issued.",
                format!("{} is there already.", slips_path.display()),
                "Choose an empty folder.",
            ));
        }
        let candidates = preview.candidates()?;
        let test = &self.draft.test;
        let mut issued = self
            .org
            .issue_watched(context, test, &candidates, out, watch)?;
        // The slips come last: they can be printed again from the list, a ticket cannot.
        let slips = slips::page(self.org.org(), &issued.title, &candidates);
        // The code is shown whatever becomes of them.
        let written =
            invigil_files::write_new(&slips_path, slips.as_bytes(), invigil_files::Access::Shared);
        if let Err(error) = written {
            issued.warnings.push(format!(
                "The slips were not written: {error}. Tickets, package and code are whole."
            ));
        }
        self.handed = Some(Handed {
            issued,
            out: out.to_owned(),
            written_down: false,
        });
        Ok(())
    }

    fn organisation(&self) -> OrganisationDto {
        let org = self.org.org();
        OrganisationDto {
            name: org.name().to_owned(),
            folder: org.dir().display().to_string(),
            words: org.words().into_iter().map(str::to_owned).collect(),
            fingerprint: org.fingerprint(),
            root_key: org.root_key().map(|path| path.display().to_string()),
            demo: self.demo,
        }
    }

    fn screen(&self) -> Result<ScreenDto, Notice> {
        Ok(match (self.at, &self.handed) {
            (PlaceDto::Organisation, _) => ScreenDto::Organisation { fresh: self.fresh },
            (PlaceDto::Issue, Some(handed)) => ScreenDto::Issued(handed.dto()),
            (PlaceDto::Issue, None) => ScreenDto::Issue(self.draft.dto()?),
            (PlaceDto::Result, _) => ScreenDto::Result {
                result: self.result.clone(),
            },
        })
    }
}

impl Handed {
    fn dto(&self) -> IssuedDto {
        let name = |path: &Path| {
            let name = path.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        };
        let Issued {
            package_id: _,
            title,
            package,
            tickets,
            code,
            max_shared,
            neighbour_shared,
            private,
            warnings,
        } = &self.issued;
        let folder = tickets.first().and_then(|ticket| ticket.path.parent());
        IssuedDto {
            title: title.clone(),
            code: (!self.written_down).then(|| code.clone()),
            folder: self.out.display().to_string(),
            package: name(package),
            tickets_folder: folder.map(name).unwrap_or_default(),
            slips: self.out.join(slips::NAME).display().to_string(),
            tickets: u32::try_from(tickets.len()).unwrap_or(u32::MAX),
            max_shared: *max_shared,
            neighbour_shared: *neighbour_shared,
            of: 10,
            private: private.display().to_string(),
            public_bank: !warnings.is_empty(),
        }
    }
}

/// Long rather than strange, and typed twice: nobody can bring it back.
fn check_passphrase(passphrase: &Secret, again: &Secret) -> Result<(), Notice> {
    let short = passphrase.words().chars().count() < LEAST_PASSPHRASE;
    if short {
        return Err(org_notice(
            "passphrase.short",
            "This passphrase is too short.",
            format!("It has fewer than {LEAST_PASSPHRASE} characters."),
            "Choose four or more words that do not belong together.",
        ));
    }
    if passphrase.words() != again.words() {
        return Err(org_notice(
            "passphrase.differs",
            "The two passphrases are not the same.",
            "Nothing was made.",
            "Type the same passphrase twice.",
        ));
    }
    Ok(())
}

const LEAST_PASSPHRASE: usize = 12;

fn progress_dto(progress: Progress) -> ProgressDto {
    let (stage, done, of) = match progress {
        Progress::Forms(done, of) => (StageDto::Forms, done, of),
        Progress::Tickets(done, of) => (StageDto::Tickets, done, of),
        Progress::Files(done, of) => (StageDto::Files, done, of),
    };
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    ProgressDto {
        stage,
        done: number(done),
        of: number(of),
    }
}

fn no_organisation() -> Notice {
    org_notice(
        "desk.locked",
        "No organisation is open.",
        "Its keys are needed for this.",
        "Open the organisation's folder first.",
    )
}

fn no_list() -> Notice {
    org_notice(
        "desk.no-list",
        "There is no list of candidates.",
        "Nothing was read yet.",
        "Choose or drop the list as a .csv file.",
    )
}

fn stopped() -> Notice {
    org_notice(
        "desk.stopped",
        "The issue was stopped.",
        "Nothing was written.",
        "Issue it again when you are ready.",
    )
}
