//! Tests in folders that somebody brought: a USB stick, something dropped on the start screen.
//!
//! Looks two folders deep and at few files; a package and a ticket become an offer when they
//! belong together. Nothing is opened further than its outside.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use invigil_bundle::doc::{
    issuer::Anchor,
    package::{self, UnopenedPackage},
    ticket::{self, TicketFile},
};
use invigil_model::{Code, Notice};

use crate::{dto::SourceDto, host::Offer, offers};

/// Entries of one folder that are looked at.
const ENTRIES: usize = 400;
/// Files of each kind that are read.
const FILES: usize = 64;
/// Paths of one drop.
const DROPPED: usize = 32;

/// A test that was found.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) offer: Offer,
    pub(crate) source: SourceDto,
    pub(crate) place: String,
    pub(crate) candidate_ref: String,
}

/// What was found on sticks, kept while the same files are there.
#[derive(Default)]
pub(crate) struct Sticks {
    files: BTreeSet<PathBuf>,
    found: Vec<Found>,
}

impl Sticks {
    /// The tests on the sticks that are plugged in.
    pub(crate) fn look(&mut self, mounts: &[PathBuf]) -> &[Found] {
        let files = mounts.iter().flat_map(|mount| candidates(mount)).collect();
        if files != self.files {
            self.found = pair(&files, SourceDto::Stick);
            self.files = files;
        }
        &self.found
    }

    pub(crate) fn found(&self) -> &[Found] {
        &self.found
    }
}

/// The tests in what was dropped; a notice when there is none.
pub(crate) fn dropped(paths: &[String]) -> Result<Vec<Found>, Notice> {
    let files: BTreeSet<PathBuf> = paths
        .iter()
        .take(DROPPED)
        .flat_map(|path| candidates(Path::new(path)))
        .collect();
    let found = pair(&files, SourceDto::Dropped);
    if !found.is_empty() {
        return Ok(found);
    }
    let packages = files.iter().filter(|f| has(f, "exampkg")).count();
    let tickets = files.iter().filter(|f| has(f, "ticket")).count();
    let why = match (packages, tickets) {
        (0, 0) => "There is no file ending in .exampkg or .ticket in it.",
        (_, 0) => "There is a test package in it, but no ticket.",
        (0, _) => "There is a ticket in it, but no test package.",
        _ => "Its package and its ticket do not belong together, or one of them is damaged.",
    };
    Err(Notice::new(
        Code("session.nothing-found"),
        "No test was found in what you dropped.",
        why,
        "Drop the package and your ticket together, or the folder that holds both.",
    ))
}

fn has(path: &Path, extension: &str) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case(extension))
}

fn is_ours(path: &Path) -> bool {
    has(path, "exampkg") || has(path, "ticket")
}

/// A file of ours, or such files in a folder and the folders in it.
fn candidates(path: &Path) -> Vec<PathBuf> {
    if is_ours(path) {
        return vec![path.to_owned()];
    }
    let list = |folder: &Path| {
        let entries = invigil_files::list(folder).unwrap_or_default();
        entries.into_iter().take(ENTRIES).filter(|entry| {
            let name = entry.file_name().unwrap_or_default().to_string_lossy();
            !name.starts_with('.')
        })
    };
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in list(path) {
        if is_ours(&entry) {
            files.push(entry);
        } else if entry.extension().is_none() {
            folders.push(entry);
        }
    }
    files.extend(folders.iter().flat_map(|f| list(f)).filter(|f| is_ours(f)));
    files
}

fn pair(files: &BTreeSet<PathBuf>, source: SourceDto) -> Vec<Found> {
    let read = |extension: &'static str| {
        let files = files.iter().filter(move |f| has(f, extension));
        files.take(FILES).filter_map(|path| {
            let bytes = invigil_files::read(path, offers::CAP).ok()?;
            Some((path, bytes))
        })
    };
    let tickets: Vec<(&PathBuf, Vec<u8>, TicketFile)> = read("ticket")
        .filter_map(|(path, bytes)| {
            let ticket = ticket::read_ticket(&bytes, &Anchor::default()).ok()?;
            Some((path, bytes, ticket))
        })
        .collect();
    let mut found = Vec::new();
    for (path, bytes) in read("exampkg") {
        let Ok(package) = package::open_package(&bytes, &Anchor::default()) else {
            continue;
        };
        for (ticket_path, ticket_bytes, ticket) in &tickets {
            if package.check_ticket(ticket).is_err() {
                continue;
            }
            found.push(make(
                source,
                (path, &bytes, &package),
                (ticket_path, ticket_bytes, ticket),
            ));
        }
    }
    found
}

fn make(
    source: SourceDto,
    (path, bytes, package): (&Path, &[u8], &UnopenedPackage),
    (ticket_path, ticket_bytes, ticket): (&Path, &[u8], &TicketFile),
) -> Found {
    let place = path.parent().unwrap_or(path).display().to_string();
    Found {
        offer: Offer {
            id: format!("{}|{}", path.display(), ticket_path.display()),
            title: package.package().title.clone(),
            note: String::new(),
            package: bytes.to_vec(),
            ticket: ticket_bytes.to_vec(),
            code: None,
        },
        source,
        place,
        candidate_ref: ticket.ticket().candidate_ref.to_string(),
    }
}
