"""The registers in the admin: thin classes that ask ``access`` and call the services."""
