//! What the desk remembers between two starts: how the window is liked, and which folders were
//! opened. Never a passphrase. A file that cannot be read is no reason to stop.

use std::path::{Path, PathBuf};

use invigil_files::Access;
use invigil_model::Notice;
use serde::{Deserialize, Serialize};

use crate::dto::PreferencesDto;

const MOST_FOLDERS: usize = 5;

/// `desk.json` in the data folder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    pub(super) preferences: PreferencesDto,
    pub(super) folders: Vec<String>,
}

fn file(data: &Path) -> PathBuf {
    data.join("desk.json")
}

impl Kept {
    pub(super) fn read(data: &Path) -> Self {
        let json = invigil_files::read(&file(data), 1 << 16).ok();
        let read: Option<Self> = json.and_then(|json| serde_json::from_slice(&json).ok());
        let mut kept = read.unwrap_or_default();
        kept.preferences.text_percent = kept.preferences.text_percent.clamp(100, 200);
        kept.folders
            .retain(|folder| invigil_files::exists(&Path::new(folder).join("org.json")));
        kept
    }

    pub(super) fn prefer(
        &mut self,
        data: &Path,
        preferences: PreferencesDto,
    ) -> Result<(), Notice> {
        self.preferences = PreferencesDto {
            text_percent: preferences.text_percent.clamp(100, 200),
            ..preferences
        };
        self.write(data)
    }

    pub(super) fn remember(&mut self, data: &Path, folder: &Path) -> Result<(), Notice> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let folder = folder.display().to_string();
        self.folders.retain(|other| *other != folder);
        self.folders.insert(0, folder);
        self.folders.truncate(MOST_FOLDERS);
        self.write(data)
    }

    fn write(&self, data: &Path) -> Result<(), Notice> {
        let json = serde_json::to_vec(self).unwrap_or_default();
        invigil_files::write(&file(data), &json, Access::Private).map_err(|e| e.notice())
    }
}
