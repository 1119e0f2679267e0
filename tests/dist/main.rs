//! The packages that `cargo xtask dist` made (`INVIGIL_DIST` is their folder): the deb installed
//! in a fresh Debian and started there, the rpm unpacked, its libraries found, and started.
#![expect(
    clippy::disallowed_methods,
    reason = "the subject is packages and what installs them"
)]

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
};

use invigil_tests::{
    manual::PAGES,
    screen::{App, patiently},
    window::Display,
};

/// (package, programs, the one with the window)
const BUILDS: [(&str, &[&str], &str); 2] = [
    (
        "invigil",
        &["invigil", "invigil-app", "invigil-worker"],
        "invigil-app",
    ),
    (
        "invigil-candidate",
        &["invigil-candidate-app", "invigil-worker"],
        "invigil-candidate-app",
    ),
];

/// What the programs may be linked with: WebKitGTK, GTK and what they bring; the C library.
const LIBRARIES: [&str; 14] = [
    "libgdk-3.so.0",
    "libgdk_pixbuf-2.0.so.0",
    "libcairo.so.2",
    "libgobject-2.0.so.0",
    "libglib-2.0.so.0",
    "libwebkit2gtk-4.1.so.0",
    "libgtk-3.so.0",
    "libsoup-3.0.so.0",
    "libgio-2.0.so.0",
    "libjavascriptcoregtk-4.1.so.0",
    "libgcc_s.so.1",
    "libm.so.6",
    "libc.so.6",
    "ld-linux-x86-64.so.2",
];

fn packages() -> PathBuf {
    std::env::var_os("INVIGIL_DIST")
        .map(PathBuf::from)
        .expect("run this by `cargo xtask dist`")
}

/// A command's output; panics with what it said when it failed.
#[track_caller]
fn sh(script: &str, arguments: &[&Path]) -> String {
    let out = Command::new("sh")
        .args(["-euc", script, "sh"])
        .args(arguments)
        .output()
        .expect("sh");
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(
        out.status.success(),
        "{script}\n{said}\n{}",
        String::from_utf8_lossy(&out.stderr)
    );
    said
}

fn expected(name: &str, programs: &[&str]) -> BTreeSet<String> {
    let mut files: BTreeSet<String> = programs.iter().map(|p| format!("usr/bin/{p}")).collect();
    let share = [
        format!("applications/{name}.desktop"),
        format!("doc/{name}/copyright"),
        format!("doc/{name}/third-party.txt"),
        format!("icons/hicolor/32x32/apps/{name}.png"),
        format!("icons/hicolor/128x128/apps/{name}.png"),
        format!("icons/hicolor/256x256/apps/{name}.png"),
        format!("mime/packages/{name}.xml"),
    ];
    let manual = [
        "bash-completion/completions/invigil",
        "fish/vendor_completions.d/invigil.fish",
        "zsh/site-functions/_invigil",
    ];
    if programs.contains(&"invigil") {
        files.extend(manual.map(|file| format!("usr/share/{file}")));
        files.extend(PAGES.map(|page| format!("usr/share/man/man1/{page}.gz")));
    }
    files.extend(share.into_iter().map(|file| format!("usr/share/{file}")));
    files
}

fn files(tree: &Path) -> BTreeSet<String> {
    sh("cd \"$1\" && find . -type f -printf '%P\\n'", &[tree])
        .lines()
        .map(str::to_owned)
        .collect()
}

fn needed(program: &Path) -> BTreeSet<String> {
    let headers = sh("objdump -p \"$1\"", &[program]);
    let names = headers
        .lines()
        .filter_map(|l| l.trim().strip_prefix("NEEDED"));
    names.map(|name| name.trim().to_owned()).collect()
}

/// The window opens and its first screen is painted.
fn starts(display: &Display, mut app: App) {
    patiently("the first screen is painted", || {
        assert!(app.runs(), "{}", app.said());
        app.said().contains("first screen painted").then_some(())
    });
    assert!(
        !display
            .xdotool(&["search", "--onlyvisible", "--name", "^Invigil$"])
            .is_empty()
    );
}

#[test]
#[ignore = "needs the packages of `cargo xtask dist`"]
fn an_unpacked_rpm_has_the_files_the_libraries_and_starts() {
    for (name, programs, app) in BUILDS {
        let tree = tempfile::tempdir().expect("a folder");
        let rpm = packages().join(format!("{name}.rpm"));
        sh(
            "cd \"$2\" && rpm2cpio \"$1\" | cpio -idm --quiet",
            &[&rpm, tree.path()],
        );
        assert_eq!(files(tree.path()), expected(name, programs));
        let asks = sh("rpm -qp --requires \"$1\"", &[&rpm]);
        for program in programs {
            let program = tree.path().join("usr/bin").join(program);
            let needed = needed(&program);
            let surprise: Vec<_> = needed
                .iter()
                .filter(|n| !LIBRARIES.contains(&n.as_str()))
                .collect();
            assert!(surprise.is_empty(), "{name} is linked with {surprise:?}");
            for library in needed.iter().filter(|n| !n.starts_with("ld-")) {
                assert!(
                    asks.contains(library.as_str()),
                    "{library} is not asked for:\n{asks}"
                );
            }
            let found = sh("ldd \"$1\"", &[&program]);
            assert!(!found.contains("not found"), "{found}");
        }
        let (display, home) = (Display::start(), tempfile::tempdir().expect("a folder"));
        starts(
            &display,
            App::start(
                &display,
                &tree.path().join("usr/bin").join(app),
                home.path(),
                &[],
            ),
        );
    }
}

/// A fresh minimal Debian of the machine's own release, from the machine's own mirror and by its
/// way there; other sources of the machine have keys that a fresh Debian lacks.
fn fresh_debian() -> PathBuf {
    let root = packages().join("debian");
    let base = packages().join("debian.tar");
    if !base.exists() {
        sh(
            ". /etc/os-release; mirror=$(grep -rhoE 'https?://[^ ]+/debian/? ' /etc/apt/sources.list /etc/apt/sources.list.d | head -1); \
             mirror=${mirror:-$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources | head -1)}; rm -rf \"$1\"; \
             /usr/sbin/debootstrap --variant=minbase \"$VERSION_CODENAME\" \"$1\" $mirror >/dev/null; \
             { apt-config dump | grep -iE '^Acquire::https?::' || true; } > \"$1/etc/apt/apt.conf.d/90machine\"; cp /etc/resolv.conf /etc/hosts \"$1/etc/\"; \
             tar -C \"$1\" -cf \"$2.new\" . && mv \"$2.new\" \"$2\"",
            &[&root, &base],
        );
    }
    sh(
        "rm -rf \"$1\"; mkdir \"$1\"; tar -C \"$1\" -xf \"$2\"",
        &[&root, &base],
    );
    root
}

#[test]
#[ignore = "needs the packages of `cargo xtask dist`"]
fn a_deb_installs_in_a_fresh_debian_and_starts_there() {
    for (name, programs, app) in BUILDS {
        let deb = packages().join(format!("{name}.deb"));
        let listed = sh(
            "dpkg-deb --fsys-tarfile \"$1\" | tar -t | grep -v '/$' | sed 's,^./,,'",
            &[&deb],
        );
        let listed: BTreeSet<String> = listed.lines().map(str::to_owned).collect();
        assert_eq!(listed, expected(name, programs));
        let root = fresh_debian();
        sh(
            "cp \"$2\" \"$1/tmp/app.deb\"; unshare --mount --pid --fork --kill-child sh -euc 'mount -t proc proc \"$1/proc\"; \
             export DEBIAN_FRONTEND=noninteractive; chroot \"$1\" apt-get update -qq >/dev/null; \
             chroot \"$1\" apt-get install -y -qq --no-install-recommends /tmp/app.deb >/dev/null' sh \"$1\"",
            &[&root, &deb],
        );
        let types = std::fs::read_to_string(
            root.join("usr/share/applications")
                .join(format!("{name}.desktop")),
        );
        assert!(
            types
                .expect("a desktop entry")
                .contains(&format!("Exec={app} %F"))
        );
        let (display, home) = (Display::start(), tempfile::tempdir().expect("a folder"));
        let inside = "mount -t proc proc \"$1/proc\"; mkdir -p \"$1/dev/shm\"; mount -t tmpfs tmpfs \"$1/dev/shm\"; \
                      export HOME=/root INVIGIL_DATA=/root/data; exec chroot \"$1\" \"$2\"";
        let root = root.display().to_string();
        let arguments = [
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "sh",
            "-euc",
            inside,
            "sh",
            &root,
            app,
        ];
        starts(
            &display,
            App::start_with(&display, "unshare".as_ref(), &arguments, home.path(), &[]),
        );
    }
}
