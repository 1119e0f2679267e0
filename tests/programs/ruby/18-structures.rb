# Data structures: an LRU cache, a linked list, a tree, a trie, a ring, intervals, a DSL.

class LRU
  attr_reader :hits, :misses

  def initialize(room)
    @room, @items, @hits, @misses = room, {}, 0, 0
  end

  def fetch(key)
    if @items.key?(key)
      @hits += 1
      value = @items.delete(key)
    else
      @misses += 1
      value = yield key
      @items.shift if @items.size == @room
    end
    @items[key] = value
  end

  def keys = @items.keys
end

class Linked
  include Enumerable
  Node = Struct.new(:value, :next)

  def self.[](*values) = values.reverse.reduce(new) { |list, value| list.prepend(value) }

  attr_reader :head

  def prepend(value) = tap { @head = Node.new(value, @head) }

  def each
    return enum_for unless block_given?

    node = head
    while node
      yield node.value
      node = node.next
    end
  end

  def reverse!
    before, node = nil, head
    node.next, before, node = before, node, node.next while node
    tap { @head = before }
  end
end

class Tree
  include Enumerable
  attr_reader :root

  Node = Struct.new(:key, :left, :right, :height)

  def insert(key) = tap { @root = put(@root, key) }

  def each(&block) = walk(@root, &block)

  def height = @root&.height || 0

  private

  def walk(node, &block)
    return unless node

    walk(node.left, &block)
    yield node.key
    walk(node.right, &block)
  end

  # AVL: heights of siblings differ by one at most.
  def put(node, key)
    return Node.new(key, nil, nil, 1) unless node
    return node if key == node.key

    key < node.key ? node.left = put(node.left, key) : node.right = put(node.right, key)
    balance(node)
  end

  def tall(node) = node ? node.height : 0

  def lean(node) = tall(node.left) - tall(node.right)

  def measure(node) = node.tap { node.height = 1 + [tall(node.left), tall(node.right)].max }

  def balance(node)
    measure(node)
    if lean(node) > 1
      node.left = turn(node.left, :right, :left) if lean(node.left).negative?
      turn(node, :left, :right)
    elsif lean(node) < -1
      node.right = turn(node.right, :left, :right) if lean(node.right).positive?
      turn(node, :right, :left)
    else
      node
    end
  end

  def turn(node, up, down)
    top = node[up]
    node[up] = top[down]
    top[down] = node
    measure(node)
    measure(top)
  end
end

class Trie
  def initialize = @root = {}

  def add(word) = tap { word.each_char.reduce(@root) { |node, letter| node[letter] ||= {} }[:end] = true }

  def starting(prefix)
    node = prefix.each_char.reduce(@root) { |at, letter| at && at[letter] }
    node ? collect(node, prefix) : []
  end

  private

  def collect(node, prefix)
    found = node[:end] ? [prefix] : []
    found + node.reject { |key, _| key == :end }.sort.flat_map { |letter, child| collect(child, prefix + letter) }
  end
end

def merged(ranges)
  ranges.sort_by(&:begin).each_with_object([]) do |range, out|
    if out.any? && range.begin <= out.last.end
      out << (out.pop.then { |last| last.begin..[last.end, range.end].max })
    else
      out << range
    end
  end
end

cache = LRU.new(3)
puts [1, 2, 3, 1, 4, 2, 5, 1, 1, 3].map { |key| cache.fetch(key) { |k| k * k } }.inspect, cache.hits, cache.misses, cache.keys.inspect
list = Linked[*1..9]
puts list.to_a.inspect, list.reverse!.first(3).inspect, list.each_slice(2).to_a.inspect, list.include?(4), list.min_by { |x| (x - 5).abs }, list.each_cons(2).map { |a, b| a - b }.inspect, list.inject(:*), list.lazy.map { |x| x * 2 }.select { |x| x % 3 == 0 }.first(2).inspect, list.zip('a'..'i').last.inspect, list.partition(&:even?).inspect
tree = Tree.new
200.times { |n| tree.insert(n * 73 % 211) }
puts "height #{tree.height} #{tree.first(110).inspect} #{tree.count} #{tree.max} sorted #{tree.each_cons(2).all? { |a, b| a < b }}"
trie = %w[tea ten team to inn in i tend tent tenth toad internal interval interview].reduce(Trie.new) { |all, word| all.add(word) }
puts trie.starting('ten').inspect, trie.starting('inter').inspect, trie.starting('x').inspect
puts merged([5..9, 1..3, 2..4, 12..15, 14..14, 20..21]).inspect, (1..10).step(3).to_a.inspect, ('a'..'e').each_entry.to_a.join, (1.0..2.0).cover?(1.5)
josephus = (1..41).to_a
order = []
order << josephus.rotate!(2).shift until josephus.empty?
puts "josephus #{order.join(' ')}"
stack, output = [], []
'3 + 4 * 2 / ( 1 - 5 ) - 7'.split.each do |token|
  case token
  when /\d/ then output << token
  when '(' then stack << token
  when ')' then output << stack.pop until stack.last == '('; stack.pop
  else
    output << stack.pop while stack.any? && stack.last != '(' && '+-*/'.index(stack.last) / 2 >= '+-*/'.index(token) / 2
    stack << token
  end
end
postfix = output + stack.reverse
puts postfix.join(' '), postfix.each_with_object([]) { |t, s| s << (t =~ /\d/ ? t.to_r : s.pop(2).reduce(t.to_sym)) }.inspect
builder = Class.new do
  def initialize = @lines = []

  def method_missing(name, text = nil, &block)
    @lines << "<#{name}>#{text}"
    instance_eval(&block) if block
    @lines << "</#{name}>"
    @lines.join
  end

  def respond_to_missing?(*) = true
end
puts builder.new.page { title 'Hi'; body { para 'one'; para 'two' } }
first, (second, *third), *rest, last = 1, [2, 3, 4], 5, 6, 7
puts [first, second, third, rest, last].inspect, [[1, [2, 3]]].map { |a, (b, c)| a + b + c }.inspect, { b: 1, a: 2 }.min_by { |_, v| v }.inspect, %w[a b].cycle.first(5).join, [1, 2, 3, 4].each_entry.chunk { |x| x > 2 }.to_a.inspect, [nil, 1, false, 2].compact.inspect, [1, [2]].dig(1, 0)
