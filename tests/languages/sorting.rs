//! Ruby sorts by several keys column by column; what a program sees is CRuby's order.

use crate::{
    guests::{RUBY, root},
    leaving::outcome,
    programs::native,
};

/// Lists sorted by what a program calls, and by CRuby's own: with the place as the last key where
/// ours promises that equal ones stay as they were, and as they come where it leaves all to CRuby.
const SORTS: &str = r"
srand(12)
class Word < String
  def <=>(other) = other.to_s <=> to_s
end
kinds = [
  -> { rand(5) - 2 }, -> { rand(1 << 40) - 7 }, -> { rand(3) * 0.5 - 0.5 }, -> { %w[a b ab é].sample },
]
odd = [
  -> { [0.0, -0.0, 1].sample }, -> { rand(9) == 0 ? nil : 1 }, -> { rand(9) == 0 ? Float::NAN : 1.0 },
  -> { Word.new('ab'[rand(2)]) }, -> { [rand(2)] }, -> { %i[a b].sample }, -> { rand(2) == 0 ? 'a' : 1 },
]
said = ->(&sorted) { sorted.call rescue [$!.class, $!.message] }
tally = Hash.new(0)
600.times do |n|
  all_plain = n.even?
  columns = Array.new(rand(1..4)) { (all_plain ? kinds : kinds + odd).sample }
  rows = Array.new(rand(60)) { columns.map(&:call) }
  plain = rows.size >= 16 && rows[0].size.between?(1, 16) && InvigilOrder.send(:plain?, rows.transpose)
  ours = said.() { rows.each_with_index.sort_by { |row, _| row } }
  theirs = said.() do
    places = rows.each_with_index.to_a
    plain ? places.send(:__invigil_sort_by) { |row, place| [*row, place] } : places.send(:__invigil_sort_by) { |row, _| row }
  end
  hash = rows.each_with_index.to_h { |row, place| [place, row] }
  again = said.() { hash.sort_by { |_, row| row }.map(&:reverse) }
  theirs_sorted = said.() { rows.send(:__invigil_sort) }
  copy = rows.dup
  in_place = said.() { copy.sort! }
  alike = [ours.inspect == theirs.inspect, again.inspect == theirs.inspect,
           said.() { rows.sort }.inspect == theirs_sorted.inspect, in_place.inspect == theirs_sorted.inspect]
  p [rows, ours, theirs] unless alike.all?
  tally[[plain, alike.all?]] += 1
end
p tally.keys.sort_by(&:to_s), tally[[true, true]] > 200, tally[[false, true]] > 100
rows = Array.new(20) { |n| [n % 3, 20 - n] }
p rows.sort_by.with_index { |row, n| [row[0], n] }.map(&:last), rows[0, 2].sort_by, rows.to_h.sort_by.class
p rows.sort_by { |row| break row if row[0] == 1 }, rows.sort_by { |a, b| [-a, b] }.first, rows.sort { |a, b| b <=> a }.first
p said.() { rows.dup.freeze.sort! }.first
p (rows.map { |row| [row] * 40 }.sort.size), Array.new(20) { [] }.sort.size, (1..20).sort_by { |n| [-(n % 2), n] }.first
p rows.sort_by(&:last).first, (1..3).lazy.sort_by { |n| [-n] }, ({b: 1, a: 1}.sort_by { |k, v| [v, k] })
class Integer
  alias usual <=>
  def <=>(other) = Integer === other ? other.usual(self) : usual(other)
end
p rows.sort.first
";

const SORTED: [&str; 14] = [
    "[20, 17, 14, 11, 8, 5, 2, 19, 16, 13, 10, 7, 4, 1, 18, 15, 12, 9, 6, 3]",
    "#<Enumerator: [[0, 20], [1, 19]]:sort_by>",
    "Enumerator",
    "[1, 19]",
    "[2, 3]",
    "[2, 18]",
    "FrozenError",
    "20",
    "20",
    "1",
    "[1, 1]",
    "[3, 2, 1]",
    "[[:a, 1], [:b, 1]]",
    "[2, 18]",
];

#[test]
fn sorting_by_several_keys_gives_the_order_of_cruby() {
    let outcome = outcome(RUBY, SORTS);
    let said = String::from_utf8_lossy(&outcome.stdout);
    let mut lines = said.lines();
    let (alike, enough) = (lines.next(), [lines.next(), lines.next()]);
    assert_eq!(alike, Some("[[false, true], [true, true]]"), "{said}");
    assert_eq!(enough, [Some("true"); 2], "both ways were taken often");
    // What CRuby 3.1 says natively.
    let rest: Vec<&str> = lines.collect();
    assert_eq!(rest, SORTED);
}

/// Blocks that break, return, raise, skip, sort again and change what is sorted; classes with
/// methods of their own; enumerators without an end or with effects.
#[test]
fn what_a_program_does_to_a_sort_is_done_as_natively() {
    let program = root().join("tests/languages/ruby/sorting.rb");
    let natively = native(RUBY, &program, b"");
    let source = std::fs::read_to_string(&program).expect("the program");
    let outcome = outcome(RUBY, &source);
    let said = String::from_utf8_lossy(&outcome.stdout);
    assert_eq!(said, String::from_utf8_lossy(&natively));
    assert!(said.lines().count() > 40, "{said}");
}

/// No line of ours stands among the candidate's.
#[test]
fn a_failed_sort_points_at_the_program() {
    let outcome = outcome(
        RUBY,
        "rows = [[1], nil]\nbegin\n  rows.sort\nrescue => e\n  puts e.backtrace[0][/\\d+/], e.backtrace.grep(/invigil/).size\nend\n(0..19).sort_by { |n| puts caller.grep(/invigil/).size if n == 0; [n] }\n",
    );
    let said = String::from_utf8_lossy(&outcome.stdout);
    assert_eq!(said, "3\n0\n0\n");
}
