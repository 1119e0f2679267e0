//! Passphrases: from a file, or asked for without echo.

use std::path::Path;

use invigil_model::{Code, Notice};
use zeroize::Zeroizing;

const CAP: u64 = 4096;

/// The passphrase from the file's first line, or asked for.
pub(crate) fn read(file: Option<&Path>) -> Result<Zeroizing<String>, Notice> {
    match file {
        Some(file) => first_line(file),
        None => ask("Passphrase: "),
    }
}

/// Like [`read`], but a new one is asked for twice and must have 8 characters.
pub(crate) fn read_new(file: Option<&Path>) -> Result<Zeroizing<String>, Notice> {
    let passphrase = read(file)?;
    if passphrase.chars().count() < 8 {
        return Err(refuse("it has fewer than 8 characters"));
    }
    if file.is_none() && *ask("Again: ")? != *passphrase {
        return Err(refuse("the two did not match"));
    }
    Ok(passphrase)
}

fn first_line(file: &Path) -> Result<Zeroizing<String>, Notice> {
    let text = Zeroizing::new(invigil_files::read_piped_text(file, CAP).map_err(|e| e.notice())?);
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(refuse(&format!(
            "the first line of {} is empty",
            file.display()
        )));
    }
    Ok(Zeroizing::new(line.to_owned()))
}

fn ask(prompt: &str) -> Result<Zeroizing<String>, Notice> {
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|e| refuse(&format!("there is no terminal to ask on ({e})")))
}

fn refuse(why: &str) -> Notice {
    Notice::new(
        Code("passphrase.unusable"),
        "The passphrase cannot be used.",
        why,
        "Try again, or give --passphrase-file FILE (or INVIGIL_PASSPHRASE_FILE).",
    )
}
