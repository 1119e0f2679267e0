//! What the laptop says of itself: battery, memory, displays, sticks, input method.
//!
//! Read for the system check and for tests on a USB stick; nothing of it is changed, and nothing
//! is recorded. Deliberately absent: any verdict.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use starship_battery::State;

/// A laptop as the system check sees it.
pub trait Machine: Send + Sync {
    /// The battery; `None` when there is none.
    fn battery(&self) -> Option<Battery>;
    /// Bytes of memory that a program can still have; `None` when unknown.
    fn free_memory(&self) -> Option<u64>;
    /// The displays; `None` where nobody looked (no window).
    fn displays(&self) -> Option<Vec<Display>>;
    /// Mount points of removable drives.
    fn sticks(&self) -> Vec<PathBuf>;
    /// The program that composes text from keys, by its name; `None` when keys arrive as typed.
    fn input_method(&self) -> Option<String>;
}

/// A battery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Battery {
    /// Charge, 0 to 100.
    pub percent: u8,
    /// Whether the laptop runs on it.
    pub discharging: bool,
    /// Minutes until it is empty at the present rate, where the system says so.
    pub minutes: Option<u32>,
}

/// A display in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// The laptop that this program runs on.
#[derive(Default)]
pub struct ThisMachine {
    displays: Mutex<Option<Vec<Display>>>,
}

impl ThisMachine {
    /// With no window yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes the displays; the shell tells them, because its toolkit knows them.
    pub fn note_displays(&self, displays: Vec<Display>) {
        *self.displays.lock().unwrap_or_else(PoisonError::into_inner) = Some(displays);
    }
}

impl Machine for ThisMachine {
    fn battery(&self) -> Option<Battery> {
        use starship_battery::{Manager, units::energy::watt_hour, units::power::watt};
        let batteries = Manager::new().ok()?.batteries().ok()?;
        let cells: Vec<Cell> = batteries
            .flatten()
            .map(|battery| Cell {
                energy: battery.energy().get::<watt_hour>(),
                full: battery.energy_full().get::<watt_hour>(),
                rate: battery.energy_rate().get::<watt>(),
                charge: battery.state_of_charge().value,
                state: battery.state(),
            })
            .collect();
        together(&cells)
    }

    fn free_memory(&self) -> Option<u64> {
        let mut system = sysinfo::System::new().ok()?;
        system.refresh_memory();
        Some(system.available_memory()).filter(|bytes| *bytes > 0)
    }

    fn displays(&self) -> Option<Vec<Display>> {
        let displays = self.displays.lock();
        displays.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn sticks(&self) -> Vec<PathBuf> {
        let Ok(disks) = sysinfo::Disks::new_with_refreshed_list() else {
            return Vec::new();
        };
        let mut mounts: Vec<PathBuf> = disks
            .iter()
            .filter(|disk| disk.is_removable())
            .map(|disk| disk.mount_point().to_owned())
            .collect();
        mounts.sort();
        mounts.dedup();
        mounts
    }

    fn input_method(&self) -> Option<String> {
        let variables = ["GTK_IM_MODULE", "XMODIFIERS"];
        input_method(&variables.map(|name| std::env::var(name).unwrap_or_default()))
    }
}

/// One battery of a laptop, which may have several.
#[derive(Clone, Copy, Debug)]
struct Cell {
    /// Watt-hours that are in it.
    energy: f32,
    /// Watt-hours that it holds; 0 where the system does not know.
    full: f32,
    /// Watts that go in or out.
    rate: f32,
    /// 0 to 1.
    charge: f32,
    state: State,
}

/// What several batteries are together: a laptop empties them one after the other, so that the
/// energy of all counts. Where one does not tell its size, all count alike.
fn together(cells: &[Cell]) -> Option<Battery> {
    let sum = |of: fn(&Cell) -> f32| cells.iter().map(of).filter(|n| n.is_finite()).sum::<f32>();
    let any = |state| cells.iter().any(|cell| cell.state == state);
    let count = Some(cells.len()).filter(|count| *count > 0)?;
    let known = cells
        .iter()
        .all(|cell| cell.full > 0.0 && cell.energy.is_finite());
    let charge = if known {
        sum(|cell| cell.energy) / sum(|cell| cell.full)
    } else {
        sum(|cell| cell.charge) / f32::from(u16::try_from(count).unwrap_or(u16::MAX))
    };
    // On the mains one can be charging while another, full, is said to discharge.
    let discharging = any(State::Discharging) && !any(State::Charging);
    let rate = sum(|cell| match cell.state {
        State::Discharging => cell.rate,
        _ => 0.0,
    });
    let hours = (known && discharging && rate > 0.0).then(|| sum(|cell| cell.energy) / rate);
    Some(Battery {
        percent: whole((charge * 100.0).min(100.0)),
        discharging,
        minutes: hours.map(|hours| whole(hours * 60.0)),
    })
}

/// The input method that the toolkit's variables name.
fn input_method(values: &[String; 2]) -> Option<String> {
    let known = ["ibus", "fcitx", "scim", "uim", "hime", "nabi", "maliit"];
    values.iter().find_map(|value| {
        let value = value.trim_start_matches("@im=").to_lowercase();
        let name = known.iter().find(|name| value.starts_with(**name))?;
        Some((*name).to_owned())
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded and saturating: a float that fits nothing becomes the nearest limit"
)]
fn whole<T: TryFrom<u32> + Default>(value: f32) -> T {
    T::try_from(value.round().clamp(0.0, 100_000.0) as u32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(energy: f32, full: f32, rate: f32, state: State) -> Cell {
        let charge = energy / full;
        Cell {
            energy,
            full,
            rate,
            charge,
            state,
        }
    }

    #[test]
    fn two_batteries_speak_as_one_and_the_fullest_does_not_speak_for_both() {
        use State::{Charging, Discharging, Empty, Full, Unknown};
        let check = |cells: &[Cell], expected: (u8, bool, Option<u32>)| {
            let battery = together(cells).expect("a battery");
            let found = (battery.percent, battery.discharging, battery.minutes);
            assert_eq!(found, expected, "{cells:?}");
        };
        let small_and_full = cell(20.0, 20.0, 0.0, Unknown);
        let large_and_low = cell(5.0, 80.0, 10.0, Discharging);
        check(&[large_and_low], (6, true, Some(30)));
        // The one that waits is not used yet: its energy counts.
        check(&[small_and_full, large_and_low], (25, true, Some(150)));
        let empty = cell(0.0, 20.0, 0.0, Empty);
        check(&[empty, large_and_low], (5, true, Some(30)));
        let full = cell(20.0, 20.0, 1.0, Discharging);
        let charging = cell(40.0, 80.0, 30.0, Charging);
        check(&[full, charging], (60, false, None));
        check(&[cell(20.0, 20.0, 0.0, Full)], (100, false, None));
        // More than it should hold, as a new battery can have.
        check(&[cell(21.0, 20.0, 0.0, Full)], (100, false, None));
        let still = cell(10.0, 20.0, 0.0, Discharging);
        check(&[still], (50, true, None));
        // No size is known: each counts alike, and how long they last is not guessed.
        let sizeless = |charge| Cell {
            charge,
            ..cell(0.0, 0.0, 5.0, Discharging)
        };
        check(&[sizeless(0.9), sizeless(0.1)], (50, true, None));
        assert_eq!(together(&[]), None);
    }

    #[test]
    fn an_input_method_is_named_and_plain_keys_are_not() {
        let named = |gtk: &str, x: &str| input_method(&[gtk.to_owned(), x.to_owned()]);
        assert_eq!(named("ibus", ""), Some("ibus".to_owned()));
        assert_eq!(named("", "@im=fcitx5"), Some("fcitx".to_owned()));
        assert_eq!(named("gtk-im-context-simple", "@im=none"), None);
        assert_eq!(named("xim", ""), None);
        assert_eq!(named("", ""), None);
    }

    #[test]
    fn this_machine_answers_and_knows_displays_only_when_told() {
        let machine = ThisMachine::new();
        assert!(machine.free_memory().is_some_and(|bytes| bytes > 1 << 20));
        assert!(machine.battery().is_none_or(|b| b.percent <= 100));
        assert_eq!(machine.displays(), None);
        let display = Display {
            width: 1280,
            height: 800,
        };
        machine.note_displays(vec![display]);
        assert_eq!(machine.displays(), Some(vec![display]));
    }
}
