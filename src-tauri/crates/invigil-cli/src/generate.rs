//! The man pages and shell completions, from the grammar.

use std::{path::Path, process::ExitCode};

use clap::CommandFactory;
use clap_complete::Shell;
use invigil_files::Access;
use invigil_model::{Code, Notice};

use crate::grammar::Cli;

/// Writes a man page for each command and a completion file for each shell.
pub(crate) fn generate(out: &Path) -> Result<ExitCode, Notice> {
    invigil_files::create_dir(out, Access::Shared).map_err(|e| e.notice())?;
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = 0;
    for (name, page) in pages_of(&command, "invigil")? {
        write(&out.join(name), &page)?;
        pages += 1;
    }
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
    sayln!(
        "wrote {pages} man pages and 4 completions to {}",
        out.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// The page of a command, then those of the commands below it: `invigil-org-init.1`.
fn pages_of(command: &clap::Command, name: &str) -> Result<Vec<(String, Vec<u8>)>, Notice> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command.clone().display_name(name))
        .title(name)
        .source(concat!("invigil ", env!("CARGO_PKG_VERSION")))
        .render(&mut bytes)
        .map_err(|e| {
            Notice::new(
                Code("cli.man-page"),
                "A man page could not be made.",
                e.to_string(),
                "Report this.",
            )
        })?;
    // What stands after a command's help begins with its examples.
    let page = String::from_utf8_lossy(&bytes).replace(".SH EXTRA\n", ".SH EXAMPLES\n");
    let mut pages = vec![(format!("{name}.1"), page.into_bytes())];
    for below in command.get_subcommands().filter(|c| !c.is_hide_set()) {
        pages.extend(pages_of(below, &format!("{name}-{}", below.get_name()))?);
    }
    Ok(pages)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Notice> {
    invigil_files::write(path, bytes, Access::Shared).map_err(|e| e.notice())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_grammar_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_that_is_shown_has_a_page_with_its_example() {
        let mut command = Cli::command().disable_help_subcommand(true);
        command.build();
        let pages = pages_of(&command, "invigil").expect("pages");
        let names: Vec<_> = pages.iter().map(|(name, _)| name.as_str()).collect();
        for name in [
            "invigil.1",
            "invigil-verify.1",
            "invigil-org.1",
            "invigil-org-init.1",
            "invigil-keys-export-mailbox.1",
            "invigil-problem-check.1",
        ] {
            assert!(names.contains(&name), "{name}: {names:?}");
        }
        for (name, page) in &pages {
            let text = String::from_utf8_lossy(page);
            assert!(text.contains("Example"), "{name} shows no example");
        }
    }
}
