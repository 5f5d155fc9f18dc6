"""The Qt window; the only package that imports PySide6."""

import ctypes
import sys

if sys.version_info < (3, 12):
    # PySide6 6.12 gives these out uncounted, as is right where they are immortal: from Python 3.12 on.
    # On 3.11 a few thousand calls would use their count up and end the process ("deallocating None").
    for _lasting in (None, True, False, NotImplemented, Ellipsis):
        ctypes.c_ssize_t.from_address(id(_lasting)).value += 1 << 40
