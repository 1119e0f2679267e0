//! The sandbox as its callers see it.

mod jail;
mod java;
mod lifecycle;
mod sql;
mod support;
