"""The only writers of this room."""

from monitoring.services.record_value import Measured, record_value

__all__ = ["Measured", "record_value"]
