//! Each function of WASI preview 1, as an honest guest uses it.

use crate::support::Script;

const BADF: u32 = 8;
const EXIST: u32 = 20;
const INVAL: u32 = 28;
const ISDIR: u32 = 31;
const NAMETOOLONG: u32 = 37;
const NOENT: u32 = 44;
const NOSYS: u32 = 52;
const NOTDIR: u32 = 54;
const NOTSUP: u32 = 58;
const ROFS: u32 = 69;
const SPIPE: u32 = 70;

/// 2026-01-01T00:00:00Z in nanoseconds.
const EPOCH: u64 = 1_767_225_600_000_000_000;
/// `fd_write` among the rights.
const WRITE: u64 = 1 << 6;

fn script() -> Script {
    Script::default()
}

/// Opens `path`, put at 4096, from the root; its number is at 4000.
fn open(script: Script, path: &str) -> Script {
    let length = path.len() as u64;
    script
        .poke(4096, path.as_bytes())
        .call("path_open", &[3, 0, 4096, length, 0, 0, 0, 0, 4000])
}

#[test]
fn arguments_begin_with_the_program_and_end_with_nul() {
    let seen = script()
        .call("args_sizes_get", &[0, 4])
        .call("args_get", &[16, 64])
        .run_with(b"", |job| job.args = vec!["one".into(), "zwö".into()]);
    assert_eq!(seen.errnos, [0, 0]);
    assert_eq!((seen.u32(0), seen.u32(4)), (3, 22));
    assert_eq!(&seen.arena[64..86], "/box/main.js\0one\0zwö\0".as_bytes());
    assert_eq!([seen.u32(16), seen.u32(20), seen.u32(24)], [64, 77, 81]);
}

#[test]
fn the_environment_says_nothing_about_the_host() {
    let seen = script()
        .call("environ_sizes_get", &[0, 4])
        .call("environ_get", &[16, 64])
        .run();
    assert_eq!((seen.u32(0), seen.u32(4)), (1, 7));
    assert_eq!(&seen.arena[64..71], b"TZ=UTC\0");
}

#[test]
fn clocks_are_virtual_and_sleep_returns_at_once() {
    let hour = 3_600_000_000_000u64;
    let mut subscription = [0; 48];
    subscription[..8].copy_from_slice(&99u64.to_le_bytes());
    subscription[16] = 1;
    subscription[24..32].copy_from_slice(&hour.to_le_bytes());
    let seen = script()
        .poke(256, &subscription)
        .call("clock_res_get", &[0, 0])
        .call("clock_time_get", &[0, 1, 8])
        .call("clock_time_get", &[1, 1, 16])
        .call("poll_oneoff", &[256, 512, 1, 600])
        .call("clock_time_get", &[1, 1, 24])
        .call("clock_time_get", &[2, 1, 32])
        .call("clock_time_get", &[4, 1, 40])
        .run();
    assert_eq!(seen.errnos, [0, 0, 0, 0, 0, 0, INVAL]);
    assert_eq!(seen.u64(0), 1);
    assert!((EPOCH..EPOCH + 1_000_000).contains(&seen.u64(8)));
    assert!(seen.u64(24) - seen.u64(16) > hour);
    assert!(seen.u64(24) - seen.u64(16) < hour + 1_000_000);
    assert!(seen.u64(32) < 1_000_000, "sleep is no processor time");
    assert_eq!((seen.u64(512), seen.u32(600)), (99, 1));
}

#[test]
fn sleeping_until_a_time_sleeps_until_then() {
    let mut subscription = [0; 48];
    subscription[16] = 1;
    subscription[24..32].copy_from_slice(&5_000_000_000u64.to_le_bytes());
    subscription[40] = 1;
    let seen = script()
        .poke(256, &subscription)
        .call("poll_oneoff", &[256, 512, 1, 600])
        .call("clock_time_get", &[1, 1, 0])
        .run();
    assert!((5_000_000_000..5_001_000_000).contains(&seen.u64(0)));
}

#[test]
fn a_descriptor_is_ready_before_any_clock_strikes() {
    let mut subscriptions = [0; 96];
    subscriptions[24..32].copy_from_slice(&1_000_000_000u64.to_le_bytes());
    subscriptions[48..56].copy_from_slice(&5u64.to_le_bytes());
    subscriptions[56] = 1;
    let seen = script()
        .poke(256, &subscriptions)
        .call("poll_oneoff", &[256, 512, 2, 600])
        .call("clock_time_get", &[1, 1, 0])
        .call("poll_oneoff", &[256, 512, 0, 600])
        .run();
    assert_eq!(seen.errnos, [0, 0, INVAL]);
    assert_eq!((seen.u64(512), seen.u32(600)), (5, 1));
    assert_eq!(seen.arena[522], 1);
    assert!(seen.u64(0) < 1_000_000);
}

#[test]
fn random_bytes_come_from_the_seed() {
    let bytes = |seed| {
        let script = script().call("random_get", &[0, 21]);
        script.run_with(b"", |job| job.seed = seed).arena[..24].to_vec()
    };
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
    assert_eq!(bytes(1)[21..], [0; 3]);
}

#[test]
fn standard_input_is_read_to_its_end() {
    let seen = script()
        .pieces(0, &[(64, 3), (128, 100)])
        .call("fd_read", &[0, 0, 2, 16])
        .call("fd_read", &[0, 0, 2, 20])
        .call("fd_read", &[1, 0, 2, 20])
        .call("fd_seek", &[0, 0, 0, 24])
        .run_with(b"abcde", |_| {});
    assert_eq!(seen.errnos, [0, 0, BADF, SPIPE]);
    assert_eq!((seen.u32(16), seen.u32(20)), (5, 0));
    assert_eq!(
        (&seen.arena[64..67], &seen.arena[128..131]),
        (&b"abc"[..], &b"de\0"[..])
    );
}

#[test]
fn output_goes_where_it_is_sent() {
    let seen = script()
        .poke(64, b"hello")
        .pieces(0, &[(64, 2), (66, 3)])
        .call("fd_write", &[1, 0, 2, 16])
        .call("fd_write", &[2, 0, 1, 20])
        .call("fd_write", &[0, 0, 1, 24])
        .call("fd_write", &[3, 0, 1, 24])
        .call("fd_write", &[9, 0, 1, 24])
        .run();
    assert_eq!(seen.errnos, [0, 0, BADF, ISDIR, BADF]);
    assert_eq!(
        (seen.stdout, seen.outcome.stderr),
        (b"hello".to_vec(), b"he".to_vec())
    );
    let u32 = |at: usize| u32::from_le_bytes(seen.arena[at..at + 4].try_into().expect("4"));
    assert_eq!((u32(16), u32(20)), (5, 2));
}

#[test]
fn a_file_is_opened_read_sought_and_closed() {
    let seen = open(script(), "box/data/a.txt")
        .pieces(0, &[(64, 4)])
        .call("fd_read", &[4, 0, 1, 16])
        .call("fd_tell", &[4, 24])
        .call("fd_seek", &[4, -2i64 as u64, 2, 32])
        .pieces(0, &[(128, 4)])
        .call("fd_read", &[4, 0, 1, 20])
        .call("fd_seek", &[4, -3i64 as u64, 0, 40])
        .call("fd_seek", &[4, 0, 3, 40])
        .pieces(0, &[(192, 4)])
        .call("fd_pread", &[4, 0, 1, 5, 48])
        .call("fd_pread", &[4, 0, 1, u64::MAX, 52])
        .call("fd_close", &[4])
        .call("fd_read", &[4, 0, 1, 16])
        .run();
    assert_eq!(seen.errnos, [0, 0, 0, 0, 0, INVAL, INVAL, 0, 0, 0, BADF]);
    assert_eq!(seen.u32(4000), 4);
    assert_eq!(
        (&seen.arena[64..68], &seen.arena[128..131]),
        (&b"0123"[..], &b"89\0"[..])
    );
    assert_eq!((&seen.arena[192..196], seen.u32(52)), (&b"5678"[..], 0));
    assert_eq!((seen.u64(24), seen.u64(32)), (4, 8));
}

#[test]
fn stat_gives_kind_and_size() {
    let path = b"box/data/a.txt";
    let seen = open(script(), "box/data/a.txt")
        .call("fd_filestat_get", &[4, 0])
        .call("fd_filestat_get", &[3, 64])
        .call("fd_filestat_get", &[1, 128])
        .call("fd_fdstat_get", &[4, 192])
        .call("fd_fdstat_get", &[3, 216])
        .call("fd_fdstat_get", &[0, 240])
        .poke(1024, path)
        .call("path_filestat_get", &[3, 0, 1024, path.len() as u64, 264])
        .call("path_filestat_get", &[3, 0, 1024, 2, 264])
        .run();
    assert_eq!(seen.errnos, [0, 0, 0, 0, 0, 0, 0, 0, NOENT]);
    assert_eq!((seen.arena[16], seen.u64(32), seen.u64(40)), (4, 10, EPOCH));
    assert_eq!((seen.arena[80], seen.arena[144]), (3, 2));
    assert_eq!(
        (seen.arena[192], seen.arena[216], seen.arena[240]),
        (4, 3, 0)
    );
    assert_eq!(seen.arena[..64], seen.arena[264..328]);
}

#[test]
fn the_root_is_open_from_the_start() {
    let seen = script()
        .call("fd_prestat_get", &[3, 0])
        .call("fd_prestat_dir_name", &[3, 8, 1])
        .call("fd_prestat_get", &[4, 0])
        .call("fd_prestat_get", &[0, 0])
        .call("fd_prestat_dir_name", &[3, 8, 0])
        .run();
    assert_eq!(seen.errnos, [0, 0, BADF, BADF, NAMETOOLONG]);
    assert_eq!((seen.u32(0), seen.u32(4), seen.arena[8]), (0, 1, b'/'));
}

#[test]
fn a_folder_lists_its_names_and_goes_on_where_it_stopped() {
    let seen = open(script(), "box")
        .call("fd_readdir", &[4, 0, 2000, 0, 3000])
        .call("fd_readdir", &[4, 2048, 2000, 1, 3004])
        .call("fd_readdir", &[4, 2048, 10, 0, 3008])
        .call("fd_readdir", &[4, 2048, 2000, u64::MAX, 3012])
        .call("fd_readdir", &[1, 0, 10, 0, 3012])
        .run();
    assert_eq!(seen.errnos, [0, 0, 0, 0, 0, NOTDIR]);
    // b.txt, data, main.js
    let names = 5 + 4 + 7;
    assert_eq!(seen.u32(3000), 3 * 24 + names);
    assert_eq!(&seen.arena[24..29], b"b.txt");
    assert_eq!(seen.u32(3004), 2 * 24 + names - 5);
    assert_eq!((seen.u32(3008), seen.u32(3012)), (10, 0));
}

#[test]
fn nothing_is_made_changed_or_removed() {
    let flag = |how: u64, rights: u64| [3, 0, 1024, 9, how, rights, 0, 0, 0];
    let seen = open(script(), "box/b.txt")
        .poke(1024, b"box/b.txt")
        .call("path_open", &flag(8, 0))
        .call("path_open", &flag(0, WRITE))
        .call("path_open", &flag(1 | 4, 0))
        .call("path_open", &flag(2, 0))
        .poke(1032, b"x")
        .call("path_open", &flag(1, WRITE))
        .call("path_open", &flag(0, 0))
        .call("path_create_directory", &[3, 1024, 9])
        .call("path_remove_directory", &[3, 1024, 9])
        .call("path_unlink_file", &[3, 1024, 9])
        .call("path_rename", &[3, 1024, 9, 3, 1024, 9])
        .call("path_link", &[3, 0, 1024, 9, 3, 1024, 9])
        .call("path_symlink", &[1024, 9, 3, 1024, 9])
        .call("path_readlink", &[3, 1024, 3, 0, 10, 0])
        .call("path_filestat_set_times", &[3, 0, 1024, 9, 0, 0, 0])
        .call("fd_allocate", &[4, 0, 1])
        .call("fd_filestat_set_size", &[4, 0])
        .call("fd_filestat_set_times", &[4, 0, 0, 0])
        .call("fd_write", &[4, 0, 0, 0])
        .call("fd_pwrite", &[4, 0, 0, 0, 0])
        .run();
    let mut expected = vec![0, ROFS, ROFS, EXIST, NOTDIR, ROFS, NOENT];
    expected.extend([ROFS; 6]);
    expected.extend([INVAL, ROFS, ROFS, ROFS, ROFS, ROFS, ROFS]);
    assert_eq!(seen.errnos, expected);
    assert_eq!(
        seen.outcome.refused,
        [
            "write box/b.txt",
            "write box/b.txx",
            "open box/b.txx",
            "make the folder box/b.txx",
            "remove the folder box/b.txx",
            "remove box/b.txx",
            "rename box/b.txx",
            "make the link box/b.txx",
            "set the times of box/b.txx",
        ]
    );
}

#[test]
fn the_host_is_out_of_reach() {
    let paths = [
        "etc/passwd",
        "/etc/passwd",
        "../../../../etc/passwd",
        "box/../../proc/self/environ",
        "dev/tty",
    ];
    let seen = paths
        .iter()
        .fold(script(), |script, path| open(script, path))
        .run();
    assert_eq!(seen.errnos, [NOENT; 5]);
    assert_eq!(seen.outcome.refused.len(), 5);
    assert_eq!(seen.outcome.refused[0], "open etc/passwd");
}

#[test]
fn there_are_no_sockets_and_no_signals() {
    let seen = script()
        .call("sock_accept", &[3, 0, 0])
        .call("sock_recv", &[3, 0, 0, 0, 0, 0])
        .call("sock_send", &[3, 0, 0, 0, 0])
        .call("sock_shutdown", &[3, 0])
        .call("proc_raise", &[9])
        .call("sched_yield", &[])
        .run();
    assert_eq!(seen.errnos, [NOTSUP, NOTSUP, NOTSUP, NOTSUP, NOSYS, 0]);
    assert_eq!(seen.outcome.refused, ["use a socket", "raise a signal"]);
}

#[test]
fn devices_are_the_streams() {
    let script = open(script(), "dev/stdin");
    let script = open(open(script, "dev/stdout"), "dev/null");
    let seen = script
        .pieces(0, &[(64, 2)])
        .call("fd_read", &[4, 0, 1, 16])
        .call("fd_write", &[5, 0, 1, 16])
        .call("fd_write", &[6, 0, 1, 16])
        .call("fd_read", &[6, 0, 1, 20])
        .run_with(b"hi", |_| {});
    assert_eq!(seen.errnos, [0; 7]);
    assert_eq!((seen.stdout.as_slice(), seen.arena[20]), (&b"hi"[..], 0));
}

#[test]
fn descriptors_are_renumbered_and_free_numbers_used_again() {
    let seen = open(open(script(), "box/b.txt"), "box/data/a.txt")
        .call("fd_renumber", &[5, 4])
        .call("fd_renumber", &[5, 4])
        .call("fd_renumber", &[4, 9])
        .pieces(0, &[(64, 3)])
        .call("fd_read", &[4, 0, 1, 16])
        .call("fd_advise", &[4, 0, 0, 0])
        .call("fd_sync", &[4])
        .call("fd_datasync", &[4])
        .call("fd_fdstat_set_flags", &[4, 0])
        .call("fd_fdstat_set_rights", &[4, 0, 0])
        .run();
    assert_eq!(seen.errnos, [0, 0, 0, BADF, BADF, 0, 0, 0, 0, 0, 0]);
    assert_eq!(&seen.arena[64..67], b"012");
}
