# Sleeps for a day.
before = Time.now
sleep 86_400
puts "slept #{(Time.now - before).round}"
