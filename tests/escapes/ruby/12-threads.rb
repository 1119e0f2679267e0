# Starts threads.
begin
  Thread.new { puts 'ESCAPED' }.join
rescue NotImplementedError, ThreadError => e
  puts e.class
end
