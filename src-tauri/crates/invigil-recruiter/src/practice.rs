//! The practice package: minted like any other, by keys that are thrown away.

use std::path::Path;

use invigil_bundle::{age::Identity, doc::package::Kind, ssh, szip::Entry, trust::namespace};
use invigil_crypto::sign::SigningKey;
use invigil_files::Access;
use invigil_model::Notice;

use crate::{
    Context, bank,
    make::{org_signers, root_file},
    mint::{Mint, lone_candidate},
    no_random,
    org::{ROOT_FILE, TRUST, TRUST_SIG},
};

/// Writes `practice.exampkg`, `practice.ticket`, `code.txt` and, with the keys of that one form
/// and why each option is right or wrong, `explained.json`. Root, issuing and mailbox keys
/// exist in memory only and are gone when this returns: nobody can sign with them again, and
/// nobody can open a practice result.
pub fn make_practice(context: &Context, out: &Path) -> Result<(), Notice> {
    let random = &*context.random;
    let key = || SigningKey::generate(random).map_err(|e| no_random(&e));
    let (root, issuing) = (key()?, key()?);
    let mailbox = Identity::generate(random).map_err(|e| no_random(&e))?;
    let root_file = root_file(context, "practice", &root.public())?;
    let signers = org_signers(context, "practice", &issuing.public())?;
    let signature = ssh::sign(&root, None, namespace::TRUST, signers.as_bytes());
    let trust = [
        Entry::new(ROOT_FILE, root_file),
        Entry::new(TRUST, signers),
        Entry::new(TRUST_SIG, signature),
    ];
    let mint = Mint {
        org: "practice",
        issuing: &issuing,
        trust: &trust,
        recipients: &[mailbox.recipient()],
        kind: Kind::Practice,
    };
    let candidate = lone_candidate("practice", "Practice");
    let minted = mint.mint(context, &bank::practice()?, &[candidate], &|_| Ok(()))?;
    invigil_files::create_dir(out, Access::Shared).map_err(|e| e.notice())?;
    let write = |name: &str, bytes: &[u8]| {
        invigil_files::write(&out.join(name), bytes, Access::Shared).map_err(|e| e.notice())
    };
    write("practice.exampkg", &minted.package)?;
    if let Some((_, ticket)) = minted.tickets.first() {
        write("practice.ticket", ticket)?;
    }
    let explained = serde_json::to_vec_pretty(&minted.first_keys).unwrap_or_default();
    write("explained.json", &explained)?;
    write("code.txt", format!("{}\n", minted.code).as_bytes())
}
