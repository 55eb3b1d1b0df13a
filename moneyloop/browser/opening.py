"""Opens a page in the person's web browser, where there is one to be seen."""

from __future__ import annotations

import os
import sys
import webbrowser


def open_page(address: str) -> bool:
    """Whether the page was opened: False without a display, or with browsers for terminals alone.

    Where BROWSER names a program, it is asked whatever else there is.
    """
    if not os.environ.get("BROWSER") and not _has_display():
        return False
    try:
        # One in the terminal would show nothing of a page that is all script.
        terminal_alone = type(webbrowser.get()) is webbrowser.GenericBrowser
        if terminal_alone and not os.environ.get("BROWSER"):
            return False
        return webbrowser.open(address)
    except webbrowser.Error:
        return False


def _has_display() -> bool:
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
