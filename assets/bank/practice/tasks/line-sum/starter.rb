require "json"

def answer(numbers)
  # Your code. `numbers` is the parsed line; return what to print.
  0
end

$stdin.set_encoding("UTF-8")
$stdin.each_line do |line|
  puts answer(JSON.parse(line))
end
