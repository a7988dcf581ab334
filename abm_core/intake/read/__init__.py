"""Files to tables of text: encodings, separators, workbooks, archives."""
