//! `invigil org rotate` and `invigil org revoke`: what the root's key is needed for.

use std::{path::Path, process::ExitCode};

use invigil_model::Notice;
use invigil_recruiter::{Org, Revocation};

use crate::{
    context,
    grammar::{Passphrase, Revoke},
    passphrase,
};

pub(crate) fn rotate(
    dir: &Path,
    root_key: Option<&Path>,
    file: &Passphrase,
) -> Result<ExitCode, Notice> {
    let org = Org::open(dir)?;
    let secret = passphrase::read(file.passphrase_file.as_deref())?;
    let made = org.unlock(&secret)?.rotate(&context(), &secret, root_key)?;
    sayln!("org.signers is now number {}.", made.seq);
    sayln!("issuing key until now {}", made.old);
    sayln!("issuing key from now  {}", made.new);
    if made.old_revoked {
        sayln!(
            "The old key is revoked: no package, ticket or result under it is taken; issue those tests again."
        );
    } else {
        sayln!("What was issued until now stays valid.");
    }
    sayln!("Move the root key file offline again.");
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn revoke(a: &Revoke) -> Result<ExitCode, Notice> {
    let what = match (&a.key, &a.result) {
        (Some(key), _) => Revocation::Key {
            file: key.clone(),
            serials: a.serials,
        },
        (None, Some(result)) => Revocation::Result(result.clone()),
        (None, None) => unreachable!("clap asks for one of them"),
    };
    let org = Org::open(&a.dir)?;
    let secret = passphrase::read(a.passphrase.passphrase_file.as_deref())?;
    let org = org.unlock(&secret)?;
    let list = org.revoke(&context(), &secret, a.root_key.as_deref(), &what, &a.reason)?;
    if list.before {
        sayln!("It was taken back before; nothing was changed.");
    }
    if let Some(attempt) = &list.attempt {
        sayln!("candidate   {}", attempt.candidate_ref);
        sayln!("ticket      {}", attempt.ticket_id);
        sayln!("attempt key {}", attempt.attempt_key);
        sayln!("device      {}, serial {}", attempt.device, attempt.serial);
    }
    sayln!(
        "revoked.json is number {} with {} in it; for ssh-keygen: {}",
        list.seq,
        match list.entries {
            1 => "1 entry".to_owned(),
            n => format!("{n} entries"),
        },
        list.krl.display()
    );
    Ok(ExitCode::SUCCESS)
}
