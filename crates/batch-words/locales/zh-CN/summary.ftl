### The closing lines: the manual's, then what it does not count.

summary-done = 处理完成！

summary-stopped = 处理中止

summary-simulated = 【模拟运行】文件内容由内置模拟器生成，请勿当作真实结果

# $count (Number)
summary-files-made = 共生成 { $count } 个JSON文件

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
summary-cut = {"  "}其中 { $count } 个回答被 max_tokens 截断或可能不完整

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
