//! What a person reads when something is wrong, and the stable code a program matches on.

use serde::Serialize;

/// A stable, machine-readable error code such as `szip.duplicate-name`.
///
/// Codes are part of the product's surface: tests, scripts and the window match on them, never
/// on text. Lower-case ASCII words joined by `-`, in one room's namespace before the dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// Every error a person sees: what went wrong, why, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The stable code.
    pub code: Code,
    /// What went wrong, one sentence.
    pub what: String,
    /// Why, with the facts at hand (a path, a number, the other side's words).
    pub why: String,
    /// What to do next, one sentence in the second person.
    pub next: String,
}

impl Notice {
    /// A notice from its four parts.
    pub fn new(
        code: Code,
        what: impl Into<String>,
        why: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            code,
            what: what.into(),
            why: why.into(),
            next: next.into(),
        }
    }
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}\n  why:  {}\n  next: {}",
            self.what, self.why, self.next
        )
    }
}

impl std::error::Error for Notice {}
