"""What the guest does around a program: loads the common modules, runs it, prints its last error.

Frozen into the guest. `prepare` runs before the snapshot, `run` after it.
"""

import sys

PROGRAM = "/box/main.py"
# The exit code that says: the program's text does not compile.
COMPILE_ERROR = 0x4345

COMMON = """
abc array ast base64 bisect builtins calendar cmath codecs collections collections.abc contextlib
copy csv dataclasses datetime decimal difflib enum fractions functools gc graphlib hashlib heapq hmac
inspect io itertools json keyword linecache locale math numbers operator os pathlib pprint queue
random re shlex statistics string struct textwrap threading time timeit tokenize traceback types
typing unicodedata unittest uuid warnings weakref
""".split()


def prepare():
    """Loads what programs commonly use; 0."""
    import builtins
    import gc
    import importlib

    for name in COMMON:
        importlib.import_module(name)

    def leave(code=None):
        raise SystemExit(code)

    builtins.exit = builtins.quit = leave
    sys.path[:] = ["/box"]
    _strptime = importlib.import_module("_strptime")
    _strptime._strptime_time("2000", "%Y")
    gc.collect()
    gc.freeze()
    return 0


def run():
    """Runs the program; its exit code."""
    import atexit
    import os
    import random

    random.seed()
    sys.argv = arguments()
    try:
        os.chdir("/box")
        with open(PROGRAM, "rb") as file:
            source = file.read()
    except OSError as error:
        print(f"there is no {PROGRAM}: {error}", file=sys.stderr)
        return 98
    code = execute(source)
    try:
        atexit._run_exitfuncs()
    except BaseException:
        code = 1
    return flush() or code


def arguments():
    """sys.argv of this run: the host gives them to each run alike, as a file."""
    try:
        with open("/run/args", "rb") as file:
            rest = file.read().split(b"\0")[:-1]
    except OSError:
        rest = []
    return ["main.py", *(argument.decode("utf-8", "surrogateescape") for argument in rest)]


def execute(source):
    """Compiles and runs the text as __main__; the exit code."""
    import linecache
    import types

    try:
        text = source.decode("utf-8", "replace")
        lines = text.splitlines(keepends=True)
        linecache.cache["main.py"] = (len(text), None, lines, "main.py")
        compiled = compile(source, "main.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        report_compile_error(error)
        return COMPILE_ERROR
    main = types.ModuleType("__main__")
    main.__file__ = PROGRAM
    main.__builtins__ = sys.modules["builtins"]
    main.__dict__["__annotations__"] = {}
    sys.modules["__main__"] = main
    try:
        exec(compiled, main.__dict__)
    except SystemExit as error:
        return exit_code(error.code)
    except BaseException as error:
        report(error)
        return 1
    return 0


def exit_code(code):
    """The process's exit code for SystemExit's argument."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1


def report_compile_error(error):
    """The compiler's words, without a trace: there is none of the program."""
    import traceback

    sys.stderr.write("".join(traceback.format_exception_only(type(error), error)))
    flush()


def report(error):
    """Prints an error nobody caught, with the program's own frames."""
    trace = error.__traceback__
    error.__traceback__ = trace = trace.tb_next if trace else None
    flush()
    try:
        sys.excepthook(type(error), error, trace)
    except BaseException:
        sys.__excepthook__(type(error), error, trace)


def flush():
    """Writes out what the two streams hold; 0, or 120 where one fails, as CPython does."""
    failed = 0
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:
            failed = 120
    return failed
