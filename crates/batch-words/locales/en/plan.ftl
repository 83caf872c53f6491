plan-simulated = [Simulation] Figures for the built-in simulator; costs nothing
plan-head = Plan: { $models ->
        [one] 1 model
       *[other] { $models } models
    } × { $people ->
        [one] 1 patient
       *[other] { $people } patients
    } × { $prompts ->
        [one] 1 prompt
       *[other] { $prompts } prompts
    } = { $all ->
        [one] 1 conversation
       *[other] { $all } conversations
    }; { $answered } already answered, { $left } to ask
plan-again = Of those to ask, { $again } failed last time, and { $unknown ->
        [one] 1 was sent but brought no result (possibly billed)
       *[other] { $unknown } were sent but brought no result (possibly billed)
    }
plan-too-long = Note: [{ $model }][{ $people }] { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    } will not be sent: { $reason }
plan-waiting = { $count ->
        [one] 1 other conversation is in the batch service and will not be asked again
       *[other] { $count } other conversations are in the batch service and will not be asked again
    }
plan-empty = { $count ->
        [one] 1 other conversation has an empty patient record and will not be sent
       *[other] { $count } other conversations have empty patient records and will not be sent
    }

plan-model = Model
plan-left = To ask
plan-answered = Answered
plan-tokens-in = Input tokens
plan-tokens-out = Output tokens
plan-most = Max output
plan-least-cost = Min cost
plan-likely-cost = Likely cost
plan-most-cost = Max cost
plan-sum = Total
plan-no-limit = no limit
plan-price-unknown = price unknown
plan-prices = Costs in { $currency }, prices as of { $day }; the maximum assumes that every answer uses all of max_tokens; retries not included

plan-basis-learned = Token estimate: { $model } is calibrated on { $count ->
        [one] 1 existing answer or platform count
       *[other] { $count } existing answers or platform counts
    }
plan-basis-default = Token estimate: no answers from { $models } yet to learn from, so default ratios apply (about 2.7 bytes per token in Chinese, 3.6 in English); reasoning models may write far more; for a much better estimate, first run a few conversations with --prompts 1
plan-spent = Spent: about { $spent } by earlier runs into the same output folder
plan-budget-ample = Budget: { $budget }, { $left } left: enough, even if every answer reaches its cap
plan-budget-short = Budget: { $budget }, { $left } left: not enough for the worst case of a single call ({ $worst }), so a run would stop right away; raise the budget or lower max_tokens
plan-budget-likely = Budget: { $budget }, { $left } left: probably enough
plan-budget-unsure = Budget: { $budget }, { $left } left: possibly not enough; the run stops when the budget is reached and can be continued later
plan-time = Time: about { $took } ({ $concurrency ->
        [one] 1 call
       *[other] { $concurrency } calls
    } at once{ $rpm ->
        [0] {""}
        [one] , 1 request per minute
       *[other] , { $rpm } requests per minute
    }{ $tpm ->
        [0] {""}
        [one] , 1 token per minute
       *[other] , { $tpm } tokens per minute
    }; limited by { $bound ->
        [requests] requests per minute
        [tokens] tokens per minute
       *[concurrency] calls at once
    })

plan-batch-none = Batch service: no model can be asked by it: { $models }
plan-batch-files = By the batch service (command batch): { $parts ->
        [one] in 1 batch
       *[other] in { $parts } batches
    }{ $in-turns ->
        [true] {" "}({ $at-once } at most at the platform at a time, the next when one is done)
       *[false] {""}
    }; the platform promises each within { $window }, and is usually sooner; the same tokens cost:
plan-batch-held = By the batch service (command batch): every call's connection is held for { $hours } hours at most, while the program must run; the same tokens cost:
plan-batch-likely-online = Likely online
plan-batch-likely = Likely by batch
plan-batch-saved = Saved
plan-batch-most-online = Max online
plan-batch-most = Max by batch
plan-batch-not = cannot
plan-batch-saving = { $money } ({ $percent }%)
plan-batch-cannot = Cannot be asked by the batch service, and are online in the total (--leftovers online): { $models }

plan-settings = Settings and where they come from:
plan-from-flag = command line
plan-from-config = config file
plan-from-environment = environment
plan-from-dot-env = .env
plan-from-default = default
plan-from-simulator = simulator
plan-characters = { $count ->
        [one] (1 character)
       *[other] ({ $count } characters)
    }
plan-cannot-ask = { $platform } offers no free way to count tokens; --ask has no effect
plan-not-counted = The platform gave no token count for model { $model } (HTTP { $status }); default ratios are used instead
