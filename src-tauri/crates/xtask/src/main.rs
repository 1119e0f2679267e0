//! `cargo xtask`: the house's automation.
//!
//! Depends on no domain crate (it calls their binaries), so that it compiles before anything
//! else is installed. Deliberately absent: anything the product itself does.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "automation runs programs, touches files, times stages and talks to a person"
)]

mod checks;
mod dist;
mod gates;
mod notices;
mod run;
mod runtimes;
mod setup;
mod stages;
mod steps;

use anyhow::{Result, bail};

const HELP: &str = "cargo xtask COMMAND

  run           installs what is missing, builds, opens the app (with no display: walks the
                journey in a real window on a virtual one and leaves screenshots)
  test          everything CI checks
  demo          the journey headless: issue, take, verify, score
  bank          lints and compiles the question banks
  practice      makes the practice package again, with a key that is thrown away
  types         writes the TypeScript types of the window's commands and views
  runtimes [--check] [python|ruby|javascript]...
                builds the languages' runtimes from the registries' packages into
                assets/runtimes, or builds them again and compares
  runtimes --profile
                counts how programs use CPython, for the compiler; what is counted is committed
  runtimes --java
                an optional Java pack: a jlink image in the target folder
  fuzz [NAME]   fuzzes one target, or each, for 60 s
  faults        the long fault run
  outcomes      1,000 runs of each process have one outcome, and the portable interpreter the same
  bench [PART]  figures beside their floors; `bench window` beside a bare window
  dist [PROFILE]  deb and rpm of both builds, installed and started (profile: release)
  gates         faults, outcomes, fuzz, bench and dist, outside CI
";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    match arguments.first().map(String::as_str) {
        Some("run") => run::run(),
        Some("test") => checks::test(),
        Some("demo") => run::demo(rest),
        Some("bank") => steps::bank(),
        Some("practice") => steps::practice(),
        Some("types") => steps::types(),
        Some("runtimes") => runtimes::runtimes(rest),
        Some("fuzz") => gates::fuzz(rest.first().map(String::as_str), &mut Vec::new()),
        Some("faults") => gates::faults(&mut Vec::new()),
        Some("outcomes") => gates::outcomes(),
        Some("bench") if rest.first().is_some_and(|part| part == "window") => {
            gates::bench_window(rest.get(1).map(String::as_str), &mut Vec::new())
        }
        Some("bench") => gates::bench(rest, &mut Vec::new()),
        Some("dist") => dist::dist(rest.first().map(String::as_str), &mut Vec::new()),
        Some("gates") => gates::all(),
        None | Some("-h" | "--help" | "help") => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => bail!("there is no `cargo xtask {other}`\n\n{HELP}"),
    }
}
