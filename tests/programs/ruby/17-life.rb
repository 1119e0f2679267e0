# Grids: Conway's Life, a maze by depth first, its way out, a Mandelbrot set, a knight's tour.
require 'set'

GLIDER = Set[[0, 1], [1, 2], [2, 0], [2, 1], [2, 2]]
ACORN = Set[[0, 1], [1, 3], [2, 0], [2, 1], [2, 4], [2, 5], [2, 6]]
AROUND = [-1, 0, 1].product([-1, 0, 1]) - [[0, 0]]

def step(cells)
  near = cells.flat_map { |r, c| AROUND.map { |dr, dc| [r + dr, c + dc] } }.tally
  near.select { |cell, count| count == 3 || (count == 2 && cells.include?(cell)) }.keys.to_set
end

def picture(cells, height, width)
  (0...height).map { |r| (0...width).map { |c| cells.include?([r, c]) ? '#' : '.' }.join }
end

class Dice
  def initialize(seed) = @state = seed

  def below(limit)
    @state = (@state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
    (@state >> 33) % limit
  end
end

def maze(rows, columns, dice)
  grid = Array.new(2 * rows + 1) { '#' * (2 * columns + 1) }
  stack = [[1, 1]]
  grid[1][1] = ' '
  until stack.empty?
    r, c = stack.last
    ways = [[0, 2], [2, 0], [0, -2], [-2, 0]].select do |dr, dc|
      (r + dr).between?(1, 2 * rows - 1) && (c + dc).between?(1, 2 * columns - 1) && grid[r + dr][c + dc] == '#'
    end
    next stack.pop if ways.empty?

    dr, dc = ways[dice.below(ways.size)]
    grid[r + dr / 2][c + dc / 2] = ' '
    grid[r + dr][c + dc] = ' '
    stack << [r + dr, c + dc]
  end
  grid
end

def solve(grid, start, goal)
  came = { start => nil }
  queue = [start]
  until came.key?(goal)
    r, c = queue.shift
    [[r, c + 1], [r + 1, c], [r, c - 1], [r - 1, c]].each do |place|
      next if grid[place[0]][place[1]] != ' ' || came.key?(place)

      came[place] = [r, c]
      queue << place
    end
  end
  length = 0
  while goal
    grid[goal[0]][goal[1]] = 'o'
    goal = came[goal]
    length += 1
  end
  length
end

def mandelbrot(width, height)
  Array.new(height) do |row|
    Array.new(width) do |column|
      x = -2.2 + 3.0 * column / width
      y = -1.2 + 2.4 * row / (height - 1)
      a = b = 0.0
      n = 0
      while a * a + b * b <= 4 && n < 32
        a, b = a * a - b * b + x, 2 * a * b + y
        n += 1
      end
      ' .:-=+*#%@'[n * 9 / 32]
    end.join
  end
end

# By Warnsdorff's rule.
def knight(size)
  board = Array.new(size) { Array.new(size, 0) }
  jumps = [[1, 2], [2, 1], [2, -1], [1, -2], [-1, -2], [-2, -1], [-2, 1], [-1, 2]]
  onward = lambda do |(r, c)|
    jumps.map { |a, b| [r + a, c + b] }.select { |x, y| x.between?(0, size - 1) && y.between?(0, size - 1) && board[x][y].zero? }
  end
  place = [0, 0]
  (1..size * size).each do |number|
    board[place[0]][place[1]] = number
    place = onward.(place).min_by { |choice| [onward.(choice).size, choice] } or break
  end
  board
end

cells = GLIDER
0.step(12, 4) do |generation|
  puts "-- #{generation}", picture(cells, 7, 12)
  4.times { cells = step(cells) }
end
cells = ACORN
sizes = Array.new(40) { cells.size.tap { cells = step(cells) } }
puts "acorn #{sizes.inspect} #{cells.min.inspect} #{cells.max.inspect}"
grid = maze(6, 14, Dice.new(2024))
length = solve(grid, [1, 1], [11, 27])
puts grid, "way #{length}", mandelbrot(64, 19)
knight(6).each { |line| puts line.map { |n| n.to_s.rjust(2) }.join(' ') }
