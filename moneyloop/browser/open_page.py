"""Opens a page in the user's web browser, if there is one with a window."""

from __future__ import annotations

import os
import webbrowser

from moneyloop.platforms import has_display


def open_page(address: str) -> bool:
    """Opens the page; returns False if there is no display, or only browsers for terminals.

    A program that BROWSER names is used in any case.
    """
    if not os.environ.get("BROWSER") and not has_display():
        return False
    try:
        # A terminal browser would show nothing of a page that consists of scripts.
        only_in_terminal = type(webbrowser.get()) is webbrowser.GenericBrowser
        if only_in_terminal and not os.environ.get("BROWSER"):
            return False
        return webbrowser.open(address)
    except webbrowser.Error:
        return False
