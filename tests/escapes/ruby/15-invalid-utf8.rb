# Writes what is no text.
$stdout.binmode
$stdout.write("\xff\xfe\x80 bytes\0\n")
begin
  "\xff" =~ /x/
rescue ArgumentError => e
  puts e.message
end
puts 'done'
