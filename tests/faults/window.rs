//! The same faults with the real window: killed, destroyed, stopped, hung, its clock
//! moved. Each asserts that the fault was seen, by the log of the result that follows.

use std::time::{Duration, Instant};

use invigil_log::Event;
use invigil_tests::{
    binary,
    journey::check_in_quickly,
    process::runs,
    same::Log,
    screen::{App, below, patiently},
    script::number,
    window::Window,
};
use rustix::process::{Pid, Signal, kill_process};

use crate::{
    room::seed,
    seat::{Seat, count, gone, view},
};

pub(crate) const LETTERS: [&str; 4] = ["A", "B", "C", "D"];

/// What the candidate is doing when the kill comes.
#[derive(Clone, Copy, Debug)]
enum Doing {
    Launching,
    Answering,
    Typing,
}

pub(crate) fn boots(log: &Log) -> usize {
    let boots = log.events.iter().map(|e| &e.event);
    boots.filter(|e| matches!(e, Event::Boot { .. })).count()
}

/// Goes on and on.
async fn work(seat: &mut Seat, window: &Window, doing: Doing, seed: u64) {
    if matches!(doing, Doing::Typing) {
        seat.begin_typing(window).await;
        seat.type_on(window, seed, u64::MAX).await;
    }
    for n in 0.. {
        let roll = number(seed, n);
        let letter = LETTERS[(roll >> 32) as usize % 4];
        seat.answer(window, 1 + roll % 10, letter).await;
    }
}

/// One life of the window, ended by a kill after so long.
async fn life(seat: &mut Seat, window: Option<Window>, doing: Doing, roll: u64) {
    if matches!(doing, Doing::Launching) {
        let data = seat.data.path().display().to_string();
        let data = [("INVIGIL_DATA", data.as_str())];
        let mut app = App::start(&seat.display, &seat.app, seat.data.path(), &data);
        let wait = Duration::from_micros(roll % 1_500_000);
        tokio::time::sleep(wait).await;
        app.kill();
        return;
    }
    let window = window.expect("a window");
    let pid = window.app_pid(&seat.app);
    let kill = tokio::time::sleep(Duration::from_micros(300_000 + roll % 2_700_000));
    tokio::select! {
        biased;
        () = kill => {}
        () = work(seat, &window, doing, roll) => {}
    }
    seat.kill(pid);
}

#[tokio::test]
async fn a_window_killed_at_any_moment_loses_no_answer_and_comes_back_at_once() {
    let seed = seed();
    let kills = count("WINDOW_KILLS", 4);
    let (mut resumes, mut lost) = (Vec::new(), Vec::new());
    let mut kill = 0;
    while kill < kills {
        let mut seat = Seat::new();
        let mut window = Some(seat.sit_down().await);
        let first = kill;
        let last = kills.min(kill + 20);
        while kill < last {
            let roll = number(seed, kill);
            let doing = match (&window, kill % 2) {
                (None, _) => Doing::Launching,
                (Some(_), 0) => Doing::Answering,
                (Some(_), _) => Doing::Typing,
            };
            life(&mut seat, window.take(), doing, roll >> 8).await;
            println!("kill {kill} {doing:?}");
            kill += 1;
            // After every fourth another one comes while the window is opening.
            if kill % 4 != 3 || kill == last {
                window = Some(seat.come_back().await);
            }
        }
        let window = window.expect("a window");
        let log = seat.hand_in(window).await;
        // Each life that read the journal is in the log; a launch may be killed before it did.
        let opened = seat.resumes.len() + 1;
        let most = usize::try_from(last - first).expect("few") + 1;
        assert!(
            (opened..=most).contains(&boots(&log)),
            "{} boots",
            boots(&log)
        );
        resumes.append(&mut seat.resumes);
        lost.append(&mut seat.lost);
    }
    println!(
        "{kills} kills; to resume: {}; typing lost: {}",
        spread(resumes),
        spread(lost)
    );
}

/// For BENCHMARKS.md.
fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |p: usize| times.get(times.len().saturating_sub(1) * p / 100);
    let [p50, p95, max] = [50, 95, 100].map(|p| at(p).map_or(0, Duration::as_millis));
    format!(
        "n {}, p50 {p50} ms, p95 {p95} ms, max {max} ms",
        times.len()
    )
}

#[tokio::test]
async fn a_window_destroyed_from_outside_takes_nothing_with_it() {
    let seed = seed();
    let mut seat = Seat::new();
    let mut window = seat.sit_down().await;
    let ways = ["windowkill", "windowclose"];
    for (n, way) in (0u64..).zip(ways) {
        seat.answer(&window, 1 + n, LETTERS[n as usize % 4]).await;
        seat.begin_typing(&window).await;
        seat.type_on(&window, number(seed, n), 12).await;
        let pid = window.app_pid(&seat.app);
        let on_screen = seat
            .display
            .window(u32::try_from(pid).expect("a pid"), "^Invigil$");
        seat.strike();
        seat.display.xdotool(&[way, &on_screen]);
        patiently(&format!("{way}: the app without a window ends"), || {
            (!runs(pid)).then_some(())
        });
        drop(window);
        window = seat.come_back().await;
    }
    let log = seat.hand_in(window).await;
    assert_eq!(boots(&log), 1 + ways.len());
}

#[tokio::test]
async fn a_desk_that_was_open_keeps_no_test_without_a_window() {
    let mut seat = Seat::new();
    let window = seat.open(&[], &[]).await;
    window.click("recruiter-desk").await;
    window.other().await;
    window.find("open-demo").await;
    window.other().await;
    check_in_quickly(&window).await;
    seat.look(&window).await;
    let pid = window.app_pid(&seat.app);
    let on_screen = u32::try_from(pid).expect("a pid");
    patiently("the desk is closed", || {
        let desks = seat.display.windows(on_screen, "Recruiter");
        desks.is_empty().then_some(())
    });
    seat.answer(&window, 1, "B").await;
    let own = seat.display.window(on_screen, "^Invigil$");
    seat.strike();
    seat.display.xdotool(&["windowclose", &own]);
    patiently("the app without a window ends", || {
        (!runs(pid)).then_some(())
    });
    drop(window);
    let window = seat.come_back().await;
    let log = seat.hand_in(window).await;
    assert_eq!(boots(&log), 2);
}

#[tokio::test]
async fn a_stopped_app_goes_on_with_less_time() {
    let seconds = count("STOP_SECONDS", 18);
    let mut seat = Seat::new();
    let window = seat.sit_down().await;
    seat.answer(&window, 1, "B").await;
    let pid = window.app_pid(&seat.app);
    let all = below(pid);
    let signal = |signal| {
        for pid in &all {
            kill_process(Pid::from_raw(*pid).expect("a pid"), signal).expect("signalled");
        }
    };
    signal(Signal::STOP);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    signal(Signal::CONT);
    // Every reading of the view is checked against the deadline as it was before.
    seat.look(&window).await;
    seat.answer(&window, 2, "C").await;
    let log = seat.hand_in(window).await;
    let times: Vec<u64> = log.events.iter().map(|e| e.at).collect();
    let gap = times.windows(2).map(|pair| pair[1] - pair[0]).max();
    assert!(
        gap >= Some(seconds * 1_000 - 500),
        "the stop is in the log: {gap:?}"
    );
    assert_eq!(boots(&log), 1);
}

/// Moves the window-test app's clock: boot, monotonic, wall, milliseconds.
fn move_clock(seat: &Seat, by: [i64; 3]) {
    let file = seat.data.path().join("clock");
    let fresh = file.with_extension("new");
    std::fs::write(&fresh, by.map(|n| n.to_string()).join(" ")).expect("written");
    std::fs::rename(fresh, file).expect("replaced");
}

#[tokio::test]
async fn clock_steps_and_sleep_are_noted_and_only_boot_time_is_spent() {
    let mut seat = Seat::new();
    let file = seat.data.path().join("clock").display().to_string();
    let window = seat.open(&[("INVIGIL_TEST_CLOCK", &file)], &[]).await;
    check_in_quickly(&window).await;
    let remaining = async |window: &Window| view(window).await["remainingMs"].as_i64().expect("ms");
    let start = (Instant::now(), remaining(&window).await);
    let spent = async |window: &Window, more: i64| {
        let (now, passed) = (remaining(window).await, start.0.elapsed());
        let expected = start.1 - i64::try_from(passed.as_millis()).expect("ms") - more;
        assert!(
            (now - expected).abs() <= 1_000,
            "{now} ms left, not {expected}"
        );
    };
    let mut steps = Vec::new();
    for (by, more) in [
        ([0, 0, 3_600_000], 0),
        ([0, 0, -3_600_000], 0),
        ([90_000, 0, 90_000], 90_000),
        ([90_000, 0, -600_000], 90_000),
    ] {
        move_clock(&seat, by);
        spent(&window, more).await;
        seat.answer(&window, 1 + steps.len() as u64, "A").await;
        steps.push(by);
    }
    let log = seat.hand_in_at_once(window).await;
    let noted = |want: &str| log.events.iter().filter(|e| e.event.kind() == want).count();
    let stepped = |e: &Event| {
        matches!(
            e,
            Event::Clock {
                cause: invigil_log::ClockCause::Step,
                ..
            }
        )
    };
    assert_eq!(log.events.iter().filter(|e| stepped(&e.event)).count(), 4);
    assert_eq!(noted("suspend"), 1);
}

#[tokio::test]
async fn the_deadline_comes_on_time_while_the_page_hangs() {
    let mut seat = Seat::new();
    let file = seat.data.path().join("clock").display().to_string();
    let window = seat.open(&[("INVIGIL_TEST_CLOCK", &file)], &[]).await;
    check_in_quickly(&window).await;
    seat.answer(&window, 3, "D").await;
    let left = view(&window).await["remainingMs"].as_i64().expect("ms");
    let pid = window.app_pid(&seat.app);
    // To 15 s before the end; the answer wakes the engine so that it sees the clock as it is.
    let by = left - 15_000;
    move_clock(&seat, [by, by, by]);
    seat.answer(&window, 4, "A").await;
    let left = view(&window).await["remainingMs"].as_u64().expect("ms");
    let due = Instant::now() + Duration::from_millis(left);
    // After a moment, so that the driver has its answer: it waits for a page that hangs.
    window
        .script("setTimeout(() => { for (;;); }, 500); return true")
        .await;
    let results = seat.data.path().join("results");
    let sealed = || std::fs::read_dir(&results).is_ok_and(|mut files| files.next().is_some());
    patiently("the attempt is sealed", || sealed().then_some(()));
    let late = Instant::now().saturating_duration_since(due);
    let early = due.saturating_duration_since(Instant::now());
    println!("sealed {late:?} late, {early:?} early");
    assert!(
        late.max(early) <= Duration::from_secs(1),
        "{late:?} late, {early:?} early"
    );
    seat.kill(pid);
    drop(window);
    let window = seat.open(&[("INVIGIL_TEST_CLOCK", &file)], &[]).await;
    to_the_hand_in(&window).await;
    let log = seat.collect(window).await;
    let end = log.events.last().expect("events");
    assert!(
        end.at.abs_diff(2_400_000) <= 1_000,
        "it ended at {} ms",
        end.at
    );
}

#[tokio::test]
async fn boot_time_on_the_shipped_app_is_spent_while_it_was_away() {
    crate::namespaces::need_namespaces("--time");
    let mut seat = Seat::new();
    let window = seat.sit_down().await;
    seat.answer(&window, 5, "B").await;
    seat.kill(window.app_pid(&seat.app));
    drop(window);
    // Three hours later by the boot clock: the shipped app finds the time over, and seals.
    let (home, app) = (
        seat.data.path(),
        binary("invigil-app").display().to_string(),
    );
    let data = [("INVIGIL_DATA", home.to_str().expect("UTF-8"))];
    let shift = [
        "--time",
        "--fork",
        "--kill-child",
        "--boottime",
        "10800",
        &app,
    ];
    let shipped = App::start_with(&seat.display, "unshare".as_ref(), &shift, home, &data);
    let results = seat.data.path().join("results");
    patiently("the shipped app seals", || {
        std::fs::read_dir(&results)
            .is_ok_and(|mut f| f.next().is_some())
            .then_some(())
    });
    let pids = shipped.processes();
    drop(shipped);
    pids.into_iter().for_each(gone);
    let window = seat.open(&[], &[]).await;
    to_the_hand_in(&window).await;
    let log = seat.collect(window).await;
    let gap = log.events.iter().rev().find_map(|e| match &e.event {
        Event::Boot { gap_ms, .. } => Some(*gap_ms),
        _ => None,
    });
    assert!(gap >= Some(10_800_000), "the step is in the log: {gap:?}");
}

/// Whoever was ended between the result file and the last note of it seals again at the next start
/// and is there at once; otherwise the offer leads there.
async fn to_the_hand_in(window: &Window) {
    let there = "return ['start-offer', 'done-sha256'].some((id) => document.querySelector(`[data-testid=\"${id}\"]`))";
    window.until("the first screen", there).await;
    if !window.has("done-sha256").await {
        window.click("start-offer").await;
    }
    window.find("done-sha256").await;
}
