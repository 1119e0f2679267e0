//! A command line that was mistyped, said as every other error: what, why, what to do next.

use std::process::ExitCode;

use clap::error::ErrorKind;
use invigil_model::{Code, Notice};

/// Prints what clap has to say. Help and version are no mistake; a mistyped command is no refused
/// file.
pub(crate) fn answer(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let mistake = error.use_stderr();
            match error.print() {
                Ok(()) if !mistake => ExitCode::SUCCESS,
                _ => ExitCode::FAILURE,
            }
        }
        _ => {
            let notice = notice(&error.render().to_string());
            eprintln!("error: {notice}\n  code: {}", notice.code);
            ExitCode::FAILURE
        }
    }
}

/// Clap's text is the mistake, then perhaps tips, then the usage and where help is.
fn notice(text: &str) -> Notice {
    let text = text.trim_start_matches("error: ").trim();
    let (why, usage) = text.split_once("\n\nUsage: ").unwrap_or((text, ""));
    let why = why.split("\n\nFor more information").next().unwrap_or(why);
    let usage = usage.split("\n\n").next().unwrap_or_default();
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Options and values stand after the command's words.
    let command: Vec<&str> = usage
        .split_whitespace()
        .take_while(|word| !word.starts_with(['<', '[', '-']))
        .collect();
    let command = if command.is_empty() {
        "invigil".to_owned()
    } else {
        command.join(" ")
    };
    let next = if usage.is_empty() {
        format!("See `{command} --help`.")
    } else {
        format!("Write `{}`; `{command} --help` says more.", line(usage))
    };
    Notice::new(
        Code("cli.usage"),
        "The command was not understood; nothing was done.",
        line(why),
        next,
    )
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::grammar::Cli;

    fn said(words: &[&str]) -> Notice {
        let error = Cli::try_parse_from(words).expect_err("a mistake");
        notice(&error.render().to_string())
    }

    #[test]
    fn a_mistake_names_itself_and_the_way_to_help() {
        let both = said(&[
            "invigil", "verify", "c.result", "--org", "acme", "--trust", "r",
        ]);
        assert!(both.why.contains("--trust"), "{both}");
        assert!(both.next.contains("`invigil verify --help`"), "{both}");
        let neither = said(&["invigil", "verify", "c.result"]);
        assert!(neither.why.contains("--org"), "{neither}");
        assert!(neither.why.contains("--trust"), "{neither}");
        let empty = said(&["invigil", "verify", "c.result", "--org"]);
        assert!(!empty.why.contains("For more"), "{empty}");
        let revoke = said(&["invigil", "org", "revoke", "--dir", "acme"]);
        for way in ["--key", "--result"] {
            assert!(revoke.why.contains(way), "{revoke}");
        }
        let word = said(&["invigil", "verfy"]);
        assert!(word.why.contains("verfy"), "{word}");
        assert!(word.why.contains("verify"), "{word}");
        let deep = said(&["invigil", "keys", "export-mailbox", "--org", "acme"]);
        assert!(
            deep.next.contains("`invigil keys export-mailbox --help`"),
            "{deep}"
        );
        for notice in [both, neither, empty, revoke, word, deep] {
            assert!(!notice.to_string().contains("error:"), "{notice}");
            assert_eq!(notice.to_string().lines().count(), 3, "{notice}");
        }
    }
}
