//! The interpreters that ship: each that the manifest names. Compiled once and kept in the build's
//! folder for temporary files.

use std::{path::Path, sync::LazyLock};

use invigil_crypto::digest::sha256;
use invigil_files::Access;
use invigil_sandbox::{
    End, Execute, Guest, Job, Manifest, ModuleEntry, Outcome, TrustedCode,
    engine::{Engine, Loaded, WasmExecutor},
};

use crate::support::{NATIVE, PORTABLE, job};

const KEY: [u8; 32] = [3; 32];
const CAP: u64 = 1 << 30;

/// One program in each language, and what all of them give.
struct Case {
    python: &'static str,
    ruby: &'static str,
    javascript: &'static str,
}

impl Case {
    fn source(&self, guest: Guest) -> &'static str {
        match guest {
            Guest::Python => self.python,
            Guest::Ruby => self.ruby,
            _ => self.javascript,
        }
    }
}

/// An interpreter's code, compiled once and kept.
pub(crate) fn code(engine: &Engine, entry: &ModuleEntry) -> TrustedCode {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/runtimes");
    let digest = entry.digest().expect("a digest");
    let name = [digest.as_slice(), engine.identity().as_bytes()].concat();
    let name = invigil_crypto::digest::hex(&sha256(&name));
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.code"));
    let open = |file| TrustedCode::open(file, &digest, &engine.identity(), &KEY).ok();
    let code = invigil_files::read(&kept, CAP).ok().and_then(open);
    code.unwrap_or_else(|| {
        let packed = invigil_files::read(&assets.join(&entry.file), CAP).expect("the runtime");
        let module = entry.unpack(&packed).expect("the pinned module");
        let code = engine.compile(&module).expect("it compiles");
        let file = code.seal(&digest, &engine.identity(), &KEY);
        invigil_files::write(&kept, &file, Access::Private).expect("it is kept");
        code
    })
}

fn load(engine: &Engine, entry: &ModuleEntry) -> Loaded {
    engine
        .load(entry.guest, &code(engine, entry))
        .expect("it loads")
}

/// The guests that ship.
fn load_all(engine: &Engine) -> Vec<Loaded> {
    let manifest = Manifest::pinned();
    let modules = manifest.modules.iter();
    modules.map(|entry| load(engine, entry)).collect()
}

static ON_NATIVE: LazyLock<Vec<Loaded>> = LazyLock::new(|| load_all(&NATIVE));
static ON_PORTABLE: LazyLock<Vec<Loaded>> = LazyLock::new(|| load_all(&PORTABLE));

/// The guests that ship, ready to run.
fn executor(all: &[Loaded]) -> (WasmExecutor, Vec<Guest>) {
    let mut executor = WasmExecutor::new().expect("an executor");
    for loaded in all {
        executor.add(loaded.clone());
    }
    (executor, all.iter().map(Loaded::guest).collect())
}

pub(crate) fn program(guest: Guest, source: &str) -> Job {
    let mut job = job();
    job.guest = guest;
    job.source = source.to_owned();
    job.limits.fuel = 20_000_000_000;
    job.limits.memory = 256 << 20;
    job
}

/// Runs `case` in every language that ships and lets `expect` look at each outcome.
fn each(case: &Case, change: impl Fn(&mut Job), expect: impl Fn(Guest, Outcome)) {
    let (mut executor, guests) = executor(&ON_NATIVE);
    for guest in guests {
        let mut job = program(guest, case.source(guest));
        change(&mut job);
        let outcome = executor.execute(&job, &mut |_, _| {}).expect("an outcome");
        expect(guest, outcome);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_program_reads_its_input_and_prints() {
    let case = Case {
        python: "import sys\nprint(sum(int(x) for x in sys.stdin.read().split()))",
        ruby: "puts STDIN.read.split.sum(&:to_i)",
        javascript: "const t = require('fs').readFileSync(0, 'utf8');
            console.log(t.split(/\\s+/).filter(Boolean).reduce((a, b) => a + Number(b), 0));",
    };
    let input = |job: &mut Job| job.stdin = b"1 2\n3 4\n".to_vec();
    each(&case, input, |guest, outcome| {
        assert_eq!(
            outcome.end,
            End::Exit(0),
            "{guest:?} {}",
            text(&outcome.stderr)
        );
        assert_eq!(text(&outcome.stdout), "10\n", "{guest:?}");
        assert!(
            outcome.refused.is_empty(),
            "{guest:?} {:?}",
            outcome.refused
        );
    });
}

#[test]
fn a_program_s_own_end_is_its_end() {
    let code = Case {
        python: "import sys\nsys.exit(3)",
        ruby: "exit 3",
        javascript: "process.exit(3)",
    };
    each(
        &code,
        |_| {},
        |guest, outcome| assert_eq!(outcome.end, End::Exit(3), "{guest:?}"),
    );
    let raised = Case {
        python: "print('before')\nraise ValueError('the reason')",
        ruby: "puts 'before'\nraise 'the reason'",
        javascript: "console.log('before'); throw new Error('the reason')",
    };
    each(
        &raised,
        |_| {},
        |guest, outcome| {
            assert_eq!(outcome.end, End::Exit(1), "{guest:?}");
            assert_eq!(text(&outcome.stdout), "before\n", "{guest:?}");
            assert!(text(&outcome.stderr).contains("the reason"), "{guest:?}");
        },
    );
    let broken = Case {
        python: "def f(:\n",
        ruby: "def f(\n",
        javascript: "function f( {",
    };
    each(
        &broken,
        |_| {},
        |guest, outcome| {
            assert_eq!(
                outcome.end,
                End::CompileError,
                "{guest:?} {}",
                text(&outcome.stderr)
            );
            assert!(!outcome.stderr.is_empty(), "{guest:?}");
        },
    );
}

#[test]
fn an_endless_program_ends_at_its_fuel_and_keeps_its_output() {
    let case = Case {
        python: "print('before')\nwhile True: pass",
        ruby: "puts 'before'\nloop {}",
        javascript: "console.log('before'); for (;;) {}",
    };
    let fuel = |job: &mut Job| job.limits.fuel = 300_000_000;
    each(&case, fuel, |guest, outcome| {
        assert_eq!(
            (outcome.end, outcome.fuel),
            (End::OutOfFuel, 300_000_000),
            "{guest:?}"
        );
        assert_eq!(text(&outcome.stdout), "before\n", "{guest:?}");
    });
}

#[test]
fn bombs_are_contained() {
    let memory = Case {
        python: "a = []\nwhile True: a.append(bytearray(1 << 20))",
        ruby: "a = []\nloop { a << 'x' * (1 << 20) }",
        javascript: "const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1));",
    };
    each(
        &memory,
        |_| {},
        |guest, outcome| {
            assert_eq!(
                outcome.end,
                End::OutOfMemory,
                "{guest:?} {}",
                text(&outcome.stderr)
            );
            assert!(outcome.peak_memory <= 256 << 20, "{guest:?}");
        },
    );
    let output = Case {
        python: "while True: print('x' * 1000)",
        ruby: "loop { puts 'x' * 1000 }",
        javascript: "for (;;) console.log('x'.repeat(1000));",
    };
    each(
        &output,
        |_| {},
        |guest, outcome| {
            assert_eq!(outcome.end, End::OutputLimit, "{guest:?}");
            assert_eq!(outcome.stdout.len(), 1 << 20, "{guest:?}");
        },
    );
    let recursion = Case {
        python: "def f(n): return f(n + 1) + 1\nf(0)",
        ruby: "def f(n) = f(n + 1) + 1\nf(0)",
        javascript: "function f(n) { return f(n + 1) + 1 } f(0)",
    };
    each(
        &recursion,
        |_| {},
        |guest, outcome| {
            let contained = matches!(outcome.end, End::Exit(1) | End::OutOfMemory);
            assert!(
                contained,
                "{guest:?} {:?} {}",
                outcome.end,
                text(&outcome.stderr)
            );
        },
    );
}

#[test]
fn sleep_costs_nothing_and_time_goes_on() {
    let case = Case {
        python: "import time\na = time.time(); time.sleep(3600); print(int(time.time() - a))",
        ruby: "a = Time.now; sleep 3600; puts (Time.now - a).to_i",
        javascript: "const a = Date.now();
            setTimeout(() => console.log(Math.floor((Date.now() - a) / 1000)), 3600000);",
    };
    each(
        &case,
        |_| {},
        |guest, outcome| {
            assert_eq!(
                text(&outcome.stdout),
                "3600\n",
                "{guest:?} {}",
                text(&outcome.stderr)
            );
        },
    );
}

#[test]
fn the_host_is_out_of_reach() {
    let case = Case {
        python: "
for p in ['/etc/passwd', '../../../etc/passwd', '/proc/self/environ']:
    try: print(open(p).read())
    except OSError as e: print('refused')
try: open('/tmp/x', 'w')
except OSError: print('refused')
import os
print(len(os.environ) < 3)",
        ruby: "
['/etc/passwd', '../../../etc/passwd', '/proc/self/environ'].each do |p|
  puts File.read(p) rescue puts 'refused'
end
File.write('/tmp/x', 'x') rescue puts 'refused'
puts ENV.to_h.size < 3 ? 'True' : 'False'",
        javascript: "
const fs = require('fs');
for (const p of ['/etc/passwd', '../../../etc/passwd', '/proc/self/environ']) {
  try { console.log(fs.readFileSync(p, 'utf8')) } catch { console.log('refused') }
}
try { fs.writeFileSync('/tmp/x', 'x') } catch { console.log('refused') }
console.log('True');",
    };
    each(
        &case,
        |_| {},
        |guest, outcome| {
            let expected = "refused\nrefused\nrefused\nrefused\nTrue\n";
            assert_eq!(
                text(&outcome.stdout),
                expected,
                "{guest:?} {}",
                text(&outcome.stderr)
            );
        },
    );
}

/// Random numbers, clocks, hashes, floats, object ids: whatever could differ.
const MIXED: Case = Case {
    python: "
import random, time, os
class A: pass
print(random.random(), time.time(), os.urandom(8).hex(), hash('a'), id(A()))
print(sorted({'a', 'b', 'c'} | {str(i) for i in range(50)}), list({'x', 'y', 'z', 'w'}))
print(sum(i * 0.1 for i in range(1000)), 0.1 + 0.2, float('nan'), 2 ** 100)
print(sorted(random.sample(range(10000), 500))[:20], time.perf_counter())",
    ruby: "
p rand, Time.now, Random.urandom(8), 'a'.hash, Object.new.object_id, [1, 2, 3, 4].shuffle
p (1..50).map { |i| [i, i.to_s.hash] }.sort_by(&:last).first(5)
p (0...1000).sum { |i| i * 0.1 }, 0.1 + 0.2, 0.0 / 0.0, 2**100
p Array.new(500) { rand(10_000) }.sort.first(20), Process.clock_gettime(Process::CLOCK_MONOTONIC)",
    javascript: "
console.log(Math.random(), Date.now(), new Date().toISOString());
let s = 0; for (let i = 0; i < 1000; i++) s += i * 0.1;
console.log(s, 0.1 + 0.2, 0 / 0, 2n ** 100n, Object.keys({ b: 1, a: 2, 1: 3 }));
const a = Array.from({ length: 500 }, () => Math.floor(Math.random() * 10000));
console.log(a.sort((x, y) => x - y).slice(0, 20));",
};

#[test]
fn a_program_has_one_outcome_again_and_again_and_on_several_threads() {
    let (_, guests) = executor(&ON_NATIVE);
    let runs = |count: usize| {
        let (mut executor, guests) = executor(&ON_NATIVE);
        let mut outcomes = Vec::new();
        for guest in guests {
            let job = program(guest, MIXED.source(guest));
            for _ in 0..count {
                outcomes.push((guest, executor.execute(&job, &mut |_, _| {}).expect("one")));
            }
        }
        outcomes
    };
    let first = runs(1);
    assert_eq!(first.len(), guests.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| runs(50))).collect();
        for thread in threads {
            for (guest, outcome) in thread.join().expect("a thread") {
                let expected = first.iter().find(|(one, _)| *one == guest);
                assert_eq!(Some(&(guest, outcome)), expected);
            }
        }
    });
    for (guest, outcome) in &first {
        assert_eq!(
            outcome.end,
            End::Exit(0),
            "{guest:?} {}",
            text(&outcome.stderr)
        );
    }
}

#[test]
fn another_seed_gives_other_dice() {
    let (mut executor, guests) = executor(&ON_NATIVE);
    for guest in guests {
        let mut output = |seed| {
            let mut job = program(guest, MIXED.source(guest));
            job.seed = seed;
            executor
                .execute(&job, &mut |_, _| {})
                .expect("an outcome")
                .stdout
        };
        assert_ne!(output(1), output(2), "{guest:?}");
    }
}

#[test]
fn the_portable_interpreter_gives_the_same_outcomes() {
    let (mut native, guests) = executor(&ON_NATIVE);
    let (mut portable, _) = executor(&ON_PORTABLE);
    for guest in guests {
        let job = program(guest, MIXED.source(guest));
        let one = native.execute(&job, &mut |_, _| {}).expect("an outcome");
        let other = portable.execute(&job, &mut |_, _| {}).expect("an outcome");
        assert_eq!(one, other, "{guest:?}");
    }
}
