"""The settings of the run, in the database that the worker is told."""

from bench.settings import *  # noqa: F403  (the settings are the module)
from bench.settings import DATABASES, env

DATABASES["default"]["NAME"] = env.str("CARTA_BENCH_DATABASE")
