### Limits, waits and the link, and the bar that shows them.

# $limit (Number)
flow-limited = 触发平台限流，同时进行的调用数调整为 { $limit }

# A limit a minute that nobody stated.
# $rpm (Number)
flow-learned-rate = 平台按每分钟限流，发送速度调整为每分钟 { $rpm } 次

# Different conversations fail one after the other, and none is served.
# $fault (String)
flow-held = 连续多个不同的对话都没有成功（{ $fault }）；暂停发送，只逐个试探，恢复后自动继续，不占用重试次数

# $after (String)
flow-served-again = 平台已恢复（中断 { $after }），继续处理

# $fault (String)
flow-offline = 网络似乎断开了: { $fault }；暂停发送，恢复后自动继续，不占用重试次数

# $after (String)
flow-online = 网络已恢复（中断 { $after }），继续处理

# $limit (String)
flow-offline-too-long = 网络中断超过 { $limit }，停止等待

# $wait (String)
flow-wait-too-long = 平台要求等待 { $wait }，超过上限

# $after (String)
flow-starved = 连续 { $after } 没有一次调用成功，其余对话留待下次运行

# ---- What the bar says ----

# Whose limit: the config's own, or the platform's.
# $seconds (Number)
# $own (Bool)
flow-waiting-for-requests = 等待 { $seconds } 秒: { $own ->
        [true] 配置的每分钟请求数（requests_per_minute）
       *[false] 平台的每分钟请求数限额
    }

# $seconds (Number)
# $own (Bool)
flow-waiting-for-tokens = 等待 { $seconds } 秒: { $own ->
        [true] 配置的每分钟 Token 数（tokens_per_minute）
       *[false] 平台的每分钟 Token 限额
    }

# $seconds (Number)
flow-ramping = 等待 { $seconds } 秒: 平台过载，缓慢恢复

# $seconds (Number)
flow-probing = 等待 { $seconds } 秒: 平台暂时没有成功答复，到时再试探

# $seconds (Number)
flow-waiting-to-retry = 等待 { $seconds } 秒: 失败的对话到时重试

# Where there is no room for the reason.
# $seconds (Number)
flow-waiting = 等待 { $seconds } 秒

# $seconds (Number)
flow-stopping = 正在停止: 最多再等 { $seconds } 秒，让在途的调用完成

# $seconds (Number)
flow-stopping-short = 停止中，最多 { $seconds } 秒

flow-stopping-open = 正在停止: 等在途的调用完成

# $done (Number)
# $count (Number)
flow-mending = 整理已有的结果文件 { $done }/{ $count }

flow-link-down = 网络中断，等待恢复

# $failed (Number)
bar-failed = 失败 { $failed }

# $left (String)
bar-left = 剩余 { $left }

bar-left-unknown = 剩余 ?

# $cost (String)
bar-cost = 费用 { $cost }

bar-cost-unknown = 费用未知

# $in-flight (Number)
bar-in-flight = 在途 { $in-flight }

# $per-minute (String)
bar-rate = { $per-minute }/分

# The last warning: its time, and what it was.
# $what (String)
bar-warning = 最近提醒 { $what }

# $models (Number)
# $done (Number)
# $total (Number)
bar-other-models = 其余 { $models } 个模型 { $done }/{ $total }

# $progress (String)
flow-progress-line = 进度: { $progress }
