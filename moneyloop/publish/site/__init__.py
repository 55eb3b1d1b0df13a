"""A static site: a page for each firm, deal, loop, source, claim and report, with its data.

addresses.py says where a page is, entries.py what each page holds, build.py writes them all. Pages
load nothing from elsewhere and work from a folder, too.
"""
