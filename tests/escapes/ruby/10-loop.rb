# Loops without end, and catches everything.
loop do
  loop {}
rescue Exception
  retry
end
