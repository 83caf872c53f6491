### The closing lines: the manual's, then what it does not count.

summary-done = Done!

summary-stopped = Stopped early

summary-simulated = [Simulation] The files were made by the built-in simulator; do not take them for real results

summary-files-made = { $count ->
        [one] 1 JSON file
       *[other] { $count } JSON files
    } in all

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
        [one] 1 answer was
       *[other] { $count } answers were
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
