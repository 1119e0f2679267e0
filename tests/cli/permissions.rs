//! Files that may not be read, and folders that may not be changed.

use invigil_tests::{
    desk::{Desk, Issue},
    run,
};

fn mode(desk: &Desk, mode: &str, path: &str) {
    run(desk.dir(), "chmod", &[mode, path]).expect(0);
}

#[test]
fn a_file_that_may_not_be_read_is_said_to_be_that_and_no_damage() {
    let desk = Desk::new();
    let Issue { private, .. } = desk.one_result();
    let verify: &[&str] = &["verify", "c-1.result", "--org", "org"];
    let grade: &[&str] = &["grade", "c-1.result", "--org", "org", "--answers-only"];
    desk.unlocked(grade).expect(0);
    let record = private.strip_prefix(desk.dir()).expect("below");
    let record = record.to_str().expect("UTF-8");
    let kept = run(desk.dir(), "sh", &["-c", "echo org/grades/*/grade.json"]).expect(0);
    for (path, usual, command) in [
        ("c-1.result", "644", verify),
        (&format!("{record}/keypkg"), "600", verify),
        (&format!("{record}/package.exampkg"), "600", verify),
        (record, "700", verify),
        ("org/issued", "700", verify),
        (kept.out.trim(), "600", grade),
    ] {
        mode(&desk, "000", path);
        let ran = desk.bound_by_permissions(command).expect(1);
        mode(&desk, usual, path);
        let ran = ran.refused(1, "file.no-permission");
        for said in ["may not be read.", path, "right to read it"] {
            assert!(ran.err.contains(said), "{path}: {said}: {}", ran.err);
        }
        desk.bound_by_permissions(command).expect(0);
    }
}

#[test]
fn a_folder_that_may_not_be_changed_is_said_to_be_that() {
    let desk = Desk::empty();
    std::fs::create_dir(desk.dir().join("kept")).expect("a folder");
    mode(&desk, "500", "kept");
    let init = ["org", "init", "--dir", "kept/new", "--name", "Acme"];
    let ran = desk.bound_by_permissions(&init);
    let ran = ran.refused(1, "file.no-permission");
    assert!(ran.err.contains("may not be changed."), "{}", ran.err);
    assert!(ran.err.contains("may write to"), "{}", ran.err);
    mode(&desk, "700", "kept");
    desk.bound_by_permissions(&init).expect(0);
}
