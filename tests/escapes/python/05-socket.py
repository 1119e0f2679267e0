# Talks to a network.
for name in ("socket", "ssl", "http.client", "urllib.request", "asyncio", "_socket", "select"):
    try:
        print("ESCAPED", __import__(name))
    except ImportError as error:
        print(name, error)
