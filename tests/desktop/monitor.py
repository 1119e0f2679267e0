"""Sets the screen's one monitor to a width and a height, as a client of RandR 1.5 may."""

import ctypes
import sys

x11, randr = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXrandr.so.2")
NUMBERS = "x", "y", "width", "height", "mwidth", "mheight"


class Monitor(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_ulong),
        ("primary", ctypes.c_int),
        ("automatic", ctypes.c_int),
        ("noutput", ctypes.c_int),
        *((name, ctypes.c_int) for name in NUMBERS),
        ("outputs", ctypes.POINTER(ctypes.c_ulong)),
    ]


x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XDefaultRootWindow.restype = ctypes.c_ulong
x11.XInternAtom.restype = ctypes.c_ulong
randr.XRRGetMonitors.restype = ctypes.POINTER(Monitor)
randr.XRRAllocateMonitor.restype = ctypes.POINTER(Monitor)

display = ctypes.c_void_p(x11.XOpenDisplay(None))
root = ctypes.c_ulong(x11.XDefaultRootWindow(display))
count = ctypes.c_int()
output = randr.XRRGetMonitors(display, root, 1, ctypes.byref(count))[0].outputs[0]
monitor = randr.XRRAllocateMonitor(display, 1)[0]
monitor.name = x11.XInternAtom(display, sys.argv[1].encode(), 0)
monitor.primary, monitor.noutput, monitor.outputs[0] = 1, 1, output
monitor.width, monitor.height = map(int, sys.argv[1:])
monitor.x = monitor.y = 0
monitor.mwidth = monitor.mheight = 100
randr.XRRSetMonitor(display, root, ctypes.byref(monitor))
# The screen stays as large; its size in millimetres is another, of which every client is told.
randr.XRRSetScreenSize(display, root, 1280, 900, monitor.width // 4, monitor.height // 4)
x11.XSync(display, 0)
found = randr.XRRGetMonitors(display, root, 1, ctypes.byref(count))
sys.exit(0 if (count.value, found[0].width) == (1, monitor.width) else 1)
