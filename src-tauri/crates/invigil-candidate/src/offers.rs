//! Tests that can be opened: the host's offers, practice, and files by path.

use std::path::Path;

use invigil_bundle::doc::{issuer::Anchor, ticket};
use invigil_model::{Code, Notice};

use crate::{
    dto::OfferDto,
    host::{Host, Offer},
    practice,
};

const CAP: u64 = 64 << 20;

/// The start screen's list.
pub(crate) fn list(host: &Host) -> Vec<OfferDto> {
    all(host)
        .map(|offer| {
            let resumes =
                ticket::read_ticket(&offer.ticket, &Anchor::default()).is_ok_and(|ticket| {
                    let path = invigil_attempt::attempt_path(
                        &host.data.join("attempts"),
                        ticket.ticket().ticket_id,
                    );
                    let done = crate::sitting::done_path(&host.data, ticket.ticket().ticket_id);
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
            }
        })
        .collect()
}

fn all(host: &Host) -> impl Iterator<Item = Offer> + '_ {
    host.offers.iter().cloned().chain([practice::offer()])
}

/// One of the list by its id.
pub(crate) fn find(host: &Host, id: &str) -> Result<Offer, Notice> {
    all(host).find(|offer| offer.id == id).ok_or_else(|| {
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
