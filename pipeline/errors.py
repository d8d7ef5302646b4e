"""Everything dealwire raises on purpose, split by whose move it is.

    DealwireError                 one line for a person, exit code on the class
    ├── UsageError          2     the person's: what was typed or written down
    │   ├── ConfigError           a setting or the config file
    │   ├── SeedError             a watch, lexicon or feeds file; names file and place
    │   └── NotFound              an id that does not exist
    ├── EnvironmentTrouble  3     the machine's: disk, port, memory, Java
    │   ├── AlreadyRunning        another instance owns the data directory
    │   ├── DownloadFailed        jars or runtime cannot be had; says how to go on without
    │   └── BrokerTrouble         Kafka does not start, does not answer, or refuses us
    │       └── TopicMismatch     a topic exists with another shape than the table's
    └── InputError          4     the world's: a thing from outside that cannot be used
        ├── FetchError            a feed's document could not be had; `reason` is a stable word
        ├── ParseError            a document is no feed
        └── DeliveryError         a channel did not take an alert; `final` says whether to try again

The command prints `str(error)` and `error.way_out`, never a traceback, and exits with `error.exit_code`.

Other exit codes: 0 done; 1 not healthy (`status`), an error in the watch (`watches check`), or nobody read what was
printed to its end; 70 an error nobody foresaw (its traceback is in `<data>/log/error-*.log`); 75 a worker that was
stuck or stood still; 130 Ctrl-C.
"""

from __future__ import annotations

from datetime import timedelta


class DealwireError(Exception):
    """The root: a message for a person, and the way out where there is one."""

    exit_code = 1

    def __init__(self, message: str, *, way_out: str = "") -> None:
        super().__init__(message)
        self.way_out = way_out


class UsageError(DealwireError):
    """What a person typed or wrote cannot be used."""

    exit_code = 2


class ConfigError(UsageError):
    """A setting is unknown or out of range."""


class SeedError(UsageError):
    """A watch, lexicon or feeds file is wrong; the message names the file and the place."""


class NotFound(UsageError):
    """An id that nothing here has."""


class EnvironmentTrouble(DealwireError):
    """The machine does not give what is needed."""

    exit_code = 3


class AlreadyRunning(EnvironmentTrouble):
    """Another instance owns this data directory."""


class DownloadFailed(EnvironmentTrouble):
    """Something that is downloaded once could not be had."""


class BrokerTrouble(EnvironmentTrouble):
    """Kafka does not start, does not answer, or refuses us."""


class TopicMismatch(BrokerTrouble):
    """A topic exists with other partitions or another cleanup than the table's."""


class InputError(DealwireError):
    """A thing from outside that cannot be used; carries the `reason` that is counted."""

    exit_code = 4

    def __init__(self, message: str, *, reason: str, way_out: str = "") -> None:
        super().__init__(message, way_out=way_out)
        self.reason = reason


class FetchError(InputError):
    """A feed's document could not be had; `retry_after_for` is how long the server asked us to stay away."""

    def __init__(self, message: str, *, reason: str, retry_after_for: timedelta | None = None) -> None:
        super().__init__(message, reason=reason)
        self.retry_after_for = retry_after_for


class ParseError(InputError):
    """A document is no feed."""


class DeliveryError(InputError):
    """A channel did not take an alert.

    `final` when trying again cannot help, `gone` when no alert is to come again; `retry_after_for` is how long the
    receiver asked us to stay away.
    """

    def __init__(
        self, message: str, *, reason: str, final: bool = False, gone: bool = False,
        retry_after_for: timedelta | None = None,
    ) -> None:  # fmt: skip
        super().__init__(message, reason=reason)
        self.final = final
        self.gone = gone
        self.retry_after_for = retry_after_for
