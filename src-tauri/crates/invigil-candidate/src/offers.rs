//! Tests that can be opened: the host's offers, practice, and files by path.

use std::path::Path;

use invigil_bundle::doc::{issuer::Anchor, ticket};
use invigil_model::{Code, Notice};

use crate::{
    dto::{OfferDto, SourceDto},
    found::Found,
    host::{Host, Offer},
    practice,
};

/// A package or ticket may have this many bytes.
pub(crate) const CAP: u64 = 64 << 20;

/// The start screen's list: what was brought first, practice last.
pub(crate) fn list(host: &Host, found: &[Found]) -> Vec<OfferDto> {
    let brought = found.iter().map(|found| {
        let Found {
            offer,
            source,
            place,
            candidate_ref,
        } = found.clone();
        OfferDto {
            source,
            place: Some(place),
            candidate_ref: Some(candidate_ref),
            ..dto(host, offer, source)
        }
    });
    let prepared = host.offers.iter().cloned();
    let prepared = prepared.map(|offer| dto(host, offer, SourceDto::Prepared));
    let practice = dto(host, practice::offer(), SourceDto::Practice);
    brought.chain(prepared).chain([practice]).collect()
}

fn dto(host: &Host, offer: Offer, source: SourceDto) -> OfferDto {
    let resumes = ticket::read_ticket(&offer.ticket, &Anchor::default()).is_ok_and(|ticket| {
        let ticket = ticket.ticket().ticket_id;
        let path = invigil_attempt::attempt_path(&host.data.join("attempts"), ticket);
        let done = crate::done::path(&host.data, ticket);
        invigil_files::exists(&path) && !invigil_files::exists(&done)
    });
    let Offer {
        id,
        title,
        note,
        code,
        package: _,
        ticket: _,
    } = offer;
    OfferDto {
        id,
        title,
        note,
        code,
        resumes,
        source,
        place: None,
        candidate_ref: None,
    }
}

/// One of the list by its id.
pub(crate) fn find<'a>(
    host: &Host,
    mut found: impl Iterator<Item = &'a Found>,
    id: &str,
) -> Result<Offer, Notice> {
    let prepared = host.offers.iter().cloned().chain([practice::offer()]);
    found
        .find(|found| found.offer.id == id)
        .map(|found| found.offer.clone())
        .or_else(|| prepared.into_iter().find(|offer| offer.id == id))
        .ok_or_else(|| {
            Notice::new(
                Code("session.no-such-offer"),
                "That test is not here.",
                format!("There is no test `{id}` on this laptop."),
                "Choose one of the list, or open a package and a ticket.",
            )
        })
}

/// A package and a ticket by their paths.
pub(crate) fn from_files(package: &str, ticket: &str) -> Result<Offer, Notice> {
    let read = |path: &str| invigil_files::read(Path::new(path), CAP).map_err(|e| e.notice());
    Ok(Offer {
        id: String::new(),
        title: String::new(),
        note: String::new(),
        package: read(package)?,
        ticket: read(ticket)?,
        code: None,
    })
}
