### The closing lines: the manual's, then what it does not count.

summary-done = Done!

summary-stopped = Stopped early

summary-simulated = [Simulation] The files' content was made by the built-in simulator; do not take it for real results

summary-files-made = { $count ->
        [one] 1 JSON file
       *[other] { $count } JSON files
    } in all

summary-output-dir = Output folder: { $folder }/

summary-files = Files:

summary-file = {"  "}- { $file }

summary-more-files = {"  "}… and { $count } more in the output folder

summary-moved = { $count ->
        [one] One file that was there is
       *[other] { $count } files that were there are
    } now in { $folder }/: { $names }

summary-not-replaced = { $count ->
        [one] One file with answers that was there was
       *[other] { $count } files with answers that were there were
    } not overwritten (this run got no answer for { $count ->
        [one] it
       *[other] them
    }): { $names }

summary-conversations = Conversations: { $answered } answered in this run, { $kept } before, { $failed } failed, { $left } left

summary-failed = {"  "}{ $count } failed: { $class }

summary-cut = {"  "}{ $count ->
        [one] 1 of the answers was
       *[other] { $count } of the answers were
    } cut off by max_tokens or may be incomplete

summary-calls = Calls: { $calls }, retries: { $retries }, rate limited: { $limited }, waited for limits: { $waited }, total time: { $took }

summary-model = {"  "}{ $model }: input { $input } tokens (cached { $cached }), output { $output } tokens (thinking { $thinking })

summary-model-with-cost = {"  "}{ $model }: input { $input } tokens (cached { $cached }), output { $output } tokens (thinking { $thinking }), cost { $cost }

summary-money = Cost: about { $spent } in this run{ $has-earlier ->
        [true] , { $earlier } before
       *[false] {""}
    }{ $has-perhaps ->
        [true] , perhaps up to { $perhaps } more (calls whose usage was not reported, earlier ones included)
       *[false] {""}
    }{ $has-abandoned ->
        [true] , at most { $abandoned } for calls given up in flight
       *[false] {""}
    }{ $has-limit ->
        [true] , budget { $limit }
       *[false] {""}
    } (prices of { $as-of }; what counts is the platform's bill){ $simulated ->
        [true] ; the simulation cost no real money
       *[false] {""}
    }
