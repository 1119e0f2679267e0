//! The crate graph is a rule, not a drawing: these tests read it from Cargo.

#![expect(clippy::disallowed_methods, reason = "tests run git and cargo")]

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Third-party crates that only the named crates may depend on.
const FENCES: &[(&str, &[&str])] = &[
    ("tauri", &["invigil-desktop"]),
    (
        "rusqlite",
        &[
            "invigil-storage",
            "invigil-bank",
            "invigil-attempt",
            "invigil-sandbox",
        ],
    ),
    ("wasmtime", &["invigil-sandbox"]),
    ("landlock", &["invigil-sandbox"]),
    ("seccompiler", &["invigil-sandbox"]),
    ("libc", &["invigil-sandbox"]),
    ("postcard", &["invigil-sandbox"]),
    ("oxc_parser", &["invigil-runner"]),
    ("serde-saphyr", &["invigil-runner"]),
    ("ring", &["invigil-crypto"]),
    ("x25519-dalek", &["invigil-crypto"]),
    ("argon2", &["invigil-crypto"]),
    ("anyhow", &["xtask", "invigil-tests"]),
];

/// Pairs that must never be connected, even indirectly, and why.
const NEVER: &[(&str, &str, &str)] = &[
    (
        "invigil-candidate",
        "invigil-bank",
        "keys stay on the recruiter's side",
    ),
    (
        "invigil-candidate",
        "invigil-grading",
        "a laptop never grades",
    ),
    (
        "invigil-candidate",
        "invigil-recruiter",
        "a laptop never issues",
    ),
    (
        "invigil-runner",
        "invigil-storage",
        "what a run means needs no database of ours",
    ),
    (
        "invigil-recruiter",
        "invigil-attempt",
        "the recruiter learns of an attempt through a signed file",
    ),
    ("invigil-bundle", "invigil-storage", "formats do no IO"),
    ("invigil-bundle", "invigil-files", "formats do no IO"),
    ("invigil-log", "invigil-files", "the fold is pure"),
    ("invigil-grading", "invigil-storage", "scores are pure"),
    ("invigil-grading", "invigil-files", "scores are pure"),
];

/// The direct dependencies (build and normal) of each crate of the workspace.
#[derive(Clone)]
struct Graph {
    level: BTreeMap<String, u64>,
    deps: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    fn load() -> Self {
        Self::from(&metadata(&[]))
    }

    fn from(metadata: &Metadata) -> Self {
        let mut graph = Self {
            level: BTreeMap::new(),
            deps: BTreeMap::new(),
        };
        for package in metadata.workspace_packages() {
            let level = package.metadata["layer"]["level"]
                .as_u64()
                .unwrap_or_else(|| {
                    panic!("{} states no [package.metadata.layer] level", package.name)
                });
            graph.level.insert(package.name.to_string(), level);
            let deps = package
                .dependencies
                .iter()
                .filter(|d| d.kind != DependencyKind::Development)
                .map(|d| d.name.clone())
                .collect();
            graph.deps.insert(package.name.to_string(), deps);
        }
        graph
    }

    fn reaches(&self, from: &str, to: &str) -> bool {
        self.deps
            .get(from)
            .is_some_and(|deps| deps.iter().any(|d| d == to || self.reaches(d, to)))
    }

    fn breaches(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (name, deps) in &self.deps {
            // The tests of the whole stand outside the house.
            if name == "invigil-tests" {
                continue;
            }
            for dep in deps {
                if let Some(level) = self.level.get(dep)
                    && *level >= self.level[name]
                {
                    out.push(format!(
                        "{name} (layer {}) may not use {dep} (layer {level})",
                        self.level[name]
                    ));
                }
                for (fenced, allowed) in FENCES {
                    if dep == fenced && !allowed.contains(&name.as_str()) {
                        out.push(format!("{name} may not use {fenced}; only {allowed:?} may"));
                    }
                }
            }
        }
        for (from, to, why) in NEVER {
            if self.reaches(from, to) {
                out.push(format!("{from} must not reach {to}: {why}"));
            }
        }
        out
    }
}

fn metadata(features: &[&str]) -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"));
    command.other_options(
        features
            .iter()
            .map(|f| (*f).to_owned())
            .chain(
                [
                    "--offline",
                    "--locked",
                    "--filter-platform",
                    "x86_64-unknown-linux-gnu",
                ]
                .map(str::to_owned),
            )
            .collect::<Vec<_>>(),
    );
    command.exec().expect("cargo metadata answers")
}

#[test]
fn dependencies_point_downward_and_stay_inside_their_fences() {
    assert_eq!(Graph::load().breaches(), Vec::<String>::new());
}

#[test]
fn a_planted_forbidden_edge_is_found() {
    for (from, to) in [
        ("invigil-candidate", "invigil-bank"),
        ("invigil-model", "invigil-clock"),
        ("invigil-bank", "ring"),
        ("invigil-attempt", "invigil-bundle"),
    ] {
        let mut graph = Graph::load();
        let deps = graph.deps.get_mut(from).expect("a crate of ours");
        deps.insert(to.to_owned());
        assert_ne!(graph.breaches(), Vec::<String>::new(), "{from} -> {to}");
    }
}

/// What a package links with given features, by walking Cargo's resolved graph.
fn linked(package: &str, features: &[&str]) -> BTreeSet<String> {
    walked(&metadata(features), package)
}

fn walked(metadata: &Metadata, package: &str) -> BTreeSet<String> {
    let resolve = metadata.resolve.as_ref().expect("a resolved graph");
    let name = |id: &cargo_metadata::PackageId| metadata[id].name.to_string();
    let nodes: BTreeMap<_, _> = resolve.nodes.iter().map(|n| (n.id.clone(), n)).collect();
    let start = nodes
        .keys()
        .find(|id| name(id) == package)
        .expect("the package")
        .clone();
    let mut seen = BTreeSet::from([start.clone()]);
    let mut queue = vec![start];
    while let Some(id) = queue.pop() {
        for dep in &nodes[&id].deps {
            let links = dep
                .dep_kinds
                .iter()
                .any(|k| k.kind == DependencyKind::Normal);
            if links && seen.insert(dep.pkg.clone()) {
                queue.push(dep.pkg.clone());
            }
        }
    }
    seen.iter().map(name).collect()
}

#[test]
fn the_candidate_app_links_no_bank_no_grading_and_no_recruiter() {
    let candidate = linked(
        "invigil-desktop",
        &[
            "--no-default-features",
            "--features",
            "invigil-desktop/custom-protocol",
        ],
    );
    for absent in ["invigil-recruiter", "invigil-bank", "invigil-grading"] {
        assert!(
            !candidate.contains(absent),
            "the candidate app links {absent}"
        );
    }
    assert!(
        candidate.contains("invigil-attempt"),
        "the walk found the graph"
    );
    let full = linked("invigil-desktop", &[]);
    assert!(
        full.contains("invigil-recruiter"),
        "the full app links the recruiter's side"
    );
}

/// HTTP clients; nothing needs a network.
const CLIENTS: &[&str] = &["reqwest", "ureq", "hyper", "isahc", "curl", "attohttpc"];

#[test]
fn nothing_that_ships_links_an_http_client() {
    for package in ["invigil-desktop", "invigil-cli"] {
        let linked = linked(package, &[]);
        for client in CLIENTS {
            assert!(!linked.contains(*client), "{package} links {client}");
        }
    }
}

/// A dependency far below is found in the resolved graph, too: the grading is planted under a
/// crate that the candidate's app links.
#[test]
fn a_planted_edge_far_below_is_found_in_the_resolved_graph() {
    let mut metadata = metadata(&[
        "--no-default-features",
        "--features",
        "invigil-desktop/custom-protocol",
    ]);
    assert!(!walked(&metadata, "invigil-desktop").contains("invigil-grading"));
    let id = |name: &str| {
        let package = metadata.packages.iter().find(|p| p.name == name);
        package.expect("a crate of ours").id.clone()
    };
    let (below, planted) = (id("invigil-log"), id("invigil-grading"));
    let resolve = metadata.resolve.as_mut().expect("a resolved graph");
    let mut edge = resolve
        .nodes
        .iter()
        .flat_map(|node| &node.deps)
        .find(|dep| {
            dep.dep_kinds
                .iter()
                .any(|k| k.kind == DependencyKind::Normal)
        })
        .expect("an edge")
        .clone();
    edge.pkg = planted;
    let node = resolve.nodes.iter_mut().find(|node| node.id == below);
    node.expect("its node").deps.push(edge);
    assert!(walked(&metadata, "invigil-desktop").contains("invigil-grading"));
}

/// The automation builds what it talks about; it must build before any of it does.
#[test]
fn the_automation_depends_on_no_crate_of_the_house() {
    let graph = Graph::load();
    let ours = |name: &&String| graph.level.contains_key(*name);
    let used: Vec<_> = graph.deps["xtask"].iter().filter(ours).collect();
    assert_eq!(used, Vec::<&String>::new());
}

#[test]
fn every_crate_has_a_caller_and_the_folder_carries_its_name() {
    let metadata = metadata(&[]);
    let graph = Graph::from(&metadata);
    let shells = ["invigil-cli", "invigil-desktop", "xtask", "invigil-tests"];
    for package in metadata.workspace_packages() {
        let name = package.name.as_str();
        let called = graph.deps.values().any(|deps| deps.contains(name));
        assert!(called || shells.contains(&name), "{name} has no caller");
        let folder = package.manifest_path.parent().and_then(|p| p.file_name());
        let expected = match name {
            "invigil-desktop" => "src-tauri",
            "invigil-tests" => "tests",
            other => other,
        };
        assert_eq!(folder, Some(expected));
        if package.manifest_path.as_str().contains("/crates/") {
            assert!(
                package.manifest_path.with_file_name("README.md").exists(),
                "{name} has no README"
            );
        }
    }
}

#[test]
fn the_visible_top_level_is_the_card() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("root");
    let listed = std::process::Command::new("git")
        .args(["ls-tree", "--name-only", "HEAD"])
        .current_dir(root)
        .output()
        .expect("git answers");
    let card = [
        "Cargo.toml",
        "Cargo.lock",
        "LICENSE",
        "README.md",
        "assets",
        "src-tauri",
        "tests",
        "ui",
    ];
    let names = String::from_utf8(listed.stdout).expect("UTF-8");
    let visible: Vec<&str> = names.lines().filter(|n| !n.starts_with('.')).collect();
    assert!(!visible.is_empty());
    for name in visible {
        assert!(card.contains(&name), "{name} is not on the card");
    }
}

/// Lines of our Rust that match, `but` left out.
fn found(pattern: &str, but: &str) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("root");
    let listed = std::process::Command::new("git")
        .args([
            "grep",
            "-nE",
            pattern,
            "--",
            "*.rs",
            ":!tests/architecture",
            ":!tests/fuzz",
            but,
        ])
        .current_dir(root)
        .output()
        .expect("git answers");
    String::from_utf8_lossy(&listed.stdout).into_owned()
}

#[test]
fn no_allow_attribute_stands_in_our_code() {
    assert_eq!(found(r"^\s*#!?\[allow\(", ":!tests/fuzz"), "");
}

#[test]
fn unsafe_stands_in_the_sandbox_alone() {
    let sandbox = ":!src-tauri/crates/invigil-sandbox";
    assert_eq!(found(r"\bunsafe \{|unsafe fn", sandbox), "");
}
