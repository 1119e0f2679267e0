//! Item families, lint, the compiled bank, search and form assembly. Keys in a part of their own.
