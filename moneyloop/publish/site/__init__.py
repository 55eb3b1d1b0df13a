"""A static site: a page for each firm, deal, loop, source, claim and report, with its data.

data.py reads the graph, addresses.py says where a page is, entries.py what a page holds, build.py
makes the pages, and folder.py writes them. Pages load nothing from elsewhere, and work from a
folder, too.
"""
