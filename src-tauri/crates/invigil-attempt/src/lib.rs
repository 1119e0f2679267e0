//! The attempt engine (sans-IO) and its journal on SQLite.
