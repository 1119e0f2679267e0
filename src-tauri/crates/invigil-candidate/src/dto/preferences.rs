//! How the candidate likes the window. Kept on the laptop, never in a result.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the candidate likes the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreferencesDto {
    /// Colours.
    pub theme: ThemeDto,
    /// Text size in percent, 100 to 200.
    pub text_percent: u16,
    /// Size of the code in the editor, percent of the text size, 75 to 200.
    pub code_percent: u16,
    /// Whether nothing on the screen moves.
    pub still: bool,
    /// Whether single letters and digits answer, flag and move.
    pub single_keys: bool,
    /// Whether the editor proposes words.
    pub completion: bool,
}

impl Default for PreferencesDto {
    fn default() -> Self {
        Self {
            theme: ThemeDto::System,
            text_percent: 100,
            code_percent: 100,
            still: false,
            single_keys: true,
            completion: true,
        }
    }
}

impl PreferencesDto {
    /// The same with every number in its range.
    pub fn bounded(self) -> Self {
        Self {
            text_percent: self.text_percent.clamp(100, 200),
            code_percent: self.code_percent.clamp(75, 200),
            ..self
        }
    }
}

/// Colours of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ThemeDto {
    /// As the system says.
    System,
    /// Near-black on near-white.
    Light,
    /// Near-white on near-black.
    Dark,
    /// At least 7:1 everywhere.
    Contrast,
}
