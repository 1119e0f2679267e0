//! What the full app adds to the shell: the demonstration's test.

use std::{path::Path, sync::Arc};

use invigil_candidate::Offer;
use invigil_model::Notice;

/// The demonstration's offer, made fresh in the data folder on the first start.
pub(crate) fn offers(data: &Path) -> Result<Vec<Offer>, Notice> {
    let context = invigil_recruiter::Context {
        clock: Arc::new(invigil_clock::SystemClock::new()),
        random: Arc::new(invigil_crypto::random::SystemRandom::new()),
    };
    let demo = invigil_recruiter::ensure_demo(&context, data)?;
    Ok(vec![Offer {
        id: "demo".to_owned(),
        title: demo.title,
        note: "Issued to you by a demonstration organisation on this laptop.".to_owned(),
        package: demo.package,
        ticket: demo.ticket,
        code: Some(demo.code),
    }])
}
