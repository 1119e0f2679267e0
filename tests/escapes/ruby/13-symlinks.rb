# Links to files of the host, and writes.
calls = [-> { File.symlink('/etc/passwd', '/box/link') }, -> { File.link('/etc/passwd', '/box/link') }, -> { File.write('/box/new', 'x') }, -> { File.write('/box/main.rb', 'x', mode: 'a') }, -> { Dir.mkdir('/tmp/x') }, -> { File.delete('/box/main.rb') }, -> { File.rename('/box/main.rb', '/box/b') }, -> { File.truncate('/box/main.rb', 0) }, -> { File.chmod(0o777, '/box/main.rb') }]
calls.each do |call|
  call.call
  puts 'ESCAPED'
rescue SystemCallError, NotImplementedError => e
  puts e.class
end
