//! `VERIFY.txt`: how to check a result with standard tools, and what that shows.

use super::commands::{NOT_SHOWN, Named, Own, Step};
use crate::{doc::package::Kind, trust::namespace};

/// The text of one result. Commands are for a POSIX shell in the opened folder.
pub(crate) fn verify_text(kind: Kind, named: &Named) -> String {
    let practice = match kind {
        Kind::Practice => "PRACTICE: this result has no weight.\n\n",
        Kind::Test => "",
    };
    let steps = named.steps(Own {
        root: "root.pub_signers",
        revoked: None,
    });
    let [keys, issued, result] = steps.each_ref().map(lines);
    let [of_keys, of_issue, of_result] = steps.each_ref().map(|step| step.shows);
    let revoked = namespace::REVOKED;
    format!(
        "{practice}\
How to check this result without Invigil
========================================

You need ssh-keygen (OpenSSH 9.1 or newer), sha256sum, sed, grep and base64; unzip and age for
the sealed file. Each command must succeed. This text came with the result, and whoever makes
a false result can change it: `invigil open` prints the same commands by itself.

1. Open the sealed file with the mailbox key, in an empty folder:

   unzip NAME.result
   age -d -i mailbox.key -o inner.zip sealed.age     (check the exit code)
   unzip inner.zip

2. {of_keys}.
   Use YOUR copy of root.pub_signers, not the one in trust/:

{keys}
3. {of_issue}:

{issued}
4. {of_result}:

{result}
5. Where the organisation has taken keys back, take YOUR own newest revoked.krl; one in trust/
   is as old as the package. The root signed it:

   ssh-keygen -Y verify -f root.pub_signers -I org -n {revoked} -s revoked.krl.sig < revoked.krl

   Then add to each `ssh-keygen -Y verify` of steps 3 and 4: -r revoked.krl

On Windows, use the shell that comes with Git: PowerShell pipes change bytes.

What this shows
---------------
The organisation issued this package and this ticket, and the bytes are unchanged since a key
sealed them whose certificate names this ticket. On a machine that the candidate owns, a valid
signature does not prove that the capture was honest.

What this does not show
-----------------------
{NOT_SHOWN}
"
    )
}

/// The commands of a step, a line each.
fn lines(step: &Step) -> String {
    let lines = step.commands.iter();
    lines.map(|c| format!("   {}\n", c.line)).collect()
}
