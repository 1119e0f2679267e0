//! `cargo xtask run` and `cargo xtask demo`.

use anyhow::Result;

use crate::{
    setup,
    stages::{binary, cargo, program, root, run as run_program, target},
    steps,
};

/// Installs, builds, and opens the full app, or walks the journey where there is no display.
pub(crate) fn run() -> Result<()> {
    setup::for_building()?;
    steps::bank()?;
    steps::ui()?;
    let display =
        std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some();
    if display {
        run_program(cargo(&[
            "build",
            "--profile",
            "ci",
            "-p",
            "invigil-desktop",
            "--bin",
            "invigil-app",
        ]))?;
        return run_program(program(binary("invigil-app"), &[]));
    }
    println!("There is no display here: the journey runs in the real window on a virtual one.");
    setup::for_virtual_display()?;
    run_program(cargo(&[
        "build",
        "--profile",
        "ci",
        "--workspace",
        "--features",
        "invigil-desktop/e2e",
        "--bins",
    ]))?;
    // Nobody is there to wait for them: the journey is walked at a person's best pace.
    steps::languages()?;
    let out = target().join("journey");
    let mut command = cargo(&[
        "test",
        "--profile",
        "ci",
        "--workspace",
        "--features",
        "invigil-desktop/e2e",
        "--test",
        "desktop",
        "--",
        "--nocapture",
        "the_whole_test_by_mouse",
    ]);
    command.env("INVIGIL_JOURNEY_OUT", &out);
    run_program(command)?;
    println!("\nScreenshots and the result file are in {}", out.display());
    Ok(())
}

/// The journey headless.
pub(crate) fn demo(rest: &[String]) -> Result<()> {
    setup::for_building()?;
    steps::bank()?;
    run_program(cargo(&["build", "--profile", "ci", "-p", "invigil-cli"]))?;
    let default = target().join("demo").display().to_string();
    let mut arguments = vec!["demo"];
    if rest.is_empty() {
        println!("writing to {default}");
        arguments.extend(["--out", &default]);
    }
    arguments.extend(rest.iter().map(String::as_str));
    let mut command = program(binary("invigil"), &arguments);
    command.current_dir(root());
    run_program(command)
}
