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

export-comparison = Comparison
export-missing = (missing)
export-cell-cut = … (cut: longer than the 32,767 characters that an Excel cell takes; full text in csv or jsonl)
export-notes = Notes
export-notes-all = { $count ->
        [one] 1 conversation.
       *[other] { $count } conversations.
    } The contents come from models and are for reference only.
export-notes-cut = { $count ->
        [one] 1 cell was longer than the 32,767 characters that Excel takes and was cut; a note stands at its end.
       *[other] { $count } cells were longer than the 32,767 characters that Excel takes and were cut; a note stands at their ends.
    }
export-notes-guarded = { $count ->
        [one] 1 cell begins with = + - @ or the like and is marked as text, so that it is not taken for a formula.
       *[other] { $count } cells begin with = + - @ or the like and are marked as text, so that they are not taken for formulas.
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
        [one] 1 cell was longer than the 32,767 characters that Excel takes and was cut; for the full text export to csv or jsonl
       *[other] { $count } cells were longer than the 32,767 characters that Excel takes and were cut; for the full text export to csv or jsonl
    }
export-done-long = { $count ->
        [one] 1 cell is longer than 32,767 characters: the file is complete, but Excel will cut it when opening; for Excel export to xlsx
       *[other] { $count } cells are longer than 32,767 characters: the file is complete, but Excel will cut them when opening; for Excel export to xlsx
    }
export-done-guarded-csv = { $count ->
        [one] 1 cell held what a spreadsheet would take for a formula and was given a leading '; for the exact text export to jsonl
       *[other] { $count } cells held what a spreadsheet would take for a formula and were given a leading '; for the exact text export to jsonl
    }
export-done-guarded = { $count ->
        [one] 1 cell begins with = + - @ or the like and is marked as text, so that it is not taken for a formula
       *[other] { $count } cells begin with = + - @ or the like and are marked as text, so that they are not taken for formulas
    }
export-done-many-rows = More rows than the 1,048,576 that Excel takes: it will show only the first; for Excel export to xlsx (split over several sheets)
