# Graphs: Dijkstra, breadth first, strong components, spanning tree, topological order.
require 'set'
require 'tsort'

class Queue2
  def initialize = @heap = []

  def push(item)
    @heap << item
    at = @heap.size - 1
    while at.positive? && (@heap[at] <=> @heap[(at - 1) / 2]).negative?
      up = (at - 1) / 2
      @heap[at], @heap[up] = @heap[up], @heap[at]
      at = up
    end
  end

  def pop
    return if @heap.empty?

    top = @heap.first
    last = @heap.pop
    unless @heap.empty?
      @heap[0] = last
      at = 0
      while (child = [2 * at + 1, 2 * at + 2].select { |c| c < @heap.size }.min_by { |c| @heap[c] })
        break if (@heap[at] <=> @heap[child]) <= 0

        @heap[at], @heap[child] = @heap[child], @heap[at]
        at = child
      end
    end
    top
  end
end

def dijkstra(graph, start)
  best = { start => 0 }
  came = {}
  queue = Queue2.new
  queue.push([0, start])
  while (cost, node = queue.pop)
    next if cost > best[node]

    graph[node].sort.each do |neighbour, weight|
      total = cost + weight
      next unless total < best.fetch(neighbour, Float::INFINITY)

      best[neighbour] = total
      came[neighbour] = node
      queue.push([total, neighbour])
    end
  end
  [best, came]
end

def path(came, start, goal)
  steps = [goal]
  steps.unshift(came[steps.first]) until steps.first == start
  steps
end

class Groups
  include TSort

  def initialize(graph) = @graph = graph

  def tsort_each_node(&block) = @graph.keys.sort.each(&block)

  def tsort_each_child(node, &block) = @graph[node].keys.sort.each(&block)
end

def spanning_tree(edges)
  parent = Hash.new { |hash, node| hash[node] = node }
  find = lambda do |node|
    node = parent[node] = parent[parent[node]] until parent[node] == node
    node
  end
  edges.sort.filter_map do |weight, a, b|
    roots = [find.(a), find.(b)]
    next if roots[0] == roots[1]

    parent[roots[0]] = roots[1]
    "#{a}#{b}#{weight}"
  end
end

count = gets.to_i
graph = Hash.new { |hash, node| hash[node] = {} }
edges = Array.new(count) do
  a, b, weight = gets.split
  weight = weight.to_i
  graph[a][b] = [weight, graph[a][b] || weight].min
  graph[b]
  [weight, a, b]
end
puts "#{graph.size} nodes, #{count} edges"
graph.keys.sort.each { |node| puts "#{node} -> #{graph[node].sort.map { |n, w| "#{n}:#{w}" }.join(' ')}" }
while (line = gets)
  start, goal = line.split
  next puts("#{start} to #{goal}: unknown node") unless graph.key?(start) && graph.key?(goal)

  best, came = dijkstra(graph, start)
  puts best.key?(goal) ? "#{start} to #{goal}: #{best[goal]} by #{path(came, start, goal).join(' > ')}" : "#{start} to #{goal}: unreachable"
end
graph.keys.sort.each do |start|
  costs, = dijkstra(graph, start)
  puts "#{start} #{graph.keys.sort.map { |goal| costs.fetch(goal, '-').to_s.rjust(3) }.join(' ')}"
end
levels = { 'A' => 0 }
queue = ['A']
while (node = queue.shift)
  graph[node].keys.sort.each do |neighbour|
    next if levels.key?(neighbour)

    levels[neighbour] = levels[node] + 1
    queue << neighbour
  end
end
puts "levels from A: #{levels.sort.map { |pair| pair.join(':') }.join(' ')}"
puts "strong groups: #{Groups.new(graph).strongly_connected_components.map(&:sort).inspect}"
tree = spanning_tree(edges)
puts "tree: #{tree.join(' ')} weight #{tree.sum { |edge| edge[2..].to_i }}"
clothes = { 'jacket' => %w[tie belt], 'tie' => %w[shirt], 'belt' => %w[trousers shirt], 'shoes' => %w[trousers socks], 'shirt' => [], 'trousers' => [], 'socks' => [] }
puts "dressing: #{TSort.tsort(->(&b) { clothes.keys.sort.each(&b) }, ->(n, &b) { clothes[n].each(&b) }).join(' ')}"
puts Set.new(graph.keys.first(3)).subset?(Set.new(graph.keys)), graph.keys.combination(2).count { |a, b| graph[a][b] && graph[b][a] }
