# ---- worksheets of an exported workbook, and their columns ----

workbook-summary = 汇总
workbook-conversations = 全部对话
workbook-prompts = Prompt
workbook-records = 患者记录
workbook-all = 合计
workbook-there = 对话数
workbook-length = 字数
workbook-at = 时间

# $currency (String)
workbook-cost = 费用（{ $currency }，含重试）

# $currency (String)
workbook-perhaps = 可能另计，至多（{ $currency }）

workbook-mean-seconds = 平均耗时（秒）
workbook-longest = 最长耗时（秒）
workbook-mean-length = 平均字数
workbook-colours = 颜色
workbook-nothing = 空回答或缺

# ---- what an exported workbook says of itself ----

workbook-about-summary = 汇总：每个模型一行。“已回答”不含“被截断”；费用含重试，也含没有导出的患者；字数和耗时只算已回答和被截断的。
workbook-about-comparison = 对比：每位患者的每个 Prompt 一行，每个模型一列；颜色见表头上方。行高有上限，更长的内容请在编辑栏中看，或拖大行高。
workbook-about-conversations = 全部对话：每个对话一行，与 csv 的列相同，另有输出的字数；用筛选只看一个模型、一位患者或失败的对话。
workbook-about-texts = Prompt 和患者记录：每段文字只出现一次。患者记录含患者信息，发给他人前请先删除该表，以及全部对话中的“输入”列。
workbook-about-times = 时间是导出时所用电脑的本地时间。

# ---- the tables to rate in ----

workbook-scoring = 评分表
workbook-rating = 评分
workbook-code = 代号
workbook-best = 最佳
workbook-harmful = 有害
workbook-note = 备注
workbook-id = 回答标识
workbook-yes = 是
workbook-no = 否
workbook-rater = 评分者（姓名填在右边）
workbook-seed = 种子
workbook-format = 格式
workbook-criteria = 评分项目
workbook-low = 最低分
workbook-high = 最高分

# $name (String)
# $low (Number)
# $high (Number)
workbook-criterion = { $name }（{ $low }–{ $high }）

# $low (Number)
# $high (Number)
workbook-scores = 请填 { $low } 到 { $high } 的整数，或留空

workbook-about-scoring = 评分表：每个回答一行，分数从下拉列表中选。这里不是盲评：模型的名字就在表中；需要盲评请用 rate 命令。先在下面填写评分者的姓名；可以排序、筛选、加列，但请保留标题和隐藏的“回答标识”列。失败和空的回答不在其中。
workbook-how-to-begin = 请先在下面填写评分者的姓名，再到“评分”表中打分。不必一次做完：随时保存，下次接着做。
workbook-how-to-tell = 每行是一个回答，左边是这位患者的记录和 Prompt。同一患者、同一 Prompt 的几个回答以代号区分；代号的顺序是抽取的，每题不同，同一个代号不代表同一个模型。底色为黄的回答没有说完就被截断了。
workbook-how-to-score = 每项从下拉列表中选一个分数，最高分最好；没有把握的可以空着。“最佳”可以选一个或几个（并列）。可能伤害患者的回答，在“有害”中选“是”。
workbook-how-to-keep = 可以排序、筛选、加列、调行高；请不要改标题、隐藏的“回答标识”列和下面的种子、格式、评分项目，它们用来在评分之后找回是哪个模型。
workbook-text-cut = ……（超过 Excel 单元格上限 32767 字，已截断）

# ---- a rater's workbook that cannot be read ----

# $path (String)
scores-no-workbook = { $path }：不是 Excel 工作簿（.xlsx），或已损坏；请在 Excel、WPS 或 LibreOffice 中打开并另存为 .xlsx

# $path (String)
scores-password = { $path }：有打开密码；请去掉密码后另存

# $path (String)
# $id (String)
scores-no-table = { $path }：没有“{ $id }”这一列，不是评分用的工作簿；请用 rate --format xlsx 或 export --format xlsx 生成的文件

# $path (String)
# $seed (String)
# $criteria (String)
scores-no-about = { $path }：找不到写有“{ $seed }”和“{ $criteria }”的表（原来是“说明”）；请从原来的文件复制回来

# $heading (String)
# $path (String)
# $sheet (String)
scores-no-column = { $path }：工作表“{ $sheet }”中没有标题为“{ $heading }”的列；请把标题改回来

# $heading (String)
# $path (String)
# $sheet (String)
scores-two-columns = { $path }：工作表“{ $sheet }”中有两列标题都是“{ $heading }”；请给自己加的列换个标题

# $cell (String)
# $path (String)
# $what (String)
scores-cell = { $path }：{ $cell }：{ $what }

scores-formula = 这一格是公式，但文件中没有算好的值（写入它的程序不计算公式）；请填上值，或在 Excel、WPS 或 LibreOffice 中打开，再保存

# $high (Number)
# $low (Number)
# $value (String)
scores-bad-score = “{ $value }”不是分数；请填 { $low } 到 { $high } 的整数，或留空

# $value (String)
scores-bad-mark = “{ $value }”既不是“是”也不是“否”；请填 是 或 否（√、1、0 也可以），或留空

# $value (String)
scores-cross = “{ $value }”可以是打勾，也可以是“否”，这一列中又没有 √、是、否 可以对照；请改成 是 或 否

# $value (String)
scores-bad-number = “{ $value }”不是 Prompt 的序号；请从原来的文件恢复这一行

# $value (String)
scores-bad-id = “{ $value }”不是回答标识，可能被改动了；请从原来的文件恢复这一格

scores-no-id = 这一行有评分，但没有回答标识；请从原来的文件恢复这一格，或清空这一行

# $cell (String)
scores-twice = 与 { $cell } 是同一个回答，两行都有评分；请删去一行

scores-moved = 这个回答标识与所在行的患者、Prompt 或代号不符（多半是排序时没有选中隐藏的“回答标识”列），不能确定评的是哪个回答；请撤销排序，或从原来的文件恢复

scores-no-rater = 没有评分者的姓名；请填在这一格

# $value (String)
scores-bad-format = 格式“{ $value }”不是这个版本能读的；请用生成它的版本

# $value (String)
scores-bad-seed = “{ $value }”不是种子；请从原来的文件恢复这一格

scores-bad-criterion = 评分项目要有名称、最低分和最高分（整数，最低分小于最高分）；请从原来的文件恢复

# ---- what was done ----

# $path (String)
# $questions (Number)
# $answers (Number)
workbook-written = 评分工作簿已写入 { $path }（{ $questions } 组，{ $answers } 个回答）

# $command (String)
workbook-written-next = 发给每位评分者；收回的工作簿各取一个文件名（例如 评分-张三.xlsx），放进一个目录，例如 ratings，然后：{ $command }
