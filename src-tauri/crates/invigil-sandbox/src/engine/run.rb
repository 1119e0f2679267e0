# Runs the program in /box and ends with its exit code; 0x4345 says that its text does not compile.
# What stands behind a line __END__ is DATA, which Ruby itself gives to the main program alone.
$__invigil_status = 0
begin
  Dir.chdir('/box')
  $0 = '/box/main.rb'
  ARGV.replace(File.read('/run/args').split("\0"))
  srand(Random.new_seed)
  program =
    begin
      RubyVM::InstructionSequence.compile_file_prism($0)
    rescue SyntaxError => e
      $stderr.write(e.message, "\n")
      $__invigil_status = 0x4345
      nil
    end
  text = File.read($0)
  if program && (ending = text.b.match(/^__END__(?:\r?\n|\z)/))
    Object.const_set(:DATA, StringIO.new(text))
    DATA.pos = ending.end(0)
  end
  steps = ($__invigil_at_exit || [])
  ended = lambda do |&step|
    step.call
  rescue SystemExit => e
    $__invigil_status = e.status & 255
  rescue Exception => e
    told = e
    while told
      trace = told.backtrace&.grep(%r{\A/box/[^:]+:\d})
      told.set_backtrace(trace) if trace && !trace.empty?
      told = told.cause
    end
    $stderr.write(e.full_message(highlight: false))
    $__invigil_status = 1
  end
  ended.call { program&.eval }
  ended.call(&steps.pop) until steps.empty?
ensure
  $stdout.flush rescue nil
  $stderr.flush rescue nil
end
exit!($__invigil_status)
