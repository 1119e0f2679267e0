# Recurses without end in Ruby.
def deeper(n) = deeper(n + 1)

def back(n, &block) = block ? back(n + 1, &block) : nil

[-> { deeper(0) }, -> { back(0) { 1 } }, -> { [1].each { raise 'unreached' if [1].map { deeper(0) } } }].each do |call|
  call.call
rescue SystemStackError => e
  puts e.class
end
puts 'done'
