//! Opening a result for the standard tools.

use std::path::{Path, PathBuf};

use invigil_bundle::{
    doc::{
        result::commands::{NOT_SHOWN, Named, Own, Step},
        verify,
    },
    szip::{self, Entry},
};
use invigil_crypto::digest::hex;
use invigil_files::{Access, FileError};
use invigil_model::Notice;

use crate::{Context, Unlocked, org_notice, store::REVOKED_KRL};

/// The inner files of a result, on disk.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The folder.
    pub dir: PathBuf,
    /// How many files.
    pub files: usize,
    /// The commands to re-check with standard tools, from inside the folder.
    pub steps: [Step; 3],
    /// What all of these together do not show.
    pub not_shown: &'static str,
}

impl Unlocked {
    /// Writes the inner files of a result into a new folder, with the organisation's
    /// `root.pub_signers` beside them: all of them or, where one cannot be written, none. Opening is not verifying.
    pub fn open_result(
        &self,
        context: &Context,
        path: &Path,
        out: &Path,
    ) -> Result<Opened, Notice> {
        if invigil_files::exists(out) {
            return Err(org_notice(
                "file.exists",
                "Nothing was written.",
                format!("{} exists already.", out.display()),
                "Choose a folder that does not exist yet.",
            ));
        }
        self.refuse_inside("Nothing was written.", out)?;
        let bytes = invigil_files::read(path, szip::MAX_FILE as u64).map_err(|e| e.notice())?;
        let entries = verify::open_result(&bytes, std::slice::from_ref(&self.mailbox))
            .map_err(|r| r.notice())?;
        let attempt = verify::read_envelope(&bytes)
            .map_err(|e| e.notice("the result"))?
            .attempt_id;
        let parent = out.parent().unwrap_or_else(|| Path::new(""));
        let unfinished = parent.join(format!(".invigil-{}.part", hex(&context.bytes::<8>()?)));
        let written =
            write_all(&unfinished, &entries).and_then(|()| invigil_files::rename(&unfinished, out));
        written.map_err(|error| {
            // The first failure is the one to tell.
            let _ = invigil_files::remove_folder(&unfinished);
            error.notice()
        })?;
        Ok(Opened {
            dir: out.to_owned(),
            files: entries.len(),
            steps: self.steps(&Named::read(attempt, &entries)),
            not_shown: NOT_SHOWN,
        })
    }

    /// The commands for a result, with this folder's own root and newest list of what was taken
    /// back.
    fn steps(&self, named: &Named) -> [Step; 3] {
        let word = |name: &str| shell_word(&self.org.dir.join(name));
        let taken_back = !self.org.kept.revoked.is_empty();
        named.steps(Own {
            root: &word("root.pub_signers"),
            revoked: taken_back.then(|| word(REVOKED_KRL)).as_deref(),
        })
    }
}

/// The absolute path as one word of a POSIX shell.
fn shell_word(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

/// Every entry below `dir`, for the user alone.
fn write_all(dir: &Path, entries: &[Entry]) -> Result<(), FileError> {
    for entry in entries {
        let target = dir.join(&entry.name);
        if let Some(parent) = target.parent() {
            invigil_files::create_dir(parent, Access::Private)?;
        }
        invigil_files::write_new(&target, &entry.bytes, Access::Private)?;
    }
    Ok(())
}
