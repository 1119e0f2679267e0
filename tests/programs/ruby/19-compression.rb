# Compression: run lengths, Huffman, LZ77, LZW, Burrows-Wheeler with move to front, base64.

TEXT = 'she sells sea shells by the sea shore; the shells she sells are surely seashells. ' * 2

def run_lengths(text) = text.gsub(/(.)\1*/m) { "#{$&.size}#{$1}" }

def huffman(text)
  heap = text.chars.tally.sort.map { |symbol, count| [count, symbol, symbol] }
  until heap.size == 1
    a, b = heap.min(2) { |x, y| x.first(2) <=> y.first(2) }
    heap -= [a, b]
    heap << [a[0] + b[0], [a[1], b[1]].min, [a[2], b[2]]]
  end
  assign(heap[0][2], '', {})
end

def assign(tree, code, codes)
  if tree.is_a?(String)
    codes[tree] = code.empty? ? '0' : code
  else
    tree.each_with_index { |half, bit| assign(half, code + bit.to_s, codes) }
  end
  codes
end

def decode(bits, codes)
  symbols = codes.invert
  code = +''
  bits.each_char.filter_map do |bit|
    code << bit
    symbols[code]&.tap { code = +'' }
  end.join
end

def lz77(text, window = 64)
  at = 0
  out = []
  while at < text.size
    best, offset = 0, 0
    ([0, at - window].max...at).each do |start|
      length = 0
      length += 1 while at + length < text.size - 1 && length < 15 && text[start + length] == text[at + length]
      best, offset = length, at - start if length > best
    end
    out << [offset, best, text[at + best]]
    at += best + 1
  end
  out
end

def unlz77(triples)
  triples.each_with_object(+'') do |(offset, length, char), out|
    length.times { out << out[-offset] }
    out << char
  end
end

def lzw(text)
  table = (0..255).to_h { |n| [n.chr, n] }
  word = ''
  codes = text.each_char.filter_map do |char|
    next (word += char; nil) if table.key?(word + char)

    code = table[word]
    table[word + char] = table.size
    word = char
    code
  end
  codes << table[word]
end

def unlzw(codes)
  table = (0..255).map(&:chr)
  word = table[codes[0]]
  codes.drop(1).reduce(word.dup) do |out, code|
    entry = table[code] || word + word[0]
    table << word + entry[0]
    word = entry
    out + entry
  end
end

def burrows_wheeler(text)
  text += "\0"
  text.size.times.map { |n| text[n..] + text[0...n] }.sort.map { |rotation| rotation[-1] }.join
end

def inverse(last)
  order = (0...last.size).sort_by { |n| [last[n], n] }
  at = order[0]
  Array.new(last.size - 1) { last[at = order[at]] }.join
end

def move_to_front(text)
  symbols = text.chars.uniq.sort
  text.chars.map do |char|
    symbols.index(char).tap { |at| symbols.unshift(symbols.delete_at(at)) }
  end
end

puts run_lengths('aaabbbccccd'), run_lengths('wwwwwwwwwwwwbwwww'), run_lengths('').inspect
codes = huffman(TEXT)
bits = TEXT.each_char.map { |char| codes[char] }.join
codes.sort_by { |_, code| [code.size, code] }.each { |symbol, code| puts format('%p %3d %s', symbol, TEXT.count(symbol), code) }
puts "#{TEXT.size * 8} -> #{bits.size} #{decode(bits, codes) == TEXT} #{bits[0, 160].to_i(2).to_s(16)}"
triples = lz77(TEXT)
puts "#{triples.size} #{triples.first(12).inspect} #{unlz77(triples) == TEXT}"
numbers = lzw(TEXT)
puts "#{numbers.size} #{numbers.last(20).inspect} #{unlzw(numbers) == TEXT}"
last = burrows_wheeler(TEXT[0, 60])
puts last.inspect, move_to_front(last).first(40).inspect, inverse(last) == TEXT[0, 60]
packed = [3_000_000_000, -2, 255, 0.1].pack('L>s>CG')
puts packed.unpack1('H*').scan(/../).join(' '), packed.unpack('L>s>CG').inspect, [1.5].pack('e').unpack1('H*'), [1, 300, 70_000].pack('U*').inspect, [127, 128, 16_384].pack('w*').bytes.inspect
['', 'f', 'fo', 'foo', 'naïve ☃', (0..255).step(17).to_a.pack('C*')].each do |data|
  text = [data].pack('m0')
  puts "#{text} #{data.unpack1('H*')} #{text.unpack1('m0') == data.b} #{[data].pack('M').inspect} #{data.unpack1('B*')[0, 24]} #{data.sum}"
end
delta = [100, 102, 101, 105, 110, 110, 90]
puts [delta[0], *delta.each_cons(2).map { |a, b| b - a }].inspect, delta.slice_when { |a, b| b < a }.to_a.inspect
