//! The interpreters that ship, when `assets/runtimes` holds them.
