//! The system check before the start: findings, never a surprise lock-out. Only a disk that
//! cannot hold the attempt blocks.

use std::{collections::BTreeMap, path::Path};

use invigil_clock::Reading;
use invigil_model::Language;
use invigil_vault::Protection;

use crate::{
    code_runner::{LanguageState, LanguageStatus},
    dto::{CheckOutcomeDto, SystemCheckDto},
    machine::{Battery, Display, Machine},
};

/// An attempt of 20,000 events takes about 1 MB; this leaves room for a log of the largest size.
const NEEDED: u64 = 100 << 20;
/// The window and its web process take about 250 MB.
const MEMORY: u64 = 300 << 20;
/// Below this the coding question's two panes do not fit side by side.
const SMALLEST: (u32, u32) = (1024, 600);

/// What the test asks of the laptop.
pub(crate) struct Needs {
    /// Minutes of the test, extra time included.
    pub(crate) minutes: u32,
    /// First and last second of the test's window, since 1970.
    pub(crate) window: (i64, i64),
}

/// Looks at the display, battery, disk, memory, clock, keyboard and key store.
pub(crate) fn run(
    data: &Path,
    protection: Protection,
    machine: &dyn Machine,
    needs: &Needs,
    now: Reading,
) -> Vec<SystemCheckDto> {
    let displays = machine.displays().map(|displays| display(&displays));
    let rows = [
        battery(machine.battery(), needs.minutes),
        disk(data),
        memory(machine.free_memory()),
        clock(now, needs.window),
        keyboard(machine.input_method()),
        keys(protection),
    ];
    displays.into_iter().chain(rows).collect()
}

/// Whether one of the findings keeps the test from starting.
pub(crate) fn blocked(checks: &[SystemCheckDto]) -> bool {
    checks.iter().any(|c| c.outcome == CheckOutcomeDto::Blocks)
}

fn row<const N: usize>(
    finding: &str,
    outcome: CheckOutcomeDto,
    facts: [(&str, String); N],
) -> SystemCheckDto {
    SystemCheckDto {
        subject: finding.split('-').next().unwrap_or(finding).to_owned(),
        outcome,
        finding: finding.to_owned(),
        facts: facts
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect::<BTreeMap<_, _>>(),
    }
}

fn display(displays: &[Display]) -> SystemCheckDto {
    use CheckOutcomeDto::{Note, Ok};
    match displays {
        [one] => {
            let fits = one.width >= SMALLEST.0 && one.height >= SMALLEST.1;
            let (finding, outcome) = if fits {
                ("display-one", Ok)
            } else {
                ("display-small", Note)
            };
            let facts = [
                ("width", one.width.to_string()),
                ("height", one.height.to_string()),
            ];
            row(finding, outcome, facts)
        }
        many => row("display-many", Note, [("count", many.len().to_string())]),
    }
}

fn battery(battery: Option<Battery>, needed: u32) -> SystemCheckDto {
    use CheckOutcomeDto::{Note, Ok};
    let Some(battery) = battery else {
        return row("battery-none", Ok, []);
    };
    let percent = ("percent", battery.percent.to_string());
    if !battery.discharging {
        return row("battery-mains", Ok, [percent]);
    }
    let minutes = |m: u32| ("minutes", m.to_string());
    let needed_fact = ("needed", needed.to_string());
    match battery.minutes {
        // A quarter more than the test: the estimate is the system's, and rates change.
        Some(left) if left >= needed + needed / 4 => {
            row("battery-lasts", Ok, [percent, minutes(left), needed_fact])
        }
        Some(left) => row("battery-short", Note, [percent, minutes(left), needed_fact]),
        None if battery.percent >= 60 => row("battery-half", Ok, [percent]),
        None => row("battery-unknown", Note, [percent, needed_fact]),
    }
}

fn disk(data: &Path) -> SystemCheckDto {
    match invigil_files::free_bytes(data) {
        Ok(free) if free >= NEEDED => row("disk-free", CheckOutcomeDto::Ok, [("free", size(free))]),
        Ok(free) => row(
            "disk-full",
            CheckOutcomeDto::Blocks,
            [("free", size(free)), ("needed", size(NEEDED))],
        ),
        Err(error) => row(
            "disk-unknown",
            CheckOutcomeDto::Note,
            [("why", error.to_string())],
        ),
    }
}

/// Whole megabytes, or gigabytes from ten on.
fn size(bytes: u64) -> String {
    if bytes < 10 << 30 {
        format!("{} MB", bytes >> 20)
    } else {
        format!("{} GB", bytes >> 30)
    }
}

fn memory(free: Option<u64>) -> SystemCheckDto {
    let Some(free) = free else {
        return row("memory-unknown", CheckOutcomeDto::Note, []);
    };
    let (finding, outcome) = if free >= MEMORY {
        ("memory-free", CheckOutcomeDto::Ok)
    } else {
        ("memory-low", CheckOutcomeDto::Note)
    };
    row(finding, outcome, [("free", size(free))])
}

fn clock(now: Reading, window: (i64, i64)) -> SystemCheckDto {
    let at = now.wall_ms.div_euclid(1000);
    let day = |seconds: i64| crate::view::local_day(seconds.saturating_mul(1000));
    let time = ("time", crate::view::local_day(now.wall_ms));
    if (window.0..=window.1).contains(&at) {
        return row("clock-inside", CheckOutcomeDto::Ok, [time]);
    }
    row(
        "clock-outside",
        CheckOutcomeDto::Note,
        [time, ("from", day(window.0)), ("to", day(window.1))],
    )
}

fn keyboard(input_method: Option<String>) -> SystemCheckDto {
    match input_method {
        None => row("keyboard-plain", CheckOutcomeDto::Ok, []),
        Some(name) => row("keyboard-method", CheckOutcomeDto::Note, [("name", name)]),
    }
}

fn keys(protection: Protection) -> SystemCheckDto {
    match protection {
        Protection::OsKeyStore => row("keys-store", CheckOutcomeDto::Ok, []),
        Protection::FileOnly => row("keys-file", CheckOutcomeDto::Note, []),
    }
}

/// Whether the languages on offer run here. Only getting them ready keeps the test waiting.
pub(crate) fn languages(offered: &[Language], statuses: &[LanguageStatus]) -> SystemCheckDto {
    let names = |wanted: fn(&LanguageState) -> bool| {
        let of = |language: &&Language| {
            let status = statuses.iter().find(|s| s.language == **language);
            status.map_or(wanted(&LanguageState::Absent(String::new())), |s| {
                wanted(&s.state)
            })
        };
        let names = offered.iter().filter(of).map(ToString::to_string);
        names.collect::<Vec<_>>()
    };
    let ready = names(|state| *state == LanguageState::Ready);
    let preparing = names(|state| *state == LanguageState::Preparing);
    let absent = names(|state| matches!(state, LanguageState::Absent(_)));
    let list = |name, names: &[String]| (name, names.join(","));
    if !preparing.is_empty() {
        let facts = [
            ("done", (offered.len() - preparing.len()).to_string()),
            ("of", offered.len().to_string()),
        ];
        row("runtimes-preparing", CheckOutcomeDto::Blocks, facts)
    } else if absent.is_empty() {
        row(
            "runtimes-ready",
            CheckOutcomeDto::Ok,
            [list("names", &ready)],
        )
    } else if ready.is_empty() {
        row("runtimes-none", CheckOutcomeDto::Note, [])
    } else {
        let facts = [list("names", &ready), list("absent", &absent)];
        row("runtimes-some", CheckOutcomeDto::Note, facts)
    }
}

#[cfg(test)]
mod tests {
    use invigil_runner::Card;

    use super::*;

    fn check(row: &SystemCheckDto, finding: &str, outcome: CheckOutcomeDto) {
        assert_eq!((row.finding.as_str(), row.outcome), (finding, outcome));
    }

    #[test]
    fn a_battery_is_measured_against_the_whole_test() {
        use CheckOutcomeDto::{Note, Ok};
        let on = |minutes, percent| {
            Some(Battery {
                percent,
                discharging: true,
                minutes,
            })
        };
        check(&battery(None, 40), "battery-none", Ok);
        check(&battery(on(Some(50), 30), 40), "battery-lasts", Ok);
        check(&battery(on(Some(49), 30), 40), "battery-short", Note);
        check(&battery(on(Some(50), 30), 60), "battery-short", Note);
        check(&battery(on(None, 60), 40), "battery-half", Ok);
        check(&battery(on(None, 59), 40), "battery-unknown", Note);
        let charging = Battery {
            percent: 4,
            discharging: false,
            minutes: None,
        };
        check(&battery(Some(charging), 40), "battery-mains", Ok);
    }

    #[test]
    fn displays_memory_clock_and_keyboard_are_notes_at_worst() {
        use CheckOutcomeDto::{Note, Ok};
        let screen = |width, height| Display { width, height };
        check(&display(&[screen(1280, 800)]), "display-one", Ok);
        check(&display(&[screen(800, 600)]), "display-small", Note);
        check(&display(&[screen(1280, 800); 2]), "display-many", Note);
        check(&display(&[]), "display-many", Note);
        check(&memory(Some(MEMORY)), "memory-free", Ok);
        check(&memory(Some(MEMORY - 1)), "memory-low", Note);
        check(&memory(None), "memory-unknown", Note);
        let now = Reading {
            wall_ms: 2_000_000_000_000,
            boot_ms: 0,
            mono_ms: 0,
            boot_id: uuid::Uuid::nil(),
        };
        let at = 2_000_000_000;
        check(&clock(now, (at, at)), "clock-inside", Ok);
        check(&clock(now, (at + 1, at + 2)), "clock-outside", Note);
        check(&clock(now, (at - 2, at - 1)), "clock-outside", Note);
        check(&keyboard(Some("ibus".to_owned())), "keyboard-method", Note);
        check(&keyboard(None), "keyboard-plain", Ok);
    }

    #[test]
    fn secrets_outside_a_key_store_are_a_note() {
        use CheckOutcomeDto::{Note, Ok};
        check(&keys(Protection::OsKeyStore), "keys-store", Ok);
        check(&keys(Protection::FileOnly), "keys-file", Note);
    }

    #[test]
    fn only_getting_a_language_ready_keeps_the_test_waiting() {
        use CheckOutcomeDto::{Blocks, Note, Ok};
        let absent = || LanguageState::Absent("no JDK was found".to_owned());
        let check = |states: [LanguageState; 2], finding: &str, outcome| {
            let languages = [Language::Python, Language::Java];
            let statuses =
                languages
                    .into_iter()
                    .zip(states)
                    .map(|(language, state)| LanguageStatus {
                        language,
                        state,
                        engine: [0; 32],
                        repeatable: true,
                        card: Card::default(),
                    });
            let statuses: Vec<_> = statuses.collect();
            check(&super::languages(&languages, &statuses), finding, outcome);
        };
        let (ready, preparing) = (LanguageState::Ready, LanguageState::Preparing);
        check([ready.clone(), ready.clone()], "runtimes-ready", Ok);
        check([ready.clone(), preparing], "runtimes-preparing", Blocks);
        check([ready, absent()], "runtimes-some", Note);
        check([absent(), absent()], "runtimes-none", Note);
        let row = languages(&[Language::Ruby], &[]);
        assert_eq!(row.finding, "runtimes-none", "nothing here runs code");
    }

    #[test]
    fn sizes_are_round() {
        assert_eq!(size(7 << 20), "7 MB");
        assert_eq!(size((10 << 30) - 1), "10239 MB");
        assert_eq!(size(56 << 30), "56 GB");
    }

    #[test]
    fn a_finding_names_its_subject_and_carries_its_numbers() {
        let row = battery(
            Some(Battery {
                percent: 21,
                discharging: true,
                minutes: Some(30),
            }),
            40,
        );
        assert_eq!(row.subject, "battery");
        let facts: Vec<_> = row.facts.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(facts, ["minutes=30", "needed=40", "percent=21"]);
    }
}
