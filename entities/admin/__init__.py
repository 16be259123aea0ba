"""The registers in Wagtail's admin: thin classes that ask ``access`` and call the services.

Loaded from ``wagtail_hooks`` only; models never import this package.
"""
