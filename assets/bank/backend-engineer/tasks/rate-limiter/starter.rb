require "json"

$stdin.set_encoding("UTF-8")
RULES = JSON.parse($stdin.gets)

def answer(request)
  # Your code. `request` is the parsed line; return the object to print.
  { "allow" => true }
end

$stdin.each_line do |line|
  request = JSON.parse(line)
  puts JSON.generate(answer(request))
end
