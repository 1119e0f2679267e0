# Matrices: products, powers, determinants, inverses over rationals, LU over floats, spirals.

class Grid
  attr_reader :rows

  def self.identity(size) = new(Array.new(size) { |r| Array.new(size) { |c| r == c ? 1 : 0 } })

  def initialize(rows) = @rows = rows

  def *(other)
    columns = other.rows.transpose
    Grid.new(rows.map { |row| columns.map { |column| row.zip(column).sum { |a, b| a * b } } })
  end

  def **(power)
    result = Grid.identity(rows.size)
    base = self
    while power.positive?
      result *= base if power.odd?
      base *= base
      power >>= 1
    end
    result
  end

  def ==(other) = rows == other.rows

  def transpose = Grid.new(rows.transpose)

  # Row echelon form over rationals, and the determinant of a square one.
  def reduced
    all = rows.map { |row| row.map(&:to_r) }
    determinant = 1r
    rank = 0
    all[0].size.times do |column|
      break if rank == all.size

      pivot = (rank...all.size).find { |r| !all[r][column].zero? }
      unless pivot
        determinant = 0r if column < all.size
        next
      end
      if pivot != rank
        all[rank], all[pivot] = all[pivot], all[rank]
        determinant = -determinant
      end
      lead = all[rank][column]
      determinant *= lead
      all[rank] = all[rank].map { |x| x / lead }
      all.each_index do |other|
        next if other == rank || all[other][column].zero?

        factor = all[other][column]
        all[other] = all[other].zip(all[rank]).map { |x, y| x - factor * y }
      end
      rank += 1
    end
    [all, determinant]
  end

  def inverse
    size = rows.size
    Grid.new(Grid.new(rows.zip(Grid.identity(size).rows).map { |row, unit| row + unit }).reduced[0].map { |row| row[size..] })
  end

  def to_s
    texts = rows.map { |row| row.map { |x| x.is_a?(Rational) && x.denominator == 1 ? x.to_i.to_s : x.to_s } }
    width = texts.flatten.map(&:size).max
    texts.map { |row| "[ #{row.map { |text| text.rjust(width) }.join(' ')} ]" }.join("\n")
  end
end

def spiral(size)
  grid = Array.new(size) { Array.new(size) }
  r = c = dr = 0
  dc = 1
  (1..size * size).each do |number|
    grid[r][c] = number
    dr, dc = dc, -dr if grid[(r + dr) % size][(c + dc) % size]
    r += dr
    c += dc
  end
  Grid.new(grid)
end

def lu(rows)
  upper = rows.map { |row| row.map(&:to_f) }
  lower = Array.new(rows.size) { Array.new(rows.size, 0.0) }
  rows.size.times do |k|
    lower[k][k] = 1.0
    (k + 1...rows.size).each do |r|
      lower[r][k] = upper[r][k] / upper[k][k]
      upper[r] = upper[r].zip(upper[k]).map { |x, y| x - lower[r][k] * y }
    end
  end
  [lower, upper]
end

a = Grid.new([[2, -1, 0], [-1, 2, -1], [0, -1, 2]])
b = Grid.new([[1, 2, 3], [4, 5, 6]])
puts a, '', b * a, '', b.transpose, '', a**10
puts "determinant #{a.reduced[1]}", a.inverse, a * a.inverse == Grid.identity(3)
hilbert = Grid.new(Array.new(4) { |r| Array.new(4) { |c| Rational(1, r + c + 1) } })
puts hilbert, hilbert.inverse, "det #{hilbert.reduced[1]}"
puts Grid.new(Grid.new([[1, 2, 3], [2, 4, 6], [1, 0, 1]]).reduced[0])
puts spiral(9)
puts "fibonacci: #{(Grid.new([[1, 1], [1, 0]])**90).rows[0][1]}"
lower, upper = lu([[4, 3, 2, 1], [3, 5, 1, 2], [2, 1, 6, 3], [1, 2, 3, 7]])
(lower + upper).each { |row| puts row.map { |x| format('%9.5f', x) }.join(' ') }
puts format('product of the diagonal: %.6f', (0..3).map { |k| upper[k][k] }.reduce(:*))
magic = [[8, 1, 6], [3, 5, 7], [4, 9, 2]]
puts "magic: #{(magic + magic.transpose).map(&:sum).uniq.inspect} #{magic.reverse.transpose.inspect}"
puts (1..5).map { |n| (0..n).reduce([1]) { |row, _| [1, *row.each_cons(2).map(&:sum), 1] }.join(' ').center(40).rstrip }
