"""The commands: each file here is one, called by its stem (`import_.py` is `import`)."""
