# Reads what lies about on a host.
for path in ("/etc/passwd", "/etc/hostname", "/root/.ssh/id_ed25519", "/dev/sda", "/box/../etc/shadow", "/run/args/x"):
    try:
        print("ESCAPED", path, open(path).read()[:40])
    except OSError as error:
        print(path, type(error).__name__)
import os

for root, folders, files in os.walk("/"):
    print(root, sorted(folders), sorted(files))
