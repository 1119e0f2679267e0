//! The manual: one page a command, as it is generated and as the packages bring it.

/// The pages' files, sorted.
pub const PAGES: [&str; 20] = [
    "invigil-bank-search.1",
    "invigil-bank.1",
    "invigil-demo.1",
    "invigil-grade.1",
    "invigil-inspect.1",
    "invigil-issue.1",
    "invigil-keys-export-mailbox.1",
    "invigil-keys.1",
    "invigil-languages.1",
    "invigil-open.1",
    "invigil-org-init.1",
    "invigil-org-revoke.1",
    "invigil-org-rotate.1",
    "invigil-org.1",
    "invigil-problem-check.1",
    "invigil-problem.1",
    "invigil-replay.1",
    "invigil-take.1",
    "invigil-verify.1",
    "invigil.1",
];
