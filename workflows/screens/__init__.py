"""Read models of the admin's screens: what each one shows, in a bounded number of queries."""
