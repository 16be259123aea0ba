"""The second factor of those who decide: a code from an application on their phone (T63)."""
