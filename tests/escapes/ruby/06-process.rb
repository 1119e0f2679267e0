# Starts processes.
calls = [-> { `id` }, -> { system('echo ESCAPED') && raise(IOError, 'said to have run, and did not') }, -> { fork { puts 'ESCAPED' } }, -> { exec('id') }, -> { spawn('echo ESCAPED') or raise(IOError, 'no process') }, -> { IO.popen('id').read }, -> { Process.kill(:TERM, 1) }, -> { open('|id').read }]
calls.each do |call|
  puts "ESCAPED #{call.call}"
rescue NotImplementedError, StandardError => e
  puts e.class
end
%w[fiddle pty open3].each do |name|
  require name
  puts "loaded #{name}"
rescue LoadError => e
  puts e.class
end
