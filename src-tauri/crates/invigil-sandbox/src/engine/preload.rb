# What a program finds already loaded, and how its exit blocks are kept for the run's end.
%w[set json stringio time date securerandom].each { |name| require name }
$__invigil_at_exit = []
module Kernel
  def at_exit(&block)
    $__invigil_at_exit << block
    block
  end
  module_function :at_exit
end
GC.start
