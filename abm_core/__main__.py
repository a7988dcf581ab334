"""``python -m abm_core``."""

import io
import sys

from abm_core.cli.main import main

if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the terminal says it is
    sys.exit(main())
