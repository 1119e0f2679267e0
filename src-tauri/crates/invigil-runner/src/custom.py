import builtins
import io
import os
import sys

FEEDBACK = "/box/checker/feedback"
real_open = builtins.open


class Note(io.BytesIO):
    def close(self):
        if not self.closed:
            text = self.getvalue().decode("utf-8", "replace")
            super().close()
            sys.stderr.write(text)


def feedback_open(file, mode="r", *args, **kwargs):
    inside = isinstance(file, (str, os.PathLike)) and os.path.normpath(os.fspath(file)).startswith(FEEDBACK)
    if inside and any(letter in mode for letter in "wax+"):
        note = Note()
        return note if "b" in mode else io.TextIOWrapper(note, encoding="utf-8", write_through=True)
    return real_open(file, mode, *args, **kwargs)


builtins.open = io.open = feedback_open
sys.path.insert(0, "/box")
with real_open("/box/checker/program.py", encoding="utf-8") as source:
    code = compile(source.read(), "/box/checker/program.py", "exec")
exec(code, {"__name__": "__main__", "__file__": "/box/checker/program.py", "__builtins__": builtins})
