# Climbs out of the folder.
import os

for path in ("../etc/passwd", "../../../../../../etc/passwd", "/box/./../../etc/passwd", "..\\..\\etc", "a/../../b"):
    for call in (open, os.listdir, os.stat):
        try:
            print("ESCAPED", call(path))
        except OSError as error:
            print(path, call.__name__, type(error).__name__)
os.chdir("/")
print(os.getcwd(), os.path.exists("../../etc"), os.path.exists("/box/main.py"))
