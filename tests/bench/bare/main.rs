//! A bare Tauri window: one page with one line and nothing of Invigil, built in the same profile
//! with the same features of Tauri. What the app's launch and memory are compared with.
#![expect(clippy::print_stderr, reason = "the benchmark reads it")]

/// The page was painted.
#[tauri::command(async)]
fn painted() {
    eprintln!("first screen painted");
}

fn main() {
    let built = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![painted])
        .run(tauri::generate_context!(
            "../tests/bench/bare/tauri.conf.json"
        ));
    if let Err(error) = built {
        eprintln!("{error}");
        std::process::exit(1);
    }
}
