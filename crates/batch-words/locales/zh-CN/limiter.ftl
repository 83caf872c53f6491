### 几个进程共用一个账号时的共享限制器。

help-limiter = 与其他进程共用账号的限制: Redis 的地址，例如 redis://127.0.0.1:6379；也可以用环境变量 BATCH_LIMITER（有密码时请用它）

# ---- 配置和连接 ----

# $url (String)
limiter-no-address = "{ $url }" 不是 Redis 的地址；应为 redis://[用户:密码@]主机[:端口][/库]，TLS 用 rediss://

limiter-no-colon = 只有用户名，没有密码；只用密码时请写 redis://:密码@主机，不要漏掉冒号

limiter-no-budget = 写了共用的费用上限的名称，却没有上限: 这个运行花的钱不计入任何一处；请同时写 budget（或 --budget），或去掉 limiter_budget

limiter-not-built = 这个程序编译时没有包括共享限制器（Cargo 特性 redis）；请去掉 limiter，或换用带有它的程序

limiter-no-choice = 应为 "pause"（暂停）、"1/4" 这样的份额（共享限制器没有回答时，只用全部限制的四分之一），或者与 --shard 一起用的 "share"（只用它的那一份）

limiter-not-in-batch = 批量推理不受共享限制器约束（它有平台自己的限额），其费用也不计入共用的费用上限；只有在线调用才受约束

# 运行开始时。
# $address (String)
# $trouble (String)
limiter-unusable = 共享限制器 { $address } 不能使用: { $trouble }。没有发送任何请求；请检查地址和 Redis，或去掉 limiter

# $cause (String)
limiter-unreachable = 连接不上（{ $cause }）

# $seconds (Number)
limiter-slow = { $seconds } 秒内没有回答

# $cause (String)
limiter-tls = TLS 连接失败（{ $cause }）

# $asked (Bool): 地址写的是 TLS。
limiter-perhaps-tls = { $asked ->
        [true] 对方没有用 TLS 回答；如果这个 Redis 没有启用 TLS，请写 redis:// 而不是 rediss://
       *[false] 刚发出第一句连接就被关闭；如果这个 Redis 要求 TLS，请写 rediss:// 而不是 redis://
    }

# $db (Number)
limiter-no-database = 这个 Redis 没有第 { $db } 号库；请把地址末尾的数字改小，或去掉

limiter-not-redis = 在这个地址回答的不是 Redis

limiter-password = 用户名或密码不对

limiter-no-password = 需要密码；请写成 redis://:密码@主机，或写在环境变量 BATCH_LIMITER 里

# $said (String)
limiter-forbidden = 这个用户的权限不够（{ $said }）；需要 EVAL、EVALSHA、SCRIPT、GET、SET、TIME 和以 batch-llm: 开头的键

limiter-read-only = 这是只读副本；请写主节点的地址

limiter-full = Redis 的内存已满（maxmemory）

limiter-busy = Redis 正在载入数据或忙于别的脚本

# $to (String)
limiter-moved = 集群一再把请求转到别处（最后是 { $to }）

# $said (String)
limiter-refused = Redis 拒绝了脚本（{ $said }）

# ---- 运行中 ----

# 生效的限额，用配置里的名称。
# $limits (String)
limiter-stricter = 共用这个账号的另一个进程给出了更严的限额，对全部进程生效: { $limits }；请在每份配置里写相同的限额

# 那个进程怎样称呼自己。
# $owner (String)
limiter-other-budget = 正在这个输出目录里运行的另一个进程（{ $owner }）有费用上限，却不与本进程共用: Key 或地址不同、共享限制器不同或没有，或 limiter_budget 不同。这样各自都会花完整个上限；请让同一目录的各片用相同的设置，或等它结束。没有发送任何请求

limiter-interrupted = 在发送任何请求之前被中断

# $address (String)
limiter-banner = {"  "}共享限制器: { $address }（以上限额由共用这个账号的全部进程一起遵守）

# $address (String)
# $processes (Number)
limiter-joined = 共享限制器 { $address }: 现在有 { $processes } 个进程共用这个账号的限制

# $trouble (String)
limiter-away = 共享限制器没有回答: { $trouble }；不发送新的调用，已发出的继续，恢复后自动继续

# $trouble (String)
# $part (Number)
limiter-away-share = 共享限制器没有回答: { $trouble }；按 limiter_away 只用全部限制的 1/{ $part } 继续，恢复后自动共用

# $after (String)
limiter-back = 共享限制器恢复（中断了 { $after }），继续处理

# $limit (String)
limiter-given-up = 共享限制器超过 { $limit } 没有回答，停止等待

# $trouble (String)
# $program (String)
limiter-paused = 运行暂停: 共享限制器没有回答（{ $trouble }）。恢复后重新运行 { $program }，会从这里继续

# ---- 进度条 ----

# $seconds (Number)
limiter-waiting = 等待 { $seconds } 秒: 其他进程正在使用共用的限制

limiter-waiting-away = 共享限制器没有回答，等待恢复

# ---- 检查 ----

check-limiter = 共享限制器

# $address (String)
# $processes (Number)
# $flying (Number)
# $ceiling (Number)
check-limiter-found = { $address }: { $processes } 个进程，在途 { $flying } 个调用，上限 { $ceiling }

# $seconds (Number)
check-limiter-frozen = 平台要求暂停，还有 { $seconds } 秒

# $spent (String)
# $held (String)
check-limiter-money = 共用的费用（各进程报给限制器的）: 已用 { $spent }，在途预留 { $held }

# 在 plan 和 status 的预算下面。
limiter-see-check = 这里的费用只是这个目录的账本中的；共用的费用上限里别的进程用了多少，请看 check
