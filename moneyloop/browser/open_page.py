"""Opens a page in the user's web browser, if there is one with a window."""

from __future__ import annotations

import os
import sys
import webbrowser


def open_page(address: str) -> bool:
    """Opens the page; returns False if there is no display, or only browsers for terminals.

    A program that BROWSER names is used in any case.
    """
    if not os.environ.get("BROWSER") and not _has_display():
        return False
    try:
        # A terminal browser would show nothing of a page that consists of scripts.
        only_in_terminal = type(webbrowser.get()) is webbrowser.GenericBrowser
        if only_in_terminal and not os.environ.get("BROWSER"):
            return False
        return webbrowser.open(address)
    except webbrowser.Error:
        return False


def _has_display() -> bool:
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
