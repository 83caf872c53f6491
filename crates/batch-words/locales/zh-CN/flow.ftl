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

# $seconds (Number)
# $in-flight (Number)
# $ceiling (Number)
flow-waiting-for-requests = 等待每分钟请求数限额 { $seconds } 秒，{ $in-flight }/{ $ceiling } 在途

# $seconds (Number)
# $in-flight (Number)
# $ceiling (Number)
flow-waiting-for-tokens = 等待每分钟 Token 限额 { $seconds } 秒，{ $in-flight }/{ $ceiling } 在途

# $seconds (Number)
# $in-flight (Number)
# $ceiling (Number)
flow-ramping = 平台过载，缓慢恢复 { $seconds } 秒，{ $in-flight }/{ $ceiling } 在途

# $seconds (Number)
# $in-flight (Number)
# $ceiling (Number)
flow-probing = 平台暂时没有成功答复，等待下一次试探 { $seconds } 秒，{ $in-flight }/{ $ceiling } 在途

# $seconds (Number)
# $in-flight (Number)
flow-waiting-to-retry = 等待重试 { $seconds } 秒，{ $in-flight } 在途

# $done (Number)
# $count (Number)
flow-mending = 整理已有的结果文件 { $done }/{ $count }

flow-link-down = 网络中断，等待恢复

# $done (Number)
# $total (Number)
# $failed (Number)
# $in-flight (Number)
# $per-minute (String)
flow-progress = { $done }/{ $total } 失败 { $failed } 在途 { $in-flight } { $per-minute }/分

# $done (Number)
# $total (Number)
# $failed (Number)
# $in-flight (Number)
# $per-minute (String)
# $left (String)
flow-progress-with-left = { $done }/{ $total } 失败 { $failed } 在途 { $in-flight } { $per-minute }/分 剩余 { $left }

# $progress (String)
flow-progress-line = 进度: { $progress }
