"""What do all other rooms build on?

Errors, exact shares, tables, paths, criteria, disclosure, version: small modules that know no single register, law or
output. What does not belong here: reading a delivery, applying the law, prose.
"""
