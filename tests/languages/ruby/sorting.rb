# What a block, a class or a program of its own may do to a sort: read by tests/languages/sorting.rs.
t = ->(&b) { begin; p b.call; rescue => e; p [e.class, e.message]; end }
t.() { [1,2].cycle.sort_by { |x| break x } }
t.() { (1..Float::INFINITY).each.sort_by { |x| break x if x > 5; x } }
t.() { Enumerator.new(3){|y| puts "a"; y<<1; puts "b"; y<<2; puts "c"; y<<0}.sort_by{|x| puts x;[x]} }
t.() { s={"a"=>3,"b"=>2,"c"=>1}; s.sort_by{|n,v| s["c"]+=v if n=="a"; -v} }
t.() { h={a: 1, b: 2, c: 0}; h.sort_by{|k,v| h.delete(:b); v} }
t.() { cost=Hash.new{|h,k| h[k]=k.to_s.size}; cost[1]; cost[2]; cost.sort_by{|k,v|[-cost[k+1],k]} }
a = (0..19).to_a
t.() { b = a.dup; b.sort_by{|x| b.delete(x) if x==3; [x%5,x]} }
t.() { b = a.dup; b.sort_by{|x| b.clear; [x] } }
t.() { b = a.dup; b.sort_by{|x| b.clear; x } }
t.() { b = a.dup; b.sort_by{|x| b.unshift(x) if b.size < 22; x } }
t.() { b = a.dup; b.sort_by{|x| b << 99 if b.size < 22; -x } }
t.() { a.each_with_index.sort_by { |x,i| [-x, i] }.first(2) }
t.() { a.each_with_index.sort_by(&->(x,i) { [-x, i] }).first(2) }
t.() { a.each_with_index.sort_by { [_2 % 3, _1] }.first(2) }
t.() { a.each_slice(2).sort_by { |x, y| [-y, x] }.first }
t.() { {a: 1}.sort_by(&->(k, v) { v }) }
t.() { {a: 1}.sort_by(&->(kv) { kv[1] }) }
t.() { %w[bb a].sort_by(&:size) }
t.() { (1..3).sort_by { |n| -n } }
t.() { require 'set'; Set[3, 1].sort_by { |n| n } }
S = Struct.new(:a, :b)
t.() { S.new(3, 1).sort_by { |n| n } }
class One < Array; def [](i) = super(i-1); end
t.() { One.new((0..19).map { |i| [-i, i] }).sort_by{|x| x[0]}.first(2) }
t.() { One.new((0..19).map { |i| [-i, i] }).sort.first(2) }
class Sz < Array; def size = 3; end
t.() { Sz.new(a).sort_by { |x| [-x, 1] }.to_a.length }
class Ea < Array; def each; yield 5; yield 2; self; end; end
t.() { Ea.new(a).sort_by { |x| [x, 1] } }
class Array; def dup = map { |x| x.dup }; def transpose = raise("no"); def map; raise "map"; end; end
t.() { r = (0..19).each_slice(1).to_a; r.sort_by { |x| [x[0], x[0]] }.first.equal?(r[0]) }
t.() { r = (0..19).each_slice(1).to_a; r.sort.first }
class Array; def sort(&b) = [*self].sort!(&b); end
t.() { (0..19).each_slice(2).to_a.reverse.sort.first }
x = BasicObject.new
def x.<=>(o) = 0
t.() { (0..19).to_a.sort_by { |i| x }.size }
t.() { (0..19).to_a.sort_by { |i| next [i % 2, i] if i > 3; [0, i] }.first(3) }
t.() { (0..19).to_a.sort_by { |i| raise ArgumentError, "no" if i == 7; [i] } }
def m; (0..19).to_a.sort_by { |i| return 5 if i == 7; [i] }; end
t.() { m }
t.() { (0..19).to_a.sort_by { |i| (0..17).to_a.sort_by { |j| [-j, i] }.first == 17 ? [i] : [0] }.first }
t.() { (0..19).to_a.freeze.sort_by { |i| [-i, 0] }.first }
t.() { (0..19).to_a.sort_by.with_index { |v, i| [-i, v] }.first }
t.() { [1, nil].sort }
