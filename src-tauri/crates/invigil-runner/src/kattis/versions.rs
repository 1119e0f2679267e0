//! What one version of the format has and another has not. What stands in a package of the other
//! version is refused: left out, it would change what is judged without a word.

use super::{KattisError, Package, Version, value};

/// Folders directly in `data`.
const DATA: [&str; 2] = ["sample", "secret"];
const SELF_TESTS: [&str; 3] = ["invalid_input", "invalid_output", "valid_output"];

/// A key that stands in the package and belongs to other versions.
pub(super) fn key(
    version: Version,
    place: &str,
    of: &[Version],
    is_there: bool,
) -> Result<(), KattisError> {
    if is_there && !of.contains(&version) {
        return other(version, place);
    }
    Ok(())
}

/// The folders and files whose names are a version's own.
pub(super) fn folders(package: &Package, version: Version) -> Result<(), KattisError> {
    let legacy = version == Version::Legacy;
    let stranger = if legacy {
        "output_validator"
    } else {
        "output_validators"
    };
    if package.is_folder(stranger) {
        return other(version, stranger);
    }
    for name in package.names("data") {
        let path = format!("data/{name}");
        if !package.is_folder(&path) || DATA.contains(&name.as_str()) {
            continue;
        }
        match SELF_TESTS.contains(&name.as_str()) {
            true if legacy => return other(version, &path),
            true => {}
            false => return Err(value(path, "the format has no such folder")),
        }
    }
    for name in package.names("data/sample") {
        let path = format!("data/sample/{name}");
        let of_a_test = name.ends_with(".files") || name.ends_with(".download");
        if !legacy && !of_a_test && package.is_folder(&path) {
            return other(version, &path);
        }
    }
    for (path, _) in package.below("data") {
        if of_another(path, legacy) {
            return other(version, &format!("data/{path}"));
        }
    }
    Ok(())
}

/// Whether a file of `data` has a name that only the other versions know; what lies in a test's
/// own folder of files is the test's.
fn of_another(path: &str, legacy: bool) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    if folders.split('/').any(|folder| folder.ends_with(".files")) {
        return false;
    }
    match name {
        "testdata.yaml" => !legacy,
        name => legacy && name.ends_with(".yaml"),
    }
}

fn other<T>(version: Version, place: &str) -> Result<T, KattisError> {
    Err(KattisError::OtherVersion {
        place: place.to_owned(),
        version: version.name(),
    })
}
