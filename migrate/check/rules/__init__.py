"""The rules, each with `check(subject)`, which yields its findings in page order."""
