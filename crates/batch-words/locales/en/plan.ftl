plan-simulated = [Simulation] Computed for the built-in simulator; nothing is charged
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
plan-again = Of those to ask, { $again } failed last time, and { $unknown } were sent without a result coming back (possibly charged)
plan-too-long = Note: [{ $model }][{ $people }] { $count ->
        [one] 1 conversation
       *[other] { $count } conversations
    } will not be sent: { $reason }
plan-empty = { $count ->
        [one] 1 more conversation has an empty patient record and will not be sent
       *[other] { $count } more conversations have empty patient records and will not be sent
    }

plan-model = Model
plan-left = To ask
plan-answered = Answered
plan-tokens-in = Input tokens
plan-tokens-out = Output tokens
plan-most = At most
plan-least-cost = Lowest cost
plan-likely-cost = Likely
plan-most-cost = At most
plan-sum = Total
plan-no-limit = no limit
plan-price-unknown = price unknown
plan-prices = Costs in { $currency }, prices as of { $day }; “at most” assumes that every answer uses all of max_tokens; retries not included

plan-basis-learned = Token estimate: { $model } is calibrated on { $count ->
        [one] 1 existing answer or platform count
       *[other] { $count } existing answers or platform counts
    }
plan-basis-default = Token estimate: no answers of { $models } yet to learn from, so default ratios apply (about 2.7 bytes a token in Chinese, 3.6 in English); models that reason may write far more; run a few conversations with --prompts 1 first for a much better estimate
plan-spent = Spent: about { $spent } by earlier runs into the same output folder
plan-budget-ample = Budget: { $budget }, { $left } left: enough, even if every answer reaches its cap
plan-budget-short = Budget: { $budget }, { $left } left: not enough for the worst case of a single call ({ $worst }), so a run would stop at once; please raise the budget or lower max_tokens
plan-budget-likely = Budget: { $budget }, { $left } left: probably enough
plan-budget-unsure = Budget: { $budget }, { $left } left: perhaps not enough; the run stops when it is reached and can be continued later
plan-time = Time: about { $took } ({ $concurrency ->
        [one] 1 call
       *[other] { $concurrency } calls
    } at once{ $rpm ->
        [0] {""}
        [one] , 1 request a minute
       *[other] , { $rpm } requests a minute
    }{ $tpm ->
        [0] {""}
        [one] , 1 token a minute
       *[other] , { $tpm } tokens a minute
    }; what decides is the number of { $bound ->
        [requests] requests a minute
        [tokens] tokens a minute
       *[concurrency] calls at once
    })

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
plan-cannot-ask = { $platform } has no free way to count tokens; --ask has no effect
plan-not-counted = The platform did not report the tokens of model { $model } (HTTP { $status }); default ratios are used instead
