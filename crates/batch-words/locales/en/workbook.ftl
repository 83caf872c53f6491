workbook-summary = Summary
workbook-conversations = Conversations
workbook-prompts = Prompts
workbook-records = Records
workbook-all = Total
workbook-there = Conversations
workbook-length = Characters
workbook-at = Time
workbook-cost = Cost ({ $currency }, incl. retries)
workbook-perhaps = Perhaps besides, at most ({ $currency })
workbook-mean-seconds = Mean duration (s)
workbook-longest = Longest duration (s)
workbook-mean-length = Mean characters
workbook-colours = Colours
workbook-nothing = empty or missing

workbook-about-summary = Summary: a row per model. Answers that were cut off are not among "answered"; the cost includes retries, and patients who were not exported; characters and durations are those of answered and cut-off conversations.
workbook-about-comparison = Comparison: a row per patient and prompt, a column per model; what the colours mean stands above the headings. Rows are only so high: read longer texts in the formula bar, or make the row higher.
workbook-about-conversations = Conversations: a row per conversation, with the columns of csv and the characters of the output; filter for one model, one patient or what failed.
workbook-about-texts = Prompts and Records: each text once. The records hold patient data: before you pass the file on, delete that worksheet and the column "Input" of Conversations.
workbook-about-times = Times are local times of the computer that exported the file.

workbook-scoring = Rating
workbook-rating = Rating
workbook-code = Answer code
workbook-best = Best
workbook-harmful = Harmful
workbook-note = Note
workbook-id = Answer ID
workbook-yes = yes
workbook-no = no
workbook-rater = Rater (name to the right)
workbook-seed = Seed
workbook-format = Format
workbook-criteria = Criteria
workbook-low = Lowest
workbook-high = Highest
workbook-criterion = { $name } ({ $low }–{ $high })
workbook-scores = A whole number from { $low } to { $high }, or nothing

workbook-about-scoring = Rating: a row per answer; scores are chosen from a list. This is not blind: the model's name stands there; to rate blind, use the command rate. First enter the rater's name below; sort, filter and add columns as you like, but keep the headings and the hidden column "Answer ID". Failed and empty answers are not among them.
workbook-how-to-begin = First enter the rater's name below, then rate in the worksheet "Rating". It need not be done at once: save at any time, and go on later.
workbook-how-to-tell = Each row is an answer, with the patient's record and the prompt to its left. The answers to one prompt about one patient are told apart by a code; their order was drawn for each anew, so a code is not always the same model. A yellow answer was cut off before its end.
workbook-how-to-score = Choose a score for each criterion, the highest being the best; leave open what you are not sure of. "Best" may be one or several (a tie). For an answer that could harm a patient, choose "yes" under "Harmful".
workbook-how-to-keep = Sort, filter, add columns and change heights as you like; do not change headings, the hidden column "Answer ID", or the seed, format and criteria below: by them it is found again, after the rating, which model it was.
workbook-text-cut = … (cut: an Excel cell holds at most 32,767 characters)

scores-no-workbook = { $path }: not an Excel workbook (.xlsx), or damaged; open it in Excel, WPS or LibreOffice and save it as .xlsx
scores-password = { $path }: opens only with a password; save it without one
scores-no-table = { $path }: no column "{ $id }", so not a workbook to rate in; take a file that rate --format xlsx or export --format xlsx made
scores-no-about = { $path }: no worksheet says "{ $seed }" and "{ $criteria }" (it was called "Notes"); copy it back from the original file
scores-no-column = { $path }: worksheet "{ $sheet }" has no column headed "{ $heading }"; restore the heading
scores-two-columns = { $path }: worksheet "{ $sheet }" has two columns headed "{ $heading }"; rename the one that you added
scores-cell = { $path }: { $cell }: { $what }
scores-formula = this cell is a formula whose value the file does not hold (the program that wrote it does not calculate); enter the value, or open the file in Excel, WPS or LibreOffice and save it again
scores-bad-score = "{ $value }" is not a score; enter a whole number from { $low } to { $high }, or nothing
scores-bad-mark = "{ $value }" is neither yes nor no; enter yes or no (√, 1 and 0 will do), or nothing
scores-cross = "{ $value }" may be a tick or a no, and nothing else in this column tells which; enter yes or no
scores-bad-number = "{ $value }" is not a prompt number; restore this row from the original file
scores-bad-id = "{ $value }" is not an answer ID, perhaps it was changed; restore this cell from the original file
scores-no-id = this row is rated, but has no answer ID; restore this cell from the original file, or clear the row
scores-twice = the same answer as { $cell }, and both rows are rated; delete one
scores-moved = this answer's id does not fit the patient, prompt or code beside it (most likely the table was sorted without the hidden column of ids), so it is not certain which answer was rated; undo the sorting, or restore the original file
scores-no-rater = the rater's name is missing; enter it in this cell
scores-bad-format = format "{ $value }" cannot be read by this version; use the version that made it
scores-bad-seed = "{ $value }" is not a seed; restore this cell from the original file
scores-bad-criterion = a criterion needs a name, a lowest and a highest score (whole numbers, the lowest below the highest); restore it from the original file

workbook-written = { $answers ->
        [one] Rating workbook with 1 answer
       *[other] Rating workbook with { $answers } answers
    } ({ $questions ->
        [one] 1 group
       *[other] { $questions } groups
    }) written to { $path }

workbook-written-next = Send it to every rater; give each workbook that comes back a name of its own (for example ratings-Zhang.xlsx), put them into a folder, for example ratings, then: { $command }
