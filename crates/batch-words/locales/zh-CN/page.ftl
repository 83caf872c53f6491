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
page-cut = 被截断
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
page-column-cut = 被截断
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
page-key-number = 第几个 Prompt
page-key-open = 打开矩阵中选中的格子
page-key-diff = 标出各模型回答的差异
page-key-base = 换一个模型作对照
page-key-record = 显示或隐藏患者记录
page-key-prompt = 展开或收起 Prompt 全文
page-key-theme = 浅色、深色或跟随系统
page-key-back = 离开输入框；返回上一页
page-key-help = 显示这张表
