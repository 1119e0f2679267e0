//! A passphrase on its way from the page.

use serde::Deserialize;
use ts_rs::TS;
use zeroize::Zeroize;

/// Wiped when it is dropped, and never shown: not in a log, not in a panic, not in a view.
#[derive(Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Secret(String);

impl Secret {
    /// From words at hand.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    pub(crate) fn words(&self) -> &str {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}
