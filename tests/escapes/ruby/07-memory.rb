# Takes memory until there is none, and goes on.
hoard = []
loop { hoard << 'x' * (1 << 20) }
