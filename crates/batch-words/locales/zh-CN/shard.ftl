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

# $file (String)
# $count (Number)
# $lines (String)
shard-other-damaged = 别的分片留下的账本 { $file } 有 { $count } 行已损坏（第 { $lines } 行）：其中读不出而现在归本片的对话会重新询问，可能再次计费；没有分片在运行时，finish 或不带 --shard 的运行会把损坏的行另存

# $limit (String)
# $of (Number)
# $rest (String)
shard-allowance = 预算 { $limit } 由 { $of } 片平分：本片还可以花费 { $rest }

shard-no-task = --shard auto 需要由 Slurm 的作业数组（SLURM_ARRAY_TASK_ID）或 HyperQueue（HQ_TASK_ID）启动；请写明是第几片，如 --shard 2/8

# $task (String)
shard-no-count = 调度系统只说明这是任务 { $task }，没有说明共有几个；请写 --shard auto/8（8 为总片数）

# $from (Number)
# $to (Number)
# $of (Number)
shard-gaps = 这个作业数组只有任务 { $from } 到 { $to } 中的 { $of } 个，不能由它推算总片数；只重新提交其中几片时，请写 --shard auto/8（8 为原来的总片数，数组从 1 编号）

# $task (String)
# $of (Number)
shard-outside = 任务 { $task } 不在 1 到 { $of } 之间；请让数组从 1 编号到 { $of }

shard-fresh = --fresh 不能与 --shard 同用：别的分片可能正在使用同一个输出目录。要从头开始，请换一个 --output-dir，或先把原来的输出目录改名

shard-batch = 批量推理由一个进程完成，不能与 --shard 同用；请去掉 --shard
