# Reads what lies about on a host.
%w[/etc/passwd /etc/hostname /root/.ssh/id_ed25519 /dev/sda /box/../etc/shadow].each do |path|
  puts "ESCAPED #{File.read(path)[0, 40]}"
rescue SystemCallError => e
  puts "#{path} #{e.class}"
end
puts Dir.children('/').sort.inspect
