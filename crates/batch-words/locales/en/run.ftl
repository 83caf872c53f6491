### A run from its banner to its end, as the log tells it.

# ---- Before the first call ----

run-banner-title = Batch processing - { $title }

run-banner-simulated = [Simulation] All answers below come from the built-in simulator, not from a real model, and cost nothing

run-banner-settings = Settings:

run-banner-config = {"  "}Config file: { $file }

run-banner-address = {"  "}API address: { $url }

run-banner-prompts = {"  "}Prompts file: { $file }

run-banner-records = {"  "}Patient records: { $folder }

run-banner-output = {"  "}Output folder: { $folder }

run-banner-models = {"  "}Models: { $models }

run-banner-retries = {"  "}Max retries: { $retries }

run-banner-tokens = {"  "}Max tokens: { $tokens }

run-banner-limits = {"  "}Limits: calls at once: { $concurrency } ({ $concurrency-set ->
        [true] set
       *[false] default
    }), requests per minute: { $rpm-known ->
        [true] { $rpm } ({ $rpm-set ->
            [true] set
           *[false] default
        })
       *[false] unknown (learned while running)
    }, tokens per minute: { $tpm-known ->
        [true] { $tpm } ({ $tpm-set ->
            [true] set
           *[false] default
        })
       *[false] unknown (learned while running)
    }

run-starting = Starting: { $models ->
        [one] 1 model
       *[other] { $models } models
    } × { $people ->
        [one] 1 patient
       *[other] { $people } patients
    } = { $files ->
        [one] 1 file
       *[other] { $files } files
    }

# What is kept of earlier runs and what is to be done.
run-resuming = Continuing from the last run: { $kept ->
        [one] 1 answer
       *[other] { $kept } answers
    } kept, { $fresh ->
        [one] 1 new conversation
       *[other] { $fresh } new conversations
    }{ $again ->
        [0] {""}
        [one] , 1 that failed last time is tried again
       *[other] , { $again } that failed last time are tried again
    }{ $unknown ->
        [0] {""}
        [one] , 1 that was sent but brought no result (possibly billed) is asked again
       *[other] , { $unknown } that were sent but brought no result (possibly billed) are asked again
    }{ $waiting ->
        [0] {""}
       *[other] , { $waiting } in the batch service and not asked again
    }

run-nothing-to-do = All conversations are answered already; no calls needed

run-torn = The ledger ended with { $bytes ->
        [one] 1 byte
       *[other] { $bytes } bytes
    } of an unfinished line (the last run ended abruptly); it was removed

run-damaged = { $count ->
        [one] Line { $lines } of the ledger is damaged and was moved to { $file }; an answer that cannot be read any more has to be asked for again
       *[other] { $count } lines of the ledger ({ $lines }) are damaged and were moved to { $file }; answers that cannot be read any more have to be asked for again
    }

run-found-damaged = { $file }: { $count ->
        [one] line { $lines } is damaged
       *[other] { $count } lines are damaged ({ $lines })
    }; { $lost ->
        [true] an answer that cannot be read there any more is asked for again, and perhaps paid again
       *[false] nothing has to be asked again for it
    }; { $whole ->
        [true] the next run of the whole job sets damaged lines aside
       *[false] the next run of that shard sets damaged lines aside, or finish or a run without --shard when no shard is running
    }
run-locked = the output folder { $folder } is in use by another process ({ $owner }); wait until it ends, or choose another output_dir

# Whose name is not there yet.
run-locked-just-now = the output folder { $folder } is in use by another process that has just started; wait until it ends, or choose another output_dir

run-no-lock = This file system does not support file locks ({ $cause }); do not run two processes on the same output folder at the same time

run-fresh = --fresh: the old ledger and result files were moved to { $folder }

run-fresh-part = --fresh: { $count ->
        [one] 1 old answer in the selected part is no longer used and is
       *[other] { $count } old answers in the selected part are no longer used and are
    } asked for again; the result files were moved to { $folder }; the rest and what was already spent are unchanged

# Files that are in the way: said once, before anything is sent. The folder is that of the run that has begun.
run-strangers-now = { $count ->
        [one] 1 result file in the output folder was not written by this program, or was changed since: { $names }. It is moved to { $folder } before a new result is written; to leave it in its place, press Ctrl-C, then use another --output-dir or rename it
       *[other] { $count } result files in the output folder were not written by this program, or were changed since: { $names }. They are moved to { $folder } before new results are written; to leave them in their places, press Ctrl-C, then use another --output-dir or rename them
    }

# The same, where no run has begun.
run-strangers = { $count ->
        [one] 1 result file in the output folder was not written by this program, or was changed since: { $names }. A run will move it to { $prefix }date-time in the output folder before it writes a new result; to leave it in its place, use another --output-dir or rename it first
       *[other] { $count } result files in the output folder were not written by this program, or were changed since: { $names }. A run will move them to { $prefix }date-time in the output folder before it writes new results; to leave them in their places, use another --output-dir or rename them first
    }

# ---- What becomes of conversations and sheets ----

run-sheet-started = started, { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    }

run-answered = conversation { $number } answered ({ $seconds } s)

run-attempt-failed = conversation { $number } failed (attempt { $attempt }): { $fault }

run-will-retry = retrying in { $seconds } s...

run-retry-succeeded = conversation { $number } answered on retry (attempt { $attempt }, { $seconds } s)

run-gave-up = conversation { $number } failed for good ({ $retries ->
        [one] 1 retry
       *[other] { $retries } retries
    }): { $fault }

run-sheet-done = done (answered: { $answered }/{ $count }, { $seconds } s)

run-saved = {"  "}Saved: { $file }

run-unchanged = {"  "}Unchanged: { $file }

run-moved = {"  "}The existing { $file } was not written by this program, or was changed since; it was moved to { $folder }

run-not-replaced = {"  "}{ $file } was not overwritten: it contains answers, and this run got none

run-cut = the answer to conversation { $number } was cut off by max_tokens and is kept; raise max_tokens for complete answers

run-unfinished = the answer to conversation { $number } ended with finish_reason { $reason } and may be incomplete; it is kept

run-model-dropped = this model is no longer used, and its remaining conversations are not sent: { $fault }

run-all-done = Batch processing done

run-files-made = Files: { $count }{ $now ->
        [true] {""}
       *[false] {" "}({ $written } written in this run)
    }

run-total-time = Total time: { $seconds } s

# ---- Why a run ended early, and what to do ----

run-interrupted = Interrupted: no new calls are sent; waiting at most { $seconds } s for { $in-flight ->
        [one] 1 call in flight
       *[other] { $in-flight } calls in flight
    } to finish; press Ctrl-C again to stop immediately

run-interrupted-again = Stopping immediately; { $in-flight ->
        [one] 1 call in flight is
       *[other] { $in-flight } calls in flight are
    } abandoned (possibly billed)

run-disk = cannot be written ({ $cause }); sending has stopped. Fix this and run again; answers already written are not lost

run-not-written = not written ({ $cause }); fix this and run again: the answers are in the ledger and will not be paid for again

run-lost = { $count ->
        [one] 1 answer that was received could not be written to disk; the next run asks for it again
       *[other] { $count } answers that were received could not be written to disk; the next run asks for them again
    }

run-unwritten = Files that could not be written: { $files }

run-stopped = Run stopped: { $why }

run-refused-key = { $fault }. Check { $vars } or api_key in the config, and that the key belongs to the platform at base_url; keys can be viewed and created at { $console }

run-refused-key-here = { $fault }. Check { $vars } or api_key in the config, and that the key belongs to the server at base_url

run-refused-any-key = { $fault }. The server wants a key: write it into api_key of api_config, or name an environment variable in key_vars of platform

run-refused-balance = { $fault }. Top up at { $console } and run again; finished conversations are not paid for again

run-refused-forbidden = { $fault }. Check the account's permissions at { $console }

run-refused = { $fault }. Fix this and run again to continue

run-paused-offline = Run paused: { $fault }. When the network is back, run { $program } again to continue from here

run-paused-for = Run paused: { $fault }. In about { $wait }, run { $program } again to continue from here

run-paused-overload = Run paused: { $fault }. When the platform is less busy, run { $program } again to continue from here

run-paused-quota = Run paused: { $fault }. When the quota is renewed (usually the next day), run { $program } again to continue from here

# What an exit code means, behind it.
run-exit-code = { $code ->
        [0] all done
        [1] some conversations failed, or not everything could be written
        [2] usage, config, key or inputs are wrong; nothing was sent
        [3] the platform refused the account (key, balance, permission), or the address is wrong
        [4] quota or budget used up, no successful reply for too long, the batch service has not finished, or some were not asked; can be run again later
        [130] interrupted
       *[other] ended abnormally
    }
