//! Secrets as files of mode 0600 in a folder of mode 0700.

use std::path::{Path, PathBuf};

use invigil_files::Access;
use zeroize::Zeroizing;

use crate::{MAX_SECRET, Protection, SecretStore, VaultError, check_len, check_name};

/// One file a secret: `<dir>/<name>.secret`, the bytes as they are.
#[derive(Debug)]
pub struct FileStore {
    dir: PathBuf,
}

impl FileStore {
    /// The store in `dir`, which is made (mode 0700) when it is missing.
    pub fn open(dir: &Path) -> Result<Self, VaultError> {
        invigil_files::create_dir(dir, Access::Private)?;
        Ok(Self {
            dir: dir.to_owned(),
        })
    }

    pub(crate) fn path(&self, name: &str) -> Result<PathBuf, VaultError> {
        check_name(name)?;
        Ok(self.dir.join(format!("{name}.secret")))
    }
}

impl SecretStore for FileStore {
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), VaultError> {
        let path = self.path(name)?;
        check_len(secret)?;
        Ok(invigil_files::write(&path, secret, Access::Private)?)
    }

    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        read_optional(&self.path(name)?)
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        Ok(invigil_files::remove(&self.path(name)?)?)
    }

    fn protection(&self) -> Protection {
        Protection::FileOnly
    }
}

/// The bytes of a secret's file; `None` when there is no file.
pub(crate) fn read_optional(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
    match invigil_files::read(path, MAX_SECRET as u64) {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(e) if e.io_kind() == Some(std::io::ErrorKind::NotFound) => Ok(None),
        Err(e) => Err(VaultError::File(e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, FileStore) {
        let dir = tempfile::tempdir().expect("temp dir");
        let store = FileStore::open(&dir.path().join("vault")).expect("open");
        (dir, store)
    }

    #[test]
    fn what_is_put_is_read_until_it_is_deleted() {
        let (_dir, store) = store();
        assert_eq!(store.get("device").expect("get"), None);
        store.put("device", b"one").expect("put");
        store.put("device", b"two").expect("put");
        assert_eq!(
            store.get("device").expect("get").expect("some").as_slice(),
            b"two"
        );
        store.delete("device").expect("delete");
        store.delete("device").expect("delete again");
        assert_eq!(store.get("device").expect("get"), None);
    }

    #[cfg(unix)]
    #[test]
    fn files_and_folder_are_for_the_user_alone() {
        let (dir, store) = store();
        store.put("device", b"one").expect("put");
        let folder = dir.path().join("vault");
        assert_eq!(invigil_files::mode(&folder), Some(0o700));
        let file = folder.join("device.secret");
        assert_eq!(invigil_files::mode(&file), Some(0o600));
    }

    #[test]
    fn names_that_leave_the_folder_and_long_secrets_are_refused() {
        let (_dir, store) = store();
        for name in [
            "",
            "../x",
            "a/b",
            ".hidden",
            "A",
            "a b",
            "ä",
            &"a".repeat(121),
        ] {
            assert_eq!(
                store.put(name, b"x").expect_err(name).code().0,
                "vault.name"
            );
            assert_eq!(store.get(name).expect_err(name).code().0, "vault.name");
            assert_eq!(store.delete(name).expect_err(name).code().0, "vault.name");
        }
        let long = store.put("a", &[0; MAX_SECRET + 1]).expect_err("too long");
        assert_eq!(long.code().0, "vault.too-long");
    }

    #[test]
    fn a_file_grown_past_the_cap_is_an_error_not_a_secret() {
        let (dir, store) = store();
        let path = dir.path().join("vault/device.secret");
        invigil_files::write(&path, &[0; MAX_SECRET + 1], Access::Private).expect("write");
        assert_eq!(
            store.get("device").expect_err("cap").code().0,
            "file.too-large"
        );
    }
}
