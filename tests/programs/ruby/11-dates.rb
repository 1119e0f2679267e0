# Dates: calendars, Easter, weekdays, intervals, ISO weeks, parsing, time zones by offset.
require 'date'
require 'time'

def month(year, number)
  first = Date.new(year, number, 1)
  days = [nil] * ((first.wday + 6) % 7) + (1..Date.new(year, number, -1).day).to_a
  title = first.strftime('%B %Y').center(20).rstrip
  [title, 'Mo Tu We Th Fr Sa Su', *days.each_slice(7).map { |week| week.map { |day| day.to_s.rjust(2) }.join(' ') }]
end

# Gregorian, by Meeus, Jones and Butcher.
def easter(year)
  a = year % 19
  b, c = year.divmod(100)
  d, e = b.divmod(4)
  g = (8 * b + 13) / 25
  h = (19 * a + b - d - g + 15) % 30
  i, k = c.divmod(4)
  l = (32 + 2 * e + 2 * i - h - k) % 7
  m = (a + 11 * h + 22 * l) / 451
  month, day = (h + l - 7 * m + 114).divmod(31)
  Date.new(year, month, day + 1)
end

def age(born, today)
  today.year - born.year - (([today.month, today.day] <=> [born.month, born.day]).negative? ? 1 : 0)
end

def humane(seconds)
  parts = { week: 604_800, day: 86_400, hour: 3600, minute: 60, second: 1 }.filter_map do |name, size|
    count, seconds = seconds.divmod(size)
    "#{count} #{name}#{'s' if count > 1}" if count.positive?
  end
  parts.empty? ? 'no time' : parts.join(', ')
end

puts month(2024, 2), month(2023, 10)
(2020..2030).step(2) do |year|
  sunday = easter(year)
  puts "#{year}: #{(sunday - 2).strftime('%d %b')} #{sunday.strftime('%d %b')} #{(sunday + 39).strftime('%a %-d %B')}, leap #{Date.leap?(year)}"
end
puts "Friday 13th: #{(2023..2026).to_a.product((1..12).to_a).map { |y, m| Date.new(y, m, 13) }.select(&:friday?).join(' ')}"
today = Date.new(2024, 3, 1)
[Date.new(2000, 2, 29), Date.new(1999, 3, 1), Date.new(1999, 3, 2), Date.new(2024, 2, 28)].each do |born|
  puts "#{born} #{age(born, today)} #{(today - born).to_i} #{born.strftime('%A %j %U')}"
end
holidays = %w[2024-12-25 2024-12-26 2025-01-01].map { |text| Date.parse(text) }
working = (Date.new(2024, 12, 16)..Date.new(2025, 1, 10)).reject { |day| day.saturday? || day.sunday? || holidays.include?(day) }
puts "working days: #{working.size}, last #{working.last}"
%w[2021-01-03 2020-12-31 2016-02-29 2019-12-30].each do |text|
  day = Date.iso8601(text)
  puts "#{text} week #{day.cwyear} #{day.cweek} #{day.cwday} #{day.yday} #{day.jd}"
end
moment = Time.utc(2024, 3, 10, 23, 30)
%w[-08:00 +00:00 +05:30 +09:00].each do |offset|
  local = moment.getlocal(offset)
  puts "#{local.iso8601} #{local.strftime('%Y/%m/%d %I:%M %p %z')} #{local.to_i}"
end
[0, 59, 3600, 90_061, 694_861, 10**8].each { |seconds| puts format('%10d %s', seconds, humane(seconds)) }
[['12/25/99', '%m/%d/%y'], ['5 Jan 2001 7:08PM', '%d %b %Y %I:%M%p'], ['2024-366', '%Y-%j'], ['2023-02-29', '%Y-%m-%d'], ['noon', '%H']].each do |text, pattern|
  puts DateTime.strptime(text, pattern).iso8601
rescue Date::Error => e
  puts "#{text}: #{e.class} #{e.message}"
end
ends = (0..5).map { |n| Date.new(2024, 1, 31) >> n }
puts "month ends: #{ends.join(' ')}", "quarters: #{ends.map { |day| (day.month + 2) / 3 }.inspect}"
puts Time.at(20_000 * 86_400).utc, Time.parse('2020-02-29T12:00:00Z') + 86_400 * 366, Time.gm(2000, 1, 1).monday?, Date.valid_date?(2023, 2, 29), Date.new(2024, 5, 17).upto(Date.new(2024, 5, 20)).map(&:mday).inspect
puts (Date.new(2001, 2, 3)...Date.new(2001, 3, 1)).step(7).map(&:to_s).inspect, Date.new(2024, 1, 1).next_year.prev_day, (Date.new(2024, 3, 31) << 1), Time.utc(2024, 12, 31, 23, 59, 59).strftime('%s %e %-m %y %H%M%S %L %^a')
