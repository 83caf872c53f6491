### The closing lines: the manual's, then what it does not count.

summary-done = 处理完成！

# $all (Bool)
# $total (Number)
# $failed (Number)
summary-done-with-failures = { $all ->
        [true] 处理结束，但 { $total } 个对话全部失败
       *[false] 处理结束，但 { $total } 个对话中有 { $failed } 个失败
    }

# $why (String)
# $left (Number)
# $failed (Number)
summary-stopped = { $why ->
        [interrupted] 处理被中断
        [refused] 处理停止（平台拒绝了请求）
        [paused] 处理暂停
        [limiter] 处理暂停（共享限制器没有回答）
        [budget] 处理暂停（到达费用上限）
        [waiting] 批量推理还在进行
        [submitted] 已提交给批量推理
        [left] 处理结束
       *[disk] 处理停止（无法写入磁盘）
    }: 还有 { $left } 个对话未处理{ $failed ->
        [0] {""}
       *[other] ，{ $failed } 个失败
    }

summary-simulated = 【模拟运行】文件内容由内置模拟器生成，请勿当作真实结果

# $count (Number)
# $now (Bool)
# $written (Number)
summary-files-made = 共生成 { $count } 个JSON文件{ $now ->
        [true] {""}
       *[false] （本次写入 { $written } 个）
    }

# $folder (String)
summary-output-dir = 输出目录: { $folder }/

summary-files = 生成的文件：

# $file (String)
summary-file = {"  "}- { $file }

# $count (Number)
summary-more-files = {"  "}…… 其余 { $count } 个见输出目录

# $count (Number)
# $folder (String)
# $names (String)
summary-moved = 已移开 { $count } 个原有文件，在 { $folder }/: { $names }

# $count (Number)
# $names (String)
summary-not-replaced = 没有覆盖 { $count } 个有回答的原有文件（这次没有得到一个回答）: { $names }

# $answered (Number)
# $kept (Number)
# $failed (Number)
# $left (Number)
summary-conversations = 对话: 本次完成 { $answered }，之前已有 { $kept }，失败 { $failed }，未处理 { $left }

# $count (Number)
# $class (String)
summary-failed = {"  "}失败 { $count } 个: { $class }

# $count (Number)
summary-cut = {"  "}本次完成的回答中，有 { $count } 个被 max_tokens 截断或可能不完整

# $calls (Number)
# $retries (Number)
# $limited (Number)
# $waited (String)
# $took (String)
summary-calls = 调用: { $calls } 次，重试 { $retries } 次，限流 { $limited } 次，等待限流 { $waited }，总耗时 { $took }

# $model (String)
# $input (Number)
# $cached (Number)
# $output (Number)
# $thinking (Number)
summary-model = {"  "}{ $model }: 输入 { $input } Token（缓存 { $cached }），输出 { $output } Token（思考 { $thinking }）

# $model (String)
# $input (Number)
# $cached (Number)
# $output (Number)
# $thinking (Number)
# $cost (String)
summary-model-with-cost = {"  "}{ $model }: 输入 { $input } Token（缓存 { $cached }），输出 { $output } Token（思考 { $thinking }），费用 { $cost }

# $spent (String)
# $has-earlier (Bool)
# $earlier (String)
# $has-perhaps (Bool)
# $perhaps (String)
# $has-abandoned (Bool)
# $abandoned (String)
# $has-limit (Bool)
# $limit (String)
# $as-of (String)
# $simulated (Bool)
summary-money = 费用: 本次约 { $spent }{ $has-earlier ->
        [true] ，之前 { $earlier }
       *[false] {""}
    }{ $has-perhaps ->
        [true] ，另可能有最多 { $perhaps }（没有收到用量的调用，含之前的）
       *[false] {""}
    }{ $has-abandoned ->
        [true] ，放弃的在途调用最多 { $abandoned }
       *[false] {""}
    }{ $has-limit ->
        [true] ，上限 { $limit }
       *[false] {""}
    }（价格数据日期 { $as-of }，以平台账单为准）{ $simulated ->
        [true] ；模拟运行没有真的产生费用
       *[false] {""}
    }

# $code (Number)
# $meaning (String)
summary-exit-code = 退出码: { $code }（{ $meaning }）

# ---- What can be done now: each of these stands above a command ----

next-head = 接下来可以:

# $failed (Number)
next-failures = 查看 { $failed } 个失败的对话和原因

# $failed (Number)
# $left (Number)
# $answered (Number)
next-again = 再运行一次{ $failed ->
        [0] {""}
       *[other] ，重试失败的 { $failed } 个
    }{ $left ->
        [0] {""}
       *[other] ，继续未处理的 { $left } 个
    }{ $answered ->
        [0] {""}
       *[other] ；已有的 { $answered } 个回答不会重复付费
    }

# $count (Number)
next-empty = { $count } 个对话的问答记录是空的，任何运行都不会询问：请补上记录；是哪些文件，检查时会列出

# $answered (Number)
next-report = 把 { $answered } 个回答做成一个网页，各模型对照阅读

next-check = 按停止的原因修改后，先检查；不产生费用

next-rate = 制作不显示模型名称的评分页面，请评分者打分

# $answered (Number)
next-export = 把 { $answered } 个回答导出为 Excel 表格

next-real = 演练结束；把 Key 写入 .env 之后，先检查，再正式运行
