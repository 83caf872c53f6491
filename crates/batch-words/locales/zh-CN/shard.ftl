### 分片：一个作业由几个进程分着做。

help-shard = 只做第 i 片（共 n 片），如 2/8；由 Slurm 或 HyperQueue 启动时可写 auto 或 auto/8。各片可以在不同的机器上同时运行，用同一个输出目录
help-expected-shard = i/n，如 2/8（i 从 1 到 n，n 不超过 4095），或 auto、auto/8
help-finish = 不发送任何请求，只把已经答完而文件还没有写好的结果写好（各片都结束之后）

# $shard (String)
# $of (Number)
# $concurrency (Number)
# $rpm-known (Bool)
# $rpm (Number)
# $tpm-known (Bool)
# $tpm (Number)
shard-banner = {"  "}分片: { $shard }，上面的限额是整个账号的 { $of } 分之一（账号: 同时 { $concurrency } 次{ $rpm-known ->
        [true] ，每分钟 { $rpm } 次
       *[false] {""}
    }{ $tpm-known ->
        [true] ，每分钟 { $tpm } 个Token
       *[false] {""}
    }）

# $shard (String)
# $sheets (Number)
# $all (Number)
shard-began = 分片 { $shard }: 负责 { $sheets } 个结果文件（共 { $all } 个），其余由别的分片完成

# $owner (String)
# $seconds (Number)
shard-taken = 另一个进程正在处理同一部分（{ $owner }），最多等 { $seconds } 秒让它结束

# $shard (String)
# $sheets (Number)
# $files (Number)
# $all (Number)
# $answered (Number)
# $left (Number)
shard-plan-head = 计划: 分片 { $shard } 负责 { $sheets } 个结果文件（共 { $files } 个），{ $all } 个对话；已有回答 { $answered } 个，待问 { $left } 个

# $shard (String)
# $sheets (Number)
shard-status = 分片 { $shard }: 以下只是它负责的 { $sheets } 个结果文件；花费是整个目录的

# In place of the sum in the lines of money.ftl and plan.ftl about a budget.
shard-part = 本片的部分

# $file (String)
# $count (Number)
# $lines (String)
shard-other-damaged = 账本 { $file }（不是本片的）有 { $count } 行已损坏（第 { $lines } 行）：如果归本片的回答因此读不出，会重新询问，可能再次计费；没有分片在运行时，finish 或不带 --shard 的运行会把损坏的行另存

# $limit (String)
# $of (Number)
# $rest (String)
shard-allowance = 预算 { $limit } 由 { $of } 片平分：本片还可以花费 { $rest }

# $folder (String)
# $known (Bool)
# $owner (String)
shard-locked-by-whole = 输出目录 { $folder } 的整个作业正由另一个进程处理{ $known ->
        [true] （{ $owner }）
       *[false] {""}
    }；等它结束后，分片才能运行

# $folder (String)
# $held (String)
# $known (Bool)
# $owner (String)
# $of (Number)
shard-locked-whole = 输出目录 { $folder } 的分片正在运行，其中有 { $held }{ $known ->
        [true] （{ $owner }）
       *[false] {""}
    }；等各片都结束后才能处理整个作业。现在可以用 --shard i/{ $of } 做其中还没有运行的一片

# $folder (String)
# $held (String)
# $known (Bool)
# $owner (String)
shard-locked-same = 输出目录 { $folder } 的分片 { $held } 正由另一个进程处理{ $known ->
        [true] （{ $owner }）
       *[false] {""}
    }；请等它结束

# $folder (String)
# $wanted (String)
# $held (String)
# $known (Bool)
# $owner (String)
# $of (Number)
shard-locked-cut = 分片 { $wanted } 与正在运行的分片 { $held }{ $known ->
        [true] （{ $owner }）
       *[false] {""}
    }有相同的结果文件，不能同时写入 { $folder }；请等分成 { $of } 片的都结束，或也分成 { $of } 片（--shard i/{ $of }）

# $folder (String)
# $held (String)
# $known (Bool)
# $owner (String)
# $of (Number)
shard-locked-number = 输出目录 { $folder } 正按另一个片数运行，其中有分片 { $held }{ $known ->
        [true] （{ $owner }）
       *[false] {""}
    }，它们还可能用到各自的那份预算；请等分成 { $of } 片的都结束，或也分成 { $of } 片（--shard i/{ $of }）

# $shards (String)
# $count (Number)
# $known (Bool)
shard-left = { $known ->
        [true] 待问的 { $count } 个对话归分片 { $shards }：请再运行这几片，或在没有分片运行时不带 --shard 运行
       *[false] 还有 { $count } 个对话待问：请再运行各片，或在没有分片运行时不带 --shard 运行
    }

# $count (Number)
shard-running = 正在运行: { $count } 个进程；以下是到此刻为止的情况

# $count (Number)
shard-running-more = … 另有 { $count } 个，用 --json 列出全部

shard-no-task = --shard auto 需要由 Slurm 的作业数组（SLURM_ARRAY_TASK_ID）或 HyperQueue（HQ_TASK_ID）启动；请写明是第几片，如 --shard 2/8

# $task (String)
shard-no-count = 调度系统只说明这是任务 { $task }，没有说明共有几个；请写 --shard auto/8（8 为总片数）

# $variable (String)
# $value (String)
shard-no-number = --shard auto 读环境变量 { $variable }，它应该是一个数字，现在却是 { $value }；请检查是谁设置了它，或写明是第几片，如 --shard 2/8

# $of (Number)
# $most (Number)
shard-too-many = 这个作业数组有 { $of } 个任务，而一个作业最多分成 { $most } 片；请用较小的数组

# $from (Number)
# $to (Number)
# $of (Number)
shard-gaps = 这个作业数组只有任务 { $from } 到 { $to } 中的 { $of } 个，不能由它推算总片数；只重新提交其中几片时，请写 --shard auto/8（8 为原来的总片数，数组从 1 编号）

# $task (String)
# $of (Number)
shard-outside = 任务 { $task } 不在 1 到 { $of } 之间；请让数组从 1 编号到 { $of }

shard-fresh = --fresh 不能与 --shard 同用：别的分片可能正在使用同一个输出目录。要从头开始，请换一个 --output-dir，或先把原来的输出目录改名

shard-batch = 批量推理由一个进程完成，不能与 --shard 同用；请去掉 --shard
