### A run from its banner to its end, as the log tells it.

# ---- Before the first call ----

# $title (String)
run-banner-title = 批量处理系统 - { $title }

run-banner-simulated = 【模拟运行】以下回答全部由内置模拟器生成，不是真实模型的回答，不产生费用

run-banner-settings = 配置信息:

# $file (String)
run-banner-config = {"  "}配置文件: { $file }

# $url (String)
run-banner-address = {"  "}API地址: { $url }

# $file (String)
run-banner-prompts = {"  "}Prompts文件: { $file }

# $folder (String)
run-banner-records = {"  "}患者记录目录: { $folder }

# $folder (String)
run-banner-output = {"  "}输出目录: { $folder }

# $models (String)
run-banner-models = {"  "}使用模型: { $models }

# $retries (Number)
run-banner-retries = {"  "}最大重试次数: { $retries }

# $tokens (Number)
run-banner-tokens = {"  "}最大Token数: { $tokens }

# $concurrency (Number)
# $concurrency-set (Bool)
# $rpm-known (Bool)
# $rpm (Number)
# $rpm-set (Bool)
# $tpm-known (Bool)
# $tpm (Number)
# $tpm-set (Bool)
run-banner-limits = {"  "}限额: 同时 { $concurrency } 次（{ $concurrency-set ->
        [true] 已指定
       *[false] 默认
    }），{ $rpm-known ->
        [true] 每分钟请求 { $rpm }（{ $rpm-set ->
            [true] 已指定
           *[false] 默认
        }）
       *[false] 每分钟请求未知（运行中学习）
    }，{ $tpm-known ->
        [true] 每分钟 Token { $tpm }（{ $tpm-set ->
            [true] 已指定
           *[false] 默认
        }）
       *[false] 每分钟 Token未知（运行中学习）
    }

# $models (Number)
# $people (Number)
# $files (Number)
run-starting = 开始批量处理: { $models } 个模型 × { $people } 个患者 = { $files } 个文件

# What is kept of earlier runs and what is to be done.
# $kept (Number)
# $fresh (Number)
# $again (Number)
# $unknown (Number)
# $waiting (Number)
run-resuming = 接着上次继续: 已有 { $kept } 个回答，新对话 { $fresh } 个{ $again ->
        [0] {""}
       *[other] ，重试上次失败的 { $again } 个
    }{ $unknown ->
        [0] {""}
       *[other] ，{ $unknown } 个上次已发出但没有收到结果（可能已计费），将重新询问
    }{ $waiting ->
        [0] {""}
       *[other] ，{ $waiting } 个在批量推理中，不重复询问
    }

run-nothing-to-do = 全部对话都已有回答，无需调用

# $bytes (Number)
run-torn = 账本末尾有 { $bytes } 字节没有写完（上次异常退出），已去掉

# $lines (String)
# $count (Number)
# $file (String)
run-damaged = 账本第 { $lines } 行已损坏（共 { $count } 行），已移到 { $file }；因此读不出的回答需要重新询问

# $file (String)
# $count (Number)
# $lines (String)
# $lost (Bool)
# $whole (Bool)
run-found-damaged = { $file }: 有 { $count } 行已损坏（第 { $lines } 行）；{ $lost ->
        [true] 因此读不出的回答会重新询问（可能再次计费）
       *[false] 没有对话需要因此重新询问
    }；{ $whole ->
        [true] 下次运行整个作业时会把损坏的行另存
       *[false] 这一片再次运行时，或没有分片在运行时用 finish 或不带 --shard 的运行，会把损坏的行另存
    }

# $folder (String)
# $owner (String)
run-locked = 输出目录 { $folder } 正被另一个进程使用（{ $owner }），请等它结束或换一个 output_dir

# Whose name is not there yet.
# $folder (String)
run-locked-just-now = 输出目录 { $folder } 正被另一个进程使用（刚刚启动），请等它结束或换一个 output_dir

# $cause (String)
run-no-lock = 此文件系统不支持文件锁（{ $cause }），请不要对同一输出目录同时运行两个进程

# $folder (String)
run-fresh = --fresh: 旧的账本和结果文件已移到 { $folder }

# $count (Number)
# $folder (String)
run-fresh-part = --fresh: 所选部分的 { $count } 个旧回答不再使用，将重新询问，其结果文件已移到 { $folder }；其余部分和已花的费用不变

# Files that are in the way: said once, before anything is sent. The folder is that of the run that has begun.
# $count (Number)
# $names (String)
# $folder (String)
run-strangers-now = 输出目录中有 { $count } 个结果文件不是本程序写的，或写后被人改过: { $names }。写入新结果时会先把它们移到 { $folder }；要让它们留在原处，请按 Ctrl-C 停下，换一个 --output-dir，或先给它们改名

# The same, where no run has begun.
# $count (Number)
# $names (String)
# $prefix (String)
run-strangers = 输出目录中有 { $count } 个结果文件不是本程序写的，或写后被人改过: { $names }。写入新结果时会先把它们移到 输出目录下的 { $prefix }日期-时间；要让它们留在原处，请换一个 --output-dir，或先给它们改名

# ---- What becomes of conversations and sheets ----

# $count (Number)
run-sheet-started = 开始处理，共 { $count } 个对话

# $number (Number)
# $seconds (String)
run-answered = 完成对话 { $number } (耗时: { $seconds }秒)

# $number (Number)
# $attempt (Number)
# $fault (String)
run-attempt-failed = 对话 { $number } 失败 (第{ $attempt }次尝试): { $fault }

# $seconds (Number)
run-will-retry = 将在 { $seconds } 秒后重试...

# $number (Number)
# $attempt (Number)
# $seconds (String)
run-retry-succeeded = 对话 { $number } 重试成功 (第{ $attempt }次尝试，耗时: { $seconds }秒)

# $number (Number)
# $retries (Number)
# $fault (String)
run-gave-up = 对话 { $number } 最终失败 (已重试{ $retries }次): { $fault }

# $answered (Number)
# $count (Number)
# $seconds (String)
run-sheet-done = 处理完成 (成功: { $answered }/{ $count }, 耗时: { $seconds }秒)

# $file (String)
run-saved = {"  "}已保存: { $file }

# $file (String)
run-unchanged = {"  "}没有变化: { $file }

# $file (String)
# $folder (String)
run-moved = {"  "}原有的 { $file } 不是本程序写的或被改过，已移到 { $folder }

# $file (String)
run-not-replaced = {"  "}没有覆盖 { $file }: 其中有回答，而这次没有得到一个回答

# $number (Number)
run-cut = 对话 { $number } 的回答被 max_tokens 截断，已保留；需要完整回答请调大 max_tokens

# $number (Number)
# $reason (String)
run-unfinished = 对话 { $number } 的回答以 finish_reason { $reason } 结束，可能不完整，已保留

# $fault (String)
run-model-dropped = 停止使用该模型，其余对话不再发送: { $fault }

run-all-done = 批量处理任务完成

# $count (Number)
# $now (Bool)
# $written (Number)
run-files-made = 生成文件数: { $count }{ $now ->
        [true] {""}
       *[false] （本次写入 { $written } 个）
    }

# $seconds (String)
run-total-time = 总耗时: { $seconds }秒

# ---- Why a run ended early, and what to do ----

# $seconds (Number)
# $in-flight (Number)
run-interrupted = 收到中断信号: 不再发送新的调用，最多再等 { $seconds } 秒让 { $in-flight } 个在途的调用完成；再按一次 Ctrl-C 立即停止

# $in-flight (Number)
run-interrupted-again = 立即停止，放弃 { $in-flight } 个在途的调用（可能已计费）

# $cause (String)
run-disk = 无法写入（{ $cause }），已停止发送；请处理后重新运行，已写入的回答不会丢失

# $cause (String)
run-not-written = 没有写成（{ $cause }）；请处理后重新运行，回答在账本中，不会重复付费

# $count (Number)
run-lost = 有 { $count } 个已收到的回答没能写入磁盘，下次运行会重新询问

# $files (String)
run-unwritten = 没有写成的文件: { $files }

# $why (String)
run-stopped = 运行停止: { $why }

# $fault (String)
# $vars (String)
# $console (String)
run-refused-key = { $fault }。请检查 { $vars } 或配置中的 api_key，并确认它属于 base_url 指向的平台；在 { $console } 可以查看和新建

# $fault (String)
# $vars (String)
run-refused-key-here = { $fault }。请检查 { $vars } 或配置中的 api_key，并确认它属于 base_url 指向的服务器

# $fault (String)
run-refused-any-key = { $fault }。服务器要求密钥：请在 api_config 的 api_key 中填写，或在 platform 中用 key_vars 写明环境变量

# $fault (String)
# $console (String)
run-refused-balance = { $fault }。请到 { $console } 充值后重新运行，已完成的对话不会重复付费

# $fault (String)
# $console (String)
run-refused-forbidden = { $fault }。请到 { $console } 查看账户权限

# $fault (String)
run-refused = { $fault }。处理后重新运行即可继续

# $fault (String)
# $program (String)
run-paused-offline = 运行暂停: { $fault }。请在网络恢复后重新运行 { $program }，会从这里继续

# $fault (String)
# $wait (String)
# $program (String)
run-paused-for = 运行暂停: { $fault }。请在约 { $wait } 后重新运行 { $program }，会从这里继续

# $fault (String)
# $program (String)
run-paused-overload = 运行暂停: { $fault }。请在平台空闲一些时重新运行 { $program }，会从这里继续

# $fault (String)
# $program (String)
run-paused-quota = 运行暂停: { $fault }。请在额度恢复后（通常是次日）重新运行 { $program }，会从这里继续

# What an exit code means, behind it.
# $code (Number)
run-exit-code = { $code ->
        [0] 全部完成
        [1] 有对话失败，或没有全部写成
        [2] 用法、配置、Key 或输入有误，什么都没有发送
        [3] 平台拒绝了账户（Key、余额、权限），或地址不对
        [4] 额度或预算用完、太久没有成功答复、批量推理还没有完成，或有的对话没有发送，可以稍后再运行
        [130] 被中断
       *[other] 异常退出
    }
