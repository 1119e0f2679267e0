//! A test cut off from everything: no network but a loopback of its own, no program on the PATH.

use std::{future::Future, process::Command};

/// Set where the test runs inside.
const INSIDE: &str = "INVIGIL_TEST_CUT_OFF";

/// The PATH of the app that is tested: a folder that is not there.
pub const NO_PATH: (&str, &str) = ("PATH", "/nonexistent");

/// Runs the rest of the test `name` (with its modules) in a network namespace where there is
/// nothing but a loopback: the test's program starts itself again there. Needs root on Linux.
pub fn without_network(name: &str, rest: impl Future<Output = ()>) {
    if std::env::var_os(INSIDE).is_some() {
        let devices = std::fs::read_to_string("/proc/net/dev").expect("Linux");
        let devices: Vec<&str> = devices.lines().skip(2).map(str::trim_start).collect();
        assert!(
            devices.iter().all(|line| line.starts_with("lo:")),
            "{devices:?}"
        );
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        return runtime.block_on(rest);
    }
    let me = std::env::current_exe().expect("the test's own path");
    let output = Command::new("unshare")
        .args(["--net", "sh", "-ec", "ip link set lo up; exec \"$@\"", "sh"])
        .arg(me)
        .args(["--exact", name, "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .expect("`unshare` of util-linux");
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(
        output.status.success() && out.contains("test result: ok. 1 passed"),
        "in a namespace of its own, which needs root on Linux:\n{out}\n{err}"
    );
}
