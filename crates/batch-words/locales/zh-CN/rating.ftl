# How the rater knows the answers, in the order of the page; a space between them.
rating-letters = 甲 乙 丙 丁 戊 己 庚 辛 壬 癸

rating-accuracy = 准确性
rating-completeness = 完整性
rating-safety = 安全性
rating-readability = 可读性

# $people (String)
# $prompt (String)
# $answer (String)
rating-place = { $people } 的 Prompt { $prompt } 回答{ $answer }

# $cell (String)
# $place (String)
rating-place-cell = { $cell }（{ $place }）

# ---- what is wrong with files of ratings or criteria ----

# $path (String)
rating-not-ratings = { $path }：不是评分文件；请用评分页“保存”得到的文件，例如 评分-张三.json

# $path (String)
rating-foreign = { $path }：目录中的这个文件不是评分文件，没有读取

# $path (String)
rating-no-files = { $path }：目录中没有评分文件；请把各评分者保存的文件放进去

# $path (String)
# $format (String)
rating-other-version = { $path }：由更新的版本保存（{ $format }），请更新本程序

# $path (String)
# $line (String)
rating-malformed = { $path }：第 { $line } 行附近的写法不对（分数只能是整数）；如果手工改过，请改回，或在评分页重新保存

# $path (String)
rating-no-name = { $path }：没有评分者姓名（rater），请补上

# $path (String)
# $line (String)
rating-not-criteria = { $path }：第 { $line } 行附近的写法不对；评分项目应写成 {"{"}"criteria": [{"{"}"name": "准确性", "low": 1, "high": 5{"}"}]{"}"}

# $path (String)
rating-no-criteria = { $path }：没有评分项目（criteria），请至少写一项

# $path (String)
# $name (String)
rating-bad-criterion = { $path }：评分项目“{ $name }”不能用；名称不能为空或重复（不计大小写、空格、全角半角），low 须小于 high，high 最大为 10

# $path (String)
# $place (String)
# $criterion (String)
rating-unknown-criterion = { $path }：{ $place }：按“{ $criterion }”打了分，但 criteria 中没有这一项；请改回，或在评分页重新保存

# $path (String)
# $place (String)
# $criterion (String)
# $score (String)
# $low (String)
# $high (String)
rating-out-of-range = { $path }：{ $place }：{ $criterion }是 { $score } 分，应在 { $low } 到 { $high } 之间；请改正

# $path (String)
# $place (String)
rating-twice = { $path }：{ $place }：同一个回答评了两次（编号重复），请删去一个

# $first (String)
# $second (String)
# $rater (String)
rating-same-rater = { $first } 与 { $second } 都是“{ $rater }”的评分；每位评分者只用一个文件，同名的两人请改其中一个的 rater（姓名不计空格和大小写）

# $first (String)
# $second (String)
rating-other-seed = { $first } 与 { $second } 的种子（seed）不同，不是同一份评分页的评分，不能一起统计；请分别统计

# $first (String)
# $second (String)
rating-other-criteria = { $first } 与 { $second } 的评分项目（criteria）不同，不能一起统计；请分别统计

# $path (String)
rating-nothing-known = { $path }：其中的评分在这些目录中都找不到对应的回答；请写出制作评分页时用的输出目录，并去掉 --models、--people、--prompts

# $path (String)
# $count (Number)
# $places (String)
rating-unknown = { $path }：{ $count } 个评分找不到对应的回答（回答后来变了，或不在所读的目录、模型、患者中），没有计入，例如 { $places }

# $count (Number)
rating-shared = { $count } 个评分所评的回答，在几个目录中一字不差（同一模型），无法区分，因此对每个目录的这个模型都计入

# $count (String)
# $most (String)
rating-too-many = 共有 { $count } 组回答（患者 × Prompt），一份评分页最多 { $most } 组；请用 --sample 抽取，例如 --sample 60，或用 --people、--prompts 选出一部分

rating-nothing-to-rate = 没有可以评分的回答：全部失败、为空或未处理；请先运行

# ---- the blind page ----

rating-title = 回答盲评
rating-progress-hint = 已评完的回答 / 全部回答
rating-save = 保存
rating-unfinished = 未评完的
rating-record = 患者记录
rating-source = 原文
rating-prompt = Prompt
rating-masked = ▇▇▇ 处原是模型或平台的名称，盲评时隐去。
rating-no-script = 评分需要 JavaScript；页面不联网，可以放心允许。
rating-intro = 各回答来自不同的模型，名称已隐去，每组的顺序各不相同。请独立评分，不要与其他评分者讨论。评分只保存在这台电脑上；评完后按 s 保存成文件，交给组织者。
rating-name = 评分者姓名
rating-start = 开始
rating-kept = 在这台电脑上评过的，填写上次的姓名就接着评。

# $rater (String)
# $done (String)
# $all (String)
rating-known = 这台电脑上保存有“{ $rater }”的评分（{ $done }/{ $all }）。是您的吗？

rating-resume = 是我的，接着评
rating-not-mine = 不是我的

# $rater (String)
rating-other-name = 与“{ $rater }”同名：请在姓名中加上科室或编号，以便区分。

rating-load = 读入以前保存的文件：
rating-load-not-ratings = 这不是评分文件。
rating-load-other-page = 这个文件是另一份评分页的（种子或评分项目不同），没有读入。

# $count (String)
rating-load-unknown = 已读入；其中 { $count } 个评分不属于这份评分页（回答后来变了），没有读入，需要重新评。

# $count (String)
rating-load-differs = 有 { $count } 个回答，文件中的评分与这台电脑上保存的不同。“确定”采用文件中的，“取消”保留这台电脑上的。

rating-load-broken = 这个文件中有分数或写法不对（可能手工改过），没有读入。
rating-help = 键盘操作
rating-close = 关闭

# $rater (String)
# $questions (String)
# $answers (String)
rating-rater = 评分者：{ $rater } · 共 { $questions } 组 { $answers } 个回答

# $people (String)
# $prompt (String)
rating-where = { $people } · Prompt { $prompt }

# $question (String)
# $all (String)
rating-place-of = 第 { $question } / { $all } 组

rating-unknown-prompt = （文件中没有 Prompt 原文）
rating-no-record = （文件中没有患者记录）
rating-cut = 被截断
rating-best = 最佳
rating-harmful = 可能有害
rating-note = 备注（按 n）
rating-question-done = 这一组已评完：按 j 到下一组，按 u 到下一个未评完的。还没有选最佳的，按 b（可以并列）。
rating-all-done = 全部评完：请按 s 保存成文件，交给组织者。

# $file (String)
rating-saved = 已保存为 { $file }，在浏览器的下载目录中。

rating-keeps-nothing = 浏览器没有为这个页面保存内容（无痕窗口？）：关闭前请按 s 保存成文件，下次读入。

# $rater (String)
rating-file = 评分-{ $rater }.json

rating-key-score = 打分，然后到下一项（10 分按 0）
rating-key-criteria = 上一项、下一项
rating-key-answers = 左边、右边的回答
rating-key-questions = 下一组、上一组（j、k）
rating-key-unfinished = 下一个未评完的组
rating-key-best = 最佳；可以有几个，即并列
rating-key-harmful = 可能对患者有害
rating-key-note = 写备注（Esc 离开）
rating-key-clear = 取消这一项的分数
rating-key-record = 显示或隐藏患者记录；Prompt
rating-key-source = 显示回答的原文
rating-key-save = 保存成文件
rating-key-theme = 浅色、深色或跟随系统
rating-key-leave = 离开备注
rating-key-help = 显示这张表

# ---- what was done ----

# $path (String)
# $questions (Number)
# $answers (Number)
rating-written = 评分页已写入 { $path }（{ $questions } 组，{ $answers } 个回答）

# $count (Number)
rating-written-masked = 其中 { $count } 个回答提到了模型名称，已隐去（显示为 ▇▇▇）

# $count (Number)
rating-written-shared = 其中 { $count } 个回答，在几个目录中一字不差（同一模型），只评一次，评分对每个目录的这个模型都计入

# $count (Number)
# $word (String)
rating-bare-one = { $word }（{ $count } 个回答）

# $hide (String)
# $words (String)
rating-bare = 请核对：回答中有 { $words }，可能是模型的简称，也可能是别的（如维生素 K3、转氨酶 GPT），没有隐去。要隐去，请在评分项目文件中写 { $hide }，用 --criteria 指明，重新制作

# $people (String)
# $prompt (String)
rating-pair = { $people } 的 Prompt { $prompt }

# $count (Number)
# $pairs (String)
rating-apart = { $count } 组没有放进去：同一编号的 Prompt 原文或同一患者的记录在各目录中不同，各回答不能放在一起评，例如 { $pairs }；请只用 Prompt 和记录相同的目录

# $rate (String)
# $command (String)
rating-written-next = 发给每位评分者；收回的文件（{ $rate }）放进一个目录，例如 ratings，然后：{ $command }

# ---- ratings in the report ----

# $rater (String)
# $count (Number)
rating-counted-one = { $rater } { $count } 个回答

# $raters (String)
rating-counted = 评分已揭盲，加在总览中：{ $raters }
