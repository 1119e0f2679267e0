# Integers beyond 64 bits: factorials, Fibonacci, modular powers, toy RSA, roots, rationals.

def fibonacci(n)
  return [0, 1] if n.zero?

  a, b = fibonacci(n / 2)
  c = a * (2 * b - a)
  d = a * a + b * b
  n.odd? ? [d, c + d] : [c, d]
end

def egcd(a, b)
  return [a, 1, 0] if b.zero?

  g, x, y = egcd(b, a % b)
  [g, y, x - a / b * y]
end

def prime?(n)
  return n == 2 if n < 2 || n.even?

  d = n - 1
  r = 0
  d, r = d / 2, r + 1 while d.even?
  [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37].reject { |base| (base % n).zero? }.all? do |base|
    x = base.pow(d, n)
    x == 1 || r.times.any? { (x == n - 1).tap { x = x * x % n } }
  end
end

def next_prime(n) = (n + 1..).find { |candidate| prime?(candidate) }

def collatz(n)
  steps = 0
  until n == 1
    n = n.odd? ? n * 3 + 1 : n / 2
    steps += 1
  end
  steps
end

puts "50! = #{(1..50).inject(:*)}"
puts 'fib(1000):', fibonacci(1000)[0].to_s.scan(/.{1,60}/).map { |line| "  #{line}" }
puts "2^521-1 prime: #{prime?(2**521 - 1)}, 2^523-1: #{prime?(2**523 - 1)}"
p1 = next_prime(10**20)
q1 = next_prime(3 * 10**20)
n, phi, e = p1 * q1, (p1 - 1) * (q1 - 1), 65_537
d = egcd(e, phi)[1] % phi
message = 'meet at noon'.unpack1('H*').hex
cipher = message.pow(e, n)
puts "p #{p1}", "q #{q1}", "cipher #{cipher}", "plain #{[cipher.pow(d, n).to_s(16)].pack('H*')}"
puts "isqrt(2 * 10^80): #{Integer.sqrt(2 * 10**80)}"
harmonic = (1..40).sum { |k| Rational(1, k) }
puts "H(40) = #{harmonic} ~ #{harmonic.to_f}"
puts "catalan: #{(0..36).step(4).map { |k| (k + 1..2 * k).inject(1, :*) / (1..k + 1).inject(:*) }.inspect}"
puts "digits of 3^500: #{(3**500).digits.sum} #{(3**500).bit_length}"
puts [-7 / 2, -7 % 2, -7.remainder(2), (-(10**30)).divmod(7**20), -(2**70) >> 3].inspect
puts [(2**100 + 255).to_s(16), (8**20).to_s(8), (2**40 + 5).to_s(2), 'zz'.to_i(36)**12].inspect
puts "gcd: #{(1..30).inject(:*).gcd(2**50)} lcm: #{(1..40).inject(:lcm)} xor: #{(2**90 - 1) ^ (2**45)} not: #{~(2**66)}"
longest = (1...300).max_by { |start| [collatz(start), -start] }
puts "collatz: #{longest} #{collatz(longest)}"
puts [10**25 / 3.0, (10**25).fdiv(3), 2**0.5, 2**-2, 10.pow(-2), 7.0.to_r, 0.1.rationalize(Rational(1, 100)), 3.7 % 1, -3.7.truncate, 3.7.round, 2.5.round, 2.5.round(half: :even), 1234.567.round(-2), 1234.567.floor(1)].inspect
puts [Complex(3, 4).abs, Complex(1, 2) * Complex(0, 1), Rational('2/6'), 1.5.to_r + 1/3r, 12_345_678.digits.each_slice(3).map(&:join).join(',').reverse].inspect
