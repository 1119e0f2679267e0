# What a program finds already loaded, and how its exit blocks are kept for the run's end.
%w[json stringio time date securerandom].each { |name| require name }
$__invigil_at_exit = []
# CRuby guards each comparison of two arrays against their holding themselves, by a jump that here
# unwinds the stack. Only an element that is an array needs the guard; the order is CRuby's.
class Array
  alias __invigil_cmp <=>
  def <=>(other)
    return __invigil_cmp(other) unless Array === other
    return 0 if equal?(other)
    at = 0
    while at < size && at < other.size
      one = self[at]
      order = Array === one ? one.__invigil_cmp(other[at]) : one <=> other[at]
      return order unless Integer === order && order == 0
      at += 1
    end
    size <=> other.size
  end
end
# Sorting by several keys compares arrays, each time by a call from C. Where every column of the keys
# is of one plain kind, it is sorted by the first column, and those that are equal by the next one:
# the same order, and what is equal in all stays as it was. Everything else is sorted as ever.
class Array
  alias __invigil_sort sort
  alias __invigil_sort! sort!
  alias __invigil_sort_by sort_by

  def sort_by
    return super unless block_given? && size >= 16
    first = yield self[0]
    unless Array === first
      taken = false
      return super { |row| taken ? yield(row) : (taken = true; first) }
    end
    rows = dup
    keys = [first]
    keys << yield(rows[keys.size]) while keys.size < rows.size
    order = keys.__invigil_order
    at = -1
    order ? order.map { |place| rows[place] } : rows.__invigil_sort_by { keys[at += 1] }
  end

  def sort(&by)
    order = __invigil_order if size >= 16 && Array === self[0] && !block_given?
    order ? order.map { |place| self[place] } : __invigil_sort(&by)
  end

  def sort!(&by)
    Array === self[0] && !block_given? ? replace(sort) : __invigil_sort!(&by)
  end

  # The rows' places in their order, or nil where this is not the way to find it.
  def __invigil_order
    width = self[0].size
    return nil unless width.between?(1, 16)
    at = size
    while at > 0
      row = self[at -= 1]
      return nil unless row.instance_of?(Array) && row.size == width
    end
    columns = transpose
    usual = $__invigil_orders.all? { |own| own == own.owner.instance_method(own.name) }
    return nil unless usual && columns.all? { |column| column.__invigil_plain? }
    Array.new(size) { |place| place }.__invigil_refine(columns, 0)
  end

  # All Integer, all Float and ordered, or all String and of no class of the program's.
  def __invigil_plain?
    kind = self[0].class
    return all?(Integer) if kind == Integer
    return all?(Float) && none?(&:nan?) if kind == Float
    return false unless kind == String
    at = size
    while at > 0
      return false unless self[at -= 1].instance_of?(String)
    end
    true
  end

  # Places sorted by the columns from this one on.
  def __invigil_refine(columns, depth)
    column = columns[depth]
    return __invigil_sort unless column
    order = __invigil_sort_by { |place| column[place] }
    from = 0
    while from < order.size
      value = column[order[from]]
      to = from + 1
      to += 1 while to < order.size && column[order[to]] == value
      order[from, to - from] = order[from, to - from].__invigil_refine(columns, depth + 1) if to - from > 1
      from = to
    end
    order
  end
end
class Hash
  def sort_by(&by)
    block_given? ? to_a.sort_by(&by) : super
  end
end
class Enumerator
  def sort_by(&by)
    block_given? && instance_of?(Enumerator) && size && !by.lambda? ? to_a.sort_by(&by) : super
  end
end
$__invigil_orders = [Array, Integer, Float, String].flat_map do |kind|
  %i[<=> ==].map { |name| kind.instance_method(name) }
end
module Kernel
  def at_exit(&block)
    $__invigil_at_exit << block
    block
  end
  module_function :at_exit
end
GC.start
