def arithmetic(n)
  a, b, s, i = 1, 2, 0, 0
  while i < n
    a = (a * 31 + b) & 0xFFFF
    b = (b ^ a) + i
    s += a if b & 1 == 1
    b &= 0xFFFFF
    i += 1
  end
  s
end

def fib(n)
  n < 2 ? n : fib(n - 1) + fib(n - 2)
end

def calls(n)
  fib(n)
end

def large(n)
  x = 7
  n.times { x = (x * 1103515245 + 12345) & 0x7FFFFFFF }
  x
end

def words(n)
  count = Hash.new(0)
  x = 7
  n.times do
    x = (x * 75 + 74) % 65537
    count["user-#{x % 5000}"] += 1
  end
  count.size + count.values.max
end

def sorting(n)
  x = 7
  rows = Array.new(n) do |i|
    x = (x * 75 + 74) % 65537
    [x % 1000, i]
  end
  rows = rows.sort_by { |value, i| [-value, i] }
  rows.each_with_index.sum { |row, place| place * row[0] } % 1000007
end

name, n = $stdin.read.split
puts "#{name} #{send(name, n.to_i)}"
