"""The value types that files, options and reports share: names, amounts, dates."""
