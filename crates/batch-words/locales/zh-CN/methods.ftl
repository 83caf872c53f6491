# ---- the report's methods block, ready to paste into a paper ----

methods-title = 方法（可直接粘贴）
methods-note = 由账本和结果文件中的事实写成；方括号中的内容请自行补充。投稿前请逐句核对。

# $tool (String)
# $people (String)
# $prompts (String)
# $models (String)
methods-opening = 使用 { $tool } 将 { $people } 位患者的问答记录分别与 { $prompts } 个 Prompt 组合，逐一提交给 { $models } 个大语言模型；每次调用只含一个 Prompt 和一份记录，彼此独立，不带对话历史。

# $first (String)
# $last (String)
methods-dates = 全部回答获取于 { $first } 至 { $last }。

# $day (String)
methods-day = 全部回答获取于 { $day }。

# $platform (String)
# $address (String)
methods-platform = 平台为 { $platform }（{ $address }）。

methods-models = 模型与参数：

# $model (String)
# $served (String)
# $parameters (String)
methods-model = - { $model }：服务器返回的模型标识为 { $served }；{ $parameters }

# $model (String)
# $parameters (String)
methods-model-unsaid = - { $model }：{ $parameters }

methods-system = 另有系统提示词 [请附全文]
methods-parameters-unknown = 参数未记录 [请补充]
methods-between-parameters = ；

# $count (String)
# $parameters (String)
methods-parameters-of = 其中 { $count } 个回答：{ $parameters }

# $total (String)
# $answered (String)
# $cut (String)
# $failed (String)
# $empty (String)
# $missing (String)
methods-outcome = 共 { $total } 个对话：得到回答 { $answered } 个（其中因长度上限或不明原因不完整的 { $cut } 个），失败 { $failed } 个，空回答 { $empty } 个，缺 { $missing } 个。

# $count (String)
# $has-share (Bool)
# $share (String)
methods-by-batch = 得到的回答中，有 { $count } 个由平台的批量推理服务给出{ $has-share ->
        [true] （按在线价格的 { $share } 计费）
       *[false] {""}
    }。

# $tokens_in (String)
# $tokens_out (String)
methods-tokens = 共用输入 { $tokens_in }、输出 { $tokens_out } Token。

# $cost (String)
# $day (String)
methods-cost = 费用 { $cost }（按 { $day } 的公开价格计算）。

# $cost (String)
methods-cost-undated = 费用 { $cost }。

methods-prompts = Prompt 原文：

# $number (String)
# $text (String)
methods-prompt = Prompt { $number }：{ $text }

# $number (String)
methods-prompts-differ = Prompt { $number }：各患者的不同 [请说明]

methods-simulated = 【模拟运行】其中有回答由内置模拟器生成，不能用于论文。

methods-program-unknown = [请补充所用程序]

# $models (String)
methods-cost-without = 其中不含 { $models }（价格未知）。
