# Many arguments.
puts "#{ARGV.size} #{ARGV.sum(&:size)}"
