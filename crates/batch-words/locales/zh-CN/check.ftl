# ---- what `check` looks at ----

check-config = 配置
check-budget = 费用上限
check-inputs = 输入
check-output = 输出目录
check-network = 网络
check-key = API Key
check-balance = 余额
check-batch = 批量推理

# $name (String)
check-model = 模型 { $name }

# ---- what came of it ----

check-state-ok = 正常
check-state-unchecked = 未查
check-state-warning = 注意
check-state-wrong = 错误

check-head = 检查结果:
check-head-simulated = 检查结果（内置模拟器，不是真实平台）:

# $program (String)
check-all-well = 可以运行: { $program }（先看费用和时间: { $program } plan）

# $program (String)
check-some-unchecked = 没有发现错误；“未查”的项目没有免费的办法，可用 { $program } check --spend 各发一次极小的付费调用

# $count (Number)
check-some-wrong = 有 { $count } 处错误，请按上面的说明修改后再检查

# ---- inputs ----

# $people (Number)
# $prompts (Number)
check-inputs-found = { $people } 个患者，{ $prompts } 个 Prompt

# $model (String)
# $people (String)
# $reason (String)
check-too-long = [{ $model }][{ $people }] 对话不会发送: { $reason }

# ---- network, key, balance ----

# $address (String)
# $reason (String)
check-unreachable = { $address } 无法连接: { $reason }

# $address (String)
# $reason (String)
check-no-way = { $address } 下没有对话接口: { $reason }

# $address (String)
check-no-way-page = { $address } 下没有对话接口，收到的是网页；请检查 base_url（多数地址以 /v1 结尾），以及网络是否需要登录

# $address (String)
# $behind (String)
check-no-way-but = { $address } 下没有对话接口；{ $behind } 才是，请把 base_url 改为它

# $models (Number)
check-no-key-listed = 没有设置，服务器也不需要；列出 { $models } 个模型

# $models (Number)
check-key-valid = 有效，平台列出 { $models } 个模型

check-key-unchecked = 已设置；这个地址没有可以免费验证的接口
check-key-not-needed = 没有设置，也不需要
check-key-proven = 有效，调用成功

# $reason (String)
check-no-list = 无法取得模型列表: { $reason }

check-no-list-in-reply = 连接成功，但收到的不是模型列表；请检查 base_url，以及网络是否需要登录

# $amount (String)
# $console (String)
check-no-balance = { $amount }，余额不足，请到 { $console } 充值

check-balance-unknown = 这个地址没有给出余额

# ---- models ----

check-listed = 在平台的模型列表中

check-any-name-simulated = 模拟器接受任何名称

# $retired (String)
check-listed-all-the-same = { $retired }；但平台的模型列表中仍有它

check-not-listed = 不在平台的模型列表中，请检查名称，或确认账户已开通该模型

# $nearest (String)
check-not-listed-but = 不在平台的模型列表中，请检查名称，或确认账户已开通该模型。列表中最接近的：{ $nearest }

# $status (String)
check-shut-down = 平台已停用（{ $status }），请换用其他模型

# $status (String)
# $successor (String)
check-shut-down-for = 平台已停用（{ $status }），建议换用 { $successor }

# $status (String)
check-ending = 平台标记为 { $status }，即将停用，请换用其他模型

# $status (String)
# $successor (String)
check-ending-for = 平台标记为 { $status }，即将停用，建议换用 { $successor }

# $name (String)
check-other-name = 以 { $name } 的名义调用，不在模型列表中，无法免费验证

check-no-free-way = 无法免费验证

# $took (String)
check-answered = 调用成功（{ $took }）

# $took (String)
# $paid (String)
check-answered-paid = 调用成功（{ $took }，费用 { $paid }）

# ---- the batch service ----

check-batch-reached = 服务可以使用
check-batch-unasked = 没有可以免费验证的接口
check-batch-missing = 这个地址没有批量推理服务；不影响在线运行

# $status (Number)
# $has-reason (Bool)
# $reason (String)
check-batch-refused = 没有得到允许，账户的档位或这个 Key 可能不能用；不影响在线运行（HTTP { $status }{ $has-reason ->
        [true] {": "}{ $reason }
       *[false] {""}
    }）

# $reason (String)
check-batch-unheard = 没有查到，不影响在线运行: { $reason }

# $models (String)
check-batch-can = 可以用的模型: { $models }

# $models (String)
check-batch-cannot = 不能用的模型: { $models }

# $models (String)
check-batch-doubted = 平台的模型列表没有标明可以批量推理: { $models }

# $models (String)
check-batch-offered = 平台的模型列表标明可以批量推理: { $models }

# Two findings about one thing.
# $first (String)
# $second (String)
check-both = { $first }；{ $second }
