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
module Enumerable
  %i[sort_by each_entry].each { |name| private alias_method(:"__invigil_#{name}", name) }

  # A block of a lambda takes several values apart, which cannot be handed on.
  def sort_by(&by)
    return __invigil_sort_by(&by) if !block_given? || by.lambda?
    rows = []
    keys = []
    __invigil_each_entry do |row|
      rows << row
      keys << yield(row)
    end
    InvigilOrder.sorted(rows, keys)
  end
end
class Array
  %i[sort sort! replace transpose].each { |name| private alias_method(:"__invigil_#{name}", name) }

  def sort_by(&by)
    return __invigil_sort_by(&by) unless block_given? && instance_of?(Array) && size >= 16
    count = size
    row = self[0]
    first = yield(row)
    unless Array === first || size != count || !row.equal?(self[0])
      taken = false
      return __invigil_sort_by { |one| taken ? yield(one) : (taken = true; first) }
    end
    rows = [row]
    keys = [first]
    while rows.size < size
      rows << (row = self[rows.size])
      keys << yield(row)
    end
    InvigilOrder.sorted(rows, keys)
  end

  def sort(&by)
    order = InvigilOrder.of(self) if instance_of?(Array) && !block_given?
    order ? InvigilOrder.taken(order, self) : __invigil_sort(&by)
  end

  def sort!(&by)
    order = InvigilOrder.of(self) if instance_of?(Array) && !block_given?
    order ? __invigil_replace(InvigilOrder.taken(order, self)) : __invigil_sort!(&by)
  end
end
# Calls nothing that programs are likely to define anew: places and loops.
module InvigilOrder
  class << self
    def sorted(rows, keys)
      order = of(keys)
      return taken(order, rows) if order
      at = -1
      rows.__send__(:__invigil_sort_by) { keys[at += 1] }
    end

    def taken(order, rows)
      out = []
      out << rows[order[out.size]] while out.size < order.size
      out
    end

    # The places of the keys in their order, or nil where this is not the way to find it.
    def of(keys)
      at = keys.size
      return nil unless at >= 16 && Array === keys[0]
      width = keys[0].size
      return nil unless width >= 1 && width <= 16
      while at > 0
        key = keys[at -= 1]
        return nil unless Array === key && key.instance_of?(Array) && key.size == width
      end
      columns = keys.__send__(:__invigil_transpose)
      return nil unless usual? && plain?(columns)
      places = []
      places << places.size while places.size < keys.size
      refined(places, columns, 0)
    end

    private

    # The orders are those that came with the language.
    def usual?
      at = $__invigil_orders.size
      while at > 0
        own = $__invigil_orders[at -= 1]
        return false unless own == own.owner.instance_method(own.name)
      end
      true
    end

    # Each column is all Integer, all Float and ordered, or all String and of no class of the program's.
    def plain?(columns)
      number = columns.size
      while number > 0
        column = columns[number -= 1]
        one = column[0]
        kind = Integer === one ? Integer : Float === one ? Float : String === one ? String : nil
        return false unless kind
        at = column.size
        while at > 0
          value = column[at -= 1]
          return false unless kind === value && value.instance_of?(kind)
          return false if kind == Float && value != value
        end
      end
      true
    end

    # Places sorted by the columns from this one on.
    def refined(places, columns, depth)
      column = columns[depth]
      return places.__send__(:__invigil_sort) unless column
      order = places.__send__(:__invigil_sort_by) { |place| column[place] }
      from = 0
      while from < order.size
        value = column[order[from]]
        to = from + 1
        to += 1 while to < order.size && column[order[to]] == value
        order[from, to - from] = refined(order[from, to - from], columns, depth + 1) if to - from > 1
        from = to
      end
      order
    end
  end
end
Object.private_constant :InvigilOrder
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
