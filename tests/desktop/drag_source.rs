//! A small window that offers its first argument as a dragged file or link, and its second as
//! dragged text. Only for tests of what happens when it is dropped on the app.

use gtk::prelude::*;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [link, text] = arguments.as_slice() else {
        std::process::exit(2);
    };
    let (link, text) = (link.clone(), text.clone());
    if gtk::init().is_err() {
        std::process::exit(1);
    }
    let window = gtk::Window::new(gtk::WindowType::Toplevel);
    window.set_title("Drag source");
    window.set_default_size(160, 90);
    let label = gtk::EventBox::new();
    label.add(&gtk::Label::new(Some("drag me")));
    let targets = [("text/uri-list", 0), ("text/plain", 1), ("UTF8_STRING", 1)]
        .map(|(name, info)| gtk::TargetEntry::new(name, gtk::TargetFlags::empty(), info));
    let offered = if link.is_empty() {
        &targets[1..]
    } else {
        &targets[..1]
    };
    label.drag_source_set(
        gtk::gdk::ModifierType::BUTTON1_MASK,
        offered,
        gtk::gdk::DragAction::COPY,
    );
    label.connect_drag_data_get(move |_, _, data, info, _| {
        if info == 0 {
            data.set_uris(&[&link]);
        } else {
            data.set_text(&text);
        }
    });
    window.add(&label);
    window.connect_delete_event(|_, _| {
        gtk::main_quit();
        gtk::glib::Propagation::Proceed
    });
    window.show_all();
    gtk::main();
}
