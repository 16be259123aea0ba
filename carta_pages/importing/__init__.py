"""Reading the spreadsheets that entities bring: cells, files, columns, and the drafts they mean.

Nothing here writes: it opens bytes and answers values, and only ``matching`` asks the database.
``carta_pages.services.import_drafts`` writes.
"""
