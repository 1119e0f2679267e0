//! SQLite's clock, chance and memory, which are the process's and have no safe interface.

#![expect(unsafe_code, reason = "rusqlite has no safe call for any of these")]

use std::{ffi::CStr, ffi::c_int, ptr, sync::OnceLock};

use rusqlite::ffi;

/// The name of the file system that has no files and one moment.
const NAME: &CStr = c"invigil";

/// 2026-01-01T00:00:00Z in milliseconds of the Julian day: what `now` is in every run, as for the
/// other guests.
const NOW: i64 = 210_866_760_000_000 + 1_767_225_600_000;

/// Registers the file system; its name, or `None` when SQLite does not take it.
pub(super) fn timeless() -> Option<&'static str> {
    static NAME_OF: OnceLock<Option<&'static str>> = OnceLock::new();
    *NAME_OF.get_or_init(|| {
        // SAFETY: `sqlite3_vfs_find` initialises SQLite and returns a pointer that stays valid for
        // the process, or null, which `as_ref` sees.
        let default = unsafe { ffi::sqlite3_vfs_find(ptr::null()).as_ref() }?;
        let vfs = Box::leak(Box::new(ffi::sqlite3_vfs {
            zName: NAME.as_ptr(),
            pNext: ptr::null_mut(),
            xOpen: Some(no_file),
            xCurrentTime: Some(now_days),
            xCurrentTimeInt64: Some(now),
            ..*default
        }));
        // SAFETY: the structure and its name live as long as the process, and it is registered
        // once.
        let registered = unsafe { ffi::sqlite3_vfs_register(vfs, 0) };
        (registered == ffi::SQLITE_OK).then(|| NAME.to_str().unwrap_or_default())
    })
}

unsafe extern "C" fn no_file(
    _: *mut ffi::sqlite3_vfs,
    _: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    _: c_int,
    _: *mut c_int,
) -> c_int {
    // SAFETY: SQLite hands over a file structure to fill in. Without methods it closes nothing.
    if let Some(file) = unsafe { file.as_mut() } {
        file.pMethods = ptr::null();
    }
    ffi::SQLITE_CANTOPEN
}

unsafe extern "C" fn now(_: *mut ffi::sqlite3_vfs, time: *mut ffi::sqlite3_int64) -> c_int {
    // SAFETY: SQLite hands over a place for the time.
    if let Some(time) = unsafe { time.as_mut() } {
        *time = NOW;
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn now_days(_: *mut ffi::sqlite3_vfs, time: *mut f64) -> c_int {
    // SAFETY: as above.
    if let Some(time) = unsafe { time.as_mut() } {
        *time = NOW as f64 / 86_400_000.0;
    }
    ffi::SQLITE_OK
}

/// Starts SQLite's random numbers from the seed.
pub(super) fn seed(seed: u64) {
    let folded = match ((seed >> 32) ^ seed) as u32 {
        // Zero would mean: ask the system.
        0 => 1,
        other => other.cast_signed(),
    };
    // SAFETY: this control takes an int and a database or null; the second call with no room for
    // bytes starts the generator again.
    unsafe {
        ffi::sqlite3_test_control(
            ffi::SQLITE_TESTCTRL_PRNG_SEED,
            folded,
            ptr::null_mut::<ffi::sqlite3>(),
        );
        ffi::sqlite3_randomness(0, ptr::null_mut());
    }
}

/// SQLite's memory from here on: a cap for the process, and the peak since.
pub(super) struct Memory {
    before: i64,
}

impl Memory {
    /// `most` bytes above what SQLite has allocated so far.
    pub(super) fn cap(most: u64) -> Self {
        // SAFETY: both take integers only.
        let before = unsafe {
            ffi::sqlite3_memory_highwater(1);
            ffi::sqlite3_memory_used()
        };
        let most = i64::try_from(most).unwrap_or(i64::MAX / 2);
        // SAFETY: takes an integer only. Zero would mean no limit at all.
        unsafe { ffi::sqlite3_hard_heap_limit64(before.saturating_add(most).max(1)) };
        Self { before }
    }

    /// The most bytes above what was there before.
    pub(super) fn peak(&self) -> u64 {
        // SAFETY: takes an integer only.
        let peak = unsafe { ffi::sqlite3_memory_highwater(0) };
        u64::try_from(peak - self.before).unwrap_or(0)
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: takes an integer only; zero means no limit.
        unsafe { ffi::sqlite3_hard_heap_limit64(0) };
    }
}
