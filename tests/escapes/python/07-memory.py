# Takes memory until there is none, and goes on.
hoard = []
while True:
    hoard.append(bytearray(1 << 20))
