# Reads the environment.
puts ENV.to_h.inspect, ENV['HOME'].inspect, ENV['PATH'].inspect, $0, RUBY_PLATFORM
