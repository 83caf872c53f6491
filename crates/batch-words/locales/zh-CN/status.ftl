# ---- what `status` prints ----

status-simulated = 【模拟运行】以下是内置模拟器的结果，没有真的产生费用

# $folder (String)
status-folder = 输出目录: { $folder }

status-never-run = 还没有运行过

# $at (String)
# $code (Number)
# $meaning (String)
status-last-ended = 最近一次运行: 结束于 { $at }，退出码 { $code }（{ $meaning }）

# $at (String)
status-last-open = 最近一次运行: 开始于 { $at }，没有结束记录（被强行终止，或死机、断电）；再次运行会接着做

# $at (String)
# $has-owner (Bool)
# $owner (String)
status-running = 正在运行: 开始于 { $at }{ $has-owner ->
        [true] （{ $owner }）
       *[false] {""}
    }；以下是到此刻为止的情况

# $at (String)
status-last-submitted = 最近一次运行: 结束于 { $at }，退出码 0（已提交给批量推理，还没有取回）

# $count (Number)
# $priced (Bool)
# $most (String)
status-batch = 批量推理: { $count } 个对话在平台上{ $priced ->
        [true] ，预留最多 { $most }
       *[false] {""}
    }

status-batch-wait = 等待并取回:
status-batch-fetch = 只取回已经完成的:

# $total (Number)
status-total = 合计 { $total } 个对话

# $answered (Number)
# $cut (Number)
# $failed (Number)
# $refused (Number)
# $unknown (Number)
# $running (Bool)
# $waiting (Number)
# $left (Number)
# $tokens_in (Number)
# $tokens_out (Number)
status-counts = 已回答 { $answered }{ $cut ->
        [0] {""}
       *[other] （其中 { $cut } 个被 max_tokens 截断或可能不完整）
    }，失败 { $failed }{ $refused ->
        [0] {""}
       *[other] （其中 { $refused } 个被内容审核拒绝）
    }{ $unknown ->
        [0] {""}
       *[other] ，{ $running ->
            [true] 在途 { $unknown }
           *[false] 结果未知 { $unknown }（已发出，可能已计费）
        }
    }{ $waiting ->
        [0] {""}
       *[other] ，批量推理中 { $waiting }
    }，未处理 { $left }；输入 { $tokens_in } Token，输出 { $tokens_out } Token

# $count (Number)
# $class (String)
status-failed-class = 失败 { $count } 个: { $class }

# $expected (Number)
# $found (Number)
status-files = 文件: 应有 { $expected } 个，已有 { $found } 个

# $count (Number)
status-files-missing = 对话已有结果但文件不在（再次运行会重新生成，不产生调用）: { $count } 个

# $count (Number)
status-files-differing = 内容与账本不一致（被改过、已损坏，或属于旧的配置）: { $count } 个

# $count (Number)
status-files-more = …… 其余 { $count } 个用 --json 查看

status-failed-head = 失败的对话:

# $model (String)
# $people (String)
# $number (Number)
# $reason (String)
status-failed-one = [{ $model }][{ $people }] 对话 { $number }: { $reason }
