# Random numbers of our own, their statistics, formatted floats, rounding, and a regression.

class Xorshift
  def initialize(seed) = @state = seed

  def next
    x = @state
    x ^= x << 13 & 0xFFFFFFFF
    x ^= x >> 17
    x ^= x << 5 & 0xFFFFFFFF
    @state = x
  end

  def uniform = self.next / 2.0**32

  # Box and Muller.
  def normal = Math.sqrt(-2 * Math.log(1 - uniform)) * Math.cos(2 * Math::PI * uniform)

  def shuffle(items)
    (items.size - 1).downto(1) do |at|
      other = self.next % (at + 1)
      items[at], items[other] = items[other], items[at]
    end
    items
  end
end

module Statistics
  refine Array do
    def mean = sum.fdiv(size)

    def median = sort.then { |s| (s[(size - 1) / 2] + s[size / 2]) / 2.0 }

    def variance = mean.then { |m| sum { |x| (x - m)**2 } / (size - 1) }

    def deviation = Math.sqrt(variance)

    def quantile(share)
      at = share * (size + 1) - 1
      low = sort[at.floor]
      low + (sort[at.floor + 1] - low) * (at - at.floor)
    end
  end
end
using Statistics

def histogram(values, low, high, bins)
  values.select { |v| v >= low && v < high }.each_with_object(Array.new(bins, 0)) { |v, counts| counts[((v - low) / (high - low) * bins).to_i] += 1 }
end

def regression(xs, ys)
  mx, my = xs.mean, ys.mean
  slope = xs.zip(ys).sum { |x, y| (x - mx) * (y - my) } / xs.sum { |x| (x - mx)**2 }
  [slope, my - slope * mx]
end

def simpson(low, high, steps = 200)
  width = (high - low).fdiv(steps)
  inner = (1...steps).sum { |n| (n.odd? ? 4 : 2) * yield(low + n * width) }
  (yield(low) + inner + yield(high)) * width / 3
end

def root(low, high)
  80.times do
    middle = (low + high) / 2.0
    yield(low) * yield(middle) <= 0 ? high = middle : low = middle
  end
  (low + high) / 2.0
end

dice = Xorshift.new(2_463_534_242)
puts Array.new(6) { dice.next }.inspect, dice.shuffle((0...12).to_a).inspect
values = Array.new(1500) { dice.uniform * 100 }
puts format('mean %.6f median %.6f deviation %.6f', values.mean, values.median, values.deviation)
puts "quartiles #{[0.25, 0.5, 0.75].map { |share| format('%.3f', values.quantile(share)) }.join(' ')} #{values.minmax.map { |v| v.round(5) }.inspect}"
histogram(values, 0, 100, 10).each_with_index { |count, at| puts format('%3d %s %d', at * 10, '#' * (count / 6), count) }
normals = Array.new(2000) { dice.normal }
histogram(normals, -3.0, 3.0, 12).each_with_index { |count, at| puts format('%5.1f %s', at / 2.0 - 3, '*' * (count / 10)) }
xs = (0...40).map { |n| n / 2.0 }
ys = xs.map { |x| 3 * x - 7 + dice.normal }
puts format('y = %.4f x + %.4f', *regression(xs, ys))
inside = 10_000.times.count { Math.hypot(dice.uniform, dice.uniform) < 1 }
puts "pi by darts #{4.0 * inside / 10_000} by Simpson #{format('%.10f', simpson(0.0, 1.0) { |x| 4 / (1 + x * x) })}"
puts format('root %.12f %.12f', root(1, 2) { |x| x**3 - x - 2 }, root(1, 2) { |x| Math.cos(x) })
puts [0.1 + 0.2, 1e16, 1e15, 1e-4, 1e-5, 123_456_789.123456789, 1 / 3.0, 5e-324, Float::MAX, Float::INFINITY, -0.0, 100.0, 2.5e-7].inspect
puts [0.25, 0.35, 2.675, -1.45].map { |x| x.round(1) }.inspect, [2.5.round, 3.5.round, -2.5.round, 1234.round(-2), -2.5.floor, -2.5.truncate, -2.5.to_i, 2.4.ceil, 7.fdiv(2), -7 / 2, 7.divmod(-2), 2**10, 2**-1, 10.0 % 3].inspect
[3.14159265, 0.000012345, 123_456_789.0].each { |x| puts format('%.2f|%8.3e|%g|%a', x, x, x, x) }
puts [84.gcd(36), 4.lcm(6), 1024.bit_length, Math.log2(1024), Math.cbrt(27), Math.erf(0.5), Math.gamma(5), Math.atan2(1, -1), 10.digits, 0.1.next_float, Float::EPSILON, (0.1 + 0.2 - 0.3).abs < Float::EPSILON].inspect
puts [3, 1, 2].minmax.inspect, [1, 2, 3, 4].sum / 4.0, %w[a b a c b a].tally.max_by(&:last).inspect, [0.1] * 3 == [0.1, 0.1, 0.1], [0.1, 0.2, 0.3].sum, [0.1, 0.2, 0.3].inject(:+), 1e2.to_i, '12.5kg'.to_f, 'abc'.to_i, Integer('0x1f', 16), Float('1e-3'), 1_000.to_s.rjust(8, '0')
