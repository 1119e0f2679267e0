# Many arguments.
import sys

print(len(sys.argv) - 1, sum(map(len, sys.argv[1:])))
