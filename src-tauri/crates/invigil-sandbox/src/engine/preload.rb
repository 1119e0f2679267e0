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
module Kernel
  def at_exit(&block)
    $__invigil_at_exit << block
    block
  end
  module_function :at_exit
end
GC.start
