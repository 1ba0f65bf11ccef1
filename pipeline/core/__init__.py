"""What does every other room speak?

Errors, exact shares, tables, paths, criteria, disclosure, version: small, and without a word of any one register, law
or output. What does not belong here: reading a delivery, applying the law, prose.
"""
