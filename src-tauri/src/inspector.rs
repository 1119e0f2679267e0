//! Keeps GTK's own inspector shut: it looks into every widget of the process and changes it, the
//! page's settings among them.
//!
//! Two keys open it where GSettings say so, and a person's settings come from the home folder: a
//! schema there is obeyed without any environment variable. So no setting is relied upon.

use gtk::{gdk, prelude::*};

/// What asks a window for the inspector.
const SIGNAL: &str = "enable-debugging";

/// Takes the two keys away from whatever is a window of its own: ours, the native dialogs, and what
/// those open in turn.
const NO_KEYS: &[u8] = br#"
@binding-set NoInspector {
  unbind "<Control><Shift>i";
  unbind "<Control><Shift>d";
}
window, dialog, messagedialog { -gtk-key-bindings: NoInspector; }
"#;

/// Takes the inspector's keys from all windows of the process. Before the first one is made, on
/// the main thread.
pub(crate) fn take_keys() {
    let Some(screen) = gdk::Screen::default() else {
        return;
    };
    let provider = gtk::CssProvider::new();
    match provider.load_from_data(NO_KEYS) {
        // Above a person's own style sheet, which could bind other keys.
        Ok(()) => gtk::StyleContext::add_provider_for_screen(&screen, &provider, u32::MAX),
        Err(error) => tracing::error!(%error, "the inspector's keys are not taken away"),
    }
}

/// Refuses the inspector whatever asks one of our windows for it.
pub(crate) fn keep_shut(window: &gtk::ApplicationWindow) {
    window.connect_enable_debugging(|window, _| {
        tracing::warn!("the inspector is refused");
        // An answer alone would not do: the class's own handler, which opens it, runs after this
        // one whatever this one says.
        window.stop_signal_emission_by_name(SIGNAL);
        true
    });
}
