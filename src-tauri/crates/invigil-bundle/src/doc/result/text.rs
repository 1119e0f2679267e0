//! `VERIFY.txt`: how to check a result with standard tools, and what that shows.

use invigil_model::AttemptId;

use crate::doc::{
    Stamp,
    package::{Kind, Package},
    ticket::Ticket,
};

/// The text of one result. Commands are for a POSIX shell in the opened folder.
pub(crate) fn verify_text(attempt: AttemptId, package: &Package, ticket: &Ticket) -> String {
    let practice = match package.policy.kind {
        Kind::Practice => "PRACTICE: this result has no weight.\n\n",
        Kind::Test => "",
    };
    let (issued, ticketed) = (verify_time(package.issued), verify_time(ticket.issued));
    format!(
        "{practice}\
How to check this result without Invigil
========================================

You need ssh-keygen (OpenSSH 9.1 or newer), sha256sum and, for the sealed file, age.

1. Open the sealed file with the mailbox key, in an empty folder:

   unzip NAME.result
   age -d -i mailbox.key -o inner.zip sealed.age     (check the exit code)
   unzip inner.zip

2. The organisation's keys. Use YOUR copy of root.pub_signers, not the one in trust/:

   ssh-keygen -Y verify -f root.pub_signers -I org -n trust-v1@invigil -s trust/org.signers.sig < trust/org.signers

3. The package and the ticket were issued by it:

   ssh-keygen -Y verify -Overify-time={issued} -f trust/org.signers -I issue -n package-v1@invigil -s package/SHA256SUMS.sig < package/SHA256SUMS
   (cd package && sha256sum -c --ignore-missing SHA256SUMS)
   ssh-keygen -Y verify -Overify-time={ticketed} -f trust/org.signers -I issue -n ticket-v1@invigil -s ticket.json.sig < ticket.json

4. The result was signed by the key of this attempt, and nothing was changed since:

   ssh-keygen -Y verify -Overify-time={ticketed} -f trust/device.signers -I attempt-{attempt} -n result-v1@invigil -s SHA256SUMS.sig < SHA256SUMS
   sha256sum -c SHA256SUMS

   With trust/revoked.krl, add: -r trust/revoked.krl
   On Windows, run each line as: cmd /c \"... < file\"   (PowerShell pipes change bytes)

What this shows
---------------
The bytes are unchanged since sealing, and whose key signed. trust/device.signers is
self-asserted: the laptop made that key itself, so step 4 says that one laptop signed, not
whose. On a machine that the candidate owns, a valid signature does not prove that the
capture was honest.

What this does not show
-----------------------
These commands do not check the log, the ticket's window, or that the answers follow from the
log; sha256sum does not notice files that are not listed. `invigil verify` does all of that.
"
    )
}

/// As `ssh-keygen -Overify-time` reads it: `YYYYMMDDHHMMSSZ`.
fn verify_time(stamp: Stamp) -> String {
    stamp.to_string().replace(['-', ':', 'T'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_ssh_keygen_reads_it() {
        let stamp = "2026-03-01T09:05:07Z".parse().unwrap();
        assert_eq!(verify_time(stamp), "20260301090507Z");
    }
}
