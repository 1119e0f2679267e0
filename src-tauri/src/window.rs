//! The candidate's window and what it refuses.

use std::sync::Arc;

use invigil_candidate::{Display, dto::NoticeDto};
use invigil_model::{Code, Notice};
use tauri::{
    AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window, WindowEvent,
    webview::{DownloadEvent, NewWindowResponse, PageLoadEvent},
};

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

/// Opens the candidate's window.
pub(crate) fn open(app: &AppHandle, automation: bool) -> tauri::Result<()> {
    app.manage(Automation(automation));
    let page = Page {
        label: CANDIDATE,
        file: INDEX,
        title: "Invigil",
    };
    build(app, &page)
}

/// Opens the recruiter's window, or brings it forward.
pub(crate) fn open_recruiter(app: &AppHandle) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(RECRUITER) {
        forward(&window);
        return Ok(());
    }
    let page = Page {
        label: RECRUITER,
        file: "recruiter.html",
        title: "Invigil · Recruiter",
    };
    build(app, &page)
}

/// Whether window tests drive the pages.
struct Automation(bool);

/// Opens a window with everything off that its page does not need.
fn build(app: &AppHandle, page: &Page) -> tauri::Result<()> {
    let automation = app.state::<Automation>().0;
    let file = page.file;
    let window = WebviewWindowBuilder::new(app, page.label, WebviewUrl::App(page.file.into()))
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
    window.with_webview(|webview| {
        use webkit2gtk::{
            NetworkProxyMode, NetworkProxySettings, SettingsExt, WebViewExt, WebsiteDataManagerExt,
        };
        let view = webview.inner();
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
    })?;
    Ok(())
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

/// Brings the first window forward when the app is started a second time.
pub(crate) fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(CANDIDATE) {
        forward(&window);
    }
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
