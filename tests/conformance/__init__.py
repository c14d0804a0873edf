"""The W3C suites for SPARQL 1.0 and 1.1, put to a real service over HTTP; `python -m tests.conformance` runs them all.

The suites are data that lie outside of the project; `suite.find` says where.
"""
