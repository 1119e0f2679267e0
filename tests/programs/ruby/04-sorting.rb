# Sorting algorithms on the same data, their comparisons counted; keys, stability, order of orders.

class Counting
  include Comparable
  @comparisons = 0
  class << self
    attr_accessor :comparisons
  end
  attr_reader :value

  def initialize(value) = @value = value

  def <=>(other)
    Counting.comparisons += 1
    value <=> other.value
  end
end

module Sorts
  module_function

  def insertion(items)
    (1...items.size).each do |last|
      item = items[last]
      at = last
      while at.positive? && item < items[at - 1]
        items[at] = items[at - 1]
        at -= 1
      end
      items[at] = item
    end
    items
  end

  def merging(items)
    return items if items.size < 2

    left, right = items.each_slice((items.size + 1) / 2).map { |half| merging(half) }
    out = []
    out << (right.first < left.first ? right : left).shift until left.empty? || right.empty?
    out + left + right
  end

  def quick(items)
    return items if items.size < 2

    pivot = items[items.size / 2]
    groups = items.group_by { |item| item <=> pivot }
    quick(groups.fetch(-1, [])) + groups[0] + quick(groups.fetch(1, []))
  end

  def bubble(items)
    loop do
      swapped = false
      (items.size - 1).times do |at|
        next unless items[at + 1] < items[at]

        items[at], items[at + 1] = items[at + 1], items[at]
        swapped = true
      end
      return items unless swapped
    end
  end

  def heap(items)
    count = items.size
    sift = lambda do |from, to|
      root = from
      while (child = 2 * root + 1) < to
        child += 1 if child + 1 < to && items[child] < items[child + 1]
        break unless items[root] < items[child]

        items[root], items[child] = items[child], items[root]
        root = child
      end
    end
    (count / 2 - 1).downto(0) { |at| sift.(at, count) }
    (count - 1).downto(1) do |last|
      items[0], items[last] = items[last], items[0]
      sift.(0, last)
    end
    items
  end
end

seed = 42
data = Array.new(250) { (seed = (seed * 1_103_515_245 + 12_345) % 2**31) / 65_536 % 1000 }
%i[insertion merging quick bubble heap].each do |name|
  Counting.comparisons = 0
  result = Sorts.public_send(name, data.map { |value| Counting.new(value) }).map(&:value)
  puts format('%-10s %s %7d comparisons', name, result == data.sort ? 'ok' : 'WRONG', Counting.comparisons)
end
puts "first #{data.min(12).inspect} last #{data.max(5).reverse.inspect}"
people = [['Smith', 41], ['Jones', 25], ['Smith', 25], ['Brown', 41], ['Jones', 60]]
puts "by age, name  #{people.sort_by { |name, age| [age, name] }.inspect}"
puts "name, -age    #{people.sort { |a, b| [a[0], b[1]] <=> [b[0], a[1]] }.inspect}"
puts "stable        #{people.each_with_index.sort_by { |person, at| [person[1], at] }.map { |person, _| person.join }.inspect}"
puts "largest       #{%w[9 34 30 3 5 91].sort { |a, b| b + a <=> a + b }.join}"
puts "mixed case    #{%w[banana Apple cherry apple Banana date].sort_by { |word| [word.downcase, word] }.inspect}"
puts "by length     #{%w[pear fig banana kiwi].max_by(&:size)} #{%w[pear fig banana kiwi].minmax.inspect}"
data.group_by { |value| value / 100 }.sort.each do |bucket, values|
  puts format('%4d-%-4d %s %d', bucket * 100, bucket * 100 + 99, '*' * values.size, values.size)
end
puts [3, 1, 2].sort.reverse.inspect, [0.5, -2, 1r].sort.inspect, [[2, 'b'], [1, 'z'], [1, 'a']].sort.inspect, (1..10).each_slice(3).to_a.transpose.inspect rescue puts 'uneven rows do not transpose'
