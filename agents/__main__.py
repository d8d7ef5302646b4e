"""`python -m agents`: one worker; `DEALWIRE_*` says where, `DEALWIRE_WORKER` which of this machine's it is."""

from __future__ import annotations

import sys

from pipeline.errors import DealwireError

if __name__ == "__main__":
    try:
        from agents import worker  # seconds, in which a Ctrl-C may come

        worker.run()
    except DealwireError as error:
        print(f"dealwire worker: {error}", error.way_out, sep="\n", file=sys.stderr)  # noqa: T201 - a person's line
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
