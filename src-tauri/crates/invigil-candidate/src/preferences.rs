//! The window's preferences, in a file of their own. A file that cannot be read is no reason to
//! stop: the defaults stand.

use std::path::{Path, PathBuf};

use invigil_files::Access;
use invigil_model::Notice;

use crate::dto::PreferencesDto;

fn path(data: &Path) -> PathBuf {
    data.join("preferences.json")
}

pub(crate) fn read(data: &Path) -> PreferencesDto {
    let json = invigil_files::read(&path(data), 1 << 16).ok();
    let read = json.and_then(|json| serde_json::from_slice(&json).ok());
    PreferencesDto::bounded(read.unwrap_or_default())
}

pub(crate) fn write(data: &Path, preferences: PreferencesDto) -> Result<PreferencesDto, Notice> {
    let preferences = preferences.bounded();
    let json = serde_json::to_vec(&preferences).unwrap_or_default();
    invigil_files::write(&path(data), &json, Access::Private).map_err(|e| e.notice())?;
    Ok(preferences)
}

/// Takes them away. A hand-in never looks failed for the sake of comfort: a file that cannot be
/// removed stays, and the next person sets the window anew.
pub(crate) fn forget(data: &Path) {
    let _ = invigil_files::remove(&path(data));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dto::ThemeDto;

    #[test]
    fn preferences_come_back_within_their_bounds_and_a_damaged_file_gives_the_defaults() {
        let dir = tempfile::tempdir().expect("a folder");
        assert_eq!(read(dir.path()), PreferencesDto::default());
        let wild = PreferencesDto {
            theme: ThemeDto::Contrast,
            text_percent: 900,
            code_percent: 1,
            ..PreferencesDto::default()
        };
        let kept = write(dir.path(), wild).expect("written");
        assert_eq!((kept.text_percent, kept.code_percent), (200, 75));
        assert_eq!(read(dir.path()), kept);
        invigil_files::write(&path(dir.path()), b"{", Access::Private).expect("damage");
        assert_eq!(read(dir.path()), PreferencesDto::default());
    }
}
