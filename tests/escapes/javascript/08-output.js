// Writes without end.
for (;;) process.stdout.write('x'.repeat(4096));
