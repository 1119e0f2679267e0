//! Which JDKs may run: the runtime pack, else those found on the machine.
//!
//! A folder is taken for a JDK by what is written in it. Whether it works shows only in the jail,
//! where it compiles and runs a first program (`super::trial`).

use std::{
    env,
    path::{Path, PathBuf},
};

/// Bytes of a JDK's `release` file.
const RELEASE: u64 = 64 << 10;
/// The oldest version that compiles the language level of every Java here.
const OLDEST: u32 = super::RELEASE;
/// Where Linux distributions install JDKs.
const INSTALLED: &str = "/usr/lib/jvm";

/// A Java runtime that can compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jdk {
    /// Its folder, without symbolic links.
    pub home: PathBuf,
    /// Its version in its own words: `17.0.15`.
    pub version: String,
}

impl Jdk {
    /// The JDK in a folder: a `java`, a compiler, a version that is not too old.
    pub fn at(home: &Path) -> Option<Self> {
        let home = home.canonicalize().ok()?;
        let release = invigil_files::read_text(&home.join("release"), RELEASE).ok()?;
        let value = |key: &str| {
            let line = release.lines().find_map(|l| l.strip_prefix(key))?;
            Some(line.strip_prefix('=')?.trim_matches('"').to_owned())
        };
        let version = value("JAVA_VERSION")?;
        let compiles = invigil_files::exists(&home.join("bin/javac"))
            || value("MODULES")?.split(' ').any(|m| m == "jdk.compiler");
        let jdk = Self { home, version };
        let runs = invigil_files::exists(&jdk.java());
        (compiles && runs && number(&jdk.version) >= OLDEST).then_some(jdk)
    }

    /// The program that runs and compiles.
    pub(super) fn java(&self) -> PathBuf {
        self.home.join("bin/java")
    }

    /// Folders outside its own that its files lead to: Debian keeps the settings under `/etc`.
    pub(super) fn outside(&self) -> Vec<PathBuf> {
        let led = |file: &str| {
            let file = self.home.join(file).canonicalize().ok()?;
            (!file.starts_with(&self.home)).then(|| file.parent().map(Path::to_owned))?
        };
        [
            "conf/net.properties",
            "conf/security/java.security",
            "lib/jvm.cfg",
        ]
        .into_iter()
        .filter_map(led)
        .collect()
    }
}

/// Where a JDK may be on this machine, the likeliest first: the runtime pack, `JAVA_HOME`, each
/// `java` on the `PATH`, then what is under `/usr/lib/jvm`, the newest first.
pub(super) fn homes(pack: Option<&Path>) -> Vec<PathBuf> {
    // A machine without the folder has none there.
    let installed = invigil_files::list(Path::new(INSTALLED)).unwrap_or_default();
    let mut installed: Vec<Jdk> = installed.iter().filter_map(|home| Jdk::at(home)).collect();
    installed.sort_by_key(|jdk| std::cmp::Reverse(number(&jdk.version)));
    let named = env::var_os("JAVA_HOME").map(PathBuf::from);
    pack.map(Path::to_owned)
        .into_iter()
        .chain(named)
        .chain(on_path())
        .chain(installed.into_iter().map(|jdk| jdk.home))
        .collect()
}

/// The JDKs in these folders, each once.
pub(super) fn among(homes: &[PathBuf]) -> Vec<Jdk> {
    let mut jdks: Vec<Jdk> = Vec::new();
    for jdk in homes.iter().filter_map(|home| Jdk::at(home)) {
        if jdks.iter().all(|known| known.home != jdk.home) {
            jdks.push(jdk);
        }
    }
    jdks
}

/// The homes of each `java` on the path.
fn on_path() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .filter_map(|folder| folder.join("java").canonicalize().ok())
        .filter_map(|java| Some(java.parent()?.parent()?.to_owned()))
        .collect()
}

/// The leading number of a version; 8 for `1.8.0`.
fn number(version: &str) -> u32 {
    let version = version.strip_prefix("1.").unwrap_or(version);
    let digits = version.split(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|d| d.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_their_number() {
        assert_eq!(number("17.0.15"), 17);
        assert_eq!(number("25-ea"), 25);
        assert_eq!(number("1.8.0_402"), 8);
        assert_eq!(number(""), 0);
    }

    #[test]
    fn a_folder_without_a_compiler_is_no_jdk() {
        let dir = tempfile::tempdir().expect("temp dir");
        let shared = invigil_files::Access::Shared;
        let file = |path: &str, text: &str| {
            let path = dir.path().join(path);
            invigil_files::create_dir(path.parent().expect("a folder"), shared).expect("made");
            invigil_files::write(&path, text.as_bytes(), shared).expect("written");
        };
        file("bin/java", "");
        file(
            "release",
            "JAVA_VERSION=\"17.0.1\"\nMODULES=\"java.base\"\n",
        );
        assert_eq!(Jdk::at(dir.path()), None);
        file(
            "release",
            "JAVA_VERSION=\"17.0.1\"\nMODULES=\"java.base jdk.compiler\"\n",
        );
        assert_eq!(
            Jdk::at(dir.path()).map(|j| j.version).as_deref(),
            Some("17.0.1")
        );
        assert_eq!(
            among(&[dir.path().to_owned(), dir.path().to_owned()]).len(),
            1
        );
        file(
            "release",
            "JAVA_VERSION=\"16.0.1\"\nMODULES=\"java.base jdk.compiler\"\n",
        );
        assert_eq!(Jdk::at(dir.path()), None);
    }
}
