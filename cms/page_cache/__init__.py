"""Whole public answers, kept for the next reader and dropped when what they show changes.

``asking`` says what a request asks for, ``marks`` what has changed since, ``entries`` what is
kept, ``store`` where, ``answering`` how it is sent, ``front`` does so before Django begins,
``marking`` tells of a change. The decision and its proof: docs/adr/0016.
"""
