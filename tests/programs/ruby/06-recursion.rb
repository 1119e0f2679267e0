# Recursion: towers, permutations, subsets, floods, queens, mutual recursion, enumerators.

def hanoi(disks, source = 'A', spare = 'B', target = 'C', &block)
  return if disks.zero?

  hanoi(disks - 1, source, target, spare, &block)
  yield "#{disks}:#{source}>#{target}"
  hanoi(disks - 1, spare, source, target, &block)
end

def permutations(items)
  return [[]] if items.empty?

  items.flat_map { |item| permutations(items - [item]).map { |rest| [item, *rest] } }
end

def subsets(items)
  return [[]] if items.empty?

  head, *tail = items
  rest = subsets(tail)
  rest + rest.map { |subset| [head, *subset] }
end

def queens(size, columns = [])
  return [columns] if columns.size == size

  row = columns.size
  free = (0...size).reject { |column| columns.each_with_index.any? { |c, r| column == c || (column - c).abs == row - r } }
  free.flat_map { |column| queens(size, columns + [column]) }
end

def flood(grid, row, column, mark)
  return 0 unless row.between?(0, grid.size - 1) && column.between?(0, grid[0].size - 1) && grid[row][column] == '.'

  grid[row][column] = mark
  1 + [[0, 1], [1, 0], [0, -1], [-1, 0]].sum { |dr, dc| flood(grid, row + dr, column + dc, mark) }
end

def even_by_steps?(number) = number.zero? || odd_by_steps?(number - 1)

def odd_by_steps?(number) = !number.zero? && even_by_steps?(number - 1)

def ackermann(m, n, known = {})
  known[[m, n]] ||= if m.zero? then n + 1
                    elsif n.zero? then ackermann(m - 1, 1, known)
                    else ackermann(m - 1, ackermann(m, n - 1, known), known)
                    end
end

def leaves(tree, &block)
  return enum_for(:leaves, tree) unless block

  tree.each { |item| item.is_a?(Array) ? leaves(item, &block) : yield(item) }
end

def gray(bits) = bits.zero? ? [''] : gray(bits - 1).map { |code| "0#{code}" } + gray(bits - 1).reverse.map { |code| "1#{code}" }

moves = []
hanoi(6) { |move| moves << move }
puts "#{moves.size} #{moves.join(' ')}"
puts permutations('abcd'.chars).map(&:join).join(' ')
puts subsets([1, 2, 3, 4]).sort_by { |subset| [subset.size, subset] }.inspect
queens(6).each { |board| puts "#{board.inspect} #{board.map { |c| '.' * c + 'Q' + '.' * (5 - c) }.join(' ')}" }
puts "queens #{(1..7).map { |n| queens(n).size }.inspect}"
grid = %w[..#...#. .##.#.#. .#..#... ...##.#. ##....#.].map(&:chars)
mark = 'a'
grid.each_index do |row|
  grid[row].each_index do |column|
    next unless grid[row][column] == '.'

    puts "#{mark} #{flood(grid, row, column, mark)}"
    mark = mark.succ
  end
end
puts grid.map(&:join)
puts even_by_steps?(1000), odd_by_steps?(777), (0..9).map { |n| ackermann(2, n) }.inspect, ackermann(3, 4)
puts leaves([1, [2, [3, [4, [], 5]], 6], [[7]]]).to_a.inspect, leaves([[1, 2], 3]).with_index.map { |x, i| x * i }.sum
puts gray(4).join(' ')
fibonacci = Hash.new { |known, n| known[n] = n < 2 ? n : known[n - 1] + known[n - 2] }
puts fibonacci[90], (1..20).reduce(:*), [3, [4, [5]]].flatten.sum
depth = ->(n) { n.zero? ? 0 : 1 + depth.(n - 1) }
puts depth.(2000)
begin
  endless = ->(n) { endless.(n + 1) + 1 }
  endless.(0)
rescue SystemStackError => e
  puts e.class
end
