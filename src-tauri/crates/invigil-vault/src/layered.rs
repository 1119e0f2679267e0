//! The key store where one answers, private files where none does.
//!
//! A secret is in one place: `<name>.secret` holds it, or `<name>.in-key-store` says that the key
//! store does. So a secret that was kept well is never mistaken for a missing one when the key
//! store is away, and is never written again in plain.

use std::path::{Path, PathBuf};

use invigil_crypto::{digest, random, random::Random};
use invigil_files::Access;
use zeroize::Zeroizing;

use crate::{
    FileStore, Protection, SecretStore, VaultError, check_len, file::read_optional, os::KeyStore,
};

/// The ending of the file that says where a secret is.
const MARKER: &str = "in-key-store";

pub(crate) struct LayeredStore<K> {
    files: FileStore,
    dir: PathBuf,
    keys: K,
    answers: bool,
    /// Tells this folder's entries from those of another data folder of the same user.
    id: String,
}

impl<K: KeyStore> LayeredStore<K> {
    pub(crate) fn open(dir: &Path, keys: K, random: &dyn Random) -> Result<Self, VaultError> {
        let files = FileStore::open(dir)?;
        let mut store = Self {
            files,
            dir: dir.to_owned(),
            answers: keys.answers(),
            keys,
            id: store_id(&dir.join("store-id"), random)?,
        };
        // A key store that has something of ours is kept to; another one is tried first, under a
        // name that no other process uses.
        if store.answers && !store.is_used()? {
            let probe = digest::hex(&random::bytes::<8>(random)?);
            store.answers = store.keys.has_keyring(&store.entry(&probe));
        }
        Ok(store)
    }

    /// Whether the key store has a secret of this folder.
    fn is_used(&self) -> Result<bool, VaultError> {
        let marked = |path: &PathBuf| path.extension().is_some_and(|e| e == MARKER);
        Ok(invigil_files::list(&self.dir)?.iter().any(marked))
    }

    fn marker(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.{MARKER}"))
    }

    fn entry(&self, name: &str) -> String {
        format!("{}/{name}", self.id)
    }
}

impl<K: KeyStore> SecretStore for LayeredStore<K> {
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), VaultError> {
        self.files.path(name)?;
        check_len(secret)?;
        if !self.answers {
            self.files.put(name, secret)?;
            return Ok(invigil_files::remove(&self.marker(name))?);
        }
        self.keys
            .put(&self.entry(name), secret)
            .map_err(said("keep", name))?;
        invigil_files::write(&self.marker(name), b"", Access::Private)?;
        self.files.delete(name)
    }

    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let kept = self.files.get(name)?;
        if kept.is_some() || !invigil_files::exists(&self.marker(name)) {
            return Ok(kept);
        }
        if !self.answers {
            return Err(VaultError::Unreachable(name.to_owned()));
        }
        self.keys.get(&self.entry(name)).map_err(said("read", name))
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        self.files.path(name)?;
        if invigil_files::exists(&self.marker(name)) {
            if !self.answers {
                return Err(VaultError::Unreachable(name.to_owned()));
            }
            self.keys
                .delete(&self.entry(name))
                .map_err(said("forget", name))?;
            invigil_files::remove(&self.marker(name))?;
        }
        self.files.delete(name)
    }

    fn protection(&self) -> Protection {
        if self.answers {
            Protection::OsKeyStore
        } else {
            Protection::FileOnly
        }
    }
}

fn said(operation: &'static str, name: &str) -> impl FnOnce(String) -> VaultError {
    move |reason| VaultError::KeyStore {
        operation,
        name: name.to_owned(),
        reason,
    }
}

/// 16 random bytes in hexadecimal, made when the folder is.
fn store_id(path: &Path, random: &dyn Random) -> Result<String, VaultError> {
    let known = read_optional(path)?.and_then(|bytes| {
        let text = std::str::from_utf8(&bytes).ok()?;
        Some(digest::hex(&digest::unhex::<16>(text)?))
    });
    if let Some(id) = known {
        return Ok(id);
    }
    let id = digest::hex(&random::bytes::<16>(random)?);
    invigil_files::write(path, id.as_bytes(), Access::Private)?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeMap,
        sync::{Arc, Mutex},
    };

    use invigil_crypto::random::FixedRandom;

    use super::*;

    #[derive(Clone, Default)]
    struct Fake {
        entries: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
        away: bool,
        full: bool,
        no_keyring: bool,
    }

    impl KeyStore for Fake {
        fn answers(&self) -> bool {
            !self.away
        }

        fn has_keyring(&self, _probe: &str) -> bool {
            !self.no_keyring
        }

        fn put(&self, name: &str, secret: &[u8]) -> Result<(), String> {
            if self.full {
                return Err("no room".to_owned());
            }
            let mut entries = self.entries.lock().expect("lock");
            entries.insert(name.to_owned(), secret.to_vec());
            Ok(())
        }

        fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, String> {
            let entries = self.entries.lock().expect("lock");
            Ok(entries.get(name).cloned().map(Zeroizing::new))
        }

        fn delete(&self, name: &str) -> Result<(), String> {
            self.entries.lock().expect("lock").remove(name);
            Ok(())
        }
    }

    fn open(dir: &Path, fake: &Fake, seed: u64) -> LayeredStore<Fake> {
        LayeredStore::open(dir, fake.clone(), &FixedRandom::new(seed)).expect("open")
    }

    fn away(fake: &Fake) -> Fake {
        Fake {
            away: true,
            ..fake.clone()
        }
    }

    fn get(store: &LayeredStore<Fake>, name: &str) -> Option<Vec<u8>> {
        store.get(name).expect("get").map(|s| s.to_vec())
    }

    #[test]
    fn with_a_key_store_no_secret_is_in_the_folder() {
        let (dir, fake) = (tempfile::tempdir().expect("temp dir"), Fake::default());
        let store = open(dir.path(), &fake, 1);
        store.put("device", b"a secret seed").expect("put");
        assert_eq!(store.protection(), Protection::OsKeyStore);
        assert_eq!(get(&store, "device"), Some(b"a secret seed".to_vec()));
        for path in invigil_files::list(dir.path()).expect("list") {
            let bytes = invigil_files::read(&path, 1 << 20).expect("read");
            assert!(!bytes.windows(6).any(|w| w == b"secret"), "{path:?}");
        }
        store.delete("device").expect("delete");
        assert_eq!(get(&store, "device"), None);
        assert!(fake.entries.lock().expect("lock").is_empty());
    }

    #[test]
    fn a_secret_whose_key_store_is_away_is_unreachable_never_missing() {
        let (dir, fake) = (tempfile::tempdir().expect("temp dir"), Fake::default());
        open(dir.path(), &fake, 1)
            .put("device", b"one")
            .expect("put");
        let store = open(dir.path(), &away(&fake), 2);
        assert_eq!(store.protection(), Protection::FileOnly);
        let code = |e: VaultError| e.code().0;
        let (read, forgotten) = (store.get("device"), store.delete("device"));
        assert_eq!(read.map_err(code), Err("vault.unreachable"));
        assert_eq!(forgotten.map_err(code), Err("vault.unreachable"));
        assert_eq!(get(&store, "other"), None);
    }

    #[test]
    fn the_last_put_wins_across_both_places() {
        let (dir, fake) = (tempfile::tempdir().expect("temp dir"), Fake::default());
        open(dir.path(), &fake, 1)
            .put("device", b"one")
            .expect("put");
        open(dir.path(), &away(&fake), 2)
            .put("device", b"two")
            .expect("put");
        let store = open(dir.path(), &fake, 3);
        assert_eq!(get(&store, "device"), Some(b"two".to_vec()));
        store.put("device", b"three").expect("put");
        assert_eq!(get(&store, "device"), Some(b"three".to_vec()));
        assert!(!invigil_files::exists(&dir.path().join("device.secret")));
    }

    #[test]
    fn a_key_store_that_refuses_is_an_error_and_keeps_what_was_there() {
        let (dir, fake) = (tempfile::tempdir().expect("temp dir"), Fake::default());
        open(dir.path(), &fake, 1)
            .put("device", b"one")
            .expect("put");
        let full = Fake {
            full: true,
            ..fake.clone()
        };
        let store = open(dir.path(), &full, 2);
        let refused = store.put("device", b"two").expect_err("full");
        assert_eq!(refused.code().0, "vault.key-store");
        assert_eq!(get(&store, "device"), Some(b"one".to_vec()));
    }

    #[test]
    fn a_key_store_that_answers_and_has_no_keyring_is_none() {
        let dir = tempfile::tempdir().expect("temp dir");
        let none = Fake {
            no_keyring: true,
            ..Fake::default()
        };
        let store = open(dir.path(), &none, 1);
        assert_eq!(store.protection(), Protection::FileOnly);
        store.put("device", b"one").expect("put");
        // Nor does one that begins to keep change where that secret is.
        let fake = Fake::default();
        let store = open(dir.path(), &fake, 2);
        assert_eq!(store.protection(), Protection::OsKeyStore);
        assert_eq!(get(&store, "device"), Some(b"one".to_vec()));
    }

    #[test]
    fn two_folders_of_one_user_never_share_a_secret() {
        let (a, b) = (
            tempfile::tempdir().expect("temp dir"),
            tempfile::tempdir().expect("temp dir"),
        );
        let fake = Fake::default();
        open(a.path(), &fake, 1).put("device", b"a").expect("put");
        let store = open(b.path(), &fake, 2);
        assert_eq!(get(&store, "device"), None);
        store.put("device", b"b").expect("put");
        let first = open(a.path(), &fake, 3);
        assert_eq!(get(&first, "device"), Some(b"a".to_vec()));
    }
}
