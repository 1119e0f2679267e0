# Talks to a network.
%w[socket net/http resolv-replace].each do |name|
  require name
  puts "ESCAPED #{name}"
rescue LoadError, StandardError => e
  puts "#{name} #{e.class}"
end
