"""Reading the spreadsheets that entities bring: cells, files, columns, and the drafts they mean.

Everything here is pure: it opens bytes and answers values. What is written is written by
``carta_pages.services.import_drafts``.
"""
