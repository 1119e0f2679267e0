# Reads CSV with quotes through a state machine of its own and reports by group.

Row = Struct.new(:line, :region, :product, :units, :cents, :note) do
  def revenue = units * cents
end

def parse(text)
  rows, row, field, quoted = [], [], +'', false
  chars = text.chars
  until chars.empty?
    char = chars.shift
    if quoted
      if char == '"' && chars.first == '"'
        field << chars.shift
      elsif char == '"'
        quoted = false
      else
        field << char
      end
    else
      case char
      when '"' then quoted = true
      when ',' then row << field; field = +''
      when "\n" then rows << (row << field); row = []; field = +''
      else field << char
      end
    end
  end
  rows
end

def money(cents)
  whole, rest = cents.divmod(100)
  "#{whole.to_s.reverse.scan(/\d{1,3}/).join(',').reverse}.#{rest.to_s.rjust(2, '0')}"
end

def quoted(field)
  field.match?(/[",\n]/) ? "\"#{field.gsub('"', '""')}\"" : field
end

def report(title, rows)
  puts "== by #{title}"
  puts format('%-14s|%5s |%6s |%12s |%10s', title, 'rows', 'units', 'revenue', 'dearest'), '-' * 56
  rows.group_by(&title).sort.each do |name, group|
    puts format('%-14s|%5d |%6d |%12s |%10s', name, group.size, group.sum(&:units), money(group.sum(&:revenue)), money(group.map(&:cents).max))
  end
end

_header, *body = parse($stdin.read)
rows = body.each_with_index.map do |(region, product, units, price, note), at|
  Row.new(at + 1, region, product, Integer(units), (price.to_r * 100).to_i, note)
end

report :region, rows
report :product, rows
puts '== notes'
rows.reject { |row| row.note.empty? }.each { |row| puts format('%3d %p', row.line, row.note) }
rows.first(8).each { |row| puts [row.region[0], row.product, row.note].map { |field| quoted(field) }.join(',') }
total = rows.sum(&:revenue)
puts "total #{money(total)} mean #{format('%.4f', Rational(total, rows.size * 100))}"
best, worst = rows.minmax_by(&:revenue).reverse
puts "best #{best.to_a.inspect}", "worst line #{worst.line}"
north, others = rows.partition { |row| row.region == 'north' }
puts "north #{north.size}, others #{others.size}, even lines #{rows.count { |row| row.line.even? }}"
