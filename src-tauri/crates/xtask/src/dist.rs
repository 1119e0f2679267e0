//! `cargo xtask dist`: deb and rpm of both builds, and the check that they install and start.
//!
//! Each format is built by its own tool from one tree of files. Deliberately absent: signing.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{
    notices, setup,
    stages::{Stages, gate_tests, program, root, run, target},
    steps,
};

/// One of the two builds.
struct Build {
    /// The package's name.
    name: &'static str,
    /// The program that opens the window.
    app: &'static str,
    /// Other programs of the package. The app looks for the sandbox's worker beside itself.
    others: &'static [&'static str],
    title: &'static str,
    comment: &'static str,
    /// The crates of its programs.
    crates: &'static [&'static str],
    /// For the desktop crate.
    features: &'static [&'static str],
}

impl Build {
    fn programs(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.app).chain(self.others.iter().copied())
    }
}

/// No address exists, and the format asks for one: a name that RFC 2606 keeps from being one.
const MAINTAINER: &str = "The Invigil authors <authors@invigil.invalid>";

const BUILDS: [Build; 2] = [
    Build {
        name: "invigil",
        app: "invigil-app",
        others: &["invigil", "invigil-worker"],
        title: "Invigil",
        comment: "Proctored assessments, offline",
        crates: &["invigil-desktop", "invigil-cli", "invigil-sandbox"],
        features: &[],
    },
    Build {
        name: "invigil-candidate",
        app: "invigil-candidate-app",
        others: &["invigil-worker"],
        title: "Invigil for candidates",
        comment: "Take a proctored assessment, offline",
        crates: &["invigil-desktop", "invigil-sandbox"],
        features: &[
            "--no-default-features",
            "--features",
            "invigil-desktop/custom-protocol",
        ],
    },
];

/// Builds, packs and checks; `profile` is `release` unless a quicker one is named.
pub(crate) fn dist(profile: Option<&str>, figures: &mut Vec<String>) -> Result<()> {
    let profile = profile.unwrap_or("release");
    let mut stages = Stages::default();
    stages.stage("install what is missing", setup::for_packages)?;
    stages.stage("bank and page", || {
        steps::bank()?;
        steps::ui()
    })?;
    for build in &BUILDS {
        stages.stage(&format!("{}: programs", build.name), || {
            compile(build, profile)
        })?;
        stages.stage(&format!("{}: deb and rpm", build.name), || {
            pack(build, profile)
        })?;
    }
    stages.stage("installed and started", check)?;
    stages.print();
    sizes(figures)
}

fn folder() -> PathBuf {
    target().join("dist")
}

/// One call of Cargo for all programs, and the same crates for both builds: every library of theirs
/// has the same features, and is built once. Without the lints' wrapper: the programs are those of
/// a plain build.
fn programs(build: &Build, profile: &str) -> Command {
    let mut command = program("cargo", &["build", "--profile", profile]);
    command.args(BUILDS[0].crates.iter().flat_map(|name| ["-p", name]));
    command.args(build.programs().flat_map(|name| ["--bin", name]));
    command.args(build.features);
    command
}

/// What makes the programs of the full build as they are shipped.
pub(crate) fn full(profile: &str) -> Command {
    programs(&BUILDS[0], profile)
}

fn compile(build: &Build, profile: &str) -> Result<()> {
    run(programs(build, profile))?;
    let kept = folder().join(build.name).join("programs");
    std::fs::create_dir_all(&kept).context("make the programs' folder")?;
    for name in build.programs() {
        let made = target().join(profile).join(name);
        std::fs::copy(made, kept.join(name)).with_context(|| format!("keep {name}"))?;
    }
    Ok(())
}

/// The tree of files, then both packages of it.
fn pack(build: &Build, profile: &str) -> Result<()> {
    let here = folder().join(build.name);
    let tree = here.join("root");
    if tree.exists() {
        std::fs::remove_dir_all(&tree).context("empty the tree")?;
    }
    for name in build.programs() {
        let from = here.join("programs").join(name);
        put(&tree, &format!("usr/bin/{name}"), &std::fs::read(from)?)?;
        let packed = tree.join("usr/bin").join(name);
        if profile != "release" {
            run(program("strip", &[text(&packed)?]))?;
        }
    }
    share(build, &tree)?;
    if build.others.contains(&"invigil") {
        manual(&here, &tree)?;
    }
    // Whatever the umask of who builds it.
    let modes = "chmod -R u=rwX,go=rX \"$1\" && chmod 755 \"$1\"/usr/bin/*";
    run(program("sh", &["-euc", modes, "sh", text(&tree)?]))?;
    deb(build, &here, &tree)?;
    rpm(build, &here, &tree)
}

/// The desktop's entry, file types, pictures, and what must be said of others' work.
fn share(build: &Build, tree: &Path) -> Result<()> {
    let fill = |template: &str| -> Result<String> {
        let path = root().join("src-tauri/packaging").join(template);
        let text = std::fs::read_to_string(path).with_context(|| template.to_owned())?;
        Ok(text
            .replace("@NAME@", build.name)
            .replace("@BINARY@", build.app)
            .replace("@TITLE@", build.title)
            .replace("@COMMENT@", build.comment))
    };
    let name = build.name;
    let share = |path: &str, bytes: &[u8]| put(tree, &format!("usr/share/{path}"), bytes);
    share(
        &format!("applications/{name}.desktop"),
        fill("invigil.desktop")?.as_bytes(),
    )?;
    share(
        &format!("mime/packages/{name}.xml"),
        fill("mime.xml")?.as_bytes(),
    )?;
    for (size, icon) in [
        ("32x32", "32x32.png"),
        ("128x128", "128x128.png"),
        ("256x256", "icon.png"),
    ] {
        let picture = std::fs::read(root().join("src-tauri/icons").join(icon))?;
        share(&format!("icons/hicolor/{size}/apps/{name}.png"), &picture)?;
    }
    share(
        &format!("doc/{name}/copyright"),
        &std::fs::read(root().join("LICENSE"))?,
    )?;
    share(
        &format!("doc/{name}/third-party.txt"),
        notices::all(build.crates, build.features)?.as_bytes(),
    )
}

/// The manual's pages and the shells' completions, by the packed program itself.
fn manual(here: &Path, tree: &Path) -> Result<()> {
    let made = here.join("generated");
    let invigil = here.join("programs/invigil");
    run(program(invigil, &["generate", "--out", text(&made)?]))?;
    let places = [
        ("invigil.bash", "bash-completion/completions/invigil"),
        ("_invigil", "zsh/site-functions/_invigil"),
        ("invigil.fish", "fish/vendor_completions.d/invigil.fish"),
    ];
    for (name, place) in places {
        let bytes = std::fs::read(made.join(name)).with_context(|| name.to_owned())?;
        put(tree, &format!("usr/share/{place}"), &bytes)?;
    }
    for made in std::fs::read_dir(&made).context("list the manual")? {
        let path = made?.path();
        if path.extension().is_some_and(|end| end == "1") {
            let name = path.file_name().and_then(|name| name.to_str());
            let name = format!("usr/share/man/man1/{}", name.context("UTF-8")?);
            put(tree, &name, &std::fs::read(&path).context("read a page")?)?;
            // Both formats keep pages compressed; without the time, the same page is the same file.
            run(program("gzip", &["-9nf", text(&tree.join(name))?]))?;
        }
    }
    Ok(())
}

fn put(tree: &Path, path: &str, bytes: &[u8]) -> Result<()> {
    let path = tree.join(path);
    let parent = path.parent().context("a folder")?;
    std::fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
    std::fs::write(&path, bytes).with_context(|| path.display().to_string())
}

fn text(path: &Path) -> Result<&str> {
    path.to_str()
        .context("the target folder's name is not UTF-8")
}

fn output(mut command: Command) -> Result<String> {
    let line = format!("{command:?}");
    let out = command.output().with_context(|| line.clone())?;
    ensure!(
        out.status.success(),
        "{line}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    Ok(String::from_utf8(out.stdout)?.trim().to_owned())
}

/// The other build has the same file types and the same data folder.
fn rival(build: &Build) -> &'static str {
    BUILDS
        .iter()
        .find(|b| b.name != build.name)
        .map_or("", |b| b.name)
}

fn deb(build: &Build, here: &Path, tree: &Path) -> Result<()> {
    let source = here.join("source");
    put(
        &source,
        "debian/control",
        format!(
            "Source: {0}\n\nPackage: {0}\nArchitecture: any\n",
            build.name
        )
        .as_bytes(),
    )?;
    let mut find = program("dpkg-shlibdeps", &["-O", "--warnings=0"]);
    find.current_dir(&source);
    for name in build.programs() {
        find.arg(format!("-e{}", tree.join("usr/bin").join(name).display()));
    }
    let depends = output(find)?;
    let depends = depends
        .strip_prefix("shlibs:Depends=")
        .context("dpkg-shlibdeps names libraries")?;
    let architecture = output(program("dpkg", &["--print-architecture"]))?;
    let size = output(program("du", &["-sk", text(tree)?]))?;
    let size = size.split_whitespace().next().unwrap_or("0").to_owned();
    let control = format!(
        "Package: {}\nVersion: {}\nArchitecture: {architecture}\nMaintainer: {MAINTAINER}\n\
         Installed-Size: {size}\nDepends: {depends}\nConflicts: {}\nSection: education\nPriority: optional\n\
         Description: {}\n Works without a network: the test comes as a file, and the signed result\n leaves as one.\n",
        build.name,
        env!("CARGO_PKG_VERSION"),
        rival(build),
        build.comment
    );
    put(tree, "DEBIAN/control", control.as_bytes())?;
    let out = folder().join(format!("{}.deb", build.name));
    run(program(
        "dpkg-deb",
        &[
            "--root-owner-group",
            "-Zxz",
            "--build",
            text(tree)?,
            text(&out)?,
        ],
    ))?;
    std::fs::remove_dir_all(tree.join("DEBIAN")).context("take the control files away")
}

fn rpm(build: &Build, here: &Path, tree: &Path) -> Result<()> {
    let list = output(program(
        "find",
        &[text(tree)?, "-type", "f", "-printf", "/%P\\n"],
    ))?;
    let spec = format!(
        "%define _build_id_links none\n%define __os_install_post %{{nil}}\n%define debug_package %{{nil}}\n\
         Name: {}\nVersion: {}\nRelease: 1\nSummary: {}\nLicense: Apache-2.0 OR MIT\nVendor: The Invigil authors\nConflicts: {}\n\
         %description\nWorks without a network: the test comes as a file, and the signed result leaves as one.\n\
         %install\nmkdir -p %{{buildroot}}\ncp -a '{}'/. %{{buildroot}}/\n%files\n%defattr(-,root,root)\n{list}\n",
        build.name,
        env!("CARGO_PKG_VERSION"),
        build.comment,
        rival(build),
        text(tree)?
    );
    let work = here.join("rpm");
    put(&work, "invigil.spec", spec.as_bytes())?;
    let top = format!("_topdir {}", work.display());
    let out = format!("_rpmdir {}", work.join("out").display());
    run(program(
        "rpmbuild",
        &[
            "-bb",
            "--quiet",
            "--define",
            &top,
            "--define",
            &out,
            "--define",
            "_rpmfilename package.rpm",
            text(&work.join("invigil.spec"))?,
        ],
    ))?;
    let made = work.join("out/package.rpm");
    std::fs::rename(made, folder().join(format!("{}.rpm", build.name))).context("keep the rpm")
}

/// The packages, installed and started, by the tests that need them.
fn check() -> Result<()> {
    let mut command = gate_tests("dist", &["--run-ignored", "only", "--no-capture"]);
    command.env("INVIGIL_DIST", folder());
    run(command)
}

/// What goes into BENCHMARKS.md.
fn sizes(figures: &mut Vec<String>) -> Result<()> {
    for build in &BUILDS {
        let length = |path: PathBuf| -> Result<f64> {
            let length = std::fs::metadata(&path)
                .with_context(|| path.display().to_string())?
                .len();
            Ok(length as f64 / f64::from(1 << 20))
        };
        let line = format!(
            "{}: program {:.1} MiB, deb {:.1} MiB, rpm {:.1} MiB",
            build.name,
            length(
                folder()
                    .join(build.name)
                    .join("root/usr/bin")
                    .join(build.app)
            )?,
            length(folder().join(format!("{}.deb", build.name)))?,
            length(folder().join(format!("{}.rpm", build.name)))?
        );
        println!("{line}");
        figures.push(line);
    }
    Ok(())
}
