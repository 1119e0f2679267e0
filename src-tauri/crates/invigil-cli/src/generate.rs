//! The man page and shell completions, from the grammar.

use std::{path::Path, process::ExitCode};

use clap::CommandFactory;
use clap_complete::Shell;
use invigil_files::Access;
use invigil_model::{Code, Notice};

use crate::grammar::Cli;

/// Writes `invigil.1` and a completion file for each shell.
pub(crate) fn generate(out: &Path) -> Result<ExitCode, Notice> {
    invigil_files::create_dir(out, Access::Shared).map_err(|e| e.notice())?;
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command())
        .render(&mut page)
        .map_err(|e| {
            Notice::new(
                Code("cli.man-page"),
                "The man page could not be made.",
                e.to_string(),
                "Report this.",
            )
        })?;
    write(&out.join("invigil.1"), &page)?;
    for (shell, name) in [
        (Shell::Bash, "invigil.bash"),
        (Shell::Zsh, "_invigil"),
        (Shell::Fish, "invigil.fish"),
        (Shell::PowerShell, "invigil.ps1"),
    ] {
        let mut bytes = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "invigil", &mut bytes);
        write(&out.join(name), &bytes)?;
    }
    sayln!("wrote the man page and completions to {}", out.display());
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Notice> {
    invigil_files::write(path, bytes, Access::Shared).map_err(|e| e.notice())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_grammar_is_consistent() {
        <super::Cli as clap::CommandFactory>::command().debug_assert();
    }
}
