//! What the laptop says of itself: battery, memory, displays, sticks, input method.
//!
//! Read for the system check and for tests on a USB stick; nothing of it is changed, and nothing
//! is recorded. Deliberately absent: any verdict.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

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
        use starship_battery::{Manager, State, units::ratio::percent, units::time::minute};
        let batteries = Manager::new().ok()?.batteries().ok()?;
        // A laptop with two batteries empties one after the other: the fullest counts.
        let battery = batteries.flatten().max_by(|a, b| {
            let (a, b) = (a.state_of_charge().value, b.state_of_charge().value);
            a.total_cmp(&b)
        })?;
        let minutes = battery.time_to_empty().map(|t| t.get::<minute>());
        Some(Battery {
            percent: whole(battery.state_of_charge().get::<percent>()),
            discharging: battery.state() == State::Discharging,
            minutes: minutes.map(whole),
        })
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
