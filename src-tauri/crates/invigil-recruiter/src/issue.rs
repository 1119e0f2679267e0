//! Issuing a test: the public files where the recruiter wants them, the private ones in the
//! organisation's folder.

use std::path::{Path, PathBuf};

use invigil_bank::Bank;
use invigil_bundle::{
    doc::{
        DocError,
        package::{self, Kind},
        ticket,
    },
    trust::TrustError,
};
use invigil_files::Access;
use invigil_model::{CandidateRef, Notice, PackageId};

use crate::{
    Context, Unlocked, bank,
    candidates::CandidateRow,
    mint::{Mint, Minted},
    org_notice, store,
};

const PACKAGE: &str = "exam.exampkg";
const TICKETS: &str = "tickets";

/// What was issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The package's id.
    pub package_id: PackageId,
    /// The test's title.
    pub title: String,
    /// The package file.
    pub package: PathBuf,
    /// A ticket for each candidate.
    pub tickets: Vec<IssuedTicket>,
    /// The access code, grouped. Spoken or sent apart from the package; never on a slip.
    pub code: String,
    /// The most variants that any two forms share.
    pub max_shared: u32,
    /// The most variants that two seat neighbours share.
    pub neighbour_shared: u32,
    /// Where the private files are.
    pub private: PathBuf,
    /// What the recruiter should know.
    pub warnings: Vec<String>,
}

/// How far an issue is: done, and of how many candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Questions are chosen for everybody together.
    Forms(usize, usize),
    /// Forms are sealed and tickets signed.
    Tickets(usize, usize),
    /// Files are written.
    Files(usize, usize),
}

/// One ticket.
#[derive(Clone, Debug)]
pub struct IssuedTicket {
    /// Whose.
    pub candidate_ref: CandidateRef,
    /// The file.
    pub path: PathBuf,
}

impl Unlocked {
    /// Issues `test` to the candidates. Nothing private is written under `out`.
    pub fn issue(
        &self,
        context: &Context,
        test: &str,
        candidates: &[CandidateRow],
        out: &Path,
    ) -> Result<Issued, Notice> {
        self.issue_watched(context, test, candidates, out, &|_| Ok(()))
    }

    /// [`Unlocked::issue`], saying how far it is. `watch` may refuse to go on until the package is
    /// there: nothing was written then.
    pub fn issue_watched(
        &self,
        context: &Context,
        test: &str,
        candidates: &[CandidateRow],
        out: &Path,
        watch: &dyn Fn(Progress) -> Result<(), Notice>,
    ) -> Result<Issued, Notice> {
        self.issue_of(context, &bank::open(test)?, candidates, out, watch)
    }

    /// [`Unlocked::issue_watched`] of a bank that is not in the library.
    pub fn issue_of(
        &self,
        context: &Context,
        bank: &Bank,
        candidates: &[CandidateRow],
        out: &Path,
        watch: &dyn Fn(Progress) -> Result<(), Notice>,
    ) -> Result<Issued, Notice> {
        let all = candidates.len();
        self.refuse_issue_into(out)?;
        let trust = self.org.trust_entries()?;
        let mint = Mint {
            org: self.org.id(),
            issuing: self.issuing()?,
            trust: &trust,
            recipients: &self.org.recipients(),
            kind: Kind::Test,
        };
        let minted = mint.mint(context, bank, candidates, watch)?;
        watch(Progress::Files(0, all))?;
        let private = self.org.issued_dir(&minted.package_id);
        {
            // What was taken back while the forms were made is taken back.
            let held = store::lock(&self.org.dir)?;
            self.held(&held)?.refuse_unreadable(context, &minted)?;
        }
        // Keys and code first: a package without them would be lost work for a candidate.
        let written =
            keep(&private, &minted, candidates).and_then(|()| hand_out(out, &minted, watch));
        let tickets = written.map_err(|notice| {
            // Without a package their keys are of no use; the first failure is the one to tell.
            let _ = invigil_files::remove_folder(&private);
            Notice {
                what: "Nothing was handed out.".to_owned(),
                ..notice
            }
        })?;
        Ok(Issued {
            package_id: minted.package_id,
            title: minted.title,
            package: out.join(PACKAGE),
            tickets,
            code: minted.code.to_string(),
            max_shared: minted.max_shared,
            neighbour_shared: minted.neighbour_shared,
            private,
            warnings: vec![
                "The bank of this form is public and for demonstration: candidates can read its questions and keys in the source.".to_owned(),
            ],
        })
    }

    /// What no laptop would open is not handed out: package and ticket are read back with the
    /// root pinned and the newest revocations, as a laptop reads them. One ticket speaks for all:
    /// the same key signed them at the same moment.
    fn refuse_unreadable(&self, context: &Context, minted: &Minted) -> Result<(), Notice> {
        let anchor = self.org.anchor();
        let package = package::open_package(&minted.package, &anchor);
        let ticket = minted.tickets.first();
        let ticket = ticket.map(|(_, bytes)| ticket::read_ticket(bytes, &anchor));
        let read = package
            .map(drop)
            .and_then(|()| ticket.transpose().map(drop));
        read.map_err(|error| {
            org_notice(
                "org.cannot-issue",
                "Nothing was issued.",
                format!("No laptop would open it: {error}."),
                self.remedy(context, &error),
            )
        })
    }

    /// What makes issuing possible again.
    fn remedy(&self, context: &Context, error: &DocError) -> &'static str {
        let now = u64::try_from(context.unix()).unwrap_or(0);
        let root = self.org.root().check_time(now);
        match (root, error) {
            (Err(TrustError::Expired(_)), _) => {
                "The root itself has expired: make a new organisation with `invigil org init`, and give its root.pub_signers to whoever verifies. Should this machine's clock be wrong, set it."
            }
            (_, DocError::Trust(TrustError::NotYetValid(_) | TrustError::SignerNotYetValid)) => {
                "Set this machine's clock, which lies before the day that the organisation's keys were made, then issue again."
            }
            _ => {
                "Make a new issuing key with `invigil org rotate`, then issue again. Should this machine's clock be wrong, set it first."
            }
        }
    }

    /// What is handed out and what stays secret never share a folder, and nothing handed out
    /// before is replaced.
    fn refuse_issue_into(&self, out: &Path) -> Result<(), Notice> {
        for written in [out, &out.join(TICKETS)] {
            self.refuse_inside("Nothing was issued.", written)?;
        }
        if invigil_files::exists(&out.join(PACKAGE)) {
            return Err(org_notice(
                "org.out-used",
                "Nothing was issued.",
                format!("{} already holds an issued package.", out.display()),
                "Choose an empty folder.",
            ));
        }
        Ok(())
    }

    /// No folder to write into is the organisation's or holds it, whatever links and `..` lead
    /// there.
    pub(crate) fn refuse_inside(&self, what: &str, out: &Path) -> Result<(), Notice> {
        let resolve = |path: &Path| invigil_files::resolve(path).map_err(|e| e.notice());
        let (org, out) = (resolve(&self.org.dir)?, resolve(out)?);
        if !out.starts_with(&org) && !org.starts_with(&out) {
            return Ok(());
        }
        Err(org_notice(
            "org.out-inside",
            what,
            format!(
                "{} and the organisation's folder {} lie in one another.",
                out.display(),
                org.display()
            ),
            "Choose a folder of its own for what is written.",
        ))
    }
}

/// Keeps what stays with the organisation.
fn keep(private: &Path, minted: &Minted, candidates: &[CandidateRow]) -> Result<(), Notice> {
    invigil_files::create_dir(private, Access::Private).map_err(|e| e.notice())?;
    let keep = |name: &str, bytes: &[u8]| {
        invigil_files::write_new(&private.join(name), bytes, Access::Private)
            .map_err(|e| e.notice())
    };
    keep("keypkg", &minted.keypkg)?;
    keep("code.txt", format!("{}\n", minted.code).as_bytes())?;
    keep("package.exampkg", &minted.package)?;
    keep("candidates.csv", list(candidates)?.as_bytes())
}

/// Writes package and tickets; where one of them fails, none of them stays.
fn hand_out(
    out: &Path,
    minted: &Minted,
    watch: &dyn Fn(Progress) -> Result<(), Notice>,
) -> Result<Vec<IssuedTicket>, Notice> {
    let folder = out.join(TICKETS);
    let made: Vec<&Path> = [folder.as_path(), out]
        .into_iter()
        .filter(|dir| !invigil_files::exists(dir))
        .collect();
    let ticket = |(candidate_ref, _): &(CandidateRef, Vec<u8>)| IssuedTicket {
        candidate_ref: candidate_ref.clone(),
        path: folder.join(format!("{candidate_ref}.ticket")),
    };
    let tickets: Vec<_> = minted.tickets.iter().map(ticket).collect();
    let package = out.join(PACKAGE);
    let paths = std::iter::once(&package).chain(tickets.iter().map(|ticket| &ticket.path));
    let bytes = std::iter::once(&minted.package).chain(minted.tickets.iter().map(|(_, b)| b));
    let mut written = Vec::with_capacity(minted.tickets.len() + 1);
    let all = invigil_files::create_dir(&folder, Access::Shared).and_then(|()| {
        paths.zip(bytes).try_for_each(|(path, bytes)| {
            invigil_files::write_new(path, bytes, Access::Shared)?;
            written.push(path);
            // Half of the tickets would help nobody: from here it goes on to the end.
            let _ = watch(Progress::Files(
                written.len().saturating_sub(1),
                tickets.len(),
            ));
            Ok(())
        })
    });
    all.map_err(|error| {
        // What cannot be taken away either is seen in the folder that the error names.
        for path in written {
            let _ = invigil_files::remove(path);
        }
        // Only what is empty: somebody else may hand out into the same folder.
        for made in made {
            let _ = invigil_files::remove_empty_folder(made);
        }
        error.notice()
    })?;
    Ok(tickets)
}

/// The organiser's own list, which links names to refs; it never leaves the folder.
fn list(candidates: &[CandidateRow]) -> Result<String, Notice> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |e: &dyn std::fmt::Display| {
        org_notice(
            "org.list",
            "The list of candidates could not be kept.",
            e.to_string(),
            "Report this.",
        )
    };
    writer
        .write_record(["ref", "name", "email", "extra_time_pct", "seat"])
        .map_err(|e| failed(&e))?;
    for row in candidates {
        let seat = row
            .seat
            .map(|(r, c)| format!("{r}-{c}"))
            .unwrap_or_default();
        writer
            .write_record([
                &row.candidate_ref.0,
                &row.name,
                &row.email,
                &row.extra_time_pct.to_string(),
                &seat,
            ])
            .map_err(|e| failed(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(&e))?;
    String::from_utf8(bytes).map_err(|e| failed(&e))
}
