# Writes without end.
loop { $stdout.write('x' * 4096) }
