# Looks at the system through its own files.
%w[/proc/self/environ /proc/self/maps /proc/1/cmdline /sys/kernel /dev/mem /dev/tty].each do |path|
  puts "#{File.exist?(path) ? 'ESCAPED' : 'absent'} #{path}"
end
