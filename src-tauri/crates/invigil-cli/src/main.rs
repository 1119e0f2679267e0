//! The invigil command line.
fn main() {}
