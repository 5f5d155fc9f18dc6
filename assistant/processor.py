"""Whether this processor can run the native libraries that are inside: they are compiled for AVX2.

Without a look beforehand, an older processor would end the program with an illegal instruction and no word.
"""

import platform
from pathlib import Path

NEEDED = ("avx2", "fma", "f16c", "bmi2")
"""As Linux calls them. Processors have them since 2013 (Intel Haswell) and 2015 (AMD Excavator)."""

SENTENCE = (
    "This computer's processor is too old for PDF Assistant: it lacks {}. Processors made since about 2015"
    " have it. Use another computer, or a build that is compiled without AVX2; CONTRIBUTING says how."
)


def missing(description: Path = Path("/proc/cpuinfo")) -> tuple[str, ...]:
    """Return what is needed and not there; nothing where that cannot be told."""
    if platform.machine().lower() not in ("x86_64", "amd64") or not description.exists():
        return ()
    lines = description.read_text("utf-8", errors="replace").splitlines()
    flags = next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), None)
    return () if flags is None else tuple(each for each in NEEDED if each not in flags)


def complaint(lacking: tuple[str, ...]) -> str:
    """Return what to tell the user of a processor that lacks something."""
    return SENTENCE.format(", ".join(each.upper() for each in lacking))
