### Prices, the retirement of models, the budget.

money-bad-registry = the platform's data on models and prices (models.json) cannot be used, line { $line }: { $what }

money-bad-registry-price = the platform's data on models and prices (models.json) cannot be used: { $field } of model { $model } must be a number from 0 to { $highest } (price per million tokens)

# $when is `on` a day, `already` or `soon`.
money-retired = model { $model } { $when ->
        [on] was retired on { $day }
        [already] has been retired
       *[soon] will be retired soon
    } (data as of { $as-of }); { $has-successor ->
        [true] use { $successor } instead
       *[false] use another model
    }

money-above-most = model { $model }: max_tokens is { $asked }, more than the { $most } that it takes (data of { $as-of }), so the platform may refuse its calls; in models, give it one of its own: {"{"}"name": "{ $model }", "max_tokens": { $most }{"}"}

money-no-price = must be a number from 0 to { $highest } (price per million tokens)

money-bad-currency = must be three capital letters, for example CNY or USD

money-other-currency = the prices of model { $model } are in { $other }, but this run is priced in { $currency }; they count as unknown

money-budget-without-price = a budget is set, but no price of { $models } in { $currency } is known, so the budget cannot be guaranteed; give it in the config, for example "prices": {"{"}"{ $first }": {"{"}"input": 4, "output": 16, "currency": "{ $currency }"{"}"}{"}"} (per million tokens), or remove budget

money-budget-without-cap = a budget is set, but requests to model { $model } have no max_tokens, so the cost of an answer has no limit; set max_tokens or remove budget

money-clamped = The token counts that the platform returned for { $model } are implausibly large and are counted as { $most }; check the platform's bill

# ---- The budget ----

money-limit = Budget: { $limit }

money-limit-with-earlier = Budget: { $limit }; earlier runs into the same output folder count and have spent { $spent }

# What is confirmed, and what may come besides.
money-with-perhaps = { $confirmed } (confirmed), possibly up to { $perhaps } more (calls whose usage was not reported)

money-standing = Cost: { $spent }

money-standing-with-limit = Cost: { $spent }; budget { $limit }, { $left } left

money-other-currencies = The ledger also has costs of { $sums }; these do not count against the budget, which is in { $currency }

money-holds-back = Each call first reserves its worst case, at most { $worst }; what is left of the budget is enough for only about { $at-once ->
        [one] 1 call
       *[other] { $at-once } calls
    } at once, so the run will be slower; a smaller max_tokens makes it faster

money-holds-back-parts = Before a conversation is submitted its worst case at the batch price is reserved, at most { $worst }; what is left of the budget is enough for about { $at-once ->
        [one] 1 conversation
       *[other] { $at-once } conversations
    } at a time, and the rest are submitted when these are back

money-unknown-prices = No price of { $models } is known, so the summary leaves out this cost; prices can be given under prices in the config

money-limit-part = { $limit } ({ $left } for this shard at the start of this run)

money-reached-part = This shard's part of the budget is used up: the budget of { $limit } is shared by { $of } shards, and the { $left } that this one has left would not cover the worst case of the next call, { $worst }. Finished conversations are not paid for again. { $doubtful ->
        [true] What blocks it is mainly calls that may have been billed: check the platform's bill.{" "}
       *[false] {""}
    }When the other shards have ended, a run without --shard uses what they leave; or raise budget (or use --budget) and run again

money-reached-common = The common budget is reached: budget { $limit }, spent { $spent } by this output folder and { $others } by other processes{ $is-held ->
        [true] , whose calls in flight may cost { $held } more
       *[false] {""}
    }; the { $left } left would not cover the worst case of the next call, { $worst }. Finished conversations are not paid for again. { $doubtful ->
        [true] What blocks it is mainly this folder's calls that may have been billed: check the platform's bill.{" "}
       *[false] {""}
    }{ $is-held ->
        [true] Run again when they have ended, to use what they leave, or raise budget (or use --budget) for all of them
       *[false] Raise budget (or use --budget) for all of them and run again; the run will continue from here
    }

# $doubtful: but for what is only feared, the call would fit.
money-reached = The budget is reached: budget { $limit }, spent { $spent }, earlier runs included; the { $left } left would not cover the worst case of the next call, { $worst }. Finished conversations are not paid for again. { $doubtful ->
        [true] What blocks it is mainly calls that may have been billed: check the platform's bill, and if they were not billed, raise the budget by that amount; once these conversations are answered, their actual cost counts instead.{" "}
       *[false] {""}
    }Raise budget (or use --budget) and run again; the run will continue from here
