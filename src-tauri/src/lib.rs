//! The desktop shell: windows, hardening, and the bridge to the use cases.
//!
//! A lib with thin bins. Deliberately absent: any rule of an assessment (the use-case crates
//! have those), and any change to a setting of the operating system.

mod desk;
mod environment;
mod host;
#[cfg(target_os = "linux")]
mod inspector;
mod pick;
mod ticker;
mod window;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use invigil_candidate::{Candidate, CodeRunner, Host, LocalRunner, NoRunner, Offer, ThisMachine};
use invigil_clock::Clock;
use invigil_crypto::random::SystemRandom;
use invigil_model::{Code, Notice};
use invigil_runner::Runtimes;
use tauri::Manager;
use tracing_subscriber::{
    filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

pub use desk::{MakeDesk, RecruiterDesk, TellProgress};
pub use environment::scrub;
pub use invigil_sandbox::worker::serve_if_asked;

/// What a bin says about itself.
pub struct Shell {
    /// Names of environment variables that [`scrub`] removed; recorded in the attempt's log.
    pub scrubbed: Vec<String>,
    /// Window tests drive the page through WebDriver; never in a shipped bin.
    pub automation: bool,
    /// The machine's clocks; window tests move theirs.
    pub clock: Arc<dyn Clock>,
    /// Tests that can be taken at once, made by the bin (the demonstration); the data folder is
    /// its argument.
    pub offers: fn(&Path) -> Result<Vec<Offer>, Notice>,
    /// The recruiter's desk, where the bin brings one.
    pub desk: Option<MakeDesk>,
}

/// Opens the window and stays until it closes. The result is the process's exit code.
pub fn run(shell: Shell) -> i32 {
    log_to_stderr();
    let data = data_folder();
    match start(shell, data) {
        Ok(code) => code,
        Err(notice) => {
            tracing::error!(code = %notice.code, "the app could not start");
            pick::explain(&notice);
            1
        }
    }
}

/// Our own lines alone: what was refused, and what went wrong. No answer is ever in them.
fn log_to_stderr() {
    let ours = Targets::new().with_target("invigil", tracing::Level::INFO);
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .without_time();
    tracing_subscriber::registry().with(lines).with(ours).init();
}

/// `INVIGIL_DATA`, or the platform's folder for an app's data.
fn data_folder() -> PathBuf {
    std::env::var_os("INVIGIL_DATA")
        .map(PathBuf::from)
        .or_else(|| dirs::data_dir().map(|d| d.join("invigil")))
        .unwrap_or_else(|| PathBuf::from("invigil-data"))
}

fn start(shell: Shell, data: PathBuf) -> Result<i32, Notice> {
    invigil_files::create_dir(&data, invigil_files::Access::Private).map_err(|e| e.notice())?;
    // With a session bus a second start ends here: the first one's window comes forward. Nothing
    // was read or written until then.
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(
            |app, arguments, folder| {
                if let Err(error) = window::raise(app) {
                    tracing::error!(%error, "the candidate's window is not made anew");
                }
                if let Some(bridge) = app.try_state::<Arc<host::Bridge>>() {
                    bridge.look(arguments.into_iter().skip(1), folder.as_ref());
                }
            },
        ))
        .invoke_handler(tauri::generate_handler![
            host::candidate,
            host::preferences,
            host::painted,
            pick::pick_file,
            pick::pick_folder,
            desk::recruiter_desk,
            desk::recruiter,
            desk::candidate_window
        ])
        .on_window_event(window::on_event)
        .build(tauri::generate_context!())
        .map_err(|e| window::notice("shell.window", &e.to_string()))?;
    match open(&app, shell, data) {
        Ok(lock) => {
            app.run(|app, event| {
                if let tauri::RunEvent::ExitRequested { .. } = event {
                    app.state::<Arc<host::Bridge>>().flush();
                }
            });
            drop(lock);
            Ok(0)
        }
        Err(notice) => Ok(explain(app, notice)),
    }
}

/// Opens the data folder and the window over it.
fn open(app: &tauri::App, shell: Shell, data: PathBuf) -> Result<invigil_files::Lock, Notice> {
    // Without a bus a second start ends here.
    let lock = invigil_files::Lock::acquire(&data.join("app.lock")).map_err(not_alone)?;
    let Shell {
        scrubbed,
        automation,
        clock,
        offers,
        desk,
    } = shell;
    let offers = offers(&data)?;
    app.manage(desk::DeskBridge::new(app.handle().clone(), &data, desk));
    let bridge = bridge(offers, scrubbed, clock, data)?;
    app.manage(Arc::clone(&bridge));
    if let Ok(folder) = std::env::current_dir() {
        bridge.look(std::env::args().skip(1), &folder);
    }
    window::open(app.handle(), automation)
        .map_err(|e| window::notice("shell.window", &e.to_string()))?;
    bridge.note_displays(app.handle());
    ticker::start(app.handle().clone(), bridge);
    Ok(lock)
}

/// Says why there is no window. The toolkit belongs to the app's loop by now: the message is shown
/// from there, and the loop ends with it.
fn explain(app: tauri::App, notice: Notice) -> i32 {
    tracing::error!(code = %notice.code, "the app could not start");
    let handle = app.handle().clone();
    std::thread::spawn(move || {
        pick::explain(&notice);
        handle.exit(1);
    });
    app.run(|_, _| {});
    1
}

/// The use cases over this machine and this data folder.
fn bridge(
    offers: Vec<Offer>,
    scrubbed: Vec<String>,
    clock: Arc<dyn Clock>,
    data: PathBuf,
) -> Result<Arc<host::Bridge>, Notice> {
    let vault = invigil_vault::open(&data.join("vault")).map_err(|e| e.notice())?;
    let machine = Arc::new(ThisMachine::new());
    let runner = runner(&data);
    let candidate = Candidate::new(Host {
        machine: Arc::clone(&machine) as Arc<dyn invigil_candidate::Machine>,
        runner: Arc::clone(&runner),
        offers,
        data,
        clock,
        random: Arc::new(SystemRandom::new()),
        vault: vault.into(),
        environment: scrubbed,
        scripted: false,
    })?;
    let bridge = Arc::new(host::Bridge::new(candidate, machine));
    let there = Arc::downgrade(&bridge);
    runner.listen(Arc::new(move || {
        if let Some(bridge) = there.upgrade() {
            bridge.ring();
        }
    }));
    Ok(bridge)
}

/// What runs the candidate's code. Where there is nothing the test goes on without it, and the
/// system check says so.
fn runner(data: &Path) -> Arc<dyn CodeRunner> {
    let dir = std::env::var_os("INVIGIL_RUNTIMES").map(PathBuf::from);
    match Runtimes::open(&dir.unwrap_or_else(|| data.join("runtimes"))) {
        Ok(runtimes) => Arc::new(LocalRunner::new(runtimes)),
        Err(notice) => {
            tracing::error!(code = %notice.code, why = %notice.why, "code cannot be run");
            Arc::new(NoRunner)
        }
    }
}

fn not_alone(error: invigil_files::FileError) -> Notice {
    match error {
        invigil_files::FileError::Locked { .. } => Notice::new(
            Code("shell.already-open"),
            "Invigil is open already.",
            "Another window of it works in the same folder. Nothing was changed by this second start.",
            "Go on in that window. If there is none, restart the laptop: what was saved is kept.",
        ),
        other => other.notice(),
    }
}
