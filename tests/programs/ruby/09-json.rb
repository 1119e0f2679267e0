# Reads JSON, reshapes it, writes it in several ways, walks it by path, finds differences.
require 'json'
require 'set'

def walk(value, path = '$', &block)
  case value
  when Hash then value.each { |key, item| walk(item, "#{path}.#{key}", &block) }
  when Array then value.each_with_index { |item, at| walk(item, "#{path}[#{at}]", &block) }
  else yield path, value
  end
end

def differences(old, new, path = '$')
  return ["#{path}: #{old.class} became #{new.class}"] if old.class != new.class

  case old
  when Hash
    (old.keys | new.keys).sort.flat_map do |key|
      if !new.key?(key) then ["#{path}.#{key}: removed"]
      elsif !old.key?(key) then ["#{path}.#{key}: added #{JSON.generate(new[key])}"]
      else differences(old[key], new[key], "#{path}.#{key}")
      end
    end
  when Array
    length = old.size == new.size ? [] : ["#{path}: length #{old.size} became #{new.size}"]
    length + old.zip(new).take(new.size).each_with_index.flat_map { |(a, b), at| differences(a, b, "#{path}[#{at}]") }
  else
    old == new ? [] : ["#{path}: #{old.inspect} became #{new.inspect}"]
  end
end

City = Struct.new(:names, :tags, :scores) do
  def to_json(*args) = { names:, tags: tags.sort, mean: scores.empty? ? nil : (scores.sum.to_f / scores.size).round(3) }.to_json(*args)
end

document = JSON.parse($stdin.read)
people = document['people']
cities = Hash.new { |hash, name| hash[name] = City.new([], Set.new, []) }
people.each do |person|
  city = cities[person.dig('address', 'city')]
  city.names << person['name']
  city.tags.merge(person['tags'])
  city.scores.concat(person['scores'])
end
cities.sort.each { |name, city| puts "#{name}: #{city.to_json}" }
puts JSON.pretty_generate(people.first), JSON.generate(people[1])
walk(people[3]) { |path, value| puts format('%-20s %s', path, value.to_json) }
changed = JSON.parse(JSON.generate(people[0]))
changed['name'] = changed['name'].upcase
changed['scores'] << 1.5
changed['address'] = { 'city' => changed['address']['city'], 'street' => 'Main St' }
changed['active'] = nil
puts differences(people[0], changed)
people.reject { |person| person['scores'].empty? }.sort_by { |person| [-person['scores'].max, person['name']] }.each do |person|
  puts format('%-10s max %3d mean %7.3f', person['name'], person['scores'].max, person['scores'].sum.fdiv(person['scores'].size))
end
['{"a": 1,}', '[1 2]', '{"a"', 'nul', '"\\x'].each do |broken|
  JSON.parse(broken)
  puts "#{broken} parses"
rescue JSON::ParserError => e
  puts "#{broken.inspect}: #{e.class}"
end
puts JSON.parse('[1e5, -0.0, 1E-7, 123456789012345678901, "\u00e9\n", true, null]').inspect
puts JSON.parse('{"a":{"b":[1,2]}}', symbolize_names: true).dig(:a, :b).inspect
puts JSON.generate({ 'esc' => "\"\\/\b\f\n\r\t\u0001é😀", n: [1.0, 12.25, nil, true, -0.0], sym: :value, 1 => 2 })
