# Number theory: sieves, factors, totients, perfect numbers, remainders, continued fractions.

def sieve(limit)
  flags = Array.new(limit + 1, true)
  flags[0] = flags[1] = false
  (2..Integer.sqrt(limit)).each { |p| (p * p).step(limit, p) { |n| flags[n] = false } if flags[p] }
  flags.each_index.select { |n| flags[n] }
end

def factors(n)
  out = Hash.new(0)
  p = 2
  while p * p <= n
    while (n % p).zero?
      out[p] += 1
      n /= p
    end
    p += 1
  end
  out[n] += 1 if n > 1
  out
end

def show(n)
  text = factors(n).map { |p, e| e > 1 ? "#{p}^#{e}" : p.to_s }.join(' * ')
  text.empty? ? '1' : text
end

def totient(n) = factors(n).keys.reduce(n) { |rest, p| rest - rest / p }

def divisors(n)
  small = (1..Integer.sqrt(n)).select { |d| (n % d).zero? }
  (small + small.map { |d| n / d }).uniq.sort
end

def inverse(a, m)
  x, y, r, s = 1, 0, a % m, m
  until s.zero?
    q, rest = r.divmod(s)
    r, s = s, rest
    x, y = y, x - q * y
  end
  x % m
end

# Chinese remainder theorem.
def remainders(pairs)
  modulus = pairs.map(&:last).reduce(:*)
  [pairs.sum { |r, m| r * (modulus / m) * inverse(modulus / m, m) } % modulus, modulus]
end

def root_terms(n)
  Enumerator.new do |out|
    m, d, a0 = 0, 1, Integer.sqrt(n)
    a = a0
    loop do
      out << a
      m = d * a - m
      d = (n - m * m) / d
      a = (a0 + m) / d
    end
  end
end

def convergents(terms)
  a, b, c, d = 1, 0, 0, 1
  terms.lazy.map do |term|
    a, c = a * term + c, a
    b, d = b * term + d, b
    [a, b]
  end
end

def negabinary(n)
  digits = +''
  until n.zero?
    n, r = n.divmod(-2)
    n, r = n + 1, r + 2 if r.negative?
    digits.prepend(r.to_s)
  end
  digits.empty? ? '0' : digits
end

primes = sieve(20_000)
known = primes.to_h { |p| [p, true] }
puts "#{primes.size} #{primes.first(20).inspect} #{primes.last(5).inspect}"
0.step(16_000, 4000) do |start|
  here = primes.select { |p| p.between?(start, start + 3999) }
  puts format('%6d %4d %s twins %d', start, here.size, '|' * (here.size / 20), here.count { |p| known[p + 2] })
end
puts "widest gaps #{primes.each_cons(2).map { |a, b| [b - a, a, b] }.max_by(3) { |gap, a, _| [gap, -a] }.inspect}"
[1, 97, 360, 1001, 65_536, 99_999, 123_456, 1_000_003, 600_851_475_143].each do |n|
  puts format('%13d = %-28s totient %13d divisors %d', n, show(n), totient(n), divisors(n).size)
end
puts "perfect #{(2...9000).select { |n| divisors(n).sum == 2 * n }.inspect}"
puts "amicable #{(200...3000).filter_map { |a| (b = divisors(a).sum - a) > a && divisors(b).sum - b == a && [a, b] }.inspect}"
puts "remainders #{remainders([[2, 3], [3, 5], [2, 7]]).inspect} #{remainders([[1, 4], [4, 9], [6, 25], [0, 11]]).inspect}"
puts "goldbach #{(100...1000).step(150).map { |n| p1 = primes.find { |p| known[n - p] }; [n, p1, n - p1] }.inspect}"
[2, 7, 61].each do |n|
  x, y = convergents(root_terms(n)).find { |a, b| a * a - n * b * b == 1 }
  puts "pell #{n}: #{x}^2 - #{n} * #{y}^2 = 1, terms #{root_terms(n).first(10).inspect}"
end
total = 0
puts "sums #{primes.map { |p| total += p }.take_while { |s| s < 2000 }.each_slice(4).map(&:first).inspect}"
puts "pythagorean #{(2..5).flat_map { |m| (1...m).select { |n| (m - n).odd? && m.gcd(n) == 1 }.map { |n| [m * m - n * n, 2 * m * n, m * m + n * n] } }.inspect}"
puts "base -2: #{(-5..5).map { |n| negabinary(n) }.inspect}"
puts "egyptian #{[3r / 7, 5r / 121].map { |x| parts = []; while x.positive?; parts << (d = (1 / x).ceil); x -= Rational(1, d); end; parts }.inspect}"
endless = Enumerator.produce([2, []]) { |n, seen| [(n + 1..).find { |m| seen.push(n).none? { |q| (m % q).zero? } }, seen | [n]] }
puts endless.lazy.map(&:first).first(25) == primes.first(25)
