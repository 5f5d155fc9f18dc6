"""No arguments, or only files: the window; a command: the command line."""

import multiprocessing
import sys


def main() -> int:
    """Run the program and return its exit code."""
    multiprocessing.freeze_support()
    from assistant import cli, guard, processor

    guard.install()
    if lacking := processor.missing():
        return cli.refuse(processor.complaint(lacking), sys.argv[1:])
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
