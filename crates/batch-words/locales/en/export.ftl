export-folder = Folder
export-model = Model
export-people = Patient
export-prompt-number = Prompt no.
export-state = State
export-output = Output
export-prompt = Prompt
export-input = Input
export-finish-reason = Finish reason
export-prompt-tokens = Input tokens
export-completion-tokens = Output tokens
export-cached-tokens = Cached tokens
export-reasoning-tokens = Reasoning tokens
export-cost = Cost
export-currency = Currency
export-ms = Duration (ms)
export-lane = Online or batch
export-attempts = Calls
export-request-id = Request ID
export-at = Time (UTC)
export-error-class = Error class
export-http-status = HTTP status
export-thinking = Reasoning
export-key = Conversation key

export-answered = answered
export-cut = cut off
export-failed = failed
export-empty = empty

# ---- how it was asked ----

export-online = online
export-batch = batch

export-comparison = Comparison
export-missing = (missing)
export-cell-cut = … (cut: an Excel cell holds at most 32,767 characters; the full text is in csv or jsonl)
export-notes = Notes
export-notes-all = { $count ->
        [one] 1 conversation.
       *[other] { $count } conversations.
    } The contents come from models and are for reference only.
export-notes-cut = { $count ->
        [one] 1 cell exceeded the Excel limit of 32,767 characters and was cut; it ends with a note.
       *[other] { $count } cells exceeded the Excel limit of 32,767 characters and were cut; each ends with a note.
    }
export-notes-guarded = { $count ->
        [one] 1 cell begins with = + - @ or similar; it is marked as text and will not run as a formula.
       *[other] { $count } cells begin with = + - @ or similar; they are marked as text and will not run as formulas.
    }
export-notes-odds = { $count ->
        [one] 1 anomaly found while reading:
       *[other] { $count } anomalies found while reading:
    }
export-notes-odd = { $file }: { $what }
export-notes-more = …

export-document-prompt = Prompt { $number }
export-document-answer = Answer
export-document-answer-cut = Answer (cut off)
export-document-answer-failed = Answer (failed)
export-document-answer-empty = Answer (empty)
export-document-cut = { $label } (cut off)
export-document-failed = { $label } (failed)
export-document-empty = { $label } (empty)
export-document-record = Patient record

export-done = { $rows ->
        [one] 1 conversation exported
       *[other] { $rows } conversations exported
    }
export-done-file = { $rows ->
        [one] 1 conversation exported: { $path }
       *[other] { $rows } conversations exported: { $path }
    }
export-done-files = { $rows ->
        [one] 1 conversation
       *[other] { $rows } conversations
    } exported to { $files ->
        [one] 1 file: { $path }
       *[other] { $files } files: { $path }
    }
export-done-cut = { $count ->
        [one] 1 cell exceeded the Excel limit of 32,767 characters and was cut; for the full text, export to csv or jsonl
       *[other] { $count } cells exceeded the Excel limit of 32,767 characters and were cut; for the full text, export to csv or jsonl
    }
export-done-long = { $count ->
        [one] 1 cell is longer than 32,767 characters: the file is complete, but Excel will cut it when it opens the file; to view it in Excel, export to xlsx
       *[other] { $count } cells are longer than 32,767 characters: the file is complete, but Excel will cut them when it opens the file; to view them in Excel, export to xlsx
    }
export-done-guarded-csv = { $count ->
        [one] 1 cell has content that a spreadsheet would run as a formula; a ' was put before it; for the exact text, export to jsonl
       *[other] { $count } cells have content that a spreadsheet would run as a formula; a ' was put before it; for the exact text, export to jsonl
    }
export-done-guarded = { $count ->
        [one] 1 cell begins with = + - @ or similar; it is marked as text and will not run as a formula
       *[other] { $count } cells begin with = + - @ or similar; they are marked as text and will not run as formulas
    }
export-done-many-rows = More rows than the Excel limit of 1,048,576: Excel will show only the first ones; to view them in Excel, export to xlsx (which splits them over several worksheets)

export-other-name = { $path }: the name is that of another format, but --format is { $format }; leave --format out (the name decides), or change the name
export-one-document = { $path }: this names one file, but this --shape writes one file per result; name a folder after -o, or use --shape headings for a single file
export-not-written = { $path }: { $ending } files are not written; let the name end in .xlsx, .csv, .jsonl or .md
export-no-page = { $path }: report writes a web page; let the name end in .html, or use export for a table or document (.xlsx, .csv, .md)
export-no-ballot = { $path }: rate writes a web page (.html) or a workbook (.xlsx); let the name end in one of these
