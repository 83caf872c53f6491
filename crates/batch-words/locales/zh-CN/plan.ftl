# ---- what `plan` prints ----

plan-simulated = 【模拟运行】以下按内置模拟器计算，不产生费用

# $models (Number)
# $people (Number)
# $prompts (Number)
# $all (Number)
# $answered (Number)
# $left (Number)
plan-head = 计划: { $models } 个模型 × { $people } 个患者 × { $prompts } 个 Prompt = { $all } 个对话；已有回答 { $answered } 个，待问 { $left } 个

# $again (Number)
# $unknown (Number)
plan-again = 待问中有 { $again } 个上次失败，{ $unknown } 个上次已发出但没有收到结果（可能已计费）

# $model (String)
# $people (String)
# $count (Number)
# $reason (String)
plan-too-long = 注意: [{ $model }][{ $people }] { $count } 个对话不会发送: { $reason }

# $count (Number)
plan-waiting = 另有 { $count } 个对话在批量推理中，不重复询问

# $count (Number)
plan-empty = 另有 { $count } 个对话的患者记录是空的，不会发送

# ---- the table ----

plan-model = 模型
plan-left = 待问
plan-answered = 已有
plan-tokens-in = 输入 Token
plan-tokens-out = 输出 Token
plan-most = 最多
plan-least-cost = 费用最少
plan-likely-cost = 可能
plan-most-cost = 最多
plan-sum = 合计
plan-no-limit = 不限
plan-price-unknown = 价格未知

# $currency (String)
# $day (String)
plan-prices = 费用单位 { $currency }，价格数据日期 { $day }；“最多”按每个回答都用满 max_tokens 计；不含重试

# ---- below it ----

# $model (String)
# $count (Number)
plan-basis-learned = Token 估算: { $model } 按 { $count } 个已有回答或平台计数校正

# $models (String)
plan-basis-default = Token 估算: { $models } 还没有回答可供参考，按默认比例（中文约 2.7 字节、英文约 3.6 字节一个 Token），思考型模型的输出可能多得多；先用 --prompts 1 跑几个再看会准确得多

# $spent (String)
plan-spent = 已用: 同一输出目录之前的运行约 { $spent }

# $budget (String)
# $left (String)
plan-budget-ample = 费用上限: { $budget }，剩余 { $left }，足够，即使每个回答都用满上限

# $budget (String)
# $left (String)
# $worst (String)
plan-budget-short = 费用上限: { $budget }，剩余 { $left }，不够一次调用的最坏情况 { $worst }，会立即停下；请调高上限或调小 max_tokens

# $budget (String)
# $left (String)
plan-budget-likely = 费用上限: { $budget }，剩余 { $left }，可能够用

# $budget (String)
# $left (String)
plan-budget-unsure = 费用上限: { $budget }，剩余 { $left }，可能不够，到达后会停下，以后可以接着运行

# No requests or tokens a minute: 0.
# $took (String)
# $concurrency (Number)
# $rpm (Number)
# $tpm (Number)
# $bound (String)
plan-time = 时间: 约 { $took }（同时 { $concurrency } 个调用{ $rpm ->
        [0] {""}
       *[other] ，每分钟 { $rpm } 次
    }{ $tpm ->
        [0] {""}
       *[other] ，每分钟 { $tpm } Token
    }；决定快慢的是{ $bound ->
        [requests] 每分钟请求数
        [tokens] 每分钟 Token 数
       *[concurrency] 同时进行的调用数
    }）

# ---- the batch service ----

# $models (String)
plan-batch-none = 批量推理: 没有一个模型可以用: { $models }

# $parts (Number)
# $window (String)
# $in-turns (Bool)
# $at-once (Number)
plan-batch-files = 用批量推理（batch 命令）: 分 { $parts } 批提交{ $in-turns ->
        [true] （平台上同时最多 { $at-once } 批，完成一批再提交一批）
       *[false] {""}
    }，平台承诺每批在 { $window } 内完成，通常更快；Token 估算相同，费用:

# $hours (Number)
plan-batch-held = 用批量推理（batch 命令）: 每个调用保持连接，最长等 { $hours } 小时，期间程序要一直运行；Token 估算相同，费用:

plan-batch-likely-online = 在线可能
plan-batch-likely = 批量可能
plan-batch-saved = 可省
plan-batch-most-online = 在线最多
plan-batch-most = 批量最多
plan-batch-not = 不能

# $money (String)
# $percent (String)
plan-batch-saving = { $money }（{ $percent }%）

# $models (String)
plan-batch-cannot = 不能用批量推理，合计中按在线计（--leftovers online）: { $models }

# ---- settings and where they come from ----

plan-settings = 设置及其来源:
plan-from-flag = 命令行
plan-from-config = 配置文件
plan-from-environment = 环境变量
plan-from-dot-env = .env
plan-from-default = 默认值
plan-from-simulator = 模拟器

# A text that is not shown.
# $count (Number)
plan-characters = （{ $count } 字）

# ---- --ask ----

# $platform (String)
plan-cannot-ask = { $platform } 没有免费的 Token 计数接口，--ask 不起作用

# $model (String)
# $status (Number)
plan-not-counted = 平台没有给出模型 { $model } 的 Token 数（HTTP { $status }），改用默认比例
