# Writes what is no text.
import sys

sys.stdout.buffer.write(b"\xff\xfe\x80 bytes\0\n")
try:
    print("\udcff")
except UnicodeEncodeError as error:
    print(error.reason)
print("done")
