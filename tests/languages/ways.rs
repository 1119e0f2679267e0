//! The ways that programs read, write and count print what the native interpreter prints: each is a
//! program of its own, fed with text beyond ASCII.

use std::fs;

use invigil_sandbox::{End, engine::Backend};

use crate::{
    guests::{JAVASCRIPT, Language, PYTHON, run},
    programs::{difference, native},
};

const INPUT: &str = "3 Zoë\r\n5 ñandú\n7 日本 😀\n\nlast";

/// Files and streams of text are UTF-8, whichever way they are opened.
const PYTHON_TEXT: &[&str] = &[
    "print(open(0).read())",
    "for line in open('/dev/stdin'): print(line.rstrip())",
    "import pathlib; print(ascii(pathlib.Path('/dev/stdin').read_text()))",
    "import os; print(os.fdopen(0).readlines())",
    "import io, sys; print(io.TextIOWrapper(sys.stdin.buffer).read())",
    "print(ascii(open(0, newline='').read()))",
    "print(open(0, 'rb', closefd=False).read(), open(0, closefd=False).encoding.lower())",
    "import fileinput; print([line for line in fileinput.input('/dev/stdin')])",
    "import sys; sys.stdin.reconfigure(newline=''); print(ascii(sys.stdin.read()))",
    "print(len(open(__file__).read()), 'é')",
    "out = open(1, 'w'); out.write('é ok\\n'); out.close()",
    "with open('/dev/stdout', 'w') as out: print('日本', file=out)",
    "import io; print(io.TextIOWrapper(io.BytesIO('é'.encode())).read(), io.open(0, encoding='locale').read())",
    "import datetime, time; print(datetime.date(2000, 1, 2).strftime('%d é %b 日'), time.strptime('é 5', 'é %d').tm_mday)",
    "import locale; print(locale.getpreferredencoding().lower(), locale.getpreferredencoding(False).lower())",
    "print(open(0, errors='surrogateescape').read().encode('utf-8', 'surrogateescape'))",
    "import csv; print(list(csv.reader(open(0), delimiter=' ')))",
    "import shlex, sys; print(shlex.split(open(0).readline()), sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())",
];

/// The largest size stands for infinity, and for "as many as there are".
const PYTHON_MAXSIZE: &[&str] = &[
    "import sys; print(sys.maxsize, -sys.maxsize - 1, min(sys.maxsize, 3_000_000_000))",
    "import sys, heapq
INF = sys.maxsize
edges = {0: [(1, 3 * 10**9)], 1: [(2, 2 * 10**9)], 2: []}
best, heap = [0, INF, INF], [(0, 0)]
while heap:
    cost, at = heapq.heappop(heap)
    for to, weight in edges[at]:
        if cost + weight < best[to]:
            best[to] = cost + weight
            heapq.heappush(heap, (best[to], to))
print(best)",
    "import sys, itertools; print(list(itertools.islice('abc', sys.maxsize)), list(itertools.islice('abc', 1, sys.maxsize, 2)))",
    "import sys, collections; d = collections.deque('abc', maxlen=sys.maxsize); d.append('d'); print(list(d), d.index('b', 0, sys.maxsize))",
    "import sys, functools
@functools.lru_cache(maxsize=sys.maxsize)
def f(n): return n if n < 2 else f(n - 1) + f(n - 2)
print(f(80))",
    "import sys; s = 'a b a'; print(s.split(None, sys.maxsize), s.replace('a', 'c', sys.maxsize), s[:sys.maxsize], s[-sys.maxsize:], s.find('b', -sys.maxsize, sys.maxsize), [1, 2].index(2, 0, sys.maxsize))",
    "import sys, re; print(re.compile('b').search('abc', 0, sys.maxsize), re.sub('a', 'x', 'aaa', count=sys.maxsize), re.split(',', 'a,b,c', sys.maxsize))",
    "import sys, io; print(sys.stdin.buffer.readline(sys.maxsize), io.BytesIO(b'x').read(sys.maxsize), io.StringIO('y').readline(sys.maxsize))",
    "import sys; print(next(n for n in range(sys.maxsize) if n * n > 50), range(sys.maxsize)[-1], sys.maxsize in range(sys.maxsize + 1))",
    "import sys, random; print(0 <= random.randrange(sys.maxsize) < sys.maxsize, random.randint(-sys.maxsize, sys.maxsize) is not None)",
    "from collections.abc import Set
class Mine(Set):
    def __init__(self, it): self.it = list(it)
    def __contains__(self, x): return x in self.it
    def __iter__(self): return iter(self.it)
    def __len__(self): return len(self.it)
    def __hash__(self): return self._hash()
print([hash(Mine(range(n))) == hash(frozenset(range(n))) for n in range(6)], Mine([1, 2]) in {frozenset([1, 2])})",
    "import sys, inspect, configparser, pickle, pprint, textwrap
print(inspect.cleandoc('a\\n   b\\n  c'), textwrap.wrap('a b', width=sys.maxsize), pickle.loads(pickle.dumps([sys.maxsize])))
pprint.pprint(list(range(50)), width=sys.maxsize)
c = configparser.ConfigParser(inline_comment_prefixes='#'); c.read_string('[a]\\nb = 1 # c\\n'); print(c['a']['b'])",
];

/// Standard input through `fs.readSync`, piece by piece.
const JAVASCRIPT_PIECES: &[&str] = &[
    "const fs = require('fs');
const piece = Buffer.alloc(4);
let all = Buffer.alloc(0);
for (let n; (n = fs.readSync(0, piece, 0, 4)) > 0; ) all = Buffer.concat([all, piece.subarray(0, n)]);
console.log(all.toString(), fs.readSync(0, piece));",
    "const fs = require('fs');
const b = new Uint8Array(8);
console.log(fs.readSync(0, b, 2, 3, null), b, fs.readSync(0, b, { offset: 1, length: 2 }), b, fs.readSync(0, b, {}), b);
console.log(fs.readSync(0, new DataView(b.buffer)), fs.readSync(0, b, 0, 0), fs.readSync(0, b, undefined, 1), fs.readFileSync(0, 'utf8'));",
    "const fs = require('fs');
const b = Buffer.alloc(3);
const calls = [[b, 0, 4], [b, 4, 1], [b, -1, 1], [b, 0, -1], [b, 1.5, 1], [b, '0', 1], ['x'], [Buffer.alloc(0), 0, 1], [b, 1]];
for (const call of calls) try { console.log(fs.readSync(0, ...call)); } catch (e) { console.log(e.name, e.code); }
try { fs.readSync(77, b); } catch (e) { console.log(e.code, e.syscall); }",
    "const fs = require('fs');
const b = Buffer.alloc(5);
fs.read(0, b, 1, 3, null, (e, n, same) => {
  console.log(e, n, same === b, b);
  fs.read(0, (error, count, made) => console.log(error, count, made.toString('utf8', 0, count)));
});",
    "const fs = require('fs');
const one = Buffer.alloc(1);
function byte() { return fs.readSync(0, one, 0, 1, null) ? one[0] : -1; }
function number() { let n = 0, c = byte(); for (; c >= 48 && c < 58; c = byte()) n = n * 10 + c - 48; return n; }
console.log(number());
process.stdin.on('data', (rest) => console.log(String(rest))).on('end', () => console.log('end'));",
];

/// Numbers and dates for English; numbers are rounded as they are written.
const JAVASCRIPT_ENGLISH: &[&str] = &[
    "const options = [undefined, { style: 'percent' }, { style: 'percent', maximumFractionDigits: 1 }, { maximumFractionDigits: 0 },
  { style: 'currency', currency: 'USD' }, { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 }, { style: 'currency', currency: 'JPY' },
  { style: 'currency', currency: 'CHF', minimumFractionDigits: 3 }, { minimumFractionDigits: 2, maximumFractionDigits: 2 }, { minimumIntegerDigits: 3, useGrouping: false }];
const numbers = [0, -0, 0.5, 1.005, 1.0005, 8.3455, -1.0005, -0.0001, 1234.5, 1234567.891, 1.5e21, 5e-7, 99.995, NaN, -Infinity, 12n, -1234567n, 1 / 3];
for (const o of options) console.log(numbers.filter((n) => !o?.currency || Number.isFinite(Number(n))).map((n) => n.toLocaleString('en-US', o)).join(' | '));",
    "const day = { year: 'numeric', month: 'long', day: 'numeric' };
const time = { hour: '2-digit', minute: '2-digit' };
const options = [undefined, day, { weekday: 'long', ...day }, { month: 'short', day: 'numeric' }, { month: 'short', year: 'numeric' }, { weekday: 'short' },
  { day: '2-digit', month: '2-digit', year: 'numeric' }, { year: '2-digit', month: 'numeric' }, { weekday: 'short', month: 'numeric', day: 'numeric' },
  time, { ...time, hour12: false }, { hour12: false }, { hour: 'numeric' }, { ...time, second: '2-digit', hourCycle: 'h23' }, { ...day, ...time },
  { ...day, month: 'short', ...time }, { weekday: 'long', ...time }];
const styles = ['full', 'long', 'medium', 'short'];
for (const date of [new Date(0), new Date(Date.UTC(2024, 0, 5, 15, 4, 9)), new Date(Date.UTC(1999, 11, 31, 12, 0, 0)), new Date(NaN)]) {
  for (const o of options) console.log([date.toLocaleDateString('en-US', o), date.toLocaleTimeString('en-US', o), date.toLocaleString('en-US', o)].join(' | '));
  for (const dateStyle of styles) console.log(date.toLocaleDateString('en-US', { dateStyle }), ...styles.map((timeStyle) => date.toLocaleString('en-US', { dateStyle, timeStyle })));
}",
];

fn check(language: Language, programs: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder
        .path()
        .join("main")
        .with_extension(language.extensions[0]);
    let mut executor = language.executor(Backend::Native);
    let mut wrong = Vec::new();
    for source in programs {
        fs::write(&file, source).unwrap();
        let expected = native(language, &file, INPUT.as_bytes());
        let job = language.job((*source).to_owned(), INPUT.into());
        let outcome = run(&mut executor, &job);
        if outcome.end != End::Exit(0) || outcome.stdout != expected {
            let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
            let found = difference(&expected, &outcome.stdout);
            wrong.push(format!("{source}\n{:?}\n{found}\n{said}", outcome.end));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn python_reads_and_writes_text_as_the_native_interpreter() {
    check(PYTHON, PYTHON_TEXT);
}

#[test]
fn python_counts_to_the_largest_size_as_the_native_interpreter() {
    check(PYTHON, PYTHON_MAXSIZE);
}

#[test]
fn javascript_reads_piece_by_piece_as_the_native_interpreter() {
    check(JAVASCRIPT, JAVASCRIPT_PIECES);
}

#[test]
fn javascript_writes_english_as_the_native_interpreter() {
    check(JAVASCRIPT, JAVASCRIPT_ENGLISH);
}
