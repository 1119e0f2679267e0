//! A full disk, a write-protected folder and a moved boot clock, each in a namespace of its own.
//! They need root; without it they fail and say so.

use std::path::Path;

use invigil_candidate::dto::DoneDto;

use crate::room::{Driver, Line, Room, Save, seed};

/// A line of `sh` in a private mount namespace; `$1` is the data folder, the driver follows.
fn mounted(script: &str, data: &Path, driver: &[String]) -> Vec<String> {
    let start = ["unshare", "--mount", "sh", "-ec", script, "sh"];
    let data = data.display().to_string();
    let start = start.into_iter().map(str::to_owned).chain([data]);
    start.chain(driver.iter().cloned()).collect()
}

/// The driver in a time namespace, its boot clock moved by so many seconds.
fn moved(seconds: i64, driver: &[String]) -> Vec<String> {
    let offset = seconds.to_string();
    let start = [
        "unshare",
        "--time",
        "--fork",
        "--kill-child",
        "--boottime",
        &offset,
    ];
    let start = start.into_iter().map(str::to_owned);
    start.chain(driver.iter().cloned()).collect()
}

/// Fails with a plain sentence where namespaces are not to be had.
pub(crate) fn need_namespaces(kind: &str) {
    let out = std::process::Command::new("unshare")
        .args([kind, "true"])
        .output();
    let out = out.expect("`unshare` of util-linux is needed");
    assert!(
        out.status.success(),
        "this test needs a namespace ({kind}): run it as root on Linux. {}",
        String::from_utf8_lossy(&out.stderr)
    );
}

fn saves(lines: &[Line]) -> Vec<Save> {
    let saves = lines.iter().filter_map(|line| match line {
        Line::Saved(save) => Some(*save),
        _ => None,
    });
    saves.collect()
}

fn done(lines: &[Line]) -> DoneDto {
    match lines.last() {
        Some(Line::Done(done)) => (**done).clone(),
        _ => panic!("not handed in: {lines:?}"),
    }
}

fn notices(lines: &[Line]) -> Vec<&str> {
    let notices = lines.iter().filter_map(|line| match line {
        Line::Notice(code) => Some(code.as_str()),
        _ => None,
    });
    notices.collect()
}

/// Sits to step `last`, is killed there, and gives the last acknowledgement.
fn sit(room: &Room, data: &Path, seed: u64, last: u64) -> Save {
    let mut driver = Driver::start(&room.line(data, 0, seed, last, "wait"));
    loop {
        match driver.next() {
            Some(Line::Saved(save)) if save.step == last => {
                driver.kill();
                return save;
            }
            Some(_) => {}
            None => panic!("the driver ended before step {last}"),
        }
    }
}

#[test]
fn a_full_disk_is_said_and_with_room_again_everything_is_there() {
    need_namespaces("--mount");
    let (room, seed) = (Room::new(1), seed());
    let data = room.data("laptop");
    let out = room.data("kept");
    let driver = room.line(&data, 0, seed, 300, "submit");
    let script = format!(
        "data=$1; shift; mount -t tmpfs -o size=2m tmpfs \"$data\"; head -c 1390000 /dev/zero > \"$data/ballast\"; \"$@\"; cp \"$data\"/results/* '{}'",
        out.display()
    );
    let (lines, exit) = Driver::start(&mounted(&script, &data, &driver)).into_end();
    let last = lines.iter().rev().find(|l| !matches!(l, Line::Test(_)));
    assert_eq!(
        notices(&lines),
        ["storage.disk-full"],
        "{exit:?} {last:?} {:?}",
        saves(&lines).last()
    );
    let at = lines.iter().position(|l| matches!(l, Line::Notice(_)));
    let (before, after) = lines.split_at(at.expect("just seen"));
    let (before, after) = (saves(before), saves(after));
    println!("full after step {:?}", before.last());
    assert!(
        before.last().is_some_and(|s| s.durable > 10),
        "some were saved before"
    );
    assert_eq!(
        after.last().map(|s| s.step),
        Some(300),
        "and all others after"
    );
    assert_eq!(exit, Some(0));
    let name = done(&lines).kept_at;
    let name = Path::new(&name).file_name().expect("a name");
    room.check_result(0, &out.join(name), seed, 300..=300);
}

/// The last room of a disk: SQLite itself calls some of it an input/output error.
#[test]
fn a_disk_that_is_full_from_the_start_is_called_full_however_little_is_left() {
    need_namespaces("--mount");
    let (room, seed) = (Room::new(1), seed());
    let data = room.data("laptop");
    for left in [0, 4, 8, 12, 16, 24, 32, 40, 48, 64, 96, 128, 192] {
        let script = format!(
            "data=$1; shift; mount -t tmpfs -o size=1m tmpfs \"$data\"; head -c {} /dev/zero > \"$data/zeros\"; exec \"$@\"",
            (1024 - left) << 10
        );
        let driver = room.line(&data, 0, seed, 20, "submit");
        let (lines, exit) = Driver::start(&mounted(&script, &data, &driver)).into_end();
        let told = notices(&lines);
        let full = |code: &&str| ["storage.disk-full", "file.disk-full"].contains(code);
        assert!(told.iter().all(full), "{left} KiB: {told:?}");
        assert!(
            !told.is_empty() && exit != Some(0),
            "{left} KiB are too little: {exit:?} {lines:?}"
        );
    }
}

#[test]
fn a_write_protected_folder_is_said_and_loses_nothing() {
    need_namespaces("--mount");
    let (room, seed) = (Room::new(1), seed());
    let data = room.data("laptop");
    let script = "data=$1; shift; mount --bind \"$data\" \"$data\"; mount -o remount,ro,bind \"$data\"; exec \"$@\"";
    let protected = |last| {
        let driver = room.line(&data, 0, seed, last, "submit");
        let (lines, exit) = Driver::start(&mounted(script, &data, &driver)).into_end();
        assert_eq!(notices(&lines), ["file.no-permission"], "{lines:?}");
        assert_eq!((lines.len(), exit), (1, Some(2)), "{lines:?}");
    };
    protected(50);
    let last = sit(&room, &data, seed, 50);
    protected(60);
    let (lines, exit) = Driver::start(&room.line(&data, 0, seed, 60, "submit")).into_end();
    assert_eq!(exit, Some(0), "{lines:?}");
    let Some(Line::Test(test)) = lines.iter().find(|l| matches!(l, Line::Test(_))) else {
        panic!("no test: {lines:?}")
    };
    assert!(test.durable_seq >= last.durable);
    room.check_test(0, test, seed);
    room.check_result(0, done(&lines).kept_at.as_ref(), seed, 60..=60);
}

#[test]
fn time_on_the_boot_clock_is_spent_also_while_nothing_runs() {
    need_namespaces("--time");
    let (room, seed) = (Room::new(1), seed());
    let data = room.data("laptop");
    let last = sit(&room, &data, seed, 30);
    let driver = room.line(&data, 0, seed, 40, "submit");
    let (lines, exit) = Driver::start(&moved(600, &driver)).into_end();
    assert_eq!(exit, Some(0), "{lines:?}");
    let Some(Line::Test(test)) = lines.iter().find(|l| matches!(l, Line::Test(_))) else {
        panic!("no test: {lines:?}")
    };
    let spent = test.resumed.expect("it was interrupted").spent_ms;
    assert!(
        (600_000..660_000).contains(&spent),
        "the moved clock was seen: {spent} ms"
    );
    assert!(test.remaining_ms <= 1_800_000, "{}", test.remaining_ms);
    assert!(test.remaining_ms >= 1_700_000, "{}", test.remaining_ms);
    for save in saves(&lines) {
        let ((a, b), (low, high)) = (save.deadline, last.deadline);
        assert!(
            a <= high + 1 && b + 1 >= low,
            "{a}..{b} is not {low}..{high}"
        );
    }
    room.check_result(0, done(&lines).kept_at.as_ref(), seed, 40..=40);
}

#[test]
fn an_attempt_whose_time_ran_out_meanwhile_is_sealed_with_what_was_saved() {
    need_namespaces("--time");
    let (room, seed) = (Room::new(1), seed());
    let data = room.data("laptop");
    let last = sit(&room, &data, seed, 30);
    let driver = room.line(&data, 0, seed, 40, "submit");
    let (lines, exit) = Driver::start(&moved(3 * 3600, &driver)).into_end();
    assert_eq!(exit, Some(0), "{lines:?}");
    assert_eq!(saves(&lines).len(), 0, "no step after the end");
    let done = done(&lines);
    assert!(done.at_deadline);
    room.check_result(0, done.kept_at.as_ref(), seed, last.durable..=last.step);
}

#[test]
fn a_boot_clock_that_runs_backwards_gives_no_time() {
    need_namespaces("--time");
    let (room, seed) = (Room::new(1), seed());
    let data = room.data("laptop");
    sit(&room, &data, seed, 30);
    let (before, _) = Driver::start(&room.line(&data, 0, seed, 40, "wait")).into_end();
    let driver = room.line(&data, 0, seed, 50, "submit");
    let (lines, exit) = Driver::start(&moved(-30, &driver)).into_end();
    assert_eq!(exit, Some(0), "{lines:?}");
    let remaining = |lines: &[Line]| {
        lines.iter().find_map(|line| match line {
            Line::Test(test) => Some(test.remaining_ms),
            _ => None,
        })
    };
    let (old, new) = (remaining(&before), remaining(&lines));
    assert!(new.is_some() && new <= old, "{old:?} became {new:?}");
    let (old, new) = (saves(&before), saves(&lines));
    let (old, new) = (old.last().expect("steps"), new.last().expect("steps"));
    assert!(
        new.deadline.1 + 29_000 < old.deadline.0,
        "the moved clock was seen: {old:?} {new:?}"
    );
    room.check_result(0, done(&lines).kept_at.as_ref(), seed, 50..=50);
}
