### The closing lines: the manual's, then what it does not count.

summary-done = Done!

summary-done-with-failures = { $all ->
        [true] Finished, but every conversation failed ({ $total } of { $total })
       *[false] Finished, but { $failed } of { $total } conversations failed
    }

summary-stopped = { $why ->
        [interrupted] Interrupted
        [refused] Stopped (refused by the platform)
        [paused] Paused
        [limiter] Paused (no answer from the shared limiter)
        [budget] Paused (budget reached)
        [waiting] The batch service goes on
        [submitted] Submitted to the batch service
        [left] Ended
       *[disk] Stopped (the disk cannot be written)
    }: { $left ->
        [one] 1 conversation left
       *[other] { $left } conversations left
    }{ $failed ->
        [0] {""}
       *[other] , { $failed } failed
    }

summary-simulated = [Simulation] The files were made by the built-in simulator; do not take them for real results

summary-files-made = { $count ->
        [one] 1 JSON file
       *[other] { $count } JSON files
    } in all{ $now ->
        [true] {""}
       *[false] {" "}({ $written } written in this run)
    }

summary-output-dir = Output folder: { $folder }/

summary-files = Files:

summary-file = {"  "}- { $file }

summary-more-files = {"  "}… and { $count } more in the output folder

summary-moved = { $count ->
        [one] 1 existing file is
       *[other] { $count } existing files are
    } now in { $folder }/: { $names }

summary-not-replaced = { $count ->
        [one] 1 existing file with answers was
       *[other] { $count } existing files with answers were
    } not overwritten (this run got no answer for { $count ->
        [one] it
       *[other] them
    }): { $names }

summary-conversations = Conversations: { $answered } answered in this run, { $kept } before, { $failed } failed, { $left } left

summary-failed = {"  "}{ $count } failed: { $class }

summary-cut = {"  "}{ $count ->
        [one] 1 answer of this run was
       *[other] { $count } answers of this run were
    } cut off by max_tokens or may be incomplete

summary-calls = Calls: { $calls }, retries: { $retries }, rate limited: { $limited }, waited for limits: { $waited }, total time: { $took }

summary-model = {"  "}{ $model }: input tokens { $input } (cached { $cached }), output tokens { $output } (reasoning { $thinking })

summary-model-with-cost = {"  "}{ $model }: input tokens { $input } (cached { $cached }), output tokens { $output } (reasoning { $thinking }), cost { $cost }

summary-money = Cost: about { $spent } in this run{ $has-earlier ->
        [true] , { $earlier } in earlier runs
       *[false] {""}
    }{ $has-perhaps ->
        [true] , possibly up to { $perhaps } more (calls whose usage was not reported, earlier ones included)
       *[false] {""}
    }{ $has-abandoned ->
        [true] , at most { $abandoned } for calls abandoned in flight
       *[false] {""}
    }{ $has-limit ->
        [true] , budget { $limit }
       *[false] {""}
    } (prices as of { $as-of }; the platform's bill is authoritative){ $simulated ->
        [true] ; the simulation itself cost nothing
       *[false] {""}
    }

summary-exit-code = Exit code: { $code } ({ $meaning })

# ---- What can be done now: each of these stands above a command ----

next-head = What you can do next:

next-failures = See { $failed ->
        [one] the failed conversation and its reason
       *[other] the { $failed } failed conversations and their reasons
    }

next-again = Run again{ $failed ->
        [0] {""}
       *[other] , which retries the { $failed } that failed
    }{ $left ->
        [0] {""}
       *[other] , which continues with the { $left } that are left
    }{ $answered ->
        [0] {""}
        [one] ; the 1 answer already there is not paid for again
       *[other] ; the { $answered } answers already there are not paid for again
    }

next-empty = { $count ->
        [one] 1 conversation is about an empty record, and no run asks it
       *[other] { $count } conversations are about empty records, and no run asks them
    }: fill the record in; check says which file it is

next-report = Make one web page of { $answered ->
        [one] 1 answer
       *[other] the { $answered } answers
    }, to read the models side by side

next-check = Mend what stopped it, then check; it costs nothing
next-rate = Make a page on which raters judge the answers without the models' names

next-export = Export { $answered ->
        [one] 1 answer
       *[other] the { $answered } answers
    } to Excel

next-real = The rehearsal is over: write your key into .env, check, then run for real
