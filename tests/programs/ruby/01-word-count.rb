# Word statistics of a text on standard input.

WORD = /[a-z]+(?:['-][a-z]+)*/

def bars(counts, width = 40)
  top = counts.values.max
  counts.sort.each do |key, count|
    puts format("%3s | %-#{width}s | %d", key, '#' * (count * width / top), count)
  end
end

lines = $stdin.readlines(chomp: true)
counts = Hash.new(0)
places = Hash.new { |hash, key| hash[key] = [] }
lines.each.with_index(1) do |line, number|
  line.downcase.scan(WORD) do |word|
    counts[word] += 1
    places[word] |= [number]
  end
end

total = counts.values.sum
puts "#{lines.size} lines, #{total} words, #{counts.size} distinct"
puts '-- most common'
counts.sort_by { |word, count| [-count, word] }.first(15).each do |word, count|
  puts format('%-12s%4d%8.2f%%  lines %s', word, count, 100.0 * count / total, places[word].join(' '))
end

puts '-- words by length'
bars(counts.keys.group_by(&:size).transform_values(&:size))

puts '-- first letters'
counts.keys.sort.chunk_while { |a, b| a[0] == b[0] }.each do |group|
  puts "#{group[0][0]}: #{group.first(6).join(', ')}#{' ...' if group.size > 6}"
end

puts '-- neighbours in the alphabet that share their ending'
counts.keys.sort.each_cons(2) do |one, other|
  next unless one.size > 3 && one[-2..] == other[-2..]
  puts "#{one} / #{other}"
end

puts '-- longest lines'
lines.each_with_index.max_by(3) { |line, at| [line.size, -at] }.each do |line, at|
  puts format('%02d (%d): %p', at + 1, line.size, line[0, 40])
end

palindromes = counts.keys.select { |word| word.size > 1 && word == word.reverse }
puts "palindromes: #{palindromes.empty? ? 'none' : palindromes.join(' ')}"
puts "title: #{lines.first.downcase.scan(WORD).map(&:capitalize).join(' ')}"
puts "vowels: #{lines.join.count('aeiouAEIOU')}, upper: #{lines.join.count('A-Z')}, letters but x: #{lines.join.count('a-z^x')}"
puts lines.join(' ').squeeze.tr('a-y', 'b-z')[0, 100]
puts lines.flat_map(&:split).each_cons(2).tally.select { |_, n| n > 1 }.sort_by { |pair, n| [-n, pair] }.map { |pair, n| "#{pair.join(' ')} x#{n}" }.join('; ')
