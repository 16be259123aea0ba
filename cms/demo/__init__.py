"""The demonstration: six entities, their people and twelve months of their work (DESIGN §6).

Everything in it is done through the services that people use, in the order and at the
moments of one story; only the clock is set. What is said lies in ``content/``, when it
happens in ``story/``, how it is done in the modules beside.
"""
