//! The sandbox as its callers see it.

mod jail;
mod lifecycle;
mod sql;
mod support;
