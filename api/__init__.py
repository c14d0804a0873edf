"""The doors.

Each turns a request into one call and an answer into one representation; none of them decides anything.
"""

__all__ = ["app", "cli", "settings"]
