"""Default deny for the Wagtail admin: a table, one middleware, one viewset (DESIGN §3.9).

Other rooms use ``workflows.gate.table.declare`` with rows built in ``workflows.gate.rows``.
"""
