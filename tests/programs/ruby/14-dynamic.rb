# Dynamic programming: subsequences, distances, knapsacks, coins, partitions, chains.

def lcs(a, b)
  table = Array.new(a.size + 1) { Array.new(b.size + 1, '') }
  a.each_char.with_index do |x, i|
    b.each_char.with_index do |y, j|
      table[i + 1][j + 1] = x == y ? table[i][j] + x : [table[i][j + 1], table[i + 1][j]].max_by(&:size)
    end
  end
  table[-1][-1]
end

def edits(a, b)
  rows = [(0..b.size).to_a]
  a.each_char.with_index(1) do |x, i|
    rows << b.each_char.with_index(1).reduce([i]) do |row, (y, j)|
      row << [rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x == y ? 0 : 1)].min
    end
  end
  i, j, script = a.size, b.size, []
  while i.positive? || j.positive?
    if i.positive? && j.positive? && rows[i][j] == rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      i -= 1
      j -= 1
      script.unshift(a[i] == b[j] ? a[i] : "[#{a[i]}>#{b[j]}]")
    elsif i.positive? && rows[i][j] == rows[i - 1][j] + 1
      script.unshift("[-#{a[i -= 1]}]")
    else
      script.unshift("[+#{b[j -= 1]}]")
    end
  end
  [rows[-1][-1], script.join]
end

def knapsack(items, room)
  best = Array.new(room + 1) { [0, []] }
  items.each do |name, weight, value|
    room.downto(weight) do |space|
      worth, names = best[space - weight]
      best[space] = [worth + value, names + [name]] if worth + value > best[space][0]
    end
  end
  best[room]
end

def coins(total, kinds)
  ways = [1] + [0] * total
  fewest = [0] + [nil] * total
  kinds.each do |kind|
    (kind..total).each do |amount|
      ways[amount] += ways[amount - kind]
      before = fewest[amount - kind]
      fewest[amount] = [fewest[amount], before + 1].compact.min if before
    end
  end
  [ways[total], fewest[total]]
end

def increasing(numbers)
  best = []
  numbers.each_with_index do |number, at|
    before = (0...at).select { |k| numbers[k] < number }.max_by { |k| [best[k].size, -k] }
    best << ((before ? best[before] : []) + [number])
  end
  best.max_by(&:size)
end

def chain(sizes, i = 0, j = sizes.size - 2, known = {})
  known[[i, j]] ||= if i == j
                      [0, 'ABCDEFGH'[i]]
                    else
                      (i...j).map do |k|
                        left, right = chain(sizes, i, k, known), chain(sizes, k + 1, j, known)
                        [left[0] + right[0] + sizes[i] * sizes[k + 1] * sizes[j + 1], "(#{left[1]}#{right[1]})"]
                      end.min
                    end
end

PARTITIONS = Hash.new do |known, (n, most)|
  known[[n, most]] = n.zero? ? 1 : (1..[n, most].min).sum { |k| known[[n - k, k]] }
end

def segments(text, words)
  return [[]] if text.empty?

  (1..text.size).select { |size| words.include?(text[0, size]) }.flat_map do |size|
    segments(text[size..], words).map { |rest| [text[0, size], *rest] }
  end
end

[%w[AGGTAB GXTXAYB], %w[programming gaming], %w[dynamic mandarin], %w[abc xyz]].each { |a, b| puts "lcs #{a} #{b}: #{lcs(a, b).inspect}" }
[%w[kitten sitting], %w[intention execution], %w[flaw lawn], ['', 'abc'], %w[same same], %w[sunday saturday]].each do |a, b|
  puts "edits #{a.empty? ? '-' : a} #{b} #{edits(a, b).join(' ')}"
end
items = [['map', 9, 150], ['compass', 13, 35], ['water', 53, 200], ['sandwich', 50, 160], ['glucose', 15, 60], ['tin', 68, 45], ['banana', 27, 60], ['apple', 39, 40], ['cheese', 23, 30], ['beer', 52, 10], ['camera', 32, 30]]
[50, 100, 150, 200].each { |room| puts "knapsack #{room} #{knapsack(items, room).join(' ')}" }
[[100, [1, 5, 10, 25, 50]], [63, [1, 7, 21]], [7, [2, 4]], [200, [1, 2, 5, 10, 20, 50, 100, 200]]].each do |total, kinds|
  puts "coins #{total} #{kinds.inspect} #{coins(total, kinds).inspect}"
end
numbers = (1...40).map { |x| x * 37 % 101 }
puts "increasing #{increasing(numbers).inspect}"
puts "chain #{chain([30, 35, 15, 5, 10, 20, 25]).inspect} #{chain([10, 20, 30, 40, 30]).inspect}"
puts "partitions #{(0...50).step(7).map { |n| PARTITIONS[[n, n]] }.inspect}"
puts "segments #{segments('catsanddogsand', %w[cat cats and sand dog dogs s]).map { |words| words.join(' ') }.inspect}"
puts "best run #{numbers.map { |n| n - 50 }.inject([-999, 0]) { |(best, here), n| [[best, here + n].max, [here + n, 0].max] }[0]}"
grid = Array.new(6) { |r| Array.new(8) { |c| (r * 7 + c * 3) % 10 } }
grid.each_index do |r|
  grid[r].each_index { |c| grid[r][c] += [(grid[r - 1][c] if r.positive?), (grid[r][c - 1] if c.positive?)].compact.min || 0 }
end
puts grid.map { |row| row.map { |x| x.to_s.rjust(3) }.join }
palindrome = ->(text) { (0...text.size).flat_map { |i| (i...text.size).map { |j| text[i..j] } }.select { |t| t == t.reverse }.max_by(&:size) }
puts %w[forgeeksskeegfor abacdfgdcaba banana xyz].map(&palindrome).inspect
