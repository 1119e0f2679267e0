# Sleeps for a day.
import time

before = time.time()
time.sleep(86400)
print("slept", round(time.time() - before))
