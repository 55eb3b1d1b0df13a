"""Finds the loops among payments; find.py runs the steps, limits.py stops a search that explodes.

pairs.py folds payments to pairs of accounts, cycles.py finds the cycles of pairs, hops.py looks up
the payments between the accounts on cycles, chains.py follows single payments along cycles, and
loops.py makes loops of cycles or chains, each once.
"""
