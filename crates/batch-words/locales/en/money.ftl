### Prices, the retirement of models, the budget.

money-bad-registry = The platform's data on models and prices (models.json) cannot be used, line { $line }: { $what }

money-bad-registry-price = The platform's data on models and prices (models.json) cannot be used: { $field } of model { $model } should be a number from 0 to { $highest } (price of a million tokens); change it

# $when is `on` a day, `already` or `soon`.
money-retired = Model { $model } { $when ->
        [on] was retired on { $day }
        [already] is retired
       *[soon] will be retired soon
    } (data of { $as-of }); { $has-successor ->
        [true] use { $successor } instead
       *[false] use another model
    }

money-no-price = Should be a number from 0 to { $highest } (price of a million tokens); change it

money-bad-currency = Should be three capital letters, for example CNY or USD; change it

money-other-currency = The prices of model { $model } are in { $other }, while this run counts in { $currency }; they are taken as unknown

money-budget-without-price = A budget is set, but the price of { $models } ({ $currency }) is not known, so that it cannot be kept for certain; write it into the config, for example "prices": {"{"}"{ $first }": {"{"}"input": 4, "output": 16, "currency": "{ $currency }"{"}"}{"}"} (for a million tokens), or remove budget

money-budget-without-cap = A budget is set, but requests to model { $model } have no max_tokens, so that an answer may cost any amount; set max_tokens or remove budget

money-clamped = The token counts that the platform returned for { $model } are too large to be true and are counted as { $most }; check the platform's bill

# ---- The budget ----

money-limit = Budget: { $limit }

money-limit-with-earlier = Budget: { $limit }, which includes what earlier runs in the same output folder spent: { $spent }

# What is confirmed, and what may come besides.
money-with-perhaps = { $confirmed } (confirmed), and perhaps up to { $perhaps } more (calls whose usage was not reported)

money-standing = Cost: { $spent }

money-standing-with-limit = Cost: { $spent }; budget { $limit }, left { $left }

money-other-currencies = The ledger also holds costs of { $sums }; in another currency, they do not count against the budget in { $currency }

money-holds-back = Every call first reserves its worst case, { $worst } at most; what is left of the budget is enough for about { $at-once ->
        [one] one call
       *[other] { $at-once } calls
    } at once, which is slower; a smaller max_tokens makes it faster

money-unknown-prices = The price of { $models } is not known, and the summary leaves its cost out; it can be written into prices in the config

# $doubtful: but for what is only feared, the call would fit.
money-reached = The budget is reached: budget { $limit }, spent { $spent }, earlier runs included; the { $left } left is not enough for the worst case of the next call, { $worst }. Finished conversations are not paid for again. { $doubtful ->
        [true] What is in the way are mostly calls that may have been billed: check the platform's bill, and if they were not, raise the budget by that amount; once these conversations are answered, their real cost counts instead.{" "}
       *[false] {""}
    }Raise budget (or use --budget) and run again; it goes on from here
