# Reads the environment and the machine.
import os
import platform
import sys

print(dict(os.environ), os.environ.get("HOME"), os.environ.get("PATH"))
print(sys.executable or "no executable", platform.node() or "no name", os.getcwd(), sys.path)
