//! A guest that makes whatever host calls its standard input says, with whatever arguments.
//!
//! Standard input is a list of records of 80 bytes: the function's index, then nine arguments of
//! 8 bytes. The guest reads all of it first, so that no call can keep it from the rest. After the
//! last record it writes its results and its arena to standard output.

/// The host calls: `i` is a 32-bit argument, `I` a 64-bit one.
pub(crate) const CALLS: &[(&str, &str)] = &[
    ("args_get", "ii"),
    ("args_sizes_get", "ii"),
    ("environ_get", "ii"),
    ("environ_sizes_get", "ii"),
    ("clock_res_get", "ii"),
    ("clock_time_get", "iIi"),
    ("fd_advise", "iIIi"),
    ("fd_allocate", "iII"),
    ("fd_close", "i"),
    ("fd_datasync", "i"),
    ("fd_fdstat_get", "ii"),
    ("fd_fdstat_set_flags", "ii"),
    ("fd_fdstat_set_rights", "iII"),
    ("fd_filestat_get", "ii"),
    ("fd_filestat_set_size", "iI"),
    ("fd_filestat_set_times", "iIIi"),
    ("fd_pread", "iiiIi"),
    ("fd_prestat_get", "ii"),
    ("fd_prestat_dir_name", "iii"),
    ("fd_pwrite", "iiiIi"),
    ("fd_read", "iiii"),
    ("fd_readdir", "iiiIi"),
    ("fd_renumber", "ii"),
    ("fd_seek", "iIii"),
    ("fd_sync", "i"),
    ("fd_tell", "ii"),
    ("fd_write", "iiii"),
    ("path_create_directory", "iii"),
    ("path_filestat_get", "iiiii"),
    ("path_filestat_set_times", "iiiiIIi"),
    ("path_link", "iiiiiii"),
    ("path_open", "iiiiiIIii"),
    ("path_readlink", "iiiiii"),
    ("path_remove_directory", "iii"),
    ("path_rename", "iiiiii"),
    ("path_symlink", "iiiii"),
    ("path_unlink_file", "iii"),
    ("poll_oneoff", "iiii"),
    ("proc_raise", "i"),
    ("random_get", "ii"),
    ("sched_yield", ""),
    ("sock_accept", "iii"),
    ("sock_recv", "iiiiii"),
    ("sock_send", "iiiii"),
    ("sock_shutdown", "ii"),
];

/// Stores 8 bytes: not a host call, but the way to put something into the arena.
pub(crate) const POKE: &str = "poke";
/// Bytes of one record.
pub(crate) const RECORD: usize = 80;
/// What a script may address and see again afterwards.
pub(crate) const ARENA: usize = 8192;
/// Records of one script; as many results of 4 bytes stand before the arena in the output.
pub(crate) const RECORDS: usize = 400;

const RESULTS: usize = 16_384;
const SCRATCH: usize = 24_576;
const SCRIPT: usize = 32_768;

/// The guest, in the text format.
pub(crate) fn module() -> String {
    let mut imports = String::new();
    let mut cases = String::new();
    for (index, (name, kinds)) in CALLS.iter().enumerate() {
        let kinds: Vec<&str> = kinds.chars().map(kind).collect();
        imports += &format!(
            "(import \"wasi_snapshot_preview1\" \"{name}\"
                (func ${name} (param {}) (result i32)))\n",
            kinds.join(" ")
        );
        let arguments: String = kinds
            .iter()
            .enumerate()
            .map(|(at, kind)| format!("({kind}.load offset={} (local.get $p))", 8 + 8 * at))
            .collect();
        cases += &format!(
            "(if (i32.eq (local.get $i) (i32.const {index}))
                (then (return (call ${name} {arguments}))))\n"
        );
    }
    let poke = CALLS.len();
    let script = RECORDS * RECORD;
    format!(
        "(module {imports}
        (memory (export \"memory\") 1)
        (func $one (param $p i32) (result i32) (local $i i32)
            (local.set $i (i32.load8_u (local.get $p)))
            {cases}
            (if (i32.eq (local.get $i) (i32.const {poke}))
                (then (i64.store
                    (i32.and (i32.load offset=8 (local.get $p)) (i32.const 0x1fff))
                    (i64.load offset=16 (local.get $p)))))
            (i32.const 0))
        (func (export \"run\") (result i32) (local $at i32) (local $end i32) (local $n i32)
            (i32.store (i32.const {SCRATCH}) (i32.const {SCRIPT}))
            (i32.store offset=4 (i32.const {SCRATCH}) (i32.const {script}))
            (drop (call $fd_read (i32.const 0) (i32.const {SCRATCH}) (i32.const 1)
                (i32.const {SCRATCH_8})))
            (local.set $at (i32.const {SCRIPT}))
            (local.set $end (i32.add (local.get $at) (i32.load (i32.const {SCRATCH_8}))))
            (block $done (loop $next
                (br_if $done (i32.gt_u
                    (i32.add (local.get $at) (i32.const {RECORD})) (local.get $end)))
                (i32.store
                    (i32.add (i32.const {RESULTS}) (i32.shl (local.get $n) (i32.const 2)))
                    (call $one (local.get $at)))
                (local.set $n (i32.add (local.get $n) (i32.const 1)))
                (local.set $at (i32.add (local.get $at) (i32.const {RECORD})))
                (br $next)))
            (i32.store (i32.const {SCRATCH}) (i32.const {RESULTS}))
            (i32.store offset=4 (i32.const {SCRATCH}) (i32.const {results}))
            (i32.store offset=8 (i32.const {SCRATCH}) (i32.const 0))
            (i32.store offset=12 (i32.const {SCRATCH}) (i32.const {ARENA}))
            (drop (call $fd_write (i32.const 1) (i32.const {SCRATCH}) (i32.const 2)
                (i32.const {SCRATCH_16})))
            (i32.const 0)))",
        SCRATCH_8 = SCRATCH + 8,
        SCRATCH_16 = SCRATCH + 16,
        results = RECORDS * 4,
    )
}

fn kind(letter: char) -> &'static str {
    if letter == 'I' { "i64" } else { "i32" }
}

/// A record's bytes.
pub(crate) fn record(name: &str, arguments: &[u64]) -> [u8; RECORD] {
    let index = CALLS.iter().position(|(call, _)| *call == name);
    assert!(index.is_some() || name == POKE, "no such call: {name}");
    let mut record = [0; RECORD];
    record[0] = index.unwrap_or(CALLS.len()) as u8;
    for (place, argument) in record[8..].chunks_exact_mut(8).zip(arguments) {
        place.copy_from_slice(&argument.to_le_bytes());
    }
    record
}
