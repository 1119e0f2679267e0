# Reaches for the interpreter's insides.
import gc
import pickle
import sys

bomb = b"cposix\nsystem\n(S'id'\ntR."
try:
    print("ESCAPED", pickle.loads(bomb))
except (AttributeError, ImportError, OSError) as error:
    print(type(error).__name__)
print(len([c for c in object.__subclasses__() if "Popen" in c.__name__]), "Popen")
sys.modules["os"] = None
sys.setrecursionlimit(50)
gc.set_threshold(1)
print(sorted(x for x in dir(sys.modules["posix"]) if x.startswith(("fork", "exec", "spawn"))))
