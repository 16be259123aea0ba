"""What the editors' side costs, as ratios measured in one run: ``make bench``.

Not part of the product: nothing imports it, no wheel carries it. ``docs/rendimiento.md`` says
what each line means.
"""
