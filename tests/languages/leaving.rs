//! Leaving a block, a loop or a call before its end costs nothing that is not given back, and the
//! order of arrays is CRuby's.

use invigil_sandbox::{End, Outcome, engine::Backend};

use crate::guests::{JAVASCRIPT, Language, PYTHON, RUBY, run};

/// Ways out of a block in Ruby; each counts what it left.
const RUBY_WAYS: [&str; 8] = [
    "[1, 2].each { |v| count += v; break }",
    "count += [1, 2].find { |v| v == 1 }",
    "count += from_block([1, 2])",
    "catch(:out) { count += 1; throw :out }",
    "begin; raise ArgumentError; rescue ArgumentError; count += 1; end",
    "[1, 2].each { |v| begin; break; ensure; count += 1; end }",
    "loop { count += 1; raise StopIteration }",
    "Hash[1, 2].each { count += 1; break }",
];
const RUBY_HEAD: &str = "def from_block(list) = list.each { |v| return v }\ncount = 0\n";

/// How often each is gone: a buffer that one in Ruby 3.4 left behind filled 256 MiB by half.
const TIMES: usize = 20_000;

/// What a program may hold at its end beyond an empty one.
const KEPT: u64 = 8 << 20;

pub(crate) fn outcome(language: Language, source: &str) -> Outcome {
    let mut executor = language.executor(Backend::Native);
    let outcome = run(&mut executor, &language.job(source.to_owned(), Vec::new()));
    let said = String::from_utf8_lossy(&outcome.stderr);
    assert_eq!(outcome.end, End::Exit(0), "{source}\n{said}");
    outcome
}

fn leaves_nothing(language: Language, source: &str) {
    let empty = outcome(language, "").peak_memory;
    let outcome = outcome(language, source);
    let said = String::from_utf8_lossy(&outcome.stdout);
    assert_eq!(said.trim(), TIMES.to_string(), "{source}");
    let kept = outcome.peak_memory.saturating_sub(empty);
    assert!(
        kept <= KEPT,
        "{kept} bytes more than an empty one: {source}"
    );
}

#[test]
fn a_block_that_is_left_early_leaves_no_memory_behind() {
    for way in RUBY_WAYS {
        let source = format!("{RUBY_HEAD}{TIMES}.times {{ {way} }}\nputs count\n");
        leaves_nothing(RUBY, &source);
    }
    let python = format!(
        "count = 0\nfor n in range({TIMES}):\n    try:\n        next(v for v in (n,) if v < 0)\n    except StopIteration:\n        count += 1\nprint(count)\n"
    );
    leaves_nothing(PYTHON, &python);
    let javascript = format!(
        "let count = 0;\nfor (let n = 0; n < {TIMES}; n++) {{ try {{ [n].forEach(() => {{ throw n; }}); }} catch {{ count += 1; }} }}\nconsole.log(count);\n"
    );
    leaves_nothing(JAVASCRIPT, &javascript);
}

/// Pairs of arrays, compared by what a program calls and by CRuby's own.
const ORDERS: &str = r"
srand(11)
Odd = Struct.new(:v) { def <=>(other) = v == 0 ? 0.0 : nil }
Like = Struct.new(:list) { def to_ary = list }
class Mine < Array; end
pick = ->(deep) do
  case rand(deep ? 12 : 10)
  when 0..3 then rand(3)
  when 4 then rand(3) * 0.5
  when 5 then 'abc'[0, rand(3)]
  when 6 then nil
  when 7 then 1 << 40
  when 8 then Odd.new(rand(2))
  when 9 then :a
  else Array.new(rand(3)) { pick.(false) }
  end
end
same = different = 0
6000.times do
  one, two = Array.new(2) { Array.new(rand(4)) { pick.(true) } }
  two = one.dup if rand(4) == 0
  two = [Mine.new(two), Like.new(two), 5, nil, 'x'].sample if rand(6) == 0
  ours, theirs = (one <=> two), one.__invigil_cmp(two)
  ours.eql?(theirs) ? same += 1 : (different += 1; p [one, two, ours, theirs])
end
self_holding = [1]
self_holding << self_holding
other = [1]
other << other
p same, different, self_holding <=> other, self_holding <=> self_holding
p [[2, 1], [1, 2], [1, 1]].sort, [[1, 'b'], [1, 'a']].min, [3, 1, 2].sort_by { |v| [-v, v] }
begin
  [[1, nil], [1, 'a'], [1, 2]].sort
rescue ArgumentError => e
  puts e.message
end
";

#[test]
fn the_order_of_arrays_is_cruby_s() {
    let outcome = outcome(RUBY, ORDERS);
    let said = String::from_utf8_lossy(&outcome.stdout);
    let expected = "6000\n0\n0\n0\n[[1, 1], [1, 2], [2, 1]]\n[1, \"a\"]\n[3, 2, 1]\n\
                    comparison of Array with Array failed\n";
    assert_eq!(said, expected);
}
