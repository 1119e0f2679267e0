// Loops without end, and catches everything.
for (;;) {
  try {
    for (;;);
  } catch {
    continue;
  }
}
