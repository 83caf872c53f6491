### A run from its banner to its end, as the log tells it.

# ---- Before the first call ----

run-banner-title = Batch processing - { $title }

run-banner-simulated = [Simulation] All answers come from the built-in simulator, not from a real model, and cost nothing

run-banner-settings = Settings:

run-banner-config = {"  "}Config file: { $file }

run-banner-address = {"  "}API address: { $url }

run-banner-prompts = {"  "}Prompts file: { $file }

run-banner-records = {"  "}Patient records: { $folder }

run-banner-output = {"  "}Output folder: { $folder }

run-banner-models = {"  "}Models: { $models }

run-banner-retries = {"  "}Max retries: { $retries }

run-banner-tokens = {"  "}Max tokens: { $tokens }

run-banner-limits = {"  "}Limits: { $concurrency } at once ({ $concurrency-set ->
        [true] set
       *[false] default
    }), requests a minute: { $rpm-known ->
        [true] { $rpm } ({ $rpm-set ->
            [true] set
           *[false] default
        })
       *[false] unknown (learned while running)
    }, tokens a minute: { $tpm-known ->
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
run-resuming = Going on from the last run: { $kept ->
        [one] 1 answer
       *[other] { $kept } answers
    } kept, { $fresh ->
        [one] 1 new conversation
       *[other] { $fresh } new conversations
    }{ $again ->
        [0] {""}
       *[other] , { $again } that failed last time tried again
    }{ $unknown ->
        [0] {""}
       *[other] , { $unknown } that were sent but brought no result (perhaps billed) asked again
    }

run-nothing-to-do = All conversations are answered already; no calls needed

run-torn = The ledger ended with { $bytes ->
        [one] 1 byte
       *[other] { $bytes } bytes
    } of an unfinished line (the last run ended abruptly); removed

run-damaged = { $count ->
        [one] Line { $lines } of the ledger is damaged and was moved to { $file }; its conversation is asked again
       *[other] Lines of the ledger are damaged ({ $count } in all: { $lines }) and were moved to { $file }; their conversations are asked again
    }

run-locked = The output folder { $folder } is in use by another process ({ $owner }); wait until it ends, or choose another output_dir

run-no-lock = This file system has no file locks ({ $cause }); do not run two processes on the same output folder at once

run-fresh = --fresh: the old ledger and result files were moved to { $folder }

run-fresh-part = --fresh: { $count ->
        [one] 1 old answer of the chosen part is no longer used and is
       *[other] { $count } old answers of the chosen part are no longer used and are
    } asked for again; the result files were moved to { $folder }; everything else and what was spent stay

# Files that are in the way: said once, before anything is sent. The folder is that of the run that has begun.
run-strangers-now = { $count ->
        [one] One result file in the output folder was
       *[other] { $count } result files in the output folder were
    } not written by this program, or changed since: { $names }. Before new results are written, { $count ->
        [one] it is
       *[other] they are
    } moved to { $folder }; to leave { $count ->
        [one] it in its place, stop with Ctrl-C and use another --output-dir, or rename it
       *[other] them in their places, stop with Ctrl-C and use another --output-dir, or rename them
    } first

# The same, where no run has begun.
run-strangers = { $count ->
        [one] One result file in the output folder was
       *[other] { $count } result files in the output folder were
    } not written by this program, or changed since: { $names }. Before new results are written, { $count ->
        [one] it is
       *[other] they are
    } moved to { $prefix }date-time in the output folder; to leave { $count ->
        [one] it in its place, use another --output-dir, or rename it
       *[other] them in their places, use another --output-dir, or rename them
    } first

# ---- What becomes of conversations and sheets ----

run-sheet-started = started, { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    }

run-answered = conversation { $number } answered ({ $seconds } s)

run-attempt-failed = conversation { $number } failed (attempt { $attempt }): { $fault }

run-will-retry = trying again in { $seconds } s ...

run-retry-succeeded = conversation { $number } answered after all (attempt { $attempt }, { $seconds } s)

run-gave-up = conversation { $number } failed for good ({ $retries ->
        [one] 1 retry
       *[other] { $retries } retries
    }): { $fault }

run-sheet-done = done (answered: { $answered }/{ $count }, { $seconds } s)

run-saved = {"  "}Saved: { $file }

run-unchanged = {"  "}Unchanged: { $file }

run-moved = {"  "}The { $file } that was there was not written by this program, or changed since; it was moved to { $folder }

run-not-replaced = {"  "}{ $file } was not overwritten: there are answers in it, and this run got none

run-cut = the answer to conversation { $number } was cut off by max_tokens and is kept; raise max_tokens for whole answers

run-unfinished = the answer to conversation { $number } ended with finish_reason { $reason } and may be incomplete; it is kept

run-model-dropped = this model is not used any more, and its other conversations are not sent: { $fault }

run-all-done = Batch processing done

run-files-made = Files written: { $count }

run-total-time = Total time: { $seconds } s

# ---- Why a run ended early, and what to do ----

run-interrupted = Interrupted: no new calls are sent; waiting at most { $seconds } s for { $in-flight ->
        [one] the call in flight
       *[other] the { $in-flight } calls in flight
    } to finish; press Ctrl-C again to stop at once

run-interrupted-again = Stopping at once; { $in-flight ->
        [one] 1 call in flight is
       *[other] { $in-flight } calls in flight are
    } given up (perhaps billed)

run-disk = Cannot be written ({ $cause }); sending has stopped. Mend it and run again; answers already written are not lost

run-not-written = Not written ({ $cause }); mend it and run again: the answers are in the ledger and not paid for again

run-lost = { $count ->
        [one] One answer that came in could not be written to the disk; the next run asks for it again
       *[other] { $count } answers that came in could not be written to the disk; the next run asks for them again
    }

run-unwritten = Files that were not written: { $files }

run-refused-key = Run stopped: { $fault }. Check { $vars } or api_key in the config, and that the key belongs to the platform at base_url; keys are shown and made at { $console }

run-refused-balance = Run stopped: { $fault }. Top up at { $console } and run again; finished conversations are not paid for again

run-refused-forbidden = Run stopped: { $fault }. Look at the account's permissions at { $console }

run-refused = Run stopped: { $fault }. Mend it and run again; it goes on from here

run-paused-offline = Run paused: { $fault }. Run { $program } again when the network is back; it goes on from here

run-paused-for = Run paused: { $fault }. Run { $program } again in about { $wait }; it goes on from here

run-paused-overload = Run paused: { $fault }. Run { $program } again when the platform is less busy; it goes on from here

run-paused-quota = Run paused: { $fault }. Run { $program } again when the quota is filled up (usually the next day); it goes on from here

run-go-on = To go on: { $command }
