//! Calls nest as deeply as in the native interpreters, whatever stands between two of them, and
//! calls without end are an error of the program's own.

use invigil_sandbox::{End, engine::Backend};

use crate::guests::{JAVASCRIPT, Language, PYTHON, RUBY, run};

/// Each calls itself through one of the interpreter's own functions, `DEPTH` times.
const RUBY_KINDS: &str = r"
KINDS = {
  each: ->(n) { [1].each { KINDS[:each][n + 1] if n < DEPTH } },
  map: ->(n) { [1].map { KINDS[:map][n + 1] if n < DEPTH } },
  hash: ->(n) { { 1 => 2 }.each { KINDS[:hash][n + 1] if n < DEPTH } },
  set: ->(n) { Set[1].each { KINDS[:set][n + 1] if n < DEPTH } },
  inject: ->(n) { [1, 2].inject { KINDS[:inject][n + 1] if n < DEPTH } },
  sort_by: ->(n) { [2, 1].sort_by { |v| KINDS[:sort_by][n + 1] if v == 2 && n < DEPTH; v } },
  ensure: ->(n) { begin; KINDS[:ensure][n + 1] if n < DEPTH; ensure; GC.start if n == 500; end },
  memo: ->(_) { Hash.new { |h, n| h[n] = n == DEPTH ? 0 : h[n + 1] }[0] },
  text: ->(_) { nest { |list| list.inspect.size } },
  equal: ->(_) { nest { |list| list == nest { |other| other } } },
  order: ->(_) { nest { |list| list <=> nest { |other| other } } },
  hashed: ->(_) { nest { |list| { list => 1 }[nest { |other| other }] } },
}
def nest = yield DEPTH.times.inject([]) { |list, _| [list] }
KINDS.each do |name, call|
  call[0]
  puts name
rescue SystemStackError
  puts '-'
end
below = ->(n, &call) { n == 0 ? call[] : { 1 => 2 }.each { break below[n - 1, &call] } }
fiber = Fiber.new { below[200] { Fiber.yield 1 }; 2 }
p fiber.resume, below[200] { fiber.resume }, below[200] { [3, 4].each.next }
";

fn lines(language: Language, source: &str) -> Vec<String> {
    let mut executor = language.executor(Backend::Native);
    let outcome = run(&mut executor, &language.job(source.to_owned(), Vec::new()));
    let said = String::from_utf8_lossy(&outcome.stderr);
    assert_eq!(outcome.end, End::Exit(0), "{said}");
    let said = String::from_utf8_lossy(&outcome.stdout);
    said.lines().map(str::to_owned).collect()
}

#[test]
fn ruby_nests_blocks_and_values_as_deeply_as_natively() {
    let said = lines(RUBY, &format!("DEPTH = 1000{RUBY_KINDS}"));
    let all = "each map hash set inject sort_by ensure memo text equal order hashed 1 2 3";
    assert_eq!(said.join(" "), all);
}

#[test]
fn ruby_s_endless_blocks_are_an_error_that_can_be_rescued() {
    // Through a hash or a set the memory ends first.
    for kind in ["each", "map", "inject", "sort_by", "ensure", "memo"] {
        let one = RUBY_KINDS.replace("KINDS.each", &format!("KINDS.slice(:{kind}).each"));
        let said = lines(RUBY, &format!("DEPTH = 1_000_000{one}"));
        assert_eq!(said.join(" "), "- 1 2 3", "{kind}");
    }
}

#[test]
fn python_nests_cached_calls_ten_thousand_deep() {
    let source = "import sys\nfrom functools import lru_cache\nsys.setrecursionlimit(10**6)\n\
        @lru_cache(None)\ndef f(n, end):\n    return 0 if n == end else 1 + f(n + 1, end)\n\
        print(f(0, 9000))\n\
        try:\n    f(0, -1)\nexcept RecursionError:\n    print('RecursionError')\n";
    assert_eq!(lines(PYTHON, source), ["9000", "RecursionError"]);
}

#[test]
fn javascript_nests_calls_as_deeply_as_node() {
    let source = "const plain = (n, end) => (n === end ? 0 : 1 + plain(n + 1, end));\n\
        const each = (n, end) => { let d = n; if (n < end) [1].forEach(() => { d = each(n + 1, end); }); return d; };\n\
        const loop = (n, end) => { let d = n; if (n < end) for (const v of [n]) d = loop(v + 1, end); return d; };\n\
        console.log(plain(0, 10000), each(0, 2700), loop(0, 4800));\n\
        for (const f of [plain, each, loop]) try { f(0, 1e9); } catch (e) { console.log(e.name); }\n";
    let said = lines(JAVASCRIPT, source);
    assert_eq!(
        said,
        ["10000 2700 4800", "RangeError", "RangeError", "RangeError"]
    );
}
