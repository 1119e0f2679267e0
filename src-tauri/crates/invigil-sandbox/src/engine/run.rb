# Runs the program in /box and ends with its exit code.
begin
  Dir.chdir('/box') rescue nil
  $0 = '/box/main.rb'
  ARGV.replace(File.read('/run/args').split("\0")) if File.exist?('/run/args')
  srand(Random.new_seed)
  $__invigil_status = 0
  begin
    RubyVM::InstructionSequence.compile_file('/box/main.rb').eval
  rescue SystemExit => e
    $__invigil_status = e.status
  rescue SyntaxError => e
    $stderr.write(e.message, "\n")
    $__invigil_status = e.backtrace&.any? { |line| line.start_with?('/box/') } ? 1 : 0x4345
  rescue Exception => e
    trace = e.backtrace&.grep(%r{\A/box/[^:]+:\d})
    e.set_backtrace(trace) if trace && !trace.empty?
    $stderr.write(e.full_message(highlight: false))
    $__invigil_status = 1
  end
  ($__invigil_at_exit || []).reverse_each do |block|
    block.call
  rescue SystemExit => e
    $__invigil_status = e.status
  rescue Exception => e
    $stderr.write(e.full_message(highlight: false))
    $__invigil_status = 1
  end
ensure
  $stdout.flush rescue nil
  $stderr.flush rescue nil
end
exit!($__invigil_status)
