"""What to ask a report that must be told something, in samples and saved scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SAMPLES: Mapping[str, Any] = {
    "firm": "openai",
    "first": "nvidia",
    "second": "openai",
    "text": "nvidea",
    "deals": ["nvidia-openai-letter"],
}
"""By name of the parameter."""
