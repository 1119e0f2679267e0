# Hashes written out: FNV, djb2, Adler, CRC, MD5, SHA-256; a hash table with chains.

TEXTS = ['', 'a', 'abc', 'message digest', 'The quick brown fox jumps over the lazy dog', 'ünïcödé'].freeze
MASK = 0xFFFFFFFF

def fnv1a(text) = text.each_byte.reduce(0xCBF29CE484222325) { |value, byte| (value ^ byte) * 0x100000001B3 & (2**64 - 1) }

def djb2(text) = text.each_byte.reduce(5381) { |value, byte| (value * 33 + byte) & MASK }

def adler32(text)
  a, b = text.each_byte.reduce([1, 0]) { |(x, y), byte| [(x + byte) % 65_521, (y + x + byte) % 65_521] }
  b << 16 | a
end

def crc32(text)
  text.each_byte.reduce(MASK) do |value, byte|
    8.times.reduce(value ^ byte) { |v, _| v.odd? ? v >> 1 ^ 0xEDB88320 : v >> 1 }
  end ^ MASK
end

def padded(text, directive)
  bytes = text.b + "\x80".b
  bytes << "\0" until bytes.bytesize % 64 == 56
  bytes + [text.bytesize * 8].pack(directive)
end

def rotate_left(x, n) = ((x << n) | (x >> (32 - n))) & MASK

def rotate_right(x, n) = ((x >> n) | (x << (32 - n))) & MASK

def md5(text)
  shifts = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]
  table = (1..64).map { |n| (Math.sin(n).abs * 2**32).floor }
  state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
  padded(text, 'Q<').unpack('L<*').each_slice(16) do |words|
    a, b, c, d = state
    64.times do |n|
      f, g = case n / 16
             when 0 then [b & c | ~b & d, n]
             when 1 then [d & b | ~d & c, (5 * n + 1) % 16]
             when 2 then [b ^ c ^ d, (3 * n + 5) % 16]
             else [c ^ (b | ~d & MASK), 7 * n % 16]
             end
      f = (f + a + table[n] + words[g]) & MASK
      a, d, c = d, c, b
      b = (b + rotate_left(f, shifts[n / 16][n % 4])) & MASK
    end
    state = state.zip([a, b, c, d]).map { |x, y| (x + y) & MASK }
  end
  state.pack('L<*').unpack1('H*')
end

def primes(count) = (2..).lazy.select { |n| (2..Integer.sqrt(n)).none? { |d| (n % d).zero? } }.first(count)

def root_bits(prime, root)
  scaled = prime * 2**(32 * root)
  low, high = 0, 2**40
  while low < high
    middle = (low + high + 1) / 2
    middle**root <= scaled ? low = middle : high = middle - 1
  end
  low & MASK
end

def sha256(text)
  k = primes(64).map { |prime| root_bits(prime, 3) }
  state = primes(8).map { |prime| root_bits(prime, 2) }
  padded(text, 'Q>').unpack('L>*').each_slice(16) do |words|
    w = words.dup
    (16..63).each do |n|
      s0 = rotate_right(w[n - 15], 7) ^ rotate_right(w[n - 15], 18) ^ w[n - 15] >> 3
      s1 = rotate_right(w[n - 2], 17) ^ rotate_right(w[n - 2], 19) ^ w[n - 2] >> 10
      w << ((w[n - 16] + s0 + w[n - 7] + s1) & MASK)
    end
    a, b, c, d, e, f, g, h = state
    64.times do |n|
      t1 = h + (rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25)) + (e & f ^ ~e & g) + k[n] + w[n]
      t2 = (rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22)) + (a & b ^ a & c ^ b & c)
      h, g, f, e, d, c, b, a = g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK
    end
    state = state.zip([a, b, c, d, e, f, g, h]).map { |x, y| (x + y) & MASK }
  end
  state.map { |word| format('%08x', word) }.join
end

class Chains
  attr_reader :size

  def initialize
    @buckets = Array.new(4) { [] }
    @size = 0
  end

  def []=(key, value)
    pair = bucket(key).assoc(key)
    return pair[1] = value if pair

    grow if @size > @buckets.size * 2
    bucket(key) << [key, value]
    @size += 1
  end

  def [](key) = bucket(key).assoc(key)&.last

  def delete(key)
    return unless bucket(key).reject! { |k, _| k == key }

    @size -= 1
  end

  def longest = @buckets.map(&:size).max

  private

  def bucket(key) = @buckets[fnv1a(key) % @buckets.size]

  def grow
    pairs = @buckets.flatten(1)
    @buckets = Array.new(@buckets.size * 2) { [] }
    pairs.each { |pair| bucket(pair[0]) << pair }
  end
end

TEXTS.each do |text|
  puts format('%-24p fnv %016x djb %08x adler %08x crc %08x', text[0, 20], fnv1a(text), djb2(text), adler32(text), crc32(text))
  puts "  md5 #{md5(text)}", "  sha256 #{sha256(text)}"
end
table = Chains.new
200.times { |n| table["key-#{n}"] = n * n }
(0...200).step(3) { |n| table.delete("key-#{n}") }
puts "#{table.size} left, longest chain #{table.longest}, #{table['key-33'].inspect}, #{table['key-34']}"
puts [1, :a, 'b', 2.5, nil, [1]].to_h { |x| [x, x.inspect] }.values.join(' '), 1.eql?(1.0), 1 == 1.0, 'a'.hash == 'a'.dup.hash
