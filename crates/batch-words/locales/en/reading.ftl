reading-unreadable = { $path }: cannot be read ({ $cause }); check the path and its permissions
reading-filled = { $path }: a rater has already entered a name or scores here, so it is not overwritten; rename it (for example ratings-Smith.xlsx), or write to another file with -o
reading-never-run = Nothing has been run yet, so there are no results ({ $path } does not exist); run once first, or rehearse with --simulate, which costs nothing
reading-not-a-folder = { $path }: a file, not a folder; name an output folder, for example ./output/raw_xxx
reading-nothing-here = { $odd ->
        [0] { $path }: no result files (*.json) and no ledger here; check the path, or run once first
        [one] { $path }: the only JSON file here is not a result file, and there is no ledger; check the path
       *[other] { $path }: none of the { $odd } JSON files here is a result file, and there is no ledger; check the path
    }
reading-nothing-yet = { $path }: no conversations here yet (the run has only just started, or the result files were moved away); run once first
reading-unwritable = { $path }: cannot be written ({ $cause }); check the path, permissions and disk space; existing files are unchanged
reading-is-a-folder = { $path }: a folder; give a file name after -o
reading-is-a-file = { $path }: a file; this format writes one file per result, so name a folder after -o
reading-no-stdout = -: this format cannot be written to standard output; give a file name after -o
reading-overwrites-input = { $path }: ends in .json and would be mixed up with the result files; choose another name, for example ending in .{ $format }
reading-among-the-ledger = { $path }: in .batch, the ledger's own folder, where files must not be replaced; choose another folder
reading-stopped = Interrupted; unfinished files were removed, existing files are unchanged
reading-column = { $model } ({ $folder })

reading-odd-unreadable = cannot be read ({ $cause }), skipped
reading-odd-not-json = not complete JSON (near line { $line }), skipped; the next run rewrites this file
reading-odd-not-a-sheet = not a result file, skipped
reading-odd-decoded-from = not UTF-8, read as { $encoding }
reading-odd-lossy = some bytes fit no encoding; replaced by �
reading-odd-half-characters = contains incomplete Unicode escapes (half characters); replaced by �
reading-odd-stale-result = result does not match the Output of the conversations (perhaps a part was run again); Output is used
reading-odd-no-conversations = contains no conversations
reading-odd-key = the conversation key "{ $key }" is not a number from 1 up, or is a duplicate; listed as conversation { $number }
reading-odd-no-object = conversation "{ $key }" is not an object; shown as an answer
reading-odd-no-output = conversation { $key } has no Output, or it is not text
reading-odd-repeated = conversation { $key } has { $field } twice; the last one is used
reading-odd-inner-name = a conversation has { $field } "{ $said }", which differs from { $field } of the file; the file's is used
reading-odd-named-by-file = model or people is missing; taken from the file name
reading-odd-other-name = the file name does not match the content; it should be { $expected }
reading-odd-garbled = the name "{ $name }" is garbled; it was perhaps "{ $meant }"
reading-odd-garbled-for-good = the name "{ $name }" is garbled and cannot be restored
reading-odd-duplicate = has the same model and patient as { $other }; only one of them was read
reading-odd-edited = Output of conversation { $number } differs from the answer in the ledger (it was edited); the file's is shown
reading-odd-from-ledger = { $count ->
        [one] conversation { $numbers } is not in the file yet and was taken from the ledger; the next run writes it
       *[other] conversations { $numbers } are not in the file yet and were taken from the ledger; the next run writes them
    }
reading-odd-removed = according to the ledger this file was written, but it is gone (deleted, moved or renamed); left out; if it is still in the config, the next run rewrites it
reading-odd-other-record = the patient record differs from the one that other models were given
reading-odd-other-prompt = the prompt of conversation { $number } differs from the one in other files
reading-odd-ledger-damaged = { $bytes ->
        [one] 1 byte of the ledger cannot be read (still being written, or left by a crash or damage)
       *[other] { $bytes } bytes of the ledger cannot be read (still being written, or left by a crash or damage)
    }

reading-simulated = There are no results of a real run yet; those of the simulation are used ({ $folder }), which are not real results
reading-reported = Report written to { $path } ({ $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    })
reading-reported-pages = There is more than a browser opens as one page: it was made { $count } pages by patients in { $folder }, and the file above is their index; keep them together. Or put a part into the page: --people A,B or --sample 200
reading-odds = { $count ->
        [one] 1 anomaly found while reading:
       *[other] { $count } anomalies found while reading:
    }
reading-odds-one = { $file }: { $what }
reading-odds-more = … { $count } more
