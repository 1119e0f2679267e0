# Looks at the system through its own files.
import os

for path in ("/proc/self/environ", "/proc/self/maps", "/proc/1/cmdline", "/sys/kernel", "/dev/mem", "/dev/tty"):
    print("ESCAPED" if os.path.exists(path) else "absent", path)
