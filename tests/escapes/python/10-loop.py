# Loops without end, and catches everything.
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
