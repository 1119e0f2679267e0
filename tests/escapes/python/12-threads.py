# Starts threads.
import threading

try:
    threading.Thread(target=print).start()
    print("ESCAPED")
except RuntimeError as error:
    print(error)
