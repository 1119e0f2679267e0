//! Declares the commands, so that one without a grant in `capabilities/` is refused.

fn main() {
    let automation = std::env::var_os("CARGO_FEATURE_E2E").is_some();
    let profile = std::env::var("PROFILE").unwrap_or_default();
    assert!(
        !(automation && profile == "release"),
        "the feature `e2e` lets a program drive the window; a release build refuses it"
    );
    let manifest = tauri_build::AppManifest::new().commands(&[
        "candidate",
        "preferences",
        "recruiter_desk",
        "recruiter",
        "candidate_window",
        "painted",
        "pick_file",
        "pick_folder",
    ]);
    if let Err(error) =
        tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
    {
        panic!("the desktop shell's configuration does not hold: {error:#}");
    }
}
