# Operations in C that take for ever.
x = 3**4_000_000
loop { x = x * x % (x - 1) }
