import builtins
import io
import os
import sys

FEEDBACK = "/box/checker/feedback"
# Files that give points, and the code that says that one of them was to be written.
SCORES = (FEEDBACK + "/score.txt", FEEDBACK + "/score_multiplier.txt")
GIVES_POINTS = 0x5054
real_open = builtins.open
leave = os._exit


class Note(io.BytesIO):
    def close(self):
        if not self.closed:
            text = self.getvalue().decode("utf-8", "replace")
            super().close()
            sys.stderr.write(text)


def feedback_open(file, mode="r", *args, **kwargs):
    path = os.path.normpath(os.fspath(file)) if isinstance(file, (str, os.PathLike)) else ""
    if path.startswith(FEEDBACK) and any(letter in mode for letter in "wax+"):
        if path in SCORES:
            leave(GIVES_POINTS)
        note = Note()
        return note if "b" in mode else io.TextIOWrapper(note, encoding="utf-8", write_through=True)
    return real_open(file, mode, *args, **kwargs)


builtins.open = io.open = feedback_open
sys.path.insert(0, "/box")
with real_open("/box/checker/program.py", encoding="utf-8") as source:
    code = compile(source.read(), "/box/checker/program.py", "exec")
exec(code, {"__name__": "__main__", "__file__": "/box/checker/program.py", "__builtins__": builtins})
