//! The command line's grammar; the man page and the completions are generated from it.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand};

/// Offline assessments: issue, take, verify, grade.
///
/// A test is issued as one package and a ticket for each candidate, taken without a network in the
/// app, and comes back as a signed result, which is verified, graded and run again here, or with
/// ssh-keygen, sha256sum and age alone.
#[derive(Debug, Parser)]
#[command(
    name = "invigil",
    version,
    max_term_width = 100,
    after_help = "Example, from nothing to a verified result:\n  invigil demo --out demo\n\nExit codes: 0 all is well; 2 refused, with a code and a reason; 3 checked in part only; 1 anything else."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an organisation and look after its keys.
    #[command(
        after_help = "Examples:\n  invigil org init --dir acme --name 'Acme'\n  invigil org rotate --dir acme\n  invigil org revoke --dir acme --result c-1.result --reason 'the laptop was swapped'"
    )]
    Org(Org),
    /// Issue a test: one package, and a ticket for each candidate.
    #[command(
        after_help = "Example:\n  invigil issue --org acme --test backend-engineer --candidates spring.csv --out hand-out\n\ncandidates.csv: ref,name,email,extra_time_pct,seat (the last three are optional).\nThe access code is printed once and kept in the organisation's folder; never put it on a slip."
    )]
    Issue(Issue),
    /// Take a test by script, through the same use cases as the window; the result says so.
    #[command(
        after_help = "Example:\n  invigil take --package exam.exampkg --ticket tickets/c-1.ticket --code ABCD-EFGH-JKMN --script s.json --out c-1.result\n\nScript: {\"answers\": {\"1\": \"A\", \"2\": \"key\", \"3\": \"wrong\", \"4\": null},\n         \"code\": {\"language\": \"python\", \"file\": \"solution.py\", \"run\": true}, \"seconds\": 1200}\n\"key\" and \"wrong\" need --org.\nBeside --out: VERIFY.txt, the slip, and <out>.attempt, the laptop that was played; it may be deleted."
    )]
    Take(Take),
    /// Check a result: what it proves, and what it does not.
    #[command(
        after_help = "Examples:\n  invigil verify c-1.result --org acme\n  invigil verify opened/ --trust root.pub_signers --json"
    )]
    Verify(Verify),
    /// Write the inner files of a result for ssh-keygen, sha256sum and age.
    #[command(
        after_help = "Example:\n  invigil open c-1.result --org acme --out opened\n  cd opened && sha256sum -c SHA256SUMS"
    )]
    Open(Open),
    /// Score verified results: answers by the key, code by the hidden tests.
    #[command(
        after_help = "Example:\n  invigil grade *.result --org acme --json\n\nThe first run makes the languages ready, a minute or two; they are kept in --runtimes."
    )]
    Grade(Grade),
    /// Run the candidate's logged runs again and compare every bit.
    #[command(
        after_help = "Example:\n  invigil replay c-1.result --org acme\n\nExit code 2: a run came out otherwise; the first difference is printed. 3: some inputs could not be compared, or the log holds no outcome of them."
    )]
    Replay(Replay),
    /// Which languages run on this machine, made ready where they are not yet.
    #[command(after_help = "Example:\n  invigil languages")]
    Languages(Languages),
    /// Prove coding questions: references pass, planted wrong solutions fail, limits leave room.
    #[command(
        after_help = "Example:\n  invigil problem check assets/bank/backend-engineer --task rate-limiter"
    )]
    Problem(ProblemArgs),
    /// Look for questions in a test's bank.
    #[command(after_help = "Example:\n  invigil bank search isolation level")]
    Bank(BankArgs),
    /// Look into any of our files without trusting it.
    #[command(after_help = "Example:\n  invigil inspect exam.exampkg")]
    Inspect(Inspect),
    /// The whole journey in plain words: organisation, issue, attempt, result, verify, score.
    #[command(after_help = "Example:\n  invigil demo --out demo")]
    Demo(Demo),
    /// Write keys in plain form, for the standard tools.
    #[command(after_help = "Example:\n  invigil keys export-mailbox --org acme --out mailbox.key")]
    Keys(Keys),
    /// Write a man page for each command, and completions for bash, zsh, fish and PowerShell.
    #[command(
        hide = true,
        after_help = "Example:\n  invigil generate --out generated\n  man -l generated/invigil-verify.1"
    )]
    Generate(Generate),
    /// Make the practice package; its signing key is thrown away.
    #[command(hide = true)]
    Practice(Practice),
}

#[derive(Debug, Args)]
pub(crate) struct Org {
    #[command(subcommand)]
    pub(crate) command: OrgCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrgCommand {
    /// Make an organisation: root, issuing and mailbox keys behind a passphrase.
    #[command(
        after_help = "Example:\n  invigil org init --dir acme --name 'Acme'\n\nThe root key is a file of its own (root.key.sealed): move it offline; issue and grade work without it."
    )]
    Init {
        /// A folder that does not exist yet, or is empty.
        #[arg(long)]
        dir: PathBuf,
        /// The organisation's name, as the recruiter's window and the slips that it prints show it.
        /// What candidates see on their screens is the id in signed files: the name in a-z, 0-9
        /// and hyphens.
        #[arg(long)]
        name: String,
        #[command(flatten)]
        passphrase: Passphrase,
        /// A second age recipient that can open every result.
        #[arg(long, value_name = "FILE.pub")]
        escrow: Option<PathBuf>,
    },
    /// Make a new issuing key; what the old one signed stays valid.
    #[command(
        after_help = "Example:\n  invigil org rotate --dir acme --root-key /media/stick/root.key.sealed\n\nOnce a year, before org.signers expires, or when the issuing key may have been copied; then revoke the old one as well."
    )]
    Rotate {
        /// The organisation's folder.
        #[arg(long)]
        dir: PathBuf,
        /// Where root.key.sealed is, if it was moved offline.
        #[arg(long, value_name = "FILE")]
        root_key: Option<PathBuf>,
        #[command(flatten)]
        passphrase: Passphrase,
    },
    /// Take a key, a device's certificates or one attempt's certificate back.
    #[command(
        after_help = "Examples:\n  invigil org revoke --dir acme --result c-1.result --reason 'the laptop was swapped'\n  invigil org revoke --dir acme --key device.pub --serials 4-9 --reason 'lost'\n\nA revocation counts whatever the time of a signature; packages carry the list from the next issue on."
    )]
    Revoke(Revoke),
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["key", "result"])))]
pub(crate) struct Revoke {
    /// The organisation's folder.
    #[arg(long)]
    pub(crate) dir: PathBuf,
    /// A public key as one line of OpenSSH: a device's or an issuing key.
    #[arg(long, value_name = "FILE.pub")]
    pub(crate) key: Option<PathBuf>,
    /// Of the device with this key, only the certificates with these serials.
    #[arg(long, value_name = "FIRST-LAST", requires = "key", value_parser = serials)]
    pub(crate) serials: Option<(u64, u64)>,
    /// The certificate of this result's attempt.
    #[arg(long, value_name = "FILE.result")]
    pub(crate) result: Option<PathBuf>,
    /// Why, in one line, for people.
    #[arg(long)]
    pub(crate) reason: String,
    /// Where root.key.sealed is, if it was moved offline.
    #[arg(long, value_name = "FILE")]
    pub(crate) root_key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
}

/// `4` or `4-9`.
fn serials(text: &str) -> Result<(u64, u64), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| text.parse::<u64>().map_err(|e| e.to_string());
    match (number(first)?, number(last)?) {
        (first, last) if 0 < first && first <= last => Ok((first, last)),
        _ => Err("serials rise from 1 on".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct Passphrase {
    /// Read the passphrase from the first line of this file; without it you are asked.
    #[arg(long, value_name = "FILE", env = "INVIGIL_PASSPHRASE_FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Issue {
    /// The organisation's folder.
    #[arg(long)]
    pub(crate) org: PathBuf,
    /// The test's name.
    #[arg(long, default_value = "backend-engineer")]
    pub(crate) test: String,
    /// candidates.csv
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) candidates: PathBuf,
    /// Where the package and the tickets go; nothing private is written there.
    #[arg(long)]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
}

#[derive(Debug, Args)]
pub(crate) struct Take {
    /// The package.
    #[arg(long, value_name = "FILE.exampkg")]
    pub(crate) package: PathBuf,
    /// The ticket.
    #[arg(long, value_name = "FILE.ticket")]
    pub(crate) ticket: PathBuf,
    /// The access code.
    #[arg(long)]
    pub(crate) code: String,
    /// What to answer.
    #[arg(long, value_name = "FILE.json")]
    pub(crate) script: PathBuf,
    /// The result file to write, with its slip beside it; existing files are not replaced.
    #[arg(long, value_name = "FILE.result")]
    pub(crate) out: PathBuf,
    /// Needed for "key" and "wrong" in the script.
    #[arg(long)]
    pub(crate) org: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) runtimes: RuntimesDir,
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("whose keys").required(true).args(["org", "trust"])))]
pub(crate) struct Verify {
    /// A `.result` file, or a folder made by `invigil open`.
    pub(crate) path: PathBuf,
    /// The organisation's folder: opens the result with its mailbox key.
    #[arg(long, value_name = "DIR")]
    pub(crate) org: Option<PathBuf>,
    /// The organisation's root.pub_signers, where you have no mailbox key.
    #[arg(long, value_name = "root.pub_signers")]
    pub(crate) trust: Option<PathBuf>,
    /// Machine-readable output.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
}

#[derive(Debug, Args)]
pub(crate) struct Open {
    /// The result.
    pub(crate) path: PathBuf,
    /// The organisation's folder.
    #[arg(long)]
    pub(crate) org: PathBuf,
    /// A folder that does not exist yet.
    #[arg(long)]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
}

#[derive(Debug, Args)]
pub(crate) struct Grade {
    /// The results.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The organisation's folder.
    #[arg(long)]
    pub(crate) org: PathBuf,
    /// Machine-readable output.
    #[arg(long)]
    pub(crate) json: bool,
    /// Score the answers alone; the code is not run, and the grade says so.
    #[arg(long)]
    pub(crate) answers_only: bool,
    #[command(flatten)]
    pub(crate) runtimes: RuntimesDir,
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// The results.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The organisation's folder.
    #[arg(long)]
    pub(crate) org: PathBuf,
    /// Machine-readable output.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) runtimes: RuntimesDir,
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
}

/// Where the languages are kept once they are ready.
#[derive(Debug, Args)]
pub(crate) struct RuntimesDir {
    /// Where the languages are kept once they are ready; by default in the data folder.
    #[arg(long, value_name = "DIR", env = "INVIGIL_RUNTIMES")]
    pub(crate) runtimes: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Languages {
    /// Machine-readable output.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) runtimes: RuntimesDir,
}

#[derive(Debug, Args)]
pub(crate) struct BankArgs {
    #[command(subcommand)]
    pub(crate) command: BankCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BankCommand {
    /// List the items and coding tasks that hold every word, the best first.
    #[command(
        after_help = "Example:\n  invigil bank search isolation level\n\nThe last word may be the beginning of one. Keys, options and rationales are not searched."
    )]
    Search(BankSearch),
}

#[derive(Debug, Args)]
pub(crate) struct BankSearch {
    /// The words.
    #[arg(required = true)]
    pub(crate) words: Vec<String>,
    /// Which test's bank.
    #[arg(long, default_value = "backend-engineer")]
    pub(crate) test: String,
    /// Machine-readable output.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ProblemArgs {
    #[command(subcommand)]
    pub(crate) command: ProblemCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProblemCommand {
    /// Run validators, references and planted wrong solutions, and calibrate limits by language.
    #[command(
        after_help = "Examples:\n  invigil problem check assets/bank/backend-engineer --task rate-limiter\n  invigil problem check ~/problems/hello --json\n\nDIR is a bank, a task of one, or a problem package (Kattis format: legacy, 2023-07, 2025-09).\nExit code 2: not proved, or refused."
    )]
    Check(ProblemCheck),
}

#[derive(Debug, Args)]
pub(crate) struct ProblemCheck {
    /// A bank, a task of a bank, or a problem package.
    pub(crate) dir: PathBuf,
    /// Only this task of the bank.
    #[arg(long)]
    pub(crate) task: Option<String>,
    /// Machine-readable output.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) runtimes: RuntimesDir,
}

#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// Any of our files.
    pub(crate) path: PathBuf,
    /// Machine-readable output.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// A folder that does not exist yet or is empty, or one of an earlier demo, which is cleared.
    #[arg(long)]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) runtimes: RuntimesDir,
}

#[derive(Debug, Args)]
pub(crate) struct Keys {
    #[command(subcommand)]
    pub(crate) command: KeysCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Write the mailbox key in plain form, for `age -d`. Whoever has it reads every result.
    #[command(
        after_help = "Example:\n  invigil keys export-mailbox --org acme --out mailbox.key\n  age -d -i mailbox.key -o inner.zip sealed.age"
    )]
    ExportMailbox {
        /// The organisation's folder.
        #[arg(long)]
        org: PathBuf,
        /// The file to write (mode 0600); an existing one is not replaced.
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        passphrase: Passphrase,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The folder they are written to.
    #[arg(long)]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Practice {
    /// Where the package, the ticket and the code go.
    #[arg(long)]
    pub(crate) out: PathBuf,
}
