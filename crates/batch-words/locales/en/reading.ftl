reading-unreadable = { $path }: cannot be read ({ $cause }); please check the path and permissions
reading-not-a-folder = { $path }: a file, not a folder; please name an output folder, for example ./output/raw_xxx
reading-nothing-here = { $odd ->
        [0] { $path }: no result files (*.json) and no ledger here; please check the path, or run once first
        [one] { $path }: the one JSON file here is not a result file, and there is no ledger; please check the path
       *[other] { $path }: none of the { $odd } JSON files here is a result file, and there is no ledger; please check the path
    }
reading-nothing-yet = { $path }: no conversations here yet (a run has only just begun, or the result files were moved away); please run once first
reading-unwritable = { $path }: cannot be written ({ $cause }); please check path, permissions and disk space; what was there before is unchanged
reading-is-a-folder = { $path }: a folder; please give a file name after -o
reading-is-a-file = { $path }: a file; this format writes a file for each result, so please name a folder after -o
reading-no-stdout = -: this format cannot be written to standard output; please give a file name after -o
reading-overwrites-input = { $path }: ends in .json and would be mixed up with the result files; please choose another name, for example with .{ $format }
reading-among-the-ledger = { $path }: in .batch, the ledger's own folder, where no file may be replaced; please choose another folder
reading-stopped = Interrupted; unfinished files were removed, and what was there before is unchanged
reading-column = { $model } ({ $folder })

reading-odd-unreadable = cannot be read ({ $cause }), skipped
reading-odd-not-json = not complete JSON (near line { $line }), skipped; the next run writes this file again
reading-odd-not-a-sheet = not a result file, skipped
reading-odd-decoded-from = not UTF-8, read as { $encoding }
reading-odd-lossy = some bytes fit no encoding and were replaced by �
reading-odd-half-characters = has incomplete Unicode escapes (half characters), replaced by �
reading-odd-stale-result = result does not match the Output of the conversations (perhaps a part was run again); Output counts
reading-odd-no-conversations = has no conversations
reading-odd-key = the conversation key "{ $key }" is not a number from 1 up, or belongs to another conversation as well; listed as conversation { $number }
reading-odd-no-object = conversation "{ $key }" is not an object; shown as an answer
reading-odd-no-output = conversation { $key } has no Output, or it is not text
reading-odd-repeated = conversation { $key } has { $field } twice; the last one counts
reading-odd-inner-name = a conversation has { $field } "{ $said }", unlike { $field } of the file; the file's counts
reading-odd-named-by-file = model or people is missing and was taken from the file name
reading-odd-other-name = the file name does not match the content, by which it should be { $expected }
reading-odd-garbled = the name "{ $name }" is garbled; it may have been "{ $meant }"
reading-odd-garbled-for-good = the name "{ $name }" is garbled and cannot be restored
reading-odd-duplicate = has the same model and patient as { $other }; only one of them was read
reading-odd-edited = Output of conversation { $number } is not the answer in the ledger (it was edited); the file's is shown
reading-odd-from-ledger = { $count ->
        [one] conversation { $numbers } is not in the file yet and was taken from the ledger; the next run writes it
       *[other] conversations { $numbers } are not in the file yet and were taken from the ledger; the next run writes them
    }
reading-odd-removed = the ledger says that this file was written, but it is gone (deleted, moved or renamed); left out; if it is still in the config, the next run writes it again
reading-odd-other-record = the patient record is not the one that other models were given
reading-odd-other-prompt = the prompt of conversation { $number } is not the one in other files
reading-odd-ledger-damaged = { $bytes ->
        [one] 1 byte of the ledger cannot be read (being written, crash, or damage)
       *[other] { $bytes } bytes of the ledger cannot be read (being written, crash, or damage)
    }

reading-reported = Report written to { $path } ({ $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    })
reading-odds = { $count ->
        [one] 1 anomaly found while reading:
       *[other] { $count } anomalies found while reading:
    }
reading-odds-one = { $file }: { $what }
reading-odds-more = … { $count } more
