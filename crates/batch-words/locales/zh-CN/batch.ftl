### 平台的批量推理服务：以更低的价格，在平台有空时回答。

# ---- 命令 ----

help-batch = 用平台的批量推理服务以更低的价格完成剩下的对话：提交、等待、取回、写文件；按 Ctrl-C 只是离开，平台会继续
help-batch-submit = 只提交，不等待；以后用 batch fetch 取回
help-batch-fetch = 取回已经完成的部分，写成结果文件；没有完成的继续留在平台
help-batch-status = 平台上各批现在怎样；不提交，不取回
help-batch-cancel = 取消平台上的全部批次，取回已经回答的部分
help-leftovers = 批量没有回答的对话怎么办: batch 再提交一次（默认）、online 改为在线调用、leave 留到以后
help-expected-leftovers = 可以写 batch、online 或 leave
help-deadline = 到这个时刻（例如 18:00 或 2026-12-01T08:00）仍没有回答的，取消批量，改为在线调用
help-expected-deadline = 应为以后的一个时刻，例如 18:00 或 2026-12-01T08:00
help-keep-remote = 取回以后不删除平台上的文件（其中有患者的文字）

# ---- 做不到的原因 ----

batch-no-service = 这个平台没有（或没有描述）批量推理服务；请去掉 batch，直接运行

batch-held-only = 这个平台的批量调用要保持连接等待回答，没有可以留在平台上、以后再取的批次；请直接用 batch 命令，并让程序一直运行

# $models (String)
batch-no-model = 没有一个模型可以用批量推理: { $models }。请直接运行，或加上 --leftovers online

# $models (String)
batch-some-models = 以下模型不能用批量推理，本次不处理（要同时在线调用，请加上 --leftovers online）: { $models }

# $models (String)
batch-some-online = 以下模型不能用批量推理，改为在线调用: { $models }

# $model (String)
# $as-of (String)
batch-why-unknown = { $model }（{ $as-of } 的资料中没有它的批量价格；确认平台支持后，可在配置中写 "batch": {"{"}"share": 0.6{"}"}）

# $model (String)
# $parameter (String)
batch-why-parameter = { $model }（批量请求中不能有参数 { $parameter }）

# $model (String)
# $key (String)
batch-why-unnamed = { $model }（没有配置 { $key }）

# $key (String)
# $models (String)
batch-rehearsed = 模拟时直接使用模型名称；正式运行前，请在配置中为这些模型填写 { $key }：{ $models }

batch-nothing-fresh = --fresh 是从头开始，不能和 finish、batch fetch、batch cancel 一起用；请去掉 --fresh

# $count (Number)
batch-waiting = 还有 { $count } 个对话在平台的批量推理服务中（已经或将要计费），不能从头开始；请先用 batch 取回，或用 batch cancel 取消

# ---- 过程 ----

# $parts (Number)
# $lines (Number)
run-banner-parts = {"  "}批量: 同时最多 { $parts } 批，每批最多 { $lines } 个对话

# $parts (Number)
# $count (Number)
batch-taken-over = 平台上有之前提交的 { $parts } 批，共 { $count } 个对话，接着等待和取回

# $count (Number)
# $batch (String)
batch-submitted = 已提交 { $count } 个对话（批次 { $batch }）

# $batch (String)
batch-adopted = 找到了之前已经建立的批次 { $batch }，不再重复提交

# $batch (String)
batch-surplus = 平台为同一批建立了两个批次，多余的 { $batch } 已取消（可能已计费）

# $batch (String)
# $state (String)
# $came (Number)
# $failed (Number)
# $missing (Number)
batch-ended = 批次 { $batch } { $state ->
        [completed] 已完成
        [expired] 超过了平台的时限
        [cancelled] 已取消
       *[failed] 失败
    }: 取回 { $came } 个对话{ $failed ->
        [0] {""}
       *[other] ，其中 { $failed } 个没有回答
    }{ $missing ->
        [0] {""}
       *[other] ，{ $missing } 个没有结果
    }

# $batch (String)
# $count (Number)
batch-lost = 平台说没有批次 { $batch }（{ $count } 个对话）: 可能换了 Key，或已在控制台删除。确认不再需要后，用 batch cancel 放弃它，这些对话才会重新询问

# $address (String)
# $count (Number)
batch-elsewhere = { $count } 个对话提交给了另一个地址（{ $address }）的批量推理，仍在那里：用原来的 base_url 取回或取消，本次不处理

# $count (Number)
batch-kept-elsewhere = 取回的回答中有 { $count } 个属于本次任务中没有的对话（改过 Prompt、患者或模型，或只选了一部分），已记入账本

# $step (String)
# $fault (String)
batch-trouble = { $step ->
        [upload] 上传文件
        [create] 建立批次
        [list] 查询批次列表
        [look] 查询批次
        [validate] 平台检查文件
       *[fetch] 取回结果
    }没有成功: { $fault }

# $fault (String)
batch-not-here = 平台不接受这个模型的批量请求，不再提交: { $fault }

# $count (Number)
batch-deadline = 时刻已到，{ $count } 个对话还没有结果: 取消批量，取回已有的，其余改为在线调用

# $parts (Number)
# $count (Number)
batch-left = 还有 { $parts } 批、{ $count } 个对话在平台上处理，关闭程序或电脑都不影响；以后用 batch 或 batch fetch 取回

# $files (String)
batch-files-remain = 平台上的这些文件没有删掉，其中有患者的文字，请在控制台删除: { $files }

batch-unheard = 批量推理没有给出这个对话的结果

# ---- 进度 ----

# $came (Number)
# $of (Number)
# $parts (Number)
bar-batch = 批量: { $parts } 批 { $came }/{ $of }

# $parts (Number)
bar-batch-unknown = 批量: { $parts } 批

# $time (String)
bar-batch-oldest = 已等 { $time }

# $time (String)
bar-batch-ends = 时限还有 { $time }

# ---- 状态 ----

batch-nothing = 平台上没有这个目录提交的批次

# $model (String)
# $count (Number)
# $batch (String)
# $has-status (Bool)
# $status (String)
# $counted (Bool)
# $came (Number)
# $of (Number)
# $age (String)
batch-status-line = { $model }: { $count } 个对话，批次 { $batch }{ $has-status ->
        [true] ，{ $status }
       *[false] {""}
    }{ $counted ->
        [true] （{ $came }/{ $of }）
       *[false] {""}
    }，提交于 { $age } 前

batch-status-gone = 平台说没有这个批次

# $model (String)
# $count (Number)
batch-status-unsent = { $model }: { $count } 个对话，还没有提交完成；再次运行 batch 会接着做

# ---- 结尾 ----

# $count (Number)
# $waiting (Number)
# $has-hold (Bool)
# $hold (String)
summary-by-batch = 批量推理: 本次取回 { $count } 个回答{ $waiting ->
        [0] {""}
       *[other] ，还有 { $waiting } 个对话在平台上{ $has-hold ->
            [true] （预留最多 { $hold }）
           *[false] {""}
        }
    }

# $count (Number)
next-fetch = 取回平台上的 { $count } 个对话（可以以后再来）:
