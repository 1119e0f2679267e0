//! Drops the environment variables through which a user could attach an inspector or load code.
//!
//! A release webview is inspectable through the environment even with devtools off
//! (`WEBKIT_INSPECTOR_HTTP_SERVER`, `GTK_DEBUG=interactive`), so this runs first in `main()`.
//! `LD_PRELOAD` acts before `main`, so the program starts itself again without such variables
//! rather than removing them from a process that already obeyed them. What says the same from the
//! home folder, where a person's own settings are, cannot be scrubbed: see `inspector`.

/// Carries the removed names over the restart; whoever sets it only accuses himself.
const SCRUBBED: &str = "INVIGIL_SCRUBBED";

const NAMES: &[&str] = &[
    "TAURI_WEBVIEW_AUTOMATION",
    "TAURI_AUTOMATION",
    "GTK_DEBUG",
    "GTK_MODULES",
    "GTK3_MODULES",
    "GTK_PATH",
    "GTK_EXE_PREFIX",
    "GTK_DATA_PREFIX",
    "GTK_IM_MODULE_FILE",
    "GDK_PIXBUF_MODULE_FILE",
    "GDK_PIXBUF_MODULEDIR",
    "G_RESOURCE_OVERLAYS",
    "GCONV_PATH",
    "GLIBC_TUNABLES",
];

const PREFIXES: &[&str] = &[
    "WEBKIT_",
    "JSC_",
    "WEBVIEW2_",
    "GIO_",
    "GSETTINGS_",
    "GST_",
    "LD_",
    "FAKETIME",
    "DONT_FAKE",
];

fn is_hostile(name: &str) -> bool {
    NAMES.contains(&name) || PREFIXES.iter().any(|p| name.starts_with(p))
}

/// Starts the program again without hostile variables, if there are any; returns the names that
/// were removed, for the attempt's log.
///
/// `keep` names variables that this bin needs (window tests keep the automation switches). Where
/// the restart fails the process ends: running on would run with the variables in force.
pub fn scrub(keep: &[&str]) -> Vec<String> {
    let hostile: Vec<String> = std::env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| is_hostile(name) && !keep.contains(&name.as_str()))
        .collect();
    if !hostile.is_empty() {
        restart_without(&hostile);
    }
    std::env::var(SCRUBBED)
        .unwrap_or_default()
        .split(',')
        .filter(|name| is_hostile(name))
        .take(32)
        .map(|name| name.chars().take(64).collect())
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the process replaces itself; nothing else is spawned"
)]
fn restart_without(hostile: &[String]) {
    let Ok(program) = std::env::current_exe() else {
        std::process::abort()
    };
    let mut command = std::process::Command::new(program);
    command.args(std::env::args_os().skip(1));
    for name in hostile {
        command.env_remove(name);
    }
    command.env(SCRUBBED, hostile.join(","));
    #[cfg(unix)]
    {
        let error = std::os::unix::process::CommandExt::exec(&mut command);
        tracing::error!(%error, "could not start again with a clean environment");
        std::process::abort();
    }
    #[cfg(not(unix))]
    std::process::exit(command.status().map_or(1, |s| s.code().unwrap_or(1)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inspectors_and_loaders_are_hostile_and_ordinary_variables_are_not() {
        for name in [
            "WEBKIT_INSPECTOR_HTTP_SERVER",
            "GTK_DEBUG",
            "LD_PRELOAD",
            "FAKETIME",
            "GIO_EXTRA_MODULES",
            "GSETTINGS_BACKEND",
            "GSETTINGS_SCHEMA_DIR",
            "G_RESOURCE_OVERLAYS",
            "GST_PLUGIN_PATH",
            "GCONV_PATH",
            "TAURI_WEBVIEW_AUTOMATION",
        ] {
            assert!(is_hostile(name), "{name}");
        }
        for name in [
            "PATH",
            "HOME",
            "DISPLAY",
            "LANG",
            "GTK_THEME",
            "GTK_IM_MODULE",
            "XDG_CONFIG_HOME",
            "XDG_DATA_DIRS",
            "XDG_RUNTIME_DIR",
        ] {
            assert!(!is_hostile(name), "{name}");
        }
    }
}
