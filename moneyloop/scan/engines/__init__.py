"""The engines that a scan can run on: open.py chooses one, base.py states what each must do.

duckdb/ runs on this machine; spark/ runs on a cluster, or locally to try it out.
"""
