"""PDF Assistant: answers about a person's own PDFs, on their own machine.

Importing any part of the package comes through here, so this is where the telemetry of every
dependency is switched off, before a dependency can be imported; child processes inherit it.
"""

import os

__version__ = "0.1.0"

os.environ.update(
    ORT_DISABLE_TELEMETRY="1",
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    TRANSFORMERS_OFFLINE="1",
    DO_NOT_TRACK="1",
    OTEL_SDK_DISABLED="true",
    HF_HUB_DISABLE_PROGRESS_BARS="1",
    TOKENIZERS_PARALLELISM="false",
)
