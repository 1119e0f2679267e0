//! The commands that check an opened result with standard tools: one list, for `VERIFY.txt` and
//! for whoever opens a result.
//!
//! Lines are for a POSIX shell in the opened folder. They go from the organisation's root down:
//! its keys, the package and the ticket, the certificate of the attempt key, the result. No
//! command can go further: nothing that the organisation signs names the laptop's key.
//! Deliberately absent: running them.

use invigil_model::{AttemptId, TicketId};

use super::name;
use crate::{
    doc::{Stamp, document, issuer::DEVICE_SIGNERS, package::Package, ticket::Ticket},
    ssh::{
        self,
        cert::CERT_TYPE,
        sshsig::{MAGIC, Signer},
    },
    sums,
    szip::Entry,
    trust::{namespace, principal},
};

const ORG_SIGNERS: &str = "trust/org.signers";
const SSH: &[&str] = &["ssh-keygen"];
const SUMS: &[&str] = &["sha256sum"];
const SED_SUMS: &[&str] = &["sed", "sha256sum"];
const LISTING: &[&str] = &["sed", "base64", "tail", "head", "ssh-keygen", "grep"];

/// What all of the commands together do not show.
pub const NOT_SHOWN: &str = "\
Whose laptop signed. It made its key itself (trust/device.signers), and no key of the
organisation signs that one: whoever holds a ticket can make a result for it that passes all
of these commands. They do not check the log, the ticket's window, the digests in the attempt
key's certificate, whether trust/org.signers is the newest, or that the answers follow from
the log; sha256sum does not notice files that are not listed. `invigil verify` checks all of
that, but it cannot say whose laptop it was either.";

/// A line of shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The line.
    pub line: String,
    /// The programs that it needs, besides the shell.
    pub tools: &'static [&'static str],
}

/// Commands that show one thing together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What they show when each of them succeeds, a sentence without its full stop.
    pub shows: &'static str,
    /// The commands, in order.
    pub commands: Vec<Command>,
}

/// The files that whoever checks has of the organisation, each as one word of the shell.
#[derive(Clone, Copy, Debug)]
pub struct Own<'a> {
    /// The pinned `root.pub_signers`.
    pub root: &'a str,
    /// The newest `revoked.krl`, with its signature beside it as `.sig`.
    pub revoked: Option<&'a str>,
}

/// What the commands name of one result. What could not be read is `None`: the command that
/// needs it is there all the same, and fails.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// The attempt.
    pub attempt: AttemptId,
    /// The ticket, as `ticket.json` says.
    pub ticket: Option<TicketId>,
    /// When the package was issued, as it says.
    pub package_issued: Option<Stamp>,
    /// When the ticket was issued, as it says.
    pub ticket_issued: Option<Stamp>,
    /// Bytes of the certificate in `SHA256SUMS.sig`.
    pub certificate: Option<usize>,
}

impl Named {
    /// Reads the inner files of a result; verifies nothing.
    pub fn read(attempt: AttemptId, entries: &[Entry]) -> Self {
        let bytes = |name: &str| {
            let entry = entries.iter().find(|entry| entry.name == name);
            entry.map_or(&[][..], |entry| &entry.bytes)
        };
        let ticket: Option<Ticket> = document::read(bytes(name::TICKET)).ok();
        let package: Option<Package> = document::read(bytes(name::PACKAGE)).ok();
        let signer = ssh::sshsig::look(bytes(sums::SIGNATURE_NAME)).ok();
        let certificate = signer.and_then(|(signer, _)| match signer {
            Signer::Certificate(certificate) => Some(certificate.blob().len()),
            Signer::Key(_) => None,
        });
        Self {
            attempt,
            ticket: ticket.as_ref().map(|ticket| ticket.ticket_id),
            package_issued: package.map(|package| package.issued),
            ticket_issued: ticket.map(|ticket| ticket.issued),
            certificate,
        }
    }

    /// The steps, from the root down.
    pub fn steps(&self, own: Own<'_>) -> [Step; 3] {
        [
            Step {
                shows: "The organisation's keys were signed by its root",
                commands: keys(own),
            },
            Step {
                shows: "The package and the ticket were issued with them, the one for the other",
                commands: self.issued(own),
            },
            Step {
                shows: "The certificate of the attempt's key names this ticket; the key signed what is here",
                commands: self.result(own),
            },
        ]
    }

    fn issued(&self, own: Own<'_>) -> Vec<Command> {
        let by_issuing_key = |at, namespace, signed: &str| {
            let options = options(at, own.revoked);
            verify(&options, ORG_SIGNERS, principal::ISSUE, namespace, signed)
        };
        // The ticket names the package by the digest of its list, which `sha256sum` can read.
        let ticket = name::TICKET;
        let of_package = name::PACKAGE_SUMS.replace('/', r"\/");
        let pick = format!(r#"s/.*"package_sums_sha256":"\([0-9a-f]*\)".*/\1  {of_package}/p"#);
        vec![
            by_issuing_key(self.package_issued, namespace::PACKAGE, name::PACKAGE_SUMS),
            Command {
                line: "(cd package && sha256sum -c --ignore-missing SHA256SUMS)".to_owned(),
                tools: SUMS,
            },
            by_issuing_key(self.ticket_issued, namespace::TICKET, ticket),
            Command {
                line: format!("sed -n '{pick}' {ticket} | sha256sum -c"),
                tools: SED_SUMS,
            },
        ]
    }

    fn result(&self, own: Own<'_>) -> Vec<Command> {
        let principal = format!("attempt-{}", self.attempt);
        let options = options(self.ticket_issued, own.revoked);
        let sums = sums::SUMS_NAME;
        vec![
            self.certificate_names_ticket(),
            verify(
                &options,
                DEVICE_SIGNERS,
                &principal,
                namespace::RESULT,
                sums,
            ),
            Command {
                line: format!("sha256sum -c {sums}"),
                tools: SUMS,
            },
        ]
    }

    /// The certificate stands in the signature behind its magic, version and length: there
    /// `ssh-keygen -L` can list it.
    fn certificate_names_ticket(&self) -> Command {
        let (sig, first) = (sums::SIGNATURE_NAME, MAGIC.len() + 4 + 4 + 1);
        let length = self.certificate.unwrap_or(0);
        let ticket = self.ticket.map(|id| id.to_string()).unwrap_or_default();
        let blob = format!("sed '/^-/d' {sig} | base64 -d | tail -c +{first} | head -c {length}");
        Command {
            line: format!(
                "(printf '{CERT_TYPE} '; {blob} | base64 -w0) | ssh-keygen -L -f - | grep -F 'Key ID: \"{ticket}\"'"
            ),
            tools: LISTING,
        }
    }
}

/// The trust file and, where there is one, the list of what was taken back, both signed by R.
fn keys(own: Own<'_>) -> Vec<Command> {
    let by_root = |namespace, signed: &str| verify("", own.root, principal::ORG, namespace, signed);
    let mut commands = vec![by_root(namespace::TRUST, ORG_SIGNERS)];
    commands.extend(own.revoked.map(|list| by_root(namespace::REVOKED, list)));
    commands
}

/// The signature beside `signed`.
fn verify(options: &str, signers: &str, who: &str, namespace: &str, signed: &str) -> Command {
    Command {
        line: format!(
            "ssh-keygen -Y verify {options}-f {signers} -I {who} -n {namespace} -s {signed}.sig < {signed}"
        ),
        tools: SSH,
    }
}

fn options(at: Option<Stamp>, revoked: Option<&str>) -> String {
    let at = at.map(|stamp| format!("-Overify-time={} ", verify_time(stamp)));
    let revoked = revoked.map(|list| format!("-r {list} "));
    at.into_iter().chain(revoked).collect()
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
