# ---- the report's page ----

page-title = 批量处理报告

# $folders (String)
# $made (String)
page-subtitle = { $folders } · 生成于 { $made }

page-views = 视图
page-overview = 总览
page-matrix = 矩阵
page-read = 对读
page-odds-view = 异常
page-search = 搜索
page-search-hint = 搜索回答和记录（按 /）
page-theme-hint = 浅色、深色或跟随系统（按 t）
page-help-hint = 键盘操作（按 ?）
page-help = 键盘操作
page-close = 关闭
page-simulated-note = 【模拟运行】其中有回答由内置模拟器生成，不是真实模型的回答。
page-no-script = 矩阵、对读和搜索需要 JavaScript；页面不联网，可以放心允许。

# ---- overview ----

page-models = 模型
page-people = 患者
page-prompts = Prompt
page-answered = 已回答
page-complete = 完整
page-cut = 被截断
page-of-these-cut = 其中被截断
page-failed = 失败
page-empty = 空回答
page-missing = 缺
page-tokens = Token（输入 / 输出）
page-tokens-in = 输入
page-tokens-out = 输出
page-cost = 费用（含重试）
page-confirmed = 已确认
page-perhaps = 可能另有，最多
page-spread = 中间 80%
page-median = 中位数
page-chart-states = 各模型完成情况
page-chart-times = 单次调用耗时
page-chart-lengths = 回答长度（字符）
page-chart-tokens = Token 用量

# $currency (String)
page-chart-cost = 费用（{ $currency }，含重试）

page-by-model = 各模型数据
page-column-model = 模型
page-column-answered = 已回答
page-column-failed = 失败
page-column-empty = 空回答
page-column-missing = 缺
page-column-median-time = 耗时中位
page-column-time-90 = 耗时90%
page-column-longest = 最长
page-column-median-length = 回答字数中位
page-column-tokens-in = 输入Token
page-column-tokens-out = 输出Token
page-column-tokens-thinking = 思考Token
page-column-calls = 调用次数
page-column-cost = 费用
page-column-state = 状态
page-column-length = 字符数
page-column-time = 耗时
page-column-reason = 原因
page-column-file = 文件
page-column-odd = 异常
page-sort-hint = 点击按此列排序
page-copy = 复制
page-copied = 已复制

# $middle (String)
# $low (String)
# $high (String)
page-range = { $middle }（{ $low }–{ $high }）

page-failures-title = 失败原因
page-failure-unsaid = 没有写明原因
page-failure-other = 其他

# ---- numbers ----

# $count (String)
# $percent (String)
page-share = { $count }（{ $percent }%）

# $value (String)
page-milliseconds = { $value }毫秒

# $value (String)
page-seconds = { $value }秒

# $value (String)
page-minutes = { $value }分

# A large number, in the language's own units: 10,000 or 1000.
# $value (String)
page-large = { $value }万

# A very large number: 100,000,000 or 1,000,000.
# $value (String)
page-very-large = { $value }亿

# ---- matrix, reading, search ----

page-show = 只看
page-filter-hint = 筛选患者
page-filter-people = 筛选患者
page-previous-hint = 上一位患者（按 k）
page-next-hint = 下一位患者（按 j）
page-compare = 标出差异
page-base = 对照
page-record = 患者记录
page-odds-title = 读取时发现的异常
page-no-odds = 没有发现异常。

# $count (Number)
page-more-odds = …… 另有 { $count } 处

# ---- which models, and how they stand ----

page-pair = 成对比较
page-all-models = 全部显示，恢复原来的顺序

# $count (String)
page-models-hidden = 已隐藏 { $count } 个模型，数字、矩阵、对读、搜索和打印都不包括它们。点击全部显示

# $count (Number)
page-ratings-of-all = 评分各表：已隐藏的模型的行不显示；其余数字没有重算，一致性、最佳、强度、检验和 p 值校正仍按全部 { $count } 个被评模型计算。要只统计一部分模型，请用 --models 重新制作报告。

page-move-up = 上移
page-move-down = 下移
page-layout = 排列
page-layout-auto = 自动排列
page-layout-side = 并排
page-layout-grid = 网格
page-show-literal = 记录原文
page-show-source = 源文
page-show-people = 患者列表
page-literal-hint = 绿线：回答中与患者记录逐字相同的片段（六个汉字以上，或带引号），点击可在记录中查看。黄色虚线：带引号，但患者记录中没有这句话。没有标出的不等于编造，标出的也不等于正确。

# $count (String)
page-literal-count = 原文 { $count }

page-unquoted-hint = 带引号，但患者记录中没有逐字相同的话，请核对。

# $count (String)
page-unquoted-count = 引文不在记录中 { $count }

# ---- on paper, lists ----

page-print = 打印
page-print-hint = 选择患者和 Prompt，预览后打印

# $most (String)
# $all (String)
page-paper-most = 一次最多打印 { $most } 位患者，这里是 { $all } 位中的前 { $most } 位。

# $count (String)
page-starred-people = 加星的 { $count } 位患者

# $count (String)
page-listed-people = 对读列表中的 { $count } 位患者

# $count (String)
page-these-people = 选定的 { $count } 位患者

page-all-prompts = 全部 Prompt
page-star-hint = 加星，供打印时选择（按 s）
page-list-cells = 列出这些对话

# $what (String)
# $count (String)
page-cells-title = { $what }：{ $count } 个对话

# $count (Number)
page-is-index = 内容太多，一个网页打不开：按患者分成了 { $count } 个网页，这里是目录，有全部患者的总览和矩阵。点击患者就打开他所在的网页；搜索在各个网页中进行。

# $first (String)
# $last (String)
page-is-part = 这里是其中一部分患者：{ $first } 至 { $last }。费用是全部患者的。

page-to-index = ‹ 目录
page-search-how = 空格隔开的几个词须同时出现；加引号则按原样查找

page-all = 全部
page-bad = 有问题
page-answers = 回答

# What stands in { $… } below is filled in by the page.
# $shown (String)
# $all (String)
page-rows = { $shown } / { $all } 位患者

# $number (String)
page-prompt = Prompt { $number }

# $number (String)
# $text (String)
page-prompt-begins = Prompt { $number }：{ $text }

page-unknown-prompt = 没有文件写明这个 Prompt。
page-no-record = 没有文件写明患者记录。
page-no-conversation = 没有这个对话。
page-other-prompt = 这个模型得到的 Prompt 不同
page-other-record = 这个模型得到的患者记录不同
page-thinking = 思考过程

# $percent (String)
page-alike = 相同 { $percent }%

page-too-long = 太长，未标出差异

page-by-batch = 批量推理

# $seconds (String)
page-took = 耗时 { $seconds } 秒

# $tokens_in (String)
# $tokens_out (String)
page-used = 输入 { $tokens_in } · 输出 { $tokens_out } Token

# $tokens (String)
page-thought-tokens = 思考 { $tokens }

# $count (String)
page-tries = 共调用 { $count } 次

# $what (String)
# $count (String)
page-searching = 正在搜索“{ $what }”…… 已找到 { $count } 处

# $what (String)
# $count (String)
# $listed (String)
page-searching-more = 正在搜索“{ $what }”…… 已找到 { $count } 处，只列出前 { $listed } 处

# $what (String)
# $count (String)
page-found = “{ $what }”：{ $count } 处

# $what (String)
# $count (String)
# $listed (String)
page-found-more = “{ $what }”：{ $count } 处，只列出前 { $listed } 处

# ---- keyboard ----

page-key-views = 总览、矩阵、对读、异常
page-key-search = 搜索
page-key-people = 下一位、上一位患者；矩阵中移动
page-key-prompts = 上一个、下一个 Prompt；矩阵中移动
page-key-scroll = 滚动；对读时滚动全部回答，或点击过的那一个
page-key-source = 回答的源文，或排好版的样子
page-key-literal = 标出与患者记录逐字相同的片段
page-key-layout = 并排或网格
page-key-list = 显示或隐藏患者列表
page-key-star = 给这位患者加星，供打印时选择
page-key-number = 第几个 Prompt
page-key-open = 打开矩阵中选中的格子
page-key-diff = 标出各模型回答的差异
page-key-base = 换一个模型作对照
page-key-record = 显示或隐藏患者记录
page-key-prompt = 展开或收起 Prompt 全文
page-key-theme = 浅色、深色或跟随系统
page-key-back = 离开输入框；返回上一页
page-key-help = 显示这张表
