"""freeze.py LIBRARY OWN OUT: compiles the standard library in folder LIBRARY and the modules in
folder OWN into OUT/stdlib.bin, one marshalled code object after another, and OUT/stdlib.inc, the
rows of the table that finds them.

Run with the Python that the guest is built from: the same bytes every time.
"""

import marshal
import pathlib
import sys

# Of no use without sockets, processes, threads, a terminal or a package index; or tests and tools.
ABSENT = set(
    """
    __phello__ asynchat asyncio asyncore cgi cgitb chunk config-3.11 crypt ctypes curses dbm
    distutils ensurepip ftplib getpass http idlelib imaplib imghdr lib2to3 lzma bz2 gzip mailbox
    mailcap msilib multiprocessing netrc nis nntplib ntpath nturl2path pip poplib pty pydoc
    pydoc_data rlcompleter site site-packages smtpd smtplib sndhdr socket socketserver sqlite3 ssl
    subprocess sunau sysconfig tarfile telnetlib test tests tkinter tty turtle turtledemo uu
    venv wave webbrowser wsgiref xdrlib xmlrpc zipapp zipfile zipimport zoneinfo __pycache__
    """.split()
)
# Encodings whose tables are C modules that the guest is built without.
EAST_ASIAN = ("big5", "cp932", "cp949", "cp950", "euc_", "gb", "hz", "iso2022", "johab", "shift_jis")


def modules(folder, prefix=""):
    """(name, file, is a package) of everything below a folder, in order."""
    for path in sorted(folder.iterdir()):
        if path.stem in ABSENT or path.name in ABSENT:
            continue
        if prefix == "encodings." and path.stem.startswith(EAST_ASIAN):
            continue
        if path.is_dir() and (path / "__init__.py").exists():
            yield prefix + path.name, path / "__init__.py", True
            yield from modules(path, prefix + path.name + ".")
        elif path.suffix == ".py" and path.name != "__init__.py":
            yield prefix + path.stem, path, False


def main():
    library, own, out = (pathlib.Path(argument) for argument in sys.argv[1:4])
    found = [*((name, path, package, library) for name, path, package in modules(library))]
    found += [(name, path, package, own) for name, path, package in modules(own) if name == "invigil"]
    at = 0
    with open(out / "stdlib.bin", "wb") as blob, open(out / "stdlib.inc", "w") as table:
        for name, path, package, root in sorted(found):
            shown = f"/usr/local/lib/python3.11/{path.relative_to(root)}"
            code = compile(path.read_bytes(), shown, "exec", dont_inherit=True, optimize=0)
            data = marshal.dumps(code)
            blob.write(data)
            table.write(f'{{"{name}", LIBRARY + {at}, {len(data)}, {int(package)}, 0}},\n')
            at += len(data)
    print(f"{len(found)} modules, {at} bytes")


main()
