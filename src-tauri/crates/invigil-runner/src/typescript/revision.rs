//! The eraser's name in the engine id: with the same id, a program comes out of it the same to the
//! last byte.

/// The eraser's revision and the version of the parser below it. Whoever changes what becomes of a
/// program, or what is said of one that is refused, counts the revision up.
pub(crate) const ERASER: &str = "eraser 2, oxc 0.146.0";

#[cfg(test)]
mod tests {
    use invigil_crypto::digest::{hex, sha256};

    use super::ERASER;

    const LOCK: &str = include_str!("../../../../../Cargo.lock");
    /// What the eraser uses of oxc.
    const OXC: [&str; 6] = [
        "oxc_allocator",
        "oxc_ast",
        "oxc_ast_visit",
        "oxc_diagnostics",
        "oxc_parser",
        "oxc_span",
    ];
    const SOURCES: [&str; 4] = [
        include_str!("mod.rs"),
        include_str!("edits.rs"),
        include_str!("erase.rs"),
        include_str!("rewrite.rs"),
    ];
    /// SHA-256 of [`SOURCES`], one behind the other, at the revision of [`ERASER`].
    const DIGEST: &str = "34ada6ad58bb35d0e463c7448b4e41b3e0f9a468fd867cb98f84d2ffa84ba522";

    /// The versions of a crate in the lock.
    fn locked(name: &str) -> Vec<&'static str> {
        let packages = LOCK.split("[[package]]").filter_map(|package| {
            let value = |key: &str| {
                let mut lines = package.lines();
                lines.find_map(|l| {
                    l.strip_prefix(key)?
                        .strip_prefix(" = \"")?
                        .strip_suffix('"')
                })
            };
            (value("name")? == name).then(|| value("version"))?
        });
        packages.collect()
    }

    #[test]
    fn the_name_has_the_version_of_oxc_that_is_built_in() {
        let (_, version) = ERASER.split_once("oxc ").expect("a version");
        for name in OXC {
            assert_eq!(locked(name), [version], "{name}: the name has another one");
        }
    }

    #[test]
    fn the_name_has_the_revision_of_these_sources() {
        assert_eq!(
            hex(&sha256(SOURCES.concat().as_bytes())),
            DIGEST,
            "the eraser changed: count its revision up where anything comes out otherwise, and \
             write down the digest of the sources as they are"
        );
    }
}
