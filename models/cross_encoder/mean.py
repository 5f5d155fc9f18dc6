"""The weighted mean of two trainings' weights, one of which goes on from the other.

python -m models.cross_encoder.mean BEFORE.safetensors AFTER.safetensors SHARE OUT.safetensors

What a later stage forgot comes back in part, what it learnt stays for the most part (WiSE-FT: Wortsman et
al., CVPR 2022).
"""

import sys
from pathlib import Path

from safetensors.torch import load_file, save_file


def main(before: str, after: str, share: str, out: str) -> None:
    """Write SHARE of the weights after, the rest of those before. Raises KeyError where after lacks one."""
    first, second, part = load_file(Path(before)), load_file(Path(after)), float(share)
    save_file({name: (1 - part) * first[name] + part * second[name] for name in first}, Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
