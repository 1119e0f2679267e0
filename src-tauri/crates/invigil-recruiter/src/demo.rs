//! The demonstration: an organisation made fresh in the data folder issues the test to one seat.

use std::path::{Path, PathBuf};

use invigil_crypto::digest::hex;
use invigil_files::Access;
use invigil_model::Notice;
use zeroize::Zeroizing;

use crate::{Context, Org, Unlocked, mint::lone_candidate};

const CAP: u64 = 64 << 20;
/// The reference on the demonstration's one ticket, as a candidate sees it.
const REF: &str = "DEMO-1";

/// A test that can be taken at once.
#[derive(Clone, Debug)]
pub struct DemoIssue {
    /// The test's title.
    pub title: String,
    /// The package's bytes.
    pub package: Vec<u8>,
    /// The ticket's bytes.
    pub ticket: Vec<u8>,
    /// The access code.
    pub code: String,
}

/// The demonstration's organisation below the data folder.
pub(crate) fn folder(data: &Path) -> PathBuf {
    data.join("demo").join("org")
}

/// Its passphrase, which lies beside it.
pub(crate) fn passphrase(data: &Path) -> Result<Zeroizing<String>, Notice> {
    let file = data.join("demo").join("passphrase.txt");
    let text = Zeroizing::new(invigil_files::read_text(&file, 4096).map_err(|e| e.notice())?);
    Ok(Zeroizing::new(text.trim().to_owned()))
}

/// The demonstration's organisation in `data/demo`, made on the first call. Its passphrase lies
/// beside it in plain text: it protects nothing but the demonstration.
pub fn ensure_demo(context: &Context, data: &Path) -> Result<DemoIssue, Notice> {
    let dir = data.join("demo");
    let org = folder(data);
    let passphrase_file = dir.join("passphrase.txt");
    let out = dir.join("issued");
    if !invigil_files::exists(&out.join("code.txt")) {
        make(context, &dir, &org, &passphrase_file, &out)?;
    }
    let read = |name: &str| invigil_files::read(&out.join(name), CAP).map_err(|e| e.notice());
    // By what is there: a folder may hold the ticket of an earlier version, with another reference.
    let tickets = invigil_files::list(&out.join("tickets")).map_err(|e| e.notice())?;
    let fallback = out.join(format!("tickets/{REF}.ticket"));
    let ticket = tickets.first().unwrap_or(&fallback);
    Ok(DemoIssue {
        title: "Backend Engineer".to_owned(),
        package: read("exam.exampkg")?,
        ticket: invigil_files::read(ticket, CAP).map_err(|e| e.notice())?,
        code: String::from_utf8_lossy(&read("code.txt")?)
            .trim()
            .to_owned(),
    })
}

fn make(
    context: &Context,
    dir: &Path,
    org: &Path,
    passphrase_file: &Path,
    out: &Path,
) -> Result<(), Notice> {
    invigil_files::create_dir(dir, Access::Private).map_err(|e| e.notice())?;
    if !invigil_files::exists(passphrase_file) {
        let passphrase = hex(&context.bytes::<12>()?);
        invigil_files::write_new(
            passphrase_file,
            format!("{passphrase}\n").as_bytes(),
            Access::Private,
        )
        .map_err(|e| e.notice())?;
    }
    let passphrase = invigil_files::read_text(passphrase_file, 4096).map_err(|e| e.notice())?;
    let passphrase = passphrase.trim();
    if !invigil_files::exists(&org.join("org.json")) {
        Org::init(context, org, "Demonstration", passphrase, None)?;
    }
    let unlocked: Unlocked = Org::open(org)?.unlock(passphrase)?;
    let issued = unlocked.issue(
        context,
        "backend-engineer",
        &[lone_candidate(REF, "You")],
        out,
    )?;
    invigil_files::write_new(
        &out.join("code.txt"),
        issued.code.as_bytes(),
        Access::Private,
    )
    .map_err(|e| e.notice())
}
