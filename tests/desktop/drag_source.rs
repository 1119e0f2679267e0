//! A small window to drag from: its first argument is the X target that it offers, such as
//! `text/uri-list` or `_NETSCAPE_URL`, and its second the data. Only for tests of what happens when
//! it is dropped on the app. It says how each drag ended.
#![expect(clippy::print_stderr, reason = "the test reads it")]

use gtk::prelude::*;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, data] = arguments.as_slice() else {
        std::process::exit(2);
    };
    let data = data.clone();
    if gtk::init().is_err() {
        std::process::exit(1);
    }
    let window = gtk::Window::new(gtk::WindowType::Toplevel);
    window.set_title("Drag source");
    window.set_default_size(160, 90);
    let label = gtk::EventBox::new();
    label.add(&gtk::Label::new(Some("drag me")));
    label.drag_source_set(
        gtk::gdk::ModifierType::BUTTON1_MASK,
        &[gtk::TargetEntry::new(target, gtk::TargetFlags::empty(), 0)],
        gtk::gdk::DragAction::COPY | gtk::gdk::DragAction::LINK,
    );
    label.connect_drag_data_get(move |_, _, selection, _, _| {
        selection.set(&selection.target(), 8, data.as_bytes());
    });
    label.connect_drag_failed(|_, _, _| {
        eprint!("not taken, ");
        gtk::glib::Propagation::Proceed
    });
    label.connect_drag_end(|_, _| eprintln!("ended"));
    window.add(&label);
    window.connect_delete_event(|_, _| {
        gtk::main_quit();
        gtk::glib::Propagation::Proceed
    });
    window.show_all();
    gtk::main();
}
