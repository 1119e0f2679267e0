require "json"

def answer(request)
  # Your code. `request` is the parsed line; return the object to print.
  { "status" => "invalid" }
end

$stdin.set_encoding("UTF-8")
$stdin.each_line do |line|
  request = JSON.parse(line)
  puts JSON.generate(answer(request))
end
