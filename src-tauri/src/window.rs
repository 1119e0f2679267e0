//! The windows and what they refuse.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use invigil_candidate::{Display, dto::NoticeDto};
use invigil_model::{Code, Notice};
use tauri::{
    AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window, WindowEvent,
    webview::{DownloadEvent, NewWindowResponse, PageLoadEvent},
};

#[cfg(target_os = "linux")]
use crate::inspector;
use crate::{host::Bridge, ticker};

/// The label that capabilities grant to.
pub(crate) const CANDIDATE: &str = "candidate";

/// The discard port of this machine.
#[cfg(target_os = "linux")]
const NOWHERE: &str = "http://127.0.0.1:9";

pub(crate) fn notice(code: &'static str, why: &str) -> Notice {
    Notice::new(
        Code(code),
        "The window could not be opened.",
        why,
        "Check that a display is there, then start Invigil again.",
    )
}

/// The label of the recruiter's window, with grants of its own.
pub(crate) const RECRUITER: &str = "recruiter";

/// The page that an address without a file means.
const INDEX: &str = "index.html";

/// What one of the windows is.
struct Page {
    label: &'static str,
    file: &'static str,
    title: &'static str,
}

const CANDIDATES: Page = Page {
    label: CANDIDATE,
    file: INDEX,
    title: "Invigil",
};

const RECRUITERS: Page = Page {
    label: RECRUITER,
    file: "recruiter.html",
    title: "Invigil · Recruiter",
};

/// How windows are made after the first one.
struct Windows {
    /// Whether window tests drive the pages.
    automation: bool,
    /// How many were made.
    made: AtomicU32,
}

/// Opens the first window, the candidate's.
pub(crate) fn open(app: &AppHandle, automation: bool) -> tauri::Result<()> {
    #[cfg(target_os = "linux")]
    inspector::take_keys();
    build(app, &CANDIDATES, automation, 0)?;
    // Not before: a second start at this moment would make the same window.
    app.manage(Windows {
        automation,
        made: AtomicU32::new(1),
    });
    Ok(())
}

/// Brings the candidate's window forward. Where it was closed while the desk stayed open it is made
/// anew, and its page shows what it finds: the start, or a test that runs.
pub(crate) fn raise(app: &AppHandle) -> tauri::Result<()> {
    show(app, &CANDIDATES)
}

/// Opens the recruiter's window, or brings it forward.
pub(crate) fn open_recruiter(app: &AppHandle) -> tauri::Result<()> {
    show(app, &RECRUITERS)
}

/// Closes the recruiter's window, if it is there. Nothing on its page can hold it open.
pub(crate) fn close_recruiter(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(RECRUITER) {
        tracing::info!("the desk is closed");
        if let Err(error) = window.destroy() {
            tracing::error!(%error, "the desk is not closed");
        }
    }
}

fn show(app: &AppHandle, page: &Page) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(page.label) {
        forward(&window);
        return Ok(());
    }
    // Before the first window is there, it is on its way.
    let Some(windows) = app.try_state::<Windows>() else {
        return Ok(());
    };
    let nth = windows.made.fetch_add(1, Ordering::Relaxed);
    build(app, page, windows.automation, nth)
}

/// Opens a window with everything off that its page does not need.
fn build(app: &AppHandle, page: &Page, automation: bool, nth: u32) -> tauri::Result<()> {
    let file = page.file;
    let builder = WebviewWindowBuilder::new(app, page.label, WebviewUrl::App(page.file.into()));
    let builder = match own_folder(app, automation, nth) {
        Some(folder) => builder.data_directory(folder),
        None => builder,
    };
    let window = builder
        .title(page.title)
        .inner_size(1100.0, 760.0)
        .min_inner_size(720.0, 520.0)
        .devtools(false)
        .zoom_hotkeys_enabled(false)
        .incognito(!automation)
        .on_navigation(move |url| {
            let own = is_own(url, file);
            if !own {
                tracing::warn!(%url, "navigation refused");
            }
            own
        })
        .on_page_load(|_, page| {
            if page.event() == PageLoadEvent::Finished {
                tracing::info!(url = %page.url(), "page loaded");
            }
        })
        .on_new_window(|url, _| {
            tracing::warn!(%url, "new window refused");
            NewWindowResponse::Deny
        })
        .on_download(|_, event| {
            if let DownloadEvent::Requested { url, .. } = event {
                tracing::warn!(%url, "download refused");
            }
            false
        })
        .build()?;
    #[cfg(target_os = "linux")]
    harden(&window)?;
    Ok(())
}

/// The engine's folder of every window but the first. No page has anything in one, yet on Linux
/// Tauri makes its scheme known once a folder: a window that leaves nothing behind shares nothing
/// with another either, and would not find its page.
fn own_folder(app: &AppHandle, automation: bool, nth: u32) -> Option<PathBuf> {
    if nth == 0 || automation || cfg!(not(target_os = "linux")) {
        return None;
    }
    let folder = app.path().app_local_data_dir().ok()?;
    Some(folder.join("windows").join(nth.to_string()))
}

/// Switches off what Tauri has no switch for.
#[cfg(target_os = "linux")]
fn harden(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{
        NetworkProxyMode, NetworkProxySettings, SettingsExt, WebViewExt, WebsiteDataManagerExt,
    };
    let shown = window.clone();
    window.run_on_main_thread(move || match shown.gtk_window() {
        Ok(window) => inspector::keep_shut(&window),
        Err(error) => tracing::error!(%error, "the inspector is not refused"),
    })?;
    window.with_webview(|webview| {
        let view = webview.inner();
        view.connect_load_failed(|_, _, url, error| {
            tracing::error!(url, %error, "page not loaded");
            false
        });
        view.connect_context_menu(|_, _, _, _| true);
        view.connect_print(|_, _| {
            tracing::warn!("printing refused");
            true
        });
        if let Some(settings) = WebViewExt::settings(&view) {
            settings.set_enable_developer_extras(false);
            settings.set_javascript_can_access_clipboard(false);
        }
        // WebKit connects ahead to where a link or a refused navigation leads. Nothing here comes
        // from a network, so everything that would is sent to a port where nobody listens.
        if let Some(manager) = view.website_data_manager() {
            let mut nowhere = NetworkProxySettings::new(Some(NOWHERE), &[]);
            manager.set_network_proxy_settings(NetworkProxyMode::Custom, Some(&mut nowhere));
        }
    })
}

/// Whether an address is a window's own page: each has one, and the other window's is no
/// exception.
fn is_own(url: &Url, file: &str) -> bool {
    // The second is what the scheme is called on Windows.
    let ours = match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) | ("http", Some("tauri.localhost")) => url.port().is_none(),
        _ => false,
    };
    let path = url.path().trim_start_matches('/');
    ours && (path == file || (path.is_empty() && file == INDEX))
}

/// The displays that the window could be on.
pub(crate) fn displays(app: &AppHandle) -> Vec<Display> {
    let monitors = app.available_monitors().unwrap_or_default();
    let sizes = monitors.iter().map(|monitor| *monitor.size());
    sizes
        .map(|size| Display {
            width: size.width,
            height: size.height,
        })
        .collect()
}

/// Shows a window in front and gives it the keyboard, also where it was minimised. A window
/// manager may refuse; the window is still there.
#[cfg(target_os = "linux")]
fn forward(window: &WebviewWindow) {
    use gtk::prelude::GtkWindowExt as _;

    // Tauri's `set_focus` does nothing until the system has told that the window is back.
    let shown = window.clone();
    let asked = window.run_on_main_thread(move || {
        if let Ok(window) = shown.gtk_window() {
            window.present();
        }
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "the window is not brought forward");
    }
}

/// Shows a window in front and gives it the keyboard.
#[cfg(not(target_os = "linux"))]
fn forward(window: &WebviewWindow) {
    if let Err(error) = window.unminimize().and_then(|()| window.set_focus()) {
        tracing::warn!(%error, "the window is not brought forward");
    }
}

/// Closing is refused while a test runs, and the page says so; a forced end loses nothing and
/// resumes.
pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && window.label() == CANDIDATE
        && let Some(notice) = window.state::<Arc<Bridge>>().lock().stays_open()
    {
        tracing::warn!("closing refused: a test runs");
        api.prevent_close();
        ticker::emit(
            window.app_handle(),
            "attempt-notice",
            &NoticeDto::from(notice),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_window_has_one_page() {
        let check = |url: &str, file, own| {
            let url = Url::parse(url).expect("an address");
            assert_eq!(is_own(&url, file), own, "{url} for {file}");
        };
        for (file, other) in [(INDEX, "recruiter.html"), ("recruiter.html", INDEX)] {
            for origin in ["tauri://localhost", "http://tauri.localhost"] {
                check(&format!("{origin}/{file}"), file, true);
                check(&format!("{origin}/{file}#there"), file, true);
                check(&format!("{origin}/{other}"), file, false);
                check(&format!("{origin}/assets/index.js"), file, false);
                check(&format!("{origin}:81/{file}"), file, false);
                check(&format!("{origin}/"), file, file == INDEX);
            }
            for other in ["tauri://elsewhere", "https://localhost", "file://"] {
                check(&format!("{other}/{file}"), file, false);
            }
        }
    }
}
