### Prices, the retirement of models, the budget.

# $line (Number)
# $what (String)
money-bad-registry = 平台的模型与价格数据（models.json）第 { $line } 行不能使用：{ $what }

# $model (String)
# $field (String)
# $highest (Number)
money-bad-registry-price = 平台的模型与价格数据（models.json）不能使用：模型 { $model } 的 { $field } 应为 0 到 { $highest } 之间的数字（每 100 万 Token 的价格），请修改

# $when is `on` a day, `already` or `soon`.
# $model (String)
# $when (String)
# $day (String)
# $as-of (String)
# $has-successor (Bool)
# $successor (String)
money-retired = 模型 { $model } { $when ->
        [on] 已于 { $day } 下线
        [already] 已下线
       *[soon] 即将下线
    }（数据日期 { $as-of }），{ $has-successor ->
        [true] 建议换用 { $successor }
       *[false] 请换用其他模型
    }

# $model (String)
# $asked (Number)
# $most (Number)
# $as-of (String)
money-above-most = 模型 { $model } 的 max_tokens 是 { $asked }，超过它接受的 { $most }（数据日期 { $as-of }），平台可能拒绝调用；请在 models 中给它单独设置：{"{"}"name": "{ $model }", "max_tokens": { $most }{"}"}

# $highest (Number)
money-no-price = 应为 0 到 { $highest } 之间的数字（每 100 万 Token 的价格），请修改

money-bad-currency = 应为三个大写字母，例如 CNY 或 USD，请修改

# $model (String)
# $other (String)
# $currency (String)
money-other-currency = 模型 { $model } 的价格以 { $other } 计，本次以 { $currency } 计费，按价格未知处理

# $models (String)
# $currency (String)
# $first (String)
money-budget-without-price = 设置了费用上限，但不知道 { $models } 的价格（{ $currency }），无法保证不超支；请在配置中写明，例如 "prices": {"{"}"{ $first }": {"{"}"input": 4, "output": 16, "currency": "{ $currency }"{"}"}{"}"}（每 100 万 Token），或去掉 budget

# $model (String)
money-budget-without-cap = 设置了费用上限，但模型 { $model } 的请求中没有 max_tokens，一次回答的费用没有上限；请写明 max_tokens 或去掉 budget

# $model (String)
# $most (Number)
money-clamped = 平台返回的 { $model } 的 Token 数大得不合理，按 { $most } 计；请核对平台账单

# ---- The budget ----

# $limit (String)
money-limit = 费用上限: { $limit }

# $limit (String)
# $spent (String)
money-limit-with-earlier = 费用上限: { $limit }，同一输出目录之前的运行已用 { $spent }，计算在内

# What is confirmed, and what may come besides.
# $confirmed (String)
# $perhaps (String)
money-with-perhaps = { $confirmed }（已确认），另可能有最多 { $perhaps }（没有收到用量的调用）

# $spent (String)
money-standing = 费用: { $spent }

# $spent (String)
# $limit (String)
# $left (String)
money-standing-with-limit = 费用: { $spent }；上限 { $limit }，剩余 { $left }

# $sums (String)
# $currency (String)
money-other-currencies = 账本中另有 { $sums } 的花费，货币不同，不计入以 { $currency } 计的上限

# $worst (String)
# $at-once (Number)
money-holds-back = 每次调用先按最坏情况预留，最多 { $worst }；剩余的上限只够同时进行约 { $at-once } 个调用，会慢一些；调小 max_tokens 可以加快

# $worst (String)
# $at-once (Number)
money-holds-back-parts = 每个对话提交前先按批量价格的最坏情况预留，最多 { $worst }；剩余的上限一次只够提交约 { $at-once } 个对话，其余等前面的取回后再提交

# $models (String)
money-unknown-prices = 不知道 { $models } 的价格，费用不计入总结；可在配置的 prices 中写明

# $limit (String)
# $left (String)
money-limit-part = { $limit }（本次开始时本片可以花费 { $left }）

# $limit (String)
# $of (Number)
# $left (String)
# $worst (String)
# $doubtful (Bool)
money-reached-part = 本片的预算用完了: 上限 { $limit } 由 { $of } 片平分，归本片的还剩 { $left }，不够下一次调用的最坏情况 { $worst }。已完成的对话不会重复付费；{ $doubtful ->
        [true] 挡住的主要是可能已计费的调用，请核对平台账单；
       *[false] {""}
    }等别的分片都结束后，不带 --shard 运行可以用它们没有用完的部分；或调高 budget（或用 --budget）后重新运行

# $limit (String)
# $spent (String)
# $others (String)
# $is-held (Bool)
# $held (String)
# $left (String)
# $worst (String)
# $doubtful (Bool)
money-reached-common = 到达共用的费用上限: 上限 { $limit }，本目录已用 { $spent }，别的进程已用 { $others }{ $is-held ->
        [true] ，它们正在进行的调用还占着 { $held }
       *[false] {""}
    }；剩余 { $left } 不够下一次调用的最坏情况 { $worst }。已完成的对话不会重复付费；{ $doubtful ->
        [true] 挡住的主要是本目录可能已计费的调用，请核对平台账单；
       *[false] {""}
    }{ $is-held ->
        [true] 等它们结束后重新运行，用它们没有用完的部分，或大家一起调高 budget（或用 --budget）
       *[false] 大家一起调高 budget（或用 --budget）后重新运行，会从这里继续
    }

# $doubtful: but for what is only feared, the call would fit.
# $limit (String)
# $spent (String)
# $left (String)
# $worst (String)
# $doubtful (Bool)
money-reached = 到达费用上限: 上限 { $limit }，已用 { $spent }，含之前的运行；剩余 { $left } 不够下一次调用的最坏情况 { $worst }。已完成的对话不会重复付费；{ $doubtful ->
        [true] 挡住的主要是可能已计费的调用：请核对平台账单，如果没有计费，把上限调高同样的数额即可，这些对话得到回答后会按实际费用重新估计；
       *[false] {""}
    }调高 budget（或用 --budget）后重新运行，会从这里继续
