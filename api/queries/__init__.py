"""Queries of strangers: within bounds of time, memory and number, in processes that can be killed."""
