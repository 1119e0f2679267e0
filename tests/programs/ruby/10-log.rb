# Regular expressions on a web server's log: names, substitution, lookaround, scanning.

LINE = %r{
  \A(?<host>\d{1,3}(?:\.\d{1,3}){3})\s-\s(?<user>\S+)\s
  \[(?<day>\d\d)/(?<month>[A-Z][a-z]{2})/(?<year>\d{4}):(?<hour>\d\d):(?<minute>\d\d):\d\d\s\+0000\]\s
  "(?<method>[A-Z]+)\s(?<path>[^\s?"]*)(?:\?(?<query>[^\s"]*))?\sHTTP/1\.[01]"\s
  (?<status>[1-5]\d\d)\s(?<size>\d+|-)\z
}x

Hit = Struct.new(:method, :path)
hits = Hash.new(0)
statuses = Hash.new(0)
bytes = Hash.new(0)
hours = Array.new(4, 0)
users = Hash.new { |hash, key| hash[key] = [] }
bad = []

$stdin.each_line(chomp: true).with_index(1) do |line, number|
  match = LINE.match(line)
  next bad << [number, line] unless match

  hits[[match[:method], match[:path].gsub(%r{/\d+(?=/|\z)}, '/:id')]] += 1
  statuses["#{match[:status][0]}xx"] += 1
  bytes[match[:host]] += match[:size].to_i
  hours[match[:hour].to_i / 6] += 1
  users[match[:user]] |= [match[:host]] unless match[:user] == '-'
end

puts '== hits'
hits.sort_by { |key, count| [-count, key] }.each { |(method, path), count| puts format('%4d %-6s %s', count, method, path) }
puts "== statuses #{statuses.sort.map { |pair| pair.join('=') }.join(' ')}"
puts '== bytes'
bytes.sort_by { |host, _| host.split('.').map(&:to_i) }.each do |host, total|
  puts format('%-12s %8d %s', host, total, '=' * (total / 1500))
end
puts "== quarters #{hours.inspect}", "== users #{users.sort.map { |user, hosts| "#{user}:#{hosts.size}" }.join(' ')}"
bad.each { |number, line| puts "bad #{number} #{line.inspect}" }

text = 'On 2024-02-30 and 2023-12-25, call +1 (555) 010-9999 or mail ada@example.org, bo.b@mail.example.co'
puts text.scan(/\b(\d{4})-(\d\d)-(\d\d)\b/).inspect, text.scan(/[\w.]+@[\w.]+\w/).inspect, text.split(/[,\s]+/).first(6).inspect
puts text.gsub(/(\d{4})-(\d\d)-(\d\d)/, '\3.\2.\1')[0, 40], text.gsub(/\b[a-z]/, &:upcase)[0, 60]
puts '1234567 89 1000'.gsub(/(?<=\d)(?=(\d{3})+\b)/, ','), 'bookkeeper'[/(.)\1/], 'bookkeeper'.index(/(.)\1/), 'foobar' =~ /o+/, $~.pre_match, $~.post_match
puts 'key=value; other = thing'.scan(/(\w+)\s*=\s*(\w+)/).to_h.map { |k, v| "#{k}->#{v}" }.join(' '), 'John Smith'.sub(/(?<first>\w+) (?<last>\w+)/, '\k<last>, \k<first>')
if (match = /(?<year>\d+)-(?<mon>\d+)/.match('in 2024-05'))
  puts match.names.inspect, match.named_captures.to_a.inspect, match.begin(:mon), match.values_at(1, 2).inspect
end
puts 'aAbB'.swapcase.scan(/[[:upper:]]/).join, 'tel: 555'.match?(/\d{3}$/), "multi\nline".scan(/^\w+$/).inspect, 'x1y22'.gsub(/\d+/) { |d| (d.to_i * 2).to_s }, 'ab12'.tr('a-z', '*'), 'naïve café'.scan(/\p{L}+/).inspect
puts 'a,b;c d'.split(/([,;])/).inspect, 'The Cat'.gsub(/[aeiou]/i, 'a' => '4', 'e' => '3'), Regexp.escape('a.b*c'), Regexp.union('x', /y+/).source, 'aaa'.gsub(/a{2}/, 'b'), '((a)(b))'.gsub(/\((?<in>[^()]*)\)/, '[\k<in>]')
['(', '[z-a]', '(?<x'].each do |source|
  Regexp.new(source)
rescue RegexpError => e
  puts "#{source}: #{e.class}"
end
