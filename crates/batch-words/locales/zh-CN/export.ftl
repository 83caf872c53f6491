# ---- headings of the columns; JSON Lines keep their names for programs ----

export-folder = 目录
export-model = 模型
export-people = 患者
export-prompt-number = Prompt序号
export-state = 状态
export-output = 输出
export-prompt = Prompt
export-input = 输入
export-finish-reason = 结束原因
export-prompt-tokens = 输入Token
export-completion-tokens = 输出Token
export-cached-tokens = 缓存Token
export-reasoning-tokens = 思考Token
export-cost = 费用
export-currency = 货币
export-ms = 耗时(毫秒)
export-lane = 调用方式
export-attempts = 调用次数
export-request-id = 请求ID
export-at = 时间(UTC)
export-error-class = 错误类别
export-http-status = HTTP状态
export-thinking = 思考内容
export-key = 对话标识

# ---- what became of a conversation ----

export-answered = 已回答
export-cut = 被截断
export-failed = 失败
export-empty = 空回答

# ---- how it was asked ----

export-online = 在线
export-batch = 批量

# ---- the workbook ----

export-comparison = 对比
export-missing = （缺）
export-cell-cut = ……（超过 Excel 单元格上限 32767 字，已截断；全文见 csv 或 jsonl）
export-notes = 说明

# $count (Number)
export-notes-all = 共 { $count } 个对话。内容来自模型，仅供参考。

# $count (Number)
export-notes-cut = { $count } 个单元格超过 Excel 的 32767 字上限，已截断，末尾有说明。

# $count (Number)
export-notes-guarded = { $count } 个单元格以 = + - @ 等开头，已标为文本，不会当作公式。

# $count (Number)
export-notes-odds = 读取时有 { $count } 处异常：

# $file (String)
# $what (String)
export-notes-odd = { $file }：{ $what }

export-notes-more = ……

# ---- documents ----

# $number (Number)
export-document-prompt = Prompt { $number }

export-document-answer = 回答
export-document-answer-cut = 回答（被截断）
export-document-answer-failed = 回答（失败）
export-document-answer-empty = 回答（空回答）

# $label (String)
export-document-cut = { $label }（被截断）

# $label (String)
export-document-failed = { $label }（失败）

# $label (String)
export-document-empty = { $label }（空回答）

export-document-record = 患者问答记录

# ---- what was done ----

# $rows (Number)
export-done = 已导出 { $rows } 个对话

# $rows (Number)
# $path (String)
export-done-file = 已导出 { $rows } 个对话: { $path }

# $rows (Number)
# $files (Number)
# $path (String)
export-done-files = 已导出 { $rows } 个对话，{ $files } 个文件: { $path }

# $count (Number)
export-done-cut = { $count } 个单元格超过 Excel 的 32767 字上限，已截断；全文请导出 csv 或 jsonl

# $count (Number)
export-done-long = { $count } 个单元格超过 32767 字：文件是完整的，但 Excel 打开时会把它们截断；在 Excel 中查看请导出 xlsx

# $count (Number)
export-done-guarded-csv = { $count } 个单元格中有表格软件会当作公式的内容，前面加了一个 '；需要原文请导出 jsonl

# $count (Number)
export-done-guarded = { $count } 个单元格以 = + - @ 等开头，已标为文本，避免被当作公式

export-done-many-rows = 行数超过 Excel 的 1048576 行上限，Excel 只会显示前面的；在 Excel 中查看请导出 xlsx（会自动分表）

# ---- what does not go together ----

# $path (String)
# $format (String)
export-other-name = { $path }：文件名是另一种格式的，而 --format 是 { $format }；请去掉 --format（按文件名决定），或改文件名

# $path (String)
export-one-document = { $path }：这是一个文件的名字，而这种 --shape 每个结果写一个文件；请在 -o 后面写目录名，或用 --shape headings 写成一个文件

# $path (String)
# $ending (String)
export-not-written = { $path }：不能写 { $ending } 文件；请把文件名改成以 .xlsx、.csv、.jsonl 或 .md 结尾

# $path (String)
export-no-page = { $path }：report 写的是网页，文件名请以 .html 结尾；要表格或文档请用 export（.xlsx、.csv、.md）

# $path (String)
export-no-ballot = { $path }：rate 写网页（.html）或 Excel 工作簿（.xlsx），请把文件名改成以其中一个结尾
