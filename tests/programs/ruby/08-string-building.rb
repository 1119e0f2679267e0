# Building text: justified columns, tables, banners, Roman numerals, ciphers, encodings.

PROSE = 'A careful clerk copies each line twice, once for the ledger and once for the drawer, so that ' \
        'fire may take one and water the other, yet never both. The clerk\'s apprentice, who is young, ' \
        'copies each line once and sleeps well.'

def justify(text, width)
  lines = text.split.each_with_object([[]]) do |word, all|
    all << [] if all[-1].sum(&:size) + all[-1].size + word.size > width
    all[-1] << word
  end
  lines[0..-2].map do |words|
    next words[0] if words.size == 1

    spaces = width - words.sum(&:size)
    each, rest = spaces.divmod(words.size - 1)
    words.each_with_index.map { |word, at| at == words.size - 1 ? word : word + ' ' * (each + (at < rest ? 1 : 0)) }.join
  end + [lines[-1].join(' ')]
end

ROMAN = { 1000 => 'M', 900 => 'CM', 500 => 'D', 400 => 'CD', 100 => 'C', 90 => 'XC', 50 => 'L', 40 => 'XL', 10 => 'X', 9 => 'IX', 5 => 'V', 4 => 'IV', 1 => 'I' }.freeze

def roman(number)
  ROMAN.reduce(+'') do |text, (value, sign)|
    count, number = number.divmod(value)
    text << sign * count
  end
end

ONES = %w[zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen].freeze
TENS = %w[- - twenty thirty forty fifty sixty seventy eighty ninety].freeze

def words(number)
  case number
  when 0...20 then ONES[number]
  when 20...100 then [TENS[number / 10], (ONES[number % 10] if number % 10 > 0)].compact.join('-')
  when 100...1000 then [ONES[number / 100] + ' hundred', (words(number % 100) if number % 100 > 0)].compact.join(' and ')
  else [words(number / 1000) + ' thousand', (words(number % 1000) if number % 1000 > 0)].compact.join(' ')
  end
end

def box(lines)
  width = lines.map(&:size).max
  ["╔#{'═' * (width + 2)}╗", *lines.map { |line| "║ #{line.center(width)} ║" }, "╚#{'═' * (width + 2)}╝"]
end

puts justify(PROSE, 44).map { |line| "|#{line.ljust(44)}|" }
puts box(['Ledger', 'of the year', roman(2024)])
puts [1, 4, 9, 14, 40, 90, 400, 1994, 3999].map { |n| "#{n}=#{roman(n)}" }.join(', ')
[0, 13, 21, 100, 342, 1001, 12_345, 999_999].each { |n| puts format('%9d %s', n, words(n)) }
secret = PROSE[0, 40].tr('A-Za-z', 'N-ZA-Mn-za-m')
puts "#{secret} -> #{secret.tr('A-Za-z', 'N-ZA-Mn-za-m')}"
puts format('%.3f|%08b|%#x|%.3e|%+d|%05d|%-6s|%x|%c|%%|%s', 3.14159, 42, 255, 1e10, -5, 42, 'left', 255, 'c', :sym)
puts format('%<who>s owes %<amount>.2f, %{who} pays', who: 'Ada', amount: 12)
text = 'Straße und Übermut'
puts [text.upcase, text.downcase, text.swapcase, text.capitalize, text.bytesize, text.size, text.reverse].inspect
puts [text.center(30, '~'), text.partition(' und '), text.index('Ü'), text.sub('ß', 'ss').split('e', 2), text[-6..], text[/Ü\w+/]].inspect
puts "quo'te\"s\n\x00é\u200b".inspect, "a\tb\e[0m".dump, 'ab' * 3, 'a-b_c d'.split(/[-_ ]/).inspect, 'x,y,,z,,'.split(',').inspect, 'x,y,,z,,'.split(',', -1).inspect
puts 'aé€😀'.codepoints.map { |c| format('%04x', c) }.join(' '), 'aé€'.bytes.inspect, 'abc'.each_char.to_a.inspect, 'az'.succ, 'Zz99'.succ, 'hello world'.capitalize, 'hello'.insert(2, '--')
puts <<~TEXT
  Heredoc of #{PROSE.split.size} words,
    indented #{'twice'.upcase},
  and done.
TEXT
puts 'abc' <=> 'abd', 'a'.ord, 97.chr, 'hello'.tr('el', 'ip'), 'hello'.delete('l'), 'aaabbb'.squeeze, 'hello'.count('lo'), 'title case here'.gsub(/\b\w/, &:upcase), 'CamelCaseWord'.gsub(/([A-Z])/) { "_#{$1.downcase}" }.sub(/^_/, '')
puts 'line one\nnot two', "tab\tbed".expand_tabs rescue puts 'no expand_tabs'
puts 'ünï'.unicode_normalize(:nfd).size, 'ab'.encode('UTF-16LE').bytes.inspect, "caf\xC3".scrub('?'), 'é'.force_encoding('BINARY').inspect
